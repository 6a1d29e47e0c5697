//! Sartorius SBI: lines of 16 characters, or of 22 with an identifier before them; which of the two is a setting of the
//! balance. A blank unit means that the weight moves. Also Minebea Intec, Denver TB, and Chinese balances set to it.

use super::line::{self, Format, Says, UnitTells};
use super::{Asked, Datum, Meaning, Measurand, Protocol, Question, Rejected, printed};

/// Lines of 16 characters.
pub const SARTORIUS_SBI_16: Protocol = Protocol {
    name: "sartorius-sbi-16",
    checked: false,
    questions: "command: P (prints the weight; reading only)",
    pushes: true,
    scan: line::scan,
    decode: |frame, asked| decode(&SHORT, frame, asked),
    ask,
    parse_request,
    measures: |_| Some(Measurand::Mass),
    weigh: |shown, asked| if identity_asked(asked).is_some() { None } else { SHORT.write(shown, &[]) },
    ..Protocol::ASKED
};

/// Lines of 22 characters.
pub const SARTORIUS_SBI_22: Protocol = Protocol {
    name: "sartorius-sbi-22",
    decode: |frame, asked| decode(&LONG, frame, asked),
    weigh: |shown, asked| if identity_asked(asked).is_some() { None } else { LONG.write(shown, &[]) },
    ..SARTORIUS_SBI_16
};

/// A line was captured without the last blank of a unit of two letters: the number stands where it should all the same.
const SHORT: Format =
    Format { layouts: &["s vvvvvvvv uuu", "s vvvvvvvv uu"], unit_tells: UnitTells::Rest, plus: '+', ..Format::PLAIN };

const LONG: Format = Format {
    layouts: &["hhhhhhs vvvvvvvv uuu"],
    marks: &[(b'h', "N     ", Says::Net), (b'h', "G     ", Says::Gross), (b'h', "T     ", Says::Tare)],
    ..SHORT
};

/// What the long form writes before a word instead of a weight.
const STATUS: &str = "Stat  ";

/// Model, serial number, software: they answer with a line that may look like a number.
const IDENTITIES: [&str; 3] = ["x1_", "x2_", "x3_"];

/// `ESC P` alone: the letters beside it tare, set to nought, adjust and lock.
fn ask(question: &Question<'_>, _: &super::Address) -> Option<Asked> {
    match question {
        Question::Command("P") => Some(Asked::command("P", "\x1BP\r\n")),
        _ => None,
    }
}

/// The end of a command may be left out.
fn parse_request(bytes: &[u8]) -> Option<Asked> {
    let command = bytes.strip_prefix(b"\x1B")?;
    let name = std::str::from_utf8(command.strip_suffix(b"\r\n").unwrap_or(command)).ok()?;
    (name == "P" || IDENTITIES.contains(&name)).then(|| Asked::command(name, bytes))
}

fn identity_asked(asked: Option<&Asked>) -> Option<&str> {
    match asked {
        Some(Asked::Command(command)) => Some(command.name.as_str()).filter(|name| IDENTITIES.contains(name)),
        _ => None,
    }
}

fn decode(format: &Format, frame: &[u8], asked: Option<&Asked>) -> Result<Meaning, Rejected> {
    let text = printed::text(frame)?;
    let weight = match text.strip_prefix(STATUS) {
        Some(word) => line::state(word).ok_or(Rejected::UnknownLine),
        None => format.read(text),
    };
    match (identity_asked(asked), weight) {
        (None, weight) => weight,
        (Some(name), Ok(_)) => Err(Rejected::OtherCommand { asked: name.to_owned(), answered: "P".to_owned() }),
        (Some(name), Err(_)) => Ok(Meaning::one(identity(name, text))),
    }
}

fn identity(name: &str, text: &str) -> Datum {
    Datum::new(Measurand::Identity, text.trim_matches(' ').to_owned().into()).item(name)
}
