//! Promise: a late, mixed, doubled, damaged or old answer never becomes a reading, and a device that went away is found
//! again. On real ptys; what is judged is what was read, never how fast.

use crate::actors::pile_side;
use quanheng::instrument::{Profile, Profiles, Reading};
use quanheng::link::{Link, LinkEvent, LinkEventKind, LinkSettings, OnLine, PortError};
use quanheng::protocol::{Asked, Measurand, modbus};
use quanheng::quantity::{Decimal, parse_decimal};
use quanheng::simulator::{Fault, Options, Pair, ScaleWorld, Simulator, SimulatorError, World};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Long beyond any healthy run; only a hang meets it.
const HANG: Duration = Duration::from_mins(2);

fn number(text: &str) -> Decimal {
    parse_decimal(text).unwrap()
}

fn profile(id: &str) -> Arc<Profile> {
    Profiles::with([]).0.get(id).unwrap()
}

/// The same instrument in a hurry, so that a storm of thousands of exchanges is over in seconds.
pub fn hurried(id: &str) -> Arc<Profile> {
    let mut hurried = (*profile(id)).clone();
    (hurried.timing.answer_ms, hurried.timing.gap_ms) = (60, 0);
    Arc::new(hurried)
}

fn link(profile: &Arc<Profile>, port: &Path) -> (Link, Receiver<LinkEvent>) {
    let (sender, events) = channel();
    let (port, every) = (port.display().to_string(), Duration::ZERO);
    let devices = vec![OnLine { profile: profile.clone(), address: None, name: "test".into() }];
    let settings = LinkSettings { port, devices, every, record: None };
    (Link::open(settings, sender), events)
}

fn next(events: &Receiver<LinkEvent>) -> LinkEventKind {
    events.recv_timeout(HANG).expect("the link said nothing").kind
}

fn until<T>(events: &Receiver<LinkEvent>, mut wanted: impl FnMut(LinkEventKind) -> Option<T>) -> T {
    loop {
        if let Some(found) = wanted(next(events)) {
            return found;
        }
    }
}

fn reading(kind: LinkEventKind) -> Option<Reading> {
    if let LinkEventKind::Reading(reading) = kind { Some(reading) } else { None }
}

fn weighed(events: &Receiver<LinkEvent>) -> Decimal {
    until(events, |kind| reading(kind)?.datum.number())
}

/// Registers that stand still: every right value is known beforehand.
fn still() -> World {
    pile_side(false)
}

fn right(reading: &Reading) -> bool {
    let value = reading.datum.number();
    match reading.datum.quantity {
        Measurand::Energy => value == Some(number("1286.5")),
        Measurand::Voltage | Measurand::Current | Measurand::Power => value == Some(Decimal::ZERO),
        _ => true,
    }
}

/// Thousands of readings through one fault; not one of them wrong.
fn storm(id: &'static str, fault: &'static str, seed: u64) {
    eprintln!("{id} {fault} seed {seed}");
    let profile = hurried(id);
    let folder = tempfile::tempdir().unwrap();
    let path = Some(folder.path().join("line"));
    let options = Options { faults: vec![fault.parse::<Fault>().unwrap()], seed, link: path, ..Options::default() };
    let simulator = Simulator::start(&profile, &still(), &options).unwrap();
    let (_link, events) = link(&profile, simulator.path());
    let (mut read, mut before, mut energies) = (0, 0, 0);
    while read < 2000 {
        let Some(reading) = reading(next(&events)) else { continue };
        assert!(right(&reading), "{id} {fault} seed {seed}: {reading:?}");
        assert!(reading.seq > before, "{id} {fault} seed {seed}: out of order");
        before = reading.seq;
        read += 1;
        energies += u32::from(reading.datum.quantity == Measurand::Energy);
    }
    assert!(energies > 0, "{id} {fault}: no energy was read");
}

fn storms(id: &'static str, faults: &[&'static str]) {
    std::thread::scope(|scope| {
        for (seed, fault) in (8315..).zip(faults) {
            scope.spawn(move || storm(id, fault, seed));
        }
    });
}

/// Every fault but the answer to another question, which stands apart: not every format can tell it.
const FAULTS: [&str; 10] = [
    "drop=0.02",
    "flip=0.02",
    "duplicate=0.3",
    "delay=0.02",
    "echo=0.5",
    "chop=0.1",
    "noise=0.3",
    "unplug=0.002",
    "silence=0.02",
    "half=0.02",
];

#[test]
fn no_fault_makes_a_645_meter_say_a_wrong_value() {
    storms("dlt645-2007-ac", &FAULTS);
    storm("dlt645-2007-ac", "swap=0.02", 8400);
}

#[test]
fn no_fault_makes_a_meter_of_1997_or_of_698_say_a_wrong_value() {
    for id in ["dlt645-1997-ac", "dlt698-single-phase"] {
        storms(id, &FAULTS);
        storm(id, "swap=0.02", 8400);
    }
}

#[test]
fn no_fault_makes_modbus_registers_say_a_wrong_value() {
    // A Modbus answer names no register: one to another question of the same length cannot be told, so no swap here.
    storms("eastron-sdm630", &FAULTS.map(|fault| if fault == "noise=0.3" { "noise=0.02" } else { fault }));
}

#[test]
fn no_fault_makes_a_pushing_scale_say_a_wrong_value() {
    let profile = profile("yaohua-xk3190-a9");
    let faults = ["half=0.3", "noise=0.5", "flip=0.5", "drop=0.5", "duplicate=0.5", "chop=0.7", "delay=0.3"];
    std::thread::scope(|scope| {
        for (seed, fault) in (1..).zip(faults.into_iter().chain(["unplug=0.1"])) {
            let profile = &profile;
            scope.spawn(move || {
                let folder = tempfile::tempdir().unwrap();
                let path = Some(folder.path().join("line"));
                let options = Options { faults: vec![fault.parse().unwrap()], seed, link: path, ..Options::default() };
                let world = ScaleWorld::new(number("0.001"));
                let simulator = Simulator::start(profile, &World::Scale(world), &options).unwrap();
                let (_link, events) = link(profile, simulator.path());
                let (mut read, mut lost) = (0, 0);
                while read < 40 || (fault.starts_with("unplug") && lost < 3) {
                    match next(&events) {
                        LinkEventKind::Reading(reading) => {
                            assert_eq!(reading.datum.number(), Some(Decimal::ZERO), "{fault} seed {seed}");
                            read += 1;
                        }
                        LinkEventKind::Gone { .. } => lost += 1,
                        _ => {}
                    }
                }
            });
        }
    });
}

#[test]
fn a_plug_is_pulled_only_where_there_is_a_name_to_come_back_under() {
    let options = Options { faults: vec!["unplug=0.1".parse().unwrap()], ..Options::default() };
    let refused = Simulator::start(&profile("eastron-sdm630"), &still(), &options);
    assert_eq!(refused.err(), Some(SimulatorError::NoNameToComeBack));
}

#[test]
fn what_was_sent_before_the_port_was_opened_is_not_a_reading_of_now() {
    let profile = profile("yaohua-xk3190-a9");
    let world = ScaleWorld::new(number("0.001"));
    let simulator = Simulator::start(&profile, &World::Scale(world.clone()), &Options::default()).unwrap();
    // Nobody listens: frames of the empty pan pile up in the line, and then the load is long at rest.
    std::thread::sleep(Duration::from_millis(600));
    world.load(number("12.345"));
    let patience = Instant::now() + HANG;
    while world.weight() != (number("12.345"), true) && Instant::now() < patience {
        std::thread::sleep(Duration::from_millis(50));
    }
    std::thread::sleep(Duration::from_millis(300));
    let (_link, events) = link(&profile, simulator.path());
    assert_eq!(weighed(&events), number("12.345"));
}

#[test]
fn a_simulator_started_again_behind_its_symlink_is_read_on_and_nothing_comes_between() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("scale");
    let profile = profile("yaohua-xk3190-a9");
    let world = ScaleWorld::new(number("0.001"));
    let start = || {
        let options = Options { link: Some(path.clone()), ..Options::default() };
        Simulator::start(&profile, &World::Scale(world.clone()), &options).unwrap()
    };
    let simulator = start();
    let (_link, events) = link(&profile, &path);
    assert_eq!(weighed(&events), Decimal::ZERO);
    drop(simulator);
    assert!(!path.exists(), "the symlink was left behind");
    // Whatever was under way is told before the port is told gone; after that nothing but its absence, and that once.
    until(&events, |kind| matches!(kind, LinkEventKind::Gone { .. }).then_some(()));
    let absent = until(&events, Some);
    assert!(matches!(absent, LinkEventKind::Unavailable { why: PortError::NoSuchPort(_) }), "{absent:?}");
    std::thread::sleep(Duration::from_secs(2));
    assert_eq!(events.try_iter().count(), 0, "something was told while there was nothing");
    let _again = start();
    let connected = next(&events);
    assert!(matches!(connected, LinkEventKind::Connected { .. }), "{connected:?}");
    let resumed = until(&events, reading);
    assert_eq!(resumed.datum.number(), Some(Decimal::ZERO));
    assert!(resumed.seq > 1);
}

#[test]
fn a_program_started_meanwhile_does_not_keep_a_port_alive() {
    let profile = profile("yaohua-xk3190-a9");
    let world = World::Scale(ScaleWorld::new(number("0.001")));
    let simulator = Simulator::start(&profile, &world, &Options::default()).unwrap();
    let (_link, events) = link(&profile, simulator.path());
    assert_eq!(weighed(&events), Decimal::ZERO);
    let mut bystander = std::process::Command::new("sleep").arg("600").spawn().unwrap();
    drop(simulator);
    let gone = catch_unwind(AssertUnwindSafe(|| {
        until(&events, |kind| matches!(kind, LinkEventKind::Gone { .. }).then_some(()));
    }));
    bystander.kill().unwrap();
    bystander.wait().unwrap();
    assert!(gone.is_ok(), "an end of the pty was inherited");
}

#[test]
fn a_port_in_use_and_one_that_is_none_are_told_in_their_own_words() {
    let profile = hurried("dlt645-2007-ac");
    let simulator = Simulator::start(&profile, &still(), &Options::default()).unwrap();
    let (_first, first) = link(&profile, simulator.path());
    until(&first, reading);
    let refused = |path: &Path| {
        let (_link, events) = link(&profile, path);
        until(&events, |kind| if let LinkEventKind::Unavailable { why } = kind { Some(why) } else { None })
    };
    assert!(matches!(refused(simulator.path()), PortError::Busy(_)));
    assert!(matches!(refused(Path::new("/dev/null")), PortError::NotSerial(_)));
    assert!(matches!(refused(Path::new("/dev/ttyNOSUCH9")), PortError::NoSuchPort(_)));
    let file = tempfile::NamedTempFile::new().unwrap();
    assert!(matches!(refused(file.path()), PortError::NotSerial(_)));
    assert!(matches!(refused(Path::new("/tmp")), PortError::NotSerial(_)));
}

/// A meter made by hand: it answers its n-th request with n, and every fifth too late.
fn meter_that_counts(stop: &AtomicBool, late: &Mutex<BTreeSet<u64>>, told: &Sender<String>, answer: Duration) {
    let Pair { near, far, path } = Pair::open().unwrap();
    let (to_read, mut count) = (near.try_clone().unwrap(), 0_u64);
    told.send(path.to_str().unwrap().to_owned()).unwrap();
    std::thread::scope(|scope| {
        while !stop.load(Ordering::Relaxed) {
            let mut waiting = [PollFd::new(&near, PollFlags::IN)];
            if poll(&mut waiting, Some(&Timespec { tv_sec: 0, tv_nsec: 50_000_000 })).unwrap() == 0 {
                continue;
            }
            let mut buffer = [0; 64];
            let read = (&to_read).read(&mut buffer).unwrap();
            let Some(Asked::Modbus(request)) = modbus::MODBUS_RTU.parse_request(&buffer[..read]) else { continue };
            count += 1;
            let registers: Vec<u16> = {
                let profile = profile("eastron-sdm630");
                profile.ask[0].registers_of(Decimal::from(count), true).unwrap().1
            };
            let bytes = modbus::answer(&request, &registers);
            if count.is_multiple_of(5) {
                let (mut line, asked) = (near.try_clone().unwrap(), Instant::now());
                scope.spawn(move || {
                    std::thread::sleep(answer * 5 / 4);
                    // A machine that is so busy that this comes when the line may be asked again proves nothing: an answer
                    // that never came is a time-out like others.
                    if asked.elapsed() < answer * 7 / 4 && line.write_all(&bytes).is_ok() {
                        late.lock().unwrap().insert(count);
                    }
                });
            } else {
                (&near).write_all(&bytes).unwrap();
            }
        }
    });
    drop(far);
}

/// Ends the meter whatever becomes of the test: a failed one must not wait for it for ever.
struct Stopped<'a>(&'a AtomicBool);

impl Drop for Stopped<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn an_answer_that_came_too_late_answers_nothing() {
    let mut asking = (*hurried("eastron-sdm630")).clone();
    asking.timing.answer_ms = 1000;
    asking.ask.truncate(1);
    let profile = Arc::new(asking);
    let answer = profile.timing.answer();
    let (stop, late) = (AtomicBool::new(false), Mutex::new(BTreeSet::new()));
    let (told, name) = channel();
    std::thread::scope(|scope| {
        scope.spawn(|| meter_that_counts(&stop, &late, &told, answer));
        let stopped = Stopped(&stop);
        let port = name.recv_timeout(HANG).unwrap();
        let (link, events) = link(&profile, Path::new(&port));
        let (mut read, mut highest) = (BTreeSet::new(), Decimal::ZERO);
        while read.len() < 44 || late.lock().unwrap().len() < 10 {
            let value = weighed(&events);
            assert!(value > highest, "{value} after {highest}");
            highest = value;
            read.insert(value);
        }
        drop(link);
        drop(stopped);
        let late = late.lock().unwrap();
        assert!(
            late.iter().all(|count| !read.contains(&Decimal::from(*count))),
            "a late answer was read: {late:?} {read:?}"
        );
    });
}

#[test]
fn every_reading_decodes_from_its_own_frame() {
    for id in ["dlt645-2007-ac", "eastron-sdm630", "mettler-toledo-mt-sics"] {
        let profile = hurried(id);
        let scale = profile.protocol.name == "mt-sics";
        let world = if scale { World::Scale(ScaleWorld::new(number("0.01"))) } else { still() };
        let simulator = Simulator::start(&profile, &world, &Options::default()).unwrap();
        let (_link, events) = link(&profile, simulator.path());
        let mut items = BTreeSet::new();
        for _ in 0..50 {
            let reading = until(&events, reading);
            assert!(reading.request.is_some(), "{id}: {reading:?}");
            let bytes: Vec<u8> = reading.frame.split(' ').map(|b| u8::from_str_radix(b, 16).unwrap()).collect();
            let request = reading.request.as_deref().unwrap_or_default();
            let request: Vec<u8> = request.split(' ').map(|b| u8::from_str_radix(b, 16).unwrap()).collect();
            let asked = profile.protocol.parse_request(&request).unwrap();
            assert!(profile.protocol.decode(&bytes, Some(&asked)).is_ok(), "{id}: {reading:?}");
            assert!(scale || right(&reading), "{id}: {reading:?}");
            items.insert(reading.datum.item);
        }
        assert!(scale || items.len() >= 4, "{id}: only {items:?} were asked");
    }
}
