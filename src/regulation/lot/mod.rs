//! The judge of a lot: what the rule asks for, then each criterion in its turn, then the verdict with its reasons.

pub(super) mod case;
pub(super) mod characteristic;
pub(super) mod draw;
pub(super) mod fitness;
pub(super) mod hb133;
pub(super) mod individual;
pub(super) mod label;
pub(super) mod mean;
pub(super) mod moisture;
pub(super) mod net;
pub(super) mod plan;
pub(super) mod reason;
pub(super) mod rule;
pub(super) mod rule_check;
pub(super) mod tare;

use super::book::{Book, Regulation, Rule, RunKind};
use super::check;
use super::codes::Code;
use super::conclusion::conclude;
use super::judgement::{Advice, Conclusion, Document, Item, ItemVerdict, Judgement, LotResult, Outlook, PackageClass};
use super::number::{show, signed, standards};
use super::refusal::Refusal;
use super::trace::Notebook;
use super::uncertainty::UncertaintyResult;
use crate::locale::Words;
use crate::quantity::{Decimal, Exact, Mode, Quantity, round_to_interval, round_to_places};
use case::{LotCase, TareMethod};
use individual::{Counts, Outcome};
use net::{Net, net};
use plan::LotPlan;
use rule::LotRule;
use tare::TareRuling;

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
    let plan = regulation.lot_plan_of(label, lot_size, case.category.as_deref())?;
    let label = regulation.label_quantity(label)?;
    let net = net(case, label, rule)?;
    let (given, wanted) = (count(&net.values), plan.sample_max());
    if given > wanted {
        return Err(Refusal::SampleTooLarge { given, wanted });
    }
    let basis = Basis {
        label: label.value.into(),
        deficiency: plan.tolerable_deficiency.value.into(),
        mean_label: label.value.into(),
    };
    LotJudge { case, rule, regulation, plan, label, lot_size, net, notes, basis }.judge()
}

/// What the packages are held against, in the unit of the label; an allowance for moisture changes it.
pub(super) struct Basis {
    pub label: Exact,
    pub deficiency: Exact,
    pub mean_label: Exact,
}

pub(super) struct LotJudge<'a> {
    pub case: &'a LotCase,
    pub rule: &'a LotRule,
    pub regulation: &'a Regulation,
    pub plan: LotPlan,
    pub label: Quantity,
    pub lot_size: u64,
    pub net: Net,
    pub notes: Notebook,
    pub basis: Basis,
}

impl LotJudge<'_> {
    fn judge(mut self) -> Result<Judgement, Refusal> {
        let places = self.places();
        self.note_plan();
        let (fitness, uncertainty) = self.fitness()?;
        self.moisture()?;
        self.note_tare(places);
        let classes = self.classes(&self.basis.deficiency);
        let individual = self.individual(&classes);
        let mean = self.mean(places);
        let sensitive = self.sensitive(&classes);
        let mut items = self.label_items()?;
        items.extend(fitness);
        items.extend([individual, mean]);
        items.extend(self.purge()?);
        let verdict = conclude_lot(&items);
        let advice = self.advise(&classes);
        let reasons = self.reasons(verdict, &items, &classes);
        let result = self.result(classes, sensitive, places, advice, uncertainty);
        self.note_verdict(verdict, &items);
        let regulation_status = self.notes.close();
        Ok(Judgement {
            regulation: self.regulation.id.clone(),
            title: self.regulation.title.clone(),
            regulation_status,
            overridden: self.regulation.overridden.clone(),
            verdict,
            document: matches!(verdict, Conclusion::Pass | Conclusion::Fail).then_some(Document::Report),
            valid_until: None,
            reasons,
            items,
            lot: Some(result),
            pile: None,
            scale: None,
            trace: self.notes.steps,
            warnings: self.notes.warnings,
        })
    }

    /// Decimals of a mean or a deviation in the judgement.
    fn places(&self) -> u32 {
        PLACES_MIN.max(self.net.places + PLACES_MORE)
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
        let (lot_size, n, t1) = (self.lot_size, plan.sample_size, plan.t1_allowed);
        let (zh, en) = plan.t2_allowed.map_or_else(Default::default, |t2| {
            (format!("，超过 2T 的至多 {t2} 件"), format!(", at most {t2} by more than 2T"))
        });
        let words = Words::new(
            format!("检验批 {lot_size} 件：抽 {n} 件，短缺超过 T 的至多 {t1} 件{zh}"),
            format!("lot of {lot_size}: weigh {n}, at most {t1} short by more than T{en}"),
        );
        let factor = plan.correction_factor.map_or_else(|| "-".to_owned(), |factor| factor.to_string());
        let values = [("N", lot_size.to_string()), ("λ", factor), ("c", t1.to_string())];
        self.notes.step(plan.clause.as_ref(), words, "n = n(N)", &values, n.to_string());
        if plan.mean_sample < plan.sample_size {
            let m = plan.mean_sample;
            let words = Words::new(
                format!("平均值只取最先称量的 {m} 件（规则的平均值样本）"),
                format!("the mean is taken of the first {m} packages weighed, the rule's sample for the mean"),
            );
            self.notes.step(plan.clause.as_ref(), words, "m", &[], m.to_string());
        }
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
        let average = self.case.tare.as_ref().is_some_and(|tare| tare.method == TareMethod::Average);
        let Some(tare) = self.plan.tare.clone().filter(|_| average) else { return };
        self.notes.used("皮重抽样规则", "tare rule", tare.status);
        let weighed = count(&self.net.tares);
        let ruling = tare.ruling(self.label, &self.plan.tolerable_deficiency, &self.net.tares);
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

    /// Whether the other rounding of T would turn the individual criterion.
    fn sensitive(&mut self, classes: &[PackageClass]) -> bool {
        let alternative = self.plan.alternative_deficiency;
        let moved = &Exact::from(alternative.value) - &Exact::from(self.plan.tolerable_deficiency.value);
        let other = self.plan.outcome(&self.classes(&(&self.basis.deficiency + &moved)));
        let sensitive = Self::item_verdict(other) != Self::item_verdict(self.plan.outcome(classes));
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

    /// What may be said before the sample is whole; the plan itself is never changed by it.
    fn advise(&mut self, classes: &[PackageClass]) -> Option<Advice> {
        let m = self.plan.mean_sample;
        let mean_missing = if self.plan.correction_factor.is_some() { m.saturating_sub(count(classes)) } else { 0 };
        let remaining = match self.plan.outcome(classes) {
            Outcome::More(more) => more.max(mean_missing),
            _ if mean_missing > 0 => mean_missing,
            _ => return None,
        };
        let words = Words::new(format!("还缺 {remaining} 件样品"), format!("{remaining} more packages are needed"));
        self.notes.warn(Code::SampleIncomplete, words);
        let individual = if self.plan.outcome_if(classes, PackageClass::Ok) == Outcome::Reject {
            Outlook::CannotPass
        } else if self.plan.outcome_if(classes, self.plan.worst()) == Outcome::Accept {
            Outlook::CannotFail
        } else {
            Outlook::Open
        };
        if individual == Outlook::CannotPass {
            let words = Words::new(
                "单件判定已超出允许件数，该批已不可能合格",
                "more packages are short than the plan allows: this lot can no longer pass",
            );
            self.notes.warn(Code::CannotPass, words);
        }
        Some(Advice { remaining, individual, mean_of_rest: self.mean_of_rest() })
    }

    /// Least mean of the packages still to come for which the sample mean reaches the label quantity; carried up.
    fn mean_of_rest(&self) -> Option<String> {
        self.plan.correction_factor?;
        let m = self.plan.mean_sample;
        let weighed = self.net.values.iter().take(usize::try_from(m).unwrap_or(usize::MAX));
        let (number, sum) = weighed.fold((0_u64, Exact::zero()), |(n, sum), value| (n + 1, &sum + value));
        let missing = Exact::from(m.checked_sub(number)?);
        let needed = (&(&Exact::from(m) * &self.basis.mean_label) - &sum).checked_div(&missing)?;
        if needed.is_negative() {
            return Some("0".into());
        }
        let interval = Decimal::new(1, self.net.places.min(20));
        round_to_interval(&needed, interval, Mode::Ceil).map(|rounded| rounded.value.to_string())
    }

    fn note_verdict(&mut self, verdict: Conclusion, items: &[Item]) {
        let names = |wanted: ItemVerdict, lang: fn(&Words) -> &str, gap: &str| {
            let found = items.iter().filter(|item| item.verdict == wanted).map(|item| lang(&item.name));
            found.collect::<Vec<_>>().join(gap)
        };
        let list = |wanted| (names(wanted, |w| &w.zh, "、"), names(wanted, |w| &w.en, ", "));
        let (words, result) = match verdict {
            Conclusion::Pass => {
                (Words::new("各项判定均合格，该批合格", "every criterion is met: the lot passes"), "pass")
            }
            Conclusion::Fail => {
                let (zh, en) = list(ItemVerdict::Fail);
                (Words::new(format!("不合格的项目：{zh}"), format!("what fails: {en}")), "fail")
            }
            Conclusion::Incomplete => {
                let (zh, en) = list(ItemVerdict::Incomplete);
                (Words::new(format!("尚未完成：{zh}"), format!("not complete: {en}")), "incomplete")
            }
            Conclusion::ConditionsNotMet => (
                Words::new("秤不适于检验该商品，不作结论", "the scale is not fit for these goods: no verdict"),
                "conditions not met",
            ),
        };
        self.notes.step(None, words, "∧ items", &[], result);
    }

    fn result(
        &self,
        classes: Vec<PackageClass>,
        rounding_sensitive: bool,
        places: u32,
        advice: Option<Advice>,
        uncertainty: Option<UncertaintyResult>,
    ) -> LotResult {
        let (sample, counts) = (self.mean_sample(), Counts::of(&classes));
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
            t2_allowed: self.plan.t2_allowed.unwrap_or(0),
            single_limit: self.plan.t2_allowed.is_none(),
            mean_tare: self.net.mean_tare.as_ref().map(|mean| show(mean, places)),
            net: self.net.values.iter().map(|net| self.show_net(net, places)).collect(),
            deviations: self.net.values.iter().map(|net| signed(self.show_net(&(net - &label), places))).collect(),
            classes,
            rounding_sensitive,
            advice,
            uncertainty,
        }
    }

    /// With the decimals of the input where that is exact, with more where it is not.
    pub(super) fn show_net(&self, net: &Exact, places: u32) -> String {
        let exact = net.to_decimal_exact(places).map(|mut decimal| {
            if decimal.scale() < self.net.places {
                decimal.rescale(self.net.places);
            }
            decimal
        });
        exact.unwrap_or_else(|| round_to_places(net, places)).to_string()
    }
}

/// A fail of one item fails the whole, but only when nothing is missing; then what is missing comes before a pass. A scale
/// that is not fit gives no verdict at all.
fn conclude_lot(items: &[Item]) -> Conclusion {
    if items.iter().any(|item| item.item == fitness::ITEM && item.verdict == ItemVerdict::Fail) {
        Conclusion::ConditionsNotMet
    } else {
        conclude(items.iter().map(|item| item.verdict))
    }
}

pub(super) fn count<T>(list: &[T]) -> u64 {
    u64::try_from(list.len()).unwrap_or(u64::MAX)
}
