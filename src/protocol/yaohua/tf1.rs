//! Yaohua command mode (tF=1): `02 address command xh xl 03` asks, `02 address command sign d1…d6 dec xh xl 03` answers.
//!
//! Of its letters only `B` gross, `C` tare and `D` net can be asked; others zero the scale, or are prices. The A22 differs
//! in how it writes the check characters.

use super::six_digits::{self, ETX, STX, letters, plain};
use crate::protocol::{
    Address, Addressing, Asked, Datum, Flag, Meaning, Measurand, Protocol, Question, Rejected, Scan, Shown,
};
use crate::quantity::Decimal;

/// Command mode, tF=1.
pub const YAOHUA_TF1: Protocol = Protocol {
    name: "yaohua-tf1",
    carries_unit: false,
    questions: "command: B (gross) | C (tare) | D (net)",
    addressing: Addressing::Letter,
    scan: |buffer, _| scan(buffer, letters),
    decode: |frame, asked| decode(frame, asked, letters),
    ask: |question, address| ask(question, *address, letters),
    parse_request: |bytes| parse_request(bytes, letters),
    measures: |question| named(question).map(|row| row.1),
    weigh: |shown, asked| write(shown, asked, letters),
    ..Protocol::ASKED
};

/// Command mode of the A22. Its manual was seen for one command only: that it reads with the same letters is unconfirmed.
pub const YAOHUA_A22: Protocol = Protocol {
    name: "yaohua-a22",
    scan: |buffer, _| scan(buffer, plain),
    decode: |frame, asked| decode(frame, asked, plain),
    ask: |question, address| ask(question, *address, plain),
    parse_request: |bytes| parse_request(bytes, plain),
    weigh: |shown, asked| write(shown, asked, plain),
    ..YAOHUA_TF1
};

/// How check characters are written.
type Check = fn(&[u8]) -> [u8; 2];

/// Bytes of a request and of an answer.
const REQUEST: usize = 6;
const ANSWER: usize = 14;
/// The letters that read: what the answer measures, and what it says of the weight.
const READS: [(&str, Measurand, Option<Flag>); 3] =
    [("B", Measurand::Mass, Some(Flag::Gross)), ("C", Measurand::Tare, None), ("D", Measurand::Mass, Some(Flag::Net))];

type Row = &'static (&'static str, Measurand, Option<Flag>);

fn row(letter: &str) -> Option<Row> {
    READS.iter().find(|row| row.0 == letter)
}

fn named(question: &Question<'_>) -> Option<Row> {
    if let Question::Command(name) = question { row(name) } else { None }
}

fn ask(question: &Question<'_>, address: Address, check: Check) -> Option<Asked> {
    let Address::Letter(address) = address else { return None };
    let row = named(question)?;
    let checked = [&[address], row.0.as_bytes()].concat();
    Some(Asked::command(row.0, [&[STX], &checked[..], &check(&checked), &[ETX]].concat()))
}

/// The address and the command of a request, whatever the command.
fn request(frame: &[u8], check: Check) -> Result<(u8, u8), Rejected> {
    let [STX, address, command, xh, xl, ETX] = *frame else { return Err(Rejected::Length) };
    if check(&[address, command]) != [xh, xl] {
        return Err(Rejected::Checksum);
    }
    if address.is_ascii_uppercase() { Ok((address, command)) } else { Err(Rejected::NonDigit) }
}

fn parse_request(bytes: &[u8], check: Check) -> Option<Asked> {
    let (_, command) = request(bytes, check).ok()?;
    row(&char::from(command).to_string()).map(|row| Asked::command(row.0, bytes))
}

/// Finds the next frame: a request (our own echo, another master) where its end stands, else an answer.
fn scan(buffer: &[u8], check: Check) -> Scan {
    let Some(start) = buffer.iter().position(|byte| *byte == STX) else {
        return if buffer.is_empty() { Scan::Need } else { Scan::Skip(buffer.len()) };
    };
    if start > 0 {
        return Scan::Skip(start);
    }
    // A start byte cannot stand inside a frame: another one means that this one was cut.
    let length = if buffer.get(REQUEST - 1) == Some(&ETX) { REQUEST } else { ANSWER };
    let body = buffer.iter().take(length).skip(1).position(|byte| *byte == STX);
    if let Some(again) = body {
        return Scan::Broken(again + 1, Rejected::Truncated);
    }
    let Some(frame) = buffer.get(..length) else { return Scan::Need };
    match decode(frame, None, check) {
        Ok(_) => Scan::Frame(length),
        Err(why) => Scan::Broken(1, why),
    }
}

fn decode(frame: &[u8], asked: Option<&Asked>, check: Check) -> Result<Meaning, Rejected> {
    if frame.len() == REQUEST {
        return request(frame, check).map(|_| Meaning::Request);
    }
    let [STX, address, command, body @ .., xh, xl, ETX] = frame else { return Err(Rejected::Length) };
    let value = six_digits::read(body)?;
    if check(frame.get(1..frame.len() - 3).unwrap_or_default()) != [*xh, *xl] {
        return Err(Rejected::Checksum);
    }
    if !address.is_ascii_uppercase() {
        return Err(Rejected::NonDigit);
    }
    let letter = char::from(*command).to_string();
    if let Some(Asked::Command(asked)) = asked {
        let (to, what) = request(&asked.bytes, check)?;
        let text = |byte: u8| char::from(byte).to_string();
        if to != *address {
            return Err(Rejected::OtherAddress { asked: text(to), answered: text(*address) });
        }
        if what != *command {
            return Err(Rejected::OtherCommand { asked: text(what), answered: letter });
        }
    }
    let row = row(&letter).ok_or(Rejected::UnknownLine)?;
    let datum = Datum::new(row.1, value.into()).item(row.0);
    Ok(Meaning::one(row.2.into_iter().fold(datum, Datum::flag)))
}

/// The answer of a scale without a tare.
fn write(shown: &Shown, asked: Option<&Asked>, check: Check) -> Option<Vec<u8>> {
    let (address, command) = match asked {
        Some(Asked::Command(command)) => request(&command.bytes, check).ok()?,
        _ => (b'A', b'B'),
    };
    let tare = row(&char::from(command).to_string())?.1 == Measurand::Tare;
    let value = if tare { Decimal::new(0, shown.value.scale()) } else { shown.value };
    let checked = [&[address, command], &six_digits::write(value)?[..]].concat();
    Some([&[STX], &checked[..], &check(&checked), &[ETX]].concat())
}
