//! What the rule files of every kind share: a figure with status and source.

use super::judgement::Status;
use serde::Deserialize;

/// A rule without a figure of its own.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Cited {
    pub clause: Option<String>,
    pub status: Status,
    pub source: String,
}

/// One figure.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Figure<T> {
    pub value: T,
    pub clause: Option<String>,
    pub status: Status,
    pub source: String,
}
