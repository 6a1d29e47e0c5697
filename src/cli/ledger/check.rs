//! `ledger check`: whether the chain holds, and whether the heads that others kept are in it.

use super::said;
use crate::cli::text::print;
use crate::cli::{Exit, Global, Outcome};
use crate::ledger::{FILE, Ledger, LedgerError, Witness, check};
use crate::locale::Lang;
use crate::protocol::parse_hex;
use clap::Args;
use serde_json::json;
use std::path::PathBuf;

/// What to check, and against which heads.
#[derive(Args, Debug)]
pub(super) struct CheckArgs {
    /// Another ledger file than the one of the data folder
    file: Option<PathBuf>,
    /// A head that somebody kept: SEQ:HASH
    #[arg(long = "witness", value_name = "SEQ:HASH", value_parser = witness)]
    witnesses: Vec<Witness>,
}

fn witness(text: &str) -> Result<Witness, String> {
    let wrong = || format!("{text:?}: SEQ:HASH, the hash of 64 hexadecimal digits");
    let (seq, hash) = text.split_once(':').ok_or_else(wrong)?;
    let bytes = parse_hex(hash).map_err(|_| wrong())?;
    Ok(Witness { seq: seq.parse().map_err(|_| wrong())?, hash: bytes.try_into().map_err(|_| wrong())? })
}

/// Does the verb.
pub(super) fn run(args: &CheckArgs, global: &Global) -> Outcome {
    let path = args.file.clone().unwrap_or_else(|| global.data.join(FILE));
    let ledger = Ledger::open_file(&path).map_err(|why| said(&why, global))?;
    tell(&ledger, &args.witnesses, global).map_err(|why| said(&why, global))
}

fn tell(ledger: &Ledger, witnesses: &[Witness], global: &Global) -> Result<Exit, LedgerError> {
    let report = check(ledger, witnesses)?;
    let head: String = report.head.hash.iter().map(|byte| format!("{byte:02x}")).collect();
    let (entries, seq, agreed) = (report.entries, report.head.seq, report.witnesses);
    if global.json {
        let broken = report.broken.as_ref().map(|b| json!({ "seq": b.seq, "zh": b.zh, "en": b.en }));
        print(&format!(
            "{}\n",
            json!({ "entries": entries, "head": format!("{seq}:{head}"), "witnesses": agreed, "broken": broken })
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
