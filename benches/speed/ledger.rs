//! One durable entry, held against the same number of bytes in a bare SQLite table: what the chain costs.

use crate::life::observation;
use crate::statistics::Times;
use crate::table::{Amount, Entry, Goal};
use crate::{Effort, Failure, Measured, peer};
use quanheng::ledger::Ledger;
use quanheng::link;
use std::path::Path;
use std::time::Instant;

const RUN: &str = "20260315-090000-lot-0000";
const PEER: &str = "bare rusqlite, WAL + FULL";

/// Appends to both in turn, so that both meet the same disk.
pub fn measure(effort: Effort, folder: &Path) -> Measured {
    let mut ledger = Ledger::open(folder).map_err(|why| format!("{why:?}"))?;
    let bare = peer::database(&folder.join("bare.db"))?;
    let size = {
        append(&mut ledger, 1)?;
        body_size(folder)?
    };
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for number in 0..effort.appends {
        let record = observation(RUN, u64::try_from(number)?, &link::stamp())?;
        let before = Instant::now();
        ledger.append(&record).map_err(|why| format!("{why:?}"))?;
        ours.push(before.elapsed());
        let body = vec![b'x'; size];
        let before = Instant::now();
        peer::commit(&bare, &body)?;
        theirs.push(before.elapsed());
    }
    let (ours, theirs) = (Times::of(ours)?, Times::of(theirs)?);
    let rate = |times: &Times| times.count() as f64 / times.total().as_secs_f64();
    let (our_rate, their_rate) = (rate(&ours), rate(&theirs));
    let p99 = ours.p99().div_duration_f64(theirs.p99());
    Ok(vec![
        Entry::new(format!("ledger append of {size} bytes, {}", effort.appends), Amount::PerSecond(our_rate))
            .peer(PEER, Amount::PerSecond(their_rate))
            .row(),
        Entry::new("ledger append, rate against the peer", Amount::Times(our_rate / their_rate))
            .goal(Goal::AtLeast(Amount::Times(0.8)))
            .row(),
        Entry::new("ledger append, p99", Amount::Time(ours.p99())).peer(PEER, Amount::Time(theirs.p99())).row(),
        Entry::new("ledger append, p99 against the peer", Amount::Times(p99))
            .goal(Goal::AtMost(Amount::Times(1.25)))
            .row(),
    ])
}

fn append(ledger: &mut Ledger, number: u64) -> Result<(), Failure> {
    ledger.append(&observation(RUN, number, &link::stamp())?).map(drop).map_err(|why| format!("{why:?}").into())
}

/// How many bytes the body of an entry has, as it lies in the file.
fn body_size(folder: &Path) -> Result<usize, Failure> {
    let file = rusqlite::Connection::open(folder.join(quanheng::ledger::FILE))?;
    let sql = "SELECT length(CAST(body AS BLOB)) FROM entry ORDER BY seq DESC LIMIT 1";
    Ok(usize::try_from(file.query_row(sql, [], |row| row.get::<_, i64>(0))?)?)
}
