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
mod capture;
mod cases;
mod detail;
mod devices;
mod discovery;
mod doctor;
mod documents;
mod fitness;
mod forms;
mod fuzz;
mod handed_out;
mod history;
mod house;
mod journey;
mod ledger;
mod ledger_copies;
mod ledger_tables;
mod legal;
mod liar;
mod lines;
mod link;
mod listening;
mod lots;
mod manners;
mod meters;
mod misbehaviour;
mod models;
mod monitor;
mod ocmf;
mod papers_screen;
mod people;
mod piles;
mod preferences;
mod probe;
mod reader;
mod record;
mod register;
mod registers;
mod rules;
mod scale_formats;
mod scale_lines;
mod scale_run;
mod scales;
mod screens;
mod seal;
mod sealing;
mod settings;
mod showing;
mod standard_choice;
mod standards;
mod standards_screen;
mod stations;
mod steps;
mod storm;
mod strangers;
mod terminal;
mod understanding;
mod vectors;
mod verify;
mod weight_lines;
