//! Promise: the register of standards is kept by keys alone, by whoever may, and what is stored is what the verb stores.

use crate::actors::{output, program, stdout};
use crate::screens::{Screen, context, draw, home, text};
use crate::terminal::Seat;
use crossterm::event::{Event, KeyCode, KeyEvent};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use quanheng::ledger::{Ledger, check};
use quanheng::locale::Lang;
use quanheng::people::Role;
use quanheng::register::{Change, Draft, Register, RegisterEvent};
use quanheng::station::{
    AccountStanding, AccountView, Command, PeopleView, RegisterEntry, RegisterView, SignedInView, Snapshot,
};
use quanheng::tui::{App, Theme};
use serde_json::Value;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use tempfile::TempDir;

const ENTER: &str = "\r";
const ESC: &str = "\x1b";
const TAB: &str = "\t";
const DOWN: &str = "\x1b[B";
const F3: &str = "\x1bOR";
const TODAY: Date = date(2026, 3, 15);

fn standard(id: &str, valid_until: &str, said: [&str; 6]) -> Draft {
    let [name, model, range, class, serial, certificate] = said.map(str::to_owned);
    Draft { id: id.into(), name, model, range, class, serial, certificate, valid_until: valid_until.into() }
}

/// A register of these changes, one entry a day.
fn register(changes: &[Change], by: Option<&str>) -> Arc<RegisterView> {
    let mut register = Register::default();
    let mut entries = Vec::new();
    for (seq, change) in (11_u64..).zip(changes) {
        let event = register.propose(change, by).unwrap();
        register.apply(&event);
        entries.push(RegisterEntry { seq, at: format!("2026-02-{seq}T09:30:00.000+08:00"), event });
    }
    Arc::new(RegisterView { register, entries, today: Some(TODAY), unread: None })
}

pub fn kept(by: Option<&str>) -> Arc<RegisterView> {
    let meter = |certificate: &str, until: &str| {
        let said = ["标准电能表", "SZ-03A", "DC 0–1000 V, 0–250 A", "0.05", "SN-88", certificate];
        standard("S-1", until, said)
    };
    let weights =
        ["F1 砝码组", "F1 1 mg–20 kg", "1 mg–20 kg", "U = 0.02 mg (k = 2)", "20260117-04-3388", "LX-2025-00418"];
    let source = ["三相标准功率源 three-phase reference source", "", "", "Urel = 0.02 % (k = 2)", "", ""];
    let thermometer = ["温湿度计", "testo 608-H1", "0–50 ℃", "±0.5 ℃", "4711", "T-77"];
    register(
        &[
            Change::Add(meter("DC-2024-118", "2025-03-12")),
            Change::Add(standard("F1-A", "2026-03-27", weights)),
            Change::Add(standard("P-3", "2028-11-30", source)),
            Change::Add(standard("TH/2", "2024-01-31", thermometer)),
            Change::Change(meter("DC-2025-093", "2026-03-12")),
            Change::Retire { id: "TH/2".into(), reason: "探头损坏 broken probe".into() },
        ],
        by,
    )
}

fn with(register: Arc<RegisterView>) -> Snapshot {
    Snapshot { due: register.due(), register, ..home() }
}

/// Somebody who may check and not verify.
fn as_checker() -> Snapshot {
    let account = |id: &str, name: &str, role: Role| AccountView {
        id: id.into(),
        name: name.into(),
        roles: [role].into(),
        standing: AccountStanding::Active,
        failures: 0,
    };
    let zhao = SignedInView { id: "zhao".into(), name: "赵国强".into(), roles: [Role::Checker].into() };
    let accounts = vec![account("li", "李明", Role::Verifier), account("zhao", "赵国强", Role::Checker)];
    let people = PeopleView { accounts, signed_in: Some(zhao), required: true, sign_ins: 1, changes: 3 };
    Snapshot { people, ..with(kept(Some("li"))) }
}

pub fn screens() -> Vec<Screen> {
    let screen = |name, snapshot, keys| Screen { name, snapshot, keys };
    let empty = || with(register(&[], None));
    vec![
        screen("standards", with(kept(Some("li"))), &[KeyCode::Char('d')]),
        screen("standards-empty", empty(), &[KeyCode::Char('d')]),
        screen("standards-whole", with(kept(None)), &[KeyCode::Char('d'), KeyCode::Enter]),
        screen("standards-retired", with(kept(Some("li"))), &[KeyCode::Char('d'), KeyCode::End]),
        screen(
            "standards-find",
            with(kept(None)),
            &[KeyCode::Char('d'), KeyCode::Char('/'), KeyCode::Char('砝'), KeyCode::Char('码')],
        ),
        screen("standards-retire", with(kept(None)), &[KeyCode::Char('d'), KeyCode::Char('x'), KeyCode::Char('坏')]),
        screen("standards-refused", as_checker(), &[KeyCode::Char('d'), KeyCode::Char('n')]),
        screen("standards-form", empty(), &[KeyCode::Char('d'), KeyCode::Char('n'), KeyCode::Char('S')]),
        screen(
            "standards-change",
            with(kept(None)),
            &[KeyCode::Char('d'), KeyCode::Char('e'), KeyCode::Up, KeyCode::Enter],
        ),
        screen("standards-help", with(kept(None)), &[KeyCode::Char('d'), KeyCode::Char('?')]),
    ]
}

/// The entries of the register: kind and data; the chain holds.
fn entries(data: &Path) -> Vec<(String, Value)> {
    let ledger = Ledger::open_reading(data).unwrap();
    assert_eq!(check(&ledger, &[]).unwrap().broken, None);
    let entries = ledger.entries_of_kinds(&RegisterEvent::KINDS).unwrap().into_iter();
    entries.map(|entry| (entry.record.kind, entry.record.data)).collect()
}

pub fn day(days: i64) -> String {
    let today: Date = quanheng::link::stamp().at[..10].parse().unwrap();
    today.checked_add(days.days()).unwrap().to_string()
}

/// Goes through the verb what the keys are about to do.
pub fn verb(data: &Path, arguments: &[&str]) {
    let done = output(data, &[&["register"], arguments].concat());
    assert_eq!(done.status.code(), Some(0), "{}", crate::actors::stderr(&done));
}

#[test]
fn standards_are_kept_by_keys_and_the_entries_are_those_of_the_verb() {
    let folder = TempDir::new().unwrap();
    let (keys, verbs) = (folder.path().join("keys"), folder.path().join("verbs"));
    let mut seat = Seat::of_size(&keys, &[], (24, 100));
    seat.sees("d 标准器");
    seat.types("d");
    seat.sees("还没有登记标准器");
    seat.types("n");
    seat.sees("登记标准器");
    let soon = day(12);
    // The button is reached with a day that is none: it is refused beside its field, and the rest stays.
    let said = ["S-1", "标准电能表", "SZ-03A", "SN-88", "0–250 A", "U = 0.02", "DC-118", "2027-02-29"];
    seat.types(&said.map(|text| format!("{text}{TAB}")).concat());
    seat.types(ENTER);
    seat.sees_so("the day is refused beside it", |text| {
        text.lines().any(|line| line.contains("2027-02-29") && line.contains("! "))
    });
    // The focus is on the day, whose text is taken back sign by sign.
    seat.types(&["\x7f".repeat(10).as_str(), &soon, TAB, ENTER].concat());
    seat.sees_so("an uncertainty wants its unit", |text| {
        text.lines().any(|line| line.contains("U = 0.02") && line.contains("没有单位"))
    });
    seat.types(&[" mg", TAB, TAB, TAB, ENTER].concat());
    seat.sees_all(&["30 天内到期", "S-1", &soon, "登记", "共 1 件"]);
    // Another one with the same id is refused beside the id; with an id of its own it stands below.
    seat.types("n");
    seat.sees("保存");
    seat.types(&["S-1", TAB, "F1 砝码组", &TAB.repeat(6), "2999-12-31", TAB, ENTER].concat());
    seat.sees_so("the id is taken", |text| {
        text.lines().any(|line| line.contains("编号") && line.contains("已有标准器 S-1"))
    });
    seat.types(&["\x7f\x7f\x7fF1-A", &TAB.repeat(8), ENTER].concat());
    seat.sees_all(&["共 2 件", "F1-A"]);
    // Home tells of the one that ends soon, and where it is.
    seat.types(ESC);
    seat.sees_all(&["标准器 标准电能表 S-1：即将到期，余 12 天", "1 件已过期或将到期：按 d 查看"]);
    seat.types("d");
    seat.sees("共 2 件");
    // Its certificate is renewed: the form has what is known, and the id is not asked.
    seat.types("e");
    seat.sees_all(&["更改标准器 S-1", "DC-118", &soon]);
    seat.types(&[&TAB.repeat(5), "DC-2028-093", TAB, "2998-01-01", TAB, ENTER].concat());
    seat.sees_all(&["DC-2028-093", "2998-01-01", "共 2 件"]);
    seat.types(ENTER);
    seat.sees_so("it fills the screen", |text| {
        text.contains("更改 证书编号 DC-118 → DC-2028-093") && text.contains("（无账号）") && !text.contains("余天")
    });
    seat.types(ESC);
    seat.sees("余天");
    seat.types(ESC);
    seat.sees_so("home has nothing to tell of standards", |text| text.contains("仪器端口") && !text.contains("到期"));
    // The other one is found, and retired with a reason; without one it stays.
    seat.types("d");
    seat.sees("共 2 件");
    seat.types(&["/f1-a", ENTER].concat());
    seat.sees("含「f1-a」的 1 件，共 2 件");
    seat.types("x");
    seat.sees("停用 F1-A 的原因");
    seat.types(ENTER);
    seat.sees("请写明停用原因");
    seat.types(&["报废", ENTER].concat());
    seat.sees_all(&["已停用", "停用原因：报废"]);
    seat.types("e");
    seat.sees("标准器 F1-A 已停用，不能再改");
    seat.types(ESC);
    seat.sees("仪器端口");
    seat.types("q");
    assert_eq!(seat.ends(), 0);

    let class = ["--class", "U = 0.02 mg"];
    let meter = ["--name", "标准电能表", "--model", "SZ-03A", "--serial", "SN-88", "--range", "0–250 A"];
    let until = ["--certificate", "DC-118", "--valid-until", &soon];
    verb(&verbs, &[&["add", "S-1"][..], &meter, &class, &until].concat());
    verb(&verbs, &["add", "F1-A", "--name", "F1 砝码组", "--valid-until", "2999-12-31"]);
    verb(&verbs, &["change", "S-1", "--certificate", "DC-2028-093", "--valid-until", "2998-01-01"]);
    verb(&verbs, &["retire", "F1-A", "--reason", "报废"]);
    let stored = entries(&keys);
    assert_eq!(stored.len(), 4);
    assert_eq!(stored, entries(&verbs));
    assert!(stdout(&output(&keys, &["register", "due"])).is_empty());
}

fn account(data: &Path, id: &str, name: &str, role: &str, by: &[&str]) {
    let mut command = program(data, &["account", "add", id, "--name", name, "--role", role, "--secret-file", "-"]);
    let mut child = command.args(by).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"803617\n803617\n").unwrap();
    assert!(child.wait().unwrap().success());
}

/// Waits until a name stands in the first line; elsewhere it stands among those who could sign in.
fn signed_in(seat: &Seat, name: &str) {
    seat.sees_so(name, |text| text.lines().next().unwrap_or_default().contains(name));
}

#[test]
fn with_accounts_only_whoever_may_changes_the_register_and_others_are_told_who() {
    let folder = TempDir::new().unwrap();
    let data = folder.path();
    verb(data, &["add", "S-1", "--name", "标准电能表", "--valid-until", "2020-01-01"]);
    let by = ["--by", "wang", "--by-secret-file", "-"];
    account(data, "wang", "王芳", "administrator", &[]);
    account(data, "li", "李明", "verifier", &by);
    account(data, "zhao", "赵国强", "checker", &by);
    let mut seat = Seat::of_size(data, &[], (24, 100));
    seat.sees("按 d 查看");
    seat.types("d");
    // What nobody may do is not offered, and said when it is asked for.
    seat.sees_so("nothing is offered that changes", |text| text.contains("已过期") && !text.contains("n 登记"));
    seat.types("n");
    seat.sees("请检定员或管理员先登录");
    // Sign in as the checker, the last of the three.
    seat.types(&[F3, DOWN, DOWN].concat());
    seat.sees("PIN 或密码");
    seat.types(&["803617", ENTER].concat());
    signed_in(&seat, "赵国强");
    for key in ["n", "e", "x"] {
        seat.types(key);
        seat.sees("zhao 不能更改标准器台账；检定员和管理员可以");
        seat.types("\x1b[A");
        seat.sees_so("the refusal has gone", |text| !text.contains("zhao 不能更改"));
    }
    seat.types(F3);
    seat.sees("PIN 或密码");
    seat.types(&[DOWN, "803617", ENTER].concat());
    signed_in(&seat, "李明");
    seat.sees("n 登记");
    seat.types("x");
    seat.sees("停用 S-1 的原因");
    seat.types(&["送检未归", ENTER].concat());
    seat.sees_all(&["停用：送检未归", "李明"]);
    seat.types(ESC);
    seat.sees("仪器端口");
    seat.types("q");
    assert_eq!(seat.ends(), 0);
    let who: Vec<(String, Value)> = entries(data).into_iter().map(|(kind, data)| (kind, data["by"].clone())).collect();
    let one = |kind: &str, by: Value| (kind.to_owned(), by);
    assert_eq!(who, [one("standard-added", Value::Null), one("standard-retired", Value::from("li"))]);
}

fn press(app: &mut App, snapshot: &Snapshot, keys: &[KeyCode]) -> Option<Command> {
    keys.iter().map(|key| app.handle(&Event::Key(KeyEvent::from(*key)), snapshot)).last().flatten()
}

/// Whoever came to a form before an account was made is refused by the station; what was typed stays.
#[test]
fn a_form_is_over_when_its_entry_is_stored_and_not_before() {
    let before = with(kept(None));
    let mut app = App::new(context(Lang::En, Theme::default()));
    press(&mut app, &before, &[KeyCode::Char('d'), KeyCode::Char('e')]);
    press(&mut app, &before, &[KeyCode::Up, KeyCode::Enter]);
    let shown = |app: &App| app.form.is_some();
    assert!(shown(&app), "nothing changed: refused beside the field");
    press(&mut app, &before, &[KeyCode::Char('x')]);
    let command = press(&mut app, &before, &[KeyCode::Up, KeyCode::Enter]);
    let Some(Command::Standard(change)) = command else { panic!("{command:?}") };
    let Change::Change(draft) = *change else { panic!("{change:?}") };
    assert_eq!((draft.id.as_str(), draft.name.as_str(), draft.model.as_str()), ("S-1", "x", "SZ-03A"));
    let refused = Snapshot { refused: Some("no".into()), ..before.clone() };
    press(&mut app, &refused, &[KeyCode::Down]);
    assert!(shown(&app));
    let mut view = (*before.register).clone();
    let event = view.register.propose(&Change::Change(draft), None).unwrap();
    view.register.apply(&event);
    view.entries.push(RegisterEntry { seq: 40, at: "2026-03-15T10:00:00+08:00".into(), event });
    press(&mut app, &with(Arc::new(view)), &[KeyCode::Home]);
    assert!(!shown(&app));
}

/// On the day after its last one it is expired: the same register, another day.
#[test]
fn how_a_standard_stands_follows_the_day() {
    let on = |today| {
        let view = RegisterView { today: Some(today), ..(*kept(None)).clone() };
        let screen = Screen { name: "", snapshot: with(Arc::new(view)), keys: &[KeyCode::Char('d')] };
        let drawn = text(&draw(&screen, Lang::En, Theme::default(), (120, 36)));
        let row = drawn.lines().find(|line| line.contains("F1-A")).unwrap().to_owned();
        row.split_whitespace().take(4).collect::<Vec<_>>().join(" ")
    };
    for (today, wanted) in [
        (date(2026, 2, 24), "✓ good 31 2026-03-27"),
        (date(2026, 2, 25), "▲ due <=30 d"),
        (date(2026, 3, 27), "▲ due <=30 d"),
        (date(2026, 3, 28), "✗ expired -1 2026-03-27"),
    ] {
        assert!(on(today).starts_with(wanted), "{today}: {}", on(today));
    }
}
