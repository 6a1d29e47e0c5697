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
    /// Cells of one digit, with the stroke of two on each side.
    pub width: usize,
    /// Rows of one digit: odd.
    pub height: usize,
}

impl Size {
    /// For a screen of 24 rows.
    pub const SMALL: Self = Self { width: 6, height: 5 };
    /// For a larger one.
    pub const LARGE: Self = Self { width: 10, height: 9 };
    /// For a projector.
    pub const HUGE: Self = Self { width: 14, height: 13 };

    /// What a screen of this area has room for; with `large` one size more, for people far away.
    pub const fn fitting(area: Rect, large: bool) -> Self {
        let wide = area.height >= 34 && area.width >= 110;
        let room = area.height >= 19 && area.width >= 76;
        match (large, wide, room) {
            (true, true, _) => Self::HUGE,
            (true, false, true) | (false, true, _) => Self::LARGE,
            _ => Self::SMALL,
        }
    }

    /// How many cells a number takes.
    pub fn cells(self, number: &str) -> usize {
        number.chars().map(|c| if c == '.' { 3 } else { self.width + 1 }).sum()
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
    let (middle, last) = (size.height / 2, size.height - 1);
    let inner = size.width - 4;
    let bar = |on: bool, width: usize| if on { ink.repeat(width) } else { " ".repeat(width) };
    match character {
        '.' => format!("{} ", bar(row == last, 2)),
        '-' => format!("{} ", bar(row == middle, size.width)),
        _ => {
            let segments = character.to_digit(10).and_then(|digit| SEGMENTS.get(usize::try_from(digit).ok()?));
            let Some([top, ul, ur, mid, ll, lr, bottom]) = segments.copied() else {
                return " ".repeat(size.width + 1);
            };
            let across = (row == 0 && top) || (row == middle && mid) || (row == last && bottom);
            let (left, right) = match row {
                0 => (top || ul, top || ur),
                _ if row < middle => (ul, ur),
                _ if row == middle => (mid || ul || ll, mid || ur || lr),
                _ if row < last => (ll, lr),
                _ => (bottom || ll, bottom || lr),
            };
            format!("{}{}{} ", bar(left, 2), bar(across, inner), bar(right, 2))
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
