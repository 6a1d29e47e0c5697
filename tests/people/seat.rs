//! Signing in, locking and checking by keys alone, in the real program on a real terminal.

use super::station::write_run;
use crate::actors::{PATIENCE, program};
use crate::terminal::Seat;
use quanheng::ledger::Ledger;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};
use tempfile::TempDir;

const ENTER: &str = "\r";
const F3: &str = "\x1bOR";
const F4: &str = "\x1bOS";
const UP: &str = "\x1b[A";
const DOWN: &str = "\x1b[B";

fn add(data: &Path, id: &str, name: &str, roles: &[&str], by: &[&str]) {
    let mut command = program(data, &["account", "add", id, "--name", name, "--secret-file", "-"]);
    command.args(roles.iter().flat_map(|role| ["--role", role])).args(by);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"803617\n803617\n").unwrap();
    assert!(child.wait().unwrap().success());
}

/// Waits until a name stands in the first line; elsewhere it stands among those who could sign in.
fn signed_in(seat: &Seat, name: &str) {
    let until = Instant::now() + PATIENCE;
    while !seat.text().lines().next().unwrap_or_default().contains(name) {
        assert!(Instant::now() < until, "{name} is not signed in:\n{}", seat.text());
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_checker_signs_in_locks_the_screen_and_checks_a_run_by_keys() {
    let folder = TempDir::new().unwrap();
    let data = folder.path();
    write_run(&mut Ledger::open(data).unwrap(), "20260315-090000-lot-3f2a", "li");
    add(data, "wang", "王芳", &["administrator"], &[]);
    let by = ["--by", "wang", "--by-secret-file", "-"];
    add(data, "li", "李明", &["verifier"], &by);
    add(data, "zhao", "赵国强", &["checker"], &by);
    let mut seat = Seat::take(data, &[]);
    seat.sees("正式任务需要登录");
    seat.types(F3);
    seat.sees("PIN 或密码");
    seat.types(&[UP, "803618"].concat());
    seat.sees("••••••");
    seat.types(ENTER);
    seat.sees("zhao 的 PIN 或密码不对；再错 4 次");
    seat.types(&["803617", ENTER].concat());
    signed_in(&seat, "赵国强");
    seat.types(F4);
    seat.sees("已锁定：赵国强 离开了");
    assert!(!seat.text().contains("米 rice"), "{}", seat.text());
    // What leaves a screen leaves this one not.
    seat.types("\u{3}q");
    seat.types(&[DOWN, UP, "803617", ENTER].concat());
    seat.sees("米 rice");
    seat.types(ENTER);
    seat.sees("c 核验同意");
    seat.types("c");
    seat.sees("核验员 赵国强 同意");
    seat.types("\x1b");
    seat.sees("q 退出");
    seat.types("q");
    assert_eq!(seat.ends(), 0);
    let ledger = Ledger::open_reading(data).unwrap();
    let entries = ledger.entries_of_run("20260315-090000-lot-3f2a").unwrap();
    assert_eq!(entries.iter().filter(|entry| entry.record.kind == "run-checked").count(), 1);
    // The end of the program signs out: nobody stays signed in in a ledger that nobody has open.
    drop(ledger);
    let ledger = Ledger::open(data).unwrap();
    let last = ledger.entry(ledger.head().seq).unwrap().unwrap();
    assert_eq!((last.record.kind.as_str(), last.record.data["why"].as_str()), ("sign-out", Some("ended")));
}
