//! The link frame of DL/T 698.45: `68 L L C SA CA HCS HCS APDU FCS FCS 16`, behind any number of `FE`.
//!
//! L counts everything but 68 and 16. HCS covers L to CA, so that the length is good before it is believed; FCS covers L to
//! the end of the APDU. Both are CRC-16/X.25, low byte first.

use super::super::crc::crc16_x25;
use super::super::{Rejected, Scan};

const START: u8 = 0x68;
const END: u8 = 0x16;
/// How much every byte of a scrambled APDU is raised by.
const SHIFT: u8 = 0x33;
/// Longest frame that is read: more than a meter of the table sends.
pub(super) const LONGEST: usize = 1024;
/// Bits of L that are no length: the unit (kilobytes when set) and one that is kept free.
const NO_LENGTH: u16 = 0xC000;

/// Bits of the control byte.
const FROM_SERVER: u8 = 0x80;
const FROM_CLIENT_ASKED: u8 = 0x40;
const FRAGMENT: u8 = 0x20;
const SCRAMBLED: u8 = 0x10;
const FUNCTION: u8 = 0x07;
/// Function: user data.
const USER_DATA: u8 = 0x03;
/// Control bytes of a request and of its answer.
const REQUEST: u8 = FROM_CLIENT_ASKED | USER_DATA;
const ANSWER: u8 = FROM_SERVER | FROM_CLIENT_ASKED | USER_DATA;

/// A server address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// Which addresses it means.
    pub kind: Kind,
    /// Logical device, 0–3.
    pub logical: u8,
    /// Digits, least significant byte first; `AA` bytes match any where it is a wildcard.
    pub bytes: Vec<u8>,
}

/// What kind of address it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Kind {
    Single,
    Wildcard,
    Group,
    Broadcast,
}

const KINDS: [Kind; 4] = [Kind::Single, Kind::Wildcard, Kind::Group, Kind::Broadcast];

impl Server {
    fn encode(&self) -> Vec<u8> {
        let kind = KINDS.iter().zip(0_u8..).find(|(kind, _)| **kind == self.kind).map_or(0, |(_, number)| number);
        let length = u8::try_from(self.bytes.len().saturating_sub(1)).unwrap_or(0);
        [vec![kind << 6 | (self.logical & 3) << 4 | (length & 0x0F)], self.bytes.clone()].concat()
    }
}

/// A frame taken apart.
#[derive(Debug)]
pub(super) struct Parts {
    pub control: u8,
    pub server: Server,
    pub client: u8,
    pub apdu: Vec<u8>,
}

impl Parts {
    /// Whether it comes from a client.
    pub const fn is_request(&self) -> bool {
        self.control & FROM_SERVER == 0
    }

    /// Whether it is a plain request.
    pub const fn is_plain_request(&self) -> bool {
        self.control == REQUEST
    }

    /// Refuses what is no whole answer with user data.
    pub const fn refuse_other(&self) -> Result<(), Rejected> {
        if self.control & (FROM_SERVER | FROM_CLIENT_ASKED | FUNCTION) != ANSWER {
            return Err(Rejected::OtherFunction { asked: ANSWER, answered: self.control });
        }
        if self.control & FRAGMENT == 0 { Ok(()) } else { Err(Rejected::Truncated) }
    }
}

/// CRC-16/X.25, low byte first.
fn crc(bytes: &[u8]) -> [u8; 2] {
    crc16_x25(bytes).to_le_bytes()
}

fn checked(bytes: &[u8]) -> bool {
    bytes.split_last_chunk::<2>().is_some_and(|(body, check)| crc(body) == *check)
}

/// The start of a frame.
enum Header {
    /// More bytes are needed.
    Cut,
    /// No frame begins like this.
    None,
    /// Its check is wrong.
    Wrong,
    /// The length of the frame, and where its APDU begins.
    Whole { length: usize, apdu: usize },
}

fn header(buffer: &[u8]) -> Header {
    let (Some(low), Some(high)) = (buffer.get(1), buffer.get(2)) else { return Header::Cut };
    let counted = u16::from_le_bytes([*low, *high]);
    let length = usize::from(counted) + 2;
    if buffer.first() != Some(&START) || counted & NO_LENGTH != 0 || length > LONGEST {
        return Header::None;
    }
    let Some(kind) = buffer.get(4) else { return Header::Cut };
    // 68, L, C and SA; the digits; CA and HCS.
    let apdu = 5 + usize::from(kind & 0x0F) + 1 + 3;
    if length < apdu + 3 {
        return Header::None;
    }
    match buffer.get(1..apdu) {
        None => Header::Cut,
        Some(header) if checked(header) => Header::Whole { length, apdu },
        Some(_) => Header::Wrong,
    }
}

fn closed(frame: &[u8]) -> bool {
    matches!(frame, [START, body @ .., END] if checked(body))
}

/// Finds the next frame at the start of `buffer`.
pub(super) fn scan(buffer: &[u8]) -> Scan {
    let Some(start) = buffer.iter().position(|byte| *byte == START) else {
        return if buffer.is_empty() { Scan::Need } else { Scan::Skip(buffer.len()) };
    };
    if start > 0 {
        return Scan::Skip(start);
    }
    // What looks like the start of a frame may have lost its end: a true frame behind it need not wait.
    let later = || (1..buffer.len()).find(|at| buffer.get(*at..).is_some_and(whole)).map_or(Scan::Need, Scan::Skip);
    match header(buffer) {
        Header::Cut => later(),
        Header::None => Scan::Skip(1),
        Header::Wrong => Scan::Broken(1, Rejected::Checksum),
        Header::Whole { length, .. } => match buffer.get(..length) {
            None => later(),
            Some(frame) if closed(frame) => Scan::Frame(length),
            Some(_) => Scan::Broken(1, Rejected::Checksum),
        },
    }
}

fn whole(bytes: &[u8]) -> bool {
    bytes.first() == Some(&START)
        && matches!(header(bytes), Header::Whole { length, .. } if bytes.get(..length).is_some_and(closed))
}

/// Takes a whole frame apart.
pub(super) fn parts(frame: &[u8]) -> Result<Parts, Rejected> {
    let Header::Whole { length, apdu } = header(frame) else { return Err(Rejected::NoFrame) };
    if length != frame.len() || !closed(frame) {
        return Err(Rejected::NoFrame);
    }
    let at = |index: usize| frame.get(index).copied().ok_or(Rejected::NoFrame);
    let (control, address) = (at(3)?, at(4)?);
    let kind = KINDS.get(usize::from(address >> 6)).copied().ok_or(Rejected::NoFrame)?;
    let bytes = frame.get(5..apdu - 3).ok_or(Rejected::NoFrame)?.to_vec();
    let shift = if control & SCRAMBLED == 0 { 0 } else { SHIFT };
    let data = frame.get(apdu..length - 3).ok_or(Rejected::NoFrame)?;
    Ok(Parts {
        control,
        server: Server { kind, logical: address >> 4 & 3, bytes },
        client: at(apdu - 3)?,
        apdu: data.iter().map(|byte| byte.wrapping_sub(shift)).collect(),
    })
}

/// The parts of a request, behind any bytes that wake a receiver.
pub(super) fn request(bytes: &[u8]) -> Option<Parts> {
    let start = bytes.iter().position(|byte| *byte == START)?;
    parts(bytes.get(start..)?).ok()
}

/// A request around an APDU.
pub(super) fn ask(server: &Server, client: u8, apdu: &[u8]) -> Vec<u8> {
    build(REQUEST, server, client, apdu)
}

/// An answer around an APDU.
pub(super) fn answer(server: &Server, client: u8, apdu: &[u8]) -> Vec<u8> {
    build(ANSWER, server, client, apdu)
}

fn build(control: u8, server: &Server, client: u8, apdu: &[u8]) -> Vec<u8> {
    let server = server.encode();
    // L itself, C, SA, CA, HCS, APDU and FCS.
    let length = 2 + 1 + server.len() + 1 + 2 + apdu.len() + 2;
    let mut body = u16::try_from(length).unwrap_or(0).to_le_bytes().to_vec();
    body.push(control);
    body.extend(server);
    body.push(client);
    body.extend(crc(&body));
    body.extend(apdu);
    body.extend(crc(&body));
    [&[START][..], &body, &[END]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_has_its_known_value() {
        assert_eq!(crc(b"123456789"), [0x6E, 0x90]);
    }
}
