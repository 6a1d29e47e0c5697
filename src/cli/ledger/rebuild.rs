//! `ledger rebuild`: the tables for searching, made anew from the entries.

use super::super::text::print;
use super::super::{Exit, Global, Outcome, open_ledger};
use super::said;
use crate::ledger::{FILE, LedgerError};
use crate::locale::Lang;
use serde_json::json;

/// Does the verb.
pub fn run(global: &Global) -> Outcome {
    let path = global.data.join(FILE);
    if !path.is_file() {
        return Err(said(&LedgerError::Missing(path), global));
    }
    let mut ledger = open_ledger(global)?;
    ledger.rebuild().map_err(|why| said(&why, global))?;
    let runs = ledger.runs().map_err(|why| said(&why, global))?.len();
    let entries = ledger.head().seq;
    print(&match (global.json, global.lang) {
        (true, _) => format!("{}\n", json!({ "entries": entries, "runs": runs })),
        (_, Lang::Zh) => format!("检索表已由 {entries} 条记录重建：{runs} 个任务\n"),
        (_, Lang::En) => format!("the tables for searching were made anew from {entries} entries: {runs} runs\n"),
    });
    Ok(Exit::Done)
}
