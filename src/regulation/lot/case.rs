//! A net-content case, as `judge` reads it from a file and as a run builds it from its observations.

use super::super::case::{Kind, StandardUsed};
use super::super::uncertainty::Stated;
use serde::{Deserialize, Serialize};

/// The label quantity Qn (标注净含量).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// The number on the label.
    pub quantity: String,
    /// Its unit: g kg mL L m cm mm m2 dm2 cm2 count.
    pub unit: String,
}

/// How the packing was taken off (除皮).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TareMethod {
    /// The mean of a tare sample is taken from every gross.
    Average,
    /// Each package has its own tare, in the order of the packages.
    Each,
}

/// The tare sample.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tare {
    /// How it is applied.
    pub method: TareMethod,
    /// The weighed packings.
    pub values: Vec<String>,
}

/// Density of volume goods that are weighed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Density {
    /// Mass by volume.
    pub value: String,
    /// `g/mL` or `kg/L`.
    pub unit: String,
    /// Step to which each volume is rounded half to even; none keeps the exact quotient.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
}

/// The scale of a net-content case, so that its fitness for the goods can be told before the first package.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LotScale {
    /// Division (display step), in the unit of the measured values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub division: Option<String>,
    /// Max, in the same unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<String>,
    /// Expanded uncertainty of one weighing, in the same unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uncertainty: Option<Stated>,
}

/// When an allowance for moisture is taken: it lowers the nominal quantity before the test, or widens the limits after it.
/// Never both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum MoistureApplied {
    Before,
    After,
}

/// An allowance for moisture: which goods of the rule's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct MoistureUsed {
    pub goods: String,
    pub apply: MoistureApplied,
}

/// What the label looks like, as the inspector sees it. A part that is absent was not looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LabelSeen {
    /// The words 净含量 stand on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<bool>,
    /// Height of its smallest character of the quantity, millimetres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub character_height_mm: Option<String>,
    /// Several packages in one: what the label says of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub multi_pack: Option<MultiPack>,
}

/// The label of several packages in one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MultiPack {
    /// All of one kind.
    pub same_kind: bool,
    /// What it says, of each kind.
    pub says: Vec<PackSays>,
}

/// A statement on the label of several packages in one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum PackSays {
    Each,
    Number,
    Total,
}

/// Whether the net quantity is what is in the package, or what is left of it drained.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum NetBasis {
    #[default]
    Net,
    Drained,
}

/// A net-content case (lot).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs)]
pub struct LotCase {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regulation: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    pub standards: Vec<StandardUsed>,
    pub label: Option<Label>,
    pub lot_size: Option<u64>,
    /// Unit of `net`, `gross` and `tare`; the label's when absent.
    pub unit: Option<String>,
    pub net: Option<Vec<String>>,
    pub gross: Option<Vec<String>>,
    pub tare: Option<Tare>,
    /// Masses of volume goods, in `unit` (a unit of mass; g when absent); needs `density`.
    pub net_mass: Option<Vec<String>>,
    pub density: Option<Density>,
    /// Category of goods, where the rule has several plans.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    pub basis: NetBasis,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale: Option<LotScale>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moisture: Option<MoistureUsed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label_seen: Option<LabelSeen>,
    /// Net quantities after purging (HB 133, chitterlings), in `unit`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purged_net: Option<Vec<String>>,
}
