//! The chart of a scale: its errors over the loads of the weighing test, up and down, inside the envelope of its limits.

use super::{Chart, Line, LineKind, Mark, Point, Series, Standing, ticks};
use crate::locale::Words;
use crate::quantity::{Decimal, parse_decimal};
use crate::regulation::{Direction, ItemVerdict, ScaleReadingResult, ScaleResult};

/// Marks on an axis, about.
const TICKS: u32 = 5;

/// Corrected errors over the loads, loading and unloading, with the MPE of each load as an envelope. A reading stands as the
/// judge found. `None` before the first error of the weighing test is known.
pub fn scale_errors(result: &ScaleResult) -> Option<Chart> {
    let path = |zh: &str, en: &str, direction: Direction| {
        let readings = result.weighing.iter().filter(|reading| reading.direction == Some(direction));
        let mut points: Vec<Point> = readings.filter_map(place).collect();
        points.sort_by_key(|point| point.x);
        Series { name: Words::new(zh, en), mark: Mark::Path, points }
    };
    let series = [path("加载", "loading", Direction::Up), path("卸载", "unloading", Direction::Down)];
    let series: Vec<Series> = series.into_iter().filter(|series| !series.points.is_empty()).collect();
    let most = series.iter().flat_map(|series| &series.points).map(|point| point.x).max()?;
    let unit = &result.unit;
    let x = ticks::outward(Words::new(format!("载荷 {unit}"), format!("load {unit}")), Decimal::ZERO, most, TICKS)?;
    let limits = limits(result);
    let envelope = |name: &str, side: &dyn Fn(Decimal) -> Decimal| {
        // Each limit holds from the load where the one before ends.
        let mut from = Decimal::ZERO;
        let mut points = Vec::new();
        for (to, limit) in &limits {
            points.extend([(from, side(*limit)), (*to, side(*limit))]);
            from = *to;
        }
        Line { name: Words::from(name), kind: LineKind::Limit, points }
    };
    let nominal = Line {
        name: Words::from("0"),
        kind: LineKind::Nominal,
        points: vec![(x.least, Decimal::ZERO), (x.most, Decimal::ZERO)],
    };
    let lines = vec![nominal, envelope("+MPE", &|limit| limit), envelope("-MPE", &|limit| -limit)];
    let errors = series.iter().flat_map(|series| series.points.iter().map(|point| point.y));
    let heights = errors.chain(lines.iter().flat_map(|line| line.points.iter().map(|(_, y)| *y)));
    let label = Words::new(format!("误差 {unit}"), format!("error {unit}"));
    let y = ticks::outward(label, heights.clone().min()?, heights.max()?, TICKS)?;
    Some(Chart { title: Words::new("各载荷误差", "Error over the loads"), x, y, lines, series })
}

fn place(reading: &ScaleReadingResult) -> Option<Point> {
    let standing = if reading.verdict == ItemVerdict::Fail { Standing::Beyond } else { Standing::Within };
    let (x, y) = (parse_decimal(&reading.load).ok()?, parse_decimal(reading.corrected_error.as_ref()?).ok()?);
    Some(Point { x, y, standing })
}

/// The limit of every load that was judged, from the smallest; loads that follow each other with one limit count once. Only
/// loads that were put on have one: between two of them the larger one's holds, which is where a band ends when the
/// regulation's loads were used.
fn limits(result: &ScaleResult) -> Vec<(Decimal, Decimal)> {
    let known = result.weighing.iter().filter(|reading| reading.corrected_error.is_some());
    let mut limits: Vec<(Decimal, Decimal)> = known
        .filter_map(|reading| Some((parse_decimal(&reading.load).ok()?, parse_decimal(&reading.mpe).ok()?)))
        .collect();
    limits.sort_unstable();
    limits.dedup_by(|next, kept| {
        let same = next.1 == kept.1;
        if same {
            kept.0 = next.0;
        }
        same
    });
    limits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::regulation::{Book, ScaleCase, judge_scale};

    fn number(text: &str) -> Decimal {
        parse_decimal(text).unwrap()
    }

    fn judged(weighing: &str) -> ScaleResult {
        let text = format!(
            "regulation = \"cn-jjg539-2016\"\ndate = \"2026-03-15\"\nclass = \"III\"\nunit = \"g\"\n\
             ranges = [{{ max = \"30000\", e = \"10\" }}]\nsupports = 4\n\
             zero = {{ load = \"100\", indication = \"100\", delta = \"5\" }}\nweighing = [{weighing}]"
        );
        let case: ScaleCase = toml::from_str(&text).unwrap();
        judge_scale(&case, Book::embedded().unwrap()).unwrap().scale.unwrap()
    }

    fn row(load: &str, indication: &str, direction: &str) -> String {
        format!("{{ load = \"{load}\", indication = \"{indication}\", delta = \"5\", direction = \"{direction}\" }},")
    }

    #[test]
    fn errors_lie_in_steps_of_their_limits() {
        let rows = [
            row("200", "200", "up"),
            row("5000", "5000", "up"),
            row("15000", "15010", "up"),
            row("30000", "30020", "up"),
            row("5000", "5010", "down"),
        ];
        let chart = scale_errors(&judged(&rows.concat())).unwrap();
        let points = |index: usize| {
            let series: &Series = &chart.series[index];
            series.points.iter().map(|point| (point.x, point.y, point.standing)).collect::<Vec<_>>()
        };
        assert_eq!(
            points(0),
            [
                (number("200"), number("0"), Standing::Within),
                (number("5000"), number("0"), Standing::Within),
                (number("15000"), number("10"), Standing::Within),
                (number("30000"), number("20"), Standing::Beyond),
            ]
        );
        assert_eq!(points(1), [(number("5000"), number("10"), Standing::Beyond)]);
        let envelope = &chart.lines[1].points;
        let steps = [("0", "5"), ("5000", "5"), ("5000", "10"), ("15000", "10"), ("15000", "15"), ("30000", "15")];
        assert_eq!(*envelope, steps.map(|(x, y)| (number(x), number(y))));
        assert!(chart.x.most >= number("30000") && chart.y.most >= number("20") && chart.y.least <= number("-15"));
    }

    #[test]
    fn without_an_error_there_is_no_chart() {
        assert_eq!(scale_errors(&judged("")), None);
        let unfinished = "{ load = \"5000\", indication = \"5000\", direction = \"up\" }";
        assert_eq!(scale_errors(&judged(unfinished)), None);
    }
}
