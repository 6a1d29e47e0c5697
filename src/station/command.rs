//! What a view may ask of the station. Everything a person can do goes through here.

use crate::procedure::{Connection, LotTask, PileTask};

/// A command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Open a lot run.
    OpenLot(Box<LotTask>),
    /// Open a pile run.
    OpenPile(Box<PileTask>),
    /// Go on with a run that was left or cut off.
    Continue(String),
    /// Answer the present question with a typed text (`pass`/`fail` for the appearance check).
    Answer(String),
    /// Take the registers now.
    Take,
    /// Withdraw the last observation, with the reason; it stays in the ledger as withdrawn.
    Withdraw(String),
    /// Conclude the run: judge and store the verdict.
    Conclude,
    /// Leave the run open and go home; it can be continued.
    Leave,
    /// Look at a run.
    Show(String),
    /// Stop looking.
    CloseDetail,
    /// Offer ports that the system does not list; nothing is sent there.
    Offer(Vec<String>),
    /// Find out what is on these ports, one after another.
    Find(Vec<String>),
    /// Stop finding out; the port is let go at once.
    StopFinding,
    /// Show what an instrument says, without a run: nothing is kept. [`Command::Leave`] ends it.
    Watch(Box<Connection>),
    /// Stop the station.
    Stop,
}
