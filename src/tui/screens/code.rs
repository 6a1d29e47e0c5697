//! The code that is handed out: large enough to be photographed where there is room, and always as text.

use super::super::app::Context;
use super::super::widgets::{qr, text::clip};
use crate::locale::screen;
use crate::station::HandedOut;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

/// Draws the code over the whole body.
pub fn draw(context: &Context, frame: &mut Frame, area: Rect, handed_out: &HandedOut) {
    let (lang, theme) = (context.lang, context.theme);
    let width = usize::from(area.width);
    let heading = format!(" {}", clip(&screen::code_handed_out(lang, &handed_out.run), width.saturating_sub(1)));
    let mut lines = vec![Line::styled(heading, theme.title())];
    if handed_out.demonstration {
        lines.push(Line::styled(format!(" {} ", screen::demonstration(lang)), theme.demonstration()));
    }
    let text = pieces(&handed_out.code, width.saturating_sub(4));
    let room = usize::from(area.height).saturating_sub(lines.len() + text.len() + 2);
    // Half blocks are what a code is drawn of: where plain signs are wanted there is the text.
    let drawn = if theme.ascii() { None } else { qr::rows(&handed_out.code) };
    let picture =
        drawn.filter(|rows| rows.len() <= room && rows.first().is_some_and(|row| row.chars().count() + 2 <= width));
    match picture {
        // Light and dark are said, not left to the terminal: a code that is inverted is not read by every phone.
        Some(rows) => {
            let style = if theme.colours() { Style::new().fg(Color::White).bg(Color::Black) } else { Style::new() };
            lines.extend(rows.into_iter().map(|row| Line::styled(row, style).centered()));
        }
        None => lines.push(Line::styled(format!(" {}", screen::code_no_room(lang)), theme.warn())),
    }
    lines.push(Line::raw(""));
    lines.extend(text.into_iter().map(|piece| Line::styled(format!("  {piece}"), theme.value())));
    frame.render_widget(Paragraph::new(lines), area);
}

/// The code in pieces of one width; it is ASCII, and line breaks in it are ignored when it is read.
fn pieces(code: &str, width: usize) -> Vec<String> {
    let signs: Vec<char> = code.chars().collect();
    signs.chunks(width.max(1)).map(|piece| piece.iter().collect()).collect()
}
