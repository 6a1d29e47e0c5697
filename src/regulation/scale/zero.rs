//! Zero-setting and tare-setting accuracy: the zero itself may be off by a share of e only, and E0 is taken off every error.

use super::super::codes::Code;
use super::super::conclusion::word;
use super::super::judgement::ItemVerdict;
use super::super::refusal::Refusal;
use super::super::rule::Figure;
use super::case::ZeroReading;
use super::plan::{Part, decimal};
use super::{Found, ScaleJudge, place};
use crate::locale::Words;
use crate::quantity::{Decimal, Exact};

impl ScaleJudge<'_> {
    /// Works E0 out before any other test asks for it.
    pub(super) fn find_zeros(&mut self) -> Result<(), Refusal> {
        let Some(lowest) = self.plan.instruments.first().map(|instrument| instrument.lowest.clone()) else {
            return Ok(());
        };
        let case = self.case;
        if let Some(zero) = &case.zero {
            self.zero_error = self.zero_error_of("zero", &lowest, zero)?;
            self.warn_zero_load("zero", zero, &lowest);
        }
        if let Some(zero) = &case.tare_zero {
            self.tare_error = self.zero_error_of("tare_zero", &lowest, zero)?;
            self.warn_zero_load("tare_zero", zero, &lowest);
        }
        let coarse = self.plan.instruments.iter().flat_map(|i| i.parts()).any(|part| !self.is_fine(part));
        if self.zero_error.is_none() && coarse {
            let words = Words::new(
                "零点误差 E0 未知：没有自带零点的读数都不能判定",
                "the zero error E0 is not known: readings without a zero of their own cannot be judged",
            );
            self.notes.warn(Code::ReadingIncomplete, words);
        }
        self.result.zero_error = self.zero_error.as_ref().map(|error| decimal(error).to_string());
        self.result.tare_zero_error = self.tare_error.as_ref().map(|error| decimal(error).to_string());
        Ok(())
    }

    pub(super) fn zero(&mut self) -> Found {
        let words = Words::new(
            "置零后的误差；零点跟踪工作时先加 10 e",
            "the error at zero; 10 e are put on first where zero tracking is on",
        );
        let status = self.notes.used("置零准确度", "zero-setting accuracy", self.rule.zero.status);
        let status = status.max(self.used_by_readings());
        let (figure, error, reading) = (&self.rule.zero, self.zero_error.clone(), self.case.zero.as_ref());
        Found { status, ..self.zero_found(words, figure, error, reading) }
    }

    pub(super) fn tare_zero(&mut self) -> Found {
        let words = Words::new("除皮后零点的误差", "the error at zero after the tare was set");
        let status = self.notes.used("除皮准确度", "tare-setting accuracy", self.rule.tare_zero.status);
        let status = status.max(self.used_by_readings());
        let (figure, error, reading) = (&self.rule.tare_zero, self.tare_error.clone(), self.case.tare_zero.as_ref());
        Found { status, ..self.zero_found(words, figure, error, reading) }
    }

    fn zero_found(
        &mut self,
        words: Words,
        figure: &Figure<Decimal>,
        error: Option<Exact>,
        reading: Option<&ZeroReading>,
    ) -> Found {
        let lowest = self.plan.instruments.first().map(|instrument| instrument.lowest.clone());
        let e = lowest.as_ref().map_or_else(Exact::zero, |part| part.e.clone());
        let limit = &Exact::from(figure.value) * &e;
        let shown_limit = format!("±{} e = ±{}", figure.value, self.plan.mass(&limit));
        let verdict = match &error {
            None => ItemVerdict::Incomplete,
            Some(error) if error.abs() <= limit => ItemVerdict::Pass,
            Some(_) => ItemVerdict::Fail,
        };
        let verdict = self.combined(true, [verdict]);
        let value = error.map(|error| self.plan.signed(&error));
        if let (Some(value), Some(reading), Some(part)) = (&value, reading, &lowest) {
            let unit = self.plan.unit;
            let mut values = vec![
                ("L0", format!("{} {unit}", reading.load)),
                ("I0", format!("{} {unit}", reading.indication.as_deref().unwrap_or_default())),
                ("E0", value.clone()),
                ("limit", shown_limit.clone()),
            ];
            let half = if part.d == part.e { "e" } else { "d" };
            let formula = if self.is_fine(part) {
                "E0 = I0 − L0;  |E0| ≤ limit".to_owned()
            } else {
                values.extend(reading.delta.as_ref().map(|delta| ("ΔL0", format!("{delta} {unit}"))));
                format!("E0 = I0 + 0.5 {half} − ΔL0 − L0;  |E0| ≤ limit")
            };
            self.notes.step(figure.clause.as_ref(), words, &formula, &values, word(verdict));
        }
        Found { clause: figure.clause.clone(), verdict, limit: Some(shown_limit), value, status: figure.status }
    }

    fn warn_zero_load(&mut self, place: &str, zero: &ZeroReading, part: &Part) {
        let most = &part.e * &Exact::from(self.rule.zero_load.value);
        let Ok(load) = super::super::number::number(place, &zero.load) else { return };
        if Exact::from(load) > most {
            let (load, most, at) = (format!("{load} {}", self.plan.unit), self.plan.mass(&most), place::words(place));
            let words = Words::new(
                format!("{}：载荷 {load} 大于 10 e（{most}），已不在零点附近", at.zh),
                format!("{}: a load of {load} is above 10 e ({most}), no longer near zero", at.en),
            );
            self.notes.warn(Code::LoadOff, words);
        }
    }
}
