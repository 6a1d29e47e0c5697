//! quanheng (权衡): reads meters of charging piles and scales, judges them by the regulation in force, and keeps a record
//! that nobody can quietly change.
//!
//! The way of the data, one direction (ARCHITECTURE.md has the rules and what is deliberately absent):
//!
//! ```text
//! bytes → frame → reading → observation → item result → verdict → ledger entry → views
//! link    protocol instrument procedure    regulation    regulation  ledger        tui, cli
//! ```
//!
//! [`quantity`], [`protocol`], [`ocmf`], [`instrument`], [`regulation`] and [`procedure`] are pure: no port, no clock, no
//! screen, no database. Only [`link`] opens ports, only [`ledger`] touches `SQLite`, only [`tui`] draws; [`station`] ties them.

pub mod chart;
pub mod cli;
pub mod document;
pub mod exit;
pub mod instrument;
pub mod ledger;
pub mod link;
pub mod locale;
pub mod machine;
pub mod ocmf;
pub mod paper;
pub mod people;
pub mod preferences;
pub mod procedure;
pub mod protocol;
pub mod quantity;
pub mod register;
pub mod regulation;
pub mod seal;
pub mod simulator;
pub mod station;
pub mod tui;
