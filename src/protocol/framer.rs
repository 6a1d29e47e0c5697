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
    skipped: u64,
}

impl Framer {
    /// An empty buffer.
    pub const fn new(protocol: &'static Protocol) -> Self {
        Self { protocol, buffer: Vec::new(), skipped: 0 }
    }

    /// Takes bytes in and gives every frame that is whole now, in order.
    pub fn feed(&mut self, bytes: &[u8], asked: Option<&Asked>) -> Vec<Found> {
        self.buffer.extend_from_slice(bytes);
        let mut found = Vec::new();
        loop {
            match self.protocol.scan(&self.buffer, asked) {
                Scan::Need if self.buffer.len() > self.protocol.longest => self.skip(1),
                Scan::Need => return found,
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
    }

    /// The frame that is whole because nothing follows: the last one of a format whose frames end where the next begins.
    pub fn pause(&mut self) -> Option<Vec<u8>> {
        (self.protocol.ended)(&self.buffer).then(|| self.take(self.buffer.len()))
    }

    fn take(&mut self, count: usize) -> Vec<u8> {
        let count = count.min(self.buffer.len());
        self.buffer.drain(..count).collect()
    }

    fn skip(&mut self, count: usize) {
        let gone = self.take(count).len();
        self.skipped += u64::try_from(gone).unwrap_or(0);
    }

    /// How many bytes belonged to no frame.
    pub const fn skipped(&self) -> u64 {
        self.skipped
    }

    /// The bytes that are still undecided.
    pub fn pending(&self) -> &[u8] {
        &self.buffer
    }

    /// Throws the undecided bytes away: what comes next is a new session.
    pub fn reset(&mut self) {
        self.skipped += u64::try_from(self.buffer.len()).unwrap_or(0);
        self.buffer.clear();
    }
}
