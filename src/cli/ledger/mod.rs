//! `ledger list|show|check|rebuild|backup|restore`: the record.

mod backup;
mod list;
mod rebuild;
mod restore;

use super::text::print;
use super::{Exit, Failure, Global, Outcome};
use crate::ledger::{FILE, Head, Ledger, LedgerError, Witness, check};
use crate::locale::{Lang, Say};
use crate::protocol::parse_hex;
use crate::station::detail;
use clap::{Args, Subcommand};
use serde_json::json;
use std::path::PathBuf;

/// The record: runs, entries, and whether the chain holds
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  quanheng ledger list
  quanheng ledger list --text 滨江 --verdict fail --from 2026-01-01 --limit 20
  quanheng ledger show 20261124-101500-lot-3f2a
  quanheng ledger check
  quanheng ledger check copy-of-ledger.db --witness 57:9c0f…
  quanheng ledger backup /media/usb/ledger-2026-11.db")]
pub struct LedgerArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// Runs: all, or those that are looked for
    List(list::ListArgs),
    /// Every entry of a run
    Show {
        /// Id of the run
        run: String,
    },
    /// Whether every entry holds
    Check {
        /// Another ledger file than the one of the data folder
        file: Option<PathBuf>,
        /// A head that somebody kept: SEQ:HASH
        #[arg(long = "witness", value_name = "SEQ:HASH", value_parser = witness)]
        witnesses: Vec<Witness>,
    },
    /// Make the tables for searching anew from the entries
    Rebuild,
    /// Copy the ledger while it is in use, and check the copy
    Backup(backup::BackupArgs),
    /// Bring a backup back as the ledger of the data folder
    Restore(restore::RestoreArgs),
}

fn witness(text: &str) -> Result<Witness, String> {
    let wrong = || format!("{text:?}: SEQ:HASH, the hash of 64 hexadecimal digits");
    let (seq, hash) = text.split_once(':').ok_or_else(wrong)?;
    let bytes = parse_hex(hash).map_err(|_| wrong())?;
    Ok(Witness { seq: seq.parse().map_err(|_| wrong())?, hash: bytes.try_into().map_err(|_| wrong())? })
}

/// Does the verb.
pub fn run(args: &LedgerArgs, global: &Global) -> Outcome {
    let said = |why: LedgerError| said(&why, global);
    match &args.verb {
        Verb::List(args) => list::run(args, global),
        Verb::Show { run } => show(&Ledger::open_reading(&global.data).map_err(said)?, run, global),
        Verb::Check { file, witnesses } => {
            let path = file.clone().unwrap_or_else(|| global.data.join(FILE));
            let ledger = Ledger::open_file(&path).map_err(said)?;
            tell_check(&ledger, witnesses, global).map_err(said)
        }
        Verb::Rebuild => rebuild::run(global),
        Verb::Backup(args) => backup::run(args, global),
        Verb::Restore(args) => restore::run(args, global),
    }
}

/// The failure of a verb that the ledger stopped.
fn said(why: &LedgerError, global: &Global) -> Failure {
    Failure::said(why.exit(), why, global.lang)
}

/// A head as people keep it: `SEQ:HASH`.
fn head_text(head: Head) -> String {
    let hash: String = head.hash.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}:{hash}", head.seq)
}

fn show(ledger: &Ledger, run: &str, global: &Global) -> Outcome {
    let unknown = |why: crate::locale::Words| Failure::new(Exit::BadInput, why.say(global.lang));
    let detail = detail(ledger, run).map_err(unknown)?;
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
        print(&format!("\n{}", super::judge::page(judgement, global.lang)));
    }
    Ok(Exit::Done)
}

fn tell_check(ledger: &Ledger, witnesses: &[Witness], global: &Global) -> Result<Exit, LedgerError> {
    let report = check(ledger, witnesses)?;
    let (entries, head, agreed) = (report.entries, head_text(report.head), report.witnesses);
    if global.json {
        let broken = report.broken.as_ref().map(|b| json!({ "seq": b.seq, "zh": b.zh, "en": b.en }));
        print(&format!("{}\n", json!({ "entries": entries, "head": head, "witnesses": agreed, "broken": broken })));
    } else {
        print(&match (&report.broken, global.lang) {
            (None, Lang::Zh) => format!("记录完整：{entries} 条，{agreed} 个凭证相符\n末端 {head}\n"),
            (None, Lang::En) => {
                format!("the ledger holds: {entries} entries, {agreed} witnesses agree\nhead {head}\n")
            }
            (Some(b), Lang::Zh) => format!("记录不完整：第 {} 条：{}\n", b.seq, b.zh),
            (Some(b), Lang::En) => format!("the ledger does not hold: entry {}: {}\n", b.seq, b.en),
        });
    }
    Ok(if report.broken.is_none() { Exit::Done } else { Exit::Integrity })
}
