//! Backups: made while others write, checked, never over another file; and brought back without losing an entry.

use quanheng::ledger::{FILE, Ledger, LedgerError, Record, backup, check, restore};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

const AT: &str = "2026-11-25T13:23:26.000+08:00";

fn record(number: u64, kind: &str, data: Value) -> Record {
    let (day, minute) = (1 + number / 1440, number % 1440);
    let at = format!("2026-03-{day:02}T{:02}:{:02}:00.000+08:00", minute / 60, minute % 60);
    Record { kind: kind.into(), run: Some("run-1".into()), at, mono_ns: number * 60_000_000_000, data }
}

/// Appends until the ledger has so many entries; `word` makes them differ from those of another.
fn filled(folder: &Path, entries: u64, word: &str) -> Ledger {
    let mut ledger = Ledger::open(folder).unwrap();
    for number in ledger.head().seq + 1..=entries {
        let data = json!({ "kind": "lot", "title": "大米", "date": "2026-03-15", "word": word, "task": { "place": "东市场" } });
        ledger.append(&record(number, if number == 1 { "run-opened" } else { "observation" }, data)).unwrap();
    }
    ledger
}

/// The folder as it is when its program is killed now: the newest entries are only in the log.
fn killed(folder: &Path) -> TempDir {
    let copy = TempDir::new().unwrap();
    for name in [FILE.to_owned(), format!("{FILE}-wal")] {
        fs::copy(folder.join(&name), copy.path().join(&name)).unwrap();
    }
    copy
}

fn entries(path: &Path) -> u64 {
    let report = check(&Ledger::open_file(path).unwrap(), &[]).unwrap();
    assert_eq!(report.broken, None, "{}", path.display());
    report.entries
}

fn names(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[test]
fn a_backup_made_while_another_writes_holds_and_is_one_file() {
    let (folder, shelf) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let place = folder.path().join(FILE);
    fs::write(folder.path().join("station.key"), "-----BEGIN PRIVATE KEY-----").unwrap();
    drop(filled(folder.path(), 5, "a"));
    let mut copies = Vec::new();
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| drop(filled(folder.path(), 250, "a")));
        while !writer.is_finished() {
            let copy = shelf.path().join(format!("{}.db", copies.len()));
            let copied = backup(&place, &copy).unwrap();
            assert_eq!(entries(&copy), copied.entries);
            copies.push((copy, copied));
        }
    });
    assert!(!copies.is_empty());
    assert_eq!(names(shelf.path()).len(), copies.len(), "nothing lies beside them: {:?}", names(shelf.path()));
    let ledger = Ledger::open_file(&place).unwrap();
    for (copy, copied) in &copies {
        assert_eq!(ledger.entry(copied.head.seq).unwrap().unwrap().hash, copied.head.hash, "a state there was");
        let bytes = fs::read(copy).unwrap();
        assert_eq!(bytes[18..20], [1, 1], "no log is needed to read it");
        assert!(!bytes.windows(11).any(|window| window == b"PRIVATE KEY"));
    }
}

#[test]
fn a_backup_overwrites_nothing_and_leaves_nothing_half_made() {
    let (folder, shelf) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let (place, copy) = (folder.path().join(FILE), shelf.path().join("copy.db"));
    assert!(matches!(backup(&place, &copy), Err(LedgerError::Missing(_))));
    drop(filled(folder.path(), 6, "a"));
    fs::write(&copy, "what was there").unwrap();
    assert!(matches!(backup(&place, &copy), Err(LedgerError::Exists(_))));
    assert_eq!(fs::read(&copy).unwrap(), b"what was there");
    fs::remove_file(&copy).unwrap();
    let file = Connection::open(&place).unwrap();
    file.execute_batch("DROP TRIGGER entry_no_update; UPDATE entry SET body = replace(body, 'a', 'b') WHERE seq = 4")
        .unwrap();
    assert!(matches!(backup(&place, &copy), Err(LedgerError::Broken { seq: 4, .. })), "a copy of it would not hold");
    assert_eq!(names(shelf.path()), Vec::<String>::new());
    assert!(matches!(backup(&place, &shelf.path().join("no/such/copy.db")), Err(LedgerError::NotWritable { .. })));
}

/// A backup of seven entries, and where it lies.
fn shelf() -> (TempDir, PathBuf) {
    let (folder, shelf) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    drop(filled(folder.path(), 7, "a"));
    let copy = shelf.path().join("copy.db");
    backup(&folder.path().join(FILE), &copy).unwrap();
    (shelf, copy)
}

#[test]
fn a_backup_comes_back_and_the_chain_goes_on() {
    let (_shelf, copy) = shelf();
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("new");
    let restored = restore(&copy, &data, false, AT).unwrap();
    assert_eq!((restored.copied.entries, restored.aside), (7, None));
    let ledger = filled(&data, 9, "a");
    assert_eq!((ledger.head().seq, entries(ledger.path())), (9, 9));
    assert_eq!(entries(&copy), 7, "the backup stays as it was");
    drop(ledger);
    fs::write(&copy, "no ledger any more, and long enough to be looked at as one").unwrap();
    assert!(matches!(restore(&copy, &data, true, AT), Err(LedgerError::NotALedger(_))));
    assert_eq!(entries(&data.join(FILE)), 9);
    assert!(names(&data).iter().all(|name| !name.contains("part")), "{:?}", names(&data));
}

#[test]
fn a_ledger_that_the_backup_goes_on_from_gives_way_with_its_log() {
    let (_shelf, copy) = shelf();
    let folder = TempDir::new().unwrap();
    let running = filled(folder.path(), 4, "a");
    assert!(matches!(restore(&copy, folder.path(), true, AT), Err(LedgerError::InUse { .. })));
    let data = killed(folder.path());
    drop(running);
    assert_eq!(restore(&copy, data.path(), false, AT).unwrap().aside, None);
    assert_eq!(entries(&data.path().join(FILE)), 7);
    assert_eq!(names(data.path()), [FILE, "ledger.lock"]);
}

#[test]
fn entries_that_the_backup_lacks_are_never_lost() {
    let (_shelf, copy) = shelf();
    for (own, word) in [(9, "a"), (4, "b"), (7, "b")] {
        let folder = TempDir::new().unwrap();
        let running = filled(folder.path(), own, word);
        let data = killed(folder.path());
        drop(running);
        let place = data.path().join(FILE);
        assert_eq!(restore(&copy, data.path(), false, AT), Err(LedgerError::WouldLose(place.clone())));
        assert_eq!(entries(&place), own, "nothing was changed");
        let aside = restore(&copy, data.path(), true, AT).unwrap().aside.unwrap();
        assert_eq!(aside.file_name().unwrap(), "ledger-20261125132326.db");
        assert_eq!((entries(&aside), entries(&place)), (own, 7));
        // Once more in the same second: no name is taken twice.
        drop(filled(data.path(), 8, word));
        let second = restore(&copy, data.path(), true, AT).unwrap().aside.unwrap();
        assert_eq!((entries(&second), entries(&aside), entries(&place)), (8, own, 7));
    }
}

#[test]
fn a_damaged_ledger_is_kept_as_it_is() {
    let (_shelf, copy) = shelf();
    let data = TempDir::new().unwrap();
    let (place, log) = (data.path().join(FILE), data.path().join(format!("{FILE}-wal")));
    let (garbage, tail) = ("no ledger any more, and long enough to be looked at as one", "what its log had");
    fs::write(&place, garbage).unwrap();
    fs::write(&log, tail).unwrap();
    assert!(matches!(restore(&copy, data.path(), false, AT), Err(LedgerError::WouldLose(_))));
    let aside = restore(&copy, data.path(), true, AT).unwrap().aside.unwrap();
    assert_eq!(fs::read_to_string(&aside).unwrap(), garbage);
    assert_eq!(fs::read_to_string(format!("{}-wal", aside.display())).unwrap(), tail);
    assert_eq!(entries(&place), 7);
}

fn verb(data: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_quanheng"));
    command.args(["--lang", "en", "--data"]).arg(data).arg("ledger").args(arguments);
    command.output().unwrap()
}

#[test]
fn the_verbs_say_what_they_did() {
    let (data, other) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let copy = other.path().join("copy.db").display().to_string();
    let said = |output: &Output| {
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
    };
    let check = |data: &Path, arguments: &[&str], code: i32, word: &str| {
        let output = verb(data, arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", said(&output));
        assert!(said(&output).contains(word), "{arguments:?}: {}", said(&output));
    };
    check(data.path(), &["rebuild"], 2, "there is no ledger");
    check(data.path(), &["backup", &copy], 2, "there is no ledger");
    let running = filled(data.path(), 5, "a");
    check(data.path(), &["backup", &copy], 0, "5 entries, checked");
    check(data.path(), &["backup", &copy], 2, "exists and is not overwritten");
    check(data.path(), &["rebuild"], 5, "close it first");
    check(data.path(), &["restore", &copy], 5, "close it first");
    drop(running);
    check(data.path(), &["rebuild"], 0, "5 entries: 1 runs");
    drop(filled(data.path(), 6, "a"));
    check(data.path(), &["restore", &copy], 5, "--force");
    check(data.path(), &["restore", &copy, "--force"], 0, "is kept at");
    check(data.path(), &["check"], 0, "5 entries");
    check(other.path(), &["restore", &copy], 0, "restored: 5 entries");
    check(data.path(), &["list", "--text", "东市 大米", "--from", "2026-03-15", "--to", "2026-03-15"], 0, "run-1");
    check(data.path(), &["list", "--verdict", "open", "--kind", "lot", "--limit", "1"], 0, "run-1");
    check(data.path(), &["list", "--limit", "0"], 0, "1 runs, the newest 0");
    check(data.path(), &["list", "--from", "yesterday"], 2, "YYYY-MM-DD");
    let none = verb(data.path(), &["list", "--verdict", "pass"]);
    assert_eq!((none.status.code(), said(&none).as_str()), (Some(0), ""));
    let line = verb(data.path(), &["list", "--json"]);
    let line: Value = serde_json::from_slice(&line.stdout).unwrap();
    assert_eq!(
        (&line["place"], &line["date"], &line["state"]),
        (&json!("东市场"), &json!("2026-03-15"), &json!("open"))
    );
}
