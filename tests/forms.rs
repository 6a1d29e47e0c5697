//! Promise: the forms in which runs are begun are filled by keys alone, say what is wrong when a field is left, make the plan
//! that the ledger then holds, and propose next time what does not change from run to run.

use crate::actors::{output, stdout};
use crate::screens::{Screen, home};
use crate::terminal::Seat;
use crossterm::event::KeyCode;
use quanheng::ledger::Ledger;
use quanheng::regulation::Book;
use quanheng::station::{LastPlan, RegisterView, Snapshot, Task};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

const ESC: &str = "\x1b";
const ENTER: &str = "\r";
const TAB: &str = "\t";
const RIGHT: &str = "\x1b[C";
const UP: &str = "\x1b[A";
const DOWN: &str = "\x1b[B";
const PAGE_DOWN: &str = "\x1b[6~";
const F9: &str = "\x1b[20~";
const LARGE: (u16, u16) = (60, 160);

/// The plans of every run, in the order in which they were opened.
pub fn plans(data: &Path) -> Vec<Value> {
    let ledger = Ledger::open_reading(data).unwrap();
    let mut runs = ledger.runs().unwrap();
    runs.sort_by_key(|run| run.opened_seq);
    let opened = runs.iter().map(|run| ledger.entry(run.opened_seq).unwrap().unwrap());
    opened.map(|entry| entry.record.data["task"].clone()).collect()
}

/// Fields of a form, each left by Tab.
pub fn fields(texts: &[&str]) -> String {
    texts.iter().map(|text| format!("{text}{TAB}")).collect()
}

/// Waits for the run of a form, and leaves it.
pub fn begun_and_left(seat: &mut Seat) {
    seat.sees_so("the run", |text| !text.contains("新建") && text.contains("Esc 返回"));
    seat.types(ESC);
    seat.sees("任务尚未结束，离开吗");
    seat.types(ENTER);
    seat.sees("未结束的任务");
}

#[test]
fn a_pile_form_filled_by_keys_in_every_section_is_the_plan_in_the_ledger_and_the_next_one_proposes_it() {
    let folder = TempDir::new().unwrap();
    let data = folder.path();
    let mut seat = Seat::of_size(data, &[], LARGE);
    seat.sees("按 n 开始净含量检验");
    seat.types("p");
    seat.sees("充电桩名称");
    // Left and right choose, letters find: class 1, DC, no time of use, a subsequent verification by the rule of 2018.
    seat.types(&fields(&["公共直流桩", "SN-0042", "B", "1", "", RIGHT, "0.01", RIGHT, "1149-2018"]));
    seat.types(&fields(&["23.5", "45", "20", "标准电能表", "JZ2026-001", "2099-12-31"]));
    seat.types(&fields(&["DJS3366", "/tmp/no-pile", "000000000001", RIGHT]));
    seat.types(&fields(&["demonstration-standard", "/tmp/no-standard", "", "500", "80", "李明"]));
    seat.sees("/tmp/no-standard");
    // Behind the button every heading unfolds by Enter, and its fields follow.
    seat.types(&[TAB, ENTER].concat());
    seat.types(&fields(&["DC-60", "示例厂", "2019-05-01", "60", "500", "8", "100"]));
    let lines = Book::embedded().unwrap().get("cn-jjg1149-2018").unwrap().choices().checks;
    assert!(lines.len() > 1);
    // All of the list as required, but the last line, which this pile does not have.
    seat.types(&[ENTER, RIGHT, TAB].concat());
    seat.types(&[RIGHT, TAB].concat().repeat(lines.len() - 1));
    seat.types(&[RIGHT, RIGHT, RIGHT, TAB].concat());
    seat.types(&[ENTER, &fields(&["750/20 500/40", "3"])].concat());
    seat.types(&[ENTER, &fields(&["0.05", "2", "0.0001", RIGHT])].concat());
    seat.types(&[ENTER, &fields(&["10.000", "1.2345", "12.34", "0.01"])].concat());
    seat.types(&[ENTER, &fields(&["10.01", "10.00"])].concat());
    seat.types(&[ENTER, &fields(&["示例路 1 号", "2026-03-15", "未经修理"])].concat());
    seat.types(F9);
    begun_and_left(&mut seat);
    let checklist: Vec<Value> = lines
        .iter()
        .enumerate()
        .map(|(at, (item, _))| json!({ "item": item, "verdict": if at + 1 == lines.len() { "na" } else { "pass" } }))
        .collect();
    let point = |voltage: &str, current: &str| json!({ "voltage": voltage, "current": current, "repeats": 3 });
    let wanted = json!({
        "regulation": "cn-jjg1149-2018",
        "date": "2026-03-15",
        "kind": "subsequent",
        "pile": {
            "name": "公共直流桩", "model": "DC-60", "maker": "示例厂", "serial": "SN-0042", "gun": "B", "class": "1",
            "current": "dc", "time_of_use": false, "energy_step": "0.01", "installed": "2019-05-01",
            "rated_power_kw": "60", "nominal_voltage": "500", "current_min": "8", "current_max": "100",
        },
        "place": "示例路 1 号",
        "adjusted": "未经修理",
        "verifier": "李明",
        "conditions": { "temperature": "23.5", "humidity": "45", "insulation_megohm": "20" },
        "appearance": "pass",
        "checklist": checklist,
        "decision": "guard-band",
        "indication": [{ "instrument": "10.01", "reference": "10.00" }],
        "pay": { "energy": "10.000", "price": "1.2345", "displayed": "12.34", "step": "0.01" },
        "connection": { "device": "yada-djs3366", "port": "/tmp/no-pile", "address": "000000000001" },
        "standard": {
            "name": "标准电能表", "certificate": "JZ2026-001", "valid_until": "2099-12-31",
            "uncertainty": { "expanded": "0.05", "coverage": "2" }, "energy_step": "0.0001",
            "connection": { "device": "demonstration-standard", "port": "/tmp/no-standard" },
        },
        "load_point": [point("500", "80"), point("750", "20"), point("500", "40")],
        "clock": { "read": false },
    });
    assert_eq!(plans(data), std::slice::from_ref(&wanted));
    // The next pile at the same place: two words, and the rest is as it was. What was found of the first pile is not.
    seat.types("p");
    seat.sees_all(&["同 2026-03-15 的任务", "/tmp/no-pile", "/tmp/no-standard", "标准电能表", "李明"]);
    seat.types(&[TAB, "SN-0043", TAB, F9].concat());
    seat.sees("合格按 y，不合格按 n");
    begun_and_left(&mut seat);
    let mut next = wanted;
    for part in ["date", "adjusted", "appearance", "checklist", "indication", "pay"] {
        next.as_object_mut().unwrap().remove(part);
    }
    next["conditions"] = json!({});
    next["pile"] = json!({
        "name": "", "serial": "SN-0043", "gun": "A", "class": "1", "current": "dc", "time_of_use": false,
        "energy_step": "0.01",
    });
    assert_eq!(plans(data)[1], next);
    seat.types("q");
    assert_eq!(seat.ends(), 0);
    assert_eq!(output(data, &["ledger", "check"]).status.code(), Some(0));
}

#[test]
fn a_lot_form_filled_by_keys_in_every_section_is_the_plan_in_the_ledger() {
    let folder = TempDir::new().unwrap();
    let data = folder.path();
    let mut seat = Seat::of_size(data, &[], LARGE);
    seat.sees("按 n 开始净含量检验");
    seat.types("n");
    seat.sees("商品名称");
    seat.types(&fields(&["米", "示例粮油店", "2026-03-01", "0.5", "k", "40", "1070-2005"]));
    seat.types(&fields(&["XK3190-A9", "/tmp/no-scale", RIGHT, "0.0096 0.0098", "李明"]));
    seat.types(&[TAB, ENTER, &fields(&["generic-barcode", "/tmp/no-scanner"])].concat());
    seat.types(&[ENTER, &fields(&["30", "0.002", "0.001", "2", "M1", "FM2026-001", "2099-12-31"])].concat());
    // This rule has no categories and no moisture: the next section is the label.
    seat.types(&[ENTER, &fields(&[RIGHT, "4.5", RIGHT, RIGHT])].concat());
    seat.types(&[ENTER, &fields(&["示例街 2 号", "2026-03-15", "3"])].concat());
    seat.types(F9);
    begun_and_left(&mut seat);
    seat.types("q");
    assert_eq!(seat.ends(), 0);
    let wanted = json!({
        "regulation": "cn-jjf1070-2005",
        "date": "2026-03-15",
        "product": "米",
        "maker": "示例粮油店",
        "batch": "2026-03-01",
        "place": "示例街 2 号",
        "inspectors": ["李明"],
        "label": { "quantity": "0.5", "unit": "kg" },
        "lot_size": 40,
        "scale": { "device": "yaohua-xk3190-a9", "port": "/tmp/no-scale" },
        "scanner": { "device": "generic-barcode", "port": "/tmp/no-scanner" },
        "division": "0.002",
        "tare": { "method": "each", "values": ["0.0096", "0.0098"], "weigh": 3 },
        "standards": [{ "name": "M1", "certificate": "FM2026-001", "valid_until": "2099-12-31" }],
        "capacity": "30",
        "scale_uncertainty": { "expanded": "0.001", "coverage": "2" },
        "label_seen": {
            "words": true, "character_height_mm": "4.5",
            "multi_pack": { "same_kind": true, "says": ["each", "number"] },
        },
    });
    assert_eq!(plans(data), [wanted]);
}

#[test]
fn a_scale_form_filled_by_keys_in_every_section_is_the_plan_in_the_ledger() {
    let folder = TempDir::new().unwrap();
    let data = folder.path();
    let mut seat = Seat::of_size(data, &[], LARGE);
    seat.sees("按 n 开始净含量检验");
    seat.types("s");
    seat.sees("秤名称");
    seat.types(&fields(&["台秤", "TCS-60", "SC-7", "", "kg", "30", "0.2", "0.01", "0.01", "4", RIGHT, "539-2016"]));
    seat.types(&fields(&["M1 砝码", "FM2026-001", "2099-12-31", "", "23.5", "45", "李明"]));
    seat.types(&[TAB, ENTER, &fields(&["示例厂", RIGHT, "", "5", "60", "0.02", "", "", RIGHT])].concat());
    let book = Book::embedded().unwrap();
    let items = book.get("cn-jjg539-2016").unwrap().omissible(quanheng::regulation::Kind::Subsequent);
    let at = items.iter().position(|(item, _)| item == "eccentricity").unwrap();
    seat.types(
        &[ENTER, "0.2 15 30 60", TAB, &TAB.repeat(at), "单点支承", TAB, &TAB.repeat(items.len() - at - 1)].concat(),
    );
    seat.types(&[ENTER, &fields(&["0.001", "2", RIGHT])].concat());
    seat.types(&[ENTER, &fields(&["示例街 3 号", "2026-03-15", "未经修理"])].concat());
    seat.types(F9);
    seat.sees("置零准确度");
    begun_and_left(&mut seat);
    seat.types("q");
    assert_eq!(seat.ends(), 0);
    let wanted = json!({
        "regulation": "cn-jjg539-2016",
        "date": "2026-03-15",
        "kind": "subsequent",
        "scale": {
            "name": "台秤", "model": "TCS-60", "maker": "示例厂", "serial": "SC-7", "instrument": "scale",
            "class": "III", "unit": "kg", "range_mode": "multiple-range", "additive_tare": "5", "supports": 4,
            "ranges": [
                { "max": "30", "min": "0.2", "e": "0.01", "d": "0.01" },
                { "max": "60", "e": "0.02" },
            ],
            "receptor": "platform",
        },
        "place": "示例街 3 号",
        "adjusted": "未经修理",
        "verifier": "李明",
        "conditions": { "temperature": "23.5", "humidity": "45" },
        "weights": [{
            "name": "M1 砝码", "certificate": "FM2026-001", "valid_until": "2099-12-31",
            "uncertainty": { "expanded": "0.001", "coverage": "2" },
        }],
        "decision": "guard-band",
        "loads": ["0.2", "15", "30", "60"],
        "not_applicable": [{ "item": "eccentricity", "reason": "单点支承" }],
    });
    assert_eq!(plans(data), [wanted]);
}

#[test]
fn what_is_wrong_is_said_when_a_field_is_left_and_gone_when_it_is_mended() {
    let folder = TempDir::new().unwrap();
    let mut seat = Seat::take(folder.path(), &[]);
    seat.sees("按 n 开始净含量检验");
    seat.types("n");
    seat.sees("商品名称");
    seat.types(&[TAB, TAB, TAB, "0"].concat());
    seat.sees_so("no word before the field is left", |text| text.contains("g, > 0") && !text.contains("应为大于"));
    seat.types(DOWN);
    seat.sees("! 应为大于 0 的数");
    seat.types(&[UP, "\x15", "500", TAB].concat());
    seat.sees_so("the error is gone", |text| text.contains("500") && !text.contains("! 应为"));
    // Enter leaves a field too; the unit beside it follows the choice.
    seat.types(&[RIGHT, ENTER, "x", ENTER].concat());
    seat.sees_all(&["kg, > 0", "! 应为 1 或更大的整数"]);
    // The key that starts tells all, and goes to the first wrong one: the product, where the next key is typed.
    seat.types(F9);
    seat.sees("! 必填");
    seat.types("米");
    seat.sees_so("the product is mended", |text| {
        text.lines().any(|line| line.contains("商品名称") && line.contains('米'))
    });
    assert!(plans(folder.path()).is_empty());
}

#[test]
fn what_input_methods_and_scanners_send_stays_in_the_form() {
    let folder = TempDir::new().unwrap();
    let mut seat = Seat::take(folder.path(), &[]);
    seat.sees("按 n 开始净含量检验");
    seat.types("n");
    seat.sees("商品名称");
    // A word that is committed, a line that is pasted, and a code that a scanner types with its Enter.
    seat.types("\x1b[200~珍珠米\x1b[201~");
    seat.sees("珍珠米");
    seat.types(&["\t\t", "6901234567892", ENTER, "500", TAB, TAB].concat());
    seat.sees_so("the code stands in its field", |text| {
        text.lines().any(|line| line.contains("批号") && line.contains("6901234567892"))
    });
    seat.types("\x1b[200~40\r\n\x1b[201~");
    seat.sees_so("the pasted line ends in the next field", |text| text.lines().any(|line| line.contains("> 依据")));
    // On the button a scanned code is no wish to start: the form stays, and a heading does not unfold.
    seat.types(PAGE_DOWN);
    seat.types(PAGE_DOWN);
    seat.sees_so("the button", |text| text.contains("> [ 开始 ]"));
    seat.types(&["6901234567892", ENTER].concat());
    seat.types(TAB);
    seat.sees("> ▸ 扫码枪");
    seat.types(&["6901234567892", ENTER].concat());
    seat.types(TAB);
    seat.sees("> ▸ 秤的参数与标准砝码");
    assert!(stdout(&output(folder.path(), &["ledger", "list", "--json"])).is_empty());
}

const LOT: &[KeyCode] = &[KeyCode::Char('n')];
const PILE: &[KeyCode] = &[KeyCode::Char('p')];
const WRONG: &[KeyCode] = &[
    KeyCode::Char('n'),
    KeyCode::Tab,
    KeyCode::Tab,
    KeyCode::Tab,
    KeyCode::Char('x'),
    KeyCode::Tab,
    KeyCode::Char(' '),
    KeyCode::Tab,
    KeyCode::Char('0'),
    KeyCode::PageDown,
];
const CHECKS: &[KeyCode] = &[
    KeyCode::Char('p'),
    KeyCode::PageUp,
    KeyCode::PageUp,
    KeyCode::PageUp,
    KeyCode::PageUp,
    KeyCode::PageUp,
    KeyCode::PageUp,
    KeyCode::Enter,
    KeyCode::Right,
    KeyCode::Tab,
    KeyCode::Right,
    KeyCode::Tab,
];

/// Forms on a station that has done such runs before: folded and unfolded, whole and with mistakes.
pub fn screens() -> Vec<Screen> {
    let lot: Task = Task::Lot(Box::new(toml::from_str(include_str!("data/plans/lot-10.toml")).unwrap()));
    let mut pile: quanheng::procedure::PileTask = toml::from_str(include_str!("data/plans/pile-dc.toml")).unwrap();
    pile.standard.valid_until = Some("2026-03-01".into());
    let plans = [lot, Task::Pile(Box::new(pile))].map(|task| LastPlan { date: "2026-02-27".into(), task });
    let again =
        || Snapshot { last_plans: Arc::new(plans.to_vec()), register: RegisterView::on("2026-03-15"), ..home() };
    vec![
        Screen { name: "form-lot-again", snapshot: again(), keys: LOT },
        Screen { name: "form-lot-wrong", snapshot: again(), keys: WRONG },
        Screen { name: "form-pile-again", snapshot: again(), keys: PILE },
        Screen { name: "form-pile-checks", snapshot: again(), keys: CHECKS },
    ]
}
