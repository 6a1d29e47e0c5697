//! Every observation of a run as the ledger holds it, with its bytes: also those that were taken back, marked as such.

use super::recorded::{Recorded, StoredReading};
use crate::document::paper::{Block, Cell, Column, Part, Table};
use crate::locale::Words;
use serde_json::Value;

/// The part of the readings; a run without one has none.
pub(super) fn part(recorded: &Recorded) -> Option<Part> {
    let rows: Vec<Vec<Cell>> = recorded.readings.iter().map(|reading| row(reading, recorded)).collect();
    let table = Table { id: "readings", columns: columns(), rows };
    (!table.rows.is_empty()).then(|| super::part("原始读数", "Readings", vec![Block::Table(table)]))
}

fn columns() -> Vec<Column> {
    vec![
        Column::number("entry", "条目", "Entry", ""),
        Column::text("at", "时间", "At"),
        Column::text("of", "内容", "Of"),
        Column::number("value", "读数", "Reading", ""),
        Column::text("unit", "单位", "Unit"),
        Column::text("package", "样品编号", "Package code"),
        Column::text("origin", "来源", "Origin"),
        Column::text("device", "仪器", "Device"),
        Column::text("port", "端口", "Port"),
        Column::text("frame", "报文", "Frame"),
        Column::text("who", "人员", "By"),
        Column::text("state", "状态", "State"),
    ]
}

fn row(reading: &StoredReading, recorded: &Recorded) -> Vec<Cell> {
    let last = |key: &str| reading.last().and_then(|last| last.get(key)).and_then(Value::as_str).unwrap_or_default();
    let origin = match (reading.text("/origin"), reading.text("/at")) {
        ("read", _) => Words::new("读取", "read"),
        (_, "plan") => Words::new("方案给定", "from the plan"),
        _ => Words::new("键入", "typed"),
    };
    let state = reading.withdrawn.map_or_else(
        || Words::new("有效", "valid"),
        |by| Words::new(format!("已由条目 {by} 撤回"), format!("withdrawn by entry {by}")),
    );
    vec![
        Cell::number(&reading.seq.to_string()),
        Cell::text(&reading.at),
        Cell::Text(reading.subject.clone()),
        Cell::number(reading.text("/value")),
        Cell::text(reading.text("/unit")),
        Cell::text(reading.text("/package")),
        Cell::Text(origin),
        Cell::text(last("device")),
        Cell::text(last("port")),
        Cell::text(last("frame")),
        Cell::text(&recorded.name(&reading.who)),
        Cell::Text(state),
    ]
}
