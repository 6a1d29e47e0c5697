//! Collects the steps, warnings and statuses of a judgement while it is made.

use super::codes::Code;
use super::judgement::{Status, Step, Warning};
use crate::locale::Words;

/// The notebook of a judge.
#[derive(Default)]
pub(super) struct Notebook {
    pub steps: Vec<Step>,
    pub warnings: Vec<Warning>,
    used: Vec<(Words, Status)>,
}

impl Notebook {
    /// One step of the arithmetic.
    pub fn step(
        &mut self,
        clause: Option<&String>,
        words: Words,
        formula: &str,
        values: &[(&str, String)],
        result: impl Into<String>,
    ) {
        self.steps.push(Step {
            clause: clause.cloned(),
            words,
            formula: formula.to_owned(),
            values: values.iter().map(|(symbol, value)| ((*symbol).to_owned(), value.clone())).collect(),
            result: result.into(),
        });
    }

    /// Something a person must know.
    pub fn warn(&mut self, code: Code, words: Words) {
        self.warnings.push(Warning { code: code.id().to_owned(), words });
    }

    /// A figure that had a part in the verdict.
    pub fn used(&mut self, zh: &str, en: &str, status: Status) -> Status {
        if !self.used.iter().any(|(words, _)| words.en == en) {
            self.used.push((Words::new(zh, en), status));
        }
        status
    }

    /// The weakest figure used; unconfirmed ones are named in a warning.
    pub fn close(&mut self) -> Status {
        let weak: Vec<&Words> = self.used.iter().filter(|(_, s)| *s == Status::Unconfirmed).map(|(w, _)| w).collect();
        if !weak.is_empty() {
            let list = |get: fn(&Words) -> &str, gap: &str| weak.iter().map(|w| get(w)).collect::<Vec<_>>().join(gap);
            let (zh, en) = (list(|w| &w.zh, "、"), list(|w| &w.en, ", "));
            let words = Words::new(
                format!("以下数据未经规程原文确认：{zh}"),
                format!("not confirmed against the official text: {en}"),
            );
            self.warn(Code::Unconfirmed, words);
        }
        self.used.iter().map(|(_, status)| *status).max().unwrap_or(Status::Unconfirmed)
    }
}
