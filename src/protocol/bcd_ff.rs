//! Six bytes `FF status b1 b2 b3 unit` of counting scales: packed digits, least significant pair first.
//!
//! The sources differ on the code for the decimals: digits after the point, or one more than that. So there are three
//! constants. A profile that knows its scale names one of the two readings; the third takes the first reading and says
//! with every value that it is unconfirmed.

use super::columns::{self, Column, Shape};
use super::{Datum, Flag, Meaning, Measurand, Protocol, Rejected, Scan, Shown, bcd};
use crate::quantity::{Unit, without_negative_zero};

/// Which reading of the code holds is not known: values are unconfirmed.
pub const BCD_FF: Protocol = Protocol {
    name: "bcd-ff",
    checked: false,
    scan: |buffer, _| scan(buffer, &DISPUTED),
    decode: |frame, _| read(frame, &DISPUTED),
    weigh: |shown, _| write(shown, &DISPUTED),
    ..Protocol::SPOKEN
};

/// The code is the number of decimals, 0 to 5.
pub const BCD_FF_PLACES: Protocol = Protocol {
    name: "bcd-ff-places",
    scan: |buffer, _| scan(buffer, &PLACES),
    decode: |frame, _| read(frame, &PLACES),
    weigh: |shown, _| write(shown, &PLACES),
    ..BCD_FF
};

/// The code is one more than the number of decimals, 1 to 5.
pub const BCD_FF_FROM_ONE: Protocol = Protocol {
    name: "bcd-ff-from-one",
    scan: |buffer, _| scan(buffer, &FROM_ONE),
    decode: |frame, _| read(frame, &FROM_ONE),
    weigh: |shown, _| write(shown, &FROM_ONE),
    ..BCD_FF
};

/// A reading of the code for the decimals.
struct Decimals {
    /// The code of none.
    none: u8,
    known: bool,
}

const DISPUTED: Decimals = Decimals { none: 0, known: false };
const PLACES: Decimals = Decimals { none: 0, known: true };
const FROM_ONE: Decimals = Decimals { none: 1, known: true };

const LEAD: u8 = 0xFF;
/// A lead cannot stand inside a frame.
const SHAPE: &Shape =
    &[(Column::Of(&[LEAD]), 1), (Column::In(0, 0xFE), 1), (Column::In(0, 0x99), 3), (Column::In(0, 1), 1)];
/// Bits of the status.
const CODE: u8 = 0x07;
const CODE_MAX: u8 = 5;
const MODE: u8 = 0x18;
const NEGATIVE: u8 = 0x20;
const STABLE: u8 = 0x40;
const OVERFLOW: u8 = 0x80;
/// Packed bytes of the weight.
const BYTES: usize = 3;

fn scan(buffer: &[u8], decimals: &Decimals) -> Scan {
    columns::scan_proven(buffer, &[SHAPE], |frame| read(frame, decimals))
}

fn read(frame: &[u8], decimals: &Decimals) -> Result<Meaning, Rejected> {
    let [LEAD, status, b1, b2, b3, unit @ (0 | 1)] = *frame else { return Err(Rejected::Length) };
    let unit = if unit == 0 { Unit::Kilogram } else { Unit::Pound };
    if status & MODE != 0 {
        // Pieces or per cent: no weight.
        return Err(Rejected::UnknownUnit { unit: format!("mode {}", (status & MODE) >> 3) });
    }
    let stable = Some(status & STABLE != 0);
    if status & OVERFLOW != 0 {
        let over = Datum::without_number(Measurand::Mass, Flag::Overload).unit(unit).stable(stable);
        return Ok(Meaning::one(over));
    }
    let code = status & CODE;
    let places = code.checked_sub(decimals.none).filter(|_| code <= CODE_MAX).ok_or(Rejected::UnknownLine)?;
    let magnitude = bcd::number(&[b1, b2, b3], u32::from(places), false)?;
    let value = without_negative_zero(if status & NEGATIVE == 0 { magnitude } else { -magnitude });
    let datum = Datum::new(Measurand::Mass, value.into()).unit(unit).stable(stable);
    Ok(Meaning::one(if decimals.known { datum } else { datum.flag(Flag::Unconfirmed) }))
}

fn write(shown: &Shown, decimals: &Decimals) -> Option<Vec<u8>> {
    let code = u8::try_from(shown.value.scale()).ok()?.checked_add(decimals.none)?;
    let unit = [Unit::Kilogram, Unit::Pound].iter().position(|unit| *unit == shown.unit)?;
    let negative = if shown.value.is_sign_negative() && !shown.value.is_zero() { NEGATIVE } else { 0 };
    let stable = if shown.stable { STABLE } else { 0 };
    let digits = bcd::encode(shown.value.abs(), shown.value.scale(), BYTES, false)?;
    let status = (code <= CODE_MAX).then_some(code | negative | stable)?;
    Some([&[LEAD, status], &digits[..], &[u8::try_from(unit).ok()?]].concat())
}
