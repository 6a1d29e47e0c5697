//! The key file: DATA/station.key, PKCS#8 PEM, for its owner only, and how one key follows another.
//!
//! Changing keys has two steps, because the entry that names the new key lies in the ledger and the key in a file, and a
//! machine may stop between them. [`Rotation::prepare`] puts the new key beside the old one; the caller stores the entry;
//! [`Rotation::commit`] puts the new one in the place of the old. After a stop the ledger decides which file wins
//! ([`settle`]): the key that its last entry about keys names.

use super::change::KeyChange;
use super::key_error::KeyError;
use super::public_key::{Fingerprint, PublicKey, Signature};
use super::station_key::StationKey;
use super::suite::Suite;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Name of the key file in the data folder.
pub const FILE: &str = "station.key";
/// Name of the key that waits for its entry.
pub const NEXT: &str = "station.key.next";
/// A key that is being written; what is left of one that was cut off is never used.
const PART: &str = "station.key.part";
/// Far more than a PEM of either suite has.
const BYTES_MAX: u64 = 16 * 1024;

/// Loads the key of a folder.
pub fn load(folder: &Path) -> Result<StationKey, KeyError> {
    read(&folder.join(FILE))
}

/// Loads the key of a folder, making one where there is none; says whether it was made. The folder must exist, and its
/// ledger be held, so that no second program makes one too.
pub fn create_if_missing(folder: &Path, suite: Suite) -> Result<(StationKey, bool), KeyError> {
    match load(folder) {
        Err(KeyError::Missing(_)) => {}
        other => return other.map(|key| (key, false)),
    }
    let key = StationKey::make(suite)?;
    write(folder, FILE, &key)?;
    Ok((key, true))
}

/// Loads the key that the ledger has as the present one (`recorded`: of its last entry `key-made` or `key-changed`),
/// finishing or undoing a change of keys that was cut off. Without such an entry whatever key lies there is loaded.
pub fn settle(folder: &Path, recorded: Option<&Fingerprint>) -> Result<StationKey, KeyError> {
    let (path, next) = (folder.join(FILE), folder.join(NEXT));
    let waiting = match read(&next) {
        Ok(key) => Some(key),
        Err(KeyError::Missing(_)) => None,
        // A new key that cannot be read does no harm as long as the present one is the recorded one.
        Err(why) => {
            let present = load(folder)?;
            if recorded.is_some_and(|recorded| *recorded == present.public().fingerprint()) {
                remove(&next)?;
                return Ok(present);
            }
            return Err(why);
        }
    };
    if let Some(waiting) = waiting {
        if recorded.is_some_and(|recorded| *recorded == waiting.public().fingerprint()) {
            replace(folder)?;
            return Ok(waiting);
        }
        let present = load(folder)?;
        // Its entry was never stored: nothing was ever signed with it.
        if recorded.is_none_or(|recorded| *recorded == present.public().fingerprint()) {
            remove(&next)?;
            sync(folder)?;
        }
    }
    let present = load(folder)?;
    match recorded {
        Some(recorded) if *recorded != present.public().fingerprint() => Err(KeyError::NotRecorded {
            path,
            found: present.public().fingerprint().to_string(),
            recorded: recorded.to_string(),
        }),
        _ => Ok(present),
    }
}

/// A change of keys whose entry is yet to be stored.
#[derive(Debug)]
pub struct Rotation {
    folder: PathBuf,
    next: StationKey,
    /// What the old key signed.
    pub change: KeyChange,
    /// The old key's signature over [`KeyChange::text`].
    pub signature: Signature,
}

impl Rotation {
    /// Makes a new key beside the old one (as [`settle`] gave it), and has the old one sign it. Neither is in force before the entry is stored.
    pub fn prepare(folder: &Path, old: &StationKey, suite: Suite) -> Result<Self, KeyError> {
        let path = folder.join(NEXT);
        if path.exists() {
            return Err(KeyError::Unfinished(path));
        }
        let next = StationKey::make(suite)?;
        let change = KeyChange::new(old.public(), next.public());
        let signature = old.sign(change.text().as_bytes())?;
        write(folder, NEXT, &next)?;
        Ok(Self { folder: folder.to_owned(), next, change, signature })
    }

    /// The new key's public half.
    pub const fn public(&self) -> &PublicKey {
        self.next.public()
    }

    /// The entry is on disk: puts the new key in the place of the old one, which is wiped.
    pub fn commit(self) -> Result<StationKey, KeyError> {
        replace(&self.folder)?;
        Ok(self.next)
    }
}

fn failed(path: &Path) -> impl Fn(std::io::Error) -> KeyError {
    move |why| KeyError::File { path: path.to_owned(), why: why.to_string() }
}

fn read(path: &Path) -> Result<StationKey, KeyError> {
    let file = match File::open(path) {
        Err(why) if why.kind() == ErrorKind::NotFound => return Err(KeyError::Missing(path.to_owned())),
        other => other.map_err(failed(path))?,
    };
    // Asked of the open file, so that nobody can exchange it between the question and the reading.
    let mode = file.metadata().map_err(failed(path))?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(KeyError::Open { path: path.to_owned(), mode });
    }
    // Room for all of it at once: a growing buffer would leave pieces of the key behind.
    let mut pem = Zeroizing::new(String::with_capacity(2 * 1024));
    let damaged = || KeyError::Damaged(path.to_owned());
    match file.take(BYTES_MAX).read_to_string(&mut pem) {
        Err(why) if why.kind() == ErrorKind::InvalidData => return Err(damaged()),
        other => other.map_err(failed(path))?,
    };
    StationKey::from_pem(&pem).ok_or_else(damaged)
}

/// Writes a key whole or not at all: on return it is on disk under its name.
fn write(folder: &Path, name: &str, key: &StationKey) -> Result<(), KeyError> {
    let (part, path) = (folder.join(PART), folder.join(name));
    let pem = key.pem()?;
    remove(&part)?;
    // The mode is the file's from its first moment; create_new follows no link that somebody laid there.
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&part).map_err(failed(&part))?;
    file.write_all(pem.as_bytes()).and_then(|()| file.sync_all()).map_err(failed(&part))?;
    std::fs::rename(&part, &path).map_err(failed(&path))?;
    sync(folder)
}

/// Puts the waiting key in the place of the present one, then wipes the bytes of the old file.
fn replace(folder: &Path) -> Result<(), KeyError> {
    let (path, next) = (folder.join(FILE), folder.join(NEXT));
    // Opened before and written after the renaming: a stop in between leaves one whole key under the name, either way.
    let old = OpenOptions::new().write(true).open(&path);
    std::fs::rename(&next, &path).map_err(failed(&path))?;
    sync(folder)?;
    if let Ok(mut old) = old {
        let length = old.metadata().map_or(0, |data| data.len()).min(BYTES_MAX);
        let zeros = vec![0_u8; usize::try_from(length).unwrap_or_default()];
        // The file has no name any more; a disk that keeps old blocks is beyond what a program can wipe.
        let _ = old.write_all(&zeros).and_then(|()| old.sync_all());
    }
    Ok(())
}

fn remove(path: &Path) -> Result<(), KeyError> {
    match std::fs::remove_file(path) {
        Err(why) if why.kind() == ErrorKind::NotFound => Ok(()),
        other => other.map_err(failed(path)),
    }
}

/// A name is on disk only when its folder is.
fn sync(folder: &Path) -> Result<(), KeyError> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed(folder))
}
