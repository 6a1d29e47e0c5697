//! The proof that the record keeps what it announced: under kills, power cuts, failing disks, and hands that change it.
//!
//! Each part has a short form that every test run does, and a long form: `QUANHENG_KILLS`, `QUANHENG_CUTS`,
//! `QUANHENG_FAULTS`, `QUANHENG_TAMPERS` say how many, `QUANHENG_RECORD_SEED` where the random numbers begin.

mod disk;
mod kill;
mod model;
mod power;
mod surroundings;
mod tamper;

use quanheng::ledger::{Entry, Ledger, LedgerError, Record, check};
use quanheng::locale::{Lang, Say};
use quanheng::seal::{KeySet, Suite, create_if_missing, settle};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// How many of something: the short form unless the environment says otherwise.
fn amount(variable: &str, short: u64) -> u64 {
    std::env::var(variable).ok().map_or(short, |text| text.parse().expect("a whole number"))
}

/// The random numbers of a part, with their seed printed.
fn random(part: &str) -> fastrand::Rng {
    let seed = amount("QUANHENG_RECORD_SEED", fastrand::u64(..));
    println!("{part}: QUANHENG_RECORD_SEED={seed}");
    fastrand::Rng::with_seed(seed)
}

/// A C file of this folder as a library for `LD_PRELOAD`.
fn preload(name: &str) -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/record").join(format!("{name}.c"));
    let (folder, pid) = (Path::new(env!("CARGO_TARGET_TMPDIR")), std::process::id());
    let library = folder.join(format!("lib{name}-{pid}-{}.so", fastrand::u32(..)));
    let built = Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).arg(source).status().unwrap();
    assert!(built.success(), "the C compiler that builds SQLite builds this");
    // One name for all, put in place whole: tests run side by side.
    let named = folder.join(format!("lib{name}.so"));
    std::fs::rename(&library, &named).unwrap();
    named
}

/// Record `number` of a batch of `of` that begins with `first`, with about `size` signs of something in it.
fn record(number: u64, first: u64, of: u64, size: usize) -> Record {
    let minute = number % 60;
    Record {
        kind: if number == 1 { "run-opened".into() } else { "observation".into() },
        run: Some("run-1".into()),
        at: format!("2026-03-15T09:{minute:02}:00.000+08:00"),
        mono_ns: minute * 60_000_000_000,
        data: json!({ "kind": "lot", "title": "米 rice", "demonstration": false, "value": format!("{number}.50"),
            "number": number, "first": first, "of": of, "frames": "02 2B ".repeat(size / 6) }),
    }
}

/// What the child of these tests does.
#[derive(Clone, Copy)]
struct Work {
    seed: u64,
    /// Batches to append; none means for ever.
    batches: u64,
    /// Most signs in a record beside the fixed ones.
    size: usize,
    /// Whether it closes and opens the ledger now and then.
    reopens: bool,
    /// How often it tries again what was refused.
    patience: u64,
}

impl Work {
    fn child(self, folder: &Path) -> Command {
        let Self { seed, batches, size, reopens, patience } = self;
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["record::child_that_records", "--exact", "--nocapture", "--test-threads=1"]);
        command.env("QUANHENG_TEST_RECORD", format!("{seed} {batches} {size} {} {patience}", u8::from(reopens)));
        command.env("QUANHENG_TEST_FOLDER", folder).stdout(Stdio::piped()).stderr(Stdio::null());
        command
    }

    fn from_environment() -> Option<Self> {
        let text = std::env::var("QUANHENG_TEST_RECORD").ok()?;
        let numbers: Vec<u64> = text.split(' ').map(|number| number.parse().unwrap()).collect();
        let [seed, batches, size, reopens, patience] = numbers[..] else { panic!("{text}") };
        Some(Self { seed, batches, size: usize::try_from(size).unwrap(), reopens: reopens == 1, patience })
    }
}

/// The child: appends records one by one and in batches, as fast as it can, and announces each once it is stored.
#[test]
fn child_that_records() {
    let Some(work) = Work::from_environment() else { return };
    let folder = PathBuf::from(std::env::var_os("QUANHENG_TEST_FOLDER").unwrap());
    let mut rng = fastrand::Rng::with_seed(work.seed);
    println!();
    let mut refusals = 0;
    let mut refused = |why: &LedgerError| {
        println!("refused {} {}", why.code(), why.say(Lang::En));
        refusals += 1;
        refusals > work.patience
    };
    let mut ledger = None;
    let mut done = 0;
    while work.batches == 0 || done < work.batches {
        let Some(open) = &mut ledger else {
            match Ledger::open(&folder) {
                Ok(opened) => {
                    // What it finds it shows to people: that counts as announced.
                    announce(&opened);
                    ledger = Some(opened);
                }
                Err(why) if refused(&why) => return println!("gave up"),
                Err(_) => {}
            }
            continue;
        };
        let first = open.head().seq + 1;
        let of = if rng.u8(..10) < 7 { 1 } else { rng.u64(2..6) };
        let batch: Vec<Record> = (first..first + of).map(|n| record(n, first, of, rng.usize(..=work.size))).collect();
        let head = open.head();
        while let Err(why) = open.append_all(&batch) {
            assert_eq!(open.head(), head, "what was refused did not happen");
            if refused(&why) {
                return println!("gave up");
            }
        }
        announce(open);
        done += 1;
        if work.reopens && rng.u8(..40) == 0 {
            ledger = None;
        }
    }
    println!("done");
}

fn announce(ledger: &Ledger) {
    let head = ledger.head();
    println!("recorded {} {}", head.seq, hex(&head.hash));
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A folder as it is, in another place.
fn copied(folder: &Path) -> TempDir {
    let copy = TempDir::new().unwrap();
    for (path, bytes) in model::contents(folder) {
        match bytes {
            None => std::fs::create_dir_all(copy.path().join(path)).unwrap(),
            Some(bytes) => std::fs::write(copy.path().join(path), bytes).unwrap(),
        }
    }
    copy
}

/// Entries that were announced: number and hash.
type Announced = BTreeMap<u64, String>;

/// What lines of the child above announce.
fn recorded(text: &str) -> Announced {
    let announced = |line: &str| {
        let (seq, hash) = line.strip_prefix("recorded ")?.split_once(' ')?;
        // The last line may be cut off by a kill; a hash that is whole was announced.
        let seq = seq.parse().ok().filter(|seq| *seq > 0 && hash.len() == 64)?;
        Some((seq, hash.to_owned()))
    };
    text.lines().filter_map(announced).collect()
}

/// What events of the verb `run` announce.
fn observed(text: &str) -> Announced {
    let announced = |line: &str| {
        let event: Value = serde_json::from_str(line).ok()?;
        Some((event.get("seq")?.as_u64()?, event.get("hash")?.as_str()?.to_owned()))
    };
    text.lines().filter_map(announced).collect()
}

/// Whether the ledger of a folder opens for writing, holds, and has all that was announced; its entries of every run.
fn stands(folder: &Path, announced: &Announced) -> Result<(Ledger, Vec<Entry>), String> {
    let ledger = Ledger::open(folder).map_err(|why| format!("does not open: {why}"))?;
    let report = check(&ledger, &[]).map_err(|why| format!("cannot be checked: {why}"))?;
    if let Some(broken) = report.broken {
        return Err(format!("entry {}: {}", broken.seq, broken.en));
    }
    if report.head != ledger.head() || report.entries != report.head.seq {
        return Err(format!("{} entries, head {}", report.entries, report.head.seq));
    }
    let mut entries = Vec::new();
    for run in ledger.runs().map_err(|why| why.to_string())? {
        entries.extend(ledger.entries_of_run(&run.id).map_err(|why| why.to_string())?);
    }
    entries.sort_by_key(|entry| entry.seq);
    let there: BTreeMap<u64, &Entry> = entries.iter().map(|entry| (entry.seq, entry)).collect();
    for (seq, hash) in announced {
        match there.get(seq) {
            None => return Err(format!("entry {seq} was announced and is missing; the last is {}", report.head.seq)),
            Some(entry) if hex(&entry.hash) != *hash => return Err(format!("entry {seq} is not the one announced")),
            Some(_) => {}
        }
    }
    Ok((ledger, entries))
}

/// Whether the key file of a folder is the one that its ledger has, or one can be made where it has none.
fn key_fits(folder: &Path, ledger: &Ledger) -> Result<(), String> {
    let last = |kind| ledger.last_change(kind).map_err(|why| why.to_string());
    let present = last("key-made")?.into_iter().chain(last("key-changed")?).max_by_key(|entry| entry.seq);
    let recorded = present.and_then(|entry| KeySet::key_of_entry(&entry.record.kind, &entry.record.data));
    let key = match recorded {
        Some(key) => settle(folder, Some(&key.fingerprint())),
        None => create_if_missing(folder, Suite::Ed25519).map(|(key, _)| key),
    };
    key.map(drop).map_err(|why| why.say(Lang::En))
}

/// Whether the records of the child above are there once each, in order, and their batches whole.
fn once_and_whole(entries: &[Entry]) -> Result<(), String> {
    let number = |entry: &Entry, key: &str| entry.record.data[key].as_u64().unwrap_or_default();
    for (entry, expected) in entries.iter().zip(1..) {
        if (entry.seq, number(entry, "number")) != (expected, expected) {
            return Err(format!("entry {} holds record {}", entry.seq, number(entry, "number")));
        }
    }
    match entries.last().map(|last| (last.seq, number(last, "first") + number(last, "of") - 1)) {
        Some((last, end)) if last != end => Err(format!("the batch that ends with {end} was cut off at {last}")),
        _ => Ok(()),
    }
}

/// Whether a ledger goes on: records are appended behind what is there, and all of it holds when it is opened again.
fn goes_on(mut ledger: Ledger, folder: &Path) -> Result<(), String> {
    let before = ledger.head().seq;
    let first = before + 1;
    ledger.append(&record(first, first, 1, 10)).map_err(|why| format!("does not go on: {why}"))?;
    let batch = [record(first + 1, first + 1, 2, 10), record(first + 2, first + 1, 2, 10)];
    ledger.append_all(&batch).map_err(|why| format!("does not go on: {why}"))?;
    let head = ledger.head();
    drop(ledger);
    let (ledger, entries) = stands(folder, &BTreeMap::from([(head.seq, hex(&head.hash))]))?;
    once_and_whole(&entries)?;
    (ledger.head().seq == before + 3).then_some(()).ok_or_else(|| format!("{} entries became {}", before, head.seq))
}
