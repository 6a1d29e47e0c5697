//! The version of the file, the table of entries and the triggers that refuse changes.

use super::error::LedgerError;
use super::projection;
use super::store::rebuild;
use rusqlite::{Connection, TransactionBehavior};
use std::path::Path;

/// Marks the file as ours ("QHLG").
const APPLICATION_ID: i64 = 0x5148_4C47;

/// A step from one version of the file to the next; steps are never changed, only added, and none touches an entry.
enum Step {
    /// These statements.
    Statements(&'static str),
    /// The tables for searching are made anew from the entries, as this program has them.
    Tables,
}

/// Each step brings a file from the version of its index to the next.
const MIGRATIONS: &[Step] = &[Step::Statements(ENTRIES), Step::Tables];

/// The version this program writes.
pub(super) const VERSION: i64 = 2;

const ENTRIES: &str = "
CREATE TABLE entry (
    seq INTEGER PRIMARY KEY,
    body TEXT NOT NULL,
    previous BLOB NOT NULL CHECK (length(previous) = 32),
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END;
CREATE TRIGGER entry_in_turn BEFORE INSERT ON entry
WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM entry)
  OR NEW.previous <> COALESCE((SELECT hash FROM entry ORDER BY seq DESC LIMIT 1), zeroblob(32))
BEGIN SELECT RAISE(ABORT, 'an entry follows the last one'); END;
CREATE TABLE run (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    demonstration INTEGER NOT NULL,
    opened_seq INTEGER NOT NULL,
    opened_at TEXT NOT NULL,
    concluded_seq INTEGER,
    verdict TEXT
) STRICT;
CREATE TABLE entry_of_run (run TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (run, seq)) STRICT, WITHOUT ROWID;
";

/// What version 1 had for searching.
const DROP_OLD: &str = "DROP TABLE IF EXISTS main.entry_of_run;";

/// Brings a database to the present version; one that is newer is refused.
pub(super) fn migrate(connection: &mut Connection, path: &Path) -> Result<(), LedgerError> {
    let failed = |why: rusqlite::Error| LedgerError::of(path, &why);
    let version = version(connection, path)?;
    let steps = usize::try_from(version).ok().and_then(|version| MIGRATIONS.get(version..));
    let steps = steps.ok_or_else(|| LedgerError::TooNew { path: path.to_owned(), found: version })?;
    for (step, next) in steps.iter().zip(version + 1..) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        match step {
            Step::Statements(statements) => transaction.execute_batch(statements).map_err(failed)?,
            Step::Tables => {
                transaction.execute_batch(DROP_OLD).map_err(failed)?;
                make_tables(&transaction, path)?;
            }
        }
        transaction.pragma_update(None, "application_id", APPLICATION_ID).map_err(failed)?;
        transaction.pragma_update(None, "user_version", next).map_err(failed)?;
        transaction.commit().map_err(failed)?;
    }
    Ok(())
}

/// Makes the tables for searching of a file anew.
pub(super) fn make_tables(connection: &Connection, path: &Path) -> Result<(), LedgerError> {
    let statements = [projection::DROP, &projection::tables("main")].concat();
    connection.execute_batch(&statements).map_err(|why| LedgerError::of(path, &why))?;
    rebuild(connection, path)
}

/// Makes the tables for searching beside a file that may not be written; they hide those of an older version.
pub(super) fn make_tables_beside(connection: &Connection, path: &Path) -> Result<(), LedgerError> {
    connection.execute_batch(&projection::tables("temp")).map_err(|why| LedgerError::of(path, &why))?;
    rebuild(connection, path)
}

/// The version of a database; one of another program is refused.
pub(super) fn version(connection: &Connection, path: &Path) -> Result<i64, LedgerError> {
    let failed = |why: rusqlite::Error| LedgerError::of(path, &why);
    let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).map_err(failed);
    let (id, version) = (pragma("application_id")?, pragma("user_version")?);
    let ours = id == APPLICATION_ID || (id == 0 && version == 0);
    if ours { Ok(version) } else { Err(LedgerError::NotALedger(path.to_owned())) }
}
