//! Lines of scales: what a simulated scale sends is read back as it was, a damaged line is never another weight twice, and
//! nothing that changes a scale can be asked.

use proptest::prelude::*;
use quanheng::instrument::{Driver, Profiles, Received};
use quanheng::protocol::framer::Found;
use quanheng::protocol::{Address, Asked, Datum, Framer, Meaning, Measurand, PROTOCOLS, Protocol, Question, Shown};
use quanheng::quantity::{Decimal, Unit};

/// Questions that read, by protocol.
const READING: &[(&str, &[&str])] = &[
    ("cas-22", &[]),
    ("cas-10", &[]),
    ("cas-18", &[]),
    ("cas-command", &[]),
    ("cas-extended", &[]),
    ("cas-ap-enq", &["ENQ", "DC1"]),
    ("sma", &["W", "P"]),
    ("dini-argeo", &["READ"]),
    ("adam-azextra", &["P"]),
    ("adam-cpw", &["G", "N"]),
    ("adam-highland", &[]),
    ("adam-mdw", &["W"]),
    ("adam-pgl", &[]),
    ("st-gs-line", &["R", "RW", "RG", "RN"]),
    ("steinberg-sbs", &[]),
    ("ussolid-jfdbs", &[]),
    ("creedmoor", &[]),
    ("digi-type-b", &["ENQ"]),
    ("barcode", &[]),
];

/// Commands of these scales that zero, tare, preset, switch, or add to a memory, and some that are no commands at all.
const OTHERS: &[&str] = &[
    "",
    "Z",
    "T",
    "C",
    "D",
    "H",
    "Q",
    "M",
    "U",
    "S",
    "X",
    "KZ",
    "KT",
    "MZ",
    "MT",
    "CT",
    "SC",
    "ZE",
    "ZERO",
    "TARE",
    "CLEAR",
    "TMAN1",
    "REXT",
    "!KT",
    "!KP",
    "KP",
    "ZERO ON",
    "D11KZ",
    "T5.345",
    "W\r\nZ",
    "READ\r\nTARE",
    "G\r\nT",
    "r",
    "read",
    "05",
];

fn named(name: &str) -> &'static Protocol {
    Protocol::named(name).unwrap()
}

fn asked(protocol: &'static Protocol, name: &str) -> Option<Asked> {
    protocol.ask(&Question::Command(name), &Address::None)
}

/// What a line gives, whole.
fn read(protocol: &'static Protocol, bytes: &[u8], asked: Option<&Asked>) -> Vec<Datum> {
    let mut framer = Framer::new(protocol);
    let mut data = Vec::new();
    for found in framer.feed(bytes, asked) {
        if let Found::Frame(frame) = found
            && let Ok(Meaning::Data(found)) = protocol.decode(&frame, asked)
        {
            data.extend(found);
        }
    }
    data
}

/// Protocols of these scales whose simulated scale sends a weight, each with the question for it.
fn weighing() -> Vec<(&'static Protocol, Option<Asked>)> {
    let kilogram = Shown { value: Decimal::ONE, unit: Unit::Kilogram, stable: true };
    let all = READING.iter().flat_map(|(name, questions)| {
        let protocol = named(name);
        let asked = questions.iter().map(move |question| asked(protocol, question));
        asked.chain(protocol.pushes.then_some(None)).map(move |asked| (protocol, asked))
    });
    all.filter(|(protocol, asked)| {
        (protocol.weigh)(&kilogram, asked.as_ref())
            .is_some_and(|frame| !read(protocol, &frame, asked.as_ref()).is_empty())
    })
    .collect()
}

#[test]
fn only_questions_that_read_can_be_asked() {
    for (name, questions) in READING {
        let protocol = named(name);
        assert_eq!(questions.is_empty(), protocol.questions.is_empty(), "{name}");
        for question in *questions {
            let asked = asked(protocol, question).unwrap_or_else(|| panic!("{name} {question}"));
            let Asked::Command(command) = &asked else { panic!("{name}: {asked:?}") };
            assert_eq!(command.name, *question, "{name}");
            assert_eq!(protocol.parse_request(&asked.encode()).as_ref(), Some(&asked), "{name} {question}");
        }
        let known = READING.iter().flat_map(|(_, questions)| questions.iter());
        for other in OTHERS.iter().chain(known).filter(|other| !questions.contains(other)) {
            assert_eq!(asked(protocol, other), None, "{name} asks {other:?}");
        }
        assert_eq!(protocol.ask(&Question::Item("00000000"), &Address::None), None, "{name}");
        let registers = Question::Registers { function: 6, start: 0, count: 1 };
        assert_eq!(protocol.ask(&registers, &Address::Unit(1)), None, "{name}");
    }
}

#[test]
fn every_scale_that_can_weigh_is_simulated() {
    let silent = ["cas-command", "cas-extended", "adam-pgl", "barcode"];
    let weighing = weighing();
    for (name, _) in READING.iter().filter(|(name, _)| !silent.contains(name)) {
        assert!(weighing.iter().any(|(protocol, _)| protocol.name == *name), "{name} weighs nothing");
    }
    assert!(PROTOCOLS.len() >= READING.len());
}

#[test]
fn an_answer_to_another_question_is_refused() {
    let kilogram = Shown { value: Decimal::ONE, unit: Unit::Kilogram, stable: true };
    let crossed =
        [("adam-cpw", "G", "N"), ("adam-cpw", "N", "G"), ("cas-ap-enq", "ENQ", "DC1"), ("cas-ap-enq", "DC1", "ENQ")];
    for (name, question, other) in crossed {
        let protocol = named(name);
        let answer = (protocol.weigh)(&kilogram, asked(protocol, other).as_ref()).unwrap();
        let why = protocol.decode(&answer, asked(protocol, question).as_ref()).unwrap_err();
        assert_eq!(why.code(), "answer to another command", "{name}");
    }
}

#[test]
fn an_acknowledged_enquiry_is_an_answer_and_the_block_follows() {
    let mut driver = Driver::new(Profiles::with([]).0.get("cas-ap-1").unwrap(), None).unwrap();
    let mut answered = |bytes: &[u8], answer: &[u8]| {
        assert_eq!(driver.next_request().unwrap().bytes, bytes);
        let received = driver.receive(answer);
        let [Received::Data { data, .. }] = received.as_slice() else { panic!("{received:?}") };
        assert!(!driver.waiting());
        data.iter().filter_map(Datum::number).map(|number| number.to_string()).collect::<Vec<_>>()
    };
    for _ in 0..3 {
        assert!(answered(&[0x05], &[0x06]).is_empty());
        assert_eq!(answered(&[0x11], b"\x01\x02S 01.234kge\x03\x04"), ["1.234"]);
    }
}

/// A load in a unit of mass, as it may be shown.
fn shown() -> impl Strategy<Value = Shown> {
    let unit =
        prop_oneof![Just(Unit::Kilogram), Just(Unit::Gram), Just(Unit::Pound), Just(Unit::Grain), Just(Unit::Tonne)];
    (-999_999_i64..=999_999, 0_u32..5, unit, any::<bool>()).prop_map(|(whole, places, unit, stable)| Shown {
        value: Decimal::new(whole, places),
        unit,
        stable,
    })
}

proptest! {
    #[test]
    fn what_a_simulated_scale_sends_is_read_back(shown in shown()) {
        for (protocol, asked) in weighing() {
            // What does not fit the columns is not sent; a part of it never.
            let Some(frame) = (protocol.weigh)(&shown, asked.as_ref()) else { continue };
            let data = read(protocol, &frame, asked.as_ref());
            let datum = data.iter().find(|datum| datum.quantity == Measurand::Mass);
            prop_assert!(datum.is_some(), "{:?} {:02X?}", protocol, frame);
            let datum = datum.unwrap();
            let digits = |value: Decimal| value.to_string();
            prop_assert_eq!(datum.number().map(digits), Some(digits(shown.value)), "{:?}", protocol);
            prop_assert!(datum.unit.is_none_or(|unit| unit == shown.unit), "{:?}", protocol);
            prop_assert_eq!(datum.unit.is_some(), protocol.carries_unit, "{:?}", protocol);
            prop_assert!(datum.stable.is_none_or(|stable| stable == shown.stable), "{:?}", protocol);
        }
    }

    #[test]
    fn a_lost_byte_is_a_lost_line(shown in shown(), at in 0_usize..64) {
        for (protocol, asked) in weighing() {
            let Some(mut frame) = (protocol.weigh)(&shown, asked.as_ref()) else { continue };
            // How many blanks this one sends is not known, so its columns cannot be counted.
            if at >= frame.len() || protocol.name == "adam-cpw" {
                continue;
            }
            frame.remove(at);
            for datum in read(protocol, &frame, asked.as_ref()) {
                prop_assert_eq!(datum.number(), None, "{:?} {}", protocol, String::from_utf8_lossy(&frame));
            }
        }
    }
}
