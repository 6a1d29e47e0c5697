//! The case of a charging pile: what `judge pile` reads from a file and what a run builds from its observations.
//!
//! Measured numbers stay strings until the judge reads them, so that what is stored is what was written. Unknown keys are
//! refused; a part that is not there yet makes its item incomplete, never pass.

use super::super::case::{Current, Kind, StandardUsed};
use super::super::uncertainty::Decision;
use crate::locale::Words;
use serde::{Deserialize, Serialize};

/// Result of the appearance and function check, as the verifier says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Appearance {
    Pass,
    Fail,
}

/// The clock comparison: either both times, or their difference (instrument − reference).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs)]
pub struct Clock {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instrument: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference_seconds: Option<String>,
}

/// What a verifier found at one line of the check list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckVerdict {
    /// As required.
    Pass,
    /// Not as required.
    Fail,
    /// The pile has no such thing.
    Na,
}

/// One line of the appearance and function check list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Its name in the rule file: `display`.
    pub item: String,
    /// What was found.
    pub verdict: CheckVerdict,
    /// What the verifier wants to say about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The amount to be paid: displayed against energy × price, or against the sum over the periods of a time-of-use price.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PayAmount {
    /// Displayed energy, kWh.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub energy: Option<String>,
    /// Displayed price of a kilowatt-hour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<String>,
    /// Energy and price of each period, in the place of `energy` and `price`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub periods: Vec<PayPeriod>,
    /// Displayed amount.
    pub displayed: String,
    /// Smallest step of the amount (最小付费变量); the regulation's when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
}

/// Energy (kWh) and price of one period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct PayPeriod {
    pub energy: String,
    pub price: String,
}

/// One charge whose displayed energy is compared (示值误差).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs)]
pub struct IndicationReading {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instrument: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Unit of both energies; kWh when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

/// One comparison at a load point: both energies; pulses and their constant against the reference; or the error itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs)]
pub struct PointReading {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instrument: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Unit of both energies; kWh when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pulses: Option<String>,
    /// Pulses a kilowatt-hour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub constant: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_percent: Option<String>,
    /// A signed record (OCMF) in the place of `instrument`, or the file it lies in. Whoever reads the file verifies the
    /// record and puts its energy here before judging: the judge knows no files, and refuses a record that is still there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ocmf: Option<String>,
    /// Public key of the record's meter, or the file it lies in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Where `instrument` came from, when that was a verified record; nobody can write it into a case.
    #[serde(skip)]
    pub origin: Option<RecordOrigin>,
    /// How far apart in time the two sides were read, seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skew_seconds: Option<String>,
    /// Power while they were read, kilowatts; voltage × current of the load point when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub power_kw: Option<String>,
}

/// The two signed values whose difference is an energy of the pile, as a verified record tells them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordOrigin {
    /// Which record, and who vouches for its key.
    pub words: Words,
    /// Value at the begin, with its unit.
    pub begin: String,
    /// Value at the end, with its unit.
    pub end: String,
    /// End less begin, in the unit of the reading.
    pub difference: String,
}

/// A load point with its repeats.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs)]
pub struct LoadPoint {
    /// Volts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voltage: Option<String>,
    /// Amperes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub power_factor: Option<String>,
    pub readings: Vec<PointReading>,
}

/// A charging-pile case: one gun, one record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs)]
pub struct PileCase {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regulation: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    pub standards: Vec<StandardUsed>,
    /// Accuracy class as on the nameplate.
    pub class: Option<String>,
    pub current: Option<Current>,
    pub time_of_use: Option<bool>,
    /// Smallest step of the displayed energy, kWh.
    pub energy_step: Option<String>,
    /// Smallest step of the standard's energy, kWh.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference_step: Option<String>,
    /// How a result is held against its limit; the simple way when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
    /// Day the pile was put up, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub installed: Option<String>,
    /// Rated power, kilowatts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rated_power_kw: Option<String>,
    /// Marked voltages, volts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nominal_voltage: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voltage_min: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voltage_max: Option<String>,
    /// Marked currents, amperes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current_min: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current_transitional: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current_max: Option<String>,
    /// What the verifier says of appearance and functions as a whole.
    pub appearance: Option<Appearance>,
    /// The same line by line.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checklist: Vec<Check>,
    pub insulation_megohm: Option<String>,
    pub clock: Option<Clock>,
    pub pay: Option<PayAmount>,
    pub load_point: Vec<LoadPoint>,
    /// Charges compared for the indication error, an item of 2018.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub indication: Vec<IndicationReading>,
}
