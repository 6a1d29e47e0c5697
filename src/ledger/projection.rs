//! What the tables for searching hold, told from the entries alone: the one home of it. Appending, making them anew and
//! checking them all go through [`Fold::take`].
//!
//! `stretch`: from this entry on, entries belong to this run (or to none), so that a reading costs no row here.
//! `run`: one row a run. `catalogue`: the texts that runs are found by, many to a row, so that looking through all of them
//! is reading a few long rows. `change`: entries that change something legally relevant.

use super::record::RunState;
use super::scan::Outline;
use rusqlite::{Connection, OptionalExtension, params};
use serde::Deserialize;
use serde_json::Value;

/// The tables, for a schema of a connection: `main`, or `temp` beside a file that may not be written.
pub(super) fn tables(schema: &str) -> String {
    TABLES.replace("IN.", &format!("{schema}."))
}

const TABLES: &str = "
CREATE TABLE IN.stretch (first_seq INTEGER PRIMARY KEY, run TEXT) STRICT;
CREATE INDEX IN.stretch_of_run ON stretch (run, first_seq);
CREATE TABLE IN.run (
    opened_seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    instrument TEXT NOT NULL,
    place TEXT NOT NULL,
    date TEXT NOT NULL,
    demonstration INTEGER NOT NULL,
    opened_at TEXT NOT NULL,
    concluded_seq INTEGER,
    verdict TEXT,
    state TEXT NOT NULL
) STRICT;
CREATE INDEX IN.run_found ON run (opened_seq, date, kind, verdict, demonstration, state);
CREATE INDEX IN.run_open ON run (opened_seq) WHERE concluded_seq IS NULL;
CREATE TABLE IN.catalogue (first_seq INTEGER PRIMARY KEY, runs INTEGER NOT NULL, text TEXT NOT NULL) STRICT;
CREATE TABLE IN.change (seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, what TEXT) STRICT;
CREATE INDEX IN.change_of_kind ON change (kind, seq);
";

/// Takes the tables of a file away.
pub(super) const DROP: &str = "
DROP TABLE IF EXISTS main.stretch;
DROP TABLE IF EXISTS main.run;
DROP TABLE IF EXISTS main.catalogue;
DROP TABLE IF EXISTS main.change;
";

/// Their names.
pub(super) const NAMES: [&str; 4] = ["stretch", "run", "catalogue", "change"];

/// Each table as rows in one order, to be compared.
pub(super) const ROWS: [&str; 4] = [
    "SELECT * FROM stretch ORDER BY first_seq",
    "SELECT * FROM run ORDER BY opened_seq",
    "SELECT * FROM catalogue ORDER BY first_seq",
    "SELECT * FROM change ORDER BY seq",
];

/// Texts of runs in one row of the catalogue: a new run writes this row anew.
const RUNS_A_PAGE: i64 = 64;

/// An entry as far as the tables go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Told {
    pub seq: u64,
    pub run: Option<String>,
    pub what: Option<What>,
}

/// What an entry tells the tables beyond whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    Opened(Box<Opened>),
    Concluded {
        verdict: String,
    },
    State(RunState),
    /// Something legally relevant; where only a difference counts, what it says now.
    Changed {
        kind: String,
        what: Option<String>,
    },
}

/// A run as it is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Opened {
    kind: String,
    title: String,
    instrument: String,
    place: String,
    date: String,
    demonstration: bool,
    at: String,
    /// What it is found by: one line.
    text: String,
}

/// Kinds that change something legally relevant whenever they occur; a start of the program does when it is another program.
const CHANGES: &[&str] = &[
    "key-made",
    "key-changed",
    "account-added",
    "account-changed",
    "account-closed",
    "account-locked",
    "account-unlocked",
    "secret-changed",
    "sign-in",
    "sign-out",
    "standard-added",
    "standard-changed",
    "standard-retired",
    "configuration-changed",
    "number-reserved",
    "clock-jump",
    "clock-confirmed",
];

/// Where the first entry of a run names what is inspected.
const INSTRUMENT: &[&str] =
    &["/task/pile/name", "/task/pile/serial", "/task/scale/name", "/task/scale/serial", "/task/product"];
const PLACE: &[&str] = &["/task/place"];
/// What a run is found by, beside its title, instrument and place.
const MORE: &[&str] =
    &["/task/pile/model", "/task/pile/maker", "/task/scale/model", "/task/scale/maker", "/task/maker", "/task/batch"];

impl Told {
    /// From an entry of which the outline is known; the body is only read further where it says more.
    pub fn of(seq: u64, outline: &Outline<'_>, body: &str) -> Self {
        let run = outline.run.as_deref();
        Self { seq, run: run.map(str::to_owned), what: What::of(outline, body) }
    }
}

impl What {
    /// What an entry tells beyond whose it is; nothing for readings.
    pub fn of(outline: &Outline<'_>, body: &str) -> Option<Self> {
        let of_run = outline.run.is_some();
        match outline.kind.as_ref() {
            "run-opened" if of_run => {
                let data: Value = data(body);
                let run = outline.run.as_deref().unwrap_or_default();
                Some(Self::Opened(Box::new(Opened::of(run, &outline.at, &data))))
            }
            "run-concluded" if of_run => Some(Self::Concluded { verdict: data::<Concluded>(body).verdict() }),
            "run-checked" if of_run => {
                let returned = data::<Value>(body).get("outcome").and_then(Value::as_str) == Some("returned");
                Some(Self::State(if returned { RunState::Returned } else { RunState::Checked }))
            }
            "run-approved" if of_run => Some(Self::State(RunState::Approved)),
            "program-started" => {
                let data: Value = data(body);
                let part = |name: &str| data.get(name).cloned().unwrap_or_default();
                let parts = ["version", "program", "rules", "devices"].map(part);
                let what = Value::from(parts.to_vec()).to_string();
                Some(Self::Changed { kind: "program-started".into(), what: Some(what) })
            }
            kind if CHANGES.contains(&kind) => Some(Self::Changed { kind: kind.to_owned(), what: None }),
            _ => None,
        }
    }
}

/// The data of a body in a shape; what does not have it says nothing.
fn data<T: Default + for<'a> Deserialize<'a>>(body: &str) -> T {
    #[derive(Deserialize)]
    struct Body<T> {
        data: T,
    }
    serde_json::from_str::<Body<T>>(body).map(|body| body.data).unwrap_or_default()
}

/// The one field of a conclusion that counts here: the judgement beside it is long and is passed over.
#[derive(Default, Deserialize)]
struct Concluded {
    #[serde(default)]
    verdict: Value,
}

impl Concluded {
    fn verdict(&self) -> String {
        self.verdict.as_str().unwrap_or_default().to_owned()
    }
}

impl Opened {
    fn of(run: &str, at: &str, data: &Value) -> Self {
        let text = |key: &str| data.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (title, instrument, place) = (text("title"), joined(data, INSTRUMENT), joined(data, PLACE));
        let date = Some(text("date")).filter(|date| !date.is_empty());
        let mut found_by = run.to_owned();
        for part in [&title, &instrument, &place, &joined(data, MORE)].into_iter().flat_map(|text| text.split(" · ")) {
            // What stands there already is found already.
            if !found_by.contains(part) {
                found_by = found_by + " " + part;
            }
        }
        Self {
            kind: text("kind"),
            date: date.unwrap_or_else(|| at.get(..10).unwrap_or_default().to_owned()),
            demonstration: data.get("demonstration").and_then(Value::as_bool).unwrap_or(false),
            at: at.to_owned(),
            text: folded(&found_by),
            title,
            instrument,
            place,
        }
    }
}

/// The texts at these places, those that are there.
fn joined(data: &Value, places: &[&str]) -> String {
    let texts = places.iter().filter_map(|place| data.pointer(place)?.as_str());
    texts.map(str::trim).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// A text as it is looked for: small letters, one blank between words, no line's end.
pub(super) fn folded(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where the tables stand: whose the last entry was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fold {
    run: Option<String>,
}

/// What came of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Folded {
    Taken,
    /// A run of this id was opened before; the first one stands.
    OpenedBefore,
}

impl Fold {
    /// Where the tables of a connection stand.
    pub fn at_end(connection: &Connection) -> rusqlite::Result<Self> {
        let sql = "SELECT run FROM stretch ORDER BY first_seq DESC LIMIT 1";
        Ok(Self { run: connection.query_row(sql, [], |row| row.get(0)).optional()?.flatten() })
    }

    /// Takes an entry into the tables of a connection.
    pub fn take(&mut self, connection: &Connection, told: &Told) -> rusqlite::Result<Folded> {
        let seq = told.seq.cast_signed();
        if told.run != self.run {
            let sql = "INSERT INTO stretch (first_seq, run) VALUES (?1, ?2)";
            connection.prepare_cached(sql)?.execute(params![seq, told.run])?;
            self.run.clone_from(&told.run);
        }
        match (&told.what, &told.run) {
            (Some(What::Opened(opened)), Some(run)) => return open(connection, seq, run, opened),
            (Some(What::Concluded { verdict }), Some(run)) => {
                let sql = "UPDATE run SET concluded_seq = ?2, verdict = ?3, state = ?4 WHERE id = ?1";
                let state = RunState::Concluded.word();
                connection.prepare_cached(sql)?.execute(params![run, seq, verdict, state])?;
            }
            (Some(What::State(state)), Some(run)) => {
                let sql = "UPDATE run SET state = ?2 WHERE id = ?1";
                connection.prepare_cached(sql)?.execute(params![run, state.word()])?;
            }
            (Some(What::Changed { kind, what }), _) => {
                let sql = "INSERT INTO change (seq, kind, what) SELECT ?1, ?2, ?3 WHERE ?3 IS NULL OR ?3 IS NOT
                    (SELECT what FROM change WHERE kind = ?2 ORDER BY seq DESC LIMIT 1)";
                connection.prepare_cached(sql)?.execute(params![seq, kind, what])?;
            }
            _ => {}
        }
        Ok(Folded::Taken)
    }
}

fn open(connection: &Connection, seq: i64, run: &str, opened: &Opened) -> rusqlite::Result<Folded> {
    let sql = "INSERT OR IGNORE INTO run
        (opened_seq, id, kind, title, instrument, place, date, demonstration, opened_at, state)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    let Opened { kind, title, instrument, place, date, demonstration, at, text } = opened;
    let state = RunState::Open.word();
    let values = params![seq, run, kind, title, instrument, place, date, demonstration, at, state];
    if connection.prepare_cached(sql)?.execute(values)? == 0 {
        return Ok(Folded::OpenedBefore);
    }
    let line = format!("{seq} {text}\n");
    let sql = "UPDATE catalogue SET runs = runs + 1, text = text || ?1
        WHERE first_seq = (SELECT MAX(first_seq) FROM catalogue) AND runs < ?2";
    if connection.prepare_cached(sql)?.execute(params![line, RUNS_A_PAGE])? == 0 {
        let sql = "INSERT INTO catalogue (first_seq, runs, text) VALUES (?1, 1, ?2)";
        connection.prepare_cached(sql)?.execute(params![seq, line])?;
    }
    Ok(Folded::Taken)
}
