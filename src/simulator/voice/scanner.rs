//! A barcode scanner beside a scale: every package that comes to rest on the pan is scanned once, under a name of its own.

use super::{Stage, Voice};
use crate::simulator::world::World;

/// A scanner.
pub(super) struct Scanner {
    stage: Stage,
    /// Which of the things that were put on was scanned last.
    scanned: u32,
}

impl Scanner {
    pub const fn new(stage: Stage) -> Self {
        Self { stage, scanned: 0 }
    }
}

impl Voice for Scanner {
    fn hear(&mut self, _: &[u8]) -> Option<Vec<u8>> {
        None
    }

    fn push(&mut self) -> Option<Vec<u8>> {
        let World::Scale(pan) = &self.stage.world else { return None };
        let (loads, (weight, stable)) = (pan.loads(), pan.weight());
        if loads == self.scanned || !stable || weight.is_zero() {
            return None;
        }
        self.scanned = loads;
        Some(format!("PACKAGE-{loads:06}\r\n").into_bytes())
    }
}
