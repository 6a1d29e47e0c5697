//! A chart and a QR code as SVG, without binary fractions: points become whole tenths of a pixel.
//!
//! Everything is told by shape as well as by colour, so that a black-and-white print says the same.

use crate::chart::{Axis, Chart, Line, LineKind, Mark, Point, Series, Standing};
use crate::document::tongue::Tongue;
use crate::quantity::Decimal;
use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write;

/// The picture, in tenths of a pixel.
const WIDTH: i64 = 7200;
const HEIGHT: i64 = 3200;
/// Where the axes lie: room for the marks at the left and below, for names of lines at the right.
const LEFT: i64 = 800;
const RIGHT: i64 = 6100;
const TOP: i64 = 400;
const BOTTOM: i64 = 2600;

/// Light modules around a QR code, as its standard asks.
const QUIET: usize = 4;

/// Escapes a text for XML and HTML.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Characters that XML 1.0 has no way to write.
            '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
    out
}

/// A length in tenths of a pixel as SVG writes it.
fn px(tenths: i64) -> String {
    format!("{}{}.{}", if tenths < 0 { "-" } else { "" }, (tenths / 10).abs(), (tenths % 10).abs())
}

/// Where a value lies between two ends; beyond them it is drawn at the end.
fn place(value: Decimal, axis: &Axis, from: i64, to: i64) -> i64 {
    let length = to - from;
    let part = || {
        let whole = axis.most.checked_sub(axis.least)?;
        let reached = value.checked_sub(axis.least)?;
        let tenths = reached.checked_mul(Decimal::from(length))?.checked_div(whole)?;
        i64::try_from(tenths.round().mantissa().checked_div(10_i128.checked_pow(tenths.round().scale())?)?).ok()
    };
    let (least, most) = (from.min(to), from.max(to));
    from.saturating_add(part().unwrap_or(0)).clamp(least, most)
}

struct Picture<'a> {
    chart: &'a Chart,
    tongue: Tongue,
    out: String,
}

/// A chart as one `<svg>` element.
pub fn chart(chart: &Chart, tongue: Tongue) -> String {
    let mut picture = Picture { chart, tongue, out: String::new() };
    let title = escaped(&tongue.say(&chart.title));
    let _ = write!(
        picture.out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{title}\">\
         <title>{title}</title>",
        px(WIDTH),
        px(HEIGHT)
    );
    picture.axes();
    for line in &chart.lines {
        picture.line(line);
    }
    for series in &chart.series {
        picture.series(series);
    }
    picture.names();
    picture.out.push_str("</svg>");
    picture.out
}

impl Picture<'_> {
    fn x(&self, value: Decimal) -> i64 {
        place(value, &self.chart.x, LEFT, RIGHT)
    }

    fn y(&self, value: Decimal) -> i64 {
        place(value, &self.chart.y, BOTTOM, TOP)
    }

    fn stroke(&mut self, from: (i64, i64), to: (i64, i64), class: &str) {
        let [x1, y1, x2, y2] = [from.0, from.1, to.0, to.1].map(px);
        let _ = write!(self.out, "<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" class=\"{class}\"/>");
    }

    fn text(&mut self, at: (i64, i64), anchor: &str, class: &str, text: &str) {
        let (x, y, text) = (px(at.0), px(at.1), escaped(text));
        let _ = write!(self.out, "<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\" class=\"{class}\">{text}</text>");
    }

    fn axes(&mut self) {
        self.stroke((LEFT, BOTTOM), (RIGHT, BOTTOM), "axis");
        self.stroke((LEFT, TOP), (LEFT, BOTTOM), "axis");
        for tick in &self.chart.x.ticks {
            let x = self.x(*tick);
            self.stroke((x, BOTTOM), (x, BOTTOM + 50), "axis");
            self.text((x, BOTTOM + 180), "middle", "tick", &tick.to_string());
        }
        for tick in &self.chart.y.ticks {
            let y = self.y(*tick);
            self.stroke((LEFT - 50, y), (LEFT, y), "axis");
            self.stroke((LEFT, y), (RIGHT, y), "grid");
            self.text((LEFT - 80, y + 40), "end", "tick", &tick.to_string());
        }
        let (x, y) = (self.tongue.say(&self.chart.x.label), self.tongue.say(&self.chart.y.label));
        self.text((LEFT.midpoint(RIGHT), BOTTOM + 380), "middle", "label", &x);
        self.text((20, 130), "start", "label", &y);
    }

    fn line(&mut self, line: &Line) {
        let class = match line.kind {
            LineKind::Nominal => "nominal",
            LineKind::Limit => "limit",
            LineKind::Absolute => "absolute",
            LineKind::Mean => "mean",
        };
        self.path(line.points.iter().copied(), class);
    }

    /// The names of the lines: of a level one at its right end, of an upright one above it; apart where they lie close.
    fn names(&mut self) {
        let upright =
            |line: &&Line| line.points.iter().all(|(x, _)| line.points.first().is_some_and(|(first, _)| x == first));
        let (uprights, levels): (Vec<&Line>, Vec<&Line>) = self.chart.lines.iter().partition(upright);
        let ends = levels.iter().filter_map(|line| Some((line.points.last()?.1, self.tongue.say(&line.name))));
        let mut ends: Vec<(i64, String)> = ends.map(|(y, name)| (self.y(y), name)).collect();
        ends.sort();
        let mut free = i64::MIN;
        for (y, name) in ends {
            let at = y.max(free);
            self.text((RIGHT + 60, at + 40), "start", "tick", &name);
            free = at + 140;
        }
        let tops = uprights.iter().filter_map(|line| Some((line.points.first()?.0, self.tongue.say(&line.name))));
        let mut tops: Vec<(i64, String)> = tops.map(|(x, name)| (self.x(x), name)).collect();
        tops.sort();
        let (mut last, mut row) = (i64::MIN / 2, 0);
        for (x, name) in tops {
            row = if x - last < 350 { (row + 1) % 3 } else { 0 };
            self.text((x, TOP - 30 - row * 120), "middle", "tick", &name);
            last = x;
        }
    }

    fn path(&mut self, points: impl Iterator<Item = (Decimal, Decimal)>, class: &str) {
        let places: Vec<String> = points.map(|(x, y)| format!("{},{}", px(self.x(x)), px(self.y(y)))).collect();
        let _ = write!(self.out, "<polyline points=\"{}\" class=\"{class}\"/>", places.join(" "));
    }

    fn series(&mut self, series: &Series) {
        match series.mark {
            Mark::Points => {}
            Mark::Path => self.path(series.points.iter().map(|point| (point.x, point.y)), "path"),
            Mark::Bars => {
                for point in &series.points {
                    self.bar(point, series.points.len());
                }
                return;
            }
        }
        for point in &series.points {
            self.point(point);
        }
    }

    fn bar(&mut self, point: &Point, count: usize) {
        let count = i64::try_from(count).unwrap_or(i64::MAX).max(1);
        let half = ((RIGHT - LEFT) / count / 2).clamp(5, 400) * 8 / 10;
        let (x, y, nought) = (self.x(point.x), self.y(point.y), self.y(Decimal::ZERO));
        let (top, bottom) = (y.min(nought), y.max(nought));
        let [x, top, wide, high] = [x - half, top, half * 2, bottom - top].map(px);
        let class = standing(point.standing);
        let _ =
            write!(self.out, "<rect x=\"{x}\" y=\"{top}\" width=\"{wide}\" height=\"{high}\" class=\"bar {class}\"/>");
    }

    /// Within: a disc; beyond: a diamond; far beyond: a cross.
    fn point(&mut self, point: &Point) {
        let (x, y) = (self.x(point.x), self.y(point.y));
        let class = standing(point.standing);
        let _ = match point.standing {
            Standing::Within => {
                write!(self.out, "<circle cx=\"{}\" cy=\"{}\" r=\"3.2\" class=\"{class}\"/>", px(x), px(y))
            }
            Standing::Beyond => {
                let corners = [(x, y - 55), (x + 55, y), (x, y + 55), (x - 55, y)];
                let corners = corners.map(|(x, y)| format!("{},{}", px(x), px(y))).join(" ");
                write!(self.out, "<polygon points=\"{corners}\" class=\"{class}\"/>")
            }
            Standing::FarBeyond => {
                let [left, right, top, bottom] = [x - 50, x + 50, y - 50, y + 50].map(px);
                write!(
                    self.out,
                    "<path d=\"M{left} {top}L{right} {bottom}M{left} {bottom}L{right} {top}\" class=\"{class}\"/>"
                )
            }
        };
    }
}

const fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Within => "within",
        Standing::Beyond => "beyond",
        Standing::FarBeyond => "far-beyond",
    }
}

/// A text's QR code; `None` when the text is too long for one.
pub fn qr(text: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let (width, colours) = (code.width(), code.to_colors());
    let side = width + 2 * QUIET;
    let mut path = String::new();
    for (at, _) in colours.iter().enumerate().filter(|(_, colour)| **colour == Color::Dark) {
        let (x, y) = (at % width + QUIET, at / width + QUIET);
        let _ = write!(path, "M{x} {y}h1v1h-1z");
    }
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"qr\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\" \
         role=\"img\" aria-label=\"QR\"><rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/>\
         <path d=\"{path}\" fill=\"#000\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Words;

    fn axis(least: i64, most: i64) -> Axis {
        let ends = [least, most].map(Decimal::from);
        Axis { label: Words::from("x"), least: ends[0], most: ends[1], ticks: ends.to_vec() }
    }

    #[test]
    fn a_value_lies_where_its_part_of_the_axis_is() {
        let axis = axis(-2, 2);
        for (value, at) in [("-2", 0), ("0", 500), ("1", 750), ("0.001", 500), ("0.003", 501), ("2", 1000), ("9", 1000)]
        {
            assert_eq!(place(value.parse().unwrap(), &axis, 0, 1000), at, "{value}");
            assert_eq!(place(value.parse().unwrap(), &axis, 1000, 0), 1000 - at, "{value}");
        }
    }

    #[test]
    fn a_point_beyond_a_limit_has_another_shape_and_names_cannot_break_out() {
        let point = |standing| Point { x: Decimal::ONE, y: Decimal::ONE, standing };
        let drawn = |standing| {
            let series = vec![Series { name: "s".into(), mark: Mark::Points, points: vec![point(standing)] }];
            let title = Words::from("<b>&\"\u{1}");
            chart(&Chart { title, x: axis(0, 2), y: axis(0, 2), lines: Vec::new(), series }, Tongue::Both)
        };
        assert!(drawn(Standing::Within).contains("<circle"));
        assert!(drawn(Standing::Beyond).contains("<polygon") && !drawn(Standing::Beyond).contains("<circle"));
        assert!(drawn(Standing::FarBeyond).contains("<path"));
        let text = drawn(Standing::Within);
        assert!(text.contains("&lt;b&gt;&amp;&quot;\u{fffd}") && !text.contains("<b>"));
        assert!(roxmltree::Document::parse(&text).is_ok());
    }

    #[test]
    fn a_code_is_drawn_and_one_that_is_too_long_is_not() {
        let picture = qr("QH1;station=QH-0;sig=x").unwrap();
        assert!(picture.contains("viewBox=\"0 0 33 33\"") && picture.contains("M4 4h1v1h-1z"), "{picture}");
        assert_eq!(qr(&"x".repeat(3000)), None);
    }
}
