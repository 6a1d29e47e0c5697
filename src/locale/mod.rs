//! The words the program says, in both languages side by side.
//!
//! `words!` makes one function a sentence: a missing language or argument is a compile error. Errors elsewhere carry
//! data; what they say is written here, in one file a room of the house.

pub mod file_mistake;
pub mod forms;
pub mod monitor;
pub mod papers;
pub mod past;
pub mod plain;
pub mod screen;
pub mod standards;
pub mod verdict;

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A language of the screen, the messages and the paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Lang {
    /// 简体中文.
    #[default]
    #[serde(rename = "zh-CN", alias = "zh")]
    Zh,
    /// English.
    #[serde(rename = "en")]
    En,
}

impl Lang {
    /// From the locale variables of the machine (`LC_ALL`, `LC_MESSAGES`, `LANG`): English where they name English or
    /// nothing is set but `C`/`POSIX` was asked for by name, Chinese otherwise.
    pub fn from_locale(values: impl IntoIterator<Item = String>) -> Self {
        let first = values.into_iter().find(|value| !value.is_empty()).unwrap_or_default();
        let english = first.starts_with("en") || first == "C" || first.starts_with("C.") || first == "POSIX";
        if english { Self::En } else { Self::Zh }
    }
}

impl FromStr for Lang {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "zh" | "zh-CN" | "zh_CN" => Ok(Self::Zh),
            "en" | "en-US" | "en-GB" => Ok(Self::En),
            other => Err(format!("{other:?}: zh-CN | en")),
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        })
    }
}

/// Something that can be said to a person in either language.
pub trait Say {
    /// The sentence: what is wrong (or is so), where, and what would be right.
    fn say(&self, lang: Lang) -> String;
}

/// A sentence that is kept in both languages, as traces and warnings are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// 中文.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Words {
    /// Both languages of one sentence.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// The sentence in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

impl From<String> for Words {
    /// A text that needs no translation: a number with its unit, a name.
    fn from(text: String) -> Self {
        Self { en: text.clone(), zh: text }
    }
}

impl From<&str> for Words {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<(&str, &str)> for Words {
    fn from((zh, en): (&str, &str)) -> Self {
        Self::new(zh, en)
    }
}

impl Say for Words {
    fn say(&self, lang: Lang) -> String {
        self.get(lang).to_owned()
    }
}

/// Declares sentences: `name(argument: Type) { zh: "…{argument}…", en: "…{argument}…" }` makes
/// `fn name(lang: Lang, argument: Type) -> Cow<'static, str>`, and the module's `TABLE` for the tests.
#[macro_export]
macro_rules! words {
    ($( $(#[$doc:meta])* $name:ident ( $($arg:ident : $ty:ty),* ) { zh: $zh:literal, en: $en:literal } )*) => {
        $(
            $(#[$doc])*
            #[allow(missing_docs)]
            pub fn $name(lang: $crate::locale::Lang $(, $arg: $ty)*) -> std::borrow::Cow<'static, str> {
                $crate::words!(@body lang, $zh, $en, ($($arg),*))
            }
        )*
        /// Name, Chinese and English of every sentence above.
        pub const TABLE: &[(&str, &str, &str)] = &[ $( (stringify!($name), $zh, $en) ),* ];
    };
    (@body $lang:ident, $zh:literal, $en:literal, ()) => {
        match $lang { $crate::locale::Lang::Zh => $zh.into(), $crate::locale::Lang::En => $en.into() }
    };
    (@body $lang:ident, $zh:literal, $en:literal, ($($arg:ident),+)) => {
        match $lang { $crate::locale::Lang::Zh => format!($zh).into(), $crate::locale::Lang::En => format!($en).into() }
    };
}
