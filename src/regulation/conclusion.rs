//! From the verdicts of the items to the verdict on the whole, its paper, and the last day that paper holds.

use super::check;
use super::judgement::{Conclusion, Document, Item, ItemVerdict, Status};
use super::trace::Notebook;
use crate::locale::Words;
use jiff::Span;

/// A fail of one item fails the whole, but only when nothing is missing; then what is missing comes before a pass.
pub(super) fn conclude(verdicts: impl IntoIterator<Item = ItemVerdict>) -> Conclusion {
    verdicts.into_iter().fold(Conclusion::Pass, |so_far, verdict| match (verdict, so_far) {
        (ItemVerdict::Incomplete, _) | (_, Conclusion::Incomplete) => Conclusion::Incomplete,
        (ItemVerdict::Fail, _) => Conclusion::Fail,
        (ItemVerdict::Pass | ItemVerdict::NotApplicable, so_far) => so_far,
    })
}

/// Which paper a verification ends with; none while there is something missing.
pub(super) const fn verification_document(verdict: Conclusion) -> Option<Document> {
    match verdict {
        Conclusion::Pass => Some(Document::Certificate),
        Conclusion::Fail => Some(Document::Notice),
        Conclusion::Incomplete | Conclusion::ConditionsNotMet => None,
    }
}

/// Why an item is as it is, in one sentence: what was found and what is allowed.
pub(super) fn reason(item: &Item) -> Words {
    let name = &item.name;
    match (&item.value, &item.limit, item.verdict) {
        (_, _, ItemVerdict::Incomplete) => {
            Words::new(format!("{}：数据不全", name.zh), format!("{}: data are missing", name.en))
        }
        (Some(value), Some(limit), verdict) => {
            let (zh, en) =
                if verdict == ItemVerdict::Fail { ("不符合", "not within") } else { ("符合", "within") };
            Words::new(
                format!("{}：测得 {value}，{zh} {limit}", name.zh),
                format!("{}: {value} was found, {en} {limit}", name.en),
            )
        }
        (_, _, ItemVerdict::Fail) => Words::new(format!("{}：不合格", name.zh), format!("{}: failed", name.en)),
        _ => name.clone(),
    }
}

/// One sentence for every item that stands against a pass; where nothing does, one for every item that was measured.
pub(super) fn reasons(items: &[Item]) -> Vec<Words> {
    let against: Vec<Words> = items
        .iter()
        .filter(|item| matches!(item.verdict, ItemVerdict::Fail | ItemVerdict::Incomplete))
        .map(reason)
        .collect();
    if !against.is_empty() {
        return against;
    }
    let measured = |item: &&Item| item.verdict == ItemVerdict::Pass && item.value.is_some() && item.limit.is_some();
    items.iter().filter(measured).map(reason).collect()
}

/// A verdict as the trace writes it.
pub(super) const fn word(verdict: ItemVerdict) -> &'static str {
    match verdict {
        ItemVerdict::Pass => "pass",
        ItemVerdict::Fail => "fail",
        ItemVerdict::Incomplete => "incomplete",
        ItemVerdict::NotApplicable => "not applicable",
    }
}

/// A verdict on the whole as the trace writes it.
pub(super) const fn conclusion_word(verdict: Conclusion) -> &'static str {
    match verdict {
        Conclusion::Pass => "pass",
        Conclusion::Fail => "fail",
        Conclusion::Incomplete => "incomplete",
        Conclusion::ConditionsNotMet => "conditions not met",
    }
}

/// How long a certificate holds, as a rule file states it.
pub(super) struct Validity {
    /// The period.
    pub period: Span,
    /// Its number with the name of its unit, for the trace: `("years", "3")`.
    pub shown: (&'static str, String),
    /// How well the period is known.
    pub status: Status,
}

impl Validity {
    /// Day of the test plus the period, less one day; `None` without a day.
    pub fn last_day(self, date: Option<&str>, notes: &mut Notebook) -> Option<String> {
        let date = date?;
        notes.used("检定周期", "period", self.status);
        notes.used("有效期为检定日期加周期减一天", "valid until: period less one day", Status::Unconfirmed);
        let last = check::date("date", date).ok()?.checked_add(self.period).ok()?.yesterday().ok()?;
        let words = Words::new(
            "证书有效期至检定日期加周期减一天",
            "valid until the day of the test plus the period, less one day",
        );
        let values = [("date", date.to_owned()), self.shown];
        notes.step(None, words, "date + period − 1 d", &values, last.to_string());
        Some(last.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_comes_before_a_fail_and_a_fail_before_a_pass() {
        use ItemVerdict::{Fail, Incomplete, NotApplicable, Pass};
        assert_eq!(conclude([Pass, NotApplicable]), Conclusion::Pass);
        assert_eq!(conclude([Fail, Pass]), Conclusion::Fail);
        assert_eq!(conclude([Fail, Incomplete, Pass]), Conclusion::Incomplete);
        assert_eq!(conclude([Incomplete, Fail]), Conclusion::Incomplete);
    }
}
