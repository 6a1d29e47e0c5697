//! Rounding by GB/T 8170: to any interval of 1, 2 or 5 × 10^k, half to even, in one step.
//!
//! Other regulations name other rules (OIML R 87 and counts carry up), so the [`Mode`] is data. A value is rounded once,
//! from the exact fraction; there is no way here to round what was rounded before.

use super::exact::{Exact, whole_to_decimal};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What happens to the part that an interval cannot show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// 四舍六入五成双, GB/T 8170: to the nearest, a tie to the even step; the sign is put back afterwards.
    HalfEven,
    /// 进位: any remainder carries up (away from nought).
    Ceil,
}

/// A value rounded to an interval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rounded {
    /// Whole number of intervals, signed.
    pub steps: i128,
    /// `steps × interval`, with the decimals of the interval.
    pub value: Decimal,
    /// The value before rounding was below nought, so a rounded nought is written `-0.0`.
    pub was_negative: bool,
}

impl Rounded {
    /// As a certificate prints it: a negative value that rounds to nought keeps its minus sign.
    pub fn printed(&self) -> String {
        if self.was_negative && self.steps == 0 { format!("-{}", self.value.abs()) } else { self.value.to_string() }
    }
}

/// Rounds `value` to a multiple of `interval` in one step; `None` when the interval is not above nought or the result
/// does not fit a decimal.
pub fn round_to_interval(value: &Exact, interval: Decimal, mode: Mode) -> Option<Rounded> {
    let steps_exact = value.checked_div(&Exact::from(interval))?;
    if !interval.is_sign_positive() || interval.is_zero() {
        return None;
    }
    let (quotient, remainder, denominator) = steps_exact.parts_of_abs();
    let carry = match mode {
        Mode::Ceil => !remainder.is_zero(),
        Mode::HalfEven => {
            let twice = remainder * 2;
            twice > denominator || (twice == denominator && quotient.is_odd())
        }
    };
    let magnitude = quotient + BigInt::from(u8::from(carry));
    let steps = if value.is_negative() { -magnitude } else { magnitude };
    let mantissa = &steps * BigInt::from(interval.mantissa());
    Some(Rounded {
        steps: steps.to_i128()?,
        value: whole_to_decimal(&mantissa, interval.scale())?,
        was_negative: value.is_negative(),
    })
}

/// Rounds to `places` decimals half to even: for showing, never for deciding. The decimals drop where the number would
/// otherwise be too long for a decimal.
pub fn round_to_places(value: &Exact, places: u32) -> Decimal {
    (0..=places.min(24))
        .rev()
        .find_map(|p| round_to_interval(value, Decimal::new(1, p), Mode::HalfEven))
        .map_or(Decimal::MAX, |rounded| rounded.value)
}

/// The square root of `square` rounded half to even to `places` decimals, from whole numbers alone.
///
/// Values below nought have no root: the caller passes a sum of squares.
pub(super) fn root_to_places(square: &Exact, places: u32) -> Option<Decimal> {
    if square.is_negative() {
        return None;
    }
    let (numerator, denominator) = square.as_fraction();
    // root(n/d)·10^p = root(n·d·10^2p)/d; one guard digit more than shown, and the exact remainder, decide the tie.
    let scale = BigInt::from(10u8).pow(places);
    let radicand = numerator * denominator * &scale * &scale;
    let floor_steps = radicand.sqrt().div_floor(denominator);
    // The candidate below is floor_steps; it is right when (2·floor + 1)² · d² > 4 · radicand.
    let half_up = (&floor_steps * 2 + 1) * denominator;
    let (half_square, four_radicand) = (&half_up * &half_up, radicand * 4);
    let up = half_square < four_radicand || (half_square == four_radicand && floor_steps.is_odd());
    let steps = floor_steps.abs() + BigInt::from(u8::from(up));
    whole_to_decimal(&steps, places)
}

/// How far behind the point the significant digits of a root are looked for.
const ROOT_PLACES: u32 = 18;

/// The square root of `square` with so many significant digits, from whole numbers alone; nought for nought. `None` below
/// nought, and where the result does not fit a decimal.
pub(super) fn root_to_digits(square: &Exact, digits: u32, mode: Mode) -> Option<Decimal> {
    if square.is_negative() {
        return None;
    }
    if square.is_zero() {
        return Some(Decimal::ZERO);
    }
    let ten = BigInt::from(10u8);
    let (numerator, denominator) = square.as_fraction();
    let scale = ten.pow(ROOT_PLACES);
    let radicand = numerator * denominator * &scale * &scale;
    let floor = radicand.sqrt().div_floor(denominator);
    // What the whole number leaves out; it decides where the digits behind the cut would leave a tie, or nothing.
    let floored = &floor * denominator;
    let more = &floored * &floored != radicand;
    let length = u32::try_from(floor.to_string().len()).ok()?;
    let cut = length.saturating_sub(digits);
    let step = ten.pow(cut);
    let (whole, rest) = floor.div_rem(&step);
    let carry = match mode {
        Mode::Ceil => more || !rest.is_zero(),
        Mode::HalfEven => {
            let twice: BigInt = rest * 2;
            twice > step || (twice == step && (more || whole.is_odd()))
        }
    };
    let (mut whole, mut cut) = (whole + BigInt::from(u8::from(carry)), cut);
    // 0.0996 carried up is 0.10, not 0.100.
    if whole == ten.pow(digits) {
        (whole, cut) = (whole / &ten, cut.saturating_add(1));
    }
    match ROOT_PLACES.checked_sub(cut) {
        Some(places) => whole_to_decimal(&whole, places),
        None => whole_to_decimal(&(whole * ten.pow(cut.saturating_sub(ROOT_PLACES))), 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::parse_decimal;

    #[test]
    fn a_root_has_the_significant_digits_that_are_asked_for() {
        let root = |n: i64, d: i64, digits, mode| {
            root_to_digits(&Exact::ratio(n, d).unwrap(), digits, mode).map(|x| x.to_string()).unwrap_or_default()
        };
        let up = |n, d| root(n, d, 2, Mode::Ceil);
        // √(2/3) = 0.816497, √2, 7 and 7.000001 exactly, 0.0996, 9.91, 123.4, nought.
        assert_eq!([up(2, 3), up(2, 1), up(49, 1)].join(" "), "0.82 1.5 7.0");
        assert_eq!(up(49_000_014_000_001, 1_000_000_000_000), "7.1");
        assert_eq!([up(99_201_600, 10_000_000_000), up(982_081, 10_000)].join(" "), "0.10 10");
        assert_eq!([up(1_522_756, 100), up(0, 1), up(1, 1)].join(" "), "130 0 1.0");
        assert_eq!(root(2, 3, 3, Mode::HalfEven), "0.816");
        assert_eq!(root(1_522_756, 100, 3, Mode::HalfEven), "123");
        // 0.1125 to three digits is a tie.
        assert_eq!(root(81, 6400, 3, Mode::HalfEven), "0.112");
        assert_eq!(root(-1, 1, 2, Mode::Ceil), "");
    }

    fn check(value: &str, interval: &str, mode: Mode, expected: &str) {
        let number = |text: &str| parse_decimal(text).unwrap_or_default();
        let rounded = round_to_interval(&Exact::from(number(value)), number(interval), mode);
        assert_eq!(rounded.map(|r| r.printed()).as_deref(), Some(expected), "{value} to {interval}");
    }

    #[test]
    fn ties_go_to_the_even_step() {
        check("0.25", "0.1", Mode::HalfEven, "0.2");
        check("0.35", "0.1", Mode::HalfEven, "0.4");
        check("2500", "1000", Mode::HalfEven, "2000");
        check("60.25", "0.5", Mode::HalfEven, "60.0");
        check("-930", "20", Mode::HalfEven, "-920");
    }

    #[test]
    fn a_negative_value_keeps_its_sign_at_nought() {
        check("-0.04", "0.1", Mode::HalfEven, "-0.0");
        check("0.04", "0.1", Mode::HalfEven, "0.0");
    }

    #[test]
    fn carrying_up_leaves_exact_multiples_alone() {
        check("2.25", "0.1", Mode::Ceil, "2.3");
        check("2.20", "0.1", Mode::Ceil, "2.2");
    }

    #[test]
    fn an_interval_that_is_no_interval_gives_nothing() {
        assert_eq!(round_to_interval(&Exact::from(1), Decimal::ZERO, Mode::HalfEven), None);
        assert_eq!(round_to_interval(&Exact::from(1), Decimal::NEGATIVE_ONE, Mode::HalfEven), None);
    }

    #[test]
    fn roots_are_rounded_from_the_exact_square() {
        let root = |n: i32, d: i32, p| Exact::ratio(n, d).and_then(|e| root_to_places(&e, p)).map(|x| x.to_string());
        assert_eq!(root(2, 1, 6).as_deref(), Some("1.414214"));
        assert_eq!(root(1, 4, 3).as_deref(), Some("0.500"));
        // 0.125 exactly: the tie at two places goes to the even digit.
        assert_eq!(root(1, 64, 2).as_deref(), Some("0.12"));
        assert_eq!(root(-1, 1, 2), None);
    }
}
