//! MT-SICS: lines that end with CR LF; `ID status [value unit]`. No checksum: a value counts when consecutive answers agree.

use super::{
    Address, Asked, Datum, DeviceError, Flag, Meaning, Measurand, Protocol, Question, Rejected, Scan, printed,
};
use crate::locale::Words;
use crate::quantity::{Decimal, NumberError, Unit, parse_decimal, without_negative_zero};

/// MT-SICS.
pub const MT_SICS: Protocol = Protocol {
    name: "mt-sics",
    checked: false,
    questions: "command: S | SI | SU | SIU (reading only)",
    pushes: true,
    scan,
    decode,
    ask,
    parse_request,
    measures: |_| Some(Measurand::Mass),
    weigh: |shown, _| Some(answer("S", shown.stable, shown.value, shown.unit)),
    ..Protocol::ASKED
};

fn ask(question: &Question<'_>, _: &Address) -> Option<Asked> {
    match question {
        Question::Command(name @ ("S" | "SI" | "SU" | "SIU")) => Some(command(name)),
        _ => None,
    }
}

fn command(name: &str) -> Asked {
    Asked::command(name, format!("{name}\r\n"))
}

/// Longest line of any answer.
const LINE_MAX: usize = 120;

/// Finds the next line at the start of `buffer`.
fn scan(buffer: &[u8], _: Option<&Asked>) -> Scan {
    printed::scan(buffer, LINE_MAX)
}

/// Says what a line means as the answer to `asked`.
fn decode(frame: &[u8], asked: Option<&Asked>) -> Result<Meaning, Rejected> {
    let text = printed::text(frame)?;
    if let Some(words) = bare_error(text) {
        return Ok(Meaning::Error(DeviceError { code: text.to_owned(), words }));
    }
    let mut parts = text.split_ascii_whitespace();
    // No status that is understood has more than two fields behind it; what has more is told by the third.
    let (Some(id), Some(status)) = (parts.next(), parts.next()) else { return Err(Rejected::UnknownLine) };
    if !known_id(id) {
        return Err(Rejected::UnknownLine);
    }
    let fields = [parts.next(), parts.next(), parts.next()];
    let meaning = status_line(id, status, text, fields);
    match asked {
        Some(Asked::Command(command)) if meaning.is_ok() => in_context(&command.name, id).and(meaning),
        _ => meaning,
    }
}

/// An identity line after power-up, or a printed weight, is no answer to another command.
fn in_context(command: &str, id: &str) -> Result<(), Rejected> {
    let command_id = command.split(' ').next().unwrap_or(command);
    let answers = id == command_id || (is_weight(command_id) && is_weight(id)) || (command_id == "@" && id == "I4");
    if answers {
        return Ok(());
    }
    Err(Rejected::OtherCommand { asked: command.to_owned(), answered: id.to_owned() })
}

fn is_weight(id: &str) -> bool {
    matches!(id, "S" | "SI" | "SIR" | "SR" | "SNR" | "SU" | "SIU" | "SIRU" | "SRU" | "SNRU")
}

fn is_tare(id: &str) -> bool {
    matches!(id, "T" | "TI" | "TA" | "TAC")
}

fn known_id(id: &str) -> bool {
    let identity = id.len() <= 3
        && id.starts_with('I')
        && id.get(1..).is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    is_weight(id) || is_tare(id) || matches!(id, "Z" | "ZI" | "@") || identity
}

fn bare_error(line: &str) -> Option<Words> {
    let words = match line {
        "ES" => ("命令语法错误", "syntax error"),
        "ET" => ("传输错误（校验位）", "transmission error (parity)"),
        "EL" => ("逻辑错误", "logical error"),
        _ => return None,
    };
    Some(Words::new(words.0, words.1))
}

fn status_line(id: &str, status: &str, line: &str, fields: [Option<&str>; 3]) -> Result<Meaning, Rejected> {
    let error =
        |zh: &str, en: &str| Ok(Meaning::Error(DeviceError { code: status.to_owned(), words: Words::new(zh, en) }));
    match (status, fields) {
        ("+", [None, ..]) if is_weight(id) => Ok(no_number(id, Flag::Overload)),
        ("-", [None, ..]) if is_weight(id) => Ok(no_number(id, Flag::Underload)),
        ("+" | "-", [None, ..]) => error("超出允许范围", "outside the permitted range"),
        ("I", [None, ..]) => error("现在不能执行（忙，或未稳定）", "not executable now: busy, or not stable"),
        ("L", [None, ..]) => error("参数不被接受", "parameter not accepted"),
        ("S" | "D" | "A", [Some(value), Some(unit), None]) if is_weight(id) || is_tare(id) => {
            let stable = match status {
                "S" => Some(true),
                "D" => Some(false),
                _ => None,
            };
            weight(id, value, unit).map(|datum| Meaning::one(datum.stable(stable)))
        }
        ("A" | "B", _) if line.contains('"') => Ok(Meaning::one(identity(id, line))),
        ("A" | "S" | "D", [None, ..]) => Ok(Meaning::Acknowledged),
        ("B", _) => Ok(Meaning::Acknowledged),
        _ => Err(Rejected::UnknownLine),
    }
}

fn no_number(id: &str, why: Flag) -> Meaning {
    Meaning::one(Datum::without_number(Measurand::Mass, why).item(id))
}

fn weight(id: &str, value: &str, unit: &str) -> Result<Datum, Rejected> {
    // No number and no unit has these signs: they are looked for where something is wrong.
    let wrong = |why| match () {
        () if unit.contains(':') || value.contains(':') => Rejected::CompoundUnit,
        () if value.contains(',') => Rejected::ThousandsSeparator,
        () => why,
    };
    let number = parse_decimal(value).map_err(|why| match why {
        NumberError::TooLong(_) => wrong(Rejected::Length),
        _ => wrong(Rejected::NonDigit),
    })?;
    let unit: Unit = unit.parse().map_err(|_| wrong(Rejected::UnknownUnit { unit: unit.to_owned() }))?;
    let quantity = if is_tare(id) { Measurand::Tare } else { Measurand::Mass };
    Ok(Datum::new(quantity, without_negative_zero(number).into()).item(id).unit(unit))
}

fn identity(id: &str, line: &str) -> Datum {
    let fields = line.split('"').skip(1).step_by(2).collect::<Vec<_>>().join("; ");
    Datum::new(Measurand::Identity, fields.into()).item(id)
}

/// Reads a command: what a simulator does with what it hears.
fn parse_request(bytes: &[u8]) -> Option<Asked> {
    let line = bytes.strip_suffix(b"\r\n")?;
    std::str::from_utf8(line).ok().map(command)
}

/// A balance's weight line; the value is right-aligned in ten columns.
pub fn answer(id: &str, stable: bool, value: Decimal, unit: Unit) -> Vec<u8> {
    let status = if stable { 'S' } else { 'D' };
    format!("{id} {status} {:>10} {unit}\r\n", value.to_string()).into_bytes()
}
