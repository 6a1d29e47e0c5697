//! Promise: a run of any length is read beside the work of the station, with a connection of its own; whoever turns to
//! something else meanwhile never gets it in front of him.

use crate::people::station::{shows, start};
use crate::terminal::Seat;
use quanheng::ledger::{FILE, Ledger, Record, RunQuery};
use quanheng::station::{Command, Snapshot};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const ENTER: &str = "\r";
const ESC: &str = "\x1b";
const F2: &str = "\x1bOQ";

/// Runs with so many notes each, the last one the newest.
fn lived(folder: &Path, runs: &[(&str, u64)]) {
    let mut ledger = Ledger::open(folder).unwrap();
    let record = |run: &str, kind: &str, number: u64, data: Value| Record {
        kind: kind.into(),
        run: Some(run.into()),
        at: "2026-03-15T09:00:00.000+08:00".into(),
        mono_ns: number,
        data,
    };
    for (run, notes) in runs {
        let opened = json!({ "kind": "lot", "title": format!("{notes} notes"), "demonstration": false });
        ledger.append(&record(run, "run-opened", 1, opened)).unwrap();
        for page in 0..notes.div_ceil(1000) {
            let numbers = page * 1000..(*notes).min(page * 1000 + 1000);
            let notes = numbers.map(|number| record(run, "note", number, json!({ "text": format!("note {number}") })));
            ledger.append_all(&notes.collect::<Vec<_>>()).unwrap();
        }
        ledger.append(&record(run, "run-concluded", 3, json!({ "verdict": "pass" }))).unwrap();
    }
}

fn shown(snapshot: &Snapshot) -> Option<(&str, usize)> {
    snapshot.detail.as_ref().map(|detail| (detail.summary.run.as_str(), detail.entries.len()))
}

/// A look that comes later is answered later: when it is, nothing of what was given up can come any more.
fn after_a_search(station: &quanheng::station::Station) -> std::sync::Arc<Snapshot> {
    station.send(Command::CloseSearch);
    station.send(Command::Search { query: Box::new(RunQuery::default()), offset: 0 });
    shows(station, |snapshot| snapshot.found.is_some())
}

#[test]
fn a_run_is_read_whole_and_what_is_asked_for_later_takes_its_place() {
    let folder = TempDir::new().unwrap();
    lived(folder.path(), &[("long", 5000), ("short", 3)]);
    let station = start(folder.path());
    station.send(Command::Show("long".into()));
    shows(&station, |snapshot| shown(snapshot) == Some(("long", 5002)));
    station.send(Command::CloseDetail);
    station.send(Command::Show("long".into()));
    station.send(Command::Show("short".into()));
    shows(&station, |snapshot| shown(snapshot) == Some(("short", 5)));
    assert_eq!(shown(&after_a_search(&station)), Some(("short", 5)), "the first one does not come behind");
    // A run that is not there is said so, and what was shown stays.
    station.send(Command::Show("nobody".into()));
    let snapshot = shows(&station, |snapshot| snapshot.refused.is_some());
    assert!(snapshot.refused.as_ref().unwrap().en.contains("has no run nobody"), "{:?}", snapshot.refused);
    assert_eq!(shown(&snapshot), Some(("short", 5)));
}

#[test]
fn what_was_given_up_never_comes() {
    let folder = TempDir::new().unwrap();
    lived(folder.path(), &[("long", 5000)]);
    let station = start(folder.path());
    for given_up in [Command::CloseDetail, Command::StopWork, Command::Leave] {
        let said = format!("{given_up:?}");
        station.send(Command::Show("long".into()));
        station.send(given_up);
        assert_eq!(shown(&after_a_search(&station)), None, "{said}");
    }
    // Its seals are judged there as well; leaving the page gives that up too.
    station.send(Command::Show("long".into()));
    shows(&station, |snapshot| shown(snapshot).is_some());
    station.send(Command::JudgeSeals("long".into()));
    let snapshot = shows(&station, |snapshot| snapshot.seals.is_some());
    assert_eq!(snapshot.seals.as_ref().unwrap().run, "long");
    station.send(Command::JudgeSeals("long".into()));
    station.send(Command::CloseDetail);
    assert_eq!(after_a_search(&station).seals, None);
}

/// The file is put away behind the back of the station, which holds it open: what is read through another connection is not
/// there, and the station's own work goes on.
#[test]
fn the_reading_has_a_connection_of_its_own() {
    let folder = TempDir::new().unwrap();
    lived(folder.path(), &[("run-1", 3)]);
    let station = start(folder.path());
    let (file, away) = (folder.path().join(FILE), folder.path().join("away.db"));
    fs::rename(&file, &away).unwrap();
    station.send(Command::Show("run-1".into()));
    let snapshot = shows(&station, |snapshot| snapshot.refused.is_some());
    assert_eq!(shown(&snapshot), None);
    fs::rename(&away, &file).unwrap();
    station.send(Command::Show("run-1".into()));
    shows(&station, |snapshot| shown(snapshot) == Some(("run-1", 5)));
}

/// How fast the machine is decides only whether there is anything left to stop.
#[test]
fn at_the_keys_a_long_run_tells_how_far_it_is_and_can_be_given_up() {
    let folder = TempDir::new().unwrap();
    lived(folder.path(), &[("run-long", 40_000)]);
    let mut seat = Seat::take(folder.path(), &[]);
    seat.sees("记录完整");
    seat.types(ENTER);
    if seat.sees_one_of(&["正在读取任务", "run-long"]) == 0 {
        seat.types(F2);
        if seat.sees_one_of(&["reading the run", "run-long"]) == 0 {
            seat.types(ESC);
            seat.sees_so("nothing is read any more", |text| !text.contains("reading the run"));
        }
        seat.types(F2);
    }
    if seat.sees_one_of(&["仪器端口", "run-long"]) == 1 {
        seat.types(ESC);
        seat.sees("仪器端口");
    }
    // Whoever begins a form meanwhile keeps it.
    seat.types(&[ENTER, "n"].concat());
    seat.sees_one_of(&["商品名称", "run-long"]);
    seat.types(ESC);
    seat.sees("仪器端口");
    seat.types(ENTER);
    seat.sees("run-long");
    seat.types(ESC);
    seat.sees("仪器端口");
    seat.types("q");
    assert_eq!(seat.ends(), 0);
}
