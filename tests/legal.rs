//! What the law asks of such software, and the test that proves each line (WELMEC 7.2, extensions U and L).

use crate::actors::{PROGRAM, output, stdout};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::path::Path;
use tempfile::TempDir;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    zh: String,
    en: String,
    status: String,
    tests: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    row: Vec<Row>,
}

fn sources(folder: &Path, text: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, text);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            text.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
}

/// `cargo test legal -- --nocapture` prints the table.
#[test]
fn every_requirement_has_tests_that_prove_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let table: Table = toml::from_str(include_str!("data/welmec.toml")).unwrap();
    let mut text = String::new();
    sources(&root.join("tests"), &mut text);
    let mut wanted: Vec<String> = (1..=9).map(|number| format!("U{number}")).collect();
    wanted.extend((1..=8).map(|number| format!("L{number}")));
    assert_eq!(table.row.iter().map(|row| row.id.clone()).collect::<Vec<_>>(), wanted);
    for Row { id, zh, en, status, tests } in &table.row {
        println!("{id:<3} {status:<14} {zh} · {en}");
        assert!(!tests.is_empty(), "{id} has no test");
        for test in tests {
            let at = text.find(&format!("fn {test}()")).unwrap_or_else(|| panic!("{id}: there is no test {test}"));
            // A name that is commented out, ignored or no test proves nothing.
            let before = text[..at].trim_end().lines().next_back().unwrap_or_default().trim();
            assert_eq!(before, "#[test]", "{id}: {test} is no test that runs");
            println!("      {test}");
        }
    }
}

#[test]
fn the_version_tells_the_hash_of_the_program() {
    let folder = TempDir::new().unwrap();
    let told = stdout(&output(folder.path(), &["--version"]));
    let hash: String =
        Sha256::digest(std::fs::read(PROGRAM).unwrap()).iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(told.starts_with(&format!("quanheng {}", env!("CARGO_PKG_VERSION"))), "{told}");
    assert!(told.contains(&hash), "{told}");
}

/// Every verb stands in the README, in both languages, and its help has a sentence of what it is for.
#[test]
fn every_verb_is_documented() {
    let folder = TempDir::new().unwrap();
    let help = stdout(&output(folder.path(), &["--help"]));
    let commands = help.split("Commands:").nth(1).unwrap().split("Options:").next().unwrap();
    let verbs: Vec<&str> = commands
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(verbs.len() > 15, "{verbs:?}");
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let (zh, en) = readme.split_once("<a id=\"english\"></a>").unwrap();
    for verb in verbs.into_iter().filter(|verb| *verb != "help") {
        let named = |text: &str| text.contains(&format!("`{verb}")) || text.contains(&format!("quanheng {verb}"));
        assert!(named(zh) && named(en), "{verb} is not in the README in both languages");
        let own = stdout(&output(folder.path(), &[verb, "--help"]));
        assert!(own.lines().next().is_some_and(|line| line.len() > 10), "{verb}: {own}");
    }
}
