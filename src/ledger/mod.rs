//! The record: append-only chain of entries in SQLite. The only module that touches SQLite.
//!
//! `entry(seq, body, previous, hash)`: body is canonical JSON (RFC 8785), hash = SHA-256 of the previous hash and the body.
//! [`Ledger::append_all`] returns only after the commit is on disk; nothing in here ever changes or deletes an entry, and
//! the database refuses whoever tries. Tables for searching are made from the entries and can be dropped at any time.

mod canonical;
mod check;
mod clock;
mod error;
mod exported;
mod import;
mod key_history;
mod lock;
mod record;
mod schema;
mod seal_wrong;
mod sealing;
mod store;

pub use canonical::{CanonicalError, canonical};
pub use check::{Broken, CheckReport, Witness, check};
pub use error::LedgerError;
pub use exported::{Examination, ExportMistake, ExportedRun};
pub use import::{ImportRefused, import};
pub use key_history::{KeyEntry, KeyHistory, Vouched};
pub use record::{Entry, Head, Record, RunRow, Stored};
pub use seal_wrong::SealWrong;
pub use sealing::{SealFound, Sealing, sealing, statement};
pub use store::{FILE, Ledger};
