//! What happened, as it happens: the events that `run` prints, one JSON line each.

use super::snapshot::{Line, Role};
use crate::locale::Words;
use crate::procedure::{Ask, Observation, Subject};
use crate::regulation::{Conclusion, Judgement};
use serde::Serialize;

/// One event of the station.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "event")]
#[allow(missing_docs)]
pub enum Happening {
    /// A run is open; `resumed` says that it continues, with so many observations stored before.
    Opened { run: String, regulation: String, resumed: bool, recorded: u64, demonstration: bool },
    /// How the line of an instrument is.
    Line { role: &'static str, device: String, port: String, line: &'static str, zh: String, en: String },
    /// What the run asks for next.
    Ask {
        #[serde(flatten)]
        ask: Ask,
        zh: String,
        en: String,
    },
    /// A scanner has read a code; it waits for the package that is weighed next.
    Scanned { code: String },
    /// An observation is stored.
    Observation {
        seq: u64,
        hash: String,
        #[serde(flatten)]
        observation: Box<Observation>,
    },
    /// An observation is withdrawn; the withdrawal is stored.
    Withdrawn { seq: u64, target: u64, reason: String },
    /// A note is stored.
    Noted { seq: u64, text: String },
    /// The run is paused: by `person`, or by the rule of this id.
    Paused { seq: u64, by: String, zh: String, en: String },
    /// The run goes on.
    Resumed { seq: u64, reason: String },
    /// A step is left out, or asked for after all.
    Skipped {
        seq: u64,
        #[serde(flatten)]
        step: Subject,
        left_out: bool,
        reason: String,
    },
    /// The verdict is stored.
    Concluded { run: String, seq: u64, hash: String, verdict: Conclusion, judgement: Box<Judgement> },
    /// Somebody has signed in.
    SignedIn { account: String },
    /// The station cannot do its work.
    Trouble { code: &'static str, zh: String, en: String },
    /// A command could not be carried out.
    Refused { exit: u8, zh: String, en: String },
}

impl Happening {
    pub(super) fn line(role: Role, device: &str, port: &str, line: &Line) -> Self {
        let (word, words) = match line {
            Line::Opening => ("opening", Words::new("正在打开", "opening")),
            Line::Live => ("live", Words::new("有示值", "readings come")),
            Line::Silent => ("silent", Words::new("没有应答", "no answer")),
            Line::Gone(words) => ("gone", words.clone()),
            Line::Unavailable(words) => ("unavailable", words.clone()),
        };
        let (device, port) = (device.to_owned(), port.to_owned());
        Self::Line { role: role.word(), device, port, line: word, zh: words.zh, en: words.en }
    }
}
