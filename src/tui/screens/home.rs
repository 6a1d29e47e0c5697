//! Home: what is plugged in, what is unfinished, what was done.

use super::super::app::App;
use super::super::home::ordered;
use super::super::widgets::text::{clip, fit, wrap};
use super::{progress, verdict};
use crate::locale::{Lang, Say, past, screen, standards};
use crate::people::Role;
use crate::register::Standing;
use crate::station::{RunSummary, Snapshot};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use std::borrow::Cow;
use unicode_width::UnicodeWidthStr;

/// Draws the home screen.
pub fn draw(app: &App, frame: &mut Frame, area: Rect, snapshot: &Snapshot) {
    let [area, record] = Layout::vertical([Constraint::Min(1), Constraint::Length(1)]).areas(area);
    frame.render_widget(record_line(app, snapshot, record.width), record);
    let mut lines = unfit(app, snapshot, area.width);
    lines.extend(due(app, snapshot, area.width));
    lines.extend(ports(app, snapshot, area.width));
    lines.push(Line::raw(""));
    lines.extend(today(app, snapshot, area.width));
    let open = snapshot.runs.iter().filter(|run| run.verdict.is_none()).count();
    let (lang, theme) = (app.context.lang, app.context.theme);
    if snapshot.people.required && snapshot.people.signed_in.is_none() {
        lines.push(Line::styled(format!(" {}", screen::sign_in_first(lang)), theme.warn()));
    }
    if snapshot.runs.is_empty() {
        lines.push(Line::styled(format!(" {}", screen::no_runs(lang)), theme.value()));
    }
    // The marked run stays in sight: what is above it scrolls away.
    let room = usize::from(area.height).saturating_sub(lines.len() + 3).max(1);
    let first = (app.chosen + 1).saturating_sub(room);
    for (index, run) in ordered(&snapshot.runs).enumerate() {
        let heading = match index {
            0 if open > 0 => Some(screen::open_runs(lang)),
            _ if index == open => Some(screen::history(lang)),
            _ => None,
        };
        if let Some(heading) = heading.filter(|_| index >= first || index == open) {
            lines.push(Line::styled(format!(" {heading}"), theme.title()));
        }
        if index >= first {
            lines.push(run_line(app, run, index == app.chosen, area.width));
        }
    }
    frame.render_widget(Paragraph::new(lines), area);
}

/// How the record stands: whether its chain was walked and held, how often something relevant changed, and whose key seals.
fn record_line(app: &App, snapshot: &Snapshot, width: u16) -> Line<'static> {
    let (lang, theme) = (app.context.lang, app.context.theme);
    if let Some(looking) = snapshot.looking {
        let text = format!(" {}", progress::look(looking, lang));
        return Line::styled(clip(&text, usize::from(width)), theme.warn());
    }
    let (word, style) = match (&snapshot.unfit, snapshot.walked) {
        (Some(_), true) => (format!("{} {}", theme.sign("✗", "!!"), screen::record_unfit(lang)), theme.bad()),
        (_, false) => match &snapshot.walk {
            Some(walk) => (progress::walk(walk, lang), if walk.stopped { theme.warn() } else { theme.dim() }),
            None => (screen::record_unwalked(lang).into_owned(), theme.dim()),
        },
        (None, true) => (format!("{} {}", theme.sign("✓", "ok"), screen::record_holds(lang)), theme.good()),
    };
    let changes = screen::changes(lang, &snapshot.changes.to_string());
    let key = snapshot.key.as_ref().map(|key| screen::key(lang, key).into_owned()).unwrap_or_default();
    let word = format!(" {word}");
    let rest = clip(&format!("   {changes}   {key}"), usize::from(width).saturating_sub(word.width()));
    Line::from(vec![Span::styled(word, style), Span::styled(rest, theme.dim())])
}

/// Today's work in a line: what was begun and concluded; to whoever may sign, what waits for it. Nothing before the first run.
fn today(app: &App, snapshot: &Snapshot, width: u16) -> Option<Line<'static>> {
    let (lang, theme) = (app.context.lang, app.context.theme);
    let today = snapshot.today.as_ref().filter(|_| !snapshot.runs.is_empty())?;
    let mut spans = vec![Span::styled(format!(" {}  ", past::today(lang)), theme.title())];
    spans.push(Span::raw(past::begun(lang, &today.begun.to_string()).into_owned()));
    let concluded: u64 = today.concluded.iter().map(|(_, count)| count).sum();
    spans.push(Span::raw(format!("  {}", past::concluded(lang, &concluded.to_string()))));
    for (word, count) in &today.concluded {
        let (word, style) = verdict::stored_word(Some(word), &app.context);
        spans.push(Span::styled(format!("  {word} {count}"), style));
    }
    let has = |role| snapshot.people.signed_in.as_ref().is_some_and(|who| who.has(role));
    let (to_check, to_approve) = (today.to_check.to_string(), today.to_approve.to_string());
    let waits = [
        (Role::Checker, today.to_check, past::to_check(lang, &to_check)),
        (Role::Approver, today.to_approve, past::to_approve(lang, &to_approve)),
    ];
    let mut waiting = false;
    for (_, _, words) in waits.into_iter().filter(|(role, count, _)| *count > 0 && has(*role)) {
        waiting = true;
        spans.push(Span::styled(format!("  {words}"), theme.warn()));
    }
    if waiting {
        spans.push(Span::styled(past::waiting_how(lang).into_owned(), theme.dim()));
    }
    let mut room = usize::from(width);
    for span in &mut spans {
        span.content = clip(&span.content, room).into();
        room = room.saturating_sub(span.width());
    }
    Some(Line::from(spans))
}

/// Why no official run can be begun, before everything else.
fn unfit(app: &App, snapshot: &Snapshot, width: u16) -> Vec<Line<'static>> {
    let (lang, theme) = (app.context.lang, app.context.theme);
    let Some(why) = &snapshot.unfit else { return Vec::new() };
    let style = theme.bad().add_modifier(Modifier::REVERSED);
    let mark = theme.sign("✗", "!!");
    let wrapped = wrap(why.get(lang), usize::from(width).saturating_sub(6)).into_iter();
    let line = |(index, text): (usize, String)| {
        let mark = if index == 0 { mark } else { " " };
        Line::styled(fit(&format!(" {} {text}", fit(mark, 2)), usize::from(width)), style)
    };
    wrapped.enumerate().map(line).chain(std::iter::once(Line::raw(""))).collect()
}

/// Standards that are expired or end soon; an expired one refuses every official run with it. Of many, the first ones.
fn due(app: &App, snapshot: &Snapshot, width: u16) -> Vec<Line<'static>> {
    const SHOWN: usize = 3;
    let (lang, theme) = (app.context.lang, app.context.theme);
    let line = |(name, standing): &(String, Standing)| {
        let expired = matches!(standing, Standing::Expired { .. });
        let (sign, style) =
            if expired { (theme.sign("✗", "!!"), theme.bad()) } else { (theme.sign("▲", "!"), theme.warn()) };
        let text = format!(" {} {}", fit(sign, 2), screen::standard_due(lang, name, &standing.say(lang)));
        Line::styled(clip(&text, usize::from(width)), style)
    };
    let mut lines: Vec<_> = snapshot.due.iter().take(SHOWN).map(line).collect();
    if !lines.is_empty() {
        let more = format!("    {}", standards::home(lang, &snapshot.due.len().to_string()));
        lines.push(Line::styled(clip(&more, usize::from(width)), theme.dim()));
        lines.push(Line::raw(""));
    }
    lines
}

fn ports(app: &App, snapshot: &Snapshot, width: u16) -> Vec<Line<'static>> {
    let (lang, theme) = (app.context.lang, app.context.theme);
    let mut lines = vec![Line::styled(format!(" {}", screen::instruments(lang)), theme.title())];
    if snapshot.ports.is_empty() {
        lines.push(Line::raw(format!("   {}", screen::no_ports(lang))));
    }
    for port in snapshot.ports.iter().take(6) {
        let (word, style) = match &port.unusable {
            None => (screen::usable(lang).into_owned(), theme.good()),
            Some(why) => (why.get(lang).to_owned(), theme.warn()),
        };
        let left = format!("   {}  {}  ", port.path, port.description);
        let room = usize::from(width).saturating_sub(left.width());
        lines.push(Line::from(vec![Span::raw(left), Span::styled(clip(&word, room), style)]));
    }
    lines
}

/// The kind of a run, for people.
pub fn kind_word(kind: &str, lang: Lang) -> Cow<'static, str> {
    match kind {
        "pile" => screen::pile(lang),
        "scale" => screen::scale(lang),
        _ => screen::lot(lang),
    }
}

/// A run in a list.
pub fn run_line(app: &App, run: &RunSummary, chosen: bool, width: u16) -> Line<'static> {
    let (lang, theme) = (app.context.lang, app.context.theme);
    let kind = kind_word(&run.kind, lang);
    let (word, style) = verdict::stored_word(run.verdict.as_deref(), &app.context);
    let time = run.opened_at.get(..16).unwrap_or_default().replace('T', " ");
    let mark = if run.demonstration { screen::demonstration_short(lang).into_owned() } else { String::new() };
    let fixed = 3 + 18 + 15 + 17 + mark.width() + 1;
    let title_room = usize::from(width).saturating_sub(fixed);
    let line = vec![
        Span::styled(if chosen { " > " } else { "   " }, theme.key()),
        Span::raw(fit(&time, 18)),
        Span::raw(fit(&kind, 15)),
        Span::styled(fit(&word, 17), style),
        Span::raw(fit(&run.title, title_room)),
        Span::styled(mark, theme.demonstration()),
    ];
    let line = Line::from(line);
    if chosen { line.style(theme.value()) } else { line }
}
