//! What a rule asks of a lot: T, the sampling plan and the tare sample.

use super::book::{Regulation, Rule};
use super::case::Label;
use super::judgement::Status;
use super::lot_rule::{Deficiency, LotRule, PlanRow, Rounding, SampleSize};
use super::number::{impossible, positive, unit};
use super::refusal::Refusal;
use crate::quantity::{Decimal, Dimension, Exact, Mode, Quantity, Sample, Unit, round_to_interval};

/// Units a label may carry (Order 70 annex 1).
pub(super) const LABEL_UNITS: &[Unit] = &[
    Unit::Gram,
    Unit::Kilogram,
    Unit::Millilitre,
    Unit::Litre,
    Unit::Metre,
    Unit::Centimetre,
    Unit::Millimetre,
    Unit::SquareMetre,
    Unit::SquareDecimetre,
    Unit::SquareCentimetre,
    Unit::Count,
];

/// The plan for one lot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LotPlan {
    /// How many packages.
    pub sample_size: u64,
    /// λ; `None` where the plan has no mean criterion.
    pub correction_factor: Option<Decimal>,
    /// How many packages may be short by more than T.
    pub t1_allowed: u64,
    /// How many may be short by more than 2T.
    pub t2_allowed: u64,
    /// T as computed, in the unit of the label.
    pub tolerable_deficiency_raw: Quantity,
    /// T rounded as the rule says, in the unit of the label.
    pub tolerable_deficiency: Quantity,
    /// T rounded the other way (up instead of half to even, or the reverse): does the verdict depend on it?
    pub alternative_deficiency: Quantity,
    /// The clause of the plan.
    pub clause: Option<String>,
    /// The weakest figure of this plan.
    pub status: Status,
    /// The tare sample.
    pub tare: TarePlan,
}

/// How many packings are weighed, and when their mean may stand for all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TarePlan {
    /// Up to this share of the label quantity the small sample is enough.
    pub share_of_label: Decimal,
    /// Below this share of T the spread allows the mean of the large sample.
    pub spread_of_deficiency: Decimal,
    /// How many packings first.
    pub small_sample: u64,
    /// How many when the tare is heavy.
    pub large_sample: u64,
    /// Status of these figures.
    pub status: Status,
}

/// Which tare the rule allows for the packings weighed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TareRuling {
    /// The mean of so many packings.
    Average(u64),
    /// Every package has its own.
    Each,
}

impl TarePlan {
    /// What the rule allows, given packings weighed in the unit of the label. Fewer than the small sample: weigh that first.
    pub fn ruling(&self, label: Quantity, deficiency: &Quantity, weighed: &[Exact]) -> TareRuling {
        let sample = Sample::new(weighed);
        let small = TareRuling::Average(self.small_sample);
        let enough = u64::try_from(weighed.len()).is_ok_and(|count| count >= self.small_sample);
        let (Some(mean), Some(spread), true) = (sample.mean(), sample.standard_deviation(), enough) else {
            return small;
        };
        if mean <= &Exact::from(label.value) * &Exact::from(self.share_of_label) {
            return small;
        }
        let limit = &Exact::from(deficiency.value) * &Exact::from(self.spread_of_deficiency);
        let wide = limit.is_zero() || spread.times_reaches(&Exact::from(1), &limit);
        if wide { TareRuling::Each } else { TareRuling::Average(self.large_sample) }
    }

    /// How many packings to weigh, given those weighed so far.
    pub fn wanted(&self, label: Quantity, deficiency: &Quantity, weighed: &[Exact]) -> u64 {
        match self.ruling(label, deficiency, weighed) {
            TareRuling::Average(count) => count,
            TareRuling::Each => self.large_sample,
        }
    }
}

impl Regulation {
    /// The plan for a lot of `lot_size` packages with this label.
    pub fn lot_plan(&self, label: &Label, lot_size: u64) -> Result<LotPlan, Refusal> {
        let Rule::Lot(rule) = &self.rule else { return Err(Refusal::OtherKind(self.id.clone())) };
        let label = label_quantity(label)?;
        let row = plan_row(rule, lot_size)?;
        let name = dimension_name(label.unit);
        let deficiency = rule.deficiency.get(name).ok_or_else(|| unit_refused(label.unit))?;
        let raw = raw_deficiency(deficiency, label)?;
        let rounding = rule.rounding.get(name);
        let round = |mode| rounded(&raw, deficiency.unit, label, rounding, mode);
        let mode = rounding.map_or(Mode::HalfEven, |rounding| rounding.mode);
        let other = if mode == Mode::Ceil { Mode::HalfEven } else { Mode::Ceil };
        let (tolerable, alternative) = (round(mode)?, round(other)?);
        // How T is rounded has a part in the verdict only where there is something to round.
        let rounding_status =
            rounding.filter(|_| Exact::from(tolerable.value) != in_label(&raw, deficiency.unit, label));
        let tare = &rule.tare;
        Ok(LotPlan {
            sample_size: sample_size(row, lot_size),
            correction_factor: row.correction_factor,
            t1_allowed: row.t1_allowed,
            t2_allowed: rule.individual.t2_allowed,
            tolerable_deficiency_raw: quantity(&in_label(&raw, deficiency.unit, label), label)?,
            tolerable_deficiency: tolerable,
            alternative_deficiency: if name == "count" { tolerable } else { alternative },
            clause: rule.sampling.clause.clone(),
            status: [row.status, deficiency.status, rule.individual.status]
                .into_iter()
                .chain(rounding_status.map(|rounding| rounding.status))
                .max()
                .unwrap_or(Status::Unconfirmed),
            tare: TarePlan {
                share_of_label: tare.share_of_label,
                spread_of_deficiency: tare.spread_of_deficiency,
                small_sample: tare.small_sample.min(sample_size(row, lot_size)),
                large_sample: tare.large_sample.min(sample_size(row, lot_size)),
                status: tare.status,
            },
        })
    }
}

/// The label quantity of a case.
pub(super) fn label_quantity(label: &Label) -> Result<Quantity, Refusal> {
    let unit = unit("label.unit", &label.unit, LABEL_UNITS)?;
    let value = positive("label.quantity", &label.quantity)?;
    if unit == Unit::Count && !value.fract().is_zero() {
        return Err(impossible("label.quantity", &label.quantity, ("件数必须是整数", "a count must be whole")));
    }
    Ok(Quantity::new(value, unit))
}

fn unit_refused(unit: Unit) -> Refusal {
    let allowed = LABEL_UNITS.iter().map(|unit| unit.symbol()).collect::<Vec<_>>().join(" ");
    Refusal::Unit { place: "label.unit".into(), unit: unit.symbol().into(), allowed }
}

const fn dimension_name(unit: Unit) -> &'static str {
    match unit.dimension() {
        Dimension::Mass => "mass",
        Dimension::Volume => "volume",
        Dimension::Length => "length",
        Dimension::Area => "area",
        _ => "count",
    }
}

fn plan_row(rule: &LotRule, lot_size: u64) -> Result<&PlanRow, Refusal> {
    let holds = |row: &&PlanRow| {
        row.lot.first().is_some_and(|from| *from <= lot_size) && row.lot.get(1).is_none_or(|to| lot_size <= *to)
    };
    let none = || impossible("lot_size", &lot_size.to_string(), ("检验批至少 1 件", "a lot has at least one package"));
    rule.sampling.rows.iter().find(holds).ok_or_else(none)
}

const fn sample_size(row: &PlanRow, lot_size: u64) -> u64 {
    match row.sample {
        SampleSize::Number(n) => n,
        SampleSize::Word(_) => lot_size,
    }
}

/// T in the unit of the bands, unrounded.
fn raw_deficiency(deficiency: &Deficiency, label: Quantity) -> Result<Exact, Refusal> {
    let too_large =
        || impossible("label.quantity", &label.to_string(), ("超出规则的适用范围", "beyond the range of the rule"));
    let quantity = label.exact_in(deficiency.unit).ok_or_else(|| unit_refused(label.unit))?;
    let holds = |up_to: Option<Decimal>| up_to.is_none_or(|up_to| quantity <= Exact::from(up_to));
    let band = deficiency.bands.iter().find(|band| holds(band.up_to)).ok_or_else(too_large)?;
    let share = |percent: Decimal| &(&quantity * &Exact::from(percent)) / 100;
    band.percent.map(share).or_else(|| band.amount.map(Exact::from)).ok_or_else(too_large)
}

fn in_label(value: &Exact, unit: Unit, label: Quantity) -> Exact {
    unit.factor_to(label.unit).map_or_else(Exact::zero, |factor| value * &factor)
}

fn quantity(value: &Exact, label: Quantity) -> Result<Quantity, Refusal> {
    let decimal = value.to_decimal_exact(20);
    let too_fine = || impossible("label.quantity", &label.to_string(), ("位数过多", "too many digits"));
    Ok(Quantity::new(decimal.ok_or_else(too_fine)?, label.unit))
}

fn rounded(
    raw: &Exact,
    unit: Unit,
    label: Quantity,
    rounding: Option<&Rounding>,
    mode: Mode,
) -> Result<Quantity, Refusal> {
    let in_unit = label.exact_in(unit).unwrap_or_else(Exact::zero);
    let step = rounding.and_then(|rounding| {
        rounding.steps.iter().find(|step| step.up_to.is_none_or(|up_to| in_unit <= Exact::from(up_to)))
    });
    let value =
        step.and_then(|step| round_to_interval(raw, step.interval, mode)).map(|rounded| Exact::from(rounded.value));
    quantity(&in_label(value.as_ref().unwrap_or(raw), unit, label), label)
}
