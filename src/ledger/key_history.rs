//! The keys of a ledger: the one it began with, and each that an old one vouched for.

use super::error::LedgerError;
use super::record::Entry;
use super::store::Ledger;
use crate::locale::{Lang, Say};
use crate::seal::{KeyChange, KeySet, PublicKey};

/// Who says that a key is the station's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vouched {
    /// It is the first one: nobody could.
    First,
    /// The key before it signed the change.
    ByOld,
    /// A key was made anew beside one that was there: the old one did not sign.
    Anew,
    /// The signature of the change is not the old key's.
    Signature,
    /// The change names another old key than the one in force.
    OtherOld,
}

impl Vouched {
    /// Whether the entry is as it must be.
    pub const fn holds(self) -> bool {
        matches!(self, Self::First | Self::ByOld)
    }
}

impl Say for Vouched {
    fn say(&self, lang: Lang) -> String {
        let (zh, en) = match self {
            Self::First => ("首个密钥", "the first key"),
            Self::ByOld => ("由前一密钥签名接替", "signed by the key before"),
            Self::Anew => ("重新生成的密钥，前一密钥没有签名", "made anew: the key before did not sign it"),
            Self::Signature => {
                ("更换密钥的签名不是前一密钥的", "the signature of the change is not that of the key before")
            }
            Self::OtherOld => {
                ("更换密钥时写的旧密钥不是当时的现用密钥", "the change names another old key than the one in force")
            }
        };
        if lang == Lang::Zh { zh.into() } else { en.into() }
    }
}

/// A key with the entry that brought it in.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyEntry {
    /// Number of the entry.
    pub seq: u64,
    /// When.
    pub at: String,
    /// The key.
    pub key: PublicKey,
    /// Who vouches for it.
    pub vouched: Vouched,
}

/// Every key of a ledger, in order.
#[derive(Clone, Debug, Default)]
pub struct KeyHistory {
    /// The keys.
    pub keys: Vec<KeyEntry>,
    /// Numbers of entries about keys that cannot be understood.
    pub unreadable: Vec<u64>,
}

impl KeyHistory {
    /// Of a ledger.
    pub fn of(ledger: &Ledger) -> Result<Self, LedgerError> {
        let mut history = Self::default();
        for raw in ledger.raw_holding("\"kind\":\"key-")? {
            history.fold(&raw.entry()?);
        }
        Ok(history)
    }

    /// The same by the table of changes, without looking through every entry.
    pub(super) fn of_changes(ledger: &Ledger) -> Result<Self, LedgerError> {
        let mut history = Self::default();
        ledger.entries_of_kinds(&["key-made", "key-changed"])?.iter().for_each(|entry| history.fold(entry));
        Ok(history)
    }

    fn fold(&mut self, entry: &Entry) {
        let (kind, data) = (entry.record.kind.as_str(), &entry.record.data);
        if !matches!(kind, "key-made" | "key-changed") {
            return;
        }
        let Some(key) = KeySet::key_of_entry(kind, data) else {
            self.unreadable.push(entry.seq);
            return;
        };
        let vouched = match (self.keys.last(), kind) {
            (None, "key-made") => Vouched::First,
            (None, _) => Vouched::OtherOld,
            (Some(_), "key-made") => Vouched::Anew,
            (Some(old), _) => match KeyChange::from_data(data) {
                Some((change, ..)) if change.old != old.key.fingerprint() => Vouched::OtherOld,
                Some((change, signature, _)) if old.key.verify(change.text().as_bytes(), &signature) => Vouched::ByOld,
                _ => Vouched::Signature,
            },
        };
        self.keys.push(KeyEntry { seq: entry.seq, at: entry.record.at.clone(), key, vouched });
    }

    /// The present key.
    pub fn present(&self) -> Option<&KeyEntry> {
        self.keys.last()
    }

    /// The key that was in force when an entry was written.
    pub fn in_force_at(&self, seq: u64) -> Option<&KeyEntry> {
        self.keys.iter().rev().find(|key| key.seq < seq)
    }

    /// All keys as a set.
    pub fn set(&self) -> KeySet {
        self.keys.iter().map(|entry| entry.key.clone()).collect()
    }

    /// The keys that are trusted when those of `trusted` are: they, and every later one that a trusted one vouched for.
    pub fn trusted_by(&self, trusted: &KeySet) -> KeySet {
        let mut set = trusted.clone();
        let mut before = false;
        for entry in &self.keys {
            let own = trusted.find(&entry.key.fingerprint()).is_some();
            before = own || (entry.vouched == Vouched::ByOld && before);
            if before {
                set.add(entry.key.clone());
            }
        }
        set
    }
}
