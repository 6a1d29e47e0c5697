//! Toledo 8217, the request protocol of checkout scales: one letter asks, `STX … CR` answers with a weight at rest or with
//! a byte of states. Three decimals are kilograms, two are pounds. Of its letters only `W` reads.

use super::columns::{self, Column, DIGIT, Shape, filled, number};
use super::{Address, Asked, Datum, Flag, Meaning, Measurand, Protocol, Question, Rejected, Scan, Shown};
use crate::quantity::{Decimal, Unit};

/// Toledo 8217.
pub const TOLEDO_8217: Protocol = Protocol {
    name: "toledo-8217",
    checked: false,
    questions: "command: W (reading only)",
    scan: |buffer, _| columns::scan(buffer, SHAPES),
    decode: |frame, _| decode(frame),
    ask,
    parse_request: |bytes| (bytes == b"W").then(weight),
    measures: |_| Some(Measurand::Mass),
    weigh: |shown, _| write(shown),
    ..Protocol::ASKED
};

const START: (Column, usize) = (Column::Of(&[0x02]), 1);
const END: (Column, usize) = (Column::Of(b"\r"), 1);
const POINT: (Column, usize) = (Column::Of(b"."), 1);
const NET: (Column, usize) = (Column::Of(b"N"), 1);
const SHAPES: &[&Shape] = &[
    &[START, (DIGIT, 2), POINT, (DIGIT, 3), END],
    &[START, (DIGIT, 2), POINT, (DIGIT, 3), NET, END],
    &[START, (DIGIT, 2), POINT, (DIGIT, 2), END],
    &[START, (DIGIT, 2), POINT, (DIGIT, 2), NET, END],
    &[START, (Column::Of(b"?"), 1), (Column::In(0x40, 0x7F), 1), END],
];

/// Bits of the byte of states. Not told: outside the range that can be zeroed, and net, which one maker always sets.
const MOTION: u8 = 0x01;
const STATES: [(u8, Flag); 3] = [(0x02, Flag::Overload), (UNDER, Flag::Underload), (0x10, Flag::Zero)];
const UNDER: u8 = 0x04;
/// No state but the bit that is always set.
const NO_STATE: u8 = 0x40;

fn ask(question: &Question<'_>, _: &Address) -> Option<Asked> {
    matches!(question, Question::Command("W")).then(weight)
}

fn weight() -> Asked {
    Asked::command("W", "W")
}

fn decode(frame: &[u8]) -> Result<Meaning, Rejected> {
    if columns::scan(frame, SHAPES) != Scan::Frame(frame.len()) {
        return Err(Rejected::Length);
    }
    let body = frame.get(1..frame.len().saturating_sub(1)).unwrap_or_default();
    if let [b'?', states] = *body {
        return Ok(Meaning::one(no_weight(states)));
    }
    let (digits, shown) = body.strip_suffix(b"N").map_or((body, None), |digits| (digits, Some(Flag::Net)));
    let value = number(digits)?;
    let unit = if value.scale() == 3 { Unit::Kilogram } else { Unit::Pound };
    let datum = Datum::new(Measurand::Mass, value.into()).item("W").unit(unit);
    Ok(Meaning::one(shown.into_iter().fold(datum, Datum::flag)))
}

/// Why there is no weight now.
fn no_weight(states: u8) -> Datum {
    let stable = (states & MOTION != 0).then_some(false);
    let datum = Datum::without_number(Measurand::Mass, Flag::Absent).item("W").stable(stable);
    STATES.into_iter().filter(|(bit, _)| states & bit != 0).fold(datum, |datum, (_, flag)| datum.flag(flag))
}

/// What a scale in kilograms or pounds answers.
fn write(shown: &Shown) -> Option<Vec<u8>> {
    let places = match shown.unit {
        Unit::Kilogram => 3,
        Unit::Pound => 2,
        _ => return None,
    };
    let under = shown.value.is_sign_negative() && !shown.value.is_zero();
    let states = if under { NO_STATE | UNDER } else { NO_STATE | MOTION };
    let body = if under || !shown.stable {
        vec![b'?', states]
    } else {
        let mut value: Decimal = shown.value.normalize();
        if value.scale() > places {
            return None;
        }
        value.rescale(places);
        filled(value, usize::try_from(places).ok()? + 3)?.into_bytes()
    };
    Some([&[0x02], &body[..], b"\r"].concat())
}
