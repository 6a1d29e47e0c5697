//! Finds frames in a stream of bytes: length-driven, resynchronising, bounded.
//!
//! No timing, no "read line", no one read = one frame: a serial adapter delivers bytes as it likes.

use super::{Asked, Protocol, Rejected};

/// What the start of a buffer is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scan {
    /// Nothing can be said before more bytes come.
    Need,
    /// So many bytes are no part of a frame.
    Skip(usize),
    /// So many bytes looked like the start of a frame and are none.
    Broken(usize, Rejected),
    /// So many bytes are a frame.
    Frame(usize),
}

/// What came out of the stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A whole frame.
    Frame(Vec<u8>),
    /// Bytes that looked like a frame and are none.
    Broken(Vec<u8>, Rejected),
}

/// The buffer of one line.
#[derive(Clone, Debug)]
pub struct Framer {
    protocol: &'static Protocol,
    buffer: Vec<u8>,
    /// So many bytes at the front of the buffer are done with: they are moved out once a feed, not once a frame.
    done: usize,
    skipped: u64,
}

impl Framer {
    /// An empty buffer.
    pub const fn new(protocol: &'static Protocol) -> Self {
        Self { protocol, buffer: Vec::new(), done: 0, skipped: 0 }
    }

    /// Takes bytes in and gives every frame that is whole now, in order.
    pub fn feed(&mut self, bytes: &[u8], asked: Option<&Asked>) -> Vec<Found> {
        self.buffer.extend_from_slice(bytes);
        let mut found = Vec::new();
        loop {
            match self.protocol.scan(self.pending(), asked) {
                Scan::Need if self.pending().len() > self.protocol.longest => self.skip(1),
                Scan::Need => break,
                Scan::Skip(count) => self.skip(count.max(1)),
                Scan::Broken(count, why) => {
                    let bytes = self.take(count.max(1));
                    self.skipped += u64::try_from(bytes.len()).unwrap_or(0);
                    found.push(Found::Broken(bytes, why));
                }
                Scan::Frame(count) => {
                    let frame = self.take(count.max(1));
                    found.push(Found::Frame(frame));
                }
            }
        }
        self.buffer.drain(..self.done);
        self.done = 0;
        found
    }

    /// The frame that is whole because nothing follows: the last one of a format whose frames end where the next begins.
    pub fn pause(&mut self) -> Option<Vec<u8>> {
        if !(self.protocol.ended)(self.pending()) {
            return None;
        }
        let frame = self.take(self.pending().len());
        self.buffer.clear();
        self.done = 0;
        Some(frame)
    }

    fn take(&mut self, count: usize) -> Vec<u8> {
        let count = count.min(self.pending().len());
        let taken = self.pending().get(..count).unwrap_or_default().to_vec();
        self.done += count;
        taken
    }

    fn skip(&mut self, count: usize) {
        let count = count.min(self.pending().len());
        self.done += count;
        self.skipped += u64::try_from(count).unwrap_or(0);
    }

    /// How many bytes belonged to no frame.
    pub const fn skipped(&self) -> u64 {
        self.skipped
    }

    /// The bytes that are still undecided.
    pub fn pending(&self) -> &[u8] {
        self.buffer.get(self.done..).unwrap_or_default()
    }

    /// Throws the undecided bytes away: what comes next is a new session.
    pub fn reset(&mut self) {
        self.skipped += u64::try_from(self.pending().len()).unwrap_or(0);
        self.buffer.clear();
        self.done = 0;
    }
}
