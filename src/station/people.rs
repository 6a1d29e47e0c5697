//! The people of a station: accounts as the ledger has them, the file with their secrets' hashes, and who is signed in.
//!
//! Every change goes the way of everything else: proposed by the room of people, stored, applied. What views draw of it
//! is a [`PeopleView`].

use super::why::Why;
use crate::instrument::Stamp;
use crate::ledger::{Ledger, LedgerError, Record};
use crate::link;
use crate::locale::{Lang, Say, Words};
use crate::people::{
    Account, Act, COST, Commitment, Failing, Leaving, Outcome, PeopleEvent, PeopleRefusal, Role, Roll, Secret, Secrets,
    Signature, SignedIn, Signers, Standing, State, When, sign_in,
};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use thiserror::Error;

/// The accounts of a ledger at work.
#[derive(Debug)]
pub struct People {
    roll: Roll,
    secrets: Result<Secrets, PeopleRefusal>,
    signed_in: Option<SignedIn>,
    sign_ins: u64,
    changes: u64,
    /// Why the accounts could not be read: then nobody is anybody.
    unread: Option<LedgerError>,
}

/// Why something is not done.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PeopleError {
    /// The room of people refuses it.
    #[error(transparent)]
    Refused(#[from] PeopleRefusal),
    /// The ledger could not be read or written.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl From<PeopleError> for Why {
    fn from(why: PeopleError) -> Self {
        match why {
            PeopleError::Refused(why) => Self::said(&why, why.exit()),
            PeopleError::Ledger(why) => why.into(),
        }
    }
}

/// What views draw of the people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeopleView {
    /// Every account, by id, closed ones too.
    pub accounts: Vec<AccountView>,
    /// Who is signed in.
    pub signed_in: Option<SignedInView>,
    /// Official work needs somebody signed in.
    pub required: bool,
    /// How often somebody has signed in since the start: a view that waits for a right secret sees it here.
    pub sign_ins: u64,
    /// How often something was done to an account since the start.
    pub changes: u64,
}

/// An account for people to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it may do.
    pub roles: BTreeSet<Role>,
    /// How it stands.
    pub standing: AccountStanding,
    /// Failures in a row.
    pub failures: u32,
}

/// How an account stands; a lock says when it began, because a snapshot grows old.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum AccountStanding {
    Active,
    /// Locked at that moment of the wall clock.
    Locked(String),
    Closed,
}

impl Say for AccountStanding {
    fn say(&self, lang: Lang) -> String {
        let words = match self {
            Self::Active => Words::new("可用", "active"),
            Self::Locked(since) => {
                let time = since.get(11..16).unwrap_or_default();
                Words::new(format!("已锁定（{time} 起）"), format!("locked since {time}"))
            }
            Self::Closed => Words::new("已关闭", "closed"),
        };
        words.say(lang)
    }
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedInView {
    /// The account.
    pub id: String,
    /// The person.
    pub name: String,
    /// What the person may do.
    pub roles: BTreeSet<Role>,
}

impl SignedInView {
    /// Whether the person has a role.
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}

fn when(at: &Stamp) -> When {
    When::new(&at.at, at.mono_ns)
}

/// The record of an entry of people.
fn record(event: &PeopleEvent, at: &Stamp) -> Record {
    Record { kind: event.kind().into(), run: None, at: at.at.clone(), mono_ns: at.mono_ns, data: event.data() }
}

impl People {
    /// Reads the accounts of a ledger and the file of secrets beside it. An entry that cannot be read is an error: without
    /// it somebody could be more than the ledger says.
    pub fn read(ledger: &Ledger) -> Result<Self, LedgerError> {
        let mut roll = Roll::default();
        for entry in ledger.entries_of_kinds(&PeopleEvent::KINDS)? {
            let broken = |why| LedgerError::Broken { seq: entry.seq, why };
            if let Some(event) = PeopleEvent::read(&entry.record.kind, &entry.record.data) {
                roll.apply(&event.map_err(broken)?, &When::new(&entry.record.at, entry.record.mono_ns));
            }
        }
        let folder = ledger.path().parent().unwrap_or_else(|| Path::new("."));
        Ok(Self { roll, secrets: Secrets::open(folder), signed_in: None, sign_ins: 0, changes: 0, unread: None })
    }

    /// The same; accounts that cannot be read let nobody do anything official.
    pub fn of(ledger: &Ledger) -> Self {
        Self::read(ledger).unwrap_or_else(|why| {
            let secrets = Err(PeopleRefusal::NotSignedIn);
            Self { roll: Roll::default(), secrets, signed_in: None, sign_ins: 0, changes: 0, unread: Some(why) }
        })
    }

    fn readable(&self) -> Result<(), LedgerError> {
        self.unread.clone().map_or(Ok(()), Err)
    }

    /// The accounts.
    pub const fn roll(&self) -> &Roll {
        &self.roll
    }

    /// Who is signed in.
    pub const fn signed_in(&self) -> Option<&SignedIn> {
        self.signed_in.as_ref()
    }

    /// Whose name a piece of official work bears; nobody's while the ledger has no account.
    pub fn official(&self, role: Role) -> Result<Option<&Account>, PeopleError> {
        self.readable()?;
        if !self.roll.required() {
            return Ok(None);
        }
        Ok(self.roll.may(self.signed_in(), role, &when(&link::stamp())).map(Some)?)
    }

    /// Stores entries together, and only then takes them in.
    fn store(&mut self, ledger: &mut Ledger, events: &[PeopleEvent], at: &Stamp) -> Result<(), LedgerError> {
        let records: Vec<Record> = events.iter().map(|event| record(event, at)).collect();
        ledger.append_all(&records)?;
        for event in events {
            self.roll.apply(event, &when(at));
        }
        Ok(())
    }

    /// Tries to sign in; the attempt is stored, whatever comes of it. Whoever was signed in before is so no more.
    pub fn sign_in(&mut self, ledger: &mut Ledger, id: &str, secret: &Secret) -> Result<(), PeopleError> {
        let signed_in = self.prove(ledger, id, secret)?;
        if self.signed_in.as_ref().is_some_and(|before| before.id() != signed_in.id()) {
            self.sign_out(ledger, Leaving::Another)?;
        }
        self.signed_in = Some(signed_in);
        self.sign_ins += 1;
        Ok(())
    }

    /// One attempt, stored; the token is for what is done at once.
    fn prove(&mut self, ledger: &mut Ledger, id: &str, secret: &Secret) -> Result<SignedIn, PeopleError> {
        self.readable()?;
        let at = link::stamp();
        match &self.secrets {
            Ok(secrets) => {
                let attempt = sign_in(&self.roll, secrets, id, secret, &when(&at));
                self.store(ledger, &attempt.events, &at)?;
                Ok(attempt.stored()?)
            }
            Err(why) => {
                let why = why.clone();
                let account = self.roll.get(id).map(|account| account.id.clone());
                let failed = PeopleEvent::SignIn { account, ok: false, why: Some(Failing::SecretFileChanged) };
                self.store(ledger, &[failed], &at)?;
                Err(why.into())
            }
        }
    }

    /// Signs out, for a reason.
    pub fn sign_out(&mut self, ledger: &mut Ledger, why: Leaving) -> Result<(), PeopleError> {
        if self.signed_in.is_none() {
            return Ok(());
        }
        self.perform(ledger, Act::SignOut { why })?;
        self.signed_in = None;
        Ok(())
    }

    /// Does something to an account, in the name of whoever is signed in.
    pub fn perform(&mut self, ledger: &mut Ledger, act: Act) -> Result<(), PeopleError> {
        self.readable()?;
        let at = link::stamp();
        let events = self.roll.propose(act, self.signed_in.as_ref(), &when(&at))?;
        self.store(ledger, &events, &at)?;
        self.changes += 1;
        Ok(())
    }

    /// Makes an account with its secret.
    pub fn add(
        &mut self,
        ledger: &mut Ledger,
        id: &str,
        name: &str,
        roles: BTreeSet<Role>,
        secret: &Secret,
    ) -> Result<(), PeopleError> {
        self.with_secret(ledger, id, secret, |secret| Act::Add {
            id: id.to_owned(),
            name: name.to_owned(),
            roles,
            secret,
        })
    }

    /// Gives an account another secret: one's own, with the old one; or another's, as an administrator.
    pub fn change_secret(
        &mut self,
        ledger: &mut Ledger,
        id: &str,
        old: Option<&Secret>,
        new: &Secret,
    ) -> Result<(), PeopleError> {
        if self.signed_in.as_ref().is_some_and(|by| by.id() == id) {
            let old = old.ok_or(PeopleRefusal::OldSecret)?;
            self.signed_in = Some(self.prove(ledger, id, old)?);
        }
        self.replace_secret(ledger, id, new)
    }

    /// The same where whoever is signed in has just typed the old secret: a verb that signs in and does one thing.
    pub fn replace_secret(&mut self, ledger: &mut Ledger, id: &str, new: &Secret) -> Result<(), PeopleError> {
        self.with_secret(ledger, id, new, |secret| Act::Secret { id: id.to_owned(), secret })
    }

    /// An act that brings a new secret: its hash is on disk before the entry that commits to it.
    fn with_secret(
        &mut self,
        ledger: &mut Ledger,
        id: &str,
        secret: &Secret,
        act: impl FnOnce(Commitment) -> Act,
    ) -> Result<(), PeopleError> {
        self.readable()?;
        if let Some(weak) = secret.weakness(id) {
            return Err(PeopleRefusal::from(weak).into());
        }
        let hash = secret.hash(COST)?;
        let at = link::stamp();
        // Refused before the file is touched.
        let events = self.roll.propose(act(hash.commitment()), self.signed_in.as_ref(), &when(&at))?;
        self.secrets.as_mut().map_err(|why| why.clone())?.stage(id, hash)?;
        self.store(ledger, &events, &at)?;
        self.changes += 1;
        if let Ok(secrets) = &mut self.secrets {
            // What is not dropped now is dropped next time; no account commits to it, so it opens nothing.
            let _ = secrets.settle(&self.roll);
        }
        Ok(())
    }

    /// Signs a concluded run with these entries: a check with its outcome, or with none an approval. What comes out is to
    /// be stored by whoever asked.
    pub fn sign_run(
        &self,
        run: &Signers,
        outcome: Option<Outcome>,
        note: &str,
        at: &Stamp,
    ) -> Result<Signature, PeopleError> {
        self.readable()?;
        let (by, now) = (self.signed_in(), when(at));
        Ok(match outcome {
            Some(outcome) => self.roll.check_run(run, outcome, note, by, &now)?,
            None => self.roll.approve_run(run, note, by, &now)?,
        })
    }

    /// What views draw.
    pub fn view(&self) -> PeopleView {
        let now = when(&link::stamp());
        let view = |account: &Account| AccountView {
            id: account.id.clone(),
            name: account.name.clone(),
            roles: account.roles.clone(),
            standing: match (account.standing(&now), &account.state) {
                (Standing::Locked { .. }, State::Locked { since }) => AccountStanding::Locked(since.at.clone()),
                (Standing::Closed, _) => AccountStanding::Closed,
                _ => AccountStanding::Active,
            },
            failures: account.failures,
        };
        let signed_in = self.signed_in.as_ref().and_then(|by| self.roll.get(by.id()));
        let signed_in = signed_in.map(|account| SignedInView {
            id: account.id.clone(),
            name: account.name.clone(),
            roles: account.roles.clone(),
        });
        PeopleView {
            accounts: self.roll.all().map(view).collect(),
            signed_in,
            required: self.roll.required() || self.unread.is_some(),
            sign_ins: self.sign_ins,
            changes: self.changes,
        }
    }
}

/// What an entry of people says, for people; nothing for an entry of another kind.
pub(super) fn entry_words(kind: &str, data: &Value) -> Option<Words> {
    Some(match Signature::read(kind, data)? {
        Signature::RunChecked { who, outcome: Outcome::Agreed, note } => {
            Words::new(format!("核验：{who} 同意{}", with(&note)), format!("checked by {who}: agreed{}", with(&note)))
        }
        Signature::RunChecked { who, outcome: Outcome::Returned, note } => {
            Words::new(format!("核验：{who} 退回{}", with(&note)), format!("checked by {who}: returned{}", with(&note)))
        }
        Signature::RunApproved { who, note } => {
            Words::new(format!("批准：{who}{}", with(&note)), format!("approved by {who}{}", with(&note)))
        }
    })
}

fn with(note: &str) -> String {
    if note.is_empty() { String::new() } else { format!(" ({note})") }
}
