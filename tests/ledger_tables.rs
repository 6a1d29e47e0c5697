//! The tables for searching: made from the entries alone, brought up from an older file, and found through quickly.

use quanheng::ledger::{FILE, Ledger, LedgerError, Record, RunQuery, RunRow, RunState, check};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::path::Path;
use tempfile::TempDir;

/// The tables as version 1 of the file had them.
const VERSION_1: &str = "
CREATE TABLE entry (
    seq INTEGER PRIMARY KEY,
    body TEXT NOT NULL,
    previous BLOB NOT NULL CHECK (length(previous) = 32),
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END;
CREATE TRIGGER entry_in_turn BEFORE INSERT ON entry
WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM entry)
  OR NEW.previous <> COALESCE((SELECT hash FROM entry ORDER BY seq DESC LIMIT 1), zeroblob(32))
BEGIN SELECT RAISE(ABORT, 'an entry follows the last one'); END;
CREATE TABLE run (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    demonstration INTEGER NOT NULL,
    opened_seq INTEGER NOT NULL,
    opened_at TEXT NOT NULL,
    concluded_seq INTEGER,
    verdict TEXT
) STRICT;
CREATE TABLE entry_of_run (run TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (run, seq)) STRICT, WITHOUT ROWID;
PRAGMA application_id = 0x51484C47;
PRAGMA user_version = 1;
";

/// A record at a time of its own: minutes go on evenly on both clocks.
fn record(minute: u64, kind: &str, run: Option<&str>, data: Value) -> Record {
    let at = format!("2026-03-{:02}T{:02}:{:02}:00.000+08:00", 1 + minute / 1440, minute / 60 % 24, minute % 60);
    Record { kind: kind.into(), run: run.map(str::to_owned), at, mono_ns: minute * 60_000_000_000, data }
}

/// A small life: two runs that take turns, one concluded, checked and approved, entries of nobody between them.
fn life() -> Vec<Record> {
    let pile = json!({ "kind": "pile", "title": "一号桩 · SN-0042", "demonstration": false, "date": "2026-03-15",
        "task": { "pile": { "name": "一号桩", "serial": "SN-0042", "maker": "Acme", "gun": "A" }, "place": "滨江站" } });
    let lot = json!({ "kind": "lot", "title": "大米 rice · 5 kg", "demonstration": true,
        "task": { "product": "大米 rice", "place": "东市场", "scale": { "device": "d", "port": "p" }, "batch": "B7" } });
    let files = |version: &str| json!({ "version": version, "program": "quanheng", "files": { "rules": "aa" } });
    let (a, b) = (Some("run-a"), Some("run-b"));
    let entries = [
        ("program-started", None, files("1")),
        ("run-opened", a, pile),
        ("observation", a, json!({ "value": "1.00" })),
        ("run-opened", b, lot),
        ("observation", b, json!({ "value": "5.01" })),
        ("sign-in", None, json!({ "account": "li" })),
        ("observation", a, json!({ "value": "2.00" })),
        ("program-started", None, files("1")),
        ("program-started", None, files("2")),
        ("key-made", None, json!({ "suite": "ed25519" })),
        ("account-locked", None, json!({ "account": "li" })),
        ("run-concluded", a, json!({ "verdict": "fail", "judgement": { "verdict": "pass" } })),
        ("run-checked", a, json!({ "who": "wang", "outcome": "agreed" })),
        ("run-approved", a, json!({ "who": "zhao" })),
        ("observation", b, json!({ "value": "5.02" })),
    ];
    entries.into_iter().enumerate().map(|(at, (kind, run, data))| record(at as u64, kind, run, data)).collect()
}

fn lived(folder: &Path) -> Ledger {
    let mut ledger = Ledger::open(folder).unwrap();
    for record in life() {
        ledger.append(&record).unwrap();
    }
    ledger
}

fn broken(ledger: &Ledger) -> Option<String> {
    check(ledger, &[]).unwrap().broken.map(|broken| broken.en)
}

/// What the tables must say of [`life`].
fn say_so(ledger: &Ledger) {
    let [a, b] = &ledger.runs().unwrap()[..] else { panic!("two runs") };
    assert_eq!(
        (a.instrument.as_str(), a.place.as_str(), a.date.as_str()),
        ("一号桩 · SN-0042", "滨江站", "2026-03-15")
    );
    assert_eq!((a.verdict.as_deref(), a.state, a.concluded_seq), (Some("fail"), RunState::Approved, Some(12)));
    assert_eq!((b.instrument.as_str(), b.date.as_str(), b.state), ("大米 rice", "2026-03-01", RunState::Open));
    assert_eq!(ledger.open_runs().unwrap(), std::slice::from_ref(b));
    assert_eq!(ledger.recent(1).unwrap(), std::slice::from_ref(b));
    assert_eq!(ledger.run("run-a").unwrap().as_ref(), Some(a));
    assert_eq!(ledger.run("run-c").unwrap(), None);
    let seqs = |run: &str| ledger.entries_of_run(run).unwrap().iter().map(|entry| entry.seq).collect::<Vec<_>>();
    assert_eq!((seqs("run-a"), seqs("run-b")), (vec![2, 3, 7, 12, 13, 14], vec![4, 5, 15]));
    // Twice another program, a key, an account; a start of the same program and a sign-in change nothing.
    assert_eq!(ledger.changes().unwrap(), 4);
}

/// A row of the table of entries, byte by byte.
type EntryRow = (i64, Vec<u8>, Vec<u8>, Vec<u8>);

fn rows(path: &Path, sql: &str) -> Vec<EntryRow> {
    let file = Connection::open(path).unwrap();
    let mut statement = file.prepare(sql).unwrap();
    let rows = statement
        .query_map([], |row| Ok((row.get(0)?, row.get_ref(1)?.as_bytes()?.to_vec(), row.get(2)?, row.get(3)?)));
    rows.unwrap().collect::<Result<_, _>>().unwrap()
}

const ENTRIES: &str = "SELECT seq, body, previous, hash FROM entry ORDER BY seq";

/// The same entries in a file of version 1.
fn version_1(from: &Path, folder: &Path) {
    let file = Connection::open(folder.join(FILE)).unwrap();
    file.execute_batch(VERSION_1).unwrap();
    for (seq, body, previous, hash) in rows(from, ENTRIES) {
        let body = String::from_utf8(body).unwrap();
        file.execute("INSERT INTO entry VALUES (?1, ?2, ?3, ?4)", (seq, &body, previous, hash)).unwrap();
        let value: Value = serde_json::from_str(&body).unwrap();
        if let Some(run) = value["run"].as_str() {
            file.execute("INSERT INTO entry_of_run VALUES (?1, ?2)", (run, seq)).unwrap();
            if value["kind"] == "run-opened" {
                let sql = "INSERT INTO run VALUES (?1, ?2, ?3, 0, ?4, ?5, NULL, NULL)";
                let text = |value: &Value| value.as_str().unwrap().to_owned();
                let (kind, title) = (text(&value["data"]["kind"]), text(&value["data"]["title"]));
                file.execute(sql, (run, kind, title, seq, text(&value["at"]))).unwrap();
            }
        }
    }
}

#[test]
fn the_tables_say_what_the_entries_tell() {
    let folder = TempDir::new().unwrap();
    let ledger = lived(folder.path());
    say_so(&ledger);
    assert_eq!(broken(&ledger), None);
    drop(ledger);
    // Opened again they go on where they were.
    let mut again = Ledger::open(folder.path()).unwrap();
    again.append(&record(20, "observation", Some("run-b"), json!({}))).unwrap();
    again.append(&record(21, "observation", Some("run-a"), json!({}))).unwrap();
    assert_eq!(again.entries_of_run("run-b").unwrap().len(), 4);
    assert_eq!(again.entries_of_run("run-a").unwrap().len(), 7);
    assert_eq!(broken(&again), None);
}

#[test]
fn a_changed_table_is_noticed_and_made_anew_from_the_entries() {
    let folder = TempDir::new().unwrap();
    let mut ledger = lived(folder.path());
    for change in [
        "UPDATE run SET title = 'other'",
        "UPDATE run SET verdict = 'pass' WHERE id = 'run-a'",
        "UPDATE run SET state = 'approved'",
        "DELETE FROM run WHERE id = 'run-b'",
        "DELETE FROM stretch",
        "UPDATE stretch SET run = 'run-b' WHERE first_seq = 2",
        "INSERT INTO stretch VALUES (3, 'run-c')",
        "UPDATE catalogue SET text = ''",
        "DELETE FROM change WHERE kind = 'account-locked'",
        "INSERT INTO change VALUES (3, 'key-made', NULL)",
    ] {
        Connection::open(folder.path().join(FILE)).unwrap().execute_batch(change).unwrap();
        let said = broken(&ledger);
        assert_eq!(said.as_deref(), Some("the tables for searching do not agree with the entries"), "{change}");
        ledger.rebuild().unwrap();
        assert_eq!(broken(&ledger), None, "{change}");
        say_so(&ledger);
    }
    ledger.append(&record(20, "observation", Some("run-b"), json!({}))).unwrap();
    assert_eq!(broken(&ledger), None, "and it goes on");
}

#[test]
fn a_file_of_version_1_is_brought_up_and_no_entry_is_rewritten() {
    let (new, old) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    drop(lived(new.path()));
    version_1(&new.path().join(FILE), old.path());
    let path = old.path().join(FILE);
    let (before, bytes) = (rows(&path, ENTRIES), std::fs::read(&path).unwrap());
    // Reading only: the tables are made beside it, the file stays as it is.
    let reading = Ledger::open_file(&path).unwrap();
    say_so(&reading);
    assert_eq!(reading.search(&RunQuery { text: "sn-0042".into(), ..RunQuery::default() }, 9, 0).unwrap().total, 1);
    assert_eq!(broken(&reading), None);
    drop(reading);
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
    // For writing: brought to this version, once.
    for _ in 0..2 {
        let ledger = Ledger::open(old.path()).unwrap();
        say_so(&ledger);
        assert_eq!(broken(&ledger), None);
        drop(ledger);
        assert_eq!(rows(&path, ENTRIES), before);
    }
    let tables = "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'entry_of_run'";
    let file = Connection::open(&path).unwrap();
    assert_eq!(file.query_row(tables, [], |row| row.get::<_, i64>(0)).unwrap(), 0);
    assert_eq!(file.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0)).unwrap(), 2);
}

#[test]
fn an_old_file_with_an_entry_that_does_not_hold_still_opens_and_the_check_names_it() {
    let (new, old) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    drop(lived(new.path()));
    version_1(&new.path().join(FILE), old.path());
    let file = Connection::open(old.path().join(FILE)).unwrap();
    file.execute_batch("DROP TRIGGER entry_no_update; UPDATE entry SET body = '{' WHERE seq = 7").unwrap();
    for _ in 0..2 {
        let report = check(&Ledger::open_file(&old.path().join(FILE)).unwrap(), &[]).unwrap();
        assert_eq!(report.broken.map(|broken| broken.seq), Some(7));
        assert_eq!(Ledger::open(old.path()).unwrap().runs().unwrap().len(), 2);
    }
}

#[test]
fn a_run_is_opened_once() {
    let folder = TempDir::new().unwrap();
    let mut ledger = lived(folder.path());
    let again = record(20, "run-opened", Some("run-a"), json!({ "kind": "lot", "title": "other" }));
    assert!(matches!(ledger.append(&again), Err(LedgerError::Broken { seq: 16, .. })));
    say_so(&ledger);
    assert_eq!(ledger.append(&record(20, "observation", Some("run-a"), json!({}))).unwrap().seq, 16);
    assert_eq!(broken(&ledger), None);
}

#[test]
fn a_run_that_the_checker_returned_says_so() {
    let folder = TempDir::new().unwrap();
    let mut ledger = lived(folder.path());
    ledger.append(&record(20, "run-checked", Some("run-b"), json!({ "who": "wang", "outcome": "returned" }))).unwrap();
    assert_eq!(ledger.run("run-b").unwrap().map(|run| run.state), Some(RunState::Returned));
    assert_eq!(broken(&ledger), None);
}

#[test]
fn a_check_beside_a_writer_sees_one_state() {
    let folder = TempDir::new().unwrap();
    let mut ledger = lived(folder.path());
    let reading = Ledger::open_reading(folder.path()).unwrap();
    std::thread::scope(|scope| {
        let writer = scope.spawn(move || {
            for number in 0..150_u64 {
                let run = format!("run-{number}");
                let data = json!({ "kind": "lot", "title": "x" });
                ledger.append(&record(20 + number, "run-opened", Some(&run), data)).unwrap();
                ledger.append(&record(20 + number, "run-concluded", Some(&run), json!({ "verdict": "pass" }))).unwrap();
            }
        });
        while !writer.is_finished() {
            assert_eq!(broken(&reading), None);
        }
    });
    assert_eq!((broken(&reading), check(&reading, &[]).unwrap().entries), (None, 315));
}

mod search {
    use super::*;

    const PRODUCTS: [&str; 8] = ["大米", "小米", "Müsli", "花生油", "RICE", "面粉", "米酒", "sugar 3"];
    const PLACES: [&str; 4] = ["东市场", "西市场", "Dock 7", ""];
    const VERDICTS: [&str; 3] = ["pass", "fail", "incomplete"];

    fn fill(folder: &Path, runs: u64, random: &mut fastrand::Rng) -> Ledger {
        let mut ledger = Ledger::open(folder).unwrap();
        let mut records = Vec::new();
        for number in 0..runs {
            let (run, product) = (format!("2026-{number}"), PRODUCTS[random.usize(..PRODUCTS.len())]);
            let place = PLACES[random.usize(..PLACES.len())];
            let date = format!("2026-{:02}-{:02}", random.u32(1..=12), random.u32(1..=28));
            let data = json!({ "kind": if random.bool() { "lot" } else { "pile" }, "title": format!("{product} · {number}"),
                "demonstration": random.u8(..4) == 0, "date": date, "task": { "product": product, "place": place } });
            records.push(record(number, "run-opened", Some(&run), data));
            if random.u8(..3) > 0 {
                let verdict = VERDICTS[random.usize(..VERDICTS.len())];
                records.push(record(number, "run-concluded", Some(&run), json!({ "verdict": verdict })));
            }
        }
        ledger.append_all(&records).unwrap();
        ledger
    }

    /// The slow way: every run looked at.
    fn wanted(row: &RunRow, query: &RunQuery) -> bool {
        let text = [&row.id, &row.title, &row.instrument, &row.place].map(|text| text.to_lowercase()).join(" ");
        query.text.to_lowercase().split_whitespace().all(|word| text.contains(word))
            && query.kind.as_ref().is_none_or(|kind| row.kind == *kind)
            && query.verdict.as_ref().is_none_or(|verdict| row.verdict.as_ref() == Some(verdict))
            && query.from.as_ref().is_none_or(|from| row.date >= *from)
            && query.to.as_ref().is_none_or(|to| row.date <= *to)
            && query.demonstration.is_none_or(|demonstration| row.demonstration == demonstration)
            && query.state.is_none_or(|state| row.state == state)
    }

    #[test]
    fn finds_what_looking_at_every_run_finds() {
        let seed =
            std::env::var("QUANHENG_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(|| fastrand::u64(..));
        println!("QUANHENG_SEED={seed}");
        let mut random = fastrand::Rng::with_seed(seed);
        let folder = TempDir::new().unwrap();
        let ledger = fill(folder.path(), 300, &mut random);
        let rows = ledger.runs().unwrap();
        let texts =
            ["", "米", "大米", "市场", "müsli", "Rice", "dock 东", "1", "29", "2026-2", "sugar 3", "东 米", "nothing"];
        let mut found = 0;
        for _ in 0..400 {
            let mut maybe = |values: &[&str]| random.bool().then(|| values[random.usize(..values.len())].to_owned());
            let query = RunQuery {
                kind: maybe(&["lot", "pile", "scale"]),
                verdict: maybe(&VERDICTS),
                from: maybe(&["2026-03-01", "2026-06-15", "2027-01-01"]),
                to: maybe(&["2026-09-30", "2026-06-15", "2025-01-01"]),
                text: maybe(&texts).unwrap_or_default(),
                demonstration: random.bool().then(|| random.bool()),
                state: (random.u8(..4) == 0).then(|| RunState::ALL[random.usize(..RunState::ALL.len())]),
            };
            let mut expected: Vec<&RunRow> = rows.iter().filter(|row| wanted(row, &query)).collect();
            expected.sort_by_key(|row| std::cmp::Reverse(row.opened_seq));
            let (limit, offset) = (random.usize(..20), random.usize(..20));
            let page = ledger.search(&query, limit, offset).unwrap();
            assert_eq!(page.total, expected.len() as u64, "seed {seed}: {query:?}");
            let expected: Vec<&RunRow> = expected.into_iter().skip(offset).take(limit).collect();
            assert_eq!(page.runs.iter().collect::<Vec<_>>(), expected, "seed {seed}: {query:?}");
            found += page.total;
        }
        assert!(found > 1000, "seed {seed}: the queries find something: {found}");
        assert_eq!(broken(&ledger), None);
    }

    #[test]
    fn the_newest_are_listed_and_every_open_one() {
        let folder = TempDir::new().unwrap();
        let ledger = fill(folder.path(), 300, &mut fastrand::Rng::with_seed(7));
        let rows = ledger.runs().unwrap();
        let newest: Vec<&RunRow> = rows.iter().rev().take(20).collect();
        assert_eq!(ledger.recent(20).unwrap().iter().collect::<Vec<_>>(), newest);
        let open: Vec<&RunRow> = rows.iter().rev().filter(|row| row.verdict.is_none()).collect();
        assert_eq!(ledger.open_runs().unwrap().iter().collect::<Vec<_>>(), open);
    }
}
