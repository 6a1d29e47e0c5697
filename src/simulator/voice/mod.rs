//! What simulated instruments say: one file a family of protocols. A voice looks at the world when it is asked, never before.

mod balance;
mod indicator;
mod meter;
mod registers;
mod scanner;

use super::device::framed;
use super::world::World;
use crate::instrument::Profile;
use crate::protocol::{Address, Framer};
use std::sync::Arc;

/// What an instrument says.
pub(super) trait Voice: Send {
    /// The whole requests among the bytes that were heard.
    fn requests(&self, framer: &mut Framer, heard: &[u8]) -> Vec<Vec<u8>> {
        framed(framer, heard)
    }

    /// The answer to a request; silence when it is for another, or none is due.
    fn hear(&mut self, request: &[u8]) -> Option<Vec<u8>>;

    /// What it sends by itself when a frame is due.
    fn push(&mut self) -> Option<Vec<u8>> {
        None
    }
}

/// What every voice knows.
pub(super) struct Stage {
    /// The instrument.
    pub profile: Arc<Profile>,
    /// What there is to measure.
    pub world: World,
    /// Where it is on its line.
    pub address: Address,
}

/// The voice of an instrument.
pub(super) fn of(stage: Stage) -> Box<dyn Voice> {
    match stage.profile.protocol.name {
        "dlt645-2007" => Box::new(meter::Meter::new(stage)),
        "modbus-rtu" => Box::new(registers::Registers::new(stage)),
        "barcode" => Box::new(scanner::Scanner::new(stage)),
        "mt-sics" => Box::new(balance::Balance::new(stage)),
        _ => Box::new(indicator::Indicator::new(stage)),
    }
}
