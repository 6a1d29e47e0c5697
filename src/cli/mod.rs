//! The command line: one file a verb. A verb gets its arguments and answers with an exit code, results on stdout, talk
//! on stderr. Whatever goes wrong becomes a [`Failure`]: a sentence and a code, never a panic.

use crate::locale::Lang;
use std::path::PathBuf;

/// Exit codes that scripts rely on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done, or judged and conforming.
    Done = 0,
    /// Judged and not conforming (or a frame that carries no number).
    NotConforming = 1,
    /// Bad input or usage.
    BadInput = 2,
    /// Instrument or link.
    Instrument = 3,
    /// The ledger does not hold.
    Integrity = 4,
    /// Refused: expired standard, wrong role, disk full.
    Refused = 5,
    /// A bug in this program.
    Bug = 70,
}

/// Why a verb could not do its work: what is wrong, where, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    /// The sentence, in the language of the user.
    pub message: String,
}

impl Failure {
    /// A failure with its sentence.
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into() }
    }
}

/// What every verb knows.
#[derive(Clone, Debug)]
pub struct Global {
    /// Where the ledger and the user's profiles and rules lie.
    pub data: PathBuf,
    /// The language of messages and screens.
    pub lang: Lang,
    /// Facts as JSON.
    pub json: bool,
}

/// What a verb answers.
pub type Outcome = Result<Exit, Failure>;
