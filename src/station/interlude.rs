//! What happens in a run beside its observations: a note, a pause, a step left out. One shape a kind of entry.

use super::history::subject_words;
use crate::locale::Words;
use crate::procedure::Subject;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// An entry of a run that is neither observation nor verdict. Who did it is beside the clocks of the entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data")]
#[allow(missing_docs)]
pub enum Interlude {
    /// Something to remember.
    #[serde(rename = "note")]
    Note { text: String },
    /// Nothing is taken from here on.
    #[serde(rename = "run-paused")]
    Paused(Paused),
    /// The run goes on; what was on the instruments before does not count.
    #[serde(rename = "run-resumed")]
    Resumed { reason: String },
    /// A step is left out: its item stays incomplete.
    #[serde(rename = "step-skipped")]
    Skipped { step: Subject, reason: String },
    /// A step that was left out is asked for after all.
    #[serde(rename = "step-asked-again")]
    AskedAgain { step: Subject, reason: String },
}

/// A pause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paused {
    /// [`Paused::PERSON`], or the id of the rule that paused the run.
    pub by: String,
    /// Why; what a person typed stands in both languages.
    pub reason: Words,
}

impl Paused {
    /// Somebody wanted it.
    pub const PERSON: &'static str = "person";
}

/// Kinds of entries that are read back as an [`Interlude`].
const KINDS: [&str; 5] = ["note", "run-paused", "run-resumed", "step-skipped", "step-asked-again"];

impl Interlude {
    /// The kind of its entry.
    pub const fn kind(&self) -> &'static str {
        let [note, paused, resumed, skipped, asked_again] = KINDS;
        match self {
            Self::Note { .. } => note,
            Self::Paused(_) => paused,
            Self::Resumed { .. } => resumed,
            Self::Skipped { .. } => skipped,
            Self::AskedAgain { .. } => asked_again,
        }
    }

    /// The data of its entry.
    pub fn data(&self) -> Value {
        // Strings and whole numbers of our own cannot fail to serialize; nothing would be refused on reading.
        serde_json::to_value(self).ok().and_then(|mut whole| Some(whole.get_mut("data")?.take())).unwrap_or_default()
    }

    /// Reads one back; `None` for entries of other kinds.
    ///
    /// # Errors
    /// The kind is known and the data have not its shape.
    pub fn read(kind: &str, data: &Value) -> Option<Result<Self, serde_json::Error>> {
        KINDS.contains(&kind).then(|| serde_json::from_value(json!({ "kind": kind, "data": data })))
    }

    /// What it says, for people.
    pub fn words(&self) -> Words {
        match self {
            Self::Note { text } => Words::new(format!("备注：{text}"), format!("note: {text}")),
            Self::Paused(Paused { by, reason }) => {
                let (zh, en) =
                    if by == Paused::PERSON { ("暂停", "paused") } else { ("自动暂停", "paused by rule") };
                Words::new(format!("{zh}：{}", reason.zh), format!("{en}: {}", reason.en))
            }
            Self::Resumed { reason } if reason.is_empty() => Words::new("继续", "resumed"),
            Self::Resumed { reason } => Words::new(format!("继续：{reason}"), format!("resumed: {reason}")),
            Self::Skipped { step, reason } => {
                let step = subject_words(step);
                Words::new(format!("跳过 {}：{reason}", step.zh), format!("left out {}: {reason}", step.en))
            }
            Self::AskedAgain { step, reason } => {
                let step = subject_words(step);
                Words::new(format!("补做 {}：{reason}", step.zh), format!("{} after all: {reason}", step.en))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_read_back_as_it_was_written() {
        let (step, reason) = (Subject::Appearance, "r".to_owned());
        let all = [
            Interlude::Note { text: "n".into() },
            Interlude::Paused(Paused { by: Paused::PERSON.into(), reason: Words::new("z", "e") }),
            Interlude::Resumed { reason: String::new() },
            Interlude::Skipped { step: step.clone(), reason: reason.clone() },
            Interlude::AskedAgain { step, reason },
        ];
        assert_eq!(all.len(), KINDS.len());
        for interlude in all {
            let read = Interlude::read(interlude.kind(), &interlude.data()).unwrap();
            assert_eq!(read.unwrap(), interlude);
            assert!(Interlude::read(interlude.kind(), &Value::Null).unwrap().is_err());
        }
        assert!(Interlude::read("observation", &Value::Null).is_none());
    }
}
