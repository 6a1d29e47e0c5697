//! The sessions in which scales make fools of programs (protocol sheet §7): drifting, touched, double, too light,
//! never stable, already loaded.

use super::*;
use crate::instrument::Stamp;
use crate::protocol::{Datum, Measurand};
use crate::quantity::parse_decimal;

const TENTH_NS: u64 = 100_000_000;

fn settings(told_by_flag: bool) -> CaptureSettings {
    CaptureSettings {
        unit: Unit::Gram,
        division: parse_decimal("0.1").unwrap(),
        load_min: parse_decimal("50").unwrap(),
        window_ns: if told_by_flag { 300_000_000 } else { 600_000_000 },
        readings_min: 3,
        told_by_flag,
    }
}

/// A scale that sends ten readings a second.
struct Session {
    capture: Capture,
    now_ns: u64,
    taken: Vec<String>,
}

impl Session {
    fn new(told_by_flag: bool) -> Self {
        Self { capture: Capture::new(settings(told_by_flag)), now_ns: 0, taken: Vec::new() }
    }

    fn reading(&mut self, datum: Datum) {
        self.now_ns += TENTH_NS;
        let reading = Reading {
            seq: self.now_ns / TENTH_NS,
            stamp: Stamp { at: String::new(), mono_ns: self.now_ns },
            device: "scale".into(),
            port: "pty".into(),
            port_id: None,
            address: None,
            datum,
            frame: "02".into(),
            request: None,
        };
        if let Some(captured) = self.capture.feed(&reading) {
            assert_eq!(captured.readings.last(), Some(&reading), "the value taken is the last one of its window");
            self.taken.push(captured.value.to_string());
        }
    }

    fn show(&mut self, value: &str, stable: Option<bool>, times: usize) -> &mut Self {
        for _ in 0..times {
            let number = parse_decimal(value).unwrap();
            self.reading(Datum::new(Measurand::Mass, number.into()).unit(Unit::Gram).stable(stable));
        }
        self
    }

    fn over(&mut self) -> &mut Self {
        self.reading(Datum::without_number(Measurand::Mass, Flag::Overload).unit(Unit::Gram));
        self
    }

    fn silence(&mut self) -> &mut Self {
        self.now_ns += 5 * GAP_NS_MAX;
        self
    }

    fn check(&self, expected: &[&str]) {
        assert_eq!(self.taken, expected);
    }
}

#[test]
fn each_package_is_taken_once_however_long_it_lies() {
    let mut session = Session::new(false);
    session.show("0.0", None, 5).show("120.4", None, 1).show("501.2", None, 40).show("0.0", None, 5);
    session.show("501.2", None, 10).check(&["501.2", "501.2"]);
}

#[test]
fn what_lies_on_the_pan_at_the_start_is_not_a_package() {
    let mut session = Session::new(false);
    session.show("501.2", None, 40).show("0.0", None, 5).show("499.8", None, 10).check(&["499.8"]);
}

#[test]
fn a_touched_package_is_not_taken_twice() {
    let mut session = Session::new(true);
    session.show("0.0", Some(true), 5).show("501.2", Some(true), 10).show("620.0", Some(false), 3);
    session.show("501.2", Some(true), 20).check(&["501.2"]);
}

#[test]
fn swapping_without_an_empty_pan_takes_nothing_more() {
    let mut session = Session::new(true);
    session.show("0.0", Some(true), 5).show("501.2", Some(true), 10).show("480.0", Some(true), 20).check(&["501.2"]);
}

#[test]
fn a_hand_on_the_pan_is_too_light_and_a_moving_load_is_never_taken() {
    let mut session = Session::new(false);
    session.show("0.0", None, 5).show("20.0", None, 30).check(&[]);
    for step in 0..60 {
        session.show(&format!("50{}.0", step % 10), None, 1);
    }
    session.check(&[]);
}

#[test]
fn a_flag_that_never_comes_takes_nothing() {
    let mut session = Session::new(true);
    session.show("0.0", Some(true), 5).show("501.2", Some(false), 60).check(&[]);
}

#[test]
fn an_overload_or_a_silence_clears_the_window_and_does_not_arm() {
    let mut session = Session::new(false);
    session.show("0.0", None, 5).show("501.2", None, 5).over().show("501.2", None, 5).check(&[]);
    session.show("501.2", None, 3).check(&["501.2"]);
    session.silence().show("501.2", None, 20).check(&["501.2"]);
}

#[test]
fn a_drifted_zero_still_unloads() {
    let mut session = Session::new(false);
    session.show("0.0", None, 5).show("501.2", None, 10).show("2.0", None, 5).show("503.2", None, 10);
    session.check(&["501.2", "503.2"]);
}

#[test]
fn a_reading_in_another_unit_counts_for_nothing() {
    let mut session = Session::new(false);
    session.show("0.0", None, 5).show("501.2", None, 5);
    let number = parse_decimal("17.68").unwrap();
    session.reading(Datum::new(Measurand::Mass, number.into()).unit(Unit::Ounce));
    session.show("501.2", None, 5).check(&[]);
}
