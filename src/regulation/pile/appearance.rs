//! Appearance and functions (外观及功能检查), and the insulation resistance: what a person sees and one tester measures.

use super::super::codes::Code;
use super::super::conclusion::word;
use super::super::judgement::{Item, ItemVerdict};
use super::super::number::not_negative;
use super::super::refusal::Refusal;
use super::case::{Appearance, Check, CheckVerdict};
use super::rule::{AppearanceRule, CheckRule, InsulationRole};
use super::{PileJudge, kept};
use crate::locale::Words;

impl PileJudge<'_> {
    /// The appearance: a failed line of the check list fails it, whatever is said of the whole.
    pub(super) fn appearance(&mut self) -> Result<Option<Item>, Refusal> {
        let Some(rule) = &self.rule.appearance else { return Ok(None) };
        let lines = check_lines(rule, &self.case.checklist)?;
        for (line, _) in &lines {
            self.notes.used("外观及功能检查表", "check list of appearance and functions", line.status);
        }
        let failed: Vec<&(&CheckRule, &Check)> =
            lines.iter().filter(|(_, check)| check.verdict == CheckVerdict::Fail).collect();
        let verdict = match self.case.appearance {
            Some(Appearance::Fail) => ItemVerdict::Fail,
            _ if !failed.is_empty() => ItemVerdict::Fail,
            Some(Appearance::Pass) => ItemVerdict::Pass,
            None => self.of_lines(rule, &lines),
        };
        if self.case.appearance == Some(Appearance::Pass) && !failed.is_empty() {
            let words = Words::new(
                "总结论为合格，但检查表中有不合格项；按不合格处理",
                "the whole was said to pass, but a line of the check list fails; the failure counts",
            );
            self.notes.warn(Code::ChecklistDiffers, words);
        }
        let names = Words::new(name_list(&failed, |name| &name.zh, "、"), name_list(&failed, |name| &name.en, ", "));
        self.note_appearance(rule, verdict, &names);
        let base = Self::open_item("appearance", &rule.name, rule.clause.as_ref());
        // A value has one text for both languages, so it holds the names in both.
        let value = match verdict {
            ItemVerdict::Incomplete => None,
            ItemVerdict::Fail if !failed.is_empty() => Some(format!("{} / {}", names.zh, names.en)),
            verdict => Some(word(verdict).to_owned()),
        };
        Ok(Some(Item { verdict, value, status: self.rule.item_list.status, ..base }))
    }

    /// Without a word on the whole, the list decides once every line of it was looked at.
    fn of_lines(&mut self, rule: &AppearanceRule, lines: &[(&CheckRule, &Check)]) -> ItemVerdict {
        let seen = |check: &&CheckRule| lines.iter().any(|(line, _)| line.item == check.item);
        let missing: Vec<&CheckRule> = rule.checks.iter().filter(|check| !seen(check)).collect();
        if lines.is_empty() {
            return ItemVerdict::Incomplete;
        }
        if missing.is_empty() && lines.iter().any(|(_, check)| check.verdict == CheckVerdict::Pass) {
            return ItemVerdict::Pass;
        }
        let list =
            |get: fn(&Words) -> &str, gap: &str| missing.iter().map(|c| get(&c.name)).collect::<Vec<_>>().join(gap);
        let words = Words::new(
            format!("检查表尚未完成：{}", list(|name| &name.zh, "、")),
            format!("the check list is not complete: {}", list(|name| &name.en, ", ")),
        );
        self.notes.warn(Code::ChecklistDiffers, words);
        ItemVerdict::Incomplete
    }

    fn note_appearance(&mut self, rule: &AppearanceRule, verdict: ItemVerdict, failed: &Words) {
        if verdict == ItemVerdict::Incomplete {
            return;
        }
        let words = if failed.zh.is_empty() {
            Words::new("检定员检查外观及功能", "the verifier checks appearance and functions")
        } else {
            Words::new(
                format!("检定员检查外观及功能，不合格：{}", failed.zh),
                format!("the verifier checks appearance and functions; failed: {}", failed.en),
            )
        };
        let checklist = &self.case.checklist;
        let count = |verdict| checklist.iter().filter(|check| check.verdict == verdict).count().to_string();
        let values = if checklist.is_empty() {
            Vec::new()
        } else {
            vec![
                ("fail", count(CheckVerdict::Fail)),
                ("n/a", count(CheckVerdict::Na)),
                ("pass", count(CheckVerdict::Pass)),
            ]
        };
        self.notes.step(rule.clause.as_ref(), words, "∧ checks", &values, word(verdict));
    }

    /// The insulation resistance: in 2018 an item, in 2022 a condition of the verification.
    pub(super) fn insulation(&mut self) -> Result<Option<Item>, Refusal> {
        let Some(rule) = &self.rule.insulation else { return Ok(None) };
        let base = Self::open_item("insulation", &rule.name, rule.clause.as_ref());
        let measured = self.case.insulation_megohm.as_deref();
        let measured = measured.map(|text| not_negative("insulation_megohm", text)).transpose()?;
        let value = measured.map(|value| format!("{value} MΩ"));
        let Some(minimum) = rule.minimum_megohm else {
            self.notes.gap("绝缘电阻限值", "insulation limit");
            return Ok(Some(Item { value, ..base }));
        };
        let status = self.notes.used("绝缘电阻限值", "insulation limit", rule.status);
        let limit = Some(format!("≥ {minimum} MΩ"));
        let Some(measured) = measured else { return Ok(Some(Item { limit, status, ..base })) };
        let verdict = kept(measured >= minimum);
        let words = match rule.role {
            InsulationRole::Condition => Words::new(
                "绝缘电阻是检定的前提：低于限值则不予检定",
                "insulation is a condition: below the limit no verification is done",
            ),
            InsulationRole::Item => Words::new(
                "绝缘电阻是检定项目：低于限值为不合格",
                "insulation is an item: below the limit the pile fails",
            ),
        };
        let values = [("R", format!("{measured} MΩ")), ("Rmin", format!("{minimum} MΩ"))];
        self.notes.step(rule.clause.as_ref(), words, "R ≥ Rmin", &values, word(verdict));
        Ok(Some(Item { verdict, limit, value, status, ..base }))
    }
}

fn name_list(lines: &[&(&CheckRule, &Check)], get: fn(&Words) -> &str, gap: &str) -> String {
    let name = |(line, check): &(&CheckRule, &Check)| match &check.note {
        Some(note) => format!("{} ({note})", get(&line.name)),
        None => get(&line.name).to_owned(),
    };
    lines.iter().map(|line| name(line)).collect::<Vec<_>>().join(gap)
}

/// Each line of a case with the line of the rule; unknown and repeated ones are refused.
fn check_lines<'a>(
    rule: &'a AppearanceRule,
    checklist: &'a [Check],
) -> Result<Vec<(&'a CheckRule, &'a Check)>, Refusal> {
    let mut lines: Vec<(&CheckRule, &Check)> = Vec::new();
    for (index, check) in checklist.iter().enumerate() {
        let twice = lines.iter().any(|(line, _)| line.item == check.item);
        let line = rule.checks.iter().find(|line| line.item == check.item).filter(|_| !twice).ok_or_else(|| {
            let free = rule.checks.iter().filter(|line| !lines.iter().any(|(known, _)| known.item == line.item));
            Refusal::Choice {
                place: format!("checklist[{index}].item"),
                value: check.item.clone(),
                allowed: free.map(|line| line.item.as_str()).collect::<Vec<_>>().join(" "),
            }
        })?;
        lines.push((line, check));
    }
    Ok(lines)
}
