//! `ledger list`: every run.

use super::said;
use crate::cli::text::{print, table};
use crate::cli::{Exit, Global, Outcome};
use crate::ledger::{Ledger, LedgerError};
use crate::locale::{Lang, Say};
use serde_json::json;

/// Does the verb; a folder without a ledger has no runs, which is no mistake.
pub(super) fn run(global: &Global) -> Outcome {
    match Ledger::open_reading(&global.data) {
        Ok(ledger) => list(&ledger, global).map_err(|why| said(&why, global)),
        Err(why @ LedgerError::Missing(_)) => {
            eprintln!("{}", why.say(global.lang));
            Ok(Exit::Done)
        }
        Err(why) => Err(said(&why, global)),
    }
}

fn list(ledger: &Ledger, global: &Global) -> Result<Exit, LedgerError> {
    let runs = ledger.runs()?;
    let zh = global.lang == Lang::Zh;
    let open = if zh { "未结束" } else { "open" };
    let rows: Vec<Vec<String>> = runs
        .iter()
        .map(|run| {
            let verdict = run.verdict.clone().unwrap_or_else(|| open.to_owned());
            let mark = if run.demonstration { "演示 DEMONSTRATION" } else { "" };
            vec![run.id.clone(), verdict, run.title.clone(), mark.to_owned()]
        })
        .collect();
    if !global.json {
        print(&table(&rows));
        return Ok(Exit::Done);
    }
    for run in &runs {
        let line = json!({ "run": run.id, "kind": run.kind, "title": run.title, "demonstration": run.demonstration,
            "opened_seq": run.opened_seq, "opened_at": run.opened_at, "concluded_seq": run.concluded_seq, "verdict": run.verdict });
        print(&format!("{line}\n"));
    }
    Ok(Exit::Done)
}
