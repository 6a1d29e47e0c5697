//! A line that somebody looks at: every byte of it is told, also those that are of no use to anybody else. While nobody
//! looks it costs the question whether somebody does.

use crate::protocol::framer::Found;
use crate::protocol::{Addressing, Framer, Protocol};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// So many bytes that are thrown away are worth looking at.
const MOST: usize = 4096;

/// What goes over a line beside values, refusals and what a device says: told only while the line is tapped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wire {
    /// A question was sent.
    Sent {
        /// Its bytes.
        bytes: Vec<u8>,
        /// What it asks for, by the profile.
        item: Option<String>,
    },
    /// A frame that is understood and carries no value: it acknowledges, or leads to the next question.
    Whole(Vec<u8>),
    /// Bytes that wake a reader before a frame (`FE`): they belong to the frame that follows.
    Wake(Vec<u8>),
    /// What was sent came back: the adapter hears itself.
    Echo(Vec<u8>),
    /// Bytes that belong to no frame.
    Stray(Vec<u8>),
    /// Bytes that came when the time for the answer was over, and were thrown away.
    Late(Vec<u8>),
    /// Nobody answered this question; it is asked again.
    Unanswered,
    /// What came over a line that is only [listened](super::Listener) to.
    Heard(Vec<u8>),
}

/// What is needed to tell every byte once: those that were received and not told yet.
#[derive(Debug)]
pub(super) struct Tap {
    on: Arc<AtomicBool>,
    loose: Vec<u8>,
    asked: Vec<u8>,
}

impl Tap {
    /// A tap that `on` opens and closes.
    pub const fn new(on: Arc<AtomicBool>) -> Self {
        Self { on, loose: Vec::new(), asked: Vec::new() }
    }

    /// Whether somebody looks.
    pub fn open(&self) -> bool {
        self.on.load(Ordering::Relaxed)
    }

    /// Bytes were received.
    pub fn heard(&mut self, bytes: &[u8]) {
        if self.open() {
            self.loose.extend_from_slice(bytes);
        } else if !self.loose.is_empty() {
            self.loose.clear();
        }
    }

    /// Keeps bytes that are thrown away, while somebody looks; no more than are worth looking at.
    pub fn keep(&self, kept: &mut Vec<u8>, bytes: &[u8]) {
        if self.open() && kept.len() < MOST {
            kept.extend_from_slice(bytes);
        }
    }

    /// A question was sent: what lay there before belongs to nothing any more.
    pub fn sent(&mut self, bytes: &[u8], item: Option<String>) -> Vec<Wire> {
        if !self.open() {
            return Vec::new();
        }
        let before = std::mem::take(&mut self.loose);
        bytes.clone_into(&mut self.asked);
        let before = (!before.is_empty()).then_some(Wire::Stray(before));
        before.into_iter().chain([Wire::Sent { bytes: bytes.to_vec(), item }]).collect()
    }

    /// These bytes are told otherwise; answers with those that came before them. Of bytes whose beginning came before
    /// anybody looked, the rest is theirs too.
    pub fn claim(&mut self, bytes: &[u8]) -> Vec<u8> {
        if bytes.is_empty() {
            return Vec::new();
        }
        if let Some(at) = self.loose.windows(bytes.len()).position(|window| window == bytes) {
            let rest = self.loose.split_off(at + bytes.len());
            let mut before = std::mem::replace(&mut self.loose, rest);
            before.truncate(at);
            return before;
        }
        let most = self.loose.len().min(bytes.len());
        let rest = (1..=most).rev().find(|count| self.loose.get(..*count).is_some_and(|rest| bytes.ends_with(rest)));
        self.loose.drain(..rest.unwrap_or(0));
        Vec::new()
    }

    /// The bytes that nobody holds on to: all but the last `pending` ones.
    pub fn surplus(&mut self, pending: usize) -> Vec<u8> {
        let count = self.loose.len().saturating_sub(pending);
        self.loose.drain(..count).collect()
    }

    /// What loose bytes are, by themselves.
    pub fn named(&self, bytes: Vec<u8>, protocol: &'static Protocol) -> Option<Wire> {
        if bytes.is_empty() {
            return None;
        }
        if bytes == self.asked {
            return Some(Wire::Echo(bytes));
        }
        if protocol.addressing == Addressing::Meter && bytes.iter().all(|byte| *byte == 0xFE) {
            return Some(Wire::Wake(bytes));
        }
        let found: Vec<Found> = Framer::new(protocol).feed(&bytes, None).collect();
        let whole = matches!(found.as_slice(), [Found::Frame(frame)] if frame.len() == bytes.len());
        Some(if whole { Wire::Whole(bytes) } else { Wire::Stray(bytes) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::dlt645::DLT645_2007;
    use crate::protocol::yaohua::YAOHUA_TF0;

    const FRAME: &[u8] = b"\x02+001560019\x03";

    fn tap(on: bool) -> Tap {
        Tap::new(Arc::new(AtomicBool::new(on)))
    }

    #[test]
    fn every_byte_is_told_once() {
        let mut tap = tap(true);
        tap.heard(b"noise");
        tap.heard(FRAME);
        tap.heard(b"\x02+0");
        assert_eq!(tap.claim(FRAME), b"noise");
        assert_eq!(tap.surplus(3), b"", "what a frame may still become is not told");
        assert_eq!(tap.surplus(0), b"\x02+0");
        assert_eq!(tap.surplus(0), b"");
    }

    #[test]
    fn of_a_frame_that_began_before_anybody_looked_no_byte_is_stray() {
        let mut tap = tap(true);
        let (_, rest) = FRAME.split_at(4);
        tap.heard(rest);
        tap.heard(b"x");
        assert_eq!(tap.claim(FRAME), b"");
        assert_eq!(tap.surplus(0), b"x");
    }

    #[test]
    fn an_echo_is_told_from_a_frame_and_from_stray_bytes() {
        let mut tap = tap(true);
        tap.heard(b"left over");
        let sent = tap.sent(b"ask", Some("1".into()));
        let stray = Wire::Stray(b"left over".to_vec());
        assert_eq!(sent, [stray, Wire::Sent { bytes: b"ask".to_vec(), item: Some("1".into()) }]);
        assert_eq!(tap.named(b"ask".to_vec(), &YAOHUA_TF0), Some(Wire::Echo(b"ask".to_vec())));
        assert_eq!(tap.named(FRAME.to_vec(), &YAOHUA_TF0), Some(Wire::Whole(FRAME.to_vec())));
        assert_eq!(tap.named(b"\x02+0".to_vec(), &YAOHUA_TF0), Some(Wire::Stray(b"\x02+0".to_vec())));
        assert_eq!(tap.named(Vec::new(), &YAOHUA_TF0), None);
        let wake = || vec![0xFE, 0xFE];
        assert_eq!(tap.named(wake(), &DLT645_2007), Some(Wire::Wake(wake())));
        assert_eq!(tap.named(wake(), &YAOHUA_TF0), Some(Wire::Stray(wake())));
    }

    #[test]
    fn while_nobody_looks_nothing_is_kept() {
        let mut tap = tap(false);
        tap.heard(FRAME);
        let mut late = Vec::new();
        tap.keep(&mut late, FRAME);
        assert_eq!((tap.sent(b"ask", None), late.len(), tap.loose.len(), tap.asked.len()), (Vec::new(), 0, 0, 0));
        let on = Arc::clone(&tap.on);
        on.store(true, Ordering::Relaxed);
        tap.heard(FRAME);
        on.store(false, Ordering::Relaxed);
        tap.heard(b"more");
        assert_eq!(tap.loose.len(), 0, "what was kept goes with the look");
    }
}
