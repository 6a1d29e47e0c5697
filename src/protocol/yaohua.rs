//! Yaohua XK3190 continuous output (tF=0): `02 sign d1…d6 dec xh xl 03`, several times a second.
//!
//! The wire says nothing about stability, unit, net or gross, and what it does on overload is in no source: the unit and
//! the capacity come from the profile, stability from a window. The two check characters are no stability flag.

use super::mt_sics::without_negative_zero;
use super::{Asked, Datum, Meaning, Measurand, Protocol, Rejected, Scan};
use crate::quantity::Decimal;

/// Continuous output, tF=0.
pub const YAOHUA_TF0: Protocol = Protocol {
    name: "yaohua-tf0",
    carries_unit: false,
    scan,
    decode,
    weigh: |shown, _| encode(shown.value).map(Vec::from),
    ..Protocol::SPOKEN
};

const STX: u8 = 0x02;
const ETX: u8 = 0x03;
/// Bytes of a frame.
const LENGTH: usize = 12;
/// Digits after the point, at most.
const PLACES_MAX: u8 = 4;

/// Finds the next frame at the start of `buffer`.
fn scan(buffer: &[u8], _: Option<&Asked>) -> Scan {
    let Some(start) = buffer.iter().position(|byte| *byte == STX) else {
        return if buffer.is_empty() { Scan::Need } else { Scan::Skip(buffer.len()) };
    };
    if start > 0 {
        return Scan::Skip(start);
    }
    let Some(frame) = buffer.get(..LENGTH) else {
        // A start byte cannot stand inside a frame: another one means that this one was cut.
        let again = buffer.iter().skip(1).position(|byte| *byte == STX);
        return again.map_or(Scan::Need, |position| Scan::Broken(position + 1, Rejected::Truncated));
    };
    match value(frame) {
        Ok(_) => Scan::Frame(LENGTH),
        Err(why) => Scan::Broken(1, why),
    }
}

/// The exclusive-or of sign, digits and decimals, as two characters `0`–`9`, `A`–`F`.
fn check_characters(body: &[u8]) -> [u8; 2] {
    let xor = body.iter().fold(0, |total, byte| total ^ byte);
    [xor >> 4, xor & 0x0F].map(|nibble| if nibble <= 9 { nibble + 0x30 } else { nibble + 0x37 })
}

fn value(frame: &[u8]) -> Result<Decimal, Rejected> {
    let [STX, sign, d1, d2, d3, d4, d5, d6, places, xh, xl, ETX] = *frame else { return Err(Rejected::Length) };
    let digits = [d1, d2, d3, d4, d5, d6];
    if !digits.iter().chain([&places]).all(u8::is_ascii_digit) || !matches!(sign, b'+' | b'-') {
        return Err(Rejected::NonDigit);
    }
    let places = places - b'0';
    if places > PLACES_MAX {
        return Err(Rejected::NonDigit);
    }
    if check_characters(frame.get(1..9).unwrap_or_default()) != [xh, xl] {
        return Err(Rejected::Checksum);
    }
    let whole = digits.iter().fold(0_i64, |total, digit| total * 10 + i64::from(digit - b'0'));
    let signed = if sign == b'-' { -whole } else { whole };
    Ok(without_negative_zero(Decimal::new(signed, u32::from(places))))
}

/// Says what a frame means.
fn decode(frame: &[u8], _: Option<&Asked>) -> Result<Meaning, Rejected> {
    value(frame).map(|number| Meaning::Data(vec![Datum::new(Measurand::Mass, number.into())]))
}

/// An indicator's frame; `None` when the value has more than six digits or more than four decimals.
pub fn encode(value: Decimal) -> Option<[u8; LENGTH]> {
    let places = u8::try_from(value.scale()).ok().filter(|places| *places <= PLACES_MAX)?;
    let digits = format!("{:06}", value.mantissa().unsigned_abs());
    let sign = if value.is_sign_negative() && !value.is_zero() { b'-' } else { b'+' };
    let mut body = vec![sign];
    body.extend(digits.bytes());
    body.push(b'0' + places);
    let [xh, xl] = check_characters(&body);
    let frame = [&[STX][..], &body, &[xh, xl, ETX]].concat();
    frame.try_into().ok()
}
