//! The serial monitor: what went over the lines, newest last, and below it the marked event taken apart byte by byte.

use super::super::app::{App, Context};
use super::super::widgets::text::{clip, fit};
use super::live::flag_word;
use super::wrapped;
use crate::locale::{Lang, Say, Words, monitor, screen};
use crate::protocol::{Datum, Part, hex, of_no_frame};
use crate::station::{Line as LineState, OnWire, Role, WireEvent, WireLine, WireView};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use std::borrow::Cow;
use std::sync::Arc;
use unicode_width::UnicodeWidthStr;

/// Most lines of ports above the list.
const LINES_MOST: usize = 3;

/// Rows that the marked event needs, where there are so many.
const LOWER_LEAST: u16 = 12;

/// Draws what went over the lines.
pub fn draw(app: &App, frame: &mut Frame, area: Rect, wire: &Arc<WireView>) {
    let (context, watching) = (&app.context, &app.watching);
    let shown = watching.shown(wire);
    let width = usize::from(area.width);
    let ports: Vec<Line> = shown.lines.iter().take(LINES_MOST).map(|line| port_line(line, context, width)).collect();
    let head = u16::try_from(ports.len()).unwrap_or(1);
    // A frame of a meter has some ten parts; what is more goes to the list first.
    let rest = area.height.saturating_sub(head + 1);
    let list = rest - (rest * 2 / 5).max(LOWER_LEAST).min(rest.saturating_sub(3));
    let parts = [Constraint::Length(head), Constraint::Length(1), Constraint::Length(list), Constraint::Min(1)];
    let [head, state, list, lower] = Layout::vertical(parts).areas(area);
    frame.render_widget(Paragraph::new(ports), head);
    frame.render_widget(state_line(app, wire, width), state);
    let Some((marked, event)) = watching.marked(shown) else {
        let none = clip(&format!(" {}", monitor::none_yet(context.lang)), width);
        frame.render_widget(Line::styled(none, context.theme.warn()), list);
        return;
    };
    // The marked event stays in sight: in the middle, but where the list begins or ends.
    let rows = usize::from(list.height);
    let first = marked.saturating_sub(rows / 2).min(shown.events.len().saturating_sub(rows));
    let several = shown.lines.len() > 1;
    let line = |(index, event): (usize, &Arc<WireEvent>)| row(event, index == marked, several, context, width);
    let lines: Vec<Line> = shown.events.iter().enumerate().skip(first).take(rows).map(line).collect();
    frame.render_widget(Paragraph::new(lines), list);
    draw_apart(app, frame, lower, event, shown);
}

/// A line with the instrument on it.
fn port_line(line: &WireLine, context: &Context, width: usize) -> Line<'static> {
    let lang = context.lang;
    let Some(profile) = &line.profile else {
        // What is set, whether the port could be opened or not: the next key changes it.
        let settings = line.listens.map(|settings| settings.written()).unwrap_or_default();
        let text = format!(" {}  {settings}  {}", line.port, monitor::only_listened(lang));
        return Line::styled(clip(&text, width), context.theme.warn());
    };
    let settings = line.settings.as_deref().unwrap_or("-");
    let role = role_word(line.role, lang);
    let text = format!(" {role}  {}  {settings}  {}  {}", line.port, profile.protocol.name, profile.name.get(lang));
    Line::styled(clip(&text, width), context.theme.dim())
}

/// Whether the picture moves, and how much was seen.
fn state_line(app: &App, wire: &Arc<WireView>, width: usize) -> Line<'static> {
    let (lang, theme, watching) = (app.context.lang, app.context.theme, &app.watching);
    let shown = watching.shown(wire);
    let (kept, total) = (shown.events.len().to_string(), shown.total.to_string());
    let (text, style) = match watching.missed(wire) {
        Some(more) => (monitor::frozen(lang, &more.to_string()), theme.step()),
        None if watching.follows() => (monitor::follows(lang, &kept, &total), theme.title()),
        None => (monitor::held(lang, &kept, &total), theme.title()),
    };
    Line::styled(clip(&format!(" {text}"), width), style)
}

/// One event in the list: when, whose, which way, its bytes as far as they fit, and what they mean.
fn row(event: &WireEvent, marked: bool, several: bool, context: &Context, width: usize) -> Line<'static> {
    let (lang, theme) = (context.lang, context.theme);
    let (sign, word, style) = way(&event.what, context);
    let mark = if marked { theme.sign("▶ ", "> ") } else { "  " };
    let role = if several { format!("{} ", fit(&role_word(event.role, lang), 5)) } else { String::new() };
    let words = if lang == Lang::Zh { 6 } else { 7 };
    let front = format!("{mark}{} {role}", fit(time(event), 12));
    let way = format!("{} {} ", fit(sign, 2), fit(&word, words));
    let room = width.saturating_sub(front.width() + way.width());
    // Whole bytes only.
    let bytes = room / 2 / 3 * 3;
    let means = meaning(event, lang);
    let text = if event.bytes.is_empty() {
        clip(&means, room)
    } else {
        format!("{} {}", fit(&short_hex(&event.bytes, bytes), bytes), clip(&means, room.saturating_sub(bytes + 1)))
    };
    let ink = if marked { theme.step() } else { style };
    let time = if marked { theme.step() } else { theme.dim() };
    Line::from(vec![Span::styled(front, time), Span::styled(way, ink), Span::styled(text, ink)])
}

/// Bytes in hexadecimal in so many cells; a `~` stands for those that do not fit.
fn short_hex(bytes: &[u8], cells: usize) -> String {
    let fits = (cells + 1) / 3;
    if bytes.len() <= fits {
        return hex(bytes);
    }
    format!("{} ~", hex(bytes.get(..fits.saturating_sub(1)).unwrap_or_default()))
}

/// The marked event: what it is, what was decoded, and every byte with the part that it belongs to.
fn draw_apart(app: &App, frame: &mut Frame, area: Rect, event: &WireEvent, shown: &WireView) {
    let (context, lang, theme) = (&app.context, app.context.lang, app.context.theme);
    let width = usize::from(area.width);
    let (sign, word, style) = way(&event.what, context);
    let port = shown.lines.iter().find(|line| line.role == event.role).map(|line| line.port.as_str());
    let count = Some(event.bytes.len()).filter(|count| *count > 0);
    let count = count.map(|count| format!("  {}", monitor::bytes(lang, &count.to_string()))).unwrap_or_default();
    let title = format!(
        " {}  {}  {} {}  {sign} {word}{count} ",
        monitor::event(lang, &event.number.to_string()),
        time(event),
        role_word(event.role, lang),
        port.unwrap_or_default(),
    );
    let rule = theme.rule().repeat(width.saturating_sub(clip(&title, width).width()));
    let [head, body] = Layout::vertical([Constraint::Length(1), Constraint::Min(0)]).areas(area);
    frame.render_widget(Line::styled(format!("{}{rule}", clip(&title, width)), theme.title()), head);
    let mut lines = Vec::new();
    match &event.what {
        // Each value on a line of its own.
        OnWire::Said(data) => lines.extend(
            data.iter()
                .map(|datum| Line::styled(clip(&format!(" {}", datum_words(datum, lang)), width), theme.value())),
        ),
        // They stand below, as bytes and as signs.
        OnWire::Heard => {}
        _ => lines.extend(wrapped(&format!(" {}", meaning(event, lang)), area.width, style)),
    }
    if !event.bytes.is_empty() {
        lines.extend(bytes_apart(event, context, width));
    }
    let rows = usize::from(body.height);
    let most = lines.len().saturating_sub(rows);
    let first = usize::from(app.watching.scroll).min(most);
    // The last row tells of those below it.
    let hidden = lines.len().saturating_sub(first + rows);
    let mut visible: Vec<Line> = lines.into_iter().skip(first).take(rows).collect();
    if hidden > 0
        && let Some(last) = visible.last_mut()
    {
        *last = Line::styled(format!(" {}", monitor::more_below(lang, &(hidden + 1).to_string())), theme.dim());
    }
    frame.render_widget(Paragraph::new(visible), body);
}

/// Every byte once, in the order of the wire: place, hexadecimal, ASCII, and the part it belongs to.
fn bytes_apart(event: &WireEvent, context: &Context, width: usize) -> Vec<Line<'static>> {
    let (lang, theme) = (context.lang, context.theme);
    let per_row = match width {
        0..100 => 8,
        100..160 => 16,
        _ => 24,
    };
    let front = |place: &str, bytes: &str, ascii: &str| {
        format!(" {} {} {}  ", fit(place, 7), fit(bytes, per_row * 3), fit(ascii, per_row))
    };
    let head = front("", &monitor::head_bytes(lang), &monitor::head_ascii(lang));
    // Of what a port says that is only listened to nobody knows the parts.
    let of = if event.protocol.is_some() { monitor::head_part(lang) } else { Cow::default() };
    let mut lines = vec![Line::styled(clip(&format!("{head}{of}"), width), theme.dim())];
    for part in parts(event) {
        let bytes = event.bytes.get(part.range.clone()).unwrap_or_default();
        for (index, chunk) in bytes.chunks(per_row).enumerate() {
            let from = part.range.start + index * per_row;
            let to = from + chunk.len().saturating_sub(1);
            let place = if from == to { from.to_string() } else { format!("{from}-{to}") };
            let front = front(&place, &hex(chunk), &ascii(chunk));
            let room = width.saturating_sub(front.width());
            let words = if index == 0 { clip(part.words.get(lang), room) } else { String::new() };
            lines.push(Line::from(vec![Span::styled(front, theme.value()), Span::raw(words)]));
        }
    }
    lines
}

/// The parts of an event's bytes.
fn parts(event: &WireEvent) -> Vec<Part> {
    match (&event.what, event.protocol) {
        // Nobody knows what these are of.
        (_, None) => vec![Part { range: 0..event.bytes.len(), words: Words::default() }],
        (OnWire::Stray, _) => of_no_frame(0..event.bytes.len()).into_iter().collect(),
        (OnWire::Late, Some(protocol)) => protocol.parts_within(&event.bytes, None),
        (_, Some(protocol)) => protocol.parts(&event.bytes),
    }
}

/// Bytes as signs; a `.` for those that are none.
fn ascii(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| if matches!(byte, b' '..=b'~') { char::from(*byte) } else { '.' }).collect()
}

/// The time of day of an event.
fn time(event: &WireEvent) -> &str {
    event.stamp.at.get(11..23).unwrap_or_default()
}

fn role_word(role: Role, lang: Lang) -> Cow<'static, str> {
    match role {
        Role::Scale => monitor::role_scale(lang),
        Role::Pile => monitor::role_pile(lang),
        Role::Standard => monitor::role_standard(lang),
        Role::Watched => monitor::role_watched(lang),
        Role::Scanner => monitor::role_scanner(lang),
    }
}

/// Which way it went: a sign and a word.
fn way(what: &OnWire, context: &Context) -> (&'static str, Cow<'static, str>, Style) {
    let (lang, theme) = (context.lang, context.theme);
    let (out, into) = (theme.sign("→", "->"), theme.sign("←", "<-"));
    let no = theme.sign("✗", "x");
    match what {
        OnWire::Asked(_) => (out, monitor::asked(lang), theme.dim()),
        OnWire::Said(_) | OnWire::Whole => (into, monitor::said(lang), Style::default()),
        OnWire::Cannot(_) => (into, monitor::said(lang), theme.warn()),
        OnWire::Echo => (into, monitor::echo(lang), theme.dim()),
        OnWire::Refused(_) => (no, monitor::refused(lang), theme.bad()),
        OnWire::Stray => (no, monitor::stray(lang), theme.warn()),
        OnWire::Heard => (into, monitor::heard(lang), Style::default()),
        OnWire::Late => (no, monitor::late(lang), theme.warn()),
        OnWire::Unanswered | OnWire::TimedOut | OnWire::Silent(_) => ("!", monitor::silent(lang), theme.warn()),
        OnWire::Lost(_) => ("!", monitor::line(lang), theme.bad()),
        OnWire::Found(..) | OnWire::Connected(_) => ("*", monitor::line(lang), theme.title()),
    }
}

/// What an event means, in one sentence.
fn meaning(event: &WireEvent, lang: Lang) -> String {
    let text = match &event.what {
        OnWire::Asked(Some(item)) => monitor::asked_item(lang, item),
        OnWire::Asked(None) => monitor::asked_something(lang),
        OnWire::Said(data) => data.iter().map(|datum| datum_words(datum, lang)).collect::<Vec<_>>().join("; ").into(),
        OnWire::Whole => monitor::whole(lang),
        OnWire::Cannot(error) => monitor::cannot(lang, &error.code, error.words.get(lang)),
        OnWire::Echo => monitor::echo_means(lang),
        OnWire::Refused(why) => why.say(lang).into(),
        OnWire::Stray => monitor::stray_means(lang),
        OnWire::Heard => ascii(&event.bytes).into(),
        OnWire::Late => monitor::late_means(lang),
        OnWire::Unanswered => monitor::unanswered(lang),
        OnWire::TimedOut => monitor::timed_out(lang),
        OnWire::Silent(milliseconds) => monitor::silent_for(lang, &milliseconds.to_string()),
        OnWire::Lost(words) => words.get(lang).to_owned().into(),
        OnWire::Connected(settings) => monitor::connected(lang, settings),
        OnWire::Found(line, settings) => found(line, settings.as_deref(), lang),
    };
    text.into_owned()
}

/// How a line was when somebody began to look.
fn found<'a>(line: &'a LineState, settings: Option<&str>, lang: Lang) -> Cow<'a, str> {
    match (line, settings) {
        (LineState::Gone(words) | LineState::Unavailable(words), _) => words.get(lang).into(),
        (LineState::Live, settings) => monitor::found_live(lang, settings.unwrap_or_default()),
        (LineState::Silent, settings) => monitor::found_silent(lang, settings.unwrap_or_default()),
        (LineState::Opening, Some(settings)) => monitor::found_quiet(lang, settings),
        (LineState::Opening, None) => monitor::found_opening(lang),
    }
}

/// A value with its item, unit and flags.
fn datum_words(datum: &Datum, lang: Lang) -> String {
    let item = datum.item.as_deref().map(|item| format!("{item} ")).unwrap_or_default();
    let value = datum.value.as_ref().map_or_else(|| monitor::no_number(lang).into_owned(), ToString::to_string);
    let unit = datum.unit.map(|unit| format!(" {}", unit.symbol())).unwrap_or_default();
    let stable = match datum.stable {
        Some(true) => format!(" {}", screen::stable(lang)),
        Some(false) => format!(" {}", screen::moving(lang)),
        None => String::new(),
    };
    let flags: String = datum.flags.iter().map(|flag| format!(" {}", flag_word(*flag))).collect();
    format!("{item}{value}{unit}{stable}{flags}")
}
