//! Sartorius xBPI: binary, `length … sum`; the host asks for one register of the balance, the balance answers with a
//! 32-bit float, the decimals it shows, sign, unit and stability. The answer does not name the register.

use super::line::{error, without_number};
use super::{
    Address, Asked, Datum, Flag, Meaning, Measurand, NumberType, Protocol, Question, Rejected, Scan, Shown, WordOrder,
};
use crate::quantity::{Decimal, Exact, Unit, round_to_places, without_negative_zero};

/// Sartorius xBPI.
pub const SARTORIUS_XBPI: Protocol = Protocol {
    name: "sartorius-xbpi",
    questions: "command: net | gross | tare-value (reading only)",
    scan,
    decode,
    ask: |question: &Question<'_>, _: &Address| match question {
        Question::Command(name) => READS.iter().find(|read| read.0 == *name).map(request),
        _ => None,
    },
    parse_request: |bytes| READS.iter().map(request).find(|asked| asked.encode() == bytes),
    measures: |question| match question {
        Question::Command("tare-value") => Some(Measurand::Tare),
        _ => Some(Measurand::Mass),
    },
    weigh: |shown, _| encode(shown),
    ..Protocol::ASKED
};

/// What may be asked: name, operation. Others tare, set to nought and write.
const READS: [(&str, u8); 3] = [("net", 0x1E), ("gross", 0x20), ("tare-value", 0x22)];

/// Second byte of what a balance sends.
const BALANCE: u8 = 0x41;
/// Second byte of what a host sends: its own address.
const HOST: u8 = 0x01;
/// The usual address of a balance.
const USUAL: u8 = 0x09;
/// Bytes after the length byte, of the shortest and the longest frame that is read.
const LENGTHS: std::ops::RangeInclusive<usize> = 3..=64;

/// Kinds of answers.
const DONE: u8 = 0x00;
const ERROR: u8 = 0x01;
const MEASUREMENT: u8 = 0x48;

/// What stands in place of a weight outside the range, and for some seconds after setting to nought.
const OFF_SCALE: [u8; 5] = [0x7F, 0xFF, 0xFF, 0xFF, 0xFF];

const UNITS: [(u8, Unit); 3] = [(0x02, Unit::Gram), (0x03, Unit::Kilogram), (0x0D, Unit::Milligram)];
/// Bits of the byte of sign and unit.
const SIGN_BITS: u8 = 0xC0;
const POSITIVE: u8 = 0x40;
const NEGATIVE: u8 = 0x80;
/// Bit of the last byte.
const STABLE: u8 = 0x40;

fn sum(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |total, byte| total.wrapping_add(*byte))
}

fn request((name, operation): &(&str, u8)) -> Asked {
    Asked::command(*name, framed(&[HOST, USUAL, *operation]))
}

/// A frame: what it carries, with its length before it and the sum of all behind it.
fn framed(body: &[u8]) -> Vec<u8> {
    let mut frame = vec![u8::try_from(body.len() + 1).unwrap_or(u8::MAX)];
    frame.extend(body);
    frame.push(sum(&frame));
    frame
}

fn scan(buffer: &[u8], _: Option<&Asked>) -> Scan {
    let Some(length) = buffer.first().map(|length| usize::from(*length)) else { return Scan::Need };
    let sender = buffer.get(1).copied();
    if !LENGTHS.contains(&length) || sender.is_some_and(|sender| !matches!(sender, BALANCE | HOST)) {
        return Scan::Skip(1);
    }
    match buffer.get(..=length) {
        None => Scan::Need,
        Some(frame) if checks(frame) => Scan::Frame(length + 1),
        Some(_) => Scan::Broken(1, Rejected::Checksum),
    }
}

fn checks(frame: &[u8]) -> bool {
    frame.split_last().is_some_and(|(check, before)| sum(before) == *check)
}

fn decode(frame: &[u8], asked: Option<&Asked>) -> Result<Meaning, Rejected> {
    let [length, body @ .., _] = frame else { return Err(Rejected::Truncated) };
    if usize::from(*length) + 1 != frame.len() {
        return Err(Rejected::Length);
    }
    if !checks(frame) {
        return Err(Rejected::Checksum);
    }
    match *body {
        [HOST, _, _, ..] => Ok(Meaning::Request),
        [BALANCE, DONE] => Ok(Meaning::Acknowledged),
        [BALANCE, ERROR, code] => Ok(refusal(code)),
        [BALANCE, MEASUREMENT, f3, f2, f1, f0, aux, places, unit, status] => {
            if [f3, f2, f1, f0, aux] == OFF_SCALE {
                return Ok(without_number(Flag::Absent));
            }
            let registers = [[f3, f2], [f1, f0]].map(u16::from_be_bytes);
            let number = NumberType::F32.decode(&registers, WordOrder::HighFirst)?.ok_or(Rejected::NotFinite)?;
            let number = shown(number, places >> 4, unit & SIGN_BITS)?;
            let code = unit & !SIGN_BITS;
            let unit = UNITS.iter().find(|(known, _)| *known == code).map(|(_, unit)| *unit);
            let unit = unit.ok_or_else(|| Rejected::UnknownUnit { unit: format!("{code:02X}") })?;
            let datum = which(Datum::new(Measurand::Mass, number.into()), asked);
            Ok(Meaning::one(datum.unit(unit).stable(Some(status & STABLE != 0))))
        }
        _ => Err(Rejected::UnknownLine),
    }
}

/// The number as the balance shows it: with its decimals, and with the sign that it states.
fn shown(number: Decimal, places: u8, sign: u8) -> Result<Decimal, Rejected> {
    let places = u32::from(places);
    let mut value = round_to_places(&Exact::from(number), places);
    value.rescale(places);
    if value.scale() != places {
        return Err(Rejected::NotFinite);
    }
    let value = without_negative_zero(value);
    let fits = match sign {
        POSITIVE => !value.is_sign_negative(),
        NEGATIVE => value.is_sign_negative() || value.is_zero(),
        0 => value.is_zero(),
        _ => false,
    };
    if fits { Ok(value) } else { Err(Rejected::Implausible { item: "sign".into(), value: value.to_string() }) }
}

/// The register that was asked for; the answer itself does not say.
fn which(mut datum: Datum, asked: Option<&Asked>) -> Datum {
    let Some(Asked::Command(command)) = asked else { return datum };
    match command.name.as_str() {
        "gross" => datum.flags.push(Flag::Gross),
        "net" => datum.flags.push(Flag::Net),
        "tare-value" => datum.quantity = Measurand::Tare,
        _ => {}
    }
    datum.item(command.name.as_str())
}

fn refusal(code: u8) -> Meaning {
    let (zh, en) = match code {
        0x03 => ("超出范围", "out of range"),
        0x04 => ("不认识的操作", "unknown operation"),
        0x06 => ("现在不可用", "not available now"),
        0x07 => ("参数错误", "bad arguments"),
        _ => ("仪器报错", "error of the device"),
    };
    error(&format!("{code:02X}"), zh, en)
}

fn encode(shown: &Shown) -> Option<Vec<u8>> {
    let (code, _) = UNITS.iter().find(|(_, unit)| *unit == shown.unit)?;
    let registers = NumberType::F32.encode(shown.value, WordOrder::HighFirst)?;
    let places = u8::try_from(shown.value.scale()).ok().filter(|places| *places <= 0x0F)?;
    let sign = match shown.value {
        value if value.is_zero() => 0,
        value if value.is_sign_negative() => NEGATIVE,
        _ => POSITIVE,
    };
    let mut body = vec![BALANCE, MEASUREMENT];
    body.extend(registers.iter().flat_map(|register| register.to_be_bytes()));
    body.extend([0x00, places << 4, sign | code, if shown.stable { STABLE } else { 0 }]);
    Some(framed(&body))
}
