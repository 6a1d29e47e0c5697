//! Seals: the station's key, what it signs, and the code that is handed out. Pure but for the key file.
//!
//! A seal is a signature over a [`Statement`]: which run, by whom it was brought so far, what the verdict is, the head of the
//! chain it saw and a digest over the run's own entries. A [`Code`] is the text that people take home: its figures and the
//! head, signed, so that each kept code is a witness against rewriting or cutting the chain. Two suites: `ed25519` with
//! SHA-256 (RFC 8032, FIPS 180-4) and `sm2-sm3` (GM/T 0003, GM/T 0004).

mod change;
mod code;
mod code_mistake;
mod code_text;
pub mod hex;
mod key_error;
mod key_file;
mod key_set;
mod public_key;
mod sealed;
mod statement;
mod station_key;
mod suite;

pub use change::KeyChange;
pub use code::{Code, Facts, LONGEST, SignedBy};
pub use code_mistake::{CodeMistake, CodeWrong};
pub use key_error::KeyError;
pub use key_file::{FILE, NEXT, Rotation, create_if_missing, load, settle};
pub use key_set::KeySet;
pub use public_key::{Fingerprint, PublicKey, Signature};
pub use sealed::{Seal, SealMistake};
pub use statement::{Purpose, SealedHead, Statement};
pub use station_key::StationKey;
pub use suite::{RunDigest, Suite};
