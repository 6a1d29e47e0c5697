//! What can go wrong with the ledger: what, where, and what would be right.

use super::canonical::CanonicalError;
use crate::exit::Exit;
use crate::locale::{Lang, Say};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why the ledger cannot be opened, read or written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LedgerError {
    /// The folder or file cannot be made or written.
    #[error("{path}: {why}")]
    NotWritable {
        /// Where.
        path: PathBuf,
        /// What the system said.
        why: String,
    },
    /// There is no ledger.
    #[error("no ledger at {0}")]
    Missing(PathBuf),
    /// No room left.
    #[error("disk full at {0}")]
    DiskFull(PathBuf),
    /// Another program has it open for writing.
    #[error("{path} is open in process {pid}")]
    InUse {
        /// Where.
        path: PathBuf,
        /// Which process.
        pid: String,
    },
    /// The file is no ledger.
    #[error("{0} is not a ledger")]
    NotALedger(PathBuf),
    /// A later version of this program wrote it.
    #[error("{path} has version {found}")]
    TooNew {
        /// Where.
        path: PathBuf,
        /// Which version it has.
        found: i64,
    },
    /// The disk does not promise what SQLite was asked for.
    #[error("{path}: not durable: {found}")]
    NotDurable {
        /// Where.
        path: PathBuf,
        /// What was found.
        found: String,
    },
    /// An entry does not hold.
    #[error("entry {seq}: {why}")]
    Broken {
        /// Its number.
        seq: u64,
        /// Why.
        why: String,
    },
    /// A body that cannot be stored.
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
    /// A file is there already where one was to be made.
    #[error("{0} exists")]
    Exists(PathBuf),
    /// The ledger that would be replaced has entries that the backup lacks, or does not hold itself.
    #[error("{0} is not the beginning of the backup")]
    WouldLose(PathBuf),
    /// What is stored needs a seal, and none can be made.
    #[error("unsealed: {en}")]
    Unsealed {
        /// Why, in Chinese.
        zh: String,
        /// Why, in English.
        en: String,
    },
    /// Whoever wanted it does not want it any more.
    #[error("stopped")]
    Stopped,
    /// Anything else SQLite said.
    #[error("{path}: {why}")]
    Database {
        /// Where.
        path: PathBuf,
        /// What it said.
        why: String,
    },
}

impl LedgerError {
    /// From what SQLite said about a file.
    pub(super) fn of(path: &Path, why: &rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        let path = path.to_owned();
        match why.sqlite_error_code() {
            Some(ErrorCode::OperationInterrupted) => Self::Stopped,
            Some(ErrorCode::DiskFull) => Self::DiskFull(path),
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::NotALedger(path),
            Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
                Self::NotWritable { path, why: why.to_string() }
            }
            Some(ErrorCode::SystemIoFailure) => Self::NotWritable { path, why: why.to_string() },
            _ => Self::Database { path, why: why.to_string() },
        }
    }

    /// Its code, on screen and in logs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotWritable { .. } => "L001",
            Self::Missing(_) => "L002",
            Self::DiskFull(_) => "L003",
            Self::InUse { .. } => "L004",
            Self::NotALedger(_) => "L005",
            Self::TooNew { .. } => "L006",
            Self::NotDurable { .. } => "L007",
            Self::Broken { .. } => "L008",
            Self::Canonical(_) => "L009",
            Self::Database { .. } => "L010",
            Self::Exists(_) => "L011",
            Self::WouldLose(_) => "L012",
            Self::Unsealed { .. } => "L013",
            Self::Stopped => "L014",
        }
    }

    /// The exit code of a verb that fails on it.
    pub const fn exit(&self) -> Exit {
        match self {
            Self::Missing(_) | Self::Exists(_) => Exit::BadInput,
            Self::NotALedger(_) | Self::Broken { .. } => Exit::Integrity,
            Self::Canonical(_) => Exit::Bug,
            _ => Exit::Refused,
        }
    }
}

impl Say for LedgerError {
    fn say(&self, lang: Lang) -> String {
        match lang {
            Lang::Zh => self.zh(),
            Lang::En => self.en(),
        }
    }
}

impl LedgerError {
    fn zh(&self) -> String {
        match self {
            Self::NotWritable { path, why } => {
                format!(
                    "记录无法写入 {}：{why}。请检查目录权限，或用 --data 指定别的目录；未写入的数据不算数",
                    path.display()
                )
            }
            Self::Missing(path) => format!("{} 没有记录", path.display()),
            Self::DiskFull(path) => {
                format!("磁盘已满，{} 无法写入。请腾出空间后重新称量或读取；未写入的数据不算数", path.display())
            }
            Self::InUse { path, pid } => format!("另一个权衡程序（进程 {pid}）正在使用 {}；请先关闭它", path.display()),
            Self::NotALedger(path) => format!("{} 不是记录文件，或已损坏；请用备份恢复，不要继续写入", path.display()),
            Self::TooNew { path, found } => {
                format!("{} 由更新的版本写成（格式 {found}）；请升级本程序", path.display())
            }
            Self::NotDurable { path, found } => {
                format!("{} 所在的磁盘不能保证写入（{found}）；请用 --data 指定本机磁盘上的目录", path.display())
            }
            Self::Broken { seq, why } => format!("记录的第 {seq} 条不成立：{why}"),
            Self::Canonical(why) => format!("数据不能存入记录：{why}"),
            Self::Exists(path) => format!("{} 已存在，不会覆盖；请换一个文件名", path.display()),
            Self::WouldLose(path) => format!(
                "{} 中有备份没有的条目，或其自身不完整，未作改动；仍要恢复请加 --force：原文件会改名留存",
                path.display()
            ),
            Self::Database { path, why } => format!("{}：{why}", path.display()),
            Self::Unsealed { zh, .. } => format!("无法加封，因此没有存入：{zh}"),
            Self::Stopped => "已停止，没有做完".into(),
        }
    }

    fn en(&self) -> String {
        match self {
            Self::NotWritable { path, why } => format!(
                "the ledger cannot be written at {}: {why}. Check the folder's rights or name another with --data; what was not written does not count",
                path.display()
            ),
            Self::Missing(path) => format!("there is no ledger at {}", path.display()),
            Self::DiskFull(path) => format!(
                "the disk is full, {} cannot be written. Make room, then weigh or read again; what was not written does not count",
                path.display()
            ),
            Self::InUse { path, pid } => {
                format!("another quanheng (process {pid}) has {} open; close it first", path.display())
            }
            Self::NotALedger(path) => {
                format!("{} is no ledger, or it is damaged; restore a backup, do not go on writing", path.display())
            }
            Self::TooNew { path, found } => {
                format!("{} was written by a later version (format {found}); upgrade this program", path.display())
            }
            Self::NotDurable { path, found } => format!(
                "the disk of {} does not promise to keep what is written ({found}); name a folder on an internal disk with --data",
                path.display()
            ),
            Self::Broken { seq, why } => format!("entry {seq} of the ledger does not hold: {why}"),
            Self::Canonical(why) => format!("this cannot be stored: {why}"),
            Self::Exists(path) => format!("{} exists and is not overwritten; name another file", path.display()),
            Self::WouldLose(path) => format!(
                "{} has entries that the backup lacks, or does not hold itself; nothing was changed. With --force the backup takes its place and the file is kept under another name",
                path.display()
            ),
            Self::Database { path, why } => format!("{}: {why}", path.display()),
            Self::Unsealed { en, .. } => format!("it cannot be sealed and was not stored: {en}"),
            Self::Stopped => "stopped before it was done".into(),
        }
    }
}
