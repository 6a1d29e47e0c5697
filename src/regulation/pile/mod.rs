//! The judge of a charging pile: the items of its regulation in their order, and what follows from them.
//!
//! Each item has a file of its own; this one only knows which there are.

pub(super) mod appearance;
pub(super) mod case;
pub(super) mod clock;
pub(super) mod energy;
pub(super) mod error;
pub(super) mod indication;
pub(super) mod nameplate;
pub(super) mod pay;
pub(super) mod plan;
pub(super) mod point;
pub(super) mod range;
pub(super) mod row;
pub(super) mod rule;
pub(super) mod rule_check;
pub(super) mod uncertainty;
pub(super) mod working;

use super::book::{Book, Regulation, Rule, RunKind};
use super::case::Kind;
use super::check;
use super::codes::Code;
use super::conclusion::{self, Validity, conclude, conclusion_word, verification_document};
use super::judgement::{Conclusion, Item, ItemVerdict, Judgement, PileResult, Status};
use super::number::{show, standards};
use super::refusal::Refusal;
use super::trace::Notebook;
use super::uncertainty::Decision;
use crate::locale::Words;
use case::PileCase;
use jiff::ToSpan;
use nameplate::Marks;
use plan::right_current;
use rule::{InsulationRole, PileRule};

/// Judges one gun of a charging pile. The same case gives the same judgement, for ever.
pub fn judge_pile(case: &PileCase, book: &Book) -> Result<Judgement, Refusal> {
    if let Some(date) = &case.date {
        check::date("date", date)?;
    }
    let regulation = match &case.regulation {
        Some(id) => book.find(id, RunKind::Pile)?,
        None => book.choose_pile(case.date.as_deref(), case.current)?,
    };
    let Rule::Pile(rule) = &regulation.rule else { return Err(Refusal::OtherKind(regulation.id.clone())) };
    right_current(rule, case.current)?;
    let mut notes = Notebook::default();
    standards(&case.standards, case.date.as_deref(), &mut notes)?;
    let (kind, decision) = (case.kind.unwrap_or_default(), case.decision.unwrap_or_default());
    let (class, marks, on_basis) = (None, Marks::default(), Vec::new());
    let mut judge = PileJudge { case, rule, regulation, kind, decision, notes, class, marks, on_basis };
    judge.note_edition();
    judge.nameplate()?;
    judge.judge()
}

/// A judgement that is being made.
pub(super) struct PileJudge<'a> {
    pub case: &'a PileCase,
    pub rule: &'a PileRule,
    pub regulation: &'a Regulation,
    pub kind: Kind,
    pub decision: Decision,
    pub notes: Notebook,
    /// The class to judge by; `None` while it is not known.
    pub class: Option<String>,
    pub marks: Marks,
    /// Of each load point on which rounding changes the verdict: both values, and which one decides.
    pub on_basis: Vec<Words>,
}

impl PileJudge<'_> {
    fn judge(mut self) -> Result<Judgement, Refusal> {
        self.notes.used("检定项目", "list of items", self.rule.item_list.status);
        let insulation = self.insulation()?;
        let mut pile = PileResult {
            current_min: self.marks.current_min.as_ref().map(|current| show(current, 3)),
            current_max: self.marks.current_max.as_ref().map(|current| show(current, 3)),
            ..PileResult::default()
        };
        let mut items = Vec::new();
        for name in &self.rule.items {
            let item = match name.as_str() {
                "appearance" => self.appearance()?,
                "working-error" => Some(self.working_error(&mut pile)?),
                "clock" => self.clock(&mut pile)?,
                "indication-error" => self.indication(&mut pile)?,
                "pay-amount" => self.pay_amount(&mut pile)?,
                _ => insulation.clone(),
            };
            items.extend(item);
        }
        // What is no item of this edition is worked out all the same, without a verdict.
        if self.rule.indication_error.is_none() {
            self.indication(&mut pile)?;
        }
        if self.rule.pay_amount.is_none() {
            self.pay_amount(&mut pile)?;
        }
        let condition = self.rule.insulation.as_ref().is_some_and(|rule| rule.role == InsulationRole::Condition);
        let insulation = insulation.filter(|_| condition);
        let verdict = match insulation.as_ref().map(|item| item.verdict) {
            Some(ItemVerdict::Fail) => Conclusion::ConditionsNotMet,
            Some(ItemVerdict::Incomplete) => Conclusion::Incomplete,
            _ => conclude(items.iter().map(|item| item.verdict)),
        };
        items.splice(0..0, insulation);
        Ok(self.close(verdict, items, pile))
    }

    fn close(mut self, verdict: Conclusion, items: Vec<Item>, pile: PileResult) -> Judgement {
        self.note_verdict(verdict);
        let valid_until = self.valid_until(verdict);
        let mut reasons = conclusion::reasons(&items);
        reasons.append(&mut self.on_basis);
        Judgement {
            regulation: self.regulation.id.clone(),
            title: self.regulation.title.clone(),
            regulation_status: self.notes.close(),
            overridden: self.regulation.overridden.clone(),
            verdict,
            document: verification_document(verdict),
            valid_until,
            reasons,
            items,
            lot: None,
            pile: Some(pile),
            scale: None,
            trace: self.notes.steps,
            warnings: self.notes.warnings,
        }
    }

    /// An item about which nothing is known yet.
    pub(super) fn open_item(item: &str, name: &Words, clause: Option<&String>) -> Item {
        Item {
            item: item.to_owned(),
            clause: clause.cloned(),
            verdict: ItemVerdict::Incomplete,
            limit: None,
            value: None,
            status: Status::Unconfirmed,
            name: name.clone(),
        }
    }

    /// A regulation that a case names need not be the one of its day; a person must know.
    fn note_edition(&mut self) {
        let Some(date) = self.case.date.as_deref() else { return };
        let (from, to) = (self.regulation.from.as_str(), self.regulation.to.as_deref());
        // ISO dates compare as texts.
        if from <= date && to.is_none_or(|to| date <= to) {
            return;
        }
        let (id, to) = (&self.regulation.id, to.unwrap_or("…"));
        let words = Words::new(
            format!("{id} 的有效期为 {from} 至 {to}，检定日期 {date} 不在其内"),
            format!("{id} is in force from {from} to {to}; the test is of {date}"),
        );
        self.notes.warn(Code::NotInForce, words);
    }

    fn valid_until(&mut self, verdict: Conclusion) -> Option<String> {
        if verdict != Conclusion::Pass {
            return None;
        }
        let period = self.rule.period.as_ref()?;
        let Some(years) = period.years else {
            self.notes.gap("检定周期", "period");
            return None;
        };
        let shown = ("years", years.to_string());
        let validity = Validity { period: years.years(), shown, status: period.status };
        validity.last_day(self.case.date.as_deref(), &mut self.notes)
    }

    fn note_verdict(&mut self, verdict: Conclusion) {
        let words = Words::new(
            "适用的项目全部合格则合格；任一不合格则不合格；有缺项则未完成",
            "passes when every item that applies passes; a failed item fails the pile; a missing one leaves it open",
        );
        self.notes.step(None, words, "∧ items", &[], conclusion_word(verdict));
    }
}

/// The verdict on a limit that was kept or not.
pub(super) const fn kept(kept: bool) -> ItemVerdict {
    if kept { ItemVerdict::Pass } else { ItemVerdict::Fail }
}
