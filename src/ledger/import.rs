//! Taking in a run that another station did: only what holds, and only from a key that is trusted here.

use super::error::LedgerError;
use super::exported::{Examination, ExportedRun};
use super::record::Record;
use super::store::Ledger;
use crate::locale::{Lang, Say};
use crate::seal::{KeySet, hex};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Why an exported run is not taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportRefused {
    /// It does not hold; the first thing that is wrong.
    DoesNotHold {
        /// Number of the entry.
        seq: u64,
        /// In Chinese.
        zh: String,
        /// In English.
        en: String,
    },
    /// Nobody here trusts the key that sealed it.
    NotTrusted(String),
    /// It is play.
    Demonstration,
    /// The same file is in the ledger already.
    Already(u64),
    /// The run is one of this ledger's own.
    OwnRun(String),
}

impl Say for ImportRefused {
    fn say(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        match self {
            Self::DoesNotHold { seq, zh: why, .. } if zh => format!("不能导入：第 {seq} 条：{why}"),
            Self::DoesNotHold { seq, en, .. } => format!("it is not taken in: entry {seq}: {en}"),
            Self::NotTrusted(key) if zh => {
                format!(
                    "不能导入：封记的密钥 {key} 在这里不受信任；核对指纹后用 --key 给出公钥，或放入数据目录的 trusted 文件夹"
                )
            }
            Self::NotTrusted(key) => format!(
                "it is not taken in: nobody here trusts the key {key} of its seal; compare the fingerprint, then name the key with --key or put it into the folder trusted of the data folder"
            ),
            Self::Demonstration if zh => "不能导入：这是演示记录".into(),
            Self::Demonstration => "it is not taken in: it is a demonstration".into(),
            Self::Already(seq) if zh => format!("这份文件已经导入过：第 {seq} 条"),
            Self::Already(seq) => format!("this file is in the ledger already: entry {seq}"),
            Self::OwnRun(run) if zh => format!("任务 {run} 是本记录自己的，不需要导入"),
            Self::OwnRun(run) => format!("the run {run} is one of this ledger's own"),
        }
    }
}

/// The record that takes a run in, or why it is not taken in. `text` is the file, `trusted` the keys that are trusted here.
pub fn import(
    ledger: &Ledger,
    text: &str,
    exported: &ExportedRun,
    trusted: &KeySet,
    at: &str,
    mono_ns: u64,
) -> Result<Result<Record, ImportRefused>, LedgerError> {
    let examination = exported.examine();
    if let Some((seq, why)) = examination.wrong.first() {
        return Ok(Err(ImportRefused::DoesNotHold { seq: *seq, zh: why.zh.clone(), en: why.en.clone() }));
    }
    let stranger = stranger(&examination, trusted);
    if let Some(key) = stranger {
        return Ok(Err(ImportRefused::NotTrusted(key)));
    }
    if examination.demonstration {
        return Ok(Err(ImportRefused::Demonstration));
    }
    if ledger.runs()?.iter().any(|run| run.id == exported.run) {
        return Ok(Err(ImportRefused::OwnRun(exported.run.clone())));
    }
    let digest = hex::digits(&Sha256::digest(text.as_bytes()));
    for raw in ledger.raw_holding(&digest)? {
        let entry = raw.entry()?;
        let same = entry.record.data.get("digest").and_then(Value::as_str) == Some(digest.as_str());
        if entry.record.kind == "run-imported" && same {
            return Ok(Err(ImportRefused::Already(entry.seq)));
        }
    }
    let keys: Vec<String> = examination.signed_by.all().map(|key| key.fingerprint().whole()).collect();
    let data = json!({ "digest": digest, "run": exported.run, "station": exported.station,
        "verdict": examination.verdict, "key": keys.last(), "keys": keys, "entries": exported.entries_value()? });
    Ok(Ok(Record { kind: "run-imported".into(), run: None, at: at.to_owned(), mono_ns, data }))
}

/// The first key of the seals that is not trusted.
fn stranger(examination: &Examination, trusted: &KeySet) -> Option<String> {
    let mut keys = examination.signed_by.all();
    keys.find(|key| trusted.find(&key.fingerprint()).is_none()).map(|key| key.fingerprint().to_string())
}
