//! One load point: the errors of its readings, their mean, one rounding, and the verdicts on both values.

use super::super::codes::Code;
use super::super::conclusion::word;
use super::super::judgement::{ItemVerdict, LoadPointResult};
use super::super::number::{impossible, show, signed};
use super::super::refusal::Refusal;
use super::super::uncertainty::{Decision, keeps};
use super::case::LoadPoint;
use super::error::{Compared, Comparer, PLACES, limit_text, one_unit, percent_text};
use super::row::{Load, choose, rows_of};
use super::rule::{Basis, ErrorRow};
use super::uncertainty::{PointUncertainty, Steps};
use super::{PileJudge, kept};
use crate::locale::Words;
use crate::quantity::{Decimal, Exact, Mode, Rounded, round_to_interval, round_to_places};

/// Decimals of a mean in a sentence, and the most it takes to tell the mean from its limit.
const PLACES_MIN: u32 = 2;
const PLACES_MAX: u32 = 12;

/// What rounding the mean came to.
enum Rounding {
    /// The interval is not known.
    Unknown,
    /// Too large for a decimal, so beyond any limit.
    Beyond,
    To(Rounded),
}

/// The mean of a load point on its way to a verdict.
struct Mean {
    exact: Exact,
    rounded: Rounding,
    uncertainty: Option<PointUncertainty>,
}

impl<'a> PileJudge<'a> {
    /// Every load point of the case.
    pub(super) fn load_points(&mut self) -> Result<Vec<LoadPointResult>, Refusal> {
        let steps = self.steps()?;
        if let Some(step) = steps.display_kwh {
            self.check_step(step);
        }
        let points = self.case.load_point.iter().enumerate();
        points.map(|(index, point)| self.load_point(index, point, steps)).collect()
    }

    fn load_point(&mut self, index: usize, point: &LoadPoint, steps: Steps) -> Result<LoadPointResult, Refusal> {
        let (place, number) = (format!("load_point[{index}]"), index + 1);
        if point.readings.is_empty() {
            let right = ("至少一次测量", "at least one reading");
            return Err(impossible(&format!("{place}.readings"), "[]", right));
        }
        let load = Load::of(&place, point)?;
        let compared = point.readings.iter().filter(|reading| reading.error_percent.is_none());
        one_unit(|at| format!("{place}.readings[{at}].unit"), compared.map(|reading| reading.unit.as_deref()))?;
        let mut comparer = Comparer { clause: self.rule.working_error.clause.as_ref(), notes: &mut self.notes };
        let readings = point.readings.iter().enumerate();
        let errors: Vec<Compared> = readings
            .map(|(at, reading)| {
                let repeat = at + 1;
                let what = Words::new(
                    format!("负荷点 {number} 第 {repeat} 次"),
                    format!("load point {number}, reading {repeat}"),
                );
                comparer.reading(&what, &format!("{place}.readings[{at}]"), reading, &load)
            })
            .collect::<Result<_, _>>()?;
        self.check_marked(number, &load);
        let row = self.row(number, &load);
        let limit = row.and_then(|row| row.limit_percent);
        let mean = self.mean(number, &errors, row, steps)?;
        let mut result = self.judge_mean(number, &mean, row);
        result.voltage.clone_from(&point.voltage);
        result.current.clone_from(&point.current);
        result.power_factor.clone_from(&point.power_factor);
        result.errors_percent =
            errors.iter().map(|error| round_to_places(&error.percent, PLACES).to_string()).collect();
        result.energy_sufficient =
            steps.display_kwh.zip(limit).and_then(|(step, limit)| self.energy_sufficient(number, &errors, step, limit));
        result.uncertainty = mean.uncertainty.map(|uncertainty| uncertainty.result);
        Ok(result)
    }

    /// The row of the table that holds for this load; a person is told where there is none.
    fn row(&mut self, number: usize, load: &Load) -> Option<&'a ErrorRow> {
        let class = self.class.as_deref()?;
        match choose(rows_of(&self.rule.working_error.rows, class, self.kind), load, &self.marks) {
            Ok(row) => {
                if row.limit_percent.is_none() {
                    self.notes.gap("工作误差限", "limit of the working error");
                } else {
                    self.notes.used("工作误差限", "limit of the working error", row.status);
                }
                Some(row)
            }
            Err(why) => {
                self.notes.warn(Code::NoErrorRow, why.words(number));
                None
            }
        }
    }

    fn mean(
        &mut self,
        number: usize,
        errors: &[Compared],
        row: Option<&ErrorRow>,
        steps: Steps,
    ) -> Result<Mean, Refusal> {
        let clause = self.rule.working_error.clause.as_ref();
        let count = Exact::from(errors.len());
        let sum: Exact = errors.iter().map(|error| error.percent.clone()).sum();
        let exact = sum.checked_div(&count).unwrap_or_else(Exact::zero);
        let words = Words::new(
            format!("负荷点 {number}：{count} 次误差的平均值"),
            format!("load point {number}: mean of {count} errors"),
        );
        self.notes.step(clause, words, "mean γ = Σγi / n", &[("n", count.to_string())], percent_text(&exact));
        let rounded = self.round(&exact, row);
        let mut means = vec![exact.clone()];
        if let Rounding::To(rounded) = &rounded {
            means.push(rounded.value.into());
        }
        let limit = row.and_then(|row| row.limit_percent);
        let uncertainty = self.uncertainty(number, errors, steps, limit, &means)?;
        Ok(Mean { exact, rounded, uncertainty })
    }

    /// Rounded once, from the exact mean.
    fn round(&mut self, mean: &Exact, row: Option<&ErrorRow>) -> Rounding {
        let Some(row) = row else { return Rounding::Unknown };
        let Some(interval) = row.interval_percent else {
            // Where the unrounded mean decides, nothing is missing.
            if self.rule.working_error.basis.value != Some(Basis::Unrounded) {
                self.notes.gap("修约间距", "rounding interval");
            }
            return Rounding::Unknown;
        };
        let rounded = round_to_interval(mean, interval, Mode::HalfEven).map_or(Rounding::Beyond, Rounding::To);
        let words = Words::new(
            format!("按 {interval} % 修约一次，恰为一半时取偶数"),
            format!("rounded once to {interval} %, a tie to the even step"),
        );
        let values = [("mean γ", percent_text(mean)), ("interval", format!("{interval} %"))];
        let clause = self.rule.working_error.clause.as_ref();
        self.notes.step(clause, words, "round(mean γ)", &values, rounded.text());
        rounded
    }

    fn judge_mean(&mut self, number: usize, mean: &Mean, row: Option<&ErrorRow>) -> LoadPointResult {
        let limit = row.and_then(|row| row.limit_percent);
        let band_known = self.band_known(mean.uncertainty.as_ref());
        let expanded = mean.uncertainty.as_ref().map(|uncertainty| &uncertainty.expanded);
        let decision = self.decision;
        let judge = |value: &Exact| match limit {
            Some(limit) if band_known => kept(keeps(value, &Exact::from(limit), expanded, decision)),
            _ => ItemVerdict::Incomplete,
        };
        let verdict_unrounded = judge(&mean.exact);
        let verdict_rounded = match &mean.rounded {
            Rounding::Unknown => ItemVerdict::Incomplete,
            Rounding::Beyond => limit.map_or(ItemVerdict::Incomplete, |_| ItemVerdict::Fail),
            Rounding::To(rounded) => judge(&Exact::from(rounded.value)),
        };
        let verdict = match self.rule.working_error.basis.value {
            Some(Basis::Rounded) => verdict_rounded,
            Some(Basis::Unrounded) => verdict_unrounded,
            None if verdict_rounded == verdict_unrounded => verdict_rounded,
            None => ItemVerdict::Incomplete,
        };
        if let Some(limit) = limit {
            if !band_known {
                self.warn_band(number);
            }
            self.note_decision(mean, limit_text(limit), verdict);
        }
        let result = LoadPointResult {
            voltage: None,
            current: None,
            power_factor: None,
            limit_percent: limit.map(|limit| limit.to_string()),
            errors_percent: Vec::new(),
            mean_percent: Some(round_to_places(&mean.exact, PLACES).to_string()),
            rounded_percent: mean.rounded.printed(),
            verdict,
            verdict_unrounded,
            verdict_rounded,
            energy_sufficient: None,
            uncertainty: None,
        };
        if verdict_unrounded != verdict_rounded && verdict_rounded != ItemVerdict::Incomplete {
            self.warn_basis(number, verdict_unrounded, verdict_rounded);
            if let Some(limit) = limit {
                self.explain_basis(number, mean, limit, &result);
            }
        }
        result
    }

    fn note_decision(&mut self, mean: &Mean, limit: String, verdict: ItemVerdict) {
        let basis = &self.rule.working_error.basis;
        let (zh, en, value) = match (basis.value, &mean.rounded) {
            (Some(Basis::Unrounded), _) | (_, Rounding::Unknown) => {
                ("未修约值", "unrounded value", percent_text(&mean.exact))
            }
            (_, rounded) => ("修约值", "rounded value", rounded.text()),
        };
        if basis.value.is_some() {
            self.notes.used("按修约值判定", "verdict from the rounded value", basis.status);
        } else {
            self.notes.gap("按修约值还是未修约值判定", "whether the rounded value decides");
        }
        let clause = self.rule.working_error.clause.as_ref();
        let mut values = vec![("γ", value), ("limit", limit)];
        if self.decision == Decision::GuardBand {
            let words = Words::new(
                format!("以{zh}加扩展不确定度与误差限比较（保护带判定）"),
                format!("the {en} plus its expanded uncertainty is held against the limit (guard band)"),
            );
            let expanded = mean.uncertainty.as_ref().map(|uncertainty| uncertainty.result.expanded.clone());
            values.push(("U", format!("{} %", expanded.unwrap_or_else(|| "?".to_owned()))));
            self.notes.step(clause, words, "|γ| + U ≤ limit", &values, word(verdict));
        } else {
            let words = Words::new(
                format!("以{zh}与误差限比较，等于误差限为合格"),
                format!("the {en} is held against the limit; equal to the limit passes"),
            );
            self.notes.step(clause, words, "|γ| ≤ limit", &values, word(verdict));
        }
    }

    fn warn_band(&mut self, number: usize) {
        let words = Words::new(
            format!("负荷点 {number}：保护带判定需要标准器的不确定度（standards.uncertainty，%）"),
            format!(
                "load point {number}: a guard band needs the uncertainty of the standard (standards.uncertainty, %)"
            ),
        );
        self.notes.warn(Code::GuardBandIncomplete, words);
    }

    /// Rounding changes the verdict on a point: whoever pays for it must see both values and which one decides.
    fn explain_basis(&mut self, number: usize, mean: &Mean, limit: Decimal, result: &LoadPointResult) {
        let apart = |places: &u32| round_to_places(&mean.exact, *places).abs() != limit;
        let places = (PLACES_MIN..=PLACES_MAX).find(apart).unwrap_or(PLACES_MAX);
        let (exact, rounded) = (signed(show(&mean.exact, places)), mean.rounded.text());
        let (unrounded_verdict, rounded_verdict) = (result.verdict_unrounded, result.verdict_rounded);
        let (decides_zh, decides_en) = match self.rule.working_error.basis.value {
            Some(Basis::Rounded) => ("以修约值判定", "the rounded one decides"),
            Some(Basis::Unrounded) => ("以未修约值判定", "the unrounded one decides"),
            None => ("以哪个值判定尚不可知", "which of them decides is not known"),
        };
        self.on_basis.push(Words::new(
            format!(
                "负荷点 {number}：限值 ±{limit} %，平均误差 {exact} % 为{}，修约后 {rounded} 为{}；{decides_zh}",
                word_zh(unrounded_verdict),
                word_zh(rounded_verdict)
            ),
            format!(
                "load point {number}: held against ±{limit} %, the mean error {exact} % gives {}, rounded to {rounded} it gives {}; {decides_en}",
                word(unrounded_verdict),
                word(rounded_verdict)
            ),
        ));
    }

    fn warn_basis(&mut self, number: usize, unrounded: ItemVerdict, rounded: ItemVerdict) {
        let words = Words::new(
            format!(
                "负荷点 {number}：未修约值结论为{}，修约值为{}；依据哪一个判定尚未经原文确认",
                word_zh(unrounded),
                word_zh(rounded)
            ),
            format!(
                "load point {number}: the unrounded mean gives {}, the rounded one {}; which of them decides is not confirmed",
                word(unrounded),
                word(rounded)
            ),
        );
        self.notes.warn(Code::BasisMatters, words);
    }
}

impl Rounding {
    /// As a certificate prints it.
    fn printed(&self) -> Option<String> {
        match self {
            Self::To(rounded) => Some(rounded.printed()),
            Self::Unknown | Self::Beyond => None,
        }
    }

    /// As the trace writes it.
    fn text(&self) -> String {
        self.printed().map_or("-".to_owned(), |printed| format!("{} %", signed(printed)))
    }
}

const fn word_zh(verdict: ItemVerdict) -> &'static str {
    match verdict {
        ItemVerdict::Pass => "合格",
        ItemVerdict::Fail => "不合格",
        ItemVerdict::Incomplete => "未完成",
        ItemVerdict::NotApplicable => "不适用",
    }
}
