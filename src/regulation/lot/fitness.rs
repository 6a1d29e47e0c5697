//! Whether the scale is fit for the goods: a gate before weighing, judged as soon as the scale is described.

use super::super::judgement::{Item, ItemVerdict};
use super::super::number::{positive, show};
use super::super::refusal::Refusal;
use super::super::uncertainty::{Budget, Decision, UncertaintyResult, check_share};
use super::LotJudge;
use super::rule::Fitness;
use crate::locale::Words;
use crate::quantity::{Exact, uncertainty};

/// Name of the item.
pub(super) const ITEM: &str = "scale";

impl LotJudge<'_> {
    /// The item and the uncertainty of one net quantity; nothing when the case does not describe its scale.
    pub(super) fn fitness(&mut self) -> Result<(Option<Item>, Option<UncertaintyResult>), Refusal> {
        let (Some(scale), Some(rule)) = (&self.case.scale, &self.rule.fitness) else { return Ok((None, None)) };
        let limit = self.basis.deficiency.clone();
        if limit.is_zero() {
            return Ok((None, None));
        }
        let factor = self.net.factor.clone();
        let in_label = |place: &str, text: &Option<String>| -> Result<Option<Exact>, Refusal> {
            let value = text.as_deref().map(|text| positive(place, text)).transpose()?;
            Ok(value.map(|value| &Exact::from(value) * &factor))
        };
        let division = in_label("scale.division", &scale.division)?;
        let capacity = in_label("scale.capacity", &scale.capacity)?;
        let stated = scale.uncertainty.as_ref().map(|stated| stated.variance("scale.uncertainty")).transpose()?;
        let budget = self.budget(division.as_ref(), stated.map(|variance| &variance * &factor.squared()));
        let status = self.notes.used("秤的适用性", "fitness of the scale", rule.status);
        let (mut verdicts, mut bounds) = (Vec::new(), Vec::new());
        if let (Some(text), false) = (&rule.uncertainty_share, budget.is_empty()) {
            let share = super::super::number::share(text).unwrap_or_else(Exact::zero);
            let unit = self.label.unit.symbol();
            let clause = rule.clause.as_ref();
            bounds.push(&limit * &share);
            verdicts.push(check_share(&mut self.notes, clause, &budget.expanded(), (text, &share), &limit, unit));
        }
        verdicts.extend(self.division(rule, division.as_ref(), capacity.as_ref()));
        let unit = self.label.unit.symbol();
        let result = (!budget.is_empty()).then(|| budget.result(&limit, &bounds, unit, Decision::Simple));
        let verdict = match verdicts.as_slice() {
            [] => ItemVerdict::Incomplete,
            found if found.contains(&false) => ItemVerdict::Fail,
            _ => ItemVerdict::Pass,
        };
        let value = result.as_ref().map(|result| format!("U = {} {}", result.expanded, result.unit));
        let limit = rule.uncertainty_share.as_ref().map(|share| format!("U ≤ {share}·T"));
        let name = Words::new("秤的适用性", "fitness of the scale");
        let item = Item { item: ITEM.into(), clause: rule.clause.clone(), verdict, limit, value, status, name };
        Ok((Some(item), result))
    }

    /// Gross and tare are both read with the division; a mean tare of n packings less so.
    fn budget(&self, division: Option<&Exact>, stated: Option<Exact>) -> Budget {
        let mut budget = Budget::default();
        if let Some(variance) = stated {
            budget.add("秤的校准", "calibration of the scale", variance);
        }
        if let Some(division) = division {
            let variance = uncertainty::of_resolution(division);
            let packings = u32::try_from(self.net.tares.len()).unwrap_or(u32::MAX);
            if self.case.gross.is_some() {
                let of_tare = match self.case.tare.as_ref().map(|tare| tare.method) {
                    Some(super::case::TareMethod::Average) if packings > 0 => &variance / packings,
                    _ => variance.clone(),
                };
                budget.add("皮重的分辨力", "resolution of the tare", of_tare);
            }
            budget.add("称量的分辨力", "resolution of the weighing", variance);
        }
        budget
    }

    fn division(&mut self, rule: &Fitness, division: Option<&Exact>, capacity: Option<&Exact>) -> Vec<bool> {
        let mut verdicts = Vec::new();
        let Some(division) = division else { return verdicts };
        let unit = self.label.unit;
        let word = |good: bool| if good { "pass" } else { "fail" };
        if let Some(text) = &rule.division_share {
            let share = super::super::number::share(text).unwrap_or_else(Exact::zero);
            let most = &self.basis.deficiency * &share;
            let good = *division <= most;
            let words = Words::new(
                format!("分度值应不大于允许短缺量的 {text}"),
                format!("the division must not exceed {text} of the tolerable deficiency"),
            );
            let values =
                [("d", format!("{} {unit}", show(division, 9))), ("T", self.plan.tolerable_deficiency.to_string())];
            self.notes.step(rule.clause.as_ref(), words, &format!("d ≤ {text}·T"), &values, word(good));
            verdicts.push(good);
        }
        if let (Some(least), Some(capacity)) = (rule.divisions_min, capacity) {
            let number = capacity.checked_div(division).unwrap_or_else(Exact::zero);
            let good = number >= Exact::from(least);
            let words = Words::new(
                format!("秤至少应有 {least} 个分度"),
                format!("the scale must have at least {least} divisions"),
            );
            let values = [("Max/d", show(&number, 3))];
            self.notes.step(rule.clause.as_ref(), words, "Max/d ≥ n", &values, word(good));
            verdicts.push(good);
        }
        verdicts
    }
}
