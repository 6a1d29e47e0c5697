//! The mean criterion: mean + λ·s must not be below the label quantity, decided on squares.

use super::super::judgement::{Item, ItemVerdict};
use super::super::number::show;
use super::LotJudge;
use crate::locale::Words;
use crate::quantity::{Decimal, Exact, Sample, round_to_places};

/// The most decimals that it takes to tell a mean from the label quantity.
const PLACES_MAX: u32 = 12;

impl LotJudge<'_> {
    /// The packages that the mean is taken of: the first ones, as many as the plan says.
    pub(super) fn mean_sample(&self) -> Sample {
        let size = usize::try_from(self.plan.mean_sample).unwrap_or(usize::MAX);
        Sample::new(self.net.values.iter().take(size))
    }

    /// The mean with its correction, and how many decimals both have: the usual, and more where a mean that is too small would
    /// stand upon the label quantity.
    pub(super) fn corrected(&self, sample: &Sample) -> Option<(Decimal, u32)> {
        let (mean, deviation) = (sample.mean()?, sample.standard_deviation()?);
        let factor = Exact::from(self.plan.correction_factor?);
        let reached = deviation.times_reaches(&factor, &(&self.basis.mean_label - &mean));
        let sum = |places| &mean + &Exact::from(deviation.times_to_places(&factor, places));
        let at = |places| round_to_places(&sum(places), places);
        let least = self.places();
        let below = |places: &u32| reached || Exact::from(at(*places)) != self.basis.mean_label;
        let places = (least..=PLACES_MAX.max(least)).find(below).unwrap_or(least);
        Some((at(places), places))
    }

    pub(super) fn mean(&mut self, places: u32) -> Item {
        let clause = self.rule.mean.clause.clone();
        let name = Words::new("平均净含量", "mean net quantity");
        let limit = Some(format!("≥ {} {}", self.show_net(&self.basis.mean_label, self.net.places), self.label.unit));
        let Some(factor) = self.plan.correction_factor else {
            let words = Words::new(
                "该批量逐件检验，不计算平均值",
                "a lot of this size is judged package by package, without a mean",
            );
            self.notes.step(clause.as_ref(), words, "-", &[("N", self.lot_size.to_string())], "not applicable");
            let (verdict, status) = (ItemVerdict::NotApplicable, self.plan.status);
            return Item { item: "mean".into(), clause, verdict, limit: None, value: None, status, name };
        };
        let status = self.notes.used("平均值判定规则", "mean criterion", self.rule.mean.status);
        let status = status.max(self.plan.status);
        let sample = self.mean_sample();
        let statistics = sample.mean().zip(sample.standard_deviation()).zip(self.corrected(&sample));
        let Some(((mean, deviation), (corrected, corrected_places))) = statistics else {
            return Item {
                item: "mean".into(),
                clause,
                verdict: ItemVerdict::Incomplete,
                limit,
                value: None,
                status,
                name,
            };
        };
        let factor = Exact::from(factor);
        let gap = &self.basis.mean_label - &mean;
        let reached = deviation.times_reaches(&factor, &gap);
        let places = places.max(corrected_places);
        let correction = deviation.times_to_places(&factor, places);
        let value = format!("{corrected} {}", self.label.unit);
        self.note_mean(&mean, &deviation.to_places(places), &correction, &value, places);
        let n = Exact::from(sample.count());
        let squared = [
            ("g", format!("{gap}")),
            ("λ²", factor.squared().to_string()),
            ("s²", show(deviation.squared(), places)),
            ("n", n.to_string()),
        ];
        let words = Words::new(
            "不开方的精确判定：差距的平方不大于 λ² 与方差之积即为合格",
            "decided exactly, without a root: the squared gap must not exceed λ² times the variance",
        );
        let sign = if reached { "pass" } else { "fail" };
        self.notes.step(clause.as_ref(), words, "g = Qn − mean;  g ≤ 0 or g² ≤ λ²·s²", &squared, sign);
        let verdict = match (sample.count() as u64 >= self.plan.mean_sample, reached) {
            (false, _) => ItemVerdict::Incomplete,
            (true, true) => ItemVerdict::Pass,
            (true, false) => ItemVerdict::Fail,
        };
        Item { item: "mean".into(), clause, verdict, limit, value: Some(value), status, name }
    }

    fn note_mean(&mut self, mean: &Exact, deviation: &Decimal, correction: &Decimal, value: &str, places: u32) {
        let clause = self.rule.mean.clause.clone();
        let (unit, n) = (self.label.unit, self.mean_sample().count().to_string());
        let words = Words::new("样本平均净含量", "mean of the sample");
        let shown = format!("{} {unit}", round_to_places(mean, places));
        self.notes.step(clause.as_ref(), words, "mean = Σqi / n", &[("n", n.clone())], shown.clone());
        let words = Words::new("样本标准偏差（n − 1）", "experimental standard deviation (n − 1)");
        self.notes.step(
            clause.as_ref(),
            words,
            "s = √(Σ(qi − mean)² / (n − 1))",
            &[("n", n)],
            format!("{deviation} {unit}"),
        );
        let factor = self.plan.correction_factor.unwrap_or_default().to_string();
        let words = Words::new("平均值的修正量", "the correction of the mean");
        self.notes.step(
            clause.as_ref(),
            words,
            "λ·s",
            &[("λ", factor), ("s", deviation.to_string())],
            format!("{correction} {unit}"),
        );
        let words =
            Words::new("修正后的平均值应不小于标注净含量", "the corrected mean must not be below the label quantity");
        let values = [
            ("mean", shown),
            ("λ·s", correction.to_string()),
            ("Qn", self.show_net(&self.basis.mean_label, self.net.places)),
        ];
        self.notes.step(clause.as_ref(), words, "mean + λ·s ≥ Qn", &values, value);
    }
}
