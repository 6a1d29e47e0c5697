//! Exact numbers with units: what a wire shows, what a clause limits, what a certificate prints.
//!
//! Three kinds of number, and nothing else, carry a measured value in this program:
//! [`Decimal`] keeps the digits that an instrument showed (`1.000` is not `1`); [`Exact`] is a fraction without any
//! rounding, in which every decision is taken; [`Quantity`] is a decimal with its [`Unit`].
//! Invariant: no binary float. Rounding happens once, at the end, in [`rounding`].

pub mod exact;
pub mod rounding;
pub mod shown;
pub mod statistics;
pub mod uncertainty;
pub mod unit;

pub use exact::{Exact, NumberError, parse_decimal, times_ten_to, without_negative_zero};
pub use rounding::{Mode, Rounded, round_to_interval, round_to_places};
pub use rust_decimal::Decimal;
pub use statistics::{Sample, StandardDeviation};
pub use uncertainty::Expanded;
pub use unit::{Dimension, Unit, UnknownUnit};

use serde::{Deserialize, Serialize};
use std::fmt;

/// A decimal value with its unit, with the digits it was shown or written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Quantity {
    /// The number, digits kept.
    pub value: Decimal,
    /// Its unit.
    pub unit: Unit,
}

impl Quantity {
    /// Puts a number and a unit together.
    pub const fn new(value: Decimal, unit: Unit) -> Self {
        Self { value, unit }
    }

    /// The same quantity in another unit, exactly; `None` when the two units measure different things.
    pub fn exact_in(&self, unit: Unit) -> Option<Exact> {
        self.unit.factor_to(unit).map(|factor| &Exact::from(self.value) * &factor)
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let symbol = self.unit.symbol();
        if symbol.is_empty() { write!(f, "{}", self.value) } else { write!(f, "{} {symbol}", self.value) }
    }
}
