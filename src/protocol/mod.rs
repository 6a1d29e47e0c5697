//! Bytes ⇄ frames ⇄ data, one file a protocol; sans-IO.
//!
//! Every decoder is a pure function of the bytes (and of the request they answer): no port, no clock. It never panics,
//! never guesses, and says why it refused what it refused. What stands here is what all of them share: the [`Datum`].

mod datum;

pub use datum::{Datum, DatumValue, Flag, Measurand};
