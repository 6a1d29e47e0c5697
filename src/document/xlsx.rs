//! A paper as a workbook: a sheet of fields and notes, a sheet a table with frozen heads, the arithmetic on a sheet of its own,
//! the charts as charts of the spreadsheet.
//!
//! A number is stored as a number and shown with the decimals that the ledger holds. A spreadsheet's number is a binary one of
//! fifteen digits: what has more of them is stored as text, so that no digit is lost.

use super::paper::{Block, Cell, Field, Mark, Paper, Part, Table, end_mark};
use super::tongue::Tongue;
use crate::chart::{self, LineKind, Standing};
use crate::locale::verdict::item_word;
use crate::locale::{Lang, Words};
use crate::quantity::Decimal;
use rust_xlsxwriter::{
    Chart, ChartFormat, ChartLine, ChartLineDashType, ChartMarker, ChartMarkerType, ChartType, Color, DocProperties,
    ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use std::collections::BTreeMap;

/// How many significant digits a spreadsheet's number holds without loss.
const DIGITS_MAX: usize = 15;
/// How long the name of a sheet may be.
const NAME_MAX: usize = 31;
/// Marks a figure that was not held against the official text.
const DAGGER: &str = "†";

/// The workbook's bytes.
pub fn write(paper: &Paper, tongue: Tongue) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The same record gives the same bytes: the file is as old as the day of the record and not as this minute.
    let day = ExcelDateTime::parse_from_str(&paper.day).or_else(|_| ExcelDateTime::from_ymd(2000, 1, 1))?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&day).set_title(tongue.say(&paper.title)));
    let mut book = Book { paper, tongue, formats: Formats::default() };
    book.sheet(&mut workbook)?;
    for table in paper.tables() {
        let sheet = workbook.add_worksheet();
        sheet.set_name(book.name_of(table))?;
        book.table(sheet, table)?;
        book.page(sheet);
    }
    for (number, chart) in (1_u32..).zip(paper.charts()) {
        book.chart(&mut workbook, number, chart)?;
    }
    workbook.save_to_buffer()
}

struct Book<'a> {
    paper: &'a Paper,
    tongue: Tongue,
    formats: Formats,
}

/// One format a number of decimals: a workbook with a format a cell opens slowly.
#[derive(Default)]
struct Formats {
    numbers: BTreeMap<(u32, bool, bool), Format>,
}

impl Formats {
    fn number(&mut self, digits: &str, unconfirmed: bool) -> &Format {
        let (decimals, signed) = (decimals(digits), digits.starts_with('+'));
        self.numbers.entry((decimals, signed, unconfirmed)).or_insert_with(|| {
            let places = usize::try_from(decimals).unwrap_or_default();
            let code = if decimals == 0 { "0".to_owned() } else { format!("0.{}", "0".repeat(places)) };
            let code = if unconfirmed { format!("{code}\"{DAGGER}\"") } else { code };
            // What was written with a plus is shown with one.
            let code = if signed { format!("+{code};-{code};+{code}") } else { code };
            Format::new().set_num_format(code).set_align(FormatAlign::Right)
        })
    }
}

fn head_format() -> Format {
    Format::new()
        .set_bold()
        .set_text_wrap()
        .set_border_bottom(FormatBorder::Thin)
        .set_background_color(Color::RGB(0x00EE_EEEE))
}

/// How many significant digits a decimal as written has.
fn significant(digits: &str) -> usize {
    let all: String = digits.chars().filter(char::is_ascii_digit).collect();
    all.trim_start_matches('0').len()
}

fn decimals(digits: &str) -> u32 {
    digits.split_once('.').map_or(0, |(_, fraction)| u32::try_from(fraction.len()).unwrap_or_default())
}

/// The nearest number of a spreadsheet; `None` where digits would be lost.
fn spreadsheet_number(digits: &str) -> Option<f64> {
    // The format of the file has no other number. Nothing is computed with it here: it is read from the digits and written.
    // A nought with a sign would lose it.
    let lossless = significant(digits) <= DIGITS_MAX && !(digits.starts_with('-') && significant(digits) == 0);
    lossless.then(|| digits.parse().ok()).flatten()
}

impl Book<'_> {
    fn say(&self, words: &Words) -> String {
        self.tongue.say(words)
    }

    fn name_of(&self, table: &Table) -> String {
        let title =
            self.paper.parts.iter().find(|part| {
                part.blocks.iter().any(|block| matches!(block, Block::Table(found) if found.id == table.id))
            });
        let title = title.map(|part| self.say(&part.title)).unwrap_or_default();
        // The id stands whole: two sheets with names that were cut alike could not lie in one book.
        let room = NAME_MAX.saturating_sub(table.id.chars().count().saturating_add(1));
        let allowed = title.chars().filter(|c| !"[]:*?/\\'".contains(*c));
        let title = allowed.take(room).collect::<String>();
        format!("{} {}", title.trim(), table.id).trim().to_owned()
    }

    /// What stands on every printed page.
    fn page(&self, sheet: &mut Worksheet) {
        // An ampersand begins a command in heads and feet.
        let plain = |text: String| text.replace('&', "&&");
        let mark = self.paper.mark.and_then(Mark::words).map(|words| plain(self.say(&words)));
        let head = mark.map_or_else(String::new, |mark| format!("&C&\"-,Bold\"&24{mark}"));
        sheet.set_header(head);
        let number = plain(self.paper.number.clone().unwrap_or_else(|| self.paper.record.clone()));
        sheet.set_footer(format!("&L{number}&R&P / &N"));
        sheet.set_paper_size(9).set_print_fit_to_pages(1, 0);
    }

    /// The first sheet: what is no table.
    fn sheet(&mut self, workbook: &mut Workbook) -> Result<(), XlsxError> {
        let sheet = workbook.add_worksheet();
        sheet.set_name(self.say(&self.paper.kind.words()).chars().take(NAME_MAX).collect::<String>())?;
        sheet.set_column_width(0, 28)?.set_column_width(1, 60)?;
        let (bold, wrap) = (Format::new().set_bold().set_font_size(16), Format::new().set_text_wrap());
        let mut row = 0;
        if let Some(words) = self.paper.mark.and_then(Mark::words) {
            let warning = Format::new().set_bold().set_font_size(16).set_font_color(Color::Red);
            sheet.write_string_with_format(row, 0, self.say(&words), &warning)?;
            row += 1;
        }
        sheet.write_string_with_format(row, 0, self.say(&self.paper.title), &bold)?;
        row += 1;
        let own = [
            (("文件编号", "Document No."), self.paper.number.clone().unwrap_or_default()),
            (("原始记录编号", "Record No."), self.paper.record.clone()),
            (("发证机构", "Issued by"), self.paper.issuer.clone()),
        ];
        for (label, text) in own {
            sheet.write_string(row, 0, self.say(&label.into()))?.write_string(row, 1, text)?;
            row += 1;
        }
        self.fields(sheet, &mut row, &self.paper.head)?;
        for part in &self.paper.parts {
            self.part(sheet, &mut row, part, &wrap)?;
        }
        row += 1;
        for signature in &self.paper.signatures {
            let text = format!("{} {}", signature.name, signature.at);
            sheet.write_string(row, 0, self.say(&signature.role))?.write_string(row, 1, text.trim())?;
            row += 1;
        }
        if let Some(code) = &self.paper.code {
            sheet.write_string(row, 0, self.say(&Words::new("凭证码", "Code")))?;
            sheet.write_string_with_format(row, 1, code, &wrap)?;
            row += 1;
        }
        sheet.write_string(row, 0, format!("—— {} ——", self.say(&end_mark())))?;
        self.page(sheet);
        Ok(())
    }

    fn part(&mut self, sheet: &mut Worksheet, row: &mut u32, part: &Part, wrap: &Format) -> Result<(), XlsxError> {
        let told = part.blocks.iter().any(|block| matches!(block, Block::Fields(_) | Block::Note(_)));
        if !told {
            return Ok(());
        }
        *row += 1;
        sheet.write_string_with_format(*row, 0, self.say(&part.title), &head_format())?;
        *row += 1;
        for block in &part.blocks {
            match block {
                Block::Fields(fields) => self.fields(sheet, row, fields)?,
                Block::Note(words) => {
                    sheet.write_string_with_format(*row, 1, self.say(words), wrap)?;
                    *row += 1;
                }
                Block::Table(_) | Block::Chart(_) => {}
            }
        }
        Ok(())
    }

    fn fields(&mut self, sheet: &mut Worksheet, row: &mut u32, fields: &[Field]) -> Result<(), XlsxError> {
        for field in fields {
            sheet.write_string(*row, 0, self.say(&field.label))?;
            self.cell(sheet, *row, 1, &field.value)?;
            if let Cell::Number { unit, .. } = &field.value {
                sheet.write_string(*row, 2, unit)?;
            }
            *row += 1;
        }
        Ok(())
    }

    fn table(&mut self, sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
        let head = head_format();
        for (at, column) in (0_u16..).zip(&table.columns) {
            let title = self.say(&column.title);
            let title = if column.unit.is_empty() { title } else { format!("{title} ({})", column.unit) };
            sheet.write_string_with_format(0, at, title, &head)?;
            sheet.set_column_width(at, if column.number { 12 } else { 22 })?;
        }
        for (row, cells) in (1_u32..).zip(&table.rows) {
            for (at, cell) in (0_u16..).zip(cells) {
                self.cell(sheet, row, at, cell)?;
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        sheet.set_repeat_rows(0, 0)?;
        Ok(())
    }

    fn cell(&mut self, sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell) -> Result<(), XlsxError> {
        match cell {
            Cell::Empty => {}
            Cell::Text(words) => {
                sheet.write_string(row, column, self.say(words))?;
            }
            Cell::Verdict(verdict) => {
                let words = Words::new(item_word(*verdict, Lang::Zh), item_word(*verdict, Lang::En));
                sheet.write_string(row, column, self.say(&words))?;
            }
            Cell::Number { digits, .. } => {
                if let Some(number) = spreadsheet_number(digits) {
                    let format = self.formats.number(digits, cell.unconfirmed());
                    sheet.write_number_with_format(row, column, number, format)?;
                } else {
                    let dagger = if cell.unconfirmed() { DAGGER } else { "" };
                    sheet.write_string(row, column, format!("{digits}{dagger}"))?;
                }
            }
        }
        Ok(())
    }

    /// The points on a sheet, and the chart of the spreadsheet over them.
    fn chart(&mut self, workbook: &mut Workbook, number: u32, chart: &chart::Chart) -> Result<(), XlsxError> {
        let sheet = workbook.add_worksheet();
        let name = format!("{} {number}", self.say(&Words::new("图", "chart")));
        sheet.set_name(&name)?;
        let mut drawn = Chart::new(ChartType::Scatter);
        drawn.title().set_name(self.say(&chart.title).as_str());
        drawn.x_axis().set_name(self.say(&chart.x.label).as_str());
        drawn.y_axis().set_name(self.say(&chart.y.label).as_str());
        for (axis, ends) in [(true, &chart.x), (false, &chart.y)] {
            let axis = if axis { drawn.x_axis() } else { drawn.y_axis() };
            if let (Some(least), Some(most)) = (point_number(ends.least), point_number(ends.most)) {
                axis.set_min(least).set_max(most);
            }
        }
        let mut column = 0_u16;
        for line in &chart.lines {
            let (points, name_of) = (line.points.clone(), self.say(&line.name));
            let last = self.points(sheet, column, &name_of, &points)?;
            let mut stroke = ChartLine::new();
            stroke.set_width(1.25).set_color(Color::RGB(match line.kind {
                LineKind::Nominal => 0x0000_0000,
                LineKind::Limit => 0x00AA_3300,
                LineKind::Absolute => 0x0077_0000,
                LineKind::Mean => 0x0000_4466,
            }));
            stroke.set_dash_type(match line.kind {
                LineKind::Nominal => ChartLineDashType::Solid,
                LineKind::Limit => ChartLineDashType::Dash,
                LineKind::Absolute => ChartLineDashType::RoundDot,
                LineKind::Mean => ChartLineDashType::DashDot,
            });
            let series = drawn.add_series();
            series.set_name(name_of.as_str());
            series.set_categories((name.as_str(), 1, column, last, column));
            series.set_values((name.as_str(), 1, column + 1, last, column + 1));
            series.set_format(ChartFormat::new().set_line(&stroke)).set_marker(ChartMarker::new().set_none());
            column += 2;
        }
        for series in &chart.series {
            // A point beyond a limit has another shape: each standing is a series of its own.
            for standing in [Standing::Within, Standing::Beyond, Standing::FarBeyond] {
                let of_it = series.points.iter().filter(|point| point.standing == standing);
                let points: Vec<(Decimal, Decimal)> = of_it.map(|point| (point.x, point.y)).collect();
                if points.is_empty() {
                    continue;
                }
                let name_of = format!("{}{}", self.say(&series.name), self.say(&standing_words(standing)));
                let last = self.points(sheet, column, &name_of, &points)?;
                let (shape, colour) = match standing {
                    Standing::Within => (ChartMarkerType::Circle, 0x0000_4466),
                    Standing::Beyond => (ChartMarkerType::Diamond, 0x00AA_3300),
                    Standing::FarBeyond => (ChartMarkerType::X, 0x0077_0000),
                };
                let mut marker = ChartMarker::new();
                marker.set_type(shape).set_size(7);
                marker.set_format(
                    ChartFormat::new()
                        .set_solid_fill(rust_xlsxwriter::ChartSolidFill::new().set_color(Color::RGB(colour))),
                );
                let drawn = drawn.add_series();
                drawn.set_name(name_of.as_str());
                drawn.set_categories((name.as_str(), 1, column, last, column));
                drawn.set_values((name.as_str(), 1, column + 1, last, column + 1));
                let hidden = series.mark != chart::Mark::Path || standing != Standing::Within;
                let mut format = ChartFormat::new();
                if hidden {
                    format.set_line(ChartLine::new().set_hidden(true));
                }
                drawn.set_format(&mut format).set_marker(&marker);
                column += 2;
            }
        }
        drawn.set_width(900).set_height(480);
        sheet.insert_chart(1, column + 1, &drawn)?;
        sheet.set_freeze_panes(1, 0)?;
        self.page(sheet);
        Ok(())
    }

    /// Points in two columns; answers with the last row.
    fn points(
        &mut self,
        sheet: &mut Worksheet,
        column: u16,
        name: &str,
        points: &[(Decimal, Decimal)],
    ) -> Result<u32, XlsxError> {
        let head = head_format();
        sheet.write_string_with_format(0, column, format!("{name} x"), &head)?;
        sheet.write_string_with_format(0, column + 1, format!("{name} y"), &head)?;
        let mut row = 0;
        for (x, y) in points {
            row += 1;
            self.cell(sheet, row, column, &Cell::number(&x.to_string()))?;
            self.cell(sheet, row, column + 1, &Cell::number(&y.to_string()))?;
        }
        Ok(row.max(1))
    }
}

/// The end of an axis, for the picture only.
fn point_number(number: Decimal) -> Option<f64> {
    number.to_string().parse().ok()
}

fn standing_words(standing: Standing) -> Words {
    match standing {
        Standing::Within => Words::default(),
        Standing::Beyond => Words::new("（超限）", " (beyond)"),
        Standing::FarBeyond => Words::new("（超绝对限）", " (far beyond)"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_digit_is_lost_in_a_spreadsheet() {
        assert_eq!(spreadsheet_number("123456789012345"), Some(123_456_789_012_345_f64));
        assert_eq!(spreadsheet_number("0.000123456789012345"), Some(0.000_123_456_789_012_345_f64));
        for lossy in ["1234567890123456", "0.1234567890123456", "-0.0", "-0"] {
            assert_eq!(spreadsheet_number(lossy), None, "{lossy}");
        }
        assert_eq!((decimals("0.4920"), decimals("12"), significant("0.0400")), (4, 0, 3));
    }
}
