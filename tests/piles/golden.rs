//! The golden cases of outside sources, by their ids.

use super::*;

fn check_point(id: &str, judgement: &Judgement, expected: &Value) {
    let point = point(judgement);
    assert_eq!(expected["rounded_pct"].as_str(), point.rounded_percent.as_deref(), "{id}: rounded");
    assert_eq!(expected["verdict_raw"], word(point.verdict_unrounded), "{id}: unrounded");
    assert_eq!(expected["verdict_rounded"], word(point.verdict_rounded), "{id}: rounded");
    check_number(id, "mean", point.mean_percent.as_ref(), &expected["mean_pct"]);
    check_number(id, "error", point.errors_percent.first(), &expected["error_pct"]);
    assert_eq!(expected["verdicts_differ"].as_bool(), Some(warned(judgement, "W204")), "{id}: W204");
}

fn check_energy(case: &Value) {
    let (id, inputs, expected) = (case["id"].as_str().unwrap(), &case["inputs"], &case["expected"]);
    let reading = PointReading {
        instrument: text(&inputs["pile_kwh"]),
        pulses: inputs["pulses"].as_u64().map(|pulses| pulses.to_string()),
        constant: text(&inputs["constant_imp_per_kwh"]),
        reference: text(&inputs["std_kwh"]),
        ..PointReading::default()
    };
    let mut case = pile(&inputs["class"], vec![reading.clone(), reading]);
    case.energy_step = text(&inputs["display_step_kwh"]);
    let judgement = judge_pile(&case, book()).unwrap();
    check_point(id, &judgement, expected);
    if let Some(warn) = expected["warn_energy_too_small"].as_bool() {
        assert_eq!(point(&judgement).energy_sufficient, Some(!warn), "{id}");
        assert_eq!(warned(&judgement, "W203"), warn, "{id}");
        // The point is judged and shown; the item stays open while the display could not tell.
        let wanted = if warn { ItemVerdict::Incomplete } else { point(&judgement).verdict };
        assert_eq!(item(&judgement, "working-error").verdict, wanted, "{id}");
        let plan =
            book().get("cn-jjg1149-2022").unwrap().pile_plan(None, Kind::First, inputs["class"].as_str().unwrap());
        let least = plan.unwrap().sufficient_energy_kwh(number(inputs["display_step_kwh"].as_str().unwrap()));
        let expected = number(expected["min_energy_kwh"].as_str().unwrap()).normalize();
        assert_eq!(least.map(|kwh| kwh.normalize()), Some(expected), "{id}");
    }
}

fn check_clock(case: &Value) {
    let (id, inputs, expected) = (case["id"].as_str().unwrap(), &case["inputs"], &case["expected"]);
    let clock = Clock {
        difference_seconds: inputs["dt_s"].as_i64().map(|seconds| seconds.to_string()),
        instrument: text(&inputs["pile_time"]),
        reference: text(&inputs["std_time"]),
    };
    let kind = match inputs["verification"].as_str().unwrap() {
        "first" => Kind::First,
        "followup" => Kind::Subsequent,
        _ => Kind::InService,
    };
    let case = PileCase {
        kind: Some(kind),
        time_of_use: inputs["time_of_use"].as_bool(),
        clock: Some(clock),
        ..pile(&Value::from("2"), vec![error("0.1"), error("0.1")])
    };
    let judgement = judge_pile(&case, book()).unwrap();
    let found = item(&judgement, "clock");
    assert_eq!(expected["verdict"], word(found.verdict), "{id}");
    if let Some(limit) = expected["limit_s"].as_i64() {
        assert_eq!(found.limit, Some(format!("≤ {limit} s")), "{id}");
    }
    if let Some(seconds) = expected["dt_s"].as_i64() {
        assert_eq!(judgement.pile.unwrap().clock_seconds, Some(seconds.to_string()), "{id}");
    }
}

fn check_pay(case: &Value) {
    let (id, inputs, expected) = (case["id"].as_str().unwrap(), &case["inputs"], &case["expected"]);
    let pay = PayAmount {
        energy: text(&inputs["energy_kwh"]),
        price: text(&inputs["price_per_kwh"]),
        displayed: text(&inputs["displayed_amount"]).unwrap(),
        step: text(&inputs["min_pay_variable"]),
        ..PayAmount::default()
    };
    let case = PileCase {
        regulation: Some("cn-jjg1149-2018".into()),
        pay: Some(pay),
        ..pile(&Value::from("2"), vec![error("0.1"), error("0.1")])
    };
    let judgement = judge_pile(&case, book()).unwrap();
    assert_eq!(expected["verdict"], word(item(&judgement, "pay-amount").verdict), "{id}");
    let difference = judgement.pile.as_ref().unwrap().pay_difference.as_ref();
    check_number(id, "difference", difference, &expected["difference"]);
    // In 2022 the amount is no item: the difference is shown, and decides nothing.
    let case = PileCase { regulation: Some("cn-jjg1149-2022".into()), ..case };
    let judgement = judge_pile(&case, book()).unwrap();
    assert_eq!(judgement.verdict, Conclusion::Pass, "{id}");
    check_number(id, "difference", judgement.pile.as_ref().unwrap().pay_difference.as_ref(), &expected["difference"]);
}

fn check_outcome(case: &Value) {
    let (id, inputs, expected) = (case["id"].as_str().unwrap(), &case["inputs"], &case["expected"]);
    for (gun, wanted) in inputs["guns"].as_array().unwrap().iter().zip(expected["guns"].as_array().unwrap()) {
        let appearance = if gun["appearance_function"] == "pass" { Appearance::Pass } else { Appearance::Fail };
        let percent = if gun["working_error"] == "pass" { "0.2" } else { "5" };
        let difference = if gun["clock_time_error"] == "pass" { "1" } else { "100000" };
        let case = PileCase {
            date: text(&inputs["date"]),
            insulation_megohm: text(&inputs["insulation_mohm"]),
            appearance: Some(appearance),
            time_of_use: Some(gun["clock_time_error"] != "not_applicable"),
            clock: Some(Clock { difference_seconds: Some(difference.into()), ..Clock::default() }),
            standards: vec![StandardUsed {
                name: "standard".into(),
                valid_until: text(&inputs["standards_valid_until"]),
                ..StandardUsed::default()
            }],
            ..pile(&Value::from("2"), vec![error(percent), error(percent)])
        };
        match (expected["outcome"].as_str().unwrap(), judge_pile(&case, book())) {
            ("refuse", Err(why)) => assert!(matches!(why, Refusal::StandardExpired { .. }) && why.is_refused(), "{id}"),
            ("judged", Ok(judgement)) => {
                let pass = wanted["conclusion"] == "合格";
                let document = if pass { Document::Certificate } else { Document::Notice };
                assert_eq!(judgement.verdict == Conclusion::Pass, pass, "{id}");
                assert_eq!(judgement.document, Some(document), "{id}");
                assert_eq!(judgement.valid_until.is_some(), pass, "{id}");
            }
            ("conditions_not_met", Ok(judgement)) => {
                assert_eq!((judgement.verdict, judgement.document), (Conclusion::ConditionsNotMet, None), "{id}");
            }
            (outcome, found) => panic!("{id}: {outcome} wanted, {found:?} found"),
        }
    }
}

fn check(case: &Value) {
    let (id, inputs) = (case["id"].as_str().unwrap(), &case["inputs"]);
    match case["kind"].as_str().unwrap() {
        "round_and_judge" => {
            let reading = error(inputs["error_pct"].as_str().unwrap());
            let judgement = judge_pile(&pile(&inputs["class"], vec![reading.clone(), reading]), book()).unwrap();
            check_point(id, &judgement, &case["expected"]);
        }
        "mean_and_judge" => {
            let readings = texts(&inputs["readings_pct"]).iter().map(|text| error(text)).collect();
            let judgement = judge_pile(&pile(&inputs["class"], readings), book()).unwrap();
            check_point(id, &judgement, &case["expected"]);
        }
        "energy_error" | "pulse_error" => check_energy(case),
        "clock" | "clock_timestamps" => check_clock(case),
        "pay_amount" => check_pay(case),
        "pile_outcome" => check_outcome(case),
        kind => panic!("{id}: no judge for {kind}"),
    }
}

named!(
    include_str!("../data/cases/charging.json"),
    check,
    r01_inside_the_limit = "R01",
    r03_between_rounded_and_unrounded = "R03",
    r05_beyond_after_rounding = "R05",
    r07_beyond_and_negative = "R07",
    r09a_a_tie_up_to_two = "R09a",
    r09b_a_tie_down_to_two = "R09b",
    r09c_a_tie_up_to_four = "R09c",
    r11_a_tie_at_nine_and_a_half_steps = "R11",
    r13_class_two_between = "R13",
    r15_class_two_beyond = "R15",
    r17a_a_tie_to_nought = "R17a",
    r17b_a_tie_to_two_steps = "R17b",
    r17c_another_tie_to_two_steps = "R17c",
    e01_energies_of_an_ac_pile = "E01",
    e03_energies_of_a_dc_pile = "E03",
    e05_a_negative_error_between = "E05",
    e07_too_little_energy = "E07",
    e09_a_mean_of_two = "E09",
    e11_a_mean_beyond = "E11",
    e13_pulses = "E13",
    t01_clock_at_its_limit = "T01",
    t03_clock_at_its_limit_later = "T03",
    t05_clock_in_between = "T05",
    t07_clock_over_midnight = "T07",
    p01_amount_within_a_step = "P01",
    p03_amount_beyond_a_step = "P03",
    v01_a_pile_without_time_of_use = "V01",
    v03_insulation_too_low = "V03",
    v05_an_expired_standard = "V05",
    w1_wuhan_2022 = "W1",
);
