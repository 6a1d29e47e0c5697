//! Figures for people: how many decimals a figure that was worked out gets on paper and on a screen.
//!
//! What comes in was rounded once already, to more places than anybody reads. It is shortened half to even (GB/T 8170), and
//! keeps more digits where shortening would change what it says: on a tie, since what lies behind the last digit is not known
//! (one step only, never a chain), and where the shorter figure would stand otherwise to a limit than the figure itself.

use super::exact::{Exact, parse_decimal};
use super::rounding::round_to_places;
use rust_decimal::Decimal;

/// Whether a shortened figure still says of its limits what the figure itself says.
pub type Stands<'a> = dyn Fn(Decimal, Decimal) -> bool + 'a;

/// The fewest decimals, `least` or more, that all figures of one column can be shortened to. `stands` is asked of each with the
/// shortened figure first. Texts that are no number have no say.
pub fn places<'a>(figures: impl IntoIterator<Item = &'a str>, least: u32, stands: &Stands<'_>) -> u32 {
    let fewest = |text| {
        let value = parse_decimal(text).ok()?;
        let keeps = |places: &u32| !tie(value, *places) && stands(rounded(value, *places), value);
        (least..value.scale()).find(keeps).or(Some(value.scale().max(least)))
    };
    figures.into_iter().filter_map(fewest).max().unwrap_or(least)
}

/// A figure with at most `places` decimals; its sign, also a plus, is kept. What is no number, or has no more decimals, stays.
pub fn shortened(text: &str, places: u32) -> String {
    match parse_decimal(text) {
        Ok(value) if value.scale() > places => signed(text, rounded(value, places)),
        _ => text.to_owned(),
    }
}

/// The same with exactly `places` decimals: figures of one column stand with their points below each other.
pub fn aligned(text: &str, places: u32) -> String {
    match parse_decimal(text) {
        Ok(mut value) if value.scale() < places => {
            value.rescale(places);
            signed(text, value)
        }
        _ => shortened(text, places),
    }
}

/// A figure by itself: `least` decimals, more where it needs them.
pub fn shown(text: &str, least: u32, stands: &Stands<'_>) -> String {
    shortened(text, places([text], least, stands))
}

/// Stands to each of some limits as before: above it, below it or upon it.
pub fn beside(limits: &[Decimal]) -> impl Fn(Decimal, Decimal) -> bool {
    |shown, value| limits.iter().all(|limit| shown.cmp(limit) == value.cmp(limit))
}

/// A nought keeps the sign of what it was.
fn signed(text: &str, value: Decimal) -> String {
    match text.as_bytes().first() {
        Some(b'+') => format!("+{value}"),
        Some(b'-') => format!("-{}", value.abs()),
        _ => value.to_string(),
    }
}

fn rounded(value: Decimal, places: u32) -> Decimal {
    round_to_places(&Exact::from(value), places)
}

/// Whether a figure ends in a 5 just behind these places.
fn tie(value: Decimal, places: u32) -> bool {
    let value = value.normalize();
    value.scale() == places.saturating_add(1) && value.mantissa() % 10 != 0 && value.mantissa() % 5 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        parse_decimal(text).unwrap()
    }

    #[test]
    fn a_figure_is_shortened_once() {
        let free = |text: &str, least| shown(text, least, &beside(&[]));
        assert_eq!(free("505.032591", 2), "505.03");
        assert_eq!(free("+2.66666667", 3), "+2.667");
        assert_eq!(free("-0.000400", 2), "-0.00");
        assert_eq!(free("502.4", 2), "502.4");
        assert_eq!(free("-", 2), "-");
        // It may have been 505.03499999: 505.03 is right then, and 505.04 if it was 505.035 itself.
        assert_eq!(free("505.035000", 2), "505.035");
        assert_eq!(free("0.1545000", 3), "0.1545");
    }

    #[test]
    fn a_figure_never_changes_sides() {
        let limit = [number("500")];
        for (text, wanted) in [
            ("499.996000", "499.996"),
            ("499.999600", "499.9996"),
            ("500.004000", "500.004"),
            ("500.000000", "500.0"),
            ("499.900000", "499.9"),
            ("512.345678", "512.3"),
        ] {
            assert_eq!(shown(text, 1, &beside(&limit)), wanted);
        }
        // A limit that has more digits than are shown is not jumped over either.
        assert_eq!(shown("0.126", 1, &beside(&[number("0.125")])), "0.13");
    }

    #[test]
    fn figures_of_a_column_have_one_number_of_decimals() {
        let column = ["502.8", "499.984000", "498.666667"];
        let places = places(column, 1, &beside(&[number("500")]));
        assert_eq!(
            (places, column.map(|text| aligned(text, places)).join(" ")),
            (2, "502.80 499.98 498.67".to_owned())
        );
        assert_eq!(aligned("-0", 2), "-0.00");
        assert_eq!(aligned("+1", 1), "+1.0");
    }

    #[test]
    fn whatever_comes_it_stays_on_its_side_and_near() {
        let mut random = fastrand::Rng::with_seed(7);
        for _ in 0..20_000 {
            let value = Decimal::new(random.i64(-50_000_000..50_000_000), random.u32(0..9));
            let limit = Decimal::new(random.i64(-5_000..5_000), random.u32(0..5));
            let least = random.u32(0..6);
            let short = number(&shown(&value.to_string(), least, &beside(&[limit])));
            assert_eq!(short.cmp(&limit), value.cmp(&limit), "{value} beside {limit}");
            assert!((short - value).abs() * Decimal::from(2) < Decimal::new(1, least), "{value} as {short}");
        }
    }
}
