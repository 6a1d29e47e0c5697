//! A number line with marks: where the limits lie and where the values fell.

use super::super::theme::Theme;
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

/// A value with its uncertainty between its limits, for looking at.
#[derive(Clone, Debug)]
pub struct Tolerance {
    /// The limits, and what should be; their labels stand below.
    pub limits: Vec<Mark>,
    /// What else was measured; later ones lie over earlier ones.
    pub others: Vec<Mark>,
    /// The value that the bar is about; its label stands above.
    pub value: Option<Mark>,
    /// U of the value, in the unit of the bar: drawn as brackets around it, as far as they do not fall on its cell.
    pub uncertainty: Option<Decimal>,
    /// Left end.
    pub low: Decimal,
    /// Right end.
    pub high: Decimal,
}

/// The bar in three lines: the value's label, the rail with all marks, the labels of the limits.
pub fn bar(tolerance: &Tolerance, width: usize, theme: Theme) -> [Line<'static>; 3] {
    let Tolerance { limits, others, value, uncertainty, low, high } = tolerance;
    let mut marks: Vec<Mark> = limits.iter().chain(others).cloned().collect();
    if let (Some(value), Some(u)) = (value, uncertainty) {
        let edge = |at, sign| Mark { at, sign, label: String::new(), style: value.style };
        let cell = |at| place(at, *low, *high, width);
        let edges = value.at.checked_sub(*u).zip(value.at.checked_add(*u));
        // Both brackets or none: one of them alone would tell of an uncertainty on one side.
        let apart = edges.filter(|(from, to)| cell(*from) != cell(value.at) && cell(*to) != cell(value.at));
        marks.extend(apart.into_iter().flat_map(|(from, to)| [edge(from, "["), edge(to, "]")]));
    }
    marks.extend(value.iter().map(|value| Mark { label: String::new(), ..value.clone() }));
    let [rail, below] = lines(&marks, *low, *high, width, theme.sign("─", "-"));
    let above = value.iter().map(|value| (place(value.at, *low, *high, width), value)).collect();
    [label_line(above, width), rail, below]
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_uncertainty_brackets_the_value_and_the_limits_stay() {
        let mark =
            |at: i64, sign, label: &str| Mark { at: Decimal::from(at), sign, label: label.into(), style: Style::new() };
        let tolerance = Tolerance {
            limits: vec![mark(-10, "|", "-10"), mark(10, "|", "+10")],
            others: Vec::new(),
            value: Some(mark(5, "@", "5 U 3")),
            uncertainty: Some(Decimal::from(3)),
            low: Decimal::from(-15),
            high: Decimal::from(15),
        };
        let theme = Theme { plain_signs: true, ..Theme::default() };
        let [above, rail, below] = bar(&tolerance, 31, theme).map(|line| line.to_string());
        assert_eq!(rail, "-----|-----------[--@--]-|-----");
        assert_eq!(above.trim_end(), "                  5 U 3");
        assert!(below.contains("-10") && below.contains("+10"), "{below}");
        // 5.3 ± 0.3 would get a bracket on the right alone.
        let value = Some(Mark { at: Decimal::new(53, 1), ..mark(0, "@", "") });
        let small = Tolerance { value, uncertainty: Some(Decimal::new(3, 1)), ..tolerance.clone() };
        assert_eq!(bar(&small, 31, theme)[1].to_string(), "-----|--------------@----|-----");
        // A value far outside is drawn at the end, never beyond it.
        let far = Tolerance { value: Some(mark(99, "@", "99")), ..tolerance };
        assert!(bar(&far, 31, theme)[1].to_string().ends_with('@'));
    }
}
