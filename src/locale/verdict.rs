//! The words of verdicts, everywhere the same.

use super::Lang;
use crate::regulation::{Conclusion, Document, ItemVerdict, Status};

/// The word of a verdict for people.
pub const fn verdict_word(verdict: Conclusion, lang: Lang) -> &'static str {
    match (verdict, lang) {
        (Conclusion::Pass, Lang::Zh) => "合格",
        (Conclusion::Pass, Lang::En) => "PASS",
        (Conclusion::Fail, Lang::Zh) => "不合格",
        (Conclusion::Fail, Lang::En) => "FAIL",
        (Conclusion::Incomplete, Lang::Zh) => "未完成",
        (Conclusion::Incomplete, Lang::En) => "INCOMPLETE",
        (Conclusion::ConditionsNotMet, Lang::Zh) => "不具备检定条件",
        (Conclusion::ConditionsNotMet, Lang::En) => "CONDITIONS NOT MET",
    }
}

/// The word of an item's verdict for people.
pub const fn item_word(verdict: ItemVerdict, lang: Lang) -> &'static str {
    match (verdict, lang) {
        (ItemVerdict::Pass, Lang::Zh) => "合格",
        (ItemVerdict::Pass, Lang::En) => "pass",
        (ItemVerdict::Fail, Lang::Zh) => "不合格",
        (ItemVerdict::Fail, Lang::En) => "fail",
        (ItemVerdict::Incomplete, Lang::Zh) => "未完成",
        (ItemVerdict::Incomplete, Lang::En) => "incomplete",
        (ItemVerdict::NotApplicable, Lang::Zh) => "不适用",
        (ItemVerdict::NotApplicable, Lang::En) => "n/a",
    }
}

/// A result of the trace or a value of an item for people: verdicts, which files write in English, in their language.
pub fn result_word(result: &str, lang: Lang) -> &str {
    let verdict = match result {
        "pass" => ItemVerdict::Pass,
        "fail" => ItemVerdict::Fail,
        "incomplete" => ItemVerdict::Incomplete,
        "not applicable" | "not-applicable" => ItemVerdict::NotApplicable,
        "conditions not met" => return verdict_word(Conclusion::ConditionsNotMet, lang),
        other => return other,
    };
    item_word(verdict, lang)
}

/// The word of a status for people.
pub const fn status_word(status: Status, lang: Lang) -> &'static str {
    match (status, lang) {
        (Status::Confirmed, Lang::Zh) => "已确认",
        (Status::Confirmed, Lang::En) => "confirmed",
        (Status::SingleSource, Lang::Zh) => "单一来源",
        (Status::SingleSource, Lang::En) => "single source",
        (Status::Unconfirmed, Lang::Zh) => "未确认",
        (Status::Unconfirmed, Lang::En) => "UNCONFIRMED",
    }
}

/// The paper that follows from a verdict.
pub const fn document_word(document: Document, lang: Lang) -> &'static str {
    match (document, lang) {
        (Document::Certificate, Lang::Zh) => "检定证书",
        (Document::Certificate, Lang::En) => "verification certificate",
        (Document::Notice, Lang::Zh) => "检定结果通知书",
        (Document::Notice, Lang::En) => "notice of verification result",
        (Document::Report, Lang::Zh) => "检验报告",
        (Document::Report, Lang::En) => "test report",
    }
}
