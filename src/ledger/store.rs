//! Opening, appending and reading.

use super::clock::{self, Seen};
use super::error::LedgerError;
use super::folder;
use super::following::{Following, Pending};
use super::lock::Lock;
use super::progress::Progress;
use super::projection::{Fold, Folded, Told};
use super::record::{self, Entry, Hash, Head, Record, Stored};
use super::scan::outline;
use super::schema;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, Transaction, TransactionBehavior, params};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Name of the file in the data folder.
pub const FILE: &str = "ledger.db";

/// Where the records of a group ended up, or why none of them was stored.
pub type Appended = Result<Vec<Stored>, LedgerError>;

/// An open ledger.
#[derive(Debug)]
pub struct Ledger {
    connection: Connection,
    path: PathBuf,
    head: Head,
    seen: Option<Seen>,
    fold: Fold,
    stamp: Stamp,
    /// Held while open for writing; a reader has none.
    lock: Option<Lock>,
}

impl Ledger {
    /// Opens the ledger of a folder for writing, making both where they are missing. One program at a time.
    pub fn open(folder: &Path) -> Result<Self, LedgerError> {
        let unwritable =
            |why: std::io::Error| LedgerError::NotWritable { path: folder.to_owned(), why: why.to_string() };
        let path = folder.join(FILE);
        folder::make_durable(folder, &folder.join(format!("{FILE}-wal"))).map_err(unwritable)?;
        let lock = Lock::take(folder)?;
        let mut connection = Connection::open(&path).map_err(|why| LedgerError::of(&path, &why))?;
        make_durable(&connection, &path)?;
        schema::migrate(&mut connection, &path)?;
        Self::at_head(connection, path, Some(lock))
    }

    /// Opens the ledger of a folder for reading only; others may be writing.
    pub fn open_reading(folder: &Path) -> Result<Self, LedgerError> {
        Self::open_file(&folder.join(FILE))
    }

    /// Opens a ledger file for reading only. The tables for searching of an older version are made beside it, in memory.
    pub fn open_file(path: &Path) -> Result<Self, LedgerError> {
        let connection = reader(path)?;
        match schema::version(&connection, path)? {
            schema::VERSION => {}
            found if found > schema::VERSION => return Err(LedgerError::TooNew { path: path.to_owned(), found }),
            1.. => schema::make_tables_beside(&connection, path)?,
            _ => return Err(LedgerError::NotALedger(path.to_owned())),
        }
        Self::at_head(connection, path.to_owned(), None)
    }

    fn at_head(connection: Connection, path: PathBuf, lock: Option<Lock>) -> Result<Self, LedgerError> {
        let fold = Fold::at_end(&connection).map_err(|why| LedgerError::of(&path, &why))?;
        let mut ledger = Self {
            connection,
            path,
            head: Head::default(),
            seen: None,
            fold,
            stamp: Stamp { boot: clock::boot(), who: None },
            lock,
        };
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
        let last = |row: &Row<'_>| Ok(Raw::of(row)?.held());
        self.connection.query_row(sql, [], last).optional().map_err(|why| self.failed(&why))?.transpose()
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
    pub fn append_all(&mut self, records: &[Record]) -> Appended {
        self.append_followed(records, &|_| Ok(Vec::new()))
    }

    /// Appends records and those that follow from their places, together, all or none, with one commit.
    pub fn append_followed(&mut self, records: &[Record], following: Following<'_>) -> Appended {
        let Self { connection, path, head, seen, fold, stamp, .. } = self;
        let failed = |why: rusqlite::Error| LedgerError::of(path, &why);
        let mut fold_after = fold.clone();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let (end, ready) = End { head: *head, seen: seen.clone() }.follow(records, stamp)?;
        let mut stored = insert_all(&transaction, &ready, &mut fold_after, path)?;
        let pending = Pending { transaction: &transaction, path, head: end.head };
        let (end, ready) = end.follow(&following(&pending)?, stamp)?;
        stored.extend(insert_all(&transaction, &ready, &mut fold_after, path)?);
        transaction.commit().map_err(failed)?;
        (*head, *seen, *fold) = (end.head, end.seen, fold_after);
        Ok(stored)
    }

    /// Says who is signed in from now on; every entry carries it.
    pub fn sign(&mut self, who: Option<String>) {
        self.stamp.who = who;
    }

    /// The wall clock of the last entry, RFC 3339; `None` while there is none.
    pub fn newest(&self) -> Option<&str> {
        self.seen.as_ref().map(|seen| seen.at.as_str())
    }

    /// The folder it lies in.
    pub fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new("."))
    }

    /// The newest entry of a kind that changes something legally relevant; of the program's starts the newest that was
    /// another than the one before.
    pub fn last_change(&self, kind: &str) -> Result<Option<Entry>, LedgerError> {
        let sql = "SELECT entry.seq, body, previous, hash FROM change JOIN entry USING (seq)
            WHERE kind = ?1 ORDER BY seq DESC LIMIT 1";
        let entry = |row: &Row<'_>| Ok(Raw::of(row)?.entry());
        let mut statement = self.connection.prepare_cached(sql).map_err(|why| self.failed(&why))?;
        statement.query_row([kind], entry).optional().map_err(|why| self.failed(&why))?.transpose()
    }

    /// One entry.
    pub fn entry(&self, seq: u64) -> Result<Option<Entry>, LedgerError> {
        let sql = "SELECT seq, body, previous, hash FROM entry WHERE seq = ?1";
        let entry = |row: &Row<'_>| Ok(Raw::of(row)?.entry());
        let mut statement = self.connection.prepare_cached(sql).map_err(|why| self.failed(&why))?;
        statement.query_row([seq.cast_signed()], entry).optional().map_err(|why| self.failed(&why))?.transpose()
    }

    /// Every entry of a run, in order.
    pub fn entries_of_run(&self, run: &str) -> Result<Vec<Entry>, LedgerError> {
        self.entries_of_run_watched(run, &Progress::default())
    }

    /// The same, a step an entry; refuses with [`LedgerError::Stopped`] once it was stopped.
    pub fn entries_of_run_watched(&self, run: &str, progress: &Progress) -> Result<Vec<Entry>, LedgerError> {
        let mut entries = Vec::new();
        visit_run(&self.connection, &self.path, run, &mut |raw| {
            entries.push(raw.entry()?);
            progress.step(1)
        })?;
        Ok(entries)
    }

    /// How many entries a run has.
    pub fn count_of_run(&self, run: &str) -> Result<u64, LedgerError> {
        let sql = "SELECT COALESCE(SUM(COALESCE((SELECT MIN(first_seq) FROM stretch AS next
                WHERE next.first_seq > stretch.first_seq), (SELECT MAX(seq) + 1 FROM entry)) - first_seq), 0)
            FROM stretch WHERE run = ?1";
        let mut statement = self.connection.prepare_cached(sql).map_err(|why| self.failed(&why))?;
        let count = statement.query_row([run], |row| row.get::<_, i64>(0)).map_err(|why| self.failed(&why))?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// Every entry of some kinds of those that the table of changes lists, in order.
    pub fn entries_of_kinds(&self, kinds: &[&str]) -> Result<Vec<Entry>, LedgerError> {
        let failed = |why: rusqlite::Error| self.failed(&why);
        let sql = "SELECT entry.seq, body, previous, hash FROM change JOIN entry USING (seq)
            WHERE kind IN (SELECT value FROM json_each(?1)) ORDER BY seq";
        let kinds = serde_json::json!(kinds).to_string();
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        let rows = statement.query_map([kinds], |row| Ok(Raw::of(row)?.entry())).map_err(failed)?;
        rows.map(|entry| entry.map_err(failed)?).collect()
    }

    /// Every entry of a run, in order, as it lies in the file.
    pub(super) fn raw_of_run(&self, run: &str) -> Result<Vec<RawEntry>, LedgerError> {
        raw_of_run(&self.connection, &self.path, run)
    }

    /// Every entry in whose canonical body a text stands, in order: a first look, for the kinds that are few among many.
    pub(super) fn raw_holding(&self, text: &str) -> Result<Vec<RawEntry>, LedgerError> {
        let failed = |why: rusqlite::Error| self.failed(&why);
        let sql = "SELECT seq, body, previous, hash FROM entry WHERE instr(body, ?1) > 0 ORDER BY seq";
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        let rows = statement.query_map([text], |row| Ok(Raw::of(row)?.owned())).map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
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

    /// Makes the tables for searching anew from the entries.
    pub fn rebuild(&mut self) -> Result<(), LedgerError> {
        let Self { connection, path, .. } = self;
        let failed = |why: rusqlite::Error| LedgerError::of(path, &why);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        schema::make_tables(&transaction, path)?;
        transaction.commit().map_err(failed)?;
        self.fold = Fold::at_end(&self.connection).map_err(|why| self.failed(&why))?;
        Ok(())
    }

    pub(super) const fn connection(&self) -> &Connection {
        &self.connection
    }
}

/// Every entry of a run, in order, as it lies in the file.
pub(super) fn raw_of_run(connection: &Connection, path: &Path, run: &str) -> Result<Vec<RawEntry>, LedgerError> {
    let mut entries = Vec::new();
    visit_run(connection, path, run, &mut |raw| {
        entries.push(raw.owned());
        Ok(())
    })?;
    Ok(entries)
}

/// Calls `visit` with every entry of a run, in order, as it lies in the file.
fn visit_run(
    connection: &Connection,
    path: &Path,
    run: &str,
    visit: &mut dyn FnMut(&Raw<'_>) -> Result<(), LedgerError>,
) -> Result<(), LedgerError> {
    let failed = |why: rusqlite::Error| LedgerError::of(path, &why);
    let sql = "SELECT first_seq, (SELECT MIN(first_seq) FROM stretch AS next WHERE next.first_seq > stretch.first_seq)
        FROM stretch WHERE run = ?1 ORDER BY first_seq";
    let mut statement = connection.prepare_cached(sql).map_err(failed)?;
    let stretches = statement.query_map([run], |row| Ok((row.get(0)?, row.get::<_, Option<i64>>(1)?)));
    let stretches = stretches.and_then(Iterator::collect::<rusqlite::Result<Vec<(i64, _)>>>).map_err(failed)?;
    let sql = "SELECT seq, body, previous, hash FROM entry WHERE seq >= ?1 AND seq < ?2 ORDER BY seq";
    let mut statement = connection.prepare_cached(sql).map_err(failed)?;
    for (from, below) in stretches {
        let mut rows = statement.query([from, below.unwrap_or(i64::MAX)]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            visit(&Raw::of(row).map_err(failed)?)?;
        }
    }
    Ok(())
}

/// Opens a file for reading only; others may be writing.
pub(super) fn reader(path: &Path) -> Result<Connection, LedgerError> {
    if !path.is_file() {
        return Err(LedgerError::Missing(path.to_owned()));
    }
    let failed = |why: rusqlite::Error| LedgerError::of(path, &why);
    let connection = Connection::open_with_flags(path, READING).map_err(failed)?;
    connection.busy_timeout(BUSY).map_err(failed)?;
    Ok(connection)
}

/// A connection stays in one thread at a time: SQLite need not lock it for each row.
const READING: OpenFlags = OpenFlags::SQLITE_OPEN_READ_ONLY.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

/// How long somebody else's lock on the database is waited for.
pub(super) const BUSY: Duration = Duration::from_secs(5);

/// WAL and FULL, read back: what SQLite was asked for and what it does are two things on some disks.
fn make_durable(connection: &Connection, path: &Path) -> Result<(), LedgerError> {
    let failed = |why: rusqlite::Error| LedgerError::of(path, &why);
    connection.busy_timeout(BUSY).map_err(failed)?;
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

/// Fills empty tables for searching from the entries. An entry that does not hold tells them nothing: finding it is what
/// the check is for, and a ledger with one can still be opened and looked at.
pub(super) fn rebuild(connection: &Connection, path: &Path) -> Result<(), LedgerError> {
    let failed = |why: rusqlite::Error| LedgerError::of(path, &why);
    let mut fold = Fold::default();
    let mut statement =
        connection.prepare("SELECT seq, body, previous, hash FROM entry ORDER BY seq").map_err(failed)?;
    let mut rows = statement.query([]).map_err(failed)?;
    while let Some(row) = rows.next().map_err(failed)? {
        let Ok(raw) = Raw::of(row) else { continue };
        let Ok(outline) = outline(raw.body) else { continue };
        fold.take(connection, &Told::of(raw.seq, &outline, raw.body)).map_err(failed)?;
    }
    Ok(())
}

/// What every entry carries beside what it says.
#[derive(Clone, Debug)]
struct Stamp {
    /// Which start of the machine this is.
    boot: String,
    /// Who is signed in.
    who: Option<String>,
}

/// The end of the chain while records are put behind it.
struct End {
    head: Head,
    seen: Option<Seen>,
}

/// An entry that only has to be inserted.
struct Ready {
    body: String,
    previous: Hash,
    hash: Hash,
    told: Told,
    /// Nobody asked for it: it tells that a clock jumped before the entry that follows.
    jump: bool,
}

impl End {
    /// Puts records behind the end, with the jumps of the clocks between them; nothing is written yet.
    fn follow(&self, records: &[Record], stamp: &Stamp) -> Result<(Self, Vec<Ready>), LedgerError> {
        let (mut end, mut entries) = (Self { head: self.head, seen: self.seen.clone() }, Vec::new());
        for record in records {
            if let Some(jump) = clock::jump(end.seen.as_ref(), record, &stamp.boot) {
                entries.push(Ready { jump: true, ..end.next(&jump, stamp)? });
            }
            entries.push(end.next(record, stamp)?);
            end.seen = Some(Seen { at: record.at.clone(), mono_ns: record.mono_ns, boot: stamp.boot.clone() });
        }
        Ok((end, entries))
    }

    fn next(&mut self, record: &Record, stamp: &Stamp) -> Result<Ready, LedgerError> {
        let body = record.body(&stamp.boot, stamp.who.as_deref())?;
        let (seq, previous) = (self.head.seq + 1, self.head.hash);
        // The same look that reading takes, before writing: what cannot be read back is never written.
        let told = outline(&body).map(|outline| Told::of(seq, &outline, &body));
        let told = told.map_err(|why| LedgerError::Broken { seq, why })?;
        let hash = record::hash(&previous, &body);
        self.head = Head { seq, hash };
        Ok(Ready { body, previous, hash, told, jump: false })
    }
}

/// Inserts entries; answers with the places of those that somebody asked for.
fn insert_all(transaction: &Transaction<'_>, entries: &[Ready], fold: &mut Fold, path: &Path) -> Appended {
    let mut stored = Vec::with_capacity(entries.len());
    for ready in entries {
        let folded = insert(transaction, ready, fold).map_err(|why| LedgerError::of(path, &why))?;
        if folded == Folded::OpenedBefore {
            let run = ready.told.run.as_deref().unwrap_or_default();
            return Err(LedgerError::Broken { seq: ready.told.seq, why: format!("run {run} was opened before") });
        }
        stored.extend((!ready.jump).then_some(Stored { seq: ready.told.seq, hash: ready.hash }));
    }
    Ok(stored)
}

fn insert(transaction: &Transaction<'_>, ready: &Ready, fold: &mut Fold) -> rusqlite::Result<Folded> {
    let Ready { body, previous, hash, told, .. } = ready;
    let sql = "INSERT INTO entry (seq, body, previous, hash) VALUES (?1, ?2, ?3, ?4)";
    let values = params![told.seq.cast_signed(), body, previous.as_slice(), hash.as_slice()];
    transaction.prepare_cached(sql)?.execute(values)?;
    fold.take(transaction, told)
}

/// An entry as it lies in the file: a row of `seq, body, previous, hash`.
pub(super) struct Raw<'a> {
    pub seq: u64,
    pub body: &'a str,
    pub previous: Hash,
    pub hash: Hash,
}

impl<'a> Raw<'a> {
    pub fn of(row: &'a Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            seq: row.get::<_, i64>(0)?.cast_unsigned(),
            body: row.get_ref(1)?.as_str()?,
            previous: row.get(2)?,
            hash: row.get(3)?,
        })
    }

    /// With its body understood.
    fn entry(&self) -> Result<Entry, LedgerError> {
        record::entry(self.seq, self.body, self.hash).map_err(|why| LedgerError::Broken { seq: self.seq, why })
    }

    /// On its own, away from its row.
    fn owned(&self) -> RawEntry {
        RawEntry { seq: self.seq, body: self.body.to_owned(), previous: self.previous, hash: self.hash }
    }

    /// With its body understood, which must have its hash.
    fn held(&self) -> Result<Entry, LedgerError> {
        if record::hash(&self.previous, self.body) == self.hash {
            return self.entry();
        }
        Err(LedgerError::Broken { seq: self.seq, why: "its hash is not that of its body".into() })
    }
}

/// An entry as it lay in a file, on its own.
pub(super) struct RawEntry {
    pub seq: u64,
    pub body: String,
    pub previous: Hash,
    pub hash: Hash,
}

impl RawEntry {
    /// With its body understood.
    pub fn entry(&self) -> Result<Entry, LedgerError> {
        record::entry(self.seq, &self.body, self.hash).map_err(|why| LedgerError::Broken { seq: self.seq, why })
    }
}
