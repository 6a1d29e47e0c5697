//! The live value of an instrument without a run: to see whether a profile reads what the instrument shows.

use super::super::app::Context;
use super::super::widgets::digits::Size;
use super::super::widgets::text::{clip, fit, right};
use super::live;
use crate::instrument::Reading;
use crate::locale::screen;
use crate::protocol::Measurand;
use crate::station::InstrumentView;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use unicode_width::UnicodeWidthStr;

/// Draws the instrument.
pub fn draw(context: &Context, frame: &mut Frame, area: Rect, view: &InstrumentView, now_ns: u64) {
    let (lang, theme) = (context.lang, context.theme);
    let large = area.height >= 34 && area.width >= 110;
    let size = if large { Size::LARGE } else { Size::SMALL };
    let digit_rows = u16::try_from(size.height).unwrap_or(5);
    let parts = [
        Constraint::Length(2),
        Constraint::Length(1),
        Constraint::Length(2),
        Constraint::Length(digit_rows + 1),
        Constraint::Min(1),
    ];
    let [how, name, port, value, rest] = Layout::vertical(parts).areas(area);
    let width = usize::from(area.width);
    frame.render_widget(Line::styled(clip(&format!(" {}", screen::watch_how(lang)), width), theme.dim()), how);
    let title = format!(" {}  {}", view.name.get(lang), view.device);
    frame.render_widget(Line::styled(clip(&title, width), theme.title()), name);
    // The trouble over the whole width: what is to be done stands at its end.
    let trouble = live::line_trouble(view, context).map(|trouble| format!(" {} {trouble}", theme.sign("✗", "!!")));
    let lines = vec![
        Line::styled(clip(&format!(" {}", live::port(view, context)), width), theme.dim()),
        Line::styled(clip(&trouble.unwrap_or_default(), width), theme.bad()),
    ];
    frame.render_widget(Paragraph::new(lines), port);
    let reading = first(view);
    let fresh = reading.is_some_and(|reading| view.fresh(reading, now_ns));
    let number = reading.and_then(|reading| reading.datum.number()).map_or("-----".to_owned(), |n| n.to_string());
    let unit = reading.and_then(|reading| reading.datum.unit).map(|unit| unit.symbol()).unwrap_or_default();
    let size = if size.cells(&number) + 40 > width { Size::SMALL } else { size };
    let wide = u16::try_from(size.cells(&number) + 8).unwrap_or(value.width);
    let [left, side] = Layout::horizontal([Constraint::Length(wide.max(46)), Constraint::Min(24)]).areas(value);
    let left = Rect { x: left.x + 1, width: left.width.saturating_sub(1), ..left };
    frame.render_widget(Paragraph::new(live::number(&number, unit, fresh, size, context)), left);
    let state = live::state_of(view, reading, now_ns, context, usize::from(side.width));
    frame.render_widget(Paragraph::new(state), side);
    frame.render_widget(Paragraph::new(items(context, view, now_ns, width)), rest);
}

/// The value to show large: a weight, else an energy, else the first number.
fn first(view: &InstrumentView) -> Option<&Reading> {
    let of = |quantity| view.readings.iter().find(move |reading| reading.datum.quantity == quantity);
    let number = || view.readings.iter().find(|reading| reading.datum.number().is_some());
    of(Measurand::Mass).or_else(|| of(Measurand::Energy)).or_else(number).or_else(|| view.readings.first())
}

/// Every item with its value, its age and the bytes behind it.
fn items(context: &Context, view: &InstrumentView, now_ns: u64, width: usize) -> Vec<Line<'static>> {
    let (lang, theme) = (context.lang, context.theme);
    let mut lines = vec![Line::styled(format!(" {}", screen::watch_items(lang)), theme.title())];
    let item = |reading: &Reading| reading.datum.item.as_deref().unwrap_or_default().to_owned();
    let value = |reading: &Reading| reading.datum.value.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string);
    let widest =
        |text: &dyn Fn(&Reading) -> String| view.readings.iter().map(|one| text(one).width()).max().unwrap_or(0);
    let (item_width, value_width) = (widest(&item).min(16), widest(&value).min(24));
    for reading in &view.readings {
        let unit = reading.datum.unit.map(|unit| unit.symbol()).unwrap_or_default();
        let fresh = view.fresh(reading, now_ns);
        // A stale value is told by a word too.
        let age = live::age(reading, now_ns);
        let age = if fresh { screen::fresh(lang, &age) } else { screen::stale(lang, &age) };
        let text = format!(
            " {} {} {} {} ",
            fit(&item(reading), item_width),
            right(&value(reading), value_width),
            fit(unit, 5),
            fit(&age, 16)
        );
        let room = width.saturating_sub(text.width());
        let style = if fresh { theme.value() } else { theme.dim() };
        let bytes = clip(&format!("{} {}", screen::frame(lang), reading.frame), room);
        lines.push(Line::from(vec![Span::styled(text, style), Span::styled(bytes, theme.dim())]));
    }
    lines
}
