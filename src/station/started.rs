//! The first entry of every start: which program, which figures, which profiles, and whether it judges as it must. What
//! differs from the start before is named, so that a change of anything legally relevant stands in the chain by itself.

use super::history::hex;
use crate::instrument::Profiles;
use crate::ledger::{Ledger, Record};
use crate::machine::program;
use crate::regulation::{Book, self_test};
use crate::{ledger::LedgerError, link};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Kind of the entry.
pub const STARTED: &str = "program-started";

/// A set of files that decide what a run means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Files {
    /// How many there are.
    pub count: u64,
    /// SHA-256 over the SHA-256 of each, in the order of their ids.
    pub sha256: String,
    /// Those that do not come with the program.
    pub own: Vec<OwnFile>,
}

/// A file of the laboratory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnFile {
    /// Its name, without its folder.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

/// What the program says of itself when it starts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Started {
    /// Its version.
    pub version: String,
    /// SHA-256 of the program's file, where the system gives it.
    pub program: Option<String>,
    /// What the self-test found to come out differently; empty when it passed.
    pub self_test: Vec<String>,
    /// Regulations.
    pub rules: Files,
    /// Device profiles.
    pub devices: Files,
    /// What is not as it was at the start before: `version`, `program`, `rules`, `devices`.
    pub changed: Vec<String>,
}

impl Started {
    /// Looks at the program, its figures and its profiles, and at the start before this one.
    pub fn look(ledger: &Ledger, profiles: &Profiles, book: &Book) -> Result<Self, LedgerError> {
        let mut started = Self {
            version: program::VERSION.to_owned(),
            program: program::sha256(),
            self_test: self_test(),
            rules: rules(book),
            devices: devices(profiles),
            changed: Vec::new(),
        };
        let before = ledger.last_change(STARTED)?;
        // An entry of another version may have another shape: then everything counts as changed.
        let before = before.map(|entry| serde_json::from_value::<Self>(entry.record.data).ok());
        if let Some(before) = before {
            started.changed = started.changes(before.as_ref());
        }
        Ok(started)
    }

    fn changes(&self, before: Option<&Self>) -> Vec<String> {
        let same = |holds: fn(&Self, &Self) -> bool| before.is_some_and(|before| holds(self, before));
        let looked_at = [
            ("version", same(|a, b| a.version == b.version)),
            ("program", same(|a, b| a.program == b.program)),
            ("rules", same(|a, b| a.rules == b.rules)),
            ("devices", same(|a, b| a.devices == b.devices)),
        ];
        looked_at.into_iter().filter(|(_, same)| !same).map(|(what, _)| what.to_owned()).collect()
    }

    /// The entry.
    pub fn record(&self) -> Record {
        let at = link::stamp();
        // Our own struct of strings and whole numbers: serializing it cannot fail.
        let data = serde_json::to_value(self).unwrap_or_default();
        Record { kind: STARTED.into(), run: None, at: at.at, mono_ns: at.mono_ns, data }
    }
}

fn rules(book: &Book) -> Files {
    let own = book.all().filter_map(|rule| rule.overridden.as_ref());
    let own = own.map(|own| OwnFile { file: own.file.clone(), sha256: own.sha256.clone() }).collect();
    files(book.all().map(|rule| Sha256::digest(&rule.text).into()), own)
}

fn devices(profiles: &Profiles) -> Files {
    let name = |path: &str| path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned();
    let own = profiles.all().filter(|profile| profile.own);
    let own = own.map(|profile| OwnFile { file: name(profile.file()), sha256: hex(&profile.sha256()) }).collect();
    files(profiles.all().map(|profile| profile.sha256()), own)
}

fn files(digests: impl Iterator<Item = [u8; 32]>, own: Vec<OwnFile>) -> Files {
    let (mut count, mut all) = (0, Sha256::new());
    for digest in digests {
        count += 1;
        all.update(digest);
    }
    Files { count, sha256: hex(&all.finalize()), own }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn started() -> Started {
        let folder = tempfile::TempDir::new().unwrap();
        let ledger = Ledger::open(folder.path()).unwrap();
        let (profiles, _) = Profiles::with([]);
        Started::look(&ledger, &profiles, Book::embedded().unwrap()).unwrap()
    }

    #[test]
    fn a_start_knows_its_program_and_names_what_changed() {
        let first = started();
        assert_eq!((first.self_test.len(), first.changed.len()), (0, 0));
        assert_eq!(first.program.as_ref().map(String::len), Some(64));
        assert!(first.rules.count > 10 && first.devices.count > 100, "{first:?}");
        assert_eq!(first.changes(Some(&first)), Vec::<String>::new());
        let other = Started {
            program: Some("00".into()),
            devices: Files { count: 1, ..first.devices.clone() },
            ..first.clone()
        };
        assert_eq!(first.changes(Some(&other)), ["program", "devices"]);
        assert_eq!(first.changes(None).len(), 4);
    }
}
