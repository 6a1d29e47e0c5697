//! Finds frames in a stream of bytes: length-driven, resynchronising, bounded.
//!
//! No timing, no "read line", no one read = one frame: a serial adapter delivers bytes as it likes.

use super::{Asked, Protocol, Rejected};
use smallvec::SmallVec;

/// The bytes of a frame. Those of a scale or of one register are short and lie in place.
pub type Frame = SmallVec<[u8; 32]>;

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
    Frame(Frame),
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

/// What a feed gives, looked for one by one as it is taken. What is not taken is gone when this goes.
#[derive(Debug)]
pub struct Feed<'a> {
    framer: &'a mut Framer,
    asked: Option<&'a Asked>,
}

impl Iterator for Feed<'_> {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        self.framer.next(self.asked)
    }
}

impl Drop for Feed<'_> {
    fn drop(&mut self) {
        while self.next().is_some() {}
    }
}

impl Framer {
    /// An empty buffer.
    pub const fn new(protocol: &'static Protocol) -> Self {
        Self { protocol, buffer: Vec::new(), done: 0, skipped: 0 }
    }

    /// Takes bytes in and gives every frame that is whole now, in order.
    pub fn feed<'a>(&'a mut self, bytes: &[u8], asked: Option<&'a Asked>) -> Feed<'a> {
        self.buffer.drain(..self.done);
        self.done = 0;
        self.buffer.extend_from_slice(bytes);
        Feed { framer: self, asked }
    }

    /// The next thing that is whole in the buffer.
    fn next(&mut self, asked: Option<&Asked>) -> Option<Found> {
        loop {
            match self.protocol.scan(self.pending(), asked) {
                Scan::Need if self.pending().len() > self.protocol.longest => self.skip(1),
                Scan::Need => return None,
                Scan::Skip(count) => self.skip(count.max(1)),
                Scan::Broken(count, why) => {
                    let bytes = self.take(count.max(1)).to_vec();
                    self.skipped += u64::try_from(bytes.len()).unwrap_or(0);
                    return Some(Found::Broken(bytes, why));
                }
                Scan::Frame(count) => return Some(Found::Frame(Frame::from_slice(self.take(count.max(1))))),
            }
        }
    }

    /// The frame that is whole because nothing follows: the last one of a format whose frames end where the next begins.
    pub fn pause(&mut self) -> Option<Frame> {
        if !(self.protocol.ended)(self.pending()) {
            return None;
        }
        let frame = Frame::from_slice(self.pending());
        self.buffer.clear();
        self.done = 0;
        Some(frame)
    }

    fn take(&mut self, count: usize) -> &[u8] {
        let start = self.done;
        self.done += count.min(self.pending().len());
        self.buffer.get(start..self.done).unwrap_or_default()
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
