//! Eccentricity: the same load on every part of the receptor, each reading within the limit of that load.

use super::super::codes::Code;
use super::super::judgement::{ScaleReadingResult, Status};
use super::super::number::{impossible, share};
use super::super::refusal::Refusal;
use super::case::{Position, Receptor, ScaleCase};
use super::error::Measured;
use super::plan::{Instrument, decimal};
use super::rule::ScaleRule;
use super::weighing::range_words;
use super::{Found, ScaleJudge};
use crate::locale::Words;
use crate::quantity::Exact;
use std::collections::BTreeSet;

/// Names of the middle of the receptor: a place to start from, none of the positions.
const MIDDLE: &[&str] = &["center", "centre", "middle", "中心", "中间"];

/// What the test asks for: how many positions, and the share of Max + T+ on each.
pub(super) struct Asked {
    pub positions: u64,
    pub share: Exact,
    /// The share as it is written: `1/3`.
    written: String,
    clause: Option<String>,
    status: Status,
}

impl ScaleJudge<'_> {
    pub(super) fn eccentricity(&mut self) -> Result<Found, Refusal> {
        let case = self.case;
        let asked = asked_eccentricity(self.rule, case)?;
        let status = self.used_by_readings();
        let mut loads = Vec::new();
        for (instrument, asked) in self.plan.instruments.clone().iter().zip(asked.iter().cycle()) {
            loads.push(self.note_load(instrument, asked)?);
        }
        let mut measured = Vec::new();
        for (index, row) in case.eccentricity.iter().enumerate() {
            let loading = row.loading(format!("eccentricity[{index}]"), self.zero_error.clone());
            let found = self.measure(&loading)?;
            let position = row.position.as_ref().map_or_else(|| (index + 1).to_string(), Position::to_string);
            let title = Words::new(format!("偏载，位置 {position}"), format!("eccentricity, position {position}"));
            self.note_reading(&title, &loading, &found);
            let result = ScaleReadingResult { position: row.position.clone(), ..self.result_of(&loading, &found) };
            self.result.eccentricity.push(result);
            measured.push(found);
        }
        let (limit, value) = self.worst(&measured);
        let Some(asked) = asked else {
            let words = Words::new(
                "没有给出支承点数，偏载的载荷和位置数无法确定",
                "the number of supports is not given: load and positions cannot be told",
            );
            self.notes.warn(Code::PositionsMissing, words);
            let verdict = self.combined(false, measured.iter().map(|found| found.verdict));
            return Ok(Found { clause: None, verdict, limit, value, status });
        };
        let name = ("偏载载荷", "eccentricity load");
        let status = status.max(self.notes.used(name.0, name.1, asked.status));
        let mut complete = true;
        for (instrument, load) in self.plan.instruments.clone().iter().zip(&loads) {
            complete &= self.positions_complete(instrument, &asked, &measured);
            self.warn_loads(instrument, load, &measured);
        }
        let status = status.max(self.near_status());
        let verdict = self.combined(complete, measured.iter().map(|found| found.verdict));
        Ok(Found { clause: asked.clause, verdict, limit, value, status })
    }

    fn note_load(&mut self, instrument: &Instrument, asked: &Asked) -> Result<Exact, Refusal> {
        let additive = self.additive_tare()?;
        let load = &(instrument.max() + &additive) * &asked.share;
        let (zh, en) = range_words(instrument);
        let words = Words::new(
            format!("{zh}偏载应加的载荷，依次放在 {} 个位置", asked.positions),
            format!("{en}load of the eccentricity test, on {} positions in turn", asked.positions),
        );
        let supports = self.case.supports.unwrap_or_default().to_string();
        let values =
            [("Max", self.plan.mass(instrument.max())), ("T+", self.plan.mass(&additive)), ("supports", supports)];
        let formula = format!("(Max + T+) × {}", asked.written);
        self.notes.step(asked.clause.as_ref(), words, &formula, &values, self.plan.mass(&load));
        self.result.eccentricity_load = Some(decimal(&load).to_string());
        Ok(load)
    }

    fn positions_complete(&mut self, instrument: &Instrument, asked: &Asked, measured: &[Measured]) -> bool {
        let rows = self.case.eccentricity.iter().zip(measured);
        let here = rows.filter(|(_, found)| found.instrument == *instrument);
        let named = |position: &&Position| !MIDDLE.contains(&position.to_string().as_str());
        let positions: BTreeSet<&Position> = here.filter_map(|(row, _)| row.position.as_ref()).filter(named).collect();
        let missing = asked.positions.saturating_sub(positions.len() as u64);
        if missing > 0 {
            let (zh, en) = range_words(instrument);
            let words = Words::new(
                format!("{zh}偏载还缺 {missing} 个位置（共 {} 个）", asked.positions),
                format!("{en}{missing} of {} positions of the eccentricity test are missing", asked.positions),
            );
            self.notes.warn(Code::PositionsMissing, words);
        }
        missing == 0
    }

    fn warn_loads(&mut self, instrument: &Instrument, asked: &Exact, measured: &[Measured]) {
        for (index, found) in measured.iter().enumerate().filter(|(_, found)| found.instrument == *instrument) {
            if self.is_near(&found.load, asked) {
                continue;
            }
            let (load, asked) = (self.plan.mass(&found.load), self.plan.mass(asked));
            let words = Words::new(
                format!("eccentricity[{index}]：载荷 {load} 偏离应加的 {asked}"),
                format!("eccentricity[{index}]: the load of {load} is not the {asked} that are asked for"),
            );
            self.notes.warn(Code::LoadOff, words);
        }
    }
}

/// By the number of supports; `None` while that is not known.
pub(super) fn asked_eccentricity(rule: &ScaleRule, case: &ScaleCase) -> Result<Option<Asked>, Refusal> {
    let rule = &rule.eccentricity;
    let Some(supports) = case.supports else { return Ok(None) };
    if supports == 0 {
        return Err(impossible("supports", "0", ("至少一个支承点", "there is at least one")));
    }
    let (few, many, tank) = (&rule.few_supports, &rule.many_supports, &rule.tank);
    let fraction = |text: &str| share(text).unwrap_or_else(Exact::zero);
    let asked = if case.receptor == Receptor::Tank {
        let (written, clause) = (tank.value.share.clone(), tank.clause.clone());
        Asked { positions: supports, share: fraction(&written), written, clause, status: tank.status }
    } else if supports <= few.value.up_to {
        let (written, clause) = (few.value.share.clone(), few.clause.clone());
        Asked { positions: few.value.positions, share: fraction(&written), written, clause, status: few.status }
    } else {
        let divisor = supports.saturating_sub(many.value.less);
        let share = Exact::ratio(1, divisor).unwrap_or_else(Exact::zero);
        let (written, clause) = (format!("1/{divisor}"), many.clause.clone());
        Asked { positions: supports, share, written, clause, status: many.status }
    };
    Ok(Some(asked))
}
