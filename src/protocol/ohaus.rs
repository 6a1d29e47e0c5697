//! Ohaus: the print line of balances, whose words follow the number in an order of their own, and the line of the
//! Defender 3000, which has fixed columns.

use super::line::{self, Format, Says};
use super::{Address, Asked, Datum, Flag, Meaning, Measurand, Protocol, Question, Rejected, Shown, printed};

/// The print line: number to the right of 10 to 12 columns, unit, `?` while it moves, legend.
pub const OHAUS: Protocol = Protocol {
    name: "ohaus",
    checked: false,
    questions: "command: IP (at once) | SP (stable) | P (as set) (reading only)",
    pushes: true,
    scan: line::scan,
    decode: |frame, _| read(printed::text(frame)?),
    ask: |question: &Question<'_>, _: &Address| match question {
        Question::Command(name) => command(name),
        _ => None,
    },
    parse_request: |bytes| command(std::str::from_utf8(bytes.strip_suffix(b"\r\n")?).ok()?),
    measures: |_| Some(Measurand::Mass),
    weigh: |shown, _| write(shown),
    ..Protocol::ASKED
};

/// Defender 3000.
pub const OHAUS_DEFENDER: Protocol = Protocol {
    name: "ohaus-defender",
    checked: false,
    scan: line::scan,
    decode: |frame, _| DEFENDER.read(printed::text(frame)?),
    weigh: |shown, _| DEFENDER.write(shown, &[]),
    ..Protocol::SPOKEN
};

const DEFENDER: Format = Format {
    layouts: &["vvvvvvvv uuuuutk"],
    marks: &[(b't', " ", Says::Stable), (b't', "?", Says::Moving), (b'k', "G", Says::Gross), (b'k', "N", Says::Net)],
    ..Format::PLAIN
};

/// Columns in which the number may end: manuals print different widths.
const VALUE_ENDS: std::ops::RangeInclusive<usize> = 10..=12;
/// Where it ends when it is written.
const VALUE_END: usize = 11;
/// Longest unit.
const UNIT_MAX: usize = 5;

fn command(name: &str) -> Option<Asked> {
    ["IP", "SP", "P"].contains(&name).then(|| Asked::command(name, format!("{name}\r\n")))
}

fn read(text: &str) -> Result<Meaning, Rejected> {
    if text == "ES" {
        return Ok(line::error(text, "不认识的命令", "unknown command"));
    }
    if let Some(state) = line::state(text) {
        return Ok(state);
    }
    let unit_at = text.find(|c: char| c.is_ascii_alphabetic() || c == '%').ok_or(Rejected::UnknownLine)?;
    let (value, words) = text.split_at(unit_at);
    let value = value.strip_suffix(' ').ok_or(Rejected::UnknownLine)?;
    if !VALUE_ENDS.contains(&value.len()) {
        return Err(Rejected::Length);
    }
    let number = line::number("", value)?;
    let mut words = words.split(' ').filter(|word| !word.is_empty());
    let unit = line::unit(words.next().filter(|unit| unit.len() <= UNIT_MAX).unwrap_or_default())?;
    let mut datum = Datum::new(Measurand::Mass, number.into()).unit(unit).stable(Some(true));
    for word in words {
        match word {
            "?" => datum.stable = Some(false),
            "NET" => datum.flags.push(Flag::Net),
            "G" => datum.flags.push(Flag::Gross),
            _ if is_time(word) => {}
            // A total is no weight on the pan.
            _ => return Err(Rejected::UnknownLine),
        }
    }
    Ok(Meaning::one(datum))
}

fn is_time(word: &str) -> bool {
    word.contains(':') && word.bytes().all(|byte| byte.is_ascii_digit() || byte == b':')
}

fn write(shown: &Shown) -> Option<Vec<u8>> {
    let value = line::digits(shown.value);
    let mark = if shown.stable { ' ' } else { '?' };
    let fits = value.len() <= VALUE_END;
    fits.then(|| format!("{value:>VALUE_END$} {} {mark}\r\n", shown.unit).into_bytes())
}
