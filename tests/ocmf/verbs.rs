//! The verbs through the real program: `ocmf`, and a pile's reading out of a record.

use super::sign::{P256, PAYLOAD, hex};
use super::vector::{KEY, RECORD};
use crate::actors::PROGRAM;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn quanheng(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output: Output = Command::new(PROGRAM)
        .args(["--data", "data", "--lang", "en"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("keba.ocmf", RECORD);
    write("keba.key", KEY);
    write("changed.ocmf", &RECORD.replace("2019-08-13T10:03:15", "2019-08-12T10:03:15"));
    write("own.ocmf", &P256.record(PAYLOAD));
    write(
        "wh.ocmf",
        &P256.record(&PAYLOAD.replace("kWh", "Wh").replace("100.000", "100000").replace("105.020", "105020")),
    );
    write("state.ocmf", &P256.record(&PAYLOAD.replace("\"G\"", "\"D\"")));
    fs::write(folder.path().join("own.der"), P256.spki()).unwrap();
    folder
}

#[test]
fn the_verb_says_valid_invalid_or_unreadable() {
    let folder = folder();
    let run = |arguments: &[&str]| quanheng(folder.path(), arguments);
    let (exit, out, _) = run(&["ocmf", "keba.ocmf", "--key", "keba.key"]);
    assert_eq!(exit, Some(0), "{out}");
    assert!(out.contains("signature VALID") && out.contains("rules KEPT") && out.contains("0.0001 kWh"), "{out}");
    assert_eq!(run(&["ocmf", "keba.ocmf", "--key", KEY.trim()]).0, Some(0));
    assert_eq!(run(&["ocmf", "own.ocmf", "--key", "own.der"]).0, Some(0));
    let (exit, out, _) = run(&["ocmf", "changed.ocmf", "--key", "keba.key", "--json"]);
    let told: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((exit, &told["verdict"]), (Some(1), &Value::from("failed")));
    assert_eq!(told["records"][0]["signature"]["verdict"], "invalid");
    assert_eq!(told["charges"][0]["rules_kept"], true);
    for reason in ["zh", "en"] {
        assert!(told["records"][0]["signature"]["reason"][reason].as_str().is_some_and(|words| !words.is_empty()));
    }
    let (exit, out, _) = run(&["ocmf", "state.ocmf", "--key", "own.der", "--json"]);
    let told: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((exit, &told["records"][0]["signature"]["verdict"]), (Some(1), &Value::from("valid")));
    assert_eq!(told["charges"][0]["rules_kept"], false);
    let (exit, out, _) = run(&["ocmf", "keba.ocmf"]);
    assert!(exit == Some(2) && out.contains("NOT CHECKED"), "{out}");
    for arguments in [["ocmf", "none.ocmf"], ["ocmf", "keba.key"]] {
        let (exit, out, why) = run(&arguments);
        assert!(exit == Some(2) && out.is_empty() && !why.is_empty(), "{arguments:?} {why}");
    }
    assert_eq!(run(&["ocmf", "keba.ocmf", "--key", "nothing"]).0, Some(2));
}

#[test]
fn a_laboratorys_own_file_is_named_and_a_wrong_one_stops_the_verb() {
    let folder = folder();
    let own = include_str!("../../src/ocmf/accepted.toml")
        .replace("id = \"meter-state\"\neffect = \"refuse\"", "id = \"meter-state\"\neffect = \"tell\"");
    fs::create_dir(folder.path().join("data")).unwrap();
    fs::write(folder.path().join("data/ocmf.toml"), &own).unwrap();
    let (exit, out, _) = quanheng(folder.path(), &["ocmf", "state.ocmf", "--key", "own.der", "--json"]);
    let told: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((exit, &told["overridden"]["file"]), (Some(0), &Value::from("ocmf.toml")));
    fs::write(folder.path().join("data/ocmf.toml"), own.replace("[[kind]]", "[[kinds]]")).unwrap();
    let (exit, out, why) = quanheng(folder.path(), &["ocmf", "state.ocmf", "--key", "own.der"]);
    assert!(exit == Some(2) && out.is_empty() && why.contains("ocmf.toml"), "{why}");
}

fn case(reading: &str) -> String {
    format!(
        "date = \"2026-03-15\"\nkind = \"subsequent\"\nclass = \"2\"\ncurrent = \"dc\"\nenergy_step = \"0.001\"\n[[load_point]]\nvoltage = \"500\"\ncurrent = \"80\"\nreadings = [{{ {reading} }}]\n"
    )
}

fn judged(folder: &Path, reading: &str) -> (Option<i32>, Value, String) {
    fs::create_dir_all(folder.join("cases")).unwrap();
    fs::write(folder.join("cases/pile.toml"), case(reading)).unwrap();
    let (exit, out, why) = quanheng(folder, &["judge", "pile", "cases/pile.toml", "--json"]);
    (exit, serde_json::from_str(&out).unwrap_or(Value::Null), why)
}

#[test]
fn a_verified_record_is_a_reading_of_the_pile_with_its_origin() {
    let folder = folder();
    let typed = judged(folder.path(), "instrument = \"5.020\", reference = \"5.000\"").1;
    let inline =
        format!("ocmf = '''{}''', key = \"{}\", reference = \"5.000\"", P256.record(PAYLOAD), hex(&P256.spki()));
    for reading in [
        "ocmf = \"../own.ocmf\", key = \"../own.der\", reference = \"5.000\"",
        "ocmf = \"../wh.ocmf\", key = \"../own.der\", reference = \"5.000\"",
        "ocmf = \"../own.ocmf\", key = \"../own.der\", reference = \"5000\", unit = \"Wh\"",
        &inline,
    ] {
        let (_, told, why) = judged(folder.path(), reading);
        assert_eq!(told["pile"]["load_points"], typed["pile"]["load_points"], "{reading}: {why}");
        let trace = told["trace"].as_array().unwrap();
        let origin = trace.iter().find(|step| step["formula"] == "E = RV end − RV begin").unwrap();
        assert!(origin["en"].as_str().unwrap().contains("the key was given by the user"), "{origin}");
    }
}

#[test]
fn a_record_that_cannot_be_relied_on_is_refused_and_never_judged() {
    let folder = folder();
    for (reading, word) in [
        ("ocmf = \"../changed.ocmf\", key = \"../keba.key\", reference = \"5\"", "signature"),
        ("ocmf = \"../keba.ocmf\", reference = \"5\"", "no public key"),
        ("ocmf = \"../own.ocmf\", key = \"../keba.key\", reference = \"5\"", "signature"),
        ("ocmf = \"../state.ocmf\", key = \"../own.der\", reference = \"5\"", "meter-state"),
        ("ocmf = \"../none.ocmf\", reference = \"5\"", "cannot read"),
        ("ocmf = \"../own.ocmf\", key = \"../none\", reference = \"5\"", "key"),
        ("ocmf = \"../own.ocmf\", key = \"../own.der\", instrument = \"5\", reference = \"5\"", "ocmf"),
        ("key = \"../own.der\", instrument = \"5\", reference = \"5\"", "ocmf"),
        ("ocmf = \"../own.ocmf\", key = \"../own.der\", origin = \"me\", reference = \"5\"", "origin"),
    ] {
        let (exit, told, why) = judged(folder.path(), reading);
        assert_eq!((exit, told), (Some(2), Value::Null), "{reading}");
        assert!(why.contains(word), "{reading}: {why}");
    }
}
