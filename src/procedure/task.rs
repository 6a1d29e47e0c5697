//! The plan of a run: what `run --plan FILE` reads, what the forms on the screen fill in, and what the ledger's first entry
//! of the run holds. Unknown keys are refused.

use crate::locale::{Lang, Say};
use crate::quantity::{NumberError, Unit, parse_decimal};
use crate::regulation::{
    Appearance, Check, Clock, Current, Decision, IndicationReading, Kind, Label, LabelSeen, MoistureUsed, PayAmount,
    StandardUsed, Stated,
};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// How an instrument is reached.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Connection {
    /// Id of its profile.
    pub device: String,
    /// Its port, `/dev/ttyUSB0`; in a demonstration the program fills it in.
    pub port: String,
    /// Its address on the line, where the protocol has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Which of its energy items is compared; the first one of the profile when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
}

/// How the packing is taken off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TaskTare {
    /// The mean of a tare sample.
    #[default]
    Average,
    /// One packing for each package.
    Each,
    /// The scale shows the net already (packing tared on the scale, or goods without packing).
    None,
}

/// The tare part of a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TareTask {
    /// How it is taken off.
    pub method: TaskTare,
    /// Packings weighed before, typed in; empty: the run weighs them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// How many to weigh; what the regulation asks for when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weigh: Option<u64>,
}

/// A net-content inspection to be done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs)]
pub struct LotTask {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regulation: Option<String>,
    /// Day of the test, `YYYY-MM-DD`; today when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    pub product: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub maker: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub batch: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub place: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inspectors: Vec<String>,
    pub label: Label,
    pub lot_size: u64,
    pub scale: Connection,
    /// A barcode scanner: what it reads names the next package.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scanner: Option<Connection>,
    /// Display step of the scale, in the unit it shows; the profile's when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub division: Option<String>,
    pub tare: TareTask,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub standards: Vec<StandardUsed>,
    /// Category of goods, where the regulation has several plans.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Max of the scale, in the unit it shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<String>,
    /// Expanded uncertainty of one weighing from the scale's certificate, in the unit it shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale_uncertainty: Option<Stated>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moisture: Option<MoistureUsed>,
    /// What the label looks like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label_seen: Option<LabelSeen>,
}

/// The nameplate of a pile and which gun is verified.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs)]
pub struct Nameplate {
    pub name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub model: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub maker: String,
    pub serial: String,
    pub gun: String,
    /// Accuracy class.
    pub class: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current: Option<Current>,
    pub time_of_use: bool,
    /// Smallest step of the displayed energy, kWh.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub energy_step: Option<String>,
    /// Day the pile was put up, `YYYY-MM-DD`; old piles need not mark their currents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub installed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rated_power_kw: Option<String>,
    /// Volts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nominal_voltage: Option<String>,
    /// Amperes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current_min: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current_max: Option<String>,
}

/// Conditions of the verification.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs)]
pub struct Conditions {
    /// Degrees Celsius.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temperature: Option<String>,
    /// Per cent relative humidity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub humidity: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub insulation_megohm: Option<String>,
}

/// The standard and how it is read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs)]
pub struct StandardTask {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<String>,
    /// Its expanded uncertainty, per cent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uncertainty: Option<Stated>,
    /// Smallest step of its energy, kWh.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub energy_step: Option<String>,
    /// Absent: its values are typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection: Option<Connection>,
}

/// A load point to be compared.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs)]
pub struct PointTask {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voltage: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current: Option<String>,
    /// How many comparisons; what the regulation asks for when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeats: Option<u64>,
}

/// Where the clock comparison comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ClockTask {
    /// Take the pile's clock from its line and the reference from this computer's clock.
    pub read: bool,
    /// The comparison done by hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub typed: Option<Clock>,
}

/// A verification of one gun of a charging pile to be done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs)]
pub struct PileTask {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regulation: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    pub kind: Kind,
    pub pile: Nameplate,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub place: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub verifier: String,
    pub conditions: Conditions,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub appearance: Option<Appearance>,
    /// Appearance and functions line by line.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checklist: Vec<Check>,
    /// How results are held against their limits; the simple way when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
    /// Comparisons done by hand for the items of 2018.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub indication: Vec<IndicationReading>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pay: Option<PayAmount>,
    /// The pile's meter; absent: its display is typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection: Option<Connection>,
    pub standard: StandardTask,
    pub load_point: Vec<PointTask>,
    pub clock: ClockTask,
    /// Whether it was adjusted or repaired before the verification, in words.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub adjusted: String,
}

/// What is wrong with a plan.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TaskError {
    /// A part that must be there is not.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// A number that is none.
    #[error("{0}: {1}")]
    Number(&'static str, NumberError),
    /// A number that cannot be.
    #[error("{0} must be above nought")]
    NotPositive(&'static str),
    /// A number that must not be below nought.
    #[error("{0} must not be below nought")]
    Negative(&'static str),
    /// A unit nobody knows.
    #[error("{0}: unknown unit {1:?}")]
    Unit(&'static str, String),
    /// The scale shows another kind of unit than the label.
    #[error("the scale shows {0}, the label is in {1}")]
    OtherDimension(Unit, Unit),
}

impl Say for TaskError {
    fn say(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        match self {
            Self::Missing(place) if zh => format!("方案缺少 {place}"),
            Self::Missing(place) => format!("the plan lacks {place}"),
            Self::Number(place, why) if zh => format!("方案中 {place} 不是数：{why}；应为不带指数和千分号的十进制数"),
            Self::Number(place, why) => format!("{place} in the plan is no number: {why}; write a plain decimal"),
            Self::NotPositive(place) if zh => format!("方案中 {place} 必须大于零"),
            Self::NotPositive(place) => format!("{place} in the plan must be above nought"),
            Self::Negative(place) if zh => format!("{place} 不能小于零"),
            Self::Negative(place) => format!("{place} must not be below nought"),
            Self::Unit(place, unit) if zh => format!("方案中 {place} 的单位 {unit:?} 不认识"),
            Self::Unit(place, unit) => format!("{place} in the plan has the unknown unit {unit:?}"),
            Self::OtherDimension(scale, label) if zh => {
                format!("秤的单位是 {scale}，标注单位是 {label}：不是同一种量，本版本按质量直接称量")
            }
            Self::OtherDimension(scale, label) => {
                format!("the scale shows {scale} and the label is in {label}: not the same quantity; this run weighs")
            }
        }
    }
}

/// A number of a plan that must be above nought.
pub(super) fn positive(place: &'static str, text: &str) -> Result<crate::quantity::Decimal, TaskError> {
    let value = parse_decimal(text).map_err(|why| TaskError::Number(place, why))?;
    if value.is_zero() || value.is_sign_negative() { Err(TaskError::NotPositive(place)) } else { Ok(value) }
}

/// A unit of a plan.
pub(super) fn unit(place: &'static str, text: &str) -> Result<Unit, TaskError> {
    text.parse().map_err(|_| TaskError::Unit(place, text.to_owned()))
}
