//! Says what is on a line of which nothing is known: by listening first, then by the first questions of the profiles.
//!
//! Sans-IO, as a driver is; the port and the patience are of [`crate::link::probe`]. A device is known by what it says that
//! makes sense, never by having replied: an odd device replies to anything, and an echo does too.

mod ears;
mod fit;
mod harmless;
mod plausible;
mod query;

pub use ears::{Ears, Heard};
pub use fit::{Answer, Fit, judge};
pub use harmless::harmless;
pub use query::{Query, Suspect, address_question, listening_order, queries, request};

/// Frames that make sense before a protocol counts as recognised: one may be chance.
pub const ENOUGH: u32 = 2;
