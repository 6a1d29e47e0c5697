//! What an instrument shows of the charge it looks at: a quantity in a unit, with no more digits than a display has.

use crate::protocol::Measurand;
use crate::quantity::{Decimal, Unit};
use crate::simulator::world::{EnergySide, World};

/// Decimals of a register in kWh.
const PILE_PLACES: u32 = 3;
const STANDARD_PLACES: u32 = 4;

/// What is shown. A register shows the steps it has passed, never what comes next.
pub(super) fn shown(world: &World, quantity: Measurand, unit: Option<Unit>) -> Option<Decimal> {
    let World::Energy(world, side) = world else { return None };
    let value = world.value(*side, quantity)?;
    let places = if *side == EnergySide::Standard { STANDARD_PLACES } else { PILE_PLACES };
    Some(match (quantity, unit) {
        (Measurand::Energy, Some(Unit::WattHour)) => {
            (value * Decimal::ONE_THOUSAND).trunc_with_scale(places.saturating_sub(3))
        }
        (Measurand::Energy, _) => value.trunc_with_scale(places),
        (Measurand::Power, Some(Unit::Kilowatt)) => value / Decimal::ONE_THOUSAND,
        _ => value,
    })
}
