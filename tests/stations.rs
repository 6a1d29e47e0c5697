//! Stations without a screen: started on a ledger of their own, and waited for.

use crate::actors::PATIENCE;
use quanheng::instrument::Profiles;
use quanheng::ledger::Ledger;
use quanheng::regulation::Book;
use quanheng::station::{Settings, Snapshot, Station};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A station that looks for no ports and writes no papers.
pub fn station(folder: &Path, demonstration: bool) -> Station {
    Station::start(Settings {
        ledger: Ledger::open(folder).unwrap(),
        profiles: Arc::new(Profiles::with([]).0),
        book: Arc::new(Book::with([]).unwrap()),
        demonstration,
        watch_ports: false,
        record: None,
        happenings: None,
        office: None,
    })
}

/// Waits until the station shows something.
pub fn until(station: &Station, what: &str, seen: impl Fn(&Snapshot) -> bool) -> Arc<Snapshot> {
    let end = Instant::now() + PATIENCE;
    loop {
        let snapshot = station.snapshot();
        if seen(&snapshot) {
            return snapshot;
        }
        let Snapshot { refused, wire, discovery, .. } = snapshot.as_ref();
        assert!(Instant::now() < end, "{what} never came: {refused:?} {wire:?} {discovery:?}");
        std::thread::sleep(Duration::from_millis(10));
    }
}
