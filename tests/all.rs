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
mod devices;
mod doctor;
mod fuzz;
mod house;
mod journey;
mod ledger;
mod lines;
mod link;
mod lots;
mod piles;
mod probe;
mod rules;
mod scales;
mod screens;
mod settings;
mod storm;
mod terminal;
mod vectors;
