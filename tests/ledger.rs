//! The record: append-only and chained. What it keeps through kills, cuts, bad disks and changes is proved in `record`.

use quanheng::ledger::{FILE, Ledger, LedgerError, Record, Witness, check};
use rusqlite::Connection;
use serde_json::json;
use std::path::Path;
use tempfile::TempDir;

fn record(number: u64) -> Record {
    let minute = number % 60;
    Record {
        kind: if number == 1 { "run-opened".into() } else { "observation".into() },
        run: Some("run-1".into()),
        at: format!("2026-03-15T09:{minute:02}:00.000+08:00"),
        mono_ns: minute * 60_000_000_000,
        data: json!({ "kind": "lot", "title": "米 rice", "demonstration": false, "value": format!("{number}.50") }),
    }
}

fn filled(folder: &Path, entries: u64) -> Ledger {
    let mut ledger = Ledger::open(folder).unwrap();
    for number in 1..=entries {
        ledger.append(&record(number)).unwrap();
    }
    ledger
}

/// Changes the file behind the ledger's back, triggers dropped: what somebody with the file and time can do.
fn tamper(folder: &Path, sql: &str) {
    let connection = Connection::open(folder.join(FILE)).unwrap();
    connection
        .execute_batch("DROP TRIGGER entry_no_update; DROP TRIGGER entry_no_delete; DROP TRIGGER entry_in_turn;")
        .unwrap();
    connection.execute_batch(sql).unwrap();
}

fn first_broken(folder: &Path) -> Option<u64> {
    let ledger = Ledger::open_reading(folder).unwrap();
    check(&ledger, &[]).unwrap().broken.map(|broken| broken.seq)
}

#[test]
fn what_is_appended_is_read_back_and_the_chain_holds() {
    let folder = TempDir::new().unwrap();
    let ledger = filled(folder.path(), 20);
    let entries = ledger.entries_of_run("run-1").unwrap();
    assert_eq!(entries.len(), 20);
    assert_eq!(entries[4].record, record(5));
    assert_eq!(ledger.runs().unwrap()[0].title, "米 rice");
    drop(ledger);
    assert_eq!(first_broken(folder.path()), None);
    // Opened again, the chain goes on from its head.
    let mut again = Ledger::open(folder.path()).unwrap();
    assert_eq!(again.head().seq, 20);
    assert_eq!(again.append(&record(21)).unwrap().seq, 21);
}

#[test]
fn the_database_itself_refuses_to_change_an_entry() {
    let folder = TempDir::new().unwrap();
    drop(filled(folder.path(), 3));
    let connection = Connection::open(folder.path().join(FILE)).unwrap();
    for sql in [
        "UPDATE entry SET body = '{}' WHERE seq = 2",
        "DELETE FROM entry WHERE seq = 3",
        "INSERT INTO entry VALUES (9, '{}', zeroblob(32), zeroblob(32))",
        "INSERT INTO entry VALUES (4, '{}', zeroblob(32), zeroblob(32))",
    ] {
        assert!(connection.execute_batch(sql).is_err(), "{sql}");
    }
}

#[test]
fn a_cut_end_is_found_by_whoever_kept_a_head() {
    let folder = TempDir::new().unwrap();
    let ledger = filled(folder.path(), 10);
    let head = ledger.head();
    let witness = Witness { seq: head.seq, hash: head.hash };
    assert_eq!(check(&ledger, &[witness]).unwrap().witnesses, 1);
    drop(ledger);
    tamper(folder.path(), "DELETE FROM entry WHERE seq > 7;");
    assert_eq!(first_broken(folder.path()), None, "without a witness a cut end cannot be seen");
    let ledger = Ledger::open_reading(folder.path()).unwrap();
    let report = check(&ledger, &[witness]).unwrap();
    assert_eq!(report.broken.map(|broken| broken.seq), Some(10));
}

#[test]
fn what_is_no_ledger_is_left_alone() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join(FILE), "not a database at all, and long enough to look at").unwrap();
    assert!(matches!(Ledger::open(folder.path()), Err(LedgerError::NotALedger(_))));
    let newer = TempDir::new().unwrap();
    drop(filled(newer.path(), 1));
    Connection::open(newer.path().join(FILE)).unwrap().pragma_update(None, "user_version", 99).unwrap();
    assert!(matches!(Ledger::open(newer.path()), Err(LedgerError::TooNew { found: 99, .. })));
    assert!(matches!(Ledger::open_reading(newer.path()), Err(LedgerError::TooNew { found: 99, .. })));
}

#[test]
fn a_float_never_gets_in() {
    let folder = TempDir::new().unwrap();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let float = Record { data: json!({ "value": 1.5 }), ..record(1) };
    assert!(matches!(ledger.append(&float), Err(LedgerError::Canonical(_))));
    assert_eq!(ledger.append(&record(1)).unwrap().seq, 1, "nothing half-written is left");
}

#[test]
fn a_clock_that_was_set_back_is_an_entry_of_its_own() {
    let folder = TempDir::new().unwrap();
    let mut ledger = filled(folder.path(), 3);
    let back = Record { at: "2026-03-15T08:00:00.000+08:00".into(), mono_ns: 240_000_000_000, ..record(2) };
    assert_eq!(ledger.append(&back).unwrap().seq, 5, "entry 4 tells of the jump");
    let text = std::fs::read(folder.path().join(FILE)).unwrap();
    let wal = std::fs::read(folder.path().join(format!("{FILE}-wal"))).unwrap_or_default();
    assert!([text, wal].concat().windows(10).any(|window| window == b"clock-jump"));
}
