//! Why the station does not do what it was told: the words, and how a verb that fails on it ends.

use crate::exit::Exit;
use crate::ledger::LedgerError;
use crate::locale::{Lang, Say, Words};

/// What is wrong and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// The sentence.
    pub words: Words,
    /// The exit code of a verb that fails on it.
    pub exit: Exit,
}

impl Why {
    /// In both languages, with an exit code.
    pub fn said(say: &impl Say, exit: Exit) -> Self {
        Self { words: both(say), exit }
    }
}

impl From<Words> for Why {
    fn from(words: Words) -> Self {
        Self { words, exit: Exit::BadInput }
    }
}

impl From<LedgerError> for Why {
    fn from(why: LedgerError) -> Self {
        Self::said(&why, why.exit())
    }
}

/// What anything says, in both languages.
pub fn both(say: &impl Say) -> Words {
    Words::new(say.say(Lang::Zh), say.say(Lang::En))
}
