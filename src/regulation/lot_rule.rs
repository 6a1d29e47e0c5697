//! The shape of a rule file for net contents. Unknown keys are refused.

use super::judgement::Status;
use super::rule::Cited;
use crate::locale::Words;
use crate::quantity::{Decimal, Mode, Unit};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A rule file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub(super) struct LotRule {
    pub id: String,
    pub number: String,
    #[serde(rename = "kind")]
    pub _kind: String,
    pub from: String,
    pub to: Option<String>,
    pub title: Words,
    pub deficiency: BTreeMap<String, Deficiency>,
    pub rounding: BTreeMap<String, Rounding>,
    pub individual: Individual,
    pub mean: Cited,
    pub sampling: Sampling,
    pub tare: TareRule,
}

/// Allowable shortage T for one dimension.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Deficiency {
    /// Unit of the bands.
    pub unit: Unit,
    pub clause: Option<String>,
    pub status: Status,
    pub source: String,
    pub bands: Vec<Band>,
}

/// One band; `up_to` is inclusive, the last band may have none.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Band {
    pub up_to: Option<Decimal>,
    pub percent: Option<Decimal>,
    pub amount: Option<Decimal>,
}

/// How T is rounded for one dimension.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rounding {
    pub mode: Mode,
    pub status: Status,
    pub source: String,
    pub steps: Vec<RoundingStep>,
}

/// Interval up to a label quantity, inclusive.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RoundingStep {
    pub up_to: Option<Decimal>,
    pub interval: Decimal,
}

/// The individual criterion.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Individual {
    pub t2_allowed: u64,
    pub clause: Option<String>,
    pub status: Status,
    pub source: String,
}

/// The sampling plan.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sampling {
    pub clause: Option<String>,
    pub source: String,
    pub rows: Vec<PlanRow>,
}

/// One row: lot sizes from–to (open above when there is only one), sample, λ and acceptance number.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlanRow {
    pub lot: Vec<u64>,
    pub sample: SampleSize,
    pub correction_factor: Option<Decimal>,
    pub t1_allowed: u64,
    pub status: Status,
}

/// How many packages: a number, or the whole lot.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(super) enum SampleSize {
    Number(u64),
    Word(String),
}

/// The tare rule.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TareRule {
    pub share_of_label: Decimal,
    pub spread_of_deficiency: Decimal,
    pub small_sample: u64,
    pub large_sample: u64,
    pub status: Status,
    pub source: String,
}
