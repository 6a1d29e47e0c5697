//! Modbus RTU: bytes closed by a CRC-16. Frames end by their computed length: the silence of 3.5 characters does not
//! survive a USB adapter.

use super::modbus::{self, Framing};
use super::{Addressing, Asked, Protocol, Rejected, Scan};

/// Modbus RTU.
pub const MODBUS_RTU: Protocol = Protocol {
    name: "modbus-rtu",
    layout: super::parts::modbus_rtu,
    questions: modbus::QUESTIONS,
    carries_unit: false,
    addressing: Addressing::Unit,
    scan,
    decode: |frame, asked| modbus::meaning(unwrap(frame).ok_or(Rejected::Checksum)?, asked),
    ask: |question, address| modbus::ask(Framing::Rtu, question, address),
    parse_request: |bytes| modbus::request(Framing::Rtu, unwrap(bytes.get(..REQUEST)?)?),
    ..Protocol::ASKED
};

/// Bytes of a reply around its registers: unit, function, byte count, CRC.
const OVERHEAD: usize = 5;
/// Bytes of a reading request.
const REQUEST: usize = 8;
/// Most bytes of registers in a reply.
const DATA_MAX: usize = modbus::REGISTERS_MAX as usize * 2;
/// Polynomial of the CRC, bits reversed.
const POLYNOMIAL: u16 = 0xA001;
/// What becomes of each low byte of a CRC, followed by none to seven further bytes: eight bytes are taken at a step.
static STEPS: [[u16; 256]; 8] = steps();

const fn steps() -> [[u16; 256]; 8] {
    let mut steps = [[0_u16; 256]; 8];
    let mut byte = 0_u16;
    while byte < 256 {
        let (mut crc, mut bit) = (byte, 0);
        while bit < 8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ POLYNOMIAL } else { crc >> 1 };
            bit += 1;
        }
        steps[0][byte as usize] = crc;
        byte += 1;
    }
    let mut behind = 1;
    while behind < 8 {
        let mut byte = 0;
        while byte < 256 {
            let before = steps[behind - 1][byte];
            steps[behind][byte] = before >> 8 ^ steps[0][(before & 0xFF) as usize];
            byte += 1;
        }
        behind += 1;
    }
    steps
}

/// CRC-16 with polynomial A001h and start `FFFFh`, low byte first on the wire.
pub fn crc(bytes: &[u8]) -> [u8; 2] {
    let step = |behind: usize, byte: u8| STEPS[behind][usize::from(byte)];
    let (eights, rest) = bytes.as_chunks::<8>();
    let by_eight = eights.iter().fold(0xFFFF_u16, |crc, [b0, b1, b2, b3, b4, b5, b6, b7]| {
        let [low, high] = crc.to_le_bytes();
        (step(7, b0 ^ low) ^ step(6, b1 ^ high) ^ step(5, *b2) ^ step(4, *b3))
            ^ (step(3, *b4) ^ step(2, *b5) ^ step(1, *b6) ^ step(0, *b7))
    });
    rest.iter()
        .fold(by_eight, |crc, byte| {
            let [low, high] = crc.to_le_bytes();
            u16::from(high) ^ step(0, low ^ byte)
        })
        .to_le_bytes()
}

/// A message with its CRC.
pub(super) fn wrap(mut message: Vec<u8>) -> Vec<u8> {
    let check = crc(&message);
    message.extend(check);
    message
}

/// The message in a frame whose CRC is right.
fn unwrap(frame: &[u8]) -> Option<&[u8]> {
    frame.split_last_chunk::<2>().filter(|(message, check)| crc(message) == **check).map(|(message, _)| message)
}

/// Length of the frame that begins like this, by its own header; `None` while the header is not there.
fn length_of(buffer: &[u8]) -> Option<Result<usize, ()>> {
    let function = *buffer.get(1)?;
    let length = match function {
        0x03 | 0x04 => match usize::from(*buffer.get(2)?) {
            bytes if bytes > 0 && bytes <= DATA_MAX && bytes.is_multiple_of(2) => OVERHEAD + bytes,
            _ => return Some(Err(())),
        },
        0x06 | 0x10 => REQUEST,
        0x83 | 0x84 | 0x86 | 0x90 => OVERHEAD,
        _ => return Some(Err(())),
    };
    Some(Ok(length))
}

/// Finds the next frame at the start of `buffer`. The echo of our own request, as a half-duplex adapter gives it, is passed
/// over; a request of another master is not told from a reply without knowing ours.
fn scan(buffer: &[u8], asked: Option<&Asked>) -> Scan {
    if buffer.is_empty() {
        return Scan::Need;
    }
    if let Some(Asked::Modbus(request)) = asked {
        let echo = request.encode();
        if buffer.starts_with(&echo) {
            return Scan::Skip(echo.len());
        }
        if echo.starts_with(buffer) {
            return Scan::Need;
        }
    }
    let right = |length: usize| buffer.get(..length).map(|frame| unwrap(frame).is_some());
    // Both ways to read the first bytes: as a reply, and as a request of eight bytes.
    let may_be_request = matches!(buffer.get(1), Some(3 | 4));
    let request_like = || may_be_request && right(REQUEST) == Some(true);
    let length = match length_of(buffer) {
        None => return Scan::Need,
        Some(Err(())) if request_like() => return Scan::Frame(REQUEST),
        Some(Err(())) if may_be_request && asked.is_none() && buffer.len() < REQUEST => return Scan::Need,
        Some(Err(())) => return Scan::Skip(1),
        Some(Ok(length)) => length,
    };
    match right(length) {
        Some(true) => Scan::Frame(length),
        _ if request_like() => Scan::Frame(REQUEST),
        None => Scan::Need,
        Some(false) => Scan::Broken(1, Rejected::Checksum),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the specification describes it, bit by bit.
    fn bitwise(bytes: &[u8]) -> [u8; 2] {
        let shift = |crc: u16| if crc & 1 == 1 { crc >> 1 ^ POLYNOMIAL } else { crc >> 1 };
        let take = |crc: u16, byte: &u8| (0..8).fold(crc ^ u16::from(*byte), |crc, _| shift(crc));
        bytes.iter().fold(0xFFFF, take).to_le_bytes()
    }

    #[test]
    fn eight_bytes_at_a_step_are_the_same_as_bit_by_bit() {
        assert_eq!(crc(b"123456789"), 0x4B37_u16.to_le_bytes());
        let bytes: Vec<u8> = (0..=255_u8).map(|n| n.wrapping_mul(167) ^ 0x5A).collect();
        for length in 0..bytes.len() {
            assert_eq!(crc(&bytes[..length]), bitwise(&bytes[..length]), "{length} bytes");
        }
    }
}
