//! The folder of the ledger: made where it is missing, and on disk with its name before anything is kept in it.

use std::fs::File;
use std::io::{Error, ErrorKind};
use std::path::Path;

/// Makes the folder and what is missing above it.
///
/// A file that is synced is lost all the same when the name of a folder above it was not. Who made those folders, and
/// whether it came to sync them, nobody knows: so every one is synced that can be opened. A log that a killed program left
/// is synced as well: what is read from it now and told to people must not go with the power.
pub(super) fn make_durable(folder: &Path, log: &Path) -> Result<(), Error> {
    std::fs::create_dir_all(folder)?;
    match File::open(log) {
        Ok(file) => file.sync_all()?,
        Err(why) if why.kind() == ErrorKind::NotFound => {}
        Err(why) => return Err(why),
    }
    let whole = std::path::absolute(folder)?;
    whole.ancestors().try_for_each(|each| match File::open(each) {
        Ok(opened) => opened.sync_all().or_else(cannot_be_synced),
        // A folder that may not be looked into was not made by this program.
        Err(_) => Ok(()),
    })
}

/// Some file systems have nothing to sync of a folder, and on one that is read only nothing is new.
fn cannot_be_synced(why: Error) -> Result<(), Error> {
    let harmless = matches!(why.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported);
    if harmless { Ok(()) } else { Err(why) }
}
