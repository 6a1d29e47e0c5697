//! One run as a file: its entries as they lie in the ledger, the keys that sealed it, and the head of the chain.
//!
//! `{"quanheng-run":1, station, run, keys:[{suite, fingerprint, public}], entries:[{seq, body, previous, hash}], head:{seq, hash}}`
//! in canonical JSON. Between the run's entries the chain had others, so each is held by its own hash, and all together by the
//! seals among them.

use super::canonical::canonical;
use super::error::LedgerError;
use super::record::{self, Entry};
use super::sealing::{SealFound, judge, verdict};
use super::store::{Ledger, RawEntry};
use crate::locale::{Lang, Say, Words};
use crate::seal::{Code, Fingerprint, KeySet, PublicKey, Seal, SealedHead, Suite};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An exported run, as it is written and read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportedRun {
    /// Version of the file.
    #[serde(rename = "quanheng-run")]
    version: u8,
    /// Id of the station, as its seals name it; empty where there is no seal.
    pub station: String,
    /// Id of the run.
    pub run: String,
    keys: Vec<ExportedKey>,
    entries: Vec<ExportedEntry>,
    head: SealedHead,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExportedKey {
    suite: Suite,
    fingerprint: Fingerprint,
    public: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExportedEntry {
    seq: u64,
    body: String,
    #[serde(with = "crate::seal::hex")]
    previous: [u8; 32],
    #[serde(with = "crate::seal::hex")]
    hash: [u8; 32],
}

impl ExportedEntry {
    fn raw(&self) -> RawEntry {
        RawEntry { seq: self.seq, body: self.body.clone(), previous: self.previous, hash: self.hash }
    }
}

/// Why a text is no exported run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportMistake {
    /// It is not such a file.
    NotAnExport(String),
    /// A later version of this program wrote it.
    Version(u8),
}

impl Say for ExportMistake {
    fn say(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        match self {
            Self::NotAnExport(why) if zh => format!("这不是导出的检定记录：{why}"),
            Self::NotAnExport(why) => format!("this is no exported run: {why}"),
            Self::Version(found) if zh => format!("导出格式 {found} 由更新的版本写成；请升级本程序"),
            Self::Version(found) => format!("format {found} was written by a later version; upgrade this program"),
        }
    }
}

/// What was found in an exported run.
#[derive(Clone, Debug, Default)]
pub struct Examination {
    /// The verdict in its entries.
    pub verdict: Option<String>,
    /// Whether it was play.
    pub demonstration: bool,
    /// The seals.
    pub seals: Vec<SealFound>,
    /// How many codes that were handed out are in it and hold.
    pub codes: usize,
    /// The keys of the seals that hold, each once.
    pub signed_by: KeySet,
    /// What does not hold, each with its entry.
    pub wrong: Vec<(u64, Words)>,
}

impl Examination {
    /// Whether all of it holds; by whom it was signed is another question.
    pub fn holds(&self) -> bool {
        self.wrong.is_empty()
    }
}

impl ExportedRun {
    /// Takes a run out of a ledger; `None` where there is no such run.
    pub fn of(ledger: &Ledger, run: &str, known: &KeySet) -> Result<Option<Self>, LedgerError> {
        let raw = ledger.raw_of_run(run)?;
        if raw.is_empty() {
            return Ok(None);
        }
        let (mut station, mut keys) = (String::new(), KeySet::default());
        for raw in &raw {
            let entry = raw.entry()?;
            let data = &entry.record.data;
            match entry.record.kind.as_str() {
                "seal" => {
                    let Ok(seal) = Seal::from_data(data) else { continue };
                    station.clone_from(&seal.statement.station);
                    keys.extend(known.find(&seal.key).cloned());
                }
                "code-handed-out" => {
                    let text = data.get("code").and_then(Value::as_str).unwrap_or_default();
                    let Ok(code) = Code::parse(text) else { continue };
                    keys.extend(known.beginning(&code.key()).cloned());
                }
                _ => {}
            }
        }
        let head = ledger.head_as_read()?;
        Ok(Some(Self {
            version: 1,
            station,
            run: run.to_owned(),
            keys: keys.all().map(ExportedKey::of).collect(),
            entries: raw.into_iter().map(ExportedEntry::of).collect(),
            head: SealedHead { hash: head.hash, seq: head.seq },
        }))
    }

    /// The text of the file.
    pub fn text(&self) -> Result<String, LedgerError> {
        let value = serde_json::to_value(self).map_err(|why| LedgerError::Broken { seq: 0, why: why.to_string() })?;
        Ok(canonical(&value)?)
    }

    /// Reads a file back.
    pub fn parse(text: &str) -> Result<Self, ExportMistake> {
        let not = |why: serde_json::Error| ExportMistake::NotAnExport(why.to_string());
        let value: Value = serde_json::from_str(text).map_err(not)?;
        match value.get("quanheng-run").and_then(Value::as_u64) {
            Some(1) => {}
            Some(other) => return Err(ExportMistake::Version(u8::try_from(other).unwrap_or(u8::MAX))),
            None => return Err(ExportMistake::NotAnExport("quanheng-run: 1".into())),
        }
        // From the text and not the value: a field that stands twice must be told and not be one of both.
        serde_json::from_str(text).map_err(not)
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entries, for the entry that imports them.
    pub(super) fn entries_value(&self) -> Result<Value, LedgerError> {
        serde_json::to_value(&self.entries).map_err(|why| LedgerError::Broken { seq: 0, why: why.to_string() })
    }

    /// Examines all of it: each entry by its hash, each seal by the keys in the file, and that the seals cover everything.
    pub fn examine(&self) -> Examination {
        let mut found = Examination::default();
        let keys = self.keys(&mut found);
        let raw: Vec<RawEntry> = self.entries.iter().map(ExportedEntry::raw).collect();
        let entries = self.entries(&raw, &mut found);
        found.verdict = verdict(&raw, u64::MAX).ok().flatten();
        found.demonstration = entries
            .first()
            .is_some_and(|entry| entry.record.data.get("demonstration").and_then(Value::as_bool).unwrap_or(false));
        let mut covered = 0;
        for entry in entries.iter().filter(|entry| entry.record.kind == "seal") {
            let judged = judge(entry, &raw, |key| keys.find(key).cloned(), |seq| Ok(self.hash_of(seq)));
            match judged {
                Ok(seal) => {
                    match (&seal.wrong, seal.key.as_ref().and_then(|key| keys.find(key))) {
                        (Some(why), _) => found.wrong.push((seal.seq, words(why))),
                        (None, Some(key)) => {
                            covered = covered.max(seal.up_to);
                            if seal.station != self.station {
                                let (zh, en) =
                                    ("文件中的台站与封记不同", "the file names another station than the seal");
                                found.wrong.push((seal.seq, Words::new(zh, en)));
                            }
                            found.signed_by.add(key.clone());
                        }
                        (None, None) => {}
                    }
                    found.seals.push(seal);
                }
                Err(why) => found.wrong.push((entry.seq, words(&why))),
            }
        }
        if found.seals.is_empty() {
            let last = entries.last().map_or(0, |entry| entry.seq);
            found.wrong.push((
                last,
                Words::new("没有封记：没有人为这些条目签名", "there is no seal: nobody signed these entries"),
            ));
        }
        let run = self.run.as_str();
        uncovered(run, &entries, covered, &keys, &mut found);
        found
    }

    /// The keys of the file; one that is not what it says is told.
    fn keys(&self, found: &mut Examination) -> KeySet {
        let mut keys = KeySet::default();
        for exported in &self.keys {
            match PublicKey::from_pem(&exported.public) {
                Some(key) if key.fingerprint() == exported.fingerprint && key.suite() == exported.suite => {
                    keys.add(key);
                }
                _ => found.wrong.push((
                    0,
                    Words::new(
                        format!("文件中的密钥 {} 与其指纹不符", exported.fingerprint),
                        format!("the key {} in the file is not the one of its fingerprint", exported.fingerprint),
                    ),
                )),
            }
        }
        keys
    }

    /// Each entry by itself: its hash, its body, its run, its turn.
    fn entries(&self, raw: &[RawEntry], found: &mut Examination) -> Vec<Entry> {
        let mut entries = Vec::new();
        let mut before: Option<&RawEntry> = None;
        for raw in raw {
            let mut wrong = |zh: &str, en: &str| found.wrong.push((raw.seq, Words::new(zh, en)));
            if record::hash(&raw.previous, &raw.body) != raw.hash {
                wrong("内容与其哈希不符：被改动过", "its body does not have its hash: it was changed");
            }
            match before {
                Some(before) if raw.seq <= before.seq => wrong("条目次序不对", "it is out of turn"),
                Some(before) if raw.seq == before.seq + 1 && raw.previous != before.hash => {
                    wrong("不接续前一条", "it does not follow the entry before");
                }
                _ => {}
            }
            match raw.entry() {
                Ok(entry) => {
                    if entry.record.run.as_deref() != Some(self.run.as_str()) {
                        wrong("属于另一任务", "it belongs to another run");
                    }
                    if before.is_none() && entry.record.kind != "run-opened" {
                        wrong("任务的开头缺失", "the beginning of the run is missing");
                    }
                    entries.push(entry);
                }
                Err(why) => found.wrong.push((raw.seq, words(&why))),
            }
            before = Some(raw);
        }
        entries
    }

    /// The hash of an entry, from the entry itself or from the one that follows it.
    fn hash_of(&self, seq: u64) -> Option<[u8; 32]> {
        let own = self.entries.iter().find(|entry| entry.seq == seq).map(|entry| entry.hash);
        own.or_else(|| self.entries.iter().find(|entry| entry.seq == seq + 1).map(|entry| entry.previous))
    }
}

impl ExportedKey {
    fn of(key: &PublicKey) -> Self {
        Self { suite: key.suite(), fingerprint: key.fingerprint(), public: key.pem().to_owned() }
    }
}

impl ExportedEntry {
    fn of(raw: RawEntry) -> Self {
        Self { seq: raw.seq, body: raw.body, previous: raw.previous, hash: raw.hash }
    }
}

/// What stands behind the last seal must speak for itself: seals (judged above) and codes, which are signed too.
fn uncovered(run: &str, entries: &[Entry], covered: u64, keys: &KeySet, found: &mut Examination) {
    for entry in entries {
        let kind = entry.record.kind.as_str();
        if kind == "code-handed-out" {
            let text = entry.record.data.get("code").and_then(Value::as_str).unwrap_or_default();
            match Code::parse(text).map_err(|why| words(&why)) {
                Ok(code) => match code.verify(keys) {
                    Ok(_) if !run.starts_with(code.run().trim_end_matches('…')) => {
                        let other = Words::new("凭证属于另一任务", "the code is about another run");
                        found.wrong.push((entry.seq, other));
                    }
                    Ok(_) => found.codes += 1,
                    Err(why) => found.wrong.push((entry.seq, words(&why))),
                },
                Err(why) => found.wrong.push((entry.seq, why)),
            }
        } else if kind != "seal" && entry.seq > covered && covered > 0 {
            let (zh, en) = (
                format!("{kind} 在最后一个封记之后，没有签名"),
                format!("{kind} is behind the last seal: nobody signed it"),
            );
            found.wrong.push((entry.seq, Words::new(zh, en)));
        }
    }
}

/// A sentence of both languages.
fn words(why: &impl Say) -> Words {
    Words::new(why.say(Lang::Zh), why.say(Lang::En))
}
