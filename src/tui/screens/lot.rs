//! A lot run: the next step, the live weight, the limits, the packages and the verdict.

use super::super::app::Context;
use super::super::widgets::digits::Size;
use super::super::widgets::number::shown;
use super::super::widgets::scale::{self, Mark, Tolerance};
use super::super::widgets::text::{fit, right};
use super::run::Division;
use super::{charts, live, manners, run, steps, verdict};
use crate::locale::screen;
use crate::procedure::CaptureState;
use crate::quantity::{Decimal, parse_decimal};
use crate::regulation::{Judgement, LotResult, PackageClass, Warning};
use crate::station::{InstrumentView, KindView, LotView, RunView, Snapshot};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

/// Columns of the steps and the figures below them.
const STEPS: u16 = 36;
/// Columns of the instrument's state beside its digits.
const STATE: u16 = 34;

/// Draws a lot run.
pub fn draw(context: &Context, frame: &mut Frame, area: Rect, snapshot: &Snapshot, view: &RunView, now_ns: u64) {
    let KindView::Lot(lot) = &view.kind else { return };
    let parts = Division::of(area, STEPS, context.large, view);
    let (n, lot_size, t) = (lot.plan.sample_size, lot.task.lot_size, lot.plan.tolerable_deficiency);
    let figures = format!("Qn {}  N {lot_size}  n {n}  T {t}", lot.label);
    frame.render_widget(run::about(context, view, &lot.task.product, &figures, parts.about.width), parts.about);
    run::draw_step(context, frame, parts.step, view, &snapshot.instruments);
    if let Some(left) = parts.steps {
        steps::draw(context, frame, left, &view.steps, figures_of(context, view, lot, left.width));
    }
    let digit_rows = u16::try_from(parts.digits.height).unwrap_or(5);
    let (above, below) = run::gaps(&parts);
    let rows = [above, digit_rows, below, 3].map(Constraint::Length).into_iter().chain([Constraint::Min(1)]);
    let [_, value, _, limits, rest] = Layout::vertical(rows).areas(parts.rest);
    if let Some(instrument) = snapshot.instruments.first() {
        draw_weight(context, frame, value, instrument, lot.capture, lot.code.as_deref(), parts.digits, now_ns);
    }
    if let Some(result) = view.judgement.as_ref().and_then(|judgement| judgement.lot.as_ref()) {
        draw_limits(context, frame, limits, lot, result);
    }
    let (rest, trace) = run::beside_trace(rest);
    if let Some(trace) = trace {
        run::draw_trace(context, frame, trace, view);
    }
    if parts.steps.is_none() {
        draw_narrow(context, frame, rest, view, lot);
    } else {
        draw_wide(context, frame, rest, view, lot);
    }
}

/// Packages and figures stand side by side.
fn draw_narrow(context: &Context, frame: &mut Frame, area: Rect, run: &RunView, lot: &LotView) {
    let figures = Constraint::Length(36.min(area.width / 2));
    let [table, side] = Layout::horizontal([Constraint::Min(1), figures]).areas(area);
    frame.render_widget(Paragraph::new(package_table(context, run, lot, table)), table);
    frame.render_widget(Paragraph::new(figures_of(context, run, lot, side.width)), side);
}

/// The charts, and the packages below them: each gets what the other one leaves.
fn draw_wide(context: &Context, frame: &mut Frame, area: Rect, run: &RunView, lot: &LotView) {
    let charts = charts::of(run);
    let shown = lot.packages.len().max(lot.tares.len()) + 1;
    let table_rows = u16::try_from(shown).unwrap_or(u16::MAX).clamp(4, (area.height / 2).max(4));
    let rows = [Constraint::Min(1), Constraint::Length(table_rows)];
    let [above, table] = Layout::vertical(rows).spacing(1).areas(area);
    let drawn = charts::draw_beside(context, frame, above, &charts);
    let table = if drawn { table } else { area };
    frame.render_widget(Paragraph::new(package_table(context, run, lot, table)), table);
}

/// The weight in large digits, with the stable window and the code that waits beside it.
#[expect(clippy::too_many_arguments, reason = "what is drawn, where, and from what")]
pub fn draw_weight(
    context: &Context,
    frame: &mut Frame,
    area: Rect,
    view: &InstrumentView,
    capture: Option<(CaptureState, u64)>,
    code: Option<&str>,
    most: Size,
    now_ns: u64,
) {
    let reading = view.readings.first();
    let fresh = reading.is_some_and(|reading| view.fresh(reading, now_ns));
    let number = reading.and_then(|reading| reading.datum.number()).map_or("-----".to_owned(), |n| n.to_string());
    let unit = reading.and_then(|reading| reading.datum.unit).map(|unit| unit.symbol()).unwrap_or_default();
    let size = Size::fitting(&number, most, usize::from(area.width.saturating_sub(STATE + 6)));
    let wide = u16::try_from(size.cells(&number) + 8).unwrap_or(area.width).min(area.width);
    let [left, side] = Layout::horizontal([Constraint::Length(wide.max(46)), Constraint::Min(1)]).areas(area);
    let left = Rect { x: left.x + 1, width: left.width.saturating_sub(1), ..left };
    frame.render_widget(Paragraph::new(live::number(&number, unit, fresh, size, context)), left);
    let window = match capture {
        Some((CaptureState::Settling { stable_ns }, window_ns)) => Some(window_line(context, stable_ns, window_ns)),
        _ => None,
    };
    let room = (usize::from(side.width), usize::from(side.height));
    let mut lines = if most == Size::SMALL {
        let mut lines = live::state(view, now_ns, context, room.0);
        let after = 1.min(lines.len());
        lines.splice(after..after, window);
        lines
    } else {
        live::state_large(view, now_ns, context, room, window)
    };
    lines.extend(code.map(|code| Line::from(screen::scanned(context.lang, code).into_owned())));
    frame.render_widget(Paragraph::new(lines), side);
}

/// How much of the stable window is filled, in tenths.
fn window_line(context: &Context, stable_ns: u64, window_ns: u64) -> Line<'static> {
    let tenths = usize::try_from(stable_ns.saturating_mul(10) / window_ns.max(1)).unwrap_or(10).min(10);
    let theme = context.theme;
    let bar = format!("[{}{}]", theme.sign("■", "#").repeat(tenths), theme.sign("·", ".").repeat(10 - tenths));
    Line::styled(screen::window(context.lang, &bar).into_owned(), theme.warn())
}

/// The limits as a bar with every package on it, and the last one with its uncertainty above it.
fn draw_limits(context: &Context, frame: &mut Frame, area: Rect, lot: &LotView, result: &LotResult) {
    let theme = context.theme;
    let (label, t) = (lot.label.value, lot.plan.tolerable_deficiency.value);
    let unit = lot.label.unit;
    let limit = |at: Decimal, sign, text: &str, style: Style| Mark { at, sign, label: format!("{text} {at}"), style };
    let mut limits = vec![
        limit(label - t, theme.sign("┃", "|"), "Qn-T", theme.warn()),
        Mark { label: format!("Qn {label} {unit}"), ..limit(label, theme.sign("┃", "|"), "Qn", theme.title()) },
    ];
    if !result.single_limit {
        limits.insert(0, limit(label - t - t, theme.sign("┃", "|"), "Qn-2T", theme.bad()));
    }
    let packages = result.net.iter().zip(&result.classes).filter_map(|(net, class)| {
        let sign = match class {
            PackageClass::Ok => theme.sign("•", "o"),
            PackageClass::T1 => theme.sign("▲", "!"),
            PackageClass::T2 => theme.sign("✗", "X"),
        };
        let style = verdict::package(*class, context).1;
        Some(Mark { at: parse_decimal(net).ok()?, sign, label: String::new(), style })
    });
    let others = packages.collect();
    let half = if t.is_zero() { Decimal::ONE } else { t / Decimal::TWO };
    let (low, high) = (label - t - t - half, label + t + half);
    let uncertainty = result.uncertainty.as_ref();
    let tolerance = Tolerance {
        limits,
        others,
        value: last_package(context, result),
        uncertainty: uncertainty.and_then(|u| parse_decimal(&u.expanded).ok()),
        low,
        high,
    };
    let lines = scale::bar(&tolerance, usize::from(area.width).saturating_sub(2), theme);
    frame.render_widget(Paragraph::new(lines.to_vec()), Rect { x: area.x + 1, ..area });
}

/// The last package on the bar: its number, net, class in word and shape, and U.
fn last_package(context: &Context, result: &LotResult) -> Option<Mark> {
    let theme = context.theme;
    let (net, class) = result.net.last().zip(result.classes.last())?;
    let places = result.places();
    let (word, style) = verdict::package(*class, context);
    let u = result.uncertainty.as_ref().map(|u| format!("  U {} {}", u.expanded, u.unit));
    let (number, unit) = (result.net.len(), &result.unit);
    let label = format!("#{number}  {} {unit}{}  {word}", shown(net, places), u.unwrap_or_default());
    Some(Mark { at: parse_decimal(net).ok()?, sign: theme.sign("◆", "@"), label, style })
}

/// The columns of the package table: number, gross, net, deviation; the class follows.
fn row(cells: [&str; 4], wide: bool) -> String {
    let (gross, net, deviation) = if wide { (12, 13, 12) } else { (9, 11, 11) };
    let [number, g, n, d] = cells;
    format!(" {}{}{}{}  ", fit(number, 4), right(g, gross), right(n, net), right(d, deviation))
}

/// The packages, the newest last; those that do not fit scroll away at the top.
fn package_table(context: &Context, run: &RunView, lot: &LotView, area: Rect) -> Vec<Line<'static>> {
    let (lang, theme) = (context.lang, context.theme);
    let wide = area.width >= 56;
    let (number, gross, net) = (screen::number(lang), screen::gross(lang), screen::net(lang));
    let head = row([&number, &gross, &net, &screen::deviation(lang)], wide) + &screen::class(lang);
    let mut rows: Vec<Line<'static>> = Vec::new();
    let result = run.judgement.as_ref().and_then(|judgement| judgement.lot.as_ref());
    let waiting = lot.packages.is_empty();
    for tare in lot.tares.iter().filter(|_| waiting) {
        let unit = tare.unit.map(|unit| unit.symbol()).unwrap_or_default();
        let number = format!("#{}", tare.subject.number().unwrap_or_default());
        let text = format!("{}{unit} {}", row([&number, &tare.value, "", ""], wide), screen::tare(lang));
        rows.push(Line::from(vec![Span::raw(text), manners::typed_span(context, tare.is_typed())]));
    }
    let room = usize::from(area.height).saturating_sub(1);
    let hidden = lot.packages.len().saturating_sub(room);
    for (index, package) in lot.packages.iter().enumerate().skip(hidden) {
        let number = package.subject.number().unwrap_or_default().to_string();
        let judged = result.and_then(|result| {
            let places = result.places();
            let (net, deviation) = (result.net.get(index)?, result.deviations.get(index)?);
            Some((shown(net, places), shown(deviation, places), *result.classes.get(index)?))
        });
        let (net, deviation, class) = judged.map_or((String::new(), String::new(), None), |(n, d, c)| (n, d, Some(c)));
        let (word, style) = class.map_or(("", Style::new()), |class: PackageClass| verdict::package(class, context));
        let cells = row([&number, &package.value, &net, &deviation], wide);
        rows.push(Line::from(vec![Span::raw(cells), Span::styled(word, style)]));
    }
    let hidden = rows.len().saturating_sub(room);
    std::iter::once(Line::styled(head, theme.dim())).chain(rows.into_iter().skip(hidden)).collect()
}

fn figures_of(context: &Context, run: &RunView, lot: &LotView, width: u16) -> Vec<Line<'static>> {
    let (lang, theme) = (context.lang, context.theme);
    let mut lines = Vec::new();
    let mut row = |label: &str, value: String, style: Style| {
        lines.push(Line::from(vec![Span::styled(fit(label, 16), theme.dim()), Span::styled(value, style)]));
    };
    let Some(judgement) = &run.judgement else {
        let weighed = format!("{} / {}", lot.tares.len(), lot.tares_wanted);
        row(&screen::tare(lang), weighed, theme.value());
        return lines;
    };
    let Some(result) = &judgement.lot else { return lines };
    let progress = format!("{} / {}", lot.packages.len(), lot.packages_wanted);
    row(&screen::package(lang), progress, theme.value());
    if lot.tares_wanted > 0 {
        row(&screen::tare(lang), format!("{} / {}", lot.tares.len(), lot.tares_wanted), theme.value());
    }
    let counted = |count: u64, allowed: u64| {
        let over = count > allowed;
        let style = if over { theme.bad() } else { theme.value() };
        let sign = if over { theme.sign("✗", "X") } else { "" };
        (format!("{count}   {} {sign}", screen::at_most(lang, &allowed.to_string())), style)
    };
    let (text, style) = counted(result.t1, result.t1_allowed);
    row(&screen::over_t(lang), text, style);
    let (text, style) = counted(result.t2, result.t2_allowed);
    row(&screen::over_2t(lang), text, style);
    let unit = &result.unit;
    let places = result.places();
    let figure = |value: &Option<String>| value.as_ref().map(|value| shown(value, places));
    if let Some(mean) = figure(&result.mean) {
        row(&screen::mean(lang), format!("{mean} {unit}"), theme.value());
    }
    if let Some(s) = figure(&result.standard_deviation) {
        let correction = figure(&result.correction).map(|value| format!(" / {value}")).unwrap_or_default();
        row("s / λ·s", format!("{s}{correction} {unit}"), theme.value());
    }
    // What the rest would have to weigh helps nobody once the lot cannot pass; in a small window its row is needed.
    let hopeful = result.advice.as_ref().filter(|_| hopeless(judgement).is_none());
    if let Some(rest) = hopeful.and_then(|advice| advice.mean_of_rest.as_ref()) {
        row(&screen::mean_of_rest(lang), format!("≥ {rest} {unit}"), theme.dim());
    }
    so_far(context, judgement, run, width, &mut lines);
    lines
}

fn so_far(context: &Context, judgement: &Judgement, run: &RunView, width: u16, lines: &mut Vec<Line<'static>>) {
    let (lang, theme) = (context.lang, context.theme);
    if !run.concluded {
        let (word, style) = verdict::verdict(judgement.verdict, context);
        lines.push(Line::from(vec![
            Span::styled(fit(&screen::so_far(lang), 16), theme.dim()),
            Span::styled(word, style),
        ]));
    }
    let stored = screen::stored(lang, &run.stored.last_seq.to_string());
    lines.push(Line::styled(format!("{} {stored}", theme.sign("✓", "ok")), theme.good()));
    if let Some(warning) = hopeless(judgement) {
        lines.extend(super::wrapped(warning.words.get(lang), width, theme.bad()));
    }
}

/// That the lot can no longer pass, where it is so.
fn hopeless(judgement: &Judgement) -> Option<&Warning> {
    judgement.warnings.iter().find(|warning| warning.code == "W103")
}
