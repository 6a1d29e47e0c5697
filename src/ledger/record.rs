//! What goes into the ledger and what comes out of it.

use super::canonical::{CanonicalError, canonical};
use serde_json::{Value, json};
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
    pub(super) fn body(&self, boot: &str) -> Result<String, CanonicalError> {
        let mut body = json!({
            "kind": self.kind,
            "at": self.at,
            "boot": boot,
            "mono_ns": self.mono_ns.to_string(),
            "data": self.data,
        });
        if let (Some(run), Some(fields)) = (&self.run, body.as_object_mut()) {
            fields.insert("run".into(), Value::String(run.clone()));
        }
        canonical(&body)
    }
}

/// The hash of an entry.
pub(super) fn hash(previous: &Hash, body: &str) -> Hash {
    Sha256::new().chain_update(previous).chain_update(body.as_bytes()).finalize().into()
}

/// Reads the body of an entry back; it must have been canonical.
pub(super) fn entry(seq: u64, body: &str, hash: Hash) -> Result<Entry, String> {
    let value: Value = serde_json::from_str(body).map_err(|why| format!("the body is no JSON: {why}"))?;
    if canonical(&value).as_deref() != Ok(body) {
        return Err("the body is not canonical".into());
    }
    let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let must = |key: &str| text(key).ok_or_else(|| format!("the body has no {key}"));
    let mono_ns = must("mono_ns")?.parse().map_err(|_| "mono_ns is no number".to_owned())?;
    let data = value.get("data").cloned().unwrap_or(Value::Null);
    let record = Record { kind: must("kind")?, run: text("run"), at: must("at")?, mono_ns, data };
    Ok(Entry { seq, record, boot: must("boot")?, hash })
}
