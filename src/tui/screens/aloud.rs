//! A run for a screen reader: one thing a line, from the top down in the order in which it is wanted, every value with its name
//! before it and its unit behind. Nothing is drawn, nothing stands beside something else. What to do now stays on top; what
//! has no room below it is scrolled to, and the last line says in words which lines are read.

use super::super::app::Context;
use super::super::widgets::text::clip;
use super::{live, run, steps, verdict, wrapped};
use crate::chart::{Chart, Standing};
use crate::locale::{past, screen};
use crate::quantity::Decimal;
use crate::station::{InstrumentView, KindView, RunView, Snapshot};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

/// Draws a run that is under way or just concluded, from a line of its rest on; answers with the last line to begin with.
pub fn draw(
    context: &Context,
    frame: &mut Frame,
    area: Rect,
    (snapshot, view): (&Snapshot, &RunView),
    now_ns: u64,
    scroll: u16,
) -> u16 {
    let mut lines = first(context, snapshot, view, area.width);
    let rest = rest(context, snapshot, view, now_ns, area.width);
    let room = usize::from(area.height).saturating_sub(lines.len());
    let most = if rest.len() <= room {
        lines.extend(rest);
        0
    } else {
        // One line is for saying which lines these are; however much there is to do now, one more is read.
        let room = room.saturating_sub(1).max(1);
        let most = rest.len().saturating_sub(room);
        let from = usize::from(scroll).min(most);
        let (to, of) = ((from + room).min(rest.len()), rest.len());
        lines.extend(rest.into_iter().skip(from).take(room));
        let said = past::aloud_lines(context.lang, &(from + 1).to_string(), &to.to_string(), &of.to_string());
        lines.push(Line::styled(clip(&format!(" {said}"), usize::from(area.width)), context.theme.dim()));
        most
    };
    frame.render_widget(Paragraph::new(lines), area);
    u16::try_from(most).unwrap_or(u16::MAX)
}

/// What is always read first: what the run is about, and what to do now.
fn first(context: &Context, snapshot: &Snapshot, view: &RunView, width: u16) -> Vec<Line<'static>> {
    let mut lines = vec![about(context, view, width)];
    let said = run::said(context, view, &snapshot.instruments);
    lines.extend(wrapped(&format!(" {}", said.0), width, said.1));
    if let Some(why) = &view.margin.paused {
        for said in [why.get(context.lang), &screen::paused_how(context.lang)] {
            lines.extend(wrapped(&format!("   {said}"), width, context.theme.warn()));
        }
    }
    lines
}

/// Everything else: values, what is stored, items, steps, reasons.
fn rest(context: &Context, snapshot: &Snapshot, view: &RunView, now_ns: u64, width: u16) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for instrument in &snapshot.instruments {
        lines.extend(instrument_lines(context, instrument, now_ns, width));
    }
    lines.push(run::stored(context, view));
    if let Some(judgement) = &view.judgement {
        lines.extend(verdict::items(judgement, context, width));
    }
    lines.extend(steps::lines(context, &view.steps, width));
    if let Some(judgement) = &view.judgement {
        lines.extend(verdict::reasons(judgement, context, width));
    }
    lines
}

/// What is inspected, by which regulation.
fn about(context: &Context, view: &RunView, width: u16) -> Line<'static> {
    let (object, figures) = match &view.kind {
        KindView::Lot(lot) => {
            let (n, size, t) = (lot.plan.sample_size, lot.task.lot_size, lot.plan.tolerable_deficiency);
            (lot.task.product.clone(), format!("Qn {}  N {size}  n {n}  T {t}", lot.label))
        }
        KindView::Pile(pile) => {
            (format!("{} {}", pile.task.pile.name, pile.task.pile.serial), pile.task.pile.gun.clone())
        }
        KindView::Scale(scale) => (format!("{} {}", scale.task.scale.name, scale.task.scale.serial), String::new()),
    };
    run::about(context, view, &object, &figures, width)
}

/// What an instrument shows, after its part in the run.
pub fn value(context: &Context, view: &InstrumentView, now_ns: u64, width: u16) -> Line<'static> {
    let theme = context.theme;
    let reading = view.readings.first();
    let fresh = reading.is_some_and(|reading| view.fresh(reading, now_ns));
    let number = reading.filter(|_| fresh).and_then(|reading| reading.datum.number());
    let unit = reading.and_then(|reading| reading.datum.unit).map(|unit| unit.symbol()).unwrap_or_default();
    // A stale value is no value: its state is told instead.
    let value = number.map(|number| format!(" {number} {unit}")).unwrap_or_default();
    let style = if fresh { theme.value() } else { theme.dim() };
    let text = format!(" {}{value}", run::role(view.role, context));
    Line::styled(clip(&text, usize::from(width)), style)
}

/// An instrument: its part, what it shows, and then its state, a line each.
fn instrument_lines(context: &Context, view: &InstrumentView, now_ns: u64, width: u16) -> Vec<Line<'static>> {
    let mut lines = vec![value(context, view, now_ns, width)];
    lines.extend(live::state(view, now_ns, context, usize::from(width).saturating_sub(3)).into_iter().map(|state| {
        let style = state.style;
        Line::styled(format!("   {state}"), style)
    }));
    lines
}

/// A chart in words: its limits, and every point with what it is of.
pub fn chart(chart: &Chart, context: &Context, width: u16, height: u16) -> Vec<Line<'static>> {
    let (lang, theme) = (context.lang, context.theme);
    let wide = |text: String| clip(&text, usize::from(width));
    let mut lines =
        vec![Line::styled(wide(format!(" {}  {}", chart.title.get(lang), chart.y.label.get(lang))), theme.title())];
    for limit in &chart.lines {
        let name = limit.name.get(lang);
        // A line that is named by its height says it once.
        let at = Some(places(&limit.points)).filter(|at| at != name).unwrap_or_default();
        lines.push(Line::styled(wide(format!(" {name} {at}")), theme.value()));
    }
    for series in &chart.series {
        lines.push(Line::styled(wide(format!(" {}", series.name.get(lang))), theme.title()));
        for point in &series.points {
            let standing = match point.standing {
                Standing::Within => String::new(),
                Standing::Beyond => format!("  {}", screen::beyond(lang)),
                Standing::FarBeyond => format!("  {}", screen::far_beyond(lang)),
            };
            let (x, y) = (point.x.normalize(), point.y.normalize());
            let style = if point.standing == Standing::Within { theme.value() } else { theme.bad() };
            lines.push(Line::styled(wide(format!("   {} {x}: {y}{standing}", chart.x.label.get(lang))), style));
        }
    }
    // The newest points are at the end; where not all fit, the oldest give way.
    let heading = 1 + chart.lines.len();
    let surplus = lines.len().saturating_sub(usize::from(height)).min(lines.len().saturating_sub(heading));
    lines.drain(heading.min(lines.len())..(heading + surplus).min(lines.len()));
    lines
}

/// Where a line of a chart lies: at one height, at one place, or from height to height as an envelope has it.
fn places(points: &[(Decimal, Decimal)]) -> String {
    let Some((x, y)) = points.first() else { return String::new() };
    if points.iter().all(|(_, other)| other == y) {
        return y.normalize().to_string();
    }
    if points.iter().all(|(other, _)| other == x) {
        return x.normalize().to_string();
    }
    let mut heights: Vec<String> = points.iter().map(|(_, y)| y.normalize().to_string()).collect();
    heights.dedup();
    heights.join(" … ")
}
