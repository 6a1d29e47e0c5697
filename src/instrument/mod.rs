//! A profile (`devices/…`) with its protocol makes a driver: it says what to send next and what the answers mean.
//!
//! Sans-IO: a driver gets bytes and gives data; the port, the clock and the patience are of [`crate::link`].

mod ask;
mod driver;
pub mod identify;
mod profile;
mod profiles;
mod reading;
mod registers;
mod sample;
mod skeleton;

pub use ask::Ask;
pub use driver::{Driver, DriverError, Outgoing, Received};
pub use profile::{Kind, Parity, Profile, ProfileError, Provenance, SerialSettings, Stability, Timing};
pub use profiles::Profiles;
pub use reading::{Reading, Stamp};
pub use registers::{Exponent, StatusWord};
pub use sample::{SampleResult, check_samples};
pub use skeleton::skeleton;
