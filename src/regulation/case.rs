//! What the cases of every kind share. Measured numbers stay strings until a judge reads them as exact decimals, so that
//! what is stored is what was written; unknown keys are refused, and a part that is not there yet makes its item
//! incomplete, never pass.

use super::uncertainty::Stated;
use serde::{Deserialize, Serialize};

/// Why the instrument is verified.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// 首次检定.
    #[default]
    First,
    /// 后续检定.
    Subsequent,
    /// 使用中检查.
    InService,
}

/// A standard (标准器) used in the run; one that has expired on the date of the case refuses the judgement.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandardUsed {
    /// Name and type.
    pub name: String,
    /// Number of its certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// Last day of validity, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<String>,
    /// Expanded uncertainty from its certificate: per cent for a reference meter, the unit of the readings for a scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uncertainty: Option<Stated>,
}

/// Which current a pile delivers; it chooses between JJG 1148 (AC) and JJG 1149 (DC).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Current {
    Ac,
    Dc,
}
