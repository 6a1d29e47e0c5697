//! Copies of the ledger: made while another program writes, checked before they count, and brought back without losing an
//! entry. A copy is the one file of the database; keys and accounts lie beside the ledger and never go with it.

use super::check::check;
use super::error::LedgerError;
use super::lock::Lock;
use super::record::{Hash, Head};
use super::store::{BUSY, FILE, Ledger, reader};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OptionalExtension};
use rustix::fs::{CWD, RenameFlags, renameat_with};
use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};

/// A copy that was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copied {
    /// How many entries it has.
    pub entries: u64,
    /// The end of its chain.
    pub head: Head,
}

/// A ledger that was brought back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// What it holds.
    pub copied: Copied,
    /// Where the ledger lies that was there before and is not the beginning of this one.
    pub aside: Option<PathBuf>,
}

/// Copies a ledger file, whoever is writing it: the copy is the state of one moment. It is made beside its place, checked,
/// on disk, and only then has its name; a file of that name is never overwritten.
pub fn backup(from: &Path, to: &Path) -> Result<Copied, LedgerError> {
    if to.symlink_metadata().is_ok() {
        return Err(LedgerError::Exists(to.to_owned()));
    }
    let part = Part::beside(to)?;
    let copied = copy(from, &part)?;
    part.name(to)?;
    Ok(copied)
}

/// Brings a backup back as the ledger of a folder. The backup must hold. A ledger that is there already goes when it is
/// the beginning of the backup; any other refuses, or with `force` is kept under a name that has `at` (RFC 3339) in it.
pub fn restore(from: &Path, folder: &Path, force: bool, at: &str) -> Result<Restored, LedgerError> {
    fs::create_dir_all(folder).map_err(|why| unwritable(folder, &why))?;
    let _lock = Lock::take(folder)?;
    let place = folder.join(FILE);
    let part = Part::beside(&place)?;
    let copied = copy(from, &part)?;
    let mut aside = None;
    if place.exists() {
        let goes_on = begins(&place, &part.path);
        if !goes_on && !force {
            return Err(LedgerError::WouldLose(place));
        }
        // What is only in the log belongs to the file; a log left behind would be played into the file that comes. A file
        // that cannot even be read is not touched: SQLite would throw its log away.
        let settled = Ledger::open_file(&place).map(drop).and_then(|()| settle(&place));
        if goes_on {
            settled?;
        } else {
            let name = unused(folder, at);
            if settled.is_err() {
                set_log_aside(&place, &name)?;
            }
            // As a second name first: at no moment is there no ledger.
            let kept = fs::hard_link(&place, &name).or_else(|_| fs::rename(&place, &name));
            kept.map_err(|why| unwritable(&name, &why))?;
            aside = Some(name);
        }
    } else {
        set_log_aside(&place, &unused(folder, at))?;
    }
    part.replace(&place)?;
    Ok(Restored { copied, aside })
}

fn unwritable(path: &Path, why: &std::io::Error) -> LedgerError {
    LedgerError::NotWritable { path: path.to_owned(), why: why.to_string() }
}

/// Copies a ledger into a file and checks the copy.
fn copy(from: &Path, part: &Part) -> Result<Copied, LedgerError> {
    // As a ledger first: what is none, or is of a later version, is told as such.
    Ledger::open_file(from)?;
    let failed = |why: rusqlite::Error| LedgerError::of(from, &why);
    let unwritten = |why: rusqlite::Error| LedgerError::of(&part.path, &why);
    let source = reader(from)?;
    // Held while the pages are copied: a writer neither waits nor makes the copy begin anew.
    let moment = source.unchecked_transaction().map_err(failed)?;
    moment.query_row("SELECT COUNT(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0)).map_err(failed)?;
    let mut target = Connection::open(&part.path).map_err(unwritten)?;
    let step = Backup::new(&source, &mut target).and_then(|backup| backup.step(-1)).map_err(unwritten)?;
    if !matches!(step, StepResult::Done) {
        let why = format!("the copy stopped: {step:?}");
        return Err(LedgerError::Database { path: part.path.clone(), why });
    }
    // A copy is one file, and can be read where nothing can be written.
    one_file(&target).map_err(unwritten)?;
    target.close().map_err(|(_, why)| unwritten(why))?;
    let report = check(&Ledger::open_file(&part.path)?, &[])?;
    match report.broken {
        Some(broken) => Err(LedgerError::Broken { seq: broken.seq, why: broken.en }),
        None => Ok(Copied { entries: report.entries, head: report.head }),
    }
}

/// Takes the log of a database into its file and goes without one.
fn one_file(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY)?;
    let mode: String = connection.pragma_update_and_check(None, "journal_mode", "delete", |row| row.get(0))?;
    if mode == "delete" { Ok(()) } else { Err(rusqlite::Error::InvalidQuery) }
}

fn settle(place: &Path) -> Result<(), LedgerError> {
    Connection::open(place).and_then(|file| one_file(&file)).map_err(|why| LedgerError::of(place, &why))
}

/// Whether a ledger holds and every entry of it is in the other: its last one is, and each holds the hash of the one before.
fn begins(old: &Path, new: &Path) -> bool {
    let last = |ledger: &Ledger| {
        let sql = "SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1";
        ledger.connection().query_row(sql, [], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Hash>(1)?))).optional()
    };
    let Ok(old) = Ledger::open_file(old) else { return false };
    let (Ok(last), Ok(report), Ok(new)) = (last(&old), check(&old, &[]), Ledger::open_file(new)) else { return false };
    let Some((seq, hash)) = last else { return true };
    let same = "SELECT EXISTS (SELECT 1 FROM entry WHERE seq = ?1 AND hash = ?2)";
    let same = new.connection().query_row(same, (seq, hash.as_slice()), |row| row.get(0));
    report.broken.is_none() && same.unwrap_or(false)
}

/// A name for a ledger that is set aside, which no file has.
fn unused(folder: &Path, at: &str) -> PathBuf {
    let digits: String = at.chars().filter(char::is_ascii_digit).take(14).collect();
    let names = (1..).map(|number: u32| match number {
        1 => format!("ledger-{digits}.db"),
        _ => format!("ledger-{digits}-{number}.db"),
    });
    let free = |path: &PathBuf| path.symlink_metadata().is_err();
    names.map(|name| folder.join(name)).find(free).unwrap_or_else(|| folder.join("ledger-aside.db"))
}

fn log_of(path: &Path, which: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(which);
    PathBuf::from(name)
}

/// The log of a database that cannot be opened goes with it, and one without a database does not meet the next.
fn set_log_aside(place: &Path, name: &Path) -> Result<(), LedgerError> {
    let log = log_of(place, "-wal");
    if log.exists() {
        fs::rename(&log, log_of(name, "-wal")).map_err(|why| unwritable(&log, &why))?;
    }
    drop_log(place)
}

/// Takes away what a database that is gone left behind.
fn drop_log(place: &Path) -> Result<(), LedgerError> {
    for path in ["-wal", "-shm"].map(|which| log_of(place, which)).into_iter().filter(|path| path.exists()) {
        fs::remove_file(&path).map_err(|why| unwritable(&path, &why))?;
    }
    Ok(())
}

/// A file that is being made beside its place; it goes when it does not get its name.
struct Part {
    path: PathBuf,
}

impl Part {
    fn beside(place: &Path) -> Result<Self, LedgerError> {
        let path = log_of(place, &format!(".part-{}", std::process::id()));
        let made = OpenOptions::new().write(true).create_new(true).open(&path);
        made.map(|_| Self { path: path.clone() }).map_err(|why| unwritable(&path, &why))
    }

    /// Gives it its name, which no file may have.
    fn name(self, to: &Path) -> Result<(), LedgerError> {
        self.on_disk()?;
        let exists = || LedgerError::Exists(to.to_owned());
        match renameat_with(CWD, &self.path, CWD, to, RenameFlags::NOREPLACE) {
            Ok(()) => {}
            Err(rustix::io::Errno::EXIST) => return Err(exists()),
            // A disk that does not know of this promise: looked at just before.
            Err(_) if to.symlink_metadata().is_ok() => return Err(exists()),
            Err(_) => fs::rename(&self.path, to).map_err(|why| unwritable(to, &why))?,
        }
        names_on_disk(to)
    }

    /// Puts it in the place of another file.
    fn replace(self, place: &Path) -> Result<(), LedgerError> {
        self.on_disk()?;
        fs::rename(&self.path, place).map_err(|why| unwritable(place, &why))?;
        names_on_disk(place)
    }

    fn on_disk(&self) -> Result<(), LedgerError> {
        File::open(&self.path).and_then(|file| file.sync_all()).map_err(|why| unwritable(&self.path, &why))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        for path in ["", "-journal", "-wal", "-shm"].map(|which| log_of(&self.path, which)) {
            // It has its name by now, or was never made.
            let _ = fs::remove_file(path);
        }
    }
}

/// The names in the folder of a file are on disk.
fn names_on_disk(path: &Path) -> Result<(), LedgerError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(|why| unwritable(folder, &why))
}
