//! What the entries around a run say, for people: seals, codes, signatures, accounts, clocks, starts.

use crate::ledger::Entry;
use crate::locale::Words;
use serde_json::Value;

/// The words of an entry that is not of a run's own work.
pub fn around(entry: &Entry) -> Words {
    let text = |key: &str| entry.record.data.get(key).and_then(Value::as_str).unwrap_or_default();
    let run = text("run");
    let standard = entry.record.data.pointer("/standard/id").and_then(Value::as_str).unwrap_or_default();
    let short = |key: &str| text(key).chars().take(16).collect::<String>();
    let (zh, en) = match entry.record.kind.as_str() {
        "seal" => {
            let (key, purpose) = (short("key"), text("purpose"));
            (format!("加封（{purpose}），密钥 {key}…"), format!("sealed ({purpose}) with the key {key}…"))
        }
        "code-handed-out" => (format!("发放凭证码：{}", text("code")), format!("code handed out: {}", text("code"))),
        "number-reserved" => (format!("文件编号 {}", text("number")), format!("document number {}", text("number"))),
        "standard-added" => (format!("登记标准器 {standard}"), format!("standard {standard} entered")),
        "standard-changed" => (format!("更改标准器 {standard}"), format!("standard {standard} changed")),
        "standard-retired" => (format!("停用标准器 {}", text("id")), format!("standard {} retired", text("id"))),
        "run-imported" => (format!("导入任务 {run}"), format!("run {run} imported")),
        "clock-jump" => {
            let (from, to) = (text("from"), text("to"));
            (format!("时钟从 {from} 跳到 {to}"), format!("the clock jumped from {from} to {to}"))
        }
        kind => match super::people::entry_words(kind, &entry.record.data) {
            Some(Words { zh, en }) => (zh, en),
            None => (kind.to_owned(), kind.to_owned()),
        },
    };
    Words::new(zh.trim_end().to_owned(), en.trim_end().to_owned())
}
