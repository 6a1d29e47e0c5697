//! The plain model: what accounts and runs may do, written down once more and differently, with numbers for everything.
//! It knows no entries, no files and no hashes.

use std::collections::BTreeSet;

pub const VERIFIER: u8 = 1;
pub const CHECKER: u8 = 2;
pub const APPROVER: u8 = 4;
pub const ADMINISTRATOR: u8 = 8;
/// Failures that lock, and minutes of a lock: as the requirement says, not as the program has them.
const FAILURES: u8 = 5;
const LOCK_MINUTES: u64 = 15;

/// What somebody does. People are numbers of a small pool, so that ids meet again; runs are numbers in the order of opening.
#[derive(Clone, Debug)]
pub enum Step {
    Add { person: usize, roles: u8, secret: u8 },
    Change { person: usize, roles: u8 },
    Close { person: usize },
    Unlock { person: usize },
    Secret { person: usize, secret: u8 },
    SignIn { person: usize, secret: u8 },
    SignOut,
    Wait { minutes: u64 },
    Open,
    Observe { run: usize },
    Conclude { run: usize },
    Check { run: usize, agreed: bool },
    Approve { run: usize },
    HandOut { run: usize },
}

#[derive(Clone, Debug, Default)]
pub struct Person {
    pub roles: u8,
    pub secret: u8,
    pub closed: bool,
    pub locked_at: Option<u64>,
    pub failures: u8,
    /// How many accounts had been made before: the first one with an id keeps it.
    pub serial: usize,
}

#[derive(Clone, Debug, Default)]
pub struct Run {
    pub nobodys: bool,
    pub hands: BTreeSet<usize>,
    pub concluded: bool,
    pub checked: Option<(usize, bool)>,
    pub approved: Option<usize>,
}

#[derive(Clone, Debug, Default)]
pub struct World {
    pub people: [Option<Person>; 6],
    pub made: usize,
    pub signed_in: Option<usize>,
    pub runs: Vec<Run>,
    pub minute: u64,
    /// Whether the last step was allowed.
    pub allowed: bool,
}

impl World {
    fn locked(&self, person: &Person) -> bool {
        person.locked_at.is_some_and(|at| self.minute < at + LOCK_MINUTES)
    }

    /// Who acts now, if the roles of `any` suffice.
    fn actor(&self, any: u8) -> Option<usize> {
        let number = self.signed_in?;
        let person = self.people[number].as_ref()?;
        (!person.closed && !self.locked(person) && (any == 0 || person.roles & any != 0)).then_some(number)
    }

    fn started(&self) -> bool {
        self.people.iter().any(Option::is_some)
    }

    fn other_administrators(&self, but: usize) -> bool {
        let others = self.people.iter().enumerate().filter(|(number, _)| *number != but);
        others.filter_map(|(_, person)| person.as_ref()).any(|p| !p.closed && p.roles & ADMINISTRATOR != 0)
    }

    /// Does a step, or leaves everything as it was.
    pub fn step(&mut self, step: &Step) {
        self.allowed = self.tried(step).is_some();
    }

    fn tried(&mut self, step: &Step) -> Option<()> {
        match *step {
            Step::Add { person, roles, secret } => {
                let allowed = if self.started() {
                    self.actor(ADMINISTRATOR).is_some() && roles != 0
                } else {
                    roles & ADMINISTRATOR != 0
                };
                if !allowed || self.people[person].is_some() {
                    return None;
                }
                self.people[person] = Some(Person { roles, secret, serial: self.made, ..Person::default() });
                self.made += 1;
            }
            Step::Change { person, roles } => {
                let actor = self.actor(ADMINISTRATOR)?;
                let known = self.people[person].as_ref()?;
                let takes_last = roles & ADMINISTRATOR == 0
                    && known.roles & ADMINISTRATOR != 0
                    && !self.other_administrators(person);
                if known.closed || roles == 0 || (actor == person && roles != known.roles) || takes_last {
                    return None;
                }
                self.people[person].as_mut()?.roles = roles;
            }
            Step::Close { person } => {
                self.actor(ADMINISTRATOR)?;
                let known = self.people[person].as_ref()?;
                if known.closed || (known.roles & ADMINISTRATOR != 0 && !self.other_administrators(person)) {
                    return None;
                }
                self.people[person].as_mut()?.closed = true;
            }
            Step::Unlock { person } => {
                self.actor(ADMINISTRATOR)?;
                let known = self.people[person].as_mut().filter(|known| !known.closed)?;
                known.locked_at.take()?;
                known.failures = 0;
            }
            Step::Secret { person, secret } => {
                self.actor(if self.signed_in == Some(person) { 0 } else { ADMINISTRATOR })?;
                let known = self.people[person].as_mut().filter(|known| !known.closed)?;
                (known.secret, known.failures) = (secret, 0);
            }
            Step::SignIn { person, secret } => self.sign_in(person, secret)?,
            Step::SignOut => {
                self.signed_in.take()?;
            }
            Step::Wait { minutes } => self.minute += minutes,
            _ => self.work(step)?,
        }
        Some(())
    }

    fn sign_in(&mut self, number: usize, secret: u8) -> Option<()> {
        let known = self.people[number].as_ref()?;
        if known.closed || self.locked(known) {
            return None;
        }
        let minute = self.minute;
        let known = self.people[number].as_mut()?;
        if known.locked_at.take().is_some() {
            known.failures = 0;
        }
        if known.secret != secret {
            known.failures += 1;
            if known.failures == FAILURES {
                known.locked_at = Some(minute);
            }
            return None;
        }
        known.failures = 0;
        self.signed_in = Some(number);
        Some(())
    }

    fn work(&mut self, step: &Step) -> Option<()> {
        match *step {
            Step::Open => {
                let actor = self.verifier().ok()?;
                self.runs.push(Run { nobodys: actor.is_none(), hands: actor.into_iter().collect(), ..Run::default() });
            }
            Step::Observe { run } | Step::Conclude { run } => {
                let actor = self.verifier().ok()?;
                let run = self.runs.get_mut(run).filter(|run| !run.concluded)?;
                run.hands.extend(actor);
                if matches!(step, Step::Conclude { .. }) {
                    run.concluded = true;
                    run.nobodys |= actor.is_none();
                }
            }
            Step::Check { run, agreed } => {
                let actor = self.actor(CHECKER)?;
                let run = self.runs.get_mut(run)?;
                if !run.concluded || run.nobodys || run.checked.is_some() || run.hands.contains(&actor) {
                    return None;
                }
                run.checked = Some((actor, agreed));
            }
            Step::Approve { run } => {
                let actor = self.actor(APPROVER)?;
                let run = self.runs.get_mut(run)?;
                let (checker, agreed) = run.checked?;
                if !agreed || run.approved.is_some() || run.hands.contains(&actor) || checker == actor {
                    return None;
                }
                run.approved = Some(actor);
            }
            Step::HandOut { run } => {
                self.runs.get(run)?.approved?;
            }
            _ => unreachable!("{step:?} is no work"),
        }
        Some(())
    }

    /// Who verifies now; nobody may while there is no account.
    fn verifier(&self) -> Result<Option<usize>, ()> {
        if self.started() { self.actor(VERIFIER).map(Some).ok_or(()) } else { Ok(None) }
    }
}
