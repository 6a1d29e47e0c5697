//! Discrimination of a digital scale: a small extra load must move the indication by at least one interval.

use super::super::codes::Code;
use super::super::conclusion::word;
use super::super::judgement::{DiscriminationResult, ItemVerdict};
use super::super::number::{not_negative, number, positive};
use super::super::refusal::Refusal;
use super::case::DiscriminationReading;
use super::limits::Asked;
use super::plan::{Instrument, Part, decimal};
use super::weighing::range_words;
use super::{Found, ScaleJudge, place};
use crate::locale::Words;
use crate::quantity::Exact;

impl ScaleJudge<'_> {
    pub(super) fn discrimination(&mut self) -> Result<Found, Refusal> {
        let (case, figure) = (self.case, &self.rule.discrimination);
        let status = self.notes.used("鉴别力", "discrimination", figure.status);
        let mut tried: Vec<(Instrument, Exact)> = Vec::new();
        for (index, row) in case.discrimination.iter().enumerate() {
            let place = format!("discrimination[{index}]");
            let load = Exact::from(not_negative(&format!("{place}.load"), &row.load)?);
            let instrument = self.range_of(&place, row.range, &row.load, &load)?;
            let part = instrument.part(&load).unwrap_or(instrument.highest()).clone();
            let result = self.reading(&place, &part, row)?;
            self.result.discrimination.push(result);
            tried.push((instrument, load));
        }
        let mut complete = true;
        for instrument in self.plan.instruments.clone() {
            let loads: Vec<Exact> =
                tried.iter().filter(|(tried, _)| *tried == instrument).map(|(_, load)| load.clone()).collect();
            complete &= self.loads_complete(&instrument, &loads);
        }
        let status = status.max(self.near_status());
        let verdicts: Vec<ItemVerdict> = self.result.discrimination.iter().map(|result| result.verdict).collect();
        let passed = verdicts.iter().filter(|verdict| **verdict == ItemVerdict::Pass).count();
        let value = format!("{passed}/{}", verdicts.len());
        let verdict = self.combined(complete, verdicts);
        let limit = format!("+{} d → ≥ +1 d", figure.value);
        Ok(Found { clause: figure.clause.clone(), verdict, limit: Some(limit), value: Some(value), status })
    }

    /// A rise is proof with the extra load asked for or less; its absence is, with that load or more.
    fn reading(
        &mut self,
        place: &str,
        part: &Part,
        row: &DiscriminationReading,
    ) -> Result<DiscriminationResult, Refusal> {
        let figure = &self.rule.discrimination;
        let asked = &part.d * &Exact::from(figure.value);
        let at = |key: &str| format!("{place}.{key}");
        let value = |key: &str, text: &Option<String>| {
            text.as_deref().map(|text| number(&at(key), text)).transpose().map(|found| found.map(Exact::from))
        };
        let (before, after) = (value("before", &row.before)?, value("after", &row.after)?);
        let added = row.added.as_deref().map(|text| positive(&at("added"), text)).transpose()?.map(Exact::from);
        let required = before.as_ref().map(|before| before + &part.d);
        let risen = after.as_ref().zip(required.as_ref()).map(|(after, required)| after >= required);
        let verdict = match (risen, &added) {
            (Some(true), Some(added)) if *added <= asked => ItemVerdict::Pass,
            (Some(false), Some(added)) if *added >= asked => ItemVerdict::Fail,
            _ => ItemVerdict::Incomplete,
        };
        let name = place::words(place);
        let missing = risen.is_none() || added.is_none();
        if missing {
            let words = Words::new(
                format!("{}：缺少示值或附加砝码", name.zh),
                format!("{}: an indication or the extra load is missing", name.en),
            );
            self.notes.warn(Code::ReadingIncomplete, words);
        } else if verdict == ItemVerdict::Incomplete {
            let asked = self.plan.mass(&asked);
            let words = Words::new(
                format!("{}：附加砝码应为 {asked}，用别的值得不出结论", name.zh),
                format!("{}: the extra load must be {asked}; with another one nothing follows", name.en),
            );
            self.notes.warn(Code::ExtraLoadOff, words);
        }
        if let (Some(before), Some(after), Some(added), Some(required)) = (&before, &after, &added, &required) {
            let plan = &self.plan;
            let words = Words::new(
                format!("鉴别力，{} {}：轻加 {}，示值应至少增加一个分度", row.load, plan.unit, plan.mass(added)),
                format!(
                    "discrimination, {} {}: with {} more the indication must rise by an interval",
                    row.load,
                    plan.unit,
                    plan.mass(added)
                ),
            );
            let values = [
                ("I1", plan.mass(before)),
                ("I2", plan.mass(after)),
                ("d", plan.mass(&part.d)),
                ("added", plan.mass(added)),
                ("I1 + d", plan.mass(required)),
            ];
            let formula = format!("added = {} d;  I2 ≥ I1 + d", figure.value);
            self.notes.step(figure.clause.as_ref(), words, &formula, &values, word(verdict));
        }
        Ok(DiscriminationResult {
            load: row.load.clone(),
            before: row.before.clone(),
            added: row.added.clone(),
            after: row.after.clone(),
            added_asked: decimal(&asked).to_string(),
            required_at_least: required.as_ref().map(|mass| decimal(mass).to_string()),
            verdict,
        })
    }

    /// Min where it is known, half of Max, and Max.
    fn loads_complete(&mut self, instrument: &Instrument, tried: &[Exact]) -> bool {
        let max = instrument.max();
        let asked = |load: Exact, name: &str| Asked { load, name: name.to_owned(), near: true };
        let min = instrument.lowest.min.clone().map(|load| asked(load, "Min"));
        let others = [asked(max / 2, "½ Max"), asked(max.clone(), "Max")];
        let mut all = true;
        for asked in min.into_iter().chain(others) {
            let met = tried.contains(&asked.load) || tried.iter().any(|load| self.is_near(load, &asked.load));
            if met {
                continue;
            }
            all = false;
            let ((zh, en), load) = (range_words(instrument), self.plan.mass(&asked.load));
            let words = Words::new(
                format!("{zh}鉴别力缺少 {}（{load}）处的测量", asked.name),
                format!("{en}no discrimination test at {} ({load})", asked.name),
            );
            self.notes.warn(Code::LoadsMissing, words);
        }
        all
    }
}
