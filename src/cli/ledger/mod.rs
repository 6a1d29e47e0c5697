//! The verb `ledger`, one file a verb of it.

mod check;
mod export;
mod import;
mod key;
mod list;
mod show;
mod witnesses;

use super::{Failure, Global, Outcome};
use crate::ledger::{Ledger, LedgerError};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// The record: runs, entries, and whether the chain holds
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  quanheng ledger list
  quanheng ledger show 20261124-101500-lot-3f2a
  quanheng ledger check
  quanheng ledger check copy-of-ledger.db --witness 57:9c0f…
  quanheng ledger check --witness kept-codes.txt
  quanheng ledger export 20261124-101500-lot-3f2a run.json
  quanheng ledger key --export station.pem")]
pub struct LedgerArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// Every run
    List,
    /// Every entry of a run
    Show {
        /// Id of the run
        run: String,
    },
    /// Whether every entry holds
    Check(check::CheckArgs),
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
        Verb::List => list::run(global),
        Verb::Show { run } => show::run(run, global),
        Verb::Check(args) => check::run(args, global),
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
