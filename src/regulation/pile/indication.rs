//! The indication error (示值误差), an item of 2018: the energy displayed after a charge against the standard's energy for
//! the same charge. Where it is no item, the errors are shown without a verdict. A guard band is drawn for the working
//! error only.

use super::super::conclusion::word;
use super::super::judgement::{IndicationResult, Item, ItemVerdict, PileResult, Status};
use super::super::number::{not_negative, signed};
use super::super::refusal::Refusal;
use super::case::IndicationReading;
use super::error::{Comparer, PLACES, limit_text, one_unit, percent_text, unit_of_energy};
use super::row::{Load, choose, rows_of};
use super::rule::IndicationRule;
use super::{PileJudge, kept};
use crate::locale::Words;
use crate::quantity::{Decimal, Exact, round_to_places};

impl PileJudge<'_> {
    /// The indication error item, where the edition has it; the errors in any case.
    pub(super) fn indication(&mut self, pile: &mut PileResult) -> Result<Option<Item>, Refusal> {
        let errors = self.indication_errors()?;
        let result = |error: &Exact, verdict| IndicationResult {
            error_percent: round_to_places(error, PLACES).to_string(),
            verdict,
        };
        let Some(rule) = &self.rule.indication_error else {
            pile.indication = errors.iter().map(|error| result(error, ItemVerdict::NotApplicable)).collect();
            return Ok(None);
        };
        let base = Self::open_item("indication-error", &rule.name, rule.clause.as_ref());
        let shown: Vec<String> =
            errors.iter().map(|error| format!("{} %", signed(round_to_places(error, PLACES).to_string()))).collect();
        let value = (!shown.is_empty()).then(|| shown.join(", "));
        let Some((limit, status)) = self.indication_limit(rule) else {
            pile.indication = errors.iter().map(|error| result(error, ItemVerdict::Incomplete)).collect();
            return Ok(Some(Item { value, ..base }));
        };
        let mut verdicts = Vec::new();
        for error in &errors {
            let verdict = kept(error.abs() <= Exact::from(limit));
            let words = Words::new(
                "示值误差与误差限比较，不修约，等于误差限为合格",
                "the indication error is held against the limit unrounded; equal to the limit passes",
            );
            let values = [("γ", percent_text(error)), ("limit", limit_text(limit))];
            self.notes.step(rule.clause.as_ref(), words, "|γ| ≤ limit", &values, word(verdict));
            verdicts.push(verdict);
        }
        pile.indication = errors.iter().zip(&verdicts).map(|(error, verdict)| result(error, *verdict)).collect();
        let verdict = if verdicts.is_empty() {
            ItemVerdict::Incomplete
        } else if verdicts.contains(&ItemVerdict::Fail) {
            ItemVerdict::Fail
        } else {
            ItemVerdict::Pass
        };
        if !verdicts.is_empty() {
            self.notes.used("示值误差限", "limit of the indication error", status);
        }
        Ok(Some(Item { verdict, limit: Some(limit_text(limit)), value, status, ..base }))
    }

    /// The limit of the class; `None` where it is a gap or the class is not known.
    fn indication_limit(&mut self, rule: &IndicationRule) -> Option<(Decimal, Status)> {
        let class = self.class.clone()?;
        let row = choose(rows_of(&rule.rows, &class, self.kind), &Load::default(), &self.marks).ok();
        let found = row.and_then(|row| Some((row.limit_percent?, row.status)));
        if found.is_none() {
            self.notes.gap("示值误差限", "limit of the indication error");
        }
        found
    }

    fn indication_errors(&mut self) -> Result<Vec<Exact>, Refusal> {
        let readings = &self.case.indication;
        one_unit(|index| format!("indication[{index}].unit"), readings.iter().map(|reading| reading.unit.as_deref()))?;
        let clause = self.rule.indication_error.as_ref().and_then(|rule| rule.clause.as_ref());
        let mut comparer = Comparer { clause, notes: &mut self.notes };
        let readings = readings.iter().enumerate();
        readings.map(|(index, reading)| indication_error(&mut comparer, index, reading)).collect()
    }
}

fn indication_error(comparer: &mut Comparer, index: usize, reading: &IndicationReading) -> Result<Exact, Refusal> {
    let at = |key: &str| format!("indication[{index}].{key}");
    let shown = reading.instrument.as_deref().ok_or(Refusal::Missing("indication.instrument"))?;
    let reference = reading.reference.as_deref().ok_or(Refusal::Missing("indication.reference"))?;
    let unit = unit_of_energy(&at("unit"), reading.unit.as_deref())?;
    let instrument = Exact::from(not_negative(&at("instrument"), shown)?);
    let what = Words::new(format!("第 {} 次充电", index + 1), format!("charge {}", index + 1));
    comparer.compare(&what, &at("reference"), (&instrument, shown), reference, unit).map(|compared| compared.percent)
}
