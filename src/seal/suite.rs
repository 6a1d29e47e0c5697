//! The suites: which signature goes with which digest, and the digest over a run.

use serde::{Deserialize, Serialize};
use sha2::Digest;
use std::fmt;
use std::str::FromStr;

/// A signature and the digest that goes with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Suite {
    /// Ed25519 (RFC 8032), digests SHA-256.
    #[default]
    #[serde(rename = "ed25519")]
    Ed25519,
    /// SM2 with SM3 (GM/T 0003, GM/T 0004), the id of the signer being the standard's default.
    #[serde(rename = "sm2-sm3")]
    Sm2Sm3,
}

impl Suite {
    /// Every suite, the one that is taken without being asked for first.
    pub const ALL: [Self; 2] = [Self::Ed25519, Self::Sm2Sm3];

    /// Its name in entries, codes and options.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ed25519 => "ed25519",
            Self::Sm2Sm3 => "sm2-sm3",
        }
    }

    /// The digest of some bytes.
    pub fn digest(self, bytes: &[u8]) -> [u8; 32] {
        match self {
            Self::Ed25519 => sha2::Sha256::digest(bytes).into(),
            Self::Sm2Sm3 => sm3::Sm3::digest(bytes).into(),
        }
    }
}

impl fmt::Display for Suite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Suite {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let named = Self::ALL.into_iter().find(|suite| suite.name() == text);
        named.ok_or_else(|| format!("{text:?}: ed25519 | sm2-sm3"))
    }
}

/// The digest over a run's entries in their order: of each its number, the length of its body (8 bytes big-endian each) and
/// the body. Lengths keep two runs from having the same bytes by another cut between entries.
#[derive(Clone)]
pub struct RunDigest {
    hasher: Hasher,
    entries: u64,
}

#[derive(Clone)]
enum Hasher {
    Sha256(sha2::Sha256),
    Sm3(sm3::Sm3),
}

impl Hasher {
    fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha256(hasher) => hasher.update(bytes),
            Self::Sm3(hasher) => hasher.update(bytes),
        }
    }
}

impl fmt::Debug for RunDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunDigest").field("entries", &self.entries).finish_non_exhaustive()
    }
}

impl RunDigest {
    /// Of no entry yet.
    pub fn new(suite: Suite) -> Self {
        let hasher = match suite {
            Suite::Ed25519 => Hasher::Sha256(sha2::Sha256::new()),
            Suite::Sm2Sm3 => Hasher::Sm3(sm3::Sm3::new()),
        };
        Self { hasher, entries: 0 }
    }

    /// Takes in the next entry of the run.
    pub fn add(&mut self, seq: u64, body: &str) {
        // usize is never wider than 64 bits where this is built; a body is far shorter in any case.
        let length = u64::try_from(body.len()).unwrap_or(u64::MAX);
        self.hasher.update(&seq.to_be_bytes());
        self.hasher.update(&length.to_be_bytes());
        self.hasher.update(body.as_bytes());
        self.entries += 1;
    }

    /// How many entries were taken in.
    pub const fn entries(&self) -> u64 {
        self.entries
    }

    /// The digest.
    pub fn finish(self) -> [u8; 32] {
        match self.hasher {
            Hasher::Sha256(hasher) => hasher.finalize().into(),
            Hasher::Sm3(hasher) => hasher.finalize().into(),
        }
    }
}
