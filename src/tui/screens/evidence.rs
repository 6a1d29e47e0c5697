//! What a run rests on: its values, the bytes behind each with port, clocks and profile, what was amended and why.

use super::super::app::Context;
use super::super::detail::Page;
use super::super::widgets::text::{clip, fit};
use super::wrapped;
use crate::instrument::Reading;
use crate::locale::screen;
use crate::station::{EntryView, RunDetail};
use ratatui::text::{Line, Span};

/// The lines of one of these pages.
pub fn lines(page: Page, detail: &RunDetail, context: &Context, width: u16) -> Vec<Line<'static>> {
    let of = |kinds: &'static [&'static str]| {
        detail.entries.iter().filter(move |entry| kinds.contains(&entry.kind.as_str()))
    };
    let lines: Vec<Line<'static>> = match page {
        Page::Readings => of(&["observation"]).map(|entry| value(entry, context, usize::from(width))).collect(),
        Page::Frames => of(&["observation", "correction"]).flat_map(|entry| way_back(entry, context, width)).collect(),
        Page::Amendments => of(&["correction"]).flat_map(|entry| whole(entry, context, width)).collect(),
        Page::Items | Page::Charts | Page::Trace | Page::Seals | Page::Entries => Vec::new(),
    };
    if lines.is_empty() {
        return vec![Line::styled(format!(" {}", screen::page_empty(context.lang)), context.theme.dim())];
    }
    lines
}

/// A value with its origin, its time and its port.
fn value(entry: &EntryView, context: &Context, width: usize) -> Line<'static> {
    let port = entry.readings.last().map(|reading| reading.port.clone()).unwrap_or_default();
    let time = entry.at.get(11..23).unwrap_or(&entry.at).to_owned();
    let head = format!(" #{} {time} ", fit(&entry.seq.to_string(), 6));
    let room = width.saturating_sub(head.len());
    let (left, right) = if room > 60 { (room / 2, room - room / 2) } else { (room * 2 / 3, room - room * 2 / 3) };
    Line::from(vec![
        Span::styled(head, context.theme.dim()),
        Span::styled(fit(entry.words.get(context.lang), left), context.theme.value()),
        Span::styled(clip(&port, right), context.theme.dim()),
    ])
}

/// From a value back to the bytes of every reading it rests on: profile, port, both clocks, the datum, question and frame.
fn way_back(entry: &EntryView, context: &Context, width: u16) -> Vec<Line<'static>> {
    if entry.readings.is_empty() {
        return Vec::new();
    }
    let theme = context.theme;
    let mut lines = vec![value(entry, context, usize::from(width))];
    for reading in &entry.readings {
        lines.extend(wrapped(&format!("   {}", origin(reading)), width, theme.dim()));
        if let Some(request) = &reading.request {
            lines.extend(wrapped(&format!("     {} {request}", theme.sign("→", ">>")), width, theme.dim()));
        }
        lines.extend(wrapped(&format!("     {} {}", theme.sign("←", "<<"), reading.frame), width, theme.value()));
    }
    lines
}

fn origin(reading: &Reading) -> String {
    let Reading { datum, stamp, device, port, port_id, address, .. } = reading;
    let value = datum.value.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string);
    let unit = datum.unit.map(|unit| unit.symbol()).unwrap_or_default();
    let item = datum.item.as_deref().unwrap_or_default();
    let port = port_id.as_ref().map_or_else(|| port.clone(), |id| format!("{port} = {id}"));
    let address = address.as_deref().unwrap_or_default();
    let parts = [format!("{item} {value} {unit}"), stamp.at.clone(), format!("{} ns", stamp.mono_ns), port];
    let rest = [address.to_owned(), device.clone()].into_iter().filter(|part| !part.is_empty());
    parts.into_iter().map(|part| part.trim().to_owned()).chain(rest).collect::<Vec<_>>().join("  ")
}

/// An entry with all of its words.
pub fn whole(entry: &EntryView, context: &Context, width: u16) -> Vec<Line<'static>> {
    let head = format!(" #{} {}  {}", entry.seq, entry.at, entry.hash);
    let mut lines = wrapped(&head, width, context.theme.dim());
    lines.extend(wrapped(&format!("   {}", entry.words.get(context.lang)), width, context.theme.value()));
    lines
}
