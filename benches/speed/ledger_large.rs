//! A ledger of years: how long it takes to check it, to open it, and to find a run in it, and the room it needs.

use crate::screen::{first_frame, load};
use crate::statistics::Times;
use crate::table::{Amount, Entry, Goal};
use crate::terminal::{Terminal, whole_frame};
use crate::{Effort, Failure, Measured, life, machine};
use quanheng::ledger::{FILE, Ledger, RunQuery, check};
use rusqlite::{Connection, OpenFlags};
use sha2::{Digest, Sha256};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Observations of a run: the packages of the largest sample.
const RUN: u64 = 125;
/// Times are told for so many readings, however many there are.
const TOLD_FOR: f64 = 1e6;
/// How often the whole is checked.
const CHECKS: usize = 5;
/// Bodies hashed in one go by the peer.
const BATCH: usize = 2000;

/// A program that uses less of a processor than this has nothing left to do.
const AT_REST_PERCENT: f64 = 2.0;
/// No walk through a chain takes longer.
const WALKED_WITHIN_S: u32 = 120;

/// Fills two ledgers and measures.
pub fn measure(effort: Effort, folder: &Path) -> Measured {
    let seed = std::env::var("QUANHENG_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_125);
    eprintln!("QUANHENG_SEED={seed}, {} readings, {} runs searched", effort.readings, effort.searched);
    let mut random = fastrand::Rng::with_seed(seed);
    let (long, many) = (folder.join("long"), folder.join("many"));
    life::fill(&long, effort.readings / RUN, RUN, &mut random)?;
    let mut rows = checked(&long, effort.readings)?;
    rows.extend(opened(&long, effort)?);
    life::fill(&many, effort.searched, 0, &mut random)?;
    rows.extend(searched(&many, effort.searched, &mut random)?);
    Ok(rows)
}

/// The whole check against hashing the same bytes, in turn.
fn checked(folder: &Path, readings: u64) -> Measured {
    let ledger = Ledger::open_reading(folder).map_err(|why| format!("{why:?}"))?;
    let (mut ours, mut raw, mut verb, mut bytes) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for _ in 0..CHECKS {
        let before = Instant::now();
        let report = check(&ledger, &[]).map_err(|why| format!("{why:?}"))?;
        ours.push(before.elapsed());
        if let Some(broken) = report.broken {
            return Err(broken.en.into());
        }
        let (time, hashed) = hash(&folder.join(FILE))?;
        raw.push(time);
        bytes = hashed;
        let mut command = Command::new(crate::PROGRAM);
        command.arg("--data").arg(folder).args(["ledger", "check"]).stdin(Stdio::null()).stdout(Stdio::null());
        let before = Instant::now();
        let status = command.status()?;
        verb.push(before.elapsed());
        if !status.success() {
            return Err(format!("{command:?} ended with {status}").into());
        }
    }
    let (ours, raw, verb) = (Times::of(ours)?, Times::of(raw)?, Times::of(verb)?);
    let rate = |times: &Times| bytes as f64 / 1e6 / times.median().as_secs_f64();
    let ratio = rate(&ours) / rate(&raw);
    let verb = verb.median().mul_f64(TOLD_FOR / readings as f64);
    let room = std::fs::metadata(folder.join(FILE))?.len() as f64 / readings as f64;
    let name = format!("ledger check of {readings} readings, MB/s, median of {CHECKS}");
    Ok(vec![
        Entry::new(name, Amount::Megabytes(rate(&ours))).peer("SHA-256 alone", Amount::Megabytes(rate(&raw))).row(),
        Entry::new("ledger check, rate against the peer", Amount::Times(ratio))
            .goal(Goal::AtLeast(Amount::Times(0.5)))
            .row(),
        Entry::new("ledger check of 10^6 readings, process", Amount::Time(verb))
            .goal(Goal::AtMost(Amount::Time(Duration::from_secs(5))))
            .row(),
        Entry::new("ledger, room for a reading with its window", Amount::Bytes(room))
            .peer("the body alone", Amount::Bytes(bytes as f64 / readings as f64))
            .row(),
    ])
}

/// Hashes every body of a file as one text; only the hashing is timed. How long it took, and over how many bytes.
fn hash(path: &Path) -> Result<(Duration, usize), Failure> {
    let file = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut statement = file.prepare("SELECT body FROM entry ORDER BY seq")?;
    let mut rows = statement.query([])?;
    let (mut taken, mut bytes, mut digest) = (Duration::ZERO, 0, Sha256::new());
    let (mut batch, mut waiting) = (Vec::new(), 0);
    let mut go = |batch: &mut Vec<u8>| {
        let before = Instant::now();
        digest.update(&batch);
        taken += before.elapsed();
        bytes += batch.len();
        batch.clear();
    };
    while let Some(row) = rows.next()? {
        batch.extend_from_slice(row.get_ref(0)?.as_bytes()?);
        waiting += 1;
        if waiting % BATCH == 0 {
            go(&mut batch);
        }
    }
    go(&mut batch);
    std::hint::black_box(digest.finalize());
    Ok((taken, bytes))
}

/// The real program, from its start to its first frame.
fn opened(folder: &Path, effort: Effort) -> Measured {
    first_frame(Terminal::program(folder))?;
    let times = (0..effort.starts).map(|_| first_frame(Terminal::program(folder))).collect::<Result<Vec<_>, _>>()?;
    let (count, times) = (times.len(), Times::of(times)?);
    let goal = Goal::AtMost(Amount::Time(Duration::from_millis(50)));
    let name = format!("first frame with {} readings, median of {count}", effort.readings);
    let memory = Amount::Megabytes(memory(folder)?);
    Ok(vec![
        Entry::new(name, Amount::Time(times.median())).goal(goal).row(),
        Entry::new("first frame with them, p99", Amount::Time(times.p99())).goal(goal).row(),
        Entry::new("idle with them, resident memory", memory).goal(Goal::AtMost(Amount::Megabytes(24.0))).row(),
    ])
}

/// What the program holds once it has walked the whole chain and is at rest, megabytes.
fn memory(folder: &Path) -> Result<f64, Failure> {
    let mut terminal = Terminal::open()?;
    terminal.start(Terminal::program(folder))?;
    terminal.wait_for(whole_frame)?;
    let program = terminal.process()?;
    for _ in 0..WALKED_WITHIN_S {
        let [used] = load(Duration::from_secs(1), [program])?;
        if used < AT_REST_PERCENT {
            return machine::resident(program);
        }
    }
    Err("the program never came to rest".into())
}

/// Each kind of question, many times.
fn searched(folder: &Path, runs: u64, random: &mut fastrand::Rng) -> Measured {
    let ledger = Ledger::open_reading(folder).map_err(|why| format!("{why:?}"))?;
    let text = |text: &str| RunQuery { text: text.into(), ..RunQuery::default() };
    let verdict = |verdict: &str| RunQuery { verdict: Some(verdict.into()), ..RunQuery::default() };
    let days = RunQuery { from: Some("2026-01-02".into()), to: Some("2026-01-03".into()), ..RunQuery::default() };
    let batch = format!("b{:05}", random.u64(..runs));
    let questions = [
        ("instrument", text(&batch)),
        ("one sign", text("米")),
        ("two signs", text("花生")),
        ("in every run", text("云南粮油")),
        ("place", text("滨江站")),
        ("verdict", verdict("fail")),
        ("days", days.clone()),
        ("place, verdict and days", RunQuery { text: "滨江".into(), verdict: Some("fail".into()), ..days }),
        ("everything", RunQuery::default()),
    ];
    let mut rows = Vec::new();
    for (name, query) in questions {
        let (mut times, mut total) = (Vec::new(), 0);
        for _ in 0..50 {
            let before = Instant::now();
            let page = ledger.search(&query, 50, 0).map_err(|why| format!("{why:?}"))?;
            times.push(before.elapsed());
            total = page.total;
        }
        let times = Times::of(times)?;
        let name = format!("search in {runs} runs by {name} ({total} found), p99 of {}", times.count());
        let goal = Goal::AtMost(Amount::Time(Duration::from_millis(20)));
        rows.push(Entry::new(name, Amount::Time(times.p99())).goal(goal).row());
    }
    Ok(rows)
}
