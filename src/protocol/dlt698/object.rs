//! Objects of DL/T 698.45 meters: object attribute descriptor (OAD), type, scale and unit. One that is not here stays raw.

use super::super::{Datum, Flag, Measurand, Rejected, bcd};
use super::axdr::{self, Data, INT16, INT32, UINT16, UINT32, UINT64};
use crate::quantity::{Decimal, Unit};
use jiff::civil::DateTime;

/// How an object is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A number of a type (its tag), with decimals.
    Number {
        /// Tag of its type.
        tag: u8,
        /// How many decimals it has.
        places: u32,
    },
    /// A date and a time.
    DateTime,
    /// Digits, two a byte.
    Digits,
}

/// An object of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Object {
    /// What it measures.
    pub quantity: Measurand,
    /// Its unit.
    pub unit: Option<Unit>,
    /// How it is written.
    pub format: Format,
    /// Elements of its array; 0 for one that is no array.
    pub elements: u8,
    /// Whether the first element is the total (tariffs or phases follow).
    pub total: bool,
}

const fn number(quantity: Measurand, unit: Unit, tag: u8, places: u32, elements: u8, total: bool) -> Object {
    Object { quantity, unit: Some(unit), format: Format::Number { tag, places }, elements, total }
}

const fn plain(quantity: Measurand, format: Format) -> Object {
    Object { quantity, unit: None, format, elements: 0, total: false }
}

/// OADs of whole objects and what they mean. Energy: total and four tariffs; attribute 4 of 0010 is the register with four
/// decimals. Power: total and phases; voltage and current: phases.
const OBJECTS: &[(u32, Object)] = &[
    (0x0000_0200, number(Measurand::Energy, Unit::KilowattHour, INT32, 2, 5, true)),
    (0x0010_0200, number(Measurand::Energy, Unit::KilowattHour, UINT32, 2, 5, true)),
    (0x0010_0400, number(Measurand::Energy, Unit::KilowattHour, UINT64, 4, 5, true)),
    (0x0020_0200, number(Measurand::Energy, Unit::KilowattHour, UINT32, 2, 5, true)),
    (0x2000_0200, number(Measurand::Voltage, Unit::Volt, UINT16, 1, 3, false)),
    (0x2001_0200, number(Measurand::Current, Unit::Ampere, INT32, 3, 3, false)),
    (0x2004_0200, number(Measurand::Power, Unit::Watt, INT32, 1, 4, true)),
    (0x200A_0200, number(Measurand::PowerFactor, Unit::One, INT16, 3, 4, true)),
    (0x200F_0200, number(Measurand::Frequency, Unit::Hertz, UINT16, 2, 0, false)),
    (0x4000_0200, plain(Measurand::DateTime, Format::DateTime)),
    (0x4001_0200, plain(Measurand::Address, Format::Digits)),
    (0x4002_0200, plain(Measurand::Number, Format::Digits)),
];

/// An OAD as people write it: `00100401`.
pub fn oad_text(oad: u32) -> String {
    format!("{oad:08X}")
}

/// What an OAD means, and which element of an array it names (0: the whole); `None` for one that is not in the table.
pub fn object(oad: u32) -> Option<(Object, u8)> {
    let (_, object) = OBJECTS.iter().find(|(known, _)| *known == oad & !0xFF)?;
    let element = u8::try_from(oad & 0xFF).ok()?;
    (element == 0 || object.elements > 0).then_some((*object, element))
}

/// The values of an object's data; `raw` are its bytes, for an object that is not in the table.
pub(super) fn values(oad: u32, data: &Data, raw: &[u8]) -> Result<Vec<Datum>, Rejected> {
    let Some((object, element)) = object(oad) else {
        let raw: String = raw.iter().map(|byte| format!("{byte:02x}")).collect();
        return Ok(vec![Datum::new(Measurand::Raw, raw.into()).item(oad_text(oad))]);
    };
    match data {
        Data::Many(elements) if element == 0 && object.elements > 0 && (1..=0xFF).contains(&elements.len()) => {
            elements.iter().zip(oad + 1..).map(|(data, oad)| object.value(oad, data)).collect()
        }
        Data::Many(_) => Err(Rejected::Length),
        // Of an array the whole was asked for, and one value came.
        Data::Whole(tag, _) if element == 0 && object.elements > 0 => Err(Rejected::DataType { tag: *tag }),
        data => Ok(vec![object.value(oad, data)?]),
    }
}

/// An object that the device has no value for.
pub(super) fn absent(oad: u32) -> Datum {
    let (quantity, unit) = object(oad).map_or((Measurand::Raw, None), |(object, _)| (object.quantity, object.unit));
    Datum::without_number(quantity, Flag::Absent).item(oad_text(oad)).unit(unit)
}

impl Object {
    fn value(&self, oad: u32, data: &Data) -> Result<Datum, Rejected> {
        let value = match (self.format, data) {
            (_, Data::Null) => return Ok(absent(oad)),
            (Format::Number { tag, places }, Data::Whole(found, whole)) if tag == *found => {
                Decimal::try_from_i128_with_scale(*whole, places).map_err(|_| Rejected::Length)?.into()
            }
            (Format::DateTime, Data::DateTime(bytes)) => date_time(*bytes)?.into(),
            (Format::Digits, Data::Octets(bytes)) => {
                bcd::digits(bytes)?;
                bytes.iter().map(|byte| format!("{byte:02X}")).collect::<String>().into()
            }
            (_, data) => return Err(Rejected::DataType { tag: tag_of(data) }),
        };
        Ok(Datum::new(self.quantity, value).item(oad_text(oad)).unit(self.unit))
    }

    /// The data bytes of a number; `None` where the object is no number or the number does not fit. Digits beyond are cut.
    pub fn encode_number(&self, value: Decimal) -> Option<Vec<u8>> {
        let Format::Number { tag, places } = self.format else { return None };
        let whole = (value * Decimal::from(10_u64.checked_pow(places)?)).trunc();
        axdr::encode_whole(tag, whole.normalize().to_string().parse().ok()?)
    }

    /// The data bytes of digits, most significant first.
    pub fn encode_digits(&self, digits: &[u8]) -> Option<Vec<u8>> {
        if self.format == Format::Digits { axdr::encode_octets(digits) } else { None }
    }

    /// The data bytes of a date and time.
    pub fn encode_date_time(&self, when: DateTime) -> Option<Vec<u8>> {
        let year = u16::try_from(when.year()).ok().filter(|_| self.format == Format::DateTime)?;
        let rest = [when.month(), when.day(), when.hour(), when.minute(), when.second()];
        let rest: Vec<u8> = rest.iter().map(|part| u8::try_from(*part).ok()).collect::<Option<_>>()?;
        Some([&[axdr::DATE_TIME][..], &year.to_be_bytes(), &rest].concat())
    }

    /// The data bytes of a whole array.
    pub fn encode_array(&self, values: &[Decimal]) -> Option<Vec<u8>> {
        let count = u8::try_from(values.len()).ok().filter(|count| *count < 0x80)?;
        let elements = values.iter().map(|value| self.encode_number(*value)).collect::<Option<Vec<_>>>()?;
        Some([vec![axdr::ARRAY, count], elements.concat()].concat())
    }
}

const fn tag_of(data: &Data) -> u8 {
    match data {
        Data::Null => axdr::NULL,
        Data::Whole(tag, _) => *tag,
        Data::Octets(_) => axdr::OCTETS,
        Data::Text(_) => 0x0A,
        Data::DateTime(_) => axdr::DATE_TIME,
        Data::Many(_) => axdr::ARRAY,
    }
}

/// Year, month, day, hour, minute, second; what is in no calendar is no date.
fn date_time([y1, y0, month, day, hour, minute, second]: [u8; 7]) -> Result<String, Rejected> {
    let year = u16::from_be_bytes([y1, y0]);
    let text = format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}");
    text.parse::<DateTime>().map_err(|_| Rejected::NonDigit)?;
    Ok(text)
}
