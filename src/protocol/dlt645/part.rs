//! Answers that are too long for one frame: their parts, and how they are joined.

use super::super::{Data, Rejected};
use super::{Edition, Request, What};

/// A part of a long answer, or all parts so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Of which edition.
    pub edition: Edition,
    /// The item.
    pub identifier: u32,
    /// Its data, unshifted.
    pub data: Vec<u8>,
    /// Whether it begins the answer: only then can its elements be numbered.
    pub first: bool,
    /// Number of the part to ask for next; `None` when this is the last.
    pub next: Option<u8>,
}

impl Part {
    /// The request for the rest of the answer; `None` when it is whole.
    pub fn rest(&self, address: [u8; 6]) -> Option<Request> {
        Some(Request { edition: self.edition, address, what: What::Next(self.identifier, self.next?) })
    }

    /// This part with the one behind it, whose number was looked at when it was decoded.
    pub fn with(mut self, later: Self) -> Result<Self, Rejected> {
        // Parts without a number: one that repeats the last bytes may be the same frame heard twice.
        let unnumbered = !self.edition.table().numbered;
        if later.first || (unnumbered && self.data.ends_with(&later.data)) {
            let wanted = self.next.unwrap_or(0);
            return Err(Rejected::Sequence { wanted, found: wanted.saturating_sub(1) });
        }
        self.data.extend(later.data);
        self.next = later.next;
        Ok(self)
    }

    /// The values of an answer that is joined from its beginning.
    pub fn values(&self) -> Result<Data, Rejected> {
        if !self.first {
            return Err(Rejected::Truncated);
        }
        self.edition.values(self.identifier, &self.data)
    }
}
