//! The steps of a run with the state of each: what stands beside the work, so that everybody sees how far it has come.
//!
//! They are told from what is stored, as the asks are: the first step that is not whole is the one under way.

use super::ask::Ask;
use super::lot::LotRun;
use super::observation::{Side, Subject};
use super::pile::PileRun;
use super::scale::{ScaleRow, ScaleRun};
use super::task::{PointTask, TaskTare};
use crate::locale::Words;
use crate::regulation::{LotPlan, ScaleTest};

/// How far one step has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StepState {
    /// It is whole.
    Done,
    /// It is under way.
    Now,
    /// It comes later.
    Next,
    /// This run does without it.
    Skipped,
}

/// One step of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What is done, and how much of it where it is counted: `packages 7/10`.
    pub words: Words,
    /// How far it has come.
    pub state: StepState,
}

/// One step before it is known which of them is under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Whole, or not yet.
    Wanted { words: Words, whole: bool },
    /// Not part of this run.
    Skipped(Words),
}

impl Part {
    /// A step that happens once.
    pub(super) fn once(zh: &str, en: &str, whole: bool) -> Self {
        Self::Wanted { words: Words::new(zh, en), whole }
    }

    /// A step of which there are several: `done` of `of`.
    pub(super) fn counted(zh: &str, en: &str, done: u64, of: u64) -> Self {
        let words = Words::new(format!("{zh} {done}/{of}"), format!("{en} {done}/{of}"));
        Self::Wanted { words, whole: done >= of }
    }

    fn once_or_skipped(zh: &str, en: &str, asked: bool, whole: bool) -> Self {
        if asked || whole { Self::once(zh, en, whole) } else { Self::Skipped(Words::new(zh, en)) }
    }
}

/// The steps of parts in the order in which they are done.
pub(super) fn in_order(parts: impl IntoIterator<Item = Part>) -> Vec<Step> {
    let mut under_way = false;
    let mut step = |part| match part {
        Part::Skipped(words) => Step { words, state: StepState::Skipped },
        Part::Wanted { words, whole: true } => Step { words, state: StepState::Done },
        Part::Wanted { words, whole: false } => {
            let state = if under_way { StepState::Next } else { StepState::Now };
            under_way = true;
            Step { words, state }
        }
    };
    parts.into_iter().map(&mut step).collect()
}

fn conclusion(ask: Ask) -> Part {
    Part::once("作出结论", "conclusion", ask == Ask::Nothing)
}

fn count<T>(list: &[T]) -> u64 {
    u64::try_from(list.len()).unwrap_or(u64::MAX)
}

impl LotRun {
    /// Its steps: packings, packages, the second sample where the plan knows one, conclusion.
    pub fn steps(&self) -> Vec<Step> {
        let method = self.task().tare.method;
        let tare = match method {
            TaskTare::None => Part::Skipped(Words::new("称空包装（秤上已去皮）", "packings (tared on the scale)")),
            _ => Part::counted("称空包装", "packings", count(self.tares()), self.tares_wanted()),
        };
        let first = self.plan().sample_size;
        let weighed = count(self.packages());
        let packages = Part::counted("称样品", "packages", weighed.min(first), first);
        let (before, after) = if method == TaskTare::Each { (packages, tare) } else { (tare, packages) };
        let second = self.second_sample(self.plan(), weighed);
        in_order([before, after].into_iter().chain(second).chain([conclusion(self.ask())]))
    }

    /// The second sample: wanted once the first did not decide, left out once it did.
    fn second_sample(&self, plan: &LotPlan, weighed: u64) -> Option<Part> {
        let more = plan.second?.total.saturating_sub(plan.sample_size);
        let words = || Words::new("称第二样本", "second sample");
        if self.packages_wanted() > plan.sample_size {
            let done = weighed.saturating_sub(plan.sample_size);
            return Some(Part::counted("称第二样本", "second sample", done, more));
        }
        let decided = weighed >= plan.sample_size;
        Some(if decided { Part::Skipped(words()) } else { Part::Wanted { words: words(), whole: false } })
    }
}

impl PileRun {
    /// Its steps: appearance, insulation, the load points, clock, conclusion.
    pub fn steps(&self) -> Vec<Step> {
        let seen = |subject: &Subject| self.observations().iter().any(|observation| observation.subject == *subject);
        let clock_seen = seen(&Subject::ClockDifference)
            || [Side::Instrument, Side::Reference].into_iter().all(|side| seen(&Subject::Clock { side }));
        let insulation = seen(&Subject::Insulation);
        let before = [
            Part::once("外观及功能检查", "appearance", seen(&Subject::Appearance)),
            Part::once_or_skipped("绝缘电阻", "insulation", self.plan().insulation_asked, insulation),
        ];
        let clock = Part::once_or_skipped("时钟时刻误差", "clock", self.task().pile.time_of_use, clock_seen);
        let points = self.task().load_point.iter().zip(1..).map(|(task, point)| self.point(task, point));
        in_order(before.into_iter().chain(points).chain([clock, conclusion(self.ask())]))
    }

    /// A load point, with its current where the plan says one, and how many of its comparisons are whole.
    fn point(&self, task: &PointTask, point: u64) -> Part {
        let load = task.current.as_ref().map(|current| format!(" {current} A")).unwrap_or_default();
        let whole = |side| move |comparison: &super::Comparison| comparison.energy(side).is_some();
        let comparisons = self.comparisons();
        let done = comparisons.iter().filter(|comparison| {
            comparison.point == point && whole(Side::Instrument)(comparison) && whole(Side::Reference)(comparison)
        });
        let done = u64::try_from(done.count()).unwrap_or(u64::MAX);
        Part::counted(&format!("负荷点 {point}{load}"), &format!("load point {point}{load}"), done, self.repeats(task))
    }
}

impl ScaleRun {
    /// Its steps: the tests in the order of the schedule, each with how many of its loads are whole.
    pub fn steps(&self) -> Vec<Step> {
        let rows = self.rows();
        let test = |(test, zh, en): (ScaleTest, &str, &str)| {
            let of: Vec<&ScaleRow> = rows.iter().filter(|row| row.step.test == test).collect();
            let whole = of.iter().filter(|row| row.whole()).count();
            if of.is_empty() {
                return Part::Skipped(Words::new(zh, en));
            }
            Part::counted(zh, en, u64::try_from(whole).unwrap_or(u64::MAX), count(&of))
        };
        in_order(TESTS.map(test).into_iter().chain([conclusion(self.ask())]))
    }
}

/// The tests of a scale as people call them.
const TESTS: [(ScaleTest, &str, &str); 5] = [
    (ScaleTest::Zero, "置零准确度", "zero"),
    (ScaleTest::Weighing, "称量", "weighing"),
    (ScaleTest::Eccentricity, "偏载", "eccentricity"),
    (ScaleTest::Repeatability, "重复性", "repeatability"),
    (ScaleTest::Discrimination, "鉴别力", "discrimination"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_step_that_is_not_whole_is_under_way_and_what_is_skipped_never_is() {
        let parts = [
            Part::once("甲", "a", true),
            Part::Skipped(Words::new("乙", "b")),
            Part::counted("丙", "c", 1, 3),
            Part::once("丁", "d", false),
        ];
        let steps = in_order(parts);
        let states = steps.iter().map(|step| step.state).collect::<Vec<_>>();
        assert_eq!(states, [StepState::Done, StepState::Skipped, StepState::Now, StepState::Next]);
        assert_eq!(steps[2].words, Words::new("丙 1/3", "c 1/3"));
    }
}
