//! A device of a recording, as it is read today: what was sent and received then, through the driver of now.

use super::recording::Recorded;
use crate::instrument::{Driver, DriverError, Profile, Received};
use std::sync::Arc;

/// A device that is read again.
#[derive(Debug)]
pub struct Reread {
    /// As the recording names it.
    pub recorded: Recorded,
    driver: Driver,
}

impl Reread {
    /// The device of a recording, with the profile that its id has today.
    ///
    /// # Errors
    /// An address that the protocol of today does not have.
    pub fn new(recorded: &Recorded, profile: Arc<Profile>) -> Result<Self, DriverError> {
        let driver = Driver::new(profile, recorded.address.as_deref())?;
        Ok(Self { recorded: recorded.clone(), driver })
    }

    /// Asks what was asked then; false when the profile of today has no such question.
    pub fn ask(&mut self, bytes: &[u8]) -> bool {
        let questions = self.driver.profile().ask.len();
        (0..=questions).any(|_| self.driver.next_request().is_some_and(|outgoing| outgoing.bytes == bytes))
    }

    /// Takes in what was received then.
    pub fn hear(&mut self, bytes: &[u8]) -> Vec<Received> {
        self.driver.receive(bytes)
    }

    /// The line was quiet.
    pub fn pause(&mut self) -> Option<Received> {
        self.driver.pause()
    }

    /// The session was thrown away.
    pub fn reset(&mut self) {
        self.driver.reset();
    }
}
