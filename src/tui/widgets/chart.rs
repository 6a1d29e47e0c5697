//! A chart in cells: axes with marks, limits with their names at the edge, what was measured by shape, a line of what the
//! shapes mean. Paths are drawn in half blocks: dots of braille are finer, but not every console has them and nobody sees them
//! from afar.

use super::super::app::Context;
use super::super::theme::Theme;
use super::cells::{Sheet, place};
use crate::chart::{Axis, Chart, Line as Limit, LineKind, Mark, Point, Series, Standing};
use crate::locale::{Lang, screen};
use crate::quantity::Decimal;
use ratatui::style::Style;
use ratatui::text::Line;
use unicode_width::UnicodeWidthStr;

/// Fewest rows a chart can be read in.
pub const ROWS_MIN: u16 = 9;
/// Fewest columns.
pub const COLUMNS_MIN: u16 = 40;
/// Widest name at the right edge.
const NAME_MAX: usize = 24;
/// From so many rows on a chart is looked at from afar.
const LARGE_ROWS: usize = 12;
/// Rows for the names of upright lines.
const NAME_ROWS: usize = 2;

/// The rows of a chart of such a size; none where it is too small to be read.
pub fn lines(chart: &Chart, context: &Context, width: u16, height: u16) -> Vec<Line<'static>> {
    if width < COLUMNS_MIN || height < ROWS_MIN {
        return Vec::new();
    }
    let mut drawing = Drawing::new(chart, context, usize::from(width), usize::from(height));
    drawing.frame();
    drawing.limits();
    for (index, series) in chart.series.iter().enumerate() {
        match series.mark {
            Mark::Points => drawing.points(series, index),
            Mark::Path => drawing.path(series, index),
            Mark::Bars => drawing.bars(series),
        }
    }
    drawing.names();
    drawing.sheet.lines()
}

/// Where the field of a chart lies on its sheet.
struct Drawing<'a> {
    chart: &'a Chart,
    lang: Lang,
    theme: Theme,
    sheet: Sheet,
    /// First column and row of the field, and its size.
    left: usize,
    top: usize,
    width: usize,
    height: usize,
}

/// Names at the right edge in one row.
struct EdgeName {
    row: usize,
    parts: Vec<(String, Style)>,
}

impl EdgeName {
    fn width(&self) -> usize {
        self.parts.iter().map(|(part, _)| part.width() + 1).sum::<usize>().saturating_sub(1)
    }
}

/// Whether a line stands upright: its points have one x.
fn upright(line: &Limit) -> bool {
    line.points.first().zip(line.points.last()).is_some_and(|((first, _), (last, _))| first == last)
}

impl<'a> Drawing<'a> {
    fn new(chart: &'a Chart, context: &Context, width: usize, height: usize) -> Self {
        let lang = context.lang;
        let labels = chart.y.ticks.iter().map(|tick| tick.to_string().len()).max().unwrap_or(0);
        let (left, top) = (labels + 2, if chart.lines.iter().any(upright) { 1 + NAME_ROWS } else { 1 });
        // Below the field: the axis, its numbers, its name.
        let height = height.saturating_sub(top + 3);
        let sheet = Sheet::new(width, height + top + 3);
        let theme = context.theme;
        let mut drawing = Self { chart, lang, theme, sheet, left, top, width: 0, height };
        let names = drawing.edge_names().iter().map(EdgeName::width).max().unwrap_or(0).min(NAME_MAX);
        drawing.width = width.saturating_sub(left + if names == 0 { 1 } else { names + 2 });
        drawing
    }

    /// The names at the right edge, by row. Those of one row stand beside each other: moved to another row, a name would
    /// tell of another value.
    fn edge_names(&self) -> Vec<EdgeName> {
        let (lang, theme) = (self.lang, self.theme);
        let mut names: Vec<EdgeName> = Vec::new();
        let mut add = |row: usize, name: String, style: Style| {
            let place = names.iter().position(|other| other.row == row);
            let known = names.iter().any(|other| other.parts.iter().any(|(other, _)| *other == name));
            match place.and_then(|place| names.get_mut(place)) {
                _ if known => {}
                Some(other) => other.parts.push((name, style)),
                None => names.push(EdgeName { row, parts: vec![(name, style)] }),
            }
        };
        for line in self.chart.lines.iter().filter(|line| !upright(line)) {
            if let Some((_, y)) = line.points.last() {
                // With its value: on few rows a line lies a little above or below where it belongs.
                let (name, value) = (line.name.get(lang), y.to_string());
                let text = if name == value { value } else { format!("{name} {value}") };
                add(self.row(*y), text, stroke(line.kind, theme).2);
            }
        }
        let series = self.chart.series.iter().enumerate();
        for (index, series) in series.filter(|(_, series)| series.mark == Mark::Path) {
            if let Some(point) = series.points.last() {
                let (sign, style) = path_sign(index, theme);
                add(self.row(point.y), format!("{sign} {}", series.name.get(lang)), style);
            }
        }
        names
    }

    fn column(&self, x: Decimal) -> usize {
        self.left + place(x, self.chart.x.least, self.chart.x.most, self.width)
    }

    fn row(&self, y: Decimal) -> usize {
        let up = place(y, self.chart.y.least, self.chart.y.most, self.height);
        self.top + self.height.saturating_sub(1 + up)
    }

    /// Title, both axes, their marks and names.
    fn frame(&mut self) {
        let (lang, theme, chart) = (self.lang, self.theme, self.chart);
        let Axis { label, ticks, .. } = &chart.y;
        let title = format!(" {}  ", chart.title.get(lang));
        self.sheet.write(0, 0, &title, theme.title());
        self.sheet.write(title.width(), 0, label.get(lang), theme.dim());
        self.legend();
        let (axis, bottom) = (self.left - 1, self.top + self.height);
        (self.top..bottom).for_each(|row| self.sheet.put(axis, row, theme.sign("│", "|"), theme.dim()));
        for tick in ticks {
            let (row, text) = (self.row(*tick), tick.to_string());
            self.sheet.write(axis.saturating_sub(text.len() + 1), row, &text, theme.dim());
            self.sheet.put(axis, row, theme.sign("┤", "+"), theme.dim());
        }
        (self.left..self.left + self.width)
            .for_each(|at| self.sheet.put(at, bottom, theme.sign("─", "-"), theme.dim()));
        self.sheet.put(axis, bottom, theme.sign("└", "+"), theme.dim());
        for tick in &chart.x.ticks {
            let (at, text) = (self.column(*tick), tick.to_string());
            self.sheet.put(at, bottom, theme.sign("┴", "+"), theme.dim());
            let from = at.saturating_sub(text.len() / 2);
            if self.sheet.free(from, bottom + 1, text.len()) {
                self.sheet.write(from, bottom + 1, &text, theme.dim());
            }
        }
        let name = chart.x.label.get(lang);
        let from = (self.left + self.width).saturating_sub(name.width());
        self.sheet.write(from, bottom + 2, name, theme.dim());
    }

    /// What the shapes mean, as far as they occur.
    fn legend(&mut self) {
        let (lang, theme, chart) = (self.lang, self.theme, self.chart);
        let mut words: Vec<(String, Style)> = Vec::new();
        let several = chart.series.iter().filter(|series| series.mark == Mark::Points).count() > 1;
        for (index, series) in chart.series.iter().enumerate().filter(|_| several) {
            let large = self.is_large(series, index);
            let sign = if large { large_shape(Standing::Within, theme) } else { self.dot(index) };
            words.push((format!("{sign} {}", series.name.get(lang)), theme.value()));
        }
        let points = || chart.series.iter().flat_map(|series| &series.points);
        for (standing, word) in
            [(Standing::Beyond, screen::beyond(lang)), (Standing::FarBeyond, screen::far_beyond(lang))]
        {
            if points().any(|point| point.standing == standing) {
                let (sign, style) = shape(standing, theme);
                words.push((format!("{sign} {word}"), style));
            }
        }
        let (mut at, row) = (1, self.top + self.height + 2);
        for (text, style) in words {
            self.sheet.write(at, row, &text, style);
            at += text.width() + 2;
        }
    }

    fn limits(&mut self) {
        // A mean gives way to the limit it falls on.
        let lines = || self.chart.lines.iter();
        let mean = |line: &&Limit| line.kind == LineKind::Mean;
        let lines: Vec<&Limit> = lines().filter(mean).chain(lines().filter(|line| !mean(line))).collect();
        for line in lines {
            let (lying, standing, style) = stroke(line.kind, self.theme);
            for ((x0, y0), (x1, y1)) in line.points.iter().zip(line.points.iter().skip(1)) {
                let (from, to) = (self.column(*x0), self.column(*x1));
                let (first, last) = (self.row(*y0), self.row(*y1));
                if x0 == x1 {
                    (first.min(last)..=first.max(last)).for_each(|row| self.sheet.put(from, row, standing, style));
                } else {
                    (from.min(to)..=from.max(to)).for_each(|column| self.sheet.put(column, last, lying, style));
                }
            }
        }
    }

    /// The last series of marks is the one that counts; those before it are drawn small.
    fn dot(&self, index: usize) -> &'static str {
        let last = index + 1 == self.chart.series.len();
        if last { self.theme.sign("●", "o") } else { self.theme.sign("·", ".") }
    }

    /// On a chart that fills a wall one cell is a speck: the marks that count are three wide where they do not touch.
    fn is_large(&self, series: &Series, index: usize) -> bool {
        let last = index + 1 == self.chart.series.len();
        let marks = series.mark == Mark::Points && series.points.len() * 4 <= self.width;
        last && marks && self.height >= LARGE_ROWS
    }

    fn points(&mut self, series: &Series, index: usize) {
        let dot = self.dot(index);
        let large = self.is_large(series, index);
        for point in &series.points {
            let (sign, style) = match point.standing {
                Standing::Within => (dot, self.theme.value()),
                standing => shape(standing, self.theme),
            };
            let (column, row) = (self.column(point.x), self.row(point.y));
            if large {
                let sign = large_shape(point.standing, self.theme);
                self.sheet.write(column.saturating_sub(1), row, sign, style);
            } else {
                self.sheet.put(column, row, sign, style);
            }
        }
    }

    /// A line through points. The second one is drawn as marks, so that two that lie on each other are seen as two.
    fn path(&mut self, series: &Series, index: usize) {
        let (theme, x, y) = (self.theme, &self.chart.x, &self.chart.y);
        let halves = self.height * 2;
        let at = |point: &Point| {
            let up = place(point.y, y.least, y.most, halves);
            (place(point.x, x.least, x.most, self.width), halves.saturating_sub(1 + up))
        };
        let places: Vec<(usize, usize)> = series.points.iter().map(at).collect();
        let pairs = places.iter().zip(places.iter().skip(1));
        let through: Vec<(usize, usize)> = pairs.flat_map(|(from, to)| between(*from, *to)).collect();
        let (line, style) = path_sign(index, theme);
        for (column, half) in through {
            let (column, row) = (self.left + column, self.top + half / 2);
            if index > 0 && column % 6 != 0 {
                continue;
            }
            let sign =
                if index > 0 || theme.plain_signs { line } else { halved(self.sheet.sign(column, row), half % 2) };
            self.sheet.put(column, row, sign, style);
        }
    }

    /// Bars with their number on top, and the shape of the worst that is in them.
    fn bars(&mut self, series: &Series) {
        let theme = self.theme;
        let mut neighbours = series.points.iter().zip(series.points.iter().skip(1));
        let gap = neighbours.next().and_then(|(a, b)| b.x.checked_sub(a.x));
        let half = gap.unwrap_or(Decimal::ONE).checked_div(Decimal::TWO).unwrap_or_default();
        let base = self.top + self.height;
        for point in series.points.iter().filter(|point| !point.y.is_zero()) {
            let (low, high) = (point.x.checked_sub(half), point.x.checked_add(half));
            let (Some(low), Some(high)) = (low, high) else { continue };
            let (from, to) = (self.column(low), self.column(high));
            // A gap between bars, where they are wide enough to have one.
            let to = if to > from + 2 { to - 1 } else { to.max(from + 1) };
            let top = self.row(point.y);
            let style = match point.standing {
                Standing::Within => theme.good(),
                standing => shape(standing, theme).1,
            };
            for row in top..base {
                (from..to).for_each(|column| self.sheet.put(column, row, theme.sign("█", "#"), style));
            }
            let sign = if point.standing == Standing::Within { "" } else { shape(point.standing, theme).0 };
            let text = format!("{sign}{}", point.y);
            let column = (from + (to - from) / 2).saturating_sub(text.width() / 2);
            self.sheet.write(column, top.saturating_sub(1).max(self.top), &text, style);
        }
    }

    /// The names of the lines: of lying ones at the right edge, of upright ones above.
    fn names(&mut self) {
        for name in self.edge_names() {
            let mut at = self.left + self.width + 1;
            for (part, style) in name.parts {
                self.sheet.write(at, name.row, &part, style);
                at += part.width() + 1;
            }
        }
        for line in self.chart.lines.iter().filter(|line| upright(line)) {
            if let Some((x, _)) = line.points.last() {
                let style = stroke(line.kind, self.theme).2;
                self.upright_name(self.column(*x), line.name.get(self.lang), style);
            }
        }
    }

    fn upright_name(&mut self, column: usize, name: &str, style: Style) {
        let from = column.saturating_sub(name.width() / 2);
        let row = (1..=NAME_ROWS).rev().find(|row| self.sheet.free(from, *row, name.width()));
        if let Some(row) = row {
            self.sheet.write(from, row, name, style);
        }
    }
}

/// Sign and style of what lies beyond a limit; what lies within has the dot of its series.
const fn shape_signs(standing: Standing) -> (&'static str, &'static str) {
    match standing {
        Standing::Within => ("●", "o"),
        Standing::Beyond => ("▲", "!"),
        Standing::FarBeyond => ("✗", "X"),
    }
}

fn shape(standing: Standing, theme: Theme) -> (&'static str, Style) {
    let (sign, plain) = shape_signs(standing);
    let style = match standing {
        Standing::Within => theme.value(),
        Standing::Beyond => theme.warn(),
        Standing::FarBeyond => theme.bad(),
    };
    (theme.sign(sign, plain), style)
}

/// A mark of three cells: the same shape, seen from further away.
const fn large_shape(standing: Standing, theme: Theme) -> &'static str {
    match standing {
        Standing::Within => theme.sign("▐█▌", "(o)"),
        Standing::Beyond => theme.sign("◢█◣", "/!\\"),
        Standing::FarBeyond => theme.sign("▚█▞", ">X<"),
    }
}

/// A line lying, the same upright, and its style.
fn stroke(kind: LineKind, theme: Theme) -> (&'static str, &'static str, Style) {
    match kind {
        LineKind::Nominal => (theme.sign("─", "-"), theme.sign("│", "|"), theme.title()),
        LineKind::Limit => (theme.sign("┄", "."), theme.sign("┆", ":"), theme.warn()),
        LineKind::Absolute => (theme.sign("━", "="), theme.sign("┃", "|"), theme.bad()),
        LineKind::Mean => (theme.sign("╌", "~"), theme.sign("╎", ";"), theme.value()),
    }
}

/// The places on a straight way from one to another, both included.
fn between(from: (usize, usize), to: (usize, usize)) -> Vec<(usize, usize)> {
    let steps = from.0.abs_diff(to.0).max(from.1.abs_diff(to.1)).max(1);
    let part = |a: usize, b: usize, step: usize| {
        let way = (a.abs_diff(b) * step + steps / 2) / steps;
        if b >= a { a + way } else { a - way }
    };
    (0..=steps).map(|step| (part(from.0, to.0, step), part(from.1, to.1, step))).collect()
}

/// What a path looks like, for its name.
fn path_sign(index: usize, theme: Theme) -> (&'static str, Style) {
    if index == 0 { (theme.sign("▄", "*"), theme.value()) } else { (theme.sign("◆", "o"), theme.key()) }
}

/// A cell with one of its halves filled more.
fn halved(sign: &str, half: usize) -> &'static str {
    match (sign, half) {
        ("█", _) | ("▀", 1) | ("▄", 0) => "█",
        (_, 0) => "▀",
        _ => "▄",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::{energies, lot_control, lot_histogram};
    use crate::quantity::parse_decimal;
    use crate::regulation::{LotResult, PackageClass};

    fn context(plain_signs: bool) -> Context {
        let theme = Theme { plain_signs, ..Theme::default() };
        Context {
            lang: Lang::En,
            theme,
            profiles: Vec::new(),
            regulations: Vec::new(),
            book: std::sync::Arc::default(),
            large: false,
            glyphs: crate::tui::Glyphs::default(),
        }
    }

    fn result() -> LotResult {
        LotResult {
            sample_size: 8,
            tolerable_deficiency: "15".into(),
            unit: "g".into(),
            mean: Some("487".into()),
            correction: Some("6".into()),
            net: ["500", "495", "480", "465", "495"].map(str::to_owned).to_vec(),
            classes: vec![PackageClass::Ok, PackageClass::Ok, PackageClass::T1, PackageClass::T2, PackageClass::Ok],
            ..LotResult::default()
        }
    }

    fn text(chart: &Chart, plain: bool, width: u16, height: u16) -> Vec<String> {
        lines(chart, &context(plain), width, height).iter().map(|line| line.to_string().trim_end().to_owned()).collect()
    }

    #[test]
    fn a_control_chart_tells_by_shape_what_lies_beyond() {
        let chart = lot_control(&result(), Decimal::from(500)).unwrap();
        let drawn = text(&chart, true, 56, 12);
        println!("{}", drawn.join("\n"));
        assert_eq!(drawn.len(), 12);
        assert!(drawn[11].contains("! beyond") && drawn[11].contains("X far beyond"), "{}", drawn[11]);
        let level = LotResult { mean: Some("500.2".into()), ..result() };
        let beside = text(&lot_control(&level, Decimal::from(500)).unwrap(), true, 56, 12);
        assert!(beside.iter().any(|row| row.ends_with("-- Qn 500 mean 500.2")), "{}", beside.join("\n"));
        for name in ["Qn 500", "T1 485", "T2 470", "mean 487"] {
            assert!(drawn.iter().any(|row| row.ends_with(name)), "{name}");
        }
        let field = drawn[1..9].join("\n");
        let count = |sign: char| field.chars().filter(|character| *character == sign).count();
        assert_eq!((count('!'), count('X'), count('o')), (1, 1, 3), "{field}");
    }

    #[test]
    fn the_bars_of_a_histogram_carry_their_numbers() {
        let chart = lot_histogram(&result(), Decimal::from(500)).unwrap();
        let drawn = text(&chart, true, 60, 14);
        println!("{}", drawn.join("\n"));
        let field = drawn.join("\n");
        assert!(field.contains("X1") && field.contains("!1") && field.contains('2'), "{field}");
        assert!(field.contains("mean+") && field.contains("Qn"), "{field}");
    }

    #[test]
    fn both_paths_are_seen_although_they_nearly_lie_on_each_other() {
        let series =
            |factor: i64| (0..20_i64).map(|n| (Decimal::from(n), Decimal::new(n * factor, 3))).collect::<Vec<_>>();
        let chart = energies(&series(100), &series(99)).unwrap();
        let plain = text(&chart, true, 60, 14).join("\n");
        assert!(plain.contains('*') && plain.contains('o'), "{plain}");
        let blocks = text(&chart, false, 60, 14).join("\n");
        assert!(blocks.contains("▄ pile") && blocks.contains("◆ standard"), "{blocks}");
        assert!(blocks.contains('▀') && blocks.matches('◆').count() > 3, "{blocks}");
    }

    #[test]
    fn every_row_is_as_wide_as_asked_and_what_is_too_small_is_left_out() {
        let chart = lot_control(&result(), parse_decimal("500").unwrap()).unwrap();
        for (width, height) in [(40, 9), (57, 11), (120, 40)] {
            let drawn = lines(&chart, &context(false), width, height);
            assert!(drawn.iter().all(|line| line.width() == usize::from(width)), "{width}x{height}");
        }
        assert!(lines(&chart, &context(false), 39, 20).is_empty());
    }

    proptest::proptest! {
        #[test]
        fn whatever_was_weighed_is_drawn_in_its_room(
            nets in proptest::collection::vec(0_i64..2_000_000, 1..60), t in 0_i64..50_000, scale in 0_u32..6,
            width in COLUMNS_MIN..250, height in ROWS_MIN..70, plain: bool,
        ) {
            let text = |n: i64| Decimal::new(n, scale).to_string();
            let class = |n: &i64| match 1_000_000 - n {
                short if short > 2 * t => PackageClass::T2,
                short if short > t => PackageClass::T1,
                _ => PackageClass::Ok,
            };
            let result = LotResult {
                sample_size: 10,
                tolerable_deficiency: text(t),
                classes: nets.iter().map(class).collect(),
                net: nets.iter().map(|n| text(*n)).collect(),
                ..LotResult::default()
            };
            let label = Decimal::new(1_000_000, scale);
            for chart in [lot_control(&result, label), lot_histogram(&result, label)].into_iter().flatten() {
                let drawn = lines(&chart, &context(plain), width, height);
                proptest::prop_assert_eq!(drawn.len(), usize::from(height));
                proptest::prop_assert!(drawn.iter().all(|line| line.width() == usize::from(width)));
            }
        }
    }
}
