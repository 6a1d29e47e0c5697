//! The one place that cuts and pads: by display width, whole characters only.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// A text of exactly `width` cells: filled with blanks, or cut with a `~` at its end.
pub fn fit(text: &str, width: usize) -> String {
    let cut = clip(text, width);
    let missing = width.saturating_sub(cut.width());
    format!("{cut}{}", " ".repeat(missing))
}

/// A text of at most `width` cells; a cut one ends in `~`. Control characters become blanks.
pub fn clip(text: &str, width: usize) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.width() <= width {
        return text;
    }
    let mut cut = String::new();
    for cluster in text.graphemes(true) {
        if cut.width() + cluster.width() + 1 > width {
            break;
        }
        cut.push_str(cluster);
    }
    if width > 0 {
        cut.push('~');
    }
    cut
}

/// What a line that is being typed shows: `text` without what `scroll` columns at its beginning hold, at most `width` cells.
/// A wide character that the edge would halve is left out whole.
pub fn scrolled(text: &str, scroll: usize, width: usize) -> String {
    let mut gone = 0;
    let mut shown = String::new();
    for cluster in text.graphemes(true) {
        if gone < scroll {
            gone += cluster.width();
        } else if shown.width() + cluster.width() <= width {
            shown.push_str(cluster);
        } else {
            break;
        }
    }
    shown
}

/// The same, its blanks on the left.
pub fn right(text: &str, width: usize) -> String {
    let cut = clip(text, width);
    let missing = width.saturating_sub(cut.width());
    format!("{}{cut}", " ".repeat(missing))
}

/// A text broken into lines of at most `width` cells, at any character where there is no blank. Signs of ambiguous width
/// count as two cells: a line fits whichever way the terminal draws them.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(2);
    let mut lines = vec![String::new()];
    for word in text.split_word_bounds() {
        let mut pieces = vec![word];
        if word.width_cjk() > width {
            pieces = word.graphemes(true).collect();
        }
        for piece in pieces {
            let full = lines.last().is_some_and(|line| line.width_cjk() + piece.width_cjk() > width);
            if full {
                lines.push(String::new());
            }
            if let Some(line) = lines.last_mut()
                && !(line.is_empty() && piece.trim().is_empty())
            {
                line.push_str(piece);
            }
        }
    }
    lines
}

/// A whole number with a blank before every three digits: `123 456`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The caret stands behind the last character, which is in sight; wide characters count as two columns.
    #[test]
    fn a_line_of_wide_characters_scrolls_by_columns() {
        let mut input = tui_input::Input::new("一二三四五六七八九十".into());
        let shown = |input: &tui_input::Input| {
            let scroll = input.visual_scroll(9);
            (scrolled(input.value(), scroll, 10), input.visual_cursor() - scroll)
        };
        assert_eq!(shown(&input), ("七八九十".into(), 8));
        input.handle(tui_input::InputRequest::GoToStart);
        assert_eq!(shown(&input), ("一二三四五".into(), 0));
        assert_eq!(scrolled("a一b", 1, 2), "一");
    }

    proptest! {
        #[test]
        fn what_is_fitted_has_its_width(text in "[ -~一-龥±①…]{0,30}", width in 0_usize..40) {
            prop_assert_eq!(fit(&text, width).width(), width);
            prop_assert_eq!(right(&text, width).width(), width);
        }

        #[test]
        fn nothing_is_lost_by_wrapping(text in "[a-z一-龥]{1,40}", width in 2_usize..20) {
            let lines = wrap(&text, width);
            prop_assert_eq!(lines.concat(), text);
            prop_assert!(lines.iter().all(|line| line.width() <= width));
        }

        #[test]
        fn a_wrapped_line_fits_with_either_width(text in "[ -~一-龥±①…λ“”]{0,60}", width in 2_usize..40) {
            prop_assert!(wrap(&text, width).iter().all(|line| line.width_cjk() <= width));
        }
    }
}
