//! What is asked for and cannot be: said with its place and what would be right, and no half file is left.

use super::{backup, report, runs, tampered};
use crate::actors::{PROGRAM, Running, output, plan, program, scale, stderr};
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

fn refused(data: &Path, arguments: &[&str], exit: i32, words: &[&str]) {
    let arguments = [&["report"], arguments].concat();
    let refused = output(data, &arguments);
    assert_eq!(refused.status.code(), Some(exit), "{arguments:?}: {}", stderr(&refused));
    for word in words {
        assert!(stderr(&refused).contains(word), "{arguments:?}: {word:?} in {}", stderr(&refused));
    }
}

fn empty(folder: &Path) -> bool {
    std::fs::read_dir(folder).unwrap().next().is_none()
}

#[test]
fn a_paper_that_does_not_follow_from_the_verdict_is_refused() {
    let runs = runs();
    refused(
        runs.data(),
        &[&runs.pile_fail, "--as", "html", "--paper", "certificate"],
        5,
        &["notice", "--paper notice"],
    );
    refused(runs.data(), &[&runs.pile_pass, "--as", "html", "--paper", "sampling"], 2, &["--paper record"]);
    refused(runs.data(), &["no-such-run", "--as", "html"], 2, &["no-such-run", "ledger list"]);
    refused(runs.data(), &["--as", "html"], 2, &["--day"]);
    refused(runs.data(), &["--as", "html", "--day", "1999-01-01"], 2, &["1999-01-01"]);
    refused(runs.data(), &["--as", "html", "--blank", "pile", "--paper", "sampling"], 2, &["--blank lot"]);
    let other = output(runs.data(), &["ledger", "list", "--lang", "both"]);
    assert_eq!(other.status.code(), Some(2), "both languages are for documents");
}

#[test]
fn a_run_that_is_not_concluded_gives_a_draft_and_never_a_certificate() {
    let folder = TempDir::new().unwrap();
    let (mut scale, port) = scale(folder.path());
    let plan = plan(folder.path(), "lot-10.toml", &[("PORT", &port)]);
    let mut run = Running::start(program(folder.path(), &["run", "lot", "--plan", plan.to_str().unwrap()]));
    let mut id = String::new();
    while let Some(event) = run.event() {
        match (event["event"].as_str().unwrap(), event["ask"].as_str()) {
            ("opened", _) => event["run"].as_str().unwrap().clone_into(&mut id),
            ("ask", Some("load-package")) => scale.say("load 0.5124"),
            ("observation", _) if event["of"] == "package" => break,
            _ => {}
        }
    }
    run.child.kill().unwrap();
    run.exit();
    let page = report(folder.path(), &[&id, "--as", "html"]);
    for words in
        ["data-paper=\"record\"", "data-mark=\"draft\"", "DRAFT NOT VALID", "Original record (draft)", "0.5124"]
    {
        assert!(page.contains(words), "{words}");
    }
    for paper in ["certificate", "notice", "report"] {
        refused(folder.path(), &[&id, "--as", "html", "--paper", paper], 5, &["not concluded", "--paper record"]);
    }
    refused(folder.path(), &[&id, "--as", "dcc"], 5, &["conclude the run first"]);
}

#[test]
fn a_target_that_cannot_be_written_leaves_nothing_behind() {
    let (runs, folder) = (runs(), TempDir::new().unwrap());
    let run = runs.lot_fail.as_str();
    let nowhere = folder.path().join("nowhere/report.html");
    refused(runs.data(), &[run, "--as", "html", "--out", nowhere.to_str().unwrap()], 2, &["make its folder first"]);
    assert!(empty(folder.path()));
    let file = folder.path().join("report.html");
    std::fs::write(&file, "mine").unwrap();
    let arguments = [run, "--as", "html", "--out", file.to_str().unwrap()];
    refused(runs.data(), &arguments, 2, &["--force", file.to_str().unwrap()]);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
    report(runs.data(), &[&arguments[..], &["--force"]].concat());
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("<!DOCTYPE html>"));
    // Several runs need a folder, and a file is none.
    let two = [run, &runs.lot_pass, "--as", "html", "--out", file.to_str().unwrap()];
    refused(runs.data(), &two, 2, &["folder"]);
}

#[test]
fn a_full_disk_leaves_no_half_file() {
    let (runs, folder) = (runs(), TempDir::new().unwrap());
    let file = folder.path().join("report.json");
    // No file may grow beyond the limit, and writing beyond it fails instead of killing: for the program, a full disk. The
    // limit leaves room for what SQLite keeps beside a ledger that is read (32 KiB), and the document is larger.
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; ulimit -f 65; exec \"$@\"", "sh", PROGRAM, "--lang", "en", "--data"]);
    shell.arg(runs.data()).args(["report", &runs.lot_fail, "--as", "json", "--out"]).arg(&file);
    let full = shell.stdin(Stdio::null()).output().unwrap();
    assert_ne!(full.status.code(), Some(0));
    assert!(stderr(&full).contains("no half file was left"), "{}", stderr(&full));
    assert!(empty(folder.path()));
}

#[test]
fn no_document_is_made_of_a_record_that_was_changed() {
    let (runs, folder) = (runs(), TempDir::new().unwrap());
    backup(folder.path());
    report(folder.path(), &[&runs.lot_fail, "--as", "csv"]);
    tampered(folder.path());
    for form in ["html", "csv", "json", "dcc"] {
        refused(folder.path(), &[&runs.lot_fail, "--as", form], 4, &["does not hold", "ledger restore", "no document"]);
    }
}
