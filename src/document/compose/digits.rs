//! How many digits the figures of a paper have: the one place where papers shorten what a judgement holds.
//!
//! A judgement keeps means and errors to many places, for whoever works them out again. A paper prints of them what was
//! measured and one digit more (`quantity::shown`), or as many as the uncertainty beside them has (GUM 7.2.6), and never so few
//! that a figure stands on the other side of its limit. Readings, figures that a regulation rounds, and the calculation of the
//! original record keep all their digits; so does the judgement in the JSON form.

use crate::document::paper::Cell;
use crate::quantity::{Decimal, parse_decimal, shown};
use crate::regulation::{Judgement, LotResult, PileResult, ScaleReadingResult};

/// A figure with its unit, by itself.
pub(super) fn figure(text: Option<&String>, unit: &str, least: u32, limits: &[Decimal]) -> Cell {
    text.map_or(Cell::Empty, |text| Cell::measured(&shown::shown(text, least, &shown::beside(limits)), unit))
}

/// A sentence of figures as an item has them, `+0.912345 %, −0.1 %`: each by itself, whatever stands around it.
pub(super) fn within(text: &str, least: u32, limits: &[Decimal]) -> String {
    let word = |word: &str| shown::shown(word, least, &shown::beside(limits));
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// Items whose results a judgement gives with all its places; the others are as measured, or as a regulation rounds them.
pub(super) const IN_FULL: [&str; 3] = ["mean", "working-error", "indication-error"];

/// Decimals of such results.
pub(super) fn of_items(judgement: &Judgement) -> Option<u32> {
    judgement.lot.as_ref().map(LotResult::places).or_else(|| judgement.pile.as_ref().map(of_pile))
}

/// The figures of a text of limits: `≥ 500 g`, `±2.0 %`, `±0.5 e = ±5 g`, on both sides where the limit is on both.
pub(super) fn limits_in(text: &str) -> Vec<Decimal> {
    let number = |word: &str| {
        let both = word.starts_with('±');
        let value = parse_decimal(word.trim_start_matches(['±', '≤', '≥']).trim_end_matches([',', ';'])).ok()?;
        Some(if both { vec![value, -value] } else { vec![value] })
    };
    text.split(' ').filter_map(number).flatten().collect()
}

/// What the net content of a package is held against: the label quantity, one and two T below it.
pub(super) struct LotDigits {
    /// Decimals of net contents and deviations.
    pub places: u32,
    label: Vec<Decimal>,
}

impl LotDigits {
    pub(super) fn of(lot: &LotResult, label: Option<Decimal>) -> Self {
        let t = parse_decimal(&lot.tolerable_deficiency).unwrap_or_default();
        let below = [Decimal::ZERO, -t, -t - t];
        let net: Vec<Decimal> = label.iter().flat_map(|label| below.map(|short| *label + short)).collect();
        let (nets, deviations) = (&lot.net, &lot.deviations);
        let column = |list: &[String], limits: &[Decimal]| {
            shown::places(list.iter().map(String::as_str), lot.places(), &shown::beside(limits))
        };
        let wanted = column(nets, &net).max(column(deviations, &below));
        // Nobody needs a nought behind figures that all end before it.
        let longest =
            nets.iter().chain(deviations).filter_map(|text| parse_decimal(text).ok()).map(|each| each.scale());
        let places = wanted.min(longest.max().unwrap_or(lot.decimals).max(lot.decimals));
        Self { places, label: label.into_iter().collect() }
    }

    /// A net content or a deviation.
    pub(super) fn package(&self, text: Option<&String>) -> Cell {
        text.map_or(Cell::Empty, |text| Cell::number(&shown::aligned(text, self.places)))
    }

    /// The mean, held against the label quantity.
    pub(super) fn mean(&self, lot: &LotResult) -> Cell {
        figure(lot.mean.as_ref(), &lot.unit, lot.places(), &self.label)
    }
}

/// Decimals of the errors of a pile: those of U where it is stated, and one more than rounded errors have.
pub(super) fn of_pile(pile: &PileResult) -> u32 {
    let scale = |text: &String| parse_decimal(text).ok().map(|value| value.scale());
    let points = || pile.load_points.iter();
    let stated = points().filter_map(|point| scale(&point.uncertainty.as_ref()?.expanded)).max();
    let rounded = rounded_places(pile).map(|places| places.saturating_add(1));
    let least = stated.max(rounded).unwrap_or(PILE_PLACES);
    let limits: Vec<Decimal> = points().filter_map(|point| point.limit_percent.as_deref()).flat_map(both).collect();
    let beside = shown::beside(&limits);
    let errors = points().flat_map(|point| &point.errors_percent).map(String::as_str);
    let least = shown::places(errors, least, &beside);
    // Rounding the printed mean must give the rounded error that is printed beside it: it may not fall upon a tie of any interval
    // of 1, 2 or 5 in the last place.
    let steps = rounded_places(pile);
    let tie = |value: Decimal| steps.is_some_and(|places| on_half(value, places));
    let stands = |short, value| beside(short, value) && tie(short) == tie(value);
    shown::places(points().filter_map(|point| point.mean_percent.as_deref()), least, &stands)
}

/// Decimals of an error whose rounding is not known and whose U is not stated.
const PILE_PLACES: u32 = 3;

fn rounded_places(pile: &PileResult) -> Option<u32> {
    let rounded = pile.load_points.iter().filter_map(|point| point.rounded_percent.as_deref());
    rounded.filter_map(|text| parse_decimal(text).ok()).map(|value| value.scale()).max()
}

fn both(limit: &str) -> Vec<Decimal> {
    parse_decimal(limit).map(|limit| vec![limit, -limit]).unwrap_or_default()
}

/// Whether a value is a whole number of halves of the last of so many places.
fn on_half(value: Decimal, places: u32) -> bool {
    let value = value.normalize();
    value.scale() <= places || (value.scale() == places.saturating_add(1) && value.mantissa() % 5 == 0)
}

/// Decimals of the errors of a scale, which are exact: as many as the longest has, or the uncertainty beside them.
pub(super) fn of_scale(results: &[ScaleReadingResult]) -> u32 {
    let texts = results.iter().flat_map(|result| {
        let u = result.uncertainty.as_ref().map(|u| &u.expanded);
        [result.indication_before_rounding.as_ref(), result.error.as_ref(), result.corrected_error.as_ref(), u]
    });
    texts.flatten().filter_map(|text| parse_decimal(text).ok()).map(|value| value.scale()).max().unwrap_or_default()
}

/// An exact figure in a column of so many decimals.
pub(super) fn aligned(text: Option<&String>, places: u32) -> Cell {
    text.map_or(Cell::Empty, |text| Cell::number(&shown::aligned(text, places)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::regulation::{ItemVerdict, LoadPointResult, UncertaintyResult};

    fn lot(net: &[&str], deviations: &[&str]) -> LotResult {
        let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
        LotResult {
            tolerable_deficiency: "15".into(),
            unit: "g".into(),
            decimals: 1,
            mean: Some("499.996".into()),
            net: texts(net),
            deviations: texts(deviations),
            ..LotResult::default()
        }
    }

    #[test]
    fn packages_stand_on_their_side_of_t_with_one_number_of_decimals() {
        let label = parse_decimal("500").ok();
        let found = |net: &[&str], deviations: &[&str]| {
            let lot = lot(net, deviations);
            let digits = LotDigits::of(&lot, label);
            net.iter()
                .map(|net| match digits.package(Some(&(*net).to_owned())) {
                    Cell::Number { digits, .. } => digits,
                    _ => String::new(),
                })
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(found(&["502.8", "499.0"], &["+2.8", "-1.0"]), "502.8 499.0");
        assert_eq!(found(&["502.816667", "499.0"], &["+2.816667", "-1.0"]), "502.82 499.00");
        // Short by a little more than T: 485.00 would not be.
        assert_eq!(found(&["484.998", "499.0"], &["-15.002", "-1.0"]), "484.998 499.000");
        let lot = lot(&[], &[]);
        assert_eq!(LotDigits::of(&lot, label).mean(&lot), Cell::measured("499.996", "g"));
    }

    #[test]
    fn errors_of_a_pile_end_where_u_does_and_round_to_what_stands_beside_them() {
        let point = |mean: &str, rounded: &str, u: Option<&str>| LoadPointResult {
            voltage: None,
            current: None,
            power_factor: None,
            limit_percent: Some("2.0".into()),
            errors_percent: vec![mean.to_owned()],
            mean_percent: Some(mean.to_owned()),
            rounded_percent: Some(rounded.to_owned()),
            verdict: ItemVerdict::Pass,
            verdict_unrounded: ItemVerdict::Pass,
            verdict_rounded: ItemVerdict::Pass,
            energy_sufficient: None,
            uncertainty: u.map(|u| UncertaintyResult {
                components: Vec::new(),
                expanded: u.into(),
                coverage_factor: "2".into(),
                unit: "%".into(),
                share_of_limit_percent: None,
                decision: crate::regulation::Decision::Simple,
            }),
        };
        let places =
            |points: Vec<LoadPointResult>| of_pile(&PileResult { load_points: points, ..PileResult::default() });
        assert_eq!(places(vec![point("0.869565", "0.8", Some("0.029"))]), 3);
        assert_eq!(places(vec![point("0.869565", "0.8", None)]), 2);
        // 0.75 would be rounded to 0.8; 2.00 would keep the limit.
        assert_eq!(places(vec![point("0.749565", "0.7", None)]), 4);
        assert_eq!(places(vec![point("2.000400", "2.0", None)]), 4);
    }

    #[test]
    fn limits_are_read_from_what_an_item_says() {
        let number = |text: &str| parse_decimal(text).unwrap();
        assert_eq!(limits_in("≥ 500 g"), [number("500")]);
        assert_eq!(limits_in("±2.0 %, ±1 %"), ["2.0", "-2.0", "1", "-1"].map(number));
        assert_eq!(within("505.032591 g", 2, &limits_in("≥ 500 g")), "505.03 g");
        assert_eq!(within("499.996000 g", 1, &limits_in("≥ 500 g")), "499.996 g");
        assert_eq!(within("T1 3, T2 0", 1, &[]), "T1 3, T2 0");
        assert_eq!(within("+0.912345 %, -0.1 %", 3, &[]), "+0.912 %, -0.1 %");
    }
}
