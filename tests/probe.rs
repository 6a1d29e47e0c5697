//! Promise: what is on a port is known by what it says that makes sense, never by having replied; and nothing that is sent
//! while looking acts on any instrument. On real ptys.

use crate::actors::pile_side;
use crate::actors::{Running, output, program, stderr, stdout};
use quanheng::instrument::{Kind, Profile, Profiles};
use quanheng::link::PortError;
use quanheng::link::probe::{Ended, Patience, Probe, Report};
use quanheng::locale::{Lang, Say};
use quanheng::protocol::modbus;
use quanheng::protocol::{Address, Asked, Question};
use quanheng::quantity::{Decimal, parse_decimal};
use quanheng::simulator::{Options, Pair, ScaleWorld, Simulator, World};
use serde_json::Value;
use std::io::{Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const HURRY: Patience =
    Patience { listen: Duration::from_millis(700), answer: Duration::from_millis(250), fit: Duration::from_secs(20) };

fn number(text: &str) -> Decimal {
    parse_decimal(text).unwrap()
}

fn profiles() -> Vec<Arc<Profile>> {
    Profiles::with([]).0.all().cloned().collect()
}

fn look(port: &str) -> Report {
    let profiles = profiles();
    let probe = Probe { port: port.to_owned(), profiles: &profiles, address: None, patience: HURRY };
    // A program that another test starts at this moment holds what this one has open until it is another program.
    for _ in 0..100 {
        match probe.look(&|| false) {
            Err(PortError::Busy(_)) => std::thread::sleep(Duration::from_millis(50)),
            other => return other.unwrap(),
        }
    }
    panic!("{port} stayed busy")
}

pub fn world(profile: &Profile) -> World {
    if matches!(profile.kind, Kind::Scale | Kind::Scanner) {
        return World::Scale(ScaleWorld::new(number("0.001")));
    }
    pile_side(true)
}

fn look_at(id: &str) -> Report {
    let profile = profiles().into_iter().find(|profile| profile.id == id).unwrap();
    let simulator = Simulator::start(&profile, &world(&profile), &Options::default()).unwrap();
    let report = look(simulator.path().to_str().unwrap());
    let protocols: Vec<&str> = report.found.iter().map(|identity| identity.protocol.name).collect();
    assert!(protocols.contains(&profile.protocol.name), "{id}: {report:?}");
    let fitting: Vec<&str> =
        report.found.iter().flat_map(|identity| identity.models()).map(|fit| fit.profile.id.as_str()).collect();
    assert!(fitting.contains(&id), "{id}: {fitting:?} {report:?}");
    assert!(report.found.iter().all(|identity| identity.frames >= 2), "{id}: {report:?}");
    assert_eq!(report.say(Lang::En), "");
    report
}

#[test]
fn a_scale_that_sends_by_itself_is_heard_and_never_asked() {
    let report = look_at("yaohua-xk3190-a9");
    assert_eq!(report.questions, 0);
    assert!(!report.found[0].asked);
}

#[test]
fn a_balance_that_answers_is_found() {
    let report = look_at("mettler-toledo-mt-sics");
    assert!(report.found[0].asked);
}

#[test]
fn a_meter_is_found_with_its_address() {
    let report = look_at("dlt645-2007-ac");
    let protocol = report.found[0].protocol;
    let can_say = protocol.ask(&Question::Command("address"), &Address::Meter([0xAA; 6])).is_some();
    assert_eq!(report.found[0].address.as_deref(), can_say.then_some("000000000001"));
    // Another meter of the same protocol does not have what this one has.
    assert!(report.found[0].models().all(|fit| fit.profile.id != "yada-djs3366"));
}

#[test]
fn registers_are_told_apart_by_what_makes_sense() {
    let report = look_at("eastron-sdm630");
    assert_eq!(report.found[0].address.as_deref(), Some("1"));
    assert!(report.found[0].models().all(|fit| fit.profile.id != "acrel-djsf1352-rn"), "{report:?}");
}

#[test]
fn every_model_is_found_on_its_line_unless_asking_it_might_act_on_another() {
    let all = profiles();
    let next = AtomicUsize::new(0);
    let missed = std::sync::Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        // Mostly waiting: many at once.
        for _ in 0..24 {
            scope.spawn(|| {
                while let Some(profile) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let simulator = Simulator::start(profile, &world(profile), &Options::default()).unwrap();
                    let report = look(simulator.path().to_str().unwrap());
                    let found = report.found.iter().any(|identity| identity.protocol == profile.protocol);
                    // A handshake of two questions is not gone through by single ones, and a scanner speaks when something is
                    // held before it.
                    let beyond = ["cas-ap-enq", "barcode"].contains(&profile.protocol.name);
                    let asked = !beyond && (profile.ask.is_empty() || !report.not_asked.contains(&profile.id));
                    if asked && !found {
                        missed.lock().unwrap().push(format!("{}: {report:?}", profile.id));
                    }
                }
            });
        }
    });
    let missed = missed.into_inner().unwrap();
    assert!(missed.is_empty(), "{}", missed.join("\n\n"));
}

/// A pty on which `answer` says what comes back for what was sent, and `rest` what is said anyway every 50 ms.
pub fn odd_device<T>(
    answer: impl Fn(&[u8]) -> Vec<u8> + Sync,
    rest: impl Fn() -> Vec<u8> + Sync,
    test: impl FnOnce(&str, &dyn Fn() -> Vec<u8>) -> T,
) -> T {
    let Pair { near, far: _far, path } = Pair::impatient().unwrap();
    let name = path.to_str().unwrap();
    let (stop, heard) = (AtomicBool::new(false), std::sync::Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let (mut buffer, mut said) = ([0; 512], Instant::now());
            while !stop.load(Ordering::Relaxed) {
                if let Ok(count) = (&near).read(&mut buffer) {
                    heard.lock().unwrap().extend(&buffer[..count]);
                    let _ = (&near).write_all(&answer(&buffer[..count]));
                }
                if said.elapsed() > Duration::from_millis(50) {
                    let _ = (&near).write_all(&rest());
                    said = Instant::now();
                }
                std::thread::sleep(Duration::from_millis(5));
            }
        });
        // Whatever the test finds, the device stops: a failure must not become a hang.
        let tried = catch_unwind(AssertUnwindSafe(|| test(name, &|| heard.lock().unwrap().clone())));
        stop.store(true, Ordering::Relaxed);
        tried.unwrap_or_else(|why| resume_unwind(why))
    })
}

fn nothing(report: &Report) {
    assert!(report.found.is_empty(), "{report:?}");
    for lang in [Lang::Zh, Lang::En] {
        assert!(!report.say(lang).is_empty());
    }
}

#[test]
fn silence_is_nobody_and_no_letter_that_acts_was_sent() {
    odd_device(
        |_| Vec::new(),
        Vec::new,
        |port, heard| {
            let report = look(port);
            nothing(&report);
            assert!(
                report.questions > 3 && report.echoes == 0 && report.say(Lang::En).contains("silence"),
                "{report:?}"
            );
            // Whole lines of text as a device that takes lines would see them.
            let heard = heard();
            assert!(!heard.is_empty());
            for acting in ["T\r\n", "Z\r\n", "TI\r\n", "ZI\r\n", "\x1bT", "\x1bZ", "\nT", "\nZ", "\nW"] {
                assert!(!heard.windows(acting.len()).any(|at| at == acting.as_bytes()), "{acting:?} was sent");
            }
        },
    );
}

#[test]
fn an_echo_is_nobody() {
    odd_device(<[u8]>::to_vec, Vec::new, |port, _| {
        let report = look(port);
        nothing(&report);
        assert!(report.echoes > 0 && report.say(Lang::En).contains("echo"), "{report:?}");
    });
}

#[test]
fn noise_is_nobody_and_is_not_asked_into() {
    let noise = std::sync::Mutex::new(fastrand::Rng::with_seed(8315));
    let rest = || std::iter::repeat_with(|| noise.lock().unwrap().u8(..)).take(40).collect();
    odd_device(
        |_| Vec::new(),
        rest,
        |port, heard| {
            let report = look(port);
            nothing(&report);
            assert_eq!((report.questions, heard().len()), (0, 0));
            assert!(report.heard_bytes > 100);
            assert!(report.listened.len() > 1, "{report:?}");
        },
    );
}

#[test]
fn a_device_that_answers_everything_with_zeros_is_nobody() {
    odd_device(
        |_| vec![0; 16],
        Vec::new,
        |port, _| {
            let report = look(port);
            nothing(&report);
            assert!(report.strange > 0, "{report:?}");
        },
    );
    // The same as text, as a device in a wrong mode might.
    odd_device(|_| b"0\r\n".to_vec(), Vec::new, |port, _| nothing(&look(port)));
}

#[test]
fn registers_that_all_hold_nought_are_a_protocol_and_no_model() {
    let answer = |bytes: &[u8]| match modbus::MODBUS_RTU.parse_request(bytes) {
        Some(Asked::Modbus(request)) => modbus::answer(&request, &vec![0; usize::from(request.count)]),
        _ => Vec::new(),
    };
    odd_device(answer, Vec::new, |port, _| {
        let report = look(port);
        let names: Vec<&str> = report.found.iter().map(|identity| identity.protocol.name).collect();
        assert_eq!(names, ["modbus-rtu"], "{report:?}");
        assert_eq!(report.found[0].models().count(), 0, "{report:?}");
    });
}

#[test]
fn seven_bits_read_as_eight_are_said() {
    let with_parity = |byte: u8| if byte.count_ones() % 2 == 1 { byte | 0x80 } else { byte };
    let rest = move || b"?? 12.345 unknown\r\n".iter().copied().map(with_parity).collect();
    odd_device(
        |_| Vec::new(),
        rest,
        |port, _| {
            let report = look(port);
            nothing(&report);
            assert!(report.say(Lang::En).contains("7E1"), "{report:?}");
        },
    );
}

#[test]
fn it_stops_when_told_and_when_the_port_goes() {
    odd_device(
        |_| Vec::new(),
        Vec::new,
        |port, _| {
            let profiles = profiles();
            let probe =
                Probe { port: port.to_owned(), profiles: &profiles, address: None, patience: Patience::default() };
            let begun = Instant::now();
            let report = probe.look(&|| begun.elapsed() > Duration::from_millis(300)).unwrap();
            assert_eq!(report.ended, Ended::Stopped);
        },
    );
    let profile = profiles().into_iter().find(|profile| profile.id == "mettler-toledo-mt-sics").unwrap();
    let simulator = Simulator::start(&profile, &world(&profile), &Options::default()).unwrap();
    let port = simulator.path().to_str().unwrap().to_owned();
    let gone = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(300));
        drop(simulator);
    });
    let report = look(&port);
    gone.join().unwrap();
    assert!(matches!(report.ended, Ended::Gone(_)), "{report:?}");
    nothing(&report);
}

#[test]
fn a_port_that_is_busy_or_missing_is_said_so() {
    let profiles = profiles();
    let refused = |port: &str| {
        Probe { port: port.to_owned(), profiles: &profiles, address: None, patience: HURRY }
            .look(&|| false)
            .unwrap_err()
    };
    assert!(matches!(refused("/dev/ttyNOSUCH9"), PortError::NoSuchPort(_)));
    assert!(matches!(refused("/dev/null"), PortError::NotSerial(_)));
    let folder = TempDir::new().unwrap();
    let profile = profiles.iter().find(|profile| profile.id == "yaohua-xk3190-a9").unwrap();
    let simulator = Simulator::start(profile, &world(profile), &Options::default()).unwrap();
    let port = simulator.path().to_str().unwrap();
    let reader = Running::start(program(folder.path(), &["read", "--device", "yaohua-xk3190-a9", "--port", port]));
    assert!(reader.line().is_some());
    assert!(matches!(refused(port), PortError::Busy(_)));
}

#[test]
fn the_verb_says_it_for_people_and_for_scripts() {
    let folder = TempDir::new().unwrap();
    let profile = profiles().into_iter().find(|profile| profile.id == "eastron-sdm630").unwrap();
    let simulator = Simulator::start(&profile, &world(&profile), &Options::default()).unwrap();
    let port = simulator.path().to_str().unwrap();
    let arguments = ["ports", "--probe", "--port", port, "--listen", "500ms", "--answer", "300ms"];
    let said = output(folder.path(), &arguments);
    assert_eq!(said.status.code(), Some(0), "{}", stderr(&said));
    assert!(stdout(&said).contains("quanheng read --device eastron-sdm630"), "{}", stdout(&said));
    assert!(stderr(&said).contains("at most"), "how long it takes is not said beforehand: {}", stderr(&said));
    let facts = output(folder.path(), &[&arguments[..], &["--json"]].concat());
    let facts: Value = serde_json::from_str(&stdout(&facts)).unwrap();
    assert_eq!(facts["found"][0]["protocol"], "modbus-rtu");
    assert_eq!(facts["found"][0]["address"], "1");
    let none = output(folder.path(), &["ports", "--probe", "--port", "/dev/ttyNOSUCH9"]);
    assert_eq!(none.status.code(), Some(3));
}
