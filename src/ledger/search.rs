//! Finding runs: by words, kind, verdict and days, a page at a time; and how often something legally relevant changed.

use super::error::LedgerError;
use super::progress::Progress;
use super::projection::folded;
use super::record::{RunRow, RunState};
use super::store::Ledger;
use memchr::memmem::Finder;
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};

/// Which runs are looked for; what is left empty does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunQuery {
    /// Words that all stand somewhere in id, title, instrument, place, maker, model or batch; parts of words do.
    pub text: String,
    /// `lot`, `pile`, ….
    pub kind: Option<String>,
    /// `pass`, `fail`, ….
    pub verdict: Option<String>,
    /// First day of the test, `YYYY-MM-DD`.
    pub from: Option<String>,
    /// Last day of the test, `YYYY-MM-DD`.
    pub to: Option<String>,
    /// Only demonstrations, or none.
    pub demonstration: Option<bool>,
    /// How far they have come.
    pub state: Option<RunState>,
}

/// A page of what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunPage {
    /// The runs of this page, the one opened last first.
    pub runs: Vec<RunRow>,
    /// How many runs were found in all.
    pub total: u64,
}

const COLUMNS: &str =
    "SELECT id, kind, title, instrument, place, date, demonstration, opened_seq, opened_at, concluded_seq,
    verdict, state FROM run";

impl Ledger {
    /// Looks for runs; answers with `limit` of them from number `offset` on.
    pub fn search(&self, query: &RunQuery, limit: usize, offset: usize) -> Result<RunPage, LedgerError> {
        self.search_watched(query, limit, offset, &Progress::default())
    }

    /// The same, telling how many runs were looked through; refuses with [`LedgerError::Stopped`] once it was stopped.
    pub fn search_watched(
        &self,
        query: &RunQuery,
        limit: usize,
        offset: usize,
        progress: &Progress,
    ) -> Result<RunPage, LedgerError> {
        progress.covers(self);
        self.found(query, limit, offset, progress)
    }

    /// The runs that were opened last, newest first.
    pub fn recent(&self, limit: usize) -> Result<Vec<RunRow>, LedgerError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.rows(&format!("{COLUMNS} ORDER BY opened_seq DESC LIMIT ?1"), [limit])
    }

    /// The runs without a verdict, newest first.
    pub fn open_runs(&self) -> Result<Vec<RunRow>, LedgerError> {
        self.rows(&format!("{COLUMNS} WHERE concluded_seq IS NULL ORDER BY opened_seq DESC"), [])
    }

    /// Every run, in the order of opening.
    pub fn runs(&self) -> Result<Vec<RunRow>, LedgerError> {
        self.rows(&format!("{COLUMNS} ORDER BY opened_seq"), [])
    }

    /// One run.
    pub fn run(&self, id: &str) -> Result<Option<RunRow>, LedgerError> {
        Ok(self.rows(&format!("{COLUMNS} WHERE id = ?1"), [id])?.pop())
    }

    /// How many entries changed something legally relevant: keys, accounts, secrets, the program, what it is set to, a clock.
    pub fn changes(&self) -> Result<u64, LedgerError> {
        let count = self.connection().query_row(
            "SELECT COUNT(*) FROM change WHERE kind NOT IN ('sign-in', 'sign-out')",
            [],
            |row| row.get::<_, i64>(0),
        );
        count.map(i64::cast_unsigned).map_err(|why| LedgerError::of(self.path(), &why))
    }

    fn rows(&self, sql: &str, values: impl rusqlite::Params) -> Result<Vec<RunRow>, LedgerError> {
        let rows = || {
            let mut statement = self.connection().prepare_cached(sql)?;
            statement.query_map(values, run_row)?.collect::<rusqlite::Result<_>>()
        };
        rows().map_err(|why| LedgerError::of(self.path(), &why))
    }

    fn found(
        &self,
        query: &RunQuery,
        limit: usize,
        offset: usize,
        progress: &Progress,
    ) -> Result<RunPage, LedgerError> {
        let failed = |why: rusqlite::Error| LedgerError::of(self.path(), &why);
        // One state of the file for the texts, the facts and the rows, whoever is writing.
        let transaction = self.connection().unchecked_transaction().map_err(failed)?;
        let (words, facts) = (folded(&query.text), Facts::of(query));
        if words.is_empty() {
            return facts.page(&transaction, limit, offset).map_err(failed);
        }
        let mut seqs = self.hits(&words, progress)?;
        if !facts.conditions.is_empty() {
            facts.keep(&transaction, &mut seqs).map_err(failed)?;
        }
        let statement = transaction.prepare_cached(&format!("{COLUMNS} WHERE opened_seq = ?1"));
        let mut statement = statement.map_err(failed)?;
        let page = seqs.iter().rev().skip(offset).take(limit);
        let runs = page.map(|seq| statement.query_row([seq], run_row)).collect::<rusqlite::Result<_>>();
        Ok(RunPage { runs: runs.map_err(failed)?, total: u64::try_from(seqs.len()).unwrap_or(u64::MAX) })
    }

    /// The runs in whose text every word stands: numbers of their first entries, in order.
    fn hits(&self, words: &str, progress: &Progress) -> Result<Vec<i64>, LedgerError> {
        let failed = |why: rusqlite::Error| LedgerError::of(self.path(), &why);
        let mut words: Vec<&str> = words.split(' ').collect();
        // The longest is the rarest, most likely; the others are only looked for where it stands.
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        let finders: Vec<Finder<'_>> = words.iter().map(|word| Finder::new(word.as_bytes())).collect();
        let runs = "SELECT COALESCE(SUM(runs), 0) FROM catalogue";
        let runs = self.connection().query_row(runs, [], |row| row.get::<_, i64>(0)).map_err(failed)?;
        progress.expect(u64::try_from(runs).unwrap_or(0));
        let sql = "SELECT text, runs FROM catalogue ORDER BY first_seq";
        let mut statement = self.connection().prepare_cached(sql).map_err(failed)?;
        let (mut rows, mut hits) = (statement.query([]).map_err(failed)?, Vec::new());
        while let Some(row) = rows.next().map_err(failed)? {
            let text = row.get_ref(0).and_then(|text| text.as_bytes().map_err(rusqlite::Error::from));
            look_through(text.map_err(failed)?, &finders, &mut hits);
            progress.step(u64::try_from(row.get::<_, i64>(1).map_err(failed)?).unwrap_or(0))?;
        }
        Ok(hits)
    }
}

/// What of a query is no text: the conditions on one index that holds all their columns, so that no row is touched.
struct Facts {
    conditions: String,
    values: Vec<Value>,
}

impl Facts {
    fn of(query: &RunQuery) -> Self {
        let text = |text: &Option<String>| text.clone().map(Value::Text);
        let state = query.state.map(|state| Value::Text(state.word().to_owned()));
        let asked = [
            ("kind =", text(&query.kind)),
            ("verdict =", text(&query.verdict)),
            ("date >=", text(&query.from)),
            ("date <=", text(&query.to)),
            ("demonstration =", query.demonstration.map(Value::from)),
            ("state =", state),
        ];
        let (mut conditions, mut values) = (String::new(), Vec::new());
        for (condition, value) in asked {
            let Some(value) = value else { continue };
            conditions += if values.is_empty() { " WHERE " } else { " AND " };
            conditions += &format!("{condition} ?");
            values.push(value);
        }
        Self { conditions, values }
    }

    fn from(&self) -> String {
        format!("FROM run INDEXED BY run_found{}", self.conditions)
    }

    /// A page of every run that meets them.
    fn page(&self, file: &Connection, limit: usize, offset: usize) -> rusqlite::Result<RunPage> {
        let count = |row: &Row<'_>| row.get::<_, i64>(0);
        let total = format!("SELECT COUNT(*) {}", self.from());
        let total = file.prepare_cached(&total)?.query_row(params_from_iter(&self.values), count)?;
        let [limit, offset] = [limit, offset].map(|number| Value::from(i64::try_from(number).unwrap_or(i64::MAX)));
        let values = self.values.iter().chain([&limit, &offset]);
        let seqs = format!("SELECT opened_seq {} ORDER BY opened_seq DESC LIMIT ? OFFSET ?", self.from());
        let rows = format!("{COLUMNS} WHERE opened_seq IN ({seqs}) ORDER BY opened_seq DESC");
        let mut statement = file.prepare_cached(&rows)?;
        let runs = statement.query_map(params_from_iter(values), run_row)?.collect::<rusqlite::Result<_>>()?;
        Ok(RunPage { runs, total: total.cast_unsigned() })
    }

    /// Keeps of numbers in order those of runs that meet them.
    fn keep(&self, file: &Connection, seqs: &mut Vec<i64>) -> rusqlite::Result<()> {
        let mut statement = file.prepare_cached(&format!("SELECT opened_seq {} ORDER BY opened_seq", self.from()))?;
        let mut rows = statement.query(params_from_iter(&self.values))?;
        let (mut kept, mut waiting) = (Vec::new(), seqs.iter().copied().peekable());
        // Both in order: each is gone through once.
        while let (Some(row), Some(_)) = (rows.next()?, waiting.peek()) {
            let seq: i64 = row.get(0)?;
            while waiting.next_if(|waiting| *waiting < seq).is_some() {}
            kept.extend(waiting.next_if_eq(&seq));
        }
        *seqs = kept;
        Ok(())
    }
}

/// Looks through a row of the catalogue: lines of a number, a blank and a text.
fn look_through(page: &[u8], finders: &[Finder<'_>], hits: &mut Vec<i64>) {
    let Some((first, others)) = finders.split_first() else { return };
    let mut rest = page;
    while let Some(at) = first.find(rest) {
        let (before, from) = rest.split_at(at);
        let start = memchr::memrchr(b'\n', before).map_or(0, |end| end + 1);
        let length = memchr::memchr(b'\n', from).map_or(rest.len(), |end| at + end) - start;
        let line = rest.get(start..start + length).unwrap_or_default();
        rest = rest.get(start + length..).unwrap_or_default();
        let Some((number, text)) = memchr::memchr(b' ', line).and_then(|blank| line.split_at_checked(blank)) else {
            continue;
        };
        // The number before the text is none of its words.
        let whole = (at >= start + number.len() || first.find(text).is_some())
            && others.iter().all(|word| word.find(text).is_some());
        if whole {
            let digit =
                |number: i64, digit: &u8| number.wrapping_mul(10).wrapping_add(i64::from(digit.wrapping_sub(b'0')));
            hits.push(number.iter().fold(0, digit));
        }
    }
}

fn run_row(row: &Row<'_>) -> rusqlite::Result<RunRow> {
    let state: String = row.get(11)?;
    Ok(RunRow {
        id: row.get(0)?,
        kind: row.get(1)?,
        title: row.get(2)?,
        instrument: row.get(3)?,
        place: row.get(4)?,
        date: row.get(5)?,
        demonstration: row.get(6)?,
        opened_seq: row.get::<_, i64>(7)?.cast_unsigned(),
        opened_at: row.get(8)?,
        concluded_seq: row.get::<_, Option<i64>>(9)?.map(i64::cast_unsigned),
        verdict: row.get(10)?,
        state: RunState::named(&state).unwrap_or(RunState::Open),
    })
}
