//! Random acts of accounts against the plain model, with what no path may ever reach.
//!
//! `QUANHENG_PEOPLE_CASES` makes it longer, `QUANHENG_PEOPLE_SEED` takes other paths.

use super::plain::{ADMINISTRATOR, APPROVER, CHECKER, Step, VERIFIER, World};
use super::{CHEAP, enter};
use crate::settings::setting;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};
use quanheng::people::{
    Act, DocumentState, Leaving, Outcome, PeopleEvent, PeopleRefusal, Role, Roll, Secret, Secrets, SignedIn, Signers,
    Standing, State, When,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;

const SEED: u64 = 8315;
const IDS: [&str; 6] = ["wang", "li", "zhao", "qian", "sun", "zhou"];
const SECRETS: [&str; 3] = ["803617", "steelyard", "权衡权衡权衡权衡"];
const ROLES: [(u8, Role); 4] = [
    (VERIFIER, Role::Verifier),
    (CHECKER, Role::Checker),
    (APPROVER, Role::Approver),
    (ADMINISTRATOR, Role::Administrator),
];

/// How often something was reached: a test that never gets there proves nothing.
static COMPLETE: AtomicU64 = AtomicU64::new(0);
static RETURNED: AtomicU64 = AtomicU64::new(0);
static LOCKED: AtomicU64 = AtomicU64::new(0);

fn roles(bits: u8) -> BTreeSet<Role> {
    ROLES.iter().filter(|(bit, _)| bits & bit != 0).map(|(_, role)| *role).collect()
}

struct Model;

impl ReferenceStateMachine for Model {
    type State = World;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<World> {
        Just(World::default()).boxed()
    }

    fn transitions(world: &World) -> BoxedStrategy<Step> {
        let person = 0..IDS.len();
        let secret = 0..u8::try_from(SECRETS.len()).unwrap();
        let roles =
            prop_oneof![Just(0_u8), Just(VERIFIER), Just(CHECKER), Just(APPROVER), Just(ADMINISTRATOR), 1_u8..16];
        let run = 0..world.runs.len().max(1);
        // Somebody who can sign in does so often: otherwise little would ever happen.
        let known: Vec<(usize, u8)> =
            (0..IDS.len()).filter_map(|n| world.people[n].as_ref().map(|person| (n, person.secret))).collect();
        let right = if known.is_empty() {
            Just(Step::SignIn { person: 0, secret: 0 }).boxed()
        } else {
            proptest::sample::select(known.clone()).prop_map(|(person, secret)| Step::SignIn { person, secret }).boxed()
        };
        let victim = known.first().map_or(0, |(person, _)| *person);
        prop_oneof![
            10 => (person.clone(), roles.clone(), secret.clone()).prop_map(|(person, roles, secret)| Step::Add { person, roles, secret }),
            3 => (person.clone(), roles).prop_map(|(person, roles)| Step::Change { person, roles }),
            2 => person.clone().prop_map(|person| Step::Close { person }),
            3 => person.clone().prop_map(|person| Step::Unlock { person }),
            2 => (person.clone(), secret.clone()).prop_map(|(person, secret)| Step::Secret { person, secret }),
            24 => right,
            4 => (person, secret.clone()).prop_map(|(person, secret)| Step::SignIn { person, secret }),
            // The same one again and again: this is what locks.
            6 => secret.prop_map(move |secret| Step::SignIn { person: victim, secret }),
            1 => Just(Step::SignOut),
            4 => (1_u64..20).prop_map(|minutes| Step::Wait { minutes }),
            8 => Just(Step::Open),
            4 => run.clone().prop_map(|run| Step::Observe { run }),
            10 => run.clone().prop_map(|run| Step::Conclude { run }),
            14 => (run.clone(), prop::bool::weighted(0.85)).prop_map(|(run, agreed)| Step::Check { run, agreed }),
            14 => run.clone().prop_map(|run| Step::Approve { run }),
            6 => run.prop_map(|run| Step::HandOut { run }),
        ]
        .boxed()
    }

    fn apply(mut world: World, step: &Step) -> World {
        world.step(step);
        world
    }
}

/// The program's side: the room of people, its file, and the entries of runs as the station writes them.
struct Program {
    _folder: TempDir,
    roll: Roll,
    secrets: Secrets,
    signed_in: Option<SignedIn>,
    events: Vec<(PeopleEvent, When)>,
    made: usize,
    runs: Vec<Vec<(String, Value)>>,
    /// Who could do what when each entry of a run was written: run, account, role.
    could: Vec<(usize, String, Role)>,
    minute: u64,
    steps: u64,
}

impl Program {
    /// The wall clock says anything at all: it has no say.
    fn now(&self) -> When {
        let year = 2000 + self.steps * 37 % 60;
        When::new(format!("{year}-03-15T09:00:00.000+08:00"), (self.minute + 1) * 60_000_000_000)
    }

    fn signers(&self, run: usize) -> Signers {
        let entries = self.runs.get(run).into_iter().flatten();
        Signers::of(entries.map(|(kind, data)| (kind.as_str(), data)))
    }

    fn act(&mut self, act: Act) -> bool {
        let now = self.now();
        let Ok(events) = self.roll.propose(act, self.signed_in.as_ref(), &now) else { return false };
        self.store(events);
        true
    }

    fn store(&mut self, events: Vec<PeopleEvent>) {
        for event in events {
            let now = self.now();
            self.roll.apply(&event, &now);
            self.events.push((event, now));
        }
    }

    fn with_secret(&mut self, id: &str, secret: u8, act: impl FnOnce(quanheng::people::Commitment) -> Act) -> bool {
        let hash = Secret::typed(SECRETS[usize::from(secret)].into()).hash(CHEAP).unwrap();
        let commitment = hash.commitment();
        self.secrets.stage(id, hash).unwrap();
        let done = self.act(act(commitment));
        self.secrets.settle(&self.roll).unwrap();
        done
    }

    fn sign_in(&mut self, id: &str, secret: u8) -> bool {
        let now = self.now();
        let mut after = self.roll.clone();
        let secret = Secret::typed(SECRETS[usize::from(secret)].into());
        let attempt = quanheng::people::sign_in(&self.roll, &self.secrets, id, &secret, &now);
        assert!(!attempt.events.is_empty(), "every attempt is an entry");
        attempt.events.iter().for_each(|event| after.apply(event, &now));
        self.store(attempt.events.clone());
        assert_eq!(self.roll, after);
        match attempt.stored() {
            Ok(signed_in) => self.signed_in = Some(signed_in),
            Err(_) => return false,
        }
        true
    }

    /// Whose name official work bears: nobody's before the first account.
    fn verifier(&self) -> Result<Option<String>, PeopleRefusal> {
        if !self.roll.required() {
            return Ok(None);
        }
        let account = self.roll.may(self.signed_in.as_ref(), Role::Verifier, &self.now());
        account.map(|account| Some(account.id.clone()))
    }

    fn write(&mut self, run: usize, kind: &str, who: Option<String>, role: Role) {
        let data =
            who.as_ref().map_or(json!({ "demonstration": false }), |who| json!({ "demonstration": false, "who": who }));
        self.runs[run].push((kind.to_owned(), data));
        self.could.extend(who.map(|who| (run, who, role)));
    }

    fn sign(&mut self, run: usize, outcome: Option<Outcome>) -> bool {
        if run >= self.runs.len() {
            return false;
        }
        let (signers, now, by) = (self.signers(run), self.now(), self.signed_in.as_ref());
        let signature = match outcome {
            Some(outcome) => self.roll.check_run(&signers, outcome, "looked at", by, &now),
            None => self.roll.approve_run(&signers, "", by, &now),
        };
        let Ok(signature) = signature else { return false };
        let role = if outcome.is_some() { Role::Checker } else { Role::Approver };
        let who = self.signed_in.as_ref().unwrap().id().to_owned();
        self.runs[run].push((signature.kind().to_owned(), signature.data()));
        self.could.push((run, who, role));
        true
    }

    fn step(&mut self, step: &Step) -> bool {
        self.steps += 1;
        match *step {
            Step::Add { person, roles: bits, secret } => {
                let (id, name) = (IDS[person].to_owned(), format!("account {}", self.made));
                let done =
                    self.with_secret(IDS[person], secret, |secret| Act::Add { id, name, roles: roles(bits), secret });
                self.made += usize::from(done);
                done
            }
            Step::Change { person, roles: bits } => {
                let id = IDS[person].to_owned();
                let name = self.roll.get(&id).map_or_else(|| "nobody".to_owned(), |account| account.name.clone());
                self.act(Act::Change { id, name, roles: roles(bits) })
            }
            Step::Close { person } => self.act(Act::Close { id: IDS[person].into(), reason: "left".into() }),
            Step::Unlock { person } => self.act(Act::Unlock { id: IDS[person].into() }),
            Step::Secret { person, secret } => {
                let id = IDS[person].to_owned();
                self.with_secret(IDS[person], secret, |secret| Act::Secret { id, secret })
            }
            Step::SignIn { person, secret } => self.sign_in(IDS[person], secret),
            Step::SignOut => {
                let done = self.act(Act::SignOut { why: Leaving::Asked });
                self.signed_in = None;
                done
            }
            Step::Wait { minutes } => {
                self.minute += minutes;
                true
            }
            Step::Open => self.verifier().is_ok_and(|who| {
                self.runs.push(Vec::new());
                self.write(self.runs.len() - 1, "run-opened", who, Role::Verifier);
                true
            }),
            Step::Observe { run } => self.work(run, "observation"),
            Step::Conclude { run } => self.work(run, "run-concluded"),
            Step::Check { run, agreed } => {
                self.sign(run, Some(if agreed { Outcome::Agreed } else { Outcome::Returned }))
            }
            Step::Approve { run } => self.sign(run, None),
            Step::HandOut { run } => {
                let state = self.signers(run).document_state("certificate");
                matches!(state, Some(DocumentState::Complete(_)))
            }
        }
    }

    fn work(&mut self, run: usize, kind: &str) -> bool {
        let concluded = |run: &Vec<(String, Value)>| run.iter().any(|(kind, _)| kind == "run-concluded");
        if self.runs.get(run).is_none_or(concluded) {
            return false;
        }
        self.verifier().is_ok_and(|who| {
            self.write(run, kind, who, Role::Verifier);
            true
        })
    }
}

struct Accounts;

impl StateMachineTest for Accounts {
    type SystemUnderTest = Program;
    type Reference = Model;

    fn init_test(_: &World) -> Program {
        let folder = TempDir::new().unwrap();
        let secrets = Secrets::open(folder.path()).unwrap();
        Program {
            _folder: folder,
            roll: Roll::default(),
            secrets,
            signed_in: None,
            events: Vec::new(),
            made: 0,
            runs: Vec::new(),
            could: Vec::new(),
            minute: 0,
            steps: 0,
        }
    }

    fn apply(mut program: Program, world: &World, step: Step) -> Program {
        let before = program.roll.clone();
        let done = program.step(&step);
        assert_eq!(done, world.allowed, "{step:?} after {before:?}");
        program
    }

    fn check_invariants(program: &Program, world: &World) {
        same_accounts(program, world);
        let administers =
            |account: &&quanheng::people::Account| account.has(Role::Administrator) && account.state != State::Closed;
        assert!(!program.roll.required() || program.roll.all().any(|account| administers(&account)));
        assert_eq!(program.signed_in.as_ref().map(SignedIn::id), world.signed_in.map(|number| IDS[number]));
        for (number, run) in world.runs.iter().enumerate() {
            let state = program.signers(number).document_state("certificate").unwrap();
            match &state {
                DocumentState::Complete(signed) => complete(program, number, signed),
                DocumentState::Returned { .. } => {
                    RETURNED.fetch_add(1, Ordering::Relaxed);
                }
                _ => {}
            }
            assert_eq!(matches!(state, DocumentState::Complete(_)), run.approved.is_some(), "run {number}: {state:?}");
        }
    }

    fn teardown(program: Program, _: World) {
        // What is written down is all there is: read back through its JSON it gives the same accounts.
        let mut again = Roll::default();
        for (event, when) in &program.events {
            let read = PeopleEvent::read(event.kind(), &event.data()).unwrap().unwrap();
            assert_eq!(read, *event);
            again.apply(&read, when);
        }
        assert_eq!(again, program.roll);
        // So is the file of secrets.
        let folder = program.secrets.path().parent().unwrap();
        let reopened = Secrets::open(folder).unwrap();
        for account in program.roll.all().filter(|account| account.standing(&program.now()) == Standing::Active) {
            let mut roll = program.roll.clone();
            let opens = |secret: &str| enter(&mut roll.clone(), &reopened, &account.id, secret, &program.now()).is_ok();
            assert_eq!(SECRETS.into_iter().filter(|secret| opens(secret)).count(), 1, "{account:?}");
            assert!(enter(&mut roll, &reopened, &account.id, "none of them", &program.now()).is_err());
        }
    }
}

fn same_accounts(program: &Program, world: &World) {
    for (id, person) in IDS.iter().zip(&world.people) {
        let account = program.roll.get(id);
        assert_eq!(account.is_some(), person.is_some(), "{id}");
        let (Some(account), Some(person)) = (account, person) else { continue };
        assert_eq!(account.name, format!("account {}", person.serial), "an id is never another's");
        assert_eq!(account.roles, roles(person.roles));
        let locked = !person.closed && person.locked_at.is_some_and(|at| world.minute < at + 15);
        LOCKED.fetch_add(u64::from(locked), Ordering::Relaxed);
        let standing = account.standing(&program.now());
        assert_eq!(standing == Standing::Closed, person.closed, "{account:?}");
        assert_eq!(matches!(standing, Standing::Locked { .. }), locked, "{account:?} at minute {}", world.minute);
    }
}

/// A complete document has three signatures, of three people, each of whom had the role when signing.
fn complete(program: &Program, run: usize, signed: &[(Role, String)]) {
    COMPLETE.fetch_add(1, Ordering::Relaxed);
    assert_eq!(
        signed.iter().map(|(role, _)| *role).collect::<Vec<_>>(),
        [Role::Verifier, Role::Checker, Role::Approver]
    );
    let people: BTreeSet<&String> = signed.iter().map(|(_, who)| who).collect();
    assert_eq!(people.len(), 3, "{signed:?}");
    for (role, who) in signed {
        assert!(program.could.contains(&(run, who.clone(), *role)), "{who} was no {role:?} then: {:?}", program.could);
    }
}

#[test]
fn no_path_reaches_a_complete_document_without_three_people_in_their_roles() {
    let cases = setting("QUANHENG_PEOPLE_CASES").unwrap_or(96);
    let seed = setting("QUANHENG_PEOPLE_SEED").unwrap_or(SEED);
    println!("{cases} paths of accounts, QUANHENG_PEOPLE_SEED={seed}");
    let config = Config { cases: u32::try_from(cases).unwrap(), failure_persistence: None, ..Config::default() };
    let bytes: Vec<u8> = (0..4_u64).flat_map(|part| (seed ^ part).to_le_bytes()).collect();
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(config.clone(), random);
    let paths = Model::sequential_strategy(40..160);
    let done = runner.run(&paths, |(world, steps, seen)| {
        Accounts::test_sequential(config.clone(), world, steps, seen);
        Ok(())
    });
    if let Err(why) = done {
        panic!("QUANHENG_PEOPLE_SEED={seed}: {why}");
    }
    let reached = [&COMPLETE, &RETURNED, &LOCKED].map(|count| count.load(Ordering::Relaxed));
    println!("complete, returned and locked were seen {reached:?} times");
    assert!(reached.iter().all(|times| *times > 0), "the paths do not get there: {reached:?}");
}
