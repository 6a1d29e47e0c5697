//! What a seal signs: which run, how far it was brought, the verdict, the head of the chain, and a digest over the run.

use super::suite::{RunDigest, Suite};
use serde::{Deserialize, Serialize};

/// What a run was brought to when it was sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// It was concluded by whoever did it.
    Concluded,
    /// It was checked by a second person.
    Checked,
    /// It was approved.
    Approved,
    /// A code was handed out for it.
    Code,
}

impl Purpose {
    /// Its word in entries.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Concluded => "concluded",
            Self::Checked => "checked",
            Self::Approved => "approved",
            Self::Code => "code",
        }
    }

    /// For people, in Chinese and in English.
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Concluded => ("结束", "concluded"),
            Self::Checked => ("核验", "checked"),
            Self::Approved => ("批准", "approved"),
            Self::Code => ("发出凭证", "code"),
        }
    }
}

/// The head of the chain that a seal saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedHead {
    /// The entry's hash.
    #[serde(with = "super::hex")]
    pub hash: [u8; 32],
    /// The entry's number.
    pub seq: u64,
}

/// What a seal signs. The fields stand in the order of canonical JSON (RFC 8785), which [`Statement::text`] relies on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// Wall clock of the sealing, RFC 3339.
    pub at: String,
    /// The suite's digest over the run's entries up to the head ([`RunDigest`]).
    #[serde(with = "super::hex")]
    pub digest: [u8; 32],
    /// How many entries of the run there are up to the head.
    pub entries: u64,
    /// The head of the chain.
    pub head: SealedHead,
    /// What the run was brought to.
    pub purpose: Purpose,
    /// Id of the run.
    pub run: String,
    /// Id of the station.
    pub station: String,
    /// The suite of digest and signature.
    pub suite: Suite,
    /// Version of this statement: 1.
    pub v: u8,
    /// The verdict's word, as in `run-concluded`.
    pub verdict: String,
}

impl Statement {
    /// The version that this program writes and reads.
    pub const VERSION: u8 = 1;

    /// Takes digest and count from the run's entries.
    #[must_use]
    pub fn about(mut self, digest: RunDigest) -> Self {
        self.entries = digest.entries();
        self.digest = digest.finish();
        self
    }

    /// The canonical text that is signed.
    pub fn text(&self) -> String {
        text(self)
    }

    /// Reads a text back; `None` when it is not exactly what [`Statement::text`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        let statement: Self = serde_json::from_str(text).ok()?;
        (statement.v == Self::VERSION && statement.text() == text).then_some(statement)
    }
}

/// The text of something whose fields are declared in canonical order: serde writes no blanks, whole numbers as they are,
/// and escapes strings as RFC 8785 wants it.
pub(super) fn text(signed: &impl Serialize) -> String {
    // Strings, whole numbers and words cannot fail to be written; an empty text would verify nothing.
    serde_json::to_string(signed).unwrap_or_default()
}
