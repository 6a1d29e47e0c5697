//! The charts of a run: beside the work where there is room, else one at a time over the whole body, below the step and
//! the live value.

use super::super::app::Context;
use super::super::widgets::chart;
use super::super::widgets::text::clip;
use super::{live, run};
use crate::chart::{Chart, energies, lot_control, lot_histogram, pile_errors, scale_errors};
use crate::locale::{past, screen};
use crate::quantity::{Decimal, parse_decimal};
use crate::regulation::Judgement;
use crate::station::{InstrumentView, KindView, RunView, Snapshot};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

/// Columns that make a chart worth looking at, and rows.
const WIDE: u16 = 56;
const TALL: u16 = 14;

/// Every chart that can be drawn of a run now; the one to look at first comes first.
pub fn of(run: &RunView) -> Vec<Chart> {
    let judged = run.judgement.as_deref().map(of_judgement).unwrap_or_default();
    let KindView::Pile(pile) = &run.kind else { return judged };
    let growing = energies(&pile.trail.instrument, &pile.trail.reference);
    // While a charge runs one looks at the energies, else at the errors.
    if run.ask.charging() {
        growing.into_iter().chain(judged).collect()
    } else {
        judged.into_iter().chain(growing).collect()
    }
}

/// Every chart that a judgement alone gives.
pub fn of_judgement(judgement: &Judgement) -> Vec<Chart> {
    let lot = judgement.lot.as_ref().and_then(|lot| Some((lot, label(lot.net.first()?, lot.deviations.first()?)?)));
    let lot = lot.map(|(lot, label)| [lot_control(lot, label), lot_histogram(lot, label)]);
    let pile = judgement.pile.as_ref().and_then(pile_errors);
    let scale = judgement.scale.as_ref().and_then(scale_errors);
    lot.into_iter().flatten().flatten().chain(pile).chain(scale).collect()
}

/// The label quantity: what a package holds without its deviation.
fn label(net: &str, deviation: &str) -> Option<Decimal> {
    let label = parse_decimal(net).ok()?.checked_sub(parse_decimal(deviation).ok()?)?;
    Some(label.normalize())
}

/// Draws a chart; where there is too little room, nothing.
pub fn draw(context: &Context, frame: &mut Frame, area: Rect, chart: &Chart) {
    if context.theme.reader {
        let lines = super::aloud::chart(chart, context, area.width, area.height);
        return frame.render_widget(Paragraph::new(lines), area);
    }
    frame.render_widget(Paragraph::new(chart::lines(chart, context, area.width, area.height)), area);
}

/// Draws as many of the charts beside each other as can be read in `area`; whether any could.
pub fn draw_beside(context: &Context, frame: &mut Frame, area: Rect, charts: &[Chart]) -> bool {
    let room = usize::from(area.width / WIDE).clamp(1, 3).min(charts.len());
    if room == 0 || area.height < chart::ROWS_MIN || area.width < chart::COLUMNS_MIN {
        return false;
    }
    let columns = Layout::horizontal(vec![Constraint::Fill(1); room]).spacing(1).split(area);
    for (area, chart) in columns.iter().zip(charts) {
        draw(context, frame, *area, chart);
    }
    true
}

/// The charts of a concluded run: beside or below each other where all can be read, else one at a time, chosen by `at`.
/// Answers with how far `at` may go.
pub fn draw_judged(context: &Context, frame: &mut Frame, area: Rect, judgement: Option<&Judgement>, at: u16) -> u16 {
    let charts = judgement.map(of_judgement).unwrap_or_default();
    let count = u16::try_from(charts.len()).unwrap_or(1).max(1);
    if charts.is_empty() {
        frame.render_widget(Line::styled(format!(" {}", past::charts_none(context.lang)), context.theme.dim()), area);
        return 0;
    }
    let apart = context.theme.reader;
    if !apart && area.width / WIDE >= count {
        draw_beside(context, frame, area, &charts);
        return 0;
    }
    if !apart && area.height / count >= TALL {
        let rows = Layout::vertical(vec![Constraint::Fill(1); charts.len()]).split(area);
        rows.iter().zip(&charts).for_each(|(area, chart)| draw(context, frame, *area, chart));
        return 0;
    }
    if let [chart] = charts.as_slice() {
        draw(context, frame, area, chart);
        return 0;
    }
    let at = at.min(count - 1);
    let [which, body] = Layout::vertical([Constraint::Length(1), Constraint::Min(1)]).areas(area);
    let place = past::chart_place(context.lang, &(at + 1).to_string(), &count.to_string());
    frame.render_widget(Line::styled(format!(" {place}"), context.theme.dim()), which);
    if let Some(chart) = charts.get(usize::from(at)) {
        draw(context, frame, body, chart);
    }
    count - 1
}

/// One chart over the whole body; the step and the live values stay in sight.
pub fn draw_page(
    context: &Context,
    frame: &mut Frame,
    area: Rect,
    snapshot: &Snapshot,
    view: &RunView,
    at: usize,
    now_ns: u64,
) {
    let theme = context.theme;
    let instruments = u16::try_from(snapshot.instruments.len()).unwrap_or(1);
    let rows = [
        Constraint::Length(if theme.reader { 1 } else { run::band(area, view) }),
        Constraint::Length(instruments),
        Constraint::Length(1),
        Constraint::Min(1),
    ];
    let [step, values, which, body] = Layout::vertical(rows).areas(area);
    run::draw_step(context, frame, step, view, &snapshot.instruments);
    let lines: Vec<Line<'static>> = snapshot
        .instruments
        .iter()
        .map(|instrument| {
            if theme.reader {
                super::aloud::value(context, instrument, now_ns, area.width)
            } else {
                value_line(context, instrument, now_ns, usize::from(area.width))
            }
        })
        .collect();
    frame.render_widget(Paragraph::new(lines), values);
    let charts = of(view);
    let at = at.min(charts.len().saturating_sub(1));
    let Some(chart) = charts.get(at) else {
        frame.render_widget(Line::styled(format!(" {}", screen::no_chart(context.lang)), theme.dim()), body);
        return;
    };
    let place = screen::chart_of(context.lang, &(at + 1).to_string(), &charts.len().to_string());
    frame.render_widget(Line::styled(format!(" {place}"), theme.dim()), which);
    draw(context, frame, body, chart);
}

/// The live value of an instrument in one line: a stale one is never shown as a value.
fn value_line(context: &Context, view: &InstrumentView, now_ns: u64, width: usize) -> Line<'static> {
    let theme = context.theme;
    let reading = view.readings.first();
    let fresh = reading.is_some_and(|reading| view.fresh(reading, now_ns));
    let number = reading.filter(|_| fresh).and_then(|reading| reading.datum.number());
    let unit = reading.and_then(|reading| reading.datum.unit).map(|unit| unit.symbol()).unwrap_or_default();
    let number = number.map_or_else(|| "-----".to_owned(), |number| number.to_string());
    let name = view.name.get(context.lang);
    let state = live::state_of(view, reading, now_ns, context, width);
    let value = Span::styled(format!(" {number} {unit}   "), if fresh { theme.value() } else { theme.dim() });
    let mut spans = vec![value];
    for line in state.into_iter().take(2) {
        let style = line.style;
        spans.push(Span::styled(format!("{line}   "), style));
    }
    let used: usize = spans.iter().map(Span::width).sum();
    spans.push(Span::styled(
        clip(&format!("{} {name}", live::port(view, context)), width.saturating_sub(used)),
        theme.dim(),
    ));
    Line::from(spans)
}
