//! A scale run: what to put on now, the indication, the last error inside its limit, and every load with what came of it.

use super::super::app::Context;
use super::super::widgets::digits::Size;
use super::super::widgets::number::shown;
use super::super::widgets::scale::{self, Mark};
use super::super::widgets::text::{fit, right};
use super::run::Division;
use super::{charts, live, lot, run, steps, verdict};
use crate::locale::{screen, verdict::item_word};
use crate::procedure::ScaleRow;
use crate::quantity::{Decimal, parse_decimal};
use crate::regulation::{Direction, ItemVerdict, Judgement, ScaleTest};
use crate::station::{KindView, RunView, ScaleView, Snapshot};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

/// Columns of the steps and the items below them.
const STEPS: u16 = 36;

/// Most decimals of an error.
const ERROR_PLACES: u32 = 2;

/// Draws a scale run.
pub fn draw(context: &Context, frame: &mut Frame, area: Rect, snapshot: &Snapshot, view: &RunView, now_ns: u64) {
    let KindView::Scale(scale) = &view.kind else { return };
    let parts = Division::of(area, STEPS, context.large, view);
    frame.render_widget(run::about(context, view, &object(scale), &figures(scale), parts.about.width), parts.about);
    run::draw_step(context, frame, parts.step, view, &snapshot.instruments);
    if let Some(left) = parts.steps {
        steps::draw(context, frame, left, &view.steps, below(context, view, left.width));
    }
    let digit_rows = u16::try_from(parts.digits.height).unwrap_or(5);
    let (above, below) = run::gaps(&parts);
    let rows = [above, digit_rows, below, 2].map(Constraint::Length).into_iter().chain([Constraint::Min(1)]);
    let [_, value, _, limits, rest] = Layout::vertical(rows).areas(parts.rest);
    draw_value(context, frame, value, snapshot, scale, parts.digits, now_ns);
    let lines: Vec<Judged> = scale.rows.iter().map(|row| Judged::of(row, view.judgement.as_deref())).collect();
    draw_limits(context, frame, limits, scale, &lines);
    let (rest, trace) = run::beside_trace(rest);
    if let Some(trace) = trace {
        run::draw_trace(context, frame, trace, view);
    }
    if parts.steps.is_some() {
        draw_wide(context, frame, rest, view, scale, &lines);
    } else {
        draw_narrow(context, frame, rest, view, scale, &lines);
    }
}

fn object(scale: &ScaleView) -> String {
    let plate = &scale.task.scale;
    let parts = [&plate.name, &plate.model, &plate.serial].into_iter().filter(|part| !part.is_empty());
    parts.map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// Class, Max and e as on the nameplate.
fn figures(scale: &ScaleView) -> String {
    let plate = &scale.task.scale;
    let ranges = plate.ranges.iter().map(|range| format!("Max {} e {}", range.max, range.e));
    format!("{}  {} {}", plate.class, ranges.collect::<Vec<_>>().join(" / "), scale.unit)
}

/// The indication on the line; where it is typed, the last one that was.
fn draw_value(
    context: &Context,
    frame: &mut Frame,
    area: Rect,
    snapshot: &Snapshot,
    scale: &ScaleView,
    size: Size,
    now_ns: u64,
) {
    if let Some(instrument) = snapshot.instruments.first() {
        return lot::draw_weight(context, frame, area, instrument, scale.capture, None, size, now_ns);
    }
    let last = scale.rows.iter().rev().find_map(|row| row.after.as_ref().or(row.indication.as_ref()));
    let number = last.map_or("-----".to_owned(), |observation| observation.value.clone());
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(1), ..area };
    let lines = live::number(&number, scale.unit.symbol(), last.is_some(), size, context);
    frame.render_widget(Paragraph::new(lines), area);
}

/// One load with what the judge made of it.
struct Judged<'a> {
    row: &'a ScaleRow,
    /// E.
    error: Option<String>,
    /// Ec; of the zero, E0.
    corrected: Option<String>,
    verdict: Option<ItemVerdict>,
}

impl<'a> Judged<'a> {
    /// The judge has the loads of a test in the order of the run, as far as something was read at them.
    fn of(row: &'a ScaleRow, judgement: Option<&Judgement>) -> Self {
        let result = judgement.and_then(|judgement| judgement.scale.as_ref());
        let index = usize::try_from(row.step.number.saturating_sub(1)).unwrap_or(usize::MAX);
        let (mut error, mut corrected, mut found) = (None, None, None);
        if let Some(result) = result.filter(|_| row.indication.is_some()) {
            let of = |list: &[crate::regulation::ScaleReadingResult]| list.get(index).cloned();
            let reading = match row.step.test {
                ScaleTest::Weighing => of(&result.weighing),
                ScaleTest::Eccentricity => of(&result.eccentricity),
                _ => None,
            };
            if let Some(reading) = reading {
                (error, corrected, found) = (reading.error, reading.corrected_error, Some(reading.verdict));
            }
            match row.step.test {
                ScaleTest::Zero => {
                    corrected.clone_from(&result.zero_error);
                    let items = judgement.map(|judgement| judgement.items.as_slice()).unwrap_or_default();
                    found = items.iter().find(|item| item.item == row.step.test.item()).map(|item| item.verdict);
                }
                ScaleTest::Repeatability => {
                    // Of several ranges the judge keeps the worst series only.
                    let series = result.repeatability.as_ref().filter(|series| series.range == row.step.range);
                    let place = index % series.map_or(1, |series| series.corrected_errors.len().max(1));
                    corrected = series.and_then(|series| series.corrected_errors.get(place).cloned().flatten());
                    // Of a series that fails, only an error beyond its limit is known to be one that does.
                    let beyond = corrected.as_ref().and_then(|text| parse_decimal(text).ok());
                    let beyond = beyond.is_some_and(|error| error.abs() > row.step.mpe);
                    found = series.map(|series| series.each_error_verdict);
                    found = found.filter(|verdict| *verdict == ItemVerdict::Pass || beyond);
                }
                ScaleTest::Discrimination => found = result.discrimination.get(index).map(|result| result.verdict),
                ScaleTest::Weighing | ScaleTest::Eccentricity => {}
            }
        }
        Self { row, error, corrected, verdict: found }
    }
}

/// The last error that is known between the limits of its load.
fn draw_limits(context: &Context, frame: &mut Frame, area: Rect, scale: &ScaleView, lines: &[Judged<'_>]) {
    let theme = context.theme;
    let known = lines.iter().rev().find_map(|line| {
        let error = line.corrected.as_ref().and_then(|text| parse_decimal(text).ok())?;
        Some((line, error))
    });
    let Some((line, error)) = known else { return };
    let (limit, unit) = (line.row.step.mpe.normalize(), scale.unit);
    let mark = |at: Decimal, style: Style| Mark { at, sign: theme.sign("┃", "|"), label: String::new(), style };
    let style = if line.verdict == Some(ItemVerdict::Fail) { theme.bad() } else { theme.good() };
    let sign = if error.is_sign_negative() || error.is_zero() { "" } else { "+" };
    let (word, load) = (screen::error(context.lang), line.row.step.load.normalize());
    // One label holds error and limit: side by side they would cover each other.
    let label = format!("{word} {sign}{} {unit} / MPE ±{limit} {unit} @ {load} {unit}", error.normalize());
    let marks = [
        mark(-limit, theme.bad()),
        mark(Decimal::ZERO, theme.dim()),
        mark(limit, theme.bad()),
        Mark { at: error, sign: theme.sign("◆", "@"), label, style },
    ];
    let reach = limit * Decimal::new(14, 1);
    let width = usize::from(area.width).saturating_sub(2);
    let lines = scale::lines(&marks, -reach, reach, width, theme.sign("─", "-"));
    frame.render_widget(Paragraph::new(lines.to_vec()), Rect { x: area.x + 1, ..area });
}

/// The items and what is stored.
fn below(context: &Context, view: &RunView, width: u16) -> Vec<Line<'static>> {
    let judged = view.judgement.as_ref().map(|judgement| items(judgement, context, width)).unwrap_or_default();
    judged.into_iter().chain([run::stored(context, view)]).collect()
}

/// The errors over the loads as a chart, and the loads below it: each gets what the other one leaves.
fn draw_wide(
    context: &Context,
    frame: &mut Frame,
    area: Rect,
    view: &RunView,
    scale: &ScaleView,
    lines: &[Judged<'_>],
) {
    let table_rows = u16::try_from(lines.len() + 1).unwrap_or(u16::MAX).clamp(4, (area.height / 2).max(4));
    let [above, table] = Layout::vertical([Constraint::Min(1), Constraint::Length(table_rows)]).spacing(1).areas(area);
    let drawn = charts::draw_beside(context, frame, above, &charts::of(view));
    let table = if drawn { table } else { area };
    frame.render_widget(Paragraph::new(loads(context, scale, lines, usize::from(table.height))), table);
}

/// The loads, then the items and what is stored.
fn draw_narrow(
    context: &Context,
    frame: &mut Frame,
    area: Rect,
    view: &RunView,
    scale: &ScaleView,
    lines: &[Judged<'_>],
) {
    let below = below(context, view, area.width);
    let under = below.len().min(usize::from(area.height).saturating_sub(ROWS_LEAST + 1));
    let mut shown = loads(context, scale, lines, usize::from(area.height).saturating_sub(under));
    // The last lines are the ones that matter: the verdict so far and what is stored.
    let skipped = below.len() - under;
    shown.extend(below.into_iter().skip(skipped));
    frame.render_widget(Paragraph::new(shown), area);
}

/// The head and as many loads as have room in `rows`.
fn loads(context: &Context, scale: &ScaleView, lines: &[Judged<'_>], rows: usize) -> Vec<Line<'static>> {
    let head = Line::styled(head(context, scale), context.theme.dim());
    let room = rows.saturating_sub(1).max(1);
    std::iter::once(head).chain(around(lines, room).iter().map(|line| row_line(context, line))).collect()
}

/// Fewest loads that are shown above the items.
const ROWS_LEAST: usize = 4;

/// The items of this verification; those that do not apply need no line.
fn items(judgement: &Judgement, context: &Context, width: u16) -> Vec<Line<'static>> {
    let applies = judgement.items.iter().filter(|item| item.verdict != ItemVerdict::NotApplicable);
    verdict::items_of(applies, context, width)
}

/// The stretch of loads around the one under way: what was done lies before it, two that come lie after.
fn around<'a, 'b>(lines: &'b [Judged<'a>], room: usize) -> &'b [Judged<'a>] {
    const AFTER: usize = 2;
    let now = lines.iter().position(|line| !line.row.whole()).unwrap_or(lines.len());
    let end = (now + 1 + AFTER).max(room).min(lines.len());
    lines.get(end.saturating_sub(room)..end).unwrap_or_default()
}

fn head(context: &Context, scale: &ScaleView) -> String {
    let (lang, unit) = (context.lang, scale.unit);
    cells(&format!("{} {unit}", screen::test(lang)), "", ["L", "I", "ΔL", "E", "Ec", "MPE"])
}

fn cells(name: &str, mark: &str, numbers: [&str; 6]) -> String {
    let [load, indication, delta, error, corrected, mpe] = numbers;
    format!(
        "{}{}{}{}{}{}{}{} ",
        fit(mark, 2),
        fit(name, 13),
        right(load, 8),
        right(indication, 9),
        right(delta, 9),
        right(error, 8),
        right(corrected, 8),
        right(mpe, 8)
    )
}

fn row_line(context: &Context, line: &Judged<'_>) -> Line<'static> {
    let (lang, theme, step) = (context.lang, context.theme, &line.row.step);
    let place = match (step.direction, step.position) {
        (Some(Direction::Up), _) => theme.sign("↑", "+").to_owned(),
        (Some(Direction::Down), _) => theme.sign("↓", "-").to_owned(),
        (None, _) => step.number.to_string(),
    };
    let name = format!("{} {place}", short(step.test, context));
    let value = |observation: &Option<crate::procedure::Observation>| {
        observation.as_ref().map(|observation| observation.value.clone()).unwrap_or_default()
    };
    let number = |text: &Option<String>| text.as_ref().map(|text| shown(text, ERROR_PLACES)).unwrap_or_default();
    let delta = if step.extra.is_some() { value(&line.row.after) } else { value(&line.row.delta) };
    let mpe = if step.extra.is_some() { String::new() } else { format!("±{}", step.mpe.normalize()) };
    let under_way = !line.row.whole() && line.row.indication.is_some();
    let mark = if under_way { theme.sign("▶", ">") } else { "" };
    let load = step.load.normalize().to_string();
    let text = cells(
        &name,
        mark,
        [&load, &value(&line.row.indication), &delta, &number(&line.error), &number(&line.corrected), &mpe],
    );
    let (word, style) = line
        .verdict
        .filter(|_| line.row.whole())
        .map_or(("", Style::new()), |found| (item_word(found, lang), verdict::item_style(found, context)));
    let text_style = if line.row.indication.is_none() { theme.dim() } else { Style::new() };
    Line::from(vec![Span::styled(text, text_style), Span::styled(word, style)])
}

/// The test by a short name.
fn short(test: ScaleTest, context: &Context) -> std::borrow::Cow<'static, str> {
    let lang = context.lang;
    match test {
        ScaleTest::Zero => screen::test_zero(lang),
        ScaleTest::Weighing => screen::test_weighing(lang),
        ScaleTest::Eccentricity => screen::test_eccentricity(lang),
        ScaleTest::Repeatability => screen::test_repeatability(lang),
        ScaleTest::Discrimination => screen::test_discrimination(lang),
    }
}
