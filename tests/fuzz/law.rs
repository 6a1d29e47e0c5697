//! Tries a law on one invented case after the other; the case that breaks it is told so that it can be tried again.

use crate::settings::setting;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// How long each law is tried in a short run.
const SHORT: Duration = Duration::from_millis(900);
/// The seed of short runs: the same input every time, so that a run that failed yesterday fails today.
const SEED: u64 = 8315;

/// Tries a law. What `check` does must follow from its [`Random`] alone.
pub fn law(name: &str, check: impl Fn(&mut Random)) {
    let long = setting("QUANHENG_FUZZ_SECONDS").map(Duration::from_secs);
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(SEED, |time| time.as_nanos() as u64);
    let seed = setting("QUANHENG_FUZZ_SEED").unwrap_or_else(|| if long.is_some() { now() } else { SEED });
    let only = setting("QUANHENG_FUZZ_CASE");
    let (end, mut case) = (Instant::now() + long.unwrap_or(SHORT), only.unwrap_or(0));
    eprintln!("{name}: seed {seed}");
    loop {
        let mut random = Random::of(seed, case);
        if let Err(broken) = catch_unwind(AssertUnwindSafe(|| check(&mut random))) {
            eprintln!("{name} broke: QUANHENG_FUZZ_SEED={seed} QUANHENG_FUZZ_CASE={case}");
            resume_unwind(broken);
        }
        case += 1;
        if only.is_some() || Instant::now() >= end {
            break;
        }
    }
    eprintln!("{name}: {case} cases held");
}

/// Invented input, the same for the same seed and case.
pub struct Random(fastrand::Rng);

impl Random {
    fn of(seed: u64, case: u64) -> Self {
        let mut seeded = fastrand::Rng::with_seed(seed);
        Self(fastrand::Rng::with_seed(seeded.u64(..).wrapping_add(case)))
    }

    /// A number below `end`; nought when there is none.
    pub fn below(&mut self, end: usize) -> usize {
        self.0.usize(..end.max(1))
    }

    /// Yes, so many times of a hundred.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// Any byte.
    pub fn byte(&mut self) -> u8 {
        self.0.u8(..)
    }

    /// Any whole number.
    pub fn whole(&mut self) -> i64 {
        self.0.i64(..)
    }

    /// One of several.
    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    /// So many bytes at most.
    pub fn bytes(&mut self, most: usize) -> Vec<u8> {
        (0..self.below(most + 1)).map(|_| self.byte()).collect()
    }

    /// Bytes turned, taken out, put in and doubled, a few times.
    pub fn mutate(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.below(3) {
            let at = self.below(bytes.len() + 1);
            let to = (at + self.below(9)).min(bytes.len());
            match self.below(5) {
                0 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
                1 if at < bytes.len() => bytes[at] = self.byte(),
                2 => drop(bytes.drain(at..to)),
                3 => {
                    let new = self.bytes(4);
                    bytes.splice(at..at, new);
                }
                _ => {
                    let again = bytes[at..to].to_vec();
                    bytes.splice(at..at, again);
                }
            }
        }
    }

    /// The same bytes in pieces of any size.
    pub fn pieces<'a>(&mut self, mut bytes: &'a [u8]) -> Vec<&'a [u8]> {
        let most = *self.pick(&[1, 3, 20, 512]);
        let mut pieces = Vec::new();
        while !bytes.is_empty() {
            let (piece, rest) = bytes.split_at((1 + self.below(most)).min(bytes.len()));
            pieces.push(piece);
            bytes = rest;
        }
        pieces
    }
}
