//! The live value of an instrument: large digits while it is fresh, grey and in words when it is not.

use super::super::app::Context;
use super::super::widgets::digits::{self, Size};
use super::super::widgets::text::{clip, fit};
use crate::instrument::Reading;
use crate::locale::screen;
use crate::protocol::Flag;
use crate::station::{InstrumentView, Line as LineState};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

/// How old a reading is, in tenths of a second.
pub fn age(reading: &Reading, now_ns: u64) -> String {
    let tenths = now_ns.saturating_sub(reading.stamp.mono_ns) / 100_000_000;
    format!("{}.{} s", tenths / 10, tenths % 10)
}

/// What is wrong with the line of an instrument, in words; nothing when it is live.
pub fn line_trouble(view: &InstrumentView, context: &Context) -> Option<String> {
    let lang = context.lang;
    match &view.line {
        LineState::Live => None,
        LineState::Opening => Some(screen::opening(lang).into_owned()),
        LineState::Silent => Some(screen::silent(lang).into_owned()),
        LineState::Gone(words) | LineState::Unavailable(words) => Some(words.get(lang).to_owned()),
    }
}

/// A number in large digits with its unit behind, grey when it is stale.
pub fn number(number: &str, unit: &str, fresh: bool, size: Size, context: &Context) -> Vec<Line<'static>> {
    let theme = context.theme;
    if theme.reader {
        // Blocks are nothing to read aloud.
        let style = if fresh { theme.value() } else { theme.dim() };
        return vec![Line::styled(format!("{number} {unit}"), style)];
    }
    let (ink, style) =
        if fresh { (theme.sign("█", "#"), theme.value()) } else { (theme.sign("░", ":"), theme.dim()) };
    let mut rows = digits::rows(number, size, ink, style);
    if let Some(last) = rows.last_mut() {
        last.push_span(Span::styled(format!(" {unit}"), style));
    }
    rows
}

/// The port of an instrument: the device file that is open, and the name of the plan where it is another.
pub fn port(view: &InstrumentView, context: &Context) -> String {
    let from = context.theme.sign("←", "<-");
    view.real.as_ref().map_or_else(|| view.port.clone(), |real| format!("{real} {from} {}", view.port))
}

/// State of the first reading beside large digits, in `room` (columns, rows): whether it is stable or stale fills a line,
/// and its age stands in digits at the bottom, so that both are seen from where the number is. `more` follows the first line.
pub fn state_large(
    view: &InstrumentView,
    now_ns: u64,
    context: &Context,
    (width, height): (usize, usize),
    more: Option<Line<'static>>,
) -> Vec<Line<'static>> {
    let mut lines = state(view, now_ns, context, width);
    if let Some(first) = lines.first_mut() {
        let text = fit(&format!("  {first}"), width);
        *first = Line::styled(text, first.style.add_modifier(Modifier::REVERSED));
    }
    let aged = view.readings.first().map(|reading| (age(reading, now_ns), view.fresh(reading, now_ns)));
    // What is told in digits is not told in words; the line of a stale reading says more than its age.
    if aged.as_ref().is_some_and(|(_, fresh)| *fresh) && lines.len() > 1 {
        lines.remove(1);
    }
    lines.splice(1.min(lines.len())..1.min(lines.len()), more);
    if let Some((age, fresh)) = aged {
        let (number, unit) = age.split_once(' ').unwrap_or((&age, ""));
        let top = height.saturating_sub(Size::SMALL.height);
        if lines.len() <= top && Size::SMALL.cells(number) + 4 <= width {
            lines.resize(top, Line::raw(""));
            lines.extend(self::number(number, unit, fresh, Size::SMALL, context));
        }
    }
    lines
}

/// State of the first reading, in words.
pub fn state(view: &InstrumentView, now_ns: u64, context: &Context, width: usize) -> Vec<Line<'static>> {
    let mut lines = state_of(view, view.readings.first(), now_ns, context, width);
    if context.large {
        return lines;
    }
    let (name, port) = (view.name.get(context.lang), port(view, context));
    // The port is what a person looks for on the table; the name gives way.
    let place = 2.max(lines.len().min(3));
    lines.insert(place.min(lines.len()), Line::styled(clip(&format!("{port} {name}"), width), context.theme.dim()));
    lines
}

/// State of a reading in words: stable or moving, fresh or stale, the flags, and what is wrong with the line.
pub fn state_of(
    view: &InstrumentView,
    reading: Option<&Reading>,
    now_ns: u64,
    context: &Context,
    width: usize,
) -> Vec<Line<'static>> {
    let (lang, theme) = (context.lang, context.theme);
    let mut lines = Vec::new();
    let mut push = |text: &str, style: Style| lines.push(Line::styled(clip(text, width), style));
    match reading {
        None => push(&screen::nothing_yet(lang), theme.warn()),
        Some(reading) if !view.fresh(reading, now_ns) => {
            push(&screen::stale(lang, &age(reading, now_ns)), theme.bad());
        }
        Some(reading) => {
            match reading.datum.stable {
                Some(true) => push(&screen::stable(lang), theme.good()),
                Some(false) => push(&screen::moving(lang), theme.warn()),
                None => push(&screen::no_flag(lang), theme.dim()),
            }
            push(&screen::fresh(lang, &age(reading, now_ns)), theme.dim());
            let flags = reading.datum.flags.iter().map(|flag| flag_word(*flag)).collect::<Vec<_>>().join(" ");
            if !flags.is_empty() {
                push(&flags, theme.warn());
            }
        }
    }
    if let Some(trouble) = line_trouble(view, context) {
        push(&trouble, theme.bad());
    }
    if view.refused_frames > 0 && !context.large {
        let refused = screen::refused_frames(lang, &view.refused_frames.to_string());
        let last = view.last_refusal.as_ref().map(|words| words.get(lang).to_owned()).unwrap_or_default();
        push(&format!("{refused}: {last}"), theme.dim());
    }
    lines
}

/// A flag as every screen writes it.
pub const fn flag_word(flag: Flag) -> &'static str {
    match flag {
        Flag::Gross => "GROSS",
        Flag::Net => "NET",
        Flag::Zero => "ZERO",
        Flag::Overload => "OVERLOAD 超载",
        Flag::Underload => "UNDERLOAD 欠载",
        Flag::Absent => "-",
        Flag::Unconfirmed => "UNCONFIRMED 未确认",
    }
}
