//! Data identifiers of DL/T 645-1997 (two bytes): which bytes mean what. One that is not here has no known unit and stays raw.
//!
//! The same physical value has another scale than in the edition of 2007, and the standard's items have no sign. Energy,
//! voltage, current, power and power factor as the standard has them; reactive power (B64x) and the clock (C010, C011)
//! from the firmware of a meter; voltage and current of DC meters (B691, B6A1) from the firmware of a pile.

use super::super::Measurand;
use super::item::{Block, Format, ItemFormat, bcd, item};
use crate::quantity::Unit;

/// Single items.
const SINGLE: &[(u32, ItemFormat)] = &[
    (0xB691, bcd(Measurand::Voltage, Unit::Volt, 3, 3, true)),
    (0xB6A1, bcd(Measurand::Current, Unit::Ampere, 4, 4, true)),
    (0xC010, item(Measurand::Date, None, Format::Date, 4)),
    (0xC011, item(Measurand::Time, None, Format::Time, 3)),
];

const ENERGY: ItemFormat = bcd(Measurand::Energy, Unit::KilowattHour, 2, 4, false);

/// Families: the first three digits of the identifier, the format of one element, and the first and last element. The last
/// digit selects total, tariff or phase (`F`: all of them).
const FAMILIES: &[(u32, ItemFormat, Block)] = &[
    (0x901, ENERGY, TARIFFS),
    (0x902, ENERGY, TARIFFS),
    (0xB61, bcd(Measurand::Voltage, Unit::Volt, 0, 2, false), PHASES),
    (0xB62, bcd(Measurand::Current, Unit::Ampere, 2, 2, false), PHASES),
    (0xB63, bcd(Measurand::Power, Unit::Kilowatt, 4, 3, false), TOTAL_AND_PHASES),
    (0xB64, bcd(Measurand::ReactivePower, Unit::Kilovar, 2, 2, false), TOTAL_AND_PHASES),
    (0xB65, bcd(Measurand::PowerFactor, Unit::One, 3, 2, false), TOTAL_AND_PHASES),
];

const TARIFFS: Block = Block { first: 0, last: 0xE };
const PHASES: Block = Block { first: 1, last: 3 };
const TOTAL_AND_PHASES: Block = Block { first: 0, last: 3 };

/// The last digit that stands for all elements.
pub(super) const WHOLE: u8 = 0xF;

/// The identifier of one element of a block: its number is the last digit.
pub(super) fn element(identifier: u32, part: u8) -> u32 {
    identifier & !0xF | u32::from(part & 0xF)
}

/// What an identifier means; `None` for one that is not in the table.
pub(super) fn item_format(identifier: u32) -> Option<ItemFormat> {
    if let Some((_, format)) = SINGLE.iter().find(|(single, _)| *single == identifier) {
        return Some(*format);
    }
    let (_, format, block) = FAMILIES.iter().find(|(family, ..)| *family == identifier >> 4)?;
    let part = u8::try_from(identifier & 0xF).ok()?;
    let known = part == WHOLE || (block.first..=block.last).contains(&part);
    known.then_some(ItemFormat { block: (part == WHOLE).then_some(*block), ..*format })
}
