//! The public keys that are trusted here: named on the command line, laid into DATA/trusted, or of the own ledger.

use super::{Exit, Failure, Global, read_text};
use crate::ledger::{KeyHistory, Ledger, LedgerError};
use crate::locale::{Lang, Say};
use crate::seal::{KeySet, PublicKey};
use std::path::{Path, PathBuf};

/// Folder of published keys of other stations, one PEM file a key.
const FOLDER: &str = "trusted";
/// Where the ledger of demonstrations lies.
const DEMONSTRATION: &str = "demonstration";

/// Trusted keys, by why they are.
#[derive(Debug, Default)]
pub struct Trusted {
    /// Named or laid there by a person.
    pub given: KeySet,
    /// Of the ledger of the data folder.
    pub own: KeySet,
    /// Of the ledger of its demonstrations: they speak for play and for nothing else.
    play: KeySet,
}

impl Trusted {
    /// The keys that count for something official, or for play.
    pub fn keys(&self, demonstration: bool) -> KeySet {
        let mut keys = self.given.clone();
        keys.extend(self.own.all().cloned());
        if demonstration {
            keys.extend(self.play.all().cloned());
        }
        keys
    }
}

/// Finds them. A file that was named must be a key; one in the folder that is none is told and trusts nobody.
pub fn trusted(global: &Global, named: &[PathBuf]) -> Result<Trusted, Failure> {
    let mut trusted = Trusted::default();
    for path in named {
        trusted.given.add(read(path, global.lang)?);
    }
    let entries = std::fs::read_dir(global.data.join(FOLDER)).into_iter().flatten().flatten();
    let files = entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|ending| ending == "pem"));
    for path in files {
        match read(&path, global.lang) {
            Ok(key) => trusted.given.add(key),
            Err(failure) => eprintln!("quanheng: {}", failure.message),
        }
    }
    trusted.own = of_ledger(&global.data, global.lang);
    trusted.play = of_ledger(&global.data.join(DEMONSTRATION), global.lang);
    Ok(trusted)
}

fn read(path: &Path, lang: Lang) -> Result<PublicKey, Failure> {
    let text = read_text(path, lang)?;
    PublicKey::from_pem(&text).ok_or_else(|| {
        let path = path.display();
        let message = match lang {
            Lang::Zh => format!("{path} 不是公钥：应为 ed25519 或 SM2 的 SPKI PEM（-----BEGIN PUBLIC KEY-----）"),
            Lang::En => {
                format!("{path} is no public key: it must be SPKI PEM of ed25519 or SM2 (-----BEGIN PUBLIC KEY-----)")
            }
        };
        Failure::new(Exit::BadInput, message)
    })
}

/// The keys of a ledger that were vouched for; without a ledger there are none.
fn of_ledger(folder: &Path, lang: Lang) -> KeySet {
    match Ledger::open_reading(folder).and_then(|ledger| KeyHistory::of(&ledger)) {
        Ok(history) => history.keys.into_iter().filter(|entry| entry.vouched.holds()).map(|entry| entry.key).collect(),
        Err(LedgerError::Missing(_)) => KeySet::default(),
        // Other keys may do: whoever verifies a code must not be stopped by a ledger that is broken.
        Err(why) => {
            eprintln!("quanheng: {}", why.say(lang));
            KeySet::default()
        }
    }
}
