//! On a disk that is full, read only or broken nothing is announced that is not there, and once mended the work goes on.

use super::model::{Step, read_log};
use super::{Work, amount, goes_on, observed, once_and_whole, preload, random, recorded, stands};
use crate::actors::{plan, program, stderr, stdout};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// What a disk says that takes nothing: no space, read only, input/output error.
const ERRORS: [(&str, i32); 3] = [("ENOSPC", 28), ("EROFS", 30), ("EIO", 5)];

/// From the change with number `first`, `count` changes fail; none means all that follow.
#[derive(Clone, Copy, Debug)]
struct Fault {
    error: (&'static str, i32),
    first: u64,
    count: u64,
}

/// Runs a command to its end on such a disk; also whether it came to the fault at all.
fn on_a_bad_disk(mut command: Command, root: &Path, fault: Fault) -> (Output, bool) {
    let place = TempDir::new().unwrap();
    let fired = place.path().join("fired");
    let Fault { error: (_, errno), first, count } = fault;
    command.env("LD_PRELOAD", preload("disk")).env("DISK_ROOT", root).env("DISK_FIRED", &fired);
    command.env("DISK_FAULT", format!("{errno}:{first}:{count}"));
    let output = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).output().unwrap();
    (output, fired.exists())
}

/// How many changes a command makes that could fail.
fn changes(mut command: Command, root: &Path) -> u64 {
    let place = TempDir::new().unwrap();
    let log = place.path().join("log");
    command.env("LD_PRELOAD", preload("disk")).env("DISK_ROOT", root).env("DISK_LOG", &log);
    assert!(command.stdin(Stdio::null()).output().unwrap().status.success());
    let steps = read_log(&std::fs::read(log).unwrap());
    let changing = |step: &&Step| !matches!(step, Step::Begin | Step::Close { .. } | Step::Said(_));
    steps.iter().filter(changing).count() as u64
}

/// Every fault, or as many of them as were asked for, drawn by lot.
fn faults(all: u64, wanted: u64, counts: &[u64], rng: &mut fastrand::Rng) -> Vec<Fault> {
    let mut faults = Vec::new();
    for error in ERRORS {
        for count in counts {
            faults.extend((1..=all).map(|first| Fault { error, first, count: *count }));
        }
    }
    rng.shuffle(&mut faults);
    faults.truncate(usize::try_from(wanted).unwrap());
    faults
}

#[test]
fn nothing_is_announced_that_a_bad_disk_refused_and_the_work_goes_on() {
    let mut rng = random("faults");
    let work = Work { seed: rng.u64(..), batches: 8, size: 400, reopens: false, patience: 20 };
    let place = TempDir::new().unwrap();
    let root = place.path().canonicalize().unwrap();
    let all = changes(work.child(&root.join("data")), &root);
    let (mut hit, mut told, mut came_back) = (0, 0, 0);
    let faults = faults(all, amount("QUANHENG_FAULTS", 60), &[2, 5, 0], &mut rng);
    for fault in &faults {
        let place = TempDir::new().unwrap();
        let root = place.path().canonicalize().unwrap();
        let data = root.join("data");
        let (output, fired) = on_a_bad_disk(work.child(&data), &root, *fault);
        let text = stdout(&output);
        assert!(output.status.success(), "{fault:?}: {text}\n{}", stderr(&output));
        hit += u64::from(fired);
        let refusals: Vec<&str> = text.lines().filter(|line| line.starts_with("refused ")).collect();
        for refusal in &refusals {
            let code = refusal.split(' ').nth(1).unwrap();
            assert!(["L001", "L003"].contains(&code), "{fault:?}: {refusal}");
            assert!(refusal.contains("what was not written does not count"), "{fault:?}: {refusal}");
            assert!(refusal.contains(root.to_str().unwrap()), "{fault:?}: {refusal}");
        }
        assert!(fired || refusals.is_empty(), "{fault:?}: {text}");
        told += u64::from(!refusals.is_empty());
        // The same process goes on as soon as the disk does; where it never does, it says so and ends.
        let ending = text.lines().rfind(|line| ["done", "gave up"].contains(line)).unwrap();
        assert!(fault.count == 0 || ending == "done", "{fault:?}: {text}");
        let announced = recorded(&text);
        let last = announced.keys().next_back().copied().unwrap_or_default();
        let held = stands(&data, &announced).and_then(|(ledger, entries)| {
            once_and_whole(&entries)?;
            let head = ledger.head().seq;
            goes_on(ledger, &data).map(|()| head)
        });
        let head = held.unwrap_or_else(|why| panic!("{fault:?}: {why}\n{text}"));
        // A disk that fails in the middle of a sync may have kept what it refused: one batch, whole, never announced.
        assert!(head == last || ending == "gave up" && head - last <= 5, "{fault:?}: {last} announced, {head} there");
        came_back += u64::from(head > last);
    }
    println!(
        "faults: {} of {} (of {all} changes), {hit} met, {told} told, {came_back} left a refused batch on disk",
        faults.len(),
        all * 9
    );
    assert!(told > 0);
}

/// One run on a bad disk, and the same plan again on a mended one.
fn run_on_a_bad_disk(fault: Fault) -> (bool, bool) {
    let place = TempDir::new().unwrap();
    let root = place.path().canonicalize().unwrap();
    let (data, plans) = (root.join("data"), TempDir::new().unwrap());
    let plan = plan(plans.path(), "lot-3.toml", &[]);
    let arguments = ["run", "lot", "--simulate", "--plan", plan.to_str().unwrap()];
    let (output, fired) = on_a_bad_disk(program(&data, &arguments), &root, fault);
    let (text, words) = (stdout(&output), stderr(&output));
    let verdict = text.lines().any(|line| line.starts_with("{\"event\":\"concluded\""));
    match output.status.code() {
        Some(0) => assert!(verdict, "{fault:?}: {text}"),
        Some(5) => {
            assert!(!verdict && words.contains(root.to_str().unwrap()), "{fault:?}: {words}\n{text}");
            assert!(words.contains("not"), "{fault:?}: {words}");
        }
        other => panic!("{fault:?}: exit {other:?}: {words}\n{text}"),
    }
    let announced = observed(&text);
    let mut concluded = false;
    if data.exists() {
        let (_, entries) = stands(&data, &announced).unwrap_or_else(|why| panic!("{fault:?}: {why}\n{text}"));
        concluded = entries.iter().any(|entry| entry.record.kind == "run-concluded");
        assert!(concluded || !verdict, "{fault:?}: a verdict that is not on disk");
    } else {
        assert!(announced.is_empty(), "{fault:?}: {text}");
    }
    // What failed while it was made durable may be there all the same, whole: then there is nothing to go on with.
    if !verdict && !concluded {
        let again = program(&data, &arguments).stdin(Stdio::null()).output().unwrap();
        let (text, words) = (stdout(&again), stderr(&again));
        assert_eq!(again.status.code(), Some(0), "{fault:?}, mended: {words}\n{text}");
    }
    let (_, entries) = stands(&data, &announced).unwrap_or_else(|why| panic!("{fault:?}, mended: {why}"));
    let weighed: Vec<u64> = entries
        .iter()
        .filter(|entry| entry.record.data["of"] == "package")
        .map(|entry| entry.record.data["number"].as_u64().unwrap())
        .collect();
    assert_eq!(weighed, [1, 2, 3], "{fault:?}: each package once");
    (fired, output.status.code() == Some(5))
}

#[test]
fn a_run_on_a_bad_disk_gives_no_verdict_that_is_not_there() {
    let mut rng = random("faults of a run");
    let place = TempDir::new().unwrap();
    let root = place.path().canonicalize().unwrap();
    let (data, plans) = (root.join("data"), TempDir::new().unwrap());
    let plan = plan(plans.path(), "lot-3.toml", &[]);
    let arguments = ["run", "lot", "--simulate", "--plan", plan.to_str().unwrap()];
    let all = changes(program(&data, &arguments), &root);
    let faults = faults(all, amount("QUANHENG_FAULTS", 60) / 15, &[3, 0], &mut rng);
    // Most of a run is waiting for a scale at rest: they wait side by side.
    let mut outcomes = Vec::new();
    for side_by_side in faults.chunks(8) {
        let started: Vec<_> = side_by_side
            .iter()
            .map(|fault| {
                (
                    *fault,
                    std::thread::spawn({
                        let fault = *fault;
                        move || run_on_a_bad_disk(fault)
                    }),
                )
            })
            .collect();
        outcomes.extend(started.into_iter().map(|(fault, run)| run.join().unwrap_or_else(|_| panic!("{fault:?}"))));
    }
    let (met, told) = (outcomes.iter().filter(|each| each.0).count(), outcomes.iter().filter(|each| each.1).count());
    println!("faults of a run: {} of {} (of {all} changes), {met} met, {told} told", faults.len(), all * 6);
}
