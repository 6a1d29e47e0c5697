//! Packed decimal digits, least significant byte first, as DL/T 645 writes numbers.

use super::Rejected;
use crate::quantity::Decimal;

/// Bytes of the longest number: its eighteen digits fit 64 bits. The longest that the standard has is of four bytes.
const BYTES_MAX: usize = 9;

/// The digits of `bytes` (least significant byte first), most significant first.
pub(super) fn digits(bytes: &[u8]) -> Result<String, Rejected> {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes.iter().rev() {
        for nibble in [byte >> 4, byte & 0x0F] {
            text.push(char::from_digit(u32::from(nibble), 10).ok_or(Rejected::NonBcd)?);
        }
    }
    Ok(text)
}

/// A number of `places` decimals; with `signed`, the top bit of the most significant byte is its sign.
pub(super) fn number(bytes: &[u8], places: u32, signed: bool) -> Result<Decimal, Rejected> {
    let negative = signed && bytes.last().is_some_and(|top| top & 0x80 != 0);
    if bytes.len() > BYTES_MAX {
        return Err(Rejected::Length);
    }
    let mut magnitude = 0_i64;
    for (index, byte) in bytes.iter().enumerate().rev() {
        let byte = if negative && index + 1 == bytes.len() { byte & 0x7F } else { *byte };
        let (tens, units) = (byte >> 4, byte & 0x0F);
        if tens > 9 || units > 9 {
            return Err(Rejected::NonBcd);
        }
        magnitude = magnitude * 100 + i64::from(tens * 10 + units);
    }
    Ok(Decimal::new(if negative { -magnitude } else { magnitude }, places))
}

/// The bytes of `value` with `places` decimals in `count` bytes; `None` when it does not fit. Digits beyond are cut.
pub(super) fn encode(value: Decimal, places: u32, count: usize, signed: bool) -> Option<Vec<u8>> {
    let whole = (value.abs() * Decimal::from(10_u64.checked_pow(places)?)).trunc();
    let text = format!("{:0>width$}", whole.normalize().to_string(), width = count * 2);
    if text.len() != count * 2 || (value.is_sign_negative() && !signed && !whole.is_zero()) {
        return None;
    }
    let digit = |position: usize| text.as_bytes().get(position).map(|b| b.wrapping_sub(b'0')).filter(|d| *d < 10);
    let mut bytes = Vec::with_capacity(count);
    for index in (0..count).rev() {
        bytes.push(digit(index * 2)? << 4 | digit(index * 2 + 1)?);
    }
    if signed {
        // The top bit is the sign: a magnitude that reaches into it does not fit, whatever its sign.
        let top = bytes.last_mut().filter(|top| **top & 0x80 == 0)?;
        *top |= if value.is_sign_negative() { 0x80 } else { 0 };
    }
    Some(bytes)
}
