//! The station's key, the seals it puts on runs, and the codes it hands out.

use super::figures::figures;
use super::history;
use super::people::People;
use super::record::{self, Told};
use super::why::{Why, both};
use crate::exit::Exit;
use crate::ledger::{Entry, Ledger, LedgerError, Pending, Record};
use crate::link;
use crate::locale::Words;
use crate::people::{Numbering, Outcome, RESERVED, Reserved, Signers};
use crate::regulation::Document;
use crate::seal::{
    Code, Facts, Fingerprint, KeyChange, KeyError, KeySet, Purpose, Seal, SignedBy, StationKey, Suite,
    create_if_missing, settle,
};
use serde_json::{Value, json};

const KEY_MADE: &str = "key-made";
const KEY_CHANGED: &str = "key-changed";
const SEAL: &str = "seal";
/// Kind of the entry of a code that somebody took home.
pub const HANDED_OUT: &str = "code-handed-out";

/// The key in force, and whose it is.
#[derive(Debug)]
pub struct Sealer {
    key: StationKey,
    /// Id of the station: from the fingerprint of its first key, so that it stays when keys change.
    station: String,
}

impl Sealer {
    /// The station's key as the record has it; at the first start one is made, and its entry is stored.
    pub fn ready(ledger: &mut Ledger) -> Result<Self, Why> {
        let last = |ledger: &Ledger, kind| ledger.last_change(kind).map_err(Why::from);
        let (made, changed) = (last(ledger, KEY_MADE)?, last(ledger, KEY_CHANGED)?);
        let Some(made) = made else { return Self::begin(ledger) };
        let present = changed.filter(|changed| changed.seq > made.seq);
        let fingerprint =
            |entry: &Entry| KeySet::key_of_entry(&entry.record.kind, &entry.record.data).map(|key| key.fingerprint());
        let recorded = fingerprint(present.as_ref().unwrap_or(&made));
        let key = settle(ledger.folder(), recorded.as_ref()).map_err(|why| said(&why))?;
        let first = fingerprint(&made).unwrap_or_else(|| key.public().fingerprint());
        Ok(Self { key, station: station_id(&first) })
    }

    fn begin(ledger: &mut Ledger) -> Result<Self, Why> {
        let (key, _) = create_if_missing(ledger.folder(), Suite::Ed25519).map_err(|why| said(&why))?;
        ledger.append(&entry(KEY_MADE, None, KeyChange::made(key.public())))?;
        let station = station_id(&key.public().fingerprint());
        Ok(Self { key, station })
    }

    /// Fingerprint of the key in force, as it is shown.
    pub fn fingerprint(&self) -> Fingerprint {
        self.key.public().fingerprint()
    }

    /// The seal of a run at the end of what is being stored.
    pub fn seal(&self, pending: &Pending<'_>, run: &str, purpose: Purpose) -> Result<Record, LedgerError> {
        let (station, suite) = (&self.station, self.key.suite());
        let statement = pending.statement(run, purpose, station, suite, &link::stamp().at)?;
        let seal = Seal::make(statement, &self.key).map_err(|why| unsealed(&why))?;
        Ok(entry(SEAL, Some(run), seal.data()))
    }

    /// Checks a concluded run with what was found, or with nothing found approves it, in the name of whoever is signed in;
    /// sealed like its conclusion.
    pub fn sign_run(
        &self,
        ledger: &mut Ledger,
        people: &People,
        run: &str,
        outcome: Option<Outcome>,
        note: &str,
    ) -> Result<(), Why> {
        let entries = history::entries(ledger, run)?;
        let at = link::stamp();
        let signature = people.sign_run(&signers(&entries), outcome, note, &at)?;
        let purpose = if outcome.is_some() { Purpose::Checked } else { Purpose::Approved };
        let mut records = vec![entry(signature.kind(), Some(run), signature.data())];
        if outcome.is_none() {
            records.extend(reserve(ledger, run, &entries, &at.at)?);
        }
        ledger.append_followed(&records, &|pending| Ok(vec![self.seal(pending, run, purpose)?]))?;
        Ok(())
    }

    /// Hands out the code of a concluded run: signs what is known of it together with the end of the chain, and stores
    /// that it was handed out.
    pub fn hand_out(&self, ledger: &mut Ledger, run: &str) -> Result<Code, Why> {
        let entries = ledger.entries_of_run(run)?;
        let facts = self.facts(ledger, run, &entries)?;
        let code = Code::hand_out(&facts, &self.key).map_err(|why| said(&why))?;
        ledger.append(&entry(HANDED_OUT, Some(run), json!({ "run": run, "code": code.text() })))?;
        Ok(code)
    }

    fn facts(&self, ledger: &Ledger, run: &str, entries: &[Entry]) -> Result<Facts, Why> {
        let told: Vec<Told> = entries.iter().filter_map(|entry| record::read(entry).ok()).collect();
        let opened = told.iter().find_map(|told| if let Told::Opened(opened) = told { Some(opened) } else { None });
        let concluded =
            told.iter().find_map(|told| if let Told::Concluded(concluded) = told { Some(concluded) } else { None });
        let (Some(opened), Some(concluded)) = (opened, concluded) else {
            return Err(Words::new(
                format!("任务 {run} 不存在或还没有结论，不能发放凭证码"),
                format!("there is no concluded run {run}: a code is handed out for a verdict"),
            )
            .into());
        };
        let head = ledger.head();
        Ok(Facts {
            station: self.station.clone(),
            run: run.to_owned(),
            kind: opened.task.kind().to_owned(),
            verdict: concluded.verdict.clone(),
            figures: figures(&concluded.judgement),
            regulation: opened.regulation.clone(),
            demonstration: opened.demonstration,
            signed_by: signed_by(entries),
            seq: head.seq,
            head: head.hash,
            at: link::stamp().at,
        })
    }
}

/// Reserves the number of the document that a run's verdict leads to. It is stored with the approval in one commit, and the
/// ledger has one writer: what follows from the numbers that are there now is still the next one when it is stored.
fn reserve(ledger: &Ledger, run: &str, entries: &[Entry], at: &str) -> Result<Option<Record>, Why> {
    let document = entries.iter().find_map(|entry| match record::read(entry) {
        Ok(Told::Concluded(concluded)) => concluded.judgement.document,
        _ => None,
    });
    let Some(document) = document else { return Ok(None) };
    let mut taken: Vec<Reserved> = Vec::new();
    for entry in ledger.entries_of_kinds(&[RESERVED])? {
        let broken = |why: serde_json::Error| LedgerError::Broken { seq: entry.seq, why: why.to_string() };
        taken.push(serde_json::from_value(entry.record.data.clone()).map_err(broken)?);
    }
    let settings = Numbering::of_folder(ledger.folder()).map_err(|why| Why::said(&why, Exit::BadInput))?;
    let word = match document {
        Document::Certificate => "certificate",
        Document::Notice => "notice",
        Document::Report => "report",
    };
    let year = at.get(..4).unwrap_or_default();
    let reserved = settings.next(run, word, year, &taken).map_err(|why| Why::said(&why, Exit::BadInput))?;
    // Texts and a whole number cannot fail to be written.
    Ok(Some(entry(RESERVED, Some(run), serde_json::to_value(reserved).unwrap_or_default())))
}

/// Who signed a run so far.
fn signed_by(entries: &[Entry]) -> SignedBy {
    let signers = signers(entries);
    let checker = matches!(signers.checked(), Some((_, Outcome::Agreed, _)));
    SignedBy { verifier: signers.verifier().is_some(), checker, approver: signers.approved().is_some() }
}

/// Who did what to a run: an entry names whoever was signed in.
pub fn signers(entries: &[Entry]) -> Signers {
    let mut signers = Signers::default();
    for entry in entries {
        let mut data = entry.record.data.clone();
        if let (Value::Object(fields), Some(who)) = (&mut data, &entry.who) {
            fields.insert("who".into(), Value::String(who.clone()));
        }
        signers.told(&entry.record.kind, &data);
    }
    signers
}

fn station_id(first: &Fingerprint) -> String {
    format!("QH-{}", first.short().chars().take(8).collect::<String>().to_uppercase())
}

fn entry(kind: &str, run: Option<&str>, data: Value) -> Record {
    let at = link::stamp();
    Record { kind: kind.into(), run: run.map(str::to_owned), at: at.at, mono_ns: at.mono_ns, data }
}

fn said(why: &KeyError) -> Why {
    Why { words: both(why), exit: why.exit() }
}

fn unsealed(why: &KeyError) -> LedgerError {
    let Words { zh, en } = both(why);
    LedgerError::Unsealed { zh, en }
}
