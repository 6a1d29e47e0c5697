//! Every rule is broken by what it is about, just so much, and mended by what is right again.

use super::*;
use crate::instrument::Stamp;
use crate::protocol::{Datum, Measurand};

const MS: u64 = 1_000_000;

/// Heard in the moment in which it was said.
fn hear(behaviour: &mut Behaviour, event: &LinkEvent) {
    behaviour.hear(event, event.stamp.mono_ns, expected);
}

fn behaviour(baud: u32) -> Behaviour {
    Behaviour { seen: vec![Seen::new(Role::Scale, Some(most_bytes(baud)))], clocks: ClockWatch::default() }
}

fn event(mono_ns: u64, kind: LinkEventKind) -> LinkEvent {
    LinkEvent { link: "scale".into(), stamp: stamp(mono_ns), kind }
}

fn stamp(mono_ns: u64) -> Stamp {
    Stamp { at: "2026-03-15T09:00:00+08:00".into(), mono_ns }
}

fn reading(mono_ns: u64, text: &str, unit: Unit, stable: bool) -> LinkEvent {
    let mut datum = Datum { unit: Some(unit), ..Datum::new(Measurand::Mass, text.parse::<Decimal>().unwrap().into()) };
    datum.stable = Some(stable);
    let reading = Reading {
        seq: 1,
        stamp: stamp(mono_ns),
        device: "device".into(),
        port: "port".into(),
        port_id: None,
        address: None,
        datum,
        frame: "02 2B 30 30 35 30 38 34 34 31 36 03".into(),
        request: None,
    };
    event(mono_ns, LinkEventKind::Reading(reading))
}

const fn expected(_: Role, _: &Reading) -> Expected {
    Expected { unit: Some(Unit::Kilogram), most: Some(Decimal::from_parts(3, 0, 0, false, 0)) }
}

fn broken(behaviour: &Behaviour, now_ns: u64) -> Option<Rule> {
    behaviour.fault(now_ns, true).map(|(_, law)| law.rule)
}

#[test]
fn the_same_thing_three_times_breaks_a_rule_and_one_good_reading_mends_it() {
    let cases = [("0.5000", Unit::Pound, Rule::UnitChanged), ("3.0010", Unit::Kilogram, Rule::BeyondCapacity)];
    for (text, unit, rule) in cases {
        let mut behaviour = behaviour(9600);
        for number in 1..=3 {
            assert_eq!(broken(&behaviour, number * 100 * MS), None);
            hear(&mut behaviour, &reading(number * 100 * MS, text, unit, false));
        }
        assert_eq!(broken(&behaviour, 300 * MS), Some(rule));
        hear(&mut behaviour, &reading(400 * MS, "0.5000", Unit::Kilogram, false));
        assert_eq!(broken(&behaviour, 400 * MS), None);
    }
    // Nine steps beyond the capacity are what a scale may still show.
    let mut good = behaviour(9600);
    (1..=9).for_each(|n| hear(&mut good, &reading(n * 100 * MS, "3.0009", Unit::Kilogram, false)));
    assert_eq!(broken(&good, 900 * MS), None);
}

#[test]
fn more_than_the_line_carries_is_a_flood_and_what_waited_in_the_system_is_none() {
    let mut flood = behaviour(9600);
    // 12 bytes a frame, 1000 frames a second.
    (0..2000).for_each(|n| hear(&mut flood, &reading(n * MS, "0.5000", Unit::Kilogram, false)));
    assert_eq!(broken(&flood, 2000 * MS), Some(Rule::Flood));
    assert_eq!(broken(&flood, 4100 * MS), None, "it has stopped");
    let mut late = behaviour(9600);
    // 4 kB that waited come within some milliseconds, then ten frames a second.
    (0..340).for_each(|n| hear(&mut late, &reading(n * 20_000, "0.5000", Unit::Kilogram, false)));
    (1..40).for_each(|n| hear(&mut late, &reading(n * 100 * MS, "0.5000", Unit::Kilogram, false)));
    assert_eq!(broken(&late, 3900 * MS), None);
}

#[test]
fn stable_values_that_jump_to_and_fro_contradict_each_other_and_quick_hands_do_not() {
    let mut two = behaviour(9600);
    // Two scales on one line, the one twice as often as the other.
    for n in 1..=24 {
        let text = if n % 3 == 0 { "0.5000" } else { "0.9000" };
        hear(&mut two, &reading(n * 50 * MS, text, Unit::Kilogram, true));
    }
    assert_eq!(broken(&two, 1200 * MS), Some(Rule::Contradiction));
    assert_eq!(broken(&two, 4000 * MS), None);
    let mut hands = behaviour(9600);
    let acts = [("0.5000", true), ("0.2000", false), ("0.0000", true), ("0.3000", false)];
    for (n, (text, stable)) in (1..=40).zip(acts.into_iter().cycle()) {
        hear(&mut hands, &reading(n * 50 * MS, text, Unit::Kilogram, stable));
    }
    assert_eq!(broken(&hands, 2000 * MS), None);
    // A scale that never says that it moves, under hands that are quicker than any.
    let mut quick = behaviour(9600);
    for n in 0..60 {
        let text = if n / 3 % 2 == 0 { "0.5000" } else { "0.0000" };
        hear(&mut quick, &reading(n * 60 * MS, text, Unit::Kilogram, true));
        assert_eq!(broken(&quick, n * 60 * MS), None);
    }
}

#[test]
fn frames_that_cannot_be_read_count_in_a_row_and_only_after_one_that_could() {
    let refused = |ns| {
        let why = crate::protocol::Rejected::CompoundUnit;
        event(ns, LinkEventKind::Refused { frame: "02 03".into(), why })
    };
    let mut behaviour = behaviour(9600);
    (0..30).for_each(|n| hear(&mut behaviour, &refused(n * 100 * MS)));
    assert_eq!(broken(&behaviour, 3000 * MS), None, "other settings are tried still");
    hear(&mut behaviour, &reading(3100 * MS, "0.5000", Unit::Kilogram, false));
    (32..51).for_each(|n| hear(&mut behaviour, &refused(n * 100 * MS)));
    assert_eq!(broken(&behaviour, 5100 * MS), None);
    hear(&mut behaviour, &refused(5200 * MS));
    assert_eq!(broken(&behaviour, 5200 * MS), Some(Rule::Refused));
    hear(&mut behaviour, &reading(5300 * MS, "0.5000", Unit::Kilogram, false));
    assert_eq!(broken(&behaviour, 5300 * MS), None);
}

#[test]
fn silence_pauses_a_run_that_reads_after_a_minute_and_not_before() {
    let mut behaviour = behaviour(9600);
    hear(&mut behaviour, &reading(0, "0.5000", Unit::Kilogram, false));
    hear(&mut behaviour, &event(3000 * MS, LinkEventKind::Silent { for_ms: 3000 }));
    hear(&mut behaviour, &event(9000 * MS, LinkEventKind::Silent { for_ms: 3000 }));
    assert_eq!(broken(&behaviour, 62_999 * MS), None);
    assert_eq!(broken(&behaviour, 63_000 * MS), Some(Rule::Silence));
    assert!(behaviour.fault(63_000 * MS, false).is_none(), "nobody waits for it");
    hear(&mut behaviour, &reading(63_100 * MS, "0.5000", Unit::Kilogram, false));
    assert_eq!(broken(&behaviour, 63_100 * MS), None);
}

#[test]
fn a_jump_between_two_ticks_is_told_once() {
    let mut clocks = ClockWatch::default();
    assert_eq!(clocks.tick("2026-03-15T09:00:00+08:00", 0), None);
    assert_eq!(clocks.tick("2026-03-15T09:00:01+08:00", 1000 * MS), None);
    let slept = clocks.tick("2026-03-15T09:30:02+08:00", 2000 * MS).unwrap();
    assert!(slept.en.contains("1800 s"), "{}", slept.en);
    assert_eq!(clocks.tick("2026-03-15T09:30:03+08:00", 3000 * MS), None);
}

#[test]
fn every_rule_has_one_law() {
    for (index, law) in LAWS.iter().enumerate() {
        assert!(LAWS.iter().skip(index + 1).all(|other| other.id != law.id && other.rule != law.rule), "{}", law.id);
    }
    assert_eq!(LAWS.len(), 6);
}

#[test]
fn a_flood_is_over_when_what_was_kept_of_it_has_been_heard() {
    let mut flood = behaviour(9600);
    // All of it was said in the first two seconds; the program comes to the rest of it much later.
    (0..4000)
        .for_each(|n| flood.hear(&reading(n * MS / 2, "0.5000", Unit::Kilogram, false), (n + 1) * 5 * MS, expected));
    let heard = 20_000 * MS;
    assert_eq!(broken(&flood, heard), Some(Rule::Flood), "there may be more of it to hear");
    assert_eq!(broken(&flood, heard + SPAN_NS + 1), None, "nothing comes any more");
    (0..30).for_each(|n| hear(&mut flood, &reading(heard + n * 100 * MS, "0.5000", Unit::Kilogram, false)));
    assert_eq!(broken(&flood, heard + 3000 * MS), None, "it says what a line carries");
}
