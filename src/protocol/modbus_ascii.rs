//! Modbus ASCII: the same messages in hexadecimal text, `:` … LRC CR LF (serial line specification V1.02, 2.5.2).
//!
//! A colon always begins a frame, also in the middle of another; digits are upper case.

use super::modbus::{self, Framing};
use super::{Addressing, Asked, Meaning, Protocol, Rejected, Scan};

/// Modbus ASCII.
pub const MODBUS_ASCII: Protocol = Protocol {
    name: "modbus-ascii",
    layout: super::parts::modbus_ascii,
    questions: modbus::QUESTIONS,
    carries_unit: false,
    addressing: Addressing::Unit,
    scan,
    decode,
    ask: |question, address| modbus::ask(Framing::Ascii, question, address),
    parse_request: |bytes| modbus::request(Framing::Ascii, &unwrap(bytes).ok()?),
    ..Protocol::ASKED
};

/// Characters of the longest frame: the colon, unit, function, byte count, 125 registers and LRC as digits, CR LF.
const LONGEST: usize = 1 + 2 * (3 + 2 * modbus::REGISTERS_MAX as usize + 1) + 2;

/// The check byte: with it all bytes sum up to nought.
pub fn lrc(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte)).wrapping_neg()
}

/// A message as a line of text with its LRC.
pub(super) fn wrap(message: &[u8]) -> Vec<u8> {
    const DIGITS: [u8; 16] = *b"0123456789ABCDEF";
    let digits = |byte: u8| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 0x0F)]];
    let mut line = vec![b':'];
    line.extend(message.iter().copied().chain([lrc(message)]).flat_map(digits));
    line.extend(b"\r\n");
    line
}

fn nibble(character: u8) -> Option<u8> {
    match character {
        b'0'..=b'9' => Some(character - b'0'),
        b'A'..=b'F' => Some(character - b'A' + 10),
        _ => None,
    }
}

/// The message in a frame whose LRC is right.
fn unwrap(frame: &[u8]) -> Result<Vec<u8>, Rejected> {
    let digits = frame.strip_prefix(b":").and_then(|line| line.strip_suffix(b"\r\n")).ok_or(Rejected::NoFrame)?;
    let (pairs, []) = digits.as_chunks::<2>() else { return Err(Rejected::Length) };
    let byte = |[high, low]: &[u8; 2]| Some(nibble(*high)? << 4 | nibble(*low)?);
    let mut message = pairs.iter().map(byte).collect::<Option<Vec<u8>>>().ok_or(Rejected::NonDigit)?;
    // All bytes with their LRC sum up to nought, so the LRC of all of them is nought.
    if lrc(&message) != 0 || message.pop().is_none() {
        return Err(Rejected::Checksum);
    }
    Ok(message)
}

/// Which unit a frame came from.
pub(super) fn unit_of(frame: &[u8]) -> Option<u8> {
    let [b':', high, low, ..] = *frame else { return None };
    Some(nibble(high)? << 4 | nibble(low)?)
}

/// Finds the next frame at the start of `buffer`.
fn scan(buffer: &[u8], _: Option<&Asked>) -> Scan {
    match buffer.iter().position(|byte| *byte == b':') {
        Some(0) => {}
        Some(before) => return Scan::Skip(before),
        None if buffer.is_empty() => return Scan::Need,
        None => return Scan::Skip(buffer.len()),
    }
    let end = buffer.iter().skip(1).position(|byte| nibble(*byte).is_none()).map(|digits| digits + 1);
    let frame = match end.map(|end| (end, buffer.get(end), buffer.get(end + 1))) {
        None if buffer.len() < LONGEST => return Scan::Need,
        Some((_, Some(b'\r'), None)) => return Scan::Need,
        Some((end, Some(b'\r'), Some(b'\n'))) if end + 2 <= LONGEST => end + 2,
        Some((_, Some(b'\r' | b'\n'), _)) => return Scan::Broken(1, Rejected::Length),
        Some((end, ..)) => return Scan::Broken(end, Rejected::NonDigit),
        None => return Scan::Broken(1, Rejected::Length),
    };
    match buffer.get(..frame).map(unwrap) {
        Some(Err(why)) => Scan::Broken(frame, why),
        _ => Scan::Frame(frame),
    }
}

/// Says what a frame means as the answer to `asked`.
fn decode(frame: &[u8], asked: Option<&Asked>) -> Result<Meaning, Rejected> {
    modbus::meaning(&unwrap(frame)?, asked)
}
