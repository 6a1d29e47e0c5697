//! What an answer is worth, and how well a profile fits what a device says.

use super::plausible;
use super::query::{Suspect, asking};
use crate::instrument::{Profile, Received};
use crate::protocol::{Datum, DatumValue, Rejected};
use std::sync::Arc;

/// What a reply is as the answer to a question of a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// No answer, or not yet.
    None,
    /// Values that make sense.
    Values(Vec<Datum>),
    /// A frame that is right and whose values make none.
    Senseless,
    /// A frame that is right and only leads on: a part, or the beginning of a dialogue.
    Begun,
    /// The device says that it has no such thing.
    Error,
    /// Frames that are refused.
    Refused(Rejected),
}

impl Answer {
    /// Whether the device has understood, whatever it thinks of the question.
    pub const fn understood(&self) -> bool {
        matches!(self, Self::Values(_) | Self::Begun | Self::Senseless | Self::Error)
    }
}

/// Looks at a reply, without its echo, as the answer to a question of a profile.
pub fn judge(suspect: &Suspect, index: usize, reply: &[u8]) -> Answer {
    let stuck = reply.iter().all(|byte| Some(byte) == reply.first());
    let Some((mut driver, _)) = asking(suspect, index).filter(|_| !stuck) else { return Answer::None };
    let mut refused = Answer::None;
    for received in driver.receive(reply) {
        match received {
            Received::Data { data, .. } if data.is_empty() || !data.iter().all(plausible::sensible) => {
                return Answer::Senseless;
            }
            Received::Data { data, .. } => return Answer::Values(data),
            Received::DeviceSays { .. } => return Answer::Error,
            Received::Refused { why: Rejected::Implausible { .. }, .. } => return Answer::Senseless,
            Received::Refused { why, .. } => refused = Answer::Refused(why),
        }
    }
    if driver.waiting() || refused != Answer::None { refused } else { Answer::Begun }
}

/// Whether a value says something: a text, or a number that is not nought. No value may be what a nought means somewhere.
fn tells(datum: &Datum) -> bool {
    match &datum.value {
        Some(DatumValue::Number(number)) => !number.is_zero(),
        Some(DatumValue::Text(_)) => true,
        None => false,
    }
}

/// How well a profile fits.
#[derive(Clone, Debug)]
pub struct Fit {
    /// Which.
    pub profile: Arc<Profile>,
    /// Questions that were asked.
    pub asked: u32,
    /// Questions that gave a value that makes sense.
    pub answered: u32,
    /// Questions that the device does not know, or whose values make no sense.
    pub misfits: u32,
    /// A value that is not nought was among them.
    pub telling: bool,
}

impl Fit {
    /// Nothing is known yet.
    pub const fn new(profile: Arc<Profile>) -> Self {
        Self { profile, asked: 0, answered: 0, misfits: 0, telling: false }
    }

    /// Counts an answer.
    pub fn count(&mut self, answer: &Answer) {
        self.asked += 1;
        match answer {
            Answer::Values(data) => {
                self.answered += 1;
                self.telling |= data.iter().any(tells);
            }
            Answer::Begun => {
                self.answered += 1;
                self.telling = true;
            }
            Answer::Senseless | Answer::Error => self.misfits += 1,
            Answer::None | Answer::Refused(_) => {}
        }
    }

    /// Whether the device may be of this model. A register that holds nought is one of any model: registers carry no names.
    pub fn fits(&self) -> bool {
        let nameless = self.profile.ask.iter().any(|ask| ask.register.is_some());
        self.misfits == 0 && self.answered > 0 && (self.telling || !nameless)
    }
}
