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
    gaps: Vec<Words>,
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

    /// A figure that had a part in the verdict. One that is used again counts by the weaker of its statuses.
    pub fn used(&mut self, zh: &str, en: &str, status: Status) -> Status {
        match self.used.iter_mut().find(|(words, _)| words.en == en) {
            Some((_, known)) => *known = status.max(*known),
            None => self.used.push((Words::new(zh, en), status)),
        }
        status
    }

    /// A figure that the verdict needs and that no public source gives.
    pub fn gap(&mut self, zh: &str, en: &str) {
        if !self.gaps.iter().any(|words| words.en == en) {
            self.gaps.push(Words::new(zh, en));
        }
    }

    fn warn_gaps(&mut self) {
        if self.gaps.is_empty() {
            return;
        }
        let list = |get: fn(&Words) -> &str, gap: &str| self.gaps.iter().map(get).collect::<Vec<_>>().join(gap);
        let words = Words::new(
            format!("公开资料没有给出以下数据，请查规程原文：{}", list(|w| &w.zh, "、")),
            format!("the figure is not available, ask the official text: {}", list(|w| &w.en, ", ")),
        );
        self.warn(Code::FigureMissing, words);
    }

    /// The weakest figure used; unconfirmed ones and missing ones are named in warnings.
    pub fn close(&mut self) -> Status {
        self.warn_gaps();
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
