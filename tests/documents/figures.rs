//! The figures of every form are taken out of it again and held against those of the ledger.

use super::{judgement, report, runs, stored};
use serde_json::Value;
use std::io::Read;
use std::path::Path;
use tempfile::TempDir;

/// The rows of a table as texts, with where it comes from left behind.
pub type Rows = Vec<Vec<String>>;

fn texts(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|item| item.as_str().unwrap().to_owned()).collect()
}

/// The readings of a run as the ledger holds them: entry and value.
fn readings(data: &Path, run: &str) -> Vec<(String, String)> {
    let entries = stored(data, run);
    let observed = entries.iter().filter(|entry| entry["entry-kind"] == "observation");
    observed.map(|entry| (entry["entry"].to_string(), entry["value"].as_str().unwrap().to_owned())).collect()
}

/// The table that holds a run's results, its columns, and what the ledger has in them.
fn expected(data: &Path, run: &str) -> (&'static str, Vec<(usize, Vec<String>)>) {
    let judgement = judgement(data, run);
    if judgement["scale"].is_object() {
        let rows = judgement["scale"]["weighing"].as_array().unwrap();
        let of = |key: &str| rows.iter().map(|row| row[key].as_str().unwrap().to_owned()).collect::<Vec<_>>();
        let named = [(1, "load"), (2, "indication_before_rounding"), (3, "error"), (4, "corrected_error"), (5, "mpe")];
        return ("weighing", named.map(|(at, key)| (at, of(key))).to_vec());
    }
    if judgement["lot"].is_object() {
        let lot = &judgement["lot"];
        return ("packages", vec![(4, texts(&lot["net"])), (5, texts(&lot["deviations"]))]);
    }
    let points = judgement["pile"]["load_points"].as_array().unwrap();
    let errors = points.iter().flat_map(|point| texts(&point["errors_percent"])).collect();
    ("comparisons", vec![(6, errors)])
}

fn column(rows: &Rows, at: usize) -> Vec<String> {
    rows.iter().map(|row| row[at].clone()).collect()
}

/// Whether a printed figure is the stored one: it itself, or rounded half to even to the digits that are printed, with its sign.
pub fn says(printed: &str, stored: &str) -> bool {
    let number = |text: &str| quanheng::quantity::parse_decimal(text).unwrap();
    let (short, long) = (number(printed), number(stored));
    let half_a_digit = quanheng::quantity::Decimal::new(5, short.scale() + 1);
    let off = (short - long).abs();
    let sign = |text: &str| text.chars().next().filter(|sign| "+-".contains(*sign));
    off < half_a_digit && (off.is_zero() || short.scale() < long.scale()) && sign(printed) == sign(stored)
}

fn held(form: &str, run: &str, rows: &Rows, columns: &[(usize, Vec<String>)]) {
    for (at, figures) in columns {
        let printed = column(rows, *at);
        let all = printed.len() == figures.len() && printed.iter().zip(figures).all(|(short, long)| says(short, long));
        assert!(!figures.is_empty() && all, "{form} {run}: {printed:?} is not {figures:?}");
        // One number of decimals down a column of figures that were worked out.
        let decimals = |text: &String| text.split_once('.').map_or(0, |(_, behind)| behind.len());
        let worked_out = printed.iter().any(|text| decimals(text) > 0);
        assert!(
            !worked_out || printed.iter().all(|text| decimals(text) == decimals(&printed[0])),
            "{form}: {printed:?}"
        );
    }
}

/// The rows of a table in HTML: the digits where a cell is a number, else its text.
pub fn of_html(page: &str, id: &str) -> Rows {
    let table = page.split_once(&format!("<table id=\"{id}\"")).unwrap().1.split_once("</table>").unwrap().0;
    let body = table.split_once("<tbody>").unwrap().1;
    let cell = |cell: &str| {
        let inner = cell.split_once('>').unwrap().1.split_once("</td>").unwrap().0;
        let digits = inner.split_once("<data value=\"").and_then(|(_, rest)| rest.split_once('"'));
        digits.map_or(inner, |(digits, _)| digits).to_owned()
    };
    let row = |row: &str| row.split("<td").skip(1).map(cell).collect();
    body.split("<tr>").skip(1).map(row).collect()
}

/// The rows of a table in the JSON of a paper.
pub fn of_json(document: &Value, id: &str) -> Rows {
    let blocks = document["parts"].as_array().unwrap().iter().flat_map(|part| part["blocks"].as_array().unwrap());
    let table = blocks.map(|block| &block["table"]).find(|table| table["id"] == id).unwrap();
    let cell = |cell: &Value| cell["number"].as_str().or(cell["text"]["en"].as_str()).unwrap_or_default().to_owned();
    let row = |row: &Value| row.as_array().unwrap().iter().map(cell).collect();
    table["rows"].as_array().unwrap().iter().map(row).collect()
}

fn part(workbook: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(workbook)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The rows of a sheet whose name ends with a word, each number shown as its format shows it.
pub fn of_xlsx(workbook: &[u8], id: &str) -> Rows {
    let [book, styles, shared] =
        ["xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"].map(|name| part(workbook, name));
    let book = roxmltree::Document::parse(&book).unwrap();
    let sheets = book.descendants().filter(|node| node.has_tag_name_local("sheet"));
    let number =
        sheets.map(|node| node.attribute("name").unwrap().to_owned()).position(|name| name.ends_with(id)).unwrap() + 1;
    let styles = roxmltree::Document::parse(&styles).unwrap();
    let codes: Vec<(&str, &str)> = styles
        .descendants()
        .filter(|node| node.has_tag_name_local("numFmt"))
        .map(|node| (node.attribute("numFmtId").unwrap(), node.attribute("formatCode").unwrap()))
        .collect();
    let formats: Vec<&str> = styles
        .descendants()
        .find(|node| node.has_tag_name_local("cellXfs"))
        .unwrap()
        .children()
        .filter_map(|node| node.attribute("numFmtId"))
        .collect();
    let shared = roxmltree::Document::parse(&shared).unwrap();
    let strings: Vec<String> = shared
        .descendants()
        .filter(|node| node.has_tag_name_local("si"))
        .map(|node| node.descendants().filter_map(|inner| inner.text().filter(|_| inner.is_text())).collect())
        .collect();
    let sheet = part(workbook, &format!("xl/worksheets/sheet{number}.xml"));
    assert!(sheet.contains("state=\"frozen\""), "{id}: the head is not frozen");
    let sheet = roxmltree::Document::parse(&sheet).unwrap();
    let cell = |cell: roxmltree::Node<'_, '_>| {
        let value = cell
            .descendants()
            .find(|node| node.has_tag_name_local("v"))
            .and_then(|node| node.text())
            .unwrap_or_default();
        if cell.attribute("t") == Some("s") {
            return (at(cell.attribute("r").unwrap()), strings[value.parse::<usize>().unwrap()].clone());
        }
        let style: usize = cell.attribute("s").unwrap_or("0").parse().unwrap();
        let code = codes.iter().find(|(id, _)| *id == formats[style]).map_or("0", |(_, code)| *code);
        (at(cell.attribute("r").unwrap()), shown(value, code))
    };
    let rows = sheet.descendants().filter(|node| node.has_tag_name_local("row")).skip(1);
    rows.map(|row| {
        let mut cells = Vec::new();
        for (place, text) in row.children().filter(|node| node.is_element()).map(cell) {
            cells.resize(place, String::new());
            cells.push(text);
        }
        cells
    })
    .collect()
}

/// The column of a cell's address, from nought; tables have less than 26.
fn at(address: &str) -> usize {
    usize::from(address.as_bytes()[0] - b'A')
}

/// A number as its format shows it.
fn shown(value: &str, code: &str) -> String {
    let plus = code.starts_with('+');
    // A sign behind the digits stands in quotes.
    let first = code.trim_start_matches('+').split([';', '"']).next().unwrap();
    let decimals = first.split_once('.').map_or(0, |(_, noughts)| noughts.len());
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    assert!(fraction.len() <= decimals && !value.contains('E'), "{value} is cut by {code}");
    let sign = if plus && !value.starts_with('-') { "+" } else { "" };
    let point = if decimals > 0 { "." } else { "" };
    format!("{sign}{whole}{point}{fraction:0<decimals$}")
}

trait Local {
    fn has_tag_name_local(&self, name: &str) -> bool;
}

impl Local for roxmltree::Node<'_, '_> {
    fn has_tag_name_local(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }
}

#[test]
fn html_json_and_xlsx_hold_the_figures_of_the_ledger() {
    let (runs, folder) = (runs(), TempDir::new().unwrap());
    for run in runs.all() {
        let (table, columns) = expected(runs.data(), run);
        let readings = readings(runs.data(), run);
        for lang in ["zh-CN", "en", "both"] {
            let page = report(runs.data(), &[run, "--as", "html", "--paper", "record", "--lang", lang]);
            held("html", run, &of_html(&page, table), &columns);
            let rows = of_html(&page, "readings");
            let found: Vec<_> = column(&rows, 0).into_iter().zip(column(&rows, 3)).collect();
            assert_eq!(found, readings, "{run}");
        }
        let document: Value = serde_json::from_str(&report(runs.data(), &[run, "--as", "json"])).unwrap();
        held("json", run, &of_json(&document, table), &columns);
        assert_eq!(document["judgement"], judgement(runs.data(), run));
        let file = folder.path().join(format!("{run}.xlsx"));
        report(runs.data(), &[run, "--as", "xlsx", "--out", file.to_str().unwrap()]);
        let workbook = std::fs::read(&file).unwrap();
        held("xlsx", run, &of_xlsx(&workbook, table), &columns);
        assert!(of_xlsx(&workbook, "trace").len() >= 3, "{run}: the arithmetic has a sheet of its own");
        assert!(part(&workbook, "xl/charts/chart1.xml").contains("scatterChart"), "{run}: a chart of the spreadsheet");
    }
}

#[test]
fn csv_has_a_row_a_reading_with_its_digits_and_opens_as_utf_8() {
    let runs = runs();
    let all = [&runs.all()[..], &["--as", "csv", "--lang", "zh-CN"]].concat();
    let text = report(runs.data(), &all);
    assert!(text.starts_with('\u{feff}') && text.contains("\r\n"), "a byte order mark and lines as RFC 4180 has them");
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    assert_eq!(reader.headers().unwrap().get(5), Some("读数"));
    let found: Vec<(String, String, String)> = reader
        .records()
        .map(|record| record.unwrap())
        .map(|record| (record[0].to_owned(), record[2].to_owned(), record[5].to_owned()))
        .collect();
    let of_run = |run: &&str| {
        let run = (*run).to_owned();
        readings(runs.data(), &run).into_iter().map(move |(entry, value)| (run.clone(), entry, value))
    };
    assert_eq!(found, runs.all().iter().flat_map(of_run).collect::<Vec<_>>());
}

#[test]
fn a_dcc_holds_the_figures_of_the_ledger() {
    let runs = runs();
    for run in runs.all() {
        let text = report(runs.data(), &[run, "--as", "dcc", "--lang", "both"]);
        let document = roxmltree::Document::parse(&text).unwrap();
        let lists: Vec<Vec<String>> = document
            .descendants()
            .filter(|node| node.has_tag_name_local("valueXMLList"))
            .map(|node| node.text().unwrap().split(' ').map(str::to_owned).collect())
            .collect();
        let plain = |figures: &Vec<String>| -> Vec<String> {
            figures.iter().map(|digits| digits.trim_start_matches('+').to_owned()).collect()
        };
        for (_, figures) in expected(runs.data(), run).1 {
            let figures = plain(&figures);
            let is = |list: &&Vec<String>| {
                list.len() == figures.len() && list.iter().zip(&figures).all(|(short, long)| says(short, long))
            };
            assert!(lists.iter().any(|list| is(&list)), "{run}: {figures:?} not in {lists:?}");
        }
        let verdict = if runs.passes(run) { "pass" } else { "fail" };
        let conformity = document.descendants().find(|node| node.has_tag_name_local("conformity")).unwrap();
        assert_eq!(conformity.text(), Some(verdict), "{run}");
        // Of a demonstration nothing is valid, and the identifier says so.
        let valid: Vec<_> =
            document.descendants().filter(|node| node.has_tag_name_local("valid")).map(|node| node.text()).collect();
        assert_eq!(valid, [Some("false"), Some("false")], "{run}");
        assert!(text.contains(&format!("DEMONSTRATION-{run}")), "{run}");
    }
}

#[test]
fn the_same_record_gives_the_same_bytes_and_every_page_of_play_says_so() {
    let (runs, folder) = (runs(), TempDir::new().unwrap());
    for form in ["html", "xlsx", "json", "csv", "dcc"] {
        let file = folder.path().join(form);
        let arguments = [&runs.lot_fail, "--as", form, "--out", file.to_str().unwrap()];
        report(runs.data(), &arguments);
        // Unchanged content is no reason to ask for --force.
        report(runs.data(), &arguments);
    }
    let page = std::fs::read_to_string(folder.path().join("html")).unwrap();
    assert!(page.contains("DEMONSTRATION NOT VALID") && page.contains("position: fixed"));
    // Nothing is fetched: no address but the names of XML languages stands in the page.
    let addresses = page.split("http").skip(1).filter(|rest| !rest.starts_with("://www.w3.org/2000/svg")).count();
    assert_eq!(addresses, 0);
    assert!(!page.contains("<script") && !page.contains("<link") && !page.contains("url("));
    let workbook = std::fs::read(folder.path().join("xlsx")).unwrap();
    for sheet in 1..=3 {
        assert!(part(&workbook, &format!("xl/worksheets/sheet{sheet}.xml")).contains("DEMONSTRATION"), "sheet {sheet}");
    }
}

#[test]
fn a_day_gives_a_file_a_run_and_a_summary() {
    let (runs, folder) = (runs(), TempDir::new().unwrap());
    let day = stored(runs.data(), &runs.pile_pass)[0]["date"].as_str().unwrap().to_owned();
    let out = folder.path().join("day");
    report(runs.data(), &["--day", &day, "--as", "html", "--out", out.to_str().unwrap()]);
    let mut names: Vec<String> =
        std::fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    let mut wanted = runs.all().map(|run| format!("{run}-{}.html", runs.leads_to(run)));
    wanted.sort();
    assert_eq!(names, wanted);
    let page = report(runs.data(), &["--day", &day, "--as", "html", "--paper", "summary"]);
    let rows = of_html(&page, "summary");
    let found: Vec<(&str, &str)> = rows.iter().map(|row| (row[1].as_str(), row[6].as_str())).collect();
    let words = |run: &str| if runs.passes(run) { "PASS" } else { "FAIL" };
    assert_eq!(found, runs.all().map(|run| (run, words(run))));
}
