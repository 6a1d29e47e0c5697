//! Public keys: read and written as SPKI PEM, known by a fingerprint, and what verifies signatures.

use super::suite::Suite;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePublicKey, EncodePublicKey};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sm2::dsa::signature::Verifier;
use std::fmt;

/// The id of the signer that GM/T 0009 takes where none was agreed.
pub(super) const SM2_ID: &str = "1234567812345678";

/// A signature of either suite: 64 bytes (R‖S of Ed25519, r‖s of SM2); written as base64url.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature(pub [u8; 64]);

impl Signature {
    /// From base64url without padding.
    pub fn parse(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({self})")
    }
}

/// What a key is known by: the suite's digest of its SPKI DER. Shown as its first 16 hexadecimal digits in groups of four.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint(pub [u8; 32]);

impl Fingerprint {
    /// All 64 hexadecimal digits, as entries hold it.
    pub fn whole(&self) -> String {
        super::hex::digits(&self.0)
    }

    /// Its first 16 hexadecimal digits, as codes hold it.
    pub fn short(&self) -> String {
        super::hex::digits(&self.beginning())
    }

    /// Its first eight bytes.
    pub(super) fn beginning(&self) -> [u8; 8] {
        let [a @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = self.0;
        a
    }

    /// From all 64 hexadecimal digits in lower case.
    pub fn parse(text: &str) -> Option<Self> {
        super::hex::bytes(text).map(Self)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, pair) in self.0.chunks(2).take(4).enumerate() {
            let dash = if index == 0 { "" } else { "-" };
            write!(f, "{dash}{}", super::hex::digits(pair))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({})", self.whole())
    }
}

impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.whole())
    }
}

impl<'de> Deserialize<'de> for Fingerprint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("a fingerprint has 64 hexadecimal digits"))
    }
}

/// A key that verifies.
#[derive(Clone, PartialEq)]
pub struct PublicKey {
    key: Key,
    fingerprint: Fingerprint,
    pem: String,
}

#[derive(Clone, PartialEq)]
enum Key {
    Ed25519(ed25519_dalek::VerifyingKey),
    Sm2(sm2::PublicKey),
}

impl PublicKey {
    /// Reads SPKI PEM (`-----BEGIN PUBLIC KEY-----`) of either suite; `None` for anything else, and for a key that would
    /// let one signature stand for many texts.
    pub fn from_pem(pem: &str) -> Option<Self> {
        let pem = pem.trim();
        if let Ok(key) = ed25519_dalek::VerifyingKey::from_public_key_pem(pem) {
            return if key.is_weak() { None } else { Self::of(Key::Ed25519(key)) };
        }
        Self::of(Key::Sm2(sm2::PublicKey::from_public_key_pem(pem).ok()?))
    }

    pub(super) fn of_ed25519(key: ed25519_dalek::VerifyingKey) -> Option<Self> {
        Self::of(Key::Ed25519(key))
    }

    pub(super) fn of_sm2(key: sm2::PublicKey) -> Option<Self> {
        Self::of(Key::Sm2(key))
    }

    fn of(key: Key) -> Option<Self> {
        let (suite, der, pem) = match &key {
            Key::Ed25519(key) => {
                (Suite::Ed25519, key.to_public_key_der().ok()?, key.to_public_key_pem(LineEnding::LF).ok()?)
            }
            Key::Sm2(key) => {
                (Suite::Sm2Sm3, key.to_public_key_der().ok()?, key.to_public_key_pem(LineEnding::LF).ok()?)
            }
        };
        Some(Self { key, fingerprint: Fingerprint(suite.digest(der.as_bytes())), pem })
    }

    /// Its suite.
    pub const fn suite(&self) -> Suite {
        match self.key {
            Key::Ed25519(_) => Suite::Ed25519,
            Key::Sm2(_) => Suite::Sm2Sm3,
        }
    }

    /// What it is known by.
    pub const fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// As SPKI PEM, which other programs read.
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// Whether a signature is this key's over exactly these bytes.
    pub fn verify(&self, bytes: &[u8], signature: &Signature) -> bool {
        match &self.key {
            // Strict: one text and key have no second signature made from the first.
            Key::Ed25519(key) => key.verify_strict(bytes, &ed25519_dalek::Signature::from_bytes(&signature.0)).is_ok(),
            Key::Sm2(key) => {
                let Ok(key) = sm2::dsa::VerifyingKey::new(SM2_ID, *key) else { return false };
                sm2::dsa::Signature::from_slice(&signature.0)
                    .is_ok_and(|signature| key.verify(bytes, &signature).is_ok())
            }
        }
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({} {})", self.suite(), self.fingerprint.whole())
    }
}
