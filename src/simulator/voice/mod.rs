//! What simulated instruments say: one file a family of protocols. A voice looks at the world when it is asked, never before.

mod balance;
mod charge;
mod electricity;
mod indicator;
mod meter;
mod object_meter;
mod query;
mod readout;
mod registers;
mod scanner;
mod telegram;

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
        "dlt645-2007" | "dlt645-1997" => Box::new(meter::Meter::new(stage)),
        "dlt698.45" => Box::new(object_meter::ObjectMeter::new(stage)),
        "modbus-rtu" | "modbus-ascii" => Box::new(registers::Registers::new(stage)),
        "barcode" => Box::new(scanner::Scanner::new(stage)),
        "mt-sics" => Box::new(balance::Balance::new(stage)),
        "iec62056-21" => Box::new(readout::Readout::new(stage)),
        "sml" => Box::new(telegram::Telegram::new(stage)),
        "scpi-zera" | "scpi-wt" | "scpi-hioki" => Box::new(query::Queries::new(stage)),
        _ => Box::new(indicator::Indicator::new(stage)),
    }
}
