//! Fractions without rounding, and the one door through which written numbers come in.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};
use rust_decimal::Decimal;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Div, Mul, Neg, Sub};
use thiserror::Error;

/// Longest number accepted from a file, a key or a wire: more digits than any instrument shows.
pub const DIGITS_MAX: usize = 20;

/// Why a text is not a number that this program accepts.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NumberError {
    /// Nothing was written.
    #[error("empty number")]
    Empty,
    /// Something else than digits, one sign in front and one point inside.
    #[error("not a plain decimal number (digits alone: no unit, exponent or comma): {0:?}")]
    NotPlain(String),
    /// More than [`DIGITS_MAX`] digits.
    #[error("more than {DIGITS_MAX} digits: {0:?}")]
    TooLong(String),
}

/// Reads a plain decimal (`-12.50`): an optional sign, digits, at most one point with digits on both sides.
///
/// Keeps every digit written. Exponents, thousands separators and decimal commas are refused, because each of them has
/// turned a weight into another weight somewhere.
pub fn parse_decimal(text: &str) -> Result<Decimal, NumberError> {
    if text.is_empty() {
        return Err(NumberError::Empty);
    }
    let not_plain = || NumberError::NotPlain(text.chars().take(40).collect());
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !plain(whole) || !plain(fraction) {
        return Err(not_plain());
    }
    if digits.bytes().filter(u8::is_ascii_digit).count() > DIGITS_MAX {
        return Err(NumberError::TooLong(text.chars().take(40).collect()));
    }
    Decimal::from_str_exact(text.strip_prefix('+').unwrap_or(text)).map_err(|_| not_plain())
}

/// `-0.00` is nought: a sign there says nothing about the load.
pub fn without_negative_zero(mut number: Decimal) -> Decimal {
    if number.is_zero() {
        number.set_sign_positive(true);
    }
    number
}

/// The digits of a number with the point moved; `None` when a decimal does not hold it.
pub fn times_ten_to(number: Decimal, power: i32) -> Option<Decimal> {
    let places = i64::from(number.scale()) - i64::from(power);
    if let Ok(places) = u32::try_from(places) {
        return Decimal::try_from_i128_with_scale(number.mantissa(), places).ok();
    }
    let noughts = u32::try_from(-places).ok()?;
    let mantissa = number.mantissa().checked_mul(10_i128.checked_pow(noughts)?)?;
    Decimal::try_from_i128_with_scale(mantissa, 0).ok()
}

/// An exact fraction: the only kind of number that decides a verdict.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Exact(BigRational);

impl Exact {
    /// Nought.
    pub fn zero() -> Self {
        Self(BigRational::zero())
    }

    /// The fraction `numerator / denominator`; `None` when the denominator is nought.
    pub fn ratio(numerator: impl Into<BigInt>, denominator: impl Into<BigInt>) -> Option<Self> {
        let denominator = denominator.into();
        (!denominator.is_zero()).then(|| Self(BigRational::new(numerator.into(), denominator)))
    }

    /// Whether it is nought.
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// Whether it is below nought.
    pub fn is_negative(&self) -> bool {
        self.0.is_negative()
    }

    /// Without its sign.
    #[must_use]
    pub fn abs(&self) -> Self {
        Self(self.0.abs())
    }

    /// The largest whole number not above it; `None` below nought or beyond a `u64`.
    pub fn floor_to_u64(&self) -> Option<u64> {
        (!self.is_negative()).then(|| self.0.to_integer().to_u64()).flatten()
    }

    /// Multiplied by itself.
    #[must_use]
    pub fn squared(&self) -> Self {
        // Squares of a fraction in lowest terms are in lowest terms: nothing is to be reduced.
        Self(self.0.pow(2))
    }

    /// Divided by `divisor`; `None` when that is nought.
    pub fn checked_div(&self, divisor: &Self) -> Option<Self> {
        (!divisor.is_zero()).then(|| Self(&self.0 / &divisor.0))
    }

    /// The whole number nearest towards nought of the numerator and denominator, as `(quotient, remainder, denominator)`
    /// of the absolute value: what every rounding rule needs, and all it needs.
    pub(super) fn parts_of_abs(&self) -> (BigInt, BigInt, BigInt) {
        let numerator = self.0.numer().abs();
        let denominator = self.0.denom().clone();
        (&numerator / &denominator, &numerator % &denominator, denominator)
    }

    /// The sum and the sum of squares. Over one denominator: fractions added one by one are brought to lowest terms every
    /// time, which costs more than the whole rest of a judgement.
    pub(super) fn sums(values: &[&Self]) -> (Self, Self) {
        let common = values.iter().fold(BigInt::one(), |common, value| common.lcm(value.0.denom()));
        let mut sum = BigInt::zero();
        let mut squares = BigInt::zero();
        for value in values {
            let whole = value.0.numer() * (&common / value.0.denom());
            squares += &whole * &whole;
            sum += whole;
        }
        let square = &common * &common;
        (Self(BigRational::new(sum, common)), Self(BigRational::new(squares, square)))
    }

    /// As numerator and denominator, for arithmetic on whole numbers.
    pub(super) fn as_fraction(&self) -> (&BigInt, &BigInt) {
        (self.0.numer(), self.0.denom())
    }

    /// The exact decimal, when there is one of at most `places_max` decimals.
    pub fn to_decimal_exact(&self, places_max: u32) -> Option<Decimal> {
        let scaled = self.0.numer() * BigInt::from(10u8).pow(places_max);
        let (whole, rest) = scaled.div_rem(self.0.denom());
        rest.is_zero().then(|| whole_to_decimal(&whole, places_max)).flatten().map(|d| d.normalize())
    }
}

/// `whole × 10^-places` as a decimal, when it fits one.
pub(super) fn whole_to_decimal(whole: &BigInt, places: u32) -> Option<Decimal> {
    let mantissa = whole.to_i128()?;
    Decimal::try_from_i128_with_scale(mantissa, places).ok()
}

impl From<Decimal> for Exact {
    fn from(value: Decimal) -> Self {
        let denominator = BigInt::from(10u8).pow(value.scale());
        Self(BigRational::new(BigInt::from(value.mantissa()), denominator))
    }
}

impl From<&Decimal> for Exact {
    fn from(value: &Decimal) -> Self {
        Self::from(*value)
    }
}

macro_rules! exact_from_whole {
    ($($whole:ty),*) => { $(impl From<$whole> for Exact {
        fn from(value: $whole) -> Self {
            Self(BigRational::from(BigInt::from(value)))
        }
    })* };
}
exact_from_whole!(i32, i64, i128, u32, u64, usize);

macro_rules! exact_operator {
    ($($name:ident :: $method:ident),*) => { $(
        impl $name<&Exact> for &Exact {
            type Output = Exact;
            fn $method(self, other: &Exact) -> Exact {
                Exact($name::$method(&self.0, &other.0))
            }
        }
        impl $name for Exact {
            type Output = Exact;
            fn $method(self, other: Exact) -> Exact {
                Exact($name::$method(self.0, other.0))
            }
        }
    )* };
}
exact_operator!(Add::add, Sub::sub, Mul::mul);

/// Division by a value known not to be nought; use [`Exact::checked_div`] for anything that came from outside.
impl Div<u32> for &Exact {
    type Output = Exact;
    fn div(self, divisor: u32) -> Exact {
        debug_assert!(divisor != 0, "a constant divisor is never nought");
        Exact(&self.0 / BigRational::from(BigInt::from(divisor.max(1))))
    }
}

impl Neg for &Exact {
    type Output = Exact;
    fn neg(self) -> Exact {
        Exact(-&self.0)
    }
}

impl Sum for Exact {
    fn sum<I: Iterator<Item = Self>>(iterator: I) -> Self {
        iterator.fold(Self::zero(), |total, each| total + each)
    }
}

impl fmt::Display for Exact {
    /// A terminating decimal as such, anything else as `numerator/denominator`: nothing is rounded in passing.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(decimal) = self.to_decimal_exact(20) {
            write!(f, "{decimal}")
        } else {
            write!(f, "{}/{}", self.0.numer(), self.0.denom())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_keeps_the_digits_it_was_written_with() {
        for text in ["1.000", "0", "-0.50", "12345678901234567890"] {
            assert_eq!(parse_decimal(text).map(|d| d.to_string()), Ok(text.to_owned()));
        }
        assert_eq!(parse_decimal("+7.10").map(|d| d.to_string()), Ok("7.10".to_owned()));
    }

    #[test]
    fn what_is_not_a_plain_decimal_is_refused() {
        for text in ["", "-", ".5", "5.", "1e5", "1,5", "1 000", "0x10", "NaN", "--1", "１"] {
            assert!(parse_decimal(text).is_err(), "{text:?} was taken for a number");
        }
        assert!(matches!(parse_decimal("123456789012345678901"), Err(NumberError::TooLong(_))));
    }

    #[test]
    fn an_exact_value_prints_without_rounding() {
        assert_eq!(Exact::ratio(1, 3).map(|e| e.to_string()), Some("1/3".into()));
        assert_eq!(Exact::ratio(-1, 8).map(|e| e.to_string()), Some("-0.125".into()));
        assert_eq!(Exact::ratio(1, 0), None);
    }
}
