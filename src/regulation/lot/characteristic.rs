//! The operating characteristic of a plan: how likely a lot passes the individual criterion, by the share of packages that
//! are short by more than T. Exact fractions of the binomial distribution; none of them by more than 2T.

use super::plan::LotPlan;
use crate::quantity::{Decimal, Exact, round_to_places};

/// One line of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CharacteristicPoint {
    /// Share of short packages, per mille.
    pub short_per_mille: u32,
    /// Probability of acceptance in per cent, one decimal.
    pub accepted_percent: Decimal,
}

/// Shares of short packages that the table shows, per mille; 25 is what the plans are made for.
pub const SHARES_PER_MILLE: [u32; 12] = [0, 5, 10, 20, 25, 30, 50, 75, 100, 150, 200, 300];

impl LotPlan {
    /// The table of this plan.
    pub fn characteristic(&self) -> Vec<CharacteristicPoint> {
        let point = |short_per_mille: u32| CharacteristicPoint {
            short_per_mille,
            accepted_percent: round_to_places(&(&self.accepted(short_per_mille) * &Exact::from(100)), 1),
        };
        SHARES_PER_MILLE.map(point).to_vec()
    }

    /// Probability that the individual criterion accepts.
    fn accepted(&self, short_per_mille: u32) -> Exact {
        let first = Binomial::new(self.sample_size, short_per_mille);
        let at_once = first.at_most(self.t1_allowed);
        let Some(second) = self.second else { return at_once };
        let more = Binomial::new(second.total - self.sample_size, short_per_mille);
        // The first sample left it open with k short packages; the second may add so many as both together allow.
        let open = (self.t1_allowed + 1..self.t1_reject).filter_map(|k| {
            let rest = second.t1_allowed.checked_sub(k)?;
            Some(&first.exactly(k) * &more.at_most(rest))
        });
        at_once + open.sum()
    }
}

/// So many draws with a share of hits in thousandths.
struct Binomial {
    draws: u64,
    hit: Exact,
    miss: Exact,
}

impl Binomial {
    fn new(draws: u64, per_mille: u32) -> Self {
        let share = |thousandths: u32| &Exact::from(thousandths) / 1000;
        Self { draws, hit: share(per_mille), miss: share(1000_u32.saturating_sub(per_mille)) }
    }

    fn exactly(&self, hits: u64) -> Exact {
        let misses = self.draws.saturating_sub(hits);
        let ways = (1..=hits).fold(Exact::from(1), |ways, i| {
            let next = &ways * &Exact::from(self.draws - hits + i);
            next.checked_div(&Exact::from(i)).unwrap_or(next)
        });
        &(&ways * &power(&self.hit, hits)) * &power(&self.miss, misses)
    }

    fn at_most(&self, hits: u64) -> Exact {
        (0..=hits.min(self.draws)).map(|hits| self.exactly(hits)).sum()
    }
}

fn power(base: &Exact, exponent: u64) -> Exact {
    (0..exponent).fold(Exact::from(1), |product, _| &product * base)
}

#[cfg(test)]
mod tests {
    use crate::regulation::{Book, Label};

    #[test]
    fn a_lot_with_one_in_forty_short_passes_as_often_as_published() {
        let label = Label { quantity: "500".into(), unit: "g".into() };
        let regulation = Book::embedded().unwrap().get("cn-jjf1070-2005").unwrap();
        for (lot, percent) in [(40, "77.6"), (60, "95.9"), (200, "96.4"), (1000, "98.5"), (5000, "98.6")] {
            let plan = regulation.lot_plan(&label, lot).unwrap();
            let point = plan.characteristic().into_iter().find(|point| point.short_per_mille == 25).unwrap();
            assert_eq!(point.accepted_percent.to_string(), percent, "{lot}");
        }
    }

    #[test]
    fn a_second_sample_can_only_accept_more() {
        let label = Label { quantity: "500".into(), unit: "g".into() };
        let double = Book::embedded().unwrap().get("eu-76-211").unwrap().lot_plan(&label, 300).unwrap();
        let mut single = double.clone();
        (single.second, single.t1_reject) = (None, single.t1_allowed + 1);
        for (both, first) in double.characteristic().iter().zip(single.characteristic()) {
            assert!(both.accepted_percent >= first.accepted_percent);
        }
        assert_eq!(double.characteristic()[0].accepted_percent.to_string(), "100.0");
    }
}
