//! A scale that shows one frame, by itself or whenever it is asked: whatever its protocol encodes for a weight.

use super::{Stage, Voice};
use crate::protocol::{Asked, Shown};
use crate::quantity::Unit;
use crate::simulator::world::World;

/// An indicator.
pub(super) struct Indicator(Stage);

impl Indicator {
    pub const fn new(stage: Stage) -> Self {
        Self(stage)
    }

    fn frame(&self, asked: Option<&Asked>) -> Option<Vec<u8>> {
        let World::Scale(scale) = &self.0.world else { return None };
        let (value, stable) = scale.weight();
        let unit = self.0.profile.unit.unwrap_or(Unit::Kilogram);
        (self.0.profile.protocol.weigh)(&Shown { value, unit, stable }, asked)
    }
}

impl Voice for Indicator {
    fn hear(&mut self, request: &[u8]) -> Option<Vec<u8>> {
        let asked = self.0.profile.protocol.parse_request(request)?;
        self.frame(Some(&asked))
    }

    fn push(&mut self) -> Option<Vec<u8>> {
        // A profile that asks is of a device that is set to answer.
        self.0.profile.ask.is_empty().then(|| self.frame(None)).flatten()
    }
}
