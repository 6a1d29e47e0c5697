//! Where a value falls among cells, and a sheet of cells to draw on: by whole numbers alone.

use crate::quantity::Decimal;
use num_traits::ToPrimitive;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Which of `count` places from `low` to `high` a value falls on; what lies beyond an end falls on that end. It never
/// turns two values around.
pub fn place(at: Decimal, low: Decimal, high: Decimal, count: usize) -> usize {
    let last = Decimal::from(count.saturating_sub(1));
    let share = || at.checked_sub(low)?.checked_mul(last)?.checked_div(high.checked_sub(low)?);
    share().unwrap_or_default().round().max(Decimal::ZERO).min(last).to_usize().unwrap_or(0)
}

/// A sheet of cells.
pub struct Sheet {
    rows: Vec<Vec<Cell>>,
}

/// One cell; the second half of a wide sign is empty.
#[derive(Clone)]
struct Cell {
    sign: String,
    style: Style,
}

impl Sheet {
    /// An empty sheet.
    pub fn new(width: usize, height: usize) -> Self {
        Self { rows: vec![vec![Cell { sign: " ".into(), style: Style::new() }; width]; height] }
    }

    /// Puts a sign of one cell; outside of the sheet nothing happens.
    pub fn put(&mut self, column: usize, row: usize, sign: &str, style: Style) {
        if let Some(cell) = self.rows.get_mut(row).and_then(|row| row.get_mut(column)) {
            *cell = Cell { sign: sign.to_owned(), style };
        }
    }

    /// The sign in a cell.
    pub fn sign(&self, column: usize, row: usize) -> &str {
        self.rows.get(row).and_then(|row| row.get(column)).map_or(" ", |cell| &cell.sign)
    }

    /// Writes a text from a cell on; signs that do not fit wholly are left out.
    pub fn write(&mut self, column: usize, row: usize, text: &str, style: Style) {
        let width = self.rows.get(row).map_or(0, Vec::len);
        let mut column = column;
        for sign in text.graphemes(true) {
            let cells = sign.width();
            if column + cells > width {
                return;
            }
            self.put(column, row, sign, style);
            (1..cells).for_each(|half| self.put(column + half, row, "", style));
            column += cells;
        }
    }

    /// Whether nothing stands in so many cells, and in the one before them.
    pub fn free(&self, column: usize, row: usize, cells: usize) -> bool {
        (column.saturating_sub(1)..=column + cells).all(|column| self.sign(column, row) == " ")
    }

    /// Its rows as lines of text.
    pub fn lines(self) -> Vec<Line<'static>> {
        let line = |row: Vec<Cell>| {
            let mut spans: Vec<Span<'static>> = Vec::new();
            for cell in row {
                match spans.last_mut() {
                    Some(span) if span.style == cell.style => span.content.to_mut().push_str(&cell.sign),
                    _ => spans.push(Span::styled(cell.sign, cell.style)),
                }
            }
            Line::from(spans)
        };
        self.rows.into_iter().map(line).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_fall_where_they_belong_and_never_outside() {
        let at = |n: i64| place(Decimal::from(n), Decimal::from(-2), Decimal::from(2), 41);
        assert_eq!([at(-9), at(-2), at(0), at(1), at(2), at(99)], [0, 0, 20, 30, 40, 40]);
        assert_eq!(place(Decimal::ONE, Decimal::ONE, Decimal::ONE, 10), 0);
        assert_eq!(place(Decimal::MAX, Decimal::MIN, Decimal::MAX, 10), 0);
    }

    proptest::proptest! {
        #[test]
        fn what_is_larger_never_falls_before_what_is_smaller(
            a in -1_000_000_i64..1_000_000, b in -1_000_000_i64..1_000_000, low in -900_000_i64..0, high in 0_i64..900_000,
            count in 1_usize..300,
        ) {
            let at = |n: i64| place(Decimal::new(n, 3), Decimal::new(low, 3), Decimal::new(high, 3), count);
            proptest::prop_assert!(at(a.min(b)) <= at(a.max(b)) && at(a) < count);
        }
    }

    #[test]
    fn a_wide_sign_is_never_cut_in_half() {
        let mut sheet = Sheet::new(5, 1);
        sheet.write(0, 0, "称样品", Style::new());
        assert!(!sheet.free(1, 0, 1));
        assert_eq!(sheet.lines()[0].to_string(), "称样 ");
    }
}
