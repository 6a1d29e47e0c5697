//! A number line with marks: where the limits lie and where the values fell.

use super::cells::place;
use crate::quantity::Decimal;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

/// A mark on the line.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Where.
    pub at: Decimal,
    /// Its sign, one cell.
    pub sign: &'static str,
    /// What stands under it; empty for none.
    pub label: String,
    /// How it looks.
    pub style: Style,
}

/// A number line of `width` cells from `low` to `high`, and its labels below. Later marks lie over earlier ones; a value
/// beyond an end is drawn at that end.
pub fn lines(marks: &[Mark], low: Decimal, high: Decimal, width: usize, rail: &'static str) -> [Line<'static>; 2] {
    let mut cells: Vec<(&'static str, Style)> = vec![(rail, Style::new()); width];
    let mut labels: Vec<(usize, &Mark)> = Vec::new();
    for mark in marks {
        let column = place(mark.at, low, high, width);
        if let Some(cell) = cells.get_mut(column) {
            *cell = (mark.sign, mark.style);
        }
        if !mark.label.is_empty() {
            labels.push((column, mark));
        }
    }
    let line = cells.into_iter().map(|(sign, style)| Span::styled(sign, style)).collect::<Vec<_>>();
    [Line::from(line), label_line(labels, width)]
}

fn label_line(mut labels: Vec<(usize, &Mark)>, width: usize) -> Line<'static> {
    labels.sort_by_key(|(column, _)| *column);
    let (mut spans, mut end) = (Vec::new(), 0);
    for (column, mark) in labels {
        let size = mark.label.width();
        let start = column.saturating_sub(size / 2).min(width.saturating_sub(size));
        // A label that would run into the one before is left out: the mark itself stays.
        if start < end || start + size > width {
            continue;
        }
        spans.push(Span::raw(" ".repeat(start - end)));
        spans.push(Span::styled(mark.label.clone(), mark.style));
        end = start + size + 1;
        spans.push(Span::raw(" "));
    }
    Line::from(spans)
}
