//! What was found in one thing that was verified: sentences, each good, bad or by the way, and facts for programs.

use crate::cli::Exit;
use crate::locale::{Lang, Say, Words};
use serde_json::{Value, json};

/// How a sentence counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// Holds.
    Good,
    /// Does not hold.
    Bad,
    /// Cannot be understood.
    Unclear,
    /// Is signed by nobody who is trusted here.
    Stranger,
    /// Is worth knowing.
    Note,
}

/// What was found.
#[derive(Clone, Debug)]
pub(super) struct Report {
    what: &'static str,
    lines: Vec<(Mark, Words)>,
    facts: Value,
}

impl Report {
    /// About a `code`, a `run` or a `ledger`.
    pub fn new(what: &'static str) -> Self {
        Self { what, lines: Vec::new(), facts: json!({}) }
    }

    /// Says something.
    pub fn say(&mut self, mark: Mark, zh: impl Into<String>, en: impl Into<String>) {
        self.lines.push((mark, Words::new(zh, en)));
    }

    /// Says what is wrong.
    pub fn wrong(&mut self, mark: Mark, why: &impl Say) {
        self.say(mark, why.say(Lang::Zh), why.say(Lang::En));
    }

    /// Adds a fact for programs.
    pub fn fact(&mut self, name: &str, value: impl Into<Value>) {
        if let Some(facts) = self.facts.as_object_mut() {
            facts.insert(name.to_owned(), value.into());
        }
    }

    fn has(&self, mark: Mark) -> bool {
        self.lines.iter().any(|(found, _)| *found == mark)
    }

    /// Its exit code.
    pub fn exit(&self) -> Exit {
        if self.has(Mark::Bad) {
            Exit::Integrity
        } else if self.has(Mark::Unclear) {
            Exit::BadInput
        } else if self.has(Mark::Stranger) {
            Exit::Refused
        } else {
            Exit::Done
        }
    }

    /// As text.
    pub fn page(&self, lang: Lang) -> String {
        let mark = |mark: Mark| match mark {
            Mark::Good => "✓",
            Mark::Bad | Mark::Unclear => "✗",
            Mark::Stranger => "?",
            Mark::Note => "·",
        };
        let lines: String =
            self.lines.iter().map(|(found, words)| format!("{} {}\n", mark(*found), words.get(lang))).collect();
        let (zh, en) = match self.exit() {
            Exit::Done => ("全部成立", "all holds"),
            Exit::Refused => {
                ("成立与否取决于密钥是否可信：这里不信任它", "it depends on a key that nobody here trusts")
            }
            Exit::BadInput => ("无法读懂", "not understandable"),
            _ => ("不成立", "it does not hold"),
        };
        format!("{lines}{}\n", if lang == Lang::Zh { zh } else { en })
    }

    /// As one line of JSON.
    pub fn json(&self) -> String {
        let word = |mark: Mark| match mark {
            Mark::Good => "holds",
            Mark::Bad => "wrong",
            Mark::Unclear => "unclear",
            Mark::Stranger => "not-trusted",
            Mark::Note => "note",
        };
        let findings: Vec<Value> = self
            .lines
            .iter()
            .map(|(mark, words)| json!({ "mark": word(*mark), "zh": words.zh, "en": words.en }))
            .collect();
        let (holds, trusted) = (!self.has(Mark::Bad) && !self.has(Mark::Unclear), !self.has(Mark::Stranger));
        let mut line = json!({ "what": self.what, "holds": holds, "trusted": holds && trusted, "findings": findings });
        if let (Some(line), Some(facts)) = (line.as_object_mut(), self.facts.as_object()) {
            line.extend(facts.iter().map(|(name, value)| (name.clone(), value.clone())));
        }
        format!("{line}\n")
    }
}
