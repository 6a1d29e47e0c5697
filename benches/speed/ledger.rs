//! One durable entry, held against the same number of bytes in a bare SQLite table: what the chain costs.

use crate::statistics::Times;
use crate::table::{Amount, Entry, Goal};
use crate::{Effort, Failure, Measured, peer};
use quanheng::instrument::Reading;
use quanheng::ledger::{Ledger, Record};
use quanheng::link;
use quanheng::procedure::{Observation, Origin, Subject, Window};
use quanheng::protocol::{Datum, Measurand, hex, yaohua};
use quanheng::quantity::{Decimal, Unit};
use std::path::Path;
use std::time::Instant;

/// Readings in the window of an observation: 600 ms at ten a second.
const READINGS: u64 = 7;
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
        let record = record(u64::try_from(number)?)?;
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
    ledger.append(&record(number)?).map(drop).map_err(|why| format!("{why:?}").into())
}

/// How many bytes the body of an entry has, as it lies in the file.
fn body_size(folder: &Path) -> Result<usize, Failure> {
    let file = rusqlite::Connection::open(folder.join(quanheng::ledger::FILE))?;
    let sql = "SELECT length(CAST(body AS BLOB)) FROM entry ORDER BY seq DESC LIMIT 1";
    Ok(usize::try_from(file.query_row(sql, [], |row| row.get::<_, i64>(0))?)?)
}

/// An observation as a weighing gives it: a window of readings with their frames.
fn record(number: u64) -> Result<Record, Failure> {
    let value = Decimal::new(5012, 4);
    let frame = hex(&yaohua::encode(value).ok_or("no frame")?);
    let stamp = link::stamp();
    let reading = |at: u64| Reading {
        seq: number * READINGS + at,
        stamp: stamp.clone(),
        device: "yaohua-xk3190-a9".into(),
        port: "/dev/ttyUSB0".into(),
        port_id: None,
        address: None,
        datum: Datum::new(Measurand::Mass, value.into()).unit(Some(Unit::Kilogram)),
        frame: frame.clone(),
        request: None,
    };
    let window =
        Window { readings: READINGS, length_ns: "600000000".into(), spread: "0.0000".into(), told_by: "window".into() };
    let observation = Observation {
        subject: Subject::Package { number },
        value: value.to_string(),
        unit: Some(Unit::Kilogram),
        package: None,
        origin: Origin::Read { readings: (0..READINGS).map(reading).collect(), window: Some(window) },
    };
    let data = storable(serde_json::to_value(observation)?);
    let (kind, run) = ("observation".into(), Some("20260315-090000-lot-0000".into()));
    Ok(Record { kind, run, at: stamp.at, mono_ns: stamp.mono_ns, data })
}

/// The ledger holds no whole number beyond 2^53; the monotonic clock of a machine that runs for months is one.
fn storable(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Number(number) if number.as_u64().is_some_and(|n| n > 1 << 53) => Value::String(number.to_string()),
        Value::Array(items) => items.into_iter().map(storable).collect(),
        Value::Object(fields) => fields.into_iter().map(|(key, value)| (key, storable(value))).collect(),
        other => other,
    }
}
