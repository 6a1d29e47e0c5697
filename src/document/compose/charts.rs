//! The charts of a run: the very ones that the screens show, where there is one to be had.

use crate::chart::Chart;
use crate::regulation::{LotResult, PileResult, ScaleResult};

/// The control chart and the histogram of a lot; the label quantity is in the unit of the result.
pub(super) fn of_lot(_lot: &LotResult, _label: &str) -> Vec<Chart> {
    Vec::new()
}

/// The errors of a pile with their limits.
pub(super) fn of_pile(_pile: &PileResult) -> Option<Chart> {
    None
}

/// The errors of a scale with their limits.
pub(super) fn of_scale(_scale: &ScaleResult) -> Option<Chart> {
    None
}
