//! `sign RUN`: the check and the approval of a concluded run, each by somebody else than whoever did it.

use super::secret_entry::SecretEntry;
use super::text::print;
use super::{Exit, Failure, Global, Outcome};
use crate::locale::Lang;
use crate::people::Outcome as Found;
use crate::station::{People, Sealer, Why};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Check or approve a concluded run in your name
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  quanheng sign 20261124-101500-lot-3f2a checked --as wang
  quanheng sign 20261124-101500-lot-3f2a returned --as wang --note 'package 4 was weighed with its bag'
  quanheng sign 20261124-101500-lot-3f2a approved --as zhao
Whoever did the run cannot check or approve it.")]
pub struct SignArgs {
    /// Id of the run
    run: String,
    /// What you say of it
    #[arg(value_enum)]
    what: What,
    /// Your account
    #[arg(long = "as", value_name = "ID")]
    account: String,
    /// Read your PIN or password from the first line of FILE (- is standard input) instead of the terminal
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
    /// A remark; a run that is returned needs one
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
}

/// What can be said of a concluded run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    /// 核验同意: checked, it stands as it is
    Checked,
    /// 核验退回: it does not, for the reason in the note
    Returned,
    /// 批准: approved
    Approved,
}

/// Does the verb.
pub fn run(args: &SignArgs, global: &Global) -> Outcome {
    let failed = |why: Why| Failure::new(why.exit, why.words.get(global.lang));
    let secret = SecretEntry::new(global.lang).existing(args.secret_file.as_deref(), &args.account)?;
    let mut ledger = super::open_ledger(global)?;
    let mut people = People::of(&ledger);
    people.sign_in(&mut ledger, &args.account, &secret).map_err(|why| failed(why.into()))?;
    ledger.sign(Some(args.account.clone()));
    let sealer = Sealer::ready(&mut ledger).map_err(failed)?;
    let found = match args.what {
        What::Checked => Some(Found::Agreed),
        What::Returned => Some(Found::Returned),
        What::Approved => None,
    };
    sealer.sign_run(&mut ledger, &people, &args.run, found, &args.note).map_err(failed)?;
    let (run, account) = (&args.run, &args.account);
    let (zh, en) = match args.what {
        What::Checked => ("核验同意", "checked"),
        What::Returned => ("核验退回", "returned"),
        What::Approved => ("批准", "approved"),
    };
    print(&match global.lang {
        Lang::Zh => format!("{run}：{account} {zh}，已加封\n"),
        Lang::En => format!("{run}: {en} by {account}, sealed\n"),
    });
    Ok(Exit::Done)
}
