//! The `ST,GS` lines of many indicators (Excell, T-Scale, PT650D, LP7510, General Measure): `state,mode,number unit`.
//!
//! Widths differ from model to model. Only the documented ones are rows here, each told from the others by its width or
//! its separators, so that no lost byte makes one of another. Commands other than reading cannot be asked.

use super::rows::Column::{Is, Number, Signed, Unit, Word};
use super::rows::{self, Fill, Line, MODE, Says, Side};
use super::{Address, Asked, Datum, DeviceError, Flag, Meaning, Measurand, Protocol, Question, Rejected, printed};
use crate::locale::Words;

/// The family.
pub const ST_GS_LINE: Protocol = Protocol {
    name: "st-gs-line",
    checked: false,
    questions: "command: R | RW | RG | RN (reading only)",
    pushes: true,
    scan: rows::scan,
    decode,
    ask,
    parse_request,
    measures: |_| Some(Measurand::Mass),
    weigh: |shown, _| ROWS.first().and_then(|row| row.write(shown)),
    ..Protocol::ASKED
};

const STATE: rows::Column = Word(&[
    ("ST", Says::Stable(true)),
    ("US", Says::Stable(false)),
    // At zero, on PT650D and LP7510; whether it also rests is in no source.
    ("ZR", Says::Flag(Flag::Zero)),
]);

const ROWS: &[Line] = &[
    // Excell, General Measure, and most others: `ST,GS,+000.876kg`, `ST,GS,+   0.75kg`.
    Line::of(&[STATE, Is(","), MODE, Is(","), Signed(8, Fill::Blanks), Unit(2, Side::Right)]),
    // Keli and QHW, a blank before the unit: `ST,GS,+  12345 kg`.
    Line::of(&[STATE, Is(","), MODE, Is(","), Number(8, Fill::Blanks), Is(" "), Unit(2, Side::Right)]),
    // T-Scale NHB, one comma: `ST,GS    20.7g  `.
    Line::of(&[STATE, Is(","), MODE, Number(8, Fill::Blanks), Unit(3, Side::Left)]),
];

/// Widest line beyond its capacity: whatever stands behind `OL` is no weight, and its width is not the same everywhere.
const OVER_MAX: usize = 25;

fn decode(frame: &[u8], _: Option<&Asked>) -> Result<Meaning, Rejected> {
    let line = printed::without_end(frame)?;
    if line == b"YES" {
        return Ok(Meaning::Acknowledged);
    }
    if line == b"NO?" {
        let words = Words::new("仪表拒绝了命令", "the indicator refused the command");
        return Ok(Meaning::Error(DeviceError { code: "NO?".into(), words }));
    }
    // Catty and tael, a compound of two numbers.
    if line.ends_with(b"tl.T") {
        return Err(Rejected::CompoundUnit);
    }
    let datum = if let Some(rest) = line.strip_prefix(b"OL,") { over(rest)? } else { rows::read_first(ROWS, line)? };
    Ok(Meaning::one(datum))
}

/// Beyond the capacity: the sign tells the side, and there is no number.
fn over(rest: &[u8]) -> Result<Datum, Rejected> {
    let (mode, rest) = rest.split_at_checked(2).ok_or(Rejected::Length)?;
    if rest.len() > OVER_MAX || !printed::is_printed(rest) {
        return Err(Rejected::Length);
    }
    let mode = match mode {
        b"GS" => Flag::Gross,
        b"NT" => Flag::Net,
        _ => return Err(Rejected::UnknownLine),
    };
    let number = rest.strip_prefix(b",").unwrap_or(rest);
    let why = if rows::is_below(number) { Flag::Underload } else { Flag::Overload };
    Ok(Datum::without_number(Measurand::Mass, why).flag(mode))
}

fn ask(question: &Question<'_>, _: &Address) -> Option<Asked> {
    match question {
        Question::Command(name @ ("R" | "RW" | "RG" | "RN")) => Some(Asked::command(*name, format!("{name}\r\n"))),
        _ => None,
    }
}

fn parse_request(bytes: &[u8]) -> Option<Asked> {
    let name = std::str::from_utf8(bytes.strip_suffix(b"\r\n")?).ok()?;
    ask(&Question::Command(name), &Address::None)
}
