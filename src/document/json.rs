//! A paper as JSON; its shape is published in `schema/report.schema.json`. Figures are strings with the digits of the ledger.

use super::paper::{Block, Cell, Field, Paper, Part, Signature, Table};
use crate::chart::{Axis, Chart, Line, LineKind, Mark, Series, Standing};
use crate::locale::Words;
use crate::quantity::Decimal;
use serde_json::{Value, json};

/// Version of the shape: fields are added, never renamed.
const VERSION: u64 = 1;

/// The file's text: one document, or the documents of several papers in a list.
pub fn write(papers: &[Paper]) -> String {
    let value = match papers {
        [paper] => document(paper),
        several => Value::Array(several.iter().map(document).collect()),
    };
    // Values made of strings, numbers and lists are always written.
    format!("{}\n", serde_json::to_string_pretty(&value).unwrap_or_default())
}

/// The same with the fonts of the PDF that it travels in: the family and the SHA-256 of the file of each.
pub fn with_fonts(papers: &[Paper], fonts: &[(String, String)]) -> String {
    let fonts: Vec<Value> =
        fonts.iter().map(|(family, sha256)| json!({ "family": family, "sha256": sha256 })).collect();
    let with = |paper| {
        let mut document = document(paper);
        if let Value::Object(fields) = &mut document {
            fields.insert("fonts".into(), Value::Array(fonts.clone()));
        }
        document
    };
    let value = match papers {
        [paper] => with(paper),
        several => Value::Array(several.iter().map(with).collect()),
    };
    format!("{}\n", serde_json::to_string_pretty(&value).unwrap_or_default())
}

fn document(paper: &Paper) -> Value {
    json!({
        "quanheng-report": VERSION,
        "paper": paper.kind.word(),
        "mark": paper.mark.map(|mark| mark.word()),
        "title": words(&paper.title),
        "number": paper.number,
        "record": paper.record,
        "runs": paper.runs,
        "issuer": paper.issuer,
        "day": paper.day,
        "head": paper.head.iter().map(field).collect::<Vec<_>>(),
        "parts": paper.parts.iter().map(part).collect::<Vec<_>>(),
        "signatures": paper.signatures.iter().map(signature).collect::<Vec<_>>(),
        "code": paper.code,
        "judgement": paper.judgement,
    })
}

fn words(words: &Words) -> Value {
    json!({ "zh": words.zh, "en": words.en })
}

fn field(field: &Field) -> Value {
    json!({ "id": field.id, "label": words(&field.label), "value": cell(&field.value) })
}

fn part(part: &Part) -> Value {
    json!({ "title": words(&part.title), "blocks": part.blocks.iter().map(block).collect::<Vec<_>>() })
}

fn block(block: &Block) -> Value {
    match block {
        Block::Fields(fields) => json!({ "fields": fields.iter().map(field).collect::<Vec<_>>() }),
        Block::Table(found) => json!({ "table": table(found) }),
        Block::Note(note) => json!({ "note": words(note) }),
        Block::Chart(found) => json!({ "chart": chart(found) }),
    }
}

fn table(table: &Table) -> Value {
    let columns = table.columns.iter().map(|column| {
        json!({ "id": column.id, "title": words(&column.title), "unit": column.unit, "number": column.number })
    });
    let rows = table.rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>());
    json!({ "id": table.id, "columns": columns.collect::<Vec<_>>(), "rows": rows.collect::<Vec<_>>() })
}

fn cell(cell: &Cell) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) => json!({ "text": words(text) }),
        Cell::Number { digits, unit, status } => json!({ "number": digits, "unit": unit, "status": status }),
        Cell::Verdict(verdict) => json!({ "verdict": verdict }),
    }
}

fn signature(signature: &Signature) -> Value {
    json!({ "role": words(&signature.role), "name": signature.name, "at": signature.at })
}

fn chart(chart: &Chart) -> Value {
    json!({
        "title": words(&chart.title),
        "x": axis(&chart.x),
        "y": axis(&chart.y),
        "lines": chart.lines.iter().map(line).collect::<Vec<_>>(),
        "series": chart.series.iter().map(series).collect::<Vec<_>>(),
    })
}

fn digits(number: Decimal) -> Value {
    Value::String(number.to_string())
}

fn axis(axis: &Axis) -> Value {
    json!({ "label": words(&axis.label), "least": digits(axis.least), "most": digits(axis.most) })
}

fn line(line: &Line) -> Value {
    let kind = match line.kind {
        LineKind::Nominal => "nominal",
        LineKind::Limit => "limit",
        LineKind::Absolute => "absolute",
        LineKind::Mean => "mean",
    };
    let points: Vec<[Value; 2]> = line.points.iter().map(|(x, y)| [digits(*x), digits(*y)]).collect();
    json!({ "name": words(&line.name), "kind": kind, "points": points })
}

fn series(series: &Series) -> Value {
    let mark = match series.mark {
        Mark::Points => "points",
        Mark::Path => "path",
        Mark::Bars => "bars",
    };
    let points = series.points.iter().map(|point| {
        let standing = match point.standing {
            Standing::Within => "within",
            Standing::Beyond => "beyond",
            Standing::FarBeyond => "far-beyond",
        };
        json!({ "x": digits(point.x), "y": digits(point.y), "standing": standing })
    });
    json!({ "name": words(&series.name), "mark": mark, "points": points.collect::<Vec<_>>() })
}
