//! Lines of the bench scales: the A12 sends `ww000.000kg`, the A12E `WG004.139kg3D` with a check, and words for too much and
//! too little.

use crate::protocol::columns::{self, Column, HEX, NUMBER, Shape, filled, number, xor};
use crate::protocol::printed::unit_of_mass;
use crate::protocol::{Address, Asked, Datum, Flag, Meaning, Measurand, Protocol, Question, Rejected, Scan, Shown};

/// A12: gross, net or tare; by itself, or when asked `R`.
pub const YAOHUA_A12_WW: Protocol = Protocol {
    name: "yaohua-a12-ww",
    checked: false,
    questions: "command: R (reading only)",
    scan: |buffer, _| columns::scan(buffer, &[WW]),
    decode: |frame, _| decode_ww(frame),
    ask: |question, _: &Address| matches!(question, Question::Command("R")).then(reading),
    parse_request: |bytes| (bytes == b"R").then(reading),
    measures: |_| Some(Measurand::Mass),
    weigh: |shown, _| Some([b"ww", &body(shown)?[..], b"\r\n"].concat()),
    ..Protocol::SPOKEN
};

/// A12E: gross or net, with a check.
pub const YAOHUA_A12E_WG: Protocol = Protocol {
    name: "yaohua-a12e-wg",
    scan: |buffer, _| columns::scan_proven(buffer, &[WG, WORD], decode_wg),
    decode: |frame, _| decode_wg(frame),
    weigh: |shown, _| write_wg(shown),
    ..Protocol::SPOKEN
};

/// Columns of the weight.
const WEIGHT: usize = 7;
const UNIT: (Column, usize) = (Column::In(b'a', b'z'), 2);
const CR: (Column, usize) = (Column::Of(b"\r"), 1);
const LF: (Column, usize) = (Column::Of(b"\n"), 1);
const WW: &Shape = &[(Column::Of(b"w"), 1), (Column::Of(b"wnt"), 1), (NUMBER, WEIGHT), UNIT, CR, LF];
const WG: &Shape = &[(Column::Of(b"W"), 1), (Column::Of(b"GN"), 1), (NUMBER, WEIGHT), UNIT, (HEX, 2), CR, LF];
const WORD: &Shape = &[(Column::Of(b" "), 9), (Column::Of(b"LO"), 2), (HEX, 2), CR, LF];

fn reading() -> Asked {
    Asked::command("R", "R")
}

fn decode_ww(frame: &[u8]) -> Result<Meaning, Rejected> {
    if columns::scan(frame, &[WW]) != Scan::Frame(frame.len()) {
        return Err(Rejected::Length);
    }
    let [_, which, weight @ .., u1, u2, _, _] = frame else { return Err(Rejected::Length) };
    let (quantity, shown) = match which {
        b'w' => (Measurand::Mass, Some(Flag::Gross)),
        b'n' => (Measurand::Mass, Some(Flag::Net)),
        _ => (Measurand::Tare, None),
    };
    let datum = Datum::new(quantity, number(weight)?.into()).unit(unit_of_mass(&[*u1, *u2])?);
    Ok(Meaning::one(shown.into_iter().fold(datum, Datum::flag)))
}

fn decode_wg(frame: &[u8]) -> Result<Meaning, Rejected> {
    if columns::scan(frame, &[WG, WORD]) != Scan::Frame(frame.len()) {
        return Err(Rejected::Length);
    }
    let [checked @ .., x1, x2, _, _] = frame else { return Err(Rejected::Length) };
    if check(checked) != [*x1, *x2] {
        return Err(Rejected::Checksum);
    }
    let datum = match checked {
        [.., b' ', b'O', b'L'] => Datum::without_number(Measurand::Mass, Flag::Overload),
        [.., b' ', b'L', b'O'] => Datum::without_number(Measurand::Mass, Flag::Underload),
        [b'W', which, weight @ .., u1, u2] => {
            let shown = if *which == b'N' { Flag::Net } else { Flag::Gross };
            Datum::new(Measurand::Mass, number(weight)?.into()).unit(unit_of_mass(&[*u1, *u2])?).flag(shown)
        }
        _ => return Err(Rejected::UnknownLine),
    };
    Ok(Meaning::one(datum))
}

/// The exclusive-or as two digits.
fn check(checked: &[u8]) -> [u8; 2] {
    let text = format!("{:02X}", xor(checked));
    text.as_bytes().try_into().unwrap_or_default()
}

/// Weight and unit of a frame that a scale sends.
fn body(shown: &Shown) -> Option<Vec<u8>> {
    let unit = shown.unit.symbol();
    (unit.len() == 2).then_some(())?;
    Some([filled(shown.value, WEIGHT)?.as_bytes(), unit.as_bytes()].concat())
}

fn write_wg(shown: &Shown) -> Option<Vec<u8>> {
    let checked = [b"WG", &body(shown)?[..]].concat();
    Some([&checked[..], &check(&checked), b"\r\n"].concat())
}
