//! Cut off from power at any moment, the record has everything that was announced and goes on.
//!
//! A child works while `disk.c` writes down what it asks of the disk; the model rebuilds what the disk may hold after a cut
//! at any step of that, and the ledger is opened there.

use super::model::{Cut, Disk, Step, contents, read_log};
use super::{
    Announced, Work, amount, copied, goes_on, key_fits, observed, once_and_whole, preload, random, recorded, stands,
};
use crate::actors::{plan, program};
use std::collections::BTreeMap;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

const SIGKILL: i32 = 9;
/// Steps in which a program that comes after a killed one opens the ledger and tells what it found.
const AFTER_A_KILL: usize = 30;

/// A folder and the log of what happened to it.
struct Session {
    root: PathBuf,
    before: Disk,
    steps: Vec<Step>,
}

impl Session {
    /// Runs commands one after the other while everything they do below `root` is written down. All but the last are
    /// killed before one of their changes of the disk, which keeps running: what they left is there and not yet synced.
    fn of(root: &Path, kills: &[u64], command: impl Fn() -> Command) -> Self {
        let logs = TempDir::new().unwrap();
        let log = logs.path().join("log");
        let (before, library) = (Disk::of(root), preload("disk"));
        for kill in kills.iter().map(Some).chain([None]) {
            let mut command = command();
            command.env("LD_PRELOAD", &library).env("DISK_ROOT", root).env("DISK_LOG", &log);
            if let Some(kill) = kill {
                command.env("DISK_KILL", kill.to_string());
            }
            let ended = command.stdin(Stdio::null()).stdout(Stdio::piped()).output().unwrap();
            let killed = ended.status.signal() == Some(SIGKILL);
            assert!(killed || ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
        }
        Self { root: root.to_owned(), before, steps: read_log(&std::fs::read(&log).unwrap()) }
    }

    /// Moments to cut at: everywhere; next to what is rare, names, sizes and whatever is not the write-ahead log; and while
    /// a program finds what a killed one left.
    fn moments(&self, count: u64, rng: &mut fastrand::Rng) -> Vec<usize> {
        let (mut log_fds, mut rare, mut found) = (Vec::new(), Vec::new(), Vec::new());
        let mut begun = 0;
        for (index, step) in self.steps.iter().enumerate() {
            match step {
                Step::Begin => begun = index,
                Step::Open { fd, path, .. } if path.to_string_lossy().ends_with("-wal") => log_fds.push(*fd),
                Step::Close { fd } => log_fds.retain(|known| known != fd),
                _ => {}
            }
            let ordinary = match step {
                Step::Write { fd, .. } | Step::Sync { fd } => log_fds.contains(fd),
                step => matches!(step, Step::Said(_)),
            };
            if !ordinary {
                rare.push(index + 1);
            }
            if begun > 0 && index - begun < AFTER_A_KILL {
                found.push(index + 1);
            }
        }
        let all: Vec<usize> = (1..=self.steps.len()).collect();
        let places = if found.is_empty() { vec![&all, &rare] } else { vec![&all, &rare, &found] };
        let moment = |_| {
            let place = rng.usize(..places.len());
            *rng.choice(places[place]).unwrap()
        };
        let mut moments: Vec<usize> = (0..count).map(moment).collect();
        moments.sort_unstable();
        moments
    }

    /// Cuts at every moment, and shows what is left with what had been said till then.
    fn cuts(self, moments: &[usize], rng: &mut fastrand::Rng, mut look: impl FnMut(&Path, &str, &str)) -> Vec<Step> {
        let mut disk = self.before;
        let (mut said, mut at) = (String::new(), 0);
        for moment in moments {
            for step in &self.steps[at..*moment] {
                disk.go(step);
                if let Step::Said(text) = step {
                    said.push_str(text);
                }
            }
            at = *moment;
            let (left, how) = (TempDir::new().unwrap(), Cut::any(rng));
            disk.cut(how, rng, left.path());
            look(left.path(), &said, &format!("cut at step {moment} of {}, {how:?}", self.steps.len()));
        }
        // The model is right about everything it was told: with nothing lost it holds what the real folder holds.
        self.steps[at..].iter().for_each(|step| disk.go(step));
        let all = TempDir::new().unwrap();
        disk.cut(Cut::Kept, rng, all.path());
        let real: BTreeMap<_, _> =
            contents(&self.root).into_iter().filter(|(path, _)| !path.to_string_lossy().ends_with("-shm")).collect();
        let modelled = contents(all.path());
        assert_eq!(modelled.keys().collect::<Vec<_>>(), real.keys().collect::<Vec<_>>());
        assert!(modelled == real, "a change of a file was not written down");
        self.steps
    }
}

#[test]
fn what_was_announced_survives_every_cut_of_power() {
    let mut rng = random("cuts");
    let cuts = amount("QUANHENG_CUTS", 40);
    let sessions = cuts.div_ceil(50).max(2);
    let (mut done, mut unannounced, mut checkpoints) = (0, 0, 0);
    let mut place = TempDir::new().unwrap();
    let mut announced = Announced::new();
    for session in 0..sessions {
        // Every third session begins with nothing at all; the others go on from what a cut left.
        if session % 3 == 0 {
            (place, announced) = (TempDir::new().unwrap(), Announced::new());
        }
        let root = place.path().canonicalize().unwrap();
        let data = Path::new("laboratory").join("data");
        let batches = if cuts > 100 { 150 } else { 60 };
        let work = Work { seed: rng.u64(..), batches, size: 9_000, reopens: true, patience: 0 };
        let kills: Vec<u64> = (0..rng.usize(..3)).map(|_| rng.u64(20..200)).collect();
        let log = Session::of(&root, &kills, || work.child(&root.join(&data)));
        let moments = log.moments(cuts.div_ceil(sessions), &mut rng);
        let follow = rng.usize(..moments.len());
        let mut next = None;
        let mut number = 0;
        let before = announced.clone();
        let steps = log.cuts(&moments, &mut rng, |left, said, place| {
            let mut announced = before.clone();
            announced.extend(recorded(said));
            let copy = (number == follow).then(|| copied(left));
            let last = announced.keys().next_back().copied().unwrap_or_default();
            let held = stands(&left.join(&data), &announced).and_then(|(ledger, entries)| {
                once_and_whole(&entries)?;
                let head = ledger.head().seq;
                goes_on(ledger, &left.join(&data)).map(|()| head)
            });
            let head = held.unwrap_or_else(|why| panic!("session {session}, {place}: {why}"));
            assert!(head - last <= 5, "session {session}, {place}: {last} announced, {head} there");
            unannounced += u64::from(head > last);
            next = copy.map(|copy| (copy, announced)).or(next.take());
            (number, done) = (number + 1, done + 1);
        });
        checkpoints += steps.iter().filter(|step| matches!(step, Step::Unlink(_))).count();
        (place, announced) = next.expect("one cut is followed");
    }
    println!(
        "cuts: {done} in {sessions} sessions, {unannounced} with a batch that was on disk and not yet announced, {checkpoints} journals taken away"
    );
    assert!(done >= cuts);
}

#[test]
fn a_run_and_a_change_of_keys_survive_every_cut_of_power() {
    let mut rng = random("cuts of a run");
    let cuts = amount("QUANHENG_CUTS", 40) / 2;
    let place = TempDir::new().unwrap();
    let plans = TempDir::new().unwrap();
    let root = place.path().canonicalize().unwrap();
    let plan = plan(plans.path(), "lot-3.toml", &[]);
    let data = Path::new("data");
    let arguments = ["run", "lot", "--simulate", "--plan", plan.to_str().unwrap()];
    let log = Session::of(&root, &[], || program(&root.join(data), &arguments));
    let moments = log.moments(cuts, &mut rng);
    let (mut done, mut most, mut all) = (0, 0, Announced::new());
    log.cuts(&moments, &mut rng, |left, said, place| {
        let announced = observed(said);
        let (ledger, entries) =
            stands(&left.join(data), &announced).unwrap_or_else(|why| panic!("{place}: {why}\n{said}"));
        // At most what was being stored is there without having been announced.
        let weighed: Vec<_> = entries.iter().filter(|entry| entry.record.data["of"] == "package").collect();
        let numbers: Vec<_> = weighed.iter().map(|entry| entry.record.data["number"].as_u64().unwrap()).collect();
        assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>(), "{place}");
        let known = weighed.iter().filter(|entry| announced.contains_key(&entry.seq)).count();
        assert!(numbers.len() <= known + 1, "{place}: {known} announced, {numbers:?} there");
        key_fits(&left.join(data), &ledger).unwrap_or_else(|why| panic!("{place}: {why}"));
        (done, most) = (done + 1, most.max(announced.len()));
        all.extend(announced);
    });
    println!("cuts of a run: {done}, up to {most} entries announced before one");
    assert!(most > 0);
    let change = Session::of(&root, &[], || program(&root.join(data), &["ledger", "key", "--rotate"]));
    let moments = change.moments(cuts, &mut rng);
    let mut done = 0;
    change.cuts(&moments, &mut rng, |left, _, place| {
        let (ledger, _) = stands(&left.join(data), &all).unwrap_or_else(|why| panic!("{place}: {why}"));
        key_fits(&left.join(data), &ledger).unwrap_or_else(|why| panic!("change of keys, {place}: {why}"));
        done += 1;
    });
    println!("cuts of a change of keys: {done}");
}
