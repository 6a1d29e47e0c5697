//! What can be wrong with a seal in a ledger or in an exported run.

use crate::locale::{Lang, Say};
use crate::seal::SealMistake;

/// Why a seal does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SealWrong {
    /// The entry is no seal.
    Mistake(SealMistake),
    /// It is in the entries of another run.
    Run(String),
    /// Its key is not among those that came with it.
    UnknownKey(String),
    /// Another key was in force when it was written.
    NotInForce(String),
    /// The signature is not that of the statement.
    Signature,
    /// The run has another number of entries.
    Entries {
        /// How many were sealed.
        sealed: u64,
        /// How many there are.
        found: u64,
    },
    /// The run's entries are not those that were sealed.
    Digest,
    /// The entry at the head is another one than was sealed.
    Head(u64),
    /// It speaks of an entry behind itself.
    Ahead(u64),
    /// The run was concluded with another verdict, or not at all.
    Verdict {
        /// The verdict that was sealed.
        sealed: String,
        /// The one in the entries.
        found: Option<String>,
    },
}

impl Say for SealWrong {
    fn say(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        match self {
            Self::Mistake(mistake) => mistake.say(lang),
            Self::Run(run) if zh => format!("封记属于另一任务 {run}"),
            Self::Run(run) => format!("the seal is about another run, {run}"),
            Self::UnknownKey(key) if zh => format!("没有密钥 {key}，封记无法验证"),
            Self::UnknownKey(key) => format!("the key {key} is not here, the seal cannot be verified"),
            Self::NotInForce(key) if zh => format!("封记用的密钥 {key} 当时不是现用密钥"),
            Self::NotInForce(key) => format!("the key {key} of the seal was not the one in force then"),
            Self::Signature if zh => "封记的签名不符：签名内容被改动过".into(),
            Self::Signature => "the signature of the seal does not match its statement: it was changed".into(),
            Self::Entries { sealed, found } if zh => format!("封记时任务有 {sealed} 条，现在有 {found} 条"),
            Self::Entries { sealed, found } => {
                format!("the run had {sealed} entries when it was sealed, there are {found}")
            }
            Self::Digest if zh => "任务的条目与封记时不同：有条目被改动过".into(),
            Self::Digest => "the run's entries are not those that were sealed: one was changed".into(),
            Self::Head(seq) if zh => format!("第 {seq} 条与封记时的不同：记录被改写过"),
            Self::Head(seq) => format!("entry {seq} is not the one that was sealed: the ledger was rewritten"),
            Self::Ahead(seq) if zh => format!("封记写的是它之后的第 {seq} 条"),
            Self::Ahead(seq) => format!("the seal speaks of entry {seq}, which is behind it"),
            Self::Verdict { sealed, found } => {
                let found = found.as_deref().unwrap_or(if zh { "（未结束）" } else { "(not concluded)" });
                if zh {
                    format!("封记的结论是 {sealed}，条目中的结论是 {found}")
                } else {
                    format!("the seal says {sealed}, the entries say {found}")
                }
            }
        }
    }
}
