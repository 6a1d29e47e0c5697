//! What a view may ask of the station. Everything a person can do goes through here.

use crate::procedure::{LotTask, PileTask};

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
    /// Hand out the code of a concluded run.
    HandOut(String),
    /// Put the code that is shown away.
    PutAway,
    /// Look at a run.
    Show(String),
    /// Stop looking.
    CloseDetail,
    /// Stop the station.
    Stop,
}
