//! What the station does when somebody signs in, out or under a run, or keeps the accounts.

use super::command::AccountCommand;
use super::engine::Engine;
use super::happening::Happening;
use super::people::PeopleError;
use super::why::Why;
use crate::people::{Act, Leaving, Outcome, Role, Secret};

impl Engine {
    pub(super) fn sign_in(&mut self, id: &str, secret: &Secret) -> Result<(), Why> {
        let done = self.people.sign_in(&mut self.ledger, id, secret);
        self.told_people(done)?;
        self.tell(Happening::SignedIn { account: id.to_owned() });
        Ok(())
    }

    pub(super) fn sign_out(&mut self, why: Leaving) -> Result<(), Why> {
        // A run goes on in the name of whoever does it: it stays open, and is continued by whoever signs in.
        if !self.demonstration && self.people.signed_in().is_some() {
            self.leave();
        }
        let done = self.people.sign_out(&mut self.ledger, why);
        self.told_people(done)
    }

    pub(super) fn keep_account(&mut self, command: AccountCommand) -> Result<(), Why> {
        let (people, ledger) = (&mut self.people, &mut self.ledger);
        let done = match command {
            AccountCommand::Add { id, name, roles, secret } => people.add(ledger, &id, &name, roles, &secret),
            AccountCommand::Change { id, name, roles } => people.perform(ledger, Act::Change { id, name, roles }),
            AccountCommand::Secret { id, old, new } => people.change_secret(ledger, &id, old.as_ref(), &new),
            AccountCommand::Close { id, reason } => people.perform(ledger, Act::Close { id, reason }),
            AccountCommand::Unlock { id } => people.perform(ledger, Act::Unlock { id }),
        };
        self.told_people(done)
    }

    /// Checks a run with what was found, or with nothing found approves it.
    pub(super) fn sign_run(&mut self, run: &str, outcome: Option<Outcome>, note: &str) -> Result<(), Why> {
        let sealer = self.sealer.as_ref().ok_or_else(|| self.fitness.no_key())?;
        let signed = sealer.sign_run(&mut self.ledger, &self.people, run, outcome, note);
        self.list_runs();
        self.look_at_today();
        signed?;
        if self.snapshot.detail.as_ref().is_some_and(|detail| detail.summary.run == run) {
            self.show(run);
        }
        Ok(())
    }

    /// A ledger that refuses is a trouble of the station, not only of whoever asked.
    fn told_people(&mut self, done: Result<(), PeopleError>) -> Result<(), Why> {
        if let Err(PeopleError::Ledger(why)) = &done {
            self.trouble(why);
        }
        self.count_changes();
        self.ledger.sign(self.people.signed_in().map(|by| by.id().to_owned()));
        Ok(done?)
    }

    /// Official work needs a verifier who is signed in, from the first account on. A demonstration needs nobody.
    pub(super) fn must_be_verifier(&self) -> Result<(), Why> {
        if self.demonstration {
            return Ok(());
        }
        self.people.official(Role::Verifier)?;
        Ok(())
    }
}
