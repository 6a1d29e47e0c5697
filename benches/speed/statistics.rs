//! A series of times and what is told of it.

use crate::Failure;
use std::time::Duration;

/// Times of one thing, sorted.
pub struct Times(Vec<Duration>);

impl Times {
    /// Takes a series; an empty one says that nothing was measured.
    pub fn of(mut times: Vec<Duration>) -> Result<Self, Failure> {
        times.sort();
        if times.is_empty() { Err("no sample was taken".into()) } else { Ok(Self(times)) }
    }

    /// How many.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The smallest time that so many per cent of the samples do not exceed.
    fn percentile(&self, percent: usize) -> Duration {
        let rank = (self.0.len() * percent).div_ceil(100);
        self.0.get(rank.saturating_sub(1)).copied().unwrap_or_default()
    }

    /// Half of the samples take no longer.
    pub fn median(&self) -> Duration {
        self.percentile(50)
    }

    /// Of a hundred samples one takes longer.
    pub fn p99(&self) -> Duration {
        self.percentile(99)
    }

    /// All of them together.
    pub fn total(&self) -> Duration {
        self.0.iter().sum()
    }

    /// The mean.
    pub fn mean(&self) -> Duration {
        self.total().div_f64(self.0.len() as f64)
    }
}
