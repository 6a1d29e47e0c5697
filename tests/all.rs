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
mod cases_lot;
mod cases_pile;
mod cases_pile_oracle;
mod cases_scale;
mod fuzz;
mod house;
mod journey;
mod ledger;
mod link;
mod oracle;
mod rules;
mod scales;
mod screens;
mod terminal;
mod vectors;
