//! The shape of a rule file for charging piles. Unknown keys are refused.
//!
//! A figure that no public source gives is left out of the file: its shape is an `Option`, its item is judged incomplete,
//! and the readable page says that it is a gap.

use super::super::case::{Current, Kind};
use super::super::judgement::Status;
use super::super::rule::{Cited, Figure};
use super::range::Range;
use crate::locale::Words;
use crate::quantity::Decimal;
use serde::Deserialize;

/// The items that the judge of piles knows.
pub(in crate::regulation) const ITEMS: [&str; 6] =
    ["appearance", "insulation", "working-error", "indication-error", "pay-amount", "clock"];

/// A rule file for charging piles.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct PileRule {
    pub id: String,
    pub number: String,
    #[serde(rename = "kind")]
    pub _kind: String,
    /// The current it is for; absent: both.
    pub current: Option<Current>,
    pub from: String,
    pub to: Option<String>,
    /// Items in the order of the regulation.
    pub items: Vec<String>,
    pub title: Words,
    /// Where the list of items comes from.
    pub item_list: Cited,
    pub appearance: Option<AppearanceRule>,
    pub insulation: Option<Insulation>,
    pub working_error: WorkingError,
    pub indication_error: Option<IndicationRule>,
    pub pay_amount: Option<PayRule>,
    pub clock: Option<ClockRule>,
    pub unmarked: Option<Unmarked>,
    pub period: Option<Period>,
    /// What is known and shown but judged by nothing here.
    #[serde(default)]
    pub information: Vec<Information>,
}

/// 外观 (2018), 外观及功能检查 (2022): the list that a person goes through.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct AppearanceRule {
    pub name: Words,
    pub clause: Option<String>,
    pub checks: Vec<CheckRule>,
}

/// One line of the check list.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct CheckRule {
    pub item: String,
    pub name: Words,
    pub clause: Option<String>,
    pub status: Status,
    pub source: String,
}

/// 工作误差.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct WorkingError {
    pub name: Words,
    pub clause: Option<String>,
    pub rows: Vec<ErrorRow>,
    pub interval: Cited,
    pub basis: Figure<Option<Basis>>,
    pub readings_min: Figure<Option<u64>>,
    pub load_points_min: Figure<Option<u64>>,
    /// Share of the limit within which the display step must stay.
    pub step_share: Figure<Option<String>>,
    /// 最小电能变量: the smallest energy a pile must resolve, kWh.
    pub energy_resolution_kwh: Figure<Option<Decimal>>,
    /// Share of the limit within which the expanded uncertainty should stay.
    pub uncertainty_share: Figure<Option<String>>,
}

/// A row of the table of limits. What it names narrows it: class, kind of verification, ranges of the load point.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct ErrorRow {
    pub class: Option<String>,
    /// Kinds of verification it holds for; none named: all.
    #[serde(default)]
    pub kinds: Vec<Kind>,
    /// Amperes, or multiples of a current of the nameplate.
    pub current: Option<Range>,
    /// Volts, or multiples of a voltage of the nameplate.
    pub voltage: Option<Range>,
    pub power_factor: Option<Range>,
    /// Inclusive, per cent of the reference.
    pub limit_percent: Option<Decimal>,
    pub interval_percent: Option<Decimal>,
    pub clause: Option<String>,
    pub status: Status,
    pub source: String,
}

/// Which of the two means is held against the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::regulation) enum Basis {
    Rounded,
    Unrounded,
}

/// 示值误差, an item of 2018: the energy shown after a charge.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct IndicationRule {
    pub name: Words,
    pub clause: Option<String>,
    pub rows: Vec<ErrorRow>,
}

/// 付费金额误差, an item of 2018.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct PayRule {
    pub name: Words,
    pub clause: Option<String>,
    /// 最小付费变量: the difference that is still allowed, in the currency of the amounts.
    pub step: Figure<Option<Decimal>>,
}

/// 时钟示值误差 (2018), 时钟时刻误差 (2022).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct ClockRule {
    pub name: Words,
    pub clause: Option<String>,
    pub applies: Figure<ClockApplies>,
    pub limits: Vec<ClockLimit>,
}

/// Which piles have their clock compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::regulation) enum ClockApplies {
    /// Only piles that bill by time of use.
    TimeOfUse,
    Always,
}

/// Clock limit for one kind of verification, inclusive.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct ClockLimit {
    pub kind: Kind,
    pub seconds: Option<Decimal>,
    pub status: Status,
    pub source: String,
}

/// Insulation resistance, inclusive.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct Insulation {
    pub name: Words,
    pub clause: Option<String>,
    pub minimum_megohm: Option<Decimal>,
    pub role: InsulationRole,
    pub status: Status,
    pub source: String,
}

/// What follows from an insulation resistance below its limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::regulation) enum InsulationRole {
    /// No verification is done.
    Condition,
    /// The pile fails.
    Item,
}

/// What holds for a pile of before a day whose nameplate does not say its currents or class.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct Unmarked {
    pub installed_before: Figure<String>,
    /// Imax = rated power / nominal voltage.
    pub current_max: Cited,
    pub current_min: Figure<CurrentMin>,
    pub class: Figure<Option<String>>,
}

/// Imin: the larger of a share of Imax and a least current.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct CurrentMin {
    /// Share of Imax: `1/10`.
    pub share: String,
    pub least_a: Decimal,
}

/// How long a certificate is valid.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct Period {
    pub years: Option<i16>,
    pub status: Status,
    pub source: String,
}

/// Something known, or known to be missing, that nothing here judges by.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct Information {
    pub name: Words,
    /// Absent: a gap.
    pub value: Option<Words>,
    pub clause: Option<String>,
    pub status: Status,
    pub source: String,
}
