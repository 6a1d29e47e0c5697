//! Every account as the entries made it. Folding refuses nothing.

use super::account::{Account, Role, State};
use super::event::{Failing, PeopleEvent};
use super::refusal::PeopleRefusal;
use super::sign_in::SignedIn;
use super::when::When;
use std::collections::BTreeMap;

/// The accounts of a ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roll {
    accounts: BTreeMap<String, Account>,
}

impl Roll {
    /// Whether official work needs somebody signed in: from the first account on.
    pub fn required(&self) -> bool {
        !self.accounts.is_empty()
    }

    /// An account, closed ones too.
    pub fn get(&self, id: &str) -> Option<&Account> {
        self.accounts.get(id)
    }

    /// Every account by id, closed ones too.
    pub fn all(&self) -> impl Iterator<Item = &Account> {
        self.accounts.values()
    }

    /// Takes in what is stored.
    pub fn apply(&mut self, event: &PeopleEvent, when: &When) {
        if let PeopleEvent::AccountAdded { account: id, name, roles, secret, .. } = event {
            let (name, roles, secret) = (name.clone(), roles.clone(), secret.clone());
            let account = Account { id: id.clone(), name, roles, state: State::Active, secret, failures: 0 };
            // An id that was there before stays whose it was.
            self.accounts.entry(id.clone()).or_insert(account);
            return;
        }
        let Some(account) = Self::of(event).and_then(|id| self.accounts.get_mut(id)) else { return };
        match event {
            PeopleEvent::AccountChanged { name, roles, .. } => {
                (account.name, account.roles) = (name.clone(), roles.clone());
            }
            PeopleEvent::SecretChanged { secret, .. } => (account.secret, account.failures) = (secret.clone(), 0),
            PeopleEvent::AccountClosed { .. } => account.state = State::Closed,
            // Closed is for good.
            _ if account.state == State::Closed => {}
            PeopleEvent::AccountLocked { failures, .. } => {
                account.failures = *failures;
                account.state = State::Locked { since: when.clone() };
            }
            PeopleEvent::AccountUnlocked { .. } => (account.state, account.failures) = (State::Active, 0),
            PeopleEvent::SignIn { ok: true, .. } => account.failures = 0,
            PeopleEvent::SignIn { why: Some(Failing::WrongSecret), .. } => {
                account.failures = account.failures.saturating_add(1);
            }
            PeopleEvent::SignIn { .. } | PeopleEvent::SignOut { .. } | PeopleEvent::AccountAdded { .. } => {}
        }
    }

    /// Whose account an event is about.
    fn of(event: &PeopleEvent) -> Option<&str> {
        match event {
            PeopleEvent::AccountAdded { account, .. }
            | PeopleEvent::AccountChanged { account, .. }
            | PeopleEvent::SecretChanged { account, .. }
            | PeopleEvent::AccountClosed { account, .. }
            | PeopleEvent::AccountLocked { account, .. }
            | PeopleEvent::AccountUnlocked { account, .. }
            | PeopleEvent::SignOut { account, .. } => Some(account),
            PeopleEvent::SignIn { account, .. } => account.as_deref(),
        }
    }

    /// The account of somebody who wants to act in a role now.
    pub fn may(&self, by: Option<&SignedIn>, role: Role, now: &When) -> Result<&Account, PeopleRefusal> {
        let account = self.acting(by, now)?;
        if account.has(role) {
            return Ok(account);
        }
        Err(PeopleRefusal::NotInRole { id: account.id.clone(), role })
    }

    /// The account of somebody who wants to act now.
    pub fn acting(&self, by: Option<&SignedIn>, now: &When) -> Result<&Account, PeopleRefusal> {
        let by = by.ok_or(PeopleRefusal::NotSignedIn)?;
        let known = self.get(by.id()).ok_or_else(|| PeopleRefusal::UnknownAccount { id: by.id().to_owned() })?;
        known.acts(now)
    }
}
