//! Charts of a pile: its errors at the load points, and both energies while a charge runs.

use super::{Chart, Line, LineKind, Mark, Point, Series, Standing, ticks};
use crate::locale::Words;
use crate::quantity::{Decimal, parse_decimal};
use crate::regulation::{ItemVerdict, LoadPointResult, PileResult};

/// Marks on an axis, about.
const TICKS: u32 = 5;

/// Errors over the load points, with the MPE of each as an envelope. The mean of a point stands as the judge found;
/// a single reading has no verdict. `None` before the first reading.
pub fn pile_errors(result: &PileResult) -> Option<Chart> {
    let points: Vec<(Decimal, &LoadPointResult)> = (1_u32..).map(Decimal::from).zip(&result.load_points).collect();
    let readings = points
        .iter()
        .flat_map(|(at, point)| point.errors_percent.iter().map(|error| place(*at, error, Standing::Within)));
    let readings: Option<Vec<Point>> = readings.collect();
    let readings = readings.filter(|readings| !readings.is_empty())?;
    let means = points.iter().filter_map(|(at, point)| {
        let standing = if point.verdict == ItemVerdict::Fail { Standing::Beyond } else { Standing::Within };
        place(*at, point.mean_percent.as_ref()?, standing)
    });
    let means: Vec<Point> = means.collect();
    let x = ticks::counted(Words::new("负荷点", "load point"), u32::try_from(points.len()).ok()?, 10)?;
    let mut lines = vec![Line {
        name: Words::from("0"),
        kind: LineKind::Nominal,
        points: vec![(x.least, Decimal::ZERO), (x.most, Decimal::ZERO)],
    }];
    lines.extend(envelope("+MPE", &points, |limit| limit)?);
    lines.extend(envelope("-MPE", &points, |limit| -limit)?);
    let heights = readings.iter().chain(&means).map(|point| point.y);
    let heights = heights.chain(lines.iter().flat_map(|line| line.points.iter().map(|(_, y)| *y)));
    let y = ticks::outward(Words::new("误差 %", "error %"), heights.clone().min()?, heights.max()?, TICKS)?;
    let mut series = vec![Series { name: Words::new("各次", "readings"), mark: Mark::Points, points: readings }];
    if !means.is_empty() {
        series.push(Series { name: Words::new("平均", "mean"), mark: Mark::Points, points: means });
    }
    Some(Chart { title: Words::new("各负荷点误差", "Error over the load points"), x, y, lines, series })
}

fn place(x: Decimal, y: &str, standing: Standing) -> Option<Point> {
    Some(Point { x, y: parse_decimal(y).ok()?, standing })
}

/// The limit of every load point as steps around it, broken where no limit is to be had.
fn envelope(
    name: &str,
    points: &[(Decimal, &LoadPointResult)],
    side: impl Fn(Decimal) -> Decimal,
) -> Option<Vec<Line>> {
    let half = Decimal::new(5, 1);
    let mut lines: Vec<Line> = Vec::new();
    let mut broken = true;
    for (at, point) in points {
        let Some(limit) = point.limit_percent.as_ref().and_then(|limit| parse_decimal(limit).ok()) else {
            broken = true;
            continue;
        };
        let step = [(at.checked_sub(half)?, side(limit)), (at.checked_add(half)?, side(limit))];
        match lines.last_mut() {
            Some(line) if !broken => line.points.extend(step),
            _ => lines.push(Line { name: Words::from(name), kind: LineKind::Limit, points: step.to_vec() }),
        }
        broken = false;
    }
    Some(lines)
}

/// Energies of pile and standard since the start of a comparison: (seconds, kWh), from left to right. `None` before
/// either has two points.
pub fn energies(pile: &[(Decimal, Decimal)], standard: &[(Decimal, Decimal)]) -> Option<Chart> {
    if pile.len().max(standard.len()) < 2 {
        return None;
    }
    let both = || pile.iter().chain(standard);
    let x = ticks::within(
        Words::new("时间 s", "time s"),
        both().map(|(at, _)| *at).min()?,
        both().map(|(at, _)| *at).max()?,
        TICKS,
    )?;
    let (least, most) = (both().map(|(_, kwh)| *kwh).min()?, both().map(|(_, kwh)| *kwh).max()?);
    let y = ticks::outward(Words::new("电能 kWh", "energy kWh"), least, most, TICKS)?;
    let path = |name: Words, points: &[(Decimal, Decimal)]| Series {
        name,
        mark: Mark::Path,
        points: points.iter().map(|(x, y)| Point { x: *x, y: *y, standing: Standing::Within }).collect(),
    };
    let sides = [(Words::new("桩", "pile"), pile), (Words::new("标准", "standard"), standard)];
    let series = sides.into_iter().filter(|(_, points)| !points.is_empty()).map(|(name, points)| path(name, points));
    let title = Words::new("充电桩与标准器的电能", "Energy of pile and standard");
    Some(Chart { title, x, y, lines: Vec::new(), series: series.collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        parse_decimal(text).unwrap()
    }

    fn point(errors: &[&str], mean: &str, limit: Option<&str>, verdict: ItemVerdict) -> LoadPointResult {
        LoadPointResult {
            voltage: None,
            current: None,
            power_factor: None,
            limit_percent: limit.map(str::to_owned),
            errors_percent: errors.iter().map(|&error| error.to_owned()).collect(),
            mean_percent: Some(mean.to_owned()),
            rounded_percent: None,
            verdict,
            verdict_unrounded: verdict,
            verdict_rounded: verdict,
            energy_sufficient: None,
            uncertainty: None,
        }
    }

    #[test]
    fn the_envelope_steps_with_the_limit_and_is_broken_where_there_is_none() {
        let load_points = vec![
            point(&["0.869", "0.871"], "0.87", Some("2.0"), ItemVerdict::Pass),
            point(&["-1.1", "-1.3"], "-1.2", Some("1.0"), ItemVerdict::Fail),
            point(&["0.1"], "0.1", None, ItemVerdict::Incomplete),
            point(&["0.2"], "0.2", Some("1.0"), ItemVerdict::Pass),
        ];
        let chart = pile_errors(&PileResult { load_points, ..PileResult::default() }).unwrap();
        let names = chart.lines.iter().map(|line| line.name.en.as_str()).collect::<Vec<_>>();
        assert_eq!(names, ["0", "+MPE", "+MPE", "-MPE", "-MPE"]);
        let steps = ["0.5", "1.5", "1.5", "2.5"].map(number).into_iter().zip(["2.0", "2.0", "1.0", "1.0"].map(number));
        assert_eq!(chart.lines[1].points, steps.collect::<Vec<_>>());
        assert_eq!(chart.lines[3].points[2], (number("1.5"), number("-1.0")));
        let [readings, means] = &chart.series[..] else { panic!("{:?}", chart.series) };
        assert_eq!((readings.points.len(), means.points.len()), (6, 4));
        assert_eq!(means.points[1].standing, Standing::Beyond);
        assert!(readings.points.iter().all(|point| point.standing == Standing::Within));
        assert_eq!((chart.y.least, chart.y.most), (number("-2"), number("2")));
    }

    #[test]
    fn both_energies_share_their_axes() {
        let series = |texts: &[(&str, &str)]| texts.iter().map(|(x, y)| (number(x), number(y))).collect::<Vec<_>>();
        let (pile, standard) = (series(&[("0.0", "0.000"), ("12.5", "0.207")]), series(&[("0.4", "0.0051")]));
        let chart = energies(&pile, &standard).unwrap();
        assert_eq!((chart.x.most, chart.y.least, chart.series.len()), (number("12.5"), number("0"), 2));
        assert_eq!(energies(&standard, &[]), None);
        assert_eq!(pile_errors(&PileResult::default()), None);
    }
}
