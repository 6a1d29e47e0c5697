//! Balances that speak in lines: what is written reads back, what lost or gained a byte is never another weight, and no
//! command but a reading one can be encoded.

use proptest::prelude::*;
use quanheng::instrument::{Driver, Profiles, Received};
use quanheng::protocol::framer::Found;
use quanheng::protocol::{Address, Asked, Datum, Framer, Meaning, Measurand, Protocol, Question, Shown};
use quanheng::quantity::{Decimal, Unit};
use std::sync::Arc;

/// Protocol, and whether its lines say that a weight is at rest and that it moves.
const LINES: &[(&str, bool, bool)] = &[
    ("and-standard", true, true),
    ("kern-ew", true, true),
    ("kern-st-gs", true, true),
    ("kern-w-s", false, true),
    ("ohaus", true, true),
    ("ohaus-defender", true, true),
    ("radwag", true, true),
    ("sartorius-sbi-16", true, true),
    ("sartorius-sbi-22", true, true),
    ("sartorius-xbpi", true, true),
    ("shuangjie-gg", false, false),
];

/// Formats in which a line of another width is also a line, and one whose check of eight bits fits once in 256 times.
const LOOSE: [&str; 3] = ["kern-ew", "ohaus", "sartorius-xbpi"];

fn protocol(name: &str) -> &'static Protocol {
    Protocol::named(name).unwrap()
}

/// The weights that a stream of bytes gives.
fn weights(protocol: &'static Protocol, bytes: &[u8]) -> Vec<Datum> {
    let mut framer = Framer::new(protocol);
    let frames = framer.feed(bytes, None);
    let meanings = frames.filter_map(|found| match found {
        Found::Frame(frame) => protocol.decode(&frame, None).ok(),
        Found::Broken(..) => None,
    });
    let data = meanings.filter_map(|meaning| if let Meaning::Data(data) = meaning { Some(data) } else { None });
    data.flatten().filter(|datum| datum.quantity == Measurand::Mass && datum.number().is_some()).collect()
}

fn ask(protocol: &str, command: &str) -> Option<Vec<u8>> {
    let asked = self::protocol(protocol).ask(&Question::Command(command), &Address::None);
    asked.map(|asked| asked.encode())
}

/// A command, and the bytes that ask it.
type Read = (&'static str, &'static [u8]);

#[test]
fn only_reading_can_be_encoded() {
    let reads: &[(&str, &[Read])] = &[
        (
            "and-standard",
            &[
                ("Q", b"Q\r\n"),
                ("SI", b"SI\r\n"),
                ("S", b"S\r\n"),
                ("?ID", b"?ID\r\n"),
                ("?SN", b"?SN\r\n"),
                ("?TN", b"?TN\r\n"),
            ],
        ),
        ("kern-ew", &[]),
        ("kern-st-gs", &[("W", b"W"), ("S", b"S")]),
        ("kern-w-s", &[("w", b"w"), ("s", b"s")]),
        ("ohaus", &[("IP", b"IP\r\n"), ("SP", b"SP\r\n"), ("P", b"P\r\n")]),
        ("ohaus-defender", &[]),
        ("radwag", &[("S", b"S\r\n"), ("SI", b"SI\r\n"), ("SU", b"SU\r\n"), ("SUI", b"SUI\r\n")]),
        ("sartorius-sbi-16", &[("P", b"\x1BP\r\n")]),
        ("sartorius-sbi-22", &[("P", b"\x1BP\r\n")]),
        (
            "sartorius-xbpi",
            &[
                ("net", &[0x04, 0x01, 0x09, 0x1E, 0x2C]),
                ("gross", &[0x04, 0x01, 0x09, 0x20, 0x2E]),
                ("tare-value", &[0x04, 0x01, 0x09, 0x22, 0x30]),
            ],
        ),
        ("shuangjie-gg", &[("p", b"\x1Bp")]),
    ];
    let letters = (b' '..=b'~').map(|letter| char::from(letter).to_string());
    let words =
        "PT:1 PRT ON OFF UT_1 OT ZERO TARE tare zero 0P CP 1P LE C1 C0 CU1 US UG SIR SIA O0 O1 P\r\nT ?PT x1_ f3_ kP_";
    let others: Vec<String> = letters.chain(words.split(' ').map(str::to_owned)).collect();
    for (name, allowed) in reads {
        for (command, bytes) in *allowed {
            assert_eq!(ask(name, command).as_deref(), Some(*bytes), "{name}: {command}");
        }
        for other in others.iter().filter(|other| allowed.iter().all(|(command, _)| command != other)) {
            assert_eq!(ask(name, other), None, "{name}: {other}");
        }
        assert_eq!(protocol(name).ask(&Question::Item("P"), &Address::None), None, "{name}");
    }
}

#[test]
fn what_is_no_clean_number_gives_none() {
    let lines: &[(&str, &str)] = &[
        ("sartorius-sbi-16", "+   1,2345 g  "),
        ("sartorius-sbi-16", "+  ------- g  "),
        ("sartorius-sbi-16", "   Cal.Int.   "),
        ("sartorius-sbi-16", "--------------"),
        ("sartorius-sbi-16", "     High     "),
        ("sartorius-sbi-16", "+ 12.3456 g   "),
        ("sartorius-sbi-16", "+   0.0000 xyz"),
        ("sartorius-sbi-16", "- -  1.234 g  "),
        ("sartorius-sbi-16", "0037402012"),
        ("sartorius-sbi-22", "SerNo.    0031801165"),
        ("sartorius-sbi-22", "BAC:        00-39-21"),
        ("sartorius-sbi-22", "Stat        Cal.Ext."),
        ("sartorius-sbi-22", "T     +    0.500 g  "),
        ("sartorius-sbi-22", "    0.500 g  "),
        ("and-standard", "OL,+9999999E+19"),
        ("and-standard", "ST,+0001234.5   "),
        ("and-standard", "XX,+01234.5  kg"),
        ("ohaus", "      12.73 g TOTAL"),
        ("ohaus", "    1:02.5 lb:oz"),
        ("ohaus-defender", "   0.360 kg    X"),
        ("kern-ew", "+00123.45OT S"),
        ("kern-st-gs", "ST,GS 1,342KG"),
        ("kern-w-s", "           Error"),
        ("kern-w-s", "       Error"),
        ("radwag", "SUI^       1.56 g  "),
        ("radwag", "SUIv       1.56 g  "),
        ("radwag", "SUI        1.56 kgg"),
        ("shuangjie-gg", "+ ~~~~~~~~GN"),
        ("shuangjie-gg", "   123.45 m "),
    ];
    for (name, line) in lines {
        assert_eq!(weights(protocol(name), format!("{line}\r\n").as_bytes()), [], "{name}: {line:?}");
    }
}

#[test]
fn an_answer_to_another_question_is_refused() {
    let refused = |name: &str, command: &str, line: &[u8]| {
        let why = protocol(name).decode(line, Some(&Asked::command(command, ""))).unwrap_err();
        assert_eq!(why.code(), "answer to another command", "{name}: {command}");
    };
    refused("radwag", "SUI", b"S          1.56 g  \r\n");
    refused("radwag", "SI", b"S A\r\n");
    refused("and-standard", "Q", b"ID,LAB-0123\r\n");
    refused("and-standard", "?ID", b"ST,+00123.45  g\r\n");
    refused("sartorius-sbi-22", "x2_", b"N     +    0.006 g  \r\n");
}

#[test]
fn the_sign_and_nought_are_read_apart_from_the_digits() {
    let value = |name: &str, line: &str| {
        let found = weights(protocol(name), format!("{line}\r\n").as_bytes());
        found.first().and_then(Datum::number).map(|number| number.to_string()).unwrap_or_default()
    };
    assert_eq!(value("kern-w-s", " -     0.350 kg "), "-0.350");
    assert_eq!(value("kern-w-s", "   -   0.350 kg "), "-0.350");
    assert_eq!(value("sartorius-sbi-16", "-     0.00 g  "), "0.00");
    assert_eq!(value("ohaus", "-      1.25 g"), "-1.25");
    assert_eq!(value("kern-ew", "-0000.00 G S"), "0.00");
}

#[test]
fn a_weight_that_was_only_announced_is_still_waited_for() {
    let mut profile = (*Profiles::with([]).0.get("radwag-ps").unwrap()).clone();
    profile.ask[0].command = Some("S".into());
    let mut driver = Driver::new(Arc::new(profile), None).unwrap();
    driver.next_request().unwrap();
    assert_eq!(driver.receive(b"S A\r\n"), []);
    assert!(driver.waiting());
    let received = driver.receive(b"S         1.560 g  \r\n");
    let [Received::Data { data, .. }] = received.as_slice() else { panic!("{received:?}") };
    assert_eq!(data[0].number(), Some(Decimal::new(1560, 3)));
    assert!(!driver.waiting());
}

proptest! {
    #[test]
    fn what_is_written_reads_back(whole in -99_999_i64..99_999, places in 1_u32..4, stable: bool) {
        for (name, says_rest, says_moving) in LINES {
            let protocol = protocol(name);
            let value = Decimal::new(whole, places);
            let shown = Shown { value, unit: Unit::Gram, stable };
            let Some(line) = (protocol.weigh)(&shown, None) else {
                // The only line that its manual prints has six columns for the number and its sign.
                prop_assert_eq!(*name, "kern-st-gs");
                continue;
            };
            let found = weights(protocol, &line);
            prop_assert_eq!(found.len(), 1, "{}: {:?}", name, String::from_utf8_lossy(&line));
            prop_assert_eq!(found[0].number(), Some(value), "{}", name);
            prop_assert_eq!(found[0].number().map(|number| number.scale()), Some(places), "{}", name);
            let said = if stable { says_rest } else { says_moving };
            prop_assert_eq!(found[0].stable, said.then_some(stable), "{}", name);
        }
    }

    #[test]
    fn a_lost_or_doubled_byte_is_never_another_weight(whole in -99_999_i64..99_999, at in 0_usize..30, stable: bool) {
        for (name, ..) in LINES.iter().filter(|(name, ..)| !LOOSE.contains(name)) {
            let protocol = protocol(name);
            let value = Decimal::new(whole, 2);
            let Some(line) = (protocol.weigh)(&Shown { value, unit: Unit::Gram, stable }, None) else { continue };
            let at = at % line.len();
            let lost = [&line[..at], &line[at + 1..]].concat();
            let doubled = [&line[..=at], &line[at..]].concat();
            for damaged in [lost, doubled] {
                let found = weights(protocol, &damaged);
                let text = String::from_utf8_lossy(&damaged);
                prop_assert!(found.iter().all(|datum| datum.number() == Some(value)), "{} {:?}: {:?}", name, text, found);
            }
        }
    }
}
