//! What the station seals when a run is concluded, and the code that somebody takes home.

use crate::actors::{Running, output, plan, program, stderr, stdout};
use quanheng::ledger::{FILE, Ledger};
use quanheng::seal::{Code, KeySet, RunDigest, Seal};
use serde_json::Value;
use std::path::Path;
use tempfile::TempDir;

/// A pile run on simulated instruments, to its verdict; answers with its id.
pub fn concluded(data: &Path, plan: &Path) -> String {
    let mut run =
        Running::start(program(data, &["run", "pile", "--simulate", "--new", "--plan", plan.to_str().unwrap()]));
    let mut id = String::new();
    while let Some(event) = run.event() {
        if event["event"] == "concluded" {
            event["run"].as_str().unwrap().clone_into(&mut id);
        }
    }
    assert_eq!(run.exit(), Some(0));
    id
}

fn bodies(data: &Path) -> Vec<(u64, String)> {
    let connection = rusqlite::Connection::open(data.join(FILE)).unwrap();
    let mut statement = connection.prepare("SELECT seq, body FROM entry ORDER BY seq").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get::<_, i64>(0)?.cast_unsigned(), row.get(1)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

#[test]
fn a_concluded_run_is_sealed_and_its_code_is_a_witness() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    let plan = plan(folder.path(), "pile-dc.toml", &[]);
    let run = concluded(&data, &plan);
    let bodies = bodies(&data);
    let parsed: Vec<(u64, Value)> =
        bodies.iter().map(|(seq, body)| (*seq, serde_json::from_str(body).unwrap())).collect();
    let of_kind = |kind: &str| parsed.iter().filter(|(_, body)| body["kind"] == kind).collect::<Vec<_>>();
    let keys: KeySet =
        parsed.iter().filter_map(|(_, body)| KeySet::key_of_entry(body["kind"].as_str()?, &body["data"])).collect();
    // The seal stands right behind the verdict, and signs it and every entry of the run before.
    let (concluded_seq, _) = of_kind("run-concluded")[0];
    let (seal_seq, seal) = of_kind("seal")[0];
    assert_eq!(*seal_seq, concluded_seq + 1);
    let seal = Seal::from_data(&seal["data"]).unwrap();
    assert!(seal.holds(keys.find(&seal.key).unwrap()));
    assert_eq!((seal.statement.head.seq, seal.statement.verdict.as_str()), (*concluded_seq, "pass"));
    let mut digest = RunDigest::new(seal.statement.suite);
    for (seq, body) in
        bodies.iter().filter(|(seq, body)| *seq <= *concluded_seq && body.contains(&format!("\"run\":\"{run}\"")))
    {
        digest.add(*seq, body);
    }
    assert_eq!((digest.entries(), digest.finish()), (seal.statement.entries, seal.statement.digest));
    // A code: its figures are those of the verdict, and the chain knows that it was handed out.
    let out = output(&data, &["ledger", "code", &run, "--qr"]);
    assert_eq!(out.status.code(), Some(0), "{}", stderr(&out));
    let text = stdout(&out).lines().next().unwrap().to_owned();
    let code = Code::parse(&text).unwrap();
    assert!(code.verify(&keys).is_ok() && text.len() <= 600 && text.is_ascii(), "{text}");
    assert!(code.demonstration());
    assert_eq!((code.verdict(), code.run()), ("pass".to_owned(), run.clone()));
    assert!(code.figures().contains(&("e1".to_owned(), "0.8".to_owned())), "{:?}", code.figures());
    assert!(stdout(&out).contains('█'));
    let ledger = Ledger::open_reading(&data).unwrap();
    assert!(ledger.entries_of_run(&run).unwrap().last().unwrap().record.data["code"] == text.as_str());
    // An open run, or none, has no code.
    let none = output(&data, &["ledger", "code", "20260101-000000-lot-0000"]);
    assert_eq!(none.status.code(), Some(2));
    assert!(stderr(&none).contains("no concluded run"), "{}", stderr(&none));
}

#[test]
fn without_its_key_the_station_concludes_nothing_official() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    let plan = plan(folder.path(), "lot-10.toml", &[("PORT", &folder.path().join("no-such-port"))]);
    let official = || output(&data, &["run", "lot", "--plan", plan.to_str().unwrap()]);
    assert_eq!(official().status.code(), Some(3));
    std::fs::remove_file(data.join("station.key")).unwrap();
    let refused = official();
    assert_eq!(refused.status.code(), Some(5), "{}", stderr(&refused));
    assert!(stderr(&refused).contains("station.key"), "{}", stderr(&refused));
}
