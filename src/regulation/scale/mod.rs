//! The judge of a scale: zero, weighing, eccentricity, repeatability, discrimination and what else its regulation lists.

pub(super) mod case;
pub(super) mod choice;
pub(super) mod class;
pub(super) mod discrimination;
pub(super) mod eccentricity;
pub(super) mod error;
pub(super) mod limits;
pub(super) mod overload;
pub(super) mod place;
pub(super) mod plan;
pub(super) mod repeatability;
pub(super) mod rule;
pub(super) mod rule_check;
pub(super) mod schedule;
pub(super) mod uncertainty;
pub(super) mod weighing;
pub(super) mod zero;

use super::book::{Book, Regulation, Rule};
use super::case::Kind;
use super::codes::Code;
use super::conclusion::{self, Validity, conclude, conclusion_word, verification_document, word};
use super::judgement::{Conclusion, Document, Item, ItemVerdict, Judgement, ScaleResult, Status};
use super::number::{impossible, standards};
use super::refusal::Refusal;
use super::trace::Notebook;
use crate::locale::Words;
use crate::quantity::Exact;
use case::{LeftOut, ScaleCase};
use choice::choice;
use jiff::ToSpan;
use plan::ScalePlan;
use rule::{ITEMS, Need, ScaleRule};

/// Judges one scale. The same case gives the same judgement, for ever.
pub fn judge_scale(case: &ScaleCase, book: &Book) -> Result<Judgement, Refusal> {
    let mut judgement = judge(case, book)?;
    judgement.reasons.extend(other_kind(case, &judgement, book));
    Ok(judgement)
}

/// Limits differ between verification and use, and people compare their papers: where the other kind of test would end the
/// other way, that is said.
fn other_kind(case: &ScaleCase, judgement: &Judgement, book: &Book) -> Option<Words> {
    let in_service = case.kind == Some(Kind::InService);
    let (kind, verdict, words) = match judgement.verdict {
        Conclusion::Fail if !in_service => (
            Kind::InService,
            Conclusion::Pass,
            (
                "使用中检查的误差限较宽：作为使用中检查，这些读数合格",
                "limits in service are wider: the same readings would pass an inspection in service",
            ),
        ),
        Conclusion::Pass if in_service => (
            Kind::Subsequent,
            Conclusion::Fail,
            (
                "使用中检查的误差限较宽：作为检定，这些读数不合格",
                "limits in service are wider: the same readings would fail a verification",
            ),
        ),
        _ => return None,
    };
    let other = judge(&ScaleCase { kind: Some(kind), ..case.clone() }, book).ok()?;
    (other.verdict == verdict).then(|| words.into())
}

fn judge(case: &ScaleCase, book: &Book) -> Result<Judgement, Refusal> {
    let (regulation, rule) = book.of_scale(case)?;
    let mut notes = Notebook::default();
    standards(&case.standards, case.date.as_deref(), &mut notes)?;
    let plan = ScalePlan::new(rule, case)?;
    let result = ScaleResult { unit: plan.unit.symbol().to_owned(), ..ScaleResult::default() };
    let (zero_error, tare_error) = (None, None);
    let (range_assumed, near_used, failed) = (false, false, false);
    ScaleJudge { case, rule, regulation, plan, notes, zero_error, tare_error, range_assumed, near_used, failed, result }
        .judge()
}

impl Regulation {
    /// What it makes of the nameplate of a scale case: ranges, classes and limits; the readings are not looked at.
    pub fn scale_plan(&self, case: &ScaleCase) -> Result<ScalePlan, Refusal> {
        let Rule::Scale(rule) = &self.rule else { return Err(Refusal::OtherKind(self.id.clone())) };
        ScalePlan::new(rule, case)
    }
}

/// The judge at work; each test has a file of its own.
pub(super) struct ScaleJudge<'a> {
    pub case: &'a ScaleCase,
    pub rule: &'a ScaleRule,
    regulation: &'a Regulation,
    pub plan: ScalePlan,
    pub notes: Notebook,
    /// E0 of the zero setting; `None` while it is not known.
    pub zero_error: Option<Exact>,
    /// E0 after the tare setting.
    pub tare_error: Option<Exact>,
    /// A reading without a range was told of already.
    pub range_assumed: bool,
    /// A load was accepted because it is near the one asked for.
    pub near_used: bool,
    /// A reading was beyond its limit.
    pub failed: bool,
    pub result: ScaleResult,
}

/// What a test came to.
pub(super) struct Found {
    pub clause: Option<String>,
    pub verdict: ItemVerdict,
    pub limit: Option<String>,
    pub value: Option<String>,
    pub status: Status,
}

impl ScaleJudge<'_> {
    fn judge(mut self) -> Result<Judgement, Refusal> {
        self.check_left_out()?;
        self.additive_tare().and(self.max_tare())?;
        self.note_nameplate();
        self.find_zeros()?;
        let mut items = Vec::new();
        for row in &self.rule.items.value {
            items.push(self.item(&row.item, row.need(self.plan.kind))?);
        }
        let verdict = conclude(items.iter().map(|item| item.verdict));
        self.note_verdict(verdict);
        let valid_until = self.valid_until(verdict);
        let regulation_status = self.notes.close();
        Ok(Judgement {
            regulation: self.regulation.id.clone(),
            title: self.regulation.title.clone(),
            regulation_status,
            verdict,
            document: self.document(verdict),
            valid_until,
            reasons: conclusion::reasons(&items),
            items,
            lot: None,
            pile: None,
            scale: Some(self.result),
            overridden: self.regulation.overridden.clone(),
            trace: self.notes.steps,
            warnings: self.notes.warnings,
        })
    }

    /// An item of the regulation: judged where it is needed and there is something to judge.
    fn item(&mut self, item: &str, need: Need) -> Result<Item, Refusal> {
        let listed = self.notes.used("检定项目表", "list of items", self.rule.items.status);
        let name = item_name(item);
        let left_out = self.case.not_applicable.iter().find(|left_out| left_out.item == item);
        let nothing = |verdict| Found { clause: None, verdict, limit: None, value: None, status: listed };
        let found = match (left_out, need, self.has_readings(item)) {
            (Some(left_out), ..) => {
                self.note_left_out(&name, left_out);
                nothing(ItemVerdict::NotApplicable)
            }
            (_, Need::None, _) | (_, Need::Optional, false) => nothing(ItemVerdict::NotApplicable),
            (_, Need::Always | Need::Required, false) => {
                let words = Words::new(format!("{}：尚无数据", name.zh), format!("{}: no readings yet", name.en));
                self.notes.warn(Code::ReadingIncomplete, words);
                nothing(ItemVerdict::Incomplete)
            }
            _ => self.test(item)?,
        };
        Ok(Item {
            item: item.to_owned(),
            clause: found.clause,
            verdict: found.verdict,
            limit: found.limit,
            value: found.value,
            status: found.status,
            name,
        })
    }

    fn test(&mut self, item: &str) -> Result<Found, Refusal> {
        match item {
            "zero" => Ok(self.zero()),
            "tare-zero" => Ok(self.tare_zero()),
            "weighing" => self.weighing(),
            "tare-weighing" => self.tare_weighing(),
            "eccentricity" => self.eccentricity(),
            "repeatability" => self.repeatability(),
            "discrimination" => self.discrimination(),
            _ => self.overload(),
        }
    }

    fn has_readings(&self, item: &str) -> bool {
        let case = self.case;
        match item {
            "zero" => case.zero.is_some(),
            "tare-zero" => case.tare_zero.is_some(),
            "weighing" => !case.weighing.is_empty(),
            "tare-weighing" => !case.tare_weighing.is_empty(),
            "eccentricity" => !case.eccentricity.is_empty(),
            "repeatability" => !case.repeatability.is_empty(),
            "discrimination" => !case.discrimination.is_empty(),
            _ => case.overload.is_some(),
        }
    }

    /// What the verifier leaves out must be an item, must be one that can be left out, with a reason and without readings.
    fn check_left_out(&self) -> Result<(), Refusal> {
        for left_out in &self.case.not_applicable {
            let item = left_out.item.as_str();
            let row = self.rule.items.value.iter().find(|row| row.item == item);
            let known = || self.rule.items.value.iter().map(|row| row.item.as_str());
            let row = row.ok_or_else(|| choice("not_applicable.item", item, known()))?;
            if row.need(self.plan.kind) == Need::Always {
                let right = ("该项目不能省略", "this item cannot be left out");
                return Err(impossible("not_applicable.item", item, right));
            }
            if left_out.reason.trim().is_empty() {
                return Err(Refusal::Missing("not_applicable.reason"));
            }
            if self.has_readings(item) {
                return Err(Refusal::Both("not_applicable", "readings of the same item"));
            }
        }
        Ok(())
    }

    fn note_left_out(&mut self, name: &Words, left_out: &LeftOut) {
        let reason = &left_out.reason;
        let words = Words::new(
            format!("{}：检定员注明不适用——{reason}", name.zh),
            format!("{}: left out by the verifier: {reason}", name.en),
        );
        self.notes.step(None, words.clone(), "-", &[], word(ItemVerdict::NotApplicable));
        self.notes.warn(Code::LeftOut, words);
    }

    /// A test passes when it is complete and each part passes; a failed part is remembered even while others are missing.
    pub(super) fn combined(&mut self, complete: bool, verdicts: impl IntoIterator<Item = ItemVerdict>) -> ItemVerdict {
        let verdicts: Vec<ItemVerdict> = verdicts.into_iter().collect();
        let failed = verdicts.contains(&ItemVerdict::Fail);
        self.failed |= failed;
        if !complete || verdicts.contains(&ItemVerdict::Incomplete) {
            ItemVerdict::Incomplete
        } else if failed {
            ItemVerdict::Fail
        } else {
            ItemVerdict::Pass
        }
    }

    fn note_verdict(&mut self, verdict: Conclusion) {
        let words = Words::new(
            "适用的项目全部合格则合格；任一不合格则不合格",
            "passes when every item that applies passes; any failed item fails the scale",
        );
        self.notes.step(None, words, "∧ items", &[], conclusion_word(verdict));
        if verdict == Conclusion::Incomplete && self.failed {
            let words = Words::new(
                "已有读数超出允许误差，补齐其余项目也不会合格",
                "a reading is beyond its limit: this scale cannot pass, whatever is still missing",
            );
            self.notes.warn(Code::ScaleCannotPass, words);
        }
    }

    /// An inspection in service says whether the certificate still holds; it gives out no new one.
    fn document(&self, verdict: Conclusion) -> Option<Document> {
        match verification_document(verdict) {
            Some(Document::Certificate) if self.plan.kind == Kind::InService => Some(Document::Report),
            other => other,
        }
    }

    fn valid_until(&mut self, verdict: Conclusion) -> Option<String> {
        if verdict != Conclusion::Pass || self.plan.kind == Kind::InService {
            return None;
        }
        let period = self.rule.period.as_ref()?;
        let shown = ("months", period.value.to_string());
        let validity = Validity { period: period.value.months(), shown, status: period.status };
        validity.last_day(self.case.date.as_deref(), &mut self.notes)
    }
}

fn item_name(item: &str) -> Words {
    let known = ITEMS.iter().find(|(known, ..)| *known == item);
    known.map_or_else(|| Words::new(item, item), |(_, zh, en)| Words::new(*zh, *en))
}
