//! One energy register as it is read again and again: does it stand still, does it run, what does it show now.
//!
//! A register with a coarse step stands between two steps of a slow charge, so standing still is measured against the
//! longest step seen in this charge, and against the power where the device reports it.

use crate::instrument::Reading;
use crate::protocol::{Flag, Measurand};
use crate::quantity::{Decimal, Unit};

/// Shortest time that counts as standing still, nanoseconds.
const STANDING_NS_MIN: u64 = 1_500_000_000;
/// Longest time that is ever asked for, nanoseconds.
const STANDING_NS_MAX: u64 = 30_000_000_000;
/// So many times the longest step of the charge must pass without a change.
const STEPS_STANDING: u64 = 4;
/// Fewest equal readings in a row: no value counts that was read once.
const EQUAL_READINGS_MIN: u64 = 3;
/// Older than this and the register is not known now, nanoseconds.
const FRESH_NS: u64 = 2_500_000_000;

/// What is known of one register.
#[derive(Clone, Debug, Default)]
pub struct Register {
    item: Option<String>,
    latest: Option<Reading>,
    equal_since_ns: u64,
    equal_readings: u64,
    longest_step_ns: u64,
    changed_once: bool,
    power: Option<Decimal>,
}

impl Register {
    /// A register that is read as `item`; the first energy item that comes when `None`.
    pub fn new(item: Option<String>) -> Self {
        Self { item, ..Self::default() }
    }

    /// The last reading of the register.
    pub const fn latest(&self) -> Option<&Reading> {
        self.latest.as_ref()
    }

    /// What it shows, with its unit.
    pub fn value(&self) -> Option<(Decimal, Unit)> {
        let datum = &self.latest.as_ref()?.datum;
        Some((datum.number()?, datum.unit?))
    }

    /// Whether it was read a moment ago.
    pub fn fresh(&self, now_ns: u64) -> bool {
        self.latest.as_ref().is_some_and(|latest| now_ns.saturating_sub(latest.stamp.mono_ns) <= FRESH_NS)
    }

    /// Whether it stands still: read several times without a change for long enough, and no power flowing.
    pub fn standing(&self, now_ns: u64) -> bool {
        let wanted = (self.longest_step_ns * STEPS_STANDING).clamp(STANDING_NS_MIN, STANDING_NS_MAX);
        let Some(latest) = &self.latest else { return false };
        let stood = latest.stamp.mono_ns.saturating_sub(self.equal_since_ns);
        let flowing = self.power.is_some() && !self.idle();
        self.fresh(now_ns) && !flowing && self.equal_readings >= EQUAL_READINGS_MIN && stood >= wanted
    }

    /// Whether the device says that no power flows; one that reports no power never says so.
    pub fn idle(&self) -> bool {
        self.power.is_some_and(|power| power <= Decimal::ZERO)
    }

    /// Whether this is a reading of the register.
    pub fn reads(&self, reading: &Reading) -> bool {
        let item = reading.datum.item.as_deref().unwrap_or_default();
        reading.datum.quantity == Measurand::Energy && self.item.as_deref().is_none_or(|ours| ours == item)
    }

    /// Takes a reading; anything but the register itself and the power is passed over.
    pub fn feed(&mut self, reading: &Reading) {
        let datum = &reading.datum;
        match datum.quantity {
            Measurand::Power => self.power = datum.number(),
            Measurand::Energy => self.feed_energy(reading),
            _ => {}
        }
    }

    fn feed_energy(&mut self, reading: &Reading) {
        let datum = &reading.datum;
        let item = self.item.get_or_insert_with(|| datum.item.as_deref().unwrap_or_default().to_owned());
        let ours = datum.item.as_deref().unwrap_or_default() == item;
        let (Some(number), Some(unit), false) = (datum.number(), datum.unit, datum.has(Flag::Unconfirmed)) else {
            return;
        };
        if !ours {
            return;
        }
        let now_ns = reading.stamp.mono_ns;
        if self.value() == Some((number, unit)) {
            self.equal_readings += 1;
        } else {
            if self.changed_once {
                self.longest_step_ns = self.longest_step_ns.max(now_ns.saturating_sub(self.equal_since_ns));
            }
            self.changed_once = self.latest.is_some();
            self.equal_since_ns = now_ns;
            self.equal_readings = 1;
        }
        self.latest = Some(reading.clone());
    }

    /// A new charge begins: its steps are measured anew.
    pub const fn begin(&mut self) {
        self.longest_step_ns = 0;
        self.changed_once = false;
    }

    /// The line was lost: what was equal before and after is not one stretch.
    pub fn interrupt(&mut self) {
        self.latest = None;
        self.power = None;
        self.equal_readings = 0;
    }
}
