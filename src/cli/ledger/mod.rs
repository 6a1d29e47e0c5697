//! The verb `ledger`, one file a verb of it.

mod backup;
mod check;
mod clock;
mod code;
mod export;
mod import;
mod key;
mod list;
mod rebuild;
mod restore;
mod show;
mod witnesses;

pub(super) use list::day;

use super::{Failure, Global, Outcome};
use crate::ledger::{Head, Ledger, LedgerError};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// The record: runs, entries, and whether the chain holds
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  quanheng ledger list
  quanheng ledger list --text 滨江 --verdict fail --from 2026-01-01 --limit 20
  quanheng ledger show 20261124-101500-lot-3f2a
  quanheng ledger check
  quanheng ledger check copy-of-ledger.db --witness 57:9c0f…
  quanheng ledger backup /media/usb/ledger-2026-11.db
  quanheng ledger check --witness kept-codes.txt
  quanheng ledger export 20261124-101500-lot-3f2a run.json
  quanheng ledger key --export station.pem")]
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
    Check(check::CheckArgs),
    Code(code::CodeArgs),
    Clock(clock::ClockArgs),
    /// Make the tables for searching anew from the entries
    Rebuild,
    /// Copy the ledger while it is in use, and check the copy
    Backup(backup::BackupArgs),
    /// Bring a backup back as the ledger of the data folder
    Restore(restore::RestoreArgs),
    /// One run as a file that others can verify
    Export {
        /// Id of the run
        run: String,
        /// The file; one that is there is not written over
        file: PathBuf,
    },
    /// Take in a run that another station exported, when it holds and its key is trusted
    Import {
        /// The exported run
        file: PathBuf,
        /// A station's public key (SPKI PEM) that you trust
        #[arg(long = "key", value_name = "PEM")]
        keys: Vec<PathBuf>,
    },
    /// The station's key: its fingerprint, its public half, a change of it
    Key(key::KeyArgs),
}

/// Does the verb.
pub fn run(args: &LedgerArgs, global: &Global) -> Outcome {
    match &args.verb {
        Verb::List(args) => list::run(args, global),
        Verb::Show { run } => show::run(run, global),
        Verb::Check(args) => check::run(args, global),
        Verb::Code(args) => code::run(args, global),
        Verb::Clock(args) => clock::run(args, global),
        Verb::Rebuild => rebuild::run(global),
        Verb::Backup(args) => backup::run(args, global),
        Verb::Restore(args) => restore::run(args, global),
        Verb::Export { run, file } => export::run(run, file, global),
        Verb::Import { file, keys } => import::run(file, keys, global),
        Verb::Key(args) => key::run(args, global),
    }
}

/// What a ledger said, as a failure of the verb.
fn said(why: &LedgerError, global: &Global) -> Failure {
    Failure::said(why.exit(), why, global.lang)
}

/// The ledger of the data folder, for reading.
fn reading(global: &Global) -> Result<Ledger, Failure> {
    Ledger::open_reading(&global.data).map_err(|why| said(&why, global))
}

/// A head as people keep it: `SEQ:HASH`.
fn head_text(head: Head) -> String {
    let hash: String = head.hash.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}:{hash}", head.seq)
}
