//! A device with Modbus registers: those its profile names, read one by one or in blocks, and the exception for any other.

use super::{Stage, Voice};
use crate::instrument::Ask;
use crate::protocol::{Address, Asked, Measurand, modbus};
use crate::quantity::{Decimal, Unit};
use crate::simulator::world::{EnergySide, World};
use std::collections::BTreeMap;

/// Exception: no such register.
const ILLEGAL_DATA_ADDRESS: u8 = 2;

/// A device with registers.
pub(super) struct Registers(Stage);

impl Registers {
    pub const fn new(stage: Stage) -> Self {
        Self(stage)
    }

    /// The value that an ask is for, in its unit, and whether it has come to rest.
    fn value(&self, ask: &Ask) -> Option<(Decimal, bool)> {
        let quantity = ask.measures(self.0.profile.protocol)?;
        let value = match &self.0.world {
            World::Scale(scale) => return Some(scale.weight()),
            World::Energy(world, side) => {
                let value = world.value(*side, quantity)?;
                let kilo = Decimal::ONE_THOUSAND;
                match (quantity, ask.unit) {
                    (Measurand::Energy, Some(Unit::WattHour)) => {
                        passed(value * kilo, ask.scale.unwrap_or(Decimal::ONE))
                    }
                    (Measurand::Energy, _) => {
                        let places = if *side == EnergySide::Standard { 4 } else { 3 };
                        passed(value, ask.scale.unwrap_or(Decimal::new(1, places)))
                    }
                    (Measurand::Power, Some(Unit::Kilowatt)) => within(value / kilo, ask),
                    _ => within(value, ask),
                }
            }
        };
        Some((value, true))
    }

    /// Every register of a function that has a value now.
    fn registers(&self, function: u8) -> BTreeMap<u16, u16> {
        let mut registers = BTreeMap::new();
        for ask in self.0.profile.ask.iter().filter(|ask| ask.function == Some(function)) {
            let written = self.value(ask).and_then(|(value, stable)| ask.registers_of(value, stable));
            let Some((start, words)) = written else { continue };
            // Maps may share a status register, and each leaves what it does not name at nought.
            for (register, word) in (start..).zip(words) {
                *registers.entry(register).or_default() |= word;
            }
        }
        registers
    }
}

/// A device shows nothing that cannot be on its line: the world may be of another kind of pile.
fn within(value: Decimal, ask: &Ask) -> Decimal {
    ask.plausible.map_or(value, |[least, greatest]| value.min(greatest).max(least))
}

/// A register shows what it has passed, never what comes next.
fn passed(value: Decimal, step: Decimal) -> Decimal {
    value.checked_div(step).map_or(value, |steps| steps.trunc() * step)
}

impl Voice for Registers {
    fn hear(&mut self, request: &[u8]) -> Option<Vec<u8>> {
        let Asked::Modbus(request) = self.0.profile.protocol.parse_request(request)? else { return None };
        if self.0.address != Address::Unit(request.unit) {
            return None;
        }
        let known = self.registers(request.function);
        let end = request.start.checked_add(request.count - 1);
        let asked = end.map(|end| (request.start..=end).map_while(|register| known.get(&register).copied()));
        let registers: Vec<u16> = asked.into_iter().flatten().collect();
        Some(if registers.len() == usize::from(request.count) {
            modbus::answer(&request, &registers)
        } else {
            modbus::answer_exception(&request, ILLEGAL_DATA_ADDRESS)
        })
    }
}
