//! A lot run: the next step, the live weight, the limits, the packages and the verdict.

use super::super::app::Context;
use super::super::widgets::digits::Size;
use super::super::widgets::number::{PLACES_MORE, shown};
use super::super::widgets::scale::{self, Mark};
use super::super::widgets::text::{fit, right};
use super::{live, run, verdict};
use crate::locale::screen;
use crate::procedure::CaptureState;
use crate::quantity::{Decimal, parse_decimal};
use crate::regulation::{Judgement, LotResult, PackageClass};
use crate::station::{InstrumentView, KindView, LotView, RunView, Snapshot};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

/// Draws a lot run.
pub fn draw(context: &Context, frame: &mut Frame, area: Rect, snapshot: &Snapshot, view: &RunView, now_ns: u64) {
    let KindView::Lot(lot) = &view.kind else { return };
    let large = area.height >= 34 && area.width >= 110;
    let size = if large { Size::LARGE } else { Size::SMALL };
    let digit_rows = u16::try_from(size.height).unwrap_or(5);
    let rows = [
        Constraint::Length(1),
        Constraint::Length(if large { 3 } else { 1 }),
        Constraint::Length(1),
        Constraint::Length(digit_rows),
        Constraint::Length(1),
        Constraint::Length(2),
        Constraint::Min(1),
    ];
    let [about, step, _, value, _, limits, rest] = Layout::vertical(rows).areas(area);
    let (n, lot_size, t) = (lot.plan.sample_size, lot.task.lot_size, lot.plan.tolerable_deficiency);
    let figures = format!("Qn {}  N {lot_size}  n {n}  T {t}", lot.label);
    frame.render_widget(run::about(context, view, &lot.task.product, &figures, about.width), about);
    run::draw_step(context, frame, step, view, &snapshot.instruments);
    if let Some(instrument) = snapshot.instruments.first() {
        draw_weight(context, frame, value, instrument, lot.capture, lot.code.as_deref(), size, now_ns);
    }
    if let Some(result) = view.judgement.as_ref().and_then(|judgement| judgement.lot.as_ref()) {
        draw_limits(context, frame, limits, lot, result);
    }
    draw_rest(context, frame, rest, view, lot);
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
    size: Size,
    now_ns: u64,
) {
    let reading = view.readings.first();
    let fresh = reading.is_some_and(|reading| view.fresh(reading, now_ns));
    let number = reading.and_then(|reading| reading.datum.number()).map_or("-----".to_owned(), |n| n.to_string());
    let unit = reading.and_then(|reading| reading.datum.unit).map(|unit| unit.symbol()).unwrap_or_default();
    let wide = u16::try_from(size.cells(&number) + 8).unwrap_or(area.width).min(area.width);
    let [left, side] = Layout::horizontal([Constraint::Length(wide.max(46)), Constraint::Min(1)]).areas(area);
    let left = Rect { x: left.x + 1, width: left.width.saturating_sub(1), ..left };
    frame.render_widget(Paragraph::new(live::number(&number, unit, fresh, size, context)), left);
    let mut lines = live::state(view, now_ns, context, usize::from(side.width));
    if let Some((CaptureState::Settling { stable_ns }, window_ns)) = capture {
        lines.insert(1.min(lines.len()), window_line(context, stable_ns, window_ns));
    }
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

/// The limits as a number line with every package on it.
fn draw_limits(context: &Context, frame: &mut Frame, area: Rect, lot: &LotView, result: &LotResult) {
    let theme = context.theme;
    let (label, t) = (lot.label.value, lot.plan.tolerable_deficiency.value);
    let unit = lot.label.unit;
    let limit = |at: Decimal, text: &str, style: Style| Mark {
        at,
        sign: theme.sign("┃", "|"),
        label: format!("{text} {at}"),
        style,
    };
    let mut marks = vec![
        limit(label - t - t, "Qn-2T", theme.bad()),
        limit(label - t, "Qn-T", theme.warn()),
        Mark { label: format!("Qn {label} {unit}"), ..limit(label, "Qn", theme.title()) },
    ];
    let packages = result.net.iter().zip(&result.classes);
    marks.extend(packages.filter_map(|(net, class)| {
        Some(Mark {
            at: parse_decimal(net).ok()?,
            sign: theme.sign("•", "o"),
            label: String::new(),
            style: verdict::package(*class, context).1,
        })
    }));
    if let Some(last) = result.net.last().and_then(|net| parse_decimal(net).ok()) {
        marks.push(Mark { at: last, sign: theme.sign("◆", "@"), label: String::new(), style: theme.value() });
    }
    let half = if t.is_zero() { Decimal::ONE } else { t / Decimal::TWO };
    let (low, high) = (label - t - t - half, label + t + half);
    let width = usize::from(area.width).saturating_sub(2);
    let lines = scale::lines(&marks, low, high, width, theme.sign("─", "-"));
    frame.render_widget(Paragraph::new(lines.to_vec()), Rect { x: area.x + 1, ..area });
}

fn draw_rest(context: &Context, frame: &mut Frame, area: Rect, run: &RunView, lot: &LotView) {
    let figures = Constraint::Length(36.min(area.width / 2));
    // Packages and figures stand side by side; where there is much room, the trace grows between them.
    if area.width >= 150 && area.height >= 16 {
        let columns = [Constraint::Length(56), Constraint::Min(1), figures];
        let [table, trace, side] = Layout::horizontal(columns).areas(area);
        frame.render_widget(Paragraph::new(package_table(context, run, lot, table)), table);
        super::run::draw_trace(context, frame, trace, run);
        frame.render_widget(Paragraph::new(figures_of(context, run, lot, side.width)), side);
        return;
    }
    let [table, side] = Layout::horizontal([Constraint::Min(1), figures]).areas(area);
    frame.render_widget(Paragraph::new(package_table(context, run, lot, table)), table);
    frame.render_widget(Paragraph::new(figures_of(context, run, lot, side.width)), side);
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
    for (index, tare) in lot.tares.iter().enumerate().filter(|_| waiting) {
        let unit = tare.unit.map(|unit| unit.symbol()).unwrap_or_default();
        let number = format!("#{}", index + 1);
        rows.push(Line::raw(format!("{}{unit} {}", row([&number, &tare.value, "", ""], wide), screen::tare(lang))));
    }
    for (index, package) in lot.packages.iter().enumerate() {
        let number = (index + 1).to_string();
        let judged = result.and_then(|result| {
            let places = result.decimals + PLACES_MORE;
            let (net, deviation) = (result.net.get(index)?, result.deviations.get(index)?);
            Some((shown(net, places), shown(deviation, places), *result.classes.get(index)?))
        });
        let (net, deviation, class) = judged.map_or((String::new(), String::new(), None), |(n, d, c)| (n, d, Some(c)));
        let (word, style) = class.map_or(("", Style::new()), |class: PackageClass| verdict::package(class, context));
        let cells = row([&number, &package.value, &net, &deviation], wide);
        rows.push(Line::from(vec![Span::raw(cells), Span::styled(word, style)]));
    }
    let room = usize::from(area.height).saturating_sub(1);
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
        let style = if count > allowed { theme.bad() } else { theme.value() };
        (format!("{count}   {}", screen::at_most(lang, &allowed.to_string())), style)
    };
    let (text, style) = counted(result.t1, result.t1_allowed);
    row(&screen::over_t(lang), text, style);
    let (text, style) = counted(result.t2, result.t2_allowed);
    row(&screen::over_2t(lang), text, style);
    let unit = &result.unit;
    let places = result.decimals + PLACES_MORE;
    let figure = |value: &Option<String>| value.as_ref().map(|value| shown(value, places));
    if let Some(mean) = figure(&result.mean) {
        row(&screen::mean(lang), format!("{mean} {unit}"), theme.value());
    }
    if let Some(s) = figure(&result.standard_deviation) {
        let correction = figure(&result.correction).map(|value| format!(" / {value}")).unwrap_or_default();
        row("s / λ·s", format!("{s}{correction} {unit}"), theme.value());
    }
    if let Some(rest) = result.advice.as_ref().and_then(|advice| advice.mean_of_rest.as_ref()) {
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
    let hopeless = judgement.warnings.iter().find(|warning| warning.code == "W103");
    if let Some(warning) = hopeless {
        lines.extend(super::wrapped(warning.words.get(lang), width, theme.bad()));
    }
}
