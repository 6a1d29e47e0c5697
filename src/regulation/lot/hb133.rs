//! The arithmetic of NIST HB 133 beside its plan: divisions and classes of scales, errors in units of measure, double
//! declarations, moisture and purge. The figures are in the rule file.

use super::super::book::{Regulation, Rule};
use super::super::judgement::{Item, ItemVerdict};
use super::super::number::{impossible, not_negative, share, show};
use super::super::refusal::Refusal;
use super::LotJudge;
use super::rule::Hb133Rule;
use crate::locale::Words;
use crate::quantity::{Decimal, Exact, Mode, Quantity, Unit, round_to_interval};

/// HB 133 as a rule file has it.
#[derive(Clone, Copy, Debug)]
pub struct Hb133<'a> {
    rule: &'a Hb133Rule,
    division_share: Option<&'a str>,
}

/// A moisture allowance and the nominal gross it gives, grams.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct MoistureGross {
    pub allowance_unrounded: Exact,
    pub allowance: Decimal,
    pub nominal_gross: Exact,
    pub adjusted_nominal_gross: Exact,
}

impl Regulation {
    /// The arithmetic of HB 133; `None` for another regulation.
    pub fn hb133(&self) -> Option<Hb133<'_>> {
        let Rule::Lot(rule) = &self.rule else { return None };
        let division_share = rule.fitness.as_ref().and_then(|fitness| fitness.division_share.as_deref());
        rule.hb133.as_ref().map(|rule| Hb133 { rule, division_share })
    }
}

impl Hb133<'_> {
    /// Largest division for a maximum allowable variation, and the largest 1, 2, 5 × 10^k not above it, grams.
    pub fn max_division(&self, mav: Decimal) -> Option<(Exact, Decimal)> {
        let most = &Exact::from(mav) * &share(self.division_share?)?;
        let usable = (-9..=9_i32).rev().flat_map(|power| [5, 2, 1].map(|digit| scaled(digit, power)));
        let usable = usable.flatten().find(|step| Exact::from(*step) <= most)?;
        Some((most, usable))
    }

    /// Number of divisions and class of a scale of `capacity` with `division` (both grams); `None` outside every class.
    pub fn scale_class(&self, capacity: Decimal, division: Decimal) -> Option<(u64, &str)> {
        let number = Exact::from(capacity).checked_div(&Exact::from(division))?.floor_to_u64()?;
        let holds = |row: &&super::rule::ScaleClassRow| {
            division >= row.division_from
                && row.division_to.is_none_or(|to| division <= to)
                && (row.divisions[0]..=row.divisions[1]).contains(&number)
        };
        self.rule.classes.iter().find(holds).map(|row| (number, row.class.as_str()))
    }

    /// Load in divisions and acceptance tolerance in divisions.
    pub fn scale_tolerance(&self, class: &str, division: Decimal, load: Decimal) -> Option<(Exact, Decimal)> {
        let load = Exact::from(load).checked_div(&Exact::from(division))?;
        let holds = |up_to: Option<u64>| up_to.is_none_or(|up_to| load <= Exact::from(up_to));
        let row = self.rule.tolerances.iter().find(|row| row.class == class && holds(row.up_to))?;
        let tolerance = row.divisions;
        Some((load, tolerance))
    }

    /// Purge in per cent of the labelled quantity, and whether a mean purge keeps the limit.
    pub fn purge(&self, labelled: Decimal, purged_net: Decimal) -> Option<(Exact, bool)> {
        let lost = Exact::from(labelled) - Exact::from(purged_net);
        let percent = &lost.checked_div(&Exact::from(labelled))? * &Exact::from(100);
        let keeps = percent <= Exact::from(self.rule.purge_limit_percent);
        Some((percent, keeps))
    }
}

fn scaled(digit: i64, power: i32) -> Option<Decimal> {
    let ten = Decimal::from(10_u64.checked_pow(power.unsigned_abs())?);
    if power >= 0 { Decimal::from(digit).checked_mul(ten) } else { Decimal::from(digit).checked_div(ten) }
}

/// A package error as a whole number of the unit of measure, sign kept; `None` when it is none.
pub fn dimensionless(error: Decimal, unit_of_measure: Decimal) -> Option<i128> {
    let units = Exact::from(error).checked_div(&Exact::from(unit_of_measure))?;
    let rounded = round_to_interval(&units, Decimal::ONE, Mode::HalfEven)?;
    (Exact::from(rounded.value) == units).then_some(rounded.steps)
}

/// A label in pounds and in grams: the pounds in grams, and which of the two declares more.
pub fn dual_declaration(pounds: Decimal, grams: Decimal) -> Option<(Exact, Unit)> {
    let converted = Quantity::new(pounds, Unit::Pound).exact_in(Unit::Gram)?;
    let larger = if converted > Exact::from(grams) { Unit::Pound } else { Unit::Gram };
    Some((converted, larger))
}

/// The allowance for moisture taken off the nominal gross; rounded to whole `interval`s first.
pub fn moisture_gross(labelled: Decimal, percent: Decimal, tare: Decimal, interval: Decimal) -> Option<MoistureGross> {
    let allowance_unrounded = &(&Exact::from(labelled) * &Exact::from(percent)) / 100;
    let allowance = round_to_interval(&allowance_unrounded, interval, Mode::HalfEven)?.value;
    let nominal_gross = Exact::from(labelled) + Exact::from(tare);
    let adjusted_nominal_gross = &nominal_gross - &Exact::from(allowance);
    Some(MoistureGross { allowance_unrounded, allowance, nominal_gross, adjusted_nominal_gross })
}

impl LotJudge<'_> {
    /// The mean purge, where the case gives purged net quantities.
    pub(super) fn purge(&mut self) -> Result<Option<Item>, Refusal> {
        let Some(list) = &self.case.purged_net else { return Ok(None) };
        let Some(rule) = &self.rule.hb133 else {
            return Err(Refusal::NotInRule { place: "purged_net", regulation: self.regulation.id.clone() });
        };
        let status = self.notes.used("放血水限值", "limit of purge", rule.status);
        let mut sum = Exact::zero();
        for (index, text) in list.iter().enumerate() {
            let place = format!("purged_net[{index}]");
            let net = &Exact::from(not_negative(&place, text)?) * &self.net.factor;
            if net > Exact::from(self.label.value) {
                return Err(impossible(&place, text, ("不能大于标注量", "it cannot exceed the label quantity")));
            }
            let lost = &Exact::from(self.label.value) - &net;
            sum = &sum + &lost.checked_div(&Exact::from(self.label.value)).unwrap_or_else(Exact::zero);
        }
        let limit = rule.purge_limit_percent;
        let mean = sum.checked_div(&Exact::from(list.len())).map(|mean| &mean * &Exact::from(100));
        let verdict = match &mean {
            None => ItemVerdict::Incomplete,
            Some(mean) if *mean <= Exact::from(limit) => ItemVerdict::Pass,
            Some(_) => ItemVerdict::Fail,
        };
        let value = mean.map(|mean| format!("{} %", show(&mean, 4)));
        let words = Words::new("平均放血水率", "mean purge");
        let result = value.clone().unwrap_or_default();
        let values = [("n", list.len().to_string()), ("limit", format!("{limit} %"))];
        self.notes.step(rule.clause.as_ref(), words.clone(), "Σ((Qn − q) / Qn) / n × 100 %", &values, result);
        let (clause, limit) = (rule.clause.clone(), Some(format!("≤ {limit} %")));
        Ok(Some(Item { item: "purge".into(), clause, verdict, limit, value, status, name: words }))
    }
}
