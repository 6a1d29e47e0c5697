//! Allowances for goods that lose moisture: the nominal quantity is lowered before the test, or the limits are widened
//! after it. Never both.

use super::super::refusal::Refusal;
use super::LotJudge;
use super::case::MoistureApplied;
use crate::locale::Words;
use crate::quantity::{Exact, Mode, Quantity, round_to_interval};

impl LotJudge<'_> {
    /// Changes what the packages are held against, where the case names goods of the rule's list.
    pub(super) fn moisture(&mut self) -> Result<(), Refusal> {
        let Some(used) = &self.case.moisture else { return Ok(()) };
        let Some(rule) = &self.rule.moisture else {
            return Err(Refusal::NotInRule { place: "moisture", regulation: self.regulation.id.clone() });
        };
        let goods = rule.goods.iter().find(|goods| goods.name == used.goods).ok_or_else(|| Refusal::Choice {
            place: "moisture.goods".into(),
            value: used.goods.clone(),
            allowed: rule.goods.iter().map(|goods| goods.name.as_str()).collect::<Vec<_>>().join(" "),
        })?;
        let in_rule = self.label.exact_in(rule.unit).ok_or_else(|| Refusal::Unit {
            place: "label.unit".into(),
            unit: self.label.unit.symbol().into(),
            allowed: rule.unit.symbol().into(),
        })?;
        let raw = &(&in_rule * &Exact::from(goods.percent)) / 100;
        let allowance = round_to_interval(&raw, rule.interval, Mode::HalfEven).map_or(raw, |r| r.value.into());
        let shown = self.show_net(&allowance, rule.interval.scale());
        let factor = rule.unit.factor_to(self.label.unit).unwrap_or_else(|| Exact::from(1));
        let allowance = &allowance * &factor;
        let status = rule.status;
        let words = Words::new(
            format!("{}：水分允许量为标注量的 {} %", goods.words.zh, goods.percent),
            format!("{}: {} % of the label quantity is allowed for moisture", goods.words.en, goods.percent),
        );
        let values = [("Qn", self.label.to_string()), ("p", format!("{} %", goods.percent))];
        let clause = rule.clause.clone();
        self.notes.step(clause.as_ref(), words, "a = round(p·Qn)", &values, format!("{shown} {}", rule.unit));
        self.notes.used("水分允许量", "moisture allowance", status);
        let nominal = &Exact::from(self.label.value) - &allowance;
        let (words, formula) = match used.apply {
            MoistureApplied::Before => {
                self.basis.label = nominal.clone();
                (Words::new("检验前从标注量中减去", "taken off the nominal quantity before the test"), "Qn' = Qn − a")
            }
            MoistureApplied::After => {
                self.basis.deficiency = &self.basis.deficiency + &allowance;
                (Words::new("检验后加到限值上", "added to the limits after the test"), "T' = T + a; λ·s' = λ·s + a")
            }
        };
        self.basis.mean_label = nominal;
        let result = Quantity::new(self.plan.tolerable_deficiency.value, self.label.unit).to_string();
        self.notes.step(clause.as_ref(), words, formula, &[("T", result)], "ok");
        Ok(())
    }
}
