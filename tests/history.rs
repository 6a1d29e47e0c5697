//! The history by keys alone, on a real ledger: runs that the home screen no longer lists are found, opened down to their
//! bytes, and compared.

use crate::actors::{output, stderr, stdout};
use crate::screens::{lot_judgement, read};
use crate::terminal::Seat;
use quanheng::ledger::{Ledger, LedgerError, Progress, Record, RunQuery, check_watched};
use quanheng::procedure::Subject;
use quanheng::quantity::Unit;
use serde_json::{Value, json};
use std::path::Path;
use tempfile::TempDir;

const ESC: &str = "\x1b";
const ENTER: &str = "\r";
const TAB: &str = "\t";
const DOWN: &str = "\x1b[B";
const END: &str = "\x1b[F";
const F2: &str = "\x1bOQ";

/// More than the home screen lists, and more than some pages.
const RUNS: u64 = 230;

fn record(kind: &str, run: &str, number: u64, data: Value) -> Record {
    let at = format!("2026-03-{:02}T09:00:00.000+08:00", number % 28 + 1);
    Record { kind: kind.into(), run: Some(run.into()), at, mono_ns: number, data }
}

fn run(number: u64) -> Vec<Record> {
    let id = format!("run-{number:03}");
    let product = if number % 100 == 7 { "珍珠米" } else { "玉米种子" };
    let opened = json!({ "kind": "lot", "title": format!("{product} {number}"), "demonstration": false,
        "date": format!("2026-{:02}-15", number % 12 + 1), "regulation": "cn-jjf1070-2005", "program": "quanheng",
        "task": { "product": product, "label": { "quantity": "500", "unit": "g" }, "lot_size": 40,
            "scale": { "device": "yaohua-xk3190-a9", "port": "/dev/ttyUSB0" } } });
    let observed = serde_json::to_value(read(Subject::Package { number: 1 }, "0.5084", Unit::Kilogram)).unwrap();
    let mut records =
        vec![record("run-opened", &id, number, opened), record("observation", &id, number, observed.clone())];
    if number == 7 {
        let amended = json!({ "target": 2, "old": observed, "new": null, "reason": "袋子没放好" });
        records.push(record("correction", &id, number, amended));
    }
    // The last of them was weighed to another end.
    let judgement = lot_judgement(if number == 207 { 9 } else { 10 });
    let verdict = serde_json::to_value(&judgement).unwrap()["verdict"].clone();
    records.push(record("run-concluded", &id, number, json!({ "verdict": verdict, "judgement": judgement })));
    records
}

fn lived(folder: &Path) {
    let mut ledger = Ledger::open(folder).unwrap();
    let records: Vec<Record> = (0..RUNS).flat_map(run).collect();
    ledger.append_all(&records).unwrap();
}

#[test]
fn a_run_of_long_ago_is_found_opened_and_compared() {
    let folder = TempDir::new().unwrap();
    lived(folder.path());
    let mut seat = Seat::take(folder.path(), &[]);
    seat.sees("记录完整");
    seat.types("h");
    seat.sees("第 1 个，共 230 个");
    // The last one lies some pages away.
    seat.types(END);
    seat.sees("玉米种子 0 ");
    seat.sees("第 230 个，共 230 个");
    seat.types("/珍珠");
    seat.types(ENTER);
    seat.sees("第 1 个，共 3 个");
    assert!(!seat.text().contains("玉米"), "{}", seat.text());
    // Months: the runs 7, 107 and 207 are of August, December and April.
    seat.types(&format!("d2026-08{ENTER}"));
    seat.sees("第 1 个，共 1 个");
    seat.types(ENTER);
    seat.sees("run-007");
    seat.types(&format!("{TAB}{TAB}{TAB}"));
    seat.sees("样品 1 0.5084 kg");
    seat.types(TAB);
    seat.sees("ns");
    seat.types(TAB);
    seat.sees("袋子没放好");
    seat.types(ESC);
    seat.sees("第 1 个，共 1 个");
    seat.types(&format!("d{}{ENTER}", "\x7f".repeat(21)));
    seat.sees("第 1 个，共 3 个");
    seat.types(" ");
    seat.types(DOWN);
    seat.types(" ");
    seat.types("c");
    seat.sees("run-107");
    seat.sees("run-207");
    seat.sees("不同");
    seat.sees("相同");
    seat.types(F2);
    seat.sees("differs");
    seat.types(F2);
    seat.types(ESC);
    seat.sees("第 2 个，共 3 个");
    // No run is open: the screen says which filters are on, and one key clears them all.
    seat.types("s");
    seat.sees_all(&["没有符合的任务", "词语：珍珠", "状态：未结束", "x 清除全部条件"]);
    seat.types("s");
    seat.sees("第 1 个，共 3 个");
    seat.types("s");
    seat.sees("状态：已核验，待批准");
    seat.sees("没有符合的任务");
    seat.types("x");
    seat.sees("第 1 个，共 230 个");
    seat.types(ESC);
    seat.sees("仪器端口");
    seat.types("q");
    assert_eq!(seat.ends(), 0);
    // The verb finds by the same states, and says why two of its conditions exclude each other.
    let listed = |arguments: &[&str]| {
        let out = output(folder.path(), &[&["--json", "ledger", "list"], arguments].concat());
        assert_eq!(out.status.code(), Some(0), "{}", stderr(&out));
        stdout(&out).lines().count()
    };
    assert_eq!((listed(&["--state", "concluded"]), listed(&["--state", "approved"])), (230, 0));
    assert_eq!((listed(&["--verdict", "open"]), listed(&["--verdict", "open", "--state", "open"])), (0, 0));
    let refused = output(folder.path(), &["ledger", "list", "--verdict", "open", "--state", "approved"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("--state approved"), "{}", stderr(&refused));
}

/// More entries than can be walked in a moment: the screen tells how far it is, takes keys meanwhile, and Esc stops it. How
/// fast the machine is decides only whether there is anything left to stop.
#[test]
fn the_walk_over_a_long_record_tells_how_far_it_is_and_can_be_stopped() {
    let folder = TempDir::new().unwrap();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    for page in 0..40_u64 {
        let of_page =
            (0..1000).map(|number| record("note", "run-long", page, json!({ "text": "x", "number": number })));
        ledger.append_all(&of_page.collect::<Vec<_>>()).unwrap();
    }
    drop(ledger);
    let mut seat = Seat::take(folder.path(), &[]);
    if seat.sees_one_of(&["已核对", "记录完整"]) == 0 {
        // Keys are not held up by it.
        seat.types(F2);
        if seat.sees_one_of(&["looked through", "the record holds"]) == 0 {
            seat.types(ESC);
            seat.sees_one_of(&["stopped at", "the record holds"]);
        }
    }
    seat.types("q");
    assert_eq!(seat.ends(), 0);
}

#[test]
fn what_nobody_wants_any_more_is_given_up_and_what_is_done_was_told_whole() {
    let folder = TempDir::new().unwrap();
    lived(folder.path());
    let ledger = Ledger::open_reading(folder.path()).unwrap();
    let query = RunQuery { text: "玉米".into(), ..RunQuery::default() };
    let whole = Progress::default();
    assert_eq!(ledger.search_watched(&query, 9, 0, &whole).unwrap().total, 227);
    assert_eq!(whole.so_far(), (RUNS, RUNS));
    let whole = Progress::default();
    let report = check_watched(&ledger, &[], &whole).unwrap();
    assert_eq!((report.broken, whole.so_far()), (None, (report.entries, report.entries)));
    assert_eq!(ledger.count_of_run("run-007").unwrap(), 4);
    assert_eq!(ledger.count_of_run("run-229").unwrap(), 3, "the last run ends with the record");
    let stopped = Progress::default();
    stopped.stop();
    assert_eq!(ledger.search_watched(&query, 9, 0, &stopped), Err(LedgerError::Stopped));
    assert_eq!(check_watched(&ledger, &[], &stopped), Err(LedgerError::Stopped));
    assert_eq!(ledger.entries_of_run_watched("run-007", &stopped), Err(LedgerError::Stopped));
}
