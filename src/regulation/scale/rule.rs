//! The shape of a rule file for scales: which instruments, which items, and the figures of each item. Unknown keys are
//! refused.

use super::super::case::Kind;
use super::super::judgement::Status;
use super::super::rule::{Cited, Figure};
use crate::locale::Words;
use crate::quantity::Decimal;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The items that the judge of scales knows, with their names for people.
pub(in crate::regulation) const ITEMS: &[(&str, &str, &str)] = &[
    ("zero", "置零准确度", "zero-setting accuracy"),
    ("tare-zero", "除皮准确度", "tare-setting accuracy"),
    ("weighing", "称量", "weighing"),
    ("tare-weighing", "去皮称量", "tare weighing"),
    ("eccentricity", "偏载", "eccentricity"),
    ("repeatability", "重复性", "repeatability"),
    ("discrimination", "鉴别力", "discrimination"),
    ("overload", "超载指示", "indication above Max"),
];

/// A rule file for scales.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct ScaleRule {
    pub id: String,
    pub number: String,
    #[serde(rename = "kind")]
    pub _kind: String,
    pub from: String,
    pub to: Option<String>,
    pub title: Words,
    pub in_force: Cited,
    /// Classes that lead here when a case names no instrument type.
    #[serde(default)]
    pub default_classes: Vec<String>,
    /// Instrument types it is for; none: any.
    #[serde(default)]
    pub instruments: Vec<InstrumentType>,
    /// Instrument types that another regulation takes over.
    #[serde(default)]
    pub superseded: Vec<Successor>,
    pub items: Figure<Vec<ItemNeed>>,
    pub classes: Figure<Vec<ClassRow>>,
    /// Leading digits that e and d may have.
    pub intervals: Figure<Vec<u32>>,
    pub auxiliary: Option<Figure<Auxiliary>>,
    /// Least Max of a partial range divided by the e of the next, by class.
    pub partial_ranges: Figure<BTreeMap<String, u64>>,
    pub mpe: Figure<BTreeMap<String, Vec<MpeBand>>>,
    /// How many times the table holds.
    pub mpe_times: ByKind<Figure<u32>>,
    pub single_reading: Cited,
    pub changeover: Cited,
    /// Share of e up to which d needs no changeover weights.
    pub fine_step: Figure<String>,
    /// Steps of the changeover weights, a share of e.
    pub delta_step: Figure<String>,
    /// Largest share of the limit for the expanded uncertainty.
    pub uncertainty_share: Figure<String>,
    /// Largest zero error, in e.
    pub zero: Figure<Decimal>,
    /// Load, in e, at which the zero error is found while zero tracking is on.
    pub zero_load: Figure<u64>,
    /// Largest error of the tare setting, in e.
    pub tare_zero: Figure<Decimal>,
    pub weighing: WeighingRule,
    /// How far a load may lie from the one asked for, as a share of it.
    pub near: Figure<String>,
    pub tare_weighing: TareWeighingRule,
    pub eccentricity: EccentricityRule,
    pub repeatability: RepeatabilityRule,
    /// The extra load of the discrimination test, in d.
    pub discrimination: Figure<Decimal>,
    /// No indication above Max plus so many e.
    pub overload: Figure<u64>,
    /// Error of the standard weights, as a share of the limit.
    pub weights: Figure<String>,
    /// Months.
    pub period: Option<Figure<i32>>,
}

/// A type of weighing instrument, as a case names it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct InstrumentType {
    pub name: String,
    pub title: Words,
    pub status: Status,
    pub source: String,
}

/// The regulation that takes an instrument type over, and from which day.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct Successor {
    pub instrument: String,
    pub from: String,
    pub by: String,
    pub title: Words,
    pub status: Status,
    pub source: String,
}

/// One value for each kind of verification.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::regulation) struct ByKind<T> {
    pub first: T,
    pub subsequent: T,
    pub in_service: T,
}

impl<T> ByKind<T> {
    /// The value for this kind.
    pub const fn get(&self, kind: Kind) -> &T {
        match kind {
            Kind::First => &self.first,
            Kind::Subsequent => &self.subsequent,
            Kind::InService => &self.in_service,
        }
    }
}

/// Whether an item is part of a verification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::regulation) enum Need {
    /// Cannot be left out.
    Always,
    /// May be left out when the verifier says why.
    Required,
    /// Judged where there are readings.
    Optional,
    /// Not part of it.
    None,
}

/// The kinds of verification that an item belongs to.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::regulation) struct ItemNeed {
    pub item: String,
    pub first: Need,
    pub subsequent: Need,
    pub in_service: Need,
}

impl ItemNeed {
    /// Whether a verification of this kind needs it.
    pub const fn need(&self, kind: Kind) -> Need {
        match kind {
            Kind::First => self.first,
            Kind::Subsequent => self.subsequent,
            Kind::InService => self.in_service,
        }
    }
}

/// What a class demands of e, n = Max/e and Min.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct ClassRow {
    pub class: String,
    /// Grams, inclusive.
    pub e_from: Decimal,
    /// Grams, inclusive; none: open above.
    pub e_to: Option<Decimal>,
    pub n_min: u64,
    /// With d below so many grams the least n does not hold.
    pub n_min_waived_below_d: Option<Decimal>,
    pub n_max: Option<u64>,
    /// Least Min, in e.
    pub min_in_e: u64,
}

/// An auxiliary indicating device, d below e.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct Auxiliary {
    pub classes: Vec<String>,
    /// Largest e/d.
    pub ratio_max: u64,
}

/// A band of the error limits; `up_to` is inclusive and in e, the last band may have none.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct MpeBand {
    pub up_to: Option<u64>,
    pub limit_in_e: Decimal,
}

/// 称量.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct WeighingRule {
    pub loads_min: Figure<u64>,
    /// Grams: Min is weighed where it is not below this.
    pub min_from: Figure<Decimal>,
}

/// 去皮称量.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct TareWeighingRule {
    pub loads_min: Figure<u64>,
    /// Shares of the largest tare between which one tare lies.
    pub tare_between: Figure<[String; 2]>,
}

/// 偏载.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct EccentricityRule {
    pub few_supports: Figure<FewSupports>,
    pub many_supports: Figure<ManySupports>,
    pub tank: Figure<Tank>,
}

/// Up to so many supports: a share of Max + T+ on so many positions.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct FewSupports {
    pub up_to: u64,
    pub share: String,
    pub positions: u64,
}

/// More supports: Max + T+ divided by their number less so many.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct ManySupports {
    pub less: u64,
}

/// A tank or hopper: a share of Max + T+ over each support.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct Tank {
    pub share: String,
}

/// 重复性.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct RepeatabilityRule {
    pub spread: Cited,
    pub counts: Vec<RepeatCount>,
    /// Share of Max.
    pub load: Figure<String>,
}

/// How many weighings for a class.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::regulation) struct RepeatCount {
    pub class: String,
    pub value: u64,
    pub status: Status,
    pub source: String,
}
