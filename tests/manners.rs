//! Promise: a run has manners. Notes, pauses and steps left out are kept; anything can be taken back with a reason;
//! leaving asks once; and a changed value is few bytes on the line.

use crate::actors::{PATIENCE, output, scale, stdout};
use crate::liar::Liar;
use crate::terminal::{Seat, open_lot, open_lot_on, weigh};
use quanheng::procedure::{Ask, LotRun, LotTask, Observation, ScaleFacts, Subject, TareTask, TaskTare};
use quanheng::quantity::Unit;
use quanheng::regulation::{Book, Label};
use serde_json::Value;
use std::path::Path;
use std::time::{Duration, Instant};
use tempfile::TempDir;

const ESC: &str = "\x1b";
const ENTER: &str = "\r";
const UP: &str = "\x1b[A";
const DOWN: &str = "\x1b[B";
const F2: &str = "\x1bOQ";
const CTRL_C: &str = "\x03";

/// Every entry of the only run, as `ledger show` tells it.
pub fn entries(data: &Path) -> Vec<Value> {
    let runs = stdout(&output(data, &["ledger", "list", "--json"]));
    let run: Value = serde_json::from_str(runs.lines().next().unwrap()).unwrap();
    let shown = stdout(&output(data, &["ledger", "show", run["run"].as_str().unwrap(), "--json"]));
    shown.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

pub fn of_kind(entries: &[Value], kind: &str) -> Vec<Value> {
    entries.iter().filter(|entry| entry["kind"] == kind).cloned().collect()
}

#[test]
fn a_run_is_noted_on_paused_taken_back_and_left_by_keys_and_goes_on_as_it_was() {
    let folder = TempDir::new().unwrap();
    let (mut bench, port) = scale(folder.path());
    let mut seat = Seat::take(folder.path(), &[]);
    open_lot(&mut seat, &port);
    weigh(&seat, &mut bench, 1, 3);
    // A note, half of it committed by an input method as a paste.
    seat.types("i");
    seat.sees("备注：");
    seat.types("第 3 件\x1b[200~包装破损\r\n\x1b[201~");
    seat.types(ENTER);
    seat.sees("备注 1：第 3 件包装破损");
    // A pause: what is put on meanwhile counts for nothing, not even when it still lies there afterwards.
    seat.types("p");
    seat.sees("暂停，原因");
    seat.types(&["午休", ENTER].concat());
    seat.sees("已 暂 停");
    bench.say("load 0.7777");
    seat.types(F2);
    seat.sees("P A U S E D");
    seat.sees("r resumes");
    seat.types(F2);
    seat.sees("已 暂 停");
    seat.types("r");
    seat.sees("请取下秤上物品");
    bench.say("unload");
    seat.sees("请放上第 4 件样品");
    // The second of three is taken back, not the last one, and is weighed again.
    seat.types("u");
    seat.sees("撤回哪一个");
    seat.types(UP);
    seat.types(ENTER);
    seat.sees("撤回 样品 2 0.5084 kg");
    seat.types(&["看错了样品", ENTER].concat());
    seat.sees("请放上第 2 件样品");
    bench.say("load 0.5084");
    seat.sees("3 / 10");
    bench.say("unload");
    seat.sees("请放上第 4 件样品");
    // A scanner that types like a keyboard names the next package.
    seat.types("6901234567892\r");
    seat.sees("6901234567892");
    weigh(&seat, &mut bench, 4, 4);
    // A storm of sizes; the last one is what stands there.
    for size in (0..60_u16).map(|n| (16 + n % 30, 60 + n * 7 % 120)) {
        seat.resize(size.0, size.1);
    }
    seat.resize(24, 80);
    seat.sees_so("4 / 10, and the keys in the last line", |text| {
        text.contains("4 / 10") && text.lines().last().is_some_and(|line| line.contains("暂停"))
    });
    // Leaving asks once. To stay is as near as to leave.
    seat.types(ESC);
    seat.sees("任务尚未结束，离开吗");
    seat.types(ESC);
    seat.sees("请放上第 5 件样品");
    seat.types("q");
    seat.sees("退出程序吗");
    seat.types(ENTER);
    assert_eq!(seat.ends(), 0);
    let mut seat = Seat::take(folder.path(), &[]);
    seat.sees("未结束的任务");
    seat.types(ENTER);
    seat.sees("4 / 10");
    seat.sees("备注 1：第 3 件包装破损");
    // Whoever presses Ctrl+C twice means it.
    seat.types(CTRL_C);
    seat.sees("退出程序吗");
    seat.types(CTRL_C);
    assert_eq!(seat.ends(), 0);
    let entries = entries(folder.path());
    for (kind, count) in [("note", 1), ("run-paused", 1), ("run-resumed", 1), ("correction", 1)] {
        assert_eq!(of_kind(&entries, kind).len(), count, "{kind}");
    }
    let all = format!("{entries:?}");
    assert!(!all.contains("0.7777") && all.contains("6901234567892"), "{all}");
}

#[test]
fn a_step_is_left_out_with_a_reason_and_asked_for_after_all() {
    let folder = TempDir::new().unwrap();
    let mut seat = Seat::take(folder.path(), &["demo", "pile"]);
    seat.sees("合格按 y，不合格按 n");
    seat.types("x");
    seat.sees("跳过这一步");
    seat.types(&["现场断电", ENTER].concat());
    seat.sees("等待两侧电能示值静止");
    seat.types("u");
    seat.sees("已跳过");
    seat.types(&[UP.repeat(40), DOWN.to_owned()].concat());
    seat.types(ENTER);
    seat.sees("撤回 外观及功能检查");
    seat.types(&["来电了", ENTER].concat());
    seat.sees("合格按 y，不合格按 n");
    seat.types(CTRL_C);
    seat.sees("退出程序吗");
    seat.types(ENTER);
    assert_eq!(seat.ends(), 0);
    let entries = entries(&folder.path().join("demonstration"));
    assert_eq!(of_kind(&entries, "step-skipped").len(), 1);
    assert_eq!(of_kind(&entries, "step-asked-again").len(), 1);
}

#[test]
fn a_changed_value_is_no_more_than_a_kilobyte_on_the_line() {
    const CHANGES: usize = 30;
    let seed = std::env::var("QUANHENG_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(20_260_315);
    println!("QUANHENG_SEED={seed}");
    let mut dice = fastrand::Rng::with_seed(seed);
    let folder = TempDir::new().unwrap();
    let scale = Liar::sits();
    scale.says("ST,GS,+0000.00 g");
    let mut seat = Seat::of_size(folder.path(), &[], (45, 160));
    open_lot_on(&mut seat, "excell-20key", "英展 Excell", &scale.port);
    seat.sees("请放上第 1 件样品");
    // Ratatui ends every frame with hiding the cursor.
    let frames = |seat: &Seat| {
        let text = String::from_utf8_lossy(&seat.written.lock().unwrap()).into_owned();
        text.split("\x1b[?25l").map(str::to_owned).collect::<Vec<_>>()
    };
    let wait = |seat: &Seat, count: usize| {
        let until = Instant::now() + PATIENCE;
        while frames(seat).len() < count {
            assert!(Instant::now() < until, "no frames come:\n{}", seat.text());
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    // What was under way before is drawn.
    wait(&seat, frames(&seat).len() + 4);
    let first = frames(&seat).len();
    for _ in 0..CHANGES {
        // It moves all the time: nothing is taken, only the value changes, in every digit.
        scale.says(&format!("US,GS,+0{:03}.{:02} g", dice.u32(100..1000), dice.u32(..100)));
        wait(&seat, frames(&seat).len() + 3);
    }
    let sizes: Vec<usize> = frames(&seat).iter().skip(first).map(String::len).collect();
    let changed = frames(&seat).iter().skip(first).filter(|frame| frame.contains('█')).count();
    let most = sizes.iter().max().copied().unwrap_or_default();
    println!("{} frames, {changed} with other digits, {most} bytes at most", sizes.len());
    assert!(changed >= CHANGES * 2 / 3, "{changed} of {CHANGES} changes were drawn");
    assert!(most <= 1024, "{most} bytes for a changed value: {sizes:?}");
    seat.types(&[CTRL_C, CTRL_C].concat());
    assert_eq!(seat.ends(), 0);
}

fn typed(subject: Subject, value: &str) -> Observation {
    Observation::typed(subject, value, Some(Unit::Gram), "keyboard")
}

#[test]
fn what_is_weighed_again_goes_back_to_its_place() {
    let label = Label { quantity: "500".into(), unit: "g".into() };
    let plan = Book::embedded().unwrap().get("cn-jjf1070-2005").unwrap().lot_plan(&label, 40).unwrap();
    let tare = TareTask { method: TaskTare::Each, ..TareTask::default() };
    let task = LotTask { product: "x".into(), lot_size: 40, label, tare, ..LotTask::default() };
    let facts = ScaleFacts {
        unit: Some(Unit::Gram),
        division: None,
        shows_step: true,
        told_by_flag: false,
        window_ns: 300_000_000,
    };
    let mut run = LotRun::open(task, plan, facts).unwrap();
    for number in 1..=10 {
        run.apply(&typed(Subject::Package { number }, &format!("51{number}")));
    }
    for number in 1..=10 {
        run.apply(&typed(Subject::Tare { number }, &format!("{number}")));
    }
    let numbers = |run: &LotRun| run.packages().iter().filter_map(|each| each.subject.number()).collect::<Vec<_>>();
    run.withdraw(&Subject::Package { number: 3 });
    assert_eq!(numbers(&run), [1, 2, 4, 5, 6, 7, 8, 9, 10]);
    // Each gross keeps its own tare while one package is away.
    let case = run.case("cn-jjf1070-2005", "2026-03-15");
    assert_eq!(case.gross.unwrap()[2], "514");
    assert_eq!(case.tare.unwrap().values[2], "4");
    run.apply(&typed(Subject::Package { number: 3 }, "599"));
    assert_eq!(numbers(&run), (1..=10).collect::<Vec<_>>());
    assert_eq!(run.case("cn-jjf1070-2005", "2026-03-15").gross.unwrap()[2], "599");
    assert_eq!(run.ask(), Ask::Conclude);
}
