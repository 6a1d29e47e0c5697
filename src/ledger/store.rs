//! Opening, appending and reading.

use super::clock::{self, Seen};
use super::error::LedgerError;
use super::lock::Lock;
use super::record::{self, Entry, Hash, Head, Record, RunRow, Stored};
use super::schema;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, Transaction, TransactionBehavior, params};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Name of the file in the data folder.
pub const FILE: &str = "ledger.db";

/// An open ledger.
#[derive(Debug)]
pub struct Ledger {
    connection: Connection,
    path: PathBuf,
    head: Head,
    seen: Option<Seen>,
    boot: String,
    /// Held while open for writing; a reader has none.
    lock: Option<Lock>,
}

impl Ledger {
    /// Opens the ledger of a folder for writing, making both where they are missing. One program at a time.
    pub fn open(folder: &Path) -> Result<Self, LedgerError> {
        let unwritable =
            |why: std::io::Error| LedgerError::NotWritable { path: folder.to_owned(), why: why.to_string() };
        std::fs::create_dir_all(folder).map_err(unwritable)?;
        let lock = Lock::take(folder)?;
        let path = folder.join(FILE);
        let mut connection = Connection::open(&path).map_err(|why| LedgerError::of(&path, &why))?;
        make_durable(&connection, &path)?;
        schema::migrate(&mut connection, &path)?;
        Self::at_head(connection, path, Some(lock))
    }

    /// Opens the ledger of a folder for reading only; others may be writing.
    pub fn open_reading(folder: &Path) -> Result<Self, LedgerError> {
        Self::open_file(&folder.join(FILE))
    }

    /// Opens a ledger file for reading only.
    pub fn open_file(path: &Path) -> Result<Self, LedgerError> {
        if !path.is_file() {
            return Err(LedgerError::Missing(path.to_owned()));
        }
        let failed = |why: rusqlite::Error| LedgerError::of(path, &why);
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(failed)?;
        connection.busy_timeout(Duration::from_secs(5)).map_err(failed)?;
        match schema::version(&connection, path)? {
            1 => Self::at_head(connection, path.to_owned(), None),
            0 => Err(LedgerError::NotALedger(path.to_owned())),
            found => Err(LedgerError::TooNew { path: path.to_owned(), found }),
        }
    }

    fn at_head(connection: Connection, path: PathBuf, lock: Option<Lock>) -> Result<Self, LedgerError> {
        let mut ledger = Self { connection, path, head: Head::default(), seen: None, boot: clock::boot(), lock };
        // Only a writer insists that the last entry holds: a reader may be there to find out which one does not.
        let last = if ledger.lock.is_some() { ledger.last()? } else { None };
        if let Some(last) = last {
            ledger.head = Head { seq: last.seq, hash: last.hash };
            ledger.seen = Some(Seen { at: last.record.at, mono_ns: last.record.mono_ns, boot: last.boot });
        }
        Ok(ledger)
    }

    /// The last entry, checked: its hash must be that of its body.
    fn last(&self) -> Result<Option<Entry>, LedgerError> {
        let sql = "SELECT seq, body, previous, hash FROM entry ORDER BY seq DESC LIMIT 1";
        let row = self.connection.query_row(sql, [], RawEntry::read).optional();
        let Some(raw) = row.map_err(|why| self.failed(&why))? else { return Ok(None) };
        if record::hash(&raw.previous, &raw.body) != raw.hash {
            return Err(LedgerError::Broken { seq: raw.seq, why: "its hash is not that of its body".into() });
        }
        raw.entry().map(Some)
    }

    fn failed(&self, why: &rusqlite::Error) -> LedgerError {
        LedgerError::of(&self.path, why)
    }

    /// Where the file lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The end of the chain.
    pub const fn head(&self) -> Head {
        self.head
    }

    /// Appends a record; on return it is on disk.
    pub fn append(&mut self, record: &Record) -> Result<Stored, LedgerError> {
        let stored = self.append_all(std::slice::from_ref(record))?;
        stored.first().copied().ok_or(LedgerError::Broken { seq: self.head.seq, why: "nothing was stored".into() })
    }

    /// Appends records together, all or none; on return they are on disk. After a failure the ledger is as it was before.
    pub fn append_all(&mut self, records: &[Record]) -> Result<Vec<Stored>, LedgerError> {
        let path = self.path.clone();
        let failed = |why: rusqlite::Error| LedgerError::of(&path, &why);
        let (mut head, mut seen) = (self.head, self.seen.clone());
        let mut stored = Vec::with_capacity(records.len());
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        for record in records {
            if let Some(jump) = clock::jump(seen.as_ref(), record, &self.boot) {
                head = insert(&transaction, &jump, head, &self.boot, &path)?;
            }
            head = insert(&transaction, record, head, &self.boot, &path)?;
            seen = Some(Seen { at: record.at.clone(), mono_ns: record.mono_ns, boot: self.boot.clone() });
            stored.push(Stored { seq: head.seq, hash: head.hash });
        }
        transaction.commit().map_err(failed)?;
        (self.head, self.seen) = (head, seen);
        Ok(stored)
    }

    /// Every run, in the order of opening.
    pub fn runs(&self) -> Result<Vec<RunRow>, LedgerError> {
        let sql = "SELECT id, kind, title, demonstration, opened_seq, opened_at, concluded_seq, verdict FROM run ORDER BY opened_seq";
        let mut statement = self.connection.prepare_cached(sql).map_err(|why| self.failed(&why))?;
        let rows = statement.query_map([], run_row).map_err(|why| self.failed(&why))?;
        rows.collect::<Result<_, _>>().map_err(|why| self.failed(&why))
    }

    /// Every entry of a run, in order.
    pub fn entries_of_run(&self, run: &str) -> Result<Vec<Entry>, LedgerError> {
        let sql = "SELECT entry.seq, body, previous, hash FROM entry_of_run JOIN entry USING (seq) WHERE run = ?1 ORDER BY entry.seq";
        let mut statement = self.connection.prepare_cached(sql).map_err(|why| self.failed(&why))?;
        let rows = statement.query_map([run], RawEntry::read).map_err(|why| self.failed(&why))?;
        rows.map(|row| row.map_err(|why| self.failed(&why))?.entry()).collect()
    }

    /// Every entry of a run, in order, as it lies in the file.
    pub(super) fn raw_of_run(&self, run: &str) -> Result<Vec<RawEntry>, LedgerError> {
        self.raw(
            "SELECT entry.seq, body, previous, hash FROM entry_of_run JOIN entry USING (seq) WHERE run = ?1 ORDER BY entry.seq",
            run,
        )
    }

    /// Every entry in whose canonical body a text stands, in order: a first look, for the kinds that are few among many.
    pub(super) fn raw_holding(&self, text: &str) -> Result<Vec<RawEntry>, LedgerError> {
        self.raw("SELECT seq, body, previous, hash FROM entry WHERE instr(body, ?1) > 0 ORDER BY seq", text)
    }

    fn raw(&self, sql: &str, value: &str) -> Result<Vec<RawEntry>, LedgerError> {
        let mut statement = self.connection.prepare_cached(sql).map_err(|why| self.failed(&why))?;
        let rows = statement.query_map([value], RawEntry::read).map_err(|why| self.failed(&why))?;
        rows.collect::<Result<_, _>>().map_err(|why| self.failed(&why))
    }

    /// The end of the chain as it lies in the file now, for a reader, who has not followed it.
    pub fn head_as_read(&self) -> Result<Head, LedgerError> {
        let sql = "SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1";
        let mut statement = self.connection.prepare_cached(sql).map_err(|why| self.failed(&why))?;
        let read = |row: &Row<'_>| Ok(Head { seq: row.get::<_, i64>(0)?.cast_unsigned(), hash: row.get(1)? });
        let head = statement.query_row([], read).optional().map_err(|why| self.failed(&why))?;
        Ok(head.unwrap_or_default())
    }

    /// The hash of an entry; `None` where there is no such entry.
    pub fn hash_of(&self, seq: u64) -> Result<Option<Hash>, LedgerError> {
        let mut statement =
            self.connection.prepare_cached("SELECT hash FROM entry WHERE seq = ?1").map_err(|why| self.failed(&why))?;
        let row = statement.query_row([seq.cast_signed()], |row| row.get(0)).optional();
        row.map_err(|why| self.failed(&why))
    }

    /// Every entry, in order, as it lies in the file.
    pub(super) fn walk(&self, mut visit: impl FnMut(RawEntry) -> Result<(), LedgerError>) -> Result<(), LedgerError> {
        let sql = "SELECT seq, body, previous, hash FROM entry ORDER BY seq";
        let mut statement = self.connection.prepare(sql).map_err(|why| self.failed(&why))?;
        let mut rows = statement.query([]).map_err(|why| self.failed(&why))?;
        while let Some(row) = rows.next().map_err(|why| self.failed(&why))? {
            let raw = RawEntry::read(row).map_err(|why| self.failed(&why))?;
            visit(raw)?;
        }
        Ok(())
    }

    /// Makes the tables for searching anew from the entries.
    pub fn rebuild(&mut self) -> Result<(), LedgerError> {
        let mut entries = Vec::new();
        self.walk(|raw| {
            entries.push(raw.entry()?);
            Ok(())
        })?;
        let path = self.path.clone();
        let failed = |why: rusqlite::Error| LedgerError::of(&path, &why);
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        transaction.execute_batch("DELETE FROM run; DELETE FROM entry_of_run;").map_err(failed)?;
        for entry in &entries {
            project(&transaction, entry.seq, &entry.record).map_err(failed)?;
        }
        transaction.commit().map_err(failed)
    }
}

/// WAL and FULL, read back: what SQLite was asked for and what it does are two things on some disks.
fn make_durable(connection: &Connection, path: &Path) -> Result<(), LedgerError> {
    let failed = |why: rusqlite::Error| LedgerError::of(path, &why);
    connection.busy_timeout(Duration::from_secs(5)).map_err(failed)?;
    let journal: String =
        connection.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0)).map_err(failed)?;
    connection.pragma_update(None, "synchronous", "FULL").map_err(failed)?;
    let synchronous: i64 = connection.pragma_query_value(None, "synchronous", |row| row.get(0)).map_err(failed)?;
    if journal != "wal" || synchronous < 2 {
        let found = format!("journal_mode {journal}, synchronous {synchronous}");
        return Err(LedgerError::NotDurable { path: path.to_owned(), found });
    }
    Ok(())
}

/// Inserts one record behind `head`.
fn insert(
    transaction: &Transaction<'_>,
    record: &Record,
    head: Head,
    boot: &str,
    path: &Path,
) -> Result<Head, LedgerError> {
    let body = record.body(boot)?;
    let seq = head.seq + 1;
    let hash = record::hash(&head.hash, &body);
    let failed = |why: rusqlite::Error| LedgerError::of(path, &why);
    // The same check that reading makes, before writing: what cannot be read back is never written.
    record::entry(seq, &body, hash).map_err(|why| LedgerError::Broken { seq, why })?;
    let sql = "INSERT INTO entry (seq, body, previous, hash) VALUES (?1, ?2, ?3, ?4)";
    let mut statement = transaction.prepare_cached(sql).map_err(failed)?;
    statement.execute(params![seq.cast_signed(), body, head.hash.as_slice(), hash.as_slice()]).map_err(failed)?;
    project(transaction, seq, record).map_err(failed)?;
    Ok(Head { seq, hash })
}

/// Keeps the tables for searching in step with an entry.
fn project(transaction: &Transaction<'_>, seq: u64, record: &Record) -> rusqlite::Result<()> {
    let Some(run) = &record.run else { return Ok(()) };
    let seq = seq.cast_signed();
    transaction.prepare_cached("INSERT INTO entry_of_run (run, seq) VALUES (?1, ?2)")?.execute(params![run, seq])?;
    let text = |key: &str| record.data.get(key).and_then(Value::as_str).unwrap_or_default();
    match record.kind.as_str() {
        "run-opened" => {
            let demonstration = record.data.get("demonstration").and_then(Value::as_bool).unwrap_or(false);
            let sql = "INSERT INTO run (id, kind, title, demonstration, opened_seq, opened_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
            let values = params![run, text("kind"), text("title"), demonstration, seq, record.at];
            transaction.prepare_cached(sql)?.execute(values)?;
        }
        "run-concluded" => {
            let sql = "UPDATE run SET concluded_seq = ?2, verdict = ?3 WHERE id = ?1";
            transaction.prepare_cached(sql)?.execute(params![run, seq, text("verdict")])?;
        }
        _ => {}
    }
    Ok(())
}

fn run_row(row: &Row<'_>) -> rusqlite::Result<RunRow> {
    Ok(RunRow {
        id: row.get(0)?,
        kind: row.get(1)?,
        title: row.get(2)?,
        demonstration: row.get(3)?,
        opened_seq: row.get::<_, i64>(4)?.cast_unsigned(),
        opened_at: row.get(5)?,
        concluded_seq: row.get::<_, Option<i64>>(6)?.map(i64::cast_unsigned),
        verdict: row.get(7)?,
    })
}

/// An entry as it lies in the file.
pub(super) struct RawEntry {
    pub seq: u64,
    pub body: String,
    pub previous: Hash,
    pub hash: Hash,
}

impl RawEntry {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            seq: row.get::<_, i64>(0)?.cast_unsigned(),
            body: row.get(1)?,
            previous: row.get(2)?,
            hash: row.get(3)?,
        })
    }

    /// With its body understood.
    pub fn entry(&self) -> Result<Entry, LedgerError> {
        record::entry(self.seq, &self.body, self.hash).map_err(|why| LedgerError::Broken { seq: self.seq, why })
    }
}
