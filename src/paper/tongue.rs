//! In which language a document is written: one, or both side by side.

use crate::locale::{Lang, Words};
use std::str::FromStr;

/// The languages of a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tongue {
    /// 中文.
    #[default]
    Zh,
    /// English.
    En,
    /// 中文 and English.
    Both,
}

impl Tongue {
    /// A text in this language; both stand side by side where they differ.
    pub fn say(self, words: &Words) -> String {
        match self {
            Self::Zh => words.zh.clone(),
            Self::En => words.en.clone(),
            Self::Both if words.zh == words.en => words.zh.clone(),
            Self::Both => format!("{} {}", words.zh, words.en),
        }
    }

    /// As HTML and XML name it; the first of both.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Zh | Self::Both => "zh",
            Self::En => "en",
        }
    }

    /// The one language; `None` for both.
    pub const fn one(self) -> Option<Lang> {
        match self {
            Self::Zh => Some(Lang::Zh),
            Self::En => Some(Lang::En),
            Self::Both => None,
        }
    }
}

impl From<Lang> for Tongue {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Zh => Self::Zh,
            Lang::En => Self::En,
        }
    }
}

impl FromStr for Tongue {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        if text == "both" {
            return Ok(Self::Both);
        }
        text.parse::<Lang>().map(Self::from).map_err(|_| format!("{text:?}: zh-CN | en | both"))
    }
}
