//! `ledger check`: whether the chain holds, and whether the heads that others kept are in it.

use super::said;
use super::witnesses::{self, Kept};
use crate::cli::text::print;
use crate::cli::{Exit, Global, Outcome};
use crate::ledger::{FILE, Ledger, LedgerError, check};
use crate::locale::Lang;
use clap::Args;
use serde_json::json;
use std::path::PathBuf;

/// What to check, and against which heads.
#[derive(Args, Debug)]
pub(super) struct CheckArgs {
    /// Another ledger file than the one of the data folder
    file: Option<PathBuf>,
    /// A head that somebody kept: SEQ:HASH, or a file with handed-out codes or such heads in any lines
    #[arg(long = "witness", value_name = "SEQ:HASH|FILE")]
    pub witnesses: Vec<String>,
    /// A public key (SPKI PEM) to verify codes with, besides those that are trusted here and the ledger's own
    #[arg(long = "key", value_name = "PEM")]
    pub keys: Vec<PathBuf>,
}

/// Does the verb.
pub(super) fn run(args: &CheckArgs, global: &Global) -> Outcome {
    let path = args.file.clone().unwrap_or_else(|| global.data.join(FILE));
    let ledger = Ledger::open_file(&path).map_err(|why| said(&why, global))?;
    let kept = witnesses::read(args, &ledger, global)?;
    for why in &kept.mistakes {
        eprintln!("quanheng: {}", why.get(global.lang));
    }
    let exit = tell(&ledger, &kept, global).map_err(|why| said(&why, global))?;
    // A kept code that does not hold says nothing against the ledger; but what was asked was not done.
    Ok(if exit == Exit::Done && kept.mistakes.iter().any(|mistake| mistake.stops) { Exit::BadInput } else { exit })
}

fn tell(ledger: &Ledger, kept: &Kept, global: &Global) -> Result<Exit, LedgerError> {
    let report = check(ledger, &kept.witnesses)?;
    let head: String = report.head.hash.iter().map(|byte| format!("{byte:02x}")).collect();
    let (entries, seq, agreed) = (report.entries, report.head.seq, report.witnesses);
    if global.json {
        let broken = report.broken.as_ref().map(|b| json!({ "seq": b.seq, "zh": b.zh, "en": b.en }));
        print(&format!(
            "{}\n",
            json!({ "entries": entries, "head": format!("{seq}:{head}"), "witnesses": agreed, "broken": broken,
                "mistakes": kept.mistakes.iter().map(|why| json!({ "zh": why.words.zh, "en": why.words.en })).collect::<Vec<_>>() })
        ));
    } else {
        print(&match (&report.broken, global.lang) {
            (None, Lang::Zh) => format!("记录完整：{entries} 条，{agreed} 个凭证相符\n末端 {seq}:{head}\n"),
            (None, Lang::En) => {
                format!("the ledger holds: {entries} entries, {agreed} witnesses agree\nhead {seq}:{head}\n")
            }
            (Some(b), Lang::Zh) => format!("记录不完整：第 {} 条：{}\n", b.seq, b.zh),
            (Some(b), Lang::En) => format!("the ledger does not hold: entry {}: {}\n", b.seq, b.en),
        });
    }
    Ok(if report.broken.is_none() { Exit::Done } else { Exit::Integrity })
}
