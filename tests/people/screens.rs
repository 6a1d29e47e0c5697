//! The screens of people: what they show, and that a locked one shows and does nothing else.

use crate::screens::{Screen, context, detail, draw, home, lot, text};
use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use quanheng::locale::{Lang, Words};
use quanheng::people::{Leaving, Outcome, Role, Secret, Signers};
use quanheng::station::{AccountCommand, AccountStanding, AccountView, Command, PeopleView, SignedInView, Snapshot};
use quanheng::tui::{App, Theme};
use serde_json::json;
use std::sync::Arc;

fn account(id: &str, name: &str, roles: &[Role], standing: AccountStanding) -> AccountView {
    let roles = roles.iter().copied().collect();
    AccountView { id: id.into(), name: name.into(), roles, standing, failures: 0 }
}

fn people(signed_in: Option<&str>) -> PeopleView {
    let locked = AccountStanding::Locked("2026-03-15T09:12:00.000+08:00".into());
    let accounts = vec![
        account("li", "李明", &[Role::Verifier, Role::Checker], AccountStanding::Active),
        account("qian", "钱学礼", &[Role::Approver], locked),
        account("sun", "Sun Wei", &[Role::Verifier], AccountStanding::Closed),
        account("wang", "王芳", &[Role::Administrator], AccountStanding::Active),
        account("zhao", "赵国强", &[Role::Checker, Role::Approver], AccountStanding::Active),
    ];
    let who = accounts.iter().find(|account| Some(account.id.as_str()) == signed_in);
    let signed_in =
        who.map(|who| SignedInView { id: who.id.clone(), name: who.name.clone(), roles: who.roles.clone() });
    PeopleView { accounts, signed_in, required: true, sign_ins: 3, changes: 7 }
}

fn with(mut snapshot: Snapshot, signed_in: Option<&str>) -> Snapshot {
    snapshot.people = people(signed_in);
    snapshot
}

/// A concluded run of li's, with what others signed.
fn signed(signed_in: &str, signatures: &[(&str, serde_json::Value)]) -> Snapshot {
    let mut snapshot = with(detail(), Some(signed_in));
    let mut signers = Signers::default();
    for kind in ["run-opened", "run-concluded"] {
        signers.told(kind, &json!({ "who": "li" }));
    }
    for (kind, data) in signatures {
        signers.told(kind, data);
    }
    Arc::make_mut(snapshot.detail.as_mut().unwrap()).signers = signers;
    snapshot
}

fn checked() -> (&'static str, serde_json::Value) {
    ("run-checked", json!({ "who": "zhao", "outcome": "agreed", "note": "" }))
}

fn returned() -> (&'static str, serde_json::Value) {
    ("run-checked", json!({ "who": "zhao", "outcome": "returned", "note": "第 3 件抄错" }))
}

fn approved() -> (&'static str, serde_json::Value) {
    ("run-approved", json!({ "who": "qian", "note": "" }))
}

fn refused() -> Snapshot {
    let mut snapshot = with(home(), None);
    let why = quanheng::people::PeopleRefusal::WrongSecret { id: "li".into(), left: 4 };
    snapshot.refused = Some(why.words());
    snapshot
}

pub fn screens() -> Vec<Screen> {
    let screen = |name, snapshot, keys| Screen { name, snapshot, keys };
    let typed: &[KeyCode] = &[
        KeyCode::F(3),
        KeyCode::Down,
        KeyCode::Char('8'),
        KeyCode::Char('0'),
        KeyCode::Char('衡'),
        KeyCode::Char('6'),
        KeyCode::Backspace,
    ];
    vec![
        screen("home-checker", with(home(), Some("zhao")), &[]),
        screen("people", with(home(), Some("wang")), &[KeyCode::Char('a'), KeyCode::Down]),
        screen("people-verifier", with(home(), Some("li")), &[KeyCode::Char('a')]),
        screen("people-none", home(), &[KeyCode::Char('a')]),
        screen("people-first", home(), &[KeyCode::Char('a'), KeyCode::Char('n')]),
        screen("people-change", with(home(), Some("wang")), &[KeyCode::Char('a'), KeyCode::Char('e')]),
        screen(
            "people-secret",
            with(home(), Some("li")),
            &[KeyCode::Char('a'), KeyCode::Char('s'), KeyCode::Char('8')],
        ),
        screen(
            "people-close",
            with(home(), Some("wang")),
            &[KeyCode::Char('a'), KeyCode::Char('x'), KeyCode::Char('调')],
        ),
        screen("home-sign-in-first", with(home(), None), &[]),
        screen("sign-in", with(home(), None), typed),
        screen("sign-in-refused", refused(), &[KeyCode::F(3)]),
        screen("locked", with(lot(7, false), Some("li")), &[KeyCode::F(4), KeyCode::Char('8'), KeyCode::Char('0')]),
        screen("detail-to-check", signed("zhao", &[]), &[]),
        screen("detail-approved", signed("li", &[checked(), approved()]), &[]),
        screen("detail-returned", signed("zhao", &[returned()]), &[]),
        screen("detail-return", signed("zhao", &[]), &[KeyCode::Char('r'), KeyCode::Char('错')]),
        screen("detail-nobodys", with(detail(), Some("zhao")), &[]),
    ]
}

/// An app with the keys it gets, and the last command that came of them.
fn press(app: &mut App, snapshot: &Snapshot, keys: &[KeyCode]) -> Option<Command> {
    keys.iter().map(|key| app.handle(&Event::Key(KeyEvent::from(*key)), snapshot)).last().flatten()
}

fn typed(text: &str) -> Vec<KeyCode> {
    text.chars().map(KeyCode::Char).collect()
}

#[test]
fn a_secret_is_nowhere_on_the_screen_and_goes_with_its_account() {
    let snapshot = with(home(), None);
    let mut app = App::new(context(Lang::En, Theme::default()));
    press(&mut app, &snapshot, &[KeyCode::F(3), KeyCode::Down, KeyCode::Down]);
    press(&mut app, &snapshot, &typed("steelyard"));
    assert!(!format!("{:?}", app.overlay).contains("steel"));
    let command = press(&mut app, &snapshot, &[KeyCode::Enter]);
    // The closed account is not among them.
    assert_eq!(command, Some(Command::SignIn { id: "wang".into(), secret: Secret::typed("steelyard".into()) }));
    assert!(!format!("{command:?}").contains("steel"));
    // Marking another account forgets what was typed for the first one.
    press(&mut app, &snapshot, &typed("803617"));
    assert_eq!(press(&mut app, &snapshot, &[KeyCode::Up, KeyCode::Enter]), None);
}

#[test]
fn a_locked_screen_shows_nothing_of_the_work_and_takes_nothing_but_a_sign_in() {
    let mut snapshot = with(lot(7, false), Some("li"));
    snapshot.active.as_mut().unwrap().notice = Some(Words::new("另一种单位", "another unit"));
    let mut app = App::new(context(Lang::En, Theme::default()));
    assert!(app.lock(&snapshot) && !app.lock(&snapshot));
    let every = [
        KeyCode::Esc,
        KeyCode::Char('q'),
        KeyCode::Char('u'),
        KeyCode::Char('t'),
        KeyCode::Char(' '),
        KeyCode::Char('?'),
        KeyCode::F(1),
        KeyCode::F(3),
        KeyCode::F(4),
        KeyCode::Tab,
        KeyCode::Home,
        KeyCode::PageDown,
        KeyCode::Delete,
    ];
    for key in every {
        assert_eq!(press(&mut app, &snapshot, &[key]), None, "{key:?}");
        assert!(app.is_locked(&snapshot) && !app.quit, "{key:?}");
    }
    for letter in ['c', 'd'] {
        let leave = KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL);
        assert_eq!(app.handle(&Event::Key(leave), &snapshot), None);
        assert!(!app.quit, "a run may be under way");
    }
    let shown = Screen { name: "", snapshot: snapshot.clone(), keys: &[KeyCode::F(4)] };
    let shown = text(&draw(&shown, Lang::En, Theme::default(), (160, 45)));
    assert!(shown.contains("Locked: 李明 went away"), "{shown}");
    for secret in ["rice", "0.5084", "XK3190", "another unit", "ttyUSB0", "20260315"] {
        assert!(!shown.contains(secret), "{secret} is on the locked screen:\n{shown}");
    }
    // A wrong secret changes nothing; a right one is seen in the snapshot.
    press(&mut app, &snapshot, &[KeyCode::Up, KeyCode::Down]);
    assert!(press(&mut app, &snapshot, &[typed("803617"), vec![KeyCode::Enter]].concat()).is_some());
    assert!(app.is_locked(&snapshot));
    snapshot.people.sign_ins += 1;
    assert!(!app.is_locked(&snapshot));
    let leaving = press(&mut app, &snapshot, &[KeyCode::Esc, KeyCode::Enter]);
    assert_eq!(leaving, Some(Command::Leave), "the run is in front again, and asks before it is left");
}

#[test]
fn with_nobody_signed_in_there_is_nothing_to_lock() {
    let snapshot = with(home(), None);
    let mut app = App::new(context(Lang::Zh, Theme::default()));
    assert!(!app.lock(&snapshot) && !app.is_locked(&snapshot));
}

#[test]
fn accounts_are_made_changed_and_closed_by_keys() {
    let mut app = App::new(context(Lang::En, Theme::default()));
    let none = home();
    press(&mut app, &none, &[KeyCode::Char('a'), KeyCode::Char('n')]);
    press(&mut app, &none, &typed("wang"));
    press(&mut app, &none, &[KeyCode::Enter]);
    press(&mut app, &none, &typed("王芳"));
    // Over the four roles, the first account administers already.
    press(&mut app, &none, &[KeyCode::Down; 5]);
    press(&mut app, &none, &typed("803617"));
    press(&mut app, &none, &[KeyCode::Down]);
    press(&mut app, &none, &typed("803618"));
    assert_eq!(press(&mut app, &none, &[KeyCode::Enter, KeyCode::Enter]), None, "the two are not alike");
    press(&mut app, &none, &[KeyCode::Backspace, KeyCode::Char('7')]);
    let made = press(&mut app, &none, &[KeyCode::Enter, KeyCode::Enter]);
    let add = AccountCommand::Add {
        id: "wang".into(),
        name: "王芳".into(),
        roles: [Role::Administrator].into(),
        secret: Secret::typed("803617".into()),
    };
    assert_eq!(made, Some(Command::Account(Box::new(add))));
    // Refused by the station, the form stays with what was typed; done, it is over and the page is there.
    assert!(app.form.is_some());
    let mut some = with(home(), Some("wang"));
    press(&mut app, &some, &[KeyCode::Home]);
    assert!(app.form.is_none());
    press(&mut app, &some, &[KeyCode::Char('e'), KeyCode::Down, KeyCode::Right]);
    let change = press(&mut app, &some, &[&[KeyCode::Down; 4][..], &[KeyCode::Enter]].concat());
    let roles = [Role::Checker].into();
    let change_li = AccountCommand::Change { id: "li".into(), name: "李明".into(), roles };
    assert_eq!(change, Some(Command::Account(Box::new(change_li))));
    some.people.changes += 1;
    let close = [vec![KeyCode::Char('x')], typed("left"), vec![KeyCode::Enter]].concat();
    let closed = AccountCommand::Close { id: "li".into(), reason: "left".into() };
    assert_eq!(press(&mut app, &some, &close), Some(Command::Account(Box::new(closed))));
    assert_eq!(press(&mut app, &some, &[KeyCode::Char('o')]), Some(Command::SignOut(Leaving::Asked)));
    // Nobody but an administrator does any of this.
    let li = with(home(), Some("li"));
    for key in ['n', 'e', 'x', 'u'] {
        assert_eq!(press(&mut app, &li, &[KeyCode::Char(key), KeyCode::Enter, KeyCode::Esc]), None);
        assert!(app.form.is_none());
        press(&mut app, &li, &[KeyCode::Char('a')]);
    }
}

#[test]
fn a_run_is_checked_returned_and_approved_by_keys() {
    let mut app = App::new(context(Lang::En, Theme::default()));
    let snapshot = signed("zhao", &[]);
    let run = || "20260315-090000-lot-3f2a".to_owned();
    let agreed = Command::CheckRun { run: run(), outcome: Outcome::Agreed, note: String::new() };
    assert_eq!(press(&mut app, &snapshot, &[KeyCode::Char('c')]), Some(agreed));
    let keys = [vec![KeyCode::Char('r')], typed("again"), vec![KeyCode::Enter]].concat();
    let returned = Command::CheckRun { run: run(), outcome: Outcome::Returned, note: "again".into() };
    assert_eq!(press(&mut app, &snapshot, &keys), Some(returned));
    assert_eq!(press(&mut app, &snapshot, &[KeyCode::Char('r'), KeyCode::Enter]), None, "a return needs a reason");
    let approve = Command::ApproveRun { run: run(), note: String::new() };
    assert_eq!(press(&mut app, &snapshot, &[KeyCode::Char('v')]), Some(approve));
    let nobody = with(detail(), None);
    assert_eq!(press(&mut app, &nobody, &[KeyCode::Char('c')]), None);
}
