//! The verb `ledger`, one file a verb of it.

mod check;
mod clock;
mod code;
mod list;
mod show;

use super::{Failure, Global, Outcome};
use crate::ledger::{Ledger, LedgerError};
use clap::{Args, Subcommand};

/// The record: runs, entries, and whether the chain holds
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  quanheng ledger list
  quanheng ledger show 20261124-101500-lot-3f2a
  quanheng ledger check
  quanheng ledger check copy-of-ledger.db --witness 57:9c0f…")]
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
    Code(code::CodeArgs),
    Clock(clock::ClockArgs),
}

/// Does the verb.
pub fn run(args: &LedgerArgs, global: &Global) -> Outcome {
    match &args.verb {
        Verb::List => list::run(global),
        Verb::Show { run } => show::run(run, global),
        Verb::Check(args) => check::run(args, global),
        Verb::Code(args) => code::run(args, global),
        Verb::Clock(args) => clock::run(args, global),
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
