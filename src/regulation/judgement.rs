//! What a judge answers: the verdict, every item, the arithmetic behind it, and the warnings.
//!
//! Field names are the contract of `judge --json`: add, never rename; decimals are strings.

use super::own_rules::Overridden;
use super::scale::case::{Direction, Position};
use super::uncertainty::UncertaintyResult;
use crate::locale::Words;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How well a figure is known. The order is from the best to the weakest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Two or more public sources agree.
    Confirmed,
    /// One public source.
    SingleSource,
    /// Analogy, derivation or hearsay: not law until the official text was read.
    Unconfirmed,
}

/// The verdict on a whole case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Conclusion {
    Pass,
    Fail,
    Incomplete,
    ConditionsNotMet,
}

/// The verdict on one item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum ItemVerdict {
    Pass,
    Fail,
    Incomplete,
    NotApplicable,
}

/// Which paper follows from the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Document {
    /// 检定证书.
    Certificate,
    /// 检定结果通知书.
    Notice,
    /// 检验报告.
    Report,
}

/// One item (检定项目) with its limit and value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its name in the rule file: `individual`, `mean`, `working-error` …
    pub item: String,
    /// The clause it comes from; `None` where no public source names one.
    pub clause: Option<String>,
    /// Its verdict.
    pub verdict: ItemVerdict,
    /// The limit as it is printed.
    pub limit: Option<String>,
    /// The value that was held against it.
    pub value: Option<String>,
    /// The weakest figure used.
    pub status: Status,
    /// The item's name for people.
    pub name: Words,
}

/// One step of the trace (计算过程).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The clause; `None` where no public source names one.
    pub clause: Option<String>,
    /// What is done, in both languages.
    #[serde(flatten)]
    pub words: Words,
    /// The formula with its symbols.
    pub formula: String,
    /// The values put in, by symbol.
    pub values: BTreeMap<String, String>,
    /// What came out.
    pub result: String,
}

/// Something a person must know before trusting the verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// Its code, the same on screen, in logs and on paper.
    pub code: String,
    /// The sentence.
    #[serde(flatten)]
    pub words: Words,
}

/// How far a package is below its label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum PackageClass {
    #[serde(rename = "ok")]
    Ok,
    /// Short by more than T, up to 2T.
    T1,
    /// Short by more than 2T.
    T2,
}

/// How many decimals more than were measured a figure has that was worked out of many readings.
pub(super) const PLACES_MORE: u32 = 1;

/// The figures of a lot.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct LotResult {
    pub sample_size: u64,
    pub tolerable_deficiency_raw: String,
    pub tolerable_deficiency: String,
    /// Unit of every quantity below.
    pub unit: String,
    /// Decimals of what was measured, in that unit.
    #[serde(default)]
    pub decimals: u32,
    pub mean: Option<String>,
    pub standard_deviation: Option<String>,
    /// λ of the plan; `None` where the plan has no mean criterion.
    pub correction_factor: Option<String>,
    /// λ·s.
    pub correction: Option<String>,
    pub t1: u64,
    pub t1_allowed: u64,
    pub t2: u64,
    pub t2_allowed: u64,
    /// The rule knows one limit only: there is no 2T.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub single_limit: bool,
    pub mean_tare: Option<String>,
    pub net: Vec<String>,
    /// Net minus label, in the order of the packages.
    pub deviations: Vec<String>,
    /// Class of each package, in the same order.
    pub classes: Vec<PackageClass>,
    /// The verdict would change with the other rounding of T.
    pub rounding_sensitive: bool,
    /// While packages are missing: what may be said already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<Advice>,
    /// Uncertainty of one net quantity against T, where the scale is described.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uncertainty: Option<UncertaintyResult>,
}

impl LotResult {
    /// Decimals of a figure that was worked out of the packages, for people: one more than was measured. The exact value decides.
    pub const fn places(&self) -> u32 {
        self.decimals.saturating_add(PLACES_MORE)
    }
}

/// What may be said of a sample that is not whole. Advice only: the plan decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advice {
    /// How many packages are still to be weighed.
    pub remaining: u64,
    /// How the individual criterion can still end.
    pub individual: Outlook,
    /// Least mean of the packages still to come for which the sample mean reaches the label quantity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean_of_rest: Option<String>,
}

/// How a criterion can still end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Outlook {
    Open,
    CannotPass,
    CannotFail,
}

/// The figures of one load point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct LoadPointResult {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voltage: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub power_factor: Option<String>,
    /// The limit of the row that holds for this load, per cent; `None` where there is none to be had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit_percent: Option<String>,
    pub errors_percent: Vec<String>,
    pub mean_percent: Option<String>,
    /// Rounded to the interval of the class; a negative value that rounds to nought is `-0.0`.
    pub rounded_percent: Option<String>,
    pub verdict: ItemVerdict,
    pub verdict_unrounded: ItemVerdict,
    pub verdict_rounded: ItemVerdict,
    /// Whether the display step is small against the limit for the energy that was compared; `None` when the step is not known.
    pub energy_sufficient: Option<bool>,
    /// Of the mean, in per cent of the energy; `None` where nothing but the spread of the readings is known of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uncertainty: Option<UncertaintyResult>,
}

/// One comparison of the energy displayed after a charge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct IndicationResult {
    pub error_percent: String,
    pub verdict: ItemVerdict,
}

/// The figures of a pile.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct PileResult {
    pub load_points: Vec<LoadPointResult>,
    /// Instrument minus reference, seconds.
    pub clock_seconds: Option<String>,
    /// Displayed minus computed amount.
    pub pay_difference: Option<String>,
    /// Indication errors, an item of 2018.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indication: Vec<IndicationResult>,
    /// Currents of the nameplate, or worked out in their place, amperes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_min: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_max: Option<String>,
}

/// One reading of a scale against its limit. Masses are in the unit of the case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScaleReadingResult {
    /// Where the load stood; eccentricity only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// Loading or unloading.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// The tare that was taken off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tare: Option<String>,
    /// Number of the range, where the scale has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<usize>,
    /// L, as it was written.
    pub load: String,
    /// P, the indication before rounding; `None` where it cannot be known.
    pub indication_before_rounding: Option<String>,
    /// E = P − L.
    pub error: Option<String>,
    /// Ec = E − E0.
    pub corrected_error: Option<String>,
    /// The limit for |Ec|, inclusive.
    pub mpe: String,
    /// Largest error that the standard weights may have at this load.
    pub weights_error_allowed: String,
    /// Uncertainty of the error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uncertainty: Option<UncertaintyResult>,
    /// The verdict on this reading by itself.
    pub verdict: ItemVerdict,
}

/// The repeatability of a scale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct RepeatabilityResult {
    /// Number of the range, where the scale has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<usize>,
    pub load: String,
    /// Largest P minus smallest P.
    pub spread: Option<String>,
    pub mpe: String,
    /// Ec of each reading.
    pub corrected_errors: Vec<Option<String>>,
    pub spread_verdict: ItemVerdict,
    pub each_error_verdict: ItemVerdict,
    pub verdict: ItemVerdict,
}

/// One load of the discrimination test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct DiscriminationResult {
    pub load: String,
    pub before: Option<String>,
    pub added: Option<String>,
    pub after: Option<String>,
    /// The extra load that the regulation asks for.
    pub added_asked: String,
    /// The indication that must be reached.
    pub required_at_least: Option<String>,
    pub verdict: ItemVerdict,
}

/// The figures of a scale; masses are in `unit`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct ScaleResult {
    pub unit: String,
    /// E0.
    pub zero_error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tare_zero_error: Option<String>,
    pub weighing: Vec<ScaleReadingResult>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub tare_weighing: Vec<ScaleReadingResult>,
    /// The load that the eccentricity test asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eccentricity_load: Option<String>,
    pub eccentricity: Vec<ScaleReadingResult>,
    /// Of several ranges, the worst.
    pub repeatability: Option<RepeatabilityResult>,
    pub discrimination: Vec<DiscriminationResult>,
}

/// The answer of a judge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// Id of the rule file.
    pub regulation: String,
    /// Title for people.
    pub title: Words,
    /// The weakest figure that was used.
    pub regulation_status: Status,
    /// The laboratory's file that replaced figures of the regulation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overridden: Option<Overridden>,
    /// The verdict.
    pub verdict: Conclusion,
    /// Which paper follows; `None` while there is none to hand out.
    pub document: Option<Document>,
    /// Last day of validity, where the regulation has a period and the verdict is pass.
    pub valid_until: Option<String>,
    /// Why, in sentences for somebody who does not know the rule.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Words>,
    /// Every item in the order of the regulation.
    pub items: Vec<Item>,
    /// The figures of a lot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lot: Option<LotResult>,
    /// The figures of a pile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pile: Option<PileResult>,
    /// The figures of a scale.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale: Option<ScaleResult>,
    /// The arithmetic, step by step.
    pub trace: Vec<Step>,
    /// What a person must know.
    pub warnings: Vec<Warning>,
}
