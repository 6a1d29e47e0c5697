//! What to listen at and what to ask, from the profiles: line settings in the order to try, and each profile's first question.

use super::harmless::harmless;
use crate::instrument::{Driver, Profile, SerialSettings};
use crate::protocol::{Addressing, Asked, Protocol, Question};
use std::sync::Arc;
use std::time::Duration;

/// A question that may be on its way to any of several models.
#[derive(Clone, Debug)]
pub struct Query {
    /// What is sent.
    pub bytes: Vec<u8>,
    /// Whose first question this is.
    pub suspects: Vec<Suspect>,
    /// How long an answer may take.
    pub wait: Duration,
}

/// A model that may be on the line.
#[derive(Clone, Debug)]
pub struct Suspect {
    /// Its profile.
    pub profile: Arc<Profile>,
    /// Where on the line.
    pub address: Option<String>,
}

impl Suspect {
    /// Whether this may be sent: it acts on nobody, or the device has given its address and is known to take checked frames.
    fn may_be_asked(&self, bytes: &[u8]) -> bool {
        harmless(bytes) || (self.address.is_some() && self.profile.protocol.checked)
    }
}

impl Query {
    /// Whether a question that stays unanswered is asked again. Where frames have no check they are lines, and the first may only
    /// have ended a line that began with what other devices were asked.
    pub fn asked_twice(&self) -> bool {
        self.suspects.iter().all(|suspect| !suspect.profile.protocol.checked)
    }
}

/// Line settings of some profiles, the likeliest first: those that profiles try first, then those that many have.
pub fn listening_order(profiles: &[Arc<Profile>], wanted: impl Fn(&Profile) -> bool) -> Vec<SerialSettings> {
    let mut votes: Vec<(SerialSettings, usize, usize)> = Vec::new();
    for profile in profiles.iter().filter(|profile| wanted(profile)) {
        for (rank, settings) in profile.serial.iter().enumerate() {
            match votes.iter_mut().find(|(known, ..)| known == settings) {
                Some((_, best, count)) => (*best, *count) = ((*best).min(rank), *count + 1),
                None => votes.push((*settings, rank, 1)),
            }
        }
    }
    votes.sort_by_key(|(settings, best, count)| (*best, std::cmp::Reverse(*count), std::cmp::Reverse(settings.baud)));
    votes.into_iter().map(|(settings, ..)| settings).collect()
}

/// The first questions of the profiles, equal ones once; those of protocols with checked frames first. What may act on another
/// maker's instrument is left out. `address` says where a device of a protocol is, where that is known.
pub fn queries(profiles: &[Arc<Profile>], address: impl Fn(&Protocol) -> Option<String>) -> Vec<Query> {
    let mut queries: Vec<Query> = Vec::new();
    for profile in profiles {
        let suspect = Suspect { profile: Arc::clone(profile), address: address(profile.protocol) };
        let Some(bytes) = request(&suspect, 0).filter(|bytes| suspect.may_be_asked(bytes)) else { continue };
        let wait = profile.timing.answer();
        match queries.iter_mut().find(|query| query.bytes == bytes) {
            Some(query) => {
                query.wait = query.wait.max(wait);
                query.suspects.push(suspect);
            }
            None => queries.push(Query { bytes, suspects: vec![suspect], wait }),
        }
    }
    queries.sort_by_key(|query| query.suspects.iter().all(|suspect| !suspect.profile.protocol.checked));
    queries
}

/// The bytes of a question of a profile by its number, as its driver sends them.
pub fn request(suspect: &Suspect, index: usize) -> Option<Vec<u8>> {
    asking(suspect, index).map(|(_, bytes)| bytes)
}

/// A driver that has just asked a question, and what it sent.
pub(super) fn asking(suspect: &Suspect, index: usize) -> Option<(Driver, Vec<u8>)> {
    if index >= suspect.profile.ask.len() {
        return None;
    }
    let mut driver = Driver::new(Arc::clone(&suspect.profile), suspect.address.as_deref()).ok()?;
    let bytes = (0..=index).map(|_| driver.next_request()).last().flatten()?.bytes;
    Some((driver, bytes))
}

/// The question for the address of the only device on the line, where a protocol has one.
pub fn address_question(protocol: &Protocol) -> Option<Asked> {
    if protocol.addressing == Addressing::None {
        return None;
    }
    protocol.ask(&Question::Command("address"), &protocol.addressing.parse(None).ok()?)
}
