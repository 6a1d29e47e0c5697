//! Weighing and tare weighing: every load up and down within its limit, and enough of the right loads.

use super::super::codes::Code;
use super::super::judgement::ScaleReadingResult;
use super::super::number::{not_negative, positive, share};
use super::super::refusal::Refusal;
use super::case::{Direction, WeighingReading};
use super::error::Measured;
use super::plan::Instrument;
use super::{Found, ScaleJudge};
use crate::locale::Words;
use crate::quantity::Exact;
use std::collections::BTreeSet;

/// The loads of one direction.
type Loads = BTreeSet<Exact>;

impl ScaleJudge<'_> {
    pub(super) fn weighing(&mut self) -> Result<Found, Refusal> {
        let (case, rule) = (self.case, self.rule);
        let status = self.used_by_readings();
        let status =
            status.max(self.notes.used("称量载荷数", "number of weighing loads", rule.weighing.loads_min.status));
        let mut measured = Vec::new();
        for (index, row) in case.weighing.iter().enumerate() {
            let loading = row.loading(format!("weighing[{index}]"), self.zero_error.clone());
            let found = self.measure(&loading)?;
            let (zh, en) = direction_words(row.direction);
            let title = Words::new(format!("称量 {}{zh}", index + 1), format!("weighing {}{en}", index + 1));
            self.note_reading(&title, &loading, &found);
            let result = ScaleReadingResult { direction: row.direction, ..self.result_of(&loading, &found) };
            self.result.weighing.push(result);
            measured.push(found);
        }
        let mut complete = true;
        for instrument in self.plan.instruments.clone() {
            complete &= self.weighing_complete(&instrument, &case.weighing, &measured);
        }
        self.check_uncertainty(&measured);
        let status = status.max(self.near_status());
        let verdict = self.combined(complete, measured.iter().map(|found| found.verdict));
        let (limit, value) = self.worst(&measured);
        Ok(Found { clause: rule.weighing.loads_min.clause.clone(), verdict, limit, value, status })
    }

    /// Whether one range has been weighed at enough loads, both ways, and at those the regulation names.
    fn weighing_complete(&mut self, instrument: &Instrument, rows: &[WeighingReading], measured: &[Measured]) -> bool {
        let mut up = Loads::new();
        let mut down = Loads::new();
        for (row, found) in rows.iter().zip(measured).filter(|(_, found)| found.instrument == *instrument) {
            match row.direction {
                // The return to zero is read, but nought is no load.
                _ if found.load.is_zero() => false,
                Some(Direction::Up) => up.insert(found.load.clone()),
                Some(Direction::Down) => down.insert(found.load.clone()),
                None => false,
            };
        }
        let unloaded = !down.is_empty();
        // The largest load is where loading turns into unloading: it belongs to both.
        down.extend(up.last().cloned().filter(|_| unloaded));
        let wanted = self.rule.weighing.loads_min.value;
        let (enough_up, enough_down) = (
            self.warn_few(Some(instrument), ("称量加载", "weighing, loading"), up.len() as u64, wanted),
            self.warn_few(Some(instrument), ("称量卸载", "weighing, unloading"), down.len() as u64, wanted),
        );
        let min_from = self.min_from();
        let mut all = enough_up && enough_down;
        for asked in self.plan.asked_loads(instrument, min_from.as_ref()) {
            let there: Vec<&Exact> = up.union(&down).collect();
            let met = there.contains(&&asked.load)
                || asked.near && there.into_iter().any(|load| self.is_near(load, &asked.load));
            if !met {
                all = false;
                let load = self.plan.mass(&asked.load);
                let way = if asked.near { ("附近", "at or near") } else { ("处", "at") };
                let words = Words::new(
                    format!("{}称量缺少 {}（{load}）{}的载荷", range_words(instrument).0, asked.name, way.0),
                    format!("{}no weighing {} {} ({load})", range_words(instrument).1, way.1, asked.name),
                );
                self.notes.warn(Code::LoadsMissing, words);
            }
        }
        all
    }

    fn warn_few(&mut self, instrument: Option<&Instrument>, way: (&str, &str), have: u64, wanted: u64) -> bool {
        let missing = wanted.saturating_sub(have);
        if missing > 0 {
            let (zh, en) = instrument.map(range_words).unwrap_or_default();
            let words = Words::new(
                format!("{zh}{}：有 {have} 个不同载荷，还缺 {missing} 个（至少 {wanted} 个）", way.0),
                format!("{en}{}: {have} different loads, {missing} more are needed (at least {wanted})", way.1),
            );
            self.notes.warn(Code::LoadsMissing, words);
        }
        missing == 0
    }

    pub(super) fn tare_weighing(&mut self) -> Result<Found, Refusal> {
        let (case, rule) = (self.case, &self.rule.tare_weighing);
        let status = self.used_by_readings();
        let status =
            status.max(self.notes.used("去皮称量载荷数", "number of tare-weighing loads", rule.loads_min.status));
        let mut measured = Vec::new();
        for (index, row) in case.tare_weighing.iter().enumerate() {
            let loading = row.loading(format!("tare_weighing[{index}]"), self.tare_error.clone());
            let found = self.measure(&loading)?;
            let (zh, en) = direction_words(row.direction);
            let title = Words::new(
                format!("去皮称量 {}{zh}，净载荷", index + 1),
                format!("tare weighing {}{en}, net load", index + 1),
            );
            self.note_reading(&title, &loading, &found);
            let (direction, tare) = (row.direction, row.tare.clone());
            let result = ScaleReadingResult { direction, tare, ..self.result_of(&loading, &found) };
            self.result.tare_weighing.push(result);
            measured.push(found);
        }
        let loads: Loads = measured.iter().map(|found| found.load.clone()).filter(|load| !load.is_zero()).collect();
        let enough = self.warn_few(None, ("去皮称量", "tare weighing"), loads.len() as u64, rule.loads_min.value);
        let middle = self.tare_in_the_middle()?;
        let verdict = self.combined(enough && middle, measured.iter().map(|found| found.verdict));
        let (limit, value) = self.worst(&measured);
        let status = status.max(self.notes.used("皮重的选取", "choice of the tare", rule.tare_between.status));
        Ok(Found { clause: rule.loads_min.clause.clone(), verdict, limit, value, status })
    }

    /// Whether one of the tares lies where the regulation wants one. Without the largest tare this cannot be told.
    fn tare_in_the_middle(&mut self) -> Result<bool, Refusal> {
        let case = self.case;
        let mut tares = Vec::new();
        for (index, row) in case.tare_weighing.iter().enumerate() {
            let Some(tare) = &row.tare else { continue };
            tares.push(Exact::from(positive(&format!("tare_weighing[{index}].tare"), tare)?));
        }
        let additive = self.additive_tare()?;
        let Some(most) = self.max_tare()?.or(Some(additive).filter(|tare| !tare.is_zero())) else {
            let words = Words::new(
                "没有给出最大皮重，未核对皮重的选取",
                "the largest tare is not given: the choice of the tare was not checked",
            );
            self.notes.warn(Code::TareNotMiddle, words);
            return Ok(!tares.is_empty());
        };
        let [from, to] = &self.rule.tare_weighing.tare_between.value;
        let end = |text: &str| share(text).map_or_else(Exact::zero, |share| &share * &most);
        let (low, high) = (end(from), end(to));
        let met = tares.iter().any(|tare| low <= *tare && *tare <= high);
        if !met {
            let (low, high) = (self.plan.mass(&low), self.plan.mass(&high));
            let words = Words::new(
                format!("至少一个皮重应在 {low} 与 {high} 之间"),
                format!("at least one tare must lie between {low} and {high}"),
            );
            self.notes.warn(Code::TareNotMiddle, words);
        }
        Ok(met)
    }

    /// The reading nearest to its limit, or furthest beyond it: its limit and its value.
    pub(super) fn worst(&self, measured: &[Measured]) -> (Option<String>, Option<String>) {
        let used = |found: &&Measured| found.corrected.as_ref().and_then(|error| error.abs().checked_div(&found.mpe));
        let Some(worst) = measured.iter().filter(|found| found.corrected.is_some()).max_by_key(used) else {
            return (None, None);
        };
        let value = worst
            .corrected
            .as_ref()
            .map(|error| format!("{} @ {}", self.plan.signed(error), self.plan.mass(&worst.load)));
        (Some(format!("±{}", self.plan.mass(&worst.mpe))), value)
    }

    /// T+; nought where the case gives none.
    pub(super) fn additive_tare(&self) -> Result<Exact, Refusal> {
        let given = self.case.additive_tare.as_deref().map(|text| not_negative("additive_tare", text));
        Ok(given.transpose()?.map_or_else(Exact::zero, Exact::from))
    }

    /// The largest tare, where the case gives it.
    pub(super) fn max_tare(&self) -> Result<Option<Exact>, Refusal> {
        let given = self.case.max_tare.as_deref().map(|text| positive("max_tare", text));
        Ok(given.transpose()?.map(Exact::from))
    }
}

/// A range by its number, where the scale has several.
pub(super) fn range_words(instrument: &Instrument) -> (String, String) {
    let words = |number| (format!("量程 {number}："), format!("range {number}: "));
    instrument.number.map(words).unwrap_or_default()
}

const fn direction_words(direction: Option<Direction>) -> (&'static str, &'static str) {
    match direction {
        Some(Direction::Up) => ("（加载）", " (loading)"),
        Some(Direction::Down) => ("（卸载）", " (unloading)"),
        None => ("", ""),
    }
}
