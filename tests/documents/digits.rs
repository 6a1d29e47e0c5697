//! Promise: papers print figures with the digits that mean something, and no figure on the other side of its limit.

use super::{judgement, report, runs};
use quanheng::document::{Block, Laboratory, Recorded, compose};
use quanheng::paper::{Cell, Paper, PaperKind};
use quanheng::regulation::{Book, Judgement, Label, LotCase, judge_lot};
use serde_json::{Value, json};

fn document(run: &str, paper: &str) -> Value {
    serde_json::from_str(&report(runs().data(), &[run, "--as", "json", "--paper", paper])).unwrap()
}

/// Every figure of a paper's JSON with the id of its field or column.
fn figures(document: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for block in document["parts"].as_array().unwrap().iter().flat_map(|part| part["blocks"].as_array().unwrap()) {
        let fields = block["fields"].as_array().into_iter().flatten();
        let fields = fields.map(|field| (field["id"].clone(), field["value"]["number"].clone()));
        let (columns, rows) = (&block["table"]["columns"], block["table"]["rows"].as_array());
        let cells = rows.into_iter().flatten().flat_map(|row| row.as_array().unwrap().iter().enumerate());
        let cells = cells.map(|(at, cell)| (columns[at]["id"].clone(), cell["number"].clone()));
        let known = fields.chain(cells).filter_map(|(id, digits)| Some((id.as_str()?.into(), digits.as_str()?.into())));
        found.extend(known);
    }
    found
}

fn decimals(text: &str) -> usize {
    text.split_once('.').map_or(0, |(_, behind)| behind.len())
}

fn significant(text: &str) -> usize {
    text.chars().filter(char::is_ascii_digit).collect::<String>().trim_start_matches('0').len()
}

#[test]
fn u_has_two_digits_and_no_figure_more_than_mean_something() {
    for run in runs().all() {
        let document = document(run, runs().leads_to(run));
        let figures = figures(&document);
        let of =
            |id: &str| figures.iter().filter(|(found, _)| found == id).map(|(_, digits)| digits.as_str()).collect();
        let stated: Vec<&str> = of("uncertainty");
        assert!(!stated.is_empty(), "{run}");
        for u in stated {
            assert!(
                significant(u) <= 2 || (significant(u) > 2 && u.ends_with('0') && !u.contains('.')),
                "{run}: U = {u}"
            );
        }
        for (id, digits) in &figures {
            assert!(decimals(digits) <= 4, "{run}: {id} {digits}");
        }
        // Weighed to 0.1 g, so means and deviations to 0.01 g.
        for id in ["mean", "standard-deviation", "correction"] {
            let printed: Vec<&str> = of(id);
            let lot = judgement(runs().data(), run)["lot"].is_object();
            assert!(!lot || printed.iter().all(|digits| decimals(digits) == 2), "{run}: {id} {printed:?}");
        }
        assert_eq!(document["judgement"], judgement(runs().data(), run), "the judgement keeps its digits");
    }
}

fn lot(net: &[(&str, usize)]) -> Judgement {
    let net = net.iter().flat_map(|(net, count)| std::iter::repeat_n((*net).to_owned(), *count)).collect();
    let case = LotCase {
        regulation: Some("cn-jjf1070-2005".into()),
        date: Some("2026-03-15".into()),
        label: Some(Label { quantity: "500".into(), unit: "g".into() }),
        lot_size: Some(4000),
        net: Some(net),
        ..LotCase::default()
    };
    judge_lot(&case, Book::embedded().unwrap()).unwrap()
}

fn paper_of(judgement: Judgement) -> Paper {
    paper(judgement, PaperKind::Report)
}

fn paper(judgement: Judgement, kind: PaperKind) -> Paper {
    let recorded = Recorded {
        run: "20260315-090000-lot-3f2a".into(),
        kind: "lot".into(),
        task: json!({ "label": { "quantity": "0.5", "unit": "kg" } }),
        judgement: Some(judgement),
        ..Recorded::default()
    };
    compose(&recorded, Some(kind), &Laboratory::default()).unwrap()
}

fn digits(paper: &Paper, id: &str) -> String {
    match &paper.field(id).unwrap().value {
        Cell::Number { digits, .. } => digits.clone(),
        other => panic!("{id}: {other:?}"),
    }
}

/// The result of an item as the paper says it.
fn result(paper: &Paper, row: usize) -> String {
    match &paper.table("items").unwrap().rows[row][3] {
        Cell::Text(words) => words.zh.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_mean_is_never_printed_on_the_other_side_of_its_label() {
    // See `a_sentence_never_puts_a_mean_on_the_other_side_of_its_label`: 499.99802 g fails.
    let failed = paper_of(lot(&[("500", 118), ("499", 7)]));
    assert_eq!((digits(&failed, "mean"), result(&failed, 1)), ("499.9".into(), "499.998 g".into()));
    let passed = paper_of(lot(&[("500", 124), ("499", 1)]));
    assert_eq!((digits(&passed, "mean"), result(&passed, 1)), ("499.99".into(), "500.01 g".into()));
    let plain = paper_of(lot(&[("505", 63), ("504", 62)]));
    assert_eq!((digits(&plain, "mean"), digits(&plain, "standard-deviation")), ("504.5".into(), "0.5".into()));
    assert_eq!(result(&plain, 1), "504.6 g");
    // The sentences have the same figures.
    let notes = |paper: &Paper| -> String {
        let blocks = paper.parts.iter().flat_map(|part| &part.blocks);
        blocks.filter_map(|block| if let Block::Note(words) = block { Some(words.zh.as_str()) } else { None }).collect()
    };
    assert!(notes(&plain).contains("样品平均 504.5 g"), "{}", notes(&plain));
    assert!(notes(&failed).contains("499.998 g"), "{}", notes(&failed));
    // A warning is said in words, with its code behind.
    let open = paper(lot(&[("505", 120)]), PaperKind::OriginalRecord);
    assert!(notes(&open).contains("还缺 5 件样品（W102）"), "{}", notes(&open));
}
