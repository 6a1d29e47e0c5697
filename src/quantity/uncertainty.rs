//! Measurement uncertainty by the law of propagation (GUM), on squares: a root exists only in print.
//!
//! A component is kept as its variance u², an exact fraction of what was given. What is compared with a limit is the
//! square of the expanded uncertainty U = k·u.

use super::exact::Exact;
use super::rounding::{Mode, root_to_digits, root_to_places};
use super::statistics::Sample;
use rust_decimal::Decimal;

/// Variance of a quantity that lies anywhere within ± `half_width` (GUM 4.3.7): a² / 3.
pub fn rectangular(half_width: &Exact) -> Exact {
    &half_width.squared() / 3
}

/// Variance of a display with step `step`: the value lies anywhere within half a step.
pub fn of_resolution(step: &Exact) -> Exact {
    rectangular(&(step / 2))
}

/// Variance of the mean of a sample, s² / n (GUM 4.2.3); `None` for fewer than two values.
pub fn of_mean(sample: &Sample) -> Option<Exact> {
    sample.standard_deviation()?.squared().checked_div(&Exact::from(sample.count()))
}

/// Variance behind an expanded uncertainty U with coverage factor k; `None` when k is nought.
pub fn of_expanded(expanded: &Exact, coverage: &Exact) -> Option<Exact> {
    expanded.checked_div(coverage).map(|standard| standard.squared())
}

/// A combined uncertainty with its coverage factor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expanded {
    variance: Exact,
    coverage: Exact,
}

impl Expanded {
    /// From the variances of independent components.
    pub fn combine(variances: impl IntoIterator<Item = Exact>, coverage: Exact) -> Self {
        Self { variance: variances.into_iter().sum(), coverage }
    }

    fn squared(&self) -> Exact {
        &self.coverage.squared() * &self.variance
    }

    /// Whether U ≤ `bound`, exactly. A bound below nought holds nothing.
    pub fn within(&self, bound: &Exact) -> bool {
        !bound.is_negative() && self.squared() <= bound.squared()
    }

    /// U, rounded half to even to `places` decimals, for showing.
    pub fn to_places(&self, places: u32) -> Decimal {
        root_to_places(&self.squared(), places).unwrap_or(Decimal::MAX)
    }

    /// U with so many significant digits, for showing.
    pub fn to_digits(&self, digits: u32, mode: Mode) -> Decimal {
        root_to_digits(&self.squared(), digits, mode).unwrap_or(Decimal::MAX)
    }

    /// U in per cent of a limit, for showing; `None` for a limit of nought.
    pub fn percent_of(&self, limit: &Exact, places: u32) -> Option<Decimal> {
        let share = self.squared().checked_div(&limit.squared())?;
        root_to_places(&(&share * &Exact::from(10_000)), places)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(numerator: i64, denominator: i64) -> Exact {
        Exact::ratio(numerator, denominator).unwrap()
    }

    #[test]
    fn two_components_of_three_and_four_make_five() {
        let combined = Expanded::combine([exact(9, 1), exact(16, 1)], exact(2, 1));
        assert_eq!(combined.to_places(3).to_string(), "10.000");
        assert!(combined.within(&exact(10, 1)));
        assert!(!combined.within(&exact(9_999_999, 1_000_000)));
        assert!(!combined.within(&exact(-20, 1)));
        assert_eq!(combined.percent_of(&exact(40, 1), 1).map(|p| p.to_string()).as_deref(), Some("25.0"));
        assert_eq!(combined.percent_of(&exact(0, 1), 1), None);
    }

    #[test]
    fn a_display_step_gives_a_twelfth_of_its_square() {
        assert_eq!(of_resolution(&exact(1, 10)), exact(1, 1200));
        assert_eq!(of_expanded(&exact(1, 10), &exact(2, 1)), Some(exact(1, 400)));
        assert_eq!(of_expanded(&exact(1, 10), &exact(0, 1)), None);
        let sample = Sample::new(&[exact(1, 1), exact(3, 1)]);
        assert_eq!(of_mean(&sample), Some(exact(1, 1)));
        assert_eq!(of_mean(&Sample::new(&[exact(1, 1)])), None);
    }
}
