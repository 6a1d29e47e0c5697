//! Looking through the record for views: a page of runs at a time, one run whole, its seals, two runs side by side. Never a
//! whole table, and never in the way of the work: a thread of its own reads with a connection of its own, tells how far it is,
//! and stops when told.

use super::Event;
use super::engine::Engine;
use super::history;
use super::seals::{self, SealsView};
use super::snapshot::{RunDetail, RunSummary};
use super::why::{Why, both};
use crate::exit::Exit;
use crate::ledger::{Ledger, Progress, RunQuery};
use crate::locale::Words;
use std::path::Path;
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

/// What takes long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LookKind {
    /// Runs are looked for.
    Search,
    /// Two runs are read.
    Compare,
    /// A run is read.
    Show,
    /// The seals of a run are judged.
    Seals,
}

/// How far a look through the record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Looking {
    /// What takes long.
    pub kind: LookKind,
    /// What is done.
    pub done: u64,
    /// All there is; 0 where nobody knows.
    pub total: u64,
}

/// What came of a look.
pub(crate) enum Outcome {
    Found(Result<FoundRuns, Why>),
    Compared(Box<Result<Compared, Why>>),
    /// A run, and its seals where they were wanted.
    Shown(Box<Result<(RunDetail, Option<SealsView>), Why>>),
    Judged(Result<SealsView, Why>),
}

/// The look under way: one at a time, the newest.
#[derive(Default)]
pub(super) struct Looks {
    /// Grows with every look: what a stopped one still finds is not shown.
    number: u64,
    now: Option<(LookKind, Arc<Progress>)>,
    /// The one under way also judges the seals of the run that is looked at.
    judges: bool,
}

impl Looks {
    /// Whether one is under way.
    pub const fn under_way(&self) -> bool {
        self.now.is_some()
    }

    /// How far it is.
    pub fn view(&self) -> Option<Looking> {
        let (kind, progress) = self.now.as_ref()?;
        let (done, total) = progress.so_far();
        Some(Looking { kind: *kind, done, total })
    }
}

impl Engine {
    /// Looks for runs, to show the page that begins at a number.
    pub(super) fn search(&mut self, query: RunQuery, offset: usize) {
        self.look(LookKind::Search, move |path, progress| Outcome::Found(search(path, query, offset, progress)));
    }

    /// Reads two runs, to show them side by side, the older one first.
    pub(super) fn compare(&mut self, one: &str, other: &str) -> Result<(), Why> {
        if one == other {
            return Err(Words::new("请选两个不同的任务", "choose two different runs").into());
        }
        let runs = [one.to_owned(), other.to_owned()];
        self.look(LookKind::Compare, move |path, progress| Outcome::Compared(Box::new(compare(path, &runs, progress))));
        Ok(())
    }

    /// Reads a run to show it. What was said of its seals was said of the entries that were there then: they are judged again.
    pub(super) fn show(&mut self, run: &str) {
        let (run, wanted) = (run.to_owned(), self.snapshot.seals.is_some() || self.look.judges);
        self.look(LookKind::Show, move |path, progress| Outcome::Shown(Box::new(show(path, &run, wanted, progress))));
        self.look.judges = wanted;
    }

    /// Judges the seals of a run as it lies in the file now; until then nothing is said of them.
    pub(super) fn judge_seals(&mut self, run: &str) {
        let run = run.to_owned();
        self.snapshot.seals = None;
        self.look(LookKind::Seals, move |path, _| {
            let ledger = Ledger::open_file(path).map_err(|why| both(&why).into());
            Outcome::Judged(ledger.map(|ledger| seals::judge(&ledger, &run)))
        });
        self.look.judges = true;
    }

    /// Gives up what somebody wanted to see who has turned to something else.
    pub(super) fn stop_reading(&mut self) {
        if self.look.now.as_ref().is_some_and(|(kind, _)| *kind != LookKind::Search) {
            self.stop_look();
        }
    }

    /// Looks through the record in a thread of its own, instead of whatever was looked for before.
    fn look(&mut self, kind: LookKind, work: impl FnOnce(&Path, &Progress) -> Outcome + Send + 'static) {
        self.stop_look();
        let progress = Arc::new(Progress::default());
        self.look.number += 1;
        self.look.now = Some((kind, Arc::clone(&progress)));
        let (path, events, number) = (self.ledger.path().to_owned(), self.events.clone(), self.look.number);
        let look = move || {
            // The station may have gone meanwhile.
            let _ = events.send(Event::Found(number, Box::new(work(&path, &progress))));
        };
        if let Err(why) = std::thread::Builder::new().name("look".into()).spawn(look) {
            let words = Words::new(format!("无法查找：{why}"), format!("the record cannot be looked through: {why}"));
            let why = Why { words, exit: Exit::Refused };
            let _ = self.events.send(Event::Found(self.look.number, Box::new(Outcome::Found(Err(why)))));
        }
    }

    /// Stops looking; whether anybody was.
    pub(super) fn stop_look(&mut self) -> bool {
        (self.snapshot.looking, self.look.judges) = (None, false);
        let stopped = self.look.now.take();
        stopped.inspect(|(_, progress)| progress.stop()).is_some()
    }

    /// Shows what was found, unless nobody wants it any more.
    pub(super) fn take_found(&mut self, number: u64, outcome: Outcome) {
        if number != self.look.number || self.look.now.take().is_none() {
            return;
        }
        (self.snapshot.looking, self.look.judges) = (None, false);
        let done = match outcome {
            Outcome::Found(found) => found.map(|found| self.snapshot.found = Some(Arc::new(found))),
            Outcome::Compared(compared) => {
                (*compared).map(|compared| self.snapshot.compared = Some(Arc::new(compared)))
            }
            Outcome::Shown(shown) => (*shown).map(|(detail, seals)| {
                (self.snapshot.detail, self.snapshot.seals) = (Some(Arc::new(detail)), seals.map(Arc::new));
            }),
            Outcome::Judged(judged) => judged.map(|seals| self.snapshot.seals = Some(Arc::new(seals))),
        };
        if let Err(why) = done {
            self.refuse(why);
        }
        self.publish();
    }
}

fn search(path: &Path, query: RunQuery, offset: usize, progress: &Progress) -> Result<FoundRuns, Why> {
    let page = Ledger::open_file(path)?.search_watched(&query, FOUND_PAGE, offset, progress)?;
    let runs = page.runs.into_iter().map(history::summary).collect();
    Ok(FoundRuns { query, offset, runs, total: page.total })
}

fn show(path: &Path, run: &str, with_seals: bool, progress: &Progress) -> Result<(RunDetail, Option<SealsView>), Why> {
    let ledger = Ledger::open_file(path).map_err(|why| both(&why))?;
    progress.expect(history::steps_of_detail(&ledger, run)?);
    let detail = history::detail_watched(&ledger, run, progress)?;
    Ok((detail, with_seals.then(|| seals::judge(&ledger, run))))
}

fn compare(path: &Path, runs: &[String; 2], progress: &Progress) -> Result<Compared, Why> {
    let ledger = Ledger::open_file(path).map_err(|why| both(&why))?;
    for run in runs {
        progress.expect(history::steps_of_detail(&ledger, run)?);
    }
    let [one, other] = runs;
    let [one, other] =
        [history::detail_watched(&ledger, one, progress)?, history::detail_watched(&ledger, other, progress)?];
    let first = |detail: &RunDetail| detail.entries.first().map(|entry| entry.seq);
    let (before, after) = if first(&one) <= first(&other) { (one, other) } else { (other, one) };
    Ok(Compared { before, after })
}
