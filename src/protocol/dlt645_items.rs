//! Data identifiers of DL/T 645-2007: which bytes mean what. An identifier that is not here has no known unit and stays raw.

use super::Measurand;
use crate::quantity::Unit;

/// How one element of an item is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Format {
    /// BCD, least significant byte first.
    Bcd { places: u32, signed: bool },
    /// Unsigned binary, least significant byte first (a vendor's way, not the standard's).
    Binary { places: u32 },
    /// WW DD MM YY.
    Date,
    /// ss mm hh.
    Time,
    /// Twelve digits.
    Digits,
    /// ASCII, reversed.
    Text,
    /// BCD number of three bytes, then mm hh DD MM YY.
    Demand { places: u32 },
}

/// An item, or one element of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ItemFormat {
    /// What it measures.
    pub quantity: Measurand,
    /// Its unit.
    pub unit: Option<Unit>,
    /// How it is written.
    pub format: Format,
    /// Bytes of one element; 0 where any length is right.
    pub bytes: usize,
    /// For a block: the second identifier byte of its first element.
    pub block_from: Option<u8>,
}

const fn item(quantity: Measurand, unit: Option<Unit>, format: Format, bytes: usize) -> ItemFormat {
    ItemFormat { quantity, unit, format, bytes, block_from: None }
}

const fn bcd(quantity: Measurand, unit: Unit, places: u32, bytes: usize, signed: bool) -> ItemFormat {
    item(quantity, Some(unit), Format::Bcd { places, signed }, bytes)
}

const fn text(quantity: Measurand) -> ItemFormat {
    item(quantity, None, Format::Text, 0)
}

/// Single items: identifier and format. DC items of charging meters and the 0.001 kWh item of one maker are from firmware
/// (protocol sheet, status code); the standard has no identifier for energy with more than two decimals.
const SINGLE: &[(u32, ItemFormat)] = &[
    (0x0101_0000, item(Measurand::Demand, Some(Unit::Kilowatt), Format::Demand { places: 4 }, 8)),
    (0x0280_0002, bcd(Measurand::Frequency, Unit::Hertz, 2, 2, false)),
    (0x0280_0007, bcd(Measurand::Temperature, Unit::Celsius, 1, 2, true)),
    (0x0200_0100, bcd(Measurand::Current, Unit::Ampere, 4, 4, true)),
    (0x0200_0200, bcd(Measurand::Voltage, Unit::Volt, 3, 4, true)),
    (0x00D1_0000, item(Measurand::Energy, Some(Unit::KilowattHour), Format::Binary { places: 3 }, 4)),
    (0x0400_0101, item(Measurand::Date, None, Format::Date, 4)),
    (0x0400_0102, item(Measurand::Time, None, Format::Time, 3)),
    (0x0400_0401, item(Measurand::Address, None, Format::Digits, 6)),
    (0x0400_0402, item(Measurand::Number, None, Format::Digits, 6)),
    (0x0400_0403, text(Measurand::Number)),
    (0x0400_0404, text(Measurand::Text)),
    (0x0400_0405, text(Measurand::Text)),
    (0x0400_0406, text(Measurand::Text)),
    (0x0400_0407, text(Measurand::Text)),
    (0x0400_0408, text(Measurand::Text)),
    (0x0400_0409, bcd(Measurand::PulseConstant, Unit::PulsePerKilowattHour, 0, 3, false)),
    (0x0400_040A, bcd(Measurand::PulseConstant, Unit::PulsePerKilovarHour, 0, 3, false)),
];

/// Families: first two identifier bytes, the format of one element, and the third byte of the first element of a block.
/// The third byte selects total, tariff or phase (`FF`: all of them), the fourth the settlement day.
const FAMILIES: &[(u16, ItemFormat, u8)] = &[
    (0x0000, bcd(Measurand::Energy, Unit::KilowattHour, 2, 4, true), 0),
    (0x0001, bcd(Measurand::Energy, Unit::KilowattHour, 2, 4, false), 0),
    (0x0002, bcd(Measurand::Energy, Unit::KilowattHour, 2, 4, false), 0),
    (0x0201, bcd(Measurand::Voltage, Unit::Volt, 1, 2, false), 1),
    (0x0202, bcd(Measurand::Current, Unit::Ampere, 3, 3, true), 1),
    (0x0203, bcd(Measurand::Power, Unit::Kilowatt, 4, 3, true), 0),
    (0x0204, bcd(Measurand::ReactivePower, Unit::Kilovar, 4, 3, true), 0),
    (0x0205, bcd(Measurand::ApparentPower, Unit::KilovoltAmpere, 4, 3, true), 0),
    (0x0206, bcd(Measurand::PowerFactor, Unit::One, 3, 2, true), 0),
];

/// Highest tariff (third byte) and settlement day (fourth byte) of the energy items.
const TARIFF_MAX: u8 = 0x3F;
const SETTLEMENT_MAX: u8 = 0x0C;

/// What an identifier means; `None` for one that is not in the table.
pub fn item_format(identifier: u32) -> Option<ItemFormat> {
    if let Some((_, format)) = SINGLE.iter().find(|(single, _)| *single == identifier) {
        return Some(*format);
    }
    let [d3, d2, d1, d0] = identifier.to_be_bytes();
    let family = u16::from_be_bytes([d3, d2]);
    let (_, format, first) = FAMILIES.iter().find(|(known, ..)| *known == family)?;
    let energy = format.quantity == Measurand::Energy;
    let part_max = if energy { TARIFF_MAX } else { 3 };
    let day_max = if energy { SETTLEMENT_MAX } else { 0 };
    let part_known = d1 == 0xFF || (*first..=part_max).contains(&d1);
    (part_known && d0 <= day_max).then_some(ItemFormat { block_from: (d1 == 0xFF).then_some(*first), ..*format })
}
