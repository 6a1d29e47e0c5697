//! Programs that run, from `/proc`.

use super::{names, read};
use std::fs;
use std::path::{Path, PathBuf};

/// A program that runs.
pub(super) struct Process {
    pub pid: u32,
    folder: PathBuf,
}

impl Process {
    /// Every program there is to see.
    pub fn all(root: &Path) -> impl Iterator<Item = Self> {
        let proc = root.join("proc");
        names(&proc).into_iter().filter_map(move |name| {
            let pid = name.parse().ok()?;
            Some(Self { pid, folder: proc.join(name) })
        })
    }

    /// Its name, as the kernel keeps it (fifteen characters at most).
    pub fn name(&self) -> String {
        read(&self.folder.join("comm")).unwrap_or_default().trim().to_owned()
    }

    /// The files it has open; none for a program of somebody else, which only root may look into.
    pub fn files(&self) -> impl Iterator<Item = PathBuf> {
        let entries = fs::read_dir(self.folder.join("fd")).into_iter().flatten().flatten();
        entries.filter_map(|entry| fs::read_link(entry.path()).ok())
    }
}

/// Whether a program of this name runs.
pub(super) fn runs(root: &Path, name: &str) -> bool {
    // The kernel keeps fifteen characters of a name.
    let kept = name.get(..15).unwrap_or(name);
    Process::all(root).any(|process| process.name() == kept)
}
