//! 汇总表: many runs on one sheet, a row a run.

use super::recorded::Recorded;
use super::{compose, conclusion};
use crate::document::laboratory::Laboratory;
use crate::document::paper::{Block, Cell, Column, Field, Mark, Paper, PaperKind, Table};
use crate::locale::Words;

/// The summary of runs, in the order in which they are given.
pub fn summary(runs: &[Recorded], laboratory: &Laboratory) -> Paper {
    let columns = vec![
        Column::number("number", "序号", "No.", ""),
        Column::text("run", "原始记录编号", "Record"),
        Column::text("date", "日期", "Date"),
        Column::text("title", "被检对象", "Inspected"),
        Column::text("place", "地点", "Place"),
        Column::text("regulation", "依据", "Regulation"),
        Column::text("conclusion", "结论", "Conclusion"),
        Column::text("valid-until", "有效期至", "Valid until"),
        Column::text("paper", "文件", "Document"),
        Column::text("state", "状态", "State"),
    ];
    let rows = (1_u64..).zip(runs).map(|(number, run)| row(number, run, laboratory)).collect();
    let mut days: Vec<&str> = runs.iter().map(|run| run.date.as_str()).filter(|day| !day.is_empty()).collect();
    days.sort_unstable();
    let (first, last) = (days.first().copied().unwrap_or_default(), days.last().copied().unwrap_or_default());
    let period = if first == last { first.to_owned() } else { format!("{first} … {last}") };
    let play = runs.iter().any(|run| run.demonstration);
    Paper {
        kind: PaperKind::Summary,
        runs: runs.iter().map(|run| run.run.clone()).collect(),
        title: PaperKind::Summary.words(),
        // One demonstration among them makes the sheet no list of official work.
        mark: play.then_some(Mark::Demonstration),
        number: None,
        record: String::new(),
        issuer: laboratory.printed_name(),
        head: vec![
            Field::new("period", "日期", "Period", period.as_str()),
            Field::new("count", "任务数", "Runs", Cell::number(&runs.len().to_string())),
        ],
        parts: vec![super::part("任务", "Runs", vec![Block::Table(Table { id: "summary", columns, rows })])],
        signatures: Vec::new(),
        code: None,
        day: last.to_owned(),
        judgement: None,
    }
}

fn row(number: u64, run: &Recorded, laboratory: &Laboratory) -> Vec<Cell> {
    let judgement = run.judgement.as_ref();
    let paper = compose(run, None, laboratory).ok();
    let state = match paper.as_ref().and_then(|paper| paper.mark) {
        Some(Mark::Demonstration) => Words::new("演示", "demonstration"),
        Some(Mark::Draft) if judgement.is_none() => Words::new("未结束", "open"),
        Some(_) => Words::new("未批准", "not approved"),
        None => Words::new("已批准", "approved"),
    };
    let open = || Words::new("未结束", "open");
    vec![
        Cell::number(&number.to_string()),
        Cell::text(&run.run),
        Cell::text(&run.date),
        Cell::text(&run.title),
        Cell::text(&run.planned_text(&["/place"])),
        Cell::Text(run.regulation.clone()),
        Cell::Text(judgement.map_or_else(open, conclusion)),
        Cell::text(judgement.and_then(|judgement| judgement.valid_until.as_deref()).unwrap_or_default()),
        Cell::Text(super::paper_of(run).words()),
        Cell::Text(state),
    ]
}
