//! An oracle in whole numbers; `PROPTEST_CASES` says how many, `PROPTEST_RNG_SEED` which.

use super::*;
use proptest::prelude::*;

/// Class, e in grams, Max in e, and the bands as bound in e with limit in hundredths of e.
type Bands = [(i64, i64); 3];

const SCALES: &[(&str, i64, i64, Bands)] = &[
    ("I", 1, 400_000, [(50_000, 50), (200_000, 100), (i64::MAX / 100, 150)]),
    ("II", 2, 100_000, [(5000, 50), (20_000, 100), (100_000, 150)]),
    ("III", 5, 10_000, [(500, 50), (2000, 100), (10_000, 150)]),
    ("IIII", 20, 1000, [(50, 50), (200, 100), (1000, 150)]),
];

/// Hundredths of e as grams.
fn grams(hundredths: i64, e: i64) -> String {
    let (sign, grams) = (if hundredths < 0 { "-" } else { "" }, (hundredths * e).abs());
    format!("{sign}{}.{:02}", grams / 100, grams % 100)
}

fn limit(bands: &[(i64, i64)], load: i64) -> i64 {
    bands.iter().find(|(up_to, _)| load <= up_to * 100).map_or(0, |(_, limit)| *limit)
}

/// A load in hundredths of e: anywhere, or within a hundredth of the end of a band or of Max.
fn load() -> impl Strategy<Value = (usize, i64)> {
    (0_usize..4).prop_flat_map(|scale| {
        let (_, _, max, bands) = SCALES[scale];
        let ends: Vec<i64> = bands.iter().map(|(up_to, _)| (*up_to).min(max) * 100).collect();
        let near = (prop::sample::select(ends), -1_i64..=1).prop_map(move |(end, off)| (end + off).min(max * 100));
        prop_oneof![(0..=max * 100).boxed(), near.boxed()].prop_map(move |load| (scale, load))
    })
}

fn case(scale: usize, zero_error: i64, times: i64) -> ScaleCase {
    let (class, e, max, _) = SCALES[scale];
    ScaleCase {
        regulation: Some("oiml-r76-2006".into()),
        kind: Some(if times == 2 { Kind::InService } else { Kind::Subsequent }),
        class: Some(class.into()),
        unit: Some("g".into()),
        ranges: vec![range(&(max * e).to_string(), &e.to_string())],
        zero: Some(zero("0", &grams(50 - zero_error, e))),
        ..ScaleCase::default()
    }
}

/// What shows P: the indication in whole e, and ΔL in hundredths.
fn shown(p: i64) -> (i64, i64) {
    let indication = (p - 50).div_euclid(100) * 100 + if (p - 50).rem_euclid(100) > 0 { 100 } else { 0 };
    (indication, indication + 50 - p)
}

fn pass(yes: bool) -> ItemVerdict {
    if yes { ItemVerdict::Pass } else { ItemVerdict::Fail }
}

proptest! {
    /// Errors anywhere and within a hundredth of e of the limit, on both sides; the limit itself passes.
    #[test]
    fn a_reading_is_judged_as_whole_numbers_judge_it(
        (scale, load) in load(),
        zero_error in -49_i64..=50,
        anywhere in -400_i64..400,
        near in prop::option::of((prop::bool::ANY, -1_i64..=1)),
        times in 1_i64..=2,
    ) {
        let (_, e, _, bands) = SCALES[scale];
        let mpe = limit(&bands, load) * times;
        let corrected = near.map_or(anywhere, |(below, off)| if below { -mpe + off } else { mpe + off });
        let p = load + zero_error + corrected;
        let (indication, delta) = shown(p);
        let mut case = case(scale, zero_error, times);
        case.weighing = vec![weighing(&grams(load, e), &grams(indication, e), &grams(delta, e), Direction::Up)];
        let judgement = judged(&case);
        let row = &judgement.scale.as_ref().unwrap().weighing[0];
        let equal = |found: Option<&String>, hundredths: i64| {
            found.map(|text| number(text).normalize()) == Some(number(&grams(hundredths, e)).normalize())
        };
        prop_assert!(equal(row.indication_before_rounding.as_ref(), p));
        prop_assert!(equal(row.error.as_ref(), p - load));
        prop_assert!(equal(row.corrected_error.as_ref(), corrected));
        prop_assert!(equal(Some(&row.mpe), mpe));
        prop_assert_eq!(row.verdict, pass(corrected.abs() <= mpe));
        prop_assert_eq!(verdict_of(&judgement, "zero"), pass(zero_error.abs() <= 25));
    }

    /// Spread and single errors, at and around their limits.
    #[test]
    fn repeatability_is_judged_as_whole_numbers_judge_it(
        (scale, load) in load(),
        zero_error in -25_i64..=25,
        errors in prop::collection::vec(-200_i64..200, 6),
        at_limit in prop::option::of(-1_i64..=1),
    ) {
        let (_, e, _, bands) = SCALES[scale];
        let mpe = limit(&bands, load);
        let mut errors = errors;
        if let Some(off) = at_limit {
            errors = errors.into_iter().map(|error| error.rem_euclid(mpe + 1) - mpe / 2).collect();
            let least = errors.iter().copied().min().unwrap();
            errors[0] = least + mpe + off;
        }
        let mut case = case(scale, zero_error, 1);
        for error in &errors {
            let (indication, delta) = shown(load + zero_error + error);
            case.repeatability.push(RepeatabilityReading {
                load: grams(load, e),
                indication: Some(grams(indication, e)),
                delta: Some(grams(delta, e)),
                ..RepeatabilityReading::default()
            });
        }
        let judgement = judged(&case);
        let spread = errors.iter().max().unwrap() - errors.iter().min().unwrap();
        let each = errors.iter().all(|error| error.abs() <= mpe);
        let found = judgement.scale.unwrap().repeatability.unwrap();
        prop_assert_eq!(number(&found.spread.unwrap()).normalize(), number(&grams(spread, e)).normalize());
        prop_assert_eq!(found.spread_verdict, pass(spread <= mpe));
        prop_assert_eq!(found.each_error_verdict, pass(each));
        prop_assert_eq!(found.verdict, pass(each && spread <= mpe));
    }

    /// Without ΔL or without E0 there is no verdict, whatever the numbers are.
    #[test]
    fn a_missing_part_never_makes_a_verdict((scale, load) in load(), off in -3_i64..3, with_zero in prop::bool::ANY) {
        let (_, e, _, _) = SCALES[scale];
        let mut case = case(scale, 0, 1);
        let row = weighing(&grams(load, e), &grams(load / 100 * 100 + off * 100, e), "0", Direction::Up);
        case.weighing = vec![WeighingReading { delta: row.delta.clone().filter(|_| !with_zero), ..row }];
        case.zero = case.zero.filter(|_| with_zero);
        let judgement = judged(&case);
        let row = &judgement.scale.as_ref().unwrap().weighing[0];
        prop_assert_eq!((row.verdict, &row.corrected_error), (ItemVerdict::Incomplete, &None));
        prop_assert_eq!(judgement.verdict, Conclusion::Incomplete);
    }
}
