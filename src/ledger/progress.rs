//! How far long work over the ledger has come, and whether anybody still wants it. Shared between whoever works and whoever
//! waits.

use super::error::LedgerError;
use super::store::Ledger;
use rusqlite::InterruptHandle;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// How far it has come.
#[derive(Default)]
pub struct Progress {
    done: AtomicU64,
    total: AtomicU64,
    stopped: AtomicBool,
    /// A question to the database that takes long can only be stopped from outside.
    asking: Mutex<Option<InterruptHandle>>,
}

impl Progress {
    /// So much more is to be done.
    pub fn expect(&self, more: u64) {
        self.total.fetch_add(more, Ordering::Relaxed);
    }

    /// So much more is done; refuses to go on once it was stopped.
    pub fn step(&self, more: u64) -> Result<(), LedgerError> {
        self.done.fetch_add(more, Ordering::Relaxed);
        if self.stopped.load(Ordering::Relaxed) { Err(LedgerError::Stopped) } else { Ok(()) }
    }

    /// What is done, and what there is to do in all.
    pub fn so_far(&self) -> (u64, u64) {
        let total = self.total.load(Ordering::Relaxed);
        (self.done.load(Ordering::Relaxed).min(total), total)
    }

    /// Stops it: nobody wants it any more.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
        if let Some(asking) = self.asking.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            asking.interrupt();
        }
    }

    /// From now on stopping also ends a question to this ledger.
    pub fn covers(&self, ledger: &Ledger) {
        let handle = ledger.connection().get_interrupt_handle();
        *self.asking.lock().unwrap_or_else(PoisonError::into_inner) = Some(handle);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_stopped_does_not_go_on_and_never_tells_more_than_all() {
        let progress = Progress::default();
        progress.expect(10);
        assert_eq!(progress.step(4), Ok(()));
        assert_eq!(progress.so_far(), (4, 10));
        progress.stop();
        assert_eq!(progress.step(9), Err(LedgerError::Stopped));
        assert_eq!(progress.so_far(), (10, 10));
    }
}
