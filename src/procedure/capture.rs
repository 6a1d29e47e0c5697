//! One stable reading for each thing put on a scale: armed, loaded, stable window, taken once, armed again by unloading.
//!
//! Every error, gap, change of unit or flag, overload or reconnection clears the window but never arms: what lay on the
//! pan before the run began, or through a broken line, is not a package.

use super::observation::Window;
use crate::instrument::Reading;
use crate::protocol::Flag;
use crate::quantity::{Decimal, Unit};
use std::collections::VecDeque;

/// What counts as loaded, stable and unloaded. Masses are in the unit that the scale shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaptureSettings {
    /// The unit of the session; a reading in another one clears the window and is reported.
    pub unit: Unit,
    /// Display step d of the scale.
    pub division: Decimal,
    /// Less than this is not a load.
    pub load_min: Decimal,
    /// How long the value must stay within one division, nanoseconds.
    pub window_ns: u64,
    /// How many readings that takes at least.
    pub readings_min: usize,
    /// The device says itself when it is stable, and must have said so for the whole window.
    pub told_by_flag: bool,
}

/// Longest silence between two readings inside a window, nanoseconds.
const GAP_NS_MAX: u64 = 1_000_000_000;
/// How long the pan must read as empty, nanoseconds.
const UNLOADED_NS: u64 = 300_000_000;
/// Most readings a window keeps: a fast device must not grow the record without bound.
const WINDOW_READINGS_MAX: usize = 256;

/// A load that is asked for by its mass: only what comes near it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    /// The load.
    pub load: Decimal,
    /// How far the indication may lie from it, inclusive.
    pub within: Decimal,
}

impl Band {
    /// Any load at all.
    pub const ANY: Self = Self { load: Decimal::ZERO, within: Decimal::MAX };

    /// Whether an indication is near the load.
    pub fn holds(self, value: Decimal) -> bool {
        (value - self.load).abs() <= self.within
    }
}

/// Where the capture stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaptureState {
    /// Waiting for an empty pan.
    WaitUnloaded,
    /// Ready for the next load.
    Armed,
    /// Loaded, and so many nanoseconds of the window are filled.
    Settling {
        /// Length of the stable stretch so far, nanoseconds.
        stable_ns: u64,
    },
}

/// A value taken, with everything it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Captured {
    /// The readings of the window, oldest first.
    pub readings: Vec<Reading>,
    /// The value of the last one.
    pub value: Decimal,
    /// What the window was like.
    pub window: Window,
}

/// The state machine.
#[derive(Clone, Debug)]
pub struct Capture {
    settings: CaptureSettings,
    armed: bool,
    empty_since_ns: Option<u64>,
    last_ns: Option<u64>,
    last_taken: Option<Decimal>,
    /// The load that is asked for; `None`: any from the least load on.
    band: Option<Band>,
    window: VecDeque<(Decimal, Reading)>,
}

impl Capture {
    /// A capture that first wants to see an empty pan.
    pub const fn new(settings: CaptureSettings) -> Self {
        let (empty_since_ns, last_ns, last_taken) = (None, None, None);
        Self { settings, armed: false, empty_since_ns, last_ns, last_taken, band: None, window: VecDeque::new() }
    }

    /// The settings in force.
    pub const fn settings(&self) -> &CaptureSettings {
        &self.settings
    }

    /// The next thing is of another size (a package after the packings): the least load changes, the state does not.
    pub const fn set_load_min(&mut self, load_min: Decimal) {
        self.settings.load_min = load_min;
    }

    /// A load of this mass is asked for now, with this display step. Unless the load before was another one and is gone
    /// already (`armed`), the pan must be seen unloaded first: what lies there from before is never taken for this load.
    pub fn seek(&mut self, band: Band, division: Decimal, armed: bool) {
        (self.settings.division, self.settings.load_min) = (division, band.load);
        (self.band, self.armed) = (Some(band), armed);
        self.interrupt();
    }

    /// The line was lost, or something that is no value came: nothing before it counts any more.
    pub fn interrupt(&mut self) {
        self.window.clear();
        self.empty_since_ns = None;
    }

    /// Nothing from before counts any more, not even that the pan was seen empty.
    pub fn rearm(&mut self) {
        self.interrupt();
        self.armed = false;
    }

    /// Where it stands.
    pub fn state(&self) -> CaptureState {
        match (self.armed, self.window.front(), self.window.back()) {
            (false, ..) => CaptureState::WaitUnloaded,
            (true, Some((_, first)), Some((_, last))) => {
                CaptureState::Settling { stable_ns: last.stamp.mono_ns.saturating_sub(first.stamp.mono_ns) }
            }
            (true, ..) => CaptureState::Armed,
        }
    }

    /// Takes the next reading of the scale; answers with a value when one is to be recorded.
    pub fn feed(&mut self, reading: &Reading) -> Option<Captured> {
        self.watch(reading);
        let captured = self.settled()?;
        self.window.clear();
        self.armed = false;
        self.empty_since_ns = None;
        self.last_taken = Some(captured.value);
        Some(captured)
    }

    /// Takes the next reading of the scale and records nothing: whoever says when asks for what has [`Self::settled`].
    pub fn watch(&mut self, reading: &Reading) {
        let now_ns = reading.stamp.mono_ns;
        let gap = self.last_ns.replace(now_ns).is_some_and(|last| now_ns.saturating_sub(last) > GAP_NS_MAX);
        if gap {
            self.interrupt();
        }
        let Some(value) = self.clean_value(reading) else { return self.interrupt() };
        if self.armed {
            self.extend_window(value, reading);
        } else {
            self.wait_unloaded(value, now_ns);
        }
    }

    /// The number of a reading that may count: in the unit of the session and neither over nor under.
    fn clean_value(&self, reading: &Reading) -> Option<Decimal> {
        let datum = &reading.datum;
        let over = datum.has(Flag::Overload) || datum.has(Flag::Underload) || datum.has(Flag::Unconfirmed);
        if over || datum.unit != Some(self.settings.unit) { None } else { datum.number() }
    }

    /// The pan is empty below half the least load, and below a fifth of what was on it: relative to the load, because an
    /// absolute band stalls on a scale whose zero has drifted.
    fn wait_unloaded(&mut self, value: Decimal, now_ns: u64) {
        let half = self.settings.load_min / Decimal::TWO;
        let fifth = self.last_taken.map(|taken| taken.abs() / Decimal::from(5));
        let limit = fifth.map_or(half, |fifth| fifth.min(half));
        if value >= limit {
            self.empty_since_ns = None;
            return;
        }
        let since = *self.empty_since_ns.get_or_insert(now_ns);
        if now_ns.saturating_sub(since) >= UNLOADED_NS {
            self.armed = true;
            self.window.clear();
        }
    }

    fn extend_window(&mut self, value: Decimal, reading: &Reading) {
        let loaded = self.band.map_or(value >= self.settings.load_min, |band| band.holds(value));
        let stable = !self.settings.told_by_flag || reading.datum.stable == Some(true);
        if !loaded || !stable {
            self.window.clear();
            return;
        }
        let same_flags = self.window.back().is_none_or(|(_, last)| last.datum.flags == reading.datum.flags);
        if !same_flags {
            self.window.clear();
        }
        self.window.push_back((value, reading.clone()));
        // Keep the longest stretch that ends now and stays within one division.
        while self.spread() > self.settings.division || self.window.len() > WINDOW_READINGS_MAX {
            self.window.pop_front();
        }
    }

    fn spread(&self) -> Decimal {
        let values = || self.window.iter().map(|(value, _)| *value);
        match (values().max(), values().min()) {
            (Some(max), Some(min)) => max - min,
            _ => Decimal::ZERO,
        }
    }

    /// The value that is stable now, with everything it rests on.
    pub fn settled(&self) -> Option<Captured> {
        let CaptureState::Settling { stable_ns } = self.state() else { return None };
        if stable_ns < self.settings.window_ns || self.window.len() < self.settings.readings_min {
            return None;
        }
        let window = Window {
            readings: u64::try_from(self.window.len()).unwrap_or(u64::MAX),
            length_ns: stable_ns.to_string(),
            spread: self.spread().to_string(),
            told_by: if self.settings.told_by_flag { "device".into() } else { "window".into() },
        };
        let value = self.window.back()?.0;
        Some(Captured { readings: self.window.iter().map(|(_, reading)| reading.clone()).collect(), value, window })
    }
}

#[cfg(test)]
#[path = "capture_tests.rs"]
mod tests;
