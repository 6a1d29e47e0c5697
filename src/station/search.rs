//! Looking through the record for views: a page of runs at a time, and two runs side by side. Never a whole table.

use super::engine::Engine;
use super::history;
use super::snapshot::{RunDetail, RunSummary};
use super::why::Why;
use crate::ledger::RunQuery;
use crate::locale::Words;
use std::sync::Arc;

/// Runs of a page.
pub const FOUND_PAGE: usize = 50;

/// A page of the runs that were looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoundRuns {
    /// What was looked for.
    pub query: RunQuery,
    /// Number of the first run of this page among all that were found, from 0.
    pub offset: usize,
    /// The runs, the one opened last first; at most [`FOUND_PAGE`].
    pub runs: Vec<RunSummary>,
    /// How many were found in all.
    pub total: u64,
}

impl FoundRuns {
    /// The run of a number among all that were found; `None` when it is not on this page.
    pub fn get(&self, number: usize) -> Option<&RunSummary> {
        self.runs.get(number.checked_sub(self.offset)?)
    }
}

/// Two runs side by side.
#[derive(Clone, Debug)]
pub struct Compared {
    /// The one that was opened first.
    pub before: RunDetail,
    /// The other.
    pub after: RunDetail,
}

impl Engine {
    /// Looks for runs and shows the page that begins at a number.
    pub(super) fn search(&mut self, query: RunQuery, offset: usize) -> Result<(), Why> {
        let page = self.ledger.search(&query, FOUND_PAGE, offset)?;
        let runs = page.runs.into_iter().map(history::summary).collect();
        self.snapshot.found = Some(Arc::new(FoundRuns { query, offset, runs, total: page.total }));
        Ok(())
    }

    /// Shows two runs side by side, the older one first.
    pub(super) fn compare(&mut self, one: &str, other: &str) -> Result<(), Why> {
        if one == other {
            return Err(Words::new("请选两个不同的任务", "choose two different runs").into());
        }
        let [one, other] = [history::detail(&self.ledger, one)?, history::detail(&self.ledger, other)?];
        let first = |detail: &RunDetail| detail.entries.first().map(|entry| entry.seq);
        let (before, after) = if first(&one) <= first(&other) { (one, other) } else { (other, one) };
        self.snapshot.compared = Some(Arc::new(Compared { before, after }));
        Ok(())
    }
}
