//! Records that can only be made once others have their place: a seal signs the head that its run's last entry became. They
//! are stored together, all or none.

use super::error::LedgerError;
use super::record::{Head, Record, Stored};
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
        let failed = |why: rusqlite::Error| LedgerError::of(self.path, &why);
        let sql = "SELECT entry.seq, body FROM entry_of_run JOIN entry USING (seq) WHERE run = ?1 ORDER BY entry.seq";
        let mut statement = self.transaction.prepare_cached(sql).map_err(failed)?;
        let mut rows = statement.query([run]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let seq: i64 = row.get(0).map_err(failed)?;
            let body = row.get_ref(1).and_then(|body| Ok(body.as_str()?)).map_err(failed)?;
            visit(seq.cast_unsigned(), body);
        }
        Ok(())
    }
}

/// What makes the records that follow.
pub type Following<'f> = &'f dyn Fn(&Pending<'_>) -> Result<Vec<Record>, LedgerError>;
