//! A paper as lines of text: what every file of it will say, without its form. A column is never broken: a table that is wider
//! than the window goes on below, with its first column again.

use super::super::app::Context;
use super::super::widgets::text::{fit, right, wrap};
use crate::locale::verdict::item_word;
use crate::locale::{Lang, Words, papers};
use crate::paper::{Block, Cell, Field, Mark, Paper, Signature, Table, Tongue, end_mark};
use crate::regulation::ItemVerdict;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use std::borrow::Cow;
use unicode_width::UnicodeWidthStr;

/// Marks a figure that was not held against the official text.
const DAGGER: &str = "†";
/// The widest that a column gets before its texts are broken.
const WIDEST: usize = 36;
/// Cells between two columns.
const GAP: usize = 2;

/// The lines of a paper, at most `width` cells wide.
pub fn lines(paper: &Paper, tongue: Tongue, width: usize, context: &Context) -> Vec<Line<'static>> {
    let mut page = Page { tongue, width: width.max(20), context, out: Vec::new(), dagger: false };
    page.paper(paper);
    page.out
}

struct Page<'a> {
    tongue: Tongue,
    width: usize,
    context: &'a Context,
    out: Vec<Line<'static>>,
    /// A figure was marked.
    dagger: bool,
}

impl Page<'_> {
    /// One of this program's own sentences, in the language of the paper.
    fn own(&self, say: impl Fn(Lang) -> Cow<'static, str>) -> String {
        self.tongue.say(&papers::both(say))
    }

    fn text(&mut self, text: &str, indent: usize, style: Style) {
        for line in wrap(text, self.width.saturating_sub(indent)) {
            self.out.push(Line::styled(format!("{}{line}", " ".repeat(indent)), style));
        }
    }

    fn paper(&mut self, paper: &Paper) {
        let theme = self.context.theme;
        self.watermark(paper.mark);
        self.text(&self.tongue.say(&paper.title), 0, theme.title());
        if !paper.issuer.is_empty() {
            self.text(&paper.issuer, 0, theme.value());
        }
        if let Some(number) = &paper.number {
            self.text(&self.own(|lang| papers::number(lang, number)), 0, theme.value());
        }
        if !paper.record.is_empty() {
            self.text(&self.own(|lang| papers::record(lang, &paper.record)), 0, theme.dim());
        }
        self.fields(&paper.head);
        for part in &paper.parts {
            self.out.push(Line::raw(""));
            self.text(&self.tongue.say(&part.title), 0, theme.title());
            for block in &part.blocks {
                match block {
                    Block::Fields(fields) => self.fields(fields),
                    Block::Table(table) => self.table(&table.for_people()),
                    Block::Note(words) => self.text(&self.tongue.say(words), 1, Style::new()),
                    Block::Chart(chart) => {
                        let title = self.tongue.say(&chart.title);
                        self.text(&self.own(|lang| papers::chart(lang, &title)), 1, theme.dim());
                    }
                }
            }
        }
        self.signatures(&paper.signatures);
        if let Some(code) = &paper.code {
            self.text(&self.own(|lang| papers::sealed_by(lang, code)), 0, theme.dim());
        }
        if self.dagger {
            self.text(&self.own(papers::dagger), 0, theme.warn());
        }
        self.text(&format!("-- {} --", self.tongue.say(&end_mark())), 0, theme.dim());
        self.watermark(paper.mark);
    }

    /// What stands across every page of the file.
    fn watermark(&mut self, mark: Option<Mark>) {
        let theme = self.context.theme;
        let Some(words) = mark.and_then(Mark::words) else { return };
        let style = if mark == Some(Mark::Demonstration) { theme.demonstration() } else { theme.warn() };
        self.text(&format!("*** {} ***", self.tongue.say(&words)), 0, style);
    }

    fn fields(&mut self, fields: &[Field]) {
        let theme = self.context.theme;
        for field in fields {
            let label = format!(" {}: ", self.tongue.say(&field.label));
            let value = self.cell(&field.value);
            let value = if value.is_empty() { "____".to_owned() } else { value };
            let indent = label.width().min(self.width / 2);
            let mut broken = wrap(&value, self.width.saturating_sub(indent)).into_iter();
            let first = broken.next().unwrap_or_default();
            let label = fit(&label, indent);
            self.out.push(Line::from(vec![Span::styled(label, theme.dim()), Span::styled(first, theme.value())]));
            self.out.extend(broken.map(|line| Line::styled(format!("{}{line}", " ".repeat(indent)), theme.value())));
        }
    }

    fn signatures(&mut self, signatures: &[Signature]) {
        if signatures.is_empty() {
            return;
        }
        self.out.push(Line::raw(""));
        for signature in signatures {
            let role = self.tongue.say(&signature.role);
            let (text, style) = if signature.name.is_empty() {
                (format!(" {role}: {}", self.own(papers::unsigned_line)), self.context.theme.warn())
            } else {
                (format!(" {role}: {}  {}", signature.name, signature.at), self.context.theme.value())
            };
            self.text(text.trim_end(), 0, style);
        }
    }

    fn cell(&mut self, cell: &Cell) -> String {
        match cell {
            Cell::Empty => String::new(),
            Cell::Text(words) => self.tongue.say(words),
            Cell::Number { digits, unit, .. } => {
                let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
                self.dagger |= cell.unconfirmed();
                format!("{digits}{unit}{}", if cell.unconfirmed() { DAGGER } else { "" })
            }
            Cell::Verdict(verdict) => {
                let theme = self.context.theme;
                let sign = match verdict {
                    ItemVerdict::Pass => theme.sign("✓", "ok"),
                    ItemVerdict::Fail => theme.sign("✗", "X"),
                    ItemVerdict::Incomplete | ItemVerdict::NotApplicable => "-",
                };
                let words = Words::new(item_word(*verdict, Lang::Zh), item_word(*verdict, Lang::En));
                format!("{sign} {}", self.tongue.say(&words))
            }
        }
    }

    fn table(&mut self, table: &Table) {
        let heads: Vec<String> = table
            .columns
            .iter()
            .map(|column| {
                let unit = if column.unit.is_empty() { String::new() } else { format!(" ({})", column.unit) };
                format!("{}{unit}", self.tongue.say(&column.title))
            })
            .collect();
        let rows: Vec<Vec<String>> =
            table.rows.iter().map(|row| row.iter().map(|cell| self.cell(cell)).collect()).collect();
        let cap = WIDEST.min(self.width.saturating_sub(1) / 2).max(6);
        let widths: Vec<usize> = (0..heads.len())
            .map(|at| {
                let cells = rows.iter().filter_map(|row| row.get(at)).chain(heads.get(at));
                // As wide as it can become: a sign of ambiguous width may take two cells.
                cells.map(|text| text.width_cjk()).max().unwrap_or(0).clamp(1, cap)
            })
            .collect();
        let groups = groups(&widths, self.width.saturating_sub(1));
        for (part, group) in (1_usize..).zip(&groups) {
            if groups.len() > 1 {
                let (part, all) = (part.to_string(), groups.len().to_string());
                self.text(&self.own(|lang| papers::columns(lang, &part, &all)), 1, self.context.theme.dim());
            }
            self.row(group, &heads, &widths, table, self.context.theme.dim());
            for row in &rows {
                let bad = |at: &usize| {
                    let cell = table.columns.get(*at).and(row.get(*at));
                    cell.is_some_and(|text| text.starts_with('✗') || text.starts_with("X "))
                };
                let style = if group.iter().any(bad) { self.context.theme.bad() } else { Style::new() };
                self.row(group, row, &widths, table, style);
            }
        }
    }

    /// A row of a group of columns; texts that are too long for their column go on below.
    fn row(&mut self, group: &[usize], texts: &[String], widths: &[usize], table: &Table, style: Style) {
        let cell = |at: &usize| {
            let width = widths.get(*at).copied().unwrap_or(1);
            let number = table.columns.get(*at).is_some_and(|column| column.number);
            let broken = texts.get(*at).map(|text| wrap(text, width)).unwrap_or_default();
            (width, number, broken)
        };
        let cells: Vec<(usize, bool, Vec<String>)> = group.iter().map(cell).collect();
        let height = cells.iter().map(|(.., broken)| broken.len()).max().unwrap_or(0);
        for line in 0..height {
            let mut text = String::from(" ");
            for (width, number, broken) in &cells {
                let piece = broken.get(line).map(String::as_str).unwrap_or_default();
                text.push_str(&if *number { right(piece, *width) } else { fit(piece, *width) });
                text.push_str(&" ".repeat(GAP));
            }
            self.out.push(Line::styled(text.trim_end().to_owned(), style));
        }
    }
}

/// Which columns stand beside each other: as many as fit, and in every further group the first one again.
fn groups(widths: &[usize], room: usize) -> Vec<Vec<usize>> {
    let Some(first) = widths.first() else { return Vec::new() };
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let (mut group, mut used) = (vec![0], *first);
    for (at, width) in widths.iter().enumerate().skip(1) {
        if used + GAP + width > room {
            groups.push(std::mem::replace(&mut group, vec![0]));
            used = *first;
            // Beside a first column that leaves no room stands none.
            if used + GAP + width > room {
                (group, used) = (Vec::new(), 0);
            }
        }
        used += width + if group.is_empty() { 0 } else { GAP };
        group.push(at);
    }
    groups.push(group);
    groups
}

#[cfg(test)]
mod tests {
    use super::super::super::theme::Theme;
    use super::*;
    use crate::paper::Column;

    #[test]
    fn a_wide_table_goes_on_below_and_no_column_is_broken() {
        assert_eq!(groups(&[4, 10, 10, 10], 30), [vec![0, 1, 2], vec![0, 3]]);
        assert_eq!(groups(&[20, 12, 12], 30), [vec![0], vec![1, 2]]);
        assert_eq!(groups(&[3], 30), [[0]]);
        assert_eq!(groups(&[], 30), Vec::<Vec<usize>>::new());
    }

    #[test]
    fn every_digit_stands_in_the_lines_and_none_is_wider_than_the_window() {
        let columns = ["序号", "净含量", "允许短缺量", "偏差", "判定"];
        let table = Table {
            id: "packages",
            columns: columns.iter().map(|zh| Column::number("x", zh, "net content", "kg")).collect(),
            rows: vec![(0..5).map(|at| Cell::number(&format!("0.50{at}4512"))).collect(); 3],
        };
        let context = Context {
            lang: Lang::Zh,
            theme: Theme::default(),
            profiles: Vec::new(),
            regulations: Vec::new(),
            book: std::sync::Arc::default(),
            large: false,
            glyphs: crate::tui::Glyphs::default(),
        };
        for (width, tongue) in [(24, Tongue::Zh), (40, Tongue::Both), (200, Tongue::En)] {
            let mut page = Page { tongue, width, context: &context, out: Vec::new(), dagger: false };
            page.table(&table);
            let text: Vec<String> = page.out.iter().map(ToString::to_string).collect();
            assert!(text.iter().all(|line| line.width() <= width), "{text:#?}");
            for at in 0..5 {
                let whole = format!("0.50{at}4512");
                assert!(text.iter().filter(|line| line.contains(&whole)).count() >= 3, "{whole} {text:#?}");
            }
        }
    }
}
