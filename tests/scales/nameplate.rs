//! Which regulation and which limits a nameplate leads to, and which nameplates are refused.

use super::*;

#[test]
fn the_unit_changes_nothing() {
    let mut case = ScaleCase { unit: Some("kg".into()), ..multi_interval() };
    case.ranges = vec![range("6", "0.002"), range("15", "0.005")];
    case.zero = Some(zero("0", "0.001"));
    case.weighing = vec![weighing("6", "6.003", "0.0005", Direction::Up)];
    case.repeatability.clear();
    (case.eccentricity, case.discrimination, case.overload) = (Vec::new(), Vec::new(), None);
    let row = judged(&case).scale.unwrap().weighing.remove(0);
    assert_eq!((row.corrected_error.as_deref(), row.mpe.as_str()), (Some("0.0035"), "0.003"));
    assert_eq!(row.verdict, ItemVerdict::Fail);
}

#[test]
fn an_item_is_left_out_only_with_a_reason_and_never_the_weighing() {
    let left_out = |item: &str, reason: &str| {
        let mut case = good();
        case.discrimination.clear();
        case.not_applicable = vec![LeftOut { item: item.into(), reason: reason.into() }];
        judge_scale(&case, book())
    };
    let judgement = left_out("discrimination", "机械式转换，无数字示值").unwrap();
    assert_eq!(verdict_of(&judgement, "discrimination"), ItemVerdict::NotApplicable);
    assert_eq!(judgement.verdict, Conclusion::Pass);
    assert!(warned(&judgement, "W311"));
    assert!(left_out("discrimination", " ").is_err());
    assert!(left_out("weighing", "no weights").is_err());
    assert!(left_out("eccentricity", "there are readings").is_err());
    assert!(left_out("colour", "-").unwrap_err().to_string().contains("eccentricity"));
}

#[test]
fn a_nameplate_or_a_reading_that_cannot_be_is_refused_with_what_could() {
    let refused: &[(&str, Change)] = &[
        ("class = \"V\": one of III IIII", |case| case.class = Some("V".into())),
        ("class is missing", |case| case.class = None),
        ("unit is missing", |case| case.unit = None),
        ("unit \"mL\"", |case| case.unit = Some("mL".into())),
        ("unit \"lb\"", |case| case.unit = Some("lb".into())),
        ("ranges is missing", |case| case.ranges.clear()),
        ("ranges[0].e = 20000", |case| case.ranges[0] = range("15000", "20000")),
        ("1×10^k, 2×10^k, 5×10^k", |case| case.ranges[0] = range("15000", "3")),
        ("1×10^k, 2×10^k, 5×10^k", |case| case.ranges[0].d = Some("4".into())),
        ("ranges[0].d = 10", |case| case.ranges[0].d = Some("10".into())),
        ("III: 500 ≤ n ≤ 10000", |case| case.ranges[0] = range("60000", "5")),
        ("III: 500 ≤ n ≤ 10000", |case| case.ranges[0] = range("15000", "50")),
        ("III: 0.1 g ≤ e ≤ 2 g; 5 g ≤ e", |case| case.ranges[0] = range("100", "0.05")),
        ("ranges[0].e = -5", |case| case.ranges[0] = range("15000", "-5")),
        ("ranges[0].max", |case| case.ranges[0] = range("15,000", "5")),
        ("III: 20 e = 100 g ≤ Min", |case| case.ranges[0].min = Some("50".into())),
        ("ranges[1].max = 15000", |case| case.ranges.push(range("15000", "10"))),
        ("ranges[1].e = 5", |case| case.ranges.push(range("30000", "5"))),
        ("weighing[0].load = 15005", |case| case.weighing[0].load = "15005".into()),
        ("weighing[0].load = -100", |case| case.weighing[0].load = "-100".into()),
        ("weighing[0].delta = -1", |case| case.weighing[0].delta = Some("-1".into())),
        ("weighing[0].indication", |case| case.weighing[0].indication = Some("100 g".into())),
        ("weighing[0].range = 1", |case| case.weighing[0].range = Some(1)),
        ("additive_tare", |case| case.additive_tare = Some("none".into())),
        ("max_tare = 0", |case| case.max_tare = Some("0".into())),
        ("supports = 0", |case| case.supports = Some(0)),
        ("repeatability[2].load = 11000", |case| case.repeatability[2].load = "11000".into()),
        ("discrimination[0].added = 0", |case| case.discrimination[0].added = Some("0".into())),
        ("overload.indication_blank", |case| {
            case.overload = Some(Overload { indication_blank: Some(true), first_blank_above: Some("15045".into()) });
        }),
        ("\"2026-13-01\"", |case| case.date = Some("2026-13-01".into())),
        ("instrument = \"balance\": one of scale", |case| {
            (case.instrument, case.regulation) = (Some("balance".into()), Some("cn-jjg539-2016".into()));
        }),
        ("instrument = \"lorry\": one of balance crane", |case| case.instrument = Some("lorry".into())),
        ("cn-jjf1070-2005 is not for this kind", |case| case.regulation = Some("cn-jjf1070-2005".into())),
        ("no edition for 2016-01-01", |case| case.date = Some("2016-01-01".into())),
    ];
    for (why, change) in refused {
        let mut case = good();
        change(&mut case);
        let refusal = judge_scale(&case, book()).expect_err(why);
        let text = refusal.to_string();
        assert!(text.contains(why), "{text} does not say {why}");
        assert!(!refusal.is_refused(), "{why} is bad input");
    }
    for text in
        ["colour = 1", "weighing = [{ load = \"1\", unit = \"kg\" }]", "zero = { lod = \"1\" }", "weighing = [{}]"]
    {
        assert!(ScaleCase::from_text(text, Format::Toml).is_err(), "{text}");
    }
}

#[test]
fn price_computing_scales_leave_the_regulation_on_the_day_of_the_next_one() {
    let on = |date: &str, instrument: &str| {
        let standards = Vec::new();
        let case = ScaleCase { date: Some(date.into()), instrument: Some(instrument.into()), standards, ..good() };
        judge_scale(&case, book())
    };
    assert_eq!(on("2027-01-07", "price-computing").unwrap().verdict, Conclusion::Pass);
    let refusal = on("2027-01-08", "price-computing").unwrap_err();
    assert!(matches!(&refusal, Refusal::Superseded(next) if next.by == "JJG 1204-2025"));
    assert!(refusal.is_refused());
    assert_eq!(on("2027-01-08", "scale").unwrap().verdict, Conclusion::Pass);
    let named = ScaleCase {
        regulation: Some("cn-jjg539-2016".into()),
        date: Some("2027-01-08".into()),
        standards: Vec::new(),
        ..good()
    };
    assert!(judge_scale(&named, book()).unwrap_err().is_refused(), "naming the old one does not help");
}

#[test]
fn the_regulation_follows_type_class_and_day() {
    let chosen = |date, instrument, class| book().choose_scale(date, instrument, class).map(|found| found.id.as_str());
    let day = Some("2026-03-15");
    assert_eq!(chosen(day, Some("price-computing"), Some("III")), Ok("cn-jjg539-2016"));
    assert_eq!(chosen(day, Some("balance"), Some("III")), Ok("cn-jjg1036-2022"));
    assert_eq!(chosen(day, None, Some("III")), Ok("cn-jjg539-2016"));
    assert_eq!(chosen(day, None, Some("II")), Ok("cn-jjg1036-2022"));
    assert_eq!(chosen(None, None, Some("IIII")), Ok("cn-jjg539-2016"));
    assert!(matches!(chosen(Some("2022-01-01"), Some("balance"), None), Err(Refusal::NoEdition(..))));
    assert!(matches!(chosen(day, None, None), Err(Refusal::Missing("class"))));
    assert!(chosen(day, None, Some("V")).unwrap_err().to_string().contains("I II III IIII"));
    let named = ScaleCase { regulation: Some("oiml-r76-2006".into()), ..good() };
    let judgement = judged(&named);
    assert_eq!((judgement.verdict, judgement.valid_until), (Conclusion::Pass, None), "R 76 states no period");
    let clauses: Vec<Option<String>> = judgement.items.into_iter().map(|item| item.clause).collect();
    assert!(clauses.contains(&Some("4.5.2, A.4.2.3".into())));
}

#[test]
fn a_multi_interval_scale_is_judged_with_the_e_of_the_load() {
    let plan = |case: &ScaleCase| book().get("cn-jjg539-2016").unwrap().scale_plan(case).unwrap();
    let limits = plan(&multi_interval());
    let mpe = |load: &str| limits.mpe(number(load), None).map(|mpe| mpe.normalize().to_string()).unwrap();
    // 1000 g = 500 e1, 4000 g = 2000 e1, 6000 g belongs to the first part, above it 5 g count.
    let expected = [("1000", "1"), ("1002", "2"), ("4000", "2"), ("4002", "3"), ("6000", "3")];
    let above = [("6005", "5"), ("10000", "5"), ("10005", "7.5"), ("15000", "7.5")];
    for (load, limit) in expected.into_iter().chain(above) {
        assert_eq!(mpe(load), limit, "at {load}");
    }
    assert_eq!(limits.mpe(number("15005"), None), None);
    let names: Vec<String> =
        limits.weighing_loads(None).into_iter().map(|(name, load)| format!("{name}={load}")).collect();
    assert_eq!(names, ["500 e1=1000", "2000 e1=4000", "Max1=6000", "2000 e2=10000", "Max=15000"]);
    let judgement = judged(&multi_interval());
    let scale = judgement.scale.unwrap();
    assert_eq!(scale.zero_error.as_deref(), Some("0"));
    let zero = judgement.items.into_iter().find(|item| item.item == "zero").unwrap();
    assert_eq!(zero.limit.as_deref(), Some("±0.25 e = ±0.5 g"), "the smallest e");
    let coarse = ScaleCase { ranges: vec![range("2000", "1"), range("15000", "5")], ..multi_interval() };
    let refusal = judge_scale(&coarse, book()).unwrap_err().to_string();
    assert!(refusal.contains("Max / e' ≥ 500"), "{refusal}");
}

#[test]
fn each_range_of_a_multiple_range_scale_is_an_instrument_of_its_own() {
    let mut case = multi_interval();
    case.range_mode = Some(RangeMode::MultipleRange);
    case.weighing = vec![weighing("5000", "5000", "2.5", Direction::Up)];
    case.weighing[0].range = Some(2);
    case.weighing.push(weighing("5000", "5000", "1", Direction::Up));
    case.weighing[1].range = Some(1);
    let judgement = judged(&case);
    let rows: Vec<(Option<usize>, String)> =
        judgement.scale.as_ref().unwrap().weighing.iter().map(|row| (row.range, row.mpe.clone())).collect();
    assert_eq!(rows, [(Some(2), "5".into()), (Some(1), "3".into())]);
    let words: Vec<&String> = judgement.warnings.iter().map(|warning| &warning.words.en).collect();
    for range in ["range 1: no weighing at Max (6000 g)", "range 2: no weighing at Max (15000 g)"] {
        assert!(words.iter().any(|en| *en == range), "{words:?}");
    }
    assert!(warned(&judgement, "W308"), "eccentricity names no range");
    case.weighing[0].range = Some(3);
    assert!(judge_scale(&case, book()).unwrap_err().to_string().contains("1…2"));
    case.weighing[0].range = Some(1);
    case.weighing[0].load = "7000".into();
    assert!(judge_scale(&case, book()).is_err(), "7 kg are above Max of range 1");
}

#[test]
fn a_fine_display_is_read_directly_and_a_coarser_one_by_its_own_step() {
    let with_d = |d: &str, indication: &str, delta: Option<&str>| {
        let mut case = good();
        case.ranges[0].d = Some(d.into());
        case.zero = None;
        case.weighing = vec![WeighingReading {
            delta: delta.map(str::to_owned),
            ..weighing("5000", indication, "", Direction::Up)
        }];
        judged(&case)
    };
    let row = |judgement: &Judgement| judgement.scale.as_ref().unwrap().weighing[0].clone();
    // d = 0.2 e exactly: neither ΔL nor E0 is needed.
    let fine = row(&with_d("1", "5003", None));
    assert_eq!((fine.corrected_error.as_deref(), fine.verdict), (Some("3"), ItemVerdict::Pass));
    assert_eq!(row(&with_d("1", "5006", None)).verdict, ItemVerdict::Fail);
    let coarse = with_d("2", "5004", Some("0.4"));
    assert_eq!(row(&coarse).verdict, ItemVerdict::Incomplete, "E0 is missing");
    assert_eq!(row(&coarse).indication_before_rounding.as_deref(), Some("5004.6"), "half of d");
    assert!(warned(&coarse, "W310"));
    assert_eq!(row(&with_d("2", "5004", None)).error, None, "ΔL is missing");
}

#[test]
fn the_eccentricity_load_follows_the_supports() {
    let load = |supports, additive: &str, receptor| {
        let case = ScaleCase { supports: Some(supports), additive_tare: Some(additive.into()), receptor, ..good() };
        let judgement = judged(&case);
        (judgement.scale.as_ref().unwrap().eccentricity_load.clone().unwrap(), verdict_of(&judgement, "eccentricity"))
    };
    let platform = Receptor::Platform;
    assert_eq!(load(4, "0", platform), ("5000".into(), ItemVerdict::Pass));
    assert_eq!(load(1, "3000", platform), ("6000".into(), ItemVerdict::Pass));
    assert_eq!(load(6, "0", platform), ("3000".into(), ItemVerdict::Incomplete));
    assert_eq!(load(4, "0", Receptor::Tank), ("1500".into(), ItemVerdict::Pass));
}

#[test]
fn a_balance_counts_its_min_in_d() {
    let balance = |min: &str| ScaleCase {
        date: Some("2026-03-15".into()),
        class: Some("II".into()),
        unit: Some("g".into()),
        ranges: vec![ScaleRange { d: Some("0.001".into()), min: Some(min.into()), ..range("200", "0.01") }],
        ..ScaleCase::default()
    };
    let judgement = judged(&balance("0.02"));
    assert_eq!(judgement.regulation, "cn-jjg1036-2022");
    assert_eq!(judgement.verdict, Conclusion::Incomplete);
    assert!(judge_scale(&balance("0.01"), book()).is_err());
    let analytical = ScaleCase {
        class: Some("I".into()),
        ranges: vec![ScaleRange { d: Some("0.00001".into()), ..range("20", "0.001") }],
        ..balance("0")
    };
    assert!(judge_scale(&analytical, book()).is_ok(), "the least n does not hold for d below 0.1 mg");
}

#[test]
fn a_wrong_rule_file_is_told_what_is_wrong_in_it() {
    let text = &book().get("cn-jjg539-2016").unwrap().text;
    let wrong = [
        ("up_to = 2000, limit_in_e = \"1.0\"", "up_to = 400, limit_in_e = \"1.0\"", "mpe.III[1] overlaps"),
        ("limit_in_e = \"1.5\"", "limit_in_e = \"0\"", "above nought"),
        ("item = \"overload\"", "item = \"colour\"", "\"colour\" is unknown"),
        ("value = \"1/10\"", "value = \"a tenth\"", "a fraction such as"),
        ("from = \"2027-01-08\"", "from = \"2027-01\"", "is no date"),
        ("e_from = \"5\", n_min = 500", "e_from = \"2\", n_min = 500", "overlaps the row before"),
        ("source = \"the table itself\"", "source = \"\"", "has no source"),
        ("[overload]\n", "[overload]\ncolour = 1\n", "colour"),
        ("class = \"IIII\"\nvalue = 3", "class = \"IV\"\nvalue = 3", "no count for class IIII"),
    ];
    for (right, changed, why) in wrong {
        assert!(text.contains(right), "{right}");
        let refusal = Regulation::parse("own.toml", &text.replacen(right, changed, 1)).unwrap_err().to_string();
        assert!(refusal.contains(why), "{refusal} does not say {why}");
    }
}

#[test]
fn the_program_judges_scales_and_lists_their_regulations() {
    let folder = TempDir::new().unwrap();
    let file = |name: &str| data_file(&format!("scales/{name}")).to_str().unwrap().to_owned();
    let failed = output(folder.path(), &["judge", "scale", &file("shop-scale.toml"), "--json"]);
    assert_eq!(failed.status.code(), Some(1), "{}", stderr(&failed));
    let json: Value = serde_json::from_str(&stdout(&failed)).unwrap();
    assert_eq!(json["scale"]["weighing"][4]["corrected_error"], "10");
    assert_eq!(json["scale"]["weighing"][4]["verdict"], "fail");
    assert_eq!(json["scale"]["repeatability"]["spread"], "1");
    let passed = output(folder.path(), &["judge", "scale", &file("shop-scale-in-service.toml")]);
    assert_eq!(passed.status.code(), Some(0), "{}", stderr(&passed));
    let late = folder.path().join("late.toml");
    std::fs::write(&late, SHOP.replace("2026-03-15", "2027-01-08").replace("2026-11-30", "2027-11-30")).unwrap();
    let late = output(folder.path(), &["judge", "scale", late.to_str().unwrap()]);
    assert_eq!(late.status.code(), Some(5));
    assert!(stderr(&late).contains("JJG 1204-2025"), "{}", stderr(&late));
    let list = stdout(&output(folder.path(), &["regulation", "list"]));
    for id in ["cn-jjg539-2016", "cn-jjg1036-2022", "oiml-r76-2006"] {
        assert!(list.contains(id), "{list}");
        let shown = output(folder.path(), &["regulation", "show", id]);
        assert!(stdout(&shown).contains("limits, class III"), "{}", stdout(&shown));
        let own = folder.path().join("own.toml");
        std::fs::write(&own, &book().get(id).unwrap().text).unwrap();
        assert_eq!(output(folder.path(), &["regulation", "check", own.to_str().unwrap()]).status.code(), Some(0));
    }
    let run = output(folder.path(), &["run", "scale", "--plan", "none.toml"]);
    assert_eq!(run.status.code(), Some(2), "a run of scales is not offered yet");
}
