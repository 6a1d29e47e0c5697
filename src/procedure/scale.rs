//! A scale verification (秤检定): one load after another by the regulation's schedule; at each the stable indication, and
//! where the display step is coarse the small weights that made it jump.

use super::ask::Ask;
use super::capture::{Band, Capture, CaptureSettings, CaptureState};
use super::lot::ScaleFacts;
use super::observation::{Observation, Origin, Subject};
use super::scale_task::ScaleTask;
use super::task::TaskError;
use crate::instrument::Reading;
use crate::protocol::{Flag, Measurand};
use crate::quantity::{Decimal, Quantity, Unit, parse_decimal};
use crate::regulation::{
    Direction, DiscriminationReading, EccentricityReading, Position, RepeatabilityReading, ScaleCase, ScalePlan,
    ScaleStep, ScaleTest, WeighingReading, ZeroReading,
};

/// Fewest readings in a window.
const READINGS_MIN: usize = 3;
/// An indication is near the asked load within so many times its limit, and one e more: a scale that fails is still read,
/// and a load whose last weight is missing is not.
const NEAR_LIMITS: u32 = 3;
/// A reading older than this is not taken by hand, nanoseconds.
const FRESH_NS: u64 = 1_000_000_000;

/// One load of the schedule with what was observed at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScaleRow {
    /// What is asked for.
    pub step: ScaleStep,
    /// I, before the extra load in the discrimination test.
    pub indication: Option<Observation>,
    /// ΔL.
    pub delta: Option<Observation>,
    /// The indication after the extra load.
    pub after: Option<Observation>,
}

impl ScaleRow {
    /// Whether nothing is missing.
    pub const fn whole(&self) -> bool {
        self.indication.is_some()
            && (!self.step.changeover || self.delta.is_some())
            && (self.step.extra.is_none() || self.after.is_some())
    }
}

/// A scale run: what is known so far, and the capture on the scale.
#[derive(Clone, Debug)]
pub struct ScaleRun {
    task: ScaleTask,
    plan: ScalePlan,
    steps: Vec<ScaleStep>,
    /// What the profile says; `None`: the indication is typed.
    facts: Option<ScaleFacts>,
    capture: Option<Capture>,
    /// The step the capture seeks.
    sought: Option<(ScaleTest, u64)>,
    /// Watches what is stable, whatever lies there: for the person who says when.
    still: Option<Capture>,
    other_unit: Option<Unit>,
    observations: Vec<Observation>,
    concluded: bool,
}

impl ScaleRun {
    /// A run of `task` by the plan and the loads that the regulation makes of it.
    pub fn open(
        task: ScaleTask,
        plan: ScalePlan,
        steps: Vec<ScaleStep>,
        facts: Option<ScaleFacts>,
    ) -> Result<Self, TaskError> {
        if let Some(unit) = facts.as_ref().and_then(|facts| facts.unit).filter(|unit| !same_kind(*unit, plan.unit)) {
            return Err(TaskError::OtherDimension(unit, plan.unit));
        }
        if task.scale.supports.is_none() && !left_out(&task, ScaleTest::Eccentricity) {
            return Err(TaskError::Missing("scale.supports"));
        }
        let (capture, sought, still, other_unit) = (None, None, None, None);
        let (observations, concluded) = (Vec::new(), false);
        Ok(Self { task, plan, steps, facts, capture, sought, still, other_unit, observations, concluded })
    }

    /// The plan of the run.
    pub const fn task(&self) -> &ScaleTask {
        &self.task
    }

    /// What the regulation makes of the nameplate.
    pub const fn plan(&self) -> &ScalePlan {
        &self.plan
    }

    /// A unit on the scale that is not the one of this run, when the last reading had one.
    pub const fn other_unit(&self) -> Option<Unit> {
        self.other_unit
    }

    /// Where the capture stands and how long a window must be, nanoseconds.
    pub fn capture(&self) -> Option<(CaptureState, u64)> {
        self.capture.as_ref().map(|capture| (capture.state(), capture.settings().window_ns))
    }

    /// Every load of the schedule with what was observed at it.
    pub fn rows(&self) -> Vec<ScaleRow> {
        self.steps.iter().map(|step| self.row(step)).collect()
    }

    fn row(&self, step: &ScaleStep) -> ScaleRow {
        let find = |wanted: &dyn Fn(&Subject) -> bool| self.observations.iter().find(|o| wanted(&o.subject)).cloned();
        let at = (step.test, step.number);
        ScaleRow {
            step: step.clone(),
            indication: find(
                &|subject| matches!(subject, Subject::Indication { test, number, .. } if (*test, *number) == at),
            ),
            delta: find(&|subject| matches!(subject, Subject::Changeover { test, number } if (*test, *number) == at)),
            after: find(
                &|subject| matches!(subject, Subject::Extra { number } if at == (ScaleTest::Discrimination, *number)),
            ),
        }
    }

    /// The first load that is not whole.
    pub fn current(&self) -> Option<ScaleRow> {
        self.steps.iter().map(|step| self.row(step)).find(|row| !row.whole())
    }

    /// What the run asks for next.
    pub fn ask(&self) -> Ask {
        if self.concluded {
            return Ask::Nothing;
        }
        let Some(row) = self.current() else { return Ask::Conclude };
        let ScaleStep { test, number, of, load, .. } = row.step;
        let unit = self.plan.unit;
        if row.indication.is_some() {
            return match row.step.extra {
                Some(extra) => Ask::AddExtra { number, load, extra, unit },
                None => Ask::Changeover { test, number, load, unit, tenth: tenth(row.step.e) },
            };
        }
        if self.facts.is_none() {
            return Ask::TypeIndication { test, number, of, load, unit, position: row.step.position };
        }
        let sought = self.sought == Some((test, number));
        match self.capture.as_ref().filter(|_| sought).map(Capture::state) {
            Some(CaptureState::Settling { .. }) => Ask::Hold,
            Some(CaptureState::WaitUnloaded) => Ask::Unload,
            None if self.again(&row.step) => Ask::Unload,
            _ => {
                let unloading = row.step.direction == Some(Direction::Down);
                Ask::PutLoad { test, number, of, load, unit, position: row.step.position, unloading }
            }
        }
    }

    /// Whether the load before was as heavy: it must be seen taken off, or it would be taken for the next one.
    fn again(&self, step: &ScaleStep) -> bool {
        let of_scale = |observation: &&Observation| {
            matches!(observation.subject, Subject::Indication { .. } | Subject::Extra { .. })
        };
        let before = self.observations.iter().rev().find(of_scale).and_then(|observation| {
            let unit = observation.unit?;
            Some((parse_decimal(&observation.value).ok()?, self.band(step, unit)?))
        });
        before.is_some_and(|(value, band)| band.holds(value))
    }

    /// The load and its neighbourhood in the unit that the scale shows.
    fn band(&self, step: &ScaleStep, unit: Unit) -> Option<Band> {
        let half = step.e.checked_div(Decimal::TWO)?;
        let within = step.mpe.max(half).checked_mul(Decimal::from(NEAR_LIMITS))?.checked_add(step.e)?;
        let to = |value| Quantity::new(value, self.plan.unit).exact_in(unit)?.to_decimal_exact(20);
        Some(Band { load: to(step.load)?, within: to(within)? })
    }

    /// What a reading shows, where it may count: a mass in a unit of mass, neither over nor under.
    fn shown(&self, reading: &Reading) -> Option<Quantity> {
        let datum = &reading.datum;
        let over = datum.has(Flag::Overload) || datum.has(Flag::Underload) || datum.has(Flag::Unconfirmed);
        let unit = datum.unit.filter(|unit| !over && same_kind(*unit, self.plan.unit))?;
        Some(Quantity::new(datum.number()?, unit))
    }

    /// What is stored of a subject.
    pub fn observed(&self, subject: &Subject) -> Option<&Observation> {
        self.observations.iter().rev().find(|observation| observation.subject == *subject)
    }

    /// Nothing from before counts together with what comes now.
    pub fn rearm(&mut self) {
        if let Some(capture) = &mut self.capture {
            capture.rearm();
        }
    }

    /// The unit that a reading of the scale must have; nothing before it is known.
    pub fn unit_expected(&self, reading: &Reading) -> Option<Unit> {
        let capture = self.capture.as_ref().filter(|_| reading.datum.quantity == Measurand::Mass)?;
        Some(capture.settings().unit)
    }

    /// Takes a reading of the scale; answers with an observation when one is to be recorded.
    pub fn feed(&mut self, reading: &Reading) -> Option<Observation> {
        if self.concluded || reading.datum.quantity != Measurand::Mass {
            return None;
        }
        let row = self.current()?;
        self.seek(&row.step, reading);
        let (capture, still) = (self.capture.as_mut()?, self.still.as_mut()?);
        let session = capture.settings().unit;
        self.other_unit = reading.datum.unit.filter(|unit| *unit != session);
        still.watch(reading);
        if row.indication.is_some() {
            return None;
        }
        let captured = capture.feed(reading)?;
        let origin = Origin::Read { readings: captured.readings, window: Some(captured.window) };
        let value = captured.value.to_string();
        Some(Observation { subject: indication(&row.step), value, unit: Some(session), package: None, origin })
    }

    /// Sets the capture on the load that is asked for now; the first reading with a unit fixes the session's.
    fn seek(&mut self, step: &ScaleStep, reading: &Reading) {
        let at = (step.test, step.number);
        if self.capture.is_some() && self.sought == Some(at) {
            return;
        }
        let session = self.capture.as_ref().map(|capture| capture.settings().unit);
        let read = self.observations.iter().find(|o| matches!(o.origin, Origin::Read { .. })).and_then(|o| o.unit);
        let (Some(facts), Some(unit)) = (&self.facts, session.or(read).or_else(|| Some(self.shown(reading)?.unit)))
        else {
            return;
        };
        let to = |value| Quantity::new(value, self.plan.unit).exact_in(unit)?.to_decimal_exact(20);
        let (Some(band), Some(division)) = (self.band(step, unit), to(step.d)) else { return };
        let settings = CaptureSettings {
            unit,
            division,
            load_min: division,
            window_ns: facts.window_ns,
            readings_min: READINGS_MIN,
            told_by_flag: facts.told_by_flag,
        };
        let shown = self.shown(reading).and_then(|shown| shown.exact_in(unit)?.to_decimal_exact(20));
        let gone = shown.is_some_and(|shown| !band.holds(shown)) && !self.again(step);
        self.still.get_or_insert_with(|| Capture::new(settings.clone())).seek(Band::ANY, division, true);
        self.capture.get_or_insert_with(|| Capture::new(settings)).seek(band, division, gone);
        self.sought = Some(at);
    }

    /// The person at the screen says: this is it. Takes what is stable now although it is not near the asked load, or what
    /// is shown after the extra load; nothing while it moves, is stale, or is less than half of what should lie there.
    pub fn take(&self, now_ns: u64) -> Option<Observation> {
        let row = self.current()?;
        let subject = match self.ask() {
            Ask::PutLoad { .. } => indication(&row.step),
            Ask::AddExtra { number, .. } => Subject::Extra { number },
            _ => return None,
        };
        let still = self.still.as_ref()?;
        let captured = still.settled()?;
        let last_ns = captured.readings.last()?.stamp.mono_ns;
        let unit = still.settings().unit;
        let half = self.band(&row.step, unit)?.load.checked_div(Decimal::TWO)?;
        if now_ns.saturating_sub(last_ns) > FRESH_NS || captured.value < half {
            return None;
        }
        let origin = Origin::Read { readings: captured.readings, window: Some(captured.window) };
        Some(Observation { subject, value: captured.value.to_string(), unit: Some(unit), package: None, origin })
    }

    /// What a typed answer to the present question would be recorded as; masses in the unit of the nameplate.
    pub fn typed(&self, text: &str) -> Result<Observation, TaskError> {
        let number = |place| parse_decimal(text).map_err(|why| TaskError::Number(place, why));
        let row = self.current().ok_or(TaskError::Missing("question"))?;
        let subject = match self.ask() {
            Ask::TypeIndication { .. } => {
                number("indication")?;
                indication(&row.step)
            }
            Ask::Changeover { test, number: of, .. } => {
                if number("delta")?.is_sign_negative() {
                    return Err(TaskError::Negative("delta"));
                }
                Subject::Changeover { test, number: of }
            }
            Ask::AddExtra { number: of, .. } => {
                number("after")?;
                Subject::Extra { number: of }
            }
            _ => return Err(TaskError::Missing("question")),
        };
        Ok(Observation::typed(subject, text, Some(self.plan.unit), "keyboard"))
    }

    /// Takes in a stored observation. This, and nothing else, moves the run on.
    pub fn apply(&mut self, observation: &Observation) {
        self.observations.push(observation.clone());
    }

    /// What a person may take back: the last thing observed.
    pub fn last(&self) -> Option<&Observation> {
        self.observations.last()
    }

    /// Takes in a stored withdrawal; the load is put on anew.
    pub fn withdraw(&mut self, subject: &Subject) {
        self.observations.retain(|observation| observation.subject != *subject);
        self.sought = None;
    }

    /// The line was lost or said something that is no value.
    pub fn interrupt(&mut self) {
        self.capture.iter_mut().chain(&mut self.still).for_each(Capture::interrupt);
    }

    /// The run is concluded; nothing is taken in any more.
    pub const fn conclude(&mut self) {
        self.concluded = true;
    }

    /// A value in the unit of the nameplate, as it was read where that is the unit of the scale.
    fn in_plan_unit(&self, observation: &Observation) -> Option<String> {
        let unit = observation.unit.unwrap_or(self.plan.unit);
        if unit == self.plan.unit {
            return Some(observation.value.clone());
        }
        let value = Quantity::new(parse_decimal(&observation.value).ok()?, unit);
        Some(value.exact_in(self.plan.unit)?.to_decimal_exact(20)?.to_string())
    }

    /// The case as it stands, for the judge. A load that nothing was read at yet is not part of it.
    pub fn case(&self, regulation: &str, date: &str) -> ScaleCase {
        let mut case = self.task.case(regulation, date);
        for row in self.rows() {
            let text = |observation: &Option<Observation>| observation.as_ref().and_then(|o| self.in_plan_unit(o));
            let Some(read) = text(&row.indication) else { continue };
            let (indication, delta) = (Some(read), text(&row.delta));
            let (load, range) = (row.step.load.to_string(), row.step.range);
            match row.step.test {
                ScaleTest::Zero => case.zero = Some(ZeroReading { load, indication, delta }),
                ScaleTest::Weighing => {
                    let direction = row.step.direction;
                    case.weighing.push(WeighingReading { direction, load, indication, delta, range, zero: None });
                }
                ScaleTest::Eccentricity => {
                    let position = row.step.position.map(Position::Number);
                    let reading = EccentricityReading { position, load, indication, delta, range, zero: None };
                    case.eccentricity.push(reading);
                }
                ScaleTest::Repeatability => {
                    case.repeatability.push(RepeatabilityReading { load, indication, delta, range, zero: None });
                }
                ScaleTest::Discrimination => case.discrimination.push(DiscriminationReading {
                    load,
                    before: indication,
                    added: row.step.extra.map(|extra| extra.to_string()),
                    after: text(&row.after),
                    range,
                }),
            }
        }
        case
    }
}

fn indication(step: &ScaleStep) -> Subject {
    Subject::Indication { test: step.test, number: step.number, load: step.load.normalize().to_string() }
}

fn same_kind(unit: Unit, other: Unit) -> bool {
    unit.factor_to(other).is_some()
}

fn left_out(task: &ScaleTask, test: ScaleTest) -> bool {
    task.not_applicable.iter().any(|left_out| left_out.item == test.item())
}

/// The small weights of the changeover method come in steps of a tenth of e.
fn tenth(e: Decimal) -> Decimal {
    e.checked_div(Decimal::TEN).map_or(e, |tenth| tenth.normalize())
}
