//! The instruments on one pty: hear requests, let the one that is meant answer, and send what they say by themselves.

use super::fault::{Mischief, Sending};
use super::pty::Pty;
use super::voice::Voice;
use crate::protocol::framer::Found;
use crate::protocol::{Framer, Protocol};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Pause between frames of an indicator that sends by itself.
const PUSH_EVERY: Duration = Duration::from_millis(100);

/// Simulated instruments on one line.
pub(super) struct Device {
    protocol: &'static Protocol,
    voices: Vec<Box<dyn Voice>>,
}

impl Device {
    /// Instruments that speak a protocol, each with its voice.
    pub fn new(protocol: &'static Protocol, voices: Vec<Box<dyn Voice>>) -> Self {
        Self { protocol, voices }
    }

    /// Answers until it is told to stop.
    pub fn work(mut self, mut pty: Pty, mut mischief: Mischief, stop: &AtomicBool) {
        let mut framer = Framer::new(self.protocol);
        let mut queue: Vec<(Instant, Vec<u8>)> = Vec::new();
        let mut next_push = Instant::now();
        while !stop.load(Ordering::Relaxed) {
            pty.wait(Duration::from_millis(10));
            let heard = pty.read();
            let requests = self.voices.first_mut().map(|voice| voice.requests(&mut framer, &heard));
            for request in requests.unwrap_or_default() {
                for answer in self.voices.iter_mut().filter_map(|voice| voice.hear(&request)) {
                    enqueue(&mut queue, mischief.mangle(answer, &request));
                }
            }
            if Instant::now() >= next_push {
                next_push += PUSH_EVERY;
                for frame in self.voices.iter_mut().filter_map(|voice| voice.push()) {
                    enqueue(&mut queue, mischief.mangle(frame, &[]));
                }
            }
            let now = Instant::now();
            for (_, bytes) in queue.extract_if(.., |(due, _)| *due <= now) {
                pty.write(&bytes);
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
