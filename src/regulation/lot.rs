//! The judge of a lot: individual criterion and mean criterion, decided on fractions.

use super::book::{Book, Regulation, Rule, RunKind};
use super::case::{LotCase, TareMethod};
use super::check;
use super::codes::Code;
use super::conclusion::{conclude, conclusion_word};
use super::judgement::{Conclusion, Document, Item, ItemVerdict, Judgement, LotResult, PackageClass};
use super::lot_net::{Net, net};
use super::lot_plan::{LotPlan, TareRuling, label_quantity};
use super::lot_rule::LotRule;
use super::number::{show, signed, standards};
use super::refusal::Refusal;
use super::trace::Notebook;
use crate::locale::Words;
use crate::quantity::{Decimal, Exact, Quantity, Sample, round_to_places};

/// Fewest decimals of a printed mean or deviation, and how many more than the input has.
const PLACES_MIN: u32 = 6;
const PLACES_MORE: u32 = 4;

/// Judges a lot. The same case gives the same judgement, for ever.
pub fn judge_lot(case: &LotCase, book: &Book) -> Result<Judgement, Refusal> {
    if let Some(date) = &case.date {
        check::date("date", date)?;
    }
    let regulation = match &case.regulation {
        Some(id) => book.find(id, RunKind::Lot)?,
        None => book.choose_lot(case.date.as_deref())?,
    };
    let Rule::Lot(rule) = &regulation.rule else { return Err(Refusal::OtherKind(regulation.id.clone())) };
    let mut notes = Notebook::default();
    standards(&case.standards, case.date.as_deref(), &mut notes)?;
    let label = case.label.as_ref().ok_or(Refusal::Missing("label"))?;
    let lot_size = case.lot_size.ok_or(Refusal::Missing("lot_size"))?;
    let plan = regulation.lot_plan(label, lot_size)?;
    let label = label_quantity(label)?;
    let net = net(case, label)?;
    let given = count(&net.values);
    if given > plan.sample_size {
        return Err(Refusal::SampleTooLarge { given, wanted: plan.sample_size });
    }
    Ok(LotJudge { rule, regulation, plan, label, lot_size, net, notes, method: case.tare.as_ref().map(|t| t.method) }
        .judge())
}

struct LotJudge<'a> {
    rule: &'a LotRule,
    regulation: &'a Regulation,
    plan: LotPlan,
    label: Quantity,
    lot_size: u64,
    net: Net,
    notes: Notebook,
    method: Option<TareMethod>,
}

/// The counts that the individual criterion looks at.
struct Counts {
    t1: u64,
    t2: u64,
}

impl LotJudge<'_> {
    fn judge(mut self) -> Judgement {
        let places = PLACES_MIN.max(self.net.places + PLACES_MORE);
        self.note_plan();
        self.note_tare(places);
        let classes = self.classes(&self.plan.tolerable_deficiency);
        let counts = Counts::of(&classes);
        let individual = self.individual(&counts);
        let sample = Sample::new(&self.net.values);
        let mean = self.mean(&sample, places);
        let verdict = conclude([individual.verdict, mean.verdict]);
        let sensitive = self.sensitive(&individual);
        self.note_incomplete(&counts);
        let result = self.result(&sample, classes, &counts, sensitive, places);
        self.note_verdict(verdict);
        let regulation_status = self.notes.close();
        Judgement {
            regulation: self.regulation.id.clone(),
            title: self.regulation.title.clone(),
            regulation_status,
            verdict,
            document: matches!(verdict, Conclusion::Pass | Conclusion::Fail).then_some(Document::Report),
            valid_until: None,
            items: vec![individual, mean],
            lot: Some(result),
            pile: None,
            scale: None,
            trace: self.notes.steps,
            warnings: self.notes.warnings,
        }
    }

    const fn complete(&self) -> bool {
        self.net.values.len() as u64 == self.plan.sample_size
    }

    fn note_plan(&mut self) {
        let (plan, label) = (&self.plan, self.label);
        let deficiency = self.rule.deficiency.values().find(|d| d.unit.dimension() == label.unit.dimension());
        let clause = deficiency.and_then(|d| d.clause.as_ref());
        let (raw, rounded) = (plan.tolerable_deficiency_raw, plan.tolerable_deficiency);
        let words = Words::new("由标注净含量查允许短缺量", "the tolerable deficiency that the label quantity gives");
        self.notes.step(clause, words, "T = T(Qn)", &[("Qn", label.to_string())], raw.to_string());
        let words = Words::new("按规则修约允许短缺量", "the tolerable deficiency rounded as the rule says");
        self.notes.step(clause, words, "T = round(T)", &[("T", raw.to_string())], rounded.to_string());
        let words = Words::new(
            format!(
                "检验批 {} 件：抽 {} 件，短缺超过 T 的至多 {} 件，超过 2T 的至多 {} 件",
                self.lot_size, plan.sample_size, plan.t1_allowed, plan.t2_allowed
            ),
            format!(
                "lot of {}: weigh {}, at most {} short by more than T, at most {} by more than 2T",
                self.lot_size, plan.sample_size, plan.t1_allowed, plan.t2_allowed
            ),
        );
        let factor = plan.correction_factor.map_or_else(|| "-".to_owned(), |factor| factor.to_string());
        let values = [("N", self.lot_size.to_string()), ("λ", factor), ("c", plan.t1_allowed.to_string())];
        self.notes.step(plan.clause.as_ref(), words, "n = n(N)", &values, plan.sample_size.to_string());
        self.notes.used(
            "允许短缺量、抽样方案及其修约",
            "tolerable deficiency, sampling plan and rounding",
            plan.status,
        );
    }

    fn note_tare(&mut self, places: u32) {
        let Some(mean) = &self.net.mean_tare else { return };
        let unit = self.label.unit;
        let text = format!("{} {unit}", show(mean, places));
        let words = Words::new(
            format!("净含量 = 毛重 − 平均皮重（{} 个包装）", self.net.tares.len()),
            format!("net = gross − mean tare of {} packings", self.net.tares.len()),
        );
        self.notes.step(None, words, "P = ΣPi / n", &[("n", self.net.tares.len().to_string())], text);
        if self.method != Some(TareMethod::Average) {
            return;
        }
        self.notes.used("皮重抽样规则", "tare rule", self.plan.tare.status);
        let weighed = count(&self.net.tares);
        let ruling = self.plan.tare.ruling(self.label, &self.plan.tolerable_deficiency, &self.net.tares);
        let words = match ruling {
            TareRuling::Average(wanted) if weighed < wanted => Words::new(
                format!("皮重样本 {weighed} 个，规则要求 {wanted} 个"),
                format!("{weighed} packings weighed, the rule asks for {wanted}"),
            ),
            TareRuling::Each => Words::new(
                "皮重大且分散，规则要求逐件除皮",
                "the tare is heavy and spread: the rule asks for each package's own tare",
            ),
            TareRuling::Average(_) => return,
        };
        self.notes.warn(Code::TareRule, words);
    }

    /// Strict on the side of the packer: short by exactly T is in order, by exactly 2T is T1.
    fn classes(&self, deficiency: &Quantity) -> Vec<PackageClass> {
        let (label, t) = (Exact::from(self.label.value), Exact::from(deficiency.value));
        let twice = &t + &t;
        let class = |net: &Exact| {
            let short = &label - net;
            if short > twice {
                PackageClass::T2
            } else if short > t {
                PackageClass::T1
            } else {
                PackageClass::Ok
            }
        };
        self.net.values.iter().map(class).collect()
    }

    fn individual_verdict(&self, counts: &Counts) -> ItemVerdict {
        match (self.complete(), counts.t1 <= self.plan.t1_allowed && counts.t2 <= self.plan.t2_allowed) {
            (false, _) => ItemVerdict::Incomplete,
            (true, true) => ItemVerdict::Pass,
            (true, false) => ItemVerdict::Fail,
        }
    }

    fn individual(&mut self, counts: &Counts) -> Item {
        let status = self.notes.used("单件判定规则", "individual criterion", self.rule.individual.status);
        let verdict = self.individual_verdict(counts);
        let (limit, value) = (
            format!("T1 ≤ {}, T2 ≤ {}", self.plan.t1_allowed, self.plan.t2_allowed),
            format!("T1 = {}, T2 = {}", counts.t1, counts.t2),
        );
        let clause = self.rule.individual.clause.as_ref();
        let t = self.plan.tolerable_deficiency;
        let words = Words::new("逐件比较短缺量与 T、2T 并计数", "each shortage is held against T and 2T, and counted");
        self.notes.step(
            clause,
            words,
            "T < Qn − q ≤ 2T → T1;  Qn − q > 2T → T2",
            &[("T", t.to_string())],
            value.clone(),
        );
        Item {
            item: "individual".into(),
            clause: clause.cloned(),
            verdict,
            limit: Some(limit),
            value: Some(value),
            status: status.max(self.plan.status),
            name: Words::new("单件净含量", "individual packages"),
        }
    }

    fn mean(&mut self, sample: &Sample, places: u32) -> Item {
        let clause = self.rule.mean.clause.clone();
        let name = Words::new("平均净含量", "mean net quantity");
        let limit = Some(format!("≥ {}", self.label));
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
        let statistics = sample.mean().zip(sample.standard_deviation());
        let Some((mean, deviation)) = statistics else {
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
        let gap = &Exact::from(self.label.value) - &mean;
        let reached = deviation.times_reaches(&factor, &gap);
        let correction = deviation.times_to_places(&factor, places);
        let corrected = &mean + &Exact::from(correction);
        let unit = self.label.unit;
        let value = format!("{} {unit}", round_to_places(&corrected, places));
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
        let sign = if reached { "g ≤ 0 or g² ≤ λ²·s²: true" } else { "g² ≤ λ²·s²: false" };
        self.notes.step(clause.as_ref(), words, "g = Qn − mean;  g ≤ 0 or g² ≤ λ²·s²", &squared, sign);
        let verdict = match (self.complete(), reached) {
            (false, _) => ItemVerdict::Incomplete,
            (true, true) => ItemVerdict::Pass,
            (true, false) => ItemVerdict::Fail,
        };
        Item { item: "mean".into(), clause, verdict, limit, value: Some(value), status, name }
    }

    fn note_mean(&mut self, mean: &Exact, deviation: &Decimal, correction: &Decimal, value: &str, places: u32) {
        let clause = self.rule.mean.clause.clone();
        let (unit, n) = (self.label.unit, self.net.values.len().to_string());
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
        let values = [("mean", shown), ("λ·s", correction.to_string()), ("Qn", self.label.to_string())];
        self.notes.step(clause.as_ref(), words, "mean + λ·s ≥ Qn", &values, value);
    }

    /// Whether the other rounding of T would turn the individual criterion.
    fn sensitive(&mut self, individual: &Item) -> bool {
        let alternative = self.plan.alternative_deficiency;
        let counts = Counts::of(&self.classes(&alternative));
        let sensitive = self.individual_verdict(&counts) != individual.verdict;
        if sensitive {
            let (t, other) = (self.plan.tolerable_deficiency, alternative);
            let words = Words::new(
                format!("结论取决于允许短缺量的修约方式：采用 {t}；若采用 {other} 则单件判定相反"),
                format!(
                    "the verdict depends on how T is rounded: {t} was used; with {other} the individual criterion turns"
                ),
            );
            self.notes.warn(Code::RoundingSensitive, words);
        }
        sensitive
    }

    fn note_incomplete(&mut self, counts: &Counts) {
        if self.complete() {
            return;
        }
        let missing = self.plan.sample_size.saturating_sub(count(&self.net.values));
        let words = Words::new(format!("还缺 {missing} 件样品"), format!("{missing} more packages are needed"));
        self.notes.warn(Code::SampleIncomplete, words);
        if counts.t1 > self.plan.t1_allowed || counts.t2 > self.plan.t2_allowed {
            let words = Words::new(
                "单件判定已超出允许件数，该批已不可能合格",
                "more packages are short than the plan allows: this lot can no longer pass",
            );
            self.notes.warn(Code::CannotPass, words);
        }
    }

    fn note_verdict(&mut self, verdict: Conclusion) {
        let words = Words::new("两项判定均合格，该批合格", "the lot passes when every criterion is met");
        self.notes.step(None, words, "individual ∧ mean", &[], conclusion_word(verdict));
    }

    fn result(
        &self,
        sample: &Sample,
        classes: Vec<PackageClass>,
        counts: &Counts,
        rounding_sensitive: bool,
        places: u32,
    ) -> LotResult {
        let deviation = sample.standard_deviation();
        let factor = self.plan.correction_factor;
        let correction = deviation.as_ref().zip(factor).map(|(s, f)| s.times_to_places(&Exact::from(f), places));
        let label = Exact::from(self.label.value);
        LotResult {
            sample_size: self.plan.sample_size,
            tolerable_deficiency_raw: self.plan.tolerable_deficiency_raw.value.to_string(),
            tolerable_deficiency: self.plan.tolerable_deficiency.value.to_string(),
            unit: self.label.unit.symbol().to_owned(),
            decimals: self.net.places,
            mean: sample.mean().map(|mean| round_to_places(&mean, places).to_string()),
            standard_deviation: deviation.map(|s| s.to_places(places).to_string()),
            correction_factor: factor.map(|factor| factor.to_string()),
            correction: correction.map(|correction| correction.to_string()),
            t1: counts.t1,
            t1_allowed: self.plan.t1_allowed,
            t2: counts.t2,
            t2_allowed: self.plan.t2_allowed,
            mean_tare: self.net.mean_tare.as_ref().map(|mean| show(mean, places)),
            net: self.net.values.iter().map(|net| self.show_net(net, places)).collect(),
            deviations: self.net.values.iter().map(|net| signed(self.show_net(&(net - &label), places))).collect(),
            classes,
            rounding_sensitive,
        }
    }

    /// With the decimals of the input where that is exact, with more where it is not.
    fn show_net(&self, net: &Exact, places: u32) -> String {
        let exact = net.to_decimal_exact(places).map(|mut decimal| {
            if decimal.scale() < self.net.places {
                decimal.rescale(self.net.places);
            }
            decimal
        });
        exact.unwrap_or_else(|| round_to_places(net, places)).to_string()
    }
}

impl Counts {
    fn of(classes: &[PackageClass]) -> Self {
        let number = |class| count(&classes.iter().filter(|c| **c == class).collect::<Vec<_>>());
        Self { t1: number(PackageClass::T1), t2: number(PackageClass::T2) }
    }
}

pub(super) fn count<T>(list: &[T]) -> u64 {
    u64::try_from(list.len()).unwrap_or(u64::MAX)
}
