//! Both clocks of this moment.

use crate::instrument::Stamp;
use jiff::ZonedDateTime;
use rustix::time::{ClockId, clock_gettime};

/// The monotonic clock of this start of the machine, nanoseconds; the same for every process on it.
pub fn now_ns() -> u64 {
    let now = clock_gettime(ClockId::Monotonic);
    let seconds = u64::try_from(now.tv_sec).unwrap_or(0);
    seconds.saturating_mul(1_000_000_000).saturating_add(u64::try_from(now.tv_nsec).unwrap_or(0))
}

/// This moment on both clocks.
pub fn stamp() -> Stamp {
    let now = ZonedDateTime::now();
    Stamp { at: now.strftime("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string(), mono_ns: now_ns() }
}
