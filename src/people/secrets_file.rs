//! The file of secrets' hashes, `accounts.secret` in the data folder: readable by its owner alone, written whole.
//!
//! The ledger holds only what it commits to. A new hash is staged beside the old one, then its entry is stored, then what
//! no account commits to is dropped: cut off anywhere in between, the entry that is stored has its hash.

use super::refusal::PeopleRefusal;
use super::roll::Roll;
use super::secret::{Commitment, Phc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Name of the file in the data folder.
pub const FILE: &str = "accounts.secret";

/// Its rights: nobody but the owner.
const MODE: u32 = 0o600;

/// What the file holds.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    /// Version of this shape.
    format: u32,
    /// The hashes of every account: one, or while one is changed two.
    accounts: BTreeMap<String, Vec<Phc>>,
}

const FORMAT: u32 = 1;

/// The file, read. Whoever writes it has the ledger open for writing, so there is one at a time.
#[derive(Clone, Debug)]
pub struct Secrets {
    path: PathBuf,
    content: Content,
}

/// What is there for an account.
pub(super) enum Held<'a> {
    /// The hash that the ledger committed to.
    Hash(&'a Phc),
    /// Another one, or none.
    Changed,
}

impl Secrets {
    /// Reads the file of a folder; a missing one is empty.
    pub fn open(folder: &Path) -> Result<Self, PeopleRefusal> {
        let path = folder.join(FILE);
        let content = match fs::read_to_string(&path) {
            Ok(text) => serde_json::from_str(&text).map_err(|why| why.to_string()).and_then(known),
            Err(why) if why.kind() == ErrorKind::NotFound => Ok(Content { format: FORMAT, accounts: BTreeMap::new() }),
            Err(why) => return Err(PeopleRefusal::SecretFile { path, why: why.to_string() }),
        };
        match content {
            Ok(content) => Ok(Self { path, content }),
            Err(why) => Err(PeopleRefusal::SecretFileBroken { path, why }),
        }
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is there for an account that committed to a hash.
    pub(super) fn held(&self, id: &str, commitment: &Commitment) -> Held<'_> {
        let hashes = self.content.accounts.get(id).into_iter().flatten();
        hashes.into_iter().find(|phc| phc.commitment() == *commitment).map_or(Held::Changed, Held::Hash)
    }

    /// Puts a hash beside what an account has; on return it is on disk. Its entry comes next, then [`Secrets::settle`].
    pub fn stage(&mut self, id: &str, phc: Phc) -> Result<(), PeopleRefusal> {
        self.replace(|accounts| accounts.entry(id.to_owned()).or_default().push(phc))
    }

    /// Drops every hash that no account commits to.
    pub fn settle(&mut self, roll: &Roll) -> Result<(), PeopleRefusal> {
        self.replace(|accounts| {
            for (id, hashes) in accounts.iter_mut() {
                let secret = roll.get(id).map(|account| &account.secret);
                hashes.retain(|phc| secret == Some(&phc.commitment()));
            }
            accounts.retain(|_, hashes| !hashes.is_empty());
        })
    }

    fn replace(&mut self, change: impl FnOnce(&mut BTreeMap<String, Vec<Phc>>)) -> Result<(), PeopleRefusal> {
        let mut content = self.content.clone();
        change(&mut content.accounts);
        let text = serde_json::to_string_pretty(&content).unwrap_or_default();
        let failed = |why: io::Error| PeopleRefusal::SecretFile { path: self.path.clone(), why: why.to_string() };
        write_whole(&self.path, &text).map_err(failed)?;
        self.content = content;
        Ok(())
    }
}

fn known(content: Content) -> Result<Content, String> {
    if content.format == FORMAT { Ok(content) } else { Err(format!("format {}", content.format)) }
}

/// Written beside, put on disk, then put in its place: at no moment is there half a file, or one that others can read.
fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let beside = path.with_extension("secret.new");
    match fs::remove_file(&beside) {
        Err(why) if why.kind() != ErrorKind::NotFound => return Err(why),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(MODE).open(&beside)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&beside, path)?;
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}
