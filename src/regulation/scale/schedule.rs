//! The loads that a verification of a scale puts on, one after another, with what is read at each: the regulation's own
//! figures, so that a run asks for what the judge will look for.

use super::super::book::{Regulation, Rule};
use super::super::number::{not_negative, share};
use super::super::refusal::Refusal;
use super::case::{Direction, ScaleCase};
use super::class::in_grams;
use super::eccentricity::asked_eccentricity;
use super::plan::{Instrument, Part, ScalePlan, decimal};
use super::rule::{Need, ScaleRule};
use crate::locale::Words;
use crate::quantity::{Decimal, Exact, Mode, round_to_interval};
use serde::{Deserialize, Serialize};

/// A test that puts loads on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScaleTest {
    /// Zero-setting accuracy (置零准确度).
    Zero,
    /// Weighing, up and down (称量).
    Weighing,
    /// Eccentricity (偏载).
    Eccentricity,
    /// Repeatability (重复性).
    Repeatability,
    /// Discrimination (鉴别力).
    Discrimination,
}

impl ScaleTest {
    /// The item it belongs to, as rules and cases write it.
    pub const fn item(self) -> &'static str {
        match self {
            Self::Zero => "zero",
            Self::Weighing => "weighing",
            Self::Eccentricity => "eccentricity",
            Self::Repeatability => "repeatability",
            Self::Discrimination => "discrimination",
        }
    }

    /// Its name for people.
    pub fn words(self) -> Words {
        super::item_name(self.item())
    }
}

/// One load to be put on. Masses are in the unit of the case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScaleStep {
    /// The test it belongs to.
    pub test: ScaleTest,
    /// Its number in that test, from 1.
    pub number: u64,
    /// How many loads the test has.
    pub of: u64,
    /// L.
    pub load: Decimal,
    /// Loading or unloading; weighing only.
    pub direction: Option<Direction>,
    /// Number of the position on the receptor; eccentricity only.
    pub position: Option<u32>,
    /// Number of the range, where the scale has several.
    pub range: Option<usize>,
    /// e at this load.
    pub e: Decimal,
    /// d at this load.
    pub d: Decimal,
    /// The limit for |Ec|; of the zero, that for |E0|.
    pub mpe: Decimal,
    /// Small weights are put on until the indication jumps, and their sum ΔL is typed.
    pub changeover: bool,
    /// The extra load that must move the indication; discrimination only.
    pub extra: Option<Decimal>,
}

impl Regulation {
    /// Every load of a verification of the scale of a case, in the order they are put on: the items that this kind of
    /// verification needs and the case does not leave out. `loads` replaces the loads of the weighing test.
    pub fn scale_steps(&self, case: &ScaleCase, loads: &[Decimal]) -> Result<Vec<ScaleStep>, Refusal> {
        let Rule::Scale(rule) = &self.rule else { return Err(Refusal::OtherKind(self.id.clone())) };
        Schedule { rule, case, plan: &ScalePlan::new(rule, case)? }.steps(loads)
    }
}

struct Schedule<'a> {
    rule: &'a ScaleRule,
    case: &'a ScaleCase,
    plan: &'a ScalePlan,
}

impl Schedule<'_> {
    fn steps(&self, loads: &[Decimal]) -> Result<Vec<ScaleStep>, Refusal> {
        let mut steps = Vec::new();
        if let (true, Some(first)) = (self.wanted(ScaleTest::Zero), self.plan.instruments.first()) {
            let load = &first.lowest.e * &Exact::from(self.rule.zero_load.value);
            let limit = decimal(&(&Exact::from(self.rule.zero.value) * &first.lowest.e));
            let step = self.step(ScaleTest::Zero, first, &load);
            steps.extend(step.map(|step| ScaleStep { mpe: limit, ..step }));
        }
        for instrument in &self.plan.instruments {
            steps.extend(self.weighing(instrument, loads));
        }
        for instrument in &self.plan.instruments {
            steps.extend(self.eccentricity(instrument)?);
        }
        for instrument in &self.plan.instruments {
            steps.extend(self.repeatability(instrument));
        }
        for instrument in &self.plan.instruments {
            steps.extend(self.discrimination(instrument));
        }
        number(&mut steps);
        Ok(steps)
    }

    /// Whether an item is needed and not left out.
    fn wanted(&self, test: ScaleTest) -> bool {
        let row = self.rule.items.value.iter().find(|row| row.item == test.item());
        let needed = row.is_some_and(|row| matches!(row.need(self.plan.kind), Need::Always | Need::Required));
        needed && !self.case.not_applicable.iter().any(|left_out| left_out.item == test.item())
    }

    fn step(&self, test: ScaleTest, instrument: &Instrument, load: &Exact) -> Option<ScaleStep> {
        let part = instrument.part(load)?;
        Some(ScaleStep {
            test,
            number: 0,
            of: 0,
            load: decimal(load),
            direction: None,
            position: None,
            range: instrument.number,
            e: decimal(&part.e),
            d: decimal(&part.d),
            mpe: decimal(&self.plan.limit(part, load)),
            changeover: test != ScaleTest::Discrimination && !self.fine(part),
            extra: None,
        })
    }

    fn fine(&self, part: &Part) -> bool {
        let most = share(&self.rule.fine_step.value).unwrap_or_else(Exact::zero);
        part.d <= &most * &part.e
    }

    /// Up to Max and down again, without the largest load twice.
    fn weighing(&self, instrument: &Instrument, given: &[Decimal]) -> Vec<ScaleStep> {
        if !self.wanted(ScaleTest::Weighing) {
            return Vec::new();
        }
        let loads = if given.is_empty() { self.weighing_loads(instrument) } else { own_loads(instrument, given) };
        let up = loads.iter().map(|load| (load, Direction::Up));
        let down = loads.iter().rev().skip(1).map(|load| (load, Direction::Down));
        let step = |(load, direction)| {
            let step = self.step(ScaleTest::Weighing, instrument, load)?;
            Some(ScaleStep { direction: Some(direction), ..step })
        };
        up.chain(down).filter_map(step).collect()
    }

    /// What the regulation asks for, and between those as many as are still missing.
    fn weighing_loads(&self, instrument: &Instrument) -> Vec<Exact> {
        let gram = in_grams(self.plan, &Exact::from(1));
        let min_from = Exact::from(self.rule.weighing.min_from.value).checked_div(&gram);
        let asked = self.plan.asked_loads(instrument, min_from.as_ref());
        let mut loads: Vec<Exact> = asked.into_iter().map(|asked| asked.load).collect();
        loads.sort();
        loads.dedup();
        let wanted = usize::try_from(self.rule.weighing.loads_min.value).unwrap_or(usize::MAX);
        for eighths in [4_u32, 2, 6, 1, 3, 5, 7] {
            if loads.len() >= wanted {
                break;
            }
            let load = whole_steps(instrument, &(&(instrument.max() * &Exact::from(eighths)) / 8));
            if !load.is_zero() && !loads.contains(&load) {
                loads.push(load);
            }
        }
        loads.sort();
        loads
    }

    fn eccentricity(&self, instrument: &Instrument) -> Result<Vec<ScaleStep>, Refusal> {
        let asked = asked_eccentricity(self.rule, self.case)?;
        let Some(asked) = asked.filter(|_| self.wanted(ScaleTest::Eccentricity)) else { return Ok(Vec::new()) };
        let additive =
            self.case.additive_tare.as_deref().map(|text| not_negative("additive_tare", text)).transpose()?;
        let additive = additive.map_or_else(Exact::zero, Exact::from);
        let load = whole_steps(instrument, &(&(instrument.max() + &additive) * &asked.share));
        let positions = u32::try_from(asked.positions).unwrap_or(u32::MAX);
        let step = |position| {
            let step = self.step(ScaleTest::Eccentricity, instrument, &load)?;
            Some(ScaleStep { position: Some(position), ..step })
        };
        Ok((1..=positions).filter_map(step).collect())
    }

    fn repeatability(&self, instrument: &Instrument) -> Vec<ScaleStep> {
        let rule = &self.rule.repeatability;
        let count = rule.counts.iter().find(|count| count.class == self.plan.class).map_or(0, |count| count.value);
        let share = share(&rule.load.value).unwrap_or_else(Exact::zero);
        let load = whole_steps(instrument, &(instrument.max() * &share));
        let count = if self.wanted(ScaleTest::Repeatability) { count } else { 0 };
        (0..count).filter_map(|_| self.step(ScaleTest::Repeatability, instrument, &load)).collect()
    }

    fn discrimination(&self, instrument: &Instrument) -> Vec<ScaleStep> {
        if !self.wanted(ScaleTest::Discrimination) {
            return Vec::new();
        }
        let half = whole_steps(instrument, &(instrument.max() / 2));
        let loads = instrument.lowest.min.clone().into_iter().chain([half, instrument.max().clone()]);
        let step = |load: Exact| {
            let step = self.step(ScaleTest::Discrimination, instrument, &load)?;
            let extra = step.d.checked_mul(self.rule.discrimination.value)?.normalize();
            Some(ScaleStep { extra: Some(extra), ..step })
        };
        loads.filter_map(step).collect()
    }
}

/// The laboratory's own loads, as far as this range reaches.
fn own_loads(instrument: &Instrument, given: &[Decimal]) -> Vec<Exact> {
    let mut loads: Vec<Exact> = given.iter().map(|load| Exact::from(*load)).collect();
    loads.retain(|load| !load.is_zero() && load <= instrument.max());
    loads.sort();
    loads.dedup();
    loads
}

/// To whole e: weights of a third of Max are not to be had.
fn whole_steps(instrument: &Instrument, load: &Exact) -> Exact {
    let part = instrument.part(load).unwrap_or_else(|| instrument.highest());
    let rounded = round_to_interval(load, decimal(&part.e), Mode::HalfEven);
    rounded.map_or_else(|| load.clone(), |rounded| Exact::from(rounded.value))
}

fn number(steps: &mut [ScaleStep]) {
    let tests: Vec<ScaleTest> = steps.iter().map(|step| step.test).collect();
    for (index, step) in steps.iter_mut().enumerate() {
        let same = |tests: &[ScaleTest]| tests.iter().filter(|test| **test == step.test).count() as u64;
        (step.number, step.of) = (same(tests.get(..=index).unwrap_or_default()), same(&tests));
    }
}
