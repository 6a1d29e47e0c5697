//! A set of known public keys: files that were given, entries of a ledger.

use super::change::key_of;
use super::public_key::{Fingerprint, PublicKey};
use serde_json::Value;

/// Known keys, each once.
#[derive(Clone, Debug, Default)]
pub struct KeySet {
    keys: Vec<PublicKey>,
}

impl KeySet {
    /// Adds a key.
    pub fn add(&mut self, key: PublicKey) {
        if self.find(&key.fingerprint()).is_none() {
            self.keys.push(key);
        }
    }

    /// The key that an entry `key-made` or `key-changed` tells of, from the entry's kind and data; `None` for any other
    /// entry, and for one whose key is not what it says. Whether a change is signed is [`super::KeyChange`]'s to say.
    pub fn key_of_entry(kind: &str, data: &Value) -> Option<PublicKey> {
        matches!(kind, "key-made" | "key-changed").then(|| key_of(data)).flatten()
    }

    /// The key of a fingerprint.
    pub fn find(&self, fingerprint: &Fingerprint) -> Option<&PublicKey> {
        self.keys.iter().find(|key| key.fingerprint() == *fingerprint)
    }

    /// The keys whose fingerprints begin so (16 hexadecimal digits, as codes have them).
    pub fn beginning(&self, short: &str) -> impl Iterator<Item = &PublicKey> {
        self.keys.iter().filter(move |key| key.fingerprint().short() == short)
    }

    /// Every key.
    pub fn all(&self) -> impl Iterator<Item = &PublicKey> {
        self.keys.iter()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }
}

impl Extend<PublicKey> for KeySet {
    fn extend<T: IntoIterator<Item = PublicKey>>(&mut self, keys: T) {
        keys.into_iter().for_each(|key| self.add(key));
    }
}

impl FromIterator<PublicKey> for KeySet {
    fn from_iter<T: IntoIterator<Item = PublicKey>>(keys: T) -> Self {
        let mut set = Self::default();
        set.extend(keys);
        set
    }
}
