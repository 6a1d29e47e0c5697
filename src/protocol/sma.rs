//! SMA SCP-0499 (Rice Lake, Sartorius PR 5220 and others): the host asks `LF W CR`, the scale answers 20 bytes
//! `LF` state, range, mode, motion, reserved, ten characters, unit in three, `CR`.

use super::rows::Column::{Any, Number, Unit, Word};
use super::rows::{Fill, Line, Says, Side};
use super::{Address, Asked, DeviceError, Flag, Meaning, Measurand, Protocol, Question, Rejected, Scan, Shown};
use crate::locale::Words;

/// The format. `W` asks at once, `P` when at rest; the commands that zero and tare cannot be asked.
pub const SMA: Protocol = Protocol {
    name: "sma",
    checked: false,
    questions: "command: W | P (reading only)",
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
/// Longest frame, generously: a line of the identification.
const LENGTH_MAX: usize = 64;

const LINE: Line = Line {
    columns: &[
        Word(&[
            (" ", Says::Nothing),
            ("Z", Says::Flag(Flag::Zero)),
            ("O", Says::Flag(Flag::Overload)),
            ("U", Says::Flag(Flag::Underload)),
        ]),
        Any(1),
        // Small letters: the same with a finer step than the display has.
        Word(&[
            ("G", Says::Flag(Flag::Gross)),
            ("N", Says::Flag(Flag::Net)),
            ("T", Says::Tare),
            ("g", Says::Flag(Flag::Gross)),
            ("n", Says::Flag(Flag::Net)),
            ("t", Says::Tare),
        ]),
        Word(&[(" ", Says::Stable(true)), ("M", Says::Stable(false))]),
        Any(1),
        Number(10, Fill::Blanks),
        Unit(3, Side::Left),
    ],
    filled: &[(b'-', Flag::Absent)],
};

fn scan(buffer: &[u8], _: Option<&Asked>) -> Scan {
    let Some(start) = buffer.iter().position(|byte| *byte == LF) else {
        return if buffer.is_empty() { Scan::Need } else { Scan::Skip(buffer.len()) };
    };
    if start > 0 {
        return Scan::Skip(start);
    }
    let end = buffer.iter().position(|byte| *byte == CR);
    let again = buffer.iter().skip(1).position(|byte| *byte == LF).map(|position| position + 1);
    match (end, again) {
        (Some(end), None) => Scan::Frame(end + 1),
        (Some(end), Some(again)) if end < again => Scan::Frame(end + 1),
        (_, Some(again)) => Scan::Broken(again, Rejected::Truncated),
        (None, None) if buffer.len() > LENGTH_MAX => Scan::Broken(buffer.len(), Rejected::Length),
        (None, None) => Scan::Need,
    }
}

fn decode(frame: &[u8], asked: Option<&Asked>) -> Result<Meaning, Rejected> {
    let [LF, line @ .., CR] = frame else { return Err(Rejected::Truncated) };
    if let Some(words) = refusal(line) {
        return Ok(Meaning::Error(DeviceError {
            code: String::from_utf8_lossy(line).trim().chars().take(1).collect(),
            words,
        }));
    }
    if parse_request(frame).is_some() {
        return Ok(Meaning::Request);
    }
    let mut datum = LINE.read(line)?;
    if let Some(Asked::Command(command)) = asked {
        if datum.quantity == Measurand::Tare {
            return Err(Rejected::OtherCommand { asked: command.name.clone(), answered: "T".into() });
        }
        // The answer to somebody's zeroing shows the weight and says only that nought was set.
        if command.name == "Z" {
            datum.stable = None;
        }
    }
    Ok(Meaning::one(datum))
}

/// What the scale says when it cannot weigh or did not understand.
fn refusal(line: &[u8]) -> Option<Words> {
    let (zh, en) = match line {
        [b'?'] => ("命令不认识", "unknown command"),
        [b'!'] => ("通信错误", "communication error"),
        [b'E', rest @ ..] if rest.len() == 17 => ("秤报告零点错误", "the scale reports a zero error"),
        [b'I', rest @ ..] if rest.len() == 17 => ("秤报告初始零点错误", "the scale reports an initial zero error"),
        [b'T', rest @ ..] if rest.len() == 17 => ("秤报告皮重错误", "the scale reports a tare error"),
        _ => return None,
    };
    Some(Words::new(zh, en))
}

fn ask(question: &Question<'_>, _: &Address) -> Option<Asked> {
    match question {
        Question::Command(name @ ("W" | "P")) => Some(command(name)),
        _ => None,
    }
}

fn command(name: &str) -> Asked {
    Asked::command(name, format!("\n{name}\r"))
}

/// A request on the line, of whatever kind: one letter.
fn parse_request(bytes: &[u8]) -> Option<Asked> {
    let [LF, letter, CR] = bytes else { return None };
    letter.is_ascii_uppercase().then(|| command(&char::from(*letter).to_string()))
}

fn weigh(shown: &Shown, asked: Option<&Asked>) -> Option<Vec<u8>> {
    let reading = |command: &super::Command| matches!(command.name.as_str(), "W" | "P");
    match asked {
        Some(Asked::Command(command)) if !reading(command) => Some(vec![LF, b'?', CR]),
        _ => Some([&[LF][..], &LINE.written(shown)?, &[CR]].concat()),
    }
}
