//! The ring keeps the newest events, one a frame, and nothing of instruments that are not in use.

use super::*;
use crate::instrument::Profiles;
use crate::protocol::{Measurand, hex};
use crate::quantity::Decimal;

const MS: u64 = 1_000_000;
const FRAME: &[u8] = b"\x02+001560019\x03";

fn stamp(mono_ns: u64) -> Stamp {
    Stamp { at: "2026-03-15T09:00:00.123+08:00".into(), mono_ns }
}

fn scale() -> Vec<WireLine> {
    let profile = Profiles::with([]).0.get("yaohua-xk3190-a9").unwrap();
    vec![WireLine::new(Role::Scale, "/dev/ttyUSB0", &profile)]
}

fn monitor(members: &[WireLine]) -> Monitor {
    Monitor::open(members, [Line::Opening].into_iter(), &stamp(0))
}

fn event(mono_ns: u64, kind: LinkEventKind) -> LinkEvent {
    LinkEvent { link: "scale".into(), stamp: stamp(mono_ns), kind }
}

fn reading(mono_ns: u64, item: &str, port: &str) -> LinkEvent {
    let reading = Reading {
        seq: 1,
        stamp: stamp(mono_ns),
        device: "yaohua-xk3190-a9".into(),
        port: port.into(),
        port_id: None,
        address: None,
        datum: Datum::new(Measurand::Mass, Decimal::new(156, 3).into()).item(item),
        frame: hex(FRAME),
        request: None,
    };
    event(mono_ns, LinkEventKind::Reading(reading))
}

fn stray(mono_ns: u64, bytes: &[u8]) -> LinkEvent {
    event(mono_ns, LinkEventKind::Wire(Wire::Stray(bytes.to_vec())))
}

#[test]
fn two_hundred_events_are_kept_and_all_are_counted() {
    let members = scale();
    let mut monitor = monitor(&members);
    for number in 1..=250 {
        monitor.hear(&reading(number * MS, "1", "/dev/ttyUSB0"), &members);
    }
    let view = monitor.view();
    assert_eq!((view.events.len(), view.total), (WIRE_EVENTS, 251));
    let numbers: Vec<u64> = view.events.iter().map(|event| event.number).collect();
    assert_eq!(numbers, (52..=251).collect::<Vec<_>>(), "the newest ones, in order");
    assert!(view.events.iter().all(|event| event.bytes == FRAME && matches!(event.what, OnWire::Said(_))));
}

#[test]
fn it_begins_with_how_the_line_is() {
    let mut members = scale();
    members[0].opened("9600 8N1");
    let lost = Line::Unavailable("no such port".into());
    let monitor = Monitor::open(&members, [lost.clone()].into_iter(), &stamp(0));
    let view = monitor.view();
    assert_eq!(view.events.len(), 1);
    assert_eq!(view.events[0].what, OnWire::Found(lost, Some("9600 8N1".into())));
    assert_eq!(view.lines[0].port, "/dev/ttyUSB0");
}

#[test]
fn a_frame_with_several_values_is_one_event() {
    let members = scale();
    let mut monitor = monitor(&members);
    monitor.hear(&reading(MS, "1", "/dev/ttyUSB0"), &members);
    monitor.hear(&reading(MS, "2", "/dev/ttyUSB0"), &members);
    monitor.hear(&reading(2 * MS, "1", "/dev/ttyUSB0"), &members);
    let view = monitor.view();
    let values: Vec<usize> = view
        .events
        .iter()
        .filter_map(|event| if let OnWire::Said(data) = &event.what { Some(data.len()) } else { None })
        .collect();
    assert_eq!(values, [2, 1]);
}

#[test]
fn stray_bytes_that_follow_each_other_are_one_event_as_long_as_it_has_room() {
    let members = scale();
    let mut monitor = monitor(&members);
    for number in 0..=TOGETHER_MOST {
        monitor.hear(&stray(u64::try_from(number).unwrap() * MS, b"x"), &members);
    }
    monitor.hear(&stray(1000 * MS, b"y"), &members);
    let view = monitor.view();
    let lengths: Vec<usize> = view.events.iter().skip(1).map(|event| event.bytes.len()).collect();
    assert_eq!(lengths, [TOGETHER_MOST, 1, 1]);
}

#[test]
fn what_is_not_of_an_instrument_in_use_is_not_shown() {
    let members = scale();
    let mut monitor = monitor(&members);
    monitor.hear(&reading(MS, "1", "/dev/ttyUSB9"), &members);
    monitor.hear(&LinkEvent { link: "pile".into(), ..stray(MS, b"x") }, &members);
    assert_eq!(monitor.view().total, 1, "only how the line was");
}

#[test]
fn every_kind_of_event_keeps_its_bytes_and_its_reason() {
    let members = scale();
    let mut monitor = monitor(&members);
    let sent = Wire::Sent { bytes: b"ask".to_vec(), item: Some("weight".into()) };
    let kinds = [
        LinkEventKind::Wire(sent),
        LinkEventKind::Refused { frame: hex(b"bad"), why: Rejected::Truncated },
        LinkEventKind::Wire(Wire::Late(b"late".to_vec())),
        LinkEventKind::Wire(Wire::Unanswered),
        LinkEventKind::TimedOut { request: 3 },
        LinkEventKind::Connected { settings: "9600 8N1".into(), real: "/dev/ttyUSB0".into() },
    ];
    for kind in kinds {
        monitor.hear(&event(MS, kind), &members);
    }
    let view = monitor.view();
    let seen: Vec<(&[u8], &OnWire)> =
        view.events.iter().skip(1).map(|event| (event.bytes.as_slice(), &event.what)).collect();
    let wanted: [(&[u8], &OnWire); 6] = [
        (b"ask", &OnWire::Asked(Some("weight".into()))),
        (b"bad", &OnWire::Refused(Rejected::Truncated)),
        (b"late", &OnWire::Late),
        (b"", &OnWire::Unanswered),
        (b"", &OnWire::TimedOut),
        (b"", &OnWire::Connected("9600 8N1".into())),
    ];
    assert_eq!(seen, wanted);
}

#[test]
fn what_wakes_a_reader_is_shown_with_its_frame_and_a_damaged_frame_whole() {
    let members = scale();
    let mut monitor = monitor(&members);
    monitor.hear(&event(MS, LinkEventKind::Wire(Wire::Wake(vec![0xFE, 0xFE]))), &members);
    monitor.hear(&reading(2 * MS, "1", "/dev/ttyUSB0"), &members);
    monitor.hear(&reading(2 * MS, "2", "/dev/ttyUSB0"), &members);
    let refused = LinkEventKind::Refused { frame: hex(b"\x02"), why: Rejected::Checksum };
    monitor.hear(&event(3 * MS, refused), &members);
    monitor.hear(&stray(3 * MS, b"+00"), &members);
    // What comes much later is of something else.
    monitor.hear(&stray(900 * MS, b"noise"), &members);
    let view = monitor.view();
    let bytes: Vec<&[u8]> = view.events.iter().skip(1).map(|event| event.bytes.as_slice()).collect();
    assert_eq!(bytes, [[&[0xFE, 0xFE], FRAME].concat().as_slice(), b"\x02+00", b"noise"]);
    assert!(matches!(&view.events[1].what, OnWire::Said(data) if data.len() == 2), "{:?}", view.events[1]);
    assert_eq!(view.events[2].what, OnWire::Refused(Rejected::Checksum));
}
