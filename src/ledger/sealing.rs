//! Seals in the ledger: making the statement of a run, and judging every seal that lies there.

use super::error::LedgerError;
use super::following::Pending;
use super::key_history::KeyHistory;
use super::record::{Entry, Hash};
use super::seal_wrong::SealWrong;
use super::store::{Ledger, RawEntry};
use crate::seal::{Fingerprint, PublicKey, Purpose, RunDigest, Seal, SealedHead, Statement, Suite};
use serde_json::Value;
use std::collections::BTreeSet;

impl Pending<'_> {
    /// The statement that a seal of this run signs at the head that is being stored. The record of the seal (`Seal::data`,
    /// kind `seal`) follows with the run's id, so that it becomes an entry of the run and later seals cover it.
    pub fn statement(
        &self,
        run: &str,
        purpose: Purpose,
        station: &str,
        suite: Suite,
        at: &str,
    ) -> Result<Statement, LedgerError> {
        let entries = self.raw_of_run(run)?;
        let head = self.head;
        let statement = Statement {
            at: at.to_owned(),
            digest: [0; 32],
            entries: 0,
            head: SealedHead { hash: head.hash, seq: head.seq },
            purpose,
            run: run.to_owned(),
            station: station.to_owned(),
            suite,
            v: Statement::VERSION,
            verdict: verdict(&entries, head.seq)?.unwrap_or_default(),
        };
        Ok(statement.about(digest(&entries, head.seq, suite)))
    }
}

/// A seal that was found, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealFound {
    /// Number of its entry.
    pub seq: u64,
    /// The run.
    pub run: String,
    /// What the run was brought to.
    pub purpose: Option<Purpose>,
    /// Whose seal it says it is.
    pub key: Option<Fingerprint>,
    /// How many entries of the run it covers.
    pub entries: u64,
    /// The number of the last entry that it covers.
    pub up_to: u64,
    /// The station that it names.
    pub station: String,
    /// What does not hold; `None` when all does.
    pub wrong: Option<SealWrong>,
}

/// All about the seals of a ledger.
#[derive(Clone, Debug, Default)]
pub struct Sealing {
    /// The keys.
    pub keys: KeyHistory,
    /// The seals, in order.
    pub seals: Vec<SealFound>,
    /// Runs that were concluded after the ledger had a key, and have no seal: what a rewriting without the key leaves.
    pub unsealed: Vec<String>,
    /// How many runs were concluded at all.
    pub concluded: usize,
    /// Whether every run is play.
    pub play: bool,
}

/// Judges every seal and every change of keys of a ledger. Whether the chain holds is [`super::check`]'s to say.
pub fn sealing(ledger: &Ledger) -> Result<Sealing, LedgerError> {
    let keys = KeyHistory::of(ledger)?;
    let mut seals = Vec::new();
    for raw in ledger.raw_holding("\"kind\":\"seal\"")? {
        let entry = raw.entry()?;
        if entry.record.kind != "seal" {
            continue;
        }
        let entries = entry.record.run.as_deref().map_or(Ok(Vec::new()), |run| ledger.raw_of_run(run))?;
        seals.push(judge_in(ledger, &keys, &entry, &entries)?);
    }
    let sealed: BTreeSet<&str> = seals.iter().map(|seal| seal.run.as_str()).collect();
    let runs = ledger.runs()?;
    let play = !runs.is_empty() && runs.iter().all(|run| run.demonstration);
    let concluded = runs.iter().filter(|run| run.concluded_seq.is_some()).count();
    let first_key = keys.keys.first().map_or(u64::MAX, |key| key.seq);
    let since = runs.into_iter().filter(|run| run.concluded_seq.is_some_and(|seq| seq > first_key));
    let unsealed = since.map(|run| run.id).filter(|run| !sealed.contains(run.as_str())).collect();
    Ok(Sealing { keys, seals, unsealed, concluded, play })
}

/// Judges one seal of a ledger against the entries of its run: its key must have been the one in force.
pub(super) fn judge_in(
    ledger: &Ledger,
    keys: &KeyHistory,
    entry: &Entry,
    entries: &[RawEntry],
) -> Result<SealFound, LedgerError> {
    let set = keys.set();
    let mut found = judge(entry, entries, |fingerprint| set.find(fingerprint).cloned(), |seq| ledger.hash_of(seq))?;
    let in_force = keys.in_force_at(entry.seq).map(|key| key.key.fingerprint());
    if let (None, Some(key)) = (&found.wrong, found.key)
        && in_force != Some(key)
    {
        found.wrong = Some(SealWrong::NotInForce(key.to_string()));
    }
    Ok(found)
}

/// Judges one seal against the entries of its run, the keys and the hashes at hand.
pub(super) fn judge(
    entry: &Entry,
    entries: &[RawEntry],
    key: impl Fn(&Fingerprint) -> Option<PublicKey>,
    hash_of: impl Fn(u64) -> Result<Option<Hash>, LedgerError>,
) -> Result<SealFound, LedgerError> {
    let run = entry.record.run.clone().unwrap_or_default();
    let mut found = SealFound {
        seq: entry.seq,
        run,
        purpose: None,
        key: None,
        entries: 0,
        up_to: 0,
        station: String::new(),
        wrong: None,
    };
    let seal = match Seal::from_data(&entry.record.data) {
        Ok(seal) => seal,
        Err(mistake) => {
            found.wrong = Some(SealWrong::Mistake(mistake));
            return Ok(found);
        }
    };
    let said = &seal.statement;
    (found.purpose, found.key) = (Some(said.purpose), Some(seal.key));
    (found.entries, found.up_to) = (said.entries, said.head.seq);
    found.station.clone_from(&said.station);
    let digest = digest(entries, said.head.seq, said.suite);
    let (count, verdict) = (digest.entries(), verdict(entries, said.head.seq)?);
    let digest = digest.finish();
    // The signature first: what was not signed has nothing to say about the entries.
    found.wrong = match key(&seal.key) {
        None => Some(SealWrong::UnknownKey(seal.key.to_string())),
        Some(key) if !seal.holds(&key) => Some(SealWrong::Signature),
        Some(_) if said.run != found.run => Some(SealWrong::Run(said.run.clone())),
        Some(_) if said.head.seq >= entry.seq => Some(SealWrong::Ahead(said.head.seq)),
        Some(_) if said.entries != count => Some(SealWrong::Entries { sealed: said.entries, found: count }),
        Some(_) if said.digest != digest => Some(SealWrong::Digest),
        Some(_) if hash_of(said.head.seq)?.is_none_or(|hash| hash != said.head.hash) => {
            Some(SealWrong::Head(said.head.seq))
        }
        Some(_) if verdict.as_deref() != Some(said.verdict.as_str()) => {
            Some(SealWrong::Verdict { sealed: said.verdict.clone(), found: verdict })
        }
        Some(_) => None,
    };
    Ok(found)
}

fn digest(entries: &[RawEntry], up_to: u64, suite: Suite) -> RunDigest {
    let mut digest = RunDigest::new(suite);
    entries.iter().filter(|raw| raw.seq <= up_to).for_each(|raw| digest.add(raw.seq, &raw.body));
    digest
}

/// The verdict that a run was concluded with.
pub(super) fn verdict(entries: &[RawEntry], up_to: u64) -> Result<Option<String>, LedgerError> {
    let concluding = "\"kind\":\"run-concluded\"";
    for raw in entries.iter().rev().filter(|raw| raw.seq <= up_to && raw.body.contains(concluding)) {
        let record = raw.entry()?.record;
        if record.kind == "run-concluded" {
            return Ok(record.data.get("verdict").and_then(Value::as_str).map(str::to_owned));
        }
    }
    Ok(None)
}
