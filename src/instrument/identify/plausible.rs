//! Whether a value can be one of a real instrument. Wide bounds: they tell numbers from bytes that were read wrongly (another
//! word order, another register), not good instruments from bad ones.

use crate::protocol::{Datum, Measurand};
use crate::quantity::{Decimal, Unit};

/// What a kind of value may be at most, in its base unit, and whether below nought.
struct Bounds {
    quantity: Measurand,
    greatest: i64,
    signed: bool,
}

const BOUNDS: &[Bounds] = &[
    Bounds { quantity: Measurand::Voltage, greatest: 2_000, signed: true },
    Bounds { quantity: Measurand::Current, greatest: 5_000, signed: true },
    Bounds { quantity: Measurand::Power, greatest: 10_000_000, signed: true },
    Bounds { quantity: Measurand::ReactivePower, greatest: 10_000_000, signed: true },
    Bounds { quantity: Measurand::ApparentPower, greatest: 10_000_000, signed: true },
    Bounds { quantity: Measurand::PowerFactor, greatest: 1, signed: true },
    Bounds { quantity: Measurand::Frequency, greatest: 70, signed: false },
    Bounds { quantity: Measurand::Temperature, greatest: 200, signed: true },
    Bounds { quantity: Measurand::Energy, greatest: 1_000_000_000_000, signed: true },
    Bounds { quantity: Measurand::Mass, greatest: 1_000_000_000, signed: true },
];

/// Below this no instrument of ours shows anything but nought; floats read in a wrong word order are far below.
const LEAST: Decimal = Decimal::from_parts(1, 0, 0, false, 7);

/// Whether a value makes sense. What carries no number (an overload, a date) is taken as it is.
pub(super) fn sensible(datum: &Datum) -> bool {
    let Some(number) = datum.number() else { return true };
    if number.is_zero() {
        return true;
    }
    let Some(bounds) = BOUNDS.iter().find(|bounds| bounds.quantity == datum.quantity) else { return true };
    let thousands = matches!(datum.unit, Some(Unit::Kilowatt | Unit::KilowattHour));
    let greatest = Decimal::from(bounds.greatest) / Decimal::from(if thousands { 1_000 } else { 1 });
    (bounds.signed || number.is_sign_positive()) && (LEAST..=greatest).contains(&number.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn volts(text: &str) -> Datum {
        Datum::new(Measurand::Voltage, crate::quantity::parse_decimal(text).unwrap().into()).unit(Unit::Volt)
    }

    #[test]
    fn numbers_of_instruments_are_told_from_bytes_read_wrongly() {
        assert!(sensible(&volts("229.7")));
        assert!(sensible(&volts("0")));
        assert!(sensible(&volts("-750")));
        assert!(!sensible(&volts("65535")));
        assert!(!sensible(&volts("0.000000000001")));
    }
}
