//! The frame of DL/T 645, the same in both editions: `FE… 68 A0…A5 68 C L DATA CS 16`.
//!
//! Frames are ended by their length, never by the `16`, which may be a checksum; any number of `FE` may precede one.

use super::super::{Frame, Rejected, Scan, push_hex};

/// Start and end of a frame, and the shift of every data byte.
const START: u8 = 0x68;
const END: u8 = 0x16;
const SHIFT: u8 = 0x33;
/// Bytes of a frame around its data: 68, address, 68, C, L and CS, 16.
const OVERHEAD: usize = 12;
/// Longest data of a reading answer.
pub(super) const DATA_MAX: usize = 200;
/// A wildcard byte of an address.
pub const ANY: u8 = 0xAA;

/// Address from twelve digits (shorter ones are filled with noughts), or the wildcard.
pub fn address(text: Option<&str>) -> Option<[u8; 6]> {
    let Some(text) = text else { return Some([ANY; 6]) };
    if text.is_empty() || text.len() > 12 {
        return None;
    }
    let padded = format!("{text:0>12}").to_uppercase();
    let mut address = [0; 6];
    for (index, byte) in address.iter_mut().rev().enumerate() {
        let pair = padded.get(index * 2..index * 2 + 2)?;
        let plain = pair == "AA" || pair.bytes().all(|digit| digit.is_ascii_digit());
        *byte = u8::from_str_radix(pair, 16).ok().filter(|_| plain)?;
    }
    Some(address)
}

/// An address as people write it.
pub fn address_text(address: &[u8]) -> String {
    address.iter().rev().fold(String::with_capacity(12), |mut text, byte| {
        push_hex(&mut text, *byte);
        text
    })
}

/// A frame around data.
pub(super) fn build(address: [u8; 6], control: u8, data: &[u8]) -> Vec<u8> {
    let mut bytes = vec![START];
    bytes.extend(address);
    bytes.extend([START, control, u8::try_from(data.len()).unwrap_or(u8::MAX)]);
    bytes.extend(data.iter().map(|byte| byte.wrapping_add(SHIFT)));
    bytes.push(sum(&bytes));
    bytes.push(END);
    bytes
}

fn sum(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |total, byte| total.wrapping_add(*byte))
}

/// Finds the next frame at the start of `buffer`.
pub(super) fn scan(buffer: &[u8]) -> Scan {
    let Some(start) = buffer.iter().position(|byte| *byte == START) else {
        return if buffer.is_empty() { Scan::Need } else { Scan::Skip(buffer.len()) };
    };
    if start > 0 {
        return Scan::Skip(start);
    }
    match (buffer.get(7), buffer.get(9)) {
        (None, _) => Scan::Need,
        (Some(second), _) if *second != START => Scan::Skip(1),
        (_, None) => Scan::Need,
        (_, Some(length)) if usize::from(*length) > DATA_MAX => Scan::Skip(1),
        (_, Some(length)) => check(buffer, OVERHEAD + usize::from(*length)),
    }
}

fn check(buffer: &[u8], length: usize) -> Scan {
    let Some(frame) = buffer.get(..length) else {
        // What looks like the start of a long frame may be rubbish with a true frame behind it: that one need not wait.
        let later = (1..buffer.len()).find(|at| buffer.get(*at..).is_some_and(whole));
        return later.map_or(Scan::Need, Scan::Skip);
    };
    match frame {
        [body @ .., checksum, END] if sum(body) == *checksum => Scan::Frame(length),
        // Not the whole of it: a true frame may begin inside what looked like one.
        _ => Scan::Broken(1, Rejected::Checksum),
    }
}

/// Whether a whole frame stands at the start of these bytes.
fn whole(bytes: &[u8]) -> bool {
    let length = bytes.get(9).map_or(usize::MAX, |length| OVERHEAD + usize::from(*length));
    let framed = bytes.first() == Some(&START) && bytes.get(7) == Some(&START);
    let closed = |frame: &[u8]| matches!(frame, [body @ .., checksum, END] if sum(body) == *checksum);
    framed && bytes.get(..length).is_some_and(closed)
}

/// The parts of a whole frame.
pub(super) struct Parts {
    /// Whose it is, least significant byte first.
    pub address: [u8; 6],
    /// What it is.
    pub control: u8,
    /// Its data, unshifted.
    pub data: Frame,
}

/// Takes a whole frame apart.
pub(super) fn parts(frame: &[u8]) -> Result<Parts, Rejected> {
    if !matches!(scan(frame), Scan::Frame(length) if length == frame.len()) {
        return Err(Rejected::NoFrame);
    }
    let address = frame.get(1..7).and_then(|address| address.try_into().ok());
    let (Some(address), Some(control)) = (address, frame.get(8)) else { return Err(Rejected::NoFrame) };
    let mut data = Frame::from_slice(frame.get(10..frame.len() - 2).unwrap_or_default());
    data.iter_mut().for_each(|byte| *byte = byte.wrapping_sub(SHIFT));
    Ok(Parts { address, control: *control, data })
}

/// The parts of a request, behind any bytes that wake a receiver.
pub(super) fn request(bytes: &[u8]) -> Option<Parts> {
    let start = bytes.iter().position(|byte| *byte == START)?;
    parts(bytes.get(start..)?).ok()
}
