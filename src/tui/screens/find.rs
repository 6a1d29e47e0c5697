//! Looking for instruments: every port with what is being done there, what was found and how sure it is.

use super::super::app::{App, Context};
use super::super::finding::{self, Chosen, Row, Use};
use super::super::widgets::text::{clip, fit, wrap};
use super::popup;
use crate::locale::{Lang, monitor, screen};
use crate::station::{Found, LookState, PortLook, PortView, Snapshot, Sure};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use unicode_width::UnicodeWidthStr;

/// Rows of what is said of the marked line.
const DETAIL_ROWS: u16 = 6;

/// Fewest cells in which it is worth saying how an instrument was recognised.
const WIRE_LEAST: usize = 40;

/// Draws the screen.
pub fn draw(app: &App, frame: &mut Frame, area: Rect, snapshot: &Snapshot) {
    let (lang, theme) = (app.context.lang, app.context.theme);
    let parts = [Constraint::Length(2), Constraint::Min(1), Constraint::Length(DETAIL_ROWS)];
    let [intro, list, detail] = Layout::vertical(parts).areas(area);
    let width = usize::from(area.width);
    frame.render_widget(Line::styled(clip(&format!(" {}", screen::find_how(lang)), width), theme.dim()), intro);
    let rows = finding::rows(snapshot);
    if rows.is_empty() {
        let lines = wrap(&screen::find_none(lang), width.saturating_sub(2)).into_iter();
        let lines: Vec<Line<'_>> = lines.map(|line| Line::styled(format!(" {line}"), theme.value())).collect();
        frame.render_widget(Paragraph::new(lines), list);
        return;
    }
    let marked = app.finding.marked(&rows);
    let room = usize::from(list.height);
    let first = (marked + 1).saturating_sub(room);
    let path_width = rows.iter().map(|row| path_of(row).width()).max().unwrap_or(0).clamp(14, width / 3);
    let lines: Vec<Line<'_>> = rows
        .iter()
        .enumerate()
        .skip(first)
        .take(room)
        .map(|(index, row)| line(&app.context, row, index == marked, path_width, width))
        .collect();
    frame.render_widget(Paragraph::new(lines), list);
    if let Some(row) = rows.get(marked) {
        draw_detail(&app.context, frame, detail, row);
    }
}

const fn path_of<'a>(row: &Row<'a>) -> &'a str {
    match row {
        Row::Port(port, _) => port.path.as_str(),
        Row::Model(..) => "",
    }
}

/// A port and its state, or a model indented below its port.
fn line(context: &Context, row: &Row<'_>, marked: bool, path_width: usize, width: usize) -> Line<'static> {
    let (lang, theme) = (context.lang, context.theme);
    let mark = Span::styled(if marked { " > " } else { "   " }, theme.key());
    let line = match row {
        Row::Port(port, look) => {
            let (sign, text, style) = state(context, port, *look);
            let text = clip(&format!("{sign} {text}"), width.saturating_sub(path_width + 6));
            Line::from(vec![mark, Span::raw(format!("{}  ", fit(&port.path, path_width))), Span::styled(text, style)])
        }
        Row::Model(_, found, model) => {
            let (word, style) = sureness_short(context, found.sure);
            let head = format!("     {} ", theme.sign("•", "*"));
            let room = width.saturating_sub(3 + head.width());
            // Names of one port stand under each other; where there is room, what the device says follows.
            let widest = found.models.iter().map(|model| model.name.get(lang).width()).max().unwrap_or(0);
            let name_width = (widest + 2).min(room.saturating_sub(word.width() + 1));
            let name = format!("{} ", fit(model.name.get(lang), name_width));
            let left = room.saturating_sub(name.width() + word.width() + 3);
            let wire =
                if left >= WIRE_LEAST { format!("   {}", clip(&wire(found, lang), left)) } else { String::new() };
            let (name, word, wire) = (Span::raw(name), Span::styled(word, style), Span::styled(wire, theme.dim()));
            Line::from(vec![mark, Span::raw(head), name, word, wire])
        }
    };
    if marked { line.style(theme.value()) } else { line }
}

/// Sign, words and colour of a port.
fn state(context: &Context, port: &PortView, look: Option<&PortLook>) -> (&'static str, String, Style) {
    let (lang, theme) = (context.lang, context.theme);
    let at_most = look.map_or(0, |look| look.at_most_s).to_string();
    let refused = |why: &str| (theme.sign("✗", "X"), format!("{}: {why}", screen::find_refused(lang)), theme.bad());
    match (look.map(|look| &look.state), &port.unusable) {
        (None, Some(why)) => refused(why.get(lang)),
        (None, None) => ("-", screen::find_not_yet(lang).into_owned(), theme.dim()),
        (Some(state), _) => match state {
            LookState::Waiting => (theme.sign("…", ".."), screen::find_waiting(lang).into_owned(), theme.dim()),
            LookState::Listening { settings } => {
                (theme.sign("▶", ">>"), screen::find_listening(lang, settings, &at_most).into_owned(), theme.warn())
            }
            LookState::Asking { settings, protocol, questions } => {
                let text = screen::find_asking(lang, protocol, settings, &questions.to_string(), &at_most);
                (theme.sign("▶", ">>"), text.into_owned(), theme.warn())
            }
            LookState::Found(found) => found_words(context, found),
            LookState::Nobody(_) => ("-", screen::find_nobody(lang).into_owned(), theme.warn()),
            LookState::Stopped => (theme.sign("■", "[]"), screen::find_stopped(lang).into_owned(), theme.warn()),
            LookState::Refused(why) => refused(why.get(lang)),
        },
    }
}

fn found_words(context: &Context, found: &[Found]) -> (&'static str, String, Style) {
    let (lang, theme) = (context.lang, context.theme);
    let models: usize = found.iter().map(|found| found.models.len()).sum();
    match (models, found.first()) {
        (0, Some(first)) => ("?", screen::find_no_model(lang, &first.protocol).into_owned(), theme.warn()),
        (1, _) => (theme.sign("✓", "ok"), screen::find_found_one(lang).into_owned(), theme.good()),
        _ => (theme.sign("✓", "ok"), screen::find_found(lang, &models.to_string()).into_owned(), theme.good()),
    }
}

fn sureness(context: &Context, sure: Sure) -> (String, Style) {
    let (lang, theme) = (context.lang, context.theme);
    match sure {
        Sure::Model => (screen::sure_model(lang).into_owned(), theme.good()),
        Sure::Protocol => (screen::sure_protocol(lang).into_owned(), theme.warn()),
        Sure::Form => (screen::sure_form(lang).into_owned(), theme.warn()),
    }
}

/// The same in a word, behind a name.
fn sureness_short(context: &Context, sure: Sure) -> (String, Style) {
    let (lang, theme) = (context.lang, context.theme);
    match sure {
        Sure::Model => (format!("{} {}", theme.sign("✓", "ok"), screen::sure_model_short(lang)), theme.good()),
        Sure::Protocol => (format!("? {}", screen::sure_protocol_short(lang)), theme.warn()),
        Sure::Form => (format!("! {}", screen::sure_form_short(lang)), theme.warn()),
    }
}

/// Everything that is known of the marked line.
fn draw_detail(context: &Context, frame: &mut Frame, area: Rect, row: &Row<'_>) {
    let (lang, theme) = (context.lang, context.theme);
    let width = usize::from(area.width).saturating_sub(2);
    let mut said: Vec<(String, Style)> = Vec::new();
    match row {
        Row::Port(port, look) => {
            let (sign, text, style) = state(context, port, *look);
            let nobody = matches!(look.map(|look| &look.state), Some(LookState::Nobody(_)));
            let how = if nobody { format!("  {}", monitor::listen_how(lang)) } else { String::new() };
            said.push((format!("{}  {sign} {text}{how}", port.path), style));
            match look.map(|look| &look.state) {
                Some(LookState::Found(found)) => {
                    said.extend(found.iter().map(|found| (wire(found, lang), theme.value())));
                }
                Some(LookState::Nobody(why)) => said.push((why.get(lang).to_owned(), theme.value())),
                _ => {}
            }
            let usable = port.unusable.is_none();
            let place = port.stable.as_ref().map(|name| screen::find_place(lang, name).into_owned());
            let place = place.or_else(|| usable.then(|| screen::find_no_place(lang).into_owned()));
            said.extend(place.map(|place| (place, theme.dim())));
            if !port.description.is_empty() {
                said.push((screen::find_adapter(lang, &port.description).into_owned(), theme.dim()));
            }
        }
        Row::Model(_, found, model) => {
            said.push((format!("{}  {}", model.name.get(lang), model.id), theme.value()));
            said.push(sureness(context, found.sure));
            said.push((wire(found, lang), Style::new()));
            said.push((found.port.clone(), theme.dim()));
        }
    }
    let rule = Line::styled(theme.rule().repeat(usize::from(area.width)), theme.dim());
    let lines = said.into_iter().flat_map(|(text, style)| {
        wrap(&text, width).into_iter().map(move |line| Line::styled(format!(" {line}"), style))
    });
    frame.render_widget(Paragraph::new(std::iter::once(rule).chain(lines).collect::<Vec<_>>()), area);
}

/// How it was recognised, and what it says: the person compares it with the instrument's own display.
fn wire(found: &Found, lang: Lang) -> String {
    let frames = found.frames.to_string();
    let how = if found.asked { screen::find_how_answered(lang, &frames) } else { screen::find_how_sent(lang, &frames) };
    let address = found.address.as_ref().map(|address| screen::find_at(lang, address).into_owned());
    let number = found.values.iter().find(|datum| datum.number().is_some());
    let value = number.and_then(|datum| {
        let unit = datum.unit.map(|unit| unit.symbol()).unwrap_or_default();
        Some(screen::find_says(lang, format!("{} {unit}", datum.number()?).trim()).into_owned())
    });
    // The value first: it is what can be compared with the instrument.
    let parts = [value, Some(format!("{} {}", found.protocol, found.settings)), address, Some(how.into_owned())];
    parts.into_iter().flatten().collect::<Vec<_>>().join(if lang == Lang::Zh { "，" } else { ", " })
}

/// What the chosen instrument can be used for, over the screen.
pub fn draw_offer(context: &Context, frame: &mut Frame, body: Rect, chosen: &Chosen) {
    let (lang, theme) = (context.lang, context.theme);
    let room = usize::from(body.width);
    let port = format!(" {}", chosen.connection.port);
    let mut lines = vec![
        Line::styled(fit(&format!(" {}", screen::offer(lang)), room), theme.step()),
        Line::raw(""),
        Line::styled(clip(&format!(" {}", chosen.name.get(lang)), room), theme.value()),
        Line::styled(clip(&port, room), theme.dim()),
        Line::raw(""),
    ];
    for (index, (key, used)) in chosen.uses().iter().enumerate() {
        let words = match used {
            Use::Lot => screen::offer_lot(lang),
            Use::Pile => screen::offer_pile(lang),
            Use::Standard => screen::offer_standard(lang),
            Use::Watch => screen::offer_watch(lang),
        };
        let name = if index == 0 { format!("{key} / Enter") } else { key.to_string() };
        lines.push(Line::from(vec![Span::styled(format!("  {}", fit(&name, 12)), theme.key()), Span::raw(words)]));
    }
    lines.push(Line::from(vec![
        Span::styled(format!("  {}", fit("Esc", 12)), theme.key()),
        Span::raw(screen::back(lang)),
    ]));
    // As wide as the screen: what would stand beside it makes no sense in pieces.
    let height = body.height.saturating_sub(DETAIL_ROWS + 2);
    let area = Rect { y: body.y + 2, height, ..body }.intersection(body);
    popup(frame, area);
    frame.render_widget(Paragraph::new(lines), area);
}
