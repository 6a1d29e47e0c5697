//! What goes into the ledger and what comes out of it.

use super::canonical::{CanonicalError, canonical_object, is_canonical};
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
    pub demonstration: bool,
    pub opened_seq: u64,
    pub opened_at: String,
    pub concluded_seq: Option<u64>,
    pub verdict: Option<String>,
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
    let mut value: Value = serde_json::from_str(body).map_err(|why| format!("the body is no JSON: {why}"))?;
    if !is_canonical(body, &value) {
        return Err("the body is not canonical".into());
    }
    let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let must = |key: &str| text(key).ok_or_else(|| format!("the body has no {key}"));
    let mono_ns = must("mono_ns")?.parse().map_err(|_| "mono_ns is no number".to_owned())?;
    let (kind, run, at, boot, who) = (must("kind")?, text("run"), must("at")?, must("boot")?, text("who"));
    let data = value.get_mut("data").map(Value::take).unwrap_or_default();
    Ok(Entry { seq, record: Record { kind, run, at, mono_ns, data }, who, boot, hash })
}
