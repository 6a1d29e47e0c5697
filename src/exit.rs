//! Exit codes that scripts rely on.

/// How a verb ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done, or judged and conforming.
    Done = 0,
    /// Judged and not conforming (or a frame that carries no number).
    NotConforming = 1,
    /// Bad input or usage.
    BadInput = 2,
    /// Instrument or link.
    Instrument = 3,
    /// The ledger does not hold.
    Integrity = 4,
    /// Refused: expired standard, wrong role, disk full.
    Refused = 5,
    /// A bug in this program.
    Bug = 70,
}
