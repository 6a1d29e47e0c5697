//! Frames of fixed columns, as scales print them: what may stand in each column, where a frame of that shape begins, and
//! the numbers in it. One careful grammar for all of them; a format is a table of columns.

use super::{Rejected, Scan};
use crate::quantity::{Decimal, parse_decimal, without_negative_zero};

/// What may stand in a column.
#[derive(Clone, Copy, Debug)]
pub(super) enum Column {
    /// One of these bytes.
    Of(&'static [u8]),
    /// A byte from the one to the other, both included.
    In(u8, u8),
}

/// A digit.
pub(super) const DIGIT: Column = Column::In(b'0', b'9');
/// A digit of a check, in upper case.
pub(super) const HEX: Column = Column::Of(b"0123456789ABCDEF");
/// What a number is written with.
pub(super) const NUMBER: Column = Column::Of(b"0123456789.- ");
/// Any character that can be printed.
pub(super) const PRINTED: Column = Column::In(b' ', b'~');

/// The columns of a frame: what stands there, and in how many columns in a row.
pub(super) type Shape = [(Column, usize)];

impl Column {
    fn takes(self, byte: u8) -> bool {
        match self {
            Self::Of(bytes) => bytes.contains(&byte),
            Self::In(first, last) => (first..=last).contains(&byte),
        }
    }
}

/// How far the start of a buffer is a frame of a shape.
enum Fit {
    Whole(usize),
    SoFar,
    /// Not: this byte does not fit its column.
    Not(u8),
}

fn fit(buffer: &[u8], shape: &Shape) -> Fit {
    let columns = shape.iter().flat_map(|(column, count)| std::iter::repeat_n(*column, *count));
    let mut bytes = buffer.iter();
    let mut length = 0;
    for column in columns {
        match bytes.next() {
            None => return Fit::SoFar,
            Some(byte) if column.takes(*byte) => length += 1,
            Some(byte) => return Fit::Not(*byte),
        }
    }
    Fit::Whole(length)
}

/// Finds the next frame of one of the shapes at the start of `buffer`, byte for byte in its columns.
pub(super) fn scan(buffer: &[u8], shapes: &[&Shape]) -> Scan {
    let begins = |byte: &u8| shapes.iter().any(|shape| shape.first().is_some_and(|(column, _)| column.takes(*byte)));
    match buffer.iter().position(begins) {
        None if buffer.is_empty() => return Scan::Need,
        None => return Scan::Skip(buffer.len()),
        Some(0) => {}
        Some(start) => return Scan::Skip(start),
    }
    let mut wrong = b'\r';
    let mut so_far = false;
    for shape in shapes {
        match fit(buffer, shape) {
            Fit::Whole(length) => return Scan::Frame(length),
            Fit::SoFar => so_far = true,
            Fit::Not(byte) => wrong = byte,
        }
    }
    if so_far {
        return Scan::Need;
    }
    // A control character in a column of text: something was lost. A character in the wrong column: something was changed.
    Scan::Broken(1, if wrong.is_ascii_control() { Rejected::Length } else { Rejected::NonDigit })
}

/// As [`scan`], for formats whose content proves the frame: what does not decode is none, and the search goes on behind
/// its first byte.
pub(super) fn scan_proven<T>(buffer: &[u8], shapes: &[&Shape], read: impl Fn(&[u8]) -> Result<T, Rejected>) -> Scan {
    match scan(buffer, shapes) {
        Scan::Frame(length) => match read(buffer.get(..length).unwrap_or_default()) {
            Ok(_) => Scan::Frame(length),
            Err(why) => Scan::Broken(1, why),
        },
        other => other,
    }
}

/// A number in its columns: blanks, a minus sign where it is negative, digits, at most one point between digits.
pub(super) fn number(field: &[u8]) -> Result<Decimal, Rejected> {
    let start = field.iter().position(|byte| *byte != b' ').ok_or(Rejected::NonDigit)?;
    let text = field.get(start..).and_then(|written| std::str::from_utf8(written).ok());
    let text = text.filter(|text| !text.starts_with('+')).ok_or(Rejected::NonDigit)?;
    parse_decimal(text).map(without_negative_zero).map_err(|_| Rejected::NonDigit)
}

/// A whole number in its columns, where leading noughts may be blanks.
pub(super) fn digits(field: &[u8]) -> Result<i64, Rejected> {
    let start = field.iter().position(|byte| *byte != b' ').ok_or(Rejected::NonDigit)?;
    let text = field.get(start..).and_then(|written| std::str::from_utf8(written).ok()).unwrap_or_default();
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| plain).ok_or(Rejected::NonDigit)
}

/// A number filled to its columns with noughts behind the sign; `None` when it has more.
pub(super) fn filled(value: Decimal, width: usize) -> Option<String> {
    let sign = if value.is_sign_negative() && !value.is_zero() { "-" } else { "" };
    let text = format!("{sign}{:0>1$}", value.abs().to_string(), width.checked_sub(sign.len())?);
    (text.len() == width).then_some(text)
}

/// The exclusive-or of bytes.
pub(super) fn xor(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |total, byte| total ^ byte)
}
