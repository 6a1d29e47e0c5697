//! Editions, rule files and what they say of themselves; marks and classes that old piles do not carry.

use super::*;

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
