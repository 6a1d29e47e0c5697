//! Promise: who may do what holds on every path, and every refusal says what would be right, in both languages.

mod machine;
mod plain;
mod refusals;
pub mod screens;
mod seat;
pub mod station;
mod verb;

use quanheng::people::{Cost, Roll, Secret, Secrets, SignedIn, When, sign_in};

/// A guess that costs next to nothing: what is tested here is not the hash.
const CHEAP: Cost = Cost { memory_kib: 8, passes: 1, lanes: 1 };

/// Signs in the way the station does: the entries are taken in, then the outcome is known.
fn enter(roll: &mut Roll, secrets: &Secrets, id: &str, secret: &str, now: &When) -> Result<SignedIn, String> {
    let attempt = sign_in(roll, secrets, id, &Secret::typed(secret.to_owned()), now);
    for event in &attempt.events {
        roll.apply(event, now);
    }
    attempt.stored().map_err(|why| why.code().to_owned())
}
