//! The station with people in it: commands in, entries in a real ledger, and what the snapshot shows of them.

use crate::actors::PATIENCE;
use crate::stations::{station, until};
use quanheng::ledger::{Ledger, Record, check};
use quanheng::people::{DocumentState, FILE, Leaving, Outcome, PeopleEvent, Role, Secret};
use quanheng::station::{AccountCommand, AccountStanding, Command, Snapshot, Station};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use tempfile::TempDir;

/// Entries of a run as the station writes them, by whoever is named.
pub fn write_run(ledger: &mut Ledger, run: &str, who: &str) {
    for (kind, data) in [
        ("run-opened", json!({ "kind": "lot", "title": "米 rice", "demonstration": false, "who": who })),
        ("run-concluded", json!({ "verdict": "pass", "who": who })),
    ] {
        let (kind, run, at) = (kind.to_owned(), Some(run.to_owned()), "2026-03-15T09:00:00.000+08:00".to_owned());
        ledger.append(&Record { kind, run, at, mono_ns: 1, data }).unwrap();
    }
}

pub fn start(folder: &Path) -> Station {
    let station = station(folder, false);
    // What it says of itself answers nobody: the start is stored and the record looked through.
    until(&station, "the look through the record", |snapshot| snapshot.walked);
    station
}

#[test]
fn the_counter_of_changes_on_the_screen_is_that_of_the_record() {
    let folder = TempDir::new().unwrap();
    let station = start(folder.path());
    // The first start of the program and its key.
    assert_eq!(station.snapshot().changes, 2);
    let roles = [Role::Administrator].into();
    let add = AccountCommand::Add { id: "wang".into(), name: "王芳".into(), roles, secret: secret("803615") };
    assert_eq!(done(&station, Command::Account(Box::new(add))).changes, 3);
    // Signing in is an entry and changes nothing.
    assert_eq!(done(&station, Command::SignIn { id: "wang".into(), secret: secret("803615") }).changes, 3);
    drop(station);
    assert_eq!(Ledger::open(folder.path()).unwrap().changes().unwrap(), 3);
}

/// Sends a command and waits for what came of it.
fn tell(station: &Station, command: Command) -> Arc<Snapshot> {
    let changes = station.subscribe();
    let before = station.snapshot().number;
    station.send(command);
    let until = Instant::now() + PATIENCE;
    while station.snapshot().number == before {
        let _ = changes.recv_timeout(PATIENCE);
        assert!(Instant::now() < until, "the station does not answer");
    }
    station.snapshot()
}

fn done(station: &Station, command: Command) -> Arc<Snapshot> {
    let said = format!("{command:?}");
    let snapshot = tell(station, command);
    assert_eq!(snapshot.refused, None, "{said}");
    snapshot
}

/// Waits until the station shows what it is to show.
pub fn shows(station: &Station, so: impl Fn(&Snapshot) -> bool) -> Arc<Snapshot> {
    until(station, "what the station is to show", so)
}

fn refused(station: &Station, command: Command, words: &str) -> Arc<Snapshot> {
    let said = format!("{command:?}");
    let snapshot = tell(station, command);
    let why = snapshot.refused.as_ref().unwrap_or_else(|| panic!("{said} was done")).en.clone();
    assert!(why.contains(words), "{said}: {why}");
    snapshot
}

fn secret(text: &str) -> Secret {
    Secret::typed(text.into())
}

fn sign_in(id: &str) -> Command {
    Command::SignIn { id: id.into(), secret: secret("803617") }
}

pub fn add(id: &str, name: &str, roles: &[Role]) -> Command {
    let roles = roles.iter().copied().collect();
    let command = AccountCommand::Add { id: id.into(), name: name.into(), roles, secret: secret("803617") };
    Command::Account(Box::new(command))
}

fn check_run(outcome: Outcome, note: &str) -> Command {
    Command::CheckRun { run: "run-1".into(), outcome, note: note.into() }
}

fn approve() -> Command {
    Command::ApproveRun { run: "run-1".into(), note: String::new() }
}

fn kinds(folder: &Path) -> Vec<String> {
    let ledger = Ledger::open_reading(folder).unwrap();
    assert_eq!(check(&ledger, &[]).unwrap().broken, None);
    ledger.entries_of_kinds(&PeopleEvent::KINDS).unwrap().into_iter().map(|entry| entry.record.kind).collect()
}

#[test]
fn a_run_gets_its_three_signatures_and_survives_a_restart() {
    let folder = TempDir::new().unwrap();
    write_run(&mut Ledger::open(folder.path()).unwrap(), "run-1", "li");
    let station = start(folder.path());
    assert!(!station.snapshot().people.required);
    refused(&station, add("li", "李明", &[Role::Verifier]), "must be an administrator");
    done(&station, add("wang", "王芳", &[Role::Administrator]));
    refused(&station, add("li", "李明", &[Role::Verifier]), "sign in first");
    done(&station, sign_in("wang"));
    done(&station, add("li", "李明", &[Role::Verifier, Role::Checker]));
    done(&station, add("zhao", "赵国强", &[Role::Checker, Role::Approver]));
    let view = done(&station, add("qian", "钱学礼", &[Role::Approver]));
    assert_eq!(view.people.accounts.len(), 4);
    assert_eq!(view.people.signed_in.as_ref().unwrap().name, "王芳");

    refused(&station, check_run(Outcome::Agreed, ""), "wang is no checker");
    done(&station, sign_in("li"));
    refused(&station, check_run(Outcome::Agreed, ""), "li was the verifier");
    done(&station, sign_in("zhao"));
    refused(&station, approve(), "is not checked");
    station.send(Command::Show("run-1".into()));
    shows(&station, |snapshot| snapshot.detail.is_some());
    done(&station, check_run(Outcome::Agreed, "重算一致"));
    // What is on the screen is read anew.
    let checked = Some(("zhao", Outcome::Agreed, "重算一致"));
    shows(&station, |snapshot| snapshot.detail.as_ref().unwrap().signers.checked() == checked);
    refused(&station, approve(), "cannot be its approver too");
    done(&station, sign_in("qian"));
    done(&station, approve());
    let shown = shows(&station, |snapshot| snapshot.detail.as_ref().unwrap().signers.approved().is_some());
    let detail = shown.detail.as_ref().unwrap();
    assert!(detail.entries.iter().any(|entry| entry.words.zh == "核验：zhao 同意 (重算一致)"));
    done(&station, Command::SignOut(Leaving::Asked));
    refused(&station, approve(), "sign in first");
    drop(station);

    // Everything is in the ledger: another start knows the same people and signatures, and nobody is signed in.
    let station = start(folder.path());
    station.send(Command::Show("run-1".into()));
    let again = shows(&station, |snapshot| snapshot.detail.is_some());
    assert_eq!(again.people.accounts, shown.people.accounts);
    assert_eq!((again.people.required, &again.people.signed_in), (true, &None));
    let state = again.detail.as_ref().unwrap().signers.document_state("certificate");
    assert!(matches!(state, Some(DocumentState::Complete(_))), "{state:?}");
    drop(station);
    let signs_out = kinds(folder.path()).iter().filter(|kind| *kind == "sign-out").count();
    assert_eq!(signs_out, 4, "whoever another person follows is signed out as well");
}

#[test]
fn guesses_are_entries_and_lock_whoever_is_signed_in_too() {
    let folder = TempDir::new().unwrap();
    let station = start(folder.path());
    done(&station, add("wang", "王芳", &[Role::Administrator]));
    done(&station, sign_in("wang"));
    let guess = || Command::SignIn { id: "wang".into(), secret: secret("803618") };
    for left in ["4 more", "3 more", "2 more", "1 more", "another 15 min"] {
        refused(&station, guess(), left);
    }
    let locked = refused(&station, add("li", "李明", &[Role::Verifier]), "is locked for another 15 min");
    assert!(matches!(locked.people.accounts[0].standing, AccountStanding::Locked(_)));
    refused(&station, sign_in("wang"), "is locked");
    drop(station);
    // A restart ends no lock.
    let station = start(folder.path());
    refused(&station, sign_in("wang"), "is locked");
    drop(station);
    assert_eq!(kinds(folder.path()).iter().filter(|kind| *kind == "sign-in").count(), 8);
}

#[test]
fn ones_own_secret_needs_the_old_one() {
    let folder = TempDir::new().unwrap();
    let station = start(folder.path());
    done(&station, add("wang", "王芳", &[Role::Administrator]));
    done(&station, sign_in("wang"));
    let change = |old: Option<&str>, new: &str| {
        let (id, old, new) = ("wang".into(), old.map(secret), secret(new));
        Command::Account(Box::new(AccountCommand::Secret { id, old, new }))
    };
    refused(&station, change(None, "steelyard"), "the old one is needed");
    refused(&station, change(Some("803618"), "steelyard"), "4 more failures");
    refused(&station, change(Some("803617"), "123456"), "in a row");
    done(&station, change(Some("803617"), "steelyard"));
    refused(&station, sign_in("wang"), "is wrong");
    done(&station, Command::SignIn { id: "wang".into(), secret: secret("steelyard") });
}

#[test]
fn accounts_that_cannot_be_read_make_nobody_an_administrator() {
    let folder = TempDir::new().unwrap();
    let data = json!({ "account": "wang" });
    let at = "2026-03-15T09:00:00.000+08:00".to_owned();
    let damaged = Record { kind: "account-added".into(), run: None, at, mono_ns: 1, data };
    Ledger::open(folder.path()).unwrap().append(&damaged).unwrap();
    let station = start(folder.path());
    let view = refused(&station, add("eve", "Eve", &[Role::Administrator]), "entry 1 of the ledger does not hold");
    assert!(view.people.required && view.people.accounts.is_empty());
    refused(&station, sign_in("eve"), "entry 1 of the ledger does not hold");
}

#[test]
fn a_damaged_file_of_secrets_is_told_at_every_attempt_and_each_is_an_entry() {
    let folder = TempDir::new().unwrap();
    let station = start(folder.path());
    done(&station, add("wang", "王芳", &[Role::Administrator]));
    drop(station);
    std::fs::write(folder.path().join(FILE), "{").unwrap();
    let station = start(folder.path());
    refused(&station, sign_in("wang"), "is damaged");
    drop(station);
    let ledger = Ledger::open_reading(folder.path()).unwrap();
    let attempts = ledger.entries_of_kinds(&["sign-in"]).unwrap();
    let said: Vec<&Value> = attempts.iter().map(|entry| &entry.record.data["why"]).collect();
    assert_eq!(said, ["secret-file-changed"]);
}
