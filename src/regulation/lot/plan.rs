//! What a rule asks of a lot: T and the sampling plan.

use super::super::book::{Regulation, Rule};
use super::super::judgement::Status;
use super::super::number::{impossible, positive, unit};
use super::super::refusal::Refusal;
use super::case::Label;
use super::rule::{Deficiency, LotRule, PlanRow, Rounding, SampleSize};
use super::tare::TarePlan;
use crate::quantity::{Decimal, Dimension, Exact, Mode, Quantity, Unit, round_to_interval};

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
    /// How many packages, at first.
    pub sample_size: u64,
    /// How many of them the mean is taken of, in the order of weighing.
    pub mean_sample: u64,
    /// λ; `None` where the plan has no mean criterion.
    pub correction_factor: Option<Decimal>,
    /// How many packages may be short by more than T.
    pub t1_allowed: u64,
    /// From so many on the lot is rejected; more than `t1_allowed + 1` only where a second sample may follow.
    pub t1_reject: u64,
    /// The second sample.
    pub second: Option<SecondPlan>,
    /// How many may be short by more than 2T; `None` where the rule knows one limit only.
    pub t2_allowed: Option<u64>,
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
    /// The tare sample; `None` where no public source gives the rule.
    pub tare: Option<TarePlan>,
}

/// A second sample, taken when the first one neither accepts nor rejects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecondPlan {
    /// Both samples together.
    pub total: u64,
    /// How many of both may be short by more than T.
    pub t1_allowed: u64,
}

impl LotPlan {
    /// The largest sample this plan can come to.
    pub fn sample_max(&self) -> u64 {
        self.second.map_or(self.sample_size, |second| second.total)
    }
}

impl Regulation {
    /// The plan for a lot of `lot_size` packages with this label, for goods of the rule's first category.
    pub fn lot_plan(&self, label: &Label, lot_size: u64) -> Result<LotPlan, Refusal> {
        self.lot_plan_of(label, lot_size, None)
    }

    /// The plan for a lot, for goods of a category where the rule has several.
    pub fn lot_plan_of(&self, label: &Label, lot_size: u64, category: Option<&str>) -> Result<LotPlan, Refusal> {
        let Rule::Lot(rule) = &self.rule else { return Err(Refusal::OtherKind(self.id.clone())) };
        let label = self.label_quantity(label)?;
        let row = plan_row(rule, &self.id, lot_size, category)?;
        let name = dimension_name(label.unit);
        let deficiency = rule.deficiency.get(name).ok_or_else(|| self.unit_refused(rule, label.unit))?;
        let raw = raw_deficiency(deficiency, label)?;
        let rounding = rule.rounding.get(name);
        let round = |mode| rounded(&raw, deficiency.unit, label, rounding, mode);
        let mode = rounding.map_or(Mode::HalfEven, |rounding| rounding.mode);
        let other = if mode == Mode::Ceil { Mode::HalfEven } else { Mode::Ceil };
        let (tolerable, alternative) = (round(mode)?, round(other)?);
        // How T is rounded has a part in the verdict only where there is something to round.
        let rounding_status =
            rounding.filter(|_| Exact::from(tolerable.value) != in_label(&raw, deficiency.unit, label));
        let statuses = [row.status, deficiency.status, rule.individual.status];
        let sample_size = sample_size(row, lot_size);
        let t1_allowed = t1_allowed(row, sample_size);
        Ok(LotPlan {
            sample_size,
            mean_sample: row.mean_sample.unwrap_or(sample_size).min(sample_size),
            correction_factor: row.correction_factor,
            t1_allowed,
            t1_reject: row.t1_reject.unwrap_or(t1_allowed + 1),
            second: row.second.map(|second| SecondPlan { total: second.total, t1_allowed: second.t1_allowed }),
            t2_allowed: rule.individual.t2_allowed,
            tolerable_deficiency_raw: quantity(&in_label(&raw, deficiency.unit, label), label)?,
            tolerable_deficiency: tolerable,
            alternative_deficiency: if name == "count" { tolerable } else { alternative },
            clause: rule.sampling.clause.clone(),
            status: statuses
                .into_iter()
                .chain(rounding_status.map(|rounding| rounding.status))
                .max()
                .unwrap_or(Status::Unconfirmed),
            tare: rule.tare.as_ref().map(|tare| TarePlan::new(tare, sample_size)),
        })
    }

    /// The label quantity of a case, in a unit that the rule is for.
    pub(super) fn label_quantity(&self, label: &Label) -> Result<Quantity, Refusal> {
        let Rule::Lot(rule) = &self.rule else { return Err(Refusal::OtherKind(self.id.clone())) };
        let unit = unit("label.unit", &label.unit, label_units(rule))?;
        let value = positive("label.quantity", &label.quantity)?;
        if unit == Unit::Count && !value.fract().is_zero() {
            return Err(impossible("label.quantity", &label.quantity, ("件数必须是整数", "a count must be whole")));
        }
        Ok(Quantity::new(value, unit))
    }

    /// A unit whose dimension the rule has no T for: known to be a gap, or none of its business.
    fn unit_refused(&self, rule: &LotRule, unit: Unit) -> Refusal {
        let known = |unit: &&Unit| rule.deficiency.contains_key(dimension_name(**unit));
        let allowed = label_units(rule).iter().filter(known).map(|unit| unit.symbol()).collect::<Vec<_>>().join(" ");
        let gap = format!("deficiency.{}", dimension_name(unit));
        self.gap(rule, &gap).unwrap_or(Refusal::Unit {
            place: "label.unit".into(),
            unit: unit.symbol().into(),
            allowed,
        })
    }

    fn gap(&self, rule: &LotRule, name: &str) -> Option<Refusal> {
        let gap = rule.gap.iter().find(|gap| gap.name == name)?;
        Some(Refusal::Gap { regulation: self.id.clone(), words: gap.words.clone() })
    }
}

pub(in crate::regulation) fn label_units(rule: &LotRule) -> &[Unit] {
    rule.label_units.as_deref().unwrap_or(LABEL_UNITS)
}

/// As rule files name the dimension of a unit.
pub(super) const fn dimension_name(unit: Unit) -> &'static str {
    match unit.dimension() {
        Dimension::Mass => "mass",
        Dimension::Volume => "volume",
        Dimension::Length => "length",
        Dimension::Area => "area",
        _ => "count",
    }
}

/// The categories of goods that a rule has plans of their own for.
pub(in crate::regulation) fn categories(rule: &LotRule) -> Vec<&str> {
    let mut names: Vec<&str> = rule.sampling.rows.iter().filter_map(|row| row.category.as_deref()).collect();
    names.dedup();
    names
}

fn plan_row<'a>(rule: &'a LotRule, id: &str, lot_size: u64, category: Option<&str>) -> Result<&'a PlanRow, Refusal> {
    let known = categories(rule);
    let category = match category {
        Some(name) if known.contains(&name) => Some(name),
        Some(name) => {
            let (place, value, allowed) = ("category".into(), name.to_owned(), known.join(" "));
            return Err(Refusal::Choice { place, value, allowed });
        }
        None => known.first().copied(),
    };
    let rows = || rule.sampling.rows.iter().filter(|row| row.category.as_deref() == category);
    let holds = |row: &&PlanRow| {
        row.lot.first().is_some_and(|from| *from <= lot_size) && row.lot.get(1).is_none_or(|to| lot_size <= *to)
    };
    if let Some(row) = rows().find(holds) {
        return Ok(row);
    }
    if let Some(gap) = rule.gap.iter().find(|gap| gap.name == "sampling" && rows().next().is_none()) {
        return Err(Refusal::Gap { regulation: id.to_owned(), words: gap.words.clone() });
    }
    let least = rows().filter_map(|row| row.lot.first()).min().copied().unwrap_or(1);
    Err(impossible("lot_size", &lot_size.to_string(), smallest_lot(least)))
}

/// What would be right for a lot that no row is for.
const fn smallest_lot(least: u64) -> (&'static str, &'static str) {
    match least {
        0 | 1 => ("检验批至少 1 件", "a lot has at least one package"),
        2 => ("检验批至少 2 件", "this rule is for lots of two packages or more"),
        _ => ("批量小于该规则的适用范围", "the lot is smaller than this rule is for"),
    }
}

const fn sample_size(row: &PlanRow, lot_size: u64) -> u64 {
    match row.sample {
        SampleSize::Number(n) => n,
        SampleSize::Word(_) => lot_size,
    }
}

/// A number of packages, or so many per cent of the sample, cut to whole packages.
fn t1_allowed(row: &PlanRow, sample_size: u64) -> u64 {
    let by_percent = row.t1_percent.and_then(|percent| {
        let share = &(&Exact::from(percent) * &Exact::from(sample_size)) / 100;
        share.floor_to_u64()
    });
    row.t1_allowed.or(by_percent).unwrap_or(0)
}

/// T in the unit of the bands, unrounded.
fn raw_deficiency(deficiency: &Deficiency, label: Quantity) -> Result<Exact, Refusal> {
    let too_large =
        || impossible("label.quantity", &label.to_string(), ("超出规则的适用范围", "beyond the range of the rule"));
    let quantity = label.exact_in(deficiency.unit).ok_or_else(too_large)?;
    if deficiency.from.is_some_and(|from| quantity < Exact::from(from)) {
        return Err(too_large());
    }
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
