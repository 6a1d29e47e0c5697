//! One instrument on its pty: hears requests, lets its voice answer, and sends what its voice says by itself.

use super::fault::{Mischief, Sending};
use super::pty::Pty;
use super::voice::Voice;
use crate::protocol::framer::Found;
use crate::protocol::{Framer, Protocol};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Pause between frames of an indicator that sends by itself.
const PUSH_EVERY: Duration = Duration::from_millis(100);

/// A simulated instrument.
pub(super) struct Device {
    protocol: &'static Protocol,
    voice: Box<dyn Voice>,
}

impl Device {
    /// An instrument that speaks a protocol with a voice.
    pub fn new(protocol: &'static Protocol, voice: Box<dyn Voice>) -> Self {
        Self { protocol, voice }
    }

    /// Answers until it is told to stop.
    pub fn work(mut self, mut pty: Pty, mut mischief: Mischief, stop: &AtomicBool) {
        let mut framer = Framer::new(self.protocol);
        let mut queue: Vec<(Instant, Vec<u8>)> = Vec::new();
        let mut next_push = Instant::now();
        while !stop.load(Ordering::Relaxed) {
            pty.wait(Duration::from_millis(10));
            let heard = pty.read();
            for request in self.voice.requests(&mut framer, &heard) {
                if let Some(answer) = self.voice.hear(&request) {
                    enqueue(&mut queue, mischief.mangle(answer, &request));
                }
            }
            if Instant::now() >= next_push {
                next_push += PUSH_EVERY;
                if let Some(frame) = self.voice.push() {
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
    let whole = |found| if let Found::Frame(frame) = found { Some(frame) } else { None };
    framer.feed(heard, None).into_iter().filter_map(whole).collect()
}

fn enqueue(queue: &mut Vec<(Instant, Vec<u8>)>, sendings: Vec<Sending>) {
    queue.extend(sendings.into_iter().map(|sending| (Instant::now() + sending.after, sending.bytes)));
}
