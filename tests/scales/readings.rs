//! From readings to the verdict: what passes, what fails, what is missing.

use super::*;

#[test]
fn a_scale_may_pass_in_service_and_not_as_a_new_one() {
    let says = |judgement: &Judgement, words: &str| judgement.reasons.iter().any(|reason| reason.en.contains(words));
    let first = judged(&shop());
    assert!(says(&first, "would pass an inspection in service"), "{:?}", first.reasons);
    assert_eq!((first.verdict, first.document), (Conclusion::Fail, Some(Document::Notice)));
    assert_eq!(first.valid_until, None);
    assert_eq!(verdict_of(&first, "weighing"), ItemVerdict::Fail);
    let subsequent = judged(&ScaleCase { kind: Some(Kind::Subsequent), ..shop() });
    assert_eq!(subsequent.verdict, Conclusion::Fail);
    let text = include_str!("../data/scales/shop-scale-in-service.toml");
    let in_service = judged(&ScaleCase::from_text(text, Format::Toml).unwrap());
    assert_eq!((in_service.verdict, in_service.document), (Conclusion::Pass, Some(Document::Report)));
    assert!(says(&in_service, "would fail a verification"), "{:?}", in_service.reasons);
    assert!(!says(&judged(&good()), "limits in service"), "nothing where both end the same way");
    assert_eq!(in_service.valid_until, None, "an inspection gives out no new certificate");
}

#[test]
fn a_good_scale_gets_a_certificate_for_a_year_less_a_day() {
    let judgement = judged(&good());
    assert_eq!(judgement.regulation, "cn-jjg539-2016");
    assert_eq!((judgement.verdict, judgement.document), (Conclusion::Pass, Some(Document::Certificate)));
    assert_eq!(judgement.valid_until.as_deref(), Some("2027-03-14"));
    assert_eq!(judgement.regulation_status, Status::Unconfirmed);
    let codes: Vec<&str> = judgement.warnings.iter().map(|warning| warning.code.as_str()).collect();
    assert_eq!(codes, ["W001"], "{:?}", judgement.warnings);
    for name in ["tare-zero", "tare-weighing"] {
        assert_eq!(verdict_of(&judgement, name), ItemVerdict::NotApplicable);
    }
    let scale = judgement.scale.unwrap();
    assert_eq!(scale.weighing[1].weights_error_allowed, "0.833", "a third of 2.5 g, shown downwards");
    assert_eq!(scale.eccentricity_load.as_deref(), Some("5000"));
    assert_eq!(judged(&ScaleCase { date: None, instrument: Some("scale".into()), ..good() }).valid_until, None);
}

#[test]
fn the_same_case_as_json_gives_the_same_judgement() {
    let json = serde_json::to_string(&good()).unwrap();
    let case = ScaleCase::from_text(&json, Format::Json).unwrap();
    assert_eq!(judged(&case), judged(&good()));
    let back: Judgement = serde_json::from_str(&serde_json::to_string(&judged(&case)).unwrap()).unwrap();
    assert_eq!(back, judged(&case));
}

#[test]
fn a_load_near_a_change_of_limit_is_enough_and_says_so() {
    let mut case = good();
    for row in [1, 7] {
        case.weighing[row] = weighing("2400", "2400", "2.0", Direction::Up);
    }
    case.weighing[7].direction = Some(Direction::Down);
    let judgement = judged(&case);
    assert_eq!(judgement.verdict, Conclusion::Pass);
    let status = |judgement: &Judgement| judgement.items.iter().find(|item| item.item == "weighing").unwrap().status;
    assert_eq!((status(&judged(&good())), status(&judgement)), (Status::SingleSource, Status::Unconfirmed));
}

#[test]
fn what_is_not_there_is_incomplete_and_never_nought() {
    let incomplete: &[(&str, &str, &str, Change)] = &[
        ("ΔL of one load", "weighing", "W302", |case| case.weighing[2].delta = None),
        ("an indication", "weighing", "W302", |case| case.weighing[2].indication = None),
        ("ΔL of the zero", "weighing", "W302", |case| case.zero.as_mut().unwrap().delta = None),
        ("the zero", "zero", "W302", |case| case.zero = None),
        ("the zero, for repeatability", "repeatability", "W302", |case| case.zero = None),
        ("a load up", "weighing", "W303", |case| drop(case.weighing.remove(2))),
        ("a load down", "weighing", "W303", |case| drop(case.weighing.remove(6))),
        ("all of unloading", "weighing", "W303", |case| case.weighing.truncate(5)),
        ("Max", "weighing", "W303", |case| case.weighing[4] = weighing("12000", "12000", "2.0", Direction::Up)),
        ("Max, although near", "weighing", "W303", |case| {
            case.weighing[4] = weighing("14500", "14500", "2.0", Direction::Up);
        }),
        ("500 e", "weighing", "W303", |case| {
            case.weighing[1] = weighing("1000", "1000", "2.0", Direction::Up);
            case.weighing[7] = weighing("1000", "1000", "2.0", Direction::Down);
        }),
        ("Min", "weighing", "W303", |case| {
            case.weighing[0] = weighing("200", "200", "2.0", Direction::Up);
            case.weighing[8] = weighing("200", "200", "2.0", Direction::Down);
        }),
        ("directions", "weighing", "W303", |case| case.weighing.iter_mut().for_each(|row| row.direction = None)),
        ("all loads", "weighing", "W302", |case| case.weighing.clear()),
        ("a position", "eccentricity", "W305", |case| drop(case.eccentricity.pop())),
        ("a corner, the middle instead", "eccentricity", "W305", |case| {
            case.eccentricity[0].position = Some(Position::Name("中心".into()));
        }),
        ("the supports", "eccentricity", "W305", |case| case.supports = None),
        ("a repeat", "repeatability", "W306", |case| drop(case.repeatability.pop())),
        ("the indication after", "discrimination", "W302", |case| case.discrimination[1].after = None),
        ("Max of discrimination", "discrimination", "W303", |case| drop(case.discrimination.pop())),
        ("the overload", "overload", "W001", |case| case.overload = Some(Overload::default())),
    ];
    for (what, name, code, change) in incomplete {
        let mut case = good();
        change(&mut case);
        let judgement = judged(&case);
        assert_eq!(verdict_of(&judgement, name), ItemVerdict::Incomplete, "{what}");
        assert_eq!((judgement.verdict, judgement.document), (Conclusion::Incomplete, None), "{what}");
        assert_eq!(judgement.valid_until, None, "{what}");
        assert!(warned(&judgement, code), "{what}: {:?}", judgement.warnings);
    }
}

#[test]
fn a_warning_says_how_many_more() {
    let mut case = good();
    case.weighing.drain(1..3);
    case.repeatability.truncate(1);
    let words: Vec<String> = judged(&case).warnings.into_iter().map(|warning| warning.words.zh).collect();
    assert!(words.iter().any(|zh| zh == "称量加载：有 3 个不同载荷，还缺 2 个（至少 5 个）"), "{words:?}");
    assert!(words.iter().any(|zh| zh == "重复性有 1 次，还缺 2 次"), "{words:?}");
}

#[test]
fn a_failed_reading_is_told_even_while_others_are_missing() {
    let mut case = shop();
    case.eccentricity.clear();
    let judgement = judged(&case);
    assert_eq!(judgement.verdict, Conclusion::Incomplete);
    assert!(warned(&judgement, "W312"));
    case = good();
    case.eccentricity.clear();
    assert!(!warned(&judged(&case), "W312"));
}

#[test]
fn every_reading_is_judged_by_itself() {
    let fails: &[(&str, &str, Change)] = &[
        ("one position", "eccentricity", |case| case.eccentricity[3].indication = Some("5010".into())),
        ("one repeat, spread small", "repeatability", |case| {
            case.repeatability.iter_mut().for_each(|row| row.indication = Some("12015".into()));
        }),
        ("the spread", "repeatability", |case| {
            case.repeatability[0].indication = Some("11995".into());
        }),
        ("unloading", "weighing", |case| case.weighing[8].indication = Some("105".into())),
        ("zero", "zero", |case| case.zero.as_mut().unwrap().delta = Some("4.0".into())),
        ("discrimination", "discrimination", |case| case.discrimination[0].after = Some("100".into())),
        ("indication above Max + 9 e", "overload", |case| {
            case.overload = Some(Overload { first_blank_above: Some("15050".into()), ..Overload::default() });
        }),
        ("not blank", "overload", |case| {
            case.overload = Some(Overload { indication_blank: Some(false), ..Overload::default() });
        }),
    ];
    for (what, name, change) in fails {
        let mut case = good();
        change(&mut case);
        let judgement = judged(&case);
        assert_eq!(verdict_of(&judgement, name), ItemVerdict::Fail, "{what}");
        assert_eq!((judgement.verdict, judgement.document), (Conclusion::Fail, Some(Document::Notice)), "{what}");
    }
}

#[test]
fn an_extra_load_that_is_not_the_right_one_proves_only_what_it_can() {
    let with = |added: &str, after: &str| {
        let mut case = good();
        case.discrimination[0] = DiscriminationReading {
            load: "100".into(),
            before: Some("100".into()),
            added: Some(added.into()),
            after: Some(after.into()),
            range: None,
        };
        let judgement = judged(&case);
        (verdict_of(&judgement, "discrimination"), warned(&judgement, "W307"))
    };
    assert_eq!(with("7", "105"), (ItemVerdict::Pass, false));
    assert_eq!(with("6", "105"), (ItemVerdict::Pass, false), "it moved with less");
    assert_eq!(with("6", "100"), (ItemVerdict::Incomplete, true), "with 1.4 d it might have moved");
    assert_eq!(with("10", "105"), (ItemVerdict::Incomplete, true), "with 1.4 d it might not have moved");
    assert_eq!(with("10", "100"), (ItemVerdict::Fail, false), "it did not move with more");
}

#[test]
fn odd_values_are_judged_and_told() {
    let warnings: &[(&str, Change)] = &[
        ("W304", |case| case.eccentricity.iter_mut().for_each(|row| row.load = "4000".into())),
        ("W304", |case| case.repeatability.iter_mut().for_each(|row| row.load = "9000".into())),
        ("W304", |case| case.zero.as_mut().unwrap().load = "60".into()),
        ("W309", |case| case.weighing[0].indication = Some("101".into())),
        ("W309", |case| case.weighing[0].delta = Some("6".into())),
        ("W313", |case| case.ranges[0].min = None),
        ("W301", |case| case.date = None),
        ("W301", |case| {
            (case.instrument, case.date) = (None, Some("2027-01-08".into()));
            case.standards.clear();
        }),
        ("W002", |case| case.standards[0].valid_until = None),
    ];
    for (code, change) in warnings {
        let mut case = good();
        change(&mut case);
        let judgement = judged(&case);
        assert!(warned(&judgement, code), "{code}: {:?}", judgement.warnings);
    }
    let mut codes: Vec<&str> = CODES.iter().map(|(_, id, ..)| *id).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), CODES.len(), "a code twice");
}

#[test]
fn a_zero_of_its_own_stands_before_the_zero_of_the_case() {
    let mut case = good();
    case.eccentricity[0].zero = Some(zero("0", "1.5"));
    let rows: Vec<ScaleReadingResult> = judged(&case).scale.unwrap().eccentricity;
    assert_eq!(rows[0].error.as_deref(), Some("1"));
    assert_eq!(rows[0].corrected_error.as_deref(), Some("0"), "E − 1 g, not E − 0.5 g");
}

#[test]
fn tare_weighing_is_held_to_the_limit_of_the_net_load() {
    let mut case = good();
    case.max_tare = Some("9000".into());
    case.tare_zero = Some(zero("0", "2.5"));
    case.tare_weighing = ["100", "1000", "2500", "5000", "9000"]
        .map(|load| TareWeighingReading {
            tare: Some("4000".into()),
            load: load.into(),
            indication: Some(load.into()),
            delta: Some("2.5".into()),
            ..TareWeighingReading::default()
        })
        .to_vec();
    let judgement = judged(&case);
    assert_eq!(judgement.verdict, Conclusion::Pass, "{:?}", judgement.warnings);
    let rows = judgement.scale.unwrap().tare_weighing;
    assert_eq!(rows[2].mpe, "2.5", "500 e net, whatever the gross");
    assert_eq!(rows[2].tare.as_deref(), Some("4000"));
    case.tare_weighing.iter_mut().for_each(|row| row.tare = Some("1000".into()));
    let light = judged(&case);
    assert_eq!(verdict_of(&light, "tare-weighing"), ItemVerdict::Incomplete);
    assert!(warned(&light, "W314"));
    case.tare_zero = None;
    assert_eq!(verdict_of(&judged(&case), "tare-weighing"), ItemVerdict::Incomplete, "the zero with the tare on");
}

#[test]
fn a_warning_names_its_reading_as_people_count() {
    let mut case = good();
    case.weighing[2].delta = Some("6".into());
    let judgement = judged(&case);
    let found = judgement.warnings.iter().find(|warning| warning.code == "W309").unwrap();
    assert!(found.words.zh.starts_with("称量第 3 次：ΔL"), "{}", found.words.zh);
    assert!(found.words.en.starts_with("weighing 3: ΔL"), "{}", found.words.en);
}

#[test]
fn a_guard_band_takes_the_uncertainty_off_the_limit() {
    // At 2500 g the limit is 2.5 g and the small weights come in steps of 0.5 g: U = 2·√(2 · 0.5² / 12) = 0.408… g.
    let with = |indication: &str, delta: &str, decision| {
        let mut case = good();
        case.decision = decision;
        for row in case.weighing.iter_mut().filter(|row| row.load == "2500") {
            (row.indication, row.delta) = (Some(indication.into()), Some(delta.into()));
        }
        let judgement = judged(&case);
        let row = judgement.scale.unwrap().weighing.into_iter().find(|row| row.load == "2500").unwrap();
        (row.corrected_error, row.verdict, row.uncertainty.unwrap())
    };
    let zero = judged(&good()).scale.unwrap().zero_error.unwrap();
    assert_eq!(zero, "0.5");
    let (error, verdict, stated) = with("2505", "4.5", Decision::Simple);
    assert_eq!((error.as_deref(), verdict), (Some("2.5"), ItemVerdict::Pass));
    assert_eq!((stated.expanded.as_str(), stated.coverage_factor.as_str()), ("0.41", "2"));
    assert_eq!(with("2505", "4.5", Decision::GuardBand).1, ItemVerdict::Fail);
    let (error, verdict, _) = with("2505", "5.0", Decision::GuardBand);
    assert_eq!((error.as_deref(), verdict), (Some("2"), ItemVerdict::Pass));
}
