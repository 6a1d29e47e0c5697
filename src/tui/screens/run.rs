//! What every run screen has: what it is about, the next step, and the trace where there is room for it.

use super::super::app::Context;
use super::super::widgets::digits::{self, Size};
use super::super::widgets::glyph::{self, Glyph};
use super::super::widgets::text::{clip, fit};
use super::{live, verdict};
use crate::locale::{Say, screen};
use crate::procedure::Ask;
use crate::regulation::Conclusion;
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

/// Rows of a band with a large sign in it, and of one that leaves a row free above and below.
const SIGN_BAND: u16 = 5;
const ROOMY_BAND: u16 = SIGN_BAND + 2;

/// Rows of the step under way. The verdict is what everybody waited for: it is large where the step was not.
pub const fn band(area: Rect, run: &RunView) -> u16 {
    match area.height {
        _ if area.width < 100 => 1,
        50.. => ROOMY_BAND,
        34.. if run.concluded => SIGN_BAND,
        34.. => 3,
        _ => 1,
    }
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
    /// A window with so many rows for its screen has some to spare.
    const ROOMY: u16 = 30;

    /// Divides `area`; the steps take `columns` where they have room.
    pub fn of(area: Rect, columns: u16, large: bool, run: &RunView) -> Self {
        let wide = area.width >= 100;
        let digits = Size::of(area, large);
        let band = band(area, run);
        let rows = [Constraint::Length(1), Constraint::Length(band), Constraint::Min(1)];
        let [about, step, rest] = Layout::vertical(rows).areas(area);
        if !wide {
            return Self { about, step, steps: None, rest, digits };
        }
        let parts = Layout::horizontal([Constraint::Length(columns), Constraint::Min(1)]).spacing(1);
        let [steps, rest] = parts.areas(rest);
        // A row of nothing below the band, where there is room: white digits that touch a white band are one blot from afar.
        let below = |area: Rect| Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        let (steps, rest) =
            if band > 1 || area.height >= Self::ROOMY { (below(steps), below(rest)) } else { (steps, rest) };
        Self { about, step, steps: Some(steps), rest, digits }
    }
}

/// Rows of nothing above and below the digits: in a small window the one between step and digits is worth more than one
/// between digits and bar.
pub const fn gaps(parts: &Division) -> (u16, u16) {
    if parts.steps.is_some() { (0, 1) } else { (1, 0) }
}

/// The trace beside the rest of a run's screen, where there is room for it: what remains, and the trace.
pub fn beside_trace(rest: Rect) -> (Rect, Option<Rect>) {
    /// Columns in which arithmetic can be read.
    const TRACE: u16 = 46;
    if rest.width < 120 {
        return (rest, None);
    }
    let [rest, trace] = Layout::horizontal([Constraint::Min(1), Constraint::Length(TRACE)]).spacing(1).areas(rest);
    (rest, Some(trace))
}

/// The step under way: in words, in a large sign for those who stand far away, and its number where it is one of several.
struct Now {
    text: String,
    style: Style,
    glyph: Glyph,
    number: Option<String>,
}

/// The next step, first to catch the eye; an instrument that is not heard comes before it, and the verdict after it.
pub fn draw_step(context: &Context, frame: &mut Frame, area: Rect, run: &RunView, instruments: &[InstrumentView]) {
    let now = now(context, run, instruments);
    let (width, style) = (usize::from(area.width), now.style);
    // Where the steps have no column of their own, their number stands behind.
    let counted = super::steps::counted(context, &run.steps).map(|text| format!("{text} ")).unwrap_or_default();
    let blank = || Line::styled(" ".repeat(width), style);
    let lines = if area.height >= SIGN_BAND {
        let free = usize::from(area.height.saturating_sub(SIGN_BAND) / 2);
        std::iter::repeat_with(blank).take(free).chain(large_rows(context, &now, width)).chain([blank()]).collect()
    } else {
        let room = width.saturating_sub(counted.width());
        let line = Line::styled(format!("{}{counted}", fit(&format!("  {}", now.text), room)), style);
        if area.height >= 3 { vec![blank(), line, blank()] } else { vec![line] }
    };
    frame.render_widget(Paragraph::new(lines), area);
}

/// Sign, number in large digits, and the sentence at half height.
fn large_rows(context: &Context, now: &Now, width: usize) -> Vec<Line<'static>> {
    let ink = context.theme.sign("█", "#");
    let digits = now.number.as_ref().map(|number| digits::rows(number, Size::SMALL, ink, now.style));
    let sign = now.glyph.rows(ink);
    let row = |(index, sign): (usize, String)| {
        let digits = digits.as_ref().and_then(|rows| rows.get(index)).map(ToString::to_string).unwrap_or_default();
        let text = if index == glyph::ROWS / 2 { now.text.as_str() } else { "" };
        Line::styled(fit(&format!("   {sign}    {digits}   {text}"), width), now.style)
    };
    sign.into_iter().enumerate().map(row).collect()
}

fn now(context: &Context, run: &RunView, instruments: &[InstrumentView]) -> Now {
    let (lang, theme) = (context.lang, context.theme);
    if let (Some(judgement), true) = (&run.judgement, run.concluded) {
        let (word, style) = verdict::verdict(judgement.verdict, context);
        let document = judgement.document.map(|document| verdict::document(document, context)).unwrap_or_default();
        let valid = judgement.valid_until.as_ref().map(|date| screen::valid_until(lang, date).into_owned());
        let text = format!("{word}   {document}   {}", valid.unwrap_or_default());
        let glyph = match judgement.verdict {
            Conclusion::Pass => Glyph::Tick,
            Conclusion::Fail => Glyph::Cross,
            Conclusion::Incomplete | Conclusion::ConditionsNotMet => Glyph::Question,
        };
        return Now { text, style: style.add_modifier(Modifier::REVERSED), glyph, number: None };
    }
    let reads = !run.ask.typed() && run.ask != Ask::Conclude;
    let mut lost = instruments.iter().filter(|view| reads && view.line != LineState::Opening);
    if let Some((view, trouble)) = lost.find_map(|view| Some((view, live::line_trouble(view, context)?))) {
        let text = format!("{} {}: {trouble}", theme.sign("✗", "!!"), role(view.role, context));
        let style = theme.bad().add_modifier(Modifier::REVERSED);
        return Now { text, style, glyph: Glyph::Cross, number: None };
    }
    let text = format!("{} {}", theme.sign("▶", ">>"), run.ask.say(lang));
    Now { text, style: theme.step(), glyph: glyph_of(run.ask), number: number_of(run.ask) }
}

/// The step under way in words alone: what a screen reader is to say.
pub fn said(context: &Context, run: &RunView, instruments: &[InstrumentView]) -> (String, Style) {
    let now = now(context, run, instruments);
    (now.text, now.style)
}

/// What an ask looks like from far away.
const fn glyph_of(ask: Ask) -> Glyph {
    match ask {
        Ask::Unload => Glyph::Up,
        Ask::LoadTare { .. } | Ask::LoadPackage { .. } => Glyph::Down,
        Ask::PutLoad { unloading: true, .. } => Glyph::Up,
        Ask::PutLoad { .. } | Ask::AddExtra { .. } => Glyph::Down,
        Ask::Paused | Ask::Hold | Ask::Standstill { .. } | Ask::Settle { .. } | Ask::ReadClock => Glyph::Pause,
        Ask::TypeIndication { .. } | Ask::Changeover { .. } => Glyph::Question,
        Ask::Appearance | Ask::Insulation | Ask::TypeEnergy { .. } | Ask::Clock => Glyph::Question,
        Ask::StartCharge { .. } => Glyph::Start,
        Ask::Charging { .. } => Glyph::Running,
        Ask::StopCharge { .. } => Glyph::Stop,
        Ask::Conclude | Ask::Nothing => Glyph::Tick,
    }
}

/// Which of several things is asked for.
fn number_of(ask: Ask) -> Option<String> {
    match ask {
        Ask::LoadTare { number, .. } | Ask::LoadPackage { number, .. } => Some(number.to_string()),
        Ask::Standstill { repeat, .. }
        | Ask::StartCharge { repeat, .. }
        | Ask::Charging { repeat, .. }
        | Ask::StopCharge { repeat, .. }
        | Ask::Settle { repeat, .. }
        | Ask::TypeEnergy { repeat, .. } => Some(repeat.to_string()),
        _ => None,
    }
}

/// The part of an instrument, in words.
pub fn role(role: Role, context: &Context) -> String {
    match role {
        Role::Scale => screen::scale_side(context.lang),
        Role::Pile => screen::pile_side(context.lang),
        Role::Standard => screen::standard_side(context.lang),
        Role::Watched => screen::watched_side(context.lang),
        Role::Scanner => screen::scanner_side(context.lang),
    }
    .into_owned()
}

/// What is stored of a run, and how it stands so far.
pub fn stored(context: &Context, run: &RunView) -> Line<'static> {
    let (lang, theme) = (context.lang, context.theme);
    let stored = screen::stored(lang, &run.stored.last_seq.to_string());
    let mut spans = vec![Span::styled(format!(" {} {stored}  ", theme.sign("✓", "ok")), theme.good())];
    if let Some(judgement) = run.judgement.as_ref().filter(|_| !run.concluded) {
        let (word, style) = verdict::verdict(judgement.verdict, context);
        spans.push(Span::styled(format!("{} ", screen::so_far(lang)), theme.dim()));
        spans.push(Span::styled(word, style));
    }
    Line::from(spans)
}

/// The trace as it stands, where a screen has room for it: its end when not all of it fits.
pub fn draw_trace(context: &Context, frame: &mut Frame, area: Rect, run: &RunView) {
    let Some(judgement) = &run.judgement else { return };
    let heading = Line::styled(format!(" {}", screen::trace_page(context.lang)), context.theme.title());
    let room = usize::from(area.height).saturating_sub(1);
    let lines = verdict::trace_end(judgement, context, area.width, room);
    let shown: Vec<Line<'static>> = std::iter::once(heading).chain(lines).collect();
    frame.render_widget(Paragraph::new(shown), area);
}
