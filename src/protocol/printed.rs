//! What printed lines have in common, whatever stands in their columns: where a line ends, its characters, a number behind
//! its sign, and a unit of mass. The grammars of columns, rows and pictures read with these.

use super::{Rejected, Scan};
use crate::quantity::{Decimal, Dimension, NumberError, Unit, parse_decimal};

/// Finds the next line that ends with LF at the start of `buffer`; what is longer than every line of a format is none.
pub(super) fn scan(buffer: &[u8], longest: usize) -> Scan {
    match buffer.iter().position(|byte| *byte == b'\n') {
        Some(end) => Scan::Frame(end + 1),
        None if buffer.len() > longest => Scan::Broken(buffer.len(), Rejected::Length),
        None => Scan::Need,
    }
}

/// A line without the CR LF that ends it.
pub(super) fn without_end(frame: &[u8]) -> Result<&[u8], Rejected> {
    if let [line @ .., b'\r', b'\n'] = frame { Ok(line) } else { Err(Rejected::Truncated) }
}

/// Whether all of these can be printed.
pub(super) fn is_printed(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| (b' '..=b'~').contains(byte))
}

/// The characters of a line without its end; anything but printable ASCII is refused.
pub(super) fn text(frame: &[u8]) -> Result<&str, Rejected> {
    let line = without_end(frame)?;
    match (is_printed(line), std::str::from_utf8(line)) {
        (true, Ok(text)) => Ok(text),
        _ => Err(Rejected::NonDigit),
    }
}

/// The number of the digits behind a sign. What a good number never has is looked for in a bad one, to say what it is.
pub(super) fn digits(text: &str) -> Result<Decimal, Rejected> {
    let begins = text.starts_with(|first: char| first.is_ascii_digit());
    match parse_decimal(text) {
        Ok(number) if begins => Ok(number),
        _ if text.contains(':') || text.matches('.').count() > 1 => Err(Rejected::CompoundUnit),
        _ if text.contains(',') => Err(Rejected::ThousandsSeparator),
        Err(NumberError::TooLong(_)) if begins => Err(Rejected::Length),
        _ => Err(Rejected::NonDigit),
    }
}

/// A unit of mass with blanks around it.
pub(super) fn unit_of_mass(field: &[u8]) -> Result<Unit, Rejected> {
    let text = String::from_utf8_lossy(field);
    let text = text.trim_matches(' ');
    let mass = text.parse().ok().filter(|unit: &Unit| unit.dimension() == Dimension::Mass);
    mass.ok_or_else(|| Rejected::UnknownUnit { unit: text.to_owned() })
}
