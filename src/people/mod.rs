//! Who may do what: accounts, roles, secrets, and whose signature stands under which document.
//!
//! Everything is folded from entries: a [`Roll`] from those of accounts and of signing in, the [`Signers`] of a run from
//! those of the run. Folding refuses nothing, history is history; what is new is proposed first and refused here, as data
//! that can say itself. Time comes in as a parameter. Nothing in this room knows a ledger; only `secrets_file` and
//! `numbering` touch a file: that of the secrets' hashes, and that of how numbers are written.

mod account;
mod act;
mod documents;
mod event;
mod figures;
mod numbering;
mod refusal;
mod roll;
mod secret;
mod secrets_file;
mod sign_in;
mod signers;
mod when;

pub use account::{Account, Role, Standing, State};
pub use act::Act;
pub use documents::{Document, Documents, Known};
pub use event::{Failing, Leaving, PeopleEvent};
pub use figures::{COST, Cost, FAILURES_MAX, IDLE_MINUTES, LOCK_MINUTES, PASSWORD_CHARACTERS_MIN, PIN_DIGITS_MIN};
pub use numbering::{NumberError, Numbering, RESERVED, Reserved};
pub use refusal::PeopleRefusal;
pub use roll::Roll;
pub use secret::{Commitment, Phc, Secret, WeakSecret};
pub use secrets_file::{FILE, Secrets};
pub use sign_in::{Attempt, SignedIn, sign_in};
pub use signers::{DocumentState, Outcome, Signature, Signers};
pub use when::When;
