//! T-Scale ROW, output Con3: `SOH sign weight unit status CR LF`.

use super::columns::{self, Column, NUMBER, Shape, filled, number};
use super::printed::unit_of_mass;
use super::{Datum, Meaning, Measurand, Protocol, Rejected, Scan, Shown};
use crate::quantity::without_negative_zero;

/// T-Scale Con3.
pub const TSCALE_CON3: Protocol = Protocol {
    name: "tscale-con3",
    checked: false,
    scan: |buffer, _| columns::scan(buffer, &[SHAPE]),
    decode: |frame, _| decode(frame),
    weigh: |shown, _| write(shown),
    ..Protocol::SPOKEN
};

const SHAPE: &Shape = &[
    (Column::Of(&[0x01]), 1),
    (Column::Of(b" +-"), 1),
    (NUMBER, WEIGHT),
    (Column::Of(b"abcdefghijklmnopqrstuvwxyz "), 2),
    (Column::Of(b"01"), 1),
    (Column::Of(b"\r"), 1),
    (Column::Of(b"\n"), 1),
];
/// Columns of the weight.
const WEIGHT: usize = 7;
const STABLE: u8 = b'0';

fn decode(frame: &[u8]) -> Result<Meaning, Rejected> {
    let [_, sign, body @ .., first, second, status, b'\r', b'\n'] = frame else { return Err(Rejected::Length) };
    if columns::scan(frame, &[SHAPE]) != Scan::Frame(frame.len()) {
        return Err(Rejected::Length);
    }
    let magnitude = number(body)?;
    if magnitude.is_sign_negative() {
        return Err(Rejected::NonDigit);
    }
    let value = without_negative_zero(if *sign == b'-' { -magnitude } else { magnitude });
    let unit = unit_of_mass(&[*first, *second])?;
    Ok(Meaning::one(Datum::new(Measurand::Mass, value.into()).unit(unit).stable(Some(*status == STABLE))))
}

fn write(shown: &Shown) -> Option<Vec<u8>> {
    let sign = if shown.value.is_sign_negative() && !shown.value.is_zero() { '-' } else { ' ' };
    let weight = filled(shown.value.abs(), WEIGHT)?;
    let status = if shown.stable { '0' } else { '1' };
    let unit = format!("{:>2}", shown.unit.symbol());
    (unit.len() == 2).then(|| format!("\x01{sign}{weight}{unit}{status}\r\n").into_bytes())
}
