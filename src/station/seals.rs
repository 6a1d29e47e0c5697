//! The seals of the run that is looked at, judged when a person asks: which hold, by which key, and what does not.

use super::why::both;
use crate::ledger::{FirstWrong, Ledger, RunSeal, seals_of_run};
use crate::locale::Words;

/// What was found of the seals of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SealsView {
    /// The run.
    pub run: String,
    /// Its seals, in order.
    pub seals: Vec<SealView>,
    /// It was concluded after the ledger had a key, and has none.
    pub unsealed: bool,
    /// Why they could not be judged at all.
    pub unreadable: Option<Words>,
}

/// One seal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealView {
    /// Number of its entry.
    pub seq: u64,
    /// What the run was brought to.
    pub purpose: Words,
    /// Fingerprint of the key that it names.
    pub key: Option<String>,
    /// How many entries of the run it covers.
    pub entries: u64,
    /// Number of the last one.
    pub up_to: u64,
    /// What does not hold; `None` when all does.
    pub wrong: Option<Words>,
    /// The first entry that does not hold, or the first and the last of those among which one does not.
    pub first: Option<(u64, u64)>,
}

impl SealsView {
    /// How many seals do not hold.
    pub fn broken(&self) -> usize {
        self.seals.iter().filter(|seal| seal.wrong.is_some()).count()
    }
}

/// Judges the seals of a run as it lies in the file now.
pub(super) fn judge(ledger: &Ledger, run: &str) -> SealsView {
    let mut view = SealsView { run: run.to_owned(), ..SealsView::default() };
    match seals_of_run(ledger, run) {
        Ok(found) => {
            view.unsealed = found.unsealed;
            view.seals = found.seals.iter().map(seal).collect();
        }
        Err(why) => view.unreadable = Some(both(&why)),
    }
    view
}

fn seal(RunSeal { found, first }: &RunSeal) -> SealView {
    let (zh, en) = found.purpose.map_or(("不明", "unknown"), crate::seal::Purpose::words);
    SealView {
        seq: found.seq,
        purpose: Words::new(zh, en),
        key: found.key.map(|key| key.to_string()),
        entries: found.entries,
        up_to: found.up_to,
        wrong: found.wrong.as_ref().map(both),
        first: first.map(|first| match first {
            FirstWrong::Entry(seq) => (seq, seq),
            FirstWrong::Among(from, to) => (from, to),
        }),
    }
}
