//! A profile (`devices/…`) with its protocol makes a driver: it says what to send next and what the answers mean.
//!
//! Sans-IO: a driver gets bytes and gives readings; the port, the clock and the patience are of [`crate::link`].

mod reading;

pub use reading::{Reading, Stamp};
