//! Charging piles: the golden cases of outside sources by their ids, and a case for every rule of the judge.

use crate::cases::{book, check_number, item as word, named, number, text, texts};
use quanheng::locale::{Lang, Say};
use quanheng::procedure::{Observation, PileRun, PileTask, Side, Subject};
use quanheng::quantity::Unit;
use quanheng::regulation::{
    Appearance, Book, CODES, Clock, Conclusion, Current, Decision, Document, Format, Item, ItemVerdict, Judgement,
    Kind, LoadPoint, LoadPointResult, PayAmount, PileCase, PointReading, Refusal, Regulation, StandardUsed, Status,
    judge_pile,
};
use serde_json::Value;
use std::collections::BTreeSet;

fn pile(class: &Value, readings: Vec<PointReading>) -> PileCase {
    PileCase {
        regulation: Some("cn-jjg1149-2022".into()),
        class: text(class),
        time_of_use: Some(false),
        appearance: Some(Appearance::Pass),
        insulation_megohm: Some("20".into()),
        load_point: vec![LoadPoint { readings, ..LoadPoint::default() }],
        ..PileCase::default()
    }
}

fn error(text: &str) -> PointReading {
    PointReading { error_percent: Some(text.into()), ..PointReading::default() }
}

fn point(judgement: &Judgement) -> &LoadPointResult {
    &judgement.pile.as_ref().unwrap().load_points[0]
}

fn item<'a>(judgement: &'a Judgement, name: &str) -> &'a Item {
    judgement.items.iter().find(|item| item.item == name).unwrap_or_else(|| panic!("no item {name}"))
}

fn warned(judgement: &Judgement, code: &str) -> bool {
    judgement.warnings.iter().any(|warning| warning.code == code)
}

/// Every sentence of the warnings with this code.
fn warning(judgement: &Judgement, code: &str) -> String {
    let found = judgement.warnings.iter().filter(|warning| warning.code == code);
    found.map(|warning| format!("{} {}", warning.words.zh, warning.words.en)).collect::<Vec<_>>().join(" | ")
}

// The golden cases.

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

mod golden {
    use super::{check, named};

    named!(
        include_str!("data/cases/charging.json"),
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
}

// The rules one by one, on two whole cases.

/// A whole case of 2022, DC, that passes.
const DC: &str = r#"
date = "2026-03-15"
kind = "subsequent"
class = "2"
current = "dc"
time_of_use = true
energy_step = "0.001"
appearance = "pass"
insulation_megohm = "20"
clock = { difference_seconds = "1.9" }
standards = [{ name = "S", valid_until = "2027-01-01", uncertainty = { expanded = "0.05" } }]
load_point = [{ voltage = "500", current = "80", readings = [
  { instrument = "2.065", reference = "2.0472", unit = "kWh" }, { instrument = "2.065", reference = "2.0472", unit = "kWh" } ] }]
"#;

/// A whole case of 2018, AC, that passes: six items, three load points.
const AC_2018: &str = r#"
date = "2020-05-01"
kind = "first"
class = "1"
current = "ac"
time_of_use = true
appearance = "pass"
insulation_megohm = "10"
clock = { instrument = "2020-05-02T00:00:03+08:00", reference = "2020-05-01T15:59:59Z" }
pay = { energy = "10.000", price = "1.2345", displayed = "12.34" }
indication = [{ instrument = "1.010", reference = "1.000" }]
load_point = [
  { current = "6", readings = [{ error_percent = "0.5" }, { error_percent = "0.7" }] },
  { current = "16", readings = [{ error_percent = "-0.5" }, { error_percent = "-0.7" }] },
  { current = "32", readings = [{ error_percent = "1.04" }, { error_percent = "1.04" }] } ]
"#;

/// A case with other values for some keys; `key = none` takes one out.
fn altered(base: &str, changes: &str) -> Result<PileCase, Refusal> {
    let mut table: toml::Table = base.parse().unwrap();
    let changes: toml::Table = changes.parse().unwrap_or_else(|why| panic!("{changes}: {why}"));
    for (key, value) in changes {
        if value.as_str() == Some("none") {
            table.remove(&key)
        } else {
            table.insert(key, value)
        };
    }
    PileCase::from_text(&toml::to_string(&table).unwrap(), Format::Toml)
}

fn judge(base: &str, changes: &str) -> Judgement {
    let case = altered(base, changes).unwrap_or_else(|why| panic!("{changes}: {why}"));
    judge_pile(&case, book()).unwrap_or_else(|why| panic!("{changes}: {why}"))
}

fn refused(base: &str, changes: &str) -> Refusal {
    match altered(base, changes).and_then(|case| judge_pile(&case, book())) {
        Err(why) => why,
        Ok(judgement) => panic!("{changes}: judged {:?}", judgement.verdict),
    }
}

#[test]
fn the_edition_of_a_pile_follows_the_day_of_the_test() {
    let on = |date, current| book().choose_pile(Some(date), Some(current)).map(|regulation| regulation.id.clone());
    for (date, ac, dc) in [
        ("2018-05-27", "cn-jjg1148-2018", "cn-jjg1149-2018"),
        ("2022-12-27", "cn-jjg1148-2018", "cn-jjg1149-2018"),
        ("2022-12-28", "cn-jjg1148-2022", "cn-jjg1149-2022"),
        ("2026-01-01", "cn-jjg1148-2022", "cn-jjg1149-2022"),
    ] {
        assert_eq!((on(date, Current::Ac).as_deref(), on(date, Current::Dc).as_deref()), (Ok(ac), Ok(dc)), "{date}");
    }
    let early = refused(AC_2018, r#"date = "2018-05-26""#);
    assert!(matches!(&early, Refusal::NoEdition(..)), "{early:?}");
    assert!(early.say(Lang::Zh).contains("cn-jjg1148-2018 (2018-05-27…2022-12-27)"), "{}", early.say(Lang::Zh));
    let newest = book().choose_pile(None, Some(Current::Dc)).map(|regulation| regulation.id.as_str());
    assert_eq!(newest, Ok("cn-jjg1149-2022"), "a profile used by name alone is never chosen");
    // One that is named is used, and a person is told that it is not the one of the day.
    let named = judge(DC, r#"regulation = "cn-jjg1149-2018""#);
    assert_eq!(named.regulation, "cn-jjg1149-2018");
    assert!(warned(&named, "W213") && !warned(&judge(DC, ""), "W213"));
    assert!(matches!(refused(DC, r#"regulation = "cn-jjg1148-2022""#), Refusal::OtherKind(_)));
}

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
fn the_uncertainty_of_a_load_point_is_that_of_the_hand_calculation() {
    // u(E0) = 0.05/2 %; u(d)² = 2·(0.001² / 12)·(100 / 2.0472)² / 2 readings; both readings alike.
    let judgement = judge(DC, "");
    let uncertainty = point(&judgement).uncertainty.as_ref().unwrap();
    let parts: Vec<&str> = uncertainty.components.iter().map(|part| part.standard.as_str()).collect();
    assert_eq!(parts, ["0.025000", "0.014101", "0.000000"]);
    assert_eq!((uncertainty.expanded.as_str(), uncertainty.coverage_factor.as_str()), ("0.057405", "2"));
    assert_eq!(uncertainty.share_of_limit_percent.as_deref(), Some("2.9"));
    assert!(!warned(&judgement, "W003"));
    // The step of the standard, and 40 kW for one second: 40/3600 kWh either way.
    let reading = r#"{ instrument = "2.065", reference = "2.0472", skew_seconds = "1" }"#;
    let skewed = format!(
        "reference_step = \"0.0001\"\nload_point = [{{ voltage = \"500\", current = \"80\", readings = [{reading}, {reading}] }}]"
    );
    let judgement = judge(DC, &skewed);
    let uncertainty = point(&judgement).uncertainty.as_ref().unwrap();
    let parts: Vec<&str> = uncertainty.components.iter().map(|part| part.standard.as_str()).collect();
    assert_eq!(parts, ["0.025000", "0.014101", "0.001410", "0.221575", "0.000000"]);
    assert_eq!(uncertainty.expanded, "0.446862");
    let power = skewed.replace("skew_seconds = \"1\"", "skew_seconds = \"2\", power_kw = \"20\"");
    assert_eq!(
        point(&judge(DC, &power)).uncertainty.as_ref().unwrap().expanded,
        "0.446862",
        "the power of the reading"
    );
    let unknown = skewed.replace("voltage = \"500\", ", "");
    assert!(matches!(refused(DC, &unknown), Refusal::Missing(place) if place.contains("power_kw")));
    // Readings that differ: s/√n.
    let spread = r#"load_point = [{ readings = [{ instrument = "2.065", reference = "2.0472" }, { instrument = "2.067", reference = "2.0472" }] }]"#;
    let judgement = judge(DC, spread);
    let uncertainty = point(&judgement).uncertainty.as_ref().unwrap();
    assert_eq!(uncertainty.components.last().map(|part| part.standard.as_str()), Some("0.048847"));
    assert_eq!(uncertainty.expanded, "0.113312");
    // Nothing but the spread is known: no uncertainty is stated.
    assert_eq!(point(&judge(AC_2018, "")).uncertainty, None);
}

#[test]
fn an_uncertainty_above_its_share_of_the_limit_is_told() {
    let with = |expanded: &str| {
        judge(
            AC_2018,
            &format!(
                "standards = [{{ name = \"S\", valid_until = \"2021-01-01\", uncertainty = {{ expanded = \"{expanded}\", coverage = \"3\" }} }}]\nload_point = [{{ readings = [{{ error_percent = \"0\" }}, {{ error_percent = \"0\" }}] }}]"
            ),
        )
    };
    // U(k = 2) = 2/3 of what is stated with k = 3; a third of 1 % is reached with 0.5 %.
    assert!(!warned(&with("0.5"), "W003"));
    let large = with("0.500001");
    assert!(warning(&large, "W003").contains("负荷点 1：扩展不确定度 U"), "{}", warning(&large, "W003"));
    assert_eq!(point(&large).verdict, ItemVerdict::Pass, "it is told, and decides nothing");
}

#[test]
fn a_guard_band_takes_the_uncertainty_off_the_limit() {
    let case = |error: &str, rest: &str| {
        judge(
            AC_2018,
            &format!(
                "decision = \"guard-band\"\n{rest}\nload_point = [{{ readings = [{{ error_percent = \"{error}\" }}, {{ error_percent = \"{error}\" }}] }}]"
            ),
        )
    };
    let standard = r#"standards = [{ name = "S", valid_until = "2021-01-01", uncertainty = { expanded = "0.1" } }]"#;
    let verdicts = |error: &str| {
        let judgement = case(error, standard);
        (point(&judgement).verdict_unrounded, point(&judgement).verdict_rounded)
    };
    // Class 1: 1.0 % less U = 0.1 %, on both bases.
    assert_eq!(verdicts("0.9"), (ItemVerdict::Pass, ItemVerdict::Pass));
    assert_eq!(verdicts("0.91"), (ItemVerdict::Fail, ItemVerdict::Pass));
    assert_eq!(verdicts("-0.96"), (ItemVerdict::Fail, ItemVerdict::Fail));
    let open = case("0", "");
    assert_eq!(point(&open).verdict, ItemVerdict::Incomplete, "without the standard there is no band to draw");
    assert!(warned(&open, "W212"));
    let simple = judge(
        AC_2018,
        &format!(
            "{standard}\nload_point = [{{ readings = [{{ error_percent = \"1\" }}, {{ error_percent = \"1\" }}] }}]"
        ),
    );
    assert_eq!(point(&simple).verdict, ItemVerdict::Pass, "the limit itself is inside");
}

#[test]
fn currents_that_old_piles_do_not_mark_are_worked_out_and_flagged() {
    for (power, voltage, most, least) in
        [("7", "220", "31.818", "6"), ("60", "750", "80", "8"), ("120", "750", "160", "16")]
    {
        let plate = format!("rated_power_kw = \"{power}\"\nnominal_voltage = \"{voltage}\"");
        let judgement = judge(DC, &format!("installed = \"2022-12-31\"\n{plate}"));
        let pile = judgement.pile.as_ref().unwrap();
        assert_eq!((pile.current_max.as_deref(), pile.current_min.as_deref()), (Some(most), Some(least)), "{power} kW");
        let words = warning(&judgement, "W209");
        assert!(warning(&judgement, "W001").contains("未标注电流时的推算"), "或 was read as the larger of the two");
        assert!(
            words.contains(&format!("Imax，推算为 {most} A")) && words.contains(&format!("Imin，推算为 {least} A")),
            "{words}"
        );
        assert_eq!(warned(&judgement, "W207"), power == "7", "80 A were drawn");
        // A pile of 2023 has to mark them.
        let new = judge(DC, &format!("installed = \"2023-01-01\"\n{plate}"));
        assert_eq!((new.pile.as_ref().unwrap().current_max.as_deref(), warned(&new, "W209")), (None, false));
    }
    let marked = judge(
        DC,
        "installed = \"2020-01-01\"\ncurrent_min = \"90\"\ncurrent_max = \"100\"\nrated_power_kw = \"7\"\nnominal_voltage = \"220\"",
    );
    assert!(!warned(&marked, "W209"), "what is marked holds");
    assert!(warning(&marked, "W207").contains("Imin = 90 A"), "{}", warning(&marked, "W207"));
    assert_eq!(marked.verdict, Conclusion::Pass, "a person is told; the verdict is another matter");
    assert!(warned(&judge(DC, "voltage_max = \"400\""), "W207"));
    assert!(matches!(refused(DC, "current_min = \"9\"\ncurrent_max = \"8\""), Refusal::Impossible { .. }));
    assert!(matches!(refused(DC, "installed = \"2026-03-16\""), Refusal::Impossible { .. }));
}

#[test]
fn a_class_that_is_not_marked_is_assumed_for_old_piles_only() {
    let old = judge(DC, "class = \"none\"\ninstalled = \"2022-12-31\"");
    assert_eq!(item(&old, "working-error").limit.as_deref(), Some("±2.0 %"));
    assert!(warned(&old, "W210") && warning(&old, "W001").contains("未标注准确度等级时的假定"), "{:#?}", old.warnings);
    assert!(matches!(refused(DC, "class = \"none\"\ninstalled = \"2023-01-01\""), Refusal::Missing("class")));
    assert!(matches!(refused(DC, "class = \"none\""), Refusal::Missing("class")));
    let early = judge(DC, "class = \"none\"\nload_point = \"none\"");
    assert_eq!(item(&early, "working-error").verdict, ItemVerdict::Incomplete, "nothing was measured yet");
}

/// The text of the DC rule of 2022 under an id of its own, with a part of it replaced.
fn rule(from: &str, to: &str) -> String {
    let text = &book().get("cn-jjg1149-2022").unwrap().text;
    assert!(text.contains(from), "{from}");
    text.replace("id = \"cn-jjg1149-2022\"", "id = \"own-rule\"").replacen(from, to, 1)
}

/// Judges an altered DC case by a rule with a part of it replaced.
fn judge_own(text: &str, changes: &str) -> Judgement {
    let book = Book::with([("own.toml".to_owned(), text.to_owned())]).unwrap();
    judge_pile(&altered(DC, &format!("regulation = \"own-rule\"\n{changes}")).unwrap(), &book).unwrap()
}

#[test]
fn a_row_is_added_to_the_table_without_code() {
    let row = r#"{ class = "2", limit_percent = "2.0", interval_percent = "0.2","#;
    let rows = r#"{ class = "2", current = { from = "0.5 Imax", to = "Imax" }, limit_percent = "2.0", interval_percent = "0.2", status = "unconfirmed", source = "test" },
  { class = "2", current = { from = "Imin", below = "0.5 Imax" }, limit_percent = "3.0", interval_percent = "0.2","#;
    let text = rule(row, rows);
    let judge = |current: &str, rest: &str| {
        let case = format!(
            "{rest}\nload_point = [{{ {current} readings = [{{ error_percent = \"2.5\" }}, {{ error_percent = \"2.5\" }}] }}]"
        );
        judge_own(&text, &case)
    };
    let marks = "current_min = \"8\"\ncurrent_max = \"80\"";
    let low = judge("current = \"39.99\",", marks);
    assert_eq!((point(&low).limit_percent.as_deref(), low.verdict), (Some("3.0"), Conclusion::Pass));
    let high = judge("current = \"40\",", marks);
    assert_eq!((point(&high).limit_percent.as_deref(), high.verdict), (Some("2.0"), Conclusion::Fail));
    // Outside every row, or not known where: no verdict, with words.
    for (current, rest, words) in [
        ("current = \"81\",", marks, "不在误差限表任何一行的范围内"),
        ("", marks, "不能确定误差限"),
        ("current = \"40\",", "", "不能确定误差限"),
    ] {
        let judgement = judge(current, rest);
        assert_eq!(item(&judgement, "working-error").verdict, ItemVerdict::Incomplete, "{current}");
        assert_eq!(point(&judgement).mean_percent.as_deref(), Some("2.500000"), "{current}");
        assert!(warning(&judgement, "W206").contains(words), "{}", warning(&judgement, "W206"));
    }
}

#[test]
fn a_wrong_rule_file_is_refused_with_what_is_wrong() {
    let row = r#"{ class = "2", limit_percent = "2.0", interval_percent = "0.2","#;
    let second = format!("{row} status = \"unconfirmed\", source = \"x\" }},\n  {row}");
    let insulation = "minimum_megohm = \"5\"\n";
    for (from, to, words) in [
        (row, second.as_str(), "overlaps row"),
        (row, &row.replace("2.0", "-2.0"), "above nought"),
        (row, &row.replace("limit_percent", "current = { from = \"5 V\" }, limit_percent"), "another quantity"),
        (row, &row.replace("limit_percent = \"2.0\", ", ""), "unconfirmed"),
        ("\"clock\"]", "\"clock\", \"colour\"]", "unknown; there are"),
        ("\"clock\"]", "\"clock\", \"pay-amount\"]", "no part in the file"),
        ("\"clock\"]", "\"clock\", \"clock\"]", "named twice"),
        (insulation, "minimum_megohm = \"5\"\ncolour = 1\n", "unknown key"),
        ("role = \"condition\"", "role = \"item\"", "goes with its name in items"),
        ("value = \"1/5\"", "value = \"0.2\"", "a fraction such as 1/5"),
        ("value = { share = \"1/10\"", "value = { share = \"1/0\"", "a fraction such as 1/5"),
        ("from = \"2022-12-28\"", "from = \"2022-12\"", "is no date"),
        (insulation, "", "unconfirmed"),
    ] {
        let text = rule(from, to);
        let why = Regulation::parse("own.toml", &text).map(|_| ()).unwrap_err().say(Lang::En);
        assert!(why.contains(words), "{to}: {why}");
    }
}

#[test]
fn both_bases_decide_where_the_file_says_so() {
    let between = r#"load_point = [{ readings = [{ error_percent = "2.05" }, { error_percent = "2.05" }] }]"#;
    let rounded = judge(DC, between);
    assert_eq!((rounded.verdict, point(&rounded).verdict), (Conclusion::Pass, ItemVerdict::Pass));
    assert!(warning(&rounded, "W204").contains("未修约值结论为不合格，修约值为合格"), "{}", warning(&rounded, "W204"));
    let says = |judgement: &Judgement, words: &str| judgement.reasons.iter().any(|reason| reason.en.contains(words));
    let both = "held against ±2.0 %, the mean error +2.05 % gives fail, rounded to +2.0 % it gives pass; the rounded one decides";
    assert!(says(&rounded, both), "{:?}", rounded.reasons);
    let close = r#"load_point = [{ readings = [{ error_percent = "2.0001" }, { error_percent = "2.0" }] }]"#;
    assert!(says(&judge(DC, close), "the mean error +2.00005 % gives fail"), "the digits that tell it from the limit");
    let text = rule("value = \"rounded\"", "value = \"unrounded\"");
    let unrounded = judge_own(&text, between);
    assert_eq!((unrounded.verdict, point(&unrounded).verdict), (Conclusion::Fail, ItemVerdict::Fail));
    assert!(warned(&unrounded, "W204") && says(&unrounded, "the unrounded one decides"), "{:?}", unrounded.reasons);
    let text = rule("value = \"rounded\"\n", "");
    let open = judge_own(&text, between);
    assert_eq!(point(&open).verdict, ItemVerdict::Incomplete, "nobody knows which of the two decides");
    assert_eq!(judge_own(&text, "").verdict, Conclusion::Pass, "where both agree");
}

#[test]
fn profiles_with_gaps_are_shown_and_judged_incomplete() {
    for (id, class) in [("oiml-g22", "A"), ("us-hb44-3.40", "2"), ("eu-mi-011", "2")] {
        let judgement = judge(DC, &format!("regulation = \"{id}\"\nclass = \"{class}\""));
        assert_eq!((judgement.verdict, judgement.document), (Conclusion::Incomplete, None), "{id}");
        assert_eq!(point(&judgement).mean_percent.as_deref(), Some("0.869480"), "{id}: worked out and shown");
        let words = warning(&judgement, "W205");
        assert!(words.contains("请查规程原文：") && words.contains("limit of the working error"), "{id}: {words}");
        assert_eq!(judgement.regulation_status, Status::Unconfirmed, "{id}");
        let gaps = book().get(id).unwrap().figures().into_iter().filter(|figure| figure.value.zh.is_empty());
        assert!(gaps.inspect(|gap| assert_eq!(gap.status, Status::Unconfirmed, "{id}")).count() >= 4, "{id}");
    }
    assert!(matches!(refused(DC, "regulation = \"oiml-g22\""), Refusal::Choice { allowed, .. } if allowed == "A"));
}

#[test]
fn a_laboratory_that_has_the_text_fills_the_gaps_in() {
    let own = r#"
        overrides = "us-hb44-3.40"
        [working_error]
        rows = [{ limit_percent = "1.0", status = "unconfirmed", source = "test" }]
        [working_error.basis]
        value = "unrounded"
        [working_error.readings_min]
        value = 1
        [working_error.load_points_min]
        value = 1
    "#;
    let book = Book::with([("own.toml".to_owned(), own.to_owned())]).unwrap();
    let judgement = judge_pile(&altered(DC, "regulation = \"us-hb44-3.40\"").unwrap(), &book).unwrap();
    assert_eq!(item(&judgement, "working-error").verdict, ItemVerdict::Pass, "{:#?}", judgement.warnings);
    assert!(judgement.overridden.is_some());
}

#[test]
fn every_figure_of_a_pile_rule_says_where_it_comes_from() {
    for regulation in book().all().filter(|regulation| regulation.kind.word() == "pile") {
        for figure in regulation.figures() {
            assert!(!figure.source.is_empty() && !figure.name.zh.is_empty(), "{}: {figure:?}", regulation.id);
            assert_eq!(figure.value.zh.is_empty(), figure.value.en.is_empty(), "{}: {figure:?}", regulation.id);
        }
    }
    // No public page shows a clause of the 2022 text beyond 5.2.
    for id in ["cn-jjg1148-2022", "cn-jjg1149-2022"] {
        let clauses: BTreeSet<_> = book().get(id).unwrap().figures().into_iter().filter_map(|f| f.clause).collect();
        assert_eq!(clauses, ["5.1".to_owned(), "5.2".to_owned()].into(), "{id}");
    }
    assert_eq!(CODES.iter().map(|(_, id, ..)| id).collect::<BTreeSet<_>>().len(), CODES.len(), "a code stands twice");
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

#[test]
fn the_readable_pages_and_the_judge_work_from_the_command_line() {
    let run = |arguments: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_quanheng"))
            .args(arguments)
            .env("LANG", "zh_CN.UTF-8")
            .env("LC_ALL", "")
            .output()
            .unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (code, list) = run(&["regulation", "list"]);
    assert_eq!(code, Some(0));
    let folder = tempfile::TempDir::new().unwrap();
    for id in [
        "cn-jjg1148-2018",
        "cn-jjg1149-2018",
        "cn-jjg1148-2022",
        "cn-jjg1149-2022",
        "oiml-g22",
        "us-hb44-3.40",
        "eu-mi-011",
    ] {
        assert!(list.contains(id), "{id} in\n{list}");
        let (code, page) = run(&["regulation", "show", id]);
        assert_eq!(code, Some(0), "{id}");
        assert!(page.contains("缺：公开资料没有给出此数") && page.contains("未确认"), "{id}:\n{page}");
        let english = run(&["--lang", "en", "regulation", "show", id]).1;
        assert!(english.contains("a gap: the figure is not available"), "{id}:\n{english}");
        let file = folder.path().join(format!("{id}.toml"));
        std::fs::write(&file, &book().get(id).unwrap().text).unwrap();
        assert_eq!(run(&["regulation", "check", file.to_str().unwrap()]), (Some(0), page), "{id}");
    }
    let case = folder.path().join("case.toml");
    std::fs::write(&case, DC).unwrap();
    let (code, page) = run(&["judge", "pile", case.to_str().unwrap()]);
    assert_eq!(code, Some(0));
    assert!(page.starts_with("合格") && page.contains("检定证书"), "{page}");
}
