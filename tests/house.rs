//! The rules of the house: which room may know which, and what every file must have.

use quanheng::locale::{forms, monitor, papers, past, screen, standards};
use std::fs;
use std::path::{Path, PathBuf};

/// Each room with the rooms it may use. The pure ones come first; edges never appear in their lists.
const ROOMS: &[(&str, &[&str])] = &[
    ("exit", &[]),
    ("quantity", &[]),
    ("locale", &["regulation"]),
    ("protocol", &["quantity", "locale"]),
    ("ocmf", &["quantity", "locale"]),
    ("instrument", &["quantity", "locale", "protocol"]),
    ("regulation", &["quantity", "locale"]),
    ("chart", &["quantity", "locale", "regulation"]),
    ("paper", &["quantity", "locale", "regulation", "chart"]),
    ("procedure", &["quantity", "locale", "protocol", "instrument", "regulation"]),
    ("link", &["locale", "protocol", "instrument"]),
    ("machine", &["locale"]),
    ("simulator", &["quantity", "locale", "protocol", "instrument"]),
    ("people", &["exit", "locale"]),
    ("register", &["exit", "locale"]),
    ("preferences", &["locale"]),
    ("seal", &["exit", "locale"]),
    ("ledger", &["exit", "locale", "seal"]),
    (
        "station",
        &[
            "exit",
            "quantity",
            "locale",
            "protocol",
            "instrument",
            "regulation",
            "paper",
            "procedure",
            "link",
            "machine",
            "seal",
            "people",
            "register",
            "ledger",
        ],
    ),
    (
        "document",
        &[
            "exit",
            "quantity",
            "locale",
            "protocol",
            "instrument",
            "regulation",
            "chart",
            "paper",
            "procedure",
            "seal",
            "people",
            "register",
            "ledger",
            "station",
        ],
    ),
    (
        "tui",
        &[
            "quantity",
            "locale",
            "protocol",
            "instrument",
            "regulation",
            "chart",
            "paper",
            "procedure",
            "people",
            "register",
            "preferences",
            "station",
        ],
    ),
    (
        "cli",
        &[
            "exit",
            "quantity",
            "locale",
            "protocol",
            "ocmf",
            "instrument",
            "regulation",
            "paper",
            "procedure",
            "link",
            "machine",
            "simulator",
            "seal",
            "people",
            "register",
            "preferences",
            "ledger",
            "station",
            "chart",
            "document",
            "tui",
        ],
    ),
];

/// What only one room may touch.
const KEPT: &[(&str, &str)] = &[
    ("serialport", "link"),
    ("rusqlite", "ledger"),
    ("ratatui", "tui"),
    ("std::fs", "link machine simulator seal people preferences ledger document cli"),
    ("SystemTime", ""),
    ("Instant", "link simulator station tui cli"),
    ("ZonedDateTime", "link simulator"),
];

fn sources() -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            if entry.path().is_dir() {
                walk(&entry.path(), found);
            } else if entry.path().extension().is_some_and(|ending| ending == "rs") {
                found.push(entry.path());
            }
        }
    }
    let mut found = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    found.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

fn room(path: &Path) -> String {
    let inside = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    inside.components().next().unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned()
}

/// A file's code without its comments.
fn code(text: &str) -> String {
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

#[test]
fn rooms_know_only_what_lies_before_them() {
    for (path, text) in sources() {
        let room = room(&path);
        let Some((_, allowed)) = ROOMS.iter().find(|(name, _)| *name == room) else {
            assert!(matches!(room.as_str(), "lib" | "main"), "{} is in no known room", path.display());
            continue;
        };
        let code = code(&text);
        for (other, _) in ROOMS.iter().filter(|(other, _)| *other != room && !allowed.contains(other)) {
            assert!(!code.contains(&format!("crate::{other}::")), "{}: {room} must not know {other}", path.display());
        }
    }
}

#[test]
fn ports_database_screen_and_clock_have_one_owner() {
    for (path, text) in sources() {
        let (room, code) = (room(&path), code(&text));
        for (word, owners) in KEPT {
            let allowed = owners.split_whitespace().any(|owner| owner == room);
            assert!(allowed || !code.contains(word), "{}: {word} belongs to {owners:?}", path.display());
        }
    }
}

#[test]
fn every_file_begins_by_saying_what_it_is_and_stays_small() {
    for (path, text) in sources() {
        assert!(text.starts_with("//!"), "{} does not say what it is", path.display());
        let lines = text.lines().count();
        assert!(lines <= 600, "{} has {lines} lines: is it still one thing?", path.display());
    }
}

#[test]
fn every_sentence_has_the_same_arguments_in_both_languages() {
    let arguments = |text: &str| {
        let mut names: Vec<String> =
            text.split('{').skip(1).filter_map(|part| part.split('}').next()).map(str::to_owned).collect();
        names.sort();
        names
    };
    for (name, zh, en) in
        [forms::TABLE, monitor::TABLE, papers::TABLE, past::TABLE, screen::TABLE, standards::TABLE].concat()
    {
        assert_eq!(arguments(zh), arguments(en), "{name}");
        assert!(!zh.is_empty() && !en.is_empty(), "{name}");
    }
}

#[test]
fn every_profile_and_rule_that_comes_with_the_program_is_right() {
    let (profiles, mistakes) = quanheng::instrument::Profiles::with([]);
    assert_eq!(mistakes, []);
    assert!(profiles.all().count() >= 7);
    assert_eq!(quanheng::regulation::Book::embedded().map(|book| book.all().count()), Ok(19));
}
