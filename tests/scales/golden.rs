//! The golden cases of outside sources, by their ids, through the public judge.

use super::*;
use crate::cases::{item, text, texts};

fn same(found: Option<&String>, expected: &str) {
    assert_eq!(found.map(|text| number(text).normalize()), Some(number(expected).normalize()));
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

crate::cases::named! {
    include_str!("../data/cases/weighing.json"), check_golden,
    w1 = "W1", w2 = "W2", w3 = "W3", w5a = "W5a", w5b = "W5b", w5c = "W5c", w6a = "W6a", w6b = "W6b", w6c = "W6c",
    w8a = "W8a", w8b = "W8b", w10a = "W10a", w10b = "W10b",
}
