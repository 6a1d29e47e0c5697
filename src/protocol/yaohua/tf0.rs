//! Yaohua XK3190 continuous output (tF=0): `02 sign d1…d6 dec xh xl 03`, several times a second.
//!
//! The wire says nothing about stability, unit, net or gross, and what it does on overload is in no source: the unit and
//! the capacity come from the profile, stability from a window. The two check characters are no stability flag.

use super::six_digits::{self, ETX, STX, letters};
use crate::protocol::{Asked, Datum, Meaning, Measurand, Protocol, Rejected, Scan};
use crate::quantity::Decimal;

/// Continuous output, tF=0.
pub const YAOHUA_TF0: Protocol = Protocol {
    name: "yaohua-tf0",
    layout: crate::protocol::parts::yaohua_tf0,
    carries_unit: false,
    scan,
    decode,
    weigh: |shown, _| encode(shown.value).map(Vec::from),
    ..Protocol::SPOKEN
};

/// Bytes of a frame.
const LENGTH: usize = 12;

/// Finds the next frame at the start of `buffer`.
fn scan(buffer: &[u8], _: Option<&Asked>) -> Scan {
    let Some(start) = buffer.iter().position(|byte| *byte == STX) else {
        return if buffer.is_empty() { Scan::Need } else { Scan::Skip(buffer.len()) };
    };
    if start > 0 {
        return Scan::Skip(start);
    }
    let Some(frame) = buffer.get(..LENGTH) else {
        // A start byte cannot stand inside a frame: another one means that this one was cut.
        let again = buffer.iter().skip(1).position(|byte| *byte == STX);
        return again.map_or(Scan::Need, |position| Scan::Broken(position + 1, Rejected::Truncated));
    };
    match value(frame) {
        Ok(_) => Scan::Frame(LENGTH),
        Err(why) => Scan::Broken(1, why),
    }
}

fn value(frame: &[u8]) -> Result<Decimal, Rejected> {
    let [STX, body @ .., xh, xl, ETX] = frame else { return Err(Rejected::Length) };
    let value = six_digits::read(body)?;
    if letters(body) != [*xh, *xl] {
        return Err(Rejected::Checksum);
    }
    Ok(value)
}

/// Says what a frame means.
fn decode(frame: &[u8], _: Option<&Asked>) -> Result<Meaning, Rejected> {
    value(frame).map(|number| Meaning::one(Datum::new(Measurand::Mass, number.into())))
}

/// An indicator's frame; `None` when the value has more than six digits or more than four decimals.
pub fn encode(value: Decimal) -> Option<[u8; LENGTH]> {
    let body = six_digits::write(value)?;
    let [xh, xl] = letters(&body);
    [&[STX][..], &body, &[xh, xl, ETX]].concat().try_into().ok()
}
