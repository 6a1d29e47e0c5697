//! Which packages of a lot are taken: random numbers that anybody can compute again from the printed seed.
//!
//! The method needs nothing but SHA-256: the i-th number is made of the first eight bytes (most significant first) of
//! `SHA-256("SEED:i")`, i = 1, 2, 3 …, both written in decimal. A number is passed over when it is not below the largest
//! multiple of N that 2^64 holds, so that no package is more likely than another; the rest modulo N, plus one, is the
//! package. Packages drawn already are passed over. `printf '7:1' | sha256sum` shows the first one of seed 7.
//!
//! Simple, systematic and stratified sampling are the families of GB/T 10111.

use super::super::number::impossible;
use super::super::refusal::Refusal;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// Largest lot that is drawn from.
pub const LOT_MAX: u64 = 10_000_000;

/// The family of a draw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "method")]
pub enum DrawMethod {
    /// 简单随机抽样: every package by itself.
    Simple,
    /// 系统抽样: one random start, then every k-th package round the lot.
    Systematic,
    /// 分层抽样: from each stratum as many as its share, the largest remainders first.
    Stratified {
        /// Sizes of the strata, in the order of the numbering.
        strata: Vec<u64>,
    },
}

/// A draw with all that is needed to repeat it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draw {
    /// The seed.
    pub seed: u64,
    /// Packages in the lot, numbered from 1.
    pub lot_size: u64,
    /// How many are taken.
    pub sample_size: u64,
    /// How.
    #[serde(flatten)]
    pub method: DrawMethod,
    /// The packages, in the order of drawing.
    pub packages: Vec<u64>,
}

/// The numbers of one seed.
struct Numbers {
    seed: u64,
    next: u64,
}

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        let bound = bound.max(1);
        // 2^64 modulo the bound: so many values at the top belong to no whole round.
        let surplus = (u64::MAX % bound + 1) % bound;
        loop {
            let digest = Sha256::digest(format!("{}:{}", self.seed, self.next));
            self.next += 1;
            let head = digest.first_chunk::<8>().copied().unwrap_or_default();
            let number = u64::from_be_bytes(head);
            if number <= u64::MAX - surplus {
                return number % bound;
            }
        }
    }
}

/// Draws `sample_size` packages of a lot.
pub fn draw(seed: u64, lot_size: u64, sample_size: u64, method: DrawMethod) -> Result<Draw, Refusal> {
    if !(1..=LOT_MAX).contains(&lot_size) {
        let right = ("应为 1 到 10000000 件", "from 1 to 10000000 packages");
        return Err(impossible("lot", &lot_size.to_string(), right));
    }
    if !(1..=lot_size).contains(&sample_size) {
        let right = ("样本量应为 1 到批量", "from 1 to the size of the lot");
        return Err(impossible("sample", &sample_size.to_string(), right));
    }
    let mut numbers = Numbers { seed, next: 1 };
    let packages = match &method {
        DrawMethod::Simple => simple(&mut numbers, lot_size, sample_size),
        DrawMethod::Systematic => systematic(&mut numbers, lot_size, sample_size),
        DrawMethod::Stratified { strata } => stratified(&mut numbers, lot_size, sample_size, strata)?,
    };
    Ok(Draw { seed, lot_size, sample_size, method, packages })
}

fn simple(numbers: &mut Numbers, lot_size: u64, sample_size: u64) -> Vec<u64> {
    let (mut taken, mut packages) = (BTreeSet::new(), Vec::new());
    // Of more than half a lot the packages left out are drawn: passing over those drawn already would take for ever.
    let leave_out = sample_size > lot_size / 2;
    let wanted = if leave_out { lot_size - sample_size } else { sample_size };
    while (taken.len() as u64) < wanted {
        let package = numbers.below(lot_size) + 1;
        if taken.insert(package) {
            packages.push(package);
        }
    }
    if leave_out { (1..=lot_size).filter(|package| !taken.contains(package)).collect() } else { packages }
}

/// Package i is the one that holds start + i·N/n, so that the steps are as even as whole numbers allow.
fn systematic(numbers: &mut Numbers, lot_size: u64, sample_size: u64) -> Vec<u64> {
    let start = u128::from(numbers.below(lot_size));
    let (lot, sample) = (u128::from(lot_size), u128::from(sample_size));
    let place = |i: u128| u64::try_from((start + i * lot / sample) % lot).unwrap_or(0) + 1;
    (0..sample).map(place).collect()
}

fn stratified(numbers: &mut Numbers, lot_size: u64, sample_size: u64, strata: &[u64]) -> Result<Vec<u64>, Refusal> {
    let total = strata.iter().try_fold(0_u64, |total, size| total.checked_add(*size));
    if total != Some(lot_size) || strata.contains(&0) {
        let written = strata.iter().map(u64::to_string).collect::<Vec<_>>().join(",");
        let right = ("各层件数之和应等于批量，每层至少 1 件", "the strata must add up to the lot, each at least one");
        return Err(impossible("strata", &written, right));
    }
    let mut first = 1;
    let mut packages = Vec::new();
    for (size, share) in strata.iter().zip(shares(lot_size, sample_size, strata)) {
        packages.extend(simple(numbers, *size, share).into_iter().filter(|_| share > 0).map(|p| p + first - 1));
        first += size;
    }
    Ok(packages)
}

/// Whole shares by the largest remainders; of equal ones the earlier stratum comes first.
fn shares(lot_size: u64, sample_size: u64, strata: &[u64]) -> Vec<u64> {
    let exact = |size: &u64| u128::from(*size) * u128::from(sample_size);
    let lot = u128::from(lot_size);
    let mut shares: Vec<u64> = strata.iter().map(|size| u64::try_from(exact(size) / lot).unwrap_or(0)).collect();
    let missing = sample_size.saturating_sub(shares.iter().sum());
    let mut order: Vec<usize> = (0..strata.len()).collect();
    order.sort_by_key(|index| std::cmp::Reverse(strata.get(*index).map_or(0, |size| exact(size) % lot)));
    for index in order.into_iter().take(usize::try_from(missing).unwrap_or(0)) {
        if let Some(share) = shares.get_mut(index) {
            *share += 1;
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_first_number_is_that_of_the_documented_method() {
        // printf '7:1' | sha256sum: the first sixteen digits, as a whole number, modulo 200, plus one.
        let digest = Sha256::digest("7:1");
        let head = u64::from_be_bytes(*digest.first_chunk::<8>().unwrap());
        assert_eq!(draw(7, 200, 1, DrawMethod::Simple).unwrap().packages, [head % 200 + 1]);
    }

    #[test]
    fn strata_that_do_not_add_up_are_refused() {
        for strata in [vec![100, 99], vec![200, 0], vec![], vec![u64::MAX, 201]] {
            assert!(draw(1, 200, 10, DrawMethod::Stratified { strata }).is_err());
        }
        assert!(draw(1, 0, 0, DrawMethod::Simple).is_err());
        assert!(draw(1, 10, 11, DrawMethod::Systematic).is_err());
    }

    proptest! {
        #[test]
        fn every_draw_is_of_different_packages_of_the_lot(seed: u64, lot in 1_u64..400, part in 0_u64..400, cut in 1_u64..400) {
            let sample = part % lot + 1;
            let cut = cut % lot;
            let strata = if cut == 0 { vec![lot] } else { vec![cut, lot - cut] };
            for method in [DrawMethod::Simple, DrawMethod::Systematic, DrawMethod::Stratified { strata }] {
                let drawn = draw(seed, lot, sample, method.clone()).unwrap();
                let different: BTreeSet<u64> = drawn.packages.iter().copied().collect();
                prop_assert_eq!(different.len() as u64, sample, "{:?}", method);
                prop_assert!(different.iter().all(|package| (1..=lot).contains(package)));
                prop_assert_eq!(&draw(seed, lot, sample, method).unwrap(), &drawn);
            }
        }
    }

    #[test]
    fn no_package_is_more_likely_than_another() {
        // Chi-square of 20 000 draws of one package of ten against its 0.999 quantile for nine degrees of freedom, 27.88.
        let mut counts = [0_i64; 10];
        for seed in 0..20_000 {
            let package = draw(seed, 10, 1, DrawMethod::Simple).unwrap().packages[0];
            counts[usize::try_from(package).unwrap() - 1] += 1;
        }
        let squares: i64 = counts.iter().map(|count| (count - 2000) * (count - 2000)).sum();
        assert!(squares * 100 < 2788 * 2000, "{counts:?}");
    }
}
