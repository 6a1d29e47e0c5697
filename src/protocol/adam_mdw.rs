//! Adam MDW: `W CR` is answered `LF` polarity, eight characters, unit, `CR LF` three status characters `CR ETX`.
//!
//! What the status characters mean is in no source here: rest is watched, not told.

use super::rows::Column::{Number, Unit};
use super::rows::{Fill, Line, Side};
use super::{Address, Asked, Datum, DeviceError, Flag, Meaning, Measurand, Protocol, Question, Rejected, Scan, Shown};
use crate::locale::Words;

/// The format. `W` alone can be asked: `Z` and `T` zero and tare.
pub const ADAM_MDW: Protocol = Protocol {
    name: "adam-mdw",
    checked: false,
    questions: "command: W (reading only)",
    scan,
    decode,
    ask,
    parse_request,
    measures: |_| Some(Measurand::Mass),
    weigh,
    ..Protocol::ASKED
};

const LF: u8 = b'\n';
const CR: u8 = b'\r';
const ETX: u8 = 0x03;
const REQUEST: &[u8] = b"W\r";
/// Longest frame, generously.
const LENGTH_MAX: usize = 32;
/// Marks that fill the place of a number, at least so many.
const MARKS_MIN: usize = 6;
/// Marks that tell a zero error.
const ZERO_MARKS: usize = 9;

const LINE: Line = Line::of(&[Number(9, Fill::Blanks), Unit(2, Side::Right)]);

fn scan(buffer: &[u8], _: Option<&Asked>) -> Scan {
    let begins = |at: usize| match buffer.get(at..) {
        Some([LF, ..] | [b'W']) => true,
        Some(rest) => rest.starts_with(REQUEST),
        None => false,
    };
    match (0..buffer.len()).find(|at| begins(*at)) {
        None if buffer.is_empty() => return Scan::Need,
        None => return Scan::Skip(buffer.len()),
        Some(start) if start > 0 => return Scan::Skip(start),
        Some(_) if buffer.starts_with(REQUEST) => return Scan::Frame(REQUEST.len()),
        Some(_) => {}
    }
    match buffer.iter().position(|byte| *byte == ETX) {
        Some(end) if end < LENGTH_MAX => Scan::Frame(end + 1),
        None if buffer.len() < LENGTH_MAX => Scan::Need,
        _ => Scan::Broken(1, Rejected::Length),
    }
}

fn decode(frame: &[u8], _: Option<&Asked>) -> Result<Meaning, Rejected> {
    if frame == REQUEST {
        return Ok(Meaning::Request);
    }
    let [LF, inside @ .., CR, ETX] = frame else { return Err(Rejected::Truncated) };
    if inside == b"?" {
        return Ok(error("?", "命令不认识", "unknown command"));
    }
    let [weight @ .., CR, LF, h1, h2, h3] = inside else { return Err(Rejected::Length) };
    if ![h1, h2, h3].iter().all(|status| status.is_ascii_graphic()) {
        return Err(Rejected::UnknownLine);
    }
    let no_number = |why| Ok(Meaning::one(Datum::without_number(Measurand::Mass, why)));
    match filled(weight) {
        Some((b'^', _)) => no_number(Flag::Overload),
        Some((b'_', _)) => no_number(Flag::Underload),
        Some((b'-', ZERO_MARKS)) => Ok(error("---------", "秤报告零点错误", "the scale reports a zero error")),
        _ => LINE.read(weight).map(Meaning::one),
    }
}

fn error(code: &str, zh: &str, en: &str) -> Meaning {
    Meaning::Error(DeviceError { code: code.to_owned(), words: Words::new(zh, en) })
}

/// The mark that stands in place of a number, and how often; a unit may stand behind it.
fn filled(weight: &[u8]) -> Option<(u8, usize)> {
    let text = weight.iter().position(|byte| *byte != b' ').and_then(|first| weight.get(first..))?;
    let mark = *text.first()?;
    let marks = text.iter().take_while(|byte| **byte == mark).count();
    let rest = text.get(marks..)?;
    let clean = rest.len() <= 3 && rest.iter().all(|byte| *byte == b' ' || byte.is_ascii_alphabetic());
    (marks >= MARKS_MIN && clean).then_some((mark, marks))
}

fn ask(question: &Question<'_>, _: &Address) -> Option<Asked> {
    (*question == Question::Command("W")).then(|| Asked::command("W", REQUEST))
}

fn parse_request(bytes: &[u8]) -> Option<Asked> {
    (bytes == REQUEST).then(|| Asked::command("W", REQUEST))
}

fn weigh(shown: &Shown, _: Option<&Asked>) -> Option<Vec<u8>> {
    Some([&[LF][..], &LINE.written(shown)?, b"\r\n000\r\x03"].concat())
}
