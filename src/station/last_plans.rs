//! The newest plan of each kind: what a form proposes to whoever does the same again.

use super::engine::Engine;
use super::record::{self, Opened, Task, Told};
use crate::ledger::{Ledger, LedgerError, RunQuery};
use std::sync::Arc;

/// Every kind of run.
const KINDS: [&str; 3] = ["lot", "pile", "scale"];

/// The plan of a run, and the day it was for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastPlan {
    /// Day of the test, `YYYY-MM-DD`.
    pub date: String,
    /// The plan as it was given.
    pub task: Task,
}

impl LastPlan {
    /// Of a run that was opened.
    pub fn of(opened: &Opened) -> Self {
        Self { date: opened.date.clone(), task: opened.task.clone() }
    }
}

/// The newest plan of each kind. One that this program cannot read proposes nothing: it is told where the run is opened.
fn read(ledger: &Ledger, demonstration: bool) -> Result<Vec<LastPlan>, LedgerError> {
    let mut plans = Vec::new();
    for kind in KINDS {
        let of_kind =
            RunQuery { kind: Some(kind.to_owned()), demonstration: Some(demonstration), ..RunQuery::default() };
        let Some(newest) = ledger.search(&of_kind, 1, 0)?.runs.into_iter().next() else { continue };
        let told = ledger.entry(newest.opened_seq)?.map(|entry| record::read(&entry));
        if let Some(Ok(Told::Opened(opened))) = told {
            plans.push(LastPlan::of(&opened));
        }
    }
    Ok(plans)
}

impl Engine {
    /// Reads them after the first picture is on the screen: nobody has opened a form before.
    pub(super) fn read_last_plans(&mut self) {
        match read(&self.ledger, self.demonstration) {
            Ok(plans) => self.snapshot.last_plans = Arc::new(plans),
            Err(why) => self.trouble(&why),
        }
    }

    /// Keeps the plan of a run that was just opened in the place of the one before.
    pub(super) fn keep_plan(&mut self, plan: LastPlan) {
        let plans = Arc::make_mut(&mut self.snapshot.last_plans);
        plans.retain(|known| known.task.kind() != plan.task.kind());
        plans.push(plan);
    }
}
