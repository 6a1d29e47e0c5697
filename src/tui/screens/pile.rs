//! A pile run: the pile's energy and the standard's side by side, the error inside its limit, the comparisons.

use super::super::app::Context;
use super::super::widgets::digits::Size;
use super::super::widgets::number::shown;
use super::super::widgets::scale::{self, Mark, Tolerance};
use super::super::widgets::text::{clip, fit, right};
use super::run::Division;
use super::{charts, live, manners, run, steps, verdict};
use crate::locale::screen;
use crate::locale::verdict::item_word;
use crate::procedure::{Comparison, Moment, Side};
use crate::protocol::Measurand;
use crate::quantity::{Decimal, Exact, parse_decimal, round_to_places};
use crate::regulation::{ItemVerdict, LoadPointResult};
use crate::station::{InstrumentView, KindView, PileView, Role, RunView, Snapshot};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

/// Columns of the steps.
const STEPS: u16 = 30;

/// Draws a pile run.
pub fn draw(context: &Context, frame: &mut Frame, area: Rect, snapshot: &Snapshot, view: &RunView, now_ns: u64) {
    let KindView::Pile(pile) = &view.kind else { return };
    let parts = Division::of(area, STEPS, context.large, view);
    let class = &pile.task.pile.class;
    // A limit that no public source gives is shown as a question, never as a number.
    let limit = pile.plan.limit_percent.map_or_else(|| "?".to_owned(), |limit| limit.to_string());
    let figures = format!("{} {class}  {} ±{limit} %", screen::f_class(context.lang), screen::limit(context.lang));
    frame.render_widget(run::about(context, view, &object(pile), &figures, parts.about.width), parts.about);
    run::draw_step(context, frame, parts.step, view, &snapshot.instruments);
    if let Some(left) = parts.steps {
        steps::draw(context, frame, left, &view.steps, Vec::new());
    }
    let shown = [(Side::Instrument, Role::Pile), (Side::Reference, Role::Standard)].map(|(side, role)| Shown {
        view: snapshot.instruments.iter().find(|instrument| instrument.role == role),
        energy: energy(pile, side),
        side,
    });
    // Both sides have digits of one size: what is compared is never drawn differently large.
    let half = usize::from(parts.rest.width / 2).saturating_sub(2);
    let sizes = shown.iter().map(|side| Size::fitting(&side.number(), parts.digits, half));
    let size = sizes.min_by_key(|size| size.height).unwrap_or(Size::SMALL);
    let digit_rows = u16::try_from(size.height).unwrap_or(5);
    let (state, bar) = if parts.digits == Size::SMALL { (3, 2) } else { (4, 3) };
    let rows = [digit_rows + state, bar].map(Constraint::Length).into_iter().chain([Constraint::Min(1)]);
    let [sides, limits, rest] = Layout::vertical(rows).areas(parts.rest);
    let halves = Layout::horizontal([Constraint::Ratio(1, 2), Constraint::Ratio(1, 2)]).areas::<2>(sides);
    for (side, area) in shown.iter().zip(halves) {
        side.draw(context, frame, area, size, now_ns);
    }
    draw_limits(context, frame, limits, pile, view);
    let (rest, trace) = run::beside_trace(rest);
    if let Some(trace) = trace {
        run::draw_trace(context, frame, trace, view);
    }
    let lines = comparisons(context, view, pile, rest);
    let used = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(rest.height);
    let [table, below] = Layout::vertical([Constraint::Length(used), Constraint::Min(0)]).areas(rest);
    frame.render_widget(Paragraph::new(lines), table);
    let below = Rect { y: below.y + 1, height: below.height.saturating_sub(1), ..below };
    let drawn = parts.steps.is_some() && charts::draw_beside(context, frame, below, &charts::of(view));
    // Where there is no room for a chart, the trace grows: there is room for more than its end.
    if !drawn && trace.is_none() && below.height >= 6 {
        run::draw_trace(context, frame, below, view);
    }
}

/// What the figures of the line above are of.
fn object(pile: &PileView) -> String {
    let plate = &pile.task.pile;
    [&plate.name, &plate.serial, &plate.gun].into_iter().map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// The energy of a side: of the comparison under way, else of the last whole one.
fn energy(pile: &PileView, side: Side) -> Option<Decimal> {
    let running = match side {
        Side::Instrument => pile.running_instrument,
        Side::Reference => pile.running_reference,
    };
    running.or_else(|| pile.comparisons.iter().rev().find_map(|comparison| comparison.energy(side)))
}

/// One side of the comparison.
struct Shown<'a> {
    view: Option<&'a InstrumentView>,
    energy: Option<Decimal>,
    side: Side,
}

impl Shown<'_> {
    fn number(&self) -> String {
        self.energy.map_or("-.---".to_owned(), |energy| energy.to_string())
    }

    fn draw(&self, context: &Context, frame: &mut Frame, area: Rect, size: Size, now_ns: u64) {
        let (lang, theme) = (context.lang, context.theme);
        let title = if self.side == Side::Instrument { screen::pile_side(lang) } else { screen::standard_side(lang) };
        let register = self.view.and_then(|view| view.readings.iter().find(|r| r.datum.quantity == Measurand::Energy));
        let fresh = match (self.view, register) {
            (Some(view), Some(reading)) => view.fresh(reading, now_ns),
            // Typed values do not age.
            (None, _) => true,
            _ => false,
        };
        let number = self.number();
        let mut lines = vec![Line::styled(format!(" {title}  kWh"), theme.title())];
        lines.extend(live::number(&number, "", fresh, size, context).into_iter().map(|mut line| {
            line.spans.insert(0, Span::raw(" "));
            line
        }));
        lines.push(Line::styled(clip(&format!(" {}", self.small(context)), usize::from(area.width)), theme.dim()));
        lines.push(self.state(context, now_ns, fresh, usize::from(area.width)));
        frame.render_widget(Paragraph::new(lines), area);
    }

    /// Register, power, voltage and current in one small line.
    fn small(&self, context: &Context) -> String {
        let Some(view) = self.view else { return screen::typed(context.lang).into_owned() };
        let wanted = [Measurand::Energy, Measurand::Power, Measurand::Voltage, Measurand::Current];
        let texts =
            view.readings.iter().filter(|reading| wanted.contains(&reading.datum.quantity)).filter_map(|reading| {
                let unit = reading.datum.unit.map(|unit| unit.symbol()).unwrap_or_default();
                Some(format!("{} {unit}", reading.datum.number()?))
            });
        texts.collect::<Vec<_>>().join("  ")
    }

    fn state(&self, context: &Context, now_ns: u64, fresh: bool, width: usize) -> Line<'static> {
        let (lang, theme) = (context.lang, context.theme);
        let Some(view) = self.view else { return Line::raw("") };
        if let Some(trouble) = live::line_trouble(view, context) {
            return Line::styled(fit(&format!(" !! {trouble}"), width), theme.bad().add_modifier(Modifier::REVERSED));
        }
        let Some(reading) = view.readings.first() else {
            return Line::styled(format!(" {}", screen::nothing_yet(lang)), theme.warn());
        };
        let age = live::age(reading, now_ns);
        let port = live::port(view, context);
        if fresh {
            Line::styled(clip(&format!(" {}  {port}", screen::fresh(lang, &age)), width), theme.dim())
        } else {
            Line::styled(
                fit(&format!(" !! {}  {port}", screen::stale(lang, &age)), width),
                theme.bad().add_modifier(Modifier::REVERSED),
            )
        }
    }
}

/// The error of a comparison in per cent: exact until it is shown.
fn error_percent(instrument: Option<Decimal>, reference: Option<Decimal>) -> Option<Exact> {
    let (instrument, reference) = (Exact::from(instrument?), Exact::from(reference?));
    Some(&(&instrument - &reference).checked_div(&reference)? * &Exact::from(100))
}

/// The last load point that has a judged mean. While a charge runs there is none to show: the two registers are not read in
/// the same moment, and the difference of running registers is no error of the pile.
fn judged(run: &RunView) -> Option<(Decimal, &LoadPointResult)> {
    let points = &run.judgement.as_ref()?.pile.as_ref()?.load_points;
    let (mean, point) = points.iter().rev().find_map(|point| Some((point.mean_percent.as_ref()?, point)))?;
    Some((parse_decimal(mean).ok()?, point))
}

fn draw_limits(context: &Context, frame: &mut Frame, area: Rect, pile: &PileView, run: &RunView) {
    let theme = context.theme;
    let judged = judged(run);
    // The limit of the load that is shown, where it has one of its own.
    let own = judged.and_then(|(_, point)| parse_decimal(point.limit_percent.as_ref()?).ok());
    let Some(limit) = own.or(pile.plan.limit_percent) else { return };
    let mark = |at: Decimal, label: String, style: Style| Mark { at, sign: theme.sign("┃", "|"), label, style };
    let limits = vec![
        mark(-limit, format!("-{limit} %"), theme.bad()),
        mark(Decimal::ZERO, "0".into(), theme.dim()),
        mark(limit, format!("+{limit} %"), theme.bad()),
    ];
    let reach = limit * Decimal::new(14, 1);
    let tolerance = Tolerance {
        limits,
        others: Vec::new(),
        value: judged.map(|(error, point)| error_mark(context, error, point)),
        uncertainty: judged.and_then(|(_, point)| parse_decimal(&point.uncertainty.as_ref()?.expanded).ok()),
        low: -reach,
        high: reach,
    };
    let [above, rail, below] = scale::bar(&tolerance, usize::from(area.width).saturating_sub(2), theme);
    // In two rows the value takes the place of the limits' labels: they stand in the line at the top.
    let lines = match (area.height, &tolerance.value) {
        (3.., _) => vec![above, rail, below],
        (_, Some(_)) => vec![rail, above],
        (_, None) => vec![rail, below],
    };
    frame.render_widget(Paragraph::new(lines), Rect { x: area.x + 1, ..area });
}

/// The error on the bar: with U where it is known, and the judge's verdict on it in word and shape.
fn error_mark(context: &Context, error: Decimal, point: &LoadPointResult) -> Mark {
    let (lang, theme) = (context.lang, context.theme);
    let (sign, style) = match point.verdict {
        ItemVerdict::Pass => (theme.sign("✓", "ok"), theme.good()),
        ItemVerdict::Fail => (theme.sign("✗", "X"), theme.bad()),
        _ => ("", theme.value()),
    };
    let plus = if error.is_sign_negative() { "" } else { "+" };
    let u = point.uncertainty.as_ref().map(|u| format!("  U {} %", u.expanded));
    let word = if sign.is_empty() { "" } else { item_word(point.verdict, lang) };
    let text = shown(&error.to_string(), 4);
    let label = format!("{} {plus}{text} %{}  {sign} {word}", screen::error(lang), u.unwrap_or_default());
    Mark { at: error, sign: theme.sign("◆", "@"), label: label.trim_end().to_owned(), style }
}

/// The comparisons, then the items and what is stored; where not all fit, the oldest comparisons scroll away.
fn comparisons(context: &Context, run: &RunView, pile: &PileView, area: Rect) -> Vec<Line<'static>> {
    let (lang, theme) = (context.lang, context.theme);
    let head = format!(
        " {}{}{}{}",
        fit(&format!("{}.{}", screen::point(lang), screen::reading(lang)), 11),
        right(&format!("{} kWh", screen::pile_side(lang)), 18),
        right(&format!("{} kWh", screen::standard_side(lang)), 18),
        right(&format!("{} %", screen::error(lang)), 12)
    );
    let mut below = Vec::new();
    if let Some(judgement) = &run.judgement {
        below.push(Line::raw(""));
        below.extend(verdict::items(judgement, context, area.width));
    }
    below.push(run::stored(context, run));
    let rows =
        pile.comparisons.iter().map(|comparison| comparison_line(context, comparison, area.width)).collect::<Vec<_>>();
    let room = usize::from(area.height).saturating_sub(below.len() + 1).max(1);
    let hidden = rows.len().saturating_sub(room);
    let shown = rows.into_iter().skip(hidden);
    std::iter::once(Line::styled(head, theme.dim())).chain(shown).chain(below).collect()
}

fn comparison_line(context: &Context, comparison: &Comparison, width: u16) -> Line<'static> {
    let (instrument, reference) = (comparison.energy(Side::Instrument), comparison.energy(Side::Reference));
    let text = |value: Option<Decimal>| value.map_or("-".to_owned(), |value| value.to_string());
    let error = error_percent(instrument, reference).map(|error| round_to_places(&error, 4));
    let error = error
        .map_or("-".to_owned(), |error| if error.is_sign_negative() { error.to_string() } else { format!("+{error}") });
    let register = |side, moment| comparison.register(side, moment).map_or("-".to_owned(), |q| q.value.to_string());
    let registers = if width >= 120 {
        let side = |side| format!("{} .. {}", register(side, Moment::Start), register(side, Moment::End));
        format!("   {}   |   {}", side(Side::Instrument), side(Side::Reference))
    } else {
        String::new()
    };
    let number = format!("{}.{}", comparison.point, comparison.repeat);
    let line = format!(
        " {}{}{}{}{registers}",
        fit(&number, 11),
        right(&text(instrument), 18),
        right(&text(reference), 18),
        right(&error, 12)
    );
    Line::from(vec![Span::raw(line), manners::typed_span(context, comparison.is_typed())])
}
