//! Which signatures a document needs: `documents.toml`.

use super::account::Role;
use crate::locale::Words;
use serde::Deserialize;
use std::sync::OnceLock;

const EMBEDDED: &str = include_str!("documents.toml");

/// How well an entry is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Known {
    /// Two sources or more.
    Confirmed,
    /// One source.
    SingleSource,
    /// By analogy, or our own choice.
    Unconfirmed,
}

/// A kind of document.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// `certificate`, `notice`, `report`, `record`.
    pub id: String,
    /// Its name, 中文.
    pub zh: String,
    /// Its name, English.
    pub en: String,
    /// Whose signatures it needs, in the order of signing.
    pub needs: Vec<Role>,
    /// Where that is said.
    pub clause: String,
    /// How well it is known.
    pub status: Known,
    /// From where.
    pub source: String,
}

impl Document {
    /// Its name.
    pub fn words(&self) -> Words {
        Words::new(&self.zh, &self.en)
    }
}

/// Two signatures that must be of different people.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Apart {
    /// One of them.
    pub one: Role,
    /// The other.
    pub other: Role,
    /// Where that is said.
    pub clause: String,
    /// How well it is known.
    pub status: Known,
    /// From where.
    pub source: String,
}

/// Every kind of document, and who must be apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Documents {
    /// The kinds.
    pub document: Vec<Document>,
    /// Who must be apart.
    pub apart: Vec<Apart>,
}

impl Documents {
    /// What comes with the program.
    pub fn embedded() -> &'static Self {
        static DOCUMENTS: OnceLock<Documents> = OnceLock::new();
        // A file that does not read leaves no document at all, so nothing is ever complete; a test holds that it reads.
        DOCUMENTS.get_or_init(|| toml::from_str(EMBEDDED).unwrap_or_default())
    }

    /// A kind by its id.
    pub fn get(&self, id: &str) -> Option<&Document> {
        self.document.iter().find(|document| document.id == id)
    }

    /// Whether two roles of one run must be of different people.
    pub fn apart(&self, one: Role, other: Role) -> bool {
        self.apart.iter().any(|pair| [(pair.one, pair.other), (pair.other, pair.one)].contains(&(one, other)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_reads_and_every_entry_says_from_where() {
        assert_eq!(toml::from_str::<Documents>(EMBEDDED).as_ref(), Ok(Documents::embedded()));
        let documents = Documents::embedded();
        let ids: Vec<&str> = documents.document.iter().map(|document| document.id.as_str()).collect();
        assert_eq!(ids, ["certificate", "notice", "report", "record"]);
        assert!(documents.document.iter().all(|document| !document.source.is_empty() && !document.needs.is_empty()));
        assert!(documents.apart.iter().all(|pair| !pair.source.is_empty() && pair.one != pair.other));
        assert!(documents.apart(Role::Checker, Role::Verifier) && documents.apart(Role::Verifier, Role::Approver));
    }
}
