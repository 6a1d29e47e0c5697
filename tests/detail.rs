//! Past work by keys alone: the charts of a concluded run, its seals as they hold now, and what home says of the day.

use crate::actors::{Running, plan, program, scale};
use crate::sealing::concluded;
use crate::terminal::Seat;
use quanheng::ledger::{DayWork, FILE, Ledger, Record};
use serde_json::{Value, json};
use std::path::Path;
use tempfile::TempDir;

const ENTER: &str = "\r";
const TAB: &str = "\t";
const BACK_TAB: &str = "\x1b[Z";
const F2: &str = "\x1bOQ";

/// Opens the newest run of a home screen on its page of seals.
fn seals(seat: &mut Seat, run: &str) {
    seat.types(ENTER);
    seat.sees(run);
    seat.types(&format!("{BACK_TAB}{BACK_TAB}"));
}

/// Changes what an observation of a run says, and mends no hash; answers with its number.
fn change_one(data: &Path, run: &str) -> i64 {
    let connection = rusqlite::Connection::open(data.join(FILE)).unwrap();
    connection.execute_batch("DROP TRIGGER entry_no_update;").unwrap();
    let sql = "SELECT MIN(seq) FROM entry WHERE instr(body, '\"kind\":\"observation\"') > 0 AND instr(body, ?1) > 0";
    let seq: i64 = connection.query_row(sql, [run], |row| row.get(0)).unwrap();
    let changed = connection.execute(
        "UPDATE entry SET body = replace(body, '\"kind\":\"observation\"', '\"kind\":\"oblivion\"') WHERE seq = ?1",
        [seq],
    );
    assert_eq!(changed, Ok(1));
    seq
}

#[test]
fn a_concluded_run_shows_its_charts_and_whether_its_seals_hold() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    let run = concluded(&data, &plan(folder.path(), "pile-dc.toml", &[]));
    let mut seat = Seat::take(&data, &[]);
    seat.sees_all(&["记录完整", "今天  开始 1  结束 1  ✓ 合格 1"]);
    seat.types(ENTER);
    seat.sees(&run);
    seat.types(TAB);
    seat.sees_all(&["+MPE", "-MPE"]);
    seat.types(F2);
    seat.sees_all(&["Charts", "+MPE"]);
    seat.types(F2);
    seat.types("\x1b");
    seat.sees("仪器端口");
    seals(&mut seat, &run);
    seat.sees_all(&["✓ 封印成立", "封印（结束）  ✓ 成立", "密钥 ", "覆盖 "]);
    seat.types("\x1b");
    seat.sees("仪器端口");
    seat.types("q");
    assert_eq!(seat.ends(), 0);

    let seq = change_one(&data, &run);
    let mut seat = Seat::take(&data, &[]);
    seat.sees("不能开始正式任务");
    seals(&mut seat, &run);
    seat.sees_all(&["1 个封印中有 1 个不成立", "封印（结束）  ✗ 不成立", "有条目被改动过"]);
    seat.sees(&format!("从第 {seq} 条起不成立"));
    seat.types(F2);
    seat.sees_all(&["DOES NOT HOLD", &format!("first entry that does not hold: {seq}")]);
    seat.types("\x1b");
    seat.sees("Instrument ports");
    seat.types("q");
    assert_eq!(seat.ends(), 0);
}

#[test]
fn a_run_without_a_verdict_is_gone_on_with_from_where_it_is_looked_at() {
    let folder = TempDir::new().unwrap();
    let (_scale, port) = scale(folder.path());
    let plan = plan(folder.path(), "lot-10.toml", &[("PORT", &port)]);
    let mut run = Running::start(program(folder.path(), &["run", "lot", "--plan", plan.to_str().unwrap()]));
    let opened = std::iter::from_fn(|| run.event()).find(|event| event["event"] == "opened").expect("a run");
    let id = opened["run"].as_str().unwrap().to_owned();
    run.child.kill().unwrap();
    run.exit();

    let mut seat = Seat::take(folder.path(), &[]);
    seat.sees_all(&["记录完整", "未结束的任务"]);
    seat.types("h");
    seat.sees_all(&["历史任务", "> 未结束"]);
    seat.types(ENTER);
    seat.sees_all(&[&id, "未结束：已存", "最后存的", "Enter 接着做"]);
    seat.types(ENTER);
    seat.sees_all(&[&id, "净含量检验", "0 / 10"]);
    // Left again, one is back among the runs that were looked for.
    seat.types("\x1b");
    seat.sees("任务尚未结束");
    seat.types(ENTER);
    seat.sees("历史任务");
    seat.types("\x1b");
    seat.sees("仪器端口");
    seat.types("q");
    assert_eq!(seat.ends(), 0);
}

fn record(day: u64, kind: &str, run: Option<&str>, data: Value) -> Record {
    let at = format!("2026-03-{day:02}T09:00:00.000+08:00");
    Record { kind: kind.into(), run: run.map(str::to_owned), at, mono_ns: day * 86_400_000_000_000, data }
}

/// Opened on one day, concluded on another, checked on a third; a demonstration, and one from before there were accounts.
#[test]
fn the_work_of_a_day_is_what_its_entries_say() {
    let folder = TempDir::new().unwrap();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let open = |day, run, demonstration| {
        record(day, "run-opened", Some(run), json!({ "kind": "lot", "title": run, "demonstration": demonstration }))
    };
    let end = |day, run, verdict| record(day, "run-concluded", Some(run), json!({ "verdict": verdict }));
    let agreed = json!({ "who": "zhao", "outcome": "agreed", "note": "" });
    let records = [
        open(1, "old", false),
        end(1, "old", "pass"),
        record(1, "account-added", None, json!({ "id": "zhao" })),
        open(2, "a", false),
        open(2, "b", false),
        open(2, "play", true),
        end(2, "a", "pass"),
        end(3, "b", "fail"),
        end(3, "play", "pass"),
        open(3, "c", false),
        record(4, "run-checked", Some("a"), agreed),
    ];
    assert_eq!(ledger.day("2026-03-01").unwrap(), DayWork::default(), "nothing yet");
    for record in records {
        ledger.append(&record).unwrap();
    }
    let day = |day: u32| ledger.day(&format!("2026-03-{day:02}")).unwrap();
    // From a day on, as its first entry tells: what came after it belongs to today, which is the last one.
    assert_eq!((day(4).begun, day(4).concluded_in_all()), (0, 0));
    assert_eq!((day(4).to_check, day(4).to_approve), (1, 1), "b waits for a check, a for an approval, old for nobody");
    assert_eq!((day(3).begun, day(3).concluded), (1, vec![("pass".into(), 1), ("fail".into(), 1)]));
    assert_eq!((day(9).begun, day(9).concluded_in_all()), (0, 0));
}
