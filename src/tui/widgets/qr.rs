//! A QR code in half blocks: two rows of modules in one row of characters, dark on light whatever the terminal's colours.

use qrcode::{Color, EcLevel, QrCode};

/// Light modules around the code; less than four, as screens are looked at from the front.
const QUIET: usize = 2;

/// The rows of a text's QR code, light modules as blocks: for light ink on a dark ground. `None` when the text is too long.
pub fn rows(text: &str) -> Option<Vec<String>> {
    let code = QrCode::with_error_correction_level(text, EcLevel::L).ok()?;
    let (width, colours) = (code.width(), code.to_colors());
    let light = |x: usize, y: usize| {
        let inside = |n: usize| n.checked_sub(QUIET).filter(|n| *n < width);
        let (Some(x), Some(y)) = (inside(x), inside(y)) else { return true };
        colours.get(y * width + x).is_none_or(|colour| *colour == Color::Light)
    };
    let side = width + 2 * QUIET;
    let row = |top: usize| {
        let character = |x| match (light(x, top), top + 1 < side && light(x, top + 1)) {
            (true, true) => '█',
            (true, false) => '▀',
            (false, true) => '▄',
            (false, false) => ' ',
        };
        (0..side).map(character).collect()
    };
    Some((0..side).step_by(2).map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_square_with_its_quiet_zone() {
        let rows = rows("QH1;station=QH-0;sig=x").unwrap();
        let width = rows[0].chars().count();
        assert_eq!(rows.len(), width.div_ceil(2));
        assert!(rows[0].chars().all(|character| character == '█'), "{}", rows[0]);
        assert!(rows.iter().all(|row| row.chars().count() == width));
        // The last row of characters holds one row of modules: the side is odd.
        let (last, others) = rows.split_last().unwrap();
        assert!(last.starts_with('▀') && others.iter().all(|row| row.starts_with('█')));
    }

    #[test]
    fn what_is_too_long_has_none() {
        assert_eq!(rows(&"x".repeat(3000)), None);
    }
}
