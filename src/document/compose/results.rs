//! The parts that every kind of run has: basis, environment, standards, items with limits, arithmetic, cautions.

use super::digits;
use super::fields::{Form, Row, fields};
use super::recorded::Recorded;
use crate::document::paper::{Block, Cell, Column, Field, PaperKind, Part, Table};
use crate::locale::verdict::status_word;
use crate::locale::{Lang, Words};
use crate::register::Standard;
use crate::regulation::{Item, Status, Step};
use serde_json::Value;

const ENVIRONMENT: &[Row] = &[
    ("temperature", "温度", "Temperature", &["/conditions/temperature"], Form::Number("℃")),
    ("humidity", "相对湿度", "Relative humidity", &["/conditions/humidity"], Form::Number("%")),
    ("insulation", "绝缘电阻", "Insulation resistance", &["/conditions/insulation_megohm"], Form::Number("MΩ")),
];

/// What was done by which rule, when and where.
pub(super) fn basis(recorded: &Recorded, kind: PaperKind) -> Part {
    let mut fields = vec![
        Field::new("regulation", "依据", "Regulation", recorded.regulation.clone()),
        Field::new("place", "地点", "Place", recorded.planned_text(&["/place"]).as_str()),
    ];
    if kind == PaperKind::OriginalRecord {
        fields.push(Field::new("program", "软件", "Program", recorded.program.as_str()));
    }
    super::part("依据", "Basis", vec![Block::Fields(fields)])
}

/// Temperature, humidity; insulation only for piles.
pub(super) fn environment(recorded: &Recorded) -> Part {
    let rows = if recorded.kind == "pile" { ENVIRONMENT } else { ENVIRONMENT.get(..2).unwrap_or_default() };
    super::part("环境条件", "Environment", vec![Block::Fields(fields(rows, recorded))])
}

/// The standards that the plan names.
pub(super) fn planned(recorded: &Recorded) -> &[Value] {
    if let Some(one) = recorded.planned(&["/standard"]) {
        return std::slice::from_ref(one);
    }
    recorded.planned(&["/standards", "/weights"]).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// The standards with range, class, certificate and last day; a lot whose plan names none has weighed on its scale alone.
pub(super) fn standards(recorded: &Recorded) -> Option<Part> {
    let columns = vec![
        Column::text("name", "名称", "Name"),
        Column::text("certificate", "证书编号", "Certificate"),
        Column::text("valid-until", "有效期至", "Valid until"),
        Column::text("uncertainty", "准确度等级或不确定度", "Class or uncertainty"),
        Column::text("range", "测量范围", "Range"),
        Column::text("serial", "出厂编号", "Serial number"),
    ];
    let rows: Vec<Vec<Cell>> = planned(recorded).iter().map(|planned| standard(planned, recorded)).collect();
    if rows.is_empty() && recorded.kind == "lot" && !recorded.is_blank() {
        return None;
    }
    let rows = if rows.is_empty() { vec![vec![Cell::Empty; columns.len()]; 2] } else { rows };
    Some(super::part("计量标准", "Standards", vec![Block::Table(Table { id: "standards", columns, rows })]))
}

/// What stands where the plan and the register say nothing.
pub const UNKNOWN: &str = "—";

fn standard(planned: &Value, recorded: &Recorded) -> Vec<Cell> {
    let text = |pointer: &str| planned.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let stated = match (text("/uncertainty/expanded"), text("/uncertainty/coverage")) {
        ("", _) => String::new(),
        (expanded, "") => format!("U = {expanded}{} (k = 2)", unit_of(recorded)),
        (expanded, coverage) => format!("U = {expanded}{} (k = {coverage})", unit_of(recorded)),
    };
    let known = recorded.standard_of(planned);
    let of = |pick: fn(&Standard) -> &String| known.map_or("", |known| pick(known).as_str());
    // A class says nothing of the uncertainty that was reckoned with; an uncertainty in its place does.
    let class = match of(|known| &known.class) {
        "" => stated,
        class if stated.is_empty() || class.contains('=') => class.to_owned(),
        class => format!("{class}; {stated}"),
    };
    let model = of(|known| &known.model);
    let name = text("/name");
    let name = if model.is_empty() || name.contains(model) { name.to_owned() } else { format!("{name} {model}") };
    let or_unknown = |text: &str| Cell::text(if text.is_empty() { UNKNOWN } else { text });
    vec![
        Cell::text(&name),
        or_unknown(text("/certificate")),
        or_unknown(text("/valid_until")),
        or_unknown(&class),
        or_unknown(of(|known| &known.range)),
        or_unknown(of(|known| &known.serial)),
    ]
}

/// The unit of the uncertainty of a standard in a plan, with a blank before it.
fn unit_of(recorded: &Recorded) -> String {
    let unit = match recorded.kind.as_str() {
        "pile" => "%".to_owned(),
        "scale" => recorded.planned_text(&["/scale/unit"]),
        _ => recorded.readings.first().map(|reading| reading.text("/unit").to_owned()).unwrap_or_default(),
    };
    if unit.is_empty() { unit } else { format!(" {unit}") }
}

/// The items in the order of the regulation.
pub(super) fn items(recorded: &Recorded) -> Part {
    let columns = vec![
        Column::text("item", "项目", "Item"),
        Column::text("clause", "条款", "Clause"),
        Column::number("limit", "限值", "Limit", ""),
        Column::number("value", "结果", "Result", ""),
        Column::text("verdict", "判定", "Verdict"),
        Column::text("status", "限值来源", "Limit known"),
    ];
    let judged = recorded.judgement.iter().flat_map(|judgement| &judgement.items);
    let least = recorded.judgement.as_ref().and_then(digits::of_items);
    let mut rows: Vec<Vec<Cell>> = judged.map(|each| item(each, least)).collect();
    if rows.is_empty() {
        rows = vec![vec![Cell::Empty; columns.len()]; 6];
    }
    let mut blocks = vec![Block::Table(Table { id: "items", columns, rows })];
    let reasons = recorded.judgement.iter().flat_map(|judgement| &judgement.reasons);
    blocks.extend(reasons.cloned().map(Block::Note));
    let title = if recorded.kind == "lot" { "检验项目与结论" } else { "检定项目与结论" };
    super::part(title, "Items and conclusions", blocks)
}

fn item(item: &Item, least: Option<u32>) -> Vec<Cell> {
    let limits = item.limit.as_deref().map(digits::limits_in).unwrap_or_default();
    let value =
        item.value.as_deref().map(|text| match least.filter(|_| digits::IN_FULL.contains(&item.item.as_str())) {
            Some(least) => digits::within(text, least, &limits),
            None => text.to_owned(),
        });
    let figure = |text: Option<&String>| text.map_or(Cell::Empty, |text| result(text));
    vec![
        Cell::Text(item.name.clone()),
        Cell::text(item.clause.as_deref().unwrap_or_default()),
        figure(item.limit.as_ref()).known(item.status),
        figure(value.as_ref()),
        Cell::Verdict(item.verdict),
        Cell::Text(Words::new(status_word(item.status, Lang::Zh), status_word(item.status, Lang::En))),
    ]
}

/// A result as the judgement writes it: a verdict in words, a number, or a text with its sign.
fn result(text: &str) -> Cell {
    use crate::locale::verdict::result_word;
    match Cell::number(text) {
        Cell::Text(_) => Cell::Text(Words::new(result_word(text, Lang::Zh), result_word(text, Lang::En))),
        other => other,
    }
}

/// The arithmetic, step by step.
pub(super) fn trace(recorded: &Recorded) -> Option<Part> {
    let judgement = recorded.judgement.as_ref().filter(|judgement| !judgement.trace.is_empty())?;
    let columns = vec![
        Column::text("clause", "条款", "Clause"),
        Column::text("step", "步骤", "Step"),
        Column::text("formula", "公式", "Formula"),
        Column::text("values", "代入", "Values"),
        Column::text("result", "结果", "Result"),
    ];
    let row = |step: &Step| {
        let values = step.values.iter().map(|(symbol, value)| format!("{symbol} = {value}")).collect::<Vec<_>>();
        vec![
            Cell::text(step.clause.as_deref().unwrap_or_default()),
            Cell::Text(step.words.clone()),
            Cell::text(&step.formula),
            Cell::text(&values.join("; ")),
            result(&step.result),
        ]
    };
    let rows = judgement.trace.iter().map(row).collect();
    Some(super::part("计算过程", "Calculation", vec![Block::Table(Table { id: "trace", columns, rows })]))
}

/// What a reader must know: figures that were not held against the official text, own figures, warnings.
pub(super) fn cautions(recorded: &Recorded) -> Option<Part> {
    let judgement = recorded.judgement.as_ref()?;
    let mut notes = Vec::new();
    if judgement.regulation_status == Status::Unconfirmed {
        notes.push(Words::new(
            "标有“未确认”或 † 的限值未经与规程正式文本核对，使用前须核对",
            "Limits marked UNCONFIRMED or † were not held against the official text; check them before relying on them",
        ));
    }
    if let Some(own) = &judgement.overridden {
        let file = &own.file;
        notes.push(Words::new(
            format!("部分数值由本实验室的文件 {file} 代替"),
            format!("some figures were replaced by the laboratory's own file {file}"),
        ));
    }
    notes.extend(judgement.warnings.iter().map(|warning| {
        let (code, words) = (&warning.code, &warning.words);
        Words::new(format!("{}（{code}）", words.zh), format!("{} ({code})", words.en))
    }));
    (!notes.is_empty()).then(|| super::part("说明", "Remarks", notes.into_iter().map(Block::Note).collect()))
}
