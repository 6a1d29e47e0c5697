//! The status-byte family: start byte, three status bytes, six digits, sometimes six digits of tare. Toledo continuous
//! output and the formats that look like it and are not: each is a row of this file, because their bits mean other things.

use super::columns::{self, Column, PRINTED, Shape, digits};
use super::{Data, Datum, Flag, Meaning, Measurand, Protocol, Rejected, Scan, Shown};
use crate::quantity::{Decimal, Unit, without_negative_zero};
use smallvec::smallvec;

/// Toledo continuous output with its check byte.
pub const TOLEDO_CONTINUOUS: Protocol = Protocol {
    name: "toledo-continuous",
    layout: super::parts::toledo,
    scan: |buffer, _| scan(buffer, &CONTINUOUS),
    decode: |frame, _| read(frame, &CONTINUOUS),
    weigh: |shown, _| write(shown, &CONTINUOUS),
    ..Protocol::SPOKEN
};

/// Toledo continuous output set to send no check byte. A form of its own: a reader that took both would take a damaged
/// frame of the one for a good frame of the other.
pub const TOLEDO_CONTINUOUS_PLAIN: Protocol = Protocol {
    name: "toledo-continuous-plain",
    layout: super::parts::toledo,
    checked: false,
    scan: |buffer, _| scan(buffer, &PLAIN),
    decode: |frame, _| read(frame, &PLAIN),
    weigh: |shown, _| write(shown, &PLAIN),
    ..Protocol::SPOKEN
};

/// 衡天 9800: no tare, CR LF, and bit 3 means at rest.
pub const HENGTIAN_9800: Protocol = Protocol {
    name: "hengtian-9800",
    checked: false,
    carries_unit: false,
    scan: |buffer, _| scan(buffer, &HENGTIAN),
    decode: |frame, _| read(frame, &HENGTIAN),
    weigh: |shown, _| write(shown, &HENGTIAN),
    ..Protocol::SPOKEN
};

/// T-Scale ROW, output Con2: CR LF in place of CR and check byte, no code for steps.
pub const TSCALE_CON2: Protocol = Protocol {
    name: "tscale-con2",
    checked: false,
    scan: |buffer, _| scan(buffer, &CON2),
    decode: |frame, _| read(frame, &CON2),
    weigh: |shown, _| write(shown, &CON2),
    ..Protocol::SPOKEN
};

const STX: u8 = 0x02;
/// Second status byte: net, negative, out of range (over or under), and the bit of motion or rest.
const NET: u8 = 0x01;
const NEGATIVE: u8 = 0x02;
const OUT_OF_RANGE: u8 = 0x04;
const MOTION: u8 = 0x08;
/// Low bits of the first status byte that place the point, and of the third that name the unit.
const LOW: u8 = 0x07;

/// What bits of the second and low bits of the third status byte make a unit.
struct UnitBits {
    unit: Unit,
    second: (u8, u8),
    third: u8,
}

/// A format of the family.
struct Form {
    shape: &'static Shape,
    /// Mask and bits that are the same in every frame, of each status byte.
    fixed: [(u8, u8); 3],
    /// Digits after the point by code; below nought, noughts that are not sent.
    places: [Option<i8>; 8],
    /// Bits of the first status byte that a simulator sets: a step of one.
    step_of_one: u8,
    /// Bit 3 of the second status byte means at rest, not moving.
    rest_is_set: bool,
    /// Empty when the wire carries no unit.
    units: &'static [UnitBits],
    /// Bit of the third status byte that says the digits are ten times finer: then no source says where the point is.
    expanded: u8,
    tare: bool,
    checksum: bool,
    /// What ends the frame, before the check byte.
    end: &'static [u8],
}

const START: (Column, usize) = (Column::Of(&[STX]), 1);
const STATUS: (Column, usize) = (Column::In(0x20, 0x7F), 3);
/// In overload anything may stand in place of the digits.
const WEIGHT: (Column, usize) = (PRINTED, 6);
const TARE: (Column, usize) = (PRINTED, 6);
const CR: (Column, usize) = (Column::Of(b"\r"), 1);
const LF: (Column, usize) = (Column::Of(b"\n"), 1);
const TOLEDO_UNITS: &[UnitBits] = &[
    UnitBits { unit: Unit::Kilogram, second: (0x10, 0x10), third: 0 },
    UnitBits { unit: Unit::Pound, second: (0x10, 0), third: 0 },
    UnitBits { unit: Unit::Gram, second: (0, 0), third: 1 },
    UnitBits { unit: Unit::Tonne, second: (0, 0), third: 2 },
    UnitBits { unit: Unit::Ounce, second: (0, 0), third: 3 },
];

const CONTINUOUS: Form = Form {
    shape: &[START, STATUS, WEIGHT, TARE, CR, (Column::In(0, 0x7F), 1)],
    fixed: [(0xE0, 0x20), (0xA0, 0x20), (0xA0, 0x20)],
    places: [Some(-2), Some(-1), Some(0), Some(1), Some(2), Some(3), Some(4), Some(5)],
    step_of_one: 0x08,
    rest_is_set: false,
    units: TOLEDO_UNITS,
    expanded: 0x10,
    tare: true,
    checksum: true,
    end: b"\r",
};
const PLAIN: Form = Form { shape: &[START, STATUS, WEIGHT, TARE, CR], checksum: false, ..CONTINUOUS };
const HENGTIAN: Form = Form {
    shape: &[START, STATUS, WEIGHT, CR, LF],
    fixed: [(0xE0, 0x20), (0xB0, 0x30), (0xFF, 0x20)],
    places: [Some(0), None, None, Some(1), Some(2), Some(3), Some(4), Some(5)],
    step_of_one: 0,
    rest_is_set: true,
    units: &[],
    expanded: 0,
    tare: false,
    checksum: false,
    end: b"\r\n",
};
const CON2: Form = Form {
    shape: &[START, STATUS, WEIGHT, TARE, CR, LF],
    fixed: [(0xF8, 0x20), (0xE0, 0x20), (0xF8, 0x20)],
    places: [None, None, Some(0), Some(1), Some(2), Some(3), Some(4), Some(5)],
    step_of_one: 0,
    rest_is_set: false,
    units: &[
        UnitBits { unit: Unit::Kilogram, second: (0x10, 0x10), third: 0 },
        UnitBits { unit: Unit::Gram, second: (0, 0), third: 1 },
        UnitBits { unit: Unit::Ounce, second: (0, 0), third: 3 },
    ],
    expanded: 0,
    tare: true,
    checksum: false,
    end: b"\r\n",
};

fn scan(buffer: &[u8], form: &Form) -> Scan {
    columns::scan_proven(buffer, &[form.shape], |frame| read(frame, form))
}

/// The low seven bits of a frame with its check byte come to nought, of 128.
fn sum(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0_u8, |sum, byte| sum.wrapping_add(byte & 0x7F)) & 0x7F
}

/// The number of digits that stand at a place; a negative place is of noughts that are not sent.
fn placed(digits: i64, places: i8) -> Result<Decimal, Rejected> {
    let count = u32::from(places.unsigned_abs());
    let value = if places < 0 {
        10_i64.checked_pow(count).and_then(|factor| digits.checked_mul(factor)).map(Decimal::from)
    } else {
        Decimal::try_new(digits, count).ok()
    };
    value.ok_or(Rejected::Length)
}

fn read(frame: &[u8], form: &Form) -> Result<Meaning, Rejected> {
    let columns: usize = form.shape.iter().map(|(_, count)| count).sum();
    let [STX, first, second, third, ..] = *frame else { return Err(Rejected::Length) };
    if frame.len() != columns {
        return Err(Rejected::Length);
    }
    if form.checksum && sum(frame) != 0 {
        return Err(Rejected::Checksum);
    }
    if [first, second, third].iter().zip(form.fixed).any(|(byte, (mask, bits))| byte & mask != bits) {
        return Err(Rejected::UnknownLine);
    }
    let places = form.places.get(usize::from(first & LOW)).copied().flatten().ok_or(Rejected::UnknownLine)?;
    let unit = form.unit(second, third)?;
    let shown = if second & NET == 0 { Flag::Gross } else { Flag::Net };
    let stable = Some((second & MOTION != 0) == form.rest_is_set);
    let mass = if second & OUT_OF_RANGE != 0 {
        // The digits are not usable then.
        let over = if second & NEGATIVE == 0 { Flag::Overload } else { Flag::Underload };
        Datum::without_number(Measurand::Mass, over)
    } else if third & form.expanded != 0 {
        Datum::without_number(Measurand::Mass, Flag::Unconfirmed)
    } else {
        let value = placed(digits(frame.get(4..10).unwrap_or_default())?, places)?;
        let signed = without_negative_zero(if second & NEGATIVE == 0 { value } else { -value });
        let datum = Datum::new(Measurand::Mass, signed.into());
        // The sources differ on the codes for noughts that are not sent: one of them reads a capture without the nought.
        if places < 0 { datum.flag(Flag::Unconfirmed) } else { datum }
    };
    let mut data: Data = smallvec![mass.unit(unit).stable(stable).flag(shown)];
    if form.tare && data.iter().all(|datum| datum.value.is_some()) {
        data.extend(tare(frame.get(10..16).unwrap_or_default(), places, unit)?);
    }
    Ok(Meaning::Data(data))
}

/// The tare beside a weight; nought, or blanks, is none.
fn tare(field: &[u8], places: i8, unit: Option<Unit>) -> Result<Option<Datum>, Rejected> {
    if field.iter().all(|byte| *byte == b' ') {
        return Ok(None);
    }
    let value = placed(digits(field)?, places)?;
    Ok((!value.is_zero()).then(|| Datum::new(Measurand::Tare, value.into()).unit(unit)))
}

impl Form {
    fn unit(&self, second: u8, third: u8) -> Result<Option<Unit>, Rejected> {
        if self.units.is_empty() {
            return Ok(None);
        }
        let says = |row: &&UnitBits| second & row.second.0 == row.second.1 && third & LOW == row.third;
        let unknown = || Rejected::UnknownUnit { unit: format!("{second:02X} {third:02X}") };
        self.units.iter().find(says).map(|row| Some(row.unit)).ok_or_else(unknown)
    }
}

/// A frame that shows a gross weight; `None` when it has more digits or another unit than the format can say.
fn write(shown: &Shown, form: &Form) -> Option<Vec<u8>> {
    let code = form.places.iter().position(|places| places.map(u32::try_from) == Some(Ok(shown.value.scale())))?;
    let digits = format!("{:06}", shown.value.mantissa().unsigned_abs());
    let row = form.units.iter().find(|row| row.unit == shown.unit);
    if digits.len() > 6 || (row.is_none() && !form.units.is_empty()) {
        return None;
    }
    let [first, second, third] = form.fixed.map(|(_, bits)| bits);
    let negative = if shown.value.is_sign_negative() && !shown.value.is_zero() { NEGATIVE } else { 0 };
    let moving = if shown.stable == form.rest_is_set { MOTION } else { 0 };
    let (of_second, of_third) = row.map_or((0, 0), |row| (row.second.1, row.third));
    let first = first | form.step_of_one | u8::try_from(code).ok()?;
    let mut frame = vec![STX, first, second | negative | moving | of_second, third | of_third];
    frame.extend(digits.bytes());
    if form.tare {
        frame.extend(b"000000");
    }
    frame.extend(form.end);
    if form.checksum {
        frame.push(sum(&frame).wrapping_neg() & 0x7F);
    }
    Some(frame)
}
