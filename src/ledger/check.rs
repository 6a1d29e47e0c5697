//! Walks the whole chain and names the first entry that does not hold.

use super::error::LedgerError;
use super::record::{self, Hash, Head, RunRow};
use super::store::Ledger;
use serde_json::Value;

/// A head of the chain that somebody else kept: a code handed out, a phone in the crowd.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Witness {
    /// Number of the entry.
    pub seq: u64,
    /// Its hash.
    pub hash: Hash,
}

/// The first entry that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Its number.
    pub seq: u64,
    /// Why, in Chinese.
    pub zh: String,
    /// Why, in English.
    pub en: String,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckReport {
    /// How many entries were read.
    pub entries: u64,
    /// The end of the chain as it lies in the file.
    pub head: Head,
    /// How many witnesses agree.
    pub witnesses: usize,
    /// The first thing that does not hold; `None` when all does.
    pub broken: Option<Broken>,
}

fn broken(seq: u64, zh: impl Into<String>, en: impl Into<String>) -> Broken {
    Broken { seq, zh: zh.into(), en: en.into() }
}

/// Checks every entry of a ledger, its tables for searching, and the heads that others kept.
pub fn check(ledger: &Ledger, witnesses: &[Witness]) -> Result<CheckReport, LedgerError> {
    let (mut head, mut entries, mut agreed) = (Head::default(), 0, 0);
    let mut first: Option<Broken> = None;
    let mut runs: Vec<RunRow> = Vec::new();
    ledger.walk(|raw| {
        entries += 1;
        if first.is_some() {
            return Ok(());
        }
        first = link(&raw.seq, &raw.previous, &raw.hash, &raw.body, &head);
        match raw.entry() {
            Ok(entry) => fold(&mut runs, entry.seq, &entry.record),
            Err(why) if first.is_none() => first = Some(broken(raw.seq, format!("内容不成立：{why}"), why.to_string())),
            Err(_) => {}
        }
        for witness in witnesses.iter().filter(|witness| witness.seq == raw.seq) {
            if witness.hash == raw.hash {
                agreed += 1;
            } else if first.is_none() {
                first = Some(broken(raw.seq, "与他人保存的凭证不符", "a witness saw another hash for this entry"));
            }
        }
        head = Head { seq: raw.seq, hash: raw.hash };
        Ok(())
    })?;
    let cut = witnesses.iter().filter(|witness| witness.seq > head.seq).min_by_key(|witness| witness.seq);
    if let (None, Some(cut)) = (&first, cut) {
        let (seq, last) = (cut.seq, head.seq);
        first = Some(broken(
            seq,
            format!("他人保存的凭证见过第 {seq} 条，而记录只到第 {last} 条：末尾被删去"),
            format!("a witness saw entry {seq}, the ledger ends at {last}: its end was cut off"),
        ));
    }
    if first.is_none() && ledger.runs()? != runs {
        first = Some(broken(head.seq, "检索表与记录不一致", "the tables for searching do not agree with the entries"));
    }
    Ok(CheckReport { entries, head, witnesses: agreed, broken: first })
}

fn link(seq: &u64, previous: &Hash, hash: &Hash, body: &str, head: &Head) -> Option<Broken> {
    let expected = head.seq + 1;
    if *seq != expected {
        return Some(broken(expected, format!("缺少第 {expected} 条"), format!("entry {expected} is missing")));
    }
    if *previous != head.hash {
        return Some(broken(*seq, "不接续前一条", "it does not follow the entry before"));
    }
    (record::hash(previous, body) != *hash)
        .then(|| broken(*seq, "内容与其哈希不符：被改动过", "its body does not have its hash: it was changed"))
}

/// What the table of runs must hold, from the entries alone.
fn fold(runs: &mut Vec<RunRow>, seq: u64, record: &super::Record) {
    let text = |key: &str| record.data.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let Some(id) = record.run.clone() else { return };
    match record.kind.as_str() {
        "run-opened" => runs.push(RunRow {
            id,
            kind: text("kind"),
            title: text("title"),
            demonstration: record.data.get("demonstration").and_then(Value::as_bool).unwrap_or(false),
            opened_seq: seq,
            opened_at: record.at.clone(),
            concluded_seq: None,
            verdict: None,
        }),
        "run-concluded" => {
            if let Some(run) = runs.iter_mut().find(|run| run.id == id) {
                (run.concluded_seq, run.verdict) = (Some(seq), Some(text("verdict")));
            }
        }
        _ => {}
    }
}
