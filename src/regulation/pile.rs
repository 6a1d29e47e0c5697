//! The judge of a charging pile: appearance, working error, clock, and insulation as item or condition.

use super::book::{Book, Regulation, Rule, RunKind};
use super::case::{Appearance, Kind, PileCase};
use super::check;
use super::codes::Code;
use super::conclusion::{self, Validity, conclude, conclusion_word, verification_document, word};
use super::judgement::{Conclusion, Item, ItemVerdict, Judgement, PileResult, Status};
use super::number::{not_negative, number, show, signed, standards};
use super::pile_error::WorkingErrors;
use super::pile_plan::{PilePlan, error_row};
use super::pile_rule::PileRule;
use super::refusal::Refusal;
use super::trace::Notebook;
use crate::locale::Words;
use crate::quantity::Exact;
use jiff::{Timestamp, ToSpan};

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
    let mut notes = Notebook::default();
    standards(&case.standards, case.date.as_deref(), &mut notes)?;
    PileJudge { case, rule, regulation, notes }.judge()
}

struct PileJudge<'a> {
    case: &'a PileCase,
    rule: &'a PileRule,
    regulation: &'a Regulation,
    notes: Notebook,
}

impl PileJudge<'_> {
    fn judge(mut self) -> Result<Judgement, Refusal> {
        let insulation = self.insulation()?;
        let mut pile = PileResult::default();
        let mut items = Vec::new();
        for name in &self.rule.items {
            let item = match name.as_str() {
                "appearance" => self.appearance(),
                "working-error" => self.working_error(&mut pile)?,
                "clock" => self.clock(&mut pile)?,
                _ => insulation.clone(),
            };
            items.push(item);
        }
        let condition = self.rule.insulation.role == "condition";
        let verdict = match insulation.verdict {
            ItemVerdict::Fail if condition => Conclusion::ConditionsNotMet,
            ItemVerdict::Incomplete if condition => Conclusion::Incomplete,
            _ => conclude(items.iter().map(|item| item.verdict)),
        };
        if condition {
            items.insert(0, insulation);
        }
        self.note_verdict(verdict);
        let valid_until = self.valid_until(verdict);
        let regulation_status = self.notes.close();
        Ok(Judgement {
            regulation: self.regulation.id.clone(),
            title: self.regulation.title.clone(),
            regulation_status,
            overridden: self.regulation.overridden.clone(),
            verdict,
            document: verification_document(verdict),
            valid_until,
            reasons: conclusion::reasons(&items),
            items,
            lot: None,
            pile: Some(pile),
            scale: None,
            trace: self.notes.steps,
            warnings: self.notes.warnings,
        })
    }

    fn insulation(&mut self) -> Result<Item, Refusal> {
        let rule = &self.rule.insulation;
        let status = self.notes.used("绝缘电阻限值", "insulation limit", rule.status);
        let limit = format!("≥ {} MΩ", rule.minimum_megohm);
        let measured = self.case.insulation_megohm.as_deref();
        let value = measured.map(|text| not_negative("insulation_megohm", text)).transpose()?;
        let verdict = match value {
            None => ItemVerdict::Incomplete,
            Some(value) if value >= rule.minimum_megohm => ItemVerdict::Pass,
            Some(_) => ItemVerdict::Fail,
        };
        if let Some(value) = value {
            let words = Words::new(
                "绝缘电阻是检定的前提：低于限值则不予检定",
                "insulation is a condition: below the limit no verification is done",
            );
            let values = [("R", value.to_string()), ("Rmin", rule.minimum_megohm.to_string())];
            self.notes.step(None, words, "R ≥ Rmin", &values, word(verdict));
        }
        let name = Words::new("绝缘电阻（条件）", "insulation (condition)");
        let value = value.map(|value| format!("{value} MΩ"));
        Ok(Item { item: "insulation".into(), clause: None, verdict, limit: Some(limit), value, status, name })
    }

    fn appearance(&mut self) -> Item {
        let (verdict, value) = match self.case.appearance {
            None => (ItemVerdict::Incomplete, None),
            Some(Appearance::Pass) => (ItemVerdict::Pass, Some("pass".to_owned())),
            Some(Appearance::Fail) => (ItemVerdict::Fail, Some("fail".to_owned())),
        };
        if let Some(value) = &value {
            let words = Words::new("检定员检查外观及功能", "the verifier checks appearance and functions");
            self.notes.step(None, words, "-", &[], value.clone());
        }
        // That the item exists is in several sources; its result is what a person saw.
        let status = self.notes.used("检定项目", "list of items", Status::Confirmed);
        let name = Words::new("外观及功能检查", "appearance and functions");
        Item { item: "appearance".into(), clause: None, verdict, limit: None, value, status, name }
    }

    fn working_error(&mut self, pile: &mut PileResult) -> Result<Item, Refusal> {
        let error = &self.rule.working_error;
        let name = Words::new("工作误差", "working error");
        let clause = error.clause.clone();
        let kind = self.case.kind.unwrap_or_default();
        let Some(class) = &self.case.class else {
            if self.case.load_point.is_empty() {
                let (verdict, status) = (ItemVerdict::Incomplete, self.regulation.status());
                return Ok(Item {
                    item: "working-error".into(),
                    clause,
                    verdict,
                    limit: None,
                    value: None,
                    status,
                    name,
                });
            }
            return Err(Refusal::Missing("class"));
        };
        let plan = self.regulation.pile_plan(self.case.current, kind, class)?;
        let row = error_row(self.rule, class)?;
        let statuses = [
            self.notes.used("工作误差限", "limit of the working error", row.status),
            self.notes.used("修约间距", "rounding interval", error.interval.status),
            self.notes.used("按修约值判定", "verdict from the rounded value", error.basis.status),
            self.notes.used("每点测量次数", "readings a load point", error.readings_min.status),
            self.notes.used("负荷点数", "number of load points", error.load_points_min.status),
        ];
        let mut errors = WorkingErrors { error, plan: &plan, notes: &mut self.notes };
        pile.load_points = errors.points(self.case)?;
        let verdict = self.working_verdict(pile, &plan);
        let worst = pile.load_points.iter().filter_map(|point| point.rounded_percent.clone());
        let value: Vec<String> = worst.map(|percent| format!("{} %", signed(percent))).collect();
        Ok(Item {
            item: "working-error".into(),
            clause,
            verdict,
            limit: Some(format!("±{} %", plan.limit_percent)),
            value: (!value.is_empty()).then(|| value.join(", ")),
            status: statuses.into_iter().max().unwrap_or(Status::Unconfirmed),
            name,
        })
    }

    fn working_verdict(&mut self, pile: &PileResult, plan: &PilePlan) -> ItemVerdict {
        let points = &pile.load_points;
        let enough_points = u64::try_from(points.len()).is_ok_and(|count| count >= plan.min_load_points);
        if !enough_points {
            let (have, want) = (points.len(), plan.min_load_points);
            let words = Words::new(
                format!("只有 {have} 个负荷点，至少需要 {want} 个"),
                format!("{have} load points, at least {want} are needed"),
            );
            self.notes.warn(Code::LoadPointsTooFew, words);
        }
        let mut short = false;
        for (index, point) in points.iter().enumerate() {
            let have = point.errors_percent.len();
            if u64::try_from(have).is_ok_and(|have| have < plan.min_readings) {
                short = true;
                let (number, want) = (index + 1, plan.min_readings);
                let words = Words::new(
                    format!("负荷点 {number} 只有 {have} 次测量，需要 {want} 次"),
                    format!("load point {number} has {have} of {want} readings"),
                );
                self.notes.warn(Code::ReadingsTooFew, words);
            }
        }
        if !enough_points || short {
            ItemVerdict::Incomplete
        } else if points.iter().any(|point| point.verdict == ItemVerdict::Fail) {
            ItemVerdict::Fail
        } else {
            ItemVerdict::Pass
        }
    }

    fn clock(&mut self, pile: &mut PileResult) -> Result<Item, Refusal> {
        let rule = &self.rule.clock;
        let kind = self.case.kind.unwrap_or_default();
        let row = rule.limits.iter().find(|limit| limit.kind == kind);
        let limit = row.map(|row| format!("≤ {} s", row.seconds));
        let (clause, name) = (rule.clause.clone(), Words::new("时钟时刻误差", "clock time error"));
        let base = Item {
            item: "clock".into(),
            clause,
            verdict: ItemVerdict::Incomplete,
            limit,
            value: None,
            status: Status::Unconfirmed,
            name,
        };
        let difference = self.clock_difference()?;
        pile.clock_seconds = difference.as_ref().map(|seconds| show(seconds, 9));
        let applies = rule.applies == "always" || self.case.time_of_use == Some(true);
        if !applies && self.case.time_of_use == Some(false) {
            let status = row.map_or(Status::Unconfirmed, |row| row.status);
            return Ok(Item { verdict: ItemVerdict::NotApplicable, limit: None, status, ..base });
        }
        let (Some(row), Some(difference)) = (row.filter(|_| applies), difference) else { return Ok(base) };
        let name = match kind {
            Kind::First => ("首次检定时钟限", "clock limit (first)"),
            Kind::Subsequent => ("后续检定时钟限", "clock limit (subsequent)"),
            Kind::InService => ("使用中检查时钟限", "clock limit (in service)"),
        };
        let status = self.notes.used(name.0, name.1, row.status);
        let verdict = if difference.abs() <= Exact::from(row.seconds) { ItemVerdict::Pass } else { ItemVerdict::Fail };
        let shown = show(&difference, 9);
        let words = Words::new(
            "桩的时钟减标准时钟，绝对值不大于限值",
            "clock of the pile minus the standard, not beyond the limit either way",
        );
        let values = [("Δt", format!("{shown} s")), ("limit", format!("{} s", row.seconds))];
        self.notes.step(base.clause.as_ref(), words, "|Δt| ≤ limit", &values, word(verdict));
        Ok(Item { verdict, value: Some(format!("{} s", signed(shown))), status, ..base })
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
        let stamp = |place: &str, text: &str| {
            text.parse::<Timestamp>().map_err(|_| Refusal::Time { place: place.into(), value: text.into() })
        };
        let (Some(instrument), Some(reference)) = (&clock.instrument, &clock.reference) else { return Ok(None) };
        let instrument = stamp("clock.instrument", instrument)?.as_nanosecond();
        let reference = stamp("clock.reference", reference)?.as_nanosecond();
        Ok(Exact::ratio(instrument - reference, 1_000_000_000))
    }

    fn valid_until(&mut self, verdict: Conclusion) -> Option<String> {
        let date = self.case.date.as_deref().filter(|_| verdict == Conclusion::Pass);
        let years = self.rule.period.years;
        let shown = ("years", years.to_string());
        let validity = Validity { period: years.years(), shown, status: self.rule.period.status };
        validity.last_day(date, &mut self.notes)
    }

    fn note_verdict(&mut self, verdict: Conclusion) {
        let words = Words::new(
            "适用的项目全部合格则合格；任一不合格则不合格",
            "passes when every item that applies passes; any failed item fails the pile",
        );
        self.notes.step(None, words, "∧ items", &[], conclusion_word(verdict));
    }
}
