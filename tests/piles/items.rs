//! The items of a verification one by one: what passes, what fails, what stays open, what is refused.

use super::*;

#[test]
fn the_six_items_of_2018_are_judged_each_by_itself() {
    let whole = judge(AC_2018, "");
    assert_eq!(
        (whole.verdict, whole.document),
        (Conclusion::Pass, Some(Document::Certificate)),
        "{:#?}",
        whole.warnings
    );
    assert_eq!(whole.valid_until.as_deref(), Some("2023-04-30"));
    let items: Vec<(&str, Option<&str>)> =
        whole.items.iter().map(|item| (item.item.as_str(), item.clause.as_deref())).collect();
    assert_eq!(
        items,
        [
            ("appearance", Some("9.1")),
            ("insulation", Some("6.6")),
            ("working-error", Some("5.1")),
            ("indication-error", Some("5.2")),
            ("pay-amount", Some("5.3")),
            ("clock", Some("5.4")),
        ]
    );
    assert_eq!(whole.pile.as_ref().unwrap().clock_seconds.as_deref(), Some("4"), "zones and midnight do no harm");
    for (missing, name) in [
        ("appearance", "appearance"),
        ("insulation_megohm", "insulation"),
        ("load_point", "working-error"),
        ("indication", "indication-error"),
        ("pay", "pay-amount"),
        ("clock", "clock"),
    ] {
        let judgement = judge(AC_2018, &format!("{missing} = \"none\""));
        assert_eq!(item(&judgement, name).verdict, ItemVerdict::Incomplete, "{missing}");
        assert_eq!((judgement.verdict, judgement.document), (Conclusion::Incomplete, None), "{missing}");
    }
    for (wrong, name) in [
        (r#"appearance = "fail""#, "appearance"),
        (r#"insulation_megohm = "9.99""#, "insulation"),
        (r#"indication = [{ instrument = "1.0101", reference = "1.000" }]"#, "indication-error"),
        (r#"pay = { energy = "10.000", price = "1.2345", displayed = "12.36" }"#, "pay-amount"),
        (r#"clock = { difference_seconds = "-5.1" }"#, "clock"),
    ] {
        let judgement = judge(AC_2018, wrong);
        assert_eq!(item(&judgement, name).verdict, ItemVerdict::Fail, "{wrong}");
        assert_eq!((judgement.verdict, judgement.document), (Conclusion::Fail, Some(Document::Notice)), "{wrong}");
    }
}

#[test]
fn insulation_is_an_item_of_2018_and_a_condition_of_2022() {
    let judgement = judge(DC, r#"insulation_megohm = "4.99""#);
    assert_eq!((judgement.verdict, judgement.document), (Conclusion::ConditionsNotMet, None));
    assert_eq!(judge(DC, r#"insulation_megohm = "5""#).verdict, Conclusion::Pass);
    assert_eq!(judge(DC, r#"insulation_megohm = "none""#).verdict, Conclusion::Incomplete);
    assert_eq!(judge(AC_2018, r#"insulation_megohm = "5""#).verdict, Conclusion::Fail);
}

#[test]
fn load_points_and_readings_that_are_too_few_leave_the_item_open() {
    let two = r#"load_point = [{ readings = [{ error_percent = "9" }, { error_percent = "9" }] }, { readings = [{ error_percent = "0" }, { error_percent = "0" }] }]"#;
    let judgement = judge(AC_2018, two);
    assert_eq!(item(&judgement, "working-error").verdict, ItemVerdict::Incomplete);
    assert!(warning(&judgement, "W202").contains("至少需要 3 个"), "{}", warning(&judgement, "W202"));
    let judgement = judge(DC, &format!("regulation = \"cn-jjg1149-2018\"\n{two}"));
    assert_eq!(item(&judgement, "working-error").verdict, ItemVerdict::Fail, "two are enough for DC in 2018");
    let judgement = judge(DC, r#"load_point = [{ readings = [{ error_percent = "9" }] }]"#);
    assert_eq!(item(&judgement, "working-error").verdict, ItemVerdict::Incomplete);
    assert_eq!(point(&judgement).verdict, ItemVerdict::Fail, "the point is judged and shown all the same");
    assert!(warned(&judgement, "W201"));
}

#[test]
fn a_failed_line_of_the_check_list_fails_the_appearance_and_is_named() {
    let failed = r#"{ item = "display", verdict = "fail", note = "缺一位" }"#;
    let judgement = judge(DC, &format!("checklist = [{failed}]"));
    let appearance = item(&judgement, "appearance");
    assert_eq!((appearance.verdict, judgement.verdict), (ItemVerdict::Fail, Conclusion::Fail));
    let value = appearance.value.as_deref().unwrap();
    assert!(value.contains("显示及显示位数 (缺一位)") && value.contains("display and number of its digits"), "{value}");
    assert!(warned(&judgement, "W211"), "it was said that the whole passes");
    // Without a word on the whole, the list decides once every line of it was looked at.
    let all =
        ["marking", "damage", "protection", "display", "function", "test-interface", "constant", "energy-variable"];
    let list = |names: &[&str]| {
        let line = |name: &&str| {
            let verdict = if *name == "constant" { "na" } else { "pass" };
            format!("{{ item = \"{name}\", verdict = \"{verdict}\" }}")
        };
        format!("appearance = \"none\"\nchecklist = [{}]", names.iter().map(line).collect::<Vec<_>>().join(", "))
    };
    assert_eq!(item(&judge(DC, &list(&all)), "appearance").verdict, ItemVerdict::Pass);
    let partial = judge(DC, &list(&all[..6]));
    assert_eq!(item(&partial, "appearance").verdict, ItemVerdict::Incomplete);
    assert!(warning(&partial, "W211").contains("最小电能变量"), "{}", warning(&partial, "W211"));
    for (wrong, place) in [
        ("[{ item = \"colour\", verdict = \"pass\" }]", "checklist[0].item"),
        (&format!("[{failed}, {failed}]"), "checklist[1].item"),
    ] {
        let why = refused(DC, &format!("checklist = {wrong}"));
        assert!(
            matches!(&why, Refusal::Choice { place: at, allowed, .. } if at == place && allowed.contains("function")),
            "{why:?}"
        );
    }
    assert_eq!(
        item(&judge(AC_2018, "checklist = [{ item = \"marking\", verdict = \"fail\" }]"), "appearance").verdict,
        ItemVerdict::Fail
    );
}

#[test]
fn the_pay_amount_is_not_rounded_before_it_is_compared() {
    let periods = |displayed: &str| {
        let parts = r#"[{ energy = "3.333", price = "0.4567" }, { energy = "6.667", price = "1.2345" }]"#;
        judge(AC_2018, &format!("pay = {{ displayed = \"{displayed}\", periods = {parts} }}"))
    };
    // 3.333 × 0.4567 + 6.667 × 1.2345 = 9.7525926 exactly.
    let judgement = periods("9.75");
    assert_eq!(judgement.pile.as_ref().unwrap().pay_difference.as_deref(), Some("-0.0025926"));
    assert_eq!(item(&judgement, "pay-amount").verdict, ItemVerdict::Pass);
    assert_eq!(item(&periods("9.7625926"), "pay-amount").verdict, ItemVerdict::Pass, "the step itself is inside");
    assert_eq!(item(&periods("9.7625927"), "pay-amount").verdict, ItemVerdict::Fail);
    let coarse = judge(AC_2018, r#"pay = { energy = "10.000", price = "1.2345", displayed = "12.36", step = "0.02" }"#);
    assert_eq!(item(&coarse, "pay-amount").verdict, ItemVerdict::Pass, "the step of the pile itself");
    assert!(matches!(
        refused(AC_2018, r#"pay = { energy = "1", displayed = "1", periods = [{ energy = "1", price = "1" }] }"#),
        Refusal::Both(..)
    ));
    assert!(matches!(refused(AC_2018, r#"pay = { energy = "1", displayed = "1" }"#), Refusal::Missing("pay.price")));
}

#[test]
fn the_indication_error_of_every_charge_keeps_the_limit() {
    let judgement = judge(AC_2018, r#"indication = [{ instrument = "1.010", reference = "1.000" }, { instrument = "990", reference = "1000", unit = "Wh" }]"#.replace("1.010\", reference = \"1.000\"", "1010\", reference = \"1000\", unit = \"Wh\"").as_str());
    let indication = item(&judgement, "indication-error");
    assert_eq!(indication.value.as_deref(), Some("+1.000000 %, -1.000000 %"));
    assert_eq!((indication.verdict, indication.status), (ItemVerdict::Pass, Status::Unconfirmed));
    let shown = judge(DC, r#"indication = [{ instrument = "2", reference = "1" }]"#);
    assert_eq!(shown.verdict, Conclusion::Pass, "no item of 2022");
    assert_eq!(shown.pile.unwrap().indication[0].verdict, ItemVerdict::NotApplicable);
    let mixed = refused(
        AC_2018,
        r#"indication = [{ instrument = "1", reference = "1" }, { instrument = "1", reference = "1", unit = "Wh" }]"#,
    );
    assert!(
        matches!(&mixed, Refusal::Unit { place, allowed, .. } if place == "indication[1].unit" && allowed == "kWh"),
        "{mixed:?}"
    );
}

#[test]
fn too_little_energy_leaves_the_item_open_and_says_how_much_more() {
    let judgement = judge(DC, r#"energy_step = "0.01""#);
    assert_eq!(item(&judgement, "working-error").verdict, ItemVerdict::Incomplete);
    assert_eq!((judgement.verdict, judgement.document), (Conclusion::Incomplete, None));
    let point = point(&judgement);
    assert_eq!((point.verdict, point.energy_sufficient), (ItemVerdict::Pass, Some(false)), "judged and shown");
    let words = warning(&judgement, "W203");
    assert!(words.contains("至少需要 2.5 kWh，还差 0.435 kWh") && words.contains("0.435 kWh more"), "{words}");
    assert!(warned(&judgement, "W208"), "2022 asks for 0.001 kWh");
    assert_eq!(judge(DC, "").pile.unwrap().load_points[0].energy_sufficient, Some(true));
    // Pulses are counted from edge to edge: the step of the display has no part in them.
    let pulses = r#"energy_step = "0.01"
load_point = [{ readings = [{ pulses = "100", constant = "1000", reference = "0.1" }, { pulses = "100", constant = "1000", reference = "0.1" }] }]"#;
    let judgement = judge(DC, pulses);
    assert_eq!(judgement.pile.as_ref().unwrap().load_points[0].energy_sufficient, None);
    assert_eq!(item(&judgement, "working-error").verdict, ItemVerdict::Pass);
}

#[test]
fn the_clock_is_for_piles_that_bill_by_time_of_use() {
    let clock = |changes: &str| {
        let judgement = judge(DC, changes);
        (item(&judgement, "clock").verdict, item(&judgement, "clock").status)
    };
    assert_eq!(clock("time_of_use = false\nclock = { difference_seconds = \"9999\" }").0, ItemVerdict::NotApplicable);
    assert_eq!(clock("time_of_use = \"none\"").0, ItemVerdict::Incomplete, "not known whether it applies");
    assert_eq!(clock("kind = \"in-service\""), (ItemVerdict::Pass, Status::Unconfirmed));
    assert_eq!(clock("kind = \"first\"\nclock = { difference_seconds = \"5.000001\" }").0, ItemVerdict::Fail);
    assert_eq!(clock("kind = \"subsequent\"\nclock = { difference_seconds = \"-180\" }").0, ItemVerdict::Pass);
    let one_side = r#"clock = { instrument = "2026-03-15T00:00:01+08:00" }"#;
    assert_eq!(clock(one_side).0, ItemVerdict::Incomplete);
    // The 2018 text is known for the first verification only.
    let judgement = judge(AC_2018, r#"kind = "subsequent""#);
    assert_eq!(item(&judgement, "clock").verdict, ItemVerdict::Incomplete);
    assert!(warning(&judgement, "W205").contains("后续检定时钟限"), "{}", warning(&judgement, "W205"));
    let zoneless =
        refused(DC, r#"clock = { instrument = "2026-03-15T00:00:01", reference = "2026-03-15T00:00:01+08:00" }"#);
    assert!(matches!(zoneless, Refusal::Time { ref place, .. } if place == "clock.instrument"), "{zoneless:?}");
}

#[test]
fn what_cannot_be_is_refused_with_its_place() {
    let reading = |text: &str| format!("load_point = [{{ readings = [{{ {text} }}] }}]");
    let table: &[(&str, &str)] = &[
        ("colour = \"red\"", "colour"),
        ("load_point = [{ readings = [], amperes = \"8\" }]", "amperes"),
        ("class = \"V\"", "class = \"V\" cannot be used; use 1 2"),
        ("kind = \"second\"", "first"),
        ("decision = \"lenient\"", "guard-band"),
        ("current = \"none\"", "current (ac | dc)"),
        ("load_point = [{ readings = [] }]", "load_point[0].readings"),
        ("load_point = [{ voltage = \"0\", readings = [{ error_percent = \"0\" }] }]", "load_point[0].voltage"),
        ("load_point = [{ current = \"8,5\", readings = [{ error_percent = \"0\" }] }]", "load_point[0].current"),
        (
            "load_point = [{ power_factor = \"1.01\", readings = [{ error_percent = \"0\" }] }]",
            "load_point[0].power_factor",
        ),
        (&reading("instrument = \"1\", reference = \"0\""), "load_point[0].readings[0].reference"),
        (&reading("instrument = \"1\", reference = \"-1\""), "load_point[0].readings[0].reference"),
        (&reading("instrument = \"-1\", reference = \"1\""), "load_point[0].readings[0].instrument"),
        (&reading("instrument = \"1e3\", reference = \"1\""), "load_point[0].readings[0].instrument"),
        (&reading("instrument = \"1\""), "load_point.readings.reference"),
        (&reading("reference = \"1\""), "load_point.readings.instrument"),
        (&reading("instrument = \"1\", reference = \"1\", unit = \"kvarh\""), "kWh Wh MWh"),
        (&reading("pulses = \"10\", reference = \"1\""), "constant"),
        (&reading("pulses = \"10.5\", constant = \"1000\", reference = \"1\""), "whole number"),
        (&reading("pulses = \"10\", constant = \"0\", reference = \"1\""), "constant"),
        (&reading("pulses = \"1\", instrument = \"1\", constant = \"1\", reference = \"1\""), "give one of them"),
        (&reading("error_percent = \"1\", instrument = \"1\""), "give one of them"),
        (&reading("instrument = \"1\", reference = \"1\", skew_seconds = \"-1\", power_kw = \"1\""), "skew_seconds"),
        (&reading("instrument = \"1\", reference = \"1\", power_kw = \"0\""), "power_kw"),
        (
            "load_point = [{ readings = [{ instrument = \"1\", reference = \"1\" }, { instrument = \"1000\", reference = \"1000\", unit = \"Wh\" }] }]",
            "load_point[0].readings[1].unit",
        ),
        ("energy_step = \"0\"", "energy_step"),
        ("reference_step = \"x\"", "reference_step"),
        ("insulation_megohm = \"-1\"", "insulation_megohm"),
        ("rated_power_kw = \"0\"", "rated_power_kw"),
        ("current_max = \"-5\"", "current_max"),
        ("installed = \"2022\"", "installed"),
        ("date = \"2026-02-30\"", "date"),
        ("date = \"2017-01-01\"", "no edition"),
        ("regulation = \"cn-jjf1070-2005\"", "cn-jjf1070-2005"),
        ("standards = [{ name = \"S\", uncertainty = { expanded = \"0\" } }]", "standards[0].uncertainty.expanded"),
        ("standards = [{ name = \"S\", uncertainty = { expanded = \"1\", coverage = \"0\" } }]", "coverage"),
        ("clock = { difference_seconds = \"1\", instrument = \"2026-03-15T00:00:01Z\" }", "give one of them"),
        ("pay = { energy = \"1\", price = \"1\", displayed = \"-1\" }", "pay.displayed"),
        ("pay = { energy = \"1\", price = \"1\", displayed = \"1\", step = \"0\" }", "pay.step"),
        ("pay = { displayed = \"1\", periods = [{ energy = \"1\", price = \"x\" }] }", "pay.periods[0].price"),
        ("indication = [{ instrument = \"1\" }]", "indication.reference"),
        ("indication = [{ instrument = \"1\", reference = \"0\" }]", "indication[0].reference"),
    ];
    for (changes, words) in table {
        let why = refused(DC, changes);
        assert!(why.say(Lang::En).contains(words), "{changes}: {words:?} in {}", why.say(Lang::En));
        assert!(!why.say(Lang::Zh).is_empty());
    }
}

/// A run under way carries what its plan says into the case, so that too little energy shows before the run is over.
#[test]
fn a_run_says_that_the_energy_is_too_little_while_it_lasts() {
    let task: PileTask = toml::from_str(
        r#"
        appearance = "pass"
        checklist = [{ item = "display", verdict = "pass" }]
        decision = "guard-band"
        pay = { energy = "1", price = "1", displayed = "1" }
        indication = [{ instrument = "1", reference = "1" }]
        load_point = [{ voltage = "500", current = "80" }, { current = "40" }]
        [pile]
        serial = "1"
        gun = "A"
        class = "2"
        current = "dc"
        energy_step = "0.01"
        installed = "2020-01-01"
        rated_power_kw = "60"
        nominal_voltage = "750"
        [standard]
        name = "S"
        uncertainty = { expanded = "0.09" }
        energy_step = "0.0001"
        "#,
    )
    .unwrap();
    let plan = book().get("cn-jjg1149-2022").unwrap().pile_plan(Some(Current::Dc), Kind::First, "2").unwrap();
    let mut run = PileRun::open(task, plan).unwrap();
    let energy = |side| Subject::Energy { point: 1, repeat: 1, side };
    for (side, value) in [(Side::Instrument, "2.00"), (Side::Reference, "2.0380")] {
        run.apply(&Observation::typed(energy(side), value, Some(Unit::KilowattHour), "keyboard"));
    }
    let case = run.case("cn-jjg1149-2022", "2026-03-15");
    assert_eq!(case.load_point.len(), 1, "a point that nothing was compared at is not part of the case");
    let judgement = judge_pile(&case, book()).unwrap();
    assert_eq!(judgement.verdict, Conclusion::Incomplete);
    assert!(warning(&judgement, "W203").contains("还差 0.5 kWh"), "{}", warning(&judgement, "W203"));
    assert!(warned(&judgement, "W201") && warned(&judgement, "W209"));
    let pile = judgement.pile.as_ref().unwrap();
    assert_eq!((pile.pay_difference.as_deref(), pile.indication.len()), (Some("0"), 1));
    assert_eq!(point(&judgement).uncertainty.as_ref().map(|of| of.decision), Some(Decision::GuardBand));
}

#[test]
fn pulses_and_other_units_give_the_same_error() {
    let mean = |reading: &str| {
        let judgement = judge(DC, &format!("load_point = [{{ readings = [{reading}, {reading}] }}]"));
        point(&judgement).mean_percent.clone()
    };
    let kwh = mean("{ instrument = \"2.065\", reference = \"2.0472\" }");
    assert_eq!(kwh, mean("{ instrument = \"2065\", reference = \"2047.2\", unit = \"Wh\" }"));
    assert_eq!(kwh, mean("{ pulses = \"2065\", constant = \"1000\", reference = \"2.0472\" }"));
    assert_eq!(kwh, mean("{ pulses = \"2065\", constant = \"1000\", reference = \"0.0020472\", unit = \"MWh\" }"));
    assert_eq!(kwh.as_deref(), Some("0.869480"));
}

/// One second later both registers are read, and the power of the standard.
fn second_later(run: &mut PileRun, now_s: &mut u64, energies: [&str; 2], watts: &str) -> Ask {
    *now_s += 1;
    let at = *now_s * 1_000_000_000;
    let mut observed = run.feed(Side::Reference, &reading(Measurand::Power, number(watts), Some(Unit::Watt), at));
    for (side, energy) in [(Side::Instrument, energies[0]), (Side::Reference, energies[1])] {
        observed.extend(run.feed(side, &reading(Measurand::Energy, number(energy), Some(Unit::KilowattHour), at)));
    }
    for observation in &observed {
        run.apply(observation);
    }
    run.ask()
}

#[test]
fn a_charge_is_told_when_it_is_long_enough_and_when_it_has_ended() {
    let task: PileTask = toml::from_str(include_str!("../data/plans/pile-dc.toml")).unwrap();
    let plan = book().get("cn-jjg1149-2022").unwrap().pile_plan(Some(Current::Dc), Kind::First, "2").unwrap();
    let mut run = PileRun::open(task, plan).unwrap();
    for given in run.given() {
        run.apply(&given);
    }
    let (mut now_s, of) = (0, 2);
    let mut ask = run.ask();
    while matches!(ask, Ask::Standstill { .. }) {
        ask = second_later(&mut run, &mut now_s, ["100.000", "50.0000"], "0");
    }
    assert_eq!(ask, Ask::StartCharge { point: 1, repeat: 1, of });
    // A step of 0.001 kWh may be a fifth of 2 %: a quarter of a kilowatt-hour.
    let ask = second_later(&mut run, &mut now_s, ["100.249", "50.2470"], "40000");
    assert_eq!(ask, Ask::Charging { point: 1, repeat: 1, of, least_kwh: Some(number("0.25")) });
    assert!(ask.say(Lang::Zh).contains("至少充 0.25 kWh"), "{}", ask.say(Lang::Zh));
    let ask = second_later(&mut run, &mut now_s, ["100.250", "50.2480"], "40000");
    assert_eq!(ask, Ask::StopCharge { point: 1, repeat: 1, of });
    let ask = second_later(&mut run, &mut now_s, ["100.251", "50.2490"], "0");
    assert_eq!(ask, Ask::Settle { point: 1, repeat: 1, of });
    let mut ask = ask;
    while ask.charging() {
        assert!(now_s < 60, "it never settles");
        ask = second_later(&mut run, &mut now_s, ["100.251", "50.2490"], "0");
    }
    assert!(matches!(ask, Ask::Standstill { repeat: 2, .. } | Ask::StartCharge { repeat: 2, .. }), "{ask:?}");
}
