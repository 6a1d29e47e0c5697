//! A balance that speaks MT-SICS: weights at once, when stable, or repeated; and who it is.

use super::{Stage, Voice};
use crate::protocol::{Asked, mt_sics};
use crate::quantity::{Decimal, Unit};
use crate::simulator::world::{ScaleWorld, World};
use std::sync::Arc;
use std::time::Duration;

/// How long a balance waits for a stable weight.
const STABLE_PATIENCE: Duration = Duration::from_secs(5);

/// A balance.
pub(super) struct Balance {
    stage: Stage,
    /// Since when, by the time of the pan, an `S` waits for a stable weight.
    waiting_stable: Option<Duration>,
    repeating: bool,
}

impl Balance {
    pub const fn new(stage: Stage) -> Self {
        Self { stage, waiting_stable: None, repeating: false }
    }

    fn pan(&self) -> Option<Arc<ScaleWorld>> {
        let World::Scale(scale) = &self.stage.world else { return None };
        Some(Arc::clone(scale))
    }

    fn weight_line(&self, weight: Decimal, stable: bool) -> Vec<u8> {
        mt_sics::answer("S", stable, weight, self.stage.profile.unit.unwrap_or(Unit::Gram))
    }
}

impl Voice for Balance {
    fn hear(&mut self, request: &[u8]) -> Option<Vec<u8>> {
        let Asked::Command(command) = self.stage.profile.protocol.parse_request(request)? else { return None };
        let pan = self.pan()?;
        let (weight, stable) = pan.weight();
        let line = |text: &str| Some(format!("{text}\r\n").into_bytes());
        self.repeating &= !matches!(command.name.as_str(), "SI" | "S" | "@");
        match command.name.as_str() {
            "S" | "SU" => {
                self.waiting_stable = Some(pan.now());
                None
            }
            "SI" | "SIU" => Some(self.weight_line(weight, stable)),
            "SIR" => {
                self.repeating = true;
                None
            }
            "I1" => line("I1 A \"01\" \"2.30\" \"2.22\" \"2.33\" \"2.20\""),
            "I2" => line("I2 A \"quanheng simulated scale\""),
            "I3" => line("I3 A \"simulated\""),
            "I4" | "@" => line("I4 A \"0000000001\""),
            _ => line("ES"),
        }
    }

    fn push(&mut self) -> Option<Vec<u8>> {
        let pan = self.pan()?;
        let (weight, stable) = pan.weight();
        if self.repeating || self.stage.profile.ask.is_empty() {
            return Some(self.weight_line(weight, stable));
        }
        let since = self.waiting_stable?;
        if stable {
            self.waiting_stable = None;
            return Some(self.weight_line(weight, true));
        }
        if pan.now().saturating_sub(since) >= STABLE_PATIENCE {
            self.waiting_stable = None;
            return Some(b"S I\r\n".to_vec());
        }
        None
    }
}
