//! What a station writes in its life: runs as they are opened, weighed and concluded, as many as are wanted.

use crate::Failure;
use quanheng::instrument::{Reading, Stamp};
use quanheng::ledger::{Ledger, Record};
use quanheng::procedure::{Observation, Origin, Subject, Window};
use quanheng::protocol::{Datum, Measurand, hex, yaohua};
use quanheng::quantity::{Decimal, Unit};
use quanheng::regulation::{Book, Format, LotCase, judge_lot};
use serde_json::{Value, json};
use std::path::Path;

/// Readings of the scale in the window of an observation: 600 ms at ten a second.
const WINDOW: u64 = 7;
/// Records stored with one commit while a ledger is filled.
const BATCH: usize = 2000;

const PLACES: [&str; 6] = ["滨江站", "东市场", "西市场", "高新区充电站", "港口 Dock 7", "城北超市"];
const PRODUCTS: [&str; 6] = ["大米", "小米", "花生油", "面粉", "白砂糖 sugar", "酱油"];
const VERDICTS: [&str; 3] = ["pass", "fail", "incomplete"];

/// Fills a new ledger with runs of so many observations each; places, products and verdicts are drawn.
pub fn fill(folder: &Path, runs: u64, observations: u64, random: &mut fastrand::Rng) -> Result<(), Failure> {
    let mut ledger = Ledger::open(folder).map_err(|why| format!("{why:?}"))?;
    let (judgement, mut clock, mut batch) = (judgement()?, Clock::default(), Vec::new());
    let mut store = |batch: &mut Vec<Record>, least: usize| -> Result<(), Failure> {
        if batch.len() >= least {
            ledger.append_all(batch).map_err(|why| format!("{why:?}"))?;
            batch.clear();
        }
        Ok(())
    };
    for number in 0..runs {
        let stamp = clock.next();
        let day = stamp.at.get(..10).unwrap_or_default();
        let run = format!("{}-lot-{number:06}", day.replace('-', ""));
        batch.push(record("run-opened", &run, &stamp, opened(number, day, random)));
        for package in 0..observations {
            batch.push(observation(&run, package, &clock.next())?);
            store(&mut batch, BATCH)?;
        }
        let verdict = random.choice(VERDICTS).unwrap_or_default();
        let concluded = json!({ "verdict": verdict, "judgement": judgement });
        // A few stay open.
        if random.u8(..100) > 0 {
            batch.push(record("run-concluded", &run, &clock.next(), concluded));
        }
        store(&mut batch, BATCH)?;
    }
    store(&mut batch, 1)
}

/// A time of its own for each record; both clocks move alike.
#[derive(Default)]
struct Clock {
    /// Since the first one, milliseconds.
    since_ms: u64,
}

impl Clock {
    fn next(&mut self) -> Stamp {
        self.since_ms += 1100;
        let (day, ms) = (self.since_ms / 86_400_000, self.since_ms % 86_400_000);
        // Months of 28 days: every such day there is.
        let (year, month, day) = (2026 + day / 336, day / 28 % 12 + 1, day % 28 + 1);
        let (hour, minute, second, ms) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000);
        let at = format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{ms:03}+08:00");
        Stamp { at, mono_ns: self.since_ms * 1_000_000 }
    }
}

fn record(kind: &str, run: &str, stamp: &Stamp, data: Value) -> Record {
    Record {
        kind: kind.into(),
        run: Some(run.into()),
        at: stamp.at.clone(),
        mono_ns: stamp.mono_ns,
        data: storable(data),
    }
}

/// The plan of a lot, as the station stores it.
fn opened(number: u64, day: &str, random: &mut fastrand::Rng) -> Value {
    let (product, place) = (random.choice(PRODUCTS).unwrap_or_default(), random.choice(PLACES).unwrap_or_default());
    let task = json!({ "product": product, "maker": "云南粮油有限公司", "batch": format!("B{number:05}"), "place": place,
        "label": { "quantity": "5", "unit": "kg" }, "lot_size": 5000, "inspectors": ["李明", "王芳"],
        "scale": { "device": "yaohua-xk3190-a9", "port": "/dev/ttyUSB0" }, "tare": { "method": "average" } });
    json!({ "kind": "lot", "task": task, "title": format!("{product} · 5 kg · B{number:05}"), "demonstration": false,
        "regulation": "cn-jjf1070-2023", "date": day, "program": "quanheng" })
}

/// A whole judgement with its trace.
fn judgement() -> Result<Value, Failure> {
    let net: Vec<String> = (0..125).map(|number| format!("\"{}.{}\"", 496 + number * 7 % 10, number % 10)).collect();
    let label = "label = { quantity = \"500\", unit = \"g\" }";
    let text = format!("regulation = \"cn-jjf1070-2005\"\nlot_size = 5000\n{label}\nnet = [{}]\n", net.join(", "));
    let case = LotCase::from_text(&text, Format::Toml).map_err(|why| format!("{why:?}"))?;
    let book = Book::embedded().map_err(|why| format!("{why:?}"))?;
    Ok(serde_json::to_value(judge_lot(&case, book).map_err(|why| format!("{why:?}"))?)?)
}

/// An observation as a weighing gives it: a window of readings with their frames.
pub fn observation(run: &str, number: u64, stamp: &Stamp) -> Result<Record, Failure> {
    let value = Decimal::new(5012, 4);
    let frame = hex(&yaohua::encode(value).ok_or("no frame")?);
    let reading = |at: u64| Reading {
        seq: number * WINDOW + at,
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
        Window { readings: WINDOW, length_ns: "600000000".into(), spread: "0.0000".into(), told_by: "window".into() };
    let observation = Observation {
        subject: Subject::Package { number },
        value: value.to_string(),
        unit: Some(Unit::Kilogram),
        origin: Origin::Read { readings: (0..WINDOW).map(reading).collect(), window: Some(window) },
    };
    Ok(record("observation", run, stamp, serde_json::to_value(observation)?))
}

/// The ledger holds no whole number beyond 2^53; the monotonic clock of a machine that runs for months is one.
fn storable(value: Value) -> Value {
    match value {
        Value::Number(number) if number.as_u64().is_some_and(|n| n > 1 << 53) => Value::String(number.to_string()),
        Value::Array(items) => items.into_iter().map(storable).collect(),
        Value::Object(fields) => fields.into_iter().map(|(key, value)| (key, storable(value))).collect(),
        other => other,
    }
}
