//! What was done on one day, and what waits for a signature: a few counts, told from the tables for searching.

use super::error::LedgerError;
use super::record::RunState;
use super::scan::outline;
use super::store::Ledger;
use rusqlite::{OptionalExtension, params};

/// The work of a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DayWork {
    /// How many runs were opened.
    pub begun: u64,
    /// How many were concluded, by verdict.
    pub concluded: Vec<(String, u64)>,
    /// How many runs of any day wait for a checker. Nobody can sign what was begun before there were accounts.
    pub to_check: u64,
    /// How many wait for an approver.
    pub to_approve: u64,
}

impl DayWork {
    /// How many runs were concluded in all.
    pub fn concluded_in_all(&self) -> u64 {
        self.concluded.iter().map(|(_, count)| count).sum()
    }
}

impl Ledger {
    /// The work of a day, `YYYY-MM-DD` of the clock on the wall. The day is taken to begin with the first entry that says
    /// it: found by halving, so that neither the entries of other days nor their runs are touched.
    pub fn day(&self, day: &str) -> Result<DayWork, LedgerError> {
        let failed = |why: rusqlite::Error| LedgerError::of(self.path(), &why);
        let from = self.first_of_day(day)?;
        let file = self.connection();
        let count = |row: &rusqlite::Row<'_>| row.get::<_, i64>(0).map(i64::cast_unsigned);
        let begun = file.prepare_cached("SELECT COUNT(*) FROM run WHERE opened_seq >= ?1");
        let begun = begun.and_then(|mut begun| begun.query_row([from], count)).map_err(failed)?;
        // Only runs that an entry of the day belongs to can have been concluded on it.
        let sql = "SELECT verdict, COUNT(*) FROM run JOIN (SELECT DISTINCT run AS touched FROM stretch
            WHERE first_seq >= (SELECT COALESCE(MAX(first_seq), 0) FROM stretch WHERE first_seq <= ?1))
            ON id = touched WHERE concluded_seq >= ?1 GROUP BY verdict
            ORDER BY CASE verdict WHEN 'pass' THEN 0 WHEN 'fail' THEN 1 ELSE 2 END, verdict";
        let mut statement = file.prepare_cached(sql).map_err(failed)?;
        let rows = statement.query_map([from], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.cast_unsigned())));
        let concluded = rows.and_then(Iterator::collect::<rusqlite::Result<_>>).map_err(failed)?;
        let waiting = |state: RunState| {
            let sql = "SELECT COUNT(*) FROM run INDEXED BY run_found WHERE state = ?1 AND demonstration = 0
                AND opened_seq > (SELECT MIN(seq) FROM change WHERE kind = 'account-added')";
            let statement = file.prepare_cached(sql);
            statement.and_then(|mut statement| statement.query_row([state.word()], count)).map_err(failed)
        };
        let (to_check, to_approve) = (waiting(RunState::Concluded)?, waiting(RunState::Checked)?);
        Ok(DayWork { begun, concluded, to_check, to_approve })
    }

    /// Number of the first entry of a day; one behind the last where the day has none.
    fn first_of_day(&self, day: &str) -> Result<i64, LedgerError> {
        let failed = |why: rusqlite::Error| LedgerError::of(self.path(), &why);
        let (mut low, mut high) = (1, self.head_as_read()?.seq.cast_signed().saturating_add(1));
        let mut statement =
            self.connection().prepare_cached("SELECT body FROM entry WHERE seq = ?1").map_err(failed)?;
        while low < high {
            let middle = low + (high - low) / 2;
            let body: Option<String> =
                statement.query_row(params![middle], |row| row.get(0)).optional().map_err(failed)?;
            // An entry that is missing or cannot be read is the check's to find; here it belongs to some day before.
            let of_day = body.is_some_and(|body| outline(&body).is_ok_and(|outline| outline.at.as_ref() >= day));
            (low, high) = if of_day { (low, middle) } else { (middle + 1, high) };
        }
        Ok(low)
    }
}
