//! A change of keys: what the old key signs about the new one.

use super::public_key::{Fingerprint, PublicKey, Signature};
use super::suite::Suite;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What the old key says of the new one; the fields in the order of canonical JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyChange {
    /// Fingerprint of the new key.
    pub fingerprint: Fingerprint,
    /// Fingerprint of the old key, which signs.
    pub old: Fingerprint,
    /// The new key, SPKI PEM.
    pub public: String,
    /// Always `key-changed`: no other thing that is signed can be taken for this one.
    purpose: String,
    /// Suite of the new key.
    pub suite: Suite,
    /// Version of this statement.
    v: u8,
}

impl KeyChange {
    /// From one key to the next.
    pub fn new(old: &PublicKey, new: &PublicKey) -> Self {
        Self {
            fingerprint: new.fingerprint(),
            old: old.fingerprint(),
            public: new.pem().to_owned(),
            purpose: "key-changed".to_owned(),
            suite: new.suite(),
            v: 1,
        }
    }

    /// The canonical text that is signed.
    pub fn text(&self) -> String {
        super::statement::text(self)
    }

    /// The data of the entry `key-changed`.
    pub fn data(&self, signature: &Signature) -> Value {
        json!({ "old": self.old.whole(), "suite": self.suite.name(), "fingerprint": self.fingerprint.whole(),
            "public": self.public, "signature": signature.to_string() })
    }

    /// From the data of an entry `key-changed`: the change, its signature and the new key. `None` where a part is missing
    /// or the key is not the one its fingerprint says.
    pub fn from_data(data: &Value) -> Option<(Self, Signature, PublicKey)> {
        let text = |key: &str| data.get(key).and_then(Value::as_str);
        let new = key_of(data)?;
        let change = Self {
            fingerprint: new.fingerprint(),
            old: Fingerprint::parse(text("old")?)?,
            public: text("public")?.to_owned(),
            purpose: "key-changed".to_owned(),
            suite: new.suite(),
            v: 1,
        };
        Some((change, Signature::parse(text("signature")?)?, new))
    }

    /// The data of the entry `key-made`.
    pub fn made(key: &PublicKey) -> Value {
        json!({ "suite": key.suite().name(), "fingerprint": key.fingerprint().whole(), "public": key.pem() })
    }
}

/// The key of an entry `key-made` or `key-changed`; `None` where it is not the one its fingerprint and suite say.
pub(super) fn key_of(data: &Value) -> Option<PublicKey> {
    let text = |key: &str| data.get(key).and_then(Value::as_str);
    let key = PublicKey::from_pem(text("public")?)?;
    let same = text("fingerprint")? == key.fingerprint().whole() && text("suite")? == key.suite().name();
    same.then_some(key)
}
