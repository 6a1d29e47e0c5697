//! The amount to be paid (付费金额误差): what the pile displays against energy × price.
//!
//! An item of 2018. In 2022 it is none; the difference is still worked out for whoever wants to know, without a verdict.

use super::super::conclusion::word;
use super::super::judgement::{Item, ItemVerdict, PileResult};
use super::super::number::{not_negative, positive, show, signed};
use super::super::refusal::Refusal;
use super::case::PayAmount;
use super::{PileJudge, kept};
use crate::locale::Words;
use crate::quantity::Exact;

/// Decimals of a printed amount where it does not end sooner.
const PLACES: u32 = 9;

/// The amount as displayed and as worked out.
struct Amounts {
    displayed: Exact,
    computed: Exact,
    formula: &'static str,
    values: Vec<(&'static str, String)>,
}

impl PileJudge<'_> {
    /// The pay amount item, where the edition has it; the difference in any case.
    pub(super) fn pay_amount(&mut self, pile: &mut PileResult) -> Result<Option<Item>, Refusal> {
        let base = self.rule.pay_amount.as_ref();
        let base = base.map(|rule| Self::open_item("pay-amount", &rule.name, rule.clause.as_ref()));
        let Some(pay) = &self.case.pay else { return Ok(base) };
        let amounts = amounts(pay)?;
        let own_step = pay.step.as_deref().map(|text| positive("pay.step", text).map(Exact::from)).transpose()?;
        let difference = &amounts.displayed - &amounts.computed;
        let shown = signed(show(&difference, PLACES));
        pile.pay_difference = Some(show(&difference, PLACES));
        let clause = base.as_ref().and_then(|item| item.clause.clone());
        let words = Words::new(
            "显示金额减去电量与单价之积，乘积不修约",
            "displayed amount less energy times price; the product is not rounded",
        );
        self.notes.step(clause.as_ref(), words, amounts.formula, &amounts.values, shown.clone());
        let (Some(rule), Some(base)) = (&self.rule.pay_amount, base) else {
            self.note_no_item();
            return Ok(None);
        };
        let from_data = rule.step.value.map(Exact::from);
        let status = if own_step.is_some() {
            self.rule.item_list.status
        } else {
            self.notes.used("最小付费变量", "minimum pay variable", rule.step.status)
        };
        let Some(step) = own_step.or(from_data) else {
            self.notes.gap("最小付费变量", "minimum pay variable");
            return Ok(Some(Item { value: Some(shown), ..base }));
        };
        let verdict = kept(difference.abs() <= step);
        let limit = show(&step, PLACES);
        let words = Words::new(
            "金额之差的绝对值不大于最小付费变量",
            "the difference is not beyond the minimum pay variable either way",
        );
        let values = [("Δ", shown.clone()), ("step", limit.clone())];
        self.notes.step(clause.as_ref(), words, "|Δ| ≤ step", &values, word(verdict));
        Ok(Some(Item { verdict, limit: Some(format!("≤ {limit}")), value: Some(shown), status, ..base }))
    }

    fn note_no_item(&mut self) {
        let words = Words::new(
            "本版规程没有付费金额项目，差值仅供参考，不参与结论",
            "this edition has no pay amount item: the difference is information and no part of the verdict",
        );
        self.notes.step(None, words, "-", &[], word(ItemVerdict::NotApplicable));
    }
}

fn amounts(pay: &PayAmount) -> Result<Amounts, Refusal> {
    let displayed = Exact::from(not_negative("pay.displayed", &pay.displayed)?);
    let product = |place: &str, energy: &str, price: &str| {
        let energy = not_negative(&format!("{place}.energy"), energy)?;
        let price = not_negative(&format!("{place}.price"), price)?;
        Ok(&Exact::from(energy) * &Exact::from(price))
    };
    if !pay.periods.is_empty() {
        if pay.energy.is_some() || pay.price.is_some() {
            return Err(Refusal::Both("pay.periods", "pay.energy / pay.price"));
        }
        let parts = pay.periods.iter().enumerate();
        let parts = parts.map(|(index, part)| product(&format!("pay.periods[{index}]"), &part.energy, &part.price));
        let computed = parts.collect::<Result<Vec<Exact>, Refusal>>()?.into_iter().sum();
        let shown = pay.periods.iter().map(|part| format!("{} × {}", part.energy, part.price));
        let values = vec![("A", pay.displayed.clone()), ("ΣEi·pi", shown.collect::<Vec<_>>().join(" + "))];
        return Ok(Amounts { displayed, computed, formula: "Δ = A − ΣEi·pi", values });
    }
    let energy = pay.energy.as_deref().ok_or(Refusal::Missing("pay.energy (or pay.periods)"))?;
    let price = pay.price.as_deref().ok_or(Refusal::Missing("pay.price"))?;
    let computed = product("pay", energy, price)?;
    let values = vec![("A", pay.displayed.clone()), ("E", format!("{energy} kWh")), ("p", price.to_owned())];
    Ok(Amounts { displayed, computed, formula: "Δ = A − E·p", values })
}
