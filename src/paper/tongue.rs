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
        self.lines(words).join(" ")
    }

    /// The same, each language by itself. A symbol with which the Chinese text ends ("检定分度值 e", "e") is said once.
    pub fn lines(self, words: &Words) -> Vec<&str> {
        let (zh, en) = (words.zh.as_str(), words.en.as_str());
        let said = || zh == en || zh.strip_suffix(en).is_some_and(|before| before.ends_with(' '));
        match self {
            Self::Zh => vec![zh],
            Self::En => vec![en],
            Self::Both if said() => vec![zh],
            Self::Both => vec![zh, en],
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_stand_side_by_side_and_a_symbol_stands_once() {
        let both = |zh: &str, en: &str| Tongue::Both.say(&Words::new(zh, en));
        assert_eq!(both("载荷", "Load"), "载荷 Load");
        assert_eq!(both("检定分度值 e", "e"), "检定分度值 e");
        assert_eq!(both("U", "U"), "U");
        // What only happens to end alike is another word.
        assert_eq!(both("型号A", "A"), "型号A A");
        assert_eq!(Tongue::En.say(&Words::new("检定分度值 e", "e")), "e");
    }
}
