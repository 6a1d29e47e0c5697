//! Today's work: counted once after the start, and again after each event that changes it, never for a frame.

use super::engine::Engine;
use crate::ledger::DayWork;
use crate::link;
use std::sync::Arc;

/// The work of a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Today {
    /// The day, `YYYY-MM-DD`.
    pub day: String,
    /// How many runs were begun on it.
    pub begun: u64,
    /// How many were concluded on it, by verdict.
    pub concluded: Vec<(String, u64)>,
    /// How many runs of any day wait for a checker.
    pub to_check: u64,
    /// How many wait for an approver.
    pub to_approve: u64,
}

impl Engine {
    /// Counts the work of today anew.
    pub(super) fn look_at_today(&mut self) {
        let day = today();
        match self.ledger.day(&day) {
            Ok(DayWork { begun, concluded, to_check, to_approve }) => {
                self.snapshot.today = Some(Arc::new(Today { day, begun, concluded, to_check, to_approve }));
            }
            Err(why) => self.trouble(&why),
        }
    }

    /// After midnight what was today is yesterday.
    pub(super) fn mind_midnight(&mut self) {
        if self.snapshot.today.as_ref().is_some_and(|known| known.day != today()) {
            self.look_at_today();
            self.publish();
        }
    }
}

fn today() -> String {
    link::stamp().at.get(..10).unwrap_or_default().to_owned()
}
