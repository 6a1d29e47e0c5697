//! The station's private key in memory. It is never printed, and its bytes are wiped when it goes.

use super::key_error::KeyError;
use super::public_key::{PublicKey, SM2_ID, Signature};
use super::suite::Suite;
use ed25519_dalek::Signer;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, EncodePrivateKey, KeypairBytes};
use std::fmt;
use zeroize::Zeroizing;

/// The station's key: it signs.
pub struct StationKey {
    secret: Secret,
    public: PublicKey,
}

enum Secret {
    Ed25519(ed25519_dalek::SigningKey),
    // The secret key and not sm2's signing key: only the former wipes itself.
    Sm2(sm2::SecretKey),
}

impl StationKey {
    /// A new key from the system's random numbers.
    pub fn make(suite: Suite) -> Result<Self, KeyError> {
        let mut bytes = Zeroizing::new([0_u8; 32]);
        // For SM2 a number of 32 bytes may lie beyond the order of the curve (once in 2^32): drawn again.
        for _ in 0..8 {
            getrandom::fill(bytes.as_mut_slice()).map_err(|why| KeyError::Random(why.to_string()))?;
            let secret = match suite {
                Suite::Ed25519 => Some(Secret::Ed25519(ed25519_dalek::SigningKey::from_bytes(&bytes))),
                Suite::Sm2Sm3 => sm2::SecretKey::from_slice(bytes.as_slice()).ok().map(Secret::Sm2),
            };
            if let Some(key) = secret.and_then(Self::of) {
                return Ok(key);
            }
        }
        Err(KeyError::Random("no usable number".into()))
    }

    /// Reads PKCS#8 PEM of either suite.
    pub fn from_pem(pem: &str) -> Option<Self> {
        if let Ok(key) = ed25519_dalek::SigningKey::from_pkcs8_pem(pem) {
            return Self::of(Secret::Ed25519(key));
        }
        Self::of(Secret::Sm2(sm2::SecretKey::from_pkcs8_pem(pem).ok()?))
    }

    fn of(secret: Secret) -> Option<Self> {
        let public = match &secret {
            Secret::Ed25519(key) => PublicKey::of_ed25519(key.verifying_key()),
            Secret::Sm2(key) => PublicKey::of_sm2(key.public_key()),
        }?;
        Some(Self { secret, public })
    }

    /// As PKCS#8 PEM, for the key file only.
    pub(super) fn pem(&self) -> Result<Zeroizing<String>, KeyError> {
        let pem = match &self.secret {
            Secret::Ed25519(key) => {
                // Without the public half: the second version of PKCS#8 is not read by every program.
                KeypairBytes { secret_key: key.to_bytes(), public_key: None }.to_pkcs8_pem(LineEnding::LF)
            }
            Secret::Sm2(key) => key.to_pkcs8_pem(LineEnding::LF),
        };
        pem.map_err(|_| KeyError::Signing)
    }

    /// Its suite.
    pub const fn suite(&self) -> Suite {
        self.public.suite()
    }

    /// Its public half.
    pub const fn public(&self) -> &PublicKey {
        &self.public
    }

    /// Signs these bytes.
    pub fn sign(&self, bytes: &[u8]) -> Result<Signature, KeyError> {
        let signature = match &self.secret {
            Secret::Ed25519(key) => Signature(key.try_sign(bytes).map_err(|_| KeyError::Signing)?.to_bytes()),
            Secret::Sm2(key) => {
                let key = sm2::dsa::SigningKey::new(SM2_ID, key).map_err(|_| KeyError::Signing)?;
                let signature: sm2::dsa::Signature = key.try_sign(bytes).map_err(|_| KeyError::Signing)?;
                Signature(signature.to_bytes().into())
            }
        };
        // What does not verify is never handed out: a fault of the machine in the middle of signing can give a key away.
        if self.public.verify(bytes, &signature) { Ok(signature) } else { Err(KeyError::Signing) }
    }
}

impl fmt::Debug for StationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StationKey({:?})", self.public)
    }
}
