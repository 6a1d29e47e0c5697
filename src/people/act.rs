//! What can be done to accounts, and by whom.

use super::account::{Account, Role, State, check_id, check_name};
use super::event::{Leaving, PeopleEvent};
use super::figures::NOTE_CHARACTERS_MAX;
use super::refusal::PeopleRefusal;
use super::roll::Roll;
use super::secret::Commitment;
use super::sign_in::SignedIn;
use super::when::When;
use std::collections::BTreeSet;

/// Something to be done to an account.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Act {
    /// Make an account. The first one is made by nobody and is an administrator.
    Add { id: String, name: String, roles: BTreeSet<Role>, secret: Commitment },
    /// Another name, other roles.
    Change { id: String, name: String, roles: BTreeSet<Role> },
    /// Another secret: one's own, right after signing in with the old one; or another's, by an administrator.
    Secret { id: String, secret: Commitment },
    /// Close an account for good.
    Close { id: String, reason: String },
    /// End a lock before its time.
    Unlock { id: String },
    /// Sign out.
    SignOut { why: Leaving },
}

impl Roll {
    /// What is to be stored for an act by somebody, or why it cannot be.
    pub fn propose(&self, act: Act, by: Option<&SignedIn>, now: &When) -> Result<Vec<PeopleEvent>, PeopleRefusal> {
        let event = match act {
            Act::Add { id, name, roles, secret } => self.add(id, &name, roles, secret, by, now)?,
            Act::Change { id, name, roles } => self.change(&id, &name, roles, by, now)?,
            Act::Secret { id, secret } => self.other_secret(&id, secret, by, now)?,
            Act::Close { id, reason } => self.close(&id, &reason, by, now)?,
            Act::Unlock { id } => {
                let by = self.may(by, Role::Administrator, now)?;
                let account = self.standing_account(&id)?;
                if !matches!(account.state, State::Locked { .. }) {
                    return Err(PeopleRefusal::NotLocked { id });
                }
                PeopleEvent::AccountUnlocked { account: id, by: Some(by.id.clone()) }
            }
            // Whoever was closed or locked meanwhile may still go.
            Act::SignOut { why } => {
                let by = by.ok_or(PeopleRefusal::NotSignedIn)?;
                PeopleEvent::SignOut { account: by.id().to_owned(), why }
            }
        };
        Ok(vec![event])
    }

    fn add(
        &self,
        id: String,
        name: &str,
        roles: BTreeSet<Role>,
        secret: Commitment,
        by: Option<&SignedIn>,
        now: &When,
    ) -> Result<PeopleEvent, PeopleRefusal> {
        let by = if self.required() { Some(self.may(by, Role::Administrator, now)?.id.clone()) } else { None };
        check_id(&id)?;
        let name = check_name(name)?;
        if self.get(&id).is_some() {
            return Err(PeopleRefusal::IdTaken { id });
        }
        if roles.is_empty() {
            return Err(PeopleRefusal::NoRole);
        }
        if by.is_none() && !roles.contains(&Role::Administrator) {
            return Err(PeopleRefusal::FirstAdministers);
        }
        Ok(PeopleEvent::AccountAdded { account: id, name, roles, secret, by })
    }

    fn change(
        &self,
        id: &str,
        name: &str,
        roles: BTreeSet<Role>,
        by: Option<&SignedIn>,
        now: &When,
    ) -> Result<PeopleEvent, PeopleRefusal> {
        let by = self.may(by, Role::Administrator, now)?;
        let account = self.standing_account(id)?;
        let name = check_name(name)?;
        if roles.is_empty() {
            return Err(PeopleRefusal::NoRole);
        }
        if by.id == account.id && roles != account.roles {
            return Err(PeopleRefusal::OwnRoles);
        }
        if !roles.contains(&Role::Administrator) {
            self.another_administrator(account)?;
        }
        Ok(PeopleEvent::AccountChanged { account: id.to_owned(), name, roles, by: by.id.clone() })
    }

    fn other_secret(
        &self,
        id: &str,
        secret: Commitment,
        by: Option<&SignedIn>,
        now: &When,
    ) -> Result<PeopleEvent, PeopleRefusal> {
        let own = by.is_some_and(|by| by.id() == id);
        let by = if own { self.acting(by, now)? } else { self.may(by, Role::Administrator, now)? };
        self.standing_account(id)?;
        Ok(PeopleEvent::SecretChanged { account: id.to_owned(), secret, by: by.id.clone() })
    }

    fn close(&self, id: &str, reason: &str, by: Option<&SignedIn>, now: &When) -> Result<PeopleEvent, PeopleRefusal> {
        let by = self.may(by, Role::Administrator, now)?;
        let account = self.standing_account(id)?;
        let reason = check_note(reason)?;
        self.another_administrator(account)?;
        Ok(PeopleEvent::AccountClosed { account: id.to_owned(), reason, by: by.id.clone() })
    }

    /// An account that is not closed.
    fn standing_account(&self, id: &str) -> Result<&Account, PeopleRefusal> {
        let account = self.get(id).ok_or_else(|| PeopleRefusal::UnknownAccount { id: id.to_owned() })?;
        if account.state == State::Closed {
            return Err(PeopleRefusal::Closed { id: id.to_owned() });
        }
        Ok(account)
    }

    /// Refuses to take away the last administrator. A locked one counts: the lock ends.
    fn another_administrator(&self, account: &Account) -> Result<(), PeopleRefusal> {
        let administers = |a: &&Account| a.state != State::Closed && a.has(Role::Administrator);
        let others = self.all().filter(administers).any(|other| other.id != account.id);
        if others || !account.has(Role::Administrator) {
            return Ok(());
        }
        Err(PeopleRefusal::LastAdministrator { id: account.id.clone() })
    }
}

/// A reason or note that must be given, without blanks around it.
pub(super) fn check_note(note: &str) -> Result<String, PeopleRefusal> {
    let note = note.trim();
    let right = !note.is_empty() && note.chars().count() <= NOTE_CHARACTERS_MAX && !note.chars().any(char::is_control);
    if right { Ok(note.to_owned()) } else { Err(PeopleRefusal::NoNote) }
}
