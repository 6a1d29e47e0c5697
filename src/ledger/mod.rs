//! The record: append-only chain of entries in SQLite. The only module that touches SQLite.
//!
//! `entry(seq, body, previous, hash)`: body is canonical JSON (RFC 8785), hash = SHA-256 of the previous hash and the body.
//! [`Ledger::append_all`] returns only after the commit is on disk; nothing in here ever changes or deletes an entry, and
//! the database refuses whoever tries. Tables for searching are made from the entries and can be dropped at any time.

mod backup;
mod canonical;
mod check;
mod clock;
mod day;
mod error;
mod exported;
mod folder;
mod following;
mod import;
mod key_history;
mod lock;
mod progress;
mod projection;
mod record;
mod run_seals;
mod scan;
mod schema;
mod seal_wrong;
mod sealing;
mod search;
mod store;

pub use backup::{Copied, Restored, backup, restore};
pub use canonical::{CanonicalError, canonical};
pub use check::{Broken, CheckReport, Witness, check, check_watched};
pub use clock::{CLOCK_JUMP, jumped};
pub use day::DayWork;
pub use error::LedgerError;
pub use exported::{Examination, ExportMistake, ExportedRun};
pub use following::{Following, Pending};
pub use import::{ImportRefused, import};
pub use key_history::{KeyEntry, KeyHistory, Vouched};
pub use progress::Progress;
pub use record::{Entry, Head, Record, RunRow, RunState, Stored};
pub use run_seals::{FirstWrong, RunSeal, RunSeals, seals_of_run};
pub use seal_wrong::SealWrong;
pub use sealing::{SealFound, Sealing, sealing};
pub use search::{RunPage, RunQuery};
pub use store::{Appended, FILE, Ledger};
