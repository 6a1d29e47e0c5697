//! `account add|list|change|close|unlock|secret`: who may work with this ledger.

use super::secret_entry::SecretEntry;
use super::text::{print, table};
use super::{Exit, Failure, Global, Outcome};
use crate::ledger::{Ledger, LedgerError};
use crate::locale::{Lang, Say};
use crate::people::{Act, PeopleRefusal, Role};
use crate::station::{AccountStanding, AccountView, People, PeopleError, Why};
use clap::{Args, Subcommand};
use serde_json::json;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Who may work with this ledger: verifiers 检定员, checkers 核验员, approvers 批准人, administrators 管理员
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  quanheng account add wang --name 王芳 --role administrator        the first account: made by nobody
  quanheng account add li --name 李明 --role verifier --by wang
  quanheng account change li --role verifier --role checker --by wang
  quanheng account secret li --by li                              one's own PIN or password
  quanheng account close li --reason 调离 --by wang
A PIN has 6 digits at least, a password 8 characters. Both are asked for on the terminal; a script gives them with
--by-secret-file and --secret-file, whose first line counts; - is standard input, a line each, in this order.
From the first account on everything official needs somebody signed in.")]
pub struct AccountArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// Make an account
    Add {
        /// Its id: 2–16 small letters, digits or -_. and never used again
        id: String,
        /// The name under documents
        #[arg(long)]
        name: String,
        /// verifier, checker, approver or administrator; several times for several
        #[arg(long = "role", required = true)]
        roles: Vec<Role>,
        #[command(flatten)]
        new: NewSecret,
        #[command(flatten)]
        by: By,
    },
    /// Every account
    List,
    /// Another name or other roles
    Change {
        /// Its id
        id: String,
        /// The name from now on [default: as it is]
        #[arg(long)]
        name: Option<String>,
        /// The roles from now on [default: as they are]
        #[arg(long = "role")]
        roles: Vec<Role>,
        #[command(flatten)]
        by: By,
    },
    /// Close an account for good
    Close {
        /// Its id
        id: String,
        /// Why
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        by: By,
    },
    /// End the lock of an account before its time
    Unlock {
        /// Its id
        id: String,
        #[command(flatten)]
        by: By,
    },
    /// Another PIN or password: one's own, or another's as an administrator
    Secret {
        /// Its id
        id: String,
        #[command(flatten)]
        new: NewSecret,
        #[command(flatten)]
        by: By,
    },
}

/// Where a new secret comes from.
#[derive(Args, Debug)]
struct NewSecret {
    /// Read the new PIN or password from the first line of FILE (- is standard input) instead of the terminal
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
}

/// Who does it.
#[derive(Args, Debug)]
struct By {
    /// Who does it; not for the first account
    #[arg(long, value_name = "ID")]
    by: Option<String>,
    /// Read the PIN or password of --by from the first line of FILE (- is standard input)
    #[arg(long, value_name = "FILE", requires = "by")]
    by_secret_file: Option<PathBuf>,
}

/// Does the verb.
pub fn run(args: &AccountArgs, global: &Global) -> Outcome {
    match &args.verb {
        Verb::List => list(global),
        Verb::Add { id, name, roles, new, by } => {
            let mut desk = Desk::open(global, by)?;
            // An id that cannot be is told before two secrets are typed for it.
            if desk.people.roll().get(id).is_some() {
                return Err(desk.failed(PeopleRefusal::IdTaken { id: id.clone() }));
            }
            let secret = desk.entry.new_one(new.secret_file.as_deref(), id)?;
            let roles: BTreeSet<Role> = roles.iter().copied().collect();
            let done = desk.people.add(&mut desk.ledger, id, name, roles, &secret);
            desk.done(done, id)
        }
        Verb::Change { id, name, roles, by } => {
            let desk = Desk::open(global, by)?;
            let known = desk.people.roll().get(id).cloned();
            let known = known.ok_or_else(|| desk.failed(PeopleRefusal::UnknownAccount { id: id.clone() }))?;
            let roles = if roles.is_empty() { known.roles } else { roles.iter().copied().collect() };
            let name = name.clone().unwrap_or(known.name);
            desk.perform(Act::Change { id: id.clone(), name, roles }, id)
        }
        Verb::Close { id, reason, by } => {
            Desk::open(global, by)?.perform(Act::Close { id: id.clone(), reason: reason.clone() }, id)
        }
        Verb::Unlock { id, by } => Desk::open(global, by)?.perform(Act::Unlock { id: id.clone() }, id),
        Verb::Secret { id, new, by } => {
            let mut desk = Desk::open(global, by)?;
            let secret = desk.entry.new_one(new.secret_file.as_deref(), id)?;
            let done = desk.people.replace_secret(&mut desk.ledger, id, &secret);
            desk.done(done, id)
        }
    }
}

/// The ledger with its accounts, open for writing, and whoever works at it signed in.
struct Desk {
    ledger: Ledger,
    people: People,
    entry: SecretEntry,
    lang: Lang,
}

impl Desk {
    fn open(global: &Global, by: &By) -> Result<Self, Failure> {
        let ledger = super::open_ledger(global)?;
        let people = People::read(&ledger).map_err(|why| Failure::said(why.exit(), &why, global.lang))?;
        let mut desk = Self { ledger, people, entry: SecretEntry::new(global.lang), lang: global.lang };
        match &by.by {
            Some(by_id) => {
                let secret = desk.entry.existing(by.by_secret_file.as_deref(), by_id)?;
                let signed_in = desk.people.sign_in(&mut desk.ledger, by_id, &secret);
                signed_in.map_err(|why| desk.failed(why))?;
            }
            None if desk.people.roll().required() => return Err(desk.failed(PeopleRefusal::NotSignedIn)),
            None => {}
        }
        Ok(desk)
    }

    fn failed(&self, why: impl Into<PeopleError>) -> Failure {
        let why = Why::from(why.into());
        Failure::new(why.exit, why.words.get(self.lang))
    }

    fn perform(mut self, act: Act, id: &str) -> Outcome {
        let done = self.people.perform(&mut self.ledger, act);
        self.done(done, id)
    }

    /// Says how the account stands now.
    fn done(&self, done: Result<(), PeopleError>, id: &str) -> Outcome {
        done.map_err(|why| self.failed(why))?;
        let view = self.people.view();
        let account = view.accounts.iter().filter(|account| account.id == id);
        print(&table(&account.map(|account| row(account, self.lang)).collect::<Vec<_>>()));
        Ok(Exit::Done)
    }
}

fn list(global: &Global) -> Outcome {
    let said = |why: LedgerError| Failure::said(why.exit(), &why, global.lang);
    let accounts = match Ledger::open_reading(&global.data) {
        Ok(ledger) => People::read(&ledger).map_err(said)?.view().accounts,
        Err(LedgerError::Missing(_)) => Vec::new(),
        Err(why) => return Err(said(why)),
    };
    if global.json {
        for account in &accounts {
            print(&format!("{}\n", fact(account)));
        }
        return Ok(Exit::Done);
    }
    if accounts.is_empty() {
        eprintln!(
            "{}",
            match global.lang {
                Lang::Zh =>
                    "还没有账号：正式任务不需要登录，也不能核验和批准；用 quanheng account add 建立第一个（管理员）",
                Lang::En =>
                    "no account yet: official runs need nobody signed in and can be neither checked nor approved; make \
                     the first one, an administrator, with `quanheng account add`",
            }
        );
    }
    print(&table(&accounts.iter().map(|account| row(account, global.lang)).collect::<Vec<_>>()));
    Ok(Exit::Done)
}

fn fact(account: &AccountView) -> serde_json::Value {
    let roles: Vec<&str> = account.roles.iter().map(|role| role.word()).collect();
    let (state, since) = match &account.standing {
        AccountStanding::Active => ("active", None),
        AccountStanding::Locked(since) => ("locked", Some(since)),
        AccountStanding::Closed => ("closed", None),
    };
    json!({ "account": account.id, "name": account.name, "roles": roles, "state": state, "since": since,
        "failures": account.failures })
}

fn row(account: &AccountView, lang: Lang) -> Vec<String> {
    let roles: Vec<String> = account.roles.iter().map(|role| role.say(lang)).collect();
    let roles = roles.join(if lang == Lang::Zh { "、" } else { ", " });
    let standing = account.standing.say(lang);
    vec![account.id.clone(), account.name.clone(), standing, roles]
}
