//! Listens to a line with the ears of every protocol whose devices send by themselves.

use super::{ENOUGH, plausible};
use crate::protocol::framer::Found;
use crate::protocol::{Datum, Framer, Meaning, PROTOCOLS, Protocol};

/// What one protocol makes of the line.
struct Ear {
    protocol: &'static Protocol,
    framer: Framer,
    frames: u32,
    /// Bytes that these frames are made of.
    explained: usize,
    values: Vec<Datum>,
}

/// A protocol that was recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// Which.
    pub protocol: &'static Protocol,
    /// How many of its frames made sense.
    pub frames: u32,
    /// What the last one said.
    pub values: Vec<Datum>,
}

/// The ears of all protocols, and how much they heard.
pub struct Ears {
    ears: Vec<Ear>,
    bytes: usize,
}

impl Default for Ears {
    fn default() -> Self {
        let ear = |protocol: &'static Protocol| Ear {
            protocol,
            framer: Framer::new(protocol),
            frames: 0,
            explained: 0,
            values: Vec::new(),
        };
        let ears = PROTOCOLS.iter().copied().filter(|protocol| protocol.pushes).map(ear).collect();
        Self { ears, bytes: 0 }
    }
}

impl Ears {
    /// Takes in what the line said.
    pub fn hear(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len();
        for ear in &mut self.ears {
            for found in ear.framer.feed(bytes, None).collect::<Vec<_>>() {
                if let Found::Frame(frame) = found {
                    ear.weigh(&frame);
                }
            }
        }
    }

    /// How many bytes were heard.
    pub const fn bytes(&self) -> usize {
        self.bytes
    }

    /// The protocols that were recognised: those whose frames explain the most of what was heard, all of them where formats
    /// cannot be told apart by it. A protocol whose frames carry a check outranks those without.
    pub fn recognised(&self) -> Vec<Heard> {
        let mut known: Vec<&Ear> = self.ears.iter().filter(|ear| ear.understands(self.bytes)).collect();
        known.sort_by_key(|ear| (!ear.protocol.checked, std::cmp::Reverse(ear.explained)));
        let best = known.first().map(|ear| (ear.protocol.checked, ear.explained));
        let as_good = known.iter().filter(|ear| Some((ear.protocol.checked, ear.explained)) == best);
        let heard = |ear: &&Ear| Heard { protocol: ear.protocol, frames: ear.frames, values: ear.values.clone() };
        as_good.map(heard).collect()
    }
}

impl Ear {
    fn weigh(&mut self, frame: &[u8]) {
        // Bytes that are all the same are a stuck line, whatever a format might read into them.
        let stuck = frame.iter().all(|byte| Some(byte) == frame.first());
        let Ok(Meaning::Data(values)) = self.protocol.decode(frame, None) else { return };
        if stuck || values.is_empty() || !values.iter().all(plausible::sensible) {
            return;
        }
        self.frames = self.frames.saturating_add(1);
        self.explained += frame.len();
        self.values = values.into_vec();
    }

    /// Enough frames, and enough of what was heard: most of it where nothing but the form of a frame speaks for it. The frames
    /// that were cut at both ends of listening are allowed for.
    fn understands(&self, bytes: usize) -> bool {
        let whole = bytes.saturating_sub(self.protocol.longest.min(bytes / 3));
        let share = if self.protocol.checked { 4 } else { 1 };
        self.frames >= ENOUGH && self.explained * 4 * share >= whole * 3
    }
}
