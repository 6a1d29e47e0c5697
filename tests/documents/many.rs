//! A whole day at once. `QUANHENG_REPORT_RUNS` says how many runs; how long it took is printed and decides nothing.

use super::{report, runs};
use quanheng::ledger::{Ledger, Record};
use quanheng::seal::Purpose;
use quanheng::station::Sealer;
use std::time::Instant;
use tempfile::TempDir;

#[test]
fn a_day_of_many_runs_is_exported_together() {
    let count: usize = std::env::var("QUANHENG_REPORT_RUNS").ok().and_then(|text| text.parse().ok()).unwrap_or(12);
    let (runs, folder) = (runs(), TempDir::new().unwrap());
    let from = Ledger::open_reading(runs.data()).unwrap();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let sealer = Sealer::ready(&mut ledger).unwrap();
    for number in 0..count {
        let entries = from.entries_of_run(runs.all()[number % runs.all().len()]).unwrap();
        let id = format!("many-{number:04}");
        let own = ["run-opened", "observation", "correction", "run-concluded"];
        let records: Vec<Record> = entries
            .into_iter()
            .map(|entry| Record { run: Some(id.clone()), ..entry.record })
            .filter(|record| own.contains(&record.kind.as_str()))
            .collect();
        ledger.append_followed(&records, &|pending| Ok(vec![sealer.seal(pending, &id, Purpose::Concluded)?])).unwrap();
    }
    drop(ledger);
    let day = from.run(&runs.pile_pass).unwrap().unwrap().date;
    let out = folder.path().join("out");
    let began = Instant::now();
    report(folder.path(), &["--day", &day, "--as", "xlsx", "--out", out.to_str().unwrap()]);
    println!("{count} runs as XLSX: {:?}", began.elapsed());
    let names: Vec<String> =
        std::fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(names.len() == count && names.iter().all(|name| name.starts_with("many-")), "{names:?}");
    // One that exists with other content stops the whole batch: nothing of it is left.
    let other = folder.path().join("other");
    std::fs::create_dir(&other).unwrap();
    let taken = other.join(names.iter().max().unwrap());
    std::fs::write(&taken, "mine").unwrap();
    let refused = crate::actors::output(
        folder.path(),
        &["report", "--day", &day, "--as", "xlsx", "--out", other.to_str().unwrap()],
    );
    assert_eq!(refused.status.code(), Some(2));
    assert_eq!(std::fs::read_dir(&other).unwrap().count(), 1);
    assert_eq!(std::fs::read_to_string(taken).unwrap(), "mine");
}
