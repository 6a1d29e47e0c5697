//! Every observation of a run as the ledger holds it, with its bytes: also those that were taken back, marked as such.
//!
//! Files of data have everything in each row. For people what is the same in all rows stands once above the table, and so do
//! the instruments with port, address and protocol: a row names its instrument by a letter.

use super::recorded::{Recorded, StoredReading};
use crate::document::paper::{Block, Cell, Column, Field, Part, Table};
use crate::locale::Words;
use serde_json::Value;

/// An instrument on its line, as the last reading behind an observation names it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Source {
    device: String,
    port: String,
    address: String,
}

impl Source {
    /// `None` for what was typed.
    fn of(reading: &StoredReading) -> Option<Self> {
        let last = reading.last()?;
        let text = |key: &str| last.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        Some(Self { device: text("device"), port: text("port"), address: text("address") })
    }

    fn protocol<'a>(&self, recorded: &'a Recorded) -> &'a str {
        recorded.models.get(&self.device).map_or("", |model| &model.protocol)
    }

    /// Model and line in one.
    fn words(&self, recorded: &Recorded) -> Words {
        let title = recorded.models.get(&self.device).map_or_else(String::new, |model| format!("{} ", model.title()));
        let say = |address: &str, protocol: &str| {
            let named = [(address, self.address.as_str()), (protocol, self.protocol(recorded))];
            let known = named.into_iter().filter(|(_, text)| !text.is_empty());
            let rest: String = known.map(|(name, text)| format!(" · {name} {text}")).collect();
            format!("{title}[{}] · {}{rest}", self.device, self.port)
        };
        Words::new(say("地址", "协议"), say("address", "protocol"))
    }
}

/// Letters of the instruments of a run: A, B, … Z, then AA.
fn letter(index: usize) -> String {
    let last = u8::try_from(index % 26).map_or('?', |offset| char::from(b'A'.saturating_add(offset)));
    match index / 26 {
        0 => last.to_string(),
        rounds => format!("{}{last}", letter(rounds.saturating_sub(1))),
    }
}

/// The part of the readings; a run without one has none.
pub(super) fn part(recorded: &Recorded) -> Option<Part> {
    let mut sources: Vec<Source> = Vec::new();
    for source in recorded.readings.iter().filter_map(Source::of) {
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    let rows: Vec<Vec<Cell>> = recorded.readings.iter().map(|reading| row(reading, &sources, recorded)).collect();
    if rows.is_empty() {
        return None;
    }
    let mut columns = columns();
    let mut above: Vec<Field> = instruments(&sources, recorded);
    above.extend(same_in_all(&mut columns, &rows));
    for column in &mut columns {
        column.aside |= matches!(column.id, "device" | "port" | "address" | "protocol");
        column.aside |= column.id == "instrument" && sources.len() < 2;
    }
    let table = Block::Table(Table { id: "readings", columns, rows });
    Some(super::part("原始读数", "Readings", vec![Block::Fields(above), table]))
}

fn instruments(sources: &[Source], recorded: &Recorded) -> Vec<Field> {
    let field = |(index, source): (usize, &Source)| {
        let letter = if sources.len() < 2 { String::new() } else { format!(" {}", letter(index)) };
        let (zh, en) = (format!("仪器{letter}"), format!("Instrument{letter}"));
        Field::new("instrument", &zh, &en, source.words(recorded))
    };
    sources.iter().enumerate().map(field).collect()
}

/// What stands alike in every row goes above the table in one line; an empty column goes without a word.
fn same_in_all(columns: &mut [Column], rows: &[Vec<Cell>]) -> Option<Field> {
    let mut same = Vec::new();
    for (at, column) in columns.iter_mut().enumerate() {
        let first = rows.first().and_then(|row| row.get(at));
        let may = matches!(column.id, "unit" | "package" | "origin" | "who" | "state");
        if !may || rows.iter().any(|row| row.get(at) != first) {
            continue;
        }
        column.aside = true;
        if let Some(Cell::Text(words)) = first {
            let (zh, en) = (&column.title.zh, column.title.en.to_lowercase());
            same.push(Words::new(format!("{zh} {}", words.zh), format!("{en} {}", words.en)));
        }
    }
    let all = |pick: fn(&Words) -> &str, between: &str| same.iter().map(pick).collect::<Vec<_>>().join(between);
    let words = Words::new(all(|words| &words.zh, "，"), all(|words| &words.en, ", "));
    (!same.is_empty()).then(|| Field::new("same", "各行相同", "The same in every row", words))
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
        Column::text("device", "型号配置", "Profile"),
        Column::text("port", "端口", "Port"),
        Column::text("instrument", "仪器", "Instrument"),
        Column::text("frame", "报文", "Frame"),
        Column::text("who", "人员", "By"),
        Column::text("state", "状态", "State"),
        Column::text("address", "地址", "Address"),
        Column::text("protocol", "协议", "Protocol"),
    ]
}

fn row(reading: &StoredReading, sources: &[Source], recorded: &Recorded) -> Vec<Cell> {
    let frame = reading.last().and_then(|last| last.get("frame")).and_then(Value::as_str).unwrap_or_default();
    let source = Source::of(reading);
    let name = source.as_ref().and_then(|source| sources.iter().position(|each| each == source)).map(letter);
    let of = |pick: fn(&Source) -> &String| source.as_ref().map_or("", |source| pick(source).as_str());
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
        Cell::text(of(|source| &source.device)),
        Cell::text(of(|source| &source.port)),
        Cell::text(name.as_deref().unwrap_or_default()),
        Cell::text(frame),
        Cell::text(&recorded.name(&reading.who)),
        Cell::Text(state),
        Cell::text(of(|source| &source.address)),
        Cell::text(source.as_ref().map_or("", |source| source.protocol(recorded))),
    ]
}

#[cfg(test)]
mod tests {
    use super::letter;

    #[test]
    fn instruments_have_letters() {
        assert_eq!([0, 1, 25, 26, 53].map(letter).join(" "), "A B Z AA BB");
    }
}
