//! Killed at any moment, the record has everything that was announced, once, and the run goes on where it was.

use super::{Announced, Work, amount, observed, once_and_whole, random, recorded, stands};
use crate::actors::{plan, program};
use serde_json::{Value, json};
use std::io::Read;
use std::process::{Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// Kills before a ledger grows so long that checking it takes the time.
const KILLS_A_LEDGER: u64 = 40;

/// Lets a command run for a random while, kills it, and gives what it said.
fn killed(mut command: Command, after: Duration) -> String {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
    let mut out = child.stdout.take().unwrap();
    let reading = std::thread::spawn(move || {
        let mut text = Vec::new();
        out.read_to_end(&mut text).map(|_| text)
    });
    std::thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
    String::from_utf8_lossy(&reading.join().unwrap().unwrap()).into_owned()
}

#[test]
fn what_was_announced_survives_every_kill() {
    let mut rng = random("kills");
    let kills = amount("QUANHENG_KILLS", 60);
    let (mut folder, mut announced) = (TempDir::new().unwrap(), Announced::new());
    let (mut entries_kept, mut unannounced, mut longest) = (0, 0, 0);
    for kill in 0..kills {
        if kill % KILLS_A_LEDGER == 0 {
            (folder, announced) = (TempDir::new().unwrap(), Announced::new());
        }
        let work = Work { seed: rng.u64(..), batches: 0, size: 600, reopens: true, patience: 0 };
        // From before the ledger is open to well into the work.
        let after = Duration::from_micros(rng.u64(1_000..120_000));
        let said = recorded(&killed(work.child(folder.path()), after));
        longest = longest.max(said.len());
        announced.extend(said);
        let held = stands(folder.path(), &announced).and_then(|(ledger, entries)| {
            once_and_whole(&entries)?;
            Ok((ledger.head(), entries.len() as u64))
        });
        let (head, entries) = held.unwrap_or_else(|why| panic!("kill {kill} after {after:?}: {why}"));
        // A kill between the commit and its announcement leaves one batch that nobody was told of, and no more.
        let last = announced.keys().next_back().copied().unwrap_or_default();
        assert!(head.seq >= last && head.seq - last <= 5, "kill {kill}: {last} announced, {} there", head.seq);
        unannounced += u64::from(head.seq > last);
        if head.seq > 0 {
            announced.insert(head.seq, super::hex(&head.hash));
        }
        if (kill + 1) % KILLS_A_LEDGER == 0 || kill + 1 == kills {
            entries_kept += entries;
        }
    }
    println!(
        "kills: {kills}, {entries_kept} entries kept, {unannounced} kills in the middle of a commit that holds, up to {longest} batches between two kills"
    );
    assert!(longest > 0, "no child came so far as to record anything: the kills were too early");
}

/// The number of a package in what a run announced.
fn packages(text: &str) -> Vec<(u64, String)> {
    let package = |line: &str| {
        let event: Value = serde_json::from_str(line).ok()?;
        (event["of"] == "package")
            .then(|| (event["number"].as_u64().unwrap(), event["value"].as_str().unwrap().to_owned()))
    };
    text.lines().filter_map(package).collect()
}

#[test]
fn a_run_that_is_killed_at_any_moment_goes_on_with_its_step_and_readings() {
    let mut rng = random("killed runs");
    let kills = amount("QUANHENG_KILLS", 60) / 30;
    let (mut kills_done, mut runs) = (0, 0);
    while kills_done < kills {
        runs += 1;
        let folder = TempDir::new().unwrap();
        let plan = plan(folder.path(), "lot-3.toml", &[]);
        let arguments = ["run", "lot", "--simulate", "--plan", plan.to_str().unwrap()];
        let (mut announced, mut stored) = (Announced::new(), 0);
        // Killed a few times, then left to end.
        for round in 0..5 {
            let text = if round < 4 && kills_done < kills {
                kills_done += 1;
                killed(program(folder.path(), &arguments), Duration::from_millis(rng.u64(50..6_000)))
            } else {
                let ended = program(folder.path(), &arguments).stdin(Stdio::null()).output().unwrap();
                String::from_utf8(ended.stdout).unwrap()
            };
            // What it found when it began: as many observations as the ledger had.
            let opened = text.lines().find_map(|line| {
                let event: Value = serde_json::from_str(line).ok()?;
                (event["event"] == "opened").then_some(event)
            });
            if let Some(opened) = opened.filter(|_| stored > 0) {
                assert_eq!((&opened["resumed"], &opened["recorded"]), (&json!(true), &json!(stored)), "{text}");
            }
            announced.extend(observed(&text));
            let (_, entries) = stands(folder.path(), &announced).unwrap_or_else(|why| panic!("{why}\n{text}"));
            let kind = |kind: &str| entries.iter().filter(|entry| entry.record.kind == kind).count();
            assert!(kind("run-opened") <= 1, "one run, not one a start");
            stored = kind("observation");
            let weighed: Vec<u64> = entries
                .iter()
                .filter(|entry| entry.record.data["of"] == "package")
                .map(|entry| entry.record.data["number"].as_u64().unwrap())
                .collect();
            assert_eq!(weighed, (1..=weighed.len() as u64).collect::<Vec<_>>(), "each package once, in order");
            for (number, value) in packages(&text) {
                let same = entries.iter().filter(|entry| {
                    let data = &entry.record.data;
                    data["of"] == "package" && data["number"] == number && data["value"] == *value
                });
                assert_eq!(same.count(), 1, "package {number} as it was announced");
            }
            if kind("run-concluded") == 1 {
                assert_eq!(weighed.len(), 3);
                break;
            }
            assert!(round < 4, "left alone the run comes to its end: {text}");
        }
    }
    println!("killed runs: {kills_done} kills in {runs} runs");
}
