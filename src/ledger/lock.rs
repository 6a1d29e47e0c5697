//! One writer a ledger: a lock on a file beside it, which the system lets go of when its holder dies.

use super::error::LedgerError;
use rustix::fs::{FlockOperation, flock};
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::time::Duration;

/// Held while a ledger is open for writing.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of a folder, or says who has it.
    pub fn take(folder: &Path) -> Result<Self, LedgerError> {
        let path = folder.join("ledger.lock");
        let failed = |why: std::io::Error| LedgerError::NotWritable { path: path.clone(), why: why.to_string() };
        let options = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let mut file = options.map_err(failed)?;
        if !taken(&file) {
            let mut pid = String::new();
            // Whoever holds the lock wrote its number; without it the words still say what is wrong.
            let _ = file.read_to_string(&mut pid);
            return Err(LedgerError::InUse { path: folder.to_owned(), pid: pid.trim().to_owned() });
        }
        let write =
            file.set_len(0).and_then(|()| file.rewind()).and_then(|()| writeln!(file, "{}", std::process::id()));
        // The number is a courtesy to the next one; a full disk must not keep the ledger from being read.
        let _ = write;
        Ok(Self { _file: file })
    }
}

/// Tries for a moment: the lock of a program that has just ended may still be in the hands of a child it was starting.
fn taken(file: &File) -> bool {
    (0..10).any(|_| {
        let taken = flock(file, FlockOperation::NonBlockingLockExclusive).is_ok();
        if !taken {
            std::thread::sleep(Duration::from_millis(20));
        }
        taken
    })
}
