//! Charts of a lot: the control chart of its packages, and how their contents are spread.

use super::{Chart, Line, LineKind, Mark, Point, Series, Standing, ticks};
use crate::locale::Words;
use crate::quantity::{Decimal, Exact, parse_decimal, round_to_places};
use crate::regulation::{LotResult, PackageClass};

/// Marks on an axis, about.
const TICKS: u32 = 5;
/// Fewest packages that a spread can be seen of.
const SPREAD_MIN: usize = 2;
/// Most bars of a histogram.
const BARS_MAX: usize = 40;

/// The control chart: content of each package in the order of weighing, with Qn, Qn − T, Qn − 2T and the mean. `label` is
/// the label quantity in the unit of the result. `None` before the first package.
pub fn lot_control(result: &LotResult, label: Decimal) -> Option<Chart> {
    let packages = packages(result)?;
    let count = u32::try_from(packages.len()).ok()?;
    // The whole sample stands on the axis from the beginning: one sees how much is still to come.
    let places = u32::try_from(result.sample_size).ok()?.max(count);
    let mut lines = limits(result, label);
    lines.extend(mean(result).map(|(mean, _)| (mean_name(), LineKind::Mean, mean)));
    let x = ticks::counted(Words::new("样品序号", "package"), places, 10)?;
    let heights = packages.iter().map(|(net, _)| *net).chain(lines.iter().map(|(.., at)| *at));
    let y = ticks::outward(content(result), heights.clone().min()?, heights.max()?, TICKS)?;
    let across = |(name, kind, at)| Line { name, kind, points: vec![(x.least, at), (x.most, at)] };
    let lines = lines.into_iter().map(across).collect();
    let points = packages.into_iter().zip(1_u32..);
    let points = points.map(|((net, standing), number)| Point { x: Decimal::from(number), y: net, standing });
    let name = Words::new("实际含量", "net content");
    let series = vec![Series { name, mark: Mark::Points, points: points.collect() }];
    Some(Chart { title: Words::new("样品控制图", "Control chart"), x, y, lines, series })
}

/// How many packages hold how much, with Qn, Qn − T, Qn − 2T, the mean, and the mean with its correction λ·s where the
/// plan has one. A bar stands for what lies from its left edge up to, not including, its right edge. `None` for fewer
/// than two packages.
pub fn lot_histogram(result: &LotResult, label: Decimal) -> Option<Chart> {
    let packages = packages(result).filter(|packages| packages.len() >= SPREAD_MIN)?;
    let mut lines = limits(result, label);
    if let Some((mean, corrected)) = mean(result) {
        lines.push((mean_name(), LineKind::Mean, mean));
        lines.extend(corrected.map(|at| (Words::new("均值+λs", "mean+λs"), LineKind::Mean, at)));
    }
    let (bars, width) = bars(&packages)?;
    let half = width.checked_div(Decimal::TWO)?;
    let edges = bars.iter().flat_map(|bar| [bar.x.checked_sub(half), bar.x.checked_add(half)]).flatten();
    let places = edges.chain(lines.iter().map(|(.., at)| *at));
    let x = ticks::outward(content(result), places.clone().min()?, places.max()?, TICKS)?;
    let most = bars.iter().map(|bar| bar.y).max()?;
    // A step more than the highest bar: its number stands on it.
    let most = most.max(Decimal::from(3)).checked_add(Decimal::ONE)?;
    let y = ticks::outward(Words::new("件数", "packages"), Decimal::ZERO, most, 4)?;
    let upright = |(name, kind, at)| Line { name, kind, points: vec![(at, y.least), (at, y.most)] };
    let lines = lines.into_iter().map(upright).collect();
    let series = vec![Series { name: Words::new("件数", "packages"), mark: Mark::Bars, points: bars }];
    Some(Chart { title: Words::new("实际含量分布", "Spread of net contents"), x, y, lines, series })
}

fn content(result: &LotResult) -> Words {
    Words::new(format!("实际含量 {}", result.unit), format!("net content {}", result.unit))
}

fn mean_name() -> Words {
    Words::new("均值", "mean")
}

/// Net content and standing of every package. `None` where there is none, or one that is no number.
fn packages(result: &LotResult) -> Option<Vec<(Decimal, Standing)>> {
    let packages = result.net.iter().zip(&result.classes).map(|(net, class)| {
        let standing = match class {
            PackageClass::Ok => Standing::Within,
            PackageClass::T1 => Standing::Beyond,
            PackageClass::T2 => Standing::FarBeyond,
        };
        Some((parse_decimal(net).ok()?, standing))
    });
    packages.collect::<Option<Vec<_>>>().filter(|packages| !packages.is_empty())
}

/// Qn, and the limits below it as far as the regulation knows them.
fn limits(result: &LotResult, label: Decimal) -> Vec<(Words, LineKind, Decimal)> {
    let mut lines = vec![(Words::from("Qn"), LineKind::Nominal, label)];
    let Some(t) = parse_decimal(&result.tolerable_deficiency).ok().filter(|t| !t.is_zero()) else { return lines };
    let below = [("T1", LineKind::Limit, Some(t)), ("T2", LineKind::Absolute, t.checked_add(t))];
    for (name, kind, short) in below.into_iter().take(if result.single_limit { 1 } else { 2 }) {
        lines.extend(short.and_then(|short| label.checked_sub(short)).map(|at| (Words::from(name), kind, at)));
    }
    lines
}

/// The mean, and the mean with its correction: what the judge holds against Qn.
fn mean(result: &LotResult) -> Option<(Decimal, Option<Decimal>)> {
    let places = result.places();
    let number = |text: &Option<String>| parse_decimal(text.as_ref()?).ok();
    let mean = number(&result.mean)?;
    let corrected = number(&result.correction).and_then(|correction| mean.checked_add(correction));
    let shown = |value: Decimal| round_to_places(&Exact::from(value), places.min(value.scale()));
    Some((shown(mean), corrected.map(shown)))
}

/// The bars and their width: as many as the root of the number of packages tells, of a width of 1, 2 or 5 × 10^k.
fn bars(packages: &[(Decimal, Standing)]) -> Option<(Vec<Point>, Decimal)> {
    let least = packages.iter().map(|(net, _)| *net).min()?;
    let most = packages.iter().map(|(net, _)| *net).max()?;
    let wanted = u32::try_from(packages.len().isqrt()).ok()?.saturating_mul(2).clamp(3, 16);
    let span = most.checked_sub(least)?;
    let span = if span.is_zero() { Decimal::new(1, least.scale()) } else { span };
    let width = ticks::step(span, wanted)?;
    let start = least.checked_div(width)?.floor().checked_mul(width)?;
    let half = width.checked_div(Decimal::TWO)?;
    let mut bars = Vec::new();
    let mut left = start;
    while left <= most && bars.len() < BARS_MAX {
        let right = left.checked_add(width)?;
        let inside = packages.iter().filter(|(net, _)| left <= *net && *net < right);
        let standing = inside.clone().map(|(_, standing)| *standing).max_by_key(|standing| rank(*standing));
        let count = u32::try_from(inside.count()).ok()?;
        bars.push(Point {
            x: left.checked_add(half)?,
            y: Decimal::from(count),
            standing: standing.unwrap_or_default(),
        });
        left = right;
    }
    Some((bars, width))
}

const fn rank(standing: Standing) -> u8 {
    match standing {
        Standing::Within => 0,
        Standing::Beyond => 1,
        Standing::FarBeyond => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        parse_decimal(text).unwrap()
    }

    /// Five of 500 g with T = 15 g: one of each class, one in order by exactly T.
    fn result() -> LotResult {
        let texts = |list: [&str; 5]| list.map(str::to_owned).to_vec();
        LotResult {
            sample_size: 10,
            tolerable_deficiency: "15".into(),
            unit: "g".into(),
            decimals: 1,
            mean: Some("488.78".into()),
            correction: Some("12.345678".into()),
            net: texts(["502.4", "485.0", "484.9", "469.9", "501.7"]),
            classes: vec![PackageClass::Ok, PackageClass::Ok, PackageClass::T1, PackageClass::T2, PackageClass::Ok],
            ..LotResult::default()
        }
    }

    fn at(chart: &Chart) -> Vec<(String, String)> {
        let level = |line: &Line| line.points.first().map(|(_, y)| y.normalize().to_string()).unwrap_or_default();
        chart.lines.iter().map(|line| (line.name.en.clone(), level(line))).collect()
    }

    #[test]
    fn the_control_chart_stands_as_the_judge_found() {
        let chart = lot_control(&result(), number("500")).unwrap();
        let lines = [("Qn", "500"), ("T1", "485"), ("T2", "470"), ("mean", "488.78")];
        assert_eq!(at(&chart), lines.map(|(name, at)| (name.to_owned(), at.to_owned())));
        let standings: Vec<Standing> = chart.series[0].points.iter().map(|point| point.standing).collect();
        let (within, beyond, far) = (Standing::Within, Standing::Beyond, Standing::FarBeyond);
        assert_eq!(standings, [within, within, beyond, far, within]);
        // The five packages that are still to come have their places.
        assert_eq!(chart.x.most, number("10.5"));
        assert!(chart.y.least <= number("469.9") && chart.y.most >= number("502.4"));
    }

    #[test]
    fn a_rule_that_knows_one_limit_gets_one_line() {
        let single = LotResult { single_limit: true, ..result() };
        let names = at(&lot_control(&single, number("500")).unwrap()).into_iter().map(|(name, _)| name);
        assert_eq!(names.collect::<Vec<_>>(), ["Qn", "T1", "mean"]);
        let exact = LotResult { tolerable_deficiency: "0".into(), ..result() };
        assert_eq!(lot_control(&exact, number("500")).unwrap().lines.len(), 2);
    }

    #[test]
    fn every_package_is_in_one_bar() {
        let chart = lot_histogram(&result(), number("500")).unwrap();
        let bars = &chart.series[0].points;
        assert_eq!(bars.iter().map(|bar| bar.y).sum::<Decimal>(), Decimal::from(5));
        // 469.9 alone lies beyond 2T; 484.9 is short by more than T, and 485.0 begins the next bar or shares its bar.
        let far = bars.iter().filter(|bar| bar.standing == Standing::FarBeyond).collect::<Vec<_>>();
        assert_eq!(far.iter().map(|bar| bar.y).collect::<Vec<_>>(), [Decimal::ONE]);
        let corrected = chart.lines.iter().find(|line| line.name.en == "mean+λs").unwrap();
        assert_eq!(corrected.points[0].0, number("501.13"));
    }

    #[test]
    fn there_is_no_chart_of_nothing() {
        let none = LotResult { net: Vec::new(), classes: Vec::new(), ..result() };
        assert_eq!(lot_control(&none, number("500")), None);
        let equal = LotResult {
            net: vec!["5.00".into(), "5.00".into()],
            classes: vec![PackageClass::Ok; 2],
            tolerable_deficiency: "0".into(),
            mean: None,
            ..result()
        };
        let chart = lot_histogram(&equal, number("5.00")).unwrap();
        assert_eq!(chart.series[0].points.iter().map(|bar| bar.y).max(), Some(Decimal::TWO));
    }
}
