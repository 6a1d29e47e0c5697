//! Whatever is changed in the record is found, and the first entry that does not hold is named.
//!
//! At the level of SQL with the triggers dropped, as somebody with the file and time can do it, and at the level of bytes,
//! as a disk or somebody with a hex editor does. What is well made can only be found by a head that somebody else kept.

use super::{amount, copied, hex, random};
use fastrand::Rng;
use quanheng::ledger::{FILE, Ledger, LedgerError, Record, Witness, check};
use rusqlite::types::Value as Cell;
use rusqlite::{Connection, params};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::Path;
use tempfile::TempDir;

const ENTRIES: u64 = 200;
/// Of these the last ones lie in the write-ahead log only.
const IN_THE_LOG: u64 = 30;

/// A ledger of three runs: one concluded, two that take turns.
fn fill(ledger: &mut Ledger, numbers: RangeInclusive<u64>) {
    for number in numbers {
        let minute = number % 60;
        let (run, kind) = match number {
            1 => ("a", "run-opened"),
            60 => ("a", "run-concluded"),
            61 => ("b", "run-opened"),
            62 => ("c", "run-opened"),
            _ if number < 60 => ("a", "observation"),
            _ => (if number % 3 == 0 { "b" } else { "c" }, "observation"),
        };
        let data = json!({ "kind": "lot", "title": format!("米 rice {run}"), "demonstration": false, "date": "2026-03-15",
            "verdict": "pass", "value": format!("{number}.50"), "frames": "02 2B 30 30 ".repeat(10) });
        let at = format!("2026-03-15T09:{minute:02}:00.000+08:00");
        let record = Record { kind: kind.into(), run: Some(run.into()), at, mono_ns: minute * 60_000_000_000, data };
        ledger.append(&record).unwrap();
    }
}

/// A row of the chain.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    body: String,
    previous: Vec<u8>,
    hash: Vec<u8>,
}

fn hash(previous: &[u8], body: &str) -> Vec<u8> {
    Sha256::new().chain_update(previous).chain_update(body).finalize().to_vec()
}

/// The ledger that is changed, again and again from its beginning.
struct Original {
    /// As the program leaves it.
    file: Vec<u8>,
    /// With the triggers dropped.
    bare: Vec<u8>,
    /// A folder whose last entries are in the log, as a program that still runs leaves it.
    running: TempDir,
    rows: Vec<Row>,
    everything: Everything,
}

/// Every row of every table, and every run as it is read: what must be the same where a change is said to be harmless.
#[derive(Debug, PartialEq)]
struct Everything {
    tables: BTreeMap<String, Vec<Vec<Cell>>>,
    runs: String,
}

fn tables(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut tables = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")?;
    tables.query_map([], |row| row.get(0))?.collect()
}

fn everything(folder: &Path) -> Result<Everything, String> {
    let connection = Connection::open(folder.join(FILE)).map_err(|why| why.to_string())?;
    let rows = |table: &str| -> rusqlite::Result<Vec<Vec<Cell>>> {
        let mut statement = connection.prepare(&format!("SELECT * FROM \"{table}\" NOT INDEXED ORDER BY 1"))?;
        let columns = statement.column_count();
        statement.query_map([], |row| (0..columns).map(|column| row.get(column)).collect())?.collect()
    };
    let names = tables(&connection).map_err(|why| why.to_string())?;
    let tables = names.into_iter().map(|name| rows(&name).map(|rows| (name, rows)));
    let tables = tables.collect::<Result<_, _>>().map_err(|why| why.to_string())?;
    drop(connection);
    let read = || -> Result<String, LedgerError> {
        let ledger = Ledger::open_reading(folder)?;
        let mut text = String::new();
        for run in ledger.runs()? {
            text.push_str(&format!("{run:?} {:?}\n", ledger.entries_of_run(&run.id)?));
        }
        Ok(text)
    };
    Ok(Everything { tables, runs: read().map_err(|why| why.to_string())? })
}

impl Original {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join(FILE);
        let mut ledger = Ledger::open(folder.path()).unwrap();
        fill(&mut ledger, 1..=ENTRIES - IN_THE_LOG);
        drop(ledger);
        let mut ledger = Ledger::open(folder.path()).unwrap();
        fill(&mut ledger, ENTRIES - IN_THE_LOG + 1..=ENTRIES);
        let running = copied(folder.path());
        assert!(running.path().join(format!("{FILE}-wal")).is_file());
        drop(ledger);
        let file = std::fs::read(&path).unwrap();
        let connection = Connection::open(&path).unwrap();
        let mut statement = connection.prepare("SELECT body, previous, hash FROM entry ORDER BY seq").unwrap();
        let row = |row: &rusqlite::Row<'_>| Ok(Row { body: row.get(0)?, previous: row.get(1)?, hash: row.get(2)? });
        let rows = statement.query_map([], row).unwrap().collect::<Result<Vec<_>, _>>().unwrap();
        drop(statement);
        let drop_all = "DROP TRIGGER entry_no_update; DROP TRIGGER entry_no_delete; DROP TRIGGER entry_in_turn;";
        connection.execute_batch(drop_all).unwrap();
        drop(connection);
        let everything = everything(folder.path()).unwrap();
        assert_eq!(rows.len() as u64, ENTRIES);
        Self { file, bare: std::fs::read(&path).unwrap(), running, rows, everything }
    }

    fn row(&self, seq: u64) -> &Row {
        &self.rows[usize::try_from(seq).unwrap() - 1]
    }

    /// The first entry that is not read as it was written; none where the order of the file itself is damaged, so that
    /// every question may get another answer.
    fn first_changed(&self, folder: &Path) -> Option<u64> {
        let file = Connection::open(folder.join(FILE)).ok()?;
        let order: String = file.query_row("PRAGMA quick_check(entry)", [], |row| row.get(0)).ok()?;
        if order != "ok" {
            return None;
        }
        let mut statement = file.prepare("SELECT body, previous, hash FROM entry WHERE seq = ?1").ok()?;
        let mut same = |seq: u64| {
            let read =
                |row: &rusqlite::Row<'_>| Ok(Row { body: row.get(0)?, previous: row.get(1)?, hash: row.get(2)? });
            statement.query_row([seq.cast_signed()], read).is_ok_and(|row| row == *self.row(seq))
        };
        (1..=ENTRIES).find(|seq| !same(*seq))
    }

    /// The head that somebody kept after this entry.
    fn witness(&self, seq: u64) -> Witness {
        Witness { seq, hash: self.row(seq).hash.clone().try_into().unwrap() }
    }
}

/// Where a change must be found: the entries that may be named, and what somebody kept.
struct Found {
    named: RangeInclusive<u64>,
    witness: Option<u64>,
}

fn at(seq: u64) -> Found {
    Found { named: seq..=seq, witness: None }
}

/// A text that differs in one sign.
fn edited(text: &str, rng: &mut Rng) -> String {
    let mut signs: Vec<char> = text.chars().collect();
    let place = rng.usize(..signs.len());
    let sign = *rng.choice(&['0', '7', 'x', '"', '}', ' ', '重', '\u{0}']).unwrap();
    match rng.u8(..4) {
        0 => signs.insert(place, sign),
        1 => {
            signs.remove(place);
        }
        2 if place + 1 < signs.len() && signs[place] != signs[place + 1] => signs.swap(place, place + 1),
        _ if signs[place] != sign => signs[place] = sign,
        _ => signs[place] = '!',
    }
    signs.into_iter().collect()
}

/// Bytes that differ in one bit.
fn flipped(bytes: &[u8], rng: &mut Rng) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let place = rng.usize(..bytes.len());
    bytes[place] ^= 1 << rng.u8(..8);
    bytes
}

type Change = fn(&Original, &Connection, &mut Rng) -> Found;

const WITH_SQL: &[(&str, Change)] = &[
    ("a sign of a body", |original, file, rng| {
        let seq = rng.u64(1..=ENTRIES);
        let body = edited(&original.row(seq).body, rng);
        file.execute("UPDATE entry SET body = ?2 WHERE seq = ?1", params![seq.cast_signed(), body]).unwrap();
        at(seq)
    }),
    ("a bit of a hash", |original, file, rng| {
        let seq = rng.u64(1..=ENTRIES);
        let hash = flipped(&original.row(seq).hash, rng);
        file.execute("UPDATE entry SET hash = ?2 WHERE seq = ?1", params![seq.cast_signed(), hash]).unwrap();
        at(seq)
    }),
    ("a bit of what goes before", |original, file, rng| {
        let seq = rng.u64(1..=ENTRIES);
        let previous = flipped(&original.row(seq).previous, rng);
        file.execute("UPDATE entry SET previous = ?2 WHERE seq = ?1", params![seq.cast_signed(), previous]).unwrap();
        at(seq)
    }),
    ("another number", |_, file, rng| {
        let seq = rng.i64(1..=ENTRIES.cast_signed());
        let to = if rng.bool() { rng.i64(i64::MIN..1) } else { rng.i64(ENTRIES.cast_signed() + 1..i64::MAX) };
        file.execute("UPDATE entry SET seq = ?2 WHERE seq = ?1", params![seq, to]).unwrap();
        at(if to < 1 { 1 } else { seq.cast_unsigned() })
    }),
    ("two entries in each other's place", |_, file, rng| {
        let first = rng.i64(1..ENTRIES.cast_signed());
        let second = rng.i64(first + 1..=ENTRIES.cast_signed());
        for (from, to) in [(first, -first), (second, first), (-first, second)] {
            file.execute("UPDATE entry SET seq = ?2 WHERE seq = ?1", params![from, to]).unwrap();
        }
        at(first.cast_unsigned())
    }),
    ("two bodies in each other's place", |original, file, rng| {
        let first = rng.u64(1..ENTRIES);
        let second = rng.u64(first + 1..=ENTRIES);
        for (seq, other) in [(first, second), (second, first)] {
            let body = &original.row(other).body;
            file.execute("UPDATE entry SET body = ?2 WHERE seq = ?1", params![seq.cast_signed(), body]).unwrap();
        }
        at(first)
    }),
    ("an entry taken out", |_, file, rng| {
        let seq = rng.u64(1..ENTRIES);
        file.execute("DELETE FROM entry WHERE seq = ?1", params![seq.cast_signed()]).unwrap();
        at(seq)
    }),
    ("an entry taken out, the rest closed up", |_, file, rng| {
        let seq = rng.u64(1..ENTRIES);
        file.execute("DELETE FROM entry WHERE seq = ?1", params![seq.cast_signed()]).unwrap();
        shift(file, seq.cast_signed(), -1);
        at(seq)
    }),
    ("an entry put in", |original, file, rng| {
        let after = rng.u64(1..ENTRIES);
        shift(file, after.cast_signed(), 1);
        let previous = &original.row(after).hash;
        let body = original.row(rng.u64(1..=ENTRIES)).body.replace(".50", ".51");
        let linked = rng.bool();
        let hash = if linked { hash(previous, &body) } else { flipped(previous, rng) };
        insert(file, after + 1, &body, previous, &hash);
        // One that is well made follows what is before it; what came after it follows no longer.
        at(if linked { after + 2 } else { after + 1 })
    }),
    ("an entry twice", |original, file, rng| {
        let Row { body, previous, hash } = original.row(rng.u64(1..=ENTRIES));
        insert(file, ENTRIES + 1, body, previous, hash);
        at(ENTRIES + 1)
    }),
    ("a table for searching", |original, file, rng| {
        let mut names = tables(file).unwrap();
        names.retain(|name| name != "entry" && !original.everything.tables[name].is_empty());
        let table = rng.choice(&names).unwrap();
        let rows = &original.everything.tables[table];
        let key = format!("SELECT rowid FROM \"{table}\" LIMIT 1 OFFSET {}", rng.usize(..rows.len()));
        let columns: Vec<String> =
            file.prepare(&format!("SELECT * FROM \"{table}\"")).unwrap().column_names().map(Into::into).collect();
        let column = rng.choice(&columns).unwrap();
        let other =
            format!("CASE typeof({column}) WHEN 'integer' THEN {column} + 1000 ELSE COALESCE({column}, '') || 'x' END");
        let change = match rng.u8(..3) {
            0 => format!("DELETE FROM \"{table}\" WHERE rowid = ({key})"),
            _ => format!("UPDATE \"{table}\" SET {column} = {other} WHERE rowid = ({key})"),
        };
        // A column that takes numbers only and is empty gets one.
        if file.execute(&change, []).is_err() {
            file.execute(&format!("UPDATE \"{table}\" SET {column} = 7 WHERE rowid = ({key})"), []).unwrap();
        }
        at(ENTRIES)
    }),
    ("the end cut off", |_, file, rng| {
        let last = rng.u64(1..ENTRIES);
        file.execute("DELETE FROM entry WHERE seq > ?1", params![last.cast_signed()]).unwrap();
        let witness = rng.u64(last + 1..=ENTRIES);
        Found { named: last + 1..=witness, witness: Some(witness) }
    }),
    ("a value, the whole chain made anew", |original, file, rng| {
        let seq = rng.u64(1..=ENTRIES);
        let mut previous = original.row(seq).previous.clone();
        for number in seq..=ENTRIES {
            let mut body = original.row(number).body.clone();
            if number == seq {
                let mut value: Value = serde_json::from_str(&body).unwrap();
                let honest = value["data"]["value"].as_str().unwrap().to_owned();
                value["data"]["value"] = json!(format!("9{honest}"));
                body = quanheng::ledger::canonical(&value).unwrap();
            }
            let own = hash(&previous, &body);
            let sql = "UPDATE entry SET body = ?2, previous = ?3, hash = ?4 WHERE seq = ?1";
            file.execute(sql, params![number.cast_signed(), body, previous, own]).unwrap();
            previous = own;
        }
        let witness = rng.u64(seq..=ENTRIES);
        Found { named: seq..=witness, witness: Some(witness) }
    }),
];

/// Moves every entry behind one by some numbers.
fn shift(file: &Connection, after: i64, by: i64) {
    file.execute("UPDATE entry SET seq = -(seq + ?2) WHERE seq > ?1", params![after, by]).unwrap();
    file.execute("UPDATE entry SET seq = -seq WHERE seq < 0", []).unwrap();
}

fn insert(file: &Connection, seq: u64, body: &str, previous: &[u8], hash: &[u8]) {
    let sql = "INSERT INTO entry (seq, body, previous, hash) VALUES (?1, ?2, ?3, ?4)";
    file.execute(sql, params![seq.cast_signed(), body, previous, hash]).unwrap();
}

/// Changes the bytes of a file.
type Damage = fn(&mut Vec<u8>, &mut Rng);

const WITH_BYTES: &[(&str, Damage)] = &[
    ("a bit of the file", |bytes, rng| *bytes = flipped(bytes, rng)),
    ("some bytes of the file", |bytes, rng| {
        for _ in 0..rng.u8(2..9) {
            let place = rng.usize(..bytes.len());
            bytes[place] = bytes[place].wrapping_add(rng.u8(1..));
        }
    }),
    ("a sector of the file", |bytes, rng| {
        let sector = rng.usize(..bytes.len() / 512) * 512;
        let fill = rng.u8(..);
        bytes[sector..sector + 512].fill(fill);
    }),
    ("two pages of the file in each other's place", |bytes, rng| {
        let pages = bytes.len() / 4096;
        let (one, other) = (rng.usize(..pages) * 4096, rng.usize(..pages) * 4096);
        for place in 0..4096 {
            bytes.swap(one + place, other + place);
        }
    }),
    ("the file cut off", |bytes, rng| bytes.truncate(rng.usize(..bytes.len()))),
];

/// What became of a change of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// An entry was named.
    Named,
    /// The file could not be opened or read.
    Refused,
    /// Every row is what it was.
    Harmless,
}

/// Looks at a folder whose bytes were changed.
fn look(original: &Original, folder: &Path, what: &str) -> Outcome {
    let witness = original.witness(ENTRIES);
    let report = Ledger::open_reading(folder).and_then(|ledger| check(&ledger, &[witness]));
    match report.map(|report| report.broken) {
        Err(_) => Outcome::Refused,
        Ok(Some(broken)) => {
            assert!((1..=ENTRIES + 1).contains(&broken.seq), "{what}: entry {}: {}", broken.seq, broken.en);
            let first = original.first_changed(folder);
            let one = what.ends_with("a bit of the file");
            assert!(
                !one || first.is_none_or(|first| first == broken.seq),
                "{what}: {} was named and {first:?} changed: {}",
                broken.seq,
                broken.en
            );
            Outcome::Named
        }
        Ok(None) => {
            let now = everything(folder).unwrap_or_else(|why| panic!("{what}: not found by the check: {why}"));
            assert!(now == original.everything, "{what}: changed and not found");
            Outcome::Harmless
        }
    }
}

#[test]
fn every_change_is_found_and_the_first_entry_named() {
    let mut rng = random("changes");
    let cases = amount("QUANHENG_TAMPERS", 300);
    let original = Original::new();
    let folder = TempDir::new().unwrap();
    let path = folder.path().join(FILE);
    let clear = || {
        for ending in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(folder.path().join(format!("{FILE}{ending}")));
        }
    };
    let mut counts: BTreeMap<(&str, Option<Outcome>), u64> = BTreeMap::new();
    for case in 0..cases {
        clear();
        // Half by SQL, and of the other half some in the write-ahead log.
        match rng.u8(..10) {
            0..6 => {
                std::fs::write(&path, &original.bare).unwrap();
                let (name, change) = rng.choice(WITH_SQL).unwrap();
                let file = Connection::open(&path).unwrap();
                file.execute_batch("PRAGMA synchronous = OFF; BEGIN").unwrap();
                let found = change(&original, &file, &mut rng);
                file.execute_batch("COMMIT").unwrap();
                drop(file);
                let ledger = Ledger::open_reading(folder.path()).unwrap();
                let witnesses: Vec<Witness> = found.witness.iter().map(|seq| original.witness(*seq)).collect();
                let broken = check(&ledger, &witnesses).unwrap().broken;
                let named = broken.as_ref().map(|broken| broken.seq);
                assert!(
                    named.is_some_and(|seq| found.named.contains(&seq)),
                    "case {case}, {name}: expected {:?}, found {broken:?}",
                    found.named
                );
                *counts.entry((name, None)).or_default() += 1;
            }
            6..9 => {
                let (name, damage) = rng.choice(WITH_BYTES).unwrap();
                let mut bytes = original.file.clone();
                damage(&mut bytes, &mut rng);
                std::fs::write(&path, bytes).unwrap();
                let outcome = look(&original, folder.path(), &format!("case {case}, {name}"));
                *counts.entry((name, Some(outcome))).or_default() += 1;
            }
            _ => {
                let log = format!("{FILE}-wal");
                std::fs::copy(original.running.path().join(FILE), &path).unwrap();
                let bytes = std::fs::read(original.running.path().join(&log)).unwrap();
                std::fs::write(folder.path().join(&log), flipped(&bytes, &mut rng)).unwrap();
                let name = "a bit of the write-ahead log";
                let outcome = look(&original, folder.path(), &format!("case {case}, {name}"));
                *counts.entry((name, Some(outcome))).or_default() += 1;
            }
        }
    }
    for ((name, outcome), count) in &counts {
        println!("changes: {count:>5} {name}{}", outcome.map(|outcome| format!(": {outcome:?}")).unwrap_or_default());
    }
    assert_eq!(counts.values().sum::<u64>(), cases);
}

#[test]
fn without_a_kept_head_what_is_well_made_cannot_be_seen() {
    let original = Original::new();
    let folder = TempDir::new().unwrap();
    let path = folder.path().join(FILE);
    std::fs::write(&path, &original.bare).unwrap();
    let file = Connection::open(&path).unwrap();
    let (_, made_anew) = WITH_SQL.iter().find(|(name, _)| name.contains("made anew")).unwrap();
    made_anew(&original, &file, &mut Rng::with_seed(1));
    drop(file);
    let ledger = Ledger::open_reading(folder.path()).unwrap();
    assert_eq!(check(&ledger, &[]).unwrap().broken, None, "this is what the heads are for that others keep");
    let head = original.row(ENTRIES);
    let report = check(&ledger, &[original.witness(ENTRIES)]).unwrap();
    assert_ne!(hex(&report.head.hash), hex(&head.hash));
    assert_eq!(report.broken.map(|broken| broken.seq), Some(ENTRIES));
}
