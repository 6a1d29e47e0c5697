//! A paper as one HTML file: style, charts and QR code lie inside, nothing is fetched. On paper the pages are numbered
//! and a watermark stands on each of them.

use super::paper::{Block, Cell, Field, Paper, PaperKind, Part, Signature, Table, end_mark};
use super::svg::{self, escaped};
use super::tongue::Tongue;
use crate::locale::verdict::item_word;
use crate::locale::{Lang, Words};
use crate::regulation::ItemVerdict;
use std::fmt::Write;

const STYLE: &str = include_str!("html.css");

/// From how many columns on a table is set small.
const LONG: usize = 9;

/// Marks a figure that was not held against the official text.
const DAGGER: &str = "†";

/// The file's text.
pub fn write(paper: &Paper, tongue: Tongue) -> String {
    let mut page = Page { out: String::new(), tongue };
    page.paper(paper);
    page.out
}

struct Page {
    out: String,
    tongue: Tongue,
}

impl Page {
    fn say(&self, words: &Words) -> String {
        escaped(&self.tongue.say(words))
    }

    fn words(&self, zh: &str, en: &str) -> String {
        self.say(&Words::new(zh, en))
    }

    fn paper(&mut self, paper: &Paper) {
        let (title, lang) = (self.say(&paper.title), self.tongue.code());
        // A string of CSS: what could end it is taken out.
        let foot: String = foot(paper).chars().filter(|c| !matches!(c, '"' | '\\' | '<' | '>' | '\n')).collect();
        let page = self.page_of_pages();
        let _ = write!(
            self.out,
            "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title} {}</title>\n\
             <style>\n:root {{ --foot: \"{foot}\"; --page: {page}; }}\n{STYLE}</style>\n</head>\n<body data-paper=\"{}\" data-mark=\"{}\">\n",
            escaped(paper.number.as_deref().unwrap_or(&paper.record)),
            paper.kind.word(),
            paper.mark.map_or("", |mark| mark.word()),
        );
        if let Some(words) = paper.mark.and_then(|mark| mark.words()) {
            let lines = match self.tongue.one() {
                Some(lang) => escaped(words.get(lang)),
                None => format!("{}<br>{}", escaped(&words.zh), escaped(&words.en)),
            };
            let _ = writeln!(self.out, "<div class=\"watermark\"><span>{lines}</span></div>");
        }
        if !paper.issuer.is_empty() {
            let _ = writeln!(self.out, "<p class=\"issuer\">{}</p>", escaped(&paper.issuer));
        }
        let _ = writeln!(self.out, "<h1>{title}</h1>");
        self.numbers(paper);
        self.fields(&paper.head);
        for part in &paper.parts {
            self.part(part);
        }
        // Signatures, code and end mark stay together: no page holds an end mark alone.
        self.out.push_str("<div class=\"closing\">\n");
        self.signatures(&paper.signatures);
        self.seal(paper.code.as_deref());
        let end = self.say(&end_mark());
        let _ = writeln!(self.out, "<p class=\"end\">—— {end} ——</p>\n</div>\n</body>\n</html>");
    }

    /// Page n of N, as a style sheet counts them.
    fn page_of_pages(&self) -> &'static str {
        match self.tongue.one() {
            Some(Lang::Zh) => "\"第 \" counter(page) \" 页 共 \" counter(pages) \" 页\"",
            Some(Lang::En) => "\"Page \" counter(page) \" of \" counter(pages)",
            None => {
                "\"第 \" counter(page) \" 页 共 \" counter(pages) \" 页  Page \" counter(page) \" of \" counter(pages)"
            }
        }
    }

    fn numbers(&mut self, paper: &Paper) {
        // A list of many runs is no document of one.
        if paper.kind == PaperKind::Summary {
            return;
        }
        let numbers = [
            (self.words("文件编号", "Document No."), paper.number.clone()),
            (self.words("原始记录编号", "Record No."), (!paper.record.is_empty()).then(|| paper.record.clone())),
        ];
        self.out.push_str("<p class=\"numbers\">");
        for (label, number) in numbers {
            let number = number.unwrap_or_else(|| "________".to_owned());
            let _ = write!(self.out, "<span>{label}: <b>{}</b></span>", escaped(&number));
        }
        self.out.push_str("</p>\n");
    }

    fn part(&mut self, part: &Part) {
        let _ = writeln!(self.out, "<section>\n<h2>{}</h2>", self.say(&part.title));
        for block in &part.blocks {
            match block {
                Block::Fields(fields) => self.fields(fields),
                Block::Table(table) => self.table(&table.for_people()),
                Block::Note(words) => {
                    let _ = writeln!(self.out, "<p class=\"note\">{}</p>", self.say(words));
                }
                Block::Chart(chart) => {
                    let (title, drawing) = (self.say(&chart.title), svg::chart(chart, self.tongue));
                    let _ = writeln!(self.out, "<figure>{drawing}<figcaption>{title}</figcaption></figure>");
                }
            }
        }
        self.out.push_str("</section>\n");
    }

    fn fields(&mut self, fields: &[Field]) {
        self.out.push_str("<dl>\n");
        for field in fields {
            let (id, label, value) = (field.id, self.say(&field.label), self.cell(&field.value));
            let wide = if field.is_long() { " class=\"wide\"" } else { "" };
            let _ = writeln!(self.out, "<div{wide}><dt>{label}</dt><dd data-field=\"{id}\">{value}</dd></div>");
        }
        self.out.push_str("</dl>\n");
    }

    fn table(&mut self, table: &Table) {
        let class = if table.columns.len() >= LONG { " class=\"long\"" } else { "" };
        let _ = write!(self.out, "<table id=\"{}\"{class}>\n<colgroup>", table.id);
        for column in &table.columns {
            // `unit` already names the unit within a head.
            let class = if column.id == "unit" { "unit-column" } else { column.id };
            let _ = write!(self.out, "<col class=\"{class}\">");
        }
        self.out.push_str("</colgroup>\n<thead><tr>");
        for column in &table.columns {
            let unit = if column.unit.is_empty() {
                String::new()
            } else {
                format!(" <span class=\"unit\">({})</span>", escaped(&column.unit))
            };
            let _ = write!(self.out, "<th>{}{unit}</th>", self.say(&column.title));
        }
        self.out.push_str("</tr></thead>\n<tbody>\n");
        for row in &table.rows {
            self.out.push_str("<tr>");
            for cell in row {
                let class = match cell {
                    Cell::Number { .. } => " class=\"number\"",
                    Cell::Verdict(ItemVerdict::Fail) => " class=\"fail\"",
                    _ => "",
                };
                let _ = write!(self.out, "<td{class}>{}</td>", self.cell(cell));
            }
            self.out.push_str("</tr>\n");
        }
        self.out.push_str("</tbody>\n</table>\n");
    }

    fn cell(&self, cell: &Cell) -> String {
        match cell {
            Cell::Empty => String::new(),
            Cell::Text(words) => self.say(words),
            Cell::Number { digits, unit, .. } => {
                let dagger = if cell.unconfirmed() { DAGGER } else { "" };
                let unit = if unit.is_empty() { String::new() } else { format!(" {}", escaped(unit)) };
                format!("<data value=\"{digits}\">{digits}</data>{unit}{dagger}", digits = escaped(digits))
            }
            Cell::Verdict(verdict) => {
                let sign = match verdict {
                    ItemVerdict::Pass => "✓ ",
                    ItemVerdict::Fail => "✗ ",
                    ItemVerdict::Incomplete | ItemVerdict::NotApplicable => "— ",
                };
                let words = Words::new(item_word(*verdict, Lang::Zh), item_word(*verdict, Lang::En));
                format!("{sign}{}", self.say(&words))
            }
        }
    }

    fn signatures(&mut self, signatures: &[Signature]) {
        if signatures.is_empty() {
            return;
        }
        self.out.push_str("<div class=\"signatures\">\n");
        for signature in signatures {
            let (role, name, at) = (self.say(&signature.role), escaped(&signature.name), escaped(&signature.at));
            let _ = writeln!(self.out, "<div>{role}: <b>{name}</b><span class=\"at\">{at}</span></div>");
        }
        self.out.push_str("</div>\n");
    }

    fn seal(&mut self, code: Option<&str>) {
        let Some(code) = code else { return };
        let picture = svg::qr(code).unwrap_or_default();
        let _ = writeln!(self.out, "<div class=\"seal\">{picture}<span>{}</span></div>", escaped(code));
    }
}

/// What stands at the foot of every page.
fn foot(paper: &Paper) -> String {
    let parts = [paper.number.as_deref().unwrap_or_default(), paper.record.as_str(), paper.day.as_str()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("  ")
}
