//! How one element of a DL/T 645 item is written, and what its bytes mean: the same in both editions.

use super::super::{Datum, DatumValue, Flag, Measurand, Rejected, bcd};
use crate::quantity::{Decimal, Unit};
use compact_str::CompactString;

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
    /// For a block: the elements that the standard has in it.
    pub block: Option<Block>,
}

/// The elements of a block, by the number that each has within its identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// The first: 0 where there is a total.
    pub first: u8,
    /// The last that the standard has; a meter may send fewer.
    pub last: u8,
}

/// An item that is no number in BCD.
pub(super) const fn item(quantity: Measurand, unit: Option<Unit>, format: Format, bytes: usize) -> ItemFormat {
    ItemFormat { quantity, unit, format, bytes, block: None }
}

/// A number in BCD.
pub(super) const fn bcd(quantity: Measurand, unit: Unit, places: u32, bytes: usize, signed: bool) -> ItemFormat {
    item(quantity, Some(unit), Format::Bcd { places, signed }, bytes)
}

/// Text of any length.
pub(super) const fn text(quantity: Measurand) -> ItemFormat {
    item(quantity, None, Format::Text, 0)
}

impl ItemFormat {
    /// The value of one element, under its name.
    pub(super) fn decode(&self, name: CompactString, bytes: &[u8]) -> Result<Datum, Rejected> {
        // All FF: a phase that is not there, or no value.
        if bytes.iter().all(|byte| *byte == 0xFF) && !matches!(self.format, Format::Binary { .. }) {
            return Ok(Datum::without_number(self.quantity, Flag::Absent).item(name).unit(self.unit));
        }
        Ok(Datum::new(self.quantity, self.value(bytes)?).item(name).unit(self.unit))
    }

    fn value(&self, bytes: &[u8]) -> Result<DatumValue, Rejected> {
        Ok(match self.format {
            Format::Bcd { places, signed } => bcd::number(bytes, places, signed)?.into(),
            Format::Binary { places } => {
                let whole = bytes.iter().rev().fold(0_i64, |total, byte| total << 8 | i64::from(*byte));
                Decimal::new(whole, places).into()
            }
            Format::Demand { places } => {
                let (demand, when) = bytes.split_at_checked(3).ok_or(Rejected::Length)?;
                bcd::digits(when)?;
                bcd::number(demand, places, false)?.into()
            }
            Format::Date => date(&bcd::digits(bytes)?)?.into(),
            Format::Time => clock(&bcd::digits(bytes)?)?.into(),
            Format::Digits => bcd::digits(bytes)?.into(),
            Format::Text => reversed_text(bytes).into(),
        })
    }

    /// The data bytes of a number; `None` where the item is no number or the number does not fit. Digits beyond are cut.
    pub fn encode_number(&self, value: Decimal) -> Option<Vec<u8>> {
        match self.format {
            Format::Bcd { places, signed } => bcd::encode(value, places, self.bytes, signed),
            Format::Binary { places } => {
                let whole = (value * Decimal::from(10_u64.checked_pow(places)?)).trunc();
                let whole = u32::try_from(whole.normalize().to_string().parse::<u64>().ok()?).ok()?;
                Some(whole.to_le_bytes().to_vec())
            }
            _ => None,
        }
    }

    /// The data bytes of a date (`YYYY-MM-DD`), a time (`hh:mm:ss`) or twelve digits.
    pub fn encode_text(&self, text: &str) -> Option<Vec<u8>> {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let digits = match self.format {
            // The weekday goes last: DL/T 645 counts Sunday as 0.
            Format::Date => {
                let weekday = text.parse::<jiff::civil::Date>().ok()?.weekday().to_sunday_zero_offset();
                format!("{}{weekday:02}", digits.get(2..8)?)
            }
            Format::Time => digits.get(..6)?.to_owned(),
            Format::Digits => digits.get(..12)?.to_owned(),
            _ => return None,
        };
        bcd::encode(digits.parse().ok()?, 0, digits.len() / 2, false)
    }
}

/// `YYMMDDWW` to `20YY-MM-DD`; a day that is in no calendar is no date.
fn date(digits: &str) -> Result<String, Rejected> {
    let part = |range: std::ops::Range<usize>| digits.get(range).ok_or(Rejected::Length);
    let text = format!("20{}-{}-{}", part(0..2)?, part(2..4)?, part(4..6)?);
    text.parse::<jiff::civil::Date>().map_err(|_| Rejected::NonDigit)?;
    Ok(text)
}

/// `hhmmss` to `hh:mm:ss`.
fn clock(digits: &str) -> Result<String, Rejected> {
    let part = |range: std::ops::Range<usize>| digits.get(range).ok_or(Rejected::Length);
    let text = format!("{}:{}:{}", part(0..2)?, part(2..4)?, part(4..6)?);
    text.parse::<jiff::civil::Time>().map_err(|_| Rejected::NonDigit)?;
    Ok(text)
}

fn reversed_text(bytes: &[u8]) -> String {
    let printable = |byte: &&u8| (b' '..=b'~').contains(*byte);
    bytes.iter().rev().filter(printable).map(|byte| char::from(*byte)).collect::<String>().trim().to_owned()
}
