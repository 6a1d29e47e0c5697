//! The clock of a pile (时钟示值误差 2018, 时钟时刻误差 2022): pile minus standard time at the same instant, in seconds.

use super::super::case::Kind;
use super::super::conclusion::word;
use super::super::judgement::{Item, ItemVerdict, PileResult};
use super::super::number::{number, show, signed};
use super::super::refusal::Refusal;
use super::rule::ClockApplies;
use super::{PileJudge, kept};
use crate::locale::Words;
use crate::quantity::Exact;
use jiff::Timestamp;

/// Decimals of a printed difference, seconds.
const PLACES: u32 = 9;

impl PileJudge<'_> {
    /// The clock item; it does not apply to a pile that does not bill by time of use, where the regulation says so.
    pub(super) fn clock(&mut self, pile: &mut PileResult) -> Result<Option<Item>, Refusal> {
        let Some(rule) = &self.rule.clock else { return Ok(None) };
        let base = Self::open_item("clock", &rule.name, rule.clause.as_ref());
        let difference = self.clock_difference()?;
        pile.clock_seconds = difference.as_ref().map(|seconds| show(seconds, PLACES));
        let applies = match (rule.applies.value, self.case.time_of_use) {
            (ClockApplies::Always, _) => Some(true),
            (ClockApplies::TimeOfUse, time_of_use) => time_of_use,
        };
        if rule.applies.value == ClockApplies::TimeOfUse {
            self.notes.used("时钟项目的适用范围", "which piles the clock item is for", rule.applies.status);
        }
        if applies == Some(false) {
            let words = Words::new(
                "没有分时计费功能，时钟项目不适用",
                "the pile does not bill by time of use: the clock item does not apply",
            );
            self.notes.step(rule.clause.as_ref(), words, "-", &[], word(ItemVerdict::NotApplicable));
            return Ok(Some(Item { verdict: ItemVerdict::NotApplicable, status: rule.applies.status, ..base }));
        }
        let row = rule.limits.iter().find(|limit| limit.kind == self.kind);
        let name = clock_limit_name(self.kind);
        let Some((row, seconds)) = row.and_then(|row| Some((row, row.seconds?))) else {
            self.notes.gap(name.0, name.1);
            let value = difference.map(|difference| format!("{} s", signed(show(&difference, PLACES))));
            return Ok(Some(Item { value, ..base }));
        };
        let limit = Some(format!("≤ {seconds} s"));
        let (Some(true), Some(difference)) = (applies, difference) else {
            return Ok(Some(Item { limit, status: row.status, ..base }));
        };
        let status = self.notes.used(name.0, name.1, row.status);
        let verdict = kept(difference.abs() <= Exact::from(seconds));
        let shown = show(&difference, PLACES);
        let words = Words::new(
            "桩的时钟减标准时钟，绝对值不大于限值",
            "clock of the pile minus the standard, not beyond the limit either way",
        );
        let values = [("Δt", format!("{shown} s")), ("limit", format!("{seconds} s"))];
        self.notes.step(base.clause.as_ref(), words, "|Δt| ≤ limit", &values, word(verdict));
        Ok(Some(Item { verdict, limit, value: Some(format!("{} s", signed(shown))), status, ..base }))
    }

    /// Instrument minus reference in seconds: from full time stamps with their zones, so that midnight does no harm.
    fn clock_difference(&self) -> Result<Option<Exact>, Refusal> {
        let Some(clock) = &self.case.clock else { return Ok(None) };
        if let Some(text) = &clock.difference_seconds {
            if clock.instrument.is_some() || clock.reference.is_some() {
                return Err(Refusal::Both("clock.difference_seconds", "clock.instrument / clock.reference"));
            }
            return number("clock.difference_seconds", text).map(|value| Some(Exact::from(value)));
        }
        let stamp = |place: &str, text: &Option<String>| {
            let wrong = |text: &String| Refusal::Time { place: place.into(), value: text.clone() };
            text.as_ref().map(|text| text.parse::<Timestamp>().map_err(|_| wrong(text))).transpose()
        };
        let (instrument, reference) =
            (stamp("clock.instrument", &clock.instrument)?, stamp("clock.reference", &clock.reference)?);
        let (Some(instrument), Some(reference)) = (instrument, reference) else { return Ok(None) };
        Ok(Exact::ratio(instrument.as_nanosecond() - reference.as_nanosecond(), 1_000_000_000))
    }
}

const fn clock_limit_name(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::First => ("首次检定时钟限", "clock limit (first)"),
        Kind::Subsequent => ("后续检定时钟限", "clock limit (subsequent)"),
        Kind::InService => ("使用中检查时钟限", "clock limit (in service)"),
    }
}
