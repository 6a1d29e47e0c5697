//! What each profile rules about samples, means, moisture, tares, labels and scales.

use super::*;

#[test]
fn a_second_sample_is_taken_only_when_the_first_does_not_decide() {
    let good = |t1| lot("eu-76-211", ("500", "g"), 300, &[("484.0", t1), ("501.5", 30 - t1)]);
    assert_eq!(judged(&good(1)).verdict, Conclusion::Pass);
    assert_eq!(judged(&good(3)).verdict, Conclusion::Fail);
    let open = judged(&good(2));
    assert_eq!(open.verdict, Conclusion::Incomplete);
    assert_eq!(open.lot.unwrap().advice.map(|advice| advice.remaining), Some(30));
    let both = |more| {
        let net = [("484.0", 2), ("501.5", 28), ("484.0", more), ("501.5", 30 - more)];
        judged(&lot("eu-76-211", ("500", "g"), 300, &net)).verdict
    };
    assert_eq!((both(2), both(3)), (Conclusion::Pass, Conclusion::Fail));
    // The mean is that of the first thirty: what comes after does not mend it.
    let late = [("499.0", 30), ("600.0", 30)];
    assert_eq!(item(&judged(&lot("eu-76-211", ("500", "g"), 300, &late)), "mean"), ItemVerdict::Fail);
}

#[test]
fn a_small_lot_may_have_one_in_twenty_short() {
    let lot = |n: usize, t1| judged(&lot("uk-2006-659", ("500", "g"), n as u64, &[("484.9", t1), ("503.0", n - t1)]));
    for (n, t1, passes) in [(19, 1, false), (20, 1, true), (40, 2, true), (59, 3, false), (60, 3, true)] {
        let judgement = lot(n, t1);
        assert_eq!(judgement.verdict == Conclusion::Pass, passes, "{t1} of {n}");
    }
}

#[test]
fn the_mean_of_the_british_plan_is_that_of_fewer_packages() {
    let case = lot("uk-2006-659", ("500", "g"), 300, &[("501.0", 30), ("490.0", 20)]);
    let judgement = judged(&case);
    assert_eq!(judgement.verdict, Conclusion::Pass);
    assert_eq!(judgement.lot.unwrap().mean.as_deref(), Some("501.000000"));
}

#[test]
fn a_small_lot_of_new_zealand_has_a_mean_without_correction() {
    let case = |net| judged(&lot("nz-1999", ("500", "g"), 8, &[(net, 8)]));
    assert_eq!(case("500.0").verdict, Conclusion::Pass);
    assert_eq!(item(&case("499.9"), "mean"), ItemVerdict::Fail);
    assert!(matches!(
        judge_lot(&lot("nz-1999", ("500", "g"), 1, &[]), book()),
        Err(Refusal::Impossible { right: (_, "this rule is for lots of two packages or more"), .. })
    ));
}

#[test]
fn the_factors_of_new_zealand_hold_the_correction_for_the_finite_lot() {
    // t(0.995; n - 1) from tables; root(1 - n / N) for the largest lot of the row, none in the open one.
    for (n, t, largest, printed) in [
        (12.0_f64, 3.105_807, Some(39.0), 0.746),
        (12.0, 3.105_807, Some(79.0), 0.826),
        (12.0, 3.105_807, Some(149.0), 0.860),
        (32.0, 2.744_042, Some(399.0), 0.465),
        (32.0, 2.744_042, Some(4000.0), 0.483),
        (80.0, 2.639_505, None, 0.295),
    ] {
        let finite = largest.map_or(1.0, |largest: f64| (1.0 - n / largest).sqrt());
        let factor = t / n.sqrt() * finite;
        assert!((factor - printed).abs() < 0.0006, "{n} of {largest:?}: {factor} against {printed}");
    }
}

#[test]
fn what_no_source_tells_is_refused_and_never_guessed() {
    let sampling = judge_lot(&lot("oiml-r87-2016", ("500", "g"), 300, &[]), book());
    assert!(matches!(&sampling, Err(why @ Refusal::Gap { .. }) if why.is_refused()), "{sampling:?}");
    let volume = judge_lot(&lot("us-hb133-2026", ("500", "mL"), 300, &[]), book());
    assert!(matches!(volume, Err(Refusal::Unit { .. })), "{volume:?}");
}

#[test]
fn hb133_knows_one_limit_and_two_categories() {
    // MAV of 500 g is 21.7 g; a package far beyond twice of it is one error, not another class.
    let case = |category: &str, net: &[(&str, usize)], lot_size| {
        judged(&LotCase { category: Some(category.into()), ..lot("us-hb133-2026", ("500", "g"), lot_size, net) })
    };
    let far = case("A", &[("440.0", 1), ("510.0", 47)], 4000);
    let result = far.lot.as_ref().unwrap();
    assert_eq!((result.t1, result.t2, result.t1_allowed), (1, 0, 1));
    assert_eq!(far.verdict, Conclusion::Pass);
    assert_eq!(case("A", &[("440.0", 2), ("510.0", 46)], 4000).verdict, Conclusion::Fail);
    // A negative mean error: within the sample error limit for A, never for B.
    let net = [("499.0", 5), ("500.8", 5), ("499.0", 1), ("500.8", 1)];
    assert_eq!(case("A", &net, 200).verdict, Conclusion::Pass);
    let net = [("499.0", 5), ("500.8", 5)];
    assert_eq!(case("B", &net, 200).verdict, Conclusion::Fail);
    let unknown = LotCase { category: Some("C".into()), ..lot("us-hb133-2026", ("500", "g"), 200, &[]) };
    assert!(matches!(judge_lot(&unknown, book()), Err(Refusal::Choice { allowed, .. }) if allowed == "A B"));
}

#[test]
fn moisture_is_taken_off_before_or_added_after_and_never_both() {
    let case = |apply, net| {
        let moisture = Some(MoistureUsed { goods: "flour".into(), apply });
        judged(&LotCase { moisture, ..lot("us-hb133-2026", ("907", "g"), 200, &[(net, 12)]) })
    };
    // 3 % of 907 g is 27.21 g, 27 g as whole grams; MAV 31.7 g.
    for (apply, net, mean, individual) in [
        (MoistureApplied::Before, "880.0", ItemVerdict::Pass, ItemVerdict::Pass),
        (MoistureApplied::Before, "879.9", ItemVerdict::Fail, ItemVerdict::Pass),
        (MoistureApplied::After, "880.0", ItemVerdict::Pass, ItemVerdict::Pass),
        (MoistureApplied::After, "848.3", ItemVerdict::Fail, ItemVerdict::Pass),
        (MoistureApplied::After, "848.2", ItemVerdict::Fail, ItemVerdict::Fail),
    ] {
        let judgement = case(apply, net);
        assert_eq!((item(&judgement, "mean"), item(&judgement, "individual")), (mean, individual), "{apply:?} {net}");
    }
    let gross = moisture_gross(number("907"), number("3"), number("12"), number("1")).unwrap();
    assert_eq!(gross.allowance_unrounded, Exact::from(number("27.21")));
    assert_eq!((gross.allowance, gross.adjusted_nominal_gross), (number("27"), Exact::from(892)));
    let moisture = Some(MoistureUsed { goods: "flour".into(), apply: MoistureApplied::Before });
    let elsewhere = LotCase { moisture, ..lot("cn-jjf1070-2005", ("500", "g"), 8, &[("500", 8)]) };
    assert!(matches!(judge_lot(&elsewhere, book()), Err(Refusal::NotInRule { place: "moisture", .. })));
}

#[test]
fn purge_has_a_limit_of_its_own_and_drained_goods_no_mean_tare() {
    let purged = |net: &str| {
        let purged_net = Some(vec![net.to_owned(); 3]);
        judged(&LotCase { purged_net, ..lot("us-hb133-2026", ("1000", "g"), 3, &[("1000", 3)]) })
    };
    assert_eq!(item(&purged("800"), "purge"), ItemVerdict::Pass);
    assert_eq!(item(&purged("799.9"), "purge"), ItemVerdict::Fail);
    let tare = Some(Tare { method: TareMethod::Average, values: vec!["5".into()] });
    let gross = Some(vec!["505".to_owned(); 3]);
    let drained =
        LotCase { basis: NetBasis::Drained, tare, gross, net: None, ..lot("us-hb133-2026", ("500", "g"), 3, &[]) };
    assert!(matches!(judge_lot(&drained, book()), Err(Refusal::Both(..))));
}

#[test]
fn a_scale_that_is_not_fit_gives_no_verdict() {
    let with = |division: &str, regulation: &str, capacity: Option<&str>| {
        let scale =
            LotScale { division: Some(division.into()), capacity: capacity.map(str::to_owned), uncertainty: None };
        judged(&LotCase { scale: Some(scale), ..lot(regulation, ("500", "g"), 8, &[("501", 8)]) })
    };
    // U = 2·d/√12 against T / 5 = 3 g: d = 5 g is fit, d = 6 g is not.
    assert_eq!(with("5", "cn-jjf1070-2005", None).verdict, Conclusion::Pass);
    let unfit = with("6", "cn-jjf1070-2005", None);
    assert_eq!((unfit.verdict, unfit.document), (Conclusion::ConditionsNotMet, None));
    assert!(unfit.warnings.iter().any(|warning| warning.code == "W003"));
    // HB 133: d ≤ MAV / 6 = 3.61… g and a hundred divisions.
    assert_eq!(item(&with("2", "us-hb133-2026", Some("3000")), "scale"), ItemVerdict::Pass);
    assert_eq!(item(&with("5", "us-hb133-2026", Some("3000")), "scale"), ItemVerdict::Fail);
    assert_eq!(item(&with("2", "us-hb133-2026", Some("199")), "scale"), ItemVerdict::Fail);
    // The certificate of the scale counts as well: U = 3 g exactly is a fifth of T, with any division it is more.
    let stated = |expanded: &str| {
        let uncertainty = Some(Stated { expanded: expanded.into(), coverage: None });
        let scale = LotScale { division: None, capacity: None, uncertainty };
        judged(&LotCase { scale: Some(scale), ..lot("cn-jjf1070-2005", ("500", "g"), 8, &[("501", 8)]) })
    };
    assert_eq!(stated("3").verdict, Conclusion::Pass);
    assert_eq!(stated("3.0001").verdict, Conclusion::ConditionsNotMet);
    let known = |text| stated(text).lot.unwrap().uncertainty.unwrap();
    assert_eq!(known("3").share_of_limit_percent.as_deref(), Some("20.0"));
    // Two digits carried up say the same of a fifth of T as U itself: 2.91 g would be 3.0 g, 3.0001 g is 3.1 g.
    assert_eq!(["3", "2.91", "2.8001", "3.0001"].map(|text| known(text).expanded).join(" "), "3.0 3.0 2.9 3.1");
}

#[test]
fn the_label_counts_once_somebody_has_looked_at_it() {
    let seen = |quantity: (&str, &str), seen: LabelSeen| {
        judged(&LotCase { label_seen: Some(seen), ..lot("cn-jjf1070-2005", quantity, 8, &[(quantity.0, 8)]) })
    };
    let height = |mm: &str| LabelSeen { character_height_mm: Some(mm.into()), ..LabelSeen::default() };
    for (quantity, mm, unit, tall) in [
        (("500", "g"), "4", ItemVerdict::Pass, ItemVerdict::Pass),
        (("500", "g"), "3.9", ItemVerdict::Pass, ItemVerdict::Fail),
        (("50", "g"), "2", ItemVerdict::Pass, ItemVerdict::Pass),
        (("51", "g"), "2", ItemVerdict::Pass, ItemVerdict::Fail),
        (("1000", "g"), "6", ItemVerdict::Fail, ItemVerdict::Pass),
        (("0.5", "kg"), "4", ItemVerdict::Fail, ItemVerdict::Pass),
        (("1", "kg"), "4", ItemVerdict::Pass, ItemVerdict::Pass),
        (("2", "L"), "6", ItemVerdict::Pass, ItemVerdict::Pass),
        (("5", "m"), "2", ItemVerdict::Pass, ItemVerdict::Pass),
        (("50", "m"), "1.9", ItemVerdict::Pass, ItemVerdict::Fail),
    ] {
        let judgement = seen(quantity, height(mm));
        let found = (item(&judgement, "label-unit"), item(&judgement, "label-height"));
        assert_eq!(found, (unit, tall), "{quantity:?} {mm}");
        assert_eq!(judgement.verdict == Conclusion::Pass, found == (ItemVerdict::Pass, ItemVerdict::Pass));
    }
    let pack = |says: &[PackSays]| {
        let multi_pack = Some(MultiPack { same_kind: true, says: says.to_vec() });
        item(&seen(("500", "g"), LabelSeen { multi_pack, ..LabelSeen::default() }), "label-multi-pack")
    };
    assert_eq!(pack(&[PackSays::Each, PackSays::Number]), ItemVerdict::Pass);
    assert_eq!(pack(&[PackSays::Total]), ItemVerdict::Pass);
    assert_eq!(pack(&[PackSays::Each]), ItemVerdict::Fail);
}

#[test]
fn advice_tells_how_many_more_and_what_can_still_come() {
    let advice = |net: &[(&str, usize)]| judged(&lot("cn-jjf1070-2005", ("500", "g"), 40, net)).lot.unwrap().advice;
    let begun = advice(&[("499.0", 4)]).unwrap();
    assert_eq!((begun.remaining, begun.individual), (6, Outlook::Open));
    // Six more must average (10·500 − 4·499) / 6 = 500.666… g, carried up to the tenth.
    assert_eq!(begun.mean_of_rest.as_deref(), Some("500.7"));
    assert_eq!(advice(&[("480.0", 1)]).unwrap().individual, Outlook::CannotPass);
    assert_eq!(advice(&[("501.0", 10)]), None);
}

#[test]
fn a_trace_names_the_packages_that_are_short_and_says_what_fails() {
    let judgement =
        judged(&lot("cn-jjf1070-2005", ("500", "g"), 8, &[("501", 4), ("484.9", 1), ("501", 2), ("469", 1)]));
    let results: Vec<&str> = judgement.trace.iter().map(|step| step.result.as_str()).collect();
    assert!(results.contains(&"#5: 15.1 g (T1), #8: 31.0 g (T2)"), "{results:?}");
    assert_eq!(judgement.trace.last().unwrap().words.zh, "不合格的项目：单件净含量");
}

#[test]
fn a_sentence_tells_apart_what_the_verdict_tells_apart() {
    // Nine packages of 499.9 g and one of 500.6 g: mean 499.97 g, and with λ·s just below or above 500 g as the last digit has it.
    for last in ["500.6", "500.58", "500.5999"] {
        let judgement = judged(&lot("cn-jjf1070-2005", ("500", "g"), 40, &[("499.9", 9), (last, 1)]));
        let sentence = &judgement.reasons.last().unwrap().zh;
        let fails = item(&judgement, "mean") == ItemVerdict::Fail;
        assert_eq!(sentence.contains("仍低于"), fails, "{sentence}");
        assert!(!(fails && sentence.contains("为 500 g")), "{sentence}");
    }
    let close = judged(&lot("cn-jjf1070-2005", ("500", "g"), 40, &[("499.99999", 10)]));
    assert!(close.reasons[1].zh.contains("499.999990 g，仍低于标注的 500 g"), "{}", close.reasons[1].zh);
}

#[test]
fn a_sentence_never_puts_a_mean_on_the_other_side_of_its_label() {
    // 118 of 500 g and 7 of 499 g: the mean is 499.944 g, with λ·s it is 499.99802 g. One decimal more than was weighed would
    // make 500.0 g of it.
    let failed = judged(&lot("cn-jjf1070-2005", ("500", "g"), 4000, &[("500", 118), ("499", 7)]));
    assert_eq!(item(&failed, "mean"), ItemVerdict::Fail);
    let said = failed.reasons.iter().map(|reason| reason.zh.as_str()).collect::<Vec<_>>().join(" ");
    assert!(
        said.contains("样品平均 499.9 g，低于标注；按规则计入抽样修正 0.1 g 后为 499.998 g，仍低于标注的 500 g"),
        "{said}"
    );
    // One of 499 g: the mean is 499.992 g, with λ·s 500.013 g.
    let passed = judged(&lot("cn-jjf1070-2005", ("500", "g"), 4000, &[("500", 124), ("499", 1)]));
    let said = passed.reasons.iter().map(|reason| reason.en.as_str()).collect::<Vec<_>>().join(" ");
    assert!(said.contains("average 499.99 g, below the label") && said.contains("it is 500.01 g, not less"), "{said}");
}
