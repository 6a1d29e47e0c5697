//! A&D standard format: header, sign, eight digits filled up with noughts, unit to the right; with a comparator a field more.

use super::line::{self, Format, Says};
use super::{Address, Asked, Datum, Meaning, Measurand, Protocol, Question, Rejected, printed};
use crate::quantity::Unit;

/// A&D standard.
pub const AND_STANDARD: Protocol = Protocol {
    name: "and-standard",
    checked: false,
    questions: "command: Q | SI | S | ?ID | ?SN | ?TN (reading only)",
    pushes: true,
    scan: line::scan,
    decode,
    ask: |question: &Question<'_>, _: &Address| match question {
        Question::Command(name) => command(name),
        _ => None,
    },
    parse_request: |bytes| command(std::str::from_utf8(bytes.strip_suffix(b"\r\n")?).ok()?),
    measures: |question| match question {
        Question::Command(name) if name.starts_with('?') => Some(Measurand::Identity),
        _ => Some(Measurand::Mass),
    },
    weigh: |shown, asked| if identity_asked(asked).is_some() { None } else { LINE.write(shown, &[]) },
    ..Protocol::ASKED
};

/// Outside the range the digits are nines or no number at all: the header says it, the sign says where.
const LINE: Format = Format {
    layouts: &["hh,svvvvvvvvuuu", "hh,cc,svvvvvvvvuuu"],
    marks: &[
        (b'h', "ST", Says::Stable),
        (b'h', "US", Says::Moving),
        (b'h', "QT", Says::Stable),
        (b'h', "OL", Says::Off),
        (b'h', "PT", Says::Tare),
        (b'c', "OK", Says::Nothing),
        (b'c', "HI", Says::Nothing),
        (b'c', "LO", Says::Nothing),
        (b'c', "--", Says::Nothing),
    ],
    units: &[("PC", Unit::Count)],
    plus: '+',
    padded: true,
    unit_right: true,
    ..Format::PLAIN
};

/// Weight at once (two names), weight when stable, and who the balance is.
const READS: [&str; 6] = ["Q", "SI", "S", "?ID", "?SN", "?TN"];

fn command(name: &str) -> Option<Asked> {
    READS.contains(&name).then(|| Asked::command(name, format!("{name}\r\n")))
}

/// Header of the identity line that was asked for.
fn identity_asked(asked: Option<&Asked>) -> Option<&str> {
    match asked {
        Some(Asked::Command(command)) => command.name.strip_prefix('?'),
        _ => None,
    }
}

fn decode(frame: &[u8], asked: Option<&Asked>) -> Result<Meaning, Rejected> {
    let text = printed::text(frame)?;
    let (header, rest) = text.split_once(',').ok_or(Rejected::UnknownLine)?;
    if header == "EC" {
        return Ok(line::error(rest, "仪器报错", "error of the device"));
    }
    let (meaning, answered) = match header {
        "ID" | "SN" | "TN" => {
            let identity = Datum::new(Measurand::Identity, rest.trim_matches(' ').to_owned().into());
            (Meaning::one(identity.item(header)), Some(header))
        }
        _ => (LINE.read(text)?, None),
    };
    let wanted = identity_asked(asked);
    if asked.is_some() && wanted != answered {
        let named = |header: Option<&str>| header.unwrap_or("Q").to_owned();
        return Err(Rejected::OtherCommand { asked: named(wanted), answered: named(answered) });
    }
    Ok(meaning)
}
