//! What can be wrong with a code: as a text, and against the keys that are known.

use crate::locale::{Lang, Say};

/// Why a text is no code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeMistake {
    /// It does not begin with `QH1;`.
    NotACode,
    /// It is longer than any code.
    TooLong(usize),
    /// A sign that no code has, and where it stands (from 1, blanks and line breaks not counted).
    Sign(char, usize),
    /// A part is no `key=value`.
    Part(String),
    /// A field is not there, or not where it stands in a code.
    Missing(&'static str),
    /// A field that no code has, that stands twice or out of turn.
    Unexpected(String),
    /// A field whose value is not what it must be.
    Field {
        /// Which field.
        field: String,
        /// Its value.
        value: String,
        /// What it must be, in Chinese.
        zh: &'static str,
        /// What it must be, in English.
        en: &'static str,
    },
}

impl Say for CodeMistake {
    fn say(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        match self {
            Self::NotACode if zh => "这不是检定凭证：凭证以 QH1; 开头".into(),
            Self::NotACode => "this is no code: a code begins with QH1;".into(),
            Self::TooLong(length) if zh => format!("凭证长 {length} 个字符，最多 600：是否多复制了内容？"),
            Self::TooLong(length) => {
                format!("the code has {length} signs, a code has 600 at most: was too much copied?")
            }
            Self::Sign(sign, at) if zh => format!("第 {at} 个字符 {sign:?} 不会出现在凭证里"),
            Self::Sign(sign, at) => format!("sign {at} is {sign:?}, which no code has"),
            Self::Part(part) if zh => format!("{part:?} 不是“名=值”"),
            Self::Part(part) => format!("{part:?} is no key=value"),
            Self::Missing(field) if zh => format!("凭证缺少 {field}，或被截断：请复制到 sig= 的末尾"),
            Self::Missing(field) => {
                format!("the code has no {field} in its place, or was cut off: copy it up to the end of sig=")
            }
            Self::Unexpected(field) if zh => format!("字段 {field:?} 多余、重复或位置不对"),
            Self::Unexpected(field) => format!("the field {field:?} is unknown, stands twice or out of turn"),
            Self::Field { field, value, zh: must, .. } if zh => format!("字段 {field} 的值 {value:?} 不对：应为{must}"),
            Self::Field { field, value, en: must, .. } => format!("the field {field} is {value:?}: it must be {must}"),
        }
    }
}

/// What is wrong with a code that could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeWrong {
    /// Nobody here knows its key.
    UnknownKey {
        /// The fingerprint in the code, 16 hexadecimal digits.
        key: String,
    },
    /// The signature is not that of the text.
    Signature {
        /// The key it names.
        key: String,
    },
    /// Everything but the name of the key is as it was signed: that name was changed.
    KeyField {
        /// The fingerprint in the code.
        key: String,
        /// The one that it was signed by.
        signed_by: String,
    },
}

impl Say for CodeWrong {
    fn say(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        match self {
            Self::UnknownKey { key } if zh => {
                format!("这里没有密钥 {key}，签名无法验证；请用 --key 给出该站公布的公钥文件")
            }
            Self::UnknownKey { key } => {
                format!(
                    "nobody here knows the key {key}, so the signature cannot be verified; name the station's published key with --key"
                )
            }
            Self::Signature { key } if zh => {
                format!("签名不符：这些内容不是密钥 {key} 签的，凭证被改动过或抄错了")
            }
            Self::Signature { key } => {
                format!(
                    "the signature does not match: this text was not signed by the key {key}; it was changed or copied wrongly"
                )
            }
            Self::KeyField { key, signed_by } if zh => {
                format!("签名不符：字段 key 被改成了 {key}，签名时是 {signed_by}")
            }
            Self::KeyField { key, signed_by } => {
                format!(
                    "the signature does not match: the field key was changed to {key}, it was signed as {signed_by}"
                )
            }
        }
    }
}
