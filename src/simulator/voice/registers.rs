//! A device with Modbus registers: those its profile asks for, and the exception for any other.

use super::{Stage, Voice};
use crate::instrument::Ask;
use crate::protocol::{Address, Asked, Measurand, modbus};
use crate::quantity::{Decimal, Unit};
use crate::simulator::world::{EnergySide, World};

/// Exception: no such register.
const ILLEGAL_DATA_ADDRESS: u8 = 2;

/// A device with registers.
pub(super) struct Registers(Stage);

impl Registers {
    pub const fn new(stage: Stage) -> Self {
        Self(stage)
    }

    fn of(&self, ask: &Ask) -> Option<Vec<u16>> {
        let quantity = ask.measures(self.0.profile.protocol)?;
        let value = match &self.0.world {
            World::Energy(world, side) => {
                let value = world.value(*side, quantity)?;
                match (quantity, ask.unit) {
                    // Registers that hold less than a step of theirs show what they have passed, never what comes next.
                    (Measurand::Energy, Some(Unit::WattHour)) => (value * Decimal::ONE_THOUSAND).trunc(),
                    (Measurand::Power, Some(Unit::Kilowatt)) => value / Decimal::ONE_THOUSAND,
                    (Measurand::Energy, _) => value.trunc_with_scale(if *side == EnergySide::Standard { 4 } else { 3 }),
                    _ => value,
                }
            }
            World::Scale(scale) => scale.weight().0,
        };
        ask.registers_of(value)
    }
}

impl Voice for Registers {
    fn hear(&mut self, request: &[u8]) -> Option<Vec<u8>> {
        let Asked::Modbus(request) = self.0.profile.protocol.parse_request(request)? else { return None };
        if self.0.address != Address::Unit(request.unit) {
            return None;
        }
        let at = |ask: &&Ask| (ask.function, ask.register) == (Some(request.function), Some(request.start));
        let registers = self.0.profile.ask.iter().find(at).and_then(|ask| self.of(ask));
        Some(match registers.filter(|registers| registers.len() == usize::from(request.count)) {
            Some(registers) => modbus::answer(&request, &registers),
            None => modbus::answer_exception(&request, ILLEGAL_DATA_ADDRESS),
        })
    }
}
