//! What a view may ask of the station. Everything a person can do goes through here.

use super::papers::{PaperOrder, PapersOf};
use crate::instrument::SerialSettings;
use crate::ledger::RunQuery;
use crate::paper::PaperKind;
use crate::people::{Leaving, Outcome, Role, Secret};
use crate::procedure::{Connection, LotTask, PileTask, ScaleTask, Subject};
use crate::register::Change;
use std::collections::BTreeSet;

/// A command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Open a lot run.
    OpenLot(Box<LotTask>),
    /// Open a pile run.
    OpenPile(Box<PileTask>),
    /// Open a scale run.
    OpenScale(Box<ScaleTask>),
    /// Go on with a run that was left or cut off.
    Continue(String),
    /// Answer the present question with a typed text (`pass`/`fail` for the appearance check).
    Answer(String),
    /// Take the registers, or what the scale shows, now.
    Take,
    /// Withdraw the last observation, with the reason; it stays in the ledger as withdrawn.
    Withdraw(String),
    /// Withdraw one datum of the run; of a comparison both sides go.
    WithdrawOf {
        /// Number of its entry.
        target: u64,
        /// Why.
        reason: String,
    },
    /// Add a note to the run.
    Note(String),
    /// Pause the run, with the reason: nothing is taken until [`Command::Resume`].
    Pause(String),
    /// Go on with a paused run, with a remark where there is one.
    Resume(String),
    /// Leave the present step out, with the reason: its item stays incomplete.
    Skip(String),
    /// Ask for a step that was left out after all, with the reason.
    AskAgain {
        /// The step.
        step: Subject,
        /// Why.
        reason: String,
    },
    /// Name the package that is weighed next, by a scanner that types.
    NamePackage(String),
    /// Conclude the run: judge and store the verdict.
    Conclude,
    /// Leave the run open and go home; it can be continued.
    Leave,
    /// Hand out the code of a concluded run.
    HandOut(String),
    /// Put the code that is shown away.
    PutAway,
    /// Look at a run.
    Show(String),
    /// Judge the seals of a run as they lie in the record now.
    JudgeSeals(String),
    /// Stop looking.
    CloseDetail,
    /// Look for runs; the page that begins at number `offset` of what is found is shown.
    Search {
        /// Which.
        query: Box<RunQuery>,
        /// Number of the first one shown, from 0.
        offset: usize,
    },
    /// Stop looking for runs.
    CloseSearch,
    /// Show two runs side by side; [`Command::CloseDetail`] ends it.
    Compare(String, String),
    /// Stop what takes long: a look through the record, a run that waits for the walk, the walk.
    StopWork,
    /// Show what papers can be made of runs. [`Command::ClosePapers`] ends it.
    Papers(PapersOf),
    /// Show the paper of a kind, of the run of this number within its offer.
    PreviewPaper(PaperKind, usize),
    /// Write papers of the runs that are shown.
    WritePapers(Box<PaperOrder>),
    /// Stop writing them: no file of them stays.
    StopPapers,
    /// Stop showing papers.
    ClosePapers,
    /// Sign in.
    SignIn {
        /// The account.
        id: String,
        /// Its PIN or password.
        secret: Secret,
    },
    /// Sign out.
    SignOut(Leaving),
    /// Do something to an account, or make one.
    Account(Box<AccountCommand>),
    /// Add, change or retire a standard of the register.
    Standard(Box<Change>),
    /// Check a concluded run.
    CheckRun {
        /// Which.
        run: String,
        /// What was found.
        outcome: Outcome,
        /// Why, where it is returned.
        note: String,
    },
    /// Approve a checked run.
    ApproveRun {
        /// Which.
        run: String,
        /// A remark.
        note: String,
    },
    /// Offer ports that the system does not list; nothing is sent there.
    Offer(Vec<String>),
    /// Find out what is on these ports, one after another.
    Find(Vec<String>),
    /// Stop finding out; the port is let go at once.
    StopFinding,
    /// Show what an instrument says, without a run: nothing is kept. [`Command::Leave`] ends it.
    Watch(Box<Connection>),
    /// Show what goes over the lines of the instruments in use, byte by byte; or of this one, watched for it.
    LookAtWire(Option<Box<Connection>>),
    /// Listen at a port with these line settings and show what comes, whatever it is: nothing is sent there.
    /// [`Command::CloseWire`] ends it.
    Listen {
        /// The port.
        port: String,
        /// How its line is set.
        settings: SerialSettings,
    },
    /// Stop showing it.
    CloseWire,
    /// Stop the station.
    Stop,
}

/// What can be done to accounts. Who does it is whoever is signed in; the first account is made by nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum AccountCommand {
    Add {
        id: String,
        name: String,
        roles: BTreeSet<Role>,
        secret: Secret,
    },
    Change {
        id: String,
        name: String,
        roles: BTreeSet<Role>,
    },
    /// One's own needs the old one; another's an administrator.
    Secret {
        id: String,
        old: Option<Secret>,
        new: Secret,
    },
    Close {
        id: String,
        reason: String,
    },
    Unlock {
        id: String,
    },
}
