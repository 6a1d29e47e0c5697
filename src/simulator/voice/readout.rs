//! A meter of IEC 62056-21 mode C: says who it is, and reads its lines out when that is chosen.

use super::charge::shown;
use super::{Stage, Voice};
use crate::protocol::{Asked, Measurand, iec62056};
use crate::quantity::Unit;

/// A meter with a readout.
pub(super) struct Readout(Stage);

/// Lines beside the register: what, in which unit, under which address.
const LINES: &[(Measurand, Unit, &str)] = &[
    (Measurand::Power, Unit::Kilowatt, "16.7"),
    (Measurand::Voltage, Unit::Volt, "32.7"),
    (Measurand::Current, Unit::Ampere, "31.7"),
];

impl Readout {
    pub const fn new(stage: Stage) -> Self {
        Self(stage)
    }

    fn line(&self, quantity: Measurand, unit: Unit, address: &str) -> Option<String> {
        let value = shown(&self.0.world, quantity, Some(unit))?;
        let value = value.to_string();
        // A register has all its digits before the point.
        let width = if quantity == Measurand::Energy { 10 } else { 0 };
        Some(format!("{address}({value:0>width$}*{unit})"))
    }

    fn lines(&self) -> Vec<String> {
        let register = self.0.profile.ask.iter().find_map(|ask| ask.item.as_deref()).unwrap_or("1.8.0");
        let values = LINES.iter().filter_map(|(quantity, unit, address)| self.line(*quantity, *unit, address));
        let energy = self.line(Measurand::Energy, Unit::KilowattHour, register);
        ["F.F(00)".to_owned(), "0.0.0(00000001)".to_owned()].into_iter().chain(energy).chain(values).collect()
    }
}

impl Voice for Readout {
    fn hear(&mut self, request: &[u8]) -> Option<Vec<u8>> {
        let Asked::Command(command) = self.0.profile.protocol.parse_request(request)? else { return None };
        Some(match command.bytes.first() {
            Some(b'/') => iec62056::identify("simulated"),
            _ => iec62056::block_of(&self.lines()),
        })
    }
}
