//! The readings of runs as CSV: UTF-8 with a byte order mark, so that spreadsheets read it as such; digits as they are stored;
//! one row a reading.

use super::paper::{Cell, Paper, Table};
use super::tongue::Tongue;
use crate::locale::verdict::item_word;
use crate::locale::{Lang, Words};

/// Tables of which a paper's file is, in the order in which they are looked for.
const MAIN: [&str; 3] = ["readings", "summary", "items"];

/// The files of several papers in one, with one head.
pub fn write(papers: &[Paper], tongue: Tongue) -> Result<Vec<u8>, csv::Error> {
    // Lines end as RFC 4180 says.
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .flexible(true)
        .from_writer(b"\xEF\xBB\xBF".to_vec());
    let mut headed = false;
    for paper in papers {
        let Some(table) = main_table(paper) else { continue };
        if !headed {
            writer.write_record(head(table, tongue))?;
            headed = true;
        }
        let mark = paper.mark.map_or("", |mark| mark.word());
        for row in &table.rows {
            let cells = row.iter().map(|cell| text(cell, tongue));
            writer.write_record([safe(&paper.runs.join(" ")), mark.to_owned()].into_iter().chain(cells))?;
        }
    }
    writer.into_inner().map_err(|why| csv::Error::from(std::io::Error::other(why.to_string())))
}

fn main_table(paper: &Paper) -> Option<&Table> {
    MAIN.iter().find_map(|id| paper.table(id)).or_else(|| paper.tables().next())
}

fn head(table: &Table, tongue: Tongue) -> Vec<String> {
    let column = |words: &Words, unit: &str| {
        let title = tongue.say(words);
        if unit.is_empty() { title } else { format!("{title} ({unit})") }
    };
    let own = [("任务", "Run"), ("标记", "Mark")].map(|words| tongue.say(&words.into()));
    own.into_iter().chain(table.columns.iter().map(|each| column(&each.title, &each.unit))).collect()
}

fn text(cell: &Cell, tongue: Tongue) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(words) => safe(&tongue.say(words)),
        Cell::Number { digits, unit, .. } if unit.is_empty() => digits.clone(),
        Cell::Number { digits, unit, .. } => format!("{digits} {unit}"),
        Cell::Verdict(verdict) => tongue.say(&Words::new(item_word(*verdict, Lang::Zh), item_word(*verdict, Lang::En))),
    }
}

/// A text that a spreadsheet would take for a formula, as a text: a scanner may read anything.
fn safe(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if formula { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_scanner_read_is_no_formula_and_a_number_stays_one() {
        for (text, written) in [("=1+1", "'=1+1"), ("+A1", "'+A1"), ("@SUM", "'@SUM"), ("PACKAGE-1", "PACKAGE-1")] {
            assert_eq!(super::text(&Cell::text(text), Tongue::En), written);
        }
        for digits in ["-0.50", "+2.8", "1.000"] {
            assert_eq!(super::text(&Cell::number(digits), Tongue::En), digits);
        }
    }
}
