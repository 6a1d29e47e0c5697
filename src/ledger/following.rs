//! Records that can only be made once others have their place: a seal signs the head that its run's last entry became. They
//! are stored together, all or none.

use super::error::LedgerError;
use super::record::{Head, Record};
use super::store::{RawEntry, raw_of_run};
use rusqlite::Transaction;
use std::path::Path;

/// The chain as it is inside a transaction that is not on disk yet.
pub struct Pending<'a> {
    pub(super) transaction: &'a Transaction<'a>,
    pub(super) path: &'a Path,
    pub(super) head: Head,
}

impl Pending<'_> {
    /// Every entry of a run with what is being stored, in order.
    pub(super) fn raw_of_run(&self, run: &str) -> Result<Vec<RawEntry>, LedgerError> {
        raw_of_run(self.transaction, self.path, run)
    }
}

/// What makes the records that follow.
pub type Following<'f> = &'f dyn Fn(&Pending<'_>) -> Result<Vec<Record>, LedgerError>;
