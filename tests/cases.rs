//! The golden cases of outside sources, through the public judges. Which ones are not judged yet is said by name.

use quanheng::quantity::{Decimal, Exact, Mode, parse_decimal, round_to_interval, round_to_places};
use quanheng::regulation::{Book, Conclusion, ItemVerdict, Label, LotCase, Refusal, judge_lot};
use serde_json::Value;

pub fn cases(text: &str) -> Vec<Value> {
    serde_json::from_str::<Value>(text).unwrap()["cases"].as_array().unwrap().clone()
}

/// One test a golden case, named by its id; a case that no test names is an error.
macro_rules! named {
    ($file:expr, $check:path, $($name:ident = $id:literal),* $(,)?) => {
        $(
            #[test]
            fn $name() {
                let cases = $crate::cases::cases($file);
                $check(cases.iter().find(|case| case["id"] == $id).expect($id));
            }
        )*

        #[test]
        fn no_case_is_lost() {
            let named = [$($id),*];
            for case in $crate::cases::cases($file) {
                assert!(named.iter().any(|id| case["id"] == *id), "{} is judged by no test", case["id"]);
            }
        }
    };
}
pub(crate) use named;

pub fn book() -> &'static Book {
    Book::embedded().unwrap()
}

pub fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

pub fn texts(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().filter_map(text).collect()
}

pub fn number(text: &str) -> Decimal {
    parse_decimal(text).unwrap_or_else(|why| panic!("{why}"))
}

/// Equal by value after rounding ours to the decimals of theirs.
pub fn check_number(id: &str, what: &str, found: Option<&String>, expected: &Value) {
    let Some(expected) = expected.as_str().map(number) else { return };
    let found = number(found.unwrap_or_else(|| panic!("{id}: no {what}")));
    let rounded = round_to_places(&Exact::from(found), expected.scale());
    assert_eq!(rounded, expected, "{id}: {what}, found {found}");
}

pub fn verdict(conclusion: Conclusion) -> &'static str {
    match conclusion {
        Conclusion::Pass => "pass",
        Conclusion::Fail => "fail",
        Conclusion::Incomplete => "incomplete",
        Conclusion::ConditionsNotMet => "conditions_not_met",
    }
}

pub fn item(verdict: ItemVerdict) -> &'static str {
    match verdict {
        ItemVerdict::Pass => "pass",
        ItemVerdict::Fail => "fail",
        ItemVerdict::Incomplete => "incomplete",
        ItemVerdict::NotApplicable => "not_applicable",
    }
}

#[test]
fn rounding_is_that_of_gbt8170() {
    let all = cases(include_str!("data/cases/rounding.json"));
    for case in &all {
        let (x, interval) =
            (number(case["inputs"]["x"].as_str().unwrap()), number(case["inputs"]["interval"].as_str().unwrap()));
        let rounded = round_to_interval(&Exact::from(x), interval, Mode::HalfEven).unwrap();
        assert_eq!(i64::try_from(rounded.steps).ok(), case["expected"]["steps"].as_i64(), "{}", case["id"]);
        assert_eq!(case["expected"]["value"], rounded.printed(), "{}", case["id"]);
    }
    assert_eq!(all.len(), 11);
}

#[test]
fn the_edition_follows_the_day_of_the_test() {
    let lot = |date| book().choose_lot(Some(date)).map(|regulation| regulation.id.clone());
    assert_eq!(lot("2024-10-11").as_deref(), Ok("cn-jjf1070-2005"));
    assert_eq!(lot("2024-10-12").as_deref(), Ok("cn-jjf1070-2023"));
    assert!(matches!(lot("2005-01-01"), Err(Refusal::NoEdition(..))));
}

mod oracle {
    use super::*;
    use proptest::prelude::*;

    /// The mean criterion as the fact sheets write it, in whole numbers: an independent way to the same verdict.
    fn mean_ok(n: i128, qn: i128, values: &[i128], lambda_thousandths: i128) -> bool {
        let (s1, s2) = (values.iter().sum::<i128>(), values.iter().map(|v| v * v).sum::<i128>());
        let g = n * qn - s1;
        g <= 0 || g * g * (n - 1) * 1_000_000 <= lambda_thousandths * lambda_thousandths * n * (n * s2 - s1 * s1)
    }

    proptest! {
        /// Values in tenths of a gram around 500 g, close enough for ties with T, 2T and the mean to be common.
        #[test]
        fn a_lot_is_judged_as_whole_numbers_judge_it(offsets in prop::collection::vec(-40_i64..20, 10), scale in 1_i64..12) {
            let values: Vec<i128> = offsets.iter().map(|offset| i128::from(5000 + offset * scale)).collect();
            let short = |value: &i128| 5000 - value;
            let t1 = values.iter().filter(|v| short(v) > 150 && short(v) <= 300).count();
            let t2 = values.iter().filter(|v| short(v) > 300).count();
            let pass = t1 == 0 && t2 == 0 && mean_ok(10, 5000, &values, 1028);
            let case = LotCase {
                regulation: Some("cn-jjf1070-2005".into()),
                label: Some(Label { quantity: "500".into(), unit: "g".into() }),
                lot_size: Some(40),
                net: Some(values.iter().map(|v| format!("{}.{}", v / 10, v % 10)).collect()),
                ..LotCase::default()
            };
            let judgement = judge_lot(&case, book()).unwrap();
            prop_assert_eq!(judgement.verdict == Conclusion::Pass, pass);
            let lot = judgement.lot.unwrap();
            prop_assert_eq!((lot.t1, lot.t2), (t1 as u64, t2 as u64));
        }

        #[test]
        fn rounding_never_moves_more_than_half_an_interval(mantissa in -9_999_999_i64..9_999_999, scale in 0_u32..6, two in 0_usize..3) {
            let interval = number(["0.1", "0.2", "0.5"][two]);
            let value = Exact::from(Decimal::new(mantissa, scale));
            let rounded = round_to_interval(&value, interval, Mode::HalfEven).unwrap();
            let moved = (&Exact::from(rounded.value) - &value).abs();
            prop_assert!(&moved + &moved <= Exact::from(interval));
        }
    }
}
