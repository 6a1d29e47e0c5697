//! Signed meter values of charging piles (OCMF): a record's signature and its rules, each judged apart with its reasons.
//!
//! ```text
//! file → item → envelope → payload → transaction → rules, energy
//!      container  bytes      a copy    readings
//!                   └→ signature ← key, curve
//! ```
//!
//! Invariant: the signature covers the bytes between the pipes as they came. They are never written anew; what is parsed is
//! a copy. No number passes through a float. What is accepted stands in `accepted.toml`, each entry with status and source.

pub mod accepted;
pub mod check;
pub mod container;
pub mod curve;
pub mod envelope;
pub mod examination;
pub mod key;
pub mod obis;
pub mod payload;
pub mod signature;
pub mod time;
pub mod transaction;

pub use accepted::Accepted;
pub use container::{Item, read};
pub use examination::{Examination, Verdict, examine};
pub use key::{KeyText, PublicKey};
pub use signature::Signed;
