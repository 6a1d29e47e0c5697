//! The charts of a run: the very ones that the screens show, where there is one to be had.

use crate::chart::{Chart, lot_control, lot_histogram, pile_errors, scale_errors};
use crate::quantity::{Decimal, Exact, Unit, parse_decimal};
use crate::regulation::{LotResult, PileResult, ScaleResult};

/// The control chart and the histogram of a lot.
pub(super) fn of_lot(lot: &LotResult, label: Decimal) -> Vec<Chart> {
    [lot_control(lot, label), lot_histogram(lot, label)].into_iter().flatten().collect()
}

/// The errors of a pile with their limits.
pub(super) fn of_pile(pile: &PileResult) -> Option<Chart> {
    pile_errors(pile)
}

/// The errors of a scale with their limits.
pub(super) fn of_scale(scale: &ScaleResult) -> Option<Chart> {
    scale_errors(scale)
}

/// A label quantity in the unit of the result, exactly.
pub(super) fn in_unit(label: &str, from: &str, to: &str) -> Option<Decimal> {
    let (label, from, to) = (parse_decimal(label).ok()?, from.parse::<Unit>().ok()?, to.parse::<Unit>().ok()?);
    if from == to {
        return Some(label);
    }
    let exact = Exact::from(label) * from.factor_to(to)?;
    exact.to_decimal_exact(12)
}
