//! Every table of every paper, in every form and language, against the JSON of the same paper: what one form says, all say.
//! The JSON itself is held against the ledger in `figures` and against the published schema here.

use super::figures::{Rows, of_html, of_json, of_xlsx};
use super::schema::Schema;
use super::{report, runs};
use serde_json::Value;
use std::path::Path;
use tempfile::TempDir;

const LANGUAGES: [&str; 3] = ["zh-CN", "en", "both"];

/// The papers of a run: its record, what its verdict leads to, and what was signed before anything was weighed.
fn papers(run: &str) -> Vec<&'static str> {
    let mut papers = vec!["record", runs().leads_to(run)];
    if papers.contains(&"report") {
        papers.push("sampling");
    }
    papers
}

/// Tables of a paper's JSON by their ids.
fn tables(document: &Value) -> Vec<&str> {
    let blocks = document["parts"].as_array().unwrap().iter().flat_map(|part| part["blocks"].as_array().unwrap());
    blocks.filter_map(|block| block["table"]["id"].as_str()).collect()
}

/// Labelled figures of a paper's JSON: their digits.
fn fields(document: &Value) -> Vec<(&str, &str)> {
    let blocks = document["parts"].as_array().unwrap().iter().flat_map(|part| part["blocks"].as_array().unwrap());
    let inner = blocks.filter_map(|block| block["fields"].as_array()).flatten();
    let all = document["head"].as_array().unwrap().iter().chain(inner);
    all.filter_map(|field| Some((field["id"].as_str()?, field["value"]["number"].as_str()?))).collect()
}

/// Where the numbers of a table stand, and their digits.
fn numbers(document: &Value, id: &str) -> Vec<Vec<(usize, String)>> {
    let blocks = document["parts"].as_array().unwrap().iter().flat_map(|part| part["blocks"].as_array().unwrap());
    let table = blocks.map(|block| &block["table"]).find(|table| table["id"] == id).unwrap();
    let row = |row: &Value| {
        let cells = row.as_array().unwrap().iter().enumerate();
        cells.filter_map(|(at, cell)| Some((at, cell["number"].as_str()?.to_owned()))).collect()
    };
    table["rows"].as_array().unwrap().iter().map(row).collect()
}

/// The ids of a table's columns.
fn column_ids<'a>(document: &'a Value, id: &str) -> Vec<&'a str> {
    let blocks = document["parts"].as_array().unwrap().iter().flat_map(|part| part["blocks"].as_array().unwrap());
    let table = blocks.map(|block| &block["table"]).find(|table| table["id"] == id).unwrap();
    table["columns"].as_array().unwrap().iter().map(|column| column["id"].as_str().unwrap()).collect()
}

fn held(form: &str, rows: &Rows, numbers: &[Vec<(usize, String)>]) {
    assert_eq!(rows.len(), numbers.len(), "{form}: as many rows");
    for (row, wanted) in rows.iter().zip(numbers) {
        for (at, digits) in wanted {
            assert_eq!(row.get(*at).map(|text| text.trim_end_matches('†')), Some(digits.as_str()), "{form}: {row:?}");
        }
    }
}

fn json(run: &str, paper: &str) -> Value {
    serde_json::from_str(&report(runs().data(), &[run, "--as", "json", "--paper", paper])).unwrap()
}

/// The files of one form and language of every run that has the paper.
fn files(folder: &Path, form: &str, paper: &str, lang: &str) -> Vec<(&'static str, Vec<u8>)> {
    let of_it: Vec<&str> = runs().all().into_iter().filter(|run| papers(run).contains(&paper)).collect();
    let out = folder.join(format!("{form}-{paper}-{lang}"));
    let asked = ["--as", form, "--paper", paper, "--lang", lang, "--out", out.to_str().unwrap()];
    std::fs::create_dir(&out).unwrap();
    report(runs().data(), &[&of_it[..], &asked[..]].concat());
    let read = |run: &'static str| {
        let names = std::fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().path());
        let own = |path: &std::path::PathBuf| path.file_name().unwrap().to_str().unwrap().starts_with(run);
        let path = names.into_iter().find(own).unwrap_or_else(|| panic!("{form} {paper} of {run}"));
        if let Ok(kept) = std::env::var("QUANHENG_KEEP_PAPERS") {
            let name = format!("{lang}-{}", path.file_name().unwrap().to_str().unwrap());
            std::fs::copy(&path, Path::new(&kept).join(name)).unwrap();
        }
        (run, std::fs::read(path).unwrap())
    };
    runs().all().into_iter().filter(|run| of_it.contains(run)).map(read).collect()
}

const PAPERS: [&str; 5] = ["record", "certificate", "notice", "report", "sampling"];

#[test]
fn every_paper_is_as_the_schema_says_and_names_its_figures() {
    let schema = Schema::published();
    for run in runs().all() {
        for paper in papers(run) {
            let document = json(run, paper);
            assert_eq!(schema.wrong(&document), None, "{run} {paper}");
            let has = |id: &str| tables(&document).contains(&id);
            let results = if document["judgement"]["scale"].is_object() { "weighing" } else { "items" };
            assert!(paper == "sampling" || has(results), "{run} {paper}: {:?}", tables(&document));
            assert_eq!(
                has("standards"),
                !document["judgement"]["lot"].is_object() && paper != "sampling",
                "{run} {paper}"
            );
            assert_eq!(has("readings"), paper == "record", "{run} {paper}: every reading stands in the record");
        }
    }
}

#[test]
fn html_and_xlsx_of_every_paper_have_the_figures_of_its_json() {
    let folder = TempDir::new().unwrap();
    for paper in PAPERS {
        for lang in LANGUAGES {
            for (run, bytes) in files(folder.path(), "html", paper, lang) {
                let (document, page) = (json(run, paper), String::from_utf8(bytes).unwrap());
                for id in tables(&document) {
                    held(&format!("html {lang} {paper} {run} {id}"), &of_html(&page, id), &numbers(&document, id));
                }
                for (id, digits) in fields(&document) {
                    let value = format!("data-field=\"{id}\"><data value=\"{digits}\">{digits}</data>");
                    assert!(page.contains(&value), "html {lang} {paper} {run}: {value}");
                }
            }
            for (run, bytes) in files(folder.path(), "xlsx", paper, lang) {
                let document = json(run, paper);
                for id in tables(&document) {
                    held(&format!("xlsx {lang} {paper} {run} {id}"), &of_xlsx(&bytes, id), &numbers(&document, id));
                }
            }
        }
    }
}

#[test]
fn the_papers_of_a_scale_say_what_was_weighed() {
    let runs = runs();
    let good = json(&runs.scale_pass, "certificate");
    let rows = |id: &str| of_json(&good, id);
    assert_eq!(rows("weighing").len(), 9, "five loads up, four down");
    assert_eq!(rows("eccentricity").len(), 4);
    assert_eq!(rows("repeatability").len(), 3);
    assert_eq!(rows("discrimination").len(), 3);
    assert!(rows("ranges")[0][0] == "30000" && rows("ranges")[0][2] == "10", "{:?}", rows("ranges"));
    let page = report(runs.data(), &[&runs.scale_pass, "--as", "html", "--lang", "zh-CN"]);
    for words in
        ["检定证书", "电子台秤", "TCS-30", "SC-0007", "M1 砝码组", "FM2026-001", "23.5", "有效期至", "以下空白"]
    {
        assert!(page.contains(words), "{words}");
    }
    // What failed is said with its load; a failed scale has no last day.
    let page = report(runs.data(), &[&runs.scale_fail, "--as", "html", "--lang", "zh-CN"]);
    assert!(page.contains("检定结果通知书") && page.contains("不合格"));
    // The spread was nought, so that is not what repeatability fails by.
    assert!(page.contains("重复性：测得 Ec = +") && page.contains("不符合 ±15 g"), "{page}");
    assert!(!page.contains("data-field=\"valid-until\""), "a notice has no last day");
    let failed = of_html(&page, "weighing").into_iter().filter(|row| row[8].contains("不合格")).count();
    assert_eq!(failed, 5);
    let record = report(runs.data(), &[&runs.scale_fail, "--as", "csv", "--lang", "en"]);
    assert!(record.contains("typed") && !record.contains(",read,"), "{record}");
}

/// The lists of a DCC, and the figures that stand alone in it.
fn of_dcc(text: &str) -> (Vec<Vec<String>>, Vec<String>) {
    let document = roxmltree::Document::parse(text).unwrap();
    let of = |name: &str| {
        let named = document.descendants().filter(|node| node.has_tag_name(("https://ptb.de/si", name)));
        named.map(|node| node.text().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let lists = of("valueXMLList").iter().map(|text| text.split(' ').map(str::to_owned).collect()).collect();
    (lists, of("value"))
}

#[test]
fn a_dcc_has_every_list_of_results_and_no_figure_of_its_own() {
    const RESULTS: [&str; 7] =
        ["packages", "load-points", "comparisons", "weighing", "eccentricity", "repeatability", "discrimination"];
    // What counts rows or names them, and the indication in the unit of the display beside the net.
    const NAMES: [&str; 4] = ["number", "point", "repeat", "gross"];
    let plain = |digits: &str| digits.trim_start_matches('+').to_owned();
    for run in runs().all() {
        let document = json(run, runs().leads_to(run));
        let (lists, alone) = of_dcc(&report(runs().data(), &[run, "--as", "dcc", "--lang", "zh-CN"]));
        let mut columns: Vec<Vec<String>> = Vec::new();
        for id in tables(&document).into_iter().filter(|id| RESULTS.contains(id)) {
            let rows = of_json(&document, id);
            let whole = |at: usize| numbers(&document, id).iter().all(|row| row.iter().any(|(place, _)| *place == at));
            for (at, name) in column_ids(&document, id).into_iter().enumerate() {
                let column: Vec<String> = rows.iter().map(|row| plain(&row[at])).collect();
                let wanted = !rows.is_empty() && whole(at) && !NAMES.contains(&name);
                assert!(!wanted || lists.contains(&column), "{run} {id} {name}: {column:?} is in no list");
                columns.push(column);
            }
        }
        for list in &lists {
            assert!(columns.contains(list), "{run}: {list:?} stands in no table");
        }
        let known: Vec<String> = fields(&document).into_iter().map(|(_, digits)| plain(digits)).collect();
        for digits in &alone {
            assert!(
                known.contains(digits) || columns.iter().flatten().any(|known| known == digits),
                "{run}: {digits} stands nowhere on the paper"
            );
        }
        assert!(lists.len() >= 2, "{run}: {lists:?}");
    }
}

#[cfg(feature = "pdf")]
mod printed {
    use super::super::pdf::{fonts, tool};
    use super::{LANGUAGES, PAPERS, Value, fields, files, json, numbers, runs, tables};
    use tempfile::TempDir;

    /// Words whose middles are not further apart stand in one line, tenths of a point.
    const LINE: u32 = 30;

    /// The words of each line of a PDF, by where they stand on the page.
    fn lines(bytes: &[u8], folder: &TempDir) -> Option<Vec<Vec<String>>> {
        let path = folder.path().join("printed.pdf");
        std::fs::write(&path, bytes).unwrap();
        let told = tool("pdftotext", &["-bbox", path.to_str().unwrap(), "-"])?;
        let mut lines = Vec::new();
        for page in told.split("<page ") {
            let mut words: Vec<_> = page.lines().filter_map(word).collect();
            words.sort();
            let mut line: Vec<(u32, String)> = Vec::new();
            let mut last = 0;
            for (y, x, text) in words {
                if y > last + LINE {
                    lines.push(in_order(std::mem::take(&mut line)));
                    last = y;
                }
                line.push((x, text));
            }
            lines.push(in_order(line));
        }
        Some(lines)
    }

    fn in_order(mut line: Vec<(u32, String)>) -> Vec<String> {
        line.sort();
        line.into_iter().map(|(_, text)| text).collect()
    }

    /// A word with its middle and its left end, tenths of a point: down the page, and across it.
    fn word(line: &str) -> Option<(u32, u32, String)> {
        let (places, text) = line.trim().strip_prefix("<word ")?.strip_suffix("</word>")?.split_once('>')?;
        let place = |name: &str| {
            let (_, after) = places.split_once(&format!("{name}=\""))?;
            let (points, tenths) = after.split_once('"')?.0.split_once('.')?;
            Some(points.parse::<u32>().ok()? * 10 + tenths.get(..1)?.parse::<u32>().ok()?)
        };
        let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        let middle = u32::midpoint(place("yMin")?, place("yMax")?);
        Some((middle, place("xMin")?, text.trim_end_matches('†').to_owned()))
    }

    /// Whether a line has these figures in this order.
    fn has(line: &[String], wanted: &[(usize, String)]) -> bool {
        let mut words = line.iter();
        wanted.iter().all(|(_, digits)| words.any(|word| word == digits))
    }

    /// Every word stands between the margins of its page, half a millimetre more allowed for what hangs over.
    fn within_margins(at: &str, bytes: &[u8], folder: &TempDir) {
        const MARGINS: (u32, u32) = (20 * 283 / 10 - 15, 5953 - 18 * 283 / 10 + 15);
        let path = folder.path().join("printed.pdf");
        std::fs::write(&path, bytes).unwrap();
        for line in tool("pdftotext", &["-bbox", path.to_str().unwrap(), "-"]).unwrap_or_default().lines() {
            let place = |name: &str| {
                let (points, tenths) = line.split_once(&format!("{name}=\""))?.1.split_once('"')?.0.split_once('.')?;
                Some(points.parse::<u32>().ok()? * 10 + tenths.get(..1)?.parse::<u32>().ok()?)
            };
            let Some((left, right)) = place("xMin").zip(place("xMax")) else { continue };
            // What is larger than a title is the mark across the page.
            let high = place("yMin").zip(place("yMax")).is_some_and(|(from, to)| to - from > 300);
            if high {
                continue;
            }
            assert!(left >= MARGINS.0 && right <= MARGINS.1, "{at}: {line}");
        }
    }

    fn held(at: &str, lines: &[Vec<String>], document: &Value) {
        for id in tables(document) {
            // Rows stand one below the other; a raised mark parts what is one row on the paper.
            let mut from = 0;
            for row in numbers(document, id).iter().filter(|row| !row.is_empty()) {
                let found = (from..lines.len()).find(|at| has(&lines[*at..lines.len().min(at + 2)].concat(), row));
                assert!(found.is_some(), "{at} {id}: {row:?} in {lines:?}");
                from = found.map_or(from, |found| found + 1);
            }
        }
        for (id, digits) in fields(document) {
            assert!(lines.iter().flatten().any(|word| word == digits), "{at}: {id} {digits}");
        }
    }

    #[test]
    fn a_pdf_of_every_paper_has_the_figures_of_its_json() {
        if fonts().is_none() {
            return;
        }
        let folder = TempDir::new().unwrap();
        for paper in PAPERS {
            for lang in LANGUAGES {
                for (run, bytes) in files(folder.path(), "pdf", paper, lang) {
                    let Some(lines) = lines(&bytes, &folder) else { return };
                    within_margins(&format!("pdf {lang} {paper} {run}"), &bytes, &folder);
                    held(&format!("pdf {lang} {paper} {run}"), &lines, &json(run, paper));
                }
            }
        }
        assert_eq!(runs().all().len(), 6);
    }
}
