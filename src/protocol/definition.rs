//! What a protocol is: its name, its manners, and the functions that read its bytes. One constant a wire format.

use super::parts::{self, Layout};
use super::{Address, Addressing, Asked, Meaning, Measurand, Question, Rejected, Scan};
use crate::quantity::{Decimal, Unit};
use std::fmt;

/// A wire format. Equal when the names are.
pub struct Protocol {
    /// The name that files and the command line use.
    pub name: &'static str,
    /// Whether its frames carry a check of their bytes; without one a value counts only when consecutive answers agree.
    pub checked: bool,
    /// Bytes of its longest frame: no line keeps more undecided bytes.
    pub longest: usize,
    /// What a profile may ask, in words for its author; empty when a device of this protocol cannot be asked.
    pub questions: &'static str,
    /// Whether a device may send by itself, without being asked.
    pub pushes: bool,
    /// Whether the wire says the unit of a weight; otherwise the profile must.
    pub carries_unit: bool,
    /// How devices on one line are told apart.
    pub addressing: Addressing,
    /// Finds the next frame at the start of a buffer; the request is the one that is being answered.
    pub scan: fn(&[u8], Option<&Asked>) -> Scan,
    /// Formats whose frame ends where the next begins: whether these bytes are a whole one, when nothing follows.
    pub ended: fn(&[u8]) -> bool,
    /// Says what a frame means as the answer to a request, or by itself.
    pub decode: fn(&[u8], Option<&Asked>) -> Result<Meaning, Rejected>,
    /// The request for a question of a profile. Only reading can be asked: `None` for anything else, whatever a profile says.
    pub ask: fn(&Question<'_>, &Address) -> Option<Asked>,
    /// Reads a request, as a simulator or `decode --request` gets it.
    pub parse_request: fn(&[u8]) -> Option<Asked>,
    /// What the answer to a question measures, where the protocol itself says so.
    pub measures: fn(&Question<'_>) -> Option<Measurand>,
    /// The parts that a frame is laid out in, for people who look at its bytes.
    pub(super) layout: fn(&[u8]) -> Layout,
    /// Scales: the frame that shows a weight, as the answer to a request or sent by itself; for simulators.
    pub weigh: fn(&Shown, Option<&Asked>) -> Option<Vec<u8>>,
}

/// What a scale shows, for a simulator to send.
#[derive(Clone, Copy, Debug)]
pub struct Shown {
    /// The weight with the decimals of the display.
    pub value: Decimal,
    /// Its unit.
    pub unit: Unit,
    /// Whether it has come to rest.
    pub stable: bool,
}

/// Longest frame of most protocols, generously.
const LONGEST: usize = 600;

impl Protocol {
    /// A device that sends by itself and cannot be asked; a base for the constants of the protocols.
    pub(super) const SPOKEN: Self = Self {
        name: "",
        checked: true,
        longest: LONGEST,
        questions: "",
        pushes: true,
        carries_unit: true,
        addressing: Addressing::None,
        scan: |_, _| Scan::Need,
        ended: |_| false,
        decode: |_, _| Err(Rejected::NoFrame),
        ask: |_, _| None,
        parse_request: |_| None,
        measures: |_| None,
        layout: parts::plain,
        weigh: |_, _| None,
    };
    /// A device that answers and never speaks first.
    pub(super) const ASKED: Self = Self { pushes: false, ..Self::SPOKEN };

    /// The protocol of a name; otherwise the names there are.
    pub fn named(name: &str) -> Result<&'static Self, String> {
        super::PROTOCOLS.iter().copied().find(|protocol| protocol.name == name).ok_or_else(|| {
            let known = super::PROTOCOLS.iter().map(|protocol| protocol.name).collect::<Vec<_>>().join(" | ");
            format!("{name:?}: {known}")
        })
    }

    /// Finds the next frame at the start of `buffer`; `asked` is the request that is being answered.
    pub fn scan(&self, buffer: &[u8], asked: Option<&Asked>) -> Scan {
        (self.scan)(buffer, asked)
    }

    /// Says what a frame means as the answer to `asked` (or by itself, when nothing was asked).
    pub fn decode(&self, frame: &[u8], asked: Option<&Asked>) -> Result<Meaning, Rejected> {
        (self.decode)(frame, asked)
    }

    /// Reads a request, as a simulator or `decode --request` gets it.
    pub fn parse_request(&self, bytes: &[u8]) -> Option<Asked> {
        (self.parse_request)(bytes)
    }

    /// The request for a question; `None` where there is none that only reads.
    pub fn ask(&self, question: &Question<'_>, address: &Address) -> Option<Asked> {
        (self.ask)(question, address)
    }
}

impl PartialEq for Protocol {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Protocol {}

impl fmt::Debug for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
