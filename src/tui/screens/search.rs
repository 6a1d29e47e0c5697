//! The search over all commands: what is typed, and what was found with its key and its place.

use super::super::app::Context;
use super::super::command_search::{CommandSearch, Hit, title};
use super::super::keys::Place;
use super::super::widgets::text::{clip, fit};
use super::{draw_prompt, popup};
use crate::locale::{Lang, screen};
use crate::station::Snapshot;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use std::borrow::Cow;

/// Draws the search over the body: what is typed at the bottom, where every other line is typed too.
pub fn draw(context: &Context, frame: &mut Frame, body: Rect, found: &CommandSearch, place: Place, now: &Snapshot) {
    popup(frame, body);
    let (lang, theme) = (context.lang, context.theme);
    let hits = found.hits(place, now);
    let room = usize::from(body.height).saturating_sub(2);
    let first = (found.marked + 1).saturating_sub(room);
    let mut lines: Vec<Line<'_>> = Vec::new();
    if hits.is_empty() {
        lines.push(Line::styled(format!(" {}", screen::search_none(lang)), theme.warn()));
    }
    for (index, hit) in hits.iter().enumerate().skip(first).take(room) {
        lines.push(line(context, hit, index == found.marked, usize::from(body.width)));
    }
    frame.render_widget(Paragraph::new(lines), body);
    draw_prompt(context, frame, body, &screen::search(lang), &found.typed);
}

/// The keys of the search, for the footer while it is shown.
pub fn legend(lang: Lang) -> Vec<(&'static str, Cow<'static, str>)> {
    vec![("↑↓", screen::choose(lang)), ("Enter", screen::do_it(lang)), ("Esc", screen::close(lang))]
}

fn line(context: &Context, hit: &Hit, marked: bool, width: usize) -> Line<'static> {
    let (lang, theme) = (context.lang, context.theme);
    let place = title(hit.place, lang);
    let place = match (hit.works, hit.here) {
        (true, _) => place.into_owned(),
        (false, true) => screen::search_not_now(lang).into_owned(),
        (false, false) => screen::search_there(lang, &place).into_owned(),
    };
    let style = if hit.works { theme.value() } else { theme.dim() };
    let name = hit.key.words();
    Line::from(vec![
        Span::styled(if marked { " > " } else { "   " }, theme.key()),
        Span::styled(fit(hit.key.name, 11), theme.key()),
        Span::styled(fit(name.get(lang), 24), style),
        Span::styled(clip(&place, width.saturating_sub(38)), theme.dim()),
    ])
}
