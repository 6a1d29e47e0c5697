//! A meter that sends SML telegrams by itself: its energy register and its power.

use super::charge::shown;
use super::{Stage, Voice};
use crate::protocol::{Measurand, sml};
use crate::quantity::Unit;

/// A meter that sends telegrams.
pub(super) struct Telegram(Stage);

/// Number of the server that a simulated meter is.
const SERVER: [u8; 10] = [0x0A, 0x01, b'Q', b'H', b'S', 0, 0, 0, 0, 1];

/// What stands in the list: OBIS name, quantity, unit.
const ROWS: &[([u8; 6], Measurand, Unit)] = &[
    ([1, 0, 1, 8, 0, 255], Measurand::Energy, Unit::WattHour),
    ([1, 0, 16, 7, 0, 255], Measurand::Power, Unit::Watt),
    ([1, 0, 32, 7, 0, 255], Measurand::Voltage, Unit::Volt),
    ([1, 0, 31, 7, 0, 255], Measurand::Current, Unit::Ampere),
];

impl Telegram {
    pub const fn new(stage: Stage) -> Self {
        Self(stage)
    }
}

impl Voice for Telegram {
    fn hear(&mut self, _: &[u8]) -> Option<Vec<u8>> {
        None
    }

    fn push(&mut self) -> Option<Vec<u8>> {
        let entry = |(obis, quantity, unit): &([u8; 6], Measurand, Unit)| {
            let value = shown(&self.0.world, *quantity, Some(*unit))?;
            Some(sml::Entry { obis: *obis, value, unit: *unit })
        };
        Some(sml::telegram(&SERVER, &ROWS.iter().filter_map(entry).collect::<Vec<_>>()))
    }
}
