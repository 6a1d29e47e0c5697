//! What there is to measure: a pan with a load that settles, and a charge that runs.

use crate::protocol::Measurand;
use crate::quantity::{Decimal, Exact, Mode, round_to_interval};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// What a simulated instrument looks at.
#[derive(Clone, Debug)]
pub enum World {
    /// A scale.
    Scale(Arc<ScaleWorld>),
    /// A meter: the pile's side or the standard's side of a charge.
    Energy(Arc<EnergyWorld>, EnergySide),
}

/// Which meter of a charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnergySide {
    /// The pile's own meter.
    Pile,
    /// The standard in series with it.
    Standard,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where the time of a world comes from.
#[derive(Debug)]
enum Time {
    /// The clock of the machine, from this moment on.
    Machine(Instant),
    /// Whoever moves it on: nanoseconds so far.
    Hand(AtomicU64),
}

impl Time {
    /// Since the world began.
    fn now(&self) -> Duration {
        match self {
            Self::Machine(began) => began.elapsed(),
            Self::Hand(ns) => Duration::from_nanos(ns.load(Ordering::Relaxed)),
        }
    }
}

/// A pan. Values in the unit that the scale shows.
#[derive(Debug)]
pub struct ScaleWorld {
    division: Decimal,
    time: Time,
    state: Mutex<Pan>,
}

#[derive(Debug)]
struct Pan {
    from: Decimal,
    to: Decimal,
    /// When that changed, of the time of the world.
    changed: Duration,
    /// What the scale shows when nothing is on it.
    zero: Decimal,
    /// How far it swings; nought: it comes to rest.
    swing: Decimal,
}

/// How a load settles: every 100 ms so many thousandths of the step have gone; after the last one it stands still.
const SETTLING: [i64; 9] = [0, 430, 910, 1060, 985, 1008, 997, 1001, 1000];
const SETTLING_STEP: Duration = Duration::from_millis(100);
/// Where a load that swings stands in each step, in tenths of the swing. Seven of them: no even rhythm of asking finds it at
/// the same place again and again.
const SWINGING: [i64; 7] = [0, 7, -3, 10, -8, 4, -10];

impl ScaleWorld {
    /// An empty pan of a scale with display step `division`.
    pub fn new(division: Decimal) -> Arc<Self> {
        Self::with_time(division, Time::Machine(Instant::now()))
    }

    /// The same, in a world whose time stands still but for [`Self::pass`].
    pub fn by_hand(division: Decimal) -> Arc<Self> {
        Self::with_time(division, Time::Hand(AtomicU64::new(0)))
    }

    fn with_time(division: Decimal, time: Time) -> Arc<Self> {
        let nought = Decimal::ZERO;
        let pan = Pan { from: nought, to: nought, changed: time.now(), zero: nought, swing: nought };
        Arc::new(Self { division, time, state: Mutex::new(pan) })
    }

    /// Since this world began.
    pub fn now(&self) -> Duration {
        self.time.now()
    }

    /// Lets time pass in a world whose time is moved by hand; any other has its own.
    pub fn pass(&self, time: Duration) {
        if let Time::Hand(ns) = &self.time {
            ns.fetch_add(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX), Ordering::Relaxed);
        }
    }

    /// Puts a load on the pan, in place of what was on it.
    pub fn load(&self, value: Decimal) {
        let now = self.now();
        let mut pan = locked(&self.state);
        let (from, _) = pan.load_at(now);
        (pan.from, pan.to, pan.changed) = (from, value, now);
    }

    /// Takes everything off.
    pub fn unload(&self) {
        self.load(Decimal::ZERO);
    }

    /// Touches what is on it: it swings again and comes back.
    pub fn touch(&self) {
        let now = self.now();
        let mut pan = locked(&self.state);
        (pan.from, pan.changed) = (pan.to + self.division * Decimal::from(40), now);
    }

    /// The zero has drifted: the scale shows so much with nothing on it, and so much more with anything.
    pub fn drift(&self, zero: Decimal) {
        locked(&self.state).zero = zero;
    }

    /// What is on the pan swings so far to either side and does not come to rest; nought ends it.
    pub fn swing(&self, swing: Decimal) {
        locked(&self.state).swing = swing;
    }

    /// What the scale shows now, and whether it has come to rest.
    pub fn weight(&self) -> (Decimal, bool) {
        let now = self.now();
        let pan = locked(&self.state);
        let (load, stable) = pan.load_at(now);
        let step = now.as_millis() / SETTLING_STEP.as_millis() % 7;
        let tenths = usize::try_from(step).ok().and_then(|step| SWINGING.get(step)).copied().unwrap_or(0);
        let swing = pan.swing * Decimal::new(tenths, 1);
        (self.shown(load + pan.zero + swing), stable && pan.swing.is_zero())
    }

    fn shown(&self, value: Decimal) -> Decimal {
        round_to_interval(&Exact::from(value), self.division, Mode::HalfEven).map_or(value, |rounded| rounded.value)
    }
}

impl Pan {
    /// What lies on it at a time of the world, and whether that has come to rest.
    fn load_at(&self, now: Duration) -> (Decimal, bool) {
        let step = now.saturating_sub(self.changed).as_millis() / SETTLING_STEP.as_millis();
        let step = usize::try_from(step).unwrap_or(usize::MAX);
        let Some(gone) = SETTLING.get(step).filter(|_| step + 1 < SETTLING.len()) else { return (self.to, true) };
        let moved = (self.to - self.from) * Decimal::new(*gone, 3);
        (self.from + moved, self.from == self.to)
    }
}

/// What one charge comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    /// What the pile's register gains, kWh.
    pub pile: Decimal,
    /// What the standard's register gains, kWh.
    pub standard: Decimal,
    /// How long it takes.
    pub duration: Duration,
    /// Volts while it runs.
    pub voltage: Decimal,
    /// Amperes while it runs.
    pub current: Decimal,
}

/// A charging pile with a standard in series: registers that stand still until a charge runs, and again after it.
#[derive(Debug)]
pub struct EnergyWorld {
    charge: Charge,
    clock_offset_s: i64,
    state: Mutex<Registers>,
}

#[derive(Debug)]
struct Registers {
    pile: Decimal,
    standard: Decimal,
    running: Option<Instant>,
    endless: bool,
}

impl EnergyWorld {
    /// Registers at their start values (kWh); the pile's clock is `clock_offset_s` ahead. An endless world begins a new
    /// charge whenever one ends.
    pub fn new(charge: Charge, pile: Decimal, standard: Decimal, clock_offset_s: i64, endless: bool) -> Arc<Self> {
        let running = endless.then(Instant::now);
        Arc::new(Self { charge, clock_offset_s, state: Mutex::new(Registers { pile, standard, running, endless }) })
    }

    /// Starts a charge; one that runs already goes on.
    pub fn start(&self) {
        let mut registers = self.settled();
        registers.running.get_or_insert_with(Instant::now);
    }

    /// Whether a charge is running.
    pub fn running(&self) -> bool {
        self.settled().running.is_some()
    }

    /// The registers, with every charge that has come to its end added.
    fn settled(&self) -> MutexGuard<'_, Registers> {
        let mut registers = locked(&self.state);
        while let Some(since) = registers.running.filter(|since| since.elapsed() >= self.charge.duration) {
            registers.pile += self.charge.pile;
            registers.standard += self.charge.standard;
            registers.running = registers.endless.then(|| since + self.charge.duration);
        }
        registers
    }

    /// What one side shows of a quantity, unrounded; `None` where this world has none.
    pub fn value(&self, side: EnergySide, measurand: Measurand) -> Option<Decimal> {
        let registers = self.settled();
        let flowing = registers.running.is_some();
        let if_flowing = |value: Decimal| if flowing { value } else { Decimal::ZERO };
        match measurand {
            Measurand::Energy => {
                let (base, gain) = match side {
                    EnergySide::Pile => (registers.pile, self.charge.pile),
                    EnergySide::Standard => (registers.standard, self.charge.standard),
                };
                let part = registers.running.map_or(Decimal::ZERO, |since| self.part(since));
                Some(base + gain * part)
            }
            Measurand::Voltage => Some(if_flowing(self.charge.voltage)),
            Measurand::Current => Some(if_flowing(self.charge.current)),
            Measurand::Power => Some(if_flowing(self.charge.voltage * self.charge.current)),
            Measurand::Temperature => Some(Decimal::new(251, 1)),
            Measurand::Frequency => Some(Decimal::new(5001, 2)),
            Measurand::PowerFactor => Some(Decimal::new(1000, 3)),
            _ => None,
        }
    }

    /// How much of a charge has gone, from 0 to 1, in thousandths.
    fn part(&self, since: Instant) -> Decimal {
        let whole = self.charge.duration.as_millis().max(1);
        let gone = since.elapsed().as_millis().min(whole);
        Decimal::new(i64::try_from(gone * 1000 / whole).unwrap_or(1000), 3)
    }

    /// Seconds that the pile's clock is ahead of the computer's.
    pub const fn clock_offset_s(&self) -> i64 {
        self.clock_offset_s
    }
}
