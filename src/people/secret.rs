//! Secrets: PINs and passwords, what is too easy to guess, and the hashes that stand for them.

use super::figures::{Cost, PASSWORD_CHARACTERS_MIN, PIN_DIGITS_MIN, SECRET_CHARACTERS_MAX};
use super::refusal::PeopleRefusal;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use zeroize::Zeroizing;

/// Length of a salt, bytes: what RFC 9106 3.1 recommends.
const SALT_BYTES: usize = 16;

/// A PIN or password in clear. Wiped from memory when it goes; never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Why a secret cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WeakSecret {
    /// Digits only, and too few.
    ShortPin,
    /// Too few characters.
    ShortPassword,
    /// Too many characters.
    TooLong,
    /// A control character, which a keyboard cannot give twice alike.
    Control,
    /// One character, again and again.
    Same,
    /// 123456 or 654321.
    InOrder,
    /// The id of the account.
    LikeId,
}

impl Secret {
    /// A secret that was typed to sign in; whether it is right shows there.
    pub fn typed(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// A secret that somebody chooses for an account.
    pub fn chosen(text: String, id: &str) -> Result<Self, WeakSecret> {
        let secret = Self::typed(text);
        secret.weakness(id).map_or(Ok(secret), Err)
    }

    /// Why it could not be chosen for an account.
    pub fn weakness(&self, id: &str) -> Option<WeakSecret> {
        let characters: Zeroizing<Vec<char>> = Zeroizing::new(self.0.chars().collect());
        let (count, pin) = (characters.len(), self.0.bytes().all(|byte| byte.is_ascii_digit()));
        let steps = |by: i64| {
            let code = |c: &char| i64::from(u32::from(*c));
            characters.windows(2).all(|pair| matches!(pair, [a, b] if code(b) - code(a) == by))
        };
        match () {
            () if pin && count < PIN_DIGITS_MIN => Some(WeakSecret::ShortPin),
            () if !pin && count < PASSWORD_CHARACTERS_MIN => Some(WeakSecret::ShortPassword),
            () if count > SECRET_CHARACTERS_MAX => Some(WeakSecret::TooLong),
            () if characters.iter().any(|c| c.is_control()) => Some(WeakSecret::Control),
            () if steps(0) => Some(WeakSecret::Same),
            () if steps(1) || steps(-1) => Some(WeakSecret::InOrder),
            () if self.0.eq_ignore_ascii_case(id) => Some(WeakSecret::LikeId),
            () => None,
        }
    }

    /// Its argon2id hash with a salt of its own.
    pub fn hash(&self, cost: Cost) -> Result<Phc, PeopleRefusal> {
        let failed = |why: &dyn fmt::Display| PeopleRefusal::NotHashed { why: why.to_string() };
        let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, None).map_err(|why| failed(&why))?;
        let mut salt = [0_u8; SALT_BYTES];
        getrandom::fill(&mut salt).map_err(|why| failed(&why))?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let hash: Result<PasswordHash, _> = argon.hash_password_with_salt(self.0.as_bytes(), &salt);
        hash.map(|hash| Phc(hash.to_string())).map_err(|why| failed(&why))
    }

    /// Whether a hash is its own.
    pub fn fits(&self, phc: &Phc) -> bool {
        // The cost that counts is the one in the hash; whoever changed that is found by the commitment, before this.
        Argon2::default().verify_password(self.0.as_bytes(), phc.0.as_str()).is_ok()
    }
}

/// The hash of a secret, as a PHC string. It lies in the file of secrets alone: whoever has it can guess.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Phc(String);

impl fmt::Debug for Phc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phc(…)")
    }
}

impl Phc {
    /// What entries may hold of it.
    pub fn commitment(&self) -> Commitment {
        Commitment(Sha256::digest(self.0.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// SHA-256 over a PHC string, 64 hexadecimal digits. The salt inside keeps it from being guessed at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Commitment(String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_easy_to_guess_is_refused_for_its_own_reason() {
        let table = [
            ("", Some(WeakSecret::ShortPin)),
            ("80361", Some(WeakSecret::ShortPin)),
            ("803617", None),
            ("777777", Some(WeakSecret::Same)),
            ("123456", Some(WeakSecret::InOrder)),
            ("987654", Some(WeakSecret::InOrder)),
            ("steel7!", Some(WeakSecret::ShortPassword)),
            ("steelyard", None),
            ("权衡权衡权衡权衡", None),
            ("abcdefgh", Some(WeakSecret::InOrder)),
            ("aaaaaaaa", Some(WeakSecret::Same)),
            ("Zhang.San", Some(WeakSecret::LikeId)),
            ("steel\tyard", Some(WeakSecret::Control)),
        ];
        for (text, weakness) in table {
            assert_eq!(Secret::typed(text.to_owned()).weakness("zhang.san"), weakness, "{text:?}");
        }
        assert_eq!(Secret::typed("x1".repeat(65)).weakness("li"), Some(WeakSecret::TooLong));
    }

    #[test]
    fn a_hash_says_its_cost_has_its_own_salt_and_fits_its_secret_alone() {
        let (secret, other) = (Secret::typed("803617".into()), Secret::typed("803618".into()));
        let (first, second) = (secret.hash(super::super::COST).unwrap(), secret.hash(super::super::COST).unwrap());
        assert!(first.0.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", first.0);
        assert_ne!(first.commitment(), second.commitment());
        assert!(secret.fits(&first) && secret.fits(&second) && !other.fits(&first));
        assert_eq!(format!("{secret:?}{first:?}"), "Secret(…)Phc(…)");
    }
}
