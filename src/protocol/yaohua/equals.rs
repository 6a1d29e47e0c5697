//! The `=` formats: `=` and eight characters, without an end. One writes the number forwards, the other backwards.
//!
//! Both directions make numbers of the same bytes, so that the profile must say which it is. Where a frame ends is told only
//! by the `=` of the next one, or by a pause: eight characters before anything else may have gained or lost one, and a
//! point that moved is another weight.

use crate::protocol::columns::{self, Column, Shape, filled, number};
use crate::protocol::{Datum, Meaning, Measurand, Protocol, Rejected, Scan, Shown};

/// `=0003.000`.
pub const YAOHUA_EQ_FORWARD: Protocol = Protocol {
    name: "yaohua-eq-forward",
    checked: false,
    carries_unit: false,
    scan: |buffer, _| scan(buffer, Order::Forward),
    ended: |rest| read(rest, Order::Forward).is_ok(),
    decode: |frame, _| read(frame, Order::Forward),
    weigh: |shown, _| write(shown, Order::Forward),
    ..Protocol::SPOKEN
};

/// `=000.3000`: the last digit first.
pub const YAOHUA_EQ_REVERSED: Protocol = Protocol {
    name: "yaohua-eq-reversed",
    scan: |buffer, _| scan(buffer, Order::Reversed),
    ended: |rest| read(rest, Order::Reversed).is_ok(),
    decode: |frame, _| read(frame, Order::Reversed),
    weigh: |shown, _| write(shown, Order::Reversed),
    ..YAOHUA_EQ_FORWARD
};

/// Which digit comes first.
#[derive(Clone, Copy)]
enum Order {
    Forward,
    Reversed,
}

const START: u8 = b'=';
/// Characters of a number.
const WIDTH: usize = 8;
const SHAPE: &Shape = &[(Column::Of(&[START]), 1), (Column::Of(b"0123456789.-"), WIDTH)];

/// A frame is proven by the start of the next.
fn scan(buffer: &[u8], order: Order) -> Scan {
    match columns::scan_proven(buffer, &[SHAPE], |frame| read(frame, order)) {
        Scan::Frame(length) => match buffer.get(length) {
            None => Scan::Need,
            Some(&START) => Scan::Frame(length),
            Some(_) => Scan::Broken(length, Rejected::Length),
        },
        other => other,
    }
}

/// The place of the sign holds `-` or nought; one point stands among the seven digits that are left.
fn read(frame: &[u8], order: Order) -> Result<Meaning, Rejected> {
    let [START, written @ ..] = frame else { return Err(Rejected::NoFrame) };
    if written.len() != WIDTH {
        return Err(Rejected::Length);
    }
    let digits: Vec<u8> = match order {
        Order::Forward => written.to_vec(),
        Order::Reversed => written.iter().rev().copied().collect(),
    };
    if !digits.contains(&b'.') || !matches!(digits.first(), Some(b'-' | b'0')) {
        return Err(Rejected::NonDigit);
    }
    Ok(Meaning::one(Datum::new(Measurand::Mass, number(&digits)?.into())))
}

fn write(shown: &Shown, order: Order) -> Option<Vec<u8>> {
    let mut frame = filled(shown.value, WIDTH)?.into_bytes();
    if matches!(order, Order::Reversed) {
        frame.reverse();
    }
    frame.insert(0, START);
    // What this format cannot say a simulator does not send.
    read(&frame, order).is_ok().then_some(frame)
}
