//! Adam scales that are asked by a letter and answer with a line. Every series differs, and so do their letters: what sends
//! the tare on one zeroes another. Only those that read can be asked.

use super::rows::Column::{Gap, Loose, Number, Unit, Word};
use super::rows::{self, Fill, Line, Says, Side};
use super::{Asked, DeviceError, Flag, Meaning, Measurand, Protocol, Question, Rejected, Scan};
use crate::locale::Words;

/// `AZExtra`: `P` prints, with a beep, and only when the weight is new and not nought.
pub const ADAM_AZEXTRA: Protocol = Protocol {
    name: "adam-azextra",
    checked: false,
    questions: "command: P (reading only)",
    scan: rows::scan,
    decode: |frame, _| AZEXTRA_LINE.decode(frame),
    ask: |question, _| letter(question, &["P"]),
    parse_request: |bytes| heard(bytes, &["P"]),
    measures: |_| Some(Measurand::Mass),
    weigh: |shown, _| AZEXTRA_LINE.write(shown),
    ..Protocol::ASKED
};
const AZEXTRA_LINE: Line = Line::of(&[Number(8, Fill::Blanks), Unit(2, Side::Right)]);

/// CPW plus: `G` gross, `N` net. How many blanks stand between its words is not certain (manual p. 16).
pub const ADAM_CPW: Protocol = Protocol {
    name: "adam-cpw",
    checked: false,
    questions: "command: G | N (reading only)",
    scan: rows::scan,
    decode: cpw,
    ask: |question, _| letter(question, &["G", "N"]),
    parse_request: |bytes| heard(bytes, &["G", "N"]),
    measures: |_| Some(Measurand::Mass),
    weigh: |shown, asked| {
        let mut line = CPW_LINE.write(shown)?;
        if asked.is_some_and(|asked| named(asked) == "N") {
            *line.first_mut()? = b'N';
        }
        Some(line)
    },
    ..Protocol::ASKED
};
const CPW_LINE: Line = Line::of(&[
    Word(&[("G", Says::Flag(Flag::Gross)), ("N", Says::Flag(Flag::Net))]),
    Gap(4),
    Loose(8),
    Gap(1),
    Unit(2, Side::Right),
]);

fn cpw(frame: &[u8], asked: Option<&Asked>) -> Result<Meaning, Rejected> {
    let meaning = CPW_LINE.decode(frame)?;
    let answered = frame.get(..1).map(String::from_utf8_lossy).unwrap_or_default();
    match asked {
        Some(asked) if named(asked) != answered => {
            Err(Rejected::OtherCommand { asked: named(asked).to_owned(), answered: answered.into_owned() })
        }
        _ => Ok(meaning),
    }
}

/// PGL: a host presses keys, among them zero and tare, so nothing can be asked; only its error words are known.
pub const ADAM_PGL: Protocol =
    Protocol { name: "adam-pgl", checked: false, scan: keys, decode: pgl, ..Protocol::SPOKEN };

/// Longest line of a key.
const KEY_MAX: usize = 32;

fn keys(buffer: &[u8], _: Option<&Asked>) -> Scan {
    match (buffer.iter().position(|byte| *byte == b'!'), buffer.iter().position(|byte| *byte == b'\r')) {
        (Some(0), Some(end)) => Scan::Frame(end + 1),
        (Some(0), None) if buffer.len() > KEY_MAX => Scan::Broken(1, Rejected::Length),
        (Some(0), None) => Scan::Need,
        (Some(start), _) => Scan::Skip(start),
        (None, _) if buffer.is_empty() => Scan::Need,
        (None, _) => Scan::Skip(buffer.len()),
    }
}

fn pgl(frame: &[u8], _: Option<&Asked>) -> Result<Meaning, Rejected> {
    let (zh, en) = match frame {
        b"!EU\r" => ("命令不认识", "unknown command"),
        b"!EK\r" => ("按键不认识", "unknown key"),
        b"!EF\r" => ("现在不能执行", "not executable now"),
        _ => return Err(Rejected::UnknownLine),
    };
    let code = String::from_utf8_lossy(frame).trim_matches(['!', '\r']).to_owned();
    Ok(Meaning::Error(DeviceError { code, words: Words::new(zh, en) }))
}

/// The command of a question, when it is one of those that read.
fn letter(question: &Question<'_>, right: &[&str]) -> Option<Asked> {
    match question {
        Question::Command(name) if right.contains(name) => Some(Asked::command(*name, format!("{name}\r\n"))),
        _ => None,
    }
}

fn heard(bytes: &[u8], right: &[&str]) -> Option<Asked> {
    letter(&Question::Command(std::str::from_utf8(bytes.strip_suffix(b"\r\n")?).ok()?), right)
}

fn named(asked: &Asked) -> &str {
    if let Asked::Command(command) = asked { &command.name } else { "" }
}
