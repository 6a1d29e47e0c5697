//! What the station writes into the ledger, and how it reads it back: one shape a kind of entry.

use super::history::hex;
use super::interlude::Interlude;
use super::snapshot::Role;
use crate::instrument::Profiles;
use crate::ledger::{Entry, Record};
use crate::procedure::{Connection, LotTask, Observation, PileTask, ScaleTask};
use crate::regulation::{Judgement, Overridden};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The plan of a run, by kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "task")]
#[allow(missing_docs)]
pub enum Task {
    Lot(Box<LotTask>),
    Pile(Box<PileTask>),
    Scale(Box<ScaleTask>),
}

impl Task {
    /// `lot`, `pile` or `scale`, as in ids, lists and files.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Lot(_) => "lot",
            Self::Pile(_) => "pile",
            Self::Scale(_) => "scale",
        }
    }

    /// The instruments it reads.
    pub fn connections(&self) -> Vec<(Role, Connection)> {
        match self {
            Self::Lot(task) => {
                let scanner = task.scanner.clone().map(|connection| (Role::Scanner, connection));
                std::iter::once((Role::Scale, task.scale.clone())).chain(scanner).collect()
            }
            Self::Pile(task) => {
                let pile = task.connection.clone().map(|connection| (Role::Pile, connection));
                let standard = task.standard.connection.clone().map(|connection| (Role::Standard, connection));
                pile.into_iter().chain(standard).collect()
            }
            Self::Scale(task) => {
                task.connection.clone().map(|connection| (Role::Scale, connection)).into_iter().collect()
            }
        }
    }

    /// The command that opens a run of it.
    pub fn into_command(self) -> super::Command {
        match self {
            Self::Lot(task) => super::Command::OpenLot(task),
            Self::Pile(task) => super::Command::OpenPile(task),
            Self::Scale(task) => super::Command::OpenScale(task),
        }
    }

    /// What is inspected, for lists.
    pub fn title(&self) -> String {
        let joined = match self {
            Self::Lot(task) => {
                vec![task.product.clone(), format!("{} {}", task.label.quantity, task.label.unit), task.batch.clone()]
            }
            Self::Pile(task) => vec![task.pile.name.clone(), task.pile.serial.clone(), task.pile.gun.clone()],
            Self::Scale(task) => vec![task.scale.name.clone(), task.scale.model.clone(), task.scale.serial.clone()],
        };
        joined.into_iter().filter(|part| !part.trim().is_empty()).collect::<Vec<_>>().join(" · ")
    }
}

/// First entry of a run: everything that does not change any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// The plan as it was given.
    #[serde(flatten)]
    pub task: Task,
    /// For lists.
    pub title: String,
    /// Done on simulated instruments.
    pub demonstration: bool,
    /// Id of the regulation that judges, chosen when the run was opened.
    pub regulation: String,
    /// Day of the test.
    pub date: String,
    /// The laboratory's file that replaced figures of the regulation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overridden: Option<Overridden>,
    /// The profiles that decode the bytes of this run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub devices: Vec<ProfileUsed>,
    /// This program and its version.
    pub program: String,
}

/// A profile as it was when a run was opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileUsed {
    /// Part of the instrument in the run: `scale`, `pile`, `standard`.
    pub role: String,
    /// Id of the profile.
    pub device: String,
    /// SHA-256 of its file.
    pub sha256: String,
    /// It is the laboratory's own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub own: bool,
}

impl ProfileUsed {
    /// The profiles of a plan, as they are now.
    pub fn of(task: &Task, profiles: &Profiles) -> Vec<Self> {
        let used = |(role, connection): (Role, Connection)| {
            let profile = profiles.get(&connection.device)?;
            let sha256 = hex(&profile.sha256());
            Some(Self { role: role.word().to_owned(), device: connection.device, sha256, own: profile.own })
        };
        task.connections().into_iter().filter_map(used).collect()
    }
}

/// A withdrawal (a correction whose new value is none): the old value stays readable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// Number of the entry that is withdrawn.
    pub target: u64,
    /// What it said.
    pub old: Observation,
    /// What holds instead: nothing, it is observed again.
    pub new: Option<Observation>,
    /// Why.
    pub reason: String,
}

/// Last entry of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concluded {
    /// The verdict, as in `judge --json`.
    pub verdict: String,
    /// The whole judgement with its trace.
    pub judgement: Judgement,
}

/// An entry of a run, read back.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum Told {
    Opened(Box<Opened>),
    Observation(Box<Observation>),
    Withdrawal(Box<Withdrawal>),
    Concluded(Box<Concluded>),
    Interlude(Box<Interlude>),
    /// A kind that this version writes nothing for (a clock jump, a later version's).
    Other,
}

const OPENED: &str = "run-opened";
const OBSERVATION: &str = "observation";
const CORRECTION: &str = "correction";
const CONCLUDED: &str = "run-concluded";

/// Makes the record of an opened run.
pub fn opened(run: &str, at: &crate::instrument::Stamp, opened: &Opened) -> Record {
    record(OPENED, run, at, opened)
}

/// Makes the record of an observation.
pub fn observation(run: &str, at: &crate::instrument::Stamp, observation: &Observation) -> Record {
    record(OBSERVATION, run, at, observation)
}

/// Makes the record of a withdrawal.
pub fn withdrawal(run: &str, at: &crate::instrument::Stamp, withdrawal: &Withdrawal) -> Record {
    record(CORRECTION, run, at, withdrawal)
}

/// Makes the record of a concluded run.
pub fn concluded(run: &str, at: &crate::instrument::Stamp, concluded: &Concluded) -> Record {
    record(CONCLUDED, run, at, concluded)
}

/// Makes the record of a note, a pause, a step left out.
pub fn interlude(run: &str, at: &crate::instrument::Stamp, interlude: &Interlude) -> Record {
    record(interlude.kind(), run, at, &interlude.data())
}

fn record(kind: &str, run: &str, at: &crate::instrument::Stamp, data: &impl Serialize) -> Record {
    // Serializing our own structs of strings and whole numbers cannot fail; an empty object would be refused on reading.
    let data = serde_json::to_value(data).map(storable).unwrap_or_default();
    Record { kind: kind.into(), run: Some(run.into()), at: at.at.clone(), mono_ns: at.mono_ns, data }
}

/// The ledger holds no whole number beyond 2^53: such a one travels as a string.
fn storable(value: Value) -> Value {
    const WHOLE_MAX: u64 = 1 << 53;
    match value {
        Value::Number(number) if number.as_u64().is_some_and(|n| n > WHOLE_MAX) => Value::String(number.to_string()),
        Value::Array(items) => Value::Array(items.into_iter().map(storable).collect()),
        Value::Object(fields) => Value::Object(fields.into_iter().map(|(key, v)| (key, storable(v))).collect()),
        other => other,
    }
}

/// Reads an entry of a run back; an entry of a known kind that does not have its shape is an error with the reason.
pub fn read(entry: &Entry) -> Result<Told, String> {
    fn shape<T: serde::de::DeserializeOwned>(entry: &Entry) -> Result<Box<T>, String> {
        let place = |why: serde_json::Error| format!("entry {}: {why}", entry.seq);
        serde_json::from_value(entry.record.data.clone()).map(Box::new).map_err(place)
    }
    match entry.record.kind.as_str() {
        OPENED => shape(entry).map(Told::Opened),
        OBSERVATION => shape(entry).map(Told::Observation),
        CORRECTION => shape(entry).map(Told::Withdrawal),
        CONCLUDED => shape(entry).map(Told::Concluded),
        kind => match Interlude::read(kind, &entry.record.data) {
            Some(read) => read.map(Box::new).map(Told::Interlude).map_err(|why| format!("entry {}: {why}", entry.seq)),
            None => Ok(Told::Other),
        },
    }
}
