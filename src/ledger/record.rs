//! What goes into the ledger and what comes out of it.

use super::canonical::{CanonicalError, canonical_object};
use super::scan::outline;
use crate::locale::{Lang, Say};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// A hash of the chain.
pub type Hash = [u8; 32];

/// Something to be recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// What kind of entry, in kebab-case.
    pub kind: String,
    /// Id of the run it belongs to.
    pub run: Option<String>,
    /// Wall clock, RFC 3339.
    pub at: String,
    /// Monotonic clock of this start of the machine, nanoseconds.
    pub mono_ns: u64,
    /// What it says.
    pub data: Value,
}

/// Where a record ended up; it is on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its number.
    pub seq: u64,
    /// Its hash.
    pub hash: Hash,
}

/// The end of the chain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// Number of the last entry; 0 for an empty ledger.
    pub seq: u64,
    /// Its hash; noughts for an empty ledger.
    pub hash: Hash,
}

/// An entry read back.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its number, from 1 without a gap.
    pub seq: u64,
    /// What was recorded.
    pub record: Record,
    /// Who was signed in when it was written.
    pub who: Option<String>,
    /// Which start of the machine it was written in.
    pub boot: String,
    /// Its hash.
    pub hash: Hash,
}

/// A run as the search table has it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct RunRow {
    pub id: String,
    pub kind: String,
    pub title: String,
    /// Name and serial number of the pile or scale; the product of a lot.
    pub instrument: String,
    pub place: String,
    /// Day of the test, `YYYY-MM-DD`.
    pub date: String,
    pub demonstration: bool,
    pub opened_seq: u64,
    pub opened_at: String,
    pub concluded_seq: Option<u64>,
    pub verdict: Option<String>,
    pub state: RunState,
}

/// How far a run has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunState {
    /// Work on it may go on.
    Open,
    /// Its verdict is stored.
    Concluded,
    /// A second person found that it stands.
    Checked,
    /// A second person returned it.
    Returned,
    /// It was approved.
    Approved,
}

impl RunState {
    /// Every state.
    pub const ALL: [Self; 5] = [Self::Open, Self::Concluded, Self::Checked, Self::Returned, Self::Approved];

    /// As tables and files write it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Concluded => "concluded",
            Self::Checked => "checked",
            Self::Returned => "returned",
            Self::Approved => "approved",
        }
    }
}

impl Say for RunState {
    fn say(&self, lang: Lang) -> String {
        let (zh, en) = match self {
            Self::Open => ("未结束", "open"),
            Self::Concluded => ("已结论，待核验", "concluded, to check"),
            Self::Checked => ("已核验，待批准", "checked, to approve"),
            Self::Returned => ("已退回", "returned"),
            Self::Approved => ("已批准", "approved"),
        };
        if lang == Lang::Zh { zh.into() } else { en.into() }
    }
}

impl RunState {
    /// The state of a word; `None` for a word of none.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.word() == word)
    }
}

impl Record {
    /// The canonical body of the entry.
    pub(super) fn body(&self, boot: &str, who: Option<&str>) -> Result<String, CanonicalError> {
        let text = |text: &str| Value::String(text.to_owned());
        let (kind, at, boot, mono_ns) = (text(&self.kind), text(&self.at), text(boot), text(&self.mono_ns.to_string()));
        let run = self.run.as_deref().map(text);
        let mut fields =
            vec![("kind", &kind), ("at", &at), ("boot", &boot), ("mono_ns", &mono_ns), ("data", &self.data)];
        fields.extend(run.iter().map(|run| ("run", run)));
        let who = who.map(text);
        fields.extend(who.iter().map(|who| ("who", who)));
        canonical_object(&fields)
    }
}

/// The hash of an entry.
pub(super) fn hash(previous: &Hash, body: &str) -> Hash {
    Sha256::new().chain_update(previous).chain_update(body.as_bytes()).finalize().into()
}

/// Reads the body of an entry back; it must have been canonical.
pub(super) fn entry(seq: u64, body: &str, hash: Hash) -> Result<Entry, String> {
    let outline = outline(body)?;
    let mut value: Value = serde_json::from_str(body).map_err(|why| format!("the body is no JSON: {why}"))?;
    let data = value.get_mut("data").map(Value::take).unwrap_or_default();
    let (kind, run) = (outline.kind.into_owned(), outline.run.map(|run| run.into_owned()));
    let (at, boot, mono_ns) = (outline.at.into_owned(), outline.boot.into_owned(), outline.mono_ns);
    let who = value.get("who").and_then(Value::as_str).map(str::to_owned);
    Ok(Entry { seq, record: Record { kind, run, at, mono_ns, data }, who, boot, hash })
}
