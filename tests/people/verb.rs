//! The verb `account` and `run --as` through the real program, from files and on a terminal.

use crate::actors::{PATIENCE, PROGRAM, data_file, output, program, stderr, stdout};
use portable_pty::{CommandBuilder, MasterPty, PtySize, native_pty_system};
use quanheng::ledger::{Ledger, check};
use quanheng::people::PeopleEvent;
use serde_json::Value;
use std::io::{Read, Write};
use std::path::Path;
use std::process::Output;
use std::sync::{Arc, Mutex};
use std::time::Instant;
use tempfile::TempDir;

/// Runs the verb with lines on its standard input.
fn account(data: &Path, arguments: &[&str], lines: &str) -> Output {
    let mut command = program(data, &["account"]);
    command.args(arguments).stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
    let mut child = command.stderr(std::process::Stdio::piped()).spawn().unwrap();
    // A verb that refuses before it reads has closed its end.
    let _ = child.stdin.take().unwrap().write_all(lines.as_bytes());
    child.wait_with_output().unwrap()
}

fn refused(output: &Output, exit: i32, words: &str) {
    assert_eq!(output.status.code(), Some(exit), "{}", stderr(output));
    assert!(stderr(output).contains(words), "{}", stderr(output));
}

fn done(output: &Output, words: &str) {
    assert_eq!(output.status.code(), Some(0), "{}", stderr(output));
    assert!(stdout(output).contains(words), "{}", stdout(output));
}

/// The kinds of the entries of people, in order.
fn kinds(data: &Path) -> Vec<String> {
    let ledger = Ledger::open_reading(data).unwrap();
    assert_eq!(check(&ledger, &[]).unwrap().broken, None);
    ledger.entries_of_kinds(&PeopleEvent::KINDS).unwrap().into_iter().map(|entry| entry.record.kind).collect()
}

const NEW: [&str; 2] = ["--secret-file", "-"];
const BY_WANG: [&str; 4] = ["--by", "wang", "--by-secret-file", "-"];

fn with<'a>(parts: &[&[&'a str]]) -> Vec<&'a str> {
    parts.concat()
}

#[test]
fn accounts_are_kept_by_scripts_and_every_attempt_is_an_entry() {
    let folder = TempDir::new().unwrap();
    let data = folder.path();
    done(&output(data, &["account", "list"]), "");
    assert!(!data.join("ledger.db").exists(), "looking makes nothing");
    let first = ["add", "wang", "--name", "王芳", "--role"];
    refused(&account(data, &with(&[&first, &["verifier"], &NEW]), "803617\n"), 5, "must be an administrator");
    refused(&account(data, &with(&[&first, &["administrator"], &NEW]), "80361\n"), 2, "6 digits at least");
    refused(&account(data, &with(&[&first, &["king"], &NEW]), ""), 2, "verifier | checker");
    done(&account(data, &with(&[&first, &["administrator"], &NEW]), "803617\n"), "administrator");
    // From here on nobody does anything unnamed; two secrets come from two lines.
    let second = ["add", "li", "--name", "李明", "--role", "verifier", "--role", "检定员"];
    refused(&account(data, &with(&[&second, &NEW]), "steelyard\n"), 5, "sign in first");
    refused(&account(data, &with(&[&second, &NEW, &BY_WANG]), "803618\nsteelyard\n"), 5, "4 more failures");
    done(&account(data, &with(&[&second, &NEW, &BY_WANG]), "803617\r\nsteelyard\r\n"), "李明");
    let change = ["change", "li", "--role", "verifier", "--role", "checker"];
    done(&account(data, &with(&[&change, &BY_WANG]), "803617\n"), "verifier, checker");
    let by_li = ["--by", "li", "--by-secret-file", "-"];
    done(&account(data, &with(&[&["secret", "li"], &NEW, &by_li]), "steelyard\n275193\n"), "active");
    refused(&account(data, &with(&[&["secret", "wang"], &NEW, &by_li]), "275193\n111222\n"), 5, "is no administrator");
    refused(&account(data, &with(&[&["unlock", "li"], &BY_WANG]), "803617\n"), 5, "is not locked");
    done(&account(data, &with(&[&["close", "li", "--reason", "调离"], &BY_WANG]), "803617\n"), "closed");
    refused(&account(data, &with(&[&second, &NEW, &BY_WANG]), "803617\nsteelyard\n"), 5, "stays used");
    let list = output(data, &["account", "list", "--json"]);
    let facts: Vec<Value> = stdout(&list).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let state = |fact: &Value| [fact["account"].clone(), fact["state"].clone()];
    assert_eq!(facts.iter().map(state).collect::<Vec<_>>(), [["li", "closed"], ["wang", "active"]]);
    let expected = "account-added sign-in sign-in account-added sign-in account-changed sign-in secret-changed sign-in \
                    sign-in sign-in account-closed sign-in";
    assert_eq!(kinds(data).join(" "), expected);
}

#[test]
fn while_another_program_has_the_ledger_accounts_are_not_changed_and_it_is_said() {
    let folder = TempDir::new().unwrap();
    let _open = Ledger::open(folder.path()).unwrap();
    let add = ["add", "wang", "--name", "w", "--role", "administrator"];
    refused(&account(folder.path(), &with(&[&add, &NEW]), "803617\n"), 5, "close it first");
}

#[test]
fn five_failures_lock_and_a_changed_file_is_found() {
    let folder = TempDir::new().unwrap();
    let data = folder.path();
    let add = ["add", "wang", "--name", "w", "--role", "administrator"];
    done(&account(data, &with(&[&add, &NEW]), "803617\n"), "active");
    let secrets = std::fs::read_to_string(data.join("accounts.secret")).unwrap();
    // Wrong hash, right shape: the last letter but one of the base64 is another.
    let at = secrets.rfind('$').unwrap() + 5;
    let other = if &secrets[at..=at] == "A" { "B" } else { "A" };
    std::fs::write(data.join("accounts.secret"), format!("{}{other}{}", &secrets[..at], &secrets[at + 1..])).unwrap();
    let unlock = with(&[&["unlock", "wang"], &BY_WANG]);
    refused(&account(data, &unlock, "803617\n"), 4, "was changed");
    std::fs::write(data.join("accounts.secret"), secrets).unwrap();
    for left in ["4 more", "3 more", "2 more", "1 more", "another 15 min"] {
        refused(&account(data, &unlock, "803618\n"), 5, left);
    }
    refused(&account(data, &unlock, "803617\n"), 5, "is locked");
    done(&output(data, &["account", "list"]), "locked since");
    assert_eq!(kinds(data).iter().filter(|kind| *kind == "sign-in").count(), 7);
}

#[test]
fn a_run_is_opened_once_its_sign_in_stands() {
    let folder = TempDir::new().unwrap();
    let data = folder.path();
    let add = ["add", "li", "--name", "李明", "--role", "administrator", "--role", "verifier"];
    done(&account(data, &with(&[&add, &NEW]), "803617\n"), "active");
    let plan = data_file("plans/lot-10.toml");
    let run = ["run", "lot", "--simulate", "--plan", plan.to_str().unwrap(), "--as", "li", "--secret-file"];
    let (right, wrong) = (data.join("right"), data.join("wrong"));
    std::fs::write(&right, "803617\n").unwrap();
    std::fs::write(&wrong, "803618\n").unwrap();
    refused(&output(data, &with(&[&run, &[wrong.to_str().unwrap()]])), 5, "4 more failures");
    assert_eq!(Ledger::open_reading(data).unwrap().runs().unwrap(), [], "no run is left behind");
    let events = stdout(&output(data, &with(&[&run, &[right.to_str().unwrap()]])));
    let events: Vec<Value> = events.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((&events[0]["event"], &events[0]["account"]), (&"signed-in".into(), &"li".into()));
    assert_eq!(events[1]["event"], "opened");
    assert_eq!(Ledger::open_reading(data).unwrap().runs().unwrap().len(), 1);
}

/// A terminal with the program in it.
struct Terminal {
    master: Box<dyn MasterPty + Send>,
    child: Box<dyn portable_pty::Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    shown: Arc<Mutex<String>>,
}

impl Terminal {
    fn start(data: &Path, arguments: &[&str]) -> Self {
        let pair =
            native_pty_system().openpty(PtySize { rows: 24, cols: 120, pixel_width: 0, pixel_height: 0 }).unwrap();
        let mut command = CommandBuilder::new(PROGRAM);
        command.args(["--data", data.to_str().unwrap(), "--lang", "en"]);
        command.args(arguments);
        let child = pair.slave.spawn_command(command).unwrap();
        let shown = Arc::new(Mutex::new(String::new()));
        let (mut output, all) = (pair.master.try_clone_reader().unwrap(), Arc::clone(&shown));
        std::thread::spawn(move || {
            let mut buffer = [0; 1024];
            while let Ok(count @ 1..) = output.read(&mut buffer) {
                all.lock().unwrap().push_str(&String::from_utf8_lossy(&buffer[..count]));
            }
        });
        let keys = pair.master.take_writer().unwrap();
        // The slave stays open in the master's settings after the child has gone.
        std::mem::forget(pair.slave);
        Self { master: pair.master, child, keys, shown }
    }

    fn sees(&self, wanted: &str) {
        let until = Instant::now() + PATIENCE;
        while !self.shown.lock().unwrap().contains(wanted) {
            assert!(Instant::now() < until, "{wanted:?} is not in {:?}", self.shown.lock().unwrap());
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
    }

    fn types(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
    }

    fn echoes(&self) -> bool {
        let settings = self.master.get_termios().unwrap();
        format!("{:?}", settings.local_flags).contains("ECHO")
    }

    fn ends(&mut self) -> u32 {
        self.child.wait().unwrap().exit_code()
    }
}

const ADD_WANG: [&str; 7] = ["account", "add", "wang", "--name", "w", "--role", "administrator"];

#[test]
fn a_secret_is_typed_twice_and_never_shown() {
    let folder = TempDir::new().unwrap();
    let mut terminal = Terminal::start(folder.path(), &ADD_WANG);
    terminal.sees("new PIN or password of wang: ");
    // A slip is rubbed out: the character, not one of its bytes.
    terminal.types("80361衡\u{7f}7\r");
    terminal.sees("once more: ");
    terminal.types("803617\r");
    terminal.sees("active");
    assert_eq!(terminal.ends(), 0);
    assert!(!terminal.shown.lock().unwrap().contains("8036"), "{}", terminal.shown.lock().unwrap());
    let mut terminal = Terminal::start(folder.path(), &["account", "unlock", "wang", "--by", "wang"]);
    terminal.sees("PIN or password of wang: ");
    terminal.types("xx\u{15}803617\r");
    terminal.sees("is not locked");
    assert_eq!(terminal.ends(), 5);
}

#[test]
fn whoever_gives_up_gets_the_terminal_back() {
    for keys in ["8036\u{3}", "\u{4}", "803617\r803618\r"] {
        let folder = TempDir::new().unwrap();
        let mut terminal = Terminal::start(folder.path(), &ADD_WANG);
        terminal.sees("new PIN or password of wang: ");
        let (first, second) = keys.split_once('\r').unwrap_or((keys, ""));
        terminal.types(first);
        if !second.is_empty() {
            terminal.types("\r");
            terminal.sees("once more: ");
            terminal.types(second);
        }
        let exit = terminal.ends();
        assert_eq!(exit, if second.is_empty() { 5 } else { 2 }, "{}", terminal.shown.lock().unwrap());
        assert!(terminal.echoes(), "{keys:?}");
        assert_eq!(kinds(folder.path()), Vec::<String>::new());
    }
}

#[test]
fn a_signal_while_typing_gives_the_terminal_back_too() {
    let folder = TempDir::new().unwrap();
    let mut terminal = Terminal::start(folder.path(), &ADD_WANG);
    terminal.sees("new PIN or password of wang: ");
    let pid = i32::try_from(terminal.child.process_id().unwrap()).unwrap();
    let pid = rustix::process::Pid::from_raw(pid).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    assert_eq!(terminal.ends(), 5);
    assert!(terminal.echoes());
}
