//! Numbers in large digits of seven segments, legible from the back of a crowd.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

/// Segments of `0`–`9`: top, upper left, upper right, middle, lower left, lower right, bottom.
const SEGMENTS: [[bool; 7]; 10] = {
    const O: bool = false;
    const I: bool = true;
    [
        [I, I, I, O, I, I, I],
        [O, O, I, O, O, I, O],
        [I, O, I, I, I, O, I],
        [I, O, I, I, O, I, I],
        [O, I, I, I, O, I, O],
        [I, I, O, I, O, I, I],
        [I, I, O, I, I, I, I],
        [I, O, I, O, O, I, O],
        [I, I, I, I, I, I, I],
        [I, I, I, I, O, I, I],
    ]
};

/// How large digits are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Cells of one digit, with a stroke on each side.
    pub width: usize,
    /// Rows of one digit, with three strokes lying.
    pub height: usize,
    /// Rows of a stroke; twice as many cells where it stands, since cells are half as wide as high.
    pub stroke: usize,
}

impl Size {
    /// For a screen of 24 rows.
    pub const SMALL: Self = Self { width: 6, height: 5, stroke: 1 };
    /// For a larger one.
    pub const LARGE: Self = Self { width: 10, height: 9, stroke: 1 };
    /// For one that fills a wall: strokes twice as thick, legible from the back of a hall.
    pub const HUGE: Self = Self { width: 14, height: 12, stroke: 2 };

    /// What a screen of this area has room for; with `large` one size more, for people far away.
    pub const fn of(area: Rect, large: bool) -> Self {
        let wide = area.width >= 100;
        let room = area.height >= 19 && area.width >= 76;
        match area.height {
            50.. if wide => Self::HUGE,
            34.. if wide && large => Self::HUGE,
            34.. if wide => Self::LARGE,
            _ if room && large => Self::LARGE,
            _ => Self::SMALL,
        }
    }

    /// How many cells a number takes.
    pub fn cells(self, number: &str) -> usize {
        number.chars().map(|c| self.stroke + if c == '.' { 2 * self.stroke } else { self.width }).sum()
    }

    /// The largest size up to `most` in which a number takes at most so many cells; the smallest where none does.
    pub fn fitting(number: &str, most: Self, cells: usize) -> Self {
        let sizes = [Self::HUGE, Self::LARGE].into_iter().filter(|size| size.height <= most.height);
        sizes.into_iter().find(|size| size.cells(number) <= cells).unwrap_or(Self::SMALL)
    }
}

/// The rows of a number in large digits; signs other than digits, point and minus are left out.
pub fn rows(number: &str, size: Size, ink: &str, style: Style) -> Vec<Line<'static>> {
    let row = |row: usize| {
        let cells: String = number.chars().map(|character| cell(character, row, size, ink)).collect();
        Line::styled(cells, style)
    };
    (0..size.height).map(row).collect()
}

fn cell(character: char, row: usize, size: Size, ink: &str) -> String {
    let (stroke, across) = (size.stroke, 2 * size.stroke);
    let (middle, last) = ((size.height - stroke) / 2, size.height - stroke);
    let inner = size.width - 2 * across;
    let gap = " ".repeat(stroke);
    let bar = |on: bool, width: usize| if on { ink.repeat(width) } else { " ".repeat(width) };
    let lies = |from: usize| (from..from + stroke).contains(&row);
    match character {
        '.' => format!("{}{gap}", bar(row >= last, across)),
        '-' => format!("{}{gap}", bar(lies(middle), size.width)),
        _ => {
            let segments = character.to_digit(10).and_then(|digit| SEGMENTS.get(usize::try_from(digit).ok()?));
            let Some([top, ul, ur, mid, ll, lr, bottom]) = segments.copied() else {
                return " ".repeat(size.width + stroke);
            };
            let lying = (lies(0) && top) || (lies(middle) && mid) || (lies(last) && bottom);
            let (left, right) = match row {
                _ if lies(0) => (top || ul, top || ur),
                _ if row < middle => (ul, ur),
                _ if lies(middle) => (mid || ul || ll, mid || ur || lr),
                _ if row < last => (ll, lr),
                _ => (bottom || ll, bottom || lr),
            };
            format!("{}{}{}{gap}", bar(left, across), bar(lying, inner), bar(right, across))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_one_and_a_seven_are_what_people_expect() {
        let text =
            |number| rows(number, Size::SMALL, "#", Style::new()).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(text("1"), ["    ## ", "    ## ", "    ## ", "    ## ", "    ## "]);
        assert_eq!(text("7"), ["###### ", "    ## ", "    ## ", "    ## ", "    ## "]);
        assert_eq!(text("-.").last().map(String::as_str), Some("       ## "));
    }

    #[test]
    fn a_thick_stroke_is_twice_as_high_and_four_cells_wide() {
        let eight = rows("8", Size::HUGE, "#", Style::new());
        let full = eight.iter().filter(|line| line.to_string().trim() == "#".repeat(14)).count();
        assert_eq!((full, eight.len(), Size::fitting("8.8", Size::HUGE, 37)), (6, 12, Size::LARGE));
        assert_eq!(Size::fitting("8.8", Size::HUGE, 38), Size::HUGE);
    }

    #[test]
    fn every_row_is_as_wide_as_said() {
        for number in ["0123456789", "-12.5", ""] {
            for size in [Size::SMALL, Size::LARGE, Size::HUGE] {
                for line in rows(number, size, "#", Style::new()) {
                    assert_eq!(line.width(), size.cells(number));
                }
            }
        }
    }
}
