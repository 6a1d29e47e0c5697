//! A net-content inspection (净含量检验): tare sample, then one stable gross a package, until the sample is whole.

use super::ask::Ask;
use super::capture::{Capture, CaptureSettings, CaptureState};
use super::codes::Codes;
use super::observation::{Observation, Origin, Subject};
use super::task::{LotTask, TaskError, TaskTare, positive, unit};
use crate::instrument::{self, Profile, Reading, Stability};
use crate::protocol::{DatumValue, Flag, Measurand, NumberType};
use crate::quantity::{Decimal, Exact, Mode, Quantity, Unit, parse_decimal, round_to_interval};
use crate::regulation::{LotCase, LotPlan, LotScale, Tare, TareMethod};
use std::sync::Arc;

/// What the profile of the scale says and the run needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScaleFacts {
    /// The unit it shows; `None` where every reading carries its own.
    pub unit: Option<Unit>,
    /// Its display step; `None`: the last decimal of the first reading, where that shows it.
    pub division: Option<Decimal>,
    /// Its numbers are written with all their decimals. A binary number is not: its nought would be a step of one.
    pub shows_step: bool,
    /// The device flags stability itself.
    pub told_by_flag: bool,
    /// Length of the window, nanoseconds.
    pub window_ns: u64,
}

impl ScaleFacts {
    /// What a profile says; nothing when it is of no scale.
    pub fn of(profile: &Profile) -> Option<Self> {
        let stability = profile.stability?;
        let binary = |ask: &instrument::Ask| matches!(ask.number, Some(NumberType::F32 | NumberType::F64));
        Some(Self {
            unit: profile.unit,
            division: profile.division,
            shows_step: !profile.ask.iter().any(binary),
            told_by_flag: matches!(stability, Stability::Flag { .. }),
            window_ns: stability.window_ns(),
        })
    }
}

/// Fewest readings in a window.
const READINGS_MIN: usize = 3;
/// A packing counts as a load from so many divisions on.
const TARE_LOAD_DIVISIONS: u32 = 10;
/// A package counts as a load from a tenth of the label quantity on, but at least so many divisions.
const PACKAGE_LOAD_DIVISIONS: u32 = 20;

/// A lot run: what is known so far, and the capture on the scale.
#[derive(Clone, Debug)]
pub struct LotRun {
    task: LotTask,
    plan: LotPlan,
    label: Quantity,
    facts: ScaleFacts,
    capture: Option<Capture>,
    tares: Arc<Vec<Observation>>,
    packages: Arc<Vec<Observation>>,
    codes: Codes,
    /// A unit on the scale that is not the one of this run.
    other_unit: Option<Unit>,
    /// How many packages the run weighs: the sample, or both samples once the first does not decide.
    packages_wanted: u64,
    concluded: bool,
}

impl LotRun {
    /// A run of `task` under the sampling plan that the regulation gives for it.
    pub fn open(task: LotTask, plan: LotPlan, facts: ScaleFacts) -> Result<Self, TaskError> {
        if task.label.quantity.is_empty() {
            return Err(TaskError::Missing("label.quantity"));
        }
        let value = positive("label.quantity", &task.label.quantity)?;
        let label = Quantity::new(value, unit("label.unit", &task.label.unit)?);
        if let Some(scale) = facts.unit.filter(|scale| scale.factor_to(label.unit).is_none()) {
            return Err(TaskError::OtherDimension(scale, label.unit));
        }
        let mut facts = facts;
        if let Some(text) = &task.division {
            facts.division = Some(positive("division", text)?);
        }
        if facts.division.is_none() && !facts.shows_step {
            return Err(TaskError::Missing("division"));
        }
        for text in &task.tare.values {
            parse_decimal(text).map_err(|why| TaskError::Number("tare.values", why))?;
        }
        if plan.tare.is_none() && task.tare.method == TaskTare::Average && task.tare.values.is_empty() {
            // No source tells how many packings this regulation asks for: the plan of the run must.
            task.tare.weigh.ok_or(TaskError::Missing("tare.weigh"))?;
        }
        let packages_wanted = plan.sample_size;
        let (tares, packages, other_unit) = (Arc::default(), Arc::default(), None);
        let (capture, concluded, codes) = (None, false, Codes::default());
        Ok(Self { task, plan, label, facts, capture, tares, packages, codes, other_unit, packages_wanted, concluded })
    }

    /// What the plan file already says, to be recorded as typed observations when the run opens.
    pub fn given(&self) -> Vec<Observation> {
        let unit = self.facts.unit.unwrap_or(self.label.unit);
        let values = self.task.tare.values.iter().zip(1..);
        values.map(|(v, number)| Observation::typed(Subject::Tare { number }, v.clone(), Some(unit), "plan")).collect()
    }

    /// The plan of the run.
    pub const fn task(&self) -> &LotTask {
        &self.task
    }

    /// The sampling plan in force.
    pub const fn plan(&self) -> &LotPlan {
        &self.plan
    }

    /// The label quantity.
    pub const fn label(&self) -> Quantity {
        self.label
    }

    /// The packings weighed so far.
    pub fn tares(&self) -> &Arc<Vec<Observation>> {
        &self.tares
    }

    /// The packages weighed so far.
    pub fn packages(&self) -> &Arc<Vec<Observation>> {
        &self.packages
    }

    /// A unit on the scale that is not the one of this run, when the last reading had one.
    pub const fn other_unit(&self) -> Option<Unit> {
        self.other_unit
    }

    /// Where the capture stands and how long a window must be, nanoseconds.
    pub fn capture(&self) -> Option<(CaptureState, u64)> {
        self.capture.as_ref().map(|capture| (capture.state(), capture.settings().window_ns))
    }

    /// How many packages the run weighs.
    pub const fn packages_wanted(&self) -> u64 {
        self.packages_wanted
    }

    /// The judge says that so many packages are needed in all: a second sample follows where the first does not decide.
    pub fn want_packages(&mut self, count: u64) {
        self.packages_wanted = count.clamp(self.plan.sample_size, self.plan.sample_max());
    }

    /// How many packings this run weighs: none, as many as typed, or what the regulation asks for the ones weighed so far.
    pub fn tares_wanted(&self) -> u64 {
        match self.task.tare.method {
            TaskTare::None => 0,
            TaskTare::Each => self.packages_wanted,
            TaskTare::Average if !self.task.tare.values.is_empty() => count(&self.task.tare.values),
            TaskTare::Average => self.task.tare.weigh.unwrap_or_else(|| self.regulated_tares()),
        }
    }

    fn regulated_tares(&self) -> u64 {
        let weighed: Vec<Exact> = self.tares.iter().filter_map(|tare| self.in_label_unit(tare)).collect();
        // Where no source gives the rule, the plan of the run says how many (it is asked for when the run opens).
        let tare = self.plan.tare.as_ref();
        tare.map_or(0, |tare| tare.wanted(self.label, &self.plan.tolerable_deficiency, &weighed))
    }

    fn in_label_unit(&self, observation: &Observation) -> Option<Exact> {
        let value = parse_decimal(&observation.value).ok()?;
        Quantity::new(value, observation.unit.unwrap_or(self.label.unit)).exact_in(self.label.unit)
    }

    /// What comes next, without regard to the pan: packings before packages, except where each package has its own.
    fn next_subject(&self) -> Option<Subject> {
        let tare = Subject::Tare { number: next_number(&self.tares) };
        let package = Subject::Package { number: next_number(&self.packages) };
        let tares_left = count(&self.tares) < self.tares_wanted();
        let packages_left = count(&self.packages) < self.packages_wanted;
        let packages_first = self.task.tare.method == TaskTare::Each;
        match (tares_left, packages_left) {
            (true, true) if packages_first => Some(package),
            (true, _) => Some(tare),
            (false, true) => Some(package),
            (false, false) => None,
        }
    }

    /// What the run asks for next.
    pub fn ask(&self) -> Ask {
        if self.concluded {
            return Ask::Nothing;
        }
        let Some(subject) = self.next_subject() else { return Ask::Conclude };
        match (self.capture.as_ref().map(Capture::state), subject) {
            // Nothing was read yet, or something may still lie on the pan: it must be seen empty first.
            (None | Some(CaptureState::WaitUnloaded), _) => Ask::Unload,
            (Some(CaptureState::Settling { .. }), _) => Ask::Hold,
            (_, Subject::Tare { number }) => Ask::LoadTare { number, of: self.tares_wanted() },
            (_, Subject::Package { number }) => Ask::LoadPackage { number, of: self.packages_wanted },
            _ => Ask::Conclude,
        }
    }

    /// Takes a reading of the scale; answers with an observation when one is to be recorded.
    pub fn feed(&mut self, reading: &Reading) -> Option<Observation> {
        if self.concluded || reading.datum.quantity != Measurand::Mass {
            return None;
        }
        let subject = self.next_subject()?;
        self.open_capture(reading);
        let load_min = self.load_min(&subject);
        let capture = self.capture.as_mut()?;
        if let Some(load_min) = load_min {
            capture.set_load_min(load_min);
        }
        let session = capture.settings().unit;
        self.other_unit = reading.datum.unit.filter(|unit| *unit != session);
        let captured = capture.feed(reading)?;
        let origin = Origin::Read { readings: captured.readings, window: Some(captured.window) };
        let of_package = matches!(subject, Subject::Package { .. });
        let package = self.codes.waiting().filter(|_| of_package).map(str::to_owned);
        Some(Observation { subject, value: captured.value.to_string(), unit: Some(session), package, origin })
    }

    /// Takes a reading of the scanner: its code is the name of the package that is weighed next.
    pub fn scan(&mut self, reading: &Reading) {
        if let (Measurand::Barcode, Some(DatumValue::Text(code)), false) =
            (reading.datum.quantity, &reading.datum.value, self.concluded)
        {
            self.codes.scan(code, reading.stamp.mono_ns);
        }
    }

    /// The code that the next package will be stored with.
    pub fn code(&self) -> Option<&str> {
        self.codes.waiting()
    }

    /// The line was lost or said something that is no value.
    pub fn interrupt(&mut self) {
        if let Some(capture) = &mut self.capture {
            capture.interrupt();
        }
    }

    /// The first reading with a unit fixes the session's unit and, where nobody said it, the division.
    fn open_capture(&mut self, reading: &Reading) {
        if self.capture.is_some() {
            return;
        }
        let recorded = self.tares.iter().chain(self.packages.iter()).find_map(|o| o.unit);
        let Some(unit) = self.facts.unit.or(recorded).or(reading.datum.unit) else { return };
        let Some(division) = self.stored_division().or_else(|| step_of(reading)) else { return };
        if unit.factor_to(self.label.unit).is_none() || reading.datum.has(Flag::Unconfirmed) {
            self.other_unit = Some(unit);
            return;
        }
        self.capture = Some(Capture::new(CaptureSettings {
            unit,
            division,
            load_min: division * Decimal::from(TARE_LOAD_DIVISIONS),
            window_ns: self.facts.window_ns,
            readings_min: READINGS_MIN,
            told_by_flag: self.facts.told_by_flag,
        }));
    }

    fn load_min(&self, subject: &Subject) -> Option<Decimal> {
        let settings = self.capture.as_ref()?.settings();
        let divisions = |n: u32| settings.division * Decimal::from(n);
        if matches!(subject, Subject::Tare { .. }) {
            return Some(divisions(TARE_LOAD_DIVISIONS));
        }
        let tenth = &self.label.exact_in(settings.unit)? / 10;
        let tenth = round_to_interval(&tenth, settings.division, Mode::HalfEven)?.value;
        Some(tenth.max(divisions(PACKAGE_LOAD_DIVISIONS)))
    }

    /// Takes in a stored observation. This, and nothing else, moves the run on.
    pub fn apply(&mut self, observation: &Observation) {
        match observation.subject {
            Subject::Tare { .. } => put_in_order(Arc::make_mut(&mut self.tares), observation),
            Subject::Package { .. } => {
                put_in_order(Arc::make_mut(&mut self.packages), observation);
                self.codes.stored(observation.package.as_deref());
            }
            _ => {}
        }
    }

    /// What holds of `subject`.
    pub fn observed(&self, subject: &Subject) -> Option<&Observation> {
        self.tares.iter().chain(self.packages.iter()).find(|observation| observation.subject == *subject)
    }

    /// The unit that a reading of the scale must have; nothing before it is known.
    pub fn unit_expected(&self, reading: &Reading) -> Option<Unit> {
        let capture = self.capture.as_ref().filter(|_| reading.datum.quantity == Measurand::Mass)?;
        Some(capture.settings().unit)
    }

    /// More than this the scale cannot weigh, in the unit that it shows.
    pub fn capacity(&self) -> Option<Decimal> {
        self.task.capacity.as_deref().and_then(|text| parse_decimal(text).ok())
    }

    /// The run pauses or goes on: what lies on the pan now was not put there for it.
    pub fn rearm(&mut self) {
        if let Some(capture) = &mut self.capture {
            capture.rearm();
        }
    }

    /// A code that a scanner typed at the keyboard: the name of the package that is weighed next.
    pub fn name_next(&mut self, code: &str, now_ns: u64) {
        if !self.concluded {
            self.codes.scan(code, now_ns);
        }
    }

    /// Takes in a stored withdrawal of the observation of `subject`; the thing is weighed again.
    pub fn withdraw(&mut self, subject: &Subject) {
        let list = match subject {
            Subject::Tare { .. } => &mut self.tares,
            Subject::Package { .. } => &mut self.packages,
            _ => return,
        };
        let withdrawn = Arc::make_mut(list).extract_if(.., |observation| observation.subject == *subject);
        // The same package is weighed again: nobody need scan it a second time.
        withdrawn.filter_map(|observation| observation.package).for_each(|code| self.codes.again(code));
        self.interrupt();
    }

    /// The run is concluded; nothing is taken in any more.
    pub const fn conclude(&mut self) {
        self.concluded = true;
    }

    /// The division from the plan or the profile, else from the first reading that was stored: a run that is read back
    /// must be judged like the one that was never left.
    fn stored_division(&self) -> Option<Decimal> {
        let read = |observation: &Observation| match &observation.origin {
            Origin::Read { readings, .. } => readings.first().and_then(step_of),
            Origin::Typed { .. } => None,
        };
        self.facts.division.or_else(|| self.tares.iter().chain(self.packages.iter()).find_map(read))
    }

    /// The scale as far as it is known: before anything is stored, its division is that of the first reading.
    fn scale(&self) -> LotScale {
        let live = || self.capture.as_ref().map(|capture| capture.settings().division);
        let division = self.stored_division().or_else(live);
        LotScale {
            division: division.map(|division| division.to_string()),
            capacity: self.task.capacity.clone(),
            uncertainty: self.task.scale_uncertainty.clone(),
        }
    }

    /// The tares for the judge. Where each package has its own, the tare of one that is weighed again waits for it.
    fn tares_of_case(&self, method: TareMethod) -> Vec<String> {
        let weighed = |tare: &&Observation| {
            let number = tare.subject.number();
            method != TareMethod::Each || self.packages.iter().any(|package| package.subject.number() == number)
        };
        self.tares.iter().filter(weighed).map(|tare| tare.value.clone()).collect()
    }

    /// The case as it stands, for the judge. Tares enter once the tare sample is whole.
    pub fn case(&self, regulation: &str, date: &str) -> LotCase {
        let values = |list: &[Observation]| list.iter().map(|o| o.value.clone()).collect::<Vec<_>>();
        let recorded = self.packages.iter().chain(self.tares.iter()).find_map(|o| o.unit);
        let unit = recorded.or(self.facts.unit).map(|unit| unit.symbol().to_owned());
        let method = match self.task.tare.method {
            TaskTare::None => None,
            TaskTare::Average => Some(TareMethod::Average),
            TaskTare::Each => Some(TareMethod::Each),
        };
        let tares_whole = count(&self.tares) >= self.tares_wanted();
        let case = LotCase {
            regulation: Some(regulation.to_owned()),
            date: Some(date.to_owned()),
            standards: self.task.standards.clone(),
            label: Some(self.task.label.clone()),
            lot_size: Some(self.task.lot_size),
            unit,
            category: self.task.category.clone(),
            scale: Some(self.scale()),
            moisture: self.task.moisture.clone(),
            label_seen: self.task.label_seen.clone(),
            ..LotCase::default()
        };
        match method {
            None => LotCase { net: Some(values(&self.packages)), ..case },
            Some(method) if tares_whole => LotCase {
                gross: Some(values(&self.packages)),
                tare: Some(Tare { method, values: self.tares_of_case(method) }),
                ..case
            },
            Some(_) => case,
        }
    }
}

/// The step that a reading shows: its last decimal.
fn step_of(reading: &Reading) -> Option<Decimal> {
    reading.datum.number().map(|number| Decimal::new(1, number.scale()))
}

/// The first number that nothing holds of: one in the middle after a withdrawal, else the one behind the last.
fn next_number(list: &[Observation]) -> u64 {
    let held = list.iter().zip(1..).take_while(|(observation, number)| observation.subject.number() == Some(*number));
    u64::try_from(held.count()).unwrap_or(u64::MAX).saturating_add(1)
}

/// What is weighed again goes back to its place.
fn put_in_order(list: &mut Vec<Observation>, observation: &Observation) {
    let at = list.partition_point(|before| before.subject.number() <= observation.subject.number());
    list.insert(at, observation.clone());
}

fn count<T>(list: &[T]) -> u64 {
    u64::try_from(list.len()).unwrap_or(u64::MAX)
}
