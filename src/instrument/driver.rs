//! A driver: asks a device in turn for what its profile names, and turns its bytes into data. Sans-IO.
//!
//! One question is in flight at a time. What comes when nothing was asked is never a value; what does not fit the question
//! in flight is refused and ends it. After a time-out the caller [resets](Driver::reset) the session and drains the line.

use super::ask::Ask;
use super::profile::Profile;
use crate::locale::{Lang, Say};
use crate::protocol::framer::Found;
use crate::protocol::{Address, Asked, Datum, DeviceError, Flag, Framer, Meaning, Rejected, dlt645};
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;

/// Why a driver cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DriverError {
    /// An address that the protocol does not have.
    #[error("address {0:?}: {1}")]
    Address(String, &'static str),
}

impl Say for DriverError {
    fn say(&self, lang: Lang) -> String {
        let Self::Address(address, right) = self;
        match lang {
            Lang::Zh => format!("地址 {address:?} 不可用；应为 {right}"),
            Lang::En => format!("the address {address:?} cannot be used; write {right}"),
        }
    }
}

/// A request to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Number of the request since the driver was made, from 1.
    pub number: u64,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// How long the answer may take.
    pub expects_within: Duration,
    /// This is the last question of a round.
    pub last_of_poll: bool,
}

/// What came out of received bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received {
    /// Values, with the frame they were decoded from and the request it answers.
    Data {
        /// The frame.
        frame: Vec<u8>,
        /// The request.
        request: Option<Vec<u8>>,
        /// The values.
        data: Vec<Datum>,
    },
    /// The device said that it cannot answer.
    DeviceSays {
        /// The frame.
        frame: Vec<u8>,
        /// What it said.
        error: DeviceError,
    },
    /// Bytes that give no value.
    Refused {
        /// The bytes.
        bytes: Vec<u8>,
        /// Why.
        why: Rejected,
    },
}

/// Talks to one device.
#[derive(Clone, Debug)]
pub struct Driver {
    profile: Arc<Profile>,
    address: Address,
    framer: Framer,
    next_ask: usize,
    /// Index of the question in flight, and the request.
    outstanding: Option<(usize, Asked)>,
    /// A long answer that is being put together.
    joined: Option<(usize, dlt645::Part)>,
    requests: u64,
}

impl Driver {
    /// A driver for the device of `profile` at an address: twelve digits for DL/T 645 (wildcard when absent), 1–247 for
    /// Modbus (1 when absent), none for scales.
    pub fn new(profile: Arc<Profile>, address: Option<&str>) -> Result<Self, DriverError> {
        let wrong = |right| DriverError::Address(address.unwrap_or_default().to_owned(), right);
        let own = profile.protocol.addressing.parse(address).map_err(wrong)?;
        let framer = Framer::new(profile.protocol);
        Ok(Self { profile, address: own, framer, next_ask: 0, outstanding: None, joined: None, requests: 0 })
    }

    /// The profile it follows.
    pub const fn profile(&self) -> &Arc<Profile> {
        &self.profile
    }

    /// Whether the device sends by itself.
    pub fn listens(&self) -> bool {
        self.profile.ask.is_empty()
    }

    /// Whether an answer is awaited.
    pub const fn waiting(&self) -> bool {
        self.outstanding.is_some()
    }

    /// Name of the item in flight.
    pub fn asking(&self) -> Option<String> {
        let (index, _) = self.outstanding.as_ref()?;
        self.profile.ask.get(*index).map(Ask::name)
    }

    /// How many bytes belonged to no frame.
    pub const fn skipped(&self) -> u64 {
        self.framer.skipped()
    }

    /// The next request; `None` for a device that sends by itself. A request in flight is given up.
    pub fn next_request(&mut self) -> Option<Outgoing> {
        let (index, asked) = self.continued().or_else(|| self.next_in_turn())?;
        let bytes = asked.encode();
        let last_of_poll = self.joined.is_none() && index + 1 == self.profile.ask.len();
        self.outstanding = Some((index, asked));
        self.requests += 1;
        Some(Outgoing { number: self.requests, bytes, expects_within: self.profile.timing.answer(), last_of_poll })
    }

    /// The rest of a long answer, when one is being put together.
    fn continued(&self) -> Option<(usize, Asked)> {
        let (index, part) = self.joined.as_ref()?;
        let Address::Meter(address) = self.address else { return None };
        let what = dlt645::What::Next(part.identifier, part.next);
        Some((*index, Asked::Dlt645(dlt645::Request { address, what })))
    }

    fn next_in_turn(&mut self) -> Option<(usize, Asked)> {
        let index = if self.next_ask < self.profile.ask.len() { self.next_ask } else { 0 };
        let asked = self.profile.ask.get(index)?.request(self.profile.protocol, &self.address)?;
        self.next_ask = index + 1;
        Some((index, asked))
    }

    /// Takes received bytes in.
    pub fn receive(&mut self, bytes: &[u8]) -> Vec<Received> {
        let mut received = Vec::new();
        let asked = self.outstanding.as_ref().map(|(_, asked)| asked.clone());
        for found in self.framer.feed(bytes, asked.as_ref()) {
            match found {
                Found::Broken(bytes, why) => received.push(Received::Refused { bytes, why }),
                Found::Frame(frame) => received.extend(self.frame(frame)),
            }
        }
        received
    }

    fn frame(&mut self, frame: Vec<u8>) -> Option<Received> {
        let Some((index, asked)) = self.outstanding.clone() else {
            return self.unasked(frame);
        };
        if asked.encode() == frame {
            return None;
        }
        let decoded =
            self.profile.protocol.decode(&frame, Some(&asked)).and_then(|meaning| self.meaning(index, meaning));
        match decoded {
            Ok(Outcome::Passed) => None,
            Ok(Outcome::Answered) => {
                self.outstanding = None;
                None
            }
            Ok(Outcome::Data(data)) => {
                self.outstanding = None;
                Some(Received::Data { frame, request: Some(asked.encode()), data })
            }
            Ok(Outcome::Error(error)) => {
                (self.outstanding, self.joined) = (None, None);
                Some(Received::DeviceSays { frame, error })
            }
            Err(why) => {
                (self.outstanding, self.joined) = (None, None);
                Some(Received::Refused { bytes: frame, why })
            }
        }
    }

    /// A frame while nothing is in flight: a value of a device that sends by itself, never of one that is asked.
    fn unasked(&self, frame: Vec<u8>) -> Option<Received> {
        if !self.listens() {
            return Some(Received::Refused { bytes: frame, why: Rejected::Unasked });
        }
        match self.profile.protocol.decode(&frame, None) {
            Ok(Meaning::Data(data)) => {
                let data = data.into_iter().map(|datum| self.complete(datum)).collect();
                Some(Received::Data { frame, request: None, data })
            }
            Ok(Meaning::Error(error)) => Some(Received::DeviceSays { frame, error }),
            Ok(_) => None,
            Err(why) => Some(Received::Refused { bytes: frame, why }),
        }
    }

    fn meaning(&mut self, index: usize, meaning: Meaning) -> Result<Outcome, Rejected> {
        let profile = Arc::clone(&self.profile);
        let ask = profile.ask.get(index).ok_or(Rejected::Unasked)?;
        let complete = |datum: Datum| ask.complete(self.complete(datum));
        match meaning {
            // Only values are asked for: an acknowledgement says that one is coming (Radwag: `S A`, then the weight).
            Meaning::Request | Meaning::Acknowledged => Ok(Outcome::Passed),
            Meaning::Error(error) => Ok(Outcome::Error(error)),
            Meaning::Data(data) => Ok(Outcome::Data(data.into_iter().map(complete).collect::<Result<_, _>>()?)),
            Meaning::Registers(registers) => Ok(Outcome::Data(vec![complete(ask.map(&registers)?)?])),
            Meaning::Part(part) => {
                let mut whole = self.joined.take().map_or_else(Vec::new, |(_, before)| before.data);
                whole.extend(part.data);
                if part.next != 0 {
                    self.joined = Some((index, dlt645::Part { data: whole, ..part }));
                    return Ok(Outcome::Answered);
                }
                let data = dlt645::values(part.identifier, &whole)?;
                Ok(Outcome::Data(data.into_iter().map(|d| ask.complete(self.complete(d))).collect::<Result<_, _>>()?))
            }
        }
    }

    /// What the profile knows of every value: the unit where the wire has none, and the capacity.
    fn complete(&self, mut datum: Datum) -> Datum {
        datum.unit = datum.unit.or(self.profile.unit);
        let over = |number| self.profile.capacity.is_some_and(|capacity| number > capacity);
        if datum.number().is_some_and(over) {
            datum.flags.push(Flag::Overload);
        }
        datum
    }

    /// Throws the session away: the buffer, the question in flight, and a half-read answer.
    pub fn reset(&mut self) {
        self.framer.reset();
        (self.outstanding, self.joined) = (None, None);
    }

    /// What lies undecided in the buffer, for telling what was wrong at a time-out.
    pub fn pending(&self) -> &[u8] {
        self.framer.pending()
    }
}

/// What a frame in context comes to.
enum Outcome {
    Passed,
    Answered,
    Data(Vec<Datum>),
    Error(DeviceError),
}
