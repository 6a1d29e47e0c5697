//! The checks of frames, written a second time: a damaged frame whose check is right again comes past the check, and meets
//! what lies behind it.

use quanheng::protocol::{modbus, parse_hex};

/// How the check of a protocol lies in its frames, and how it is reckoned.
struct Check {
    protocols: &'static [&'static str],
    /// Every frame that has the check begins so.
    begins: &'static [u8],
    /// Bytes before those that are covered, and behind them.
    before: usize,
    behind: usize,
    /// Bytes from the check to the end.
    from_end: usize,
    written: fn(&[u8]) -> Vec<u8>,
}

const STX: u8 = 0x02;

const CHECKS: &[Check] = &[
    Check {
        protocols: &["dlt645-2007", "dlt645-1997"],
        begins: &[0x68],
        before: 0,
        behind: 2,
        from_end: 2,
        written: |covered| vec![sum(covered)],
    },
    Check { protocols: &["dlt698.45"], begins: &[0x68], before: 1, behind: 3, from_end: 3, written: x25 },
    Check {
        protocols: &["modbus-rtu"],
        begins: &[],
        before: 0,
        behind: 2,
        from_end: 2,
        written: |covered| modbus::crc(covered).to_vec(),
    },
    Check {
        protocols: &["modbus-ascii"],
        begins: b":",
        before: 1,
        behind: 4,
        from_end: 4,
        written: |covered| {
            let message = std::str::from_utf8(covered).ok().and_then(|text| parse_hex(text).ok()).unwrap_or_default();
            digits(modbus::lrc(&message))
        },
    },
    Check {
        protocols: &["iec62056-21"],
        begins: &[STX],
        before: 1,
        behind: 1,
        from_end: 1,
        written: |covered| vec![xor(covered)],
    },
    Check { protocols: &["sml"], begins: &[0x1B], before: 0, behind: 2, from_end: 2, written: x25 },
    Check {
        protocols: &["yaohua-tf0", "yaohua-tf1"],
        begins: &[STX],
        before: 1,
        behind: 3,
        from_end: 3,
        written: |covered| digits(xor(covered)),
    },
    Check {
        protocols: &["yaohua-a22"],
        begins: &[STX],
        before: 1,
        behind: 3,
        from_end: 3,
        written: |covered| vec![0x30 + (xor(covered) >> 4), 0x30 + (xor(covered) & 0x0F)],
    },
    Check {
        protocols: &["yaohua-a12e-wg"],
        begins: b"W",
        before: 0,
        behind: 4,
        from_end: 4,
        written: |covered| digits(xor(covered)),
    },
    Check {
        protocols: &["laumas-ascii"],
        begins: b"&",
        before: 1,
        behind: 4,
        from_end: 3,
        written: |covered| digits(xor(covered)),
    },
    Check {
        protocols: &["cas-ap-enq"],
        begins: &[0x01, STX],
        before: 2,
        behind: 3,
        from_end: 3,
        written: |covered| vec![xor(covered)],
    },
    Check {
        protocols: &["cas-extended"],
        begins: &[STX],
        before: 1,
        behind: 3,
        from_end: 3,
        written: |covered| digits(sum(covered)),
    },
    Check {
        protocols: &["toledo-continuous"],
        begins: &[STX],
        before: 0,
        behind: 1,
        from_end: 1,
        // All bytes together come to nought in seven bits.
        written: |covered| vec![sum(covered).wrapping_neg() & 0x7F],
    },
    Check {
        protocols: &["sartorius-xbpi"],
        begins: &[],
        before: 0,
        behind: 1,
        from_end: 1,
        written: |covered| vec![sum(covered)],
    },
];

/// Makes the check of a frame right. What has none stays as it is.
pub fn close(protocol: &str, frame: &mut [u8]) {
    let Some(check) = CHECKS.iter().find(|check| check.protocols.contains(&protocol)) else { return };
    let Some(end) = frame.len().checked_sub(check.behind).filter(|end| *end >= check.before) else { return };
    if frame.starts_with(check.begins) {
        let (written, at) = ((check.written)(&frame[check.before..end]), frame.len() - check.from_end);
        frame[at..at + written.len()].copy_from_slice(&written);
    }
}

/// The protocols whose frames can be closed.
pub fn closed() -> impl Iterator<Item = &'static str> {
    CHECKS.iter().flat_map(|check| check.protocols).copied()
}

fn sum(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |sum, byte| sum.wrapping_add(*byte))
}

fn xor(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |all, byte| all ^ byte)
}

fn digits(byte: u8) -> Vec<u8> {
    format!("{byte:02X}").into_bytes()
}

/// CRC-16/X.25, bit by bit, low byte first.
fn x25(bytes: &[u8]) -> Vec<u8> {
    let shift = |crc: u16| if crc & 1 == 1 { crc >> 1 ^ 0x8408 } else { crc >> 1 };
    let take = |crc: u16, byte: &u8| (0..8).fold(crc ^ u16::from(*byte), |crc, _| shift(crc));
    (!bytes.iter().fold(0xFFFF, take)).to_le_bytes().to_vec()
}
