//! The units that instruments send and labels carry, and the exact factors between them.

use super::exact::Exact;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// What a unit measures; only units of one dimension convert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Dimension {
    Mass,
    Volume,
    Length,
    Area,
    Count,
    Energy,
    Power,
    ReactivePower,
    ApparentPower,
    Voltage,
    Current,
    Frequency,
    Temperature,
    Time,
    PulseConstant,
    Ratio,
}

/// A text that names no unit this program knows.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("unknown unit {0:?}")]
pub struct UnknownUnit(pub String);

macro_rules! units {
    ($($name:ident $symbol:literal [$($alias:literal)*] $dimension:ident $numerator:literal / $denominator:literal;)*) => {
        /// A unit of measurement.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs)]
        pub enum Unit { $($name),* }

        impl Unit {
            /// Every unit, for lists and help.
            pub const ALL: &[Unit] = &[$(Unit::$name),*];

            /// As it is written in files and on screens; a pure ratio has none.
            pub const fn symbol(self) -> &'static str {
                match self { $(Unit::$name => $symbol),* }
            }

            /// What it measures.
            pub const fn dimension(self) -> Dimension {
                match self { $(Unit::$name => Dimension::$dimension),* }
            }

            const fn in_base(self) -> (i128, i128) {
                match self { $(Unit::$name => ($numerator, $denominator)),* }
            }
        }

        impl FromStr for Unit {
            type Err = UnknownUnit;
            fn from_str(text: &str) -> Result<Self, UnknownUnit> {
                match text {
                    $($symbol $(| $alias)* => Ok(Unit::$name),)*
                    _ => Err(UnknownUnit(text.chars().take(20).collect())),
                }
            }
        }
    };
}

// name, symbol, other spellings, dimension, factor to the base unit of the dimension (g, mL, m, m², 1, Wh, W …).
// lb and oz: the international avoirdupois pound is 0.45359237 kg exactly (1959 agreement).
units! {
    Milligram "mg" [] Mass 1 / 1000;
    Gram "g" [] Mass 1 / 1;
    Kilogram "kg" [] Mass 1000 / 1;
    Tonne "t" [] Mass 1_000_000 / 1;
    Pound "lb" [] Mass 45_359_237 / 100_000;
    Ounce "oz" [] Mass 45_359_237 / 1_600_000;
    Grain "GN" ["gn"] Mass 6_479_891 / 100_000_000;
    Carat "ct" [] Mass 1 / 5;
    Millilitre "mL" ["ml"] Volume 1 / 1;
    Centilitre "cL" ["cl"] Volume 10 / 1;
    Litre "L" ["l"] Volume 1000 / 1;
    Millimetre "mm" [] Length 1 / 1000;
    Centimetre "cm" [] Length 1 / 100;
    Metre "m" [] Length 1 / 1;
    SquareMillimetre "mm2" ["mm²"] Area 1 / 1_000_000;
    SquareCentimetre "cm2" ["cm²"] Area 1 / 10_000;
    SquareDecimetre "dm2" ["dm²"] Area 1 / 100;
    SquareMetre "m2" ["m²"] Area 1 / 1;
    Count "count" ["PCS" "pcs"] Count 1 / 1;
    WattHour "Wh" [] Energy 1 / 1;
    KilowattHour "kWh" [] Energy 1000 / 1;
    MegawattHour "MWh" [] Energy 1_000_000 / 1;
    Watt "W" [] Power 1 / 1;
    Kilowatt "kW" [] Power 1000 / 1;
    Var "var" [] ReactivePower 1 / 1;
    Kilovar "kvar" [] ReactivePower 1000 / 1;
    VoltAmpere "VA" [] ApparentPower 1 / 1;
    KilovoltAmpere "kVA" [] ApparentPower 1000 / 1;
    Volt "V" [] Voltage 1 / 1;
    Ampere "A" [] Current 1 / 1;
    Hertz "Hz" [] Frequency 1 / 1;
    Celsius "degC" ["°C"] Temperature 1 / 1;
    Second "s" [] Time 1 / 1;
    PulsePerKilowattHour "imp/kWh" [] PulseConstant 1 / 1;
    PulsePerKilovarHour "imp/kvarh" [] PulseConstant 1 / 1;
    Percent "%" [] Ratio 1 / 100;
    One "" ["1"] Ratio 1 / 1;
}

impl Unit {
    /// The exact number of `other` in one of `self`; `None` when they measure different things.
    pub fn factor_to(self, other: Self) -> Option<Exact> {
        if self.dimension() != other.dimension() || (self.dimension() == Dimension::PulseConstant && self != other) {
            return None;
        }
        let ((n1, d1), (n2, d2)) = (self.in_base(), other.in_base());
        Exact::ratio(n1 * d2, d1 * n2)
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.symbol())
    }
}

impl Serialize for Unit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.symbol())
    }
}

impl<'de> Deserialize<'de> for Unit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_symbol_reads_back_as_itself() {
        for unit in Unit::ALL {
            assert_eq!(unit.symbol().parse(), Ok(*unit));
        }
    }

    #[test]
    fn conversions_are_exact_and_stay_in_their_dimension() {
        assert_eq!(Unit::Pound.factor_to(Unit::Gram).map(|f| f.to_string()), Some("453.59237".into()));
        assert_eq!(Unit::Ounce.factor_to(Unit::Pound), Exact::ratio(1, 16));
        assert_eq!(Unit::Gram.factor_to(Unit::Millilitre), None);
        assert_eq!("furlong".parse::<Unit>(), Err(UnknownUnit("furlong".into())));
    }
}
