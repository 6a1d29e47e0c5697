//! The instruments on one line: hear requests, let the one that is meant answer, and send what they say by themselves.

use super::SimulatorError;
use super::fault::{Mischief, Sending};
use super::socket::Socket;
use super::voice::{self, Stage, Voice};
use super::world::World;
use crate::instrument::Profile;
use crate::protocol::Framer;
use crate::protocol::framer::Found;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Pause between frames of an indicator that sends by itself.
const PUSH_EVERY: Duration = Duration::from_millis(100);

/// Simulated instruments on one line, without the line: bytes in, bytes out. Time is that of their world.
pub struct Device {
    framer: Framer,
    voices: Vec<Box<dyn Voice>>,
}

/// A request that was heard, and what one instrument answers to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// The request.
    pub request: Vec<u8>,
    /// The answer.
    pub answer: Vec<u8>,
}

impl Device {
    /// Instruments of `profile` at these addresses, all looking at the same world; one without an address when there is none.
    ///
    /// # Errors
    /// An address that the protocol does not have.
    pub fn new(profile: &Arc<Profile>, world: &World, addresses: &[String]) -> Result<Self, SimulatorError> {
        let protocol = profile.protocol;
        let texts: Vec<Option<&str>> = match addresses {
            [] => vec![None],
            addresses => addresses.iter().map(|address| Some(address.as_str())).collect(),
        };
        let voice = |text: Option<&str>| {
            let address = protocol.addressing.parse(text);
            let address = address.map_err(|_| SimulatorError::Address(text.unwrap_or_default().to_owned()))?;
            Ok(voice::of(Stage { profile: Arc::clone(profile), world: world.clone(), address }))
        };
        let voices = texts.into_iter().map(voice).collect::<Result<_, _>>()?;
        Ok(Self { framer: Framer::new(protocol), voices })
    }

    /// Takes in what came over the line; every request in it with every answer to it.
    pub fn hear(&mut self, heard: &[u8]) -> Vec<Exchange> {
        let requests = self.voices.first_mut().map(|voice| voice.requests(&mut self.framer, heard));
        let mut exchanges = Vec::new();
        for request in requests.unwrap_or_default() {
            for answer in self.voices.iter_mut().filter_map(|voice| voice.hear(&request)) {
                exchanges.push(Exchange { request: request.clone(), answer });
            }
        }
        exchanges
    }

    /// What the instruments send by themselves when a frame is due.
    pub fn push(&mut self) -> Vec<Vec<u8>> {
        self.voices.iter_mut().filter_map(|voice| voice.push()).collect()
    }

    /// Answers on a line until it is told to stop.
    pub(super) fn work(mut self, mut socket: Socket, mut mischief: Mischief, stop: &AtomicBool) {
        let mut queue: Vec<(Instant, Vec<u8>)> = Vec::new();
        let mut next_push = Instant::now();
        while !stop.load(Ordering::Relaxed) {
            socket.wait(Duration::from_millis(10));
            for Exchange { request, answer } in self.hear(&socket.read()) {
                enqueue(&mut queue, mischief.mangle(answer, &request));
            }
            if Instant::now() >= next_push {
                next_push += PUSH_EVERY;
                for frame in self.push() {
                    enqueue(&mut queue, mischief.mangle(frame, &[]));
                }
            }
            let now = Instant::now();
            for (_, bytes) in queue.extract_if(.., |(due, _)| *due <= now) {
                socket.write(&bytes);
            }
            if mischief.unplugs() {
                queue.clear();
                socket.unplug();
            }
        }
    }
}

/// The requests among what was heard, found as the frames of the protocol itself are.
pub(super) fn framed(framer: &mut Framer, heard: &[u8]) -> Vec<Vec<u8>> {
    let whole = |found| if let Found::Frame(frame) = found { Some(frame.into_vec()) } else { None };
    framer.feed(heard, None).filter_map(whole).collect()
}

fn enqueue(queue: &mut Vec<(Instant, Vec<u8>)>, sendings: Vec<Sending>) {
    queue.extend(sendings.into_iter().map(|sending| (Instant::now() + sending.after, sending.bytes)));
}
