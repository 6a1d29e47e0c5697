//! Signing in: every attempt is an entry, and only a stored one gives a token.

use super::account::{Account, Standing, State};
use super::event::{Failing, PeopleEvent};
use super::figures::{FAILURES_MAX, LOCK_MINUTES};
use super::refusal::PeopleRefusal;
use super::roll::Roll;
use super::secret::Secret;
use super::secrets_file::{Held, Secrets};
use super::when::When;

/// Somebody who is signed in: nothing but a right secret makes one.
#[derive(Debug, PartialEq, Eq)]
pub struct SignedIn {
    id: String,
}

impl SignedIn {
    /// Whose it is.
    pub fn id(&self) -> &str {
        &self.id
    }
}

/// An attempt to sign in. Its entries are stored first; then it says how it ended.
#[derive(Debug)]
#[must_use = "every attempt is an entry"]
pub struct Attempt {
    /// What is to be stored, together.
    pub events: Vec<PeopleEvent>,
    outcome: Result<SignedIn, PeopleRefusal>,
}

impl Attempt {
    /// How it ended. To be called once the entries are stored: a failure that leaves no entry could be repeated for ever.
    pub fn stored(self) -> Result<SignedIn, PeopleRefusal> {
        self.outcome
    }
}

/// Tries to sign in.
pub fn sign_in(roll: &Roll, secrets: &Secrets, id: &str, secret: &Secret, now: &When) -> Attempt {
    let Some(account) = roll.get(id) else {
        let events = vec![PeopleEvent::SignIn { account: None, ok: false, why: Some(Failing::UnknownAccount) }];
        return Attempt { events, outcome: Err(PeopleRefusal::UnknownAccount { id: id.chars().take(20).collect() }) };
    };
    let id = || account.id.clone();
    let failed = |why| PeopleEvent::SignIn { account: Some(id()), ok: false, why: Some(why) };
    match (account.standing(now), secrets.held(&account.id, &account.secret)) {
        (Standing::Closed, _) => {
            Attempt { events: vec![failed(Failing::Closed)], outcome: Err(PeopleRefusal::Closed { id: id() }) }
        }
        (Standing::Locked { minutes }, _) => {
            let outcome = Err(PeopleRefusal::Locked { id: id(), minutes });
            Attempt { events: vec![failed(Failing::Locked)], outcome }
        }
        (Standing::Active, Held::Changed) => {
            let outcome = Err(PeopleRefusal::SecretFileChanged { id: id(), path: secrets.path().to_owned() });
            Attempt { events: vec![failed(Failing::SecretFileChanged)], outcome }
        }
        (Standing::Active, Held::Hash(phc)) => judge(account, secret.fits(phc)),
    }
}

/// A standing account whose secret was right or wrong.
fn judge(account: &Account, right: bool) -> Attempt {
    let id = || account.id.clone();
    // Still marked as locked, but the time has passed: that comes first, and the counting begins anew.
    let over = matches!(account.state, State::Locked { .. });
    let mut events = Vec::new();
    if over {
        events.push(PeopleEvent::AccountUnlocked { account: id(), by: None });
    }
    if right {
        events.push(PeopleEvent::SignIn { account: Some(id()), ok: true, why: None });
        return Attempt { events, outcome: Ok(SignedIn { id: id() }) };
    }
    let failures = if over { 1 } else { account.failures.saturating_add(1) };
    events.push(PeopleEvent::SignIn { account: Some(id()), ok: false, why: Some(Failing::WrongSecret) });
    let left = FAILURES_MAX.saturating_sub(failures);
    if left > 0 {
        return Attempt { events, outcome: Err(PeopleRefusal::WrongSecret { id: id(), left }) };
    }
    events.push(PeopleEvent::AccountLocked { account: id(), failures });
    Attempt { events, outcome: Err(PeopleRefusal::Locked { id: id(), minutes: LOCK_MINUTES }) }
}
