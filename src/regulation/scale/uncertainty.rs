//! Uncertainty of the error of one reading: small weights or display step, the zero, repeatability, the standard weights.

use super::super::number::{not_negative, number, share};
use super::super::refusal::Refusal;
use super::super::uncertainty::{Budget, Decision, UncertaintyResult, check_share};
use super::ScaleJudge;
use super::error::Measured;
use super::plan::Part;
use crate::quantity::{Exact, Sample, uncertainty};

impl ScaleJudge<'_> {
    /// What is known of the uncertainty of an error with this limit in this part of the range.
    pub(super) fn budget(&self, part: &Part, mpe: &Exact) -> Result<Budget, Refusal> {
        let mut budget = Budget::default();
        let fine = self.is_fine(part);
        let step = if fine { part.d.clone() } else { self.delta_step(part) };
        let variance = uncertainty::of_resolution(&step);
        let (zh, en) = if fine {
            ("显示分度", "display step")
        } else {
            ("附加砝码的级差", "steps of the small weights")
        };
        budget.add(zh, en, variance.clone());
        budget.add("零点的测定", "finding the zero", variance);
        if let Some(variance) = self.repeat_variance(part, mpe) {
            budget.add("重复性", "repeatability", variance);
        }
        for (index, standard) in self.case.standards.iter().enumerate() {
            if let Some(stated) = &standard.uncertainty {
                let variance = stated.variance(&format!("standards[{index}].uncertainty"))?;
                budget.add("标准砝码", "standard weights", variance);
            }
        }
        Ok(budget)
    }

    /// The weights of the changeover method come in steps of so much of e.
    fn delta_step(&self, part: &Part) -> Exact {
        share(&self.rule.delta_step.value).map_or_else(Exact::zero, |share| &share * &part.e)
    }

    /// s² of the repeated weighings, for loads whose limit is no smaller than theirs: what was found at a heavy load says
    /// nothing of a light one. Nothing while fewer than two can be read; what is wrong with one is told where it is judged.
    fn repeat_variance(&self, part: &Part, mpe: &Exact) -> Option<Exact> {
        let fine = self.is_fine(part);
        let load = Exact::from(not_negative("", &self.case.repeatability.first()?.load).ok()?);
        if self.plan.limit(part, &load) > *mpe {
            return None;
        }
        let value = |row: &super::case::RepeatabilityReading| {
            let indication = Exact::from(number("", row.indication.as_deref()?).ok()?);
            if fine {
                return Some(indication);
            }
            let delta = Exact::from(not_negative("", row.delta.as_deref()?).ok()?);
            Some(&indication - &delta)
        };
        let values: Vec<Exact> = self.case.repeatability.iter().filter_map(value).collect();
        Sample::new(&values).standard_deviation().map(|s| s.squared().clone())
    }

    /// For people and files.
    pub(super) fn uncertainty_of(&self, measured: &Measured) -> Option<UncertaintyResult> {
        let (budget, decision) = (&measured.budget, self.case.decision);
        let mpe = &measured.mpe;
        let room =
            measured.corrected.iter().filter(|_| decision == Decision::GuardBand).map(|error| mpe - &error.abs());
        let bounds: Vec<Exact> =
            room.chain(share(&self.rule.uncertainty_share.value).map(|most| mpe * &most)).collect();
        (!budget.is_empty()).then(|| budget.result(mpe, &bounds, self.plan.unit.symbol(), decision))
    }

    /// Holds the largest uncertainty, against its limit, to the share that the regulation allows.
    pub(super) fn check_uncertainty(&mut self, measured: &[Measured]) {
        let ratio = |found: &&Measured| {
            let ratio = found.budget.expanded().percent_of(&found.mpe, 6);
            ratio.unwrap_or_default()
        };
        let Some(worst) = measured.iter().filter(|found| found.corrected.is_some()).max_by_key(ratio) else { return };
        let rule = &self.rule.uncertainty_share;
        self.notes.used("不确定度占误差限的比例", "share of the limit for the uncertainty", rule.status);
        let allowed = share(&rule.value).unwrap_or_else(Exact::zero);
        let (expanded, mpe) = (worst.budget.expanded(), worst.mpe.clone());
        let unit = self.plan.unit.symbol();
        check_share(&mut self.notes, rule.clause.as_ref(), &expanded, (&rule.value, &allowed), &mpe, unit);
    }
}
