//! One device on a line: its driver, and how it has been answering.

use super::recording::Recorded;
use super::{OnLine, PortError};
use crate::instrument::Driver;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// How often a question is repeated before it counts as unanswered.
const RETRIES: u32 = 2;
/// A device that does not answer is left alone for so long, when others wait for the line; each time twice as long.
const REST_MIN: Duration = Duration::from_secs(2);
const REST_MAX: Duration = Duration::from_secs(30);

/// A device on the line.
pub(super) struct Member {
    pub driver: Driver,
    pub name: String,
    /// Number of its last reading.
    pub seq: u64,
    /// Its address on the line.
    pub address: Option<String>,
    /// Questions in a row without an answer.
    failures: u32,
    /// The same by question: one question may stay unanswered among others that are answered.
    unanswered: BTreeMap<String, u32>,
    rest: Duration,
    rests_until: Option<Instant>,
}

impl Member {
    /// A device; an address is checked before a link is opened, and a wrong one is told.
    pub fn new(device: &OnLine, port: &str) -> Result<Self, PortError> {
        let driver = Driver::new(device.profile.clone(), device.address.as_deref());
        let driver = driver.map_err(|why| PortError::Other(port.to_owned(), why.to_string()))?;
        Ok(Self {
            driver,
            name: device.name.clone(),
            seq: 0,
            address: device.address.clone(),
            failures: 0,
            unanswered: BTreeMap::new(),
            rest: REST_MIN,
            rests_until: None,
        })
    }

    /// As a recording names it.
    pub fn recorded(&self) -> Recorded {
        let (name, profile) = (self.name.clone(), self.driver.profile().id.clone());
        Recorded { name, profile, address: self.address.clone() }
    }

    /// A question was answered.
    pub fn answered(&mut self, question: &str) {
        (self.failures, self.rest) = (0, REST_MIN);
        self.unanswered.remove(question);
    }

    /// A question was not answered; true when it is to be told.
    pub fn missed(&mut self, question: String) -> bool {
        self.failures += 1;
        let of_this = self.unanswered.entry(question).or_default();
        *of_this += 1;
        let told = self.failures > RETRIES || *of_this > RETRIES;
        if told {
            *of_this = 0;
        }
        told
    }

    /// Leaves the device alone for a while when it has not answered for long enough.
    pub fn rest(&mut self, now: Instant) {
        if self.failures > RETRIES {
            self.rests_until = Some(now + self.rest);
            self.rest = (self.rest * 2).min(REST_MAX);
        }
    }

    /// Whether it is being left alone.
    pub fn resting(&self, now: Instant) -> bool {
        self.rests_until.is_some_and(|until| now < until)
    }

    /// Whether its last questions stayed without an answer.
    pub const fn silent(&self) -> bool {
        self.failures > RETRIES
    }
}
