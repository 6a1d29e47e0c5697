//! A second way to the verdict on a load point, in whole numbers alone, against the judge on many seeded cases.
//!
//! `QUANHENG_ORACLE_CASES` says how many (the short form when absent), `QUANHENG_ORACLE_SEED` which.

use crate::cases::book;
use crate::settings;
use fastrand::Rng;
use quanheng::regulation::{
    Appearance, Decision, ItemVerdict, LoadPoint, LoadPointResult, PileCase, PointReading, StandardUsed, Stated,
    judge_pile,
};

/// Whole numbers in units of 0.1 Wh, as the kilowatt-hours of a case.
fn kwh(value: i128) -> String {
    format!("{}.{:04}", value / 10_000, value % 10_000)
}

fn case(class: i128, pairs: &[(i128, i128)], guard_thousandths: Option<i128>) -> PileCase {
    let reading = |(p, s): &(i128, i128)| PointReading {
        instrument: Some(kwh(*p)),
        reference: Some(kwh(*s)),
        ..PointReading::default()
    };
    let uncertainty =
        guard_thousandths.map(|u| Stated { expanded: format!("{}.{:03}", u / 1000, u % 1000), coverage: None });
    PileCase {
        regulation: Some("cn-jjg1149-2022".into()),
        class: Some(class.to_string()),
        time_of_use: Some(false),
        appearance: Some(Appearance::Pass),
        insulation_megohm: Some("20".into()),
        decision: guard_thousandths.map(|_| Decision::GuardBand),
        standards: vec![StandardUsed {
            name: "S".into(),
            valid_until: Some("2099-12-31".into()),
            uncertainty,
            ..StandardUsed::default()
        }],
        load_point: vec![LoadPoint { readings: pairs.iter().map(reading).collect(), ..LoadPoint::default() }],
        ..PileCase::default()
    }
}

/// The mean of Σ(p − s)/s over the readings as one fraction: numerator and denominator above nought.
fn mean(pairs: &[(i128, i128)]) -> (i128, i128) {
    let all: i128 = pairs.iter().map(|(_, s)| s).product();
    let sum: i128 = pairs.iter().map(|(p, s)| (p - s) * (all / s)).sum();
    (sum, all * i128::try_from(pairs.len()).unwrap())
}

/// Rounding to steps of `step_ppm`, half to even, sign put back: the routine of the fact sheets for a fraction.
fn steps(numerator: i128, denominator: i128, step_ppm: i128) -> i128 {
    let (scaled, divisor) = (numerator.abs() * 1_000_000, denominator * step_ppm);
    let (quotient, rest) = (scaled / divisor, scaled % divisor);
    let up = rest * 2 > divisor || (rest * 2 == divisor && quotient % 2 == 1);
    let magnitude = quotient + i128::from(up);
    if numerator < 0 { -magnitude } else { magnitude }
}

fn judged(case: &PileCase) -> LoadPointResult {
    judge_pile(case, book()).unwrap().pile.unwrap().load_points.remove(0)
}

/// What whole numbers say: steps, verdict of the unrounded mean, verdict of the rounded one. `guard` in 0.001 %.
fn expected(class: i128, pairs: &[(i128, i128)], guard: i128) -> (i128, bool, bool) {
    let (numerator, denominator) = mean(pairs);
    let (step_ppm, limit_ppm) = (1000 * class, 10_000 * class);
    let steps = steps(numerator, denominator, step_ppm);
    // |γ| + U ≤ limit, in parts of 10^6; 0.001 % are 10 of them.
    let raw = numerator.abs() * 1_000_000 + guard * 10 * denominator <= limit_ppm * denominator;
    (steps, raw, steps.abs() * step_ppm + guard * 10 <= limit_ppm)
}

fn check(seed: u64, class: i128, pairs: &[(i128, i128)], guard: Option<i128>) {
    let point = judged(&case(class, pairs, guard));
    let (steps, raw, rounded) = expected(class, pairs, guard.unwrap_or(0));
    let about = || format!("seed {seed}: class {class}, {pairs:?}, guard {guard:?}: {point:?}");
    let sign = if mean(pairs).0 < 0 { "-" } else { "" };
    let tenths = steps.abs() * class;
    let printed = format!("{sign}{}.{}", tenths / 10, tenths % 10);
    assert_eq!(point.rounded_percent.as_deref(), Some(printed.as_str()), "{}", about());
    assert_eq!(point.verdict_unrounded == ItemVerdict::Pass, raw, "{}", about());
    assert_eq!(point.verdict_rounded == ItemVerdict::Pass, rounded, "{}", about());
    assert_eq!(point.verdict, point.verdict_rounded, "{}", about());
}

#[test]
fn a_load_point_is_judged_as_whole_numbers_judge_it() {
    let (cases, seed) = settings::oracle(1148);
    let mut dice = Rng::with_seed(seed);
    for _ in 0..cases {
        let class = dice.i128(1..=2);
        // Energies about 2 kWh, errors up to three limits either way; one to three readings, each with its own standard.
        let count = dice.i128(1..=3);
        let pairs: Vec<(i128, i128)> = (0..count)
            .map(|_| {
                let s = dice.i128(10_000..=30_000);
                (s + s * dice.i128(-3_000..=3_000) * class / 100_000 + dice.i128(-3..=3), s)
            })
            .collect();
        check(seed, class, &pairs, None);
    }
}

#[test]
fn ties_and_the_limit_itself_fall_as_whole_numbers_let_them_fall() {
    let (cases, seed) = settings::oracle(1149);
    let mut dice = Rng::with_seed(seed);
    let (mut ties, mut edges) = (0, 0);
    for _ in 0..cases / 4 {
        let class = dice.i128(1..=2);
        // Half a step is s / (2000 / class): p = s ± k half steps, exactly.
        let half = dice.i128(5..=20);
        let s = half * 2000 / class;
        let sign = 2 * dice.i128(0..=1) - 1;
        let k = dice.i128(15..=25);
        let pair = (s + sign * k * half, s);
        check(seed, class, &[pair, pair], None);
        let point = judged(&case(class, &[pair, pair], None));
        if k == 21 {
            // 10.5 steps: beyond the limit, and rounded to the even ten, which is the limit.
            assert_eq!((point.verdict_unrounded, point.verdict_rounded), (ItemVerdict::Fail, ItemVerdict::Pass));
            ties += 1;
        }
        if k == 20 {
            assert_eq!((point.verdict_unrounded, point.verdict_rounded), (ItemVerdict::Pass, ItemVerdict::Pass));
            edges += 1;
        }
    }
    assert!(ties > 0 && edges > 0, "seed {seed}: {ties} ties, {edges} edges");
}

#[test]
fn a_guard_band_is_drawn_as_whole_numbers_draw_it() {
    let (cases, seed) = settings::oracle(1150);
    let mut dice = Rng::with_seed(seed);
    for _ in 0..cases / 4 {
        let class = dice.i128(1..=2);
        // One reading twice: nothing but the standard is uncertain, so U is what its certificate says.
        let guard = dice.i128(1..=600 * class);
        let s = dice.i128(10_000..=30_000);
        // Half the time the error lies where |γ| + U is the limit, or next to it.
        let room = (1000 * class - guard) * s / 100_000;
        let sign = 2 * dice.i128(0..=1) - 1;
        let p = if dice.bool() { s + sign * (room + dice.i128(-1..=1)) } else { s + dice.i128(-600..=600) };
        check(seed, class, &[(p, s), (p, s)], Some(guard));
    }
}
