//! A lot run: the next step, the live weight, the limits, the packages and the verdict.

use super::super::app::Context;
use super::super::widgets::digits::Size;
use super::super::widgets::scale::{self, Mark};
use super::super::widgets::text::{clip, fit, right};
use super::{live, verdict};
use crate::locale::{Say, screen};
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
pub fn draw(context: &Context, frame: &mut Frame, area: Rect, snapshot: &Snapshot, run: &RunView, now_ns: u64) {
    let KindView::Lot(lot) = &run.kind else { return };
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
    frame.render_widget(about_line(context, run, lot, about.width), about);
    draw_step(context, frame, step, run);
    if let Some(view) = snapshot.instruments.first() {
        draw_value(context, frame, value, view, lot, size, now_ns);
    }
    if let Some(result) = run.judgement.as_ref().and_then(|judgement| judgement.lot.as_ref()) {
        draw_limits(context, frame, limits, lot, result);
    }
    draw_rest(context, frame, rest, run, lot);
}

fn about_line(context: &Context, run: &RunView, lot: &LotView, width: u16) -> Line<'static> {
    let (lang, theme) = (context.lang, context.theme);
    let (status, style) = verdict::status(run.status, context);
    let regulation = if width >= 130 { run.title.get(lang).to_owned() } else { run.regulation.clone() };
    let (n, lot_size, t) = (lot.plan.sample_size, lot.task.lot_size, lot.plan.tolerable_deficiency);
    let text = format!(" {}  Qn {}  N {lot_size}  n {n}  T {t}  {regulation}  ", lot.task.product, lot.label);
    let room = usize::from(width).saturating_sub(22);
    Line::from(vec![Span::styled(clip(&text, room), theme.value()), Span::styled(status, style)])
}

/// The next step: first to catch the eye, over the whole width.
pub(super) fn draw_step(context: &Context, frame: &mut Frame, area: Rect, run: &RunView) {
    let theme = context.theme;
    let (text, style) = match (&run.judgement, run.concluded) {
        (Some(judgement), true) => {
            let (word, style) = verdict::verdict(judgement.verdict, context);
            let document = judgement.document.map(|document| verdict::document(document, context)).unwrap_or_default();
            let valid = judgement.valid_until.as_ref().map(|date| screen::valid_until(context.lang, date).into_owned());
            let text = format!("{word}   {document}   {}", valid.unwrap_or_default());
            (text, style.add_modifier(ratatui::style::Modifier::REVERSED))
        }
        _ => (format!("{} {}", theme.sign("▶", ">>"), run.ask.say(context.lang)), theme.step()),
    };
    let width = usize::from(area.width);
    let line = Line::styled(fit(&format!("  {text}"), width), style);
    let blank = Line::styled(" ".repeat(width), style);
    let lines = if area.height >= 3 { vec![blank.clone(), line, blank] } else { vec![line] };
    frame.render_widget(Paragraph::new(lines), area);
}

fn draw_value(
    context: &Context,
    frame: &mut Frame,
    area: Rect,
    view: &InstrumentView,
    lot: &LotView,
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
    if let Some((CaptureState::Settling { stable_ns }, window_ns)) = lot.capture {
        lines.insert(1.min(lines.len()), window_line(context, stable_ns, window_ns));
    }
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
    let figures = 36.min(area.width / 2);
    let [table, side] = Layout::horizontal([Constraint::Min(1), Constraint::Length(figures)]).areas(area);
    frame.render_widget(Paragraph::new(package_table(context, run, lot, table)), table);
    frame.render_widget(Paragraph::new(figures_of(context, run, lot)), side);
}

/// The packages, the newest last; those that do not fit scroll away at the top.
fn package_table(context: &Context, run: &RunView, lot: &LotView, area: Rect) -> Vec<Line<'static>> {
    let (lang, theme) = (context.lang, context.theme);
    let head = format!(
        " {}{}{}{}  {}",
        fit(&screen::number(lang), 6),
        right(&screen::gross(lang), 12),
        right(&screen::net(lang), 12),
        right(&screen::deviation(lang), 12),
        screen::class(lang)
    );
    let mut rows: Vec<Line<'static>> = Vec::new();
    let result = run.judgement.as_ref().and_then(|judgement| judgement.lot.as_ref());
    let waiting = lot.packages.is_empty();
    for (index, tare) in lot.tares.iter().enumerate().filter(|_| waiting) {
        let unit = tare.unit.map(|unit| unit.symbol()).unwrap_or_default();
        rows.push(Line::raw(format!(
            " {}{}",
            fit(&screen::tare(lang), 6),
            right(&format!("#{} {} {unit}", index + 1, tare.value), 24)
        )));
    }
    for (index, package) in lot.packages.iter().enumerate() {
        let judged = result.and_then(|result| {
            Some((result.net.get(index)?, result.deviations.get(index)?, result.classes.get(index)?))
        });
        let (net, deviation, class) = judged.map_or(("", "", None), |(n, d, c)| (n.as_str(), d.as_str(), Some(*c)));
        let (word, style) = class.map_or(("", Style::new()), |class: PackageClass| verdict::package(class, context));
        let cells = format!(
            " {}{}{}{}  ",
            fit(&(index + 1).to_string(), 6),
            right(&package.value, 12),
            right(net, 12),
            right(deviation, 12)
        );
        rows.push(Line::from(vec![Span::raw(cells), Span::styled(word, style)]));
    }
    let room = usize::from(area.height).saturating_sub(1);
    let hidden = rows.len().saturating_sub(room);
    std::iter::once(Line::styled(head, theme.dim())).chain(rows.into_iter().skip(hidden)).collect()
}

fn figures_of(context: &Context, run: &RunView, lot: &LotView) -> Vec<Line<'static>> {
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
    let progress = format!("{} / {}", lot.packages.len(), result.sample_size);
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
    for (label, value) in [
        (screen::mean(lang), &result.mean),
        ("s".into(), &result.standard_deviation),
        ("λ·s".into(), &result.correction),
    ] {
        if let Some(value) = value {
            row(&label, format!("{value} {unit}"), theme.value());
        }
    }
    so_far(context, judgement, run, &mut lines);
    lines
}

fn so_far(context: &Context, judgement: &Judgement, run: &RunView, lines: &mut Vec<Line<'static>>) {
    let (lang, theme) = (context.lang, context.theme);
    if !run.concluded {
        let (word, style) = verdict::verdict(judgement.verdict, context);
        lines.push(Line::from(vec![
            Span::styled(fit(&screen::so_far(lang), 16), theme.dim()),
            Span::styled(word, style),
        ]));
    }
    let hopeless = judgement.warnings.iter().find(|warning| warning.code == "W103");
    if let Some(warning) = hopeless {
        lines.push(Line::styled(clip(warning.words.get(lang), 36), theme.bad()));
    }
    let stored = screen::stored(lang, &run.stored.last_seq.to_string());
    lines.push(Line::styled(format!("{} {stored}", theme.sign("✓", "ok")), theme.good()));
}
