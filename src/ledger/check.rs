//! Walks the whole chain and names the first entry that does not hold.

use super::error::LedgerError;
use super::progress::Progress;
use super::projection::{self, Fold, Told, What};
use super::record::{self, Hash, Head};
use super::scan::outline;
use super::store::{Ledger, Raw, reader};
use rusqlite::{Connection, OptionalExtension};
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};

/// A head of the chain that somebody else kept: a code handed out, a phone in the crowd.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Witness {
    /// Number of the entry.
    pub seq: u64,
    /// Its hash.
    pub hash: Hash,
}

/// The first entry that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Its number.
    pub seq: u64,
    /// Why, in Chinese.
    pub zh: String,
    /// Why, in English.
    pub en: String,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckReport {
    /// How many entries were read.
    pub entries: u64,
    /// The end of the chain as it lies in the file.
    pub head: Head,
    /// How many witnesses agree.
    pub witnesses: usize,
    /// The first thing that does not hold; `None` when all does.
    pub broken: Option<Broken>,
}

fn broken(seq: u64, zh: impl Into<String>, en: impl Into<String>) -> Broken {
    Broken { seq, zh: zh.into(), en: en.into() }
}

/// Checks every entry of a ledger, its tables for searching, and the heads that others kept. What is written meanwhile is
/// not looked at.
///
/// Every entry holds the hash of the one before, so parts of the chain are checked beside each other, one thread a processor.
pub fn check(ledger: &Ledger, witnesses: &[Witness]) -> Result<CheckReport, LedgerError> {
    check_watched(ledger, witnesses, &Progress::default())
}

/// The same, telling how many entries were read; refuses with [`LedgerError::Stopped`] once it was stopped.
pub fn check_watched(ledger: &Ledger, witnesses: &[Witness], progress: &Progress) -> Result<CheckReport, LedgerError> {
    let failed = |why: rusqlite::Error| LedgerError::of(ledger.path(), &why);
    // One state of the file for the entries and the tables.
    let snapshot = ledger.connection().unchecked_transaction().map_err(failed)?;
    let last = "SELECT COALESCE(MAX(seq), 0) FROM entry";
    let last = snapshot.query_row(last, [], |row| row.get::<_, i64>(0)).map_err(failed)?;
    progress.expect(u64::try_from(last).unwrap_or(0));
    let path = ledger.path();
    let (parts, sound) = std::thread::scope(|scope| {
        let sound = scope.spawn(|| is_sound(path));
        let parts = parts(path, last, witnesses, progress);
        (parts, sound.join().unwrap_or_else(|bug| std::panic::resume_unwind(bug)))
    });
    let (parts, sound) = (parts?, sound?);

    let mirror = Mirror::new().map_err(failed)?;
    let mut report = CheckReport { entries: 0, head: Head::default(), witnesses: 0, broken: None };
    let mut fold = Fold::default();
    for part in parts {
        // A damaged file may show other entries to one question than to the next.
        if report.broken.is_none() && part.before != report.head {
            let (seq, last) = (report.head.seq.saturating_add(1), part.before.seq);
            report.broken = Some(broken(
                seq,
                format!("第 {seq} 条到第 {last} 条时有时无：文件已损坏"),
                format!("entries {seq} to {last} are there for one question and not for another: the file is damaged"),
            ));
        }
        report.entries += part.entries;
        report.witnesses += part.agreed;
        report.head = part.head;
        if report.broken.is_none() {
            for told in &part.told {
                fold.take(&mirror.tables, told).map_err(failed)?;
            }
            report.broken = part.broken;
        }
    }
    let head = report.head;
    let cut = witnesses.iter().filter(|witness| witness.seq > head.seq).min_by_key(|witness| witness.seq);
    if let (None, Some(cut)) = (&report.broken, cut) {
        let (seq, last) = (cut.seq, head.seq);
        report.broken = Some(broken(
            seq,
            format!("他人保存的凭证见过第 {seq} 条，而记录只到第 {last} 条：末尾被删去"),
            format!("a witness saw entry {seq}, the ledger ends at {last}: its end was cut off"),
        ));
    }
    let found = |tables: &Connection| Ok(mirror.agrees(tables)? && indexes_agree(tables)?);
    if report.broken.is_none() && !found(&snapshot).map_err(failed)? {
        report.broken =
            Some(broken(head.seq, "检索表与记录不一致", "the tables for searching do not agree with the entries"));
    }
    if report.broken.is_none() && !sound {
        return Err(LedgerError::NotALedger(ledger.path().to_owned()));
    }
    Ok(report)
}

/// Whether the file holds its entries in good order: in one that does not, every entry may hold and still be left out when
/// a run is read.
fn is_sound(path: &Path) -> Result<bool, LedgerError> {
    let told = reader(path)?.query_row("PRAGMA quick_check(entry)", [], |row| row.get::<_, String>(0));
    told.map(|told| told == "ok").map_err(|why| LedgerError::of(path, &why))
}

/// Whether what is found by an index of the tables for searching is what lies in them: a run is read by an index, and one
/// that leaves an entry out would hide it.
fn indexes_agree(tables: &Connection) -> rusqlite::Result<bool> {
    projection::NAMES.iter().try_fold(true, |agree, name| {
        let told: String = tables.query_row(&format!("PRAGMA integrity_check({name})"), [], |row| row.get(0))?;
        Ok(agree && told == "ok")
    })
}

/// What was found in a part of the chain.
struct Part {
    /// The entry before it, as it found it.
    before: Head,
    entries: u64,
    head: Head,
    agreed: usize,
    broken: Option<Broken>,
    /// What its entries tell the tables for searching.
    told: Vec<Told>,
}

/// More parts than processors, so that none waits for long for the last one.
const PARTS: i64 = 32;

/// Entries after which it is told how far the check is, and asked whether to go on.
const STEP: u64 = 256;

/// Every part of the chain, in order.
fn parts(path: &Path, last: i64, witnesses: &[Witness], progress: &Progress) -> Result<Vec<Part>, LedgerError> {
    let length = last / PARTS + 1;
    let next = AtomicI64::new(0);
    let work = || {
        let (mut done, connection) = (Vec::new(), reader(path)?);
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= PARTS {
                return Ok(done);
            }
            // Numbers that no honest ledger has belong to the first part.
            let from = if number == 0 { i64::MIN } else { number * length + 1 };
            // What a writer has put behind the last one meanwhile belongs to no part.
            let from = from.min(last.saturating_add(1));
            let to = last.min((number + 1).saturating_mul(length));
            done.push((number, part(&connection, path, from, to, witnesses, progress)?));
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let done: Vec<Result<Vec<(i64, Part)>, LedgerError>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let join = |thread: std::thread::ScopedJoinHandle<'_, _>| {
            thread.join().unwrap_or_else(|bug| std::panic::resume_unwind(bug))
        };
        threads.into_iter().map(join).collect()
    });
    let mut parts: Vec<(i64, Part)> = done.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
    parts.sort_by_key(|(number, _)| *number);
    Ok(parts.into_iter().map(|(_, part)| part).collect())
}

/// Checks the entries from one number to another, each against the one before it.
fn part(
    connection: &Connection,
    path: &Path,
    from: i64,
    to: i64,
    witnesses: &[Witness],
    progress: &Progress,
) -> Result<Part, LedgerError> {
    let failed = |why: rusqlite::Error| LedgerError::of(path, &why);
    let before = "SELECT seq, hash FROM entry WHERE seq < ?1 ORDER BY seq DESC LIMIT 1";
    let head = connection.query_row(before, [from], |row| Ok((row.get::<_, i64>(0)?, row.get(1)?))).optional();
    let (seq, hash) = head.map_err(failed)?.unwrap_or_default();
    let head = Head { seq: seq.cast_unsigned(), hash };
    let mut part = Part { before: head, entries: 0, head, agreed: 0, broken: None, told: Vec::new() };
    // Whose the entry before was is not known here: the first entry tells whose it is.
    let mut run: Option<Option<String>> = None;
    let sql = "SELECT seq, body, previous, hash FROM entry WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq";
    let mut statement = connection.prepare_cached(sql).map_err(failed)?;
    let mut rows = statement.query([from, to]).map_err(failed)?;
    while let Some(row) = rows.next().map_err(failed)? {
        part.entries += 1;
        if part.entries.is_multiple_of(STEP) {
            progress.step(STEP)?;
        }
        let raw = match Raw::of(row) {
            Ok(raw) => raw,
            Err(why) => {
                part.break_at(
                    part.head.seq.saturating_add(1),
                    format!("无法读出：{why}"),
                    format!("it cannot be read: {why}"),
                );
                continue;
            }
        };
        if part.broken.is_none() {
            part.broken = link(&raw, part.head);
            match outline(raw.body) {
                Ok(outline) => {
                    let told = What::of(&outline, raw.body);
                    let same = run.as_ref().is_some_and(|run| run.as_deref() == outline.run.as_deref());
                    if !same || told.is_some() {
                        part.told.push(Told {
                            seq: raw.seq,
                            run: outline.run.as_deref().map(str::to_owned),
                            what: told,
                        });
                        run = Some(outline.run.map(|run| run.into_owned()));
                    }
                }
                Err(why) => part.break_at(raw.seq, format!("内容不成立：{why}"), why),
            }
            for witness in witnesses.iter().filter(|witness| witness.seq == raw.seq) {
                if witness.hash == raw.hash {
                    part.agreed += 1;
                } else {
                    part.break_at(raw.seq, "与他人保存的凭证不符", "a witness saw another hash for this entry");
                }
            }
        }
        part.head = Head { seq: raw.seq, hash: raw.hash };
    }
    progress.step(part.entries % STEP)?;
    Ok(part)
}

impl Part {
    /// Something that does not hold; what was found before it goes first.
    fn break_at(&mut self, seq: u64, zh: impl Into<String>, en: impl Into<String>) {
        self.broken.get_or_insert_with(|| broken(seq, zh, en));
    }
}

fn link(raw: &Raw<'_>, head: Head) -> Option<Broken> {
    let (seq, expected) = (raw.seq, head.seq.saturating_add(1));
    if seq != expected {
        return Some(broken(expected, format!("缺少第 {expected} 条"), format!("entry {expected} is missing")));
    }
    if raw.previous != head.hash {
        return Some(broken(seq, "不接续前一条", "it does not follow the entry before"));
    }
    (record::hash(&raw.previous, raw.body) != raw.hash)
        .then(|| broken(seq, "内容与其哈希不符：被改动过", "its body does not have its hash: it was changed"))
}

/// The tables for searching as the entries alone make them, in memory.
struct Mirror {
    tables: Connection,
}

impl Mirror {
    fn new() -> rusqlite::Result<Self> {
        let tables = Connection::open_in_memory()?;
        tables.execute_batch(&projection::tables("main"))?;
        Ok(Self { tables })
    }

    /// Whether the tables of a file hold the same.
    fn agrees(&self, file: &Connection) -> rusqlite::Result<bool> {
        for sql in projection::ROWS {
            let (mut own, mut other) = (self.tables.prepare(sql)?, file.prepare(sql)?);
            let columns = own.column_count();
            let (mut own, mut other) = (own.query([])?, other.query([])?);
            loop {
                match (own.next()?, other.next()?) {
                    (None, None) => break,
                    (Some(own), Some(other)) => {
                        for column in 0..columns {
                            if own.get_ref(column)? != other.get_ref(column)? {
                                return Ok(false);
                            }
                        }
                    }
                    _ => return Ok(false),
                }
            }
        }
        Ok(true)
    }
}
