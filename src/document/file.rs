//! A finished document becomes a file: written beside its place, synced, renamed. Whoever looks finds the whole file or none.

use crate::exit::Exit;
use crate::locale::{Lang, Say};
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Why a document did not become a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileRefused {
    /// Another file stands there.
    Exists(PathBuf),
    /// It cannot be written.
    Unwritten {
        /// Where.
        path: PathBuf,
        /// What kind of trouble.
        kind: ErrorKind,
        /// The system's words.
        why: String,
    },
}

impl FileRefused {
    fn of(path: &Path, why: &std::io::Error) -> Self {
        Self::Unwritten { path: path.to_owned(), kind: why.kind(), why: why.to_string() }
    }

    /// How a verb ends with it.
    pub const fn exit(&self) -> Exit {
        match self {
            Self::Unwritten { kind: ErrorKind::StorageFull | ErrorKind::QuotaExceeded, .. } => Exit::Refused,
            Self::Exists(_) | Self::Unwritten { .. } => Exit::BadInput,
        }
    }
}

impl Say for FileRefused {
    fn say(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        match self {
            Self::Exists(path) if zh => {
                format!("{} 已有另一内容的文件；换一个名字，或用 --force 覆盖", path.display())
            }
            Self::Exists(path) => {
                format!("{} is there with other content; give another name, or --force to replace it", path.display())
            }
            Self::Unwritten { path, kind, why } => {
                let (mend_zh, mend_en) = match kind {
                    ErrorKind::NotFound => ("先建立该文件夹", "make its folder first"),
                    ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                        ("换一个有权写入的文件夹", "choose a folder that you may write to")
                    }
                    ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                        ("先腾出磁盘空间", "make room on the disk first")
                    }
                    _ => ("换一个路径", "choose another path"),
                };
                let path = path.display();
                if zh {
                    format!("无法写入 {path}：{why}；{mend_zh}；没有留下半个文件")
                } else {
                    format!("cannot write {path}: {why}; {mend_en}; no half file was left")
                }
            }
        }
    }
}

/// Writes a whole file. The same content is left as it is; another one is replaced only when `force` says so.
pub fn write(path: &Path, bytes: &[u8], force: bool) -> Result<(), FileRefused> {
    let mut batch = Batch::new(force);
    batch.add(path, bytes)?;
    batch.finish()
}

/// Files that get their names together, once all of them are on disk: one wait for the disk and not one a file. Dropped
/// without [`Batch::finish`], it leaves none.
#[derive(Debug, Default)]
pub struct Batch {
    force: bool,
    /// Where each lies now, and where it shall.
    staged: Vec<(PathBuf, PathBuf)>,
}

impl Batch {
    /// An empty one; `force` replaces files of other content.
    pub const fn new(force: bool) -> Self {
        Self { force, staged: Vec::new() }
    }

    /// Writes a file beside its place.
    pub fn add(&mut self, path: &Path, bytes: &[u8]) -> Result<(), FileRefused> {
        let refused = |why: &std::io::Error| FileRefused::of(path, why);
        match fs::read(path) {
            Ok(there) if there == bytes => return Ok(()),
            Ok(_) if !self.force => return Err(FileRefused::Exists(path.to_owned())),
            Ok(_) => {}
            Err(why) if why.kind() == ErrorKind::NotFound => {}
            // A folder, or a file that may not be read: nothing to be replaced.
            Err(why) => return Err(refused(&why)),
        }
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let beside = folder_of(path).join(format!(".{name}.{}.part", std::process::id()));
        forsaken(path, &name);
        let whole = || OpenOptions::new().write(true).create_new(true).open(&beside)?.write_all(bytes);
        // Remembered before it is written, so that a half-written one is taken away too.
        self.staged.push((beside.clone(), path.to_owned()));
        whole().map_err(|why| refused(&why))
    }

    /// Waits until all of them are on disk, then gives them their names.
    pub fn finish(mut self) -> Result<(), FileRefused> {
        if let Some((_, path)) = self.staged.first() {
            synced(&self.staged).map_err(|why| FileRefused::of(path, &why))?;
        }
        let mut folders: Vec<PathBuf> = Vec::new();
        while let Some((beside, path)) = self.staged.last().cloned() {
            fs::rename(&beside, &path).map_err(|why| FileRefused::of(&path, &why))?;
            self.staged.pop();
            let folder = folder_of(&path).to_owned();
            if !folders.contains(&folder) {
                folders.push(folder);
            }
        }
        // The names themselves must be on disk too.
        let sync = |folder: &PathBuf| if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) };
        folders.iter().try_for_each(|folder| sync(folder).map_err(|why| FileRefused::of(folder, &why)))
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        for (beside, _) in &self.staged {
            let _ = fs::remove_file(beside);
        }
    }
}

/// Takes away what killed programs had begun of the same document: the one of this number, and those of numbers that nobody
/// has. What another living one is writing stays.
fn forsaken(path: &Path, name: &str) {
    let Ok(beside) = fs::read_dir(folder_of(path)) else { return };
    for file in beside.filter_map(Result::ok) {
        let found = file.file_name().to_string_lossy().into_owned();
        let number = found.strip_prefix(&format!(".{name}.")).and_then(|rest| rest.strip_suffix(".part"));
        let Some(number) = number.and_then(|number| number.parse::<u32>().ok()) else { continue };
        if number == std::process::id() || !lives(number) {
            let _ = fs::remove_file(file.path());
        }
    }
}

/// Whether a process has this number; where that cannot be told, it may.
fn lives(number: u32) -> bool {
    #[cfg(unix)]
    if let Some(process) = i32::try_from(number).ok().and_then(rustix::process::Pid::from_raw) {
        return rustix::process::test_kill_process(process) != Err(rustix::io::Errno::SRCH);
    }
    number > 0
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}

/// One file is synced by itself, many by their file system at once where the system can.
fn synced(staged: &[(PathBuf, PathBuf)]) -> std::io::Result<()> {
    #[cfg(target_os = "linux")]
    if let [(first, _), _, ..] = staged {
        // All lie in one folder: the verb puts several documents nowhere else.
        return rustix::fs::syncfs(File::open(first)?).map_err(std::io::Error::from);
    }
    staged.iter().try_for_each(|(beside, _)| OpenOptions::new().write(true).open(beside)?.sync_all())
}
