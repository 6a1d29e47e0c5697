//! Promise: the law is data. Every rule file is looked over; every kind of mistake is told; a laboratory's own file replaces
//! single figures, and the record says so.

use crate::actors::{output, stderr, stdout};
use quanheng::locale::{Lang, Say};
use quanheng::regulation::{Book, CODES, Conclusion, Label, LotCase, REFUSALS, Refusal, Regulation, judge_lot};
use serde_json::Value;
use tempfile::TempDir;

fn rule(id: &str) -> String {
    Book::embedded().unwrap().get(id).unwrap().text.clone()
}

#[test]
fn every_rule_file_is_right_and_no_two_editions_overlap() {
    let book = Book::embedded().unwrap();
    for regulation in book.all() {
        let name = format!("{}.toml", regulation.id);
        let again = Regulation::parse(&name, &regulation.text);
        assert!(again.is_ok(), "{again:?}");
        assert!(!regulation.figures().is_empty(), "{name}");
    }
    assert_eq!(book.overlaps(), Vec::<String>::new());
}

#[test]
fn every_kind_of_mistake_in_a_rule_file_is_told() {
    let lot = rule("cn-jjf1070-2005");
    let table: &[(&str, &str, &str)] = &[
        ("lot = [51, 99]", "lot = [52, 99]", "a gap or an overlap"),
        ("lot = [51, 99]", "lot = [50, 99]", "a gap or an overlap"),
        ("{ up_to = \"100\", amount = \"4.5\" },", "{ up_to = \"50\", amount = \"4.5\" },", "overlaps the one before"),
        ("amount = \"4.5\"", "amount = \"4.5\", percent = \"9\"", "either percent or amount"),
        ("unit = \"mL\"\nclause", "unit = \"pint\"\nclause", "unknown unit"),
        ("status = \"confirmed\"", "status = \"sure\"", "unknown variant"),
        ("status = \"confirmed\"\nsource", "source", "missing field"),
        ("t1_allowed = 7", "t1_allowed = 126", "126 allowed of 125 packages"),
        ("sample = 13", "sample = 60", "larger than the lot"),
        ("interval = \"0.1\"", "interval = \"0\"", "an interval must be above nought"),
        ("from = \"2006-01-01\"", "from = \"2006-13-01\"", "is no date"),
        ("t2_allowed = 0", "t2_allowed = 0\nt3_allowed = 0", "t3_allowed"),
        ("sample = \"all\"", "sample = \"some\"", "a number or \\\"all\\\""),
        ("uncertainty_share = \"1/5\"", "uncertainty_share = \"0.2\"", "no fraction"),
        ("kind = \"lot\"", "kind = \"barrel\"", "barrel"),
        ("lot = [3201], ", "lot = [3201, 9999], ", "no row for lots above 9999"),
    ];
    for (right, wrong, told) in table {
        assert!(lot.contains(right), "{right} is not in the file");
        let why = Regulation::parse("rule.toml", &lot.replacen(right, wrong, 1)).map(|_| ()).unwrap_err();
        let text = match &why {
            Refusal::Rule { why, .. } => why.clone(),
            other => panic!("{other:?}"),
        };
        assert!(text.replace('"', "\\\"").contains(told) || text.contains(told), "{wrong}: {text}");
    }
    let source = regex_free_source(&lot);
    assert!(
        matches!(Regulation::parse("rule.toml", &source), Err(Refusal::Rule { why, .. }) if why.contains("has no source"))
    );
}

/// The file with one source emptied.
fn regex_free_source(text: &str) -> String {
    let start = text.find("source = \"").unwrap() + "source = \"".len();
    let end = start + text[start..].find('"').unwrap();
    format!("{}{}", &text[..start], &text[end..])
}

fn bags(regulation: &str) -> LotCase {
    LotCase {
        regulation: Some(regulation.into()),
        label: Some(Label { quantity: "25".into(), unit: "g".into() }),
        lot_size: Some(8),
        net: Some(["22.75", "25.1", "25.2", "25.0", "25.3", "25.1", "25.0", "25.2"].map(str::to_owned).to_vec()),
        ..LotCase::default()
    }
}

const OWN: &str = "overrides = \"cn-jjf1070-2023\"\n\n[rounding.mass]\nmode = \"ceil\"\nstatus = \"confirmed\"\nsource = \"paper text, page 12\"\n";

#[test]
fn a_laboratory_replaces_one_figure_and_the_judgement_says_so() {
    let (theirs, own) = (Book::embedded().unwrap(), Book::with([("own.toml".to_owned(), OWN.to_owned())]).unwrap());
    let before = judge_lot(&bags("cn-jjf1070-2023"), theirs).unwrap();
    let after = judge_lot(&bags("cn-jjf1070-2023"), &own).unwrap();
    assert_eq!((before.verdict, before.overridden), (Conclusion::Fail, None));
    assert_eq!(after.verdict, Conclusion::Pass);
    let overridden = after.overridden.unwrap();
    assert_eq!((overridden.file.as_str(), overridden.sha256.len()), ("own.toml", 64));
    // The other edition is untouched.
    assert_eq!(judge_lot(&bags("cn-jjf1070-2005"), &own).unwrap().verdict, Conclusion::Fail);
    for (wrong, told) in [
        ("overrides = \"nothing\"", "cn-jjf1070-2005"),
        ("overrides = 7", "the id of a regulation"),
        ("overrides = \"cn-jjf1070-2023\"\nid = \"x\"", "cannot be replaced"),
        ("overrides = \"cn-jjf1070-2023\"\n[rounding.mass]\nmood = \"ceil\"", "mood"),
        ("overrides = \"cn-jjf1070-2023\"\n[individual]\nsource = \"\"", "has no source"),
    ] {
        let why = Book::with([("own.toml".to_owned(), wrong.to_owned())]).map(|_| ()).unwrap_err().to_string();
        assert!(why.contains(told), "{wrong}: {why}");
    }
}

#[test]
fn a_new_edition_is_a_new_file() {
    let next =
        rule("cn-jjf1070-2023").replace("cn-jjf1070-2023", "cn-jjf1070-2030").replace("2024-10-12", "2030-01-01");
    let overlapping = Book::with([("next.toml".to_owned(), next.clone())]).unwrap();
    assert_eq!(overlapping.overlaps().len(), 1, "the edition before is still open");
    let why = overlapping.choose_lot(Some("2030-06-01")).map(|_| ()).unwrap_err();
    assert!(matches!(why, Refusal::TwoEditions(..)), "{why:?}");
    let closed = ("closed.toml".to_owned(), "overrides = \"cn-jjf1070-2023\"\nto = \"2029-12-31\"\n".to_owned());
    let book = Book::with([("next.toml".to_owned(), next), closed]).unwrap();
    assert_eq!(book.overlaps(), Vec::<String>::new());
    assert_eq!(book.choose_lot(Some("2030-06-01")).unwrap().id, "cn-jjf1070-2030");
    assert_eq!(book.choose_lot(Some("2029-06-01")).unwrap().id, "cn-jjf1070-2023");
}

#[test]
fn the_verbs_read_the_laboratorys_files() {
    let folder = TempDir::new().unwrap();
    let rules = folder.path().join("rules");
    std::fs::create_dir(&rules).unwrap();
    std::fs::write(rules.join("own.toml"), OWN).unwrap();
    let case = folder.path().join("case.json");
    std::fs::write(&case, serde_json::to_string(&bags("cn-jjf1070-2023")).unwrap()).unwrap();
    let judged = output(folder.path(), &["judge", "lot", case.to_str().unwrap(), "--json"]);
    let judgement: Value = serde_json::from_str(&stdout(&judged)).unwrap();
    assert_eq!((judged.status.code(), &judgement["overridden"]["file"]), (Some(0), &Value::from("own.toml")));
    let shown = stdout(&output(folder.path(), &["regulation", "show", "cn-jjf1070-2023"]));
    assert!(shown.contains("figures replaced by own.toml") && shown.contains("paper text, page 12"), "{shown}");
    let checked = output(folder.path(), &["regulation", "check", rules.join("own.toml").to_str().unwrap()]);
    assert_eq!(checked.status.code(), Some(0), "{}", stderr(&checked));
    // A wrong file stops the verb: falling back on other figures would be guessing.
    std::fs::write(rules.join("own.toml"), OWN.replace("ceil", "up")).unwrap();
    let refused = output(folder.path(), &["judge", "lot", case.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("own.toml"), "{}", stderr(&refused));
}

#[test]
fn every_code_is_in_the_one_list_once() {
    let mut ids: Vec<&str> = CODES.iter().map(|(_, id, ..)| *id).chain(REFUSALS.iter().map(|(id, ..)| *id)).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "a code stands for two things");
    let unknown = Book::embedded().unwrap().choose_lot(Some("1999-01-01")).map(|_| ()).unwrap_err();
    assert!(ids.contains(&unknown.code()) && unknown.say(Lang::En).starts_with("E105 "), "{unknown:?}");
    let folder = TempDir::new().unwrap();
    let listed = stdout(&output(folder.path(), &["regulation", "codes"]));
    assert_eq!(listed.lines().count(), count);
}
