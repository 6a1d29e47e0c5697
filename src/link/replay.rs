//! A recorded session as a line (`replay:FILE`, `replay:FILE@10` ten times as fast): what was sent then is answered as it was
//! answered then.

use super::line::Line;
use super::port::{PortError, READ_WAIT};
use super::recording::{Moment, Recording, What};
use std::collections::VecDeque;
use std::io;
use std::time::{Duration, Instant};

/// A recording that is being replayed.
pub(super) struct Replay {
    moments: VecDeque<Moment>,
    /// Received bytes that are due, in order.
    due: VecDeque<(Instant, Vec<u8>)>,
    speed: u32,
}

/// Opens `FILE` or `FILE@SPEED`.
pub(super) fn open(name: &str) -> Result<Replay, PortError> {
    let wrong = |why: String| PortError::NoRecording(name.to_owned(), why);
    let (file, speed) = match name.rsplit_once('@').map(|(file, speed)| (file, speed.parse())) {
        Some((file, Ok(speed @ 1..=1000))) => (file, speed),
        _ => (name, 1),
    };
    let text = std::fs::read_to_string(file).map_err(|why| wrong(why.to_string()))?;
    let recording = Recording::parse(&text).map_err(wrong)?;
    let mut replay = Replay { moments: recording.moments.into(), due: VecDeque::new(), speed };
    replay.hear_until_sent(0);
    Ok(replay)
}

impl Replay {
    /// Makes everything due that was received before the next question; `since_ns` is the moment that counts as now.
    fn hear_until_sent(&mut self, since_ns: u64) {
        let now = Instant::now();
        while let Some(moment) = self.moments.pop_front() {
            match moment.what {
                What::Tx { .. } => {
                    self.moments.push_front(moment);
                    return;
                }
                What::Rx(bytes) => {
                    let after = Duration::from_nanos(moment.ns.saturating_sub(since_ns)) / self.speed;
                    self.due.push_back((now + after, bytes));
                }
                _ => {}
            }
        }
    }
}

impl Line for Replay {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some((when, bytes)) = self.due.front_mut() else {
            if self.moments.is_empty() {
                return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the recording has ended"));
            }
            std::thread::sleep(READ_WAIT);
            return Ok(0);
        };
        let wait = when.saturating_duration_since(Instant::now());
        if !wait.is_zero() {
            std::thread::sleep(wait.min(READ_WAIT));
            return Ok(0);
        }
        let count = bytes.len().min(buffer.len());
        for (to, from) in buffer.iter_mut().zip(bytes.drain(..count)) {
            *to = from;
        }
        if bytes.is_empty() {
            self.due.pop_front();
        }
        Ok(count)
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        let asked = |moment: &Moment| matches!(&moment.what, What::Tx { bytes: then, .. } if then == bytes);
        let Some(place) = self.moments.iter().position(asked) else {
            // This was never asked again: whatever is left of the session has no answer to it.
            self.moments.clear();
            return Ok(());
        };
        self.moments.drain(..place);
        let since = self.moments.pop_front().map_or(0, |moment| moment.ns);
        self.hear_until_sent(since);
        Ok(())
    }

    fn flush_input(&mut self) {
        let now = Instant::now();
        self.due.retain(|(when, _)| *when > now);
    }
}
