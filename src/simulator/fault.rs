//! Faults on demand: what lines and devices do on bad days, each with its rate, repeatable by the seed.

use std::str::FromStr;
use std::time::Duration;

/// A kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// No answer.
    Silence,
    /// The answer comes after the time-out.
    Late,
    /// Half of the frame.
    Half,
    /// Noise before the frame.
    Garbage,
    /// One bit turned.
    Flip,
    /// One byte lost.
    Drop,
    /// The frame twice.
    Double,
    /// The request comes back before the answer, as a half-duplex adapter does it.
    Echo,
    /// The answer to the question before.
    Swap,
}

/// Names of the kinds.
const KINDS: [(&str, FaultKind); 9] = [
    ("silence", FaultKind::Silence),
    ("late", FaultKind::Late),
    ("half", FaultKind::Half),
    ("garbage", FaultKind::Garbage),
    ("flip", FaultKind::Flip),
    ("drop", FaultKind::Drop),
    ("double", FaultKind::Double),
    ("echo", FaultKind::Echo),
    ("swap", FaultKind::Swap),
];

/// A fault and how often it strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Its kind.
    pub kind: FaultKind,
    /// How often, in millionths of the frames.
    pub per_million: u32,
}

impl FromStr for Fault {
    type Err = String;
    /// `KIND=RATE`, the rate from 0 to 1: `flip=0.05`.
    fn from_str(text: &str) -> Result<Self, String> {
        let known = || KINDS.map(|(name, _)| name).join(" | ");
        let wrong = || format!("{text:?}: KIND=RATE, kind {}, rate 0…1", known());
        let (name, rate) = text.split_once('=').ok_or_else(wrong)?;
        let kind = KINDS.iter().find(|(known, _)| *known == name).ok_or_else(wrong)?.1;
        let rate = crate::quantity::parse_decimal(rate).map_err(|_| wrong())?;
        let millionths = (rate * crate::quantity::Decimal::from(1_000_000)).round();
        let per_million = millionths.normalize().to_string().parse().map_err(|_| wrong())?;
        if per_million > 1_000_000 { Err(wrong()) } else { Ok(Self { kind, per_million }) }
    }
}

/// What is to be sent, and after which pause.
pub(super) struct Sending {
    pub after: Duration,
    pub bytes: Vec<u8>,
}

/// Decides, frame by frame, what goes wrong.
pub(super) struct Mischief {
    faults: Vec<Fault>,
    dice: fastrand::Rng,
    /// How long a late answer waits: longer than the profile lets an answer take.
    late: Duration,
    last: Vec<u8>,
}

impl Mischief {
    /// Faults of a device whose answers may take as long as `answer`.
    pub fn new(faults: Vec<Fault>, seed: u64, answer: Duration) -> Self {
        Self { faults, dice: fastrand::Rng::with_seed(seed), late: answer * 13 / 10, last: Vec::new() }
    }

    fn strikes(&mut self, kind: FaultKind) -> bool {
        let rate = self.faults.iter().find(|fault| fault.kind == kind).map_or(0, |fault| fault.per_million);
        rate > 0 && self.dice.u32(..1_000_000) < rate
    }

    /// What becomes of a frame that answers `request` (empty when nothing was asked).
    pub fn mangle(&mut self, frame: Vec<u8>, request: &[u8]) -> Vec<Sending> {
        let before = std::mem::replace(&mut self.last, frame.clone());
        if self.strikes(FaultKind::Silence) {
            return Vec::new();
        }
        let mut bytes = if self.strikes(FaultKind::Swap) && !before.is_empty() { before } else { frame };
        if self.strikes(FaultKind::Flip) {
            self.flip(&mut bytes);
        }
        if self.strikes(FaultKind::Drop) {
            let place = self.place(&bytes);
            bytes.remove(place);
        }
        if self.strikes(FaultKind::Half) {
            bytes.truncate(bytes.len() / 2);
        }
        if self.strikes(FaultKind::Double) {
            bytes = [bytes.clone(), bytes].concat();
        }
        if self.strikes(FaultKind::Garbage) {
            let noise: Vec<u8> = (0..3).map(|_| self.dice.u8(..)).collect();
            bytes = [noise, bytes].concat();
        }
        if self.strikes(FaultKind::Echo) {
            bytes = [request.to_vec(), bytes].concat();
        }
        let after = if self.strikes(FaultKind::Late) { self.late } else { Duration::ZERO };
        vec![Sending { after, bytes }]
    }

    fn place(&mut self, bytes: &[u8]) -> usize {
        self.dice.usize(..bytes.len().max(1))
    }

    fn flip(&mut self, bytes: &mut [u8]) {
        let place = self.place(bytes);
        let bit = self.dice.u8(..8);
        if let Some(byte) = bytes.get_mut(place) {
            *byte ^= 1_u8 << bit;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_written_as_kind_and_rate() {
        assert_eq!("flip=0.05".parse(), Ok(Fault { kind: FaultKind::Flip, per_million: 50_000 }));
        assert_eq!("late=1".parse(), Ok(Fault { kind: FaultKind::Late, per_million: 1_000_000 }));
        for wrong in ["flip", "flip=2", "flip=-1", "burn=0.1", "flip=x"] {
            assert!(wrong.parse::<Fault>().is_err(), "{wrong} was accepted");
        }
    }
}
