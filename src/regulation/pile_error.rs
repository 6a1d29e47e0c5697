//! The working error at the load points: error of each reading, mean, one rounding, both verdicts.

use super::case::{PileCase, PointReading};
use super::codes::Code;
use super::conclusion::word;
use super::judgement::{ItemVerdict, LoadPointResult};
use super::number::{impossible, not_negative, number, positive, show, signed, unit};
use super::pile_plan::PilePlan;
use super::pile_rule::{Basis, WorkingError};
use super::refusal::Refusal;
use super::trace::Notebook;
use crate::locale::Words;
use crate::quantity::{Decimal, Exact, Mode, Unit, round_to_interval, round_to_places};

/// Decimals of a printed error; the exact value decides.
const PLACES: u32 = 6;

/// Works out the load points of one case.
pub(super) struct WorkingErrors<'a> {
    pub error: &'a WorkingError,
    pub plan: &'a PilePlan,
    pub notes: &'a mut Notebook,
}

/// The error of one reading, and the energy it rests on where there was one.
struct ReadingError {
    percent: Exact,
    energy_kwh: Option<Exact>,
}

impl WorkingErrors<'_> {
    pub fn points(&mut self, case: &PileCase) -> Result<Vec<LoadPointResult>, Refusal> {
        let step = case.energy_step.as_deref().map(|text| positive("energy_step", text)).transpose()?;
        let mut results = Vec::new();
        for (index, point) in case.load_point.iter().enumerate() {
            let mut errors = Vec::new();
            for (number, reading) in point.readings.iter().enumerate() {
                let place = format!("load_point[{index}].readings[{number}]");
                errors.push(self.reading(&place, reading)?);
            }
            let mut result = self.point(index + 1, &errors);
            result.voltage.clone_from(&point.voltage);
            result.current.clone_from(&point.current);
            result.energy_sufficient = step.and_then(|step| self.energy_sufficient(index + 1, &errors, step));
            results.push(result);
        }
        Ok(results)
    }

    fn reading(&mut self, place: &str, reading: &PointReading) -> Result<ReadingError, Refusal> {
        let at = |key: &str| format!("{place}.{key}");
        if let Some(text) = &reading.error_percent {
            if reading.instrument.is_some() || reading.pulses.is_some() {
                return Err(Refusal::Both("error_percent", "instrument / pulses"));
            }
            let percent = Exact::from(number(&at("error_percent"), text)?);
            return Ok(ReadingError { percent, energy_kwh: None });
        }
        let unit = reading.unit.as_deref().unwrap_or("kWh");
        let unit = unit_of_energy(&at("unit"), unit)?;
        let reference_text = reading.reference.as_deref().ok_or(Refusal::Missing("load_point.readings.reference"))?;
        let reference = Exact::from(positive(&at("reference"), reference_text)?);
        let (instrument, shown) = self.instrument(&at, reading, unit)?;
        let fraction = (&instrument - &reference).checked_div(&reference);
        let right = ("标准电能不能为零", "the reference energy must not be nought");
        let percent = &fraction.ok_or_else(|| impossible(&at("reference"), reference_text, right))? * &Exact::from(100);
        let words = Words::new(
            "被检电能与标准电能之差除以标准电能",
            "difference of instrument and reference energy, divided by the reference",
        );
        let values = [("E", format!("{shown} {unit}")), ("E0", format!("{reference_text} {unit}"))];
        let result = format!("{} %", signed(round_to_places(&percent, PLACES).to_string()));
        self.notes.step(self.error.clause.as_ref(), words, "γ = (E − E0) / E0 × 100 %", &values, result);
        let energy_kwh = unit.factor_to(Unit::KilowattHour).map(|factor| &instrument * &factor);
        Ok(ReadingError { percent, energy_kwh })
    }

    /// The energy of the instrument in `unit`: as read, or pulses divided by the constant.
    fn instrument(
        &mut self,
        at: &impl Fn(&str) -> String,
        reading: &PointReading,
        unit: Unit,
    ) -> Result<(Exact, String), Refusal> {
        match (&reading.instrument, &reading.pulses) {
            (Some(_), Some(_)) => Err(Refusal::Both("instrument", "pulses")),
            (Some(text), None) => Ok((Exact::from(not_negative(&at("instrument"), text)?), text.clone())),
            (None, Some(pulses)) => {
                let constant_text =
                    reading.constant.as_deref().ok_or(Refusal::Missing("load_point.readings.constant"))?;
                let constant = Exact::from(positive(&at("constant"), constant_text)?);
                let number = Exact::from(not_negative(&at("pulses"), pulses)?);
                let kwh = number.checked_div(&constant).unwrap_or_else(Exact::zero);
                let energy = Unit::KilowattHour.factor_to(unit).map_or_else(|| kwh.clone(), |factor| &kwh * &factor);
                let words = Words::new("脉冲数除以脉冲常数", "pulses divided by the pulse constant");
                let values = [("N", pulses.clone()), ("C", format!("{constant_text} imp/kWh"))];
                self.notes.step(
                    self.error.clause.as_ref(),
                    words,
                    "E = N / C",
                    &values,
                    format!("{} {unit}", show(&energy, 9)),
                );
                let shown = show(&energy, 9);
                Ok((energy, shown))
            }
            (None, None) => Err(Refusal::Missing("load_point.readings.instrument")),
        }
    }

    fn point(&mut self, number: usize, errors: &[ReadingError]) -> LoadPointResult {
        let errors_percent = errors.iter().map(|error| round_to_places(&error.percent, PLACES).to_string()).collect();
        let count = Exact::from(errors.len());
        let mean = errors.iter().map(|error| error.percent.clone()).sum::<Exact>().checked_div(&count);
        let Some(mean) = mean else {
            let verdict = ItemVerdict::Incomplete;
            return LoadPointResult {
                voltage: None,
                current: None,
                errors_percent,
                mean_percent: None,
                rounded_percent: None,
                verdict,
                verdict_unrounded: verdict,
                verdict_rounded: verdict,
                energy_sufficient: None,
            };
        };
        let limit = Exact::from(self.plan.limit_percent);
        let rounded = round_to_interval(&mean, self.plan.interval_percent, Mode::HalfEven);
        let judge = |value: &Exact| if value.abs() <= limit { ItemVerdict::Pass } else { ItemVerdict::Fail };
        let verdict_unrounded = judge(&mean);
        // A value too large for a decimal is beyond any limit.
        let verdict_rounded = rounded.as_ref().map_or(ItemVerdict::Fail, |rounded| judge(&Exact::from(rounded.value)));
        let verdict = match self.error.basis.value {
            Basis::Rounded => verdict_rounded,
            Basis::Unrounded => verdict_unrounded,
        };
        let rounded_percent = rounded.map(|rounded| rounded.printed());
        self.note_point(number, errors.len(), &mean, rounded_percent.as_deref().unwrap_or("-"), verdict);
        if verdict_unrounded != verdict_rounded {
            self.warn_basis(number, verdict_unrounded, verdict_rounded);
        }
        LoadPointResult {
            voltage: None,
            current: None,
            errors_percent,
            mean_percent: Some(round_to_places(&mean, PLACES).to_string()),
            rounded_percent,
            verdict,
            verdict_unrounded,
            verdict_rounded,
            energy_sufficient: None,
        }
    }

    fn note_point(&mut self, number: usize, count: usize, mean: &Exact, rounded: &str, verdict: ItemVerdict) {
        let clause = self.error.clause.as_ref();
        let shown = format!("{} %", signed(round_to_places(mean, PLACES).to_string()));
        let words = Words::new(
            format!("负荷点 {number}：{count} 次误差的平均值"),
            format!("load point {number}: mean of {count} errors"),
        );
        self.notes.step(clause, words, "mean γ = Σγi / n", &[("n", count.to_string())], shown.clone());
        let interval = self.plan.interval_percent;
        let words = Words::new(
            format!("按 {interval} % 修约一次，恰为一半时取偶数"),
            format!("rounded once to {interval} %, a tie to the even step"),
        );
        let rounded = format!("{} %", signed(rounded.to_owned()));
        self.notes.step(
            clause,
            words,
            "round(mean γ)",
            &[("mean γ", shown.clone()), ("interval", format!("{interval} %"))],
            rounded.clone(),
        );
        let (zh, en, value) = match self.error.basis.value {
            Basis::Rounded => ("修约值", "rounded value", rounded),
            Basis::Unrounded => ("未修约值", "unrounded value", shown),
        };
        let words = Words::new(
            format!("以{zh}与误差限比较，等于误差限为合格"),
            format!("the {en} is held against the limit; equal to the limit passes"),
        );
        let values = [("γ", value), ("limit", format!("±{} %", self.plan.limit_percent))];
        self.notes.step(clause, words, "|γ| ≤ limit", &values, word(verdict));
    }

    fn warn_basis(&mut self, number: usize, unrounded: ItemVerdict, rounded: ItemVerdict) {
        let words = Words::new(
            format!(
                "负荷点 {number}：未修约值结论为 {}，修约值为 {}；依据哪一个判定尚未经原文确认",
                word(unrounded),
                word(rounded)
            ),
            format!(
                "load point {number}: the unrounded mean gives {}, the rounded one {}; which of them decides is not confirmed",
                word(unrounded),
                word(rounded)
            ),
        );
        self.notes.warn(Code::BasisMatters, words);
    }

    /// Whether the display step is small against the limit for every energy that was compared.
    fn energy_sufficient(&mut self, number: usize, errors: &[ReadingError], step_kwh: Decimal) -> Option<bool> {
        let least = self.plan.sufficient_energy(&Exact::from(step_kwh))?;
        let smallest = errors.iter().filter_map(|error| error.energy_kwh.as_ref()).min()?;
        let sufficient = *smallest >= least;
        if !sufficient {
            let more = show(&(&least - smallest), PLACES);
            let least = show(&least, PLACES);
            let words = Words::new(
                format!("负荷点 {number}：分辨力 {step_kwh} kWh 至少需要 {least} kWh，还差 {more} kWh"),
                format!(
                    "load point {number}: a display step of {step_kwh} kWh needs at least {least} kWh, {more} kWh more"
                ),
            );
            self.notes.warn(Code::EnergyTooSmall, words);
        }
        Some(sufficient)
    }
}

fn unit_of_energy(place: &str, text: &str) -> Result<Unit, Refusal> {
    unit(place, text, &[Unit::KilowattHour, Unit::WattHour, Unit::MegawattHour])
}
