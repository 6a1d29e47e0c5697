//! 柯力 XK3118T1: `=0023.45(kg)` by itself, or `GW:0023.45(kg)` between STX and ETX when a letter asks. No stability.
//!
//! Of its letters `A` gross, `B` net and `C` tare read; the others zero and tare.

use super::columns::{self, Column, NUMBER, Shape, filled, number};
use super::printed::unit_of_mass;
use super::{Address, Asked, Datum, Flag, Meaning, Measurand, Protocol, Question, Rejected, Scan, Shown};
use crate::quantity::Decimal;

/// XK3118T1.
pub const KELI_XK3118T1: Protocol = Protocol {
    name: "keli-xk3118t1",
    checked: false,
    questions: "command: A (gross) | B (net) | C (tare)",
    scan: |buffer, _| columns::scan(buffer, SHAPES),
    decode,
    ask: |question, _: &Address| if let Question::Command(name) = question { by_letter(name) } else { None },
    parse_request: |bytes| std::str::from_utf8(bytes).ok().and_then(by_letter),
    measures: |question| if let Question::Command(name) = question { row(name).map(|row| row.2) } else { None },
    weigh: write,
    ..Protocol::SPOKEN
};

/// Letter, word of the answer, what it measures, and what it says of the weight.
type Row = (&'static str, &'static str, Measurand, Option<Flag>);
const READS: [Row; 3] = [
    ("A", "GW", Measurand::Mass, Some(Flag::Gross)),
    ("B", "NW", Measurand::Mass, Some(Flag::Net)),
    ("C", "TW", Measurand::Tare, None),
];

/// Columns of the weight.
const WEIGHT: usize = 7;
const OPEN: (Column, usize) = (Column::Of(b"("), 1);
const UNIT: (Column, usize) = (Column::In(b'a', b'z'), 2);
const CLOSE: (Column, usize) = (Column::Of(b")"), 1);
const SHAPES: &[&Shape] = &[
    &[(Column::Of(b"="), 1), (NUMBER, WEIGHT), OPEN, UNIT, CLOSE, (Column::Of(b"\r"), 1), (Column::Of(b"\n"), 1)],
    &[
        (Column::Of(&[0x02]), 1),
        (Column::Of(b"GNT"), 1),
        (Column::Of(b"W"), 1),
        (Column::Of(b":"), 1),
        (NUMBER, WEIGHT),
        OPEN,
        UNIT,
        CLOSE,
        (Column::Of(&[0x03]), 1),
    ],
];

fn row(letter: &str) -> Option<&'static Row> {
    READS.iter().find(|row| row.0 == letter)
}

fn by_letter(letter: &str) -> Option<Asked> {
    row(letter).map(|row| Asked::command(row.0, row.0))
}

fn decode(frame: &[u8], asked: Option<&Asked>) -> Result<Meaning, Rejected> {
    if columns::scan(frame, SHAPES) != Scan::Frame(frame.len()) {
        return Err(Rejected::Length);
    }
    let asked = match asked {
        Some(Asked::Command(command)) => row(&command.name),
        _ => None,
    };
    let (answered, body) = match frame {
        [0x02, w1, b'W', b':', body @ .., 0x03] => (READS.iter().find(|row| row.1.as_bytes() == [*w1, b'W']), body),
        [b'=', body @ .., b'\r', b'\n'] => (None, body),
        _ => return Err(Rejected::UnknownLine),
    };
    // A scale that sends by itself all the same does not answer the question.
    if let Some(asked) = asked.filter(|asked| answered.is_none_or(|answered| answered.0 != asked.0)) {
        let answered = answered.map_or("=", |row| row.0).to_owned();
        return Err(Rejected::OtherCommand { asked: asked.0.to_owned(), answered });
    }
    let [weight @ .., b'(', u1, u2, b')'] = body else { return Err(Rejected::Length) };
    let (quantity, shown) = answered.map_or((Measurand::Mass, None), |row| (row.2, row.3));
    let datum = Datum::new(quantity, number(weight)?.into()).unit(unit_of_mass(&[*u1, *u2])?);
    let datum = shown.into_iter().fold(datum, Datum::flag);
    Ok(Meaning::one(answered.into_iter().fold(datum, |datum, row| datum.item(row.0))))
}

/// What a scale without a tare sends.
fn write(shown: &Shown, asked: Option<&Asked>) -> Option<Vec<u8>> {
    let row = match asked {
        Some(Asked::Command(command)) => row(&command.name),
        _ => None,
    };
    let tare = row.is_some_and(|row| row.2 == Measurand::Tare);
    let value = if tare { Decimal::new(0, shown.value.scale()) } else { shown.value };
    let unit = shown.unit.symbol();
    (unit.len() == 2).then_some(())?;
    let body = format!("{}({unit})", filled(value, WEIGHT)?);
    let text = match row {
        Some(row) => format!("\x02{}:{body}\x03", row.1),
        None => format!("={body}\r\n"),
    };
    Some(text.into_bytes())
}
