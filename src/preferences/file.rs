//! Reading the preferences from their file and writing them: whole or not at all, whatever happens in between.

use super::Preferences;
use crate::locale::{Lang, Say, file_mistake};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why the file could not be read or written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PreferencesRefusal {
    /// It is there and not to be understood.
    #[error("{path}: {why}")]
    Wrong {
        /// The file.
        path: PathBuf,
        /// What the reader says, with line and column.
        why: String,
    },
    /// It cannot be read.
    #[error("{path}: {why}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        why: String,
    },
    /// It cannot be written.
    #[error("{path}: {why}")]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        why: String,
    },
}

impl Say for PreferencesRefusal {
    fn say(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Wrong { path, why }, _) => {
                let (path, why) = (path.display(), file_mistake::say(lang, why));
                match lang {
                    Lang::Zh => format!("设置文件 {path} 有误，请改正或删除该文件：\n{why}"),
                    Lang::En => format!("the settings file {path} is wrong, correct it or remove it:\n{why}"),
                }
            }
            (Self::Unreadable { path, why }, Lang::Zh) => format!("无法读取设置文件 {}：{why}", path.display()),
            (Self::Unreadable { path, why }, Lang::En) => {
                format!("cannot read the settings file {}: {why}", path.display())
            }
            (Self::Unwritable { path, why }, Lang::Zh) => {
                format!("无法保存设置 {}：{why}；本次仍然有效", path.display())
            }
            (Self::Unwritable { path, why }, Lang::En) => {
                format!("cannot save the settings {}: {why}; they hold until the program ends", path.display())
            }
        }
    }
}

impl Preferences {
    /// Reads the file; one that is not there means the defaults.
    pub fn read(path: &Path) -> Result<Self, PreferencesRefusal> {
        match fs::read_to_string(path) {
            Ok(text) => toml::from_str(&text)
                .map_err(|why| PreferencesRefusal::Wrong { path: path.to_owned(), why: why.to_string() }),
            Err(why) if why.kind() == ErrorKind::NotFound => Ok(Self::default()),
            Err(why) => Err(PreferencesRefusal::Unreadable { path: path.to_owned(), why: why.to_string() }),
        }
    }

    /// Writes the file: beside its place, put on disk, then put in its place.
    pub fn write(&self, path: &Path) -> Result<(), PreferencesRefusal> {
        let failed = |why: String| PreferencesRefusal::Unwritable { path: path.to_owned(), why };
        let text = toml::to_string(self).map_err(|why| failed(why.to_string()))?;
        put(path, &text).map_err(|why| failed(why.to_string()))
    }
}

fn put(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder {
        fs::create_dir_all(folder)?;
    }
    let beside = path.with_extension("toml.new");
    let mut file = File::create(&beside)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&beside, path)?;
    folder.map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}
