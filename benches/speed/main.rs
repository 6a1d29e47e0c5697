//! What the speed goals are held against: each thing is measured beside a named peer in the same run, on the same disk.
//!
//! `cargo bench --bench speed` is the long form, `-- --short` the one for every day; `-- screen`, `judge`, `ledger`,
//! `wire` and `link` measure only that. The answer is a table and never an
//! exit code: how fast a machine is on a certain day is no verdict on the program.
#![allow(
    clippy::float_arithmetic, // times are told in milliseconds and per cent; no measured quantity passes through here
    clippy::cast_precision_loss
)]

#[cfg(feature = "pdf")]
mod document;
mod frame;
mod judge;
mod ledger;
mod ledger_large;
mod life;
mod link;
mod machine;
mod peer;
mod screen;
mod statistics;
mod table;
mod terminal;
mod wire;
mod wire_screen;

use std::error::Error;
use std::path::Path;
use std::time::Duration;
use table::Row;

/// Why something could not be measured.
type Failure = Box<dyn Error + Send + Sync>;
/// What a section gives.
type Measured = Result<Vec<Row>, Failure>;

/// The program under measurement, as it is released.
const PROGRAM: &str = env!("CARGO_BIN_EXE_quanheng");

/// How long and how often is measured.
#[derive(Clone, Copy, Debug)]
struct Effort {
    /// Starts of a program up to its first frame.
    starts: usize,
    /// How long idle programs are watched.
    idle: Duration,
    /// Weighings from the first frame to the stored observation.
    weighings: usize,
    /// Changes of a live value on the screen.
    changes: usize,
    /// Runs of a short-lived program.
    runs: usize,
    /// Entries appended.
    appends: usize,
    /// Readings in the ledger that is checked and opened.
    readings: u64,
    /// Runs in the ledger that is searched.
    searched: u64,
}

const SHORT: Effort = Effort {
    starts: 11,
    idle: Duration::from_secs(3),
    weighings: 30,
    changes: 30,
    runs: 200,
    appends: 300,
    readings: 100_000,
    searched: 10_000,
};
const LONG: Effort = Effort {
    starts: 101,
    idle: Duration::from_mins(1),
    weighings: 300,
    changes: 300,
    runs: 2000,
    appends: 5000,
    readings: 1_000_000,
    searched: 100_000,
};

fn main() {
    if peer::asked_for() {
        peer::be();
        return;
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |word: &str| arguments.iter().any(|argument| argument == word);
    // `cargo test --benches` only wants to know that this can be built and started.
    if !has("--bench") && !has("--short") {
        println!("speed: `cargo bench --bench speed` measures");
        return;
    }
    let named: Vec<&str> = arguments.iter().map(String::as_str).filter(|a| !a.starts_with("--")).collect();
    measure(if has("--short") { SHORT } else { LONG }, &named);
}

/// One part of what is measured: its name, and how.
type Section = (&'static str, fn(Effort, &Path) -> Measured);

fn measure(effort: Effort, named: &[&str]) {
    let sections: &[Section] = &[
        ("screen", screen::measure),
        ("frame", frame::measure),
        ("judge", judge::measure),
        #[cfg(feature = "pdf")]
        ("document", document::measure),
        ("ledger", ledger::measure),
        ("ledger-large", ledger_large::measure),
        ("wire", wire::measure),
        ("link", link::measure),
    ];
    let mut rows = Vec::new();
    let wanted = |name: &str| named.is_empty() || named.iter().any(|word| name.contains(word));
    for (name, section) in sections.iter().filter(|(name, _)| wanted(name)) {
        eprintln!("measuring: {name} …");
        match machine::real_disk().map_err(Failure::from).and_then(|folder| section(effort, folder.path())) {
            Ok(measured) => rows.extend(measured),
            Err(why) => rows.push(Row::not_measured(name, why.as_ref())),
        }
    }
    println!("{}", machine::describe());
    print!("{}", table::page(&rows));
}
