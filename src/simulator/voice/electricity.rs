//! What a simulated electricity meter shows of a charge, whatever its protocol.

use super::Stage;
use crate::protocol::{Address, Measurand, dlt645};
use crate::quantity::{Decimal, Unit};
use crate::simulator::world::World;
use jiff::civil::DateTime;
use jiff::{SignedDuration, ZonedDateTime};

/// Address of a simulated meter when none is given, least significant byte first.
const ADDRESS: [u8; 6] = [0x01, 0x00, 0x00, 0x00, 0x00, 0x00];

/// The address of a meter: the one it was given, or its own.
pub(super) fn own_address(stage: &Stage) -> [u8; 6] {
    match stage.address {
        Address::Meter(address) if !address.contains(&dlt645::ANY) => address,
        _ => ADDRESS,
    }
}

/// A quantity in a unit, unrounded; `None` where a charge has none.
pub(super) fn shown(stage: &Stage, quantity: Measurand, unit: Option<Unit>) -> Option<Decimal> {
    let World::Energy(world, side) = &stage.world else { return None };
    let value = match quantity {
        // A line of the grid, at no reactive load.
        Measurand::Frequency => Decimal::new(5000, 2),
        Measurand::PowerFactor => Decimal::ONE,
        Measurand::ReactivePower => Decimal::ZERO,
        Measurand::ApparentPower => world.value(*side, Measurand::Power)?,
        quantity => world.value(*side, quantity)?,
    };
    let kilo = matches!(unit, Some(Unit::Kilowatt | Unit::KilovoltAmpere));
    Some(if kilo { value / Decimal::ONE_THOUSAND } else { value })
}

/// The meter's clock.
pub(super) fn clock(stage: &Stage) -> Option<DateTime> {
    let World::Energy(world, _) = &stage.world else { return None };
    let now = ZonedDateTime::now().checked_add(SignedDuration::from_secs(world.clock_offset_s())).ok()?;
    Some(now.datetime())
}
