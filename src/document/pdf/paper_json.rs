//! A paper as JSON for a template: every text is a list of its lines, one a language.

use crate::document::paper::{Block, Cell, Field, Mark, Paper, Part, Signature, Table, end_mark};
use crate::document::{Tongue, svg};
use crate::locale::verdict::item_word;
use crate::locale::{Lang, Words};
use crate::regulation::ItemVerdict;
use serde_json::{Value, json};

/// How charts are drawn is said once, for screens of browsers and for paper.
const STYLE: &str = include_str!("../html.css");

/// Writes a paper for a template. `lacking` are characters that no font has, said on the first page.
pub fn write(paper: &Paper, tongue: Tongue, lacking: &[char], families: &[String]) -> Value {
    let lines = |words: &Words| lines(tongue, words);
    let fixed = |zh: &str, en: &str| lines(&Words::new(zh, en));
    let watermark = paper.mark.and_then(Mark::words);
    json!({
        "kind": paper.kind.word(),
        "lang": tongue.code(),
        "fonts": families,
        "title": lines(&paper.title),
        "watermark": watermark.map(|words| lines(&words)),
        "number": paper.number,
        "record": paper.record,
        "issuer": paper.issuer,
        "day": paper.day,
        "head": paper.head.iter().map(|each| field(tongue, each)).collect::<Vec<_>>(),
        "parts": paper.parts.iter().map(|each| part(tongue, each)).collect::<Vec<_>>(),
        "signatures": paper.signatures.iter().map(|each| signature(tongue, each)).collect::<Vec<_>>(),
        "qr": paper.code.as_deref().and_then(svg::qr),
        "end": lines(&end_mark()),
        "lacking": (!lacking.is_empty()).then(|| lines(&lacks(lacking))),
        "words": {
            "number": fixed("编号", "No."),
            "record": fixed("原始记录编号", "Record No."),
            "page": page_lines(tongue)[0],
            "pages": page_lines(tongue),
            "seal": fixed("封印凭证码，扫描核对", "code of the seal, scan to verify"),
            "sign": fixed("签字", "signature"),
            "date": fixed("日期", "date"),
        },
    })
}

/// What stands before, between and behind the page's number and the number of pages, in each language.
fn page_lines(tongue: Tongue) -> Value {
    let (zh, en) = (json!(["第 ", " 页 共 ", " 页"]), json!(["Page ", " of ", ""]));
    match tongue {
        Tongue::Zh => json!([zh]),
        Tongue::En => json!([en]),
        Tongue::Both => json!([zh, en]),
    }
}

/// What is said of characters that no font has; by number, since they cannot be printed.
pub fn lacks(lacking: &[char]) -> Words {
    let codes = lacking.iter().map(|each| format!("U+{:04X}", u32::from(*each))).collect::<Vec<_>>().join(" ");
    Words::new(
        format!("字体缺少本文件中的字符 {codes}，打印为方框；电子版不是 PDF/A，以所附 JSON 为准"),
        format!(
            "the font lacks the characters {codes} of this document: they print as boxes, and the file is not PDF/A; the attached JSON holds them"
        ),
    )
}

fn lines(tongue: Tongue, words: &Words) -> Value {
    json!(tongue.lines(words))
}

fn field(tongue: Tongue, field: &Field) -> Value {
    json!({
        "id": field.id,
        "label": lines(tongue, &field.label),
        "value": cell(tongue, &field.value),
        "wide": field.is_long(),
    })
}

fn part(tongue: Tongue, part: &Part) -> Value {
    let blocks = part.blocks.iter().map(|block| match block {
        Block::Fields(fields) => {
            json!({ "block": "fields", "fields": fields.iter().map(|each| field(tongue, each)).collect::<Vec<_>>() })
        }
        Block::Table(each) => table(tongue, &each.for_people()),
        Block::Note(words) => json!({ "block": "note", "text": lines(tongue, words) }),
        Block::Chart(chart) => {
            json!({ "block": "chart", "title": lines(tongue, &chart.title), "svg": styled(&svg::chart(chart, tongue)) })
        }
    });
    json!({ "title": lines(tongue, &part.title), "blocks": blocks.collect::<Vec<_>>() })
}

/// A picture of its own, with the rules for charts in it.
fn styled(picture: &str) -> String {
    let rules: String = STYLE.lines().filter(|line| line.starts_with(".chart ")).collect();
    picture.replacen("<title>", &format!("<style>{rules}</style><title>"), 1)
}

fn table(tongue: Tongue, table: &Table) -> Value {
    let column = |column: &crate::document::Column| json!({ "id": column.id, "title": lines(tongue, &column.title), "unit": column.unit, "number": column.number });
    let row = |row: &Vec<Cell>| Value::from(row.iter().map(|each| cell(tongue, each)).collect::<Vec<_>>());
    json!({
        "block": "table",
        "id": table.id,
        "columns": table.columns.iter().map(column).collect::<Vec<_>>(),
        "rows": table.rows.iter().map(row).collect::<Vec<_>>(),
    })
}

fn cell(tongue: Tongue, cell: &Cell) -> Value {
    match cell {
        Cell::Empty => json!({ "text": [] }),
        Cell::Text(words) => json!({ "text": lines(tongue, words) }),
        Cell::Number { digits, unit, .. } => {
            let text = if unit.is_empty() { digits.clone() } else { format!("{digits} {unit}") };
            json!({ "text": [text], "number": true, "unconfirmed": cell.unconfirmed() })
        }
        Cell::Verdict(verdict) => {
            let words = Words::new(item_word(*verdict, Lang::Zh), item_word(*verdict, Lang::En));
            json!({ "text": lines(tongue, &words), "fail": *verdict == ItemVerdict::Fail })
        }
    }
}

fn signature(tongue: Tongue, signature: &Signature) -> Value {
    json!({ "role": lines(tongue, &signature.role), "name": signature.name, "at": signature.at })
}
