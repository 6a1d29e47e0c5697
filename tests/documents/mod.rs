//! Promise: every document says what the ledger holds, digit by digit, in every form; what is not final says so on every
//! page; and no file is left half-written.

mod dcc;
mod digits;
mod everywhere;
mod figures;
mod killed;
mod many;
#[cfg(feature = "pdf")]
mod pdf;
mod readings;
mod refusals;
mod schema;
mod signed;

use crate::actors::{Running, output, plan, program, stderr, stdout};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use tempfile::TempDir;

/// Six runs on simulated instruments: a pile, a lot and a scale that pass, and of each one that fails.
pub struct Runs {
    folder: TempDir,
    pub pile_pass: String,
    pub pile_fail: String,
    pub lot_pass: String,
    pub lot_fail: String,
    pub scale_pass: String,
    pub scale_fail: String,
}

impl Runs {
    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    pub fn all(&self) -> [&str; 6] {
        [&self.pile_pass, &self.pile_fail, &self.lot_pass, &self.lot_fail, &self.scale_pass, &self.scale_fail]
    }

    /// Whether the verdict of a run is that all is well.
    pub fn passes(&self, run: &str) -> bool {
        [&self.pile_pass, &self.lot_pass, &self.scale_pass].contains(&&run.to_owned())
    }

    /// The paper that the verdict of a run leads to.
    pub fn leads_to(&self, run: &str) -> &'static str {
        match run {
            _ if [&self.lot_pass, &self.lot_fail].contains(&&run.to_owned()) => "report",
            _ if self.passes(run) => "certificate",
            _ => "notice",
        }
    }
}

/// They are done once for all tests.
pub fn runs() -> &'static Runs {
    static RUNS: OnceLock<Runs> = OnceLock::new();
    RUNS.get_or_init(|| {
        // Nobody takes a static away at the end: it lies where cargo clean reaches it.
        let folder = TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let data = folder.path().to_owned();
        let good = data.join("good.toml");
        let bags = ["\"0.5124\""; 10].join(", ");
        std::fs::write(&good, format!("[scale]\npackages = [{bags}]\n")).unwrap();
        let short = crate::actors::data_file("scripts/ten-bags.toml");
        let pile = std::fs::read_to_string(plan(&data, "pile-dc.toml", &[])).unwrap();
        let (pass, fail) = (data.join("pass.toml"), data.join("fail.toml"));
        std::fs::write(&pass, &pile).unwrap();
        std::fs::write(
            &fail,
            pile.replace("appearance = \"pass\"", "appearance = \"fail\"").replace("SN-0042", "SN-0043"),
        )
        .unwrap();
        let lot = plan(&data, "lot-10.toml", &[]);
        let scale = plan(&data, "scale-30.toml", &[]);
        // The scale that weighs too much is read by eye: its indications are typed.
        let typed = data.join("typed.toml");
        let text = std::fs::read_to_string(&scale).unwrap();
        std::fs::write(&typed, text.split("[connection]").next().unwrap().replace("SC-0007", "SC-0008")).unwrap();
        let heavy = data.join("heavy.toml");
        std::fs::write(&heavy, "[scale]\nspan_per_mille = \"1.0\"\n").unwrap();
        Runs {
            pile_pass: done(&data, "pile", &pass, None),
            pile_fail: done(&data, "pile", &fail, None),
            lot_pass: done(&data, "lot", &lot, Some(&good)),
            lot_fail: done(&data, "lot", &lot, Some(&short)),
            scale_pass: done(&data, "scale", &scale, None),
            scale_fail: done(&data, "scale", &typed, Some(&heavy)),
            folder,
        }
    })
}

/// Does a run on simulated instruments to its end; answers with its id.
fn done(data: &Path, kind: &str, plan: &Path, script: Option<&PathBuf>) -> String {
    let mut arguments = vec!["run", kind, "--simulate", "--new", "--plan", plan.to_str().unwrap()];
    if let Some(script) = script {
        arguments.extend(["--script", script.to_str().unwrap()]);
    }
    let run = Running::start(program(data, &arguments));
    let mut id = None;
    while let Some(event) = run.event() {
        if event["event"] == "concluded" {
            id = event["run"].as_str().map(str::to_owned);
        }
    }
    id.expect("a verdict")
}

/// A copy of their record in another folder.
pub fn backup(folder: &Path) {
    let copy = folder.join("ledger.db");
    let backup = output(runs().data(), &["ledger", "backup", copy.to_str().unwrap()]);
    assert_eq!(backup.status.code(), Some(0), "{}", stderr(&backup));
}

/// One stored weight of such a copy becomes another one, behind the back of the program.
pub fn tampered(folder: &Path) {
    let file = rusqlite::Connection::open(folder.join("ledger.db")).unwrap();
    let triggers: Vec<String> = {
        let mut all = file.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").unwrap();
        all.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    for trigger in triggers {
        file.execute_batch(&format!("DROP TRIGGER \"{trigger}\"")).unwrap();
    }
    let changed = file
        .execute(
            "UPDATE entry SET body = replace(body, '0.4920', '0.4921') WHERE body LIKE '%\"observation\"%' AND body LIKE '%0.4920%'",
            [],
        )
        .unwrap();
    assert_eq!(changed, 1);
}

/// What the verb prints; it must succeed.
pub fn report(data: &Path, arguments: &[&str]) -> String {
    let arguments = [&["report"], arguments].concat();
    let done = output(data, &arguments);
    assert_eq!(done.status.code(), Some(0), "{arguments:?}: {}", stderr(&done));
    stdout(&done)
}

/// What the ledger holds of a run: its entries as they were stored.
pub fn stored(data: &Path, run: &str) -> Vec<Value> {
    let ledger = quanheng::ledger::Ledger::open_reading(data).unwrap();
    let entries = ledger.entries_of_run(run).unwrap();
    let value = |entry: quanheng::ledger::Entry| {
        let mut data = entry.record.data;
        data["entry"] = Value::from(entry.seq);
        data["entry-kind"] = Value::from(entry.record.kind);
        data
    };
    entries.into_iter().map(value).collect()
}

/// The judgement that was stored.
pub fn judgement(data: &Path, run: &str) -> Value {
    let entries = stored(data, run);
    entries.iter().find(|entry| entry["entry-kind"] == "run-concluded").unwrap()["judgement"].clone()
}
