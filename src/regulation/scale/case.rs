//! The case that the judge of scales takes: the nameplate, and the loads with what the scale showed.
//!
//! One unit holds for every mass of a case. Loads of a test weighing (载荷) are those of the standard weights; ΔL is the sum
//! of the small weights that made the indication jump to the next step.

use super::super::case::{Kind, StandardUsed};
use super::super::uncertainty::Decision;
use serde::{Deserialize, Serialize};

/// One weighing range or partial range, as on the nameplate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScaleRange {
    /// Max (最大称量), or Max of the partial range.
    pub max: String,
    /// Verification scale interval e (检定分度值).
    pub e: String,
    /// Actual scale interval d (实际分度值); e when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub d: Option<String>,
    /// Min (最小称量).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<String>,
}

/// What several ranges mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RangeMode {
    /// 多分度: one range whose interval changes with the load.
    #[default]
    MultiInterval,
    /// 多范围: several ranges, each an instrument of its own.
    MultipleRange,
}

/// What carries the load.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Receptor {
    /// A pan or platform.
    #[default]
    Platform,
    /// A tank or hopper, whose load is never far from the middle.
    Tank,
}

/// The way the load changed before the reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Loading (加载).
    Up,
    /// Unloading (卸载).
    Down,
}

/// A position on the receptor: a name or a number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
#[allow(missing_docs)]
pub enum Position {
    Number(u32),
    Name(String),
}

impl std::fmt::Display for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Name(name) => f.write_str(name),
        }
    }
}

/// The zero or tare setting: a load at or near zero (10 e where zero tracking is on), and what was shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZeroReading {
    /// L0.
    pub load: String,
    /// I0; not read yet when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indication: Option<String>,
    /// ΔL0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delta: Option<String>,
}

macro_rules! loading {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident : $kind:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($(#[$field_doc])* #[serde(default, skip_serializing_if = "Option::is_none")] pub $field: $kind,)*
            /// L; the net load where a tare is on.
            pub load: String,
            /// I; not read yet when absent.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub indication: Option<String>,
            /// ΔL.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub delta: Option<String>,
            /// Number of the range, from 1, of an instrument with several ranges.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub range: Option<usize>,
            /// The zero found just before this reading; that of the case when absent.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub zero: Option<ZeroReading>,
        }
    };
}

loading! {
    /// A reading of the weighing test.
    WeighingReading {
        /// Loading or unloading.
        direction: Option<Direction>,
    }
}

loading! {
    /// A reading with a tare taken off.
    TareWeighingReading {
        /// The tare load.
        tare: Option<String>,
        /// Loading or unloading.
        direction: Option<Direction>,
    }
}

loading! {
    /// A reading with the load off the middle.
    EccentricityReading {
        /// Where the load stood.
        position: Option<Position>,
    }
}

loading! {
    /// One of several readings of the same load.
    RepeatabilityReading {}
}

/// A reading of the discrimination test.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DiscriminationReading {
    /// The load on the receptor.
    pub load: String,
    /// The indication before the extra load.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// The extra load; 1.4 d.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub added: Option<String>,
    /// The indication after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Number of the range, from 1, of an instrument with several ranges.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<usize>,
}

/// What the indication does above Max: one of the two.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Overload {
    /// Whether it is blank (or says overload) just above Max + 9 e.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub indication_blank: Option<bool>,
    /// The largest weight it still showed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_blank_above: Option<String>,
}

/// An item that the verifier leaves out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// The item.
    pub item: String,
    /// Why it does not apply to this instrument.
    pub reason: String,
}

/// A scale case: one instrument, one record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs)]
pub struct ScaleCase {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regulation: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    pub standards: Vec<StandardUsed>,
    /// How an error is held against its limit.
    pub decision: Decision,
    /// Instrument type: scale, price-computing, balance …; with the date it chooses the regulation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instrument: Option<String>,
    /// Accuracy class as on the nameplate: I, II, III, IIII.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// Unit of every mass of the case: mg g kg t ct.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    pub ranges: Vec<ScaleRange>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range_mode: Option<RangeMode>,
    /// T+, largest additive tare; nought when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub additive_tare: Option<String>,
    /// Largest tare; T+ when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_tare: Option<String>,
    /// How many points carry the receptor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supports: Option<u64>,
    pub receptor: Receptor,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zero: Option<ZeroReading>,
    /// The zero after the tare was set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tare_zero: Option<ZeroReading>,
    pub weighing: Vec<WeighingReading>,
    pub tare_weighing: Vec<TareWeighingReading>,
    pub eccentricity: Vec<EccentricityReading>,
    pub repeatability: Vec<RepeatabilityReading>,
    pub discrimination: Vec<DiscriminationReading>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overload: Option<Overload>,
    pub not_applicable: Vec<LeftOut>,
}
