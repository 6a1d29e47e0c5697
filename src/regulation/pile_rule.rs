//! The shape of a rule file for charging piles. Unknown keys are refused.

use super::case::{Current, Kind};
use super::judgement::Status;
use super::rule::{Cited, Figure};
use crate::locale::Words;
use crate::quantity::Decimal;
use serde::Deserialize;

/// A rule file for charging piles.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PileRule {
    pub id: String,
    pub number: String,
    #[serde(rename = "kind")]
    pub _kind: String,
    pub current: Current,
    pub from: String,
    pub to: Option<String>,
    pub items: Vec<String>,
    pub title: Words,
    pub working_error: WorkingError,
    pub clock: ClockRule,
    pub insulation: Insulation,
    pub period: Period,
}

/// 工作误差.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WorkingError {
    pub clause: Option<String>,
    pub rows: Vec<ErrorRow>,
    pub interval: Cited,
    pub basis: Figure<Basis>,
    pub readings_min: Figure<u64>,
    pub load_points_min: Figure<u64>,
    pub step_share: Figure<String>,
}

/// Limit and rounding interval of a class.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ErrorRow {
    pub class: String,
    pub limit_percent: Decimal,
    pub interval_percent: Decimal,
    pub status: Status,
    pub source: String,
}

/// Which of the two means is held against the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Basis {
    Rounded,
    Unrounded,
}

/// 时钟时刻误差.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClockRule {
    pub clause: Option<String>,
    /// `time-of-use`: only piles that bill by time of use; `always`.
    pub applies: String,
    pub limits: Vec<ClockLimit>,
}

/// Clock limit for one kind of verification, inclusive.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClockLimit {
    pub kind: Kind,
    pub seconds: Decimal,
    pub status: Status,
    pub source: String,
}

/// Insulation resistance, inclusive.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Insulation {
    pub minimum_megohm: Decimal,
    /// `condition`: below it no verification is done; `item`: below it the pile fails.
    pub role: String,
    pub status: Status,
    pub source: String,
}

/// How long a certificate is valid.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Period {
    pub years: i16,
    pub status: Status,
    pub source: String,
}
