//! How many decimals a figure gets on a screen. The exact value decides and the whole one is in the trace and the record;
//! a screen shows what a person can compare.

use crate::quantity::{Exact, parse_decimal, round_to_places};

/// More decimals than were measured, in computed figures.
pub const PLACES_MORE: u32 = 2;

/// A computed figure with at most `places` decimals, half to even; its sign, also a plus, is kept. What is no number stays.
pub fn shown(text: &str, places: u32) -> String {
    match parse_decimal(text) {
        Ok(value) if value.scale() > places => {
            let rounded = round_to_places(&Exact::from(value), places).to_string();
            if text.starts_with('+') { format!("+{rounded}") } else { rounded }
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_longer_is_cut() {
        assert_eq!(shown("498.66666667", 3), "498.667");
        assert_eq!(shown("+2.66666667", 3), "+2.667");
        assert_eq!(shown("-1.5", 3), "-1.5");
        assert_eq!(shown("-", 3), "-");
    }
}
