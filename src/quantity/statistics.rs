//! Mean and experimental standard deviation (divisor n − 1) of a sample, exactly.
//!
//! The square root exists only in what is printed; comparisons use [`StandardDeviation::squared`].

use super::exact::Exact;
use super::rounding::root_to_places;
use rust_decimal::Decimal;

/// The sums of a sample, from which everything else follows without rounding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    count: usize,
    sum: Exact,
    sum_of_squares: Exact,
}

/// An experimental standard deviation, known by its square.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StandardDeviation(Exact);

impl Sample {
    /// Takes the values of a sample; their order does not matter.
    pub fn new<'a>(values: impl IntoIterator<Item = &'a Exact>) -> Self {
        let values: Vec<&Exact> = values.into_iter().collect();
        let (sum, sum_of_squares) = Exact::sums(&values);
        Self { count: values.len(), sum, sum_of_squares }
    }

    /// How many values.
    pub const fn count(&self) -> usize {
        self.count
    }

    /// The mean; `None` for an empty sample.
    pub fn mean(&self) -> Option<Exact> {
        self.sum.checked_div(&Exact::from(self.count))
    }

    /// The experimental standard deviation with divisor n − 1; `None` for fewer than two values.
    pub fn standard_deviation(&self) -> Option<StandardDeviation> {
        let spread = &self.sum_of_squares - &self.sum.squared().checked_div(&Exact::from(self.count))?;
        let freedom = self.count.checked_sub(1)?;
        spread.checked_div(&Exact::from(freedom)).map(StandardDeviation)
    }
}

impl StandardDeviation {
    /// The variance s².
    pub const fn squared(&self) -> &Exact {
        &self.0
    }

    /// Whether `factor × s ≥ gap`, decided on squares of whole numbers: no root is taken.
    ///
    /// `factor` must not be below nought.
    pub fn times_reaches(&self, factor: &Exact, gap: &Exact) -> bool {
        gap.is_negative() || gap.is_zero() || &factor.squared() * &self.0 >= gap.squared()
    }

    /// `factor × s`, rounded half to even to `places` decimals, for showing.
    pub fn times_to_places(&self, factor: &Exact, places: u32) -> Decimal {
        root_to_places(&(&factor.squared() * &self.0), places).unwrap_or(Decimal::MAX)
    }

    /// s rounded half to even to `places` decimals, for showing.
    pub fn to_places(&self, places: u32) -> Decimal {
        self.times_to_places(&Exact::from(1), places)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(values: &[i64]) -> Sample {
        let values: Vec<Exact> = values.iter().map(|v| Exact::from(*v)).collect();
        Sample::new(&values)
    }

    #[test]
    fn digits_are_not_lost_far_from_nought() {
        // NIST StRD NumAcc1: a one-pass sum of squares in binary floating point loses the answer.
        let numacc1 = sample(&[10_000_001, 10_000_003, 10_000_002]);
        assert_eq!(numacc1.mean(), Some(Exact::from(10_000_002)));
        assert_eq!(numacc1.standard_deviation().map(|s| s.to_places(7).to_string()), Some("1.0000000".into()));
    }

    #[test]
    fn too_few_values_have_no_deviation() {
        assert_eq!(sample(&[]).mean(), None);
        assert_eq!(sample(&[]).standard_deviation(), None);
        assert_eq!(sample(&[5]).standard_deviation(), None);
    }

    #[test]
    fn equality_reaches() {
        let s = sample(&[10_000_001, 10_000_003, 10_000_002]).standard_deviation().expect("three values");
        assert!(s.times_reaches(&Exact::from(2), &Exact::from(2)));
        assert!(!s.times_reaches(&Exact::from(2), &(Exact::from(2) + Exact::ratio(1, 1_000_000_000).expect("one"))));
    }
}
