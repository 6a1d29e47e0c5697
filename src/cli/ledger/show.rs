//! `ledger show`: every entry of a run.

use super::reading;
use crate::cli::text::print;
use crate::cli::{Exit, Failure, Global, Outcome};
use crate::locale::Say;
use crate::station::detail;
use serde_json::json;

/// Does the verb.
pub(super) fn run(run: &str, global: &Global) -> Outcome {
    let unknown = |why: crate::locale::Words| Failure::new(Exit::BadInput, why.say(global.lang));
    let detail = detail(&reading(global)?, run).map_err(unknown)?;
    for entry in &detail.entries {
        let line = if global.json {
            let line = json!({ "seq": entry.seq, "at": entry.at, "kind": entry.kind, "zh": entry.words.zh,
                "en": entry.words.en, "frames": entry.frames, "hash": entry.hash });
            format!("{line}\n")
        } else {
            let frame = entry.frames.last().map(|frame| format!("\n        {frame}")).unwrap_or_default();
            format!("{:>6}  {}  {}  {}{frame}\n", entry.seq, entry.at, entry.hash, entry.words.get(global.lang))
        };
        print(&line);
    }
    if let (Some(judgement), false) = (&detail.judgement, global.json) {
        print(&format!("\n{}", crate::cli::judge::page(judgement, global.lang)));
    }
    Ok(Exit::Done)
}
