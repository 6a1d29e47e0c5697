//! Promise: the forms of runs offer the standards of the register, with certificate and last day, refuse what may not be used
//! any more, and what is chosen is in the ledger and on the paper.

use crate::actors::{output, stderr, stdout};
use crate::forms::{begun_and_left, fields, plans};
use crate::screens::{Screen, home};
use crate::standards_screen::{day, kept, verb};
use crate::terminal::Seat;
use crossterm::event::KeyCode;
use quanheng::station::{LastPlan, Snapshot, Task};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

const ENTER: &str = "\r";
const TAB: &str = "\t";
const RIGHT: &str = "\x1b[C";
const F9: &str = "\x1b[20~";
const LARGE: (u16, u16) = (60, 160);

/// A register with meters and weights, some of which may not be used.
fn registered(data: &Path) {
    let add = |id: &str, name: &str, range: &str, certificate: &str, until: &str| {
        let said = ["add", id, "--name", name, "--range", range, "--certificate", certificate, "--valid-until", until];
        verb(data, &said);
    };
    add("S-1", "标准电能表", "DC 0–1000 V, 0–250 A", "DC-118", &day(12));
    add("S-2", "旧电能表", "0–250 A", "DC-007", &day(-3));
    add("S-3", "备用电能表", "0–250 A", "DC-009", &day(400));
    add("F1-A", "F1 砝码组", "1 mg–20 kg", "FM-26", &day(400));
    verb(data, &["retire", "S-3", "--reason", "送检未归"]);
}

#[test]
fn a_standard_is_found_in_the_register_and_goes_into_the_plan_as_it_is_there() {
    let folder = TempDir::new().unwrap();
    let data = folder.path();
    registered(data);
    let mut seat = Seat::take(data, &[]);
    seat.sees("记录完整");
    seat.types("p");
    seat.sees("充电桩名称");
    seat.types(&fields(&["桩", "SN-1", "A", "", "", "", "", "", "1149-2022", "", "", "20"]));
    // The weights are not offered; the meters are found by letters, and none is taken by itself.
    seat.sees_so("nothing is chosen yet", |text| {
        text.lines().any(|line| line.contains("> 台账中的标准器 ") && line.contains("< 不用台账"))
    });
    seat.types("f");
    seat.sees_so("no weights for a pile", |text| text.lines().any(|line| line.contains("< 不用台账")));
    seat.types("\x7fs-2");
    seat.sees_so("the old one, as it stands", |text| {
        text.contains("< 旧电能表 S-2 >") && text.contains("已过期 3 天，证书 DC-007")
    });
    // Refused when the field is left, in the words of the judge: the rest of the form stays.
    seat.types(TAB);
    seat.sees_so("expired", |text| text.replace('\n', "").contains("标准器 旧电能表 S-2 的证书有效期至"));
    seat.types("\x1b[A");
    seat.types("\x7fs-3");
    seat.types(TAB);
    seat.sees("标准器 备用电能表 S-3 已停用（送检未归），请换一件");
    // The button goes back to it.
    seat.types(F9);
    seat.sees_so("the focus on the choice", |text| text.lines().any(|line| line.contains("> 台账中的标准器")));
    seat.types("\x7fs-1");
    seat.sees_so("the good one, with its certificate", |text| {
        text.contains("< 标准电能表 S-1 >") && text.contains("余 12 天，证书 DC-118")
    });
    seat.sees_so("nothing of it is typed", |text| !text.contains("标准器有效期至"));
    seat.types(&[TAB, &fields(&["", ""])].concat());
    seat.types(F9);
    begun_and_left(&mut seat);
    let wanted = json!({ "name": "标准电能表 S-1", "certificate": "DC-118", "valid_until": day(12) });
    assert_eq!(plans(data)[0]["standard"], wanted);

    // Next time it is proposed, with the certificate that it has then.
    seat.types("d");
    seat.sees("DC-118");
    seat.types("/s-1\r");
    seat.sees("共 4 件");
    seat.types("e");
    seat.sees("更改标准器 S-1");
    seat.types(&[&TAB.repeat(5), "\x15DC-500", TAB, "\x15", &day(500), TAB, ENTER].concat());
    seat.sees_so("renewed", |text| text.contains("DC-500") && !text.contains("保存"));
    seat.types("\x1b");
    seat.sees("未结束的任务");
    seat.types("p");
    seat.sees("充电桩名称");
    seat.types(&[TAB, "SN-2", TAB, F9].concat());
    begun_and_left(&mut seat);
    seat.types("q");
    assert_eq!(seat.ends(), 0);
    let wanted = json!({ "name": "标准电能表 S-1", "certificate": "DC-500", "valid_until": day(500) });
    assert_eq!(plans(data)[1]["standard"], wanted);
    // The papers of both runs say which certificate was good when each began.
    let runs = stdout(&output(data, &["ledger", "list", "--json"]));
    let mut papers: Vec<String> = Vec::new();
    for line in runs.lines() {
        let run: Value = serde_json::from_str(line).unwrap();
        let file = folder.path().join("paper.json");
        let (run, out) = (run["run"].as_str().unwrap(), file.to_str().unwrap());
        let done = output(data, &["report", run, "--paper", "record", "--as", "json", "--out", out]);
        assert_eq!(done.status.code(), Some(0), "{}", stderr(&done));
        papers.push(std::fs::read_to_string(&file).unwrap());
        std::fs::remove_file(&file).unwrap();
    }
    let says = |paper: &String, words: &str| paper.contains("标准电能表 S-1") && paper.contains(words);
    assert!(papers.iter().any(|paper| says(paper, "DC-118")), "{papers:?}");
    assert!(papers.iter().any(|paper| says(paper, "DC-500")), "{papers:?}");
    assert_eq!(output(data, &["ledger", "check"]).status.code(), Some(0));
}

#[test]
fn the_weights_of_a_lot_and_of_a_scale_are_chosen_and_one_of_no_register_is_still_typed() {
    let folder = TempDir::new().unwrap();
    let data = folder.path();
    registered(data);
    let mut seat = Seat::of_size(data, &[], LARGE);
    seat.sees("记录完整");
    seat.types("n");
    seat.sees("商品名称");
    seat.types(&fields(&["米", "", "", "0.5", "k", "40", "1070-2005"]));
    seat.types(&fields(&["XK3190-A9", "/tmp/no-scale", RIGHT, "0.0096 0.0098", ""]));
    // The button, the scanner, then the figures of the scale and the weights: Max, d, U, and what is chosen.
    seat.types(&[TAB, TAB, ENTER, &fields(&["30", "0.002", "", "F1-A"])].concat());
    seat.sees_so("the weights with their certificate", |text| {
        text.lines().any(|line| line.contains("F1 砝码组 F1-A") && line.contains("证书 FM-26"))
    });
    seat.types(F9);
    begun_and_left(&mut seat);
    let weights = json!({ "name": "F1 砝码组 F1-A", "certificate": "FM-26", "valid_until": day(400) });
    assert_eq!(plans(data)[0]["standards"], json!([weights]));

    seat.types("s");
    seat.sees("秤名称");
    seat.types(&fields(&["台秤", "", "SC-7", "", "kg", "30", "", "0.01", "", "", RIGHT, "539-2016"]));
    seat.types(&fields(&["", "我的砝码", "FM2026-001", "2099-12-31"]));
    seat.types(F9);
    begun_and_left(&mut seat);
    seat.types("q");
    assert_eq!(seat.ends(), 0);
    let typed = json!({ "name": "我的砝码", "certificate": "FM2026-001", "valid_until": "2099-12-31" });
    assert_eq!(plans(data)[1]["weights"], json!([typed]));
}

/// To the choice of the register: past the plate and the conditions.
const TO_CHOICE: [KeyCode; 13] = {
    let mut keys = [KeyCode::Tab; 13];
    keys[0] = KeyCode::Char('p');
    keys
};
/// The same, and there the letters of one that has expired, and on.
const EXPIRED: &[KeyCode] = &{
    let mut keys = [KeyCode::Tab; 17];
    keys[0] = KeyCode::Char('p');
    keys[13] = KeyCode::Char('S');
    keys[14] = KeyCode::Char('-');
    keys[15] = KeyCode::Char('1');
    keys
};
const CHOSEN: &[KeyCode] = &{
    let mut keys = [KeyCode::Right; 14];
    let mut at = 0;
    while at < 13 {
        keys[at] = TO_CHOICE[at];
        at += 1;
    }
    keys
};
const SCALE: &[KeyCode] = &[KeyCode::Char('s'), KeyCode::PageDown, KeyCode::Char('f'), KeyCode::Char('1')];

/// Forms on a station that has a register.
pub fn screens() -> Vec<Screen> {
    let register = kept(Some("li"));
    let with = || Snapshot { due: register.due(), register: Arc::clone(&register), ..home() };
    let mut pile: quanheng::procedure::PileTask = toml::from_str(include_str!("data/plans/pile-dc.toml")).unwrap();
    pile.standard.name = "三相标准功率源 three-phase reference source P-3".into();
    let plan = LastPlan { date: "2026-02-27".into(), task: Task::Pile(Box::new(pile)) };
    let again = Snapshot { last_plans: Arc::new(vec![plan]), ..with() };
    vec![
        Screen { name: "form-standard", snapshot: with(), keys: CHOSEN },
        Screen { name: "form-standard-expired", snapshot: with(), keys: EXPIRED },
        Screen { name: "form-standard-again", snapshot: again, keys: &TO_CHOICE },
        Screen { name: "form-standard-weights", snapshot: with(), keys: SCALE },
    ]
}
