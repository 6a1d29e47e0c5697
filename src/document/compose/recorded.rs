//! What the ledger holds of one run, read for its documents: the plan as it was given, every reading, what was taken back,
//! the judgement, and who signed when.
//!
//! The plan is kept as the ledger's own JSON, so that a document prints what was stored and not what this version makes of it.

use crate::instrument::Profiles;
use crate::ledger::{Entry, Ledger, LedgerError};
use crate::locale::Words;
use crate::people::{Outcome, RESERVED, Reserved, Role, Roll, Signers};
use crate::procedure::Observation;
use crate::register::{Register, Standard};
use crate::regulation::{Book, Judgement, Status};
use crate::station::{HANDED_OUT, Standards, signers, subject_words, words_of};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// What is known beside a run's own entries: who people are, what regulations and models are called, the station's standards.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub struct Knowledge<'a> {
    pub roll: &'a Roll,
    pub book: &'a Book,
    pub profiles: &'a Profiles,
    pub standards: &'a Standards,
}

/// A model of an instrument, by the profile that decoded it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Model {
    /// Who makes it.
    pub maker: String,
    /// Which it is.
    pub model: String,
    /// What it speaks.
    pub protocol: String,
}

impl Model {
    /// Maker and model.
    pub fn title(&self) -> String {
        format!("{} {}", self.maker, self.model)
    }

    /// Whether a register means this model: profiles say behind it what of its settings they are for, `XK3190-A9 (tF=0)`.
    pub fn is_called(&self, written: &str) -> bool {
        let rest = self.model.strip_prefix(written).filter(|_| !written.is_empty());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(" ("))
    }
}

/// One run as its documents need it.
#[derive(Clone, Debug, Default)]
pub struct Recorded {
    /// Its id: the number of the original record.
    pub run: String,
    /// `lot`, `pile`, `scale`.
    pub kind: String,
    /// The plan as stored.
    pub task: Value,
    /// What was inspected, for lists.
    pub title: String,
    /// Done on simulated instruments.
    pub demonstration: bool,
    /// Number and title of the regulation.
    pub regulation: Words,
    /// Id of the regulation.
    pub regulation_id: String,
    /// Day of the test.
    pub date: String,
    /// The program that took the run.
    pub program: String,
    /// Every observation, also those that were withdrawn.
    pub readings: Vec<StoredReading>,
    /// What was taken back, and why.
    pub amendments: Vec<Amendment>,
    /// Entries of other kinds: notes, pauses, jumps of the clock, seals, signatures.
    pub events: Vec<Event>,
    /// The judgement that was stored with the conclusion.
    pub judgement: Option<Judgement>,
    /// Who did what.
    pub signers: Signers,
    /// When each role signed, RFC 3339.
    pub signed_at: BTreeMap<Role, String>,
    /// The names under documents, by account.
    pub names: BTreeMap<String, String>,
    /// Numbers that were reserved for its documents at approval, by the kind's word.
    pub numbers: BTreeMap<String, String>,
    /// The code that was handed out last.
    pub code: Option<String>,
    /// The models of its instruments, by the ids of their profiles.
    pub models: BTreeMap<String, Model>,
    /// The register of standards as it stood when the run was concluded.
    pub register: Register,
}

/// One observation with its place in the ledger.
#[derive(Clone, Debug)]
pub struct StoredReading {
    /// Number of its entry.
    pub seq: u64,
    /// When it was stored, RFC 3339.
    pub at: String,
    /// Who was signed in.
    pub who: String,
    /// What it is of.
    pub subject: Words,
    /// The observation as stored.
    pub data: Value,
    /// Number of the entry that took it back.
    pub withdrawn: Option<u64>,
}

impl StoredReading {
    /// A text of it by its JSON pointer; empty where it has none.
    pub fn text(&self, pointer: &str) -> &str {
        self.data.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }

    /// A number of its subject: package, load point, repeat.
    pub fn number(&self, key: &str) -> Option<u64> {
        self.data.get(key).and_then(Value::as_u64)
    }

    /// The last reading of the instrument behind it, which carries its value.
    pub fn last(&self) -> Option<&Value> {
        self.data.get("readings").and_then(Value::as_array).and_then(|readings| readings.last())
    }
}

/// A withdrawal: the old value stays readable.
#[derive(Clone, Debug)]
pub struct Amendment {
    /// Number of its entry.
    pub seq: u64,
    /// Number of the entry that was taken back.
    pub target: u64,
    /// When.
    pub at: String,
    /// Who.
    pub who: String,
    /// What it was of.
    pub subject: Words,
    /// The value that no longer holds.
    pub old: String,
    /// The value that was taken in its place; empty where there is none.
    pub new: String,
    /// Its unit.
    pub unit: String,
    /// Why.
    pub reason: String,
}

/// Something else that happened.
#[derive(Clone, Debug)]
pub struct Event {
    /// Number of its entry.
    pub seq: u64,
    /// When.
    pub at: String,
    /// Who.
    pub who: String,
    /// What.
    pub words: Words,
}

#[derive(Deserialize)]
struct OpenedShape {
    kind: String,
    #[serde(default)]
    task: Value,
    #[serde(default)]
    title: String,
    #[serde(default)]
    demonstration: bool,
    #[serde(default)]
    regulation: String,
    #[serde(default)]
    date: String,
    #[serde(default)]
    program: String,
}

impl Recorded {
    /// Reads a run; `None` where the ledger has none of this id.
    pub fn read(ledger: &Ledger, run: &str, known: &Knowledge<'_>) -> Result<Option<Self>, LedgerError> {
        let entries = ledger.entries_of_run(run)?;
        if entries.is_empty() {
            return Ok(None);
        }
        let mut recorded = Self { run: run.to_owned(), signers: signers(&entries), ..Self::default() };
        for entry in &entries {
            recorded.told(entry).map_err(|why| LedgerError::Broken { seq: entry.seq, why })?;
        }
        recorded.names = known.roll.all().map(|account| (account.id.clone(), account.name.clone())).collect();
        recorded.regulation = recorded.regulation_words(known.book);
        recorded.models = known.profiles.all().map(|profile| (profile.id.clone(), model(profile))).collect();
        // What becomes of a standard afterwards does not change what a run was done with.
        let concluded = entries.iter().find(|entry| entry.record.kind == "run-concluded").map(|entry| entry.seq);
        recorded.register = known.standards.as_of(concluded);
        recorded.replace_amended();
        Ok(Some(recorded))
    }

    /// The run without its readings and events, for a list of many.
    #[must_use]
    pub fn without_readings(self) -> Self {
        Self { readings: Vec::new(), amendments: Vec::new(), events: Vec::new(), ..self }
    }

    /// An empty form of a kind.
    pub fn blank(kind: &str) -> Self {
        Self { kind: kind.to_owned(), ..Self::default() }
    }

    /// Whether it is an empty form.
    pub fn is_blank(&self) -> bool {
        self.run.is_empty()
    }

    fn told(&mut self, entry: &Entry) -> Result<(), String> {
        let (record, data) = (&entry.record, &entry.record.data);
        let who = entry.who.clone().unwrap_or_default();
        let shape = |why: serde_json::Error| why.to_string();
        match record.kind.as_str() {
            "run-opened" => {
                let opened = OpenedShape::deserialize(data).map_err(shape)?;
                (self.kind, self.task, self.title) = (opened.kind, opened.task, opened.title);
                (self.demonstration, self.regulation_id) = (opened.demonstration, opened.regulation);
                (self.date, self.program) = (opened.date, opened.program);
            }
            "observation" => self.readings.push(StoredReading {
                seq: entry.seq,
                at: record.at.clone(),
                who,
                subject: subject(data),
                data: data.clone(),
                withdrawn: None,
            }),
            "correction" => self.amended(entry, who)?,
            "run-concluded" => {
                let judgement = data.get("judgement").cloned().unwrap_or_default();
                self.judgement = Some(Judgement::deserialize(judgement).map_err(shape)?);
                self.signed_at.insert(Role::Verifier, record.at.clone());
            }
            kind => {
                if kind == RESERVED {
                    let reserved = Reserved::deserialize(data).map_err(shape)?;
                    self.numbers.insert(reserved.document, reserved.number);
                }
                if kind == HANDED_OUT {
                    self.code = data.get("code").and_then(Value::as_str).map(str::to_owned);
                }
                if kind == "run-checked" && matches!(self.signers.checked(), Some((_, Outcome::Agreed, _))) {
                    self.signed_at.entry(Role::Checker).or_insert_with(|| record.at.clone());
                }
                if kind == "run-approved" && self.signers.approved().is_some() {
                    self.signed_at.entry(Role::Approver).or_insert_with(|| record.at.clone());
                }
                self.events.push(Event { seq: entry.seq, at: record.at.clone(), who, words: words_of(entry) });
            }
        }
        Ok(())
    }

    fn amended(&mut self, entry: &Entry, who: String) -> Result<(), String> {
        let data = &entry.record.data;
        let target = data.get("target").and_then(Value::as_u64).ok_or("a correction names no entry")?;
        let old = data.get("old").cloned().unwrap_or_default();
        let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        if let Some(reading) = self.readings.iter_mut().find(|reading| reading.seq == target) {
            reading.withdrawn = Some(entry.seq);
        }
        self.amendments.push(Amendment {
            seq: entry.seq,
            target,
            at: entry.record.at.clone(),
            who,
            subject: subject(&old),
            old: text(&old, "value"),
            new: String::new(),
            unit: text(&old, "unit"),
            reason: text(data, "reason"),
        });
        Ok(())
    }

    /// Beside each value that was taken back stands the one of the same subject that came after it.
    fn replace_amended(&mut self) {
        for amendment in &mut self.amendments {
            let later = |reading: &&StoredReading| reading.seq > amendment.seq && reading.subject == amendment.subject;
            let new = self.readings.iter().find(later).map(|reading| reading.text("/value").to_owned());
            amendment.new = new.unwrap_or_default();
        }
    }

    fn regulation_words(&self, book: &Book) -> Words {
        let named = |number: &str, title: &Words| {
            // Some titles begin with the number already.
            if title.zh.starts_with(number) {
                return title.clone();
            }
            Words::new(format!("{number}《{}》", title.zh), format!("{number} {}", title.en))
        };
        match (book.get(&self.regulation_id), &self.judgement) {
            (Some(regulation), _) => named(&regulation.number, &regulation.title),
            (None, Some(judgement)) => named(&judgement.regulation, &judgement.title),
            (None, None) => Words::from(self.regulation_id.clone()),
        }
    }

    /// What the register says of a standard of the plan, by the number of its certificate; where several came with one
    /// certificate, the one of this name.
    pub fn standard_of(&self, planned: &Value) -> Option<&Standard> {
        let text = |key: &str| planned.get(key).and_then(Value::as_str).unwrap_or_default();
        let (certificate, name) = (text("certificate"), text("name"));
        let of_it = || self.register.all().filter(|known| !certificate.is_empty() && known.certificate == certificate);
        let mut named = of_it().filter(|known| known.name == name || known.title() == name);
        match (of_it().count(), named.next(), named.next()) {
            (1, ..) => of_it().next(),
            (_, Some(only), None) => Some(only),
            _ => None,
        }
    }

    /// A value of the plan by one of several JSON pointers, the first that is there.
    pub fn planned(&self, pointers: &[&str]) -> Option<&Value> {
        pointers.iter().find_map(|pointer| self.task.pointer(pointer)).filter(|value| !value.is_null())
    }

    /// A text of the plan.
    pub fn planned_text(&self, pointers: &[&str]) -> String {
        self.planned(pointers).map(text_of).unwrap_or_default()
    }

    /// How well the figures of an item are known.
    pub fn status_of(&self, item: &str) -> Option<Status> {
        let items = self.judgement.iter().flat_map(|judgement| &judgement.items);
        items.filter(|found| found.item == item).map(|found| found.status).max()
    }

    /// The readings that hold.
    pub fn valid(&self) -> impl Iterator<Item = &StoredReading> {
        self.readings.iter().filter(|reading| reading.withdrawn.is_none())
    }

    /// The name under documents of an account.
    pub fn name(&self, account: &str) -> String {
        self.names.get(account).cloned().unwrap_or_else(|| account.to_owned())
    }
}

fn model(profile: &crate::instrument::Profile) -> Model {
    let (maker, model) = (profile.maker.clone(), profile.model.clone());
    Model { maker, model, protocol: profile.protocol.name.to_owned() }
}

/// A value of the plan as it is printed.
pub(super) fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(items) => items.iter().map(text_of).collect::<Vec<_>>().join(", "),
        Value::Bool(_) | Value::Object(_) | Value::Null => String::new(),
    }
}

/// What a stored observation is of; one of a later version keeps its own word.
fn subject(data: &Value) -> Words {
    if let Ok(observation) = Observation::deserialize(data) {
        return subject_words(&observation.subject);
    }
    let of = data.get("of").and_then(Value::as_str).unwrap_or_default();
    let number = data.get("number").map(text_of).unwrap_or_default();
    Words::from(format!("{of} {number}").trim_end().to_owned())
}
