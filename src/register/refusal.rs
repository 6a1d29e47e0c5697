//! Why something is refused: what is wrong, where, and what would be right.

use super::standard::{Field, ID_CHARACTERS_MAX, TEXT_CHARACTERS_MAX};
use crate::exit::Exit;
use crate::locale::{Lang, Say, Words};
use thiserror::Error;

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", self.words().en)]
#[allow(missing_docs)]
pub enum RegisterRefusal {
    Empty {
        field: Field,
    },
    /// Too long, or with a control character.
    BadText {
        field: Field,
    },
    BadId {
        id: String,
    },
    /// An uncertainty without its unit.
    NoUnit {
        text: String,
    },
    /// In no calendar, or not written in full.
    BadDay {
        text: String,
    },
    /// A retired standard keeps its id too.
    IdTaken {
        id: String,
    },
    Unknown {
        id: String,
    },
    Retired {
        id: String,
    },
    NoReason,
    NothingChanged {
        id: String,
    },
}

impl RegisterRefusal {
    /// The field it is about, where it is about one.
    pub const fn field(&self) -> Option<Field> {
        match self {
            Self::Empty { field } | Self::BadText { field } => Some(*field),
            Self::BadId { .. } | Self::IdTaken { .. } => Some(Field::Id),
            Self::NoUnit { .. } => Some(Field::Class),
            Self::BadDay { .. } => Some(Field::ValidUntil),
            Self::Unknown { .. } | Self::Retired { .. } | Self::NoReason | Self::NothingChanged { .. } => None,
        }
    }

    /// The exit code of a verb that fails on it.
    pub const fn exit(&self) -> Exit {
        match self {
            Self::IdTaken { .. } | Self::Retired { .. } => Exit::Refused,
            _ => Exit::BadInput,
        }
    }

    /// The sentence in both languages.
    pub fn words(&self) -> Words {
        match self {
            Self::Empty { field } => {
                let field = field.words();
                Words::new(format!("{}不能为空", field.zh), format!("the {} is empty; it is needed", field.en))
            }
            Self::BadText { field } => {
                let field = field.words();
                Words::new(
                    format!("{}不可用：至多 {TEXT_CHARACTERS_MAX} 个字，不含控制字符", field.zh),
                    format!(
                        "the {} cannot be this: at most {TEXT_CHARACTERS_MAX} characters, none of them a control \
                         character",
                        field.en
                    ),
                )
            }
            Self::BadId { id } => Words::new(
                format!(
                    "编号 {id:?} 不可用：至多 {ID_CHARACTERS_MAX} 个字母、汉字、数字或 -_./#，以字母、汉字或数字开头"
                ),
                format!(
                    "{id:?} cannot be a standard's id: at most {ID_CHARACTERS_MAX} letters, digits or -_./#, a letter \
                     or digit first"
                ),
            ),
            Self::NoUnit { text } => Words::new(
                format!("没有单位；应写成 U = 0.02 mg (k = 2)，而不是 {text:?}"),
                format!("no unit; write it as U = 0.02 mg (k = 2), not {text:?}"),
            ),
            Self::BadDay { text } => Words::new(
                format!("有效期 {text:?} 不是日历上的一天；应写成 2027-03-14"),
                format!("{text:?} is no day of the calendar; write it as 2027-03-14"),
            ),
            Self::IdTaken { id } => Words::new(
                format!("已有标准器 {id}（停用的也占用编号）；请用另一个编号，或用 change 修改它"),
                format!("there is a standard {id} already (a retired one keeps its id); take another id, or change it"),
            ),
            Self::Unknown { id } => Words::new(
                format!("没有标准器 {id}；请核对编号"),
                format!("there is no standard {id}; look at the list of ids"),
            ),
            Self::Retired { id } => Words::new(
                format!("标准器 {id} 已停用，不能再改；要重新使用请以新编号登记"),
                format!("the standard {id} is retired and cannot be changed; to use it again add it with a new id"),
            ),
            Self::NoReason => Words::new(
                format!("请写明停用原因：1–{TEXT_CHARACTERS_MAX} 个字"),
                format!("say why it is retired: 1 to {TEXT_CHARACTERS_MAX} characters"),
            ),
            Self::NothingChanged { id } => Words::new(
                format!("标准器 {id} 没有任何改动；请给出要改的内容"),
                format!("nothing of the standard {id} would change; say what is to change"),
            ),
        }
    }
}

impl Say for RegisterRefusal {
    fn say(&self, lang: Lang) -> String {
        self.words().say(lang)
    }
}
