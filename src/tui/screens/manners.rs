//! The margin of a run: its newest note, the pause in large, what can be taken back, and the question before leaving.

use super::super::app::Context;
use super::super::manners::{Manner, Wanted, Way, marked};
use super::super::widgets::text::{clip, fit, wrap};
use super::{draw_prompt, popup};
use crate::locale::screen;
use crate::station::{Held, RunView, Snapshot};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

/// Takes a row off the body of a run for its newest note, and draws it there; the whole body where there is none.
pub fn margin(context: &Context, frame: &mut Frame, body: Rect, snapshot: &Snapshot) -> Rect {
    let run = snapshot.active.as_ref();
    let Some((run, note)) = run.and_then(|run| Some((run, run.margin.notes.last()?))) else { return body };
    let row = Rect { y: body.bottom().saturating_sub(1), height: 1, ..body };
    let count = run.margin.notes.len().to_string();
    let text = format!(" {} {}", context.theme.sign("»", ">>"), screen::newest_note(context.lang, &count, note));
    frame.render_widget(Line::styled(clip(&text, usize::from(row.width)), context.theme.dim()), row);
    Rect { height: body.height.saturating_sub(1), ..body }
}

/// A pause, large, over the values that do not count now.
pub fn paused(context: &Context, frame: &mut Frame, body: Rect, run: &RunView) {
    let Some(reason) = run.margin.paused.as_ref().filter(|_| !run.concluded && !context.theme.reader) else { return };
    let style = context.theme.warn().add_modifier(Modifier::REVERSED);
    let width = body.width;
    let sign = context.theme.sign("▌▌", "||");
    let mut texts = vec![String::new(), format!("  {sign}  {}", screen::paused(context.lang)), String::new()];
    texts.extend(
        wrap(reason.get(context.lang), usize::from(width).saturating_sub(4))
            .into_iter()
            .map(|line| format!("  {line}")),
    );
    texts.extend([format!("  {}", screen::paused_how(context.lang)), String::new()]);
    let area = boxed(frame, body, width, texts.len());
    let lines = texts.iter().map(|text| Line::styled(fit(text, usize::from(area.width)), style));
    frame.render_widget(Paragraph::new(lines.collect::<Vec<_>>()), area);
}

/// A cleared rectangle of so many rows, below the step that is asked for.
fn boxed(frame: &mut Frame, body: Rect, width: u16, rows: usize) -> Rect {
    let rows = u16::try_from(rows).unwrap_or(u16::MAX);
    let top = if body.height >= 34 { 5 } else { 2 };
    let x = body.x + body.width.saturating_sub(width) / 2;
    let area = Rect { x, y: body.y + top, width, height: rows }.intersection(body);
    popup(frame, area);
    area
}

/// What lies over the run.
pub fn draw(context: &Context, frame: &mut Frame, body: Rect, snapshot: &Snapshot, manner: &Manner) {
    match manner {
        Manner::Line(wanted, input) => draw_prompt(context, frame, body, &prompt(context, wanted), input),
        Manner::Choose(chosen) => {
            if let Some(run) = &snapshot.active {
                choose(context, frame, body, &run.margin.held, *chosen);
            }
        }
        Manner::Leave(way) => leave(context, frame, body, *way),
    }
}

fn prompt(context: &Context, wanted: &Wanted) -> String {
    let lang = context.lang;
    match wanted {
        Wanted::Note => screen::type_note(lang),
        Wanted::Pause => screen::type_pause(lang),
        Wanted::Skip => screen::type_skip(lang),
        Wanted::Code => screen::type_code(lang),
        Wanted::Withdraw(held) => {
            let what = format!("{} {}", held.words.get(lang), held.value.as_deref().unwrap_or_default());
            screen::type_reason(lang, what.trim_end())
        }
    }
    .into_owned()
}

fn leave(context: &Context, frame: &mut Frame, body: Rect, way: Way) {
    let (lang, theme) = (context.lang, context.theme);
    let head = match way {
        Way::Home => screen::leave_home(lang),
        Way::OutOfTheProgram => screen::leave_program(lang),
    };
    let lines = [
        (String::new(), Style::new()),
        (format!("  {head}"), theme.title()),
        (format!("  {}", screen::leave_how(lang)), Style::new()),
        (String::new(), Style::new()),
        (format!("  Enter  {}", screen::leave_yes(lang)), theme.key()),
        (format!("  Esc    {}", screen::leave_no(lang)), theme.key()),
        (String::new(), Style::new()),
    ];
    let area = boxed(frame, body, body.width.saturating_sub(8).min(76), lines.len());
    let lines = lines
        .into_iter()
        .map(|(text, style)| Line::styled(fit(&text, usize::from(area.width)), style.add_modifier(Modifier::REVERSED)));
    frame.render_widget(Paragraph::new(lines.collect::<Vec<_>>()), area);
}

/// The list of what can be taken back, the newest last, around the marked one.
fn choose(context: &Context, frame: &mut Frame, body: Rect, held: &[Held], chosen: u64) {
    let (lang, theme) = (context.lang, context.theme);
    let width = body.width.saturating_sub(8).min(76);
    let room = usize::from(body.height).saturating_sub(8).max(3);
    let at = marked(held, chosen);
    let first = (at + 1).saturating_sub(room).max(held.len().saturating_sub(room).min(at));
    let mut lines =
        vec![Line::styled(fit(&format!(" {}", screen::take_back(lang)), usize::from(width)), theme.title())];
    for (index, held) in held.iter().enumerate().skip(first).take(room) {
        let mark = if index == at { ">" } else { " " };
        let (value, typed) = match (&held.value, held.typed) {
            (None, _) => (screen::left_out(lang).into_owned(), String::new()),
            (Some(value), true) => (value.clone(), typed_word(context)),
            (Some(value), false) => (value.clone(), String::new()),
        };
        let text = format!(" {mark} #{:<6} {}  {value}  {typed}", held.seq, fit(held.words.get(lang), 34));
        let style = if index == at { theme.step() } else { Style::new() };
        lines.push(Line::styled(fit(&text, usize::from(width)), style));
    }
    lines.push(Line::styled(fit(&format!(" {}", screen::take_back_how(lang)), usize::from(width)), theme.dim()));
    let area = boxed(frame, body, width, lines.len());
    frame.render_widget(Paragraph::new(lines), area);
}

/// A value that a person typed looks different from one that was read: a sign and the word.
pub fn typed_word(context: &Context) -> String {
    format!("{}{}", context.theme.sign("✎", "~"), screen::typed(context.lang))
}

/// The same behind a value in a table.
pub fn typed_span(context: &Context, typed: bool) -> Span<'static> {
    Span::styled(if typed { format!("  {}", typed_word(context)) } else { String::new() }, context.theme.warn())
}
