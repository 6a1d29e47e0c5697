//! The golden cases of outside sources, by their ids.

use super::*;

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

/// A published summary: readings were not printed, so the plan, T and what follows from the counts are held against it.
fn check_summary(case: &Value) {
    let (id, inputs, expected) = (case["id"].as_str().unwrap(), &case["inputs"], &case["expected"]);
    // The Australian system is a copy of R 87:2004.
    let regulation = book().get("oiml-r87-2004").unwrap();
    let label = Label { quantity: text(&inputs["qn"]).unwrap(), unit: text(&inputs["unit"]).unwrap() };
    let plan = regulation.lot_plan(&label, inputs["lot_size"].as_u64().unwrap()).unwrap();
    assert_eq!(Some(plan.sample_size), expected["n"].as_u64(), "{id}: n");
    assert_eq!(Some(plan.t1_allowed), expected["t1_allowed"].as_u64(), "{id}: c");
    assert_eq!(plan.t2_allowed, expected["t2_allowed"].as_u64(), "{id}: T2");
    check_number(id, "T raw", Some(&plan.tolerable_deficiency_raw.value.to_string()), &expected["t_raw"]);
    check_number(id, "T", Some(&plan.tolerable_deficiency.value.to_string()), &expected["T"]);
    if case["kind"] == "plan_row" {
        return;
    }
    // Any sample with these counts and this mean: the packages short by more than T lie just beyond it.
    let (n, t1) = (plan.sample_size, inputs["t1_count"].as_u64().unwrap());
    let qn = number(&label.quantity);
    let (short, mean) =
        (qn - plan.tolerable_deficiency.value - number("0.1"), number(inputs["mean"].as_str().unwrap()));
    let rest = (mean * number(&n.to_string()) - short * number(&t1.to_string())) / number(&(n - t1).to_string());
    let net = (0..n).map(|i| if i < t1 { short.to_string() } else { rest.round_dp(3).to_string() });
    let case = LotCase {
        regulation: Some("oiml-r87-2004".into()),
        label: Some(label),
        lot_size: inputs["lot_size"].as_u64(),
        net: Some(net.collect()),
        ..LotCase::default()
    };
    let judgement = judge_lot(&case, book()).unwrap();
    assert_eq!(expected["verdict"], verdict(judgement.verdict), "{id}");
    assert_eq!(judgement.lot.unwrap().t1, t1, "{id}");
}

fn check_hb133(case: &Value) {
    let (id, inputs, expected) = (case["id"].as_str().unwrap(), &case["inputs"], &case["expected"]);
    let hb133 = book().get("us-hb133-2026").unwrap().hb133().unwrap();
    let given = |name: &str| number(inputs[name].as_str().unwrap_or_else(|| panic!("{id}: {name}")));
    let equal = |found: &Exact, name: &str| {
        assert_eq!(*found, Exact::from(number(expected[name].as_str().unwrap())), "{id}: {name}");
    };
    match case["kind"].as_str().unwrap() {
        "hb133_max_division" => {
            let (most, usable) = hb133.max_division(given("mav_g")).unwrap();
            equal(&most, "max_division_g");
            equal(&usable.into(), "usable_division_g");
        }
        "hb133_scale_class" => {
            let (divisions, class) = hb133.scale_class(given("capacity_g"), given("division_g")).unwrap();
            assert_eq!(
                (Some(divisions), class),
                (expected["divisions"].as_u64(), expected["scale_class"].as_str().unwrap())
            );
        }
        "hb133_scale_tolerance" => {
            let class = inputs["scale_class"].as_str().unwrap();
            let (load, tolerance) = hb133.scale_tolerance(class, given("division_g"), given("load_g")).unwrap();
            assert_eq!(load, Exact::from(expected["load_divisions"].as_i64().unwrap()), "{id}");
            equal(&tolerance.into(), "tolerance_divisions");
        }
        "hb133_dimensionless" => {
            let units = dimensionless(given("error"), given("unit_of_measure"));
            assert_eq!(units, expected["dimensionless"].as_i64().map(i128::from), "{id}");
        }
        kind => panic!("{id}: {kind} is not judged"),
    }
}

fn check_case(case: &Value) {
    match case["kind"].as_str().unwrap() {
        "lot_verdict" => check_lot(case),
        "statistics" => check_statistics(case),
        "lot_verdict_summary" | "plan_row" => check_summary(case),
        _ => check_hb133(case),
    }
}

crate::cases::named! { include_str!("../data/cases/net_content.json"), check_case,
    au_01 = "AU-01",
    au_03 = "AU-03",
    au_06 = "AU-06",
    hb_01 = "HB-01",
    hb_02 = "HB-02",
    hb_03 = "HB-03",
    hb_04 = "HB-04",
    hb_05 = "HB-05",
    rd_01 = "RD-01",
    rd_05 = "RD-05",
    st_01 = "ST-01",
    st_03 = "ST-03",
    st_05 = "ST-05",
    cx_01 = "CX-01",
    cx_03 = "CX-03",
    cx_05 = "CX-05",
    cx_07 = "CX-07",
    cx_09 = "CX-09",
    cx_11 = "CX-11",
    cx_13 = "CX-13",
    cx_15 = "CX-15",
    cx_17 = "CX-17"
}
