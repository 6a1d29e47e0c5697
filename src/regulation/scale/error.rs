//! The error of one reading by the changeover point (闪变点), or directly where the display step is fine enough.
//!
//! A value that was not measured has no error: it is never taken for nought.

use super::super::codes::Code;
use super::super::conclusion::word;
use super::super::judgement::{ItemVerdict, ScaleReadingResult};
use super::super::number::{impossible, share};
use super::super::number::{not_negative, number};
use super::super::refusal::Refusal;
use super::super::uncertainty::{Budget, keeps};
use super::case::{EccentricityReading, RepeatabilityReading, TareWeighingReading, WeighingReading, ZeroReading};
use super::plan::{Instrument, Part, decimal};
use super::{ScaleJudge, place};
use crate::locale::Words;
use crate::quantity::Exact;

/// A reading, whichever test it belongs to.
pub(super) struct Loading<'a> {
    /// `weighing[0]`.
    pub place: String,
    pub load: &'a str,
    pub indication: Option<&'a str>,
    pub delta: Option<&'a str>,
    pub range: Option<usize>,
    /// The zero found just before it.
    pub zero: Option<&'a ZeroReading>,
    /// E0 where there is no such zero.
    pub zero_error: Option<Exact>,
}

macro_rules! loading_of {
    ($($kind:ty),*) => { $(impl $kind {
        pub(super) fn loading(&self, place: String, zero_error: Option<Exact>) -> Loading<'_> {
            Loading {
                place,
                load: &self.load,
                indication: self.indication.as_deref(),
                delta: self.delta.as_deref(),
                range: self.range,
                zero: self.zero.as_ref(),
                zero_error,
            }
        }
    })* };
}
loading_of!(WeighingReading, TareWeighingReading, EccentricityReading, RepeatabilityReading);

/// What a reading comes to.
pub(super) struct Measured {
    /// The range it belongs to.
    pub instrument: Instrument,
    pub part: Part,
    pub load: Exact,
    /// P.
    pub before_rounding: Option<Exact>,
    /// E.
    pub error: Option<Exact>,
    /// E0 that was taken off.
    pub zero_error: Option<Exact>,
    /// Ec.
    pub corrected: Option<Exact>,
    pub mpe: Exact,
    pub budget: Budget,
    pub verdict: ItemVerdict,
}

impl ScaleJudge<'_> {
    /// Whether the display step of a part is so fine that the error can be read without small weights.
    pub(super) fn is_fine(&self, part: &Part) -> bool {
        let most = share(&self.rule.fine_step.value).unwrap_or_else(Exact::zero);
        part.d <= &most * &part.e
    }

    /// P and E of a load.
    pub(super) fn error(
        &mut self,
        place: &str,
        part: &Part,
        load: &Exact,
        indication: Option<&str>,
        delta: Option<&str>,
    ) -> Result<Option<(Exact, Exact)>, Refusal> {
        let indication = indication.map(|text| number(&format!("{place}.indication"), text)).transpose()?;
        let delta = delta.map(|text| not_negative(&format!("{place}.delta"), text)).transpose()?;
        let Some(indication) = indication.map(Exact::from) else {
            self.warn_incomplete(place, "I");
            return Ok(None);
        };
        if indication.checked_div(&part.d).is_some_and(|steps| steps.to_decimal_exact(0).is_none()) {
            let (i, d, at) = (self.plan.mass(&indication), self.plan.mass(&part.d), place::words(place));
            let words = Words::new(
                format!("{}：示值 {i} 不是分度值 {d} 的整数倍，请核对", at.zh),
                format!("{}: the indication {i} is no multiple of d = {d}: look again", at.en),
            );
            self.notes.warn(Code::IndicationOdd, words);
        }
        let before_rounding = match (self.is_fine(part), delta.map(Exact::from)) {
            (true, None) => indication,
            (true, Some(_)) => {
                let at = place::words(place);
                let words = Words::new(
                    format!("{}：d ≤ 0.2 e，误差直接由示值得出，ΔL 未采用", at.zh),
                    format!("{}: with d ≤ 0.2 e the error is read directly, ΔL was not used", at.en),
                );
                self.notes.warn(Code::IndicationOdd, words);
                indication
            }
            (false, Some(delta)) => {
                self.warn_delta(place, part, &delta);
                &(&indication + &(&part.d / 2)) - &delta
            }
            (false, None) => {
                self.warn_incomplete(place, "ΔL");
                return Ok(None);
            }
        };
        let error = &before_rounding - load;
        Ok(Some((before_rounding, error)))
    }

    fn warn_delta(&mut self, place: &str, part: &Part, delta: &Exact) {
        if *delta <= part.d {
            return;
        }
        let (given, d, at) = (self.plan.mass(delta), self.plan.mass(&part.d), place::words(place));
        let words = Words::new(
            format!("{}：ΔL = {given} 大于一个分度 {d}，请核对", at.zh),
            format!("{}: ΔL = {given} is more than one interval of {d}: look again", at.en),
        );
        self.notes.warn(Code::IndicationOdd, words);
    }

    fn warn_incomplete(&mut self, place: &str, symbol: &str) {
        let at = place::words(place);
        let words = Words::new(
            format!("{}：缺少 {symbol}，该读数不能判定", at.zh),
            format!("{}: {symbol} is missing, this reading cannot be judged", at.en),
        );
        self.notes.warn(Code::ReadingIncomplete, words);
    }

    /// E0 of a zero or tare setting, with the smallest interval of its range.
    pub(super) fn zero_error_of(
        &mut self,
        place: &str,
        part: &Part,
        zero: &ZeroReading,
    ) -> Result<Option<Exact>, Refusal> {
        let load = Exact::from(not_negative(&format!("{place}.load"), &zero.load)?);
        let found = self.error(place, part, &load, zero.indication.as_deref(), zero.delta.as_deref())?;
        Ok(found.map(|(_, error)| error))
    }

    /// Works a reading out and holds it against the limit of its load.
    pub(super) fn measure(&mut self, loading: &Loading<'_>) -> Result<Measured, Refusal> {
        let place = &loading.place;
        let load = Exact::from(not_negative(&format!("{place}.load"), loading.load)?);
        let instrument = self.range_of(place, loading.range, loading.load, &load)?;
        let part = instrument.part(&load).unwrap_or(instrument.highest()).clone();
        let mpe = self.plan.limit(&part, &load);
        let zero_error = match loading.zero {
            Some(zero) => self.zero_error_of(&format!("{place}.zero"), &instrument.lowest, zero)?,
            None => loading.zero_error.clone(),
        };
        let found = self.error(place, &part, &load, loading.indication, loading.delta)?;
        let fine = self.is_fine(&part);
        let corrected = found.as_ref().and_then(|(_, error)| match &zero_error {
            Some(zero_error) => Some(error - zero_error),
            // A finely shown error may stand without the zero; any other needs it.
            None => fine.then(|| error.clone()),
        });
        let budget = self.budget(&part, &mpe)?;
        let verdict = match &corrected {
            None => ItemVerdict::Incomplete,
            Some(corrected) if keeps(corrected, &mpe, Some(&budget.expanded()), self.case.decision) => {
                ItemVerdict::Pass
            }
            Some(_) => ItemVerdict::Fail,
        };
        let (before_rounding, error) = found.unzip();
        Ok(Measured { instrument, part, load, before_rounding, error, zero_error, corrected, mpe, budget, verdict })
    }

    /// Which range a reading belongs to: the one it names, else the smallest that holds the load.
    pub(super) fn range_of(
        &mut self,
        place: &str,
        range: Option<usize>,
        written: &str,
        load: &Exact,
    ) -> Result<Instrument, Refusal> {
        let above = || impossible(&format!("{place}.load"), written, ("不能大于最大称量", "it must not be above Max"));
        let holds = |instrument: &&Instrument| load <= instrument.max();
        let place_of_range = format!("{place}.range");
        match range {
            None => {
                let found = self.plan.instruments.iter().find(holds).cloned().ok_or_else(above)?;
                self.warn_range(place);
                Ok(found)
            }
            Some(number) if self.plan.has_ranges() => {
                let found = number.checked_sub(1).and_then(|index| self.plan.instruments.get(index));
                let found = found.ok_or_else(|| Refusal::Choice {
                    place: place_of_range,
                    value: number.to_string(),
                    allowed: format!("1…{}", self.plan.instruments.len()),
                })?;
                Some(found).filter(holds).cloned().ok_or_else(above)
            }
            Some(number) => {
                let right = ("只有多范围秤才给出量程号", "only a multiple-range scale has ranges");
                Err(impossible(&place_of_range, &number.to_string(), right))
            }
        }
    }

    fn warn_range(&mut self, place: &str) {
        if !self.plan.has_ranges() || std::mem::replace(&mut self.range_assumed, true) {
            return;
        }
        let at = place::words(place);
        let words = Words::new(
            format!("{}等读数没有给出量程号：按载荷取最小的适用量程", at.zh),
            format!("{} and others name no range: the smallest one that holds the load was taken", at.en),
        );
        self.notes.warn(Code::RangeAssumed, words);
    }

    /// A reading as the record holds it.
    pub(super) fn result_of(&self, loading: &Loading<'_>, measured: &Measured) -> ScaleReadingResult {
        let text = |mass: &Option<Exact>| mass.as_ref().map(|mass| decimal(mass).to_string());
        ScaleReadingResult {
            position: None,
            direction: None,
            tare: None,
            range: measured.instrument.number,
            load: loading.load.to_owned(),
            indication_before_rounding: text(&measured.before_rounding),
            error: text(&measured.error),
            corrected_error: text(&measured.corrected),
            mpe: decimal(&measured.mpe).to_string(),
            weights_error_allowed: self.plan.weights(&measured.mpe, &measured.part).to_string(),
            uncertainty: self.uncertainty_of(measured),
            verdict: measured.verdict,
        }
    }

    /// One step of the trace for one reading.
    pub(super) fn note_reading(&mut self, title: &Words, loading: &Loading<'_>, measured: &Measured) {
        let Some(corrected) = &measured.corrected else { return };
        let plan = &self.plan;
        let text = |mass: &Exact| plan.mass(mass);
        let (load, limit) = (text(&measured.load), text(&measured.mpe));
        let shown = plan.signed(corrected);
        let m = measured.load.checked_div(&measured.part.e).map(|m| format!("{} e", decimal(&m)));
        let mut values = vec![
            ("L", load.clone()),
            ("I", format!("{} {}", loading.indication.unwrap_or_default(), plan.unit)),
            ("m", m.unwrap_or_default()),
            ("MPE", format!("±{limit}")),
            ("Ec", shown.clone()),
        ];
        values.extend(measured.error.as_ref().map(|error| ("E", plan.signed(error))));
        values.extend(measured.zero_error.as_ref().map(|zero| ("E0", plan.signed(zero))));
        let fine = self.is_fine(&measured.part);
        if !fine {
            values.extend(loading.delta.map(|delta| ("ΔL", format!("{delta} {}", plan.unit))));
            values.extend(measured.before_rounding.as_ref().map(|p| ("P", text(p))));
        }
        let formula = format!("{};  |Ec| ≤ MPE", self.formula(&measured.part, measured.zero_error.is_some()));
        let relation = |within: &'static str, beyond: &'static str| {
            if measured.verdict == ItemVerdict::Pass { within } else { beyond }
        };
        let zeroed = if measured.zero_error.is_some() {
            ("扣除零点后误差", "error less the zero's")
        } else {
            ("误差", "error")
        };
        let words = Words::new(
            format!("{}，{load}：{} {shown}，{}允许的 ±{limit}", title.zh, zeroed.0, relation("不超过", "超过")),
            format!(
                "{}, {load}: {} {shown}, {} the allowed ±{limit}",
                title.en,
                zeroed.1,
                relation("within", "beyond")
            ),
        );
        let clause = if fine { &self.rule.fine_step.clause } else { &self.rule.changeover.clause };
        self.notes.step(clause.as_ref(), words, &formula, &values, word(measured.verdict));
    }

    /// How an error is found in this part.
    pub(super) fn formula(&self, part: &Part, with_zero: bool) -> String {
        let half = if part.d == part.e { "e" } else { "d" };
        match (self.is_fine(part), with_zero) {
            (true, true) => "E = I − L;  Ec = E − E0".into(),
            (true, false) => "Ec = E = I − L".into(),
            (false, _) => format!("P = I + 0.5 {half} − ΔL;  E = P − L;  Ec = E − E0"),
        }
    }
}
