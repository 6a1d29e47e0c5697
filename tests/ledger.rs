//! The record: append-only, chained, durable before it is shown, and every change found.

use quanheng::ledger::{FILE, Ledger, LedgerError, Record, Witness, check};
use rusqlite::Connection;
use serde_json::json;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// Number of the signal on Linux.
const SIGXFSZ: i32 = 25;

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

/// The child of the tests below: appends for ever, and says each number once it is stored.
#[test]
fn child_that_appends() {
    let Ok(folder) = std::env::var("QUANHENG_TEST_APPEND") else { return };
    let limit = std::env::var("QUANHENG_TEST_FILE_LIMIT").ok().and_then(|text| text.parse().ok());
    if let Some(limit) = limit {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        // Without a handler the signal of a file that grows too large would kill; with one, writing fails as on a full disk.
        let ignored = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
        signal_hook::flag::register(SIGXFSZ, ignored).unwrap();
        let maximum = getrlimit(Resource::Fsize).maximum;
        setrlimit(Resource::Fsize, Rlimit { current: Some(limit), maximum }).unwrap();
    }
    let mut ledger = Ledger::open(Path::new(&folder)).unwrap();
    for number in ledger.head().seq + 1.. {
        match ledger.append(&record(number)) {
            Ok(stored) => println!("stored {}", stored.seq),
            Err(why) => {
                println!("refused {}", why.code());
                // What was refused did not happen: the head is where it was.
                println!("head {}", ledger.head().seq);
                return;
            }
        }
    }
}

fn child(folder: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["ledger::child_that_appends", "--exact", "--nocapture", "--test-threads=1"]);
    command.env("QUANHENG_TEST_APPEND", folder).stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

fn stored(line: &str) -> Option<u64> {
    line.rsplit_once("stored ")?.1.trim().parse().ok()
}

#[test]
fn what_was_said_to_be_stored_survives_every_kill() {
    let folder = TempDir::new().unwrap();
    let mut last_said = 0;
    for round in 0..25_u64 {
        let mut running = child(folder.path()).spawn().unwrap();
        let mut lines = BufReader::new(running.stdout.take().unwrap()).lines();
        // Killed after a different number of entries each time, and somewhere inside the next one.
        let wait_for = last_said + 1 + round * 7 % 13;
        while last_said < wait_for {
            let line = lines.next().expect("the child goes on").unwrap();
            last_said = stored(&line).unwrap_or(last_said);
        }
        std::thread::sleep(Duration::from_micros(round * 137 % 900));
        running.kill().unwrap();
        running.wait().unwrap();
        last_said = lines.map_while(Result::ok).filter_map(|line| stored(&line)).last().unwrap_or(last_said);
        let ledger = Ledger::open(folder.path()).expect("the lock went with its holder");
        assert!(ledger.head().seq >= last_said, "round {round}: {last_said} said, {} there", ledger.head().seq);
        assert_eq!(check(&ledger, &[]).unwrap().broken, None, "round {round}");
        last_said = ledger.head().seq;
    }
}

#[test]
fn a_full_disk_refuses_and_loses_nothing() {
    let folder = TempDir::new().unwrap();
    drop(filled(folder.path(), 2));
    // The system lets no file of the child grow beyond this: the disk is full for it.
    let output = child(folder.path()).env("QUANHENG_TEST_FILE_LIMIT", "120000").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let last = text.lines().filter_map(stored).next_back().expect("some entries fit");
    assert!(text.contains("refused L00"), "{text}");
    assert!(text.contains(&format!("head {last}")), "{text}");
    let ledger = Ledger::open(folder.path()).unwrap();
    assert_eq!(ledger.head().seq, last, "every entry that was said is there, and no other");
    assert_eq!(check(&ledger, &[]).unwrap().broken, None);
}

mod any_change {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        #[test]
        fn is_found_and_the_first_entry_named(victim in 1_i64..12, how in 0_usize..5) {
            let folder = TempDir::new().unwrap();
            drop(filled(folder.path(), 12));
            let (sql, named) = match how {
                0 => (format!("UPDATE entry SET body = replace(body, '.50', '.51') WHERE seq = {victim}"), victim),
                1 => (format!("UPDATE entry SET hash = zeroblob(32) WHERE seq = {victim}"), victim),
                2 => (format!("DELETE FROM entry WHERE seq = {victim}"), victim),
                3 => (format!("UPDATE entry SET previous = zeroblob(32) WHERE seq = {}", victim + 1), victim + 1),
                _ => (format!("UPDATE entry SET seq = 100 WHERE seq = {victim}; UPDATE entry SET seq = {victim} WHERE seq = {}; UPDATE entry SET seq = {} WHERE seq = 100", victim + 1, victim + 1), victim),
            };
            tamper(folder.path(), &sql);
            prop_assert_eq!(first_broken(folder.path()), Some(named.cast_unsigned()), "{}", sql);
        }
    }
}
