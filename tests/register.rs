//! The verb `register` through the real program: standards added, changed, retired, due, and CSV in and out.

use crate::actors::{output, program, stderr, stdout};
use jiff::ToSpan;
use jiff::civil::Date;
use quanheng::ledger::{Ledger, check};
use quanheng::register::RegisterEvent;
use serde_json::Value;
use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};
use tempfile::TempDir;

fn refused(output: &Output, exit: i32, words: &[&str]) {
    assert_eq!(output.status.code(), Some(exit), "{}", stderr(output));
    for words in words {
        assert!(stderr(output).contains(words), "{words}: {}", stderr(output));
    }
}

fn done(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", stderr(output));
    stdout(output)
}

/// The same with lines on its standard input.
fn fed(data: &Path, arguments: &[&str], lines: &str) -> Output {
    let mut command = program(data, arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A verb that refuses before it reads has closed its end.
    let _ = child.stdin.take().unwrap().write_all(lines.as_bytes());
    child.wait_with_output().unwrap()
}

/// The kinds of the entries of the register, and who made each; the chain holds.
fn entries(data: &Path) -> Vec<(String, Value)> {
    let ledger = Ledger::open_reading(data).unwrap();
    assert_eq!(check(&ledger, &[]).unwrap().broken, None);
    let entries = ledger.entries_of_kinds(&RegisterEvent::KINDS).unwrap().into_iter();
    entries.map(|entry| (entry.record.kind, entry.record.data["by"].clone())).collect()
}

fn facts(data: &Path, arguments: &[&str]) -> Vec<(String, String)> {
    let lines = done(&output(data, arguments));
    let fact = |line: &str| {
        let fact: Value = serde_json::from_str(line).unwrap();
        (fact["id"].as_str().unwrap().to_owned(), fact["state"].as_str().unwrap().to_owned())
    };
    lines.lines().map(fact).collect()
}

fn pair(id: &str, state: &str) -> (String, String) {
    (id.to_owned(), state.to_owned())
}

#[test]
fn standards_are_added_changed_retired_and_told_when_they_are_due() {
    let folder = TempDir::new().unwrap();
    let data = folder.path();
    assert_eq!(done(&output(data, &["register", "list"])), "");
    assert!(!data.join("ledger.db").exists(), "looking makes nothing");

    let today: Date = quanheng::link::stamp().at[..10].parse().unwrap();
    let soon = today.checked_add(10.days()).unwrap().to_string();
    let add = |id: &str, day: &str| output(data, &["register", "add", id, "--name", "标准表", "--valid-until", day]);
    refused(&add("S-1", "2027-02-29"), 2, &["2027-02-29", "no day of the calendar"]);
    refused(&output(data, &["register", "add", "S-1", "--valid-until", "2099-01-01"]), 2, &["the name is empty"]);
    done(&add("far", "2999-01-01"));
    done(&add("near", &soon));
    done(&add("old", "2020-01-01"));
    done(&add("lost", "2020-01-01"));
    refused(&add("near", "2999-01-01"), 5, &["there is a standard near already"]);
    refused(&output(data, &["register", "retire", "none", "--reason", "x"]), 2, &["there is no standard none"]);
    done(&output(data, &["register", "retire", "lost", "--reason", "报废"]));

    let due = [pair("old", "expired"), pair("near", "due")];
    assert_eq!(facts(data, &["--json", "register", "due"]), due);
    assert_eq!(facts(data, &["--json", "register", "due", "--within", "3"]), due[..1]);
    done(&output(data, &["register", "change", "old", "--valid-until", "2999-12-31"]));
    assert_eq!(facts(data, &["--json", "register", "due"]), due[1..]);
    let all = [pair("far", "valid"), pair("lost", "retired"), pair("near", "due"), pair("old", "valid")];
    assert_eq!(facts(data, &["--json", "register", "list"]), all);
    // What was not said stays.
    assert!(done(&output(data, &["register", "list"])).lines().all(|line| line.contains("标准表")));
    let kinds: Vec<String> = entries(data).into_iter().map(|(kind, _)| kind).collect();
    let added = ["standard-added"; 4];
    assert_eq!(kinds, [&added[..], &["standard-retired", "standard-changed"]].concat());
}

#[test]
fn a_file_comes_in_whole_or_not_at_all_and_goes_out_as_it_came() {
    let folder = TempDir::new().unwrap();
    let data = folder.path();
    let file = data.join("in.csv");
    let import = |text: &str| {
        std::fs::write(&file, text).unwrap();
        output(data, &["register", "import", file.to_str().unwrap()])
    };
    let heads = "id,name,model,range,class,serial,certificate,valid_until\n";
    let wrong = format!("{heads}S-1,表,,,,,,2030-01-01\nS-2,,,,,,,2030-02-30\nS-1,表,,,,,,2030-01-01\n");
    let places = ["line 3, column name", "line 3, column valid_until", "line 4, column id"];
    refused(&import(&wrong), 2, &places);
    refused(&import("id,name,colour\n"), 2, &["colour", "id,name,model,range"]);
    refused(&import("id,name\nS-1,x\n"), 2, &["valid_until"]);
    refused(&import("id,name,valid_until,id\n"), 2, &["\"id\"", "doubled"]);
    refused(&import("id,name,valid_until\nS-1,x\n"), 2, &["no readable CSV"]);
    assert_eq!(done(&output(data, &["register", "list"])), "", "nothing of a wrong file is taken");

    let right = format!("{heads}S-1,\"表, 三相\",SZ-03,0-100 A,0.05,77,DC-1,2030-01-01\nS-2,表,,,,,,2031-02-28\n");
    done(&import(&format!("\u{feff}{right}")));
    let out = data.join("out.csv");
    done(&output(data, &["register", "export", out.to_str().unwrap()]));
    assert_eq!(std::fs::read_to_string(&out).unwrap(), right);
    refused(&output(data, &["register", "export", out.to_str().unwrap()]), 2, &["not there yet"]);
    refused(&import(&right), 5, &["line 2, column id", "line 3, column id"]);
    assert_eq!(entries(data).len(), 2);
}

#[test]
fn from_the_first_account_on_only_verifiers_and_administrators_change_it() {
    let folder = TempDir::new().unwrap();
    let data = folder.path();
    let account = |id: &str, role: &str, by: &[&str], lines: &str| {
        let first = ["account", "add", id, "--name", id, "--role", role, "--secret-file", "-"];
        done(&fed(data, &[&first[..], by].concat(), lines));
    };
    let by = |id: &'static str| ["--by", id, "--by-secret-file", "-"];
    account("wang", "administrator", &[], "803617\n");
    account("li", "verifier", &by("wang"), "803617\n275193\n");
    account("zhao", "checker", &by("wang"), "803617\n461852\n");
    let add = |id: &str, by: &[&str], lines: &str| {
        let words = ["register", "add", id, "--name", "x", "--valid-until", "2999-01-01"];
        fed(data, &[&words[..], by].concat(), lines)
    };
    refused(&add("S-1", &[], ""), 5, &["sign in first"]);
    refused(&add("S-1", &by("zhao"), "461852\n"), 5, &["zhao"]);
    refused(&add("S-1", &by("li"), "275194\n"), 5, &["more failures"]);
    done(&add("S-1", &by("li"), "275193\n"));
    done(&add("S-2", &by("wang"), "803617\n"));
    let added = |by: &str| ("standard-added".to_owned(), Value::from(by));
    assert_eq!(entries(data), [added("li"), added("wang")]);
}
