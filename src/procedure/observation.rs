//! An observation (观测): what a run took as one datum, with its origin. This is what the ledger holds of a run.

use crate::instrument::Reading;
use crate::quantity::Unit;
use crate::regulation::ScaleTest;
use serde::{Deserialize, Serialize};

/// Which of the two a value is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// The instrument under verification (被检器具).
    Instrument,
    /// The standard (标准器).
    Reference,
}

/// Which end of a comparison a register was read at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Moment {
    Start,
    End,
}

/// What was observed. Numbers count from 1.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "of")]
#[allow(missing_docs)]
pub enum Subject {
    /// An empty packing of the tare sample.
    Tare { number: u64 },
    /// The gross of a package (the net, where the run takes no tare).
    Package { number: u64 },
    /// An energy register at one end of a comparison.
    Register { point: u64, repeat: u64, side: Side, moment: Moment },
    /// The energy of one comparison as a display shows it.
    Energy { point: u64, repeat: u64, side: Side },
    /// A clock, as a full time stamp with its zone.
    Clock { side: Side },
    /// Instrument minus reference, seconds.
    ClockDifference,
    /// Result of the appearance and function check: `pass` or `fail`.
    Appearance,
    /// Insulation resistance, megohm.
    Insulation,
    /// What a scale shows under a load; before the extra load in the discrimination test.
    Indication {
        test: ScaleTest,
        number: u64,
        /// L, in the unit of the nameplate.
        load: String,
    },
    /// ΔL: the small weights that made the indication of that load jump.
    Changeover { test: ScaleTest, number: u64 },
    /// What a scale shows once the extra load of the discrimination test lies on it.
    Extra { number: u64 },
}

impl Subject {
    /// The comparison it belongs to: load point and repeat.
    pub const fn comparison(&self) -> Option<(u64, u64)> {
        match self {
            Self::Register { point, repeat, .. } | Self::Energy { point, repeat, .. } => Some((*point, *repeat)),
            _ => None,
        }
    }

    /// What it is worth nothing without, and what is worth nothing without it.
    pub const fn group(&self) -> Option<Group> {
        match self {
            Self::Register { point, repeat, .. } | Self::Energy { point, repeat, .. } => {
                Some(Group::Comparison { point: *point, repeat: *repeat })
            }
            Self::Indication { test, number, .. } | Self::Changeover { test, number } => {
                Some(Group::Load { test: *test, number: *number })
            }
            Self::Extra { number } => Some(Group::Load { test: ScaleTest::Discrimination, number: *number }),
            _ => None,
        }
    }

    /// The number of a thing that was weighed.
    pub const fn number(&self) -> Option<u64> {
        match self {
            Self::Tare { number } | Self::Package { number } => Some(*number),
            _ => None,
        }
    }
}

/// Data that only count together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Group {
    /// Both registers, at start and end, of one comparison.
    Comparison { point: u64, repeat: u64 },
    /// The indication under one load, and the small weights on it.
    Load { test: ScaleTest, number: u64 },
}

/// The stretch of readings behind one stable value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// How many readings.
    pub readings: u64,
    /// From the first to the last, nanoseconds of the monotonic clock, as a string: it may pass 2^53.
    pub length_ns: String,
    /// Largest minus smallest value, in the unit of the observation.
    pub spread: String,
    /// Who says that it was stable: the device by its flag, or this program by the window.
    pub told_by: String,
}

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "origin")]
pub enum Origin {
    /// Read from an instrument: the last reading taken, and the window it closed.
    Read {
        /// The readings the value rests on, oldest first; the last one carries the value.
        readings: Vec<Reading>,
        /// The window, where one was needed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        window: Option<Window>,
    },
    /// Typed by a person, at the keyboard or in the plan file.
    Typed {
        /// Who or what: `keyboard`, `plan`.
        at: String,
    },
}

/// One datum of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    /// What it is of.
    #[serde(flatten)]
    pub subject: Subject,
    /// The value with the digits shown.
    pub value: String,
    /// Its unit, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// The name of the package, as a scanner read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<String>,
    /// Where it came from.
    #[serde(flatten)]
    pub origin: Origin,
}

impl Observation {
    /// Whether a person typed it, at the keyboard or in the plan.
    pub const fn is_typed(&self) -> bool {
        matches!(self.origin, Origin::Typed { .. })
    }

    /// An observation that a person typed.
    pub fn typed(subject: Subject, value: impl Into<String>, unit: Option<Unit>, at: &str) -> Self {
        Self { subject, value: value.into(), unit, package: None, origin: Origin::Typed { at: at.to_owned() } }
    }
}
