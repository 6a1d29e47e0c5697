//! CAS AP, PD-II, SW-II and the shop scales that copy them: ENQ, the scale says ACK, then DC1, and the scale sends a block.
//!
//! The block is `SOH STX` state, sign, six characters, unit, check, `ETX EOT`; the check is the exclusive-or of state to unit.

use super::printed::unit_of_mass;
use super::rows::number;
use super::{Address, Asked, Datum, DeviceError, Flag, Meaning, Measurand, Protocol, Question, Rejected, Scan, Shown};
use crate::locale::Words;
use crate::quantity::without_negative_zero;

/// The handshake: a profile asks for both in this order.
pub const CAS_AP_ENQ: Protocol = Protocol {
    name: "cas-ap-enq",
    questions: "command: ENQ, then command: DC1 (reading only)",
    scan,
    decode,
    ask,
    parse_request,
    measures: |question| (*question == Question::Command("DC1")).then_some(Measurand::Mass),
    weigh,
    ..Protocol::ASKED
};

const SOH: u8 = 0x01;
const STX: u8 = 0x02;
const ETX: u8 = 0x03;
const EOT: u8 = 0x04;
const ENQ: u8 = 0x05;
const ACK: u8 = 0x06;
const DC1: u8 = 0x11;
const NAK: u8 = 0x15;
/// Bytes of a block.
const LENGTH: usize = 15;

fn scan(buffer: &[u8], _: Option<&Asked>) -> Scan {
    let begins = |byte: &u8| matches!(*byte, SOH | ENQ | ACK | DC1 | NAK);
    match buffer {
        [] => Scan::Need,
        [ENQ | ACK | DC1 | NAK, ..] => Scan::Frame(1),
        [SOH] => Scan::Need,
        [SOH, STX, ..] => match buffer.get(..LENGTH) {
            None => Scan::Need,
            Some([.., ETX, EOT]) => Scan::Frame(LENGTH),
            Some(_) => Scan::Broken(1, Rejected::Length),
        },
        [SOH, ..] => Scan::Broken(1, Rejected::Truncated),
        _ => Scan::Skip(buffer.iter().position(begins).unwrap_or(buffer.len())),
    }
}

fn decode(frame: &[u8], asked: Option<&Asked>) -> Result<Meaning, Rejected> {
    let asked = if let Some(Asked::Command(command)) = asked { Some(command.name.as_str()) } else { None };
    let other = |answered: &str| {
        Err(Rejected::OtherCommand { asked: asked.unwrap_or_default().to_owned(), answered: answered.to_owned() })
    };
    match frame {
        [ENQ | DC1] => Ok(Meaning::Request),
        [ACK] if asked == Some("DC1") => other("ACK"),
        [ACK] => Ok(Meaning::Acknowledged),
        [NAK] => {
            let words = Words::new("秤现在不能应答", "the scale cannot answer now");
            Ok(Meaning::Error(DeviceError { code: "NAK".into(), words }))
        }
        _ if asked == Some("ENQ") => other("block"),
        _ => block(frame),
    }
}

fn block(frame: &[u8]) -> Result<Meaning, Rejected> {
    let [SOH, STX, body @ .., check, ETX, EOT] = frame else { return Err(Rejected::Length) };
    let [state, sign, weight @ .., u1, u2] = body else { return Err(Rejected::Length) };
    if frame.len() != LENGTH {
        return Err(Rejected::Length);
    }
    if check_byte(body) != *check {
        return Err(Rejected::Checksum);
    }
    let stable = match state {
        b'S' => true,
        b'U' => false,
        b'F' => {
            let words = Words::new("秤有故障", "the scale has a fault");
            return Ok(Meaning::Error(DeviceError { code: "F".into(), words }));
        }
        _ => return Err(Rejected::UnknownLine),
    };
    let negative = match sign {
        b' ' => false,
        b'-' => true,
        b'F' => return Ok(Meaning::one(Datum::without_number(Measurand::Mass, Flag::Overload))),
        _ => return Err(Rejected::NonDigit),
    };
    if weight.iter().any(|byte| matches!(byte, b'+' | b'-')) {
        return Err(Rejected::NonDigit);
    }
    let number = number(weight)?;
    let number = without_negative_zero(if negative { -number } else { number });
    let datum = Datum::new(Measurand::Mass, number.into()).unit(unit_of_mass(&[*u1, *u2])?);
    Ok(Meaning::one(datum.stable(Some(stable))))
}

fn check_byte(body: &[u8]) -> u8 {
    body.iter().fold(0, |total, byte| total ^ byte)
}

fn ask(question: &Question<'_>, _: &Address) -> Option<Asked> {
    match question {
        Question::Command("ENQ") => Some(Asked::command("ENQ", [ENQ])),
        Question::Command("DC1") => Some(Asked::command("DC1", [DC1])),
        _ => None,
    }
}

fn parse_request(bytes: &[u8]) -> Option<Asked> {
    match bytes {
        [ENQ] => ask(&Question::Command("ENQ"), &Address::None),
        [DC1] => ask(&Question::Command("DC1"), &Address::None),
        _ => None,
    }
}

fn weigh(shown: &Shown, asked: Option<&Asked>) -> Option<Vec<u8>> {
    if matches!(asked, Some(Asked::Command(command)) if command.name == "ENQ") {
        return Some(vec![ACK]);
    }
    let digits = format!("{:0>6}", shown.value.abs().to_string());
    let unit = shown.unit.symbol();
    if digits.len() > 6 || unit.len() != 2 {
        return None;
    }
    let below = shown.value.is_sign_negative() && !shown.value.is_zero();
    let (state, sign) = (if shown.stable { 'S' } else { 'U' }, if below { '-' } else { ' ' });
    let body = format!("{state}{sign}{digits}{unit}").into_bytes();
    Some([&[SOH, STX][..], &body, &[check_byte(&body), ETX, EOT]].concat())
}
