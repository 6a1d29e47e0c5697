//! A scale (衡器): nameplate, weighing, eccentricity, repeatability and discrimination with their limits.

use super::digits;
use super::fields::{ADJUSTED, Form, KINDS, Row, fields};
use super::part;
use super::recorded::Recorded;
use crate::document::paper::{Block, Cell, Column, Field, Part, Table};
use crate::locale::Words;
use crate::regulation::{Direction, DiscriminationResult, RepeatabilityResult, ScaleReadingResult, ScaleResult};

/// The head of record, certificate and notice.
pub(super) const HEAD: &[Row] = &[
    ("client", "送检（受检）单位", "Client", &["/client"], Form::Text),
    ("name", "器具名称", "Instrument", &["/scale/name"], Form::Text),
    ("model", "型号规格", "Model", &["/scale/model"], Form::Text),
    ("maker", "制造单位", "Maker", &["/scale/maker"], Form::Text),
    ("serial", "出厂编号", "Serial number", &["/scale/serial"], Form::Text),
];

const NAMEPLATE: &[Row] = &[
    ("kind", "检定类别", "Kind", &["/kind"], KINDS),
    ("class", "准确度等级", "Accuracy class", &["/scale/class"], Form::Text),
    ("unit", "单位", "Unit", &["/scale/unit"], Form::Text),
    ADJUSTED,
    ("verifier", "检定人员", "Verified by", &["/verifier"], Form::Text),
];

const RANGES: &[&str] = &["/scale/ranges"];

/// How many rows an empty form has for the loads.
const BLANK_ROWS: usize = 10;

/// The nameplate with its ranges.
pub(super) fn described(recorded: &Recorded) -> Part {
    let unit = recorded.planned_text(&["/scale/unit"]);
    let columns = vec![
        Column::number("max", "最大称量 Max", "Max", &unit),
        Column::number("min", "最小称量 Min", "Min", &unit),
        Column::number("e", "检定分度值 e", "e", &unit),
        Column::number("d", "实际分度值 d", "d", &unit),
    ];
    let ranges = recorded.planned(RANGES).and_then(|ranges| ranges.as_array()).cloned().unwrap_or_default();
    let row = |range: &serde_json::Value| {
        let text = |key: &str| range.get(key).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
        ["max", "min", "e", "d"].map(|key| Cell::number(&text(key))).to_vec()
    };
    let mut rows: Vec<Vec<Cell>> = ranges.iter().map(row).collect();
    if rows.is_empty() {
        rows = vec![vec![Cell::Empty; columns.len()]];
    }
    let table = Block::Table(Table { id: "ranges", columns, rows });
    part("器具", "Instrument", vec![Block::Fields(fields(NAMEPLATE, recorded)), table])
}

/// Every test that was done.
pub(super) fn figures(recorded: &Recorded) -> Vec<Part> {
    let empty = ScaleResult::default();
    let blank = recorded.is_blank();
    let judged = recorded.judgement.as_ref().and_then(|judgement| judgement.scale.as_ref());
    if judged.is_none() && !blank {
        return Vec::new();
    }
    let scale = judged.unwrap_or(&empty);
    let unit = scale.unit.as_str();
    let zero = scale.zero_error.as_ref().map_or(Cell::Empty, |zero| Cell::measured(zero, unit));
    let mut weighing = vec![
        Block::Fields(vec![Field::new("zero-error", "零点误差 E0", "Zero error E0", zero)]),
        Block::Table(readings("weighing", &scale.weighing, scale, recorded)),
    ];
    weighing.extend(super::charts::of_scale(scale).map(|chart| Block::Chart(Box::new(chart))));
    let mut parts = vec![part("称量", "Weighing", weighing)];
    if !scale.tare_weighing.is_empty() {
        let table = readings("tare-weighing", &scale.tare_weighing, scale, recorded);
        parts.push(part("除皮称量", "Weighing with tare", vec![Block::Table(table)]));
    }
    if blank || !scale.eccentricity.is_empty() {
        let table = readings("eccentricity", &scale.eccentricity, scale, recorded);
        parts.push(part("偏载", "Eccentricity", vec![Block::Table(table)]));
    }
    parts.extend(scale.repeatability.as_ref().map(|found| repeatability(found, unit)));
    if blank || !scale.discrimination.is_empty() {
        parts.push(part(
            "鉴别力",
            "Discrimination",
            vec![Block::Table(discrimination(&scale.discrimination, unit, blank))],
        ));
    }
    parts
}

fn readings(id: &'static str, results: &[ScaleReadingResult], scale: &ScaleResult, recorded: &Recorded) -> Table {
    let (unit, limit_known) = (scale.unit.as_str(), recorded.status_of(id));
    let mut columns = vec![
        Column::text("where", "位置 / 方向", "Position / direction"),
        Column::number("tare", "皮重", "Tare", unit),
        Column::number("load", "载荷 L", "Load L", unit),
        Column::number("p", "化整前示值 P", "P", unit),
        Column::number("error", "误差 E", "Error E", unit),
        Column::number("corrected", "修正误差 Ec", "Corrected error Ec", unit),
        Column::number("mpe", "最大允许误差 ±", "MPE ±", unit),
        Column::number("uncertainty", "U", "U", unit),
        Column::number("coverage", "k", "k", ""),
        Column::text("verdict", "判定", "Verdict"),
    ];
    let places = digits::of_scale(results);
    let row = |result: &ScaleReadingResult| {
        let known = result.uncertainty.as_ref();
        vec![
            place(result),
            Cell::maybe(result.tare.as_ref()),
            Cell::number(&result.load),
            digits::aligned(result.indication_before_rounding.as_ref(), places),
            digits::aligned(result.error.as_ref(), places),
            digits::aligned(result.corrected_error.as_ref(), places),
            Cell::number(&result.mpe).known(limit_known),
            Cell::maybe(known.map(|known| &known.expanded)),
            Cell::maybe(known.map(|known| &known.coverage_factor)),
            Cell::Verdict(result.verdict),
        ]
    };
    let mut rows: Vec<Vec<Cell>> = results.iter().map(row).collect();
    if recorded.is_blank() {
        rows = vec![vec![Cell::Empty; columns.len()]; BLANK_ROWS];
    }
    // Only loads beside a tare have one: an empty column looks like something that was forgotten.
    if results.iter().all(|result| result.tare.is_none()) {
        let tare = columns.iter().position(|column| column.id == "tare");
        columns.retain(|column| column.id != "tare");
        for row in &mut rows {
            tare.map(|tare| row.remove(tare));
        }
    }
    Table { id, columns, rows }
}

fn place(result: &ScaleReadingResult) -> Cell {
    match (&result.position, result.direction) {
        (Some(position), _) => Cell::text(&position.to_string()),
        (None, Some(Direction::Up)) => Cell::Text(Words::new("加载", "up")),
        (None, Some(Direction::Down)) => Cell::Text(Words::new("卸载", "down")),
        (None, None) => Cell::Empty,
    }
}

fn repeatability(found: &RepeatabilityResult, unit: &str) -> Part {
    let fields = vec![
        Field::new("repeatability-load", "载荷", "Load", Cell::measured(&found.load, unit)),
        Field::new(
            "spread",
            "极差",
            "Spread",
            found.spread.as_ref().map_or(Cell::Empty, |spread| Cell::measured(spread, unit)),
        ),
        Field::new("repeatability-mpe", "最大允许误差", "MPE", Cell::measured(&found.mpe, unit)),
        Field::new("repeatability-verdict", "判定", "Verdict", Cell::Verdict(found.verdict)),
    ];
    let columns = vec![
        Column::number("number", "次数", "No.", ""),
        Column::number("corrected", "修正误差 Ec", "Corrected error Ec", unit),
    ];
    let row =
        |(number, error): (u64, &Option<String>)| vec![Cell::number(&number.to_string()), Cell::maybe(error.as_ref())];
    let rows = (1..).zip(&found.corrected_errors).map(row).collect();
    let table = Table { id: "repeatability", columns, rows };
    part("重复性", "Repeatability", vec![Block::Fields(fields), Block::Table(table)])
}

fn discrimination(results: &[DiscriminationResult], unit: &str, blank: bool) -> Table {
    let columns = vec![
        Column::number("load", "载荷", "Load", unit),
        Column::number("before", "原示值", "Before", unit),
        Column::number("added", "附加载荷", "Added", unit),
        Column::number("after", "示值", "After", unit),
        Column::number("required", "应达到", "Required", unit),
        Column::text("verdict", "判定", "Verdict"),
    ];
    let row = |result: &DiscriminationResult| {
        vec![
            Cell::number(&result.load),
            Cell::maybe(result.before.as_ref()),
            Cell::maybe(result.added.as_ref()),
            Cell::maybe(result.after.as_ref()),
            Cell::maybe(result.required_at_least.as_ref()),
            Cell::Verdict(result.verdict),
        ]
    };
    let mut rows: Vec<Vec<Cell>> = results.iter().map(row).collect();
    if blank {
        rows = vec![vec![Cell::Empty; columns.len()]; 3];
    }
    Table { id: "discrimination", columns, rows }
}
