//! One test program; one file a promise or a user journey.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::too_many_lines,
    clippy::cast_possible_truncation
)]

mod actors;
mod cases;
mod fuzz;
mod house;
mod journey;
mod ledger;
mod link;
mod lots;
mod ocmf;
mod piles;
mod rules;
mod scales;
mod screens;
mod settings;
mod terminal;
mod vectors;
