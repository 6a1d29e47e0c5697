//! A scale that shows one frame, by itself or whenever it is asked: whatever its protocol encodes for a weight.

use super::{Stage, Voice};
use crate::protocol::{Addressing, Asked, Framer, Question, Shown};
use crate::quantity::Unit;
use crate::simulator::world::World;
use std::cell::RefCell;

/// Bytes of what was heard that may still become a request.
const HEARD_MAX: usize = 32;

/// An indicator.
pub(super) struct Indicator {
    stage: Stage,
    /// The start of a request that has not come whole.
    heard: RefCell<Vec<u8>>,
}

impl Indicator {
    pub const fn new(stage: Stage) -> Self {
        Self { stage, heard: RefCell::new(Vec::new()) }
    }

    /// Whether a request is for this address: it is the one that its own address would be asked with.
    fn is_for_me(&self, asked: &Asked) -> bool {
        let (protocol, Asked::Command(command)) = (self.stage.profile.protocol, asked) else { return true };
        let mine = protocol.ask(&Question::Command(&command.name), &self.stage.address);
        protocol.addressing == Addressing::None || mine.as_ref() == Some(asked)
    }

    fn frame(&self, asked: Option<&Asked>) -> Option<Vec<u8>> {
        let World::Scale(scale) = &self.stage.world else { return None };
        let (value, stable) = scale.weight();
        let unit = self.stage.profile.unit.unwrap_or(Unit::Kilogram);
        (self.stage.profile.protocol.weigh)(&Shown { value, unit, stable }, asked)
    }
}

impl Voice for Indicator {
    /// Requests are not written as answers are: many are one letter without an end. The shortest run of bytes that is a
    /// request is one; what stands before it was none.
    fn requests(&self, _: &mut Framer, heard: &[u8]) -> Vec<Vec<u8>> {
        let mut buffer = self.heard.borrow_mut();
        buffer.extend_from_slice(heard);
        let protocol = self.stage.profile.protocol;
        let mut requests = Vec::new();
        let next = |bytes: &[u8]| {
            let runs = (0..bytes.len()).flat_map(|start| (start + 1..=bytes.len()).map(move |end| start..end));
            let mut runs = runs.filter(|run| run.len() <= HEARD_MAX);
            runs.find(|run| bytes.get(run.clone()).is_some_and(|run| protocol.parse_request(run).is_some()))
        };
        while let Some(run) = next(&buffer) {
            requests.extend(buffer.get(run.clone()).map(<[u8]>::to_vec));
            buffer.drain(..run.end);
        }
        let old = buffer.len().saturating_sub(HEARD_MAX);
        buffer.drain(..old);
        requests
    }

    fn hear(&mut self, request: &[u8]) -> Option<Vec<u8>> {
        let asked = self.stage.profile.protocol.parse_request(request)?;
        self.is_for_me(&asked).then(|| self.frame(Some(&asked))).flatten()
    }

    fn push(&mut self) -> Option<Vec<u8>> {
        // A profile that asks is of a device that is set to answer.
        self.stage.profile.ask.is_empty().then(|| self.frame(None)).flatten()
    }
}
