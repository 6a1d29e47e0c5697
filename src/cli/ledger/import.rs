//! `ledger import`: takes in a run that another station exported, when it holds and its key is trusted here.

use super::said;
use crate::cli::text::print;
use crate::cli::trusted::trusted;
use crate::cli::{Exit, Failure, Global, Outcome, open_ledger, read_text};
use crate::ledger::{ExportedRun, ImportRefused, import};
use crate::link::stamp;
use crate::locale::Lang;
use serde_json::json;
use std::path::{Path, PathBuf};

/// Does the verb.
pub(super) fn run(file: &Path, keys: &[PathBuf], global: &Global) -> Outcome {
    let text = read_text(file, global.lang)?;
    let exported = ExportedRun::parse(&text).map_err(|why| Failure::said(Exit::BadInput, &why, global.lang))?;
    let trusted = trusted(global, keys)?.keys(false);
    let mut ledger = open_ledger(global)?;
    let stamp = stamp();
    let record = import(&ledger, &text, &exported, &trusted, &stamp.at, stamp.mono_ns);
    let record = record.map_err(|why| said(&why, global))?.map_err(|why| {
        let exit = if matches!(why, ImportRefused::DoesNotHold { .. }) { Exit::Integrity } else { Exit::Refused };
        Failure::said(exit, &why, global.lang)
    })?;
    let stored = ledger.append(&record).map_err(|why| said(&why, global))?;
    let (run, seq) = (&exported.run, stored.seq);
    print(&match (global.json, global.lang) {
        (true, _) => format!("{}\n", json!({ "run": run, "station": exported.station, "seq": seq })),
        (_, Lang::Zh) => format!("任务 {run} 已导入：第 {seq} 条\n"),
        (_, Lang::En) => format!("the run {run} was taken in as entry {seq}\n"),
    });
    Ok(Exit::Done)
}
