//! A barcode scanner beside a scale: every package that comes to rest on the pan is scanned once, under a name of its own.

use super::{Stage, Voice};
use crate::simulator::world::World;

/// A scanner.
pub(super) struct Scanner {
    stage: Stage,
    /// What lies on the pan was scanned.
    scanned: bool,
    /// How many packages there were.
    packages: u32,
}

impl Scanner {
    pub const fn new(stage: Stage) -> Self {
        Self { stage, scanned: false, packages: 0 }
    }
}

impl Voice for Scanner {
    fn hear(&mut self, _: &[u8]) -> Option<Vec<u8>> {
        None
    }

    fn push(&mut self) -> Option<Vec<u8>> {
        let World::Scale(scale) = &self.stage.world else { return None };
        let (weight, stable) = scale.weight();
        if !stable {
            return None;
        }
        let scanned = std::mem::replace(&mut self.scanned, !weight.is_zero());
        if scanned || weight.is_zero() {
            return None;
        }
        self.packages = self.packages.saturating_add(1);
        Some(format!("PACKAGE-{:06}\r\n", self.packages).into_bytes())
    }
}
