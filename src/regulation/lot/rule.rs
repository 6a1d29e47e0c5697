//! The shape of a rule file for net contents. Unknown keys are refused.

use super::super::judgement::Status;
use super::super::rule::Cited;
use crate::locale::Words;
use crate::quantity::{Decimal, Mode, Unit};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A rule file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub(in crate::regulation) struct LotRule {
    pub id: String,
    pub number: String,
    #[serde(rename = "kind")]
    pub _kind: String,
    pub from: String,
    pub to: Option<String>,
    pub title: Words,
    /// Units that a label may carry; the metric ones when absent.
    pub label_units: Option<Vec<Unit>>,
    pub deficiency: BTreeMap<String, Deficiency>,
    #[serde(default)]
    pub rounding: BTreeMap<String, Rounding>,
    pub individual: Individual,
    pub mean: Cited,
    pub sampling: Sampling,
    pub tare: Option<TareRule>,
    pub fitness: Option<Fitness>,
    pub moisture: Option<Moisture>,
    pub label_check: Option<LabelCheck>,
    pub drained: Option<Note>,
    pub hb133: Option<Hb133Rule>,
    /// What no public source tells: shown on the page, and refused where it is needed.
    #[serde(default)]
    pub gap: Vec<Gap>,
}

/// Something the file does not know.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct Gap {
    pub name: String,
    #[serde(flatten)]
    pub words: Words,
    pub source: String,
}

/// A rule in words alone.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct Note {
    #[serde(flatten)]
    pub words: Words,
    pub status: Status,
    pub source: String,
}

/// Allowable shortage T for one dimension.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct Deficiency {
    /// Unit of the bands.
    pub unit: Unit,
    /// Least label quantity that the rule is for, inclusive.
    pub from: Option<Decimal>,
    pub clause: Option<String>,
    pub status: Status,
    pub source: String,
    pub bands: Vec<Band>,
}

/// One band; `up_to` is inclusive, the last band may have none.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct Band {
    pub up_to: Option<Decimal>,
    pub percent: Option<Decimal>,
    pub amount: Option<Decimal>,
}

/// How T is rounded for one dimension.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct Rounding {
    pub mode: Mode,
    pub status: Status,
    pub source: String,
    pub steps: Vec<RoundingStep>,
}

/// Interval up to a label quantity, inclusive.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct RoundingStep {
    pub up_to: Option<Decimal>,
    pub interval: Decimal,
}

/// The individual criterion.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct Individual {
    /// How many may be short by more than 2T; absent where the rule knows one limit only.
    pub t2_allowed: Option<u64>,
    pub clause: Option<String>,
    pub status: Status,
    pub source: String,
}

/// The sampling plan.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct Sampling {
    pub clause: Option<String>,
    pub source: String,
    pub rows: Vec<PlanRow>,
}

/// One row: lot sizes from–to (open above when there is only one), sample, λ and acceptance number.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct PlanRow {
    pub lot: Vec<u64>,
    /// For which kind of goods, where the rule has several plans.
    pub category: Option<String>,
    pub sample: SampleSize,
    /// How many of the sample the mean is taken of, in the order of weighing; all of them when absent.
    pub mean_sample: Option<u64>,
    pub correction_factor: Option<Decimal>,
    /// How many may be short by more than T.
    pub t1_allowed: Option<u64>,
    /// The same in per cent of the sample.
    pub t1_percent: Option<Decimal>,
    /// From so many on the first sample rejects; between the two a second sample is taken.
    pub t1_reject: Option<u64>,
    pub second: Option<SecondSample>,
    pub status: Status,
}

/// A second sample.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct SecondSample {
    /// Both samples together.
    pub total: u64,
    /// How many of both may be short by more than T.
    pub t1_allowed: u64,
}

/// How many packages: a number, or the whole lot.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(in crate::regulation) enum SampleSize {
    Number(u64),
    Word(String),
}

/// The tare rule.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct TareRule {
    pub share_of_label: Decimal,
    pub spread_of_deficiency: Decimal,
    pub small_sample: u64,
    pub large_sample: u64,
    pub status: Status,
    pub source: String,
}

/// What a scale must be fit for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct Fitness {
    pub clause: Option<String>,
    /// Largest share of T for the expanded uncertainty, a fraction such as `1/5`.
    pub uncertainty_share: Option<String>,
    /// Largest share of T for the division.
    pub division_share: Option<String>,
    /// Fewest divisions of the scale.
    pub divisions_min: Option<u64>,
    pub status: Status,
    pub source: String,
}

/// Allowances for goods that lose moisture.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct Moisture {
    pub clause: Option<String>,
    /// Interval to which an allowance is rounded, in `unit`.
    pub interval: Decimal,
    pub unit: Unit,
    pub goods: Vec<MoistGoods>,
    pub status: Status,
    pub source: String,
}

/// One kind of goods and its allowance.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct MoistGoods {
    pub name: String,
    #[serde(flatten)]
    pub words: Words,
    /// Per cent of the label quantity.
    pub percent: Decimal,
}

/// What a label must look like.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct LabelCheck {
    pub unit_clause: Option<String>,
    pub height_clause: Option<String>,
    pub units: Vec<LabelUnits>,
    /// Least character height by label quantity (g or mL).
    pub heights: Vec<LabelHeight>,
    /// Least character height for length, area and count, millimetres.
    pub other_height_mm: Decimal,
    pub status: Status,
    pub source: String,
}

/// Which units a label quantity may be written in: from (inclusive) to below (exclusive), in `unit`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct LabelUnits {
    pub unit: Unit,
    pub from: Option<Decimal>,
    pub below: Option<Decimal>,
    pub allowed: Vec<Unit>,
}

/// Least character height up to a label quantity, inclusive.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct LabelHeight {
    pub up_to: Option<Decimal>,
    pub mm: Decimal,
}

/// What NIST HB 133 has beside the plan.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct Hb133Rule {
    pub clause: Option<String>,
    pub purge_limit_percent: Decimal,
    pub classes: Vec<ScaleClassRow>,
    pub tolerances: Vec<ToleranceRow>,
    pub status: Status,
    pub source: String,
}

/// Divisions (g) and numbers of divisions of a class of scale, both inclusive.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct ScaleClassRow {
    pub class: String,
    pub division_from: Decimal,
    pub division_to: Option<Decimal>,
    pub divisions: [u64; 2],
}

/// Acceptance tolerance of a class up to a load, both in divisions; inclusive.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct ToleranceRow {
    pub class: String,
    pub up_to: Option<u64>,
    pub divisions: Decimal,
}
