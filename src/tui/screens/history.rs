//! The history: what is looked for, how much was found, and a page of it; two runs can be marked to be compared.

use super::super::app::App;
use super::super::searching::{Searching, Typing, days_text, verdict as chosen_verdict};
use super::super::widgets::text::{clip, fit};
use super::{draw_prompt, home, verdict};
use crate::locale::{Lang, screen};
use crate::station::Snapshot;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use std::borrow::Cow;

/// Draws the history.
pub fn draw(app: &App, frame: &mut Frame, area: Rect, snapshot: &Snapshot) {
    let (lang, theme) = (app.context.lang, app.context.theme);
    let searching = &app.searching;
    let rows = [Constraint::Length(2), Constraint::Length(1), Constraint::Min(1), Constraint::Length(1)];
    let [asked, count, body, prompt] = Layout::vertical(rows).areas(area);
    frame.render_widget(Paragraph::new(filters(app, searching, area.width)), asked);
    match snapshot.found.as_deref() {
        None => frame.render_widget(Line::styled(format!(" {}", screen::search_loading(lang)), theme.dim()), count),
        Some(found) if found.total == 0 => {
            let none = clip(&format!(" {}", screen::history_none(lang)), usize::from(area.width));
            frame.render_widget(Line::styled(none, theme.warn()), count);
        }
        Some(found) => {
            let number = (searching.chosen + 1).to_string();
            let text = format!(" {}", screen::search_count(lang, &number, &found.total.to_string()));
            frame.render_widget(Line::styled(text, theme.title()), count);
            // The marked run stays in sight: what is above it scrolls away.
            let at = searching.chosen.saturating_sub(found.offset);
            let first = (at + 1).saturating_sub(usize::from(body.height));
            let runs = found.runs.iter().zip(found.offset..).skip(first).take(usize::from(body.height));
            let line = |(run, number): (&_, usize)| {
                let mut line = home::run_line(app, run, number == searching.chosen, body.width.saturating_sub(2));
                let paired = searching.pair.contains(&run.run);
                line.push_span(Span::styled(if paired { " *" } else { "  " }, theme.key()));
                line
            };
            frame.render_widget(Paragraph::new(runs.map(line).collect::<Vec<_>>()), body);
        }
    }
    match &searching.typing {
        Some(Typing::Words(input)) => draw_prompt(&app.context, frame, prompt, &screen::search_type_words(lang), input),
        Some(Typing::Days(input)) => draw_prompt(&app.context, frame, prompt, &screen::search_type_days(lang), input),
        None if searching.lacking => {
            let two = clip(&format!(" ! {}", screen::two_to_compare(lang)), usize::from(prompt.width));
            frame.render_widget(Line::styled(two, theme.warn()), prompt);
        }
        None => {}
    }
}

/// The keys of a line that is being typed, for the footer.
pub fn legend(lang: Lang) -> Vec<(&'static str, Cow<'static, str>)> {
    vec![("Enter", screen::look_for(lang)), ("Esc", screen::close(lang))]
}

fn filters(app: &App, searching: &Searching, width: u16) -> Vec<Line<'static>> {
    let (lang, theme) = (app.context.lang, app.context.theme);
    let all = || screen::search_all(lang).into_owned();
    let query = &searching.query;
    let or_all = |text: &str| if text.is_empty() { all() } else { text.to_owned() };
    let kind = query.kind.as_deref().map_or_else(all, |kind| home::kind_word(kind, lang).into_owned());
    let said = chosen_verdict(query).map_or_else(all, |word| {
        let word = Some(word).filter(|_| !query.open_only);
        verdict::stored_word(word, &app.context).0
    });
    let words = format!(" / {}", screen::search_words(lang, &or_all(&query.text)));
    let rest = format!(
        " k {} v {} d {}",
        fit(&screen::search_kind(lang, &kind), 22),
        fit(&screen::search_verdict(lang, &said), 24),
        screen::search_days(lang, &or_all(&days_text(query))),
    );
    let line = |text: String| Line::styled(clip(&text, usize::from(width)), theme.value());
    vec![line(words), line(rest)]
}
