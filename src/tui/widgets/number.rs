//! How many decimals a figure gets on a screen. The exact value decides and the whole one is in the trace and the record;
//! a screen shows what a person can compare.

use crate::quantity::shown;

/// A computed figure with at most `places` decimals, or a few more where that would be rounding twice; what is no number stays.
pub fn shown(text: &str, places: u32) -> String {
    shown::shown(text, places, &shown::beside(&[]))
}
