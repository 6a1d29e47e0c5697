//! Faults on demand: what lines and devices do on bad days, each with its rate, repeatable by the seed.

use std::str::FromStr;
use std::time::Duration;

/// A kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// No answer.
    Silence,
    /// The answer comes after the time-out.
    Delay,
    /// Half of the frame.
    Half,
    /// The frame in pieces, with pauses between.
    Chop,
    /// Noise before the frame.
    Noise,
    /// One bit turned.
    Flip,
    /// One byte lost.
    Drop,
    /// The frame twice.
    Duplicate,
    /// The request comes back before the answer, as a half-duplex adapter does it.
    Echo,
    /// The answer to the question before.
    Swap,
    /// The port goes away and comes back a little later.
    Unplug,
}

/// Names of the kinds.
const KINDS: [(&str, FaultKind); 11] = [
    ("drop", FaultKind::Drop),
    ("flip", FaultKind::Flip),
    ("duplicate", FaultKind::Duplicate),
    ("delay", FaultKind::Delay),
    ("swap", FaultKind::Swap),
    ("echo", FaultKind::Echo),
    ("chop", FaultKind::Chop),
    ("noise", FaultKind::Noise),
    ("unplug", FaultKind::Unplug),
    ("silence", FaultKind::Silence),
    ("half", FaultKind::Half),
];
/// Names that some had before.
const ALSO: [(&str, FaultKind); 3] =
    [("double", FaultKind::Duplicate), ("late", FaultKind::Delay), ("garbage", FaultKind::Noise)];

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
        let kind = KINDS.iter().chain(&ALSO).find(|(known, _)| *known == name).ok_or_else(wrong)?.1;
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
    /// Longest pause within a frame in pieces.
    pause: Duration,
    last: Vec<u8>,
    /// The last frame was struck by the pulled plug.
    unplug: bool,
}

/// Pauses within a frame: together shorter than from one frame of a scale that sends by itself to the next.
const PAUSE_MAX: Duration = Duration::from_millis(30);
/// Most cuts in a frame.
const CUTS_MAX: usize = 3;

impl Mischief {
    /// Faults of a device whose answers may take as long as `answer`.
    pub fn new(faults: Vec<Fault>, seed: u64, answer: Duration) -> Self {
        let (dice, late, pause) = (fastrand::Rng::with_seed(seed), answer * 13 / 10, PAUSE_MAX.min(answer / 3));
        Self { faults, dice, late, pause, last: Vec::new(), unplug: false }
    }

    /// Whether the plug is to be pulled now; asked once after each frame.
    pub fn unplugs(&mut self) -> bool {
        std::mem::take(&mut self.unplug)
    }

    fn strikes(&mut self, kind: FaultKind) -> bool {
        let rate = self.faults.iter().find(|fault| fault.kind == kind).map_or(0, |fault| fault.per_million);
        rate > 0 && self.dice.u32(..1_000_000) < rate
    }

    /// What becomes of a frame that answers `request` (empty when nothing was asked).
    pub fn mangle(&mut self, frame: Vec<u8>, request: &[u8]) -> Vec<Sending> {
        let before = std::mem::replace(&mut self.last, frame.clone());
        self.unplug |= self.strikes(FaultKind::Unplug);
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
        if self.strikes(FaultKind::Duplicate) {
            bytes = [bytes.clone(), bytes].concat();
        }
        if self.strikes(FaultKind::Noise) {
            let noise: Vec<u8> = (0..3).map(|_| self.dice.u8(..)).collect();
            bytes = [noise, bytes].concat();
        }
        if self.strikes(FaultKind::Echo) {
            bytes = [request.to_vec(), bytes].concat();
        }
        let after = if self.strikes(FaultKind::Delay) { self.late } else { Duration::ZERO };
        if self.strikes(FaultKind::Chop) { self.chop(&bytes, after) } else { vec![Sending { after, bytes }] }
    }

    /// The bytes in up to four pieces, each a little later than the one before.
    fn chop(&mut self, bytes: &[u8], mut after: Duration) -> Vec<Sending> {
        let mut cuts: Vec<usize> = (0..CUTS_MAX).map(|_| self.place(bytes)).collect();
        cuts.extend([0, bytes.len()]);
        cuts.sort_unstable();
        let mut pieces = Vec::new();
        for (start, end) in cuts.iter().zip(cuts.iter().skip(1)) {
            let Some(piece) = bytes.get(*start..*end).filter(|piece| !piece.is_empty()) else { continue };
            pieces.push(Sending { after, bytes: piece.to_vec() });
            let thousandths = self.dice.u32(..=1000);
            after += self.pause * thousandths / 1000;
        }
        pieces
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
    fn a_frame_in_pieces_is_the_whole_frame_in_order() {
        let frame: Vec<u8> = (0..40).collect();
        for seed in 0..200 {
            let always = vec!["chop=1".parse().unwrap()];
            let sendings = Mischief::new(always, seed, Duration::from_secs(1)).mangle(frame.clone(), &[]);
            assert!(sendings.iter().zip(sendings.iter().skip(1)).all(|(one, next)| one.after <= next.after), "{seed}");
            let bytes: Vec<u8> = sendings.into_iter().flat_map(|sending| sending.bytes).collect();
            assert_eq!(bytes, frame, "seed {seed}");
        }
    }

    #[test]
    fn a_fault_is_written_as_kind_and_rate() {
        assert_eq!("flip=0.05".parse(), Ok(Fault { kind: FaultKind::Flip, per_million: 50_000 }));
        assert_eq!("delay=1".parse(), "late=1".parse::<Fault>());
        assert_eq!("late=1".parse(), Ok(Fault { kind: FaultKind::Delay, per_million: 1_000_000 }));
        for wrong in ["flip", "flip=2", "flip=-1", "burn=0.1", "flip=x"] {
            assert!(wrong.parse::<Fault>().is_err(), "{wrong} was accepted");
        }
    }
}
