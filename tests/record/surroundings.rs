//! The place, the language, the environment and the clock of the machine change nothing of what is judged and kept.

use super::{observed, preload, stands};
use crate::actors::{plan, program, stderr, stdout};
use serde_json::Value;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// Places with other days, hours and rules of writing than those of the laboratory.
const ELSEWHERE: [(&str, &str); 4] =
    [("America/New_York", "de_DE.UTF-8"), ("Pacific/Kiritimati", "tr_TR.UTF-8"), ("Asia/Shanghai", "C"), ("", "")];

fn ended(mut command: Command) -> Output {
    command.stdin(Stdio::null()).output().unwrap()
}

#[test]
fn a_judgement_is_the_same_everywhere() {
    let folder = TempDir::new().unwrap();
    let case = folder.path().join("case.toml");
    let net = "lot_size = 8\nlabel = { quantity = \"500\", unit = \"g\" }\nnet = [\"501\", \"499.5\", \"484\"]\n";
    std::fs::write(&case, format!("date = \"2026-03-15\"\n{net}")).unwrap();
    let judge = || program(folder.path(), &["judge", "lot", case.to_str().unwrap(), "--json"]);
    let here = ended(judge());
    assert!(here.stdout.len() > 100, "{}", stderr(&here));
    for (zone, locale) in ELSEWHERE {
        let mut there = judge();
        there.env_clear().env("TZ", zone).env("LC_ALL", locale).env("LANG", locale);
        let there = ended(there);
        assert_eq!((there.status.code(), stdout(&there)), (here.status.code(), stdout(&here)), "{zone} {locale}");
    }
}

/// What a run came to, without what says when and where.
fn outcome(text: &str) -> Vec<String> {
    let told = |line: &str| {
        let event: Value = serde_json::from_str(line).ok()?;
        match event["event"].as_str()? {
            "observation" => Some(format!("{} {} {}", event["of"], event["number"], event["value"])),
            "concluded" => Some(format!("{} {}", event["verdict"], event["judgement"]["lot"])),
            _ => None,
        }
    };
    text.lines().filter_map(told).collect()
}

#[test]
fn a_run_is_the_same_elsewhere_and_with_a_clock_that_was_set_back() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().to_owned();
    let plan = plan(&path, "lot-3.toml", &[]);
    let arguments = ["run", "lot", "--simulate", "--new", "--plan", plan.to_str().unwrap()];
    let here = ended(program(&path, &arguments));
    assert_eq!(here.status.code(), Some(0), "{}", stderr(&here));
    let mut there = program(&path, &arguments);
    there.env_clear().env("TZ", "Pacific/Kiritimati").env("LC_ALL", "tr_TR.UTF-8");
    let there = ended(there);
    assert_eq!(outcome(&stdout(&there)), outcome(&stdout(&here)));
    let mut yesterday = program(&path, &arguments);
    yesterday.env("LD_PRELOAD", preload("clock")).env("CLOCK_BACK", "86400");
    let yesterday = ended(yesterday);
    assert_eq!(outcome(&stdout(&yesterday)), outcome(&stdout(&here)));
    let mut announced = observed(&stdout(&here));
    announced.extend(observed(&stdout(&there)));
    announced.extend(observed(&stdout(&yesterday)));
    let (ledger, entries) = stands(&path, &announced).unwrap();
    assert_eq!(ledger.runs().unwrap().len(), 3);
    // The clock that was set back is an entry of its own, which belongs to no run.
    assert!(ledger.head().seq > entries.len() as u64, "the ledger tells of the clock");
}
