//! Scales: the golden cases of outside sources, through the public judge, and an oracle in whole numbers.

use crate::cases::{book, item, number, text, texts};
use quanheng::quantity::Decimal;
use quanheng::regulation::{
    Conclusion, Direction, DiscriminationReading, ItemVerdict, Judgement, Kind, RepeatabilityReading, ScaleCase,
    ScaleRange, WeighingReading, ZeroReading, judge_scale,
};
use serde_json::Value;

pub fn judged(case: &ScaleCase) -> Judgement {
    judge_scale(case, book()).unwrap_or_else(|why| panic!("{why}"))
}

pub fn verdict_of(judgement: &Judgement, name: &str) -> ItemVerdict {
    judgement.items.iter().find(|item| item.item == name).unwrap_or_else(|| panic!("no item {name}")).verdict
}

fn same(found: Option<&String>, expected: &str) {
    assert_eq!(found.map(|text| number(text).normalize()), Some(number(expected).normalize()));
}

pub fn range(max: &str, e: &str) -> ScaleRange {
    ScaleRange { max: max.into(), e: e.into(), ..ScaleRange::default() }
}

pub fn zero(indication: &str, delta: &str) -> ZeroReading {
    ZeroReading { load: "0".into(), indication: Some(indication.into()), delta: Some(delta.into()) }
}

pub fn weighing(load: &str, indication: &str, delta: &str, direction: Direction) -> WeighingReading {
    WeighingReading {
        direction: Some(direction),
        load: load.into(),
        indication: Some(indication.into()),
        delta: Some(delta.into()),
        ..WeighingReading::default()
    }
}

/// A scale of the case's class and e with a Max that the class allows, and E0 as the case gives it.
fn of_inputs(inputs: &Value, zero_error: &str, kind: Kind) -> ScaleCase {
    let e = number(inputs["e"].as_str().unwrap_or("10"));
    let half = e / Decimal::TWO;
    ScaleCase {
        regulation: Some("cn-jjg539-2016".into()),
        kind: Some(kind),
        class: Some(inputs["class"].as_str().unwrap_or("III").into()),
        unit: text(&inputs["unit"]),
        ranges: vec![range(&(e * Decimal::from(10_000)).to_string(), &e.to_string())],
        zero: Some(zero("0", &(half - number(zero_error)).to_string())),
        ..ScaleCase::default()
    }
}

/// The indication and ΔL from which P follows.
fn reading_of(p: Decimal, e: Decimal) -> (String, String) {
    let half = e / Decimal::TWO;
    let indication = ((p - half) / e).ceil() * e;
    (indication.to_string(), (indication + half - p).to_string())
}

fn check_changeover(inputs: &Value, expected: &Value) {
    for (kind, name) in [(Kind::First, "initial"), (Kind::InService, "in_service")] {
        let mut case = of_inputs(inputs, inputs["E0"].as_str().unwrap(), kind);
        let (load, indication, delta) = (&inputs["L"], &inputs["I"], &inputs["delta_L"]);
        let [load, indication, delta] = [load, indication, delta].map(|value| value.as_str().unwrap());
        case.weighing = vec![weighing(load, indication, delta, Direction::Up)];
        let judgement = judged(&case);
        let row = &judgement.scale.as_ref().unwrap().weighing[0];
        same(row.indication_before_rounding.as_ref(), expected["P"].as_str().unwrap());
        same(row.error.as_ref(), expected["E"].as_str().unwrap());
        same(row.corrected_error.as_ref(), expected["Ec"].as_str().unwrap());
        same(Some(&row.mpe), expected[format!("mpe_{name}")].as_str().unwrap());
        assert_eq!(expected[format!("verdict_{name}")], item(row.verdict));
        let step = judgement.trace.iter().find(|step| step.values.contains_key("m")).unwrap();
        assert_eq!(step.values["m"], format!("{} e", expected["m_in_e"].as_str().unwrap()));
    }
}

fn check_repeatability(inputs: &Value, expected: &Value) {
    let mut case = of_inputs(inputs, "0", Kind::First);
    let e = number(inputs["e"].as_str().unwrap());
    for p in texts(&inputs["P"]) {
        let (indication, delta) = reading_of(number(&p), e);
        case.repeatability.push(RepeatabilityReading {
            load: text(&inputs["L"]).unwrap(),
            indication: Some(indication),
            delta: Some(delta),
            ..RepeatabilityReading::default()
        });
    }
    let judgement = judged(&case);
    let found = judgement.scale.as_ref().unwrap().repeatability.clone().unwrap();
    same(found.spread.as_ref(), expected["spread"].as_str().unwrap());
    same(Some(&found.mpe), expected["mpe_initial"].as_str().unwrap());
    for (error, expected) in found.corrected_errors.iter().zip(texts(&expected["errors"])) {
        same(error.as_ref(), &expected);
    }
    assert_eq!(expected["spread_verdict"], item(found.spread_verdict));
    assert_eq!(expected["each_error_verdict"], item(found.each_error_verdict));
    assert_eq!(expected["verdict"], item(found.verdict));
    assert_eq!(expected["verdict"], item(verdict_of(&judgement, "repeatability")));
}

fn check_zero(inputs: &Value, expected: &Value) {
    let mut case = of_inputs(inputs, "0", Kind::First);
    case.zero = Some(ZeroReading {
        load: text(&inputs["L0"]).unwrap(),
        indication: text(&inputs["I0"]),
        delta: text(&inputs["delta_L0"]),
    });
    let judgement = judged(&case);
    same(judgement.scale.as_ref().unwrap().zero_error.as_ref(), expected["E0"].as_str().unwrap());
    let found = judgement.items.iter().find(|item| item.item == "zero").unwrap();
    assert!(found.limit.as_ref().unwrap().contains(&format!("±{} ", expected["limit"].as_str().unwrap())));
    assert_eq!(expected["verdict"], item(found.verdict));
}

fn check_mpe(inputs: &Value, expected: &Value) {
    let load = number(inputs["L"].as_str().unwrap());
    for (kind, name) in [(Kind::First, "mpe_initial"), (Kind::InService, "mpe_in_service")] {
        let plan = book().get("cn-jjg539-2016").unwrap().scale_plan(&of_inputs(inputs, "0", kind)).unwrap();
        assert_eq!(plan.mpe(load, None).map(|mpe| mpe.normalize()), text(&expected[name]).map(|mpe| number(&mpe)));
    }
}

fn check_discrimination(inputs: &Value, expected: &Value) {
    let mut case = of_inputs(inputs, "0", Kind::First);
    case.ranges = vec![range("30000", inputs["d"].as_str().unwrap())];
    case.discrimination = vec![DiscriminationReading {
        load: text(&inputs["I1"]).unwrap(),
        before: text(&inputs["I1"]),
        added: text(&inputs["added"]),
        after: text(&inputs["I2"]),
        range: None,
    }];
    let judgement = judged(&case);
    let row = &judgement.scale.as_ref().unwrap().discrimination[0];
    same(row.required_at_least.as_ref(), expected["required_at_least"].as_str().unwrap());
    assert_eq!(expected["verdict"], item(row.verdict));
    assert_eq!(verdict_of(&judgement, "discrimination"), ItemVerdict::Incomplete, "one load of three");
}

fn check_golden(case: &Value) {
    let (inputs, expected) = (&case["inputs"], &case["expected"]);
    match case["kind"].as_str().unwrap() {
        "changeover_error" => check_changeover(inputs, expected),
        "zero_accuracy" => check_zero(inputs, expected),
        "mpe" => check_mpe(inputs, expected),
        "repeatability" => check_repeatability(inputs, expected),
        "discrimination" => check_discrimination(inputs, expected),
        kind => panic!("no check for {kind}"),
    }
}

mod golden {
    use super::check_golden;

    crate::cases::named! {
        include_str!("data/cases/weighing.json"), check_golden,
        w1 = "W1", w2 = "W2", w3 = "W3", w5a = "W5a", w5b = "W5b", w5c = "W5c", w6a = "W6a", w6b = "W6b", w6c = "W6c",
        w8a = "W8a", w8b = "W8b", w10a = "W10a", w10b = "W10b",
    }
}

mod oracle {
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
}
