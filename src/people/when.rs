//! A moment on both clocks, and how long ago it was at the least.

/// A moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct When {
    /// Wall clock, RFC 3339: for people.
    pub at: String,
    /// Monotonic clock, nanoseconds since the machine was started: for reckoning.
    pub mono_ns: u64,
}

impl When {
    /// Both clocks of a moment.
    pub fn new(at: impl Into<String>, mono_ns: u64) -> Self {
        Self { at: at.into(), mono_ns }
    }

    /// How much time has passed since `earlier`, at the least, nanoseconds. `earlier` was an entry before this moment.
    ///
    /// The wall clock has no say: whoever can set it could end a lock by it. Within one start of the machine the monotonic
    /// clock tells the time exactly. After another start all of it has passed since; and where both starts could be meant,
    /// because the clock stands higher now, the difference is less than what has passed in either case.
    pub const fn least_since_ns(&self, earlier: &Self) -> u64 {
        match self.mono_ns.checked_sub(earlier.mono_ns) {
            Some(passed) => passed,
            None => self.mono_ns,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::When;

    #[test]
    fn a_clock_that_is_set_shortens_nothing_and_a_restart_only_lengthens() {
        let locked = When::new("2026-03-15T09:00:00+08:00", 600);
        let set_forward = When::new("2036-03-15T09:00:00+08:00", 700);
        assert_eq!(set_forward.least_since_ns(&locked), 100);
        let set_back = When::new("2016-03-15T09:00:00+08:00", 700);
        assert_eq!(set_back.least_since_ns(&locked), 100);
        let started_again = When::new("2026-03-15T10:00:00+08:00", 50);
        assert_eq!(started_again.least_since_ns(&locked), 50);
    }
}
