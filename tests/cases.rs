//! The golden cases of outside sources for net contents and rounding, through the public judges. Which ones are not judged
//! yet is said by name.

use quanheng::quantity::{Decimal, Exact, Mode, Sample, parse_decimal, round_to_interval, round_to_places};
use quanheng::regulation::{Book, Conclusion, ItemVerdict, Label, LotCase, Refusal, judge_lot};
use serde_json::Value;

pub(crate) fn cases(text: &str) -> Vec<Value> {
    serde_json::from_str::<Value>(text).unwrap()["cases"].as_array().unwrap().clone()
}

pub(crate) fn book() -> &'static Book {
    Book::embedded().unwrap()
}

pub(crate) fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

pub(crate) fn texts(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().filter_map(text).collect()
}

pub(crate) fn number(text: &str) -> Decimal {
    parse_decimal(text).unwrap_or_else(|why| panic!("{why}"))
}

/// Equal by value after rounding ours to the decimals of theirs.
pub(crate) fn check_number(id: &str, what: &str, found: Option<&String>, expected: &Value) {
    let Some(expected) = expected.as_str().map(number) else { return };
    let found = number(found.unwrap_or_else(|| panic!("{id}: no {what}")));
    let rounded = round_to_places(&Exact::from(found), expected.scale());
    assert_eq!(rounded, expected, "{id}: {what}, found {found}");
}

fn verdict(conclusion: Conclusion) -> &'static str {
    match conclusion {
        Conclusion::Pass => "pass",
        Conclusion::Fail => "fail",
        Conclusion::Incomplete => "incomplete",
        Conclusion::ConditionsNotMet => "conditions_not_met",
    }
}

fn lot_case(case: &Value) -> LotCase {
    let inputs = &case["inputs"];
    LotCase {
        regulation: text(&case["profile"]),
        label: Some(Label { quantity: text(&inputs["qn"]).unwrap(), unit: text(&inputs["unit"]).unwrap() }),
        lot_size: inputs["lot_size"].as_u64(),
        net: Some(texts(&inputs["net"])),
        ..LotCase::default()
    }
}

fn check_lot(case: &Value) {
    let (id, expected) = (case["id"].as_str().unwrap(), &case["expected"]);
    let judgement = judge_lot(&lot_case(case), book()).unwrap();
    let lot = judgement.lot.as_ref().unwrap();
    assert_eq!(Some(lot.sample_size), expected["n"].as_u64(), "{id}: n");
    assert_eq!(Some(lot.t1), expected["t1_count"].as_u64(), "{id}: T1");
    assert_eq!(Some(lot.t2), expected["t2_count"].as_u64(), "{id}: T2");
    assert_eq!(Some(lot.t1_allowed), expected["t1_allowed"].as_u64(), "{id}: c");
    check_number(id, "T raw", Some(&lot.tolerable_deficiency_raw), &expected["t_raw"]);
    check_number(id, "T", Some(&lot.tolerable_deficiency), &expected["T"]);
    check_number(id, "mean", lot.mean.as_ref(), &expected["mean"]);
    check_number(id, "s", lot.standard_deviation.as_ref(), &expected["sample_sd"]);
    check_number(id, "λs", lot.correction.as_ref(), &expected["lambda_s"]);
    let mean = judgement.items.iter().find(|item| item.item == "mean").unwrap();
    let applied = if mean.verdict == ItemVerdict::NotApplicable { "not_applicable" } else { "applied" };
    assert_eq!(expected["mean_test"], applied, "{id}");
    if let Some(passes) = expected["mean_pass"].as_bool() {
        assert_eq!(mean.verdict == ItemVerdict::Pass, passes, "{id}: mean");
    }
    assert_eq!(expected["verdict"], verdict(judgement.verdict), "{id}");
    let sensitive = expected["rounding_sensitive"].as_bool().unwrap_or(false);
    assert_eq!(lot.rounding_sensitive, sensitive, "{id}: rounding");
    assert_eq!(judgement.warnings.iter().any(|warning| warning.code == "W101"), sensitive, "{id}: W101");
}

fn check_statistics(case: &Value) {
    let (id, expected) = (case["id"].as_str().unwrap(), &case["expected"]);
    let values: Vec<Exact> = texts(&case["inputs"]["readings"]).iter().map(|t| Exact::from(number(t))).collect();
    let sample = Sample::new(&values);
    let mean = round_to_places(&sample.mean().unwrap(), 9).to_string();
    check_number(id, "mean", Some(&mean), &expected["mean"]);
    let deviation = sample.standard_deviation().unwrap();
    let places = number(expected["sample_sd"].as_str().unwrap()).scale();
    check_number(id, "s", Some(&deviation.to_places(places).to_string()), &expected["sample_sd"]);
}

#[test]
fn lots_of_the_four_regulations_agree() {
    let (mut judged, mut left) = (0, Vec::new());
    for case in cases(include_str!("data/cases/net_content.json")) {
        match (case["kind"].as_str().unwrap(), case["profile"].as_str().unwrap()) {
            ("lot_verdict", "cn-jjf1070-2005") => check_lot(&case),
            ("statistics", _) => check_statistics(&case),
            (kind, profile) => {
                left.push(format!("{} ({profile}, {kind})", case["id"]));
                continue;
            }
        }
        judged += 1;
    }
    println!("of other regulations, left for later: {}", left.join(", "));
    assert_eq!(judged, 12, "a case was lost");
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
