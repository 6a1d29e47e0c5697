//! Promise: a new model needs no Rust. The skeleton of every protocol says what to fill, and is right once it is filled.

use crate::actors::{PROGRAM, output, stderr, stdout};
use quanheng::instrument::{Kind, Profile, Profiles, skeleton};
use quanheng::protocol::PROTOCOLS;
use std::fs;
use std::process::Command;
use tempfile::TempDir;
use unicode_width::UnicodeWidthStr;

#[test]
fn the_skeleton_of_every_protocol_is_refused_for_its_blanks_and_accepted_once_they_are_filled() {
    for protocol in PROTOCOLS {
        let example = Profiles::example(|profile| profile.protocol == *protocol);
        let Some(of_example) = example.and_then(|text| Profile::parse("example", text).ok()) else { continue };
        let text = skeleton("my-device", of_example.kind, Some(protocol), example);
        let mistakes = Profile::parse("my-device", &text).unwrap_err();
        assert_eq!(mistakes.len(), 1, "{}: {mistakes:?}\n{text}", protocol.name);
        assert!(mistakes[0].why.starts_with("source"), "{mistakes:?}");
        let filled = text.replace("source = \"\"", "source = \"manual p. 3\"");
        let profile =
            Profile::parse("my-device", &filled).unwrap_or_else(|why| panic!("{}: {why:?}\n{filled}", protocol.name));
        assert_eq!((profile.protocol, profile.kind), (*protocol, of_example.kind));
    }
    // Without a protocol it says which there are.
    let text = skeleton("my-device", Kind::Meter, None, None);
    assert!(PROTOCOLS.iter().all(|protocol| text.contains(protocol.name)));
    assert!(Profile::parse("my-device", &text).unwrap_err()[0].why.contains("protocol"));
}

#[test]
fn a_new_profile_goes_into_a_new_file_only_and_is_checked_there() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("my-scale.toml");
    let path = file.to_str().unwrap();
    let new = ["device", "new", "my-scale", "--protocol", "yaohua-tf0", "--kind", "scale", "--out", path];
    assert_eq!(output(folder.path(), &new).status.code(), Some(0));
    let written = fs::read_to_string(&file).unwrap();
    assert!(written.contains("必填") && written.contains("Must be filled"));
    let again = output(folder.path(), &new);
    assert_eq!(again.status.code(), Some(2));
    assert!(stderr(&again).contains("my-scale.toml"));
    assert_eq!(fs::read_to_string(&file).unwrap(), written, "a file that was there was changed");
    let check = || output(folder.path(), &["device", "check", path]);
    assert_eq!(check().status.code(), Some(2));
    fs::write(&file, written.replace("source = \"\"", "source = \"manual\"")).unwrap();
    assert_eq!(check().status.code(), Some(0), "{}", stderr(&check()));
    let printed = output(folder.path(), &new[..5]);
    assert!(stdout(&printed).starts_with('#'));
    assert_eq!(output(folder.path(), &["device", "new", "My Scale"]).status.code(), Some(2));
    assert_eq!(output(folder.path(), &["device", "new", "a", "--protocol", "morse"]).status.code(), Some(2));
}

#[test]
fn devices_are_found_by_words_in_either_language_and_stand_in_columns() {
    let folder = TempDir::new().unwrap();
    let list = |words: &[&str]| {
        let mut command = Command::new(PROGRAM);
        command.arg("--data").arg(folder.path()).args(["--lang", "zh", "device", "list"]).args(words);
        stdout(&command.output().unwrap())
    };
    for words in [&["耀华"][..], &["YAOHUA"], &["a9", "scale"], &["xk3190", "yaohua-tf0"]] {
        assert!(list(words).lines().any(|line| line.starts_with("yaohua-xk3190-a9 ")), "{words:?}");
    }
    assert!(list(&["耀华"]).lines().all(|line| !line.starts_with("eastron")));
    assert_eq!(list(&["耀华", "dlt645"]), "");
    let all = list(&[]);
    let column = |line: &str| line.find(" scale ").or_else(|| line.find(" meter ")).map(|at| line[..at].width());
    let columns: Vec<_> = all.lines().filter_map(column).collect();
    assert!(columns.len() > 5);
    let name = |line: &str| line.chars().position(|c| !c.is_ascii()).map(|_| line.width() >= columns[0]);
    assert!(all.lines().filter_map(name).all(|aligned| aligned));
}
