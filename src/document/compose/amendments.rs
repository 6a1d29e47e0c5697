//! What was changed after it was taken down, with the old value readable beside the new one; and what else happened.

use super::recorded::{Amendment, Recorded};
use crate::document::paper::{Block, Cell, Column, Part, Table};

/// The amendments of a run; a run without any says so.
fn blocks(recorded: &Recorded) -> Vec<Block> {
    if recorded.amendments.is_empty() {
        return vec![Block::Note(("无更改", "No amendments").into())];
    }
    let columns = vec![
        Column::number("entry", "条目", "Entry", ""),
        Column::number("amends", "更改条目", "Amends", ""),
        Column::text("of", "内容", "Of"),
        Column::number("old", "原值", "Old value", ""),
        Column::number("new", "新值", "New value", ""),
        Column::text("unit", "单位", "Unit"),
        Column::text("reason", "原因", "Reason"),
        Column::text("who", "更改人", "By"),
        Column::text("at", "时间", "At"),
    ];
    let row = |amendment: &Amendment| {
        vec![
            Cell::number(&amendment.seq.to_string()),
            Cell::number(&amendment.target.to_string()),
            Cell::Text(amendment.subject.clone()),
            Cell::number(&amendment.old),
            Cell::number(&amendment.new),
            Cell::text(&amendment.unit),
            Cell::text(&amendment.reason),
            Cell::text(&recorded.name(&amendment.who)),
            Cell::text(&amendment.at),
        ]
    };
    let rows = recorded.amendments.iter().map(row).collect();
    vec![Block::Table(Table { id: "amendments", columns, rows })]
}

/// The part of them; an empty form has none.
pub(super) fn part(recorded: &Recorded) -> Option<Part> {
    (!recorded.is_blank()).then(|| super::part("更改", "Amendments", blocks(recorded)))
}

/// Everything else that the ledger holds of the run.
pub(super) fn events(recorded: &Recorded) -> Option<Part> {
    let columns = vec![
        Column::number("entry", "条目", "Entry", ""),
        Column::text("at", "时间", "At"),
        Column::text("who", "人员", "By"),
        Column::text("what", "事项", "What"),
    ];
    let rows: Vec<Vec<Cell>> = recorded
        .events
        .iter()
        .map(|event| {
            vec![
                Cell::number(&event.seq.to_string()),
                Cell::text(&event.at),
                Cell::text(&recorded.name(&event.who)),
                Cell::Text(event.words.clone()),
            ]
        })
        .collect();
    let table = Block::Table(Table { id: "events", columns, rows });
    (!recorded.events.is_empty()).then(|| super::part("其他事项", "Other events", vec![table]))
}
