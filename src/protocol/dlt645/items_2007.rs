//! Data identifiers of DL/T 645-2007 (four bytes): which bytes mean what. One that is not here has no known unit and stays raw.

use super::super::Measurand;
use super::item::{Block, Format, ItemFormat, bcd, item, text};
use crate::quantity::Unit;

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

/// The third byte that stands for all elements.
pub(super) const WHOLE: u8 = 0xFF;
/// Highest tariff (third byte) and settlement day (fourth byte) of the energy items, and the last phase of the others.
const TARIFF_MAX: u8 = 0x3F;
const PHASE_MAX: u8 = 3;
const SETTLEMENT_MAX: u8 = 0x0C;

/// The identifier of one element of a block: its number stands in the third byte.
pub(super) const fn element(identifier: u32, part: u8) -> u32 {
    let [d3, d2, _, d0] = identifier.to_be_bytes();
    u32::from_be_bytes([d3, d2, part, d0])
}

/// What an identifier means; `None` for one that is not in the table.
pub(super) fn item_format(identifier: u32) -> Option<ItemFormat> {
    if let Some((_, format)) = SINGLE.iter().find(|(single, _)| *single == identifier) {
        return Some(*format);
    }
    let [d3, d2, d1, d0] = identifier.to_be_bytes();
    let family = u16::from_be_bytes([d3, d2]);
    let (_, format, first) = FAMILIES.iter().find(|(known, ..)| *known == family)?;
    let energy = format.quantity == Measurand::Energy;
    let last = if energy { TARIFF_MAX } else { PHASE_MAX };
    let day_max = if energy { SETTLEMENT_MAX } else { 0 };
    let part_known = d1 == WHOLE || (*first..=last).contains(&d1);
    let block = (d1 == WHOLE).then_some(Block { first: *first, last });
    (part_known && d0 <= day_max).then_some(ItemFormat { block, ..*format })
}
