//! The entries of the register: their kinds, and the data of each.

use super::standard::Standard;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// One entry of the register; `by` is the account that did it, nobody's while the ledger has no account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum RegisterEvent {
    StandardAdded {
        standard: Standard,
        by: Option<String>,
    },
    /// The whole standard as it is from now on.
    StandardChanged {
        standard: Standard,
        by: Option<String>,
    },
    /// Used no more; its id stays its own.
    StandardRetired {
        id: String,
        reason: String,
        by: Option<String>,
    },
}

impl RegisterEvent {
    /// Every kind of entry of the register.
    pub const KINDS: [&'static str; 3] = ["standard-added", "standard-changed", "standard-retired"];

    /// The kind of its entry.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::StandardAdded { .. } => "standard-added",
            Self::StandardChanged { .. } => "standard-changed",
            Self::StandardRetired { .. } => "standard-retired",
        }
    }

    /// The id of the standard it is about.
    pub fn id(&self) -> &str {
        match self {
            Self::StandardAdded { standard, .. } | Self::StandardChanged { standard, .. } => &standard.id,
            Self::StandardRetired { id, .. } => id,
        }
    }

    /// The account that did it.
    pub fn by(&self) -> Option<&str> {
        match self {
            Self::StandardAdded { by, .. } | Self::StandardChanged { by, .. } | Self::StandardRetired { by, .. } => {
                by.as_deref()
            }
        }
    }

    /// The data of its entry.
    pub fn data(&self) -> Value {
        let whole = serde_json::to_value(self).unwrap_or_default();
        whole.get("data").cloned().unwrap_or_default()
    }

    /// Reads an entry; nothing where it is none of the register, and what is wrong with the data of one that is.
    pub fn read(kind: &str, data: &Value) -> Option<Result<Self, String>> {
        if !Self::KINDS.contains(&kind) {
            return None;
        }
        Some(serde_json::from_value(json!({ "kind": kind, "data": data })).map_err(|why| why.to_string()))
    }
}
