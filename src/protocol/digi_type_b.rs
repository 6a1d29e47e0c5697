//! DIGI type B (DS-781 and other shop scales): ENQ is answered with status, condition, net, tare and prices in fields of
//! fixed width, each ended by CR; kilograms. The layout is that of the program pydigi, by the maker's data sheet.

use super::rows::number;
use super::{Asked, Data, Datum, Flag, Meaning, Measurand, Protocol, Question, Rejected, Scan, Shown};
use crate::quantity::{Decimal, Unit, without_negative_zero};
use smallvec::smallvec;

/// The format.
pub const DIGI_TYPE_B: Protocol = Protocol {
    name: "digi-type-b",
    checked: false,
    questions: "command: ENQ (reading only)",
    scan,
    decode,
    ask: |question, _| (*question == Question::Command("ENQ")).then(enquiry),
    parse_request: |bytes| (bytes == [ENQ]).then(enquiry),
    measures: |_| Some(Measurand::Mass),
    weigh: |shown, _| encode(shown),
    ..Protocol::ASKED
};

const ENQ: u8 = 0x05;
/// Bytes of a frame; one more where its status says that a parity byte follows.
const LENGTH: usize = 37;
/// What is the same in every frame: where, and what.
const FIXED: [(usize, u8); 9] =
    [(2, b'\r'), (3, b'0'), (10, b'\r'), (11, b'4'), (18, b'\r'), (19, b'U'), (26, b'\r'), (27, b'T'), (35, b'\r')];

/// Both flag bytes: one bit is always set, two never.
const ALWAYS: u8 = 0x40;
const NEVER: u8 = 0xA0;
/// Bits of the status byte: a parity byte follows; a tare is taken off.
const PARITY: u8 = 0x01;
const NET: u8 = 0x02;
/// Bits of the condition byte.
const ZERO: u8 = 0x01;
const STABLE: u8 = 0x02;
const NEGATIVE: u8 = 0x04;
const OVER: u8 = 0x08;
const UNDER: u8 = 0x10;

fn enquiry() -> Asked {
    Asked::command("ENQ", [ENQ])
}

fn is_flags(byte: u8) -> bool {
    byte & ALWAYS != 0 && byte & NEVER == 0
}

/// Whether a frame may begin here, as far as its bytes have come.
fn begins(rest: &[u8]) -> bool {
    let flags = rest.iter().take(2).all(|byte| is_flags(*byte));
    flags && FIXED.iter().all(|(at, wanted)| rest.get(*at).is_none_or(|found| found == wanted))
}

fn length(status: u8) -> usize {
    LENGTH + usize::from(status & PARITY)
}

fn scan(buffer: &[u8], _: Option<&Asked>) -> Scan {
    let start =
        (0..buffer.len()).find(|at| buffer.get(*at..).is_some_and(|rest| begins(rest) || rest.starts_with(&[ENQ])));
    match (start, buffer) {
        (_, []) => Scan::Need,
        (None, _) => Scan::Skip(buffer.len()),
        (Some(0), [ENQ, ..]) => Scan::Frame(1),
        (Some(0), [status, ..]) if buffer.len() < length(*status) => Scan::Need,
        (Some(0), [status, ..]) if buffer.get(LENGTH - 1) == Some(&b'\n') => Scan::Frame(length(*status)),
        (Some(0), _) => Scan::Broken(1, Rejected::Length),
        (Some(start), _) => Scan::Skip(start),
    }
}

fn decode(frame: &[u8], _: Option<&Asked>) -> Result<Meaning, Rejected> {
    if frame == [ENQ] {
        return Ok(Meaning::Request);
    }
    let [status, condition, ..] = *frame else { return Err(Rejected::Length) };
    if frame.len() != length(status) || !begins(frame) || frame.get(LENGTH - 1) != Some(&b'\n') {
        return Err(Rejected::Length);
    }
    let field = |from: usize| frame.get(from..from + 6).unwrap_or_default();
    let mode = if status & NET == 0 { Flag::Gross } else { Flag::Net };
    let net = match weight(field(4), condition)? {
        Ok(number) => Datum::new(Measurand::Mass, number.into()).unit(Unit::Kilogram),
        Err(why) => Datum::without_number(Measurand::Mass, why),
    };
    let mut net = net.stable(Some(condition & STABLE != 0)).flag(mode);
    if condition & ZERO != 0 {
        net = net.flag(Flag::Zero);
    }
    let mut data: Data = smallvec![net];
    if !is_blank(field(12)) {
        let tare = Datum::new(Measurand::Tare, number(field(12))?.into());
        data.push(tare.unit(Unit::Kilogram));
    }
    Ok(Meaning::Data(data))
}

/// The weight, or why there is none.
fn weight(field: &[u8], condition: u8) -> Result<Result<Decimal, Flag>, Rejected> {
    match field.trim_ascii() {
        _ if condition & OVER != 0 => return Ok(Err(Flag::Overload)),
        _ if condition & UNDER != 0 => return Ok(Err(Flag::Underload)),
        b"OF" => return Ok(Err(Flag::Overload)),
        b"UF" => return Ok(Err(Flag::Underload)),
        _ => {}
    }
    let number = number(field)?;
    // Flag and sign must tell the same: which of them would be wrong cannot be known.
    if (condition & NEGATIVE != 0) != (number.is_sign_negative() && !number.is_zero()) {
        return Err(Rejected::Implausible { item: "sign".into(), value: number.to_string() });
    }
    Ok(Ok(without_negative_zero(number)))
}

fn is_blank(field: &[u8]) -> bool {
    field.iter().all(|byte| *byte == b' ')
}

fn encode(shown: &Shown) -> Option<Vec<u8>> {
    let digits = shown.value.to_string();
    if digits.len() > 6 || shown.unit != Unit::Kilogram {
        return None;
    }
    let flag = |on: bool, flag: u8| if on { flag } else { 0 };
    let below = shown.value.is_sign_negative() && !shown.value.is_zero();
    let condition = ALWAYS | flag(shown.value.is_zero(), ZERO) | flag(shown.stable, STABLE) | flag(below, NEGATIVE);
    let mut frame = vec![ALWAYS, condition];
    frame.extend(format!("\r0{digits:>6}\r4 0.000\rU  0.00\rT   0.00\r\n").into_bytes());
    Some(frame)
}
