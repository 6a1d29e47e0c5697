//! Promise: one reading a package, in every scale format. Each profile of a scale plays the sessions in which scales make
//! fools of programs, on the bytes of its own wire: simulated scale, framer, driver, procedure. Time is moved by hand, there
//! are no ports; the table of formats and sessions is printed with `--nocapture`.

use quanheng::instrument::{Driver, Kind, Profile, Profiles, Reading, Received, Stability, Stamp};
use quanheng::procedure::{LotRun, LotTask, ScaleFacts, Subject, TareTask, TaskError, TaskTare};
use quanheng::protocol::{Datum, Flag, Measurand, PROTOCOLS, Shown, hex};
use quanheng::quantity::{Decimal, Unit};
use quanheng::regulation::{Book, Label};
use quanheng::simulator::{Device, ScaleWorld, World};
use std::sync::Arc;
use std::time::Duration;

/// A scale that sends by itself does so this often, and one that is asked is asked every second time.
const STEP: Duration = Duration::from_millis(100);
/// Bytes that arrive together: no frame comes whole.
const CHUNK: usize = 5;
/// How long a package lies, and how long the pan is empty, in steps.
const HOLD: u32 = 30;
const GAP: u32 = 15;

/// Someone who puts packages on a scale, and a run that watches the bytes.
struct Session {
    pan: Arc<ScaleWorld>,
    division: Decimal,
    device: Device,
    driver: Driver,
    run: LotRun,
    steps: u32,
    readings: u64,
    taken: Vec<String>,
    /// The device says values whose unit or step nobody has confirmed: they may be shown and count for nothing.
    unconfirmed: bool,
    /// They are fed as if somebody had.
    confirms: bool,
}

/// A weight of a scale with a load on it, as its wire says it.
fn weight(profile: &Arc<Profile>, division: Decimal, load: Decimal) -> Option<Datum> {
    let pan = ScaleWorld::by_hand(division);
    pan.load(load);
    pan.pass(Duration::from_secs(5));
    let mut device = Device::new(profile, &World::Scale(pan), &[]).unwrap();
    let mut driver = Driver::new(Arc::clone(profile), None).unwrap();
    let rounds = (0..4).flat_map(|_| exchange(&mut device, &mut driver));
    rounds.flat_map(|(_, _, data)| data).find(|datum| datum.quantity == Measurand::Mass && datum.number().is_some())
}

/// The display step and the unit: a thousandth, where the profile says nothing and the wire can carry one; else a whole one.
fn shows(profile: &Arc<Profile>) -> (Decimal, Unit) {
    let thousandth = Decimal::new(1, 3);
    let carries = |division: &Decimal| {
        let load = *division * Decimal::from(1234);
        weight(profile, *division, load).is_some_and(|datum| datum.number() == Some(load))
    };
    let mut divisions = profile.division.into_iter().chain([thousandth, Decimal::ONE]);
    let division = divisions.find(carries).unwrap_or_else(|| panic!("{}: no weight", profile.id));
    let unit = weight(profile, division, division * Decimal::from(1234)).and_then(|datum| datum.unit);
    (division, unit.unwrap_or_else(|| panic!("{}: no unit", profile.id)))
}

type Said = (Vec<u8>, Option<Vec<u8>>, Vec<Datum>);

/// What a driver makes of bytes that come a few at a time.
fn heard(driver: &mut Driver, bytes: &[u8]) -> Vec<Said> {
    let received: Vec<Received> = bytes.chunks(CHUNK).flat_map(|chunk| driver.receive(chunk)).collect();
    received.into_iter().chain(driver.pause()).filter_map(said).collect()
}

fn said(received: Received) -> Option<Said> {
    match received {
        Received::Data { frame, request, data } => Some((frame, request, data)),
        Received::DeviceSays { .. } => None,
        Received::Refused { bytes, why } => panic!("{} was refused: {why:?}", hex(&bytes)),
    }
}

/// One round: what the device sends by itself, or its answers to every question of the driver.
fn exchange(device: &mut Device, driver: &mut Driver) -> Vec<Said> {
    if driver.listens() {
        return device.push().iter().flat_map(|frame| heard(driver, frame)).collect();
    }
    let mut all = Vec::new();
    while let Some(outgoing) = driver.next_request() {
        for exchange in device.hear(&outgoing.bytes) {
            all.extend(heard(driver, &exchange.answer));
        }
        for frame in device.push() {
            all.extend(heard(driver, &frame));
        }
        if driver.waiting() {
            driver.reset();
        }
        if outgoing.last_of_poll && !driver.continues() {
            return all;
        }
    }
    all
}

impl Session {
    fn new(profile: &Arc<Profile>, confirms: bool) -> Self {
        let (division, unit) = shows(profile);
        let pan = ScaleWorld::by_hand(division);
        let device = Device::new(profile, &World::Scale(Arc::clone(&pan)), &[]).unwrap();
        let driver = Driver::new(Arc::clone(profile), None).unwrap();
        let facts = ScaleFacts::of(profile).unwrap();
        let quantity = (division * Decimal::from(5000)).to_string();
        let label = Label { quantity, unit: unit.symbol().to_owned() };
        let (tare, lot_size) = (TareTask { method: TaskTare::None, ..TareTask::default() }, 500);
        // Who confirms a device writes its step into the plan; a device of binary numbers is weighed on only with one.
        let step = (confirms || !facts.shows_step).then(|| division.to_string());
        let task = LotTask { label, lot_size, tare, division: step, ..LotTask::default() };
        let book = Book::embedded().unwrap();
        // Only how many packages it samples matters here; the label of a scale for lorries is in no table of packages.
        let half_a_kilogram = Label { quantity: "500".into(), unit: "g".into() };
        let plan = book.get("cn-jjf1070-2005").unwrap().lot_plan_of(&half_a_kilogram, lot_size, None).unwrap();
        let run = LotRun::open(task, plan, facts).unwrap();
        let (taken, unconfirmed) = (Vec::new(), false);
        Self { pan, division, device, driver, run, steps: 0, readings: 0, taken, unconfirmed, confirms }
    }

    fn divisions(&self, count: i64) -> Decimal {
        self.division * Decimal::from(count)
    }

    /// Lets steps of time pass, and hears what there is to hear in each.
    fn pass(&mut self, steps: u32) -> &mut Self {
        for _ in 0..steps {
            self.pan.pass(STEP);
            self.steps += 1;
            if self.driver.listens() || self.steps.is_multiple_of(2) {
                for (frame, request, data) in exchange(&mut self.device, &mut self.driver) {
                    for datum in data {
                        self.feed(datum, &frame, request.as_deref());
                    }
                }
            }
        }
        self
    }

    fn feed(&mut self, mut datum: Datum, frame: &[u8], request: Option<&[u8]>) {
        self.readings += 1;
        self.unconfirmed |= datum.has(Flag::Unconfirmed);
        if self.confirms {
            datum.flags.retain(|flag| *flag != Flag::Unconfirmed);
        }
        let mono_ns = u64::try_from(self.pan.now().as_nanos()).unwrap();
        let reading = Reading {
            seq: self.readings,
            stamp: Stamp { at: String::new(), mono_ns },
            device: self.driver.profile().id.clone(),
            port: "none".into(),
            port_id: None,
            address: None,
            datum,
            frame: hex(frame),
            request: request.map(hex),
        };
        if let Some(observation) = self.run.feed(&reading) {
            let number = u64::try_from(self.taken.len()).unwrap() + 1;
            assert_eq!(observation.subject, Subject::Package { number });
            self.run.apply(&observation);
            self.taken.push(observation.value);
        }
    }

    fn load(&mut self, divisions: i64, steps: u32) -> &mut Self {
        self.pan.load(self.divisions(divisions));
        self.pass(steps)
    }

    fn unload(&mut self, steps: u32) -> &mut Self {
        self.pan.unload();
        self.pass(steps)
    }

    fn swing(&mut self, divisions: i64) -> &mut Self {
        self.pan.swing(self.divisions(divisions));
        self
    }

    fn touch(&mut self, steps: u32) -> &mut Self {
        self.pan.touch();
        self.pass(steps)
    }

    /// The values taken, in divisions.
    fn taken(&self) -> Vec<Decimal> {
        let number = |text: &String| quanheng::quantity::parse_decimal(text).unwrap();
        self.taken.iter().map(|text| (number(text) / self.division).normalize()).collect()
    }
}

/// A session: its name, what happens, and what is taken of it, in divisions.
type Play = (&'static str, fn(&mut Session), &'static [i64]);

/// A tenth of the label, 500 divisions, is the least load; half of it is what counts as empty.
const PLAYS: [Play; 7] = [
    ("drifting", drifting, &[5004, 4908, 5062, 5016, 4920, 5074]),
    ("touched", touched, &[5000, 4900]),
    ("swapped", swapped, &[5000, 5050]),
    ("double", double, &[5000, 4900]),
    ("too light", too_light, &[5000]),
    ("never stable", never_stable, &[4900]),
    ("loaded", already_loaded, &[4900]),
];

/// The zero goes four divisions further with every package, and comes to nowhere near nought.
fn drifting(session: &mut Session) {
    session.unload(GAP);
    for (count, load) in (1..).zip([5000, 4900, 5050, 5000, 4900, 5050]) {
        session.pan.drift(session.divisions(4 * count));
        session.pass(2).load(load, HOLD).unload(GAP);
    }
}

/// Touched after it was taken, and the next one before it is.
fn touched(session: &mut Session) {
    session.unload(GAP).load(5000, HOLD).touch(HOLD).unload(GAP);
    session.load(4900, 9).touch(3).touch(3).touch(HOLD).unload(GAP);
}

/// Another package in its place, without an empty pan between.
fn swapped(session: &mut Session) {
    session.unload(GAP).load(5000, HOLD).load(4900, HOLD).unload(GAP).load(5050, HOLD).unload(GAP);
}

/// It lies long, is lifted for a moment, and a second one comes on top.
fn double(session: &mut Session) {
    session.unload(GAP).load(5000, 8 * HOLD).unload(3).load(5000, HOLD).load(9900, HOLD).load(5000, HOLD);
    session.unload(GAP).load(4900, HOLD).unload(GAP);
}

/// A hand, or half of a packing.
fn too_light(session: &mut Session) {
    session.unload(GAP).load(499, HOLD).unload(GAP).load(100, HOLD).unload(GAP).load(5000, HOLD).unload(GAP);
}

/// A live load: it never comes to rest, and is taken off again.
fn never_stable(session: &mut Session) {
    session.unload(GAP).swing(3).load(5000, 5 * HOLD).swing(0).unload(GAP).load(4900, HOLD).unload(GAP);
}

/// What lies on the pan when the run begins is not a package.
fn already_loaded(session: &mut Session) {
    session.pan.load(session.divisions(5000));
    session.pan.pass(Duration::from_secs(5));
    session.pass(2 * HOLD).unload(GAP).load(4900, HOLD).unload(GAP);
}

/// Every profile of a scale; a format that sends weights and that no model is known for gets the profile of its next of kin.
fn scales() -> Vec<Arc<Profile>> {
    let profiles = Profiles::with([]).0;
    let mut scales: Vec<Arc<Profile>> = profiles.all().filter(|p| p.kind == Kind::Scale).cloned().collect();
    let kilogram = Shown { value: Decimal::ONE, unit: Unit::Kilogram, stable: true };
    for protocol in PROTOCOLS.iter().copied().filter(|protocol| (protocol.weigh)(&kilogram, None).is_some()) {
        if !scales.iter().any(|profile| profile.protocol == protocol) {
            let kin = profiles.get("yousheng-jcs-b").unwrap();
            let mut scale = (*kin).clone();
            (scale.id, scale.protocol) = (protocol.name.into(), protocol);
            scales.push(Arc::new(scale));
        }
    }
    scales
}

/// What each session of a profile comes to, and whether its values are confirmed.
fn plays(profile: &Arc<Profile>, confirms: bool, wrong: &mut Vec<String>) -> (String, bool) {
    let (mut row, mut confirmed) = (String::new(), true);
    for (name, play, expected) in PLAYS {
        let mut session = Session::new(profile, confirms);
        play(&mut session);
        let counts = confirms || !session.unconfirmed;
        let expected: Vec<Decimal> = expected.iter().filter(|_| counts).map(|count| Decimal::from(*count)).collect();
        let (taken, readings) = (session.taken(), session.readings);
        if taken != expected {
            wrong.push(format!("{} {name}: {taken:?}, not {expected:?}; {readings} readings", profile.id));
        }
        let word = if taken == expected { format!("{} right", taken.len()) } else { "WRONG".to_owned() };
        row += &format!("{word:<13}");
        confirmed &= !session.unconfirmed;
    }
    (row, confirmed)
}

#[test]
fn one_reading_a_package_in_every_format_and_every_session() {
    let scales = scales();
    let names = PLAYS.map(|(name, ..)| format!("{name:<13}")).concat();
    eprintln!("{:<32} {:<24} {:<7} {names}", "profile", "format", "stable");
    let (mut wrong, mut rows) = (Vec::new(), 0);
    for profile in &scales {
        let told_by = if matches!(profile.stability, Some(Stability::Flag { .. })) { "flag" } else { "window" };
        let (row, confirmed) = plays(profile, false, &mut wrong);
        eprintln!("{:<32} {:<24} {told_by:<7} {row}", profile.id, profile.protocol.name);
        rows += 1;
        if !confirmed {
            // The day somebody confirms it, it must take what all the others take.
            let (row, _) = plays(profile, true, &mut wrong);
            eprintln!("{:<32} {:<24} {told_by:<7} {row}", "  as if it were confirmed", profile.protocol.name);
            rows += 1;
        }
    }
    eprintln!("{} profiles, {rows} rows, {} sessions, {} wrong", scales.len(), rows * PLAYS.len(), wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_scale_of_binary_numbers_needs_its_step_from_the_plan() {
    let profile = Profiles::with([]).0.get("eagle-ei-1000").unwrap();
    let facts = ScaleFacts::of(&profile).unwrap();
    let label = Label { quantity: "500".into(), unit: "g".into() };
    let plan = Book::embedded().unwrap().get("cn-jjf1070-2005").unwrap().lot_plan_of(&label, 500, None).unwrap();
    let tare = TareTask { method: TaskTare::None, ..TareTask::default() };
    let task = LotTask { label, lot_size: 500, tare, ..LotTask::default() };
    let opened = LotRun::open(task.clone(), plan.clone(), facts.clone());
    // The nought of an empty pan has no decimals: a step of a whole kilogram would have been taken from it.
    assert_eq!(opened.err(), Some(TaskError::Missing("division")));
    assert!(LotRun::open(LotTask { division: Some("0.001".into()), ..task }, plan, facts).is_ok());
}
