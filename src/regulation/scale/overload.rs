//! The indication above Max: a little room for the error, then no weight may be shown.

use super::super::conclusion::word;
use super::super::judgement::ItemVerdict;
use super::super::number::positive;
use super::super::refusal::Refusal;
use super::plan::Instrument;
use super::{Found, ScaleJudge};
use crate::locale::Words;
use crate::quantity::Exact;

impl ScaleJudge<'_> {
    pub(super) fn overload(&mut self) -> Result<Found, Refusal> {
        let figure = &self.rule.overload;
        let status = self.notes.used("最大称量以上的示值", "indication above Max", figure.status);
        let overload = self.case.overload.clone().unwrap_or_default();
        if overload.indication_blank.is_some() && overload.first_blank_above.is_some() {
            return Err(Refusal::Both("overload.indication_blank", "overload.first_blank_above"));
        }
        let limit = self.plan.instruments.last().map_or_else(Exact::zero, |range| ceiling(range, figure.value));
        let shown_limit = format!("≤ Max + {} e = {}", figure.value, self.plan.mass(&limit));
        let last = overload.first_blank_above.as_deref().map(|text| positive("overload.first_blank_above", text));
        let last = last.transpose()?.map(Exact::from);
        let verdict = match (overload.indication_blank, &last) {
            (Some(true), _) => ItemVerdict::Pass,
            (Some(false), _) => ItemVerdict::Fail,
            (None, Some(last)) if *last <= limit => ItemVerdict::Pass,
            (None, Some(_)) => ItemVerdict::Fail,
            (None, None) => ItemVerdict::Incomplete,
        };
        let verdict = self.combined(true, [verdict]);
        let value = match (overload.indication_blank, &last) {
            (Some(true), _) => Some(format!("≤ {}", self.plan.mass(&limit))),
            (Some(false), _) => Some(format!("> {}", self.plan.mass(&limit))),
            (None, last) => last.as_ref().map(|last| self.plan.mass(last)),
        };
        if let Some(value) = &value {
            let words =
                Words::new("超过最大称量以后不再显示重量", "above Max, and the room for the error, no weight is shown");
            let values = [("limit", shown_limit.clone()), ("I", value.clone())];
            let formula = format!("I ≤ Max + {} e", figure.value);
            self.notes.step(figure.clause.as_ref(), words, &formula, &values, word(verdict));
        }
        Ok(Found { clause: figure.clause.clone(), verdict, limit: Some(shown_limit), value, status })
    }
}

/// The largest weight that may still be shown.
fn ceiling(range: &Instrument, intervals: u64) -> Exact {
    range.max() + &(&range.highest().e * &Exact::from(intervals))
}
