//! What the continuous and the command mode share: a sign, six digits, the number of decimals, and two check characters.

use crate::protocol::Rejected;
use crate::protocol::columns::xor;
use crate::quantity::{Decimal, without_negative_zero};

/// First byte of a frame.
pub(super) const STX: u8 = 0x02;
/// Last byte of a frame.
pub(super) const ETX: u8 = 0x03;
/// Digits after the point, at most.
const PLACES_MAX: u8 = 4;

/// Reads `sign d1…d6 dec`.
pub(super) fn read(body: &[u8]) -> Result<Decimal, Rejected> {
    let [sign, digits @ .., places] = body else { return Err(Rejected::Length) };
    let digits: &[u8; 6] = digits.try_into().map_err(|_| Rejected::Length)?;
    if !digits.iter().all(u8::is_ascii_digit) || !places.is_ascii_digit() || !matches!(sign, b'+' | b'-') {
        return Err(Rejected::NonDigit);
    }
    let places = places - b'0';
    if places > PLACES_MAX {
        return Err(Rejected::NonDigit);
    }
    let whole = digits.iter().fold(0_i64, |total, digit| total * 10 + i64::from(digit - b'0'));
    let signed = if *sign == b'-' { -whole } else { whole };
    Ok(without_negative_zero(Decimal::new(signed, u32::from(places))))
}

/// Writes them; `None` when the value has more than six digits or more than four decimals.
pub(super) fn write(value: Decimal) -> Option<Vec<u8>> {
    let places = u8::try_from(value.scale()).ok().filter(|places| *places <= PLACES_MAX)?;
    let digits = format!("{:06}", value.mantissa().unsigned_abs());
    let sign = if value.is_sign_negative() && !value.is_zero() { '-' } else { '+' };
    (digits.len() == 6).then(|| format!("{sign}{digits}{places}").into_bytes())
}

/// The exclusive-or as two characters `0`–`9`, `A`–`F`.
pub(super) fn letters(checked: &[u8]) -> [u8; 2] {
    nibbles(checked).map(|nibble| if nibble <= 9 { nibble + 0x30 } else { nibble + 0x37 })
}

/// The exclusive-or as two characters, each 30h more than its half byte: `0`–`9`, then `:` to `?`.
pub(super) fn plain(checked: &[u8]) -> [u8; 2] {
    nibbles(checked).map(|nibble| nibble + 0x30)
}

fn nibbles(checked: &[u8]) -> [u8; 2] {
    let total = xor(checked);
    [total >> 4, total & 0x0F]
}
