//! The tables, the triggers that refuse changes, and the version of the file.

use super::error::LedgerError;
use rusqlite::Connection;
use std::path::Path;

/// Marks the file as ours ("QHLG").
const APPLICATION_ID: i64 = 0x5148_4C47;

/// Each step brings a file from the version of its index to the next; steps are never changed, only added.
const MIGRATIONS: &[&str] = &["
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
"];

/// Brings a database to the present version; one that is newer is refused.
pub(super) fn migrate(connection: &mut Connection, path: &Path) -> Result<(), LedgerError> {
    let failed = |why: rusqlite::Error| LedgerError::of(path, &why);
    let version = version(connection, path)?;
    let steps = usize::try_from(version).ok().and_then(|version| MIGRATIONS.get(version..));
    let steps = steps.ok_or_else(|| LedgerError::TooNew { path: path.to_owned(), found: version })?;
    for (step, next) in steps.iter().zip(version + 1..) {
        let transaction =
            connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(failed)?;
        transaction.execute_batch(step).map_err(failed)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID).map_err(failed)?;
        transaction.pragma_update(None, "user_version", next).map_err(failed)?;
        transaction.commit().map_err(failed)?;
    }
    Ok(())
}

/// The version of a database; one of another program is refused.
pub(super) fn version(connection: &Connection, path: &Path) -> Result<i64, LedgerError> {
    let failed = |why: rusqlite::Error| LedgerError::of(path, &why);
    let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).map_err(failed);
    let (id, version) = (pragma("application_id")?, pragma("user_version")?);
    let ours = id == APPLICATION_ID || (id == 0 && version == 0);
    if ours { Ok(version) } else { Err(LedgerError::NotALedger(path.to_owned())) }
}
