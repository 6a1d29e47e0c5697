//! What every run screen has: what it is about, the next step, and the trace where there is room for it.

use super::super::app::Context;
use super::super::widgets::digits::Size;
use super::super::widgets::text::{clip, fit};
use super::{live, verdict};
use crate::locale::{Say, screen};
use crate::procedure::Ask;
use crate::station::{InstrumentView, Line as LineState, Role, RunView};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use unicode_width::UnicodeWidthStr;

/// What the run is about: the object, which gives way when the line is short, its figures, the regulation and its status.
pub fn about(context: &Context, run: &RunView, object: &str, figures: &str, width: u16) -> Line<'static> {
    let (lang, theme) = (context.lang, context.theme);
    let (status, style) = verdict::status(run.status, context);
    let width = usize::from(width);
    let short = format!(" {figures}  {}  ", run.number);
    let long = format!(" {figures}  {}  ", run.title.get(lang));
    let fixed = |text: &str| text.width() + status.width() + object.width() + 2;
    let text = if fixed(&long) <= width { long } else { short };
    let room = width.saturating_sub(text.width() + status.width() + 1);
    Line::from(vec![
        Span::styled(format!(" {}", clip(object, room)), theme.value()),
        Span::styled(text, theme.value()),
        Span::styled(status, style),
    ])
}

/// How the screen of a run is divided.
pub struct Division {
    /// What it is about.
    pub about: Rect,
    /// The step under way.
    pub step: Rect,
    /// The steps on the left, from about 100 columns on.
    pub steps: Option<Rect>,
    /// Everything else.
    pub rest: Rect,
    /// The largest digits that leave room for the rest.
    pub digits: Size,
}

impl Division {
    /// Divides `area`; the steps take `columns` where they have room.
    pub fn of(area: Rect, columns: u16, large: bool) -> Self {
        let wide = area.width >= 100;
        let digits = Size::of(area, large);
        let band = if area.height >= 34 && wide { 3 } else { 1 };
        let rows = [Constraint::Length(1), Constraint::Length(band), Constraint::Min(1)];
        let [about, step, rest] = Layout::vertical(rows).areas(area);
        if !wide {
            return Self { about, step, steps: None, rest, digits };
        }
        let parts = Layout::horizontal([Constraint::Length(columns), Constraint::Min(1)]).spacing(1);
        let [steps, rest] = parts.areas(rest);
        // Below a band of three rows stands a row of nothing, so that the steps and the digits do not touch it.
        let below = |area: Rect| Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        let (steps, rest) = if band > 1 { (below(steps), below(rest)) } else { (steps, rest) };
        Self { about, step, steps: Some(steps), rest, digits }
    }
}

/// The trace beside the rest of a run's screen, where there is room for it: what remains, and the trace.
pub fn beside_trace(rest: Rect) -> (Rect, Option<Rect>) {
    /// Columns in which arithmetic can be read.
    const TRACE: u16 = 50;
    if rest.width < 120 {
        return (rest, None);
    }
    let [rest, trace] = Layout::horizontal([Constraint::Min(1), Constraint::Length(TRACE)]).spacing(1).areas(rest);
    (rest, Some(trace))
}

/// The next step, first to catch the eye; an instrument that is not heard comes before it, and the verdict after it.
pub fn draw_step(context: &Context, frame: &mut Frame, area: Rect, run: &RunView, instruments: &[InstrumentView]) {
    let (text, style) = step(context, run, instruments);
    let width = usize::from(area.width);
    // Where the steps have no column of their own, their number stands behind.
    let counted = super::steps::counted(context, &run.steps).map(|text| format!("{text} ")).unwrap_or_default();
    let room = width.saturating_sub(counted.width());
    let line = Line::styled(format!("{}{counted}", fit(&format!("  {text}"), room)), style);
    let blank = Line::styled(" ".repeat(width), style);
    let lines = if area.height >= 3 { vec![blank.clone(), line, blank] } else { vec![line] };
    frame.render_widget(Paragraph::new(lines), area);
}

fn step(context: &Context, run: &RunView, instruments: &[InstrumentView]) -> (String, Style) {
    let (lang, theme) = (context.lang, context.theme);
    if let (Some(judgement), true) = (&run.judgement, run.concluded) {
        let (word, style) = verdict::verdict(judgement.verdict, context);
        let document = judgement.document.map(|document| verdict::document(document, context)).unwrap_or_default();
        let valid = judgement.valid_until.as_ref().map(|date| screen::valid_until(lang, date).into_owned());
        let text = format!("{word}   {document}   {}", valid.unwrap_or_default());
        return (text, style.add_modifier(Modifier::REVERSED));
    }
    let reads = !run.ask.typed() && run.ask != Ask::Conclude;
    let mut lost = instruments.iter().filter(|view| reads && view.line != LineState::Opening);
    if let Some((view, trouble)) = lost.find_map(|view| Some((view, live::line_trouble(view, context)?))) {
        let text = format!("{} {}: {trouble}", theme.sign("✗", "!!"), role(view.role, context));
        return (text, theme.bad().add_modifier(Modifier::REVERSED));
    }
    (format!("{} {}", theme.sign("▶", ">>"), run.ask.say(lang)), theme.step())
}

fn role(role: Role, context: &Context) -> String {
    match role {
        Role::Scale => screen::scale_side(context.lang),
        Role::Pile => screen::pile_side(context.lang),
        Role::Standard => screen::standard_side(context.lang),
        Role::Watched => screen::watched_side(context.lang),
        Role::Scanner => screen::scanner_side(context.lang),
    }
    .into_owned()
}

/// The trace as it stands, where a screen has room for it: its end when not all of it fits.
pub fn draw_trace(context: &Context, frame: &mut Frame, area: Rect, run: &RunView) {
    let Some(judgement) = &run.judgement else { return };
    let heading = Line::styled(format!(" {}", screen::trace_page(context.lang)), context.theme.title());
    let lines = verdict::trace(judgement, context, area.width);
    let room = usize::from(area.height).saturating_sub(1);
    let hidden = lines.len().saturating_sub(room);
    let shown: Vec<Line<'static>> = std::iter::once(heading).chain(lines.into_iter().skip(hidden)).collect();
    frame.render_widget(Paragraph::new(shown), area);
}
