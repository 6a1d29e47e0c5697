//! Radwag: `command stability sign mass unit`; the answer to a request for a stable weight comes in two lines.

use super::line::{self, Format, Says};
use super::{Address, Asked, Flag, Meaning, Measurand, Protocol, Question, Rejected, printed};
use crate::quantity::Unit;

/// Radwag PS, WLC, R.
pub const RADWAG: Protocol = Protocol {
    name: "radwag",
    checked: false,
    questions: "command: SI | SUI (at once) | S | SU (stable) (reading only)",
    pushes: true,
    scan: line::scan,
    decode,
    ask: |question: &Question<'_>, _: &Address| match question {
        Question::Command(name) => command(name),
        _ => None,
    },
    parse_request: |bytes| command(std::str::from_utf8(bytes.strip_suffix(b"\r\n")?).ok()?),
    measures: |_| Some(Measurand::Mass),
    weigh: |shown, asked| LINE.write(shown, &[(b'c', name_of(asked).unwrap_or("SI"))]),
    ..Protocol::ASKED
};

/// Stable in the basic unit, at once in the basic unit, and both in the unit of the display.
const READS: [&str; 4] = ["S", "SI", "SU", "SUI"];

/// 21 bytes with the end. An older table has 22, with a blank more behind the command: read beside this one, a line that
/// gained or lost a digit would be a line of the other.
const LINE: Format = Format {
    layouts: &["ccct svvvvvvvvv uuu"],
    marks: &[
        (b'c', "S  ", Says::Nothing),
        (b'c', "SI ", Says::Nothing),
        (b'c', "SU ", Says::Nothing),
        (b'c', "SUI", Says::Nothing),
        (b't', " ", Says::Stable),
        (b't', "?", Says::Moving),
        (b't', "^", Says::Over),
        (b't', "v", Says::Under),
    ],
    // The grain, not the gram.
    units: &[("gr", Unit::Grain)],
    ..Format::PLAIN
};

fn command(name: &str) -> Option<Asked> {
    READS.contains(&name).then(|| Asked::command(name, format!("{name}\r\n")))
}

fn name_of(asked: Option<&Asked>) -> Option<&str> {
    match asked {
        Some(Asked::Command(command)) => Some(&command.name),
        _ => None,
    }
}

fn decode(frame: &[u8], asked: Option<&Asked>) -> Result<Meaning, Rejected> {
    let text = printed::text(frame)?;
    if text == "ES" {
        return Ok(line::error(text, "不认识的命令", "unknown command"));
    }
    let name = text.split(' ').next().unwrap_or_default();
    let meaning = match text.get(name.len()..).unwrap_or_default() {
        status if READS.contains(&name) && status.len() == " A".len() => short(status.trim_start())?,
        _ => LINE.read(text)?,
    };
    // Stability stands close to a command of three letters.
    let name = name.trim_end_matches(['?', '^', 'v']);
    match name_of(asked) {
        Some(asked) if asked != name => {
            Err(Rejected::OtherCommand { asked: asked.to_owned(), answered: name.to_owned() })
        }
        _ => Ok(meaning),
    }
}

/// What stands in place of a weight.
fn short(status: &str) -> Result<Meaning, Rejected> {
    Ok(match status {
        "A" | "D" => Meaning::Working,
        "^" => line::without_number(Flag::Overload),
        "v" => line::without_number(Flag::Underload),
        "I" => line::error(status, "现在不能执行", "not available now"),
        "E" => line::error(status, "等待稳定超时", "no stable weight in time"),
        _ => return Err(Rejected::UnknownLine),
    })
}
