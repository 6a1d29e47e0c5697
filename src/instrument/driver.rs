//! A driver: asks a device in turn for what its profile names, and turns its bytes into data. Sans-IO.
//!
//! One question is in flight at a time. What comes when nothing was asked is never a value; what does not fit the question
//! in flight is refused and ends it. After a time-out the caller [resets](Driver::reset) the session and drains the line.

use super::ask::Ask;
use super::profile::Profile;
use crate::locale::{Lang, Say};
use crate::protocol::framer::Found;
use crate::protocol::{Address, Asked, Datum, DeviceError, Flag, Frame, Framer, Meaning, Rejected, dlt645};
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
    /// This is the last question of a round, as soon as the driver has nothing to [continue](Driver::continues).
    pub last_of_poll: bool,
    /// The line goes to this speed when the bytes are sent, and back when the answer has come or did not.
    pub baud: Option<u32>,
}

/// What came out of received bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received {
    /// Values, with the frame they were decoded from and the request it answers; none where the answer only acknowledges, or
    /// is a part of a longer one: the device did answer, and the next question may follow at once.
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
    /// What an answer leads to at once.
    then: Option<(usize, Asked, Option<u32>)>,
    requests: u64,
}

impl Driver {
    /// A driver for the device of `profile` at an address: twelve digits for DL/T 645 (wildcard when absent), 1–247 for
    /// Modbus (1 when absent), none for scales.
    pub fn new(profile: Arc<Profile>, address: Option<&str>) -> Result<Self, DriverError> {
        let wrong = |right| DriverError::Address(address.unwrap_or_default().to_owned(), right);
        let own = profile.protocol.addressing.parse(address).map_err(wrong)?;
        let framer = Framer::new(profile.protocol);
        Ok(Self {
            profile,
            address: own,
            framer,
            next_ask: 0,
            outstanding: None,
            joined: None,
            then: None,
            requests: 0,
        })
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

    /// Whether the next request belongs to an answer that has come, and may not wait.
    pub const fn continues(&self) -> bool {
        self.then.is_some() || self.joined.is_some()
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
        let then = self.then.take();
        let in_turn = |(index, asked)| (index, asked, None);
        let (index, asked, baud) = then.or_else(|| self.continued().or_else(|| self.next_in_turn()).map(in_turn))?;
        // What lies half-read came before the question: the first byte of the answer must not make a frame of it.
        self.framer.reset();
        let bytes = asked.encode();
        let last_of_poll = index + 1 == self.profile.ask.len();
        self.outstanding = Some((index, asked));
        self.requests += 1;
        let expects_within = self.profile.timing.answer();
        Some(Outgoing { number: self.requests, bytes, expects_within, last_of_poll, baud })
    }

    /// The rest of a long answer, when one is being put together.
    fn continued(&self) -> Option<(usize, Asked)> {
        let (index, part) = self.joined.as_ref()?;
        let Address::Meter(address) = self.address else { return None };
        Some((*index, Asked::Dlt645(part.rest(address)?)))
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
        let all: Vec<Found> = self.framer.feed(bytes, asked.as_ref()).collect();
        for found in all {
            match found {
                Found::Broken(bytes, why) => received.push(Received::Refused { bytes, why }),
                Found::Frame(frame) => received.extend(self.frame(frame)),
            }
        }
        received
    }

    /// The last frame of a format whose frames end where the next begins, when the line has paused.
    pub fn pause(&mut self) -> Option<Received> {
        let frame = self.framer.pause()?;
        self.frame(frame)
    }

    fn frame(&mut self, frame: Frame) -> Option<Received> {
        let Some((index, asked)) = self.outstanding.clone() else {
            return self.unasked(frame);
        };
        if asked.encode() == frame.as_slice() {
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
                Some(Received::Data { frame: frame.into_vec(), request: Some(asked.encode()), data })
            }
            Ok(Outcome::Error(error)) => {
                (self.outstanding, self.joined) = (None, None);
                Some(Received::DeviceSays { frame: frame.into_vec(), error })
            }
            Err(why) => {
                (self.outstanding, self.joined) = (None, None);
                Some(Received::Refused { bytes: frame.into_vec(), why })
            }
        }
    }

    /// A frame while nothing is in flight: a value of a device that sends by itself, never of one that is asked.
    fn unasked(&self, frame: Frame) -> Option<Received> {
        if !self.listens() {
            return Some(Received::Refused { bytes: frame.into_vec(), why: Rejected::Unasked });
        }
        match self.profile.protocol.decode(&frame, None) {
            Ok(Meaning::Data(data)) => {
                let data = data.into_iter().map(|datum| self.complete(datum)).collect();
                Some(Received::Data { frame: frame.into_vec(), request: None, data })
            }
            Ok(Meaning::Error(error)) => Some(Received::DeviceSays { frame: frame.into_vec(), error }),
            Ok(_) => None,
            Err(why) => Some(Received::Refused { bytes: frame.into_vec(), why }),
        }
    }

    fn meaning(&mut self, index: usize, meaning: Meaning) -> Result<Outcome, Rejected> {
        let profile = Arc::clone(&self.profile);
        let ask = profile.ask.get(index).ok_or(Rejected::Unasked)?;
        let complete = |datum: Datum| ask.complete(self.complete(datum));
        match meaning {
            Meaning::Request | Meaning::Working => Ok(Outcome::Passed),
            // An answer that carries no value is an answer: the line is well.
            Meaning::Acknowledged => Ok(Outcome::Data(Vec::new())),
            Meaning::Then { ask, baud } => {
                self.then = Some((index, ask, baud));
                Ok(Outcome::Answered)
            }
            Meaning::Error(error) => Ok(Outcome::Error(error)),
            Meaning::Data(data) => {
                let scaled = data.into_iter().map(|datum| complete(ask.scaled(datum)?));
                Ok(Outcome::Data(scaled.collect::<Result<_, _>>()?))
            }
            Meaning::Registers(registers) => Ok(Outcome::Data(vec![complete(ask.map(&registers)?)?])),
            Meaning::Part(part) => {
                let whole = match self.joined.take() {
                    Some((_, before)) => before.with(part)?,
                    None => part,
                };
                if whole.next.is_some() {
                    self.joined = Some((index, whole));
                    return Ok(Outcome::Answered);
                }
                let data = whole.values()?;
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
        (self.outstanding, self.joined, self.then) = (None, None, None);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instrument::Profiles;
    use crate::protocol::iec62056;

    fn driver() -> Driver {
        Driver::new(Profiles::with([]).0.get("landis-gyr-zmd").unwrap(), None).unwrap()
    }

    #[test]
    fn an_answer_that_leads_to_another_request_sets_the_speed_for_that_one_alone() {
        let mut driver = driver();
        let sign_on = driver.next_request().unwrap();
        assert_eq!((sign_on.bytes.as_slice(), sign_on.baud), (&b"/?!\r\n"[..], None));
        assert!(driver.receive(&iec62056::identify("x")).is_empty());
        assert!(driver.continues() && !driver.waiting());
        let option = driver.next_request().unwrap();
        assert_eq!((option.bytes.as_slice(), option.baud), (&b"\x06050\r\n"[..], Some(9600)));
        assert!(!driver.continues());
        let received = driver.receive(&iec62056::block_of(&["1.8.0(0012.5*kWh)".into()]));
        assert!(matches!(received.as_slice(), [Received::Data { .. }]), "{received:?}");
        assert_eq!(driver.next_request().unwrap().bytes, b"/?!\r\n");
    }

    #[test]
    fn what_an_answer_leads_to_goes_with_the_session() {
        let mut driver = driver();
        driver.next_request();
        driver.receive(&iec62056::identify("x"));
        driver.reset();
        assert_eq!(driver.next_request().map(|outgoing| outgoing.bytes), Some(b"/?!\r\n".to_vec()));
    }
}
