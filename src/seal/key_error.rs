//! What can be wrong with the station's key: where, and what mends it.

use crate::exit::Exit;
use crate::locale::{Lang, Say};
use std::path::PathBuf;

/// Why there is no usable key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyError {
    /// There is no key file.
    Missing(PathBuf),
    /// Others than its owner may read or write the key file.
    Open {
        /// Which file.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// The file is no private key of a suite.
    Damaged(PathBuf),
    /// The key file is not the key that the ledger has as the present one.
    NotRecorded {
        /// Which file.
        path: PathBuf,
        /// Fingerprint of the key in the file.
        found: String,
        /// Fingerprint of the key in the ledger.
        recorded: String,
    },
    /// A change of keys was cut off and not yet settled.
    Unfinished(PathBuf),
    /// The file cannot be read or written.
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        why: String,
    },
    /// The system gave no random numbers.
    Random(String),
    /// Signing failed, or gave what does not verify.
    Signing,
}

impl KeyError {
    /// The exit code of a verb that fails on it.
    pub const fn exit(&self) -> Exit {
        match self {
            Self::NotRecorded { .. } | Self::Damaged(_) => Exit::Integrity,
            _ => Exit::Refused,
        }
    }
}

impl Say for KeyError {
    fn say(&self, lang: Lang) -> String {
        match lang {
            Lang::Zh => self.zh(),
            Lang::En => self.en(),
        }
    }
}

impl KeyError {
    fn zh(&self) -> String {
        match self {
            Self::Missing(path) => format!("没有本站密钥 {}；做第一次检定时会自动生成，或从备份恢复", path.display()),
            Self::Open { path, mode } => {
                let path = path.display();
                format!(
                    "本站密钥 {path} 可被他人读写（权限 {mode:03o}），不能使用。请执行：chmod 600 '{path}'，并考虑更换密钥"
                )
            }
            Self::Damaged(path) => format!(
                "{} 不是完好的私钥（应为 ed25519 或 sm2-sm3 的 PKCS#8 PEM）；请从备份恢复，不要删除旧的封记",
                path.display()
            ),
            Self::NotRecorded { path, found, recorded } => format!(
                "{} 中的密钥 {found} 不是记录中的现用密钥 {recorded}；请恢复与记录配套的密钥文件",
                path.display()
            ),
            Self::Unfinished(path) => {
                format!("上一次更换密钥没有完成（{} 还在）；请先打开本程序完成它，再更换", path.display())
            }
            Self::File { path, why } => format!("密钥文件 {} 无法读写：{why}", path.display()),
            Self::Random(why) => format!("系统没有给出随机数：{why}；无法生成密钥"),
            Self::Signing => "签名失败；封记未写入，请重试，若再次出现请检查机器内存".to_owned(),
        }
    }

    fn en(&self) -> String {
        match self {
            Self::Missing(path) => format!(
                "there is no station key at {}; it is made with the first run, or restore it from a backup",
                path.display()
            ),
            Self::Open { path, mode } => {
                let path = path.display();
                format!(
                    "others may read or write the station key {path} (mode {mode:03o}), so it is not used. Do: chmod 600 '{path}', and think of changing the key"
                )
            }
            Self::Damaged(path) => format!(
                "{} is no whole private key (PKCS#8 PEM of ed25519 or sm2-sm3); restore it from a backup",
                path.display()
            ),
            Self::NotRecorded { path, found, recorded } => format!(
                "the key {found} in {} is not the present key of the ledger, {recorded}; restore the key file that belongs to the ledger",
                path.display()
            ),
            Self::Unfinished(path) => format!(
                "the last change of keys was cut off ({} is still there); start the program to finish it, then change again",
                path.display()
            ),
            Self::File { path, why } => format!("the key file {} cannot be read or written: {why}", path.display()),
            Self::Random(why) => format!("the system gave no random numbers: {why}; no key can be made"),
            Self::Signing => {
                "signing failed; no seal was written. Try again, and if it comes back look at the machine's memory"
                    .to_owned()
            }
        }
    }
}
