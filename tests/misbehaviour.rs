//! Promise: an instrument that misbehaves spoils nothing. Another unit, a flood, stable values that contradict each other
//! and silence pause the run before anything counts; a clock that jumps voids the comparison under way; each by its rule.

use crate::actors::{PATIENCE, Running, output, plan, program};
use crate::liar::Liar;
use crate::manners::{entries, of_kind};
use crate::terminal::{Seat, open_lot_on};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const ESC: &str = "\x1b";
const ENTER: &str = "\r";
const CTRL_C: &str = "\x03";
/// Nothing on the pan.
const EMPTY: &str = "ST,GS,+0000.00 g";

#[test]
fn a_scale_that_changes_its_unit_or_floods_pauses_the_run_and_spoils_nothing() {
    let folder = TempDir::new().unwrap();
    let scale = Liar::sits();
    scale.says(EMPTY);
    let mut seat = Seat::take(folder.path(), &[]);
    open_lot_on(&mut seat, "excell-20key", "英展 Excell", &scale.port);
    seat.sees("请放上第 1 件样品");
    scale.says("ST,GS,+0512.40 g");
    seat.sees("1 / 10");
    scale.says(EMPTY);
    seat.sees("请放上第 2 件样品");
    scale.says("ST,GS,+001.129kg");
    seat.sees("已 暂 停");
    seat.sees("秤单位改变");
    // It cannot be resumed while the cause is there.
    seat.types("r");
    seat.sees("还不能继续");
    scale.says("ST,GS,+0508.40 g");
    // Until the readings are right again, `r` is refused; afterwards what lies on the pan does not count.
    resume(&mut seat, "请取下秤上物品");
    scale.says(EMPTY);
    seat.sees("请放上第 2 件样品");
    scale.says("ST,GS,+0508.40 g");
    seat.sees("2 / 10");
    scale.says(EMPTY);
    seat.sees("请放上第 3 件样品");
    // More than the line can carry.
    scale.says("ST,GS,+0514.00 g");
    scale.every(Duration::from_micros(200));
    seat.sees("数据超过线路");
    scale.every(Duration::from_millis(100));
    scale.says(EMPTY);
    resume(&mut seat, "请放上第");
    seat.types(ESC);
    seat.sees("任务尚未结束，离开吗");
    seat.types(ENTER);
    seat.sees("未结束的任务");
    seat.types("q");
    assert_eq!(seat.ends(), 0);
    let entries = entries(folder.path());
    let by: Vec<String> = of_kind(&entries, "run-paused").iter().map(|entry| entry.to_string()).collect();
    assert_eq!(by.len(), 2, "{by:?}");
    assert_eq!(of_kind(&entries, "run-resumed").len(), 2);
    assert!(!format!("{entries:?}").contains("1.129"), "{entries:?}");
}

/// Presses `r` until the run goes on: what was wrong must have passed.
fn resume(seat: &mut Seat, wanted: &str) {
    let until = Instant::now() + PATIENCE;
    loop {
        let text = seat.text();
        let paused = text.contains("已 暂 停");
        if !paused && text.contains(wanted) {
            return;
        }
        assert!(Instant::now() < until, "it never went on:\n{text}");
        if paused {
            seat.types("r");
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn stable_values_that_contradict_each_other_pause_the_run_and_none_of_them_counts() {
    let folder = TempDir::new().unwrap();
    let scale = Liar::sits();
    scale.says(EMPTY);
    let mut seat = Seat::take(folder.path(), &[]);
    open_lot_on(&mut seat, "excell-20key", "英展 Excell", &scale.port);
    seat.sees("请放上第 1 件样品");
    // Two scales on one line: each calls its value stable, and they take turns.
    scale.says("ST,GS,+0512.40 g\r\nST,GS,+0733.10 g");
    seat.sees_all(&["已 暂 停", "互相矛盾的稳定值"]);
    scale.says(EMPTY);
    resume(&mut seat, "请放上第 1 件样品");
    scale.says("ST,GS,+0512.40 g");
    seat.sees("1 / 10");
    seat.types(&[CTRL_C, CTRL_C].concat());
    assert_eq!(seat.ends(), 0);
    let entries = entries(folder.path());
    assert_eq!(of_kind(&entries, "run-paused").len(), 1);
    let why = of_kind(&entries, "run-paused")[0]["en"].to_string();
    assert!(why.contains("contradict each other"), "{why}");
    assert!(!format!("{entries:?}").contains("733.1"), "{entries:?}");
}

/// A lot on this scale, for runs without a screen.
fn lot_plan(folder: &Path, port: &Path) -> PathBuf {
    let path = plan(folder, "lot-3.toml", &[]);
    let text = std::fs::read_to_string(&path).unwrap();
    let scale = format!("{{ device = \"excell-20key\", port = {:?} }}", port.display().to_string());
    std::fs::write(&path, text.replace("{ device = \"yaohua-xk3190-a9\" }", &scale)).unwrap();
    path
}

/// Reads events until one is as wanted.
fn event(run: &Running, wanted: impl Fn(&Value) -> bool) -> Value {
    let mut told = Vec::new();
    while let Some(event) = run.event() {
        if wanted(&event) {
            return event;
        }
        told.push(event.to_string());
    }
    panic!("it never came:\n{}", told.join("\n"));
}

fn asks(run: &Running, what: &str) {
    event(run, |event| event["event"] == "ask" && event["ask"] == what);
}

#[test]
fn without_a_screen_a_paused_run_goes_on_by_the_word_resume_and_not_before_its_cause_has_passed() {
    let folder = TempDir::new().unwrap();
    let scale = Liar::sits();
    scale.says(EMPTY);
    let plan = lot_plan(folder.path(), &scale.port);
    let mut run = Running::start(program(folder.path(), &["run", "lot", "--plan", plan.to_str().unwrap()]));
    asks(&run, "load-package");
    scale.says("ST,GS,+001.129kg");
    assert_eq!(event(&run, |event| event["event"] == "paused")["by"], "unit-changed");
    // While the cause is there the word is refused. What it was said for has not passed, and nothing goes on.
    asks(&run, "paused");
    run.say("resume too early");
    event(&run, |event| event["event"] == "refused");
    scale.says(EMPTY);
    // It may be said again until it holds: the readings that are right again have to come first.
    let resumed = loop {
        run.say("resume the unit is right again");
        let told = event(&run, |event| event["event"] == "resumed" || event["event"] == "refused");
        if told["event"] == "resumed" {
            break told;
        }
        std::thread::sleep(Duration::from_millis(200));
    };
    assert_eq!(resumed["reason"], "the unit is right again");
    for bag in ["0508.40", "0511.20", "0509.60"] {
        asks(&run, "load-package");
        scale.says(&format!("ST,GS,+{bag} g"));
        event(&run, |event| event["event"] == "observation");
        scale.says(EMPTY);
    }
    let concluded = event(&run, |event| event["event"] == "concluded");
    let classes = &concluded["judgement"]["lot"]["classes"];
    assert_eq!(classes.as_array().map(Vec::len), Some(3), "{classes}");
    assert!(run.exit().is_some(), "it ends by itself");
    assert_eq!(output(folder.path(), &["ledger", "check"]).status.code(), Some(0));
    assert!(!format!("{:?}", entries(folder.path())).contains("1.129"));
}

#[test]
fn a_minute_of_silence_pauses_a_run_that_reads() {
    let folder = TempDir::new().unwrap();
    let scale = Liar::sits();
    scale.says(EMPTY);
    let plan = lot_plan(folder.path(), &scale.port);
    let mut run = Running::start(program(folder.path(), &["run", "lot", "--plan", plan.to_str().unwrap()]));
    asks(&run, "load-package");
    scale.says("");
    event(&run, |event| event["event"] == "line" && event["line"] == "silent");
    let paused = event(&run, |event| event["event"] == "paused");
    assert_eq!(paused["by"], "silence");
    run.say("resume");
    event(&run, |event| event["event"] == "refused");
    scale.says(EMPTY);
    event(&run, |event| event["event"] == "line" && event["line"] == "live");
    run.say("resume");
    event(&run, |event| event["event"] == "resumed");
    asks(&run, "load-package");
}

#[test]
fn a_clock_that_jumps_voids_the_comparison_under_way_and_it_is_done_again() {
    let Some(library) = fake_clock() else {
        println!("no libfaketime on this machine: the wall clock cannot be set for one program alone");
        return;
    };
    let folder = TempDir::new().unwrap();
    let clock = folder.path().join("clock");
    std::fs::write(&clock, "+0").unwrap();
    let plan = plan(folder.path(), "pile-dc.toml", &[]);
    let mut command = program(folder.path(), &["run", "pile", "--simulate", "--plan", plan.to_str().unwrap()]);
    // Only the wall clock is moved: the monotonic one is what nobody can set.
    command.env("LD_PRELOAD", library).env("FAKETIME_TIMESTAMP_FILE", &clock);
    command.env("FAKETIME_NO_CACHE", "1").env("FAKETIME_DONT_FAKE_MONOTONIC", "1").env("DONT_FAKE_MONOTONIC", "1");
    let mut run = Running::start(command);
    asks(&run, "charging");
    // Put there whole: the clock is read all the time.
    std::fs::write(clock.with_extension("new"), "+1h").unwrap();
    std::fs::rename(clock.with_extension("new"), &clock).unwrap();
    let withdrawn = event(&run, |event| event["event"] == "withdrawn");
    let reason = withdrawn["reason"].as_str().unwrap();
    assert!(reason.contains("时钟跳变") && reason.contains("(3600 s)"), "{reason}");
    // It is done again from its beginning, and comes to its verdict.
    asks(&run, "charging");
    assert_eq!(event(&run, |event| event["event"] == "concluded")["verdict"], "pass");
    assert_eq!(run.exit(), Some(0));
    assert_eq!(output(folder.path(), &["ledger", "check"]).status.code(), Some(0));
}

/// The library that moves the wall clock of one program, where the machine has it.
fn fake_clock() -> Option<PathBuf> {
    let folders = std::fs::read_dir("/usr/lib").ok()?.flatten().map(|entry| entry.path().join("faketime"));
    folders.map(|folder| folder.join("libfaketimeMT.so.1")).find(|library| library.is_file())
}
