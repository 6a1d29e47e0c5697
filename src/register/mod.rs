//! The register of standards: which a station has, what their certificates say, and until when each is good.
//!
//! A [`Register`] is folded from entries; folding refuses nothing, history is history. What is new is proposed first and
//! refused here, as data that can say itself. Today comes in as a parameter; nothing in this room knows a ledger or a file.

mod event;
mod list;
mod refusal;
mod standard;

pub use event::RegisterEvent;
pub use list::{Change, Register};
pub use refusal::RegisterRefusal;
pub use standard::{DUE_DAYS, Draft, Field, Standard, Standing};
