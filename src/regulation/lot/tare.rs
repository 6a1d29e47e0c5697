//! How many packings are weighed, and when their mean may stand for all.

use super::super::judgement::Status;
use super::rule::TareRule;
use crate::quantity::{Decimal, Exact, Quantity, Sample};

/// The tare sample that a rule asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TarePlan {
    /// Up to this share of the label quantity the small sample is enough.
    pub share_of_label: Decimal,
    /// Below this share of T the spread allows the mean of the large sample.
    pub spread_of_deficiency: Decimal,
    /// How many packings first.
    pub small_sample: u64,
    /// How many when the tare is heavy.
    pub large_sample: u64,
    /// Status of these figures.
    pub status: Status,
}

/// Which tare the rule allows for the packings weighed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TareRuling {
    /// The mean of so many packings.
    Average(u64),
    /// Every package has its own.
    Each,
}

impl TarePlan {
    /// The plan of a rule for a sample of so many packages: no more packings than packages.
    pub(super) fn new(rule: &TareRule, sample_size: u64) -> Self {
        Self {
            share_of_label: rule.share_of_label,
            spread_of_deficiency: rule.spread_of_deficiency,
            small_sample: rule.small_sample.min(sample_size),
            large_sample: rule.large_sample.min(sample_size),
            status: rule.status,
        }
    }

    /// What the rule allows, given packings weighed in the unit of the label. Fewer than the small sample: weigh that first.
    pub fn ruling(&self, label: Quantity, deficiency: &Quantity, weighed: &[Exact]) -> TareRuling {
        let sample = Sample::new(weighed);
        let small = TareRuling::Average(self.small_sample);
        let enough = u64::try_from(weighed.len()).is_ok_and(|count| count >= self.small_sample);
        let (Some(mean), Some(spread), true) = (sample.mean(), sample.standard_deviation(), enough) else {
            return small;
        };
        if mean <= &Exact::from(label.value) * &Exact::from(self.share_of_label) {
            return small;
        }
        let limit = &Exact::from(deficiency.value) * &Exact::from(self.spread_of_deficiency);
        let wide = limit.is_zero() || spread.times_reaches(&Exact::from(1), &limit);
        if wide { TareRuling::Each } else { TareRuling::Average(self.large_sample) }
    }

    /// How many packings to weigh, given those weighed so far.
    pub fn wanted(&self, label: Quantity, deficiency: &Quantity, weighed: &[Exact]) -> u64 {
        match self.ruling(label, deficiency, weighed) {
            TareRuling::Average(count) => count,
            TareRuling::Each => self.large_sample,
        }
    }
}
