//! Verification of one gun of a charging pile (充电桩检定): appearance, conditions, comparisons at the load points, clock.

use super::ask::Ask;
use super::observation::{Moment, Observation, Origin, Side, Subject};
use super::register::Register;
use super::task::{PileTask, TaskError, positive};
use crate::instrument::Reading;
use crate::protocol::{DatumValue, Measurand};
use crate::quantity::{Decimal, Quantity, Unit, parse_decimal};
use crate::regulation::{Appearance, Clock, LoadPoint, PileCase, PilePlan, PointReading, StandardUsed};

/// One comparison of pile and standard, as far as it has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Load point, from 1.
    pub point: u64,
    /// Repeat, from 1.
    pub repeat: u64,
    observations: Vec<Observation>,
}

/// A pile run: what is known so far, and the two registers.
#[derive(Clone, Debug)]
pub struct PileRun {
    task: PileTask,
    plan: PilePlan,
    instrument: Register,
    reference: Register,
    observations: Vec<Observation>,
    clock_date: Option<Reading>,
    /// Steps that were left out, with a reason in the record: their items stay incomplete.
    skipped: Vec<Subject>,
    concluded: bool,
}

/// The clock of a pile is not compared so close to midnight that its date and time could be of different days, seconds.
const MIDNIGHT_MARGIN_S: i64 = 5;

impl PileRun {
    /// A run of `task` under what the regulation asks of such a pile.
    pub fn open(task: PileTask, plan: PilePlan) -> Result<Self, TaskError> {
        for (place, missing) in [
            ("pile.serial", task.pile.serial.is_empty()),
            ("pile.gun", task.pile.gun.is_empty()),
            ("standard.name", task.standard.name.is_empty()),
            ("load_point", task.load_point.is_empty()),
        ] {
            if missing {
                return Err(TaskError::Missing(place));
            }
        }
        let typed = [
            ("pile.energy_step", &task.pile.energy_step),
            ("conditions.insulation_megohm", &task.conditions.insulation_megohm),
        ];
        for (place, text) in typed {
            text.as_deref().map(|text| positive(place, text)).transpose()?;
        }
        let item = |connection: &Option<super::Connection>| connection.as_ref().and_then(|c| c.item.clone());
        let (instrument, reference) = (item(&task.connection), item(&task.standard.connection));
        Ok(Self {
            task,
            plan,
            instrument: Register::new(instrument),
            reference: Register::new(reference),
            observations: Vec::new(),
            clock_date: None,
            skipped: Vec::new(),
            concluded: false,
        })
    }

    /// What the plan file already says, to be recorded as typed observations when the run opens.
    pub fn given(&self) -> Vec<Observation> {
        let typed = |subject, value: String, unit| Observation::typed(subject, value, unit, "plan");
        let mut given = Vec::new();
        if let Some(appearance) = self.task.appearance {
            given.push(typed(Subject::Appearance, appearance_word(appearance).into(), None));
        }
        if let Some(value) = &self.task.conditions.insulation_megohm {
            given.push(typed(Subject::Insulation, value.clone(), None));
        }
        if let Some(clock) = &self.task.clock.typed {
            let sides = [(Side::Instrument, &clock.instrument), (Side::Reference, &clock.reference)];
            let stamps = sides.into_iter().filter_map(|(side, text)| Some((Subject::Clock { side }, text.clone()?)));
            given.extend(stamps.map(|(subject, text)| typed(subject, text, None)));
            let difference = clock.difference_seconds.clone();
            given.extend(difference.map(|text| typed(Subject::ClockDifference, text, Some(Unit::Second))));
        }
        given
    }

    /// The plan of the run.
    pub const fn task(&self) -> &PileTask {
        &self.task
    }

    /// What the regulation asks of such a pile.
    pub const fn plan(&self) -> &PilePlan {
        &self.plan
    }

    /// Everything observed so far, in the order of recording.
    pub fn observations(&self) -> &[Observation] {
        &self.observations
    }

    fn connected(&self, side: Side) -> bool {
        match side {
            Side::Instrument => self.task.connection.is_some(),
            Side::Reference => self.task.standard.connection.is_some(),
        }
    }

    const fn register(&self, side: Side) -> &Register {
        match side {
            Side::Instrument => &self.instrument,
            Side::Reference => &self.reference,
        }
    }

    const fn register_mut(&mut self, side: Side) -> &mut Register {
        match side {
            Side::Instrument => &mut self.instrument,
            Side::Reference => &mut self.reference,
        }
    }

    fn connected_sides(&self) -> impl Iterator<Item = Side> + '_ {
        [Side::Instrument, Side::Reference].into_iter().filter(|side| self.connected(*side))
    }

    /// What holds of `subject`.
    pub fn observed(&self, subject: &Subject) -> Option<&Observation> {
        self.observations.iter().rev().find(|observation| observation.subject == *subject)
    }

    /// How often each load point is compared.
    pub fn repeats(&self, point: &super::PointTask) -> u64 {
        point.repeats.unwrap_or(self.plan.min_readings).max(1)
    }

    /// Every comparison of the run, in order, as far as each has come.
    pub fn comparisons(&self) -> Vec<Comparison> {
        let points = self.task.load_point.iter().zip(1..);
        let numbers = points.flat_map(|(task, point)| (1..=self.repeats(task)).map(move |repeat| (point, repeat)));
        numbers.map(|(point, repeat)| self.comparison(point, repeat)).collect()
    }

    fn comparison(&self, point: u64, repeat: u64) -> Comparison {
        let ours = |observation: &&Observation| match observation.subject {
            Subject::Register { point: p, repeat: r, .. } | Subject::Energy { point: p, repeat: r, .. } => {
                (p, r) == (point, repeat)
            }
            _ => false,
        };
        Comparison::new(point, repeat, self.observations.iter().filter(ours).cloned().collect())
    }

    /// The comparison the run is at; `None` when all are whole.
    pub fn current(&self) -> Option<Comparison> {
        self.comparisons().into_iter().find(|comparison| {
            comparison.energy(Side::Instrument).is_none() || comparison.energy(Side::Reference).is_none()
        })
    }

    /// Energy that has passed on one side since the start of the comparison the run is at, kWh.
    pub fn running_energy(&self, side: Side) -> Option<Decimal> {
        let start = self.current()?.register(side, Moment::Start)?;
        let (now, unit) = self.register(side).value()?;
        to_kwh(Quantity::new(now, unit))?.checked_sub(to_kwh(start)?)
    }

    fn charging(&self, comparison: &Comparison) -> bool {
        let grown = |side| match (comparison.register(side, Moment::Start), self.register(side).value()) {
            (Some(start), Some((now, unit))) => unit == start.unit && now > start.value,
            _ => false,
        };
        self.connected_sides().any(grown)
    }

    fn clock_wanted(&self) -> bool {
        let both = [Side::Instrument, Side::Reference].map(|side| self.observed(&Subject::Clock { side }).is_some());
        self.task.pile.time_of_use && both != [true, true] && self.lacks(&Subject::ClockDifference)
    }

    /// Neither observed nor left out.
    fn lacks(&self, subject: &Subject) -> bool {
        self.observed(subject).is_none() && !self.is_skipped(subject)
    }

    /// Whether a step was left out.
    pub fn is_skipped(&self, subject: &Subject) -> bool {
        self.skipped.contains(subject)
    }

    /// The present step, where it may be left out: its item is incomplete then, and so is the run.
    pub fn skippable(&self) -> Option<Subject> {
        match self.ask() {
            Ask::Appearance => Some(Subject::Appearance),
            Ask::Insulation => Some(Subject::Insulation),
            Ask::Clock | Ask::ReadClock => Some(Subject::ClockDifference),
            _ => None,
        }
    }

    /// Takes in a stored entry: a step is left out, or asked for again after all.
    pub fn skip(&mut self, subject: &Subject, left_out: bool) {
        self.skipped.retain(|known| known != subject);
        if left_out {
            self.skipped.push(subject.clone());
        }
    }

    /// The unit that a reading of the register must have in this comparison; nothing before it has begun.
    pub fn unit_expected(&self, side: Side, reading: &Reading) -> Option<Unit> {
        let current = self.current().filter(|_| self.register(side).reads(reading))?;
        Some(current.register(side, Moment::Start)?.unit)
    }

    /// The comparison that has begun and is not whole: what a jump of the clock voids.
    pub fn begun(&self) -> Option<(u64, u64)> {
        let current = self.current()?;
        let begun = self.connected_sides().any(|side| current.register(side, Moment::Start).is_some());
        let whole = self.connected_sides().all(|side| current.register(side, Moment::End).is_some());
        (begun && !whole).then_some((current.point, current.repeat))
    }

    /// What the run asks for next.
    pub fn ask(&self) -> Ask {
        if self.concluded {
            return Ask::Nothing;
        }
        if self.lacks(&Subject::Appearance) {
            return Ask::Appearance;
        }
        if self.plan.insulation_asked && self.lacks(&Subject::Insulation) {
            return Ask::Insulation;
        }
        match self.current() {
            Some(comparison) => self.ask_comparison(&comparison),
            None if self.clock_wanted() && self.task.clock.read && self.connected(Side::Instrument) => Ask::ReadClock,
            None if self.clock_wanted() => Ask::Clock,
            None => Ask::Conclude,
        }
    }

    fn ask_comparison(&self, comparison: &Comparison) -> Ask {
        let (point, repeat) = (comparison.point, comparison.repeat);
        let index = usize::try_from(point).unwrap_or(usize::MAX).saturating_sub(1);
        let of = self.task.load_point.get(index).map_or(1, |task| self.repeats(task));
        let lacks = |moment| self.connected_sides().any(|side| comparison.register(side, moment).is_none());
        if lacks(Moment::Start) {
            return Ask::Standstill { point, repeat, of };
        }
        if lacks(Moment::End) {
            return self.ask_charge(comparison, of);
        }
        let missing = [Side::Instrument, Side::Reference].into_iter().find(|side| comparison.energy(*side).is_none());
        Ask::TypeEnergy { point, repeat, side: missing.unwrap_or(Side::Instrument) }
    }

    /// Where a charge is: not begun, too short, long enough, or over.
    fn ask_charge(&self, comparison: &Comparison, of: u64) -> Ask {
        let (point, repeat) = (comparison.point, comparison.repeat);
        let step = self.task.pile.energy_step.as_deref().and_then(|step| parse_decimal(step).ok());
        let least_kwh = step.and_then(|step| self.plan.sufficient_energy_kwh(step));
        let enough =
            least_kwh.zip(self.running_energy(Side::Instrument)).is_some_and(|(least, passed)| passed >= least);
        if !self.charging(comparison) {
            Ask::StartCharge { point, repeat, of }
        } else if self.connected_sides().any(|side| self.register(side).idle()) {
            Ask::Settle { point, repeat, of }
        } else if enough {
            Ask::StopCharge { point, repeat, of }
        } else {
            Ask::Charging { point, repeat, of, least_kwh }
        }
    }

    /// Takes a reading of one side; answers with the observations that are to be recorded together.
    pub fn feed(&mut self, side: Side, reading: &Reading) -> Vec<Observation> {
        if self.concluded {
            return Vec::new();
        }
        self.register_mut(side).feed(reading);
        if side == Side::Instrument && self.ask() == Ask::ReadClock {
            return self.feed_clock(reading).unwrap_or_default();
        }
        let now_ns = reading.stamp.mono_ns;
        if self.connected_sides().all(|side| self.register(side).standing(now_ns)) {
            self.registers(now_ns)
        } else {
            Vec::new()
        }
    }

    /// The person at the screen says: now. Takes the registers although they may still be running.
    pub fn take(&self, now_ns: u64) -> Vec<Observation> {
        if self.connected_sides().all(|side| self.register(side).fresh(now_ns)) {
            self.registers(now_ns)
        } else {
            Vec::new()
        }
    }

    /// The registers at the start, or at the end once energy has passed on every connected side.
    fn registers(&self, now_ns: u64) -> Vec<Observation> {
        let moment = match self.ask() {
            Ask::Standstill { .. } => Moment::Start,
            ask if ask.charging() => Moment::End,
            _ => return Vec::new(),
        };
        let Some(comparison) = self.current() else { return Vec::new() };
        let grown = |side| match (comparison.register(side, Moment::Start), self.register(side).value()) {
            (Some(start), Some((now, unit))) => start.unit == unit && now > start.value,
            _ => moment == Moment::Start,
        };
        let sides: Vec<Side> = self.connected_sides().collect();
        if sides.is_empty() || !sides.iter().all(|side| grown(*side) && self.register(*side).fresh(now_ns)) {
            return Vec::new();
        }
        sides.into_iter().filter_map(|side| self.register_observation(&comparison, side, moment)).collect()
    }

    fn register_observation(&self, at: &Comparison, side: Side, moment: Moment) -> Option<Observation> {
        let register = self.register(side);
        let (value, unit) = register.value()?;
        let subject = Subject::Register { point: at.point, repeat: at.repeat, side, moment };
        let origin = Origin::Read { readings: vec![register.latest()?.clone()], window: None };
        Some(Observation { subject, value: value.to_string(), unit: Some(unit), package: None, origin })
    }

    /// The pile's date and time make one time stamp; the reference is the computer's clock at the moment of the answer.
    fn feed_clock(&mut self, reading: &Reading) -> Option<Vec<Observation>> {
        let text = |reading: &Reading| match &reading.datum.value {
            Some(DatumValue::Text(text)) => Some(text.clone()),
            _ => None,
        };
        if reading.datum.quantity == Measurand::Date {
            self.clock_date = Some(reading.clone());
            return None;
        }
        let (date, time, readings) = match reading.datum.quantity {
            Measurand::DateTime => {
                let both = text(reading)?;
                let (date, time) = both.split_once(' ')?;
                (date.to_owned(), time.to_owned(), vec![reading.clone()])
            }
            Measurand::Time => {
                let dated = self.clock_date.clone()?;
                let fresh = reading.stamp.mono_ns.saturating_sub(dated.stamp.mono_ns) < 5_000_000_000;
                (text(&dated).filter(|_| fresh)?, text(reading)?, vec![dated, reading.clone()])
            }
            _ => return None,
        };
        let reference = reading.stamp.at.clone();
        let offset = reference.get(reference.len().checked_sub(6)?..)?;
        if near_midnight(&time) {
            return None;
        }
        let origin = Origin::Read { readings, window: None };
        let observation = |side, value: String| Observation {
            subject: Subject::Clock { side },
            value,
            unit: None,
            package: None,
            origin: origin.clone(),
        };
        let instrument = observation(Side::Instrument, format!("{date}T{time}{offset}"));
        Some(vec![instrument, observation(Side::Reference, reference.clone())])
    }

    /// What a typed answer to the present question would be recorded as.
    pub fn typed(&self, text: &str) -> Result<Observation, TaskError> {
        let number = |place| parse_decimal(text).map_err(|why| TaskError::Number(place, why));
        let (subject, unit) = match self.ask() {
            Ask::Insulation => {
                positive("insulation", text)?;
                (Subject::Insulation, None)
            }
            Ask::TypeEnergy { point, repeat, side } => {
                positive("energy", text)?;
                (Subject::Energy { point, repeat, side }, Some(Unit::KilowattHour))
            }
            Ask::Clock | Ask::ReadClock => {
                number("clock")?;
                (Subject::ClockDifference, Some(Unit::Second))
            }
            Ask::Appearance if matches!(text, "pass" | "fail") => (Subject::Appearance, None),
            _ => return Err(TaskError::Missing("question")),
        };
        Ok(Observation::typed(subject, text, unit, "keyboard"))
    }

    /// Takes in a stored observation. This, and nothing else, moves the run on.
    pub fn apply(&mut self, observation: &Observation) {
        if let Subject::Register { side, moment: Moment::Start, .. } = observation.subject {
            self.register_mut(side).begin();
        }
        self.observations.push(observation.clone());
    }

    /// Takes in a stored withdrawal. Both sides of a comparison go together: half of one is worth nothing.
    pub fn withdraw(&mut self, subject: &Subject) {
        let gone = subject.comparison();
        self.observations.retain(|observation| {
            observation.subject != *subject && (gone.is_none() || observation.subject.comparison() != gone)
        });
    }

    /// The line of one side was lost.
    pub fn interrupt(&mut self, side: Side) {
        self.register_mut(side).interrupt();
        self.clock_date = None;
    }

    /// The run is concluded; nothing is taken in any more.
    pub const fn conclude(&mut self) {
        self.concluded = true;
    }

    /// The case as it stands, for the judge.
    pub fn case(&self, regulation: &str, date: &str) -> PileCase {
        let value = |subject: &Subject| self.observed(subject).map(|observation| observation.value.clone());
        let clock = Clock {
            instrument: value(&Subject::Clock { side: Side::Instrument }),
            reference: value(&Subject::Clock { side: Side::Reference }),
            difference_seconds: value(&Subject::ClockDifference),
        };
        let (standard, plate) = (&self.task.standard, &self.task.pile);
        PileCase {
            regulation: Some(regulation.to_owned()),
            date: Some(date.to_owned()),
            kind: Some(self.task.kind),
            standards: vec![StandardUsed {
                name: standard.name.clone(),
                certificate: standard.certificate.clone(),
                valid_until: standard.valid_until.clone(),
                uncertainty: standard.uncertainty.clone(),
            }],
            class: Some(plate.class.clone()).filter(|class| !class.is_empty()),
            current: plate.current,
            time_of_use: Some(plate.time_of_use),
            energy_step: plate.energy_step.clone(),
            reference_step: standard.energy_step.clone(),
            decision: self.task.decision,
            installed: plate.installed.clone(),
            rated_power_kw: plate.rated_power_kw.clone(),
            nominal_voltage: plate.nominal_voltage.clone(),
            current_min: plate.current_min.clone(),
            current_max: plate.current_max.clone(),
            checklist: self.task.checklist.clone(),
            indication: self.task.indication.clone(),
            appearance: value(&Subject::Appearance).and_then(|word| appearance_of(&word)),
            insulation_megohm: value(&Subject::Insulation),
            clock: (clock != Clock::default()).then_some(clock),
            pay: self.task.pay.clone(),
            load_point: self.load_points(),
            ..PileCase::default()
        }
    }

    fn load_points(&self) -> Vec<LoadPoint> {
        let comparisons = self.comparisons();
        let reading = |comparison: &Comparison| {
            Some(PointReading {
                instrument: Some(comparison.energy(Side::Instrument)?.to_string()),
                reference: Some(comparison.energy(Side::Reference)?.to_string()),
                unit: Some(Unit::KilowattHour.symbol().to_owned()),
                ..PointReading::default()
            })
        };
        let points = self.task.load_point.iter().zip(1..).map(|(task, point)| LoadPoint {
            voltage: task.voltage.clone(),
            current: task.current.clone(),
            power_factor: None,
            readings: comparisons.iter().filter(|c| c.point == point).filter_map(reading).collect(),
        });
        // A point that nothing was compared at yet is not part of the case.
        points.filter(|point| !point.readings.is_empty()).collect()
    }
}

impl Comparison {
    /// A comparison with the observations of it, in the order of recording.
    pub const fn new(point: u64, repeat: u64, observations: Vec<Observation>) -> Self {
        Self { point, repeat, observations }
    }

    fn find(&self, wanted: impl Fn(&Subject) -> bool) -> Option<&Observation> {
        self.observations.iter().rev().find(|observation| wanted(&observation.subject))
    }

    /// Whether a person typed any of it.
    pub fn is_typed(&self) -> bool {
        self.observations.iter().any(Observation::is_typed)
    }

    /// A register of this comparison.
    pub fn register(&self, side: Side, moment: Moment) -> Option<Quantity> {
        let (point, repeat) = (self.point, self.repeat);
        let observation = self.find(|subject| *subject == Subject::Register { point, repeat, side, moment })?;
        Some(Quantity::new(parse_decimal(&observation.value).ok()?, observation.unit?))
    }

    /// The energy of one side, kWh: the difference of its registers, or what was typed.
    pub fn energy(&self, side: Side) -> Option<Decimal> {
        let (point, repeat) = (self.point, self.repeat);
        if let Some(typed) = self.find(|subject| *subject == Subject::Energy { point, repeat, side }) {
            return parse_decimal(&typed.value).ok();
        }
        let (start, end) = (self.register(side, Moment::Start)?, self.register(side, Moment::End)?);
        to_kwh(end)?.checked_sub(to_kwh(start)?)
    }
}

/// In kWh with the digits kept; another unit of energy is converted exactly.
fn to_kwh(energy: Quantity) -> Option<Decimal> {
    if energy.unit == Unit::KilowattHour {
        return Some(energy.value);
    }
    energy.exact_in(Unit::KilowattHour)?.to_decimal_exact(20)
}

fn near_midnight(time: &str) -> bool {
    let mut parts = time.split(':').map(|part| part.parse::<i64>().unwrap_or(0));
    let (h, m, s) = (parts.next().unwrap_or(0), parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    let second = h * 3600 + m * 60 + s;
    !(MIDNIGHT_MARGIN_S..86_400 - MIDNIGHT_MARGIN_S).contains(&second)
}

const fn appearance_word(appearance: Appearance) -> &'static str {
    match appearance {
        Appearance::Pass => "pass",
        Appearance::Fail => "fail",
    }
}

fn appearance_of(word: &str) -> Option<Appearance> {
    match word {
        "pass" => Some(Appearance::Pass),
        "fail" => Some(Appearance::Fail),
        _ => None,
    }
}
