//! The history: what is looked for, how much was found, and a page of it; two runs can be marked to be compared.

use super::super::app::App;
use super::super::searching::{Searching, Typing, days_text};
use super::super::widgets::text::{clip, fit};
use super::{draw_prompt, home, progress, verdict, wrapped};
use crate::locale::{Lang, Say, past, screen};
use crate::station::{RunQuery, Snapshot};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use std::borrow::Cow;

/// Draws the history.
pub fn draw(app: &App, frame: &mut Frame, area: Rect, snapshot: &Snapshot) {
    let (lang, theme) = (app.context.lang, app.context.theme);
    let searching = &app.searching;
    let rows = [Constraint::Length(3), Constraint::Length(1), Constraint::Min(1), Constraint::Length(1)];
    let [asked, count, body, prompt] = Layout::vertical(rows).areas(area);
    frame.render_widget(Paragraph::new(filters(app, searching, area.width)), asked);
    match snapshot.found.as_deref() {
        None if snapshot.refused.is_some() => {}
        None => frame.render_widget(Line::styled(format!(" {}", screen::search_loading(lang)), theme.dim()), count),
        Some(found) if found.total == 0 => {
            frame.render_widget(Paragraph::new(none(app, &found.query, body.width)), count.union(body));
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
    // How far a look is takes the place of the count; what was found before stays.
    if let Some(looking) = snapshot.looking {
        let text = fit(&format!(" {}", progress::look(looking, lang)), usize::from(area.width));
        frame.render_widget(Line::styled(text, theme.warn()), count);
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

/// What is asked for, on three lines: what does not matter says so.
fn filters(app: &App, searching: &Searching, width: u16) -> Vec<Line<'static>> {
    let (lang, theme) = (app.context.lang, app.context.theme);
    let query = &searching.query;
    let or_all = |text: Option<String>| text.unwrap_or_else(|| screen::search_all(lang).into_owned());
    let words = format!(" / {}", screen::search_words(lang, &or_all(words(query))));
    let kind = screen::search_kind(lang, &or_all(kind(query, lang))).into_owned();
    let said = screen::search_verdict(lang, &or_all(said(query, app))).into_owned();
    let what = format!(" k {} v {said}", fit(&kind, 28));
    let state = past::state(lang, &or_all(query.state.map(|state| state.say(lang)))).into_owned();
    let when = format!(" s {} d {}", fit(&state, 28), screen::search_days(lang, &or_all(days(query))));
    let line = |text: String| Line::styled(clip(&text, usize::from(width)), theme.value());
    vec![line(words), line(what), line(when)]
}

fn words(query: &RunQuery) -> Option<String> {
    Some(query.text.clone()).filter(|text| !text.is_empty())
}

fn kind(query: &RunQuery, lang: Lang) -> Option<String> {
    query.kind.as_deref().map(|kind| home::kind_word(kind, lang).into_owned())
}

fn said(query: &RunQuery, app: &App) -> Option<String> {
    query.verdict.as_deref().map(|word| verdict::stored_word(Some(word), &app.context).0)
}

fn days(query: &RunQuery) -> Option<String> {
    Some(days_text(query)).filter(|days| !days.is_empty())
}

/// Nothing was found: which filters are on, and how to be rid of them.
fn none(app: &App, query: &RunQuery, width: u16) -> Vec<Line<'static>> {
    let (lang, theme) = (app.context.lang, app.context.theme);
    let on: Vec<String> = [
        words(query).map(|words| screen::search_words(lang, &words).into_owned()),
        kind(query, lang).map(|kind| screen::search_kind(lang, &kind).into_owned()),
        said(query, app).map(|said| screen::search_verdict(lang, &said).into_owned()),
        query.state.map(|state| past::state(lang, &state.say(lang)).into_owned()),
        days(query).map(|days| screen::search_days(lang, &days).into_owned()),
    ]
    .into_iter()
    .flatten()
    .collect();
    if on.is_empty() {
        return wrapped(&format!(" {}", past::none_at_all(lang)), width, theme.warn());
    }
    let mut lines = wrapped(&format!(" {}", past::none_like_that(lang)), width, theme.warn());
    for filter in on {
        lines.extend(wrapped(&format!("   {filter}"), width, theme.value()));
    }
    lines.extend(wrapped(&format!(" {}", past::none_how(lang)), width, theme.warn()));
    lines
}
