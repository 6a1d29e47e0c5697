//! Records that can only be made once others have their place: a seal signs the head that its run's last entry became. They
//! are stored together, all or none.

use super::error::LedgerError;
use super::record::{Head, Record, Stored};
use super::store::visit_run;
use rusqlite::Transaction;
use std::path::Path;

/// The chain as it is inside a transaction that is not on disk yet.
pub struct Pending<'a> {
    pub(super) transaction: &'a Transaction<'a>,
    pub(super) path: &'a Path,
    pub(super) stored: &'a [Stored],
    pub(super) head: Head,
}

impl Pending<'_> {
    /// The end of the chain with what is being stored.
    pub const fn head(&self) -> Head {
        self.head
    }

    /// Where the records that are being stored would be.
    pub const fn stored(&self) -> &[Stored] {
        self.stored
    }

    /// Calls `visit` with number and body of every entry of a run, in order.
    pub fn bodies_of_run(&self, run: &str, mut visit: impl FnMut(u64, &str)) -> Result<(), LedgerError> {
        visit_run(self.transaction, self.path, run, &mut |raw| {
            visit(raw.seq, raw.body);
            Ok(())
        })
    }
}

/// What makes the records that follow.
pub type Following<'f> = &'f dyn Fn(&Pending<'_>) -> Result<Vec<Record>, LedgerError>;
