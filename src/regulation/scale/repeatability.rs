//! Repeatability: one load weighed several times; the spread within the limit, and each error by itself.

use super::super::codes::Code;
use super::super::conclusion::word;
use super::super::judgement::{ItemVerdict, RepeatabilityResult, Status};
use super::super::number::{impossible, share};
use super::super::refusal::Refusal;
use super::error::Measured;
use super::plan::{Instrument, decimal};
use super::weighing::range_words;
use super::{Found, ScaleJudge};
use crate::locale::Words;
use crate::quantity::Exact;

impl ScaleJudge<'_> {
    pub(super) fn repeatability(&mut self) -> Result<Found, Refusal> {
        let (case, rule) = (self.case, self.rule);
        let status = self.used_by_readings();
        let status =
            status.max(self.notes.used("重复性判定", "rule of repeatability", rule.repeatability.spread.status));
        let mut measured = Vec::new();
        for (index, row) in case.repeatability.iter().enumerate() {
            let loading = row.loading(format!("repeatability[{index}]"), self.zero_error.clone());
            let found = self.measure(&loading)?;
            let title =
                Words::new(format!("重复性，第 {} 次", index + 1), format!("repeatability, weighing {}", index + 1));
            self.note_reading(&title, &loading, &found);
            measured.push(found);
        }
        one_load(&measured)?;
        let count = rule.repeatability.counts.iter().find(|count| count.class == self.plan.class);
        let status = status.max(count.map_or(Status::Unconfirmed, |count| {
            self.notes.used("重复性测量次数", "number of repeated weighings", count.status)
        }));
        let wanted = count.map_or(0, |count| count.value);
        let mut results = Vec::new();
        let mut complete = true;
        for instrument in self.plan.instruments.clone() {
            let here: Vec<&Measured> = measured.iter().filter(|found| found.instrument == instrument).collect();
            complete &= self.enough_repeats(&instrument, here.len() as u64, wanted);
            results.extend(
                here.first()
                    .map(|first| (*first, here.as_slice()))
                    .map(|(first, here)| self.spread_of(&instrument, first, here)),
            );
        }
        let verdict = self.combined(complete, results.iter().map(|result| result.verdict));
        let unit = self.plan.unit;
        let rank = |result: &RepeatabilityResult| match result.verdict {
            ItemVerdict::Fail => 2,
            ItemVerdict::Incomplete => 1,
            ItemVerdict::Pass | ItemVerdict::NotApplicable => 0,
        };
        let worst = results.into_iter().max_by_key(rank);
        let mut limit = worst.as_ref().map(|worst| format!("{} {unit}", worst.mpe));
        let mut value = worst.as_ref().and_then(|worst| worst.spread.as_ref()).map(|spread| format!("{spread} {unit}"));
        // A spread that holds is not what it fails by: then an error by itself is beyond the limit, and that is said.
        if let Some(worst) = worst
            .as_ref()
            .filter(|worst| (worst.spread_verdict, worst.each_error_verdict) == (ItemVerdict::Pass, ItemVerdict::Fail))
        {
            let here = measured.iter().filter(|found| found.instrument.number == worst.range);
            let largest = here.filter_map(|found| found.corrected.as_ref()).max_by_key(|error| error.abs());
            value = largest.map(|error| format!("Ec = {}", self.plan.signed(error)));
            limit = Some(format!("±{} {unit}", worst.mpe));
        }
        self.result.repeatability = worst;
        Ok(Found { clause: rule.repeatability.spread.clause.clone(), verdict, limit, value, status })
    }

    fn enough_repeats(&mut self, instrument: &Instrument, have: u64, wanted: u64) -> bool {
        let missing = wanted.saturating_sub(have);
        if missing > 0 {
            let (zh, en) = range_words(instrument);
            let words = Words::new(
                format!("{zh}重复性有 {have} 次，还缺 {missing} 次"),
                format!("{en}{have} weighings for repeatability, {missing} more are needed"),
            );
            self.notes.warn(Code::RepeatsTooFew, words);
        }
        missing == 0
    }

    fn spread_of(&mut self, instrument: &Instrument, first: &Measured, here: &[&Measured]) -> RepeatabilityResult {
        self.warn_repeat_load(instrument, first);
        let known: Option<Vec<&Exact>> = here.iter().map(|found| found.before_rounding.as_ref()).collect();
        let ends = known.and_then(|known| Some((*known.iter().max()?, *known.iter().min()?)));
        let spread = ends.map(|(largest, smallest)| largest - smallest);
        let spread_verdict = match &spread {
            None => ItemVerdict::Incomplete,
            Some(spread) if *spread <= first.mpe => ItemVerdict::Pass,
            Some(_) => ItemVerdict::Fail,
        };
        let each_error_verdict = worse(here.iter().map(|found| found.verdict));
        let mpe = self.plan.mass(&first.mpe);
        if let (Some((largest, smallest)), Some(spread)) = (ends, &spread) {
            let words = Words::new(
                format!("重复性：{} 次中最大与最小之差不超过 {mpe}", here.len()),
                format!("repeatability: largest minus smallest of {} within {mpe}", here.len()),
            );
            let values = [
                ("Pmax", self.plan.mass(largest)),
                ("Pmin", self.plan.mass(smallest)),
                ("Pmax − Pmin", self.plan.mass(spread)),
                ("MPE", mpe),
            ];
            let clause = self.rule.repeatability.spread.clause.as_ref();
            self.notes.step(clause, words, "Pmax − Pmin ≤ |MPE|", &values, word(spread_verdict));
        }
        let text = |mass: &Exact| decimal(mass).to_string();
        RepeatabilityResult {
            range: instrument.number,
            load: text(&first.load),
            spread: spread.as_ref().map(text),
            mpe: text(&first.mpe),
            corrected_errors: here.iter().map(|found| found.corrected.as_ref().map(text)).collect(),
            spread_verdict,
            each_error_verdict,
            verdict: worse([spread_verdict, each_error_verdict]),
        }
    }

    fn warn_repeat_load(&mut self, instrument: &Instrument, first: &Measured) {
        let share = share(&self.rule.repeatability.load.value).unwrap_or_else(Exact::zero);
        let asked = instrument.max() * &share;
        let near = self.is_near(&first.load, &asked);
        // The load only draws a warning; what is near has no part in the verdict.
        self.near_used = false;
        if near {
            return;
        }
        let (load, asked) = (self.plan.mass(&first.load), self.plan.mass(&asked));
        let words = Words::new(
            format!("重复性载荷 {load} 偏离建议的 {asked}"),
            format!("repeatability at {load}, not at the {asked} that are asked for"),
        );
        self.notes.warn(Code::LoadOff, words);
    }
}

/// A fail before what is missing, and that before a pass.
fn worse(verdicts: impl IntoIterator<Item = ItemVerdict>) -> ItemVerdict {
    verdicts.into_iter().fold(ItemVerdict::Pass, |so_far, verdict| match (so_far, verdict) {
        (ItemVerdict::Fail, _) | (_, ItemVerdict::Fail) => ItemVerdict::Fail,
        (ItemVerdict::Incomplete, _) | (_, ItemVerdict::Incomplete) => ItemVerdict::Incomplete,
        (so_far, _) => so_far,
    })
}

/// The readings of one range must be of one load, or their spread says nothing.
fn one_load(measured: &[Measured]) -> Result<(), Refusal> {
    for (index, found) in measured.iter().enumerate() {
        let first = measured.iter().find(|first| first.instrument == found.instrument);
        if first.is_some_and(|first| first.load != found.load) {
            let place = format!("repeatability[{index}].load");
            let right = ("重复性各次的载荷必须相同", "all weighings of repeatability have the same load");
            return Err(impossible(&place, &decimal(&found.load).to_string(), right));
        }
    }
    Ok(())
}
