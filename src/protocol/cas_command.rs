//! What CAS indicators answer to commands of other masters: acknowledgements, never a weight. Nothing can be asked with
//! them: the commands that are known zero and tare.

use super::rows;
use super::{Asked, DeviceError, Meaning, Protocol, Rejected, Scan, printed};
use crate::locale::Words;

/// CI-200: `D`, device number, two letters, CR LF; the answer is the command itself.
pub const CAS_COMMAND: Protocol =
    Protocol { name: "cas-command", checked: false, scan: rows::scan, decode: echo, ..Protocol::SPOKEN };

/// CI-502A: STX, device number, four letters, ACK, check, ETX; the check is the low byte of the sum in hexadecimal.
pub const CAS_EXTENDED: Protocol = Protocol { name: "cas-extended", scan, decode: acknowledgement, ..Protocol::SPOKEN };

fn echo(frame: &[u8], _: Option<&Asked>) -> Result<Meaning, Rejected> {
    let [b'D', n1, n2, c1, c2] = printed::without_end(frame)? else { return Err(Rejected::UnknownLine) };
    let right = n1.is_ascii_digit() && n2.is_ascii_digit() && c1.is_ascii_uppercase() && c2.is_ascii_uppercase();
    if right { Ok(Meaning::Acknowledged) } else { Err(Rejected::UnknownLine) }
}

const STX: u8 = 0x02;
const ETX: u8 = 0x03;
const ACK: u8 = 0x06;
const NAK: u8 = 0x15;
/// Bytes of the longest frame that is known, an acknowledgement; a command has one less.
const LENGTH: usize = 11;

fn scan(buffer: &[u8], _: Option<&Asked>) -> Scan {
    let Some(start) = buffer.iter().position(|byte| *byte == STX) else {
        return if buffer.is_empty() { Scan::Need } else { Scan::Skip(buffer.len()) };
    };
    if start > 0 {
        return Scan::Skip(start);
    }
    let end = buffer.iter().position(|byte| *byte == ETX);
    let again = buffer.iter().skip(1).position(|byte| *byte == STX).map(|position| position + 1);
    match (end, again) {
        (Some(end), Some(again)) if again < end => Scan::Broken(again, Rejected::Truncated),
        (Some(end), _) if end < LENGTH => Scan::Frame(end + 1),
        (None, None) if buffer.len() < LENGTH => Scan::Need,
        (None, Some(again)) => Scan::Broken(again, Rejected::Truncated),
        _ => Scan::Broken(1, Rejected::Length),
    }
}

fn acknowledgement(frame: &[u8], _: Option<&Asked>) -> Result<Meaning, Rejected> {
    let [STX, body @ .., high, low, ETX] = frame else { return Err(Rejected::Length) };
    let sum = body.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte));
    if format!("{sum:02X}").as_bytes() != [*high, *low] {
        return Err(Rejected::Checksum);
    }
    let named = |id: &[u8], command: &[u8]| {
        id.iter().all(u8::is_ascii_digit) && command.iter().all(|letter| letter.is_ascii_uppercase())
    };
    match body {
        [n1, n2, c1, c2, c3, c4, rest @ ..] if named(&[*n1, *n2], &[*c1, *c2, *c3, *c4]) => match rest {
            [] => Ok(Meaning::Request),
            [ACK] => Ok(Meaning::Acknowledged),
            [NAK] => {
                let words = Words::new("仪表拒绝了命令", "the indicator refused the command");
                Ok(Meaning::Error(DeviceError { code: "NAK".into(), words }))
            }
            _ => Err(Rejected::UnknownLine),
        },
        _ => Err(Rejected::UnknownLine),
    }
}
