//! The walk over the whole chain beside the work: how far it is, that it can be stopped, and that it begins again when an
//! official run needs it.

use super::Event;
use super::engine::Engine;
use super::fitness;
use crate::ledger::Progress;
use crate::locale::Words;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How often it is told how far long work is. What is over sooner is never told of.
pub(super) const PROGRESS_EVERY: Duration = Duration::from_millis(150);

/// How far the walk is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// Entries that were read.
    pub done: u64,
    /// All there are.
    pub total: u64,
    /// A person stopped it; beginning an official run walks again.
    pub stopped: bool,
    /// A run begins when it is over.
    pub waits: bool,
}

/// The walk under way.
#[derive(Default)]
pub(super) struct Walking {
    /// Grows with every walk: what a stopped one still says is not heard.
    number: u64,
    progress: Option<Arc<Progress>>,
    /// When it was told last how far long work is, or when it began.
    told: Option<Instant>,
}

impl Walking {
    /// Whether one is under way.
    pub const fn under_way(&self) -> bool {
        self.progress.is_some()
    }
}

impl Engine {
    /// Walks the whole chain beside the work: what somebody changed since is known before the next run begins.
    pub(super) fn walk_chain(&mut self) {
        let progress = Arc::new(Progress::default());
        self.walk.number += 1;
        self.walk.progress = Some(Arc::clone(&progress));
        self.snapshot.walk = None;
        let (path, events, number) = (self.ledger.path().to_owned(), self.events.clone(), self.walk.number);
        let walk = move || {
            if let Some(walked) = fitness::walk(&path, &progress) {
                // The station may have gone meanwhile.
                let _ = events.send(Event::Walked(number, walked));
            }
        };
        if let Err(why) = std::thread::Builder::new().name("walk".into()).spawn(walk) {
            let words = Words::new(format!("无法检查记录：{why}"), format!("the record cannot be checked: {why}"));
            let _ = self.events.send(Event::Walked(number, Err(words)));
        }
    }

    /// The walk is over.
    pub(super) fn take_walk(&mut self, number: u64, walked: fitness::Walked) {
        if number != self.walk.number || !self.walk.under_way() {
            return;
        }
        (self.walk.progress, self.snapshot.walk, self.snapshot.walked) = (None, None, true);
        self.fitness.fault = walked.err();
        self.look_at_fitness();
        if let Some(command) = self.waiting.take() {
            self.obey(command);
        }
    }

    /// A run that waits for the walk; one that was stopped begins anew.
    pub(super) fn wait_for_walk(&mut self, command: super::Command) {
        self.waiting = Some(command);
        if !self.walk.under_way() {
            self.walk_chain();
        }
        self.publish();
    }

    /// Stops what takes long, the youngest first: a look through the record, a run that waits, the walk.
    pub(super) fn stop_work(&mut self) {
        if self.stop_look() {
            let words = Words::new(
                "已停止；要再找，请改条件或再按一次",
                "stopped; to look again change a filter or ask once more",
            );
            self.snapshot.refused = Some(words);
            return;
        }
        if self.waiting.take().is_none()
            && let Some(progress) = self.walk.progress.take()
        {
            progress.stop();
            let (done, total) = progress.so_far();
            self.snapshot.walk = Some(Walk { done, total, stopped: true, waits: false });
        }
        if let Some(walk) = &mut self.snapshot.walk {
            walk.waits = false;
        }
    }

    /// How far long work is, for the screen, every now and then.
    pub(super) fn tell_progress(&mut self) {
        if !self.works_long() {
            self.walk.told = None;
            return;
        }
        if self.walk.told.get_or_insert_with(Instant::now).elapsed() < PROGRESS_EVERY {
            return;
        }
        self.walk.told = Some(Instant::now());
        let walk = self.walk.progress.as_ref().map(|progress| {
            let (done, total) = progress.so_far();
            Walk { done, total, stopped: false, waits: self.waiting.is_some() }
        });
        // What was stopped stays on the screen.
        let walk = walk.or_else(|| self.snapshot.walk.filter(|walk| walk.stopped));
        let looking = self.look.view();
        if walk != self.snapshot.walk || looking != self.snapshot.looking {
            (self.snapshot.walk, self.snapshot.looking) = (walk, looking);
            self.publish();
        }
    }

    /// Whether something is under way whose progress is to be told.
    pub(super) const fn works_long(&self) -> bool {
        self.walk.under_way() || self.look.under_way()
    }
}
