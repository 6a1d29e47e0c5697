//! The plan of a scale run: nameplate, weights, and how the indication is read.

use super::task::{Conditions, Connection, TaskError, positive};
use crate::quantity::Decimal;
use crate::regulation::{Decision, Kind, LeftOut, RangeMode, Receptor, ScaleCase, ScaleRange, StandardUsed};
use serde::{Deserialize, Serialize};

/// The nameplate of a scale. Masses are in `unit`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs)]
pub struct ScaleNameplate {
    pub name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub model: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub maker: String,
    pub serial: String,
    /// Instrument type: scale, price-computing, balance …; with the date it chooses the regulation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instrument: Option<String>,
    /// Accuracy class: I, II, III, IIII.
    pub class: String,
    /// Unit of every mass of the plan and of what is typed: mg g kg t ct.
    pub unit: String,
    pub ranges: Vec<ScaleRange>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range_mode: Option<RangeMode>,
    /// T+, largest additive tare; nought when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub additive_tare: Option<String>,
    /// How many points carry the receptor; without it the eccentricity test cannot be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supports: Option<u64>,
    pub receptor: Receptor,
}

/// A verification of a scale to be done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs)]
pub struct ScaleTask {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regulation: Option<String>,
    /// Day of the test, `YYYY-MM-DD`; today when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    pub kind: Kind,
    pub scale: ScaleNameplate,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub place: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub verifier: String,
    pub conditions: Conditions,
    /// The standard weights.
    pub weights: Vec<StandardUsed>,
    /// How an error is held against its limit.
    pub decision: Decision,
    /// The scale's indication on a line; absent: it is typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection: Option<Connection>,
    /// Loads of the weighing test in place of those of the regulation, ascending or not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub loads: Vec<String>,
    /// Tests that are left out, each with its reason.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_applicable: Vec<LeftOut>,
    /// Whether it was adjusted or repaired before the verification, in words.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub adjusted: String,
}

impl ScaleTask {
    /// The case of this plan before anything was read.
    pub fn case(&self, regulation: &str, date: &str) -> ScaleCase {
        let plate = &self.scale;
        let some = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        ScaleCase {
            regulation: Some(regulation.to_owned()),
            date: Some(date.to_owned()),
            kind: Some(self.kind),
            standards: self.weights.clone(),
            decision: self.decision,
            instrument: plate.instrument.clone(),
            class: some(&plate.class),
            unit: some(&plate.unit),
            ranges: plate.ranges.clone(),
            range_mode: plate.range_mode,
            additive_tare: plate.additive_tare.clone(),
            supports: plate.supports,
            receptor: plate.receptor,
            not_applicable: self.not_applicable.clone(),
            ..ScaleCase::default()
        }
    }

    /// The loads that the plan names itself.
    pub fn own_loads(&self) -> Result<Vec<Decimal>, TaskError> {
        self.loads.iter().map(|load| positive("loads", load)).collect()
    }
}
