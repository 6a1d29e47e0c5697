//! The seals of one run, judged as it lies in the file now: which hold, by which key, and where what does not hold begins.

use super::error::LedgerError;
use super::key_history::KeyHistory;
use super::record;
use super::seal_wrong::SealWrong;
use super::sealing::{SealFound, judge_in};
use super::store::{Ledger, RawEntry};
use serde_json::Value;

/// Where in a run what does not hold begins, as closely as it can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstWrong {
    /// This entry.
    Entry(u64),
    /// One of the run's entries from the first to the second: the chain was made anew over it, and only the seal knows.
    Among(u64, u64),
}

/// One seal of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunSeal {
    /// What it is, and what is wrong with it.
    pub found: SealFound,
    /// Where what does not hold begins; `None` when all does.
    pub first: Option<FirstWrong>,
}

/// Every seal of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunSeals {
    /// The seals, in order.
    pub seals: Vec<RunSeal>,
    /// The run was concluded after the ledger had a key and has no seal: what a rewriting without the key leaves.
    pub unsealed: bool,
}

impl RunSeals {
    /// Whether every seal holds, and none is missing.
    pub fn hold(&self) -> bool {
        !self.unsealed && self.seals.iter().all(|seal| seal.found.wrong.is_none())
    }
}

/// Judges the seals of a run with the keys of its ledger.
pub fn seals_of_run(ledger: &Ledger, run: &str) -> Result<RunSeals, LedgerError> {
    let keys = KeyHistory::of_changes(ledger)?;
    let entries = ledger.raw_of_run(run)?;
    let torn = torn(ledger, &entries)?;
    let (mut seals, mut held) = (Vec::new(), 0);
    for raw in &entries {
        let entry = raw.entry()?;
        if entry.record.kind != "seal" {
            continue;
        }
        let found = judge_in(ledger, &keys, &entry, &entries)?;
        if found.wrong.is_none() {
            held = held.max(found.up_to);
        }
        let first = found.wrong.as_ref().map(|wrong| first(wrong, &found, &entries, torn, held));
        seals.push(RunSeal { found, first });
    }
    let concluded = ledger.run(run)?.and_then(|row| row.concluded_seq);
    let first_key = keys.keys.first().map_or(u64::MAX, |key| key.seq);
    let unsealed = seals.is_empty() && concluded.is_some_and(|seq| seq > first_key);
    Ok(RunSeals { seals, unsealed })
}

/// The first of these entries that does not have its hash, or does not follow the one before it in the chain.
fn torn(ledger: &Ledger, entries: &[RawEntry]) -> Result<Option<u64>, LedgerError> {
    for raw in entries {
        let before = match raw.seq.checked_sub(1) {
            Some(0) | None => Some([0; 32]),
            Some(seq) => ledger.hash_of(seq)?,
        };
        if before != Some(raw.previous) || record::hash(&raw.previous, &raw.body) != raw.hash {
            return Ok(Some(raw.seq));
        }
    }
    Ok(None)
}

/// Where what is wrong with a seal begins; `held`: up to where an earlier seal of the run holds.
fn first(wrong: &SealWrong, found: &SealFound, entries: &[RawEntry], torn: Option<u64>, held: u64) -> FirstWrong {
    let among = || {
        let covered = entries.iter().map(|raw| raw.seq).filter(|seq| (held + 1..=found.up_to).contains(seq));
        covered.min().map_or(FirstWrong::Entry(found.seq), |from| FirstWrong::Among(from, found.up_to))
    };
    match wrong {
        SealWrong::Entries { .. } | SealWrong::Digest => {
            torn.filter(|seq| *seq <= found.up_to).map_or_else(among, FirstWrong::Entry)
        }
        SealWrong::Head(seq) => FirstWrong::Entry(*seq),
        SealWrong::Verdict { .. } => concluding(entries).map_or_else(among, FirstWrong::Entry),
        SealWrong::Mistake(_)
        | SealWrong::Run(_)
        | SealWrong::UnknownKey(_)
        | SealWrong::NotInForce(_)
        | SealWrong::Signature
        | SealWrong::Ahead(_) => FirstWrong::Entry(found.seq),
    }
}

/// The entry that concludes the run.
fn concluding(entries: &[RawEntry]) -> Option<u64> {
    let concludes = |raw: &&RawEntry| {
        serde_json::from_str::<Value>(&raw.body).is_ok_and(|body| body.get("kind") == Some(&"run-concluded".into()))
    };
    entries.iter().rev().find(concludes).map(|raw| raw.seq)
}
