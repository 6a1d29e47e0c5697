//! Killed while the approver signs: afterwards the run is approved with its number or it is not, and no number is lost or
//! given twice. Killed while a document is written: the file is whole, or it is not there.
//!
//! `QUANHENG_KILLS` says how often in all the tests of kills; `QUANHENG_RECORD_SEED` begins the random moments.

use super::{report, runs};
use crate::actors::{PROGRAM, output, program, stderr, stdout};
use crate::handed_out::Station;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

fn amount(variable: &str, short: u64) -> u64 {
    std::env::var(variable).ok().map_or(short, |text| text.parse().expect("a whole number"))
}

fn random(part: &str) -> fastrand::Rng {
    let seed = amount("QUANHENG_RECORD_SEED", fastrand::u64(..));
    println!("{part}: QUANHENG_RECORD_SEED={seed}");
    fastrand::Rng::with_seed(seed)
}

/// Lets a command run for a while and kills it; whether it had ended well before.
fn killed(mut command: Command, after: Duration) -> bool {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap().success()
}

/// Every file of a folder, in another one.
fn copied(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let place = to.join(entry.file_name());
        if entry.path().is_dir() {
            copied(&entry.path(), &place);
        } else {
            std::fs::copy(entry.path(), place).unwrap();
        }
    }
}

/// What the ledger holds of the signing of a run: approvals, numbers, and seals that say approved.
fn signed(data: &Path, run: &str) -> (usize, Vec<String>) {
    let entries = super::stored(data, run);
    let of = |kind: &'static str| entries.iter().filter(move |entry| entry["entry-kind"] == kind);
    let numbers = of("number-reserved").map(|entry| entry["number"].as_str().unwrap().to_owned()).collect();
    (of("run-approved").count(), numbers)
}

/// The command by which the approver signs, in another folder of data.
fn approve(station: &Station, data: &Path, run: &str) -> Command {
    let secret = station.secret("zhao");
    program(data, &["sign", run, "approved", "--as", "zhao", "--secret-file", secret.to_str().unwrap()])
}

#[test]
fn a_kill_while_the_approver_signs_leaves_a_number_with_its_approval_or_neither() {
    let mut rng = random("killed approvals");
    let kills = amount("QUANHENG_KILLS", 60) / 5;
    let station = Station::new();
    let ids = [station.weigh("li"), station.weigh("li")];
    for run in &ids {
        assert!(station.sign(run, "checked", "wang").status.success());
    }
    // How long it takes when nobody disturbs it: the kills fall before, within and after.
    let folder = TempDir::new().unwrap();
    let free = folder.path().join("free");
    copied(&station.data(), &free);
    let began = Instant::now();
    assert!(approve(&station, &free, &ids[0]).output().unwrap().status.success());
    let whole = u64::try_from(began.elapsed().as_micros()).unwrap();
    let (mut before, mut after) = (0, 0);
    for kill in 0..kills.div_ceil(2) {
        let data = folder.path().join(format!("kill-{kill}"));
        copied(&station.data(), &data);
        let mut numbers = BTreeSet::new();
        for run in &ids {
            let moment = Duration::from_micros(rng.u64(whole / 5..whole + whole / 5));
            let ended = killed(approve(&station, &data, run), moment);
            let (approvals, given) = signed(&data, run);
            let state = format!("kill {kill} of {run} after {moment:?}: {approvals} approvals, numbers {given:?}");
            assert!(approvals <= 1 && given.len() == approvals, "{state}");
            assert!(!ended || approvals == 1, "{state}: it was announced");
            let checked = output(&data, &["ledger", "check"]);
            assert_eq!(checked.status.code(), Some(0), "{state}: {}{}", stdout(&checked), stderr(&checked));
            // What a paper says of it is one or the other, too.
            let page = report(&data, &[run, "--as", "html"]);
            let mark = if approvals == 1 { "data-mark=\"\"" } else { "data-mark=\"draft\"" };
            assert!(page.contains(mark), "{state}");
            if approvals == 0 {
                before += 1;
                let again = approve(&station, &data, run).output().unwrap();
                assert!(again.status.success(), "{state}: {}", stderr(&again));
            } else {
                after += 1;
                let again = approve(&station, &data, run).output().unwrap();
                assert_eq!(again.status.code(), Some(5), "{state}: signed twice: {}", stdout(&again));
            }
            let (approvals, given) = signed(&data, run);
            assert_eq!((approvals, given.len()), (1, 1), "{state}");
            assert!(numbers.insert(given[0].clone()), "{state}: given twice: {given:?}");
        }
        let running: Vec<u64> = numbers.iter().map(|number| running(number)).collect();
        assert_eq!(running, [1, 2], "no gap: {numbers:?}");
        std::fs::remove_dir_all(&data).unwrap();
    }
    println!("killed approvals: {before} before the commit, {after} after it; undisturbed {whole} µs");
}

/// The running number at the end of a document's number.
fn running(number: &str) -> u64 {
    number.rsplit(|c: char| !c.is_ascii_digit()).next().unwrap().parse().unwrap()
}

#[test]
fn a_kill_while_a_document_is_written_leaves_it_whole_or_not_there() {
    let mut rng = random("killed reports");
    let kills = amount("QUANHENG_KILLS", 60) / 3;
    let (runs, folder) = (runs(), TempDir::new().unwrap());
    let forms =
        [("html", runs.lot_fail.as_str()), ("json", runs.scale_pass.as_str()), ("xlsx", runs.pile_pass.as_str())];
    let asked = |form: &str, run: &str, file: &Path| {
        let mut command = Command::new(PROGRAM);
        command.arg("--data").arg(runs.data()).args(["--lang", "both", "report", run, "--as", form, "--out"]);
        command.arg(file);
        command
    };
    let whole = forms.map(|(form, run)| {
        let file = folder.path().join(format!("whole.{form}"));
        let began = Instant::now();
        assert!(asked(form, run, &file).output().unwrap().status.success());
        (std::fs::read(&file).unwrap(), u64::try_from(began.elapsed().as_micros()).unwrap())
    });
    let mut found = 0;
    for kill in 0..kills {
        let at = rng.usize(0..forms.len());
        let ((form, run), (bytes, time)) = (forms[at], &whole[at]);
        let file = folder.path().join(format!("killed.{form}"));
        let moment = Duration::from_micros(rng.u64(time / 2..time + time / 5));
        killed(asked(form, run, &file), moment);
        if file.exists() {
            found += 1;
            assert!(std::fs::read(&file).unwrap() == *bytes, "kill {kill} of {form} after {moment:?}: half a file");
            std::fs::remove_file(&file).unwrap();
        }
    }
    // What a killed program had begun is taken away when the same document is written again.
    for (form, run) in forms {
        let file = folder.path().join(format!("killed.{form}"));
        // As it lies there after a kill in the middle of writing; no process has this number.
        std::fs::write(folder.path().join(format!(".killed.{form}.4194305.part")), "half").unwrap();
        assert!(asked(form, run, &file).output().unwrap().status.success());
    }
    let left: Vec<String> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with('.'))
        .collect();
    assert!(left.is_empty(), "{left:?}");
    println!("killed reports: {kills} kills, {found} whole files");
    let untouched: Value = serde_json::from_str(&report(runs.data(), &[&runs.scale_pass, "--as", "json"])).unwrap();
    assert_eq!(untouched["paper"], "record");
}
