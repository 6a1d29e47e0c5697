//! Promise: papers name instruments and standards as people know them, once, and files of data have everything in each row.

use super::figures::of_html;
use super::{done, report, runs};
use crate::actors::{output, plan, stderr};
use serde_json::Value;
use std::path::Path;
use tempfile::TempDir;

/// What stands in a field of a page.
fn field(page: &str, id: &str) -> Vec<String> {
    let begins = format!("data-field=\"{id}\">");
    page.split(&begins).skip(1).map(|rest| rest.split_once("</dd>").unwrap().0.to_owned()).collect()
}

/// The heads of a table of a page.
fn heads(page: &str, id: &str) -> Vec<String> {
    let table = page.split_once(&format!("<table id=\"{id}\"")).unwrap().1.split_once("</thead>").unwrap().0;
    table.split("<th>").skip(1).map(|head| head.split_once("</th>").unwrap().0.to_owned()).collect()
}

#[test]
fn what_all_readings_share_stands_once_above_them() {
    let runs = runs();
    let record = |run: &str| report(runs.data(), &[run, "--as", "html", "--paper", "record", "--lang", "zh-CN"]);
    // One scale on one line: rows need no word of it.
    let page = record(&runs.lot_pass);
    assert_eq!(heads(&page, "readings"), ["条目", "时间", "内容", "读数", "来源", "报文"]);
    let instruments = field(&page, "instrument");
    assert_eq!(instruments.len(), 1, "{instruments:?}");
    for words in ["上海耀华 Yaohua XK3190-A9 (tF=0)", "[yaohua-xk3190-a9]", "协议 yaohua-tf0", "/simulated-scale"]
    {
        assert!(instruments[0].contains(words), "{words}: {instruments:?}");
    }
    assert_eq!(field(&page, "same"), ["单位 kg，状态 有效"]);
    // Two instruments: each row names its own by a letter.
    let page = record(&runs.pile_pass);
    assert!(heads(&page, "readings").contains(&"仪器".to_owned()), "{:?}", heads(&page, "readings"));
    assert_eq!(field(&page, "instrument").len(), 2);
    let letters: Vec<String> = of_html(&page, "readings")
        .into_iter()
        .map(|row| row[heads(&page, "readings").iter().position(|head| head == "仪器").unwrap()].clone())
        .collect();
    assert!(letters.contains(&"A".to_owned()) && letters.contains(&"B".to_owned()), "{letters:?}");
    // A file of data has it all in each row, whatever the run is.
    let text = report(runs.data(), &[&runs.pile_pass, &runs.lot_pass, "--as", "csv", "--lang", "en"]);
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let heads = reader.headers().unwrap().clone();
    let at = |name: &str| heads.iter().position(|head| head == name).unwrap_or_else(|| panic!("{name}: {heads:?}"));
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    for row in rows.iter().filter(|row| &row[at("Origin")] == "read") {
        assert!(row[at("Port")].contains("/simulated-") && !row[at("Protocol")].is_empty(), "{row:?}");
        let clock = row[at("Of")].starts_with("clock");
        assert!((clock || !row[at("Unit")].is_empty()) && !row[at("Profile")].is_empty(), "{row:?}");
    }
}

fn register(data: &Path, arguments: &[&str]) {
    let added = output(data, &[&["register", "add"], arguments].concat());
    assert_eq!(added.status.code(), Some(0), "{}", stderr(&added));
}

#[test]
fn standards_have_what_the_register_knows_and_a_scale_its_name() {
    let folder = TempDir::new().unwrap();
    let data = folder.path();
    let scale = [
        "W-1",
        "--name",
        "电子秤",
        "--model",
        "XK3190-A9",
        "--range",
        "0–30 kg",
        "--class",
        "III",
        "--serial",
        "YH-77",
    ];
    register(data, &[&scale[..], &["--certificate", "LX-2026-9", "--valid-until", "2099-12-31"]].concat());
    let plan = plan(data, "lot-10.toml", &[]);
    let text = std::fs::read_to_string(&plan).unwrap();
    let named = "standards = [{ name = \"电子秤\", certificate = \"LX-2026-9\", valid_until = \"2099-12-31\" }, \
                 { name = \"砝码\", certificate = \"FM-1\", valid_until = \"2099-12-31\", uncertainty = { expanded = \"0.0001\" } }]";
    std::fs::write(&plan, text.replace("lot_size", &format!("{named}\nlot_size"))).unwrap();
    let good = data.join("good.toml");
    std::fs::write(&good, format!("[scale]\npackages = [{}]\n", ["\"0.5124\""; 10].join(", "))).unwrap();
    let run = done(data, "lot", &plan, Some(&good));
    // What the register learns afterwards is not what the run was done with.
    let changed = output(data, &["register", "change", "W-1", "--range", "0–60 kg"]);
    assert_eq!(changed.status.code(), Some(0), "{}", stderr(&changed));
    let page = report(data, &[&run, "--as", "html", "--lang", "zh-CN"]);
    assert_eq!(field(&page, "scale"), ["上海耀华 Yaohua XK3190-A9 (tF=0)"]);
    assert_eq!(
        (field(&page, "scale-serial"), field(&page, "scale-certificate")),
        (vec!["YH-77".into()], vec!["LX-2026-9".into()])
    );
    let rows = of_html(&page, "standards");
    assert_eq!(rows[0], ["电子秤 XK3190-A9", "LX-2026-9", "2099-12-31", "III", "0–30 kg", "YH-77"]);
    assert_eq!(rows[1], ["砝码", "FM-1", "2099-12-31", "U = 0.0001 kg (k = 2)", "—", "—"]);
    // A scale that nobody registered has lines to write on.
    let page = report(runs().data(), &[&runs().lot_pass, "--as", "html", "--lang", "zh-CN"]);
    assert_eq!(
        (field(&page, "scale-serial"), field(&page, "scale-certificate")),
        (vec![String::new()], vec![String::new()])
    );
    let page = report(runs().data(), &[&runs().pile_pass, "--as", "html", "--lang", "zh-CN"]);
    assert_eq!(of_html(&page, "standards")[0][3..], ["—", "—", "—"]);
    // A dash is no number of a certificate.
    let dcc = report(runs().data(), &[&runs().pile_pass, "--as", "dcc", "--lang", "zh-CN"]);
    assert!(dcc.contains("JZ2026-001") && !dcc.contains("<dcc:value>—"));
}

#[test]
fn what_was_adjusted_before_is_said_or_a_line_to_write_on() {
    let folder = TempDir::new().unwrap();
    let data = folder.path();
    let plan = plan(data, "scale-30.toml", &[]);
    let text = std::fs::read_to_string(&plan).unwrap();
    std::fs::write(&plan, format!("adjusted = \"已由制造厂调整\"\n{text}")).unwrap();
    let run = done(data, "scale", &plan, None);
    for paper in ["certificate", "record"] {
        let page = report(data, &[&run, "--as", "html", "--paper", paper]);
        assert_eq!(field(&page, "adjusted"), ["已由制造厂调整"], "{paper}");
    }
    for run in [&runs().pile_pass, &runs().scale_pass] {
        let document: Value = serde_json::from_str(&report(runs().data(), &[run, "--as", "json"])).unwrap();
        assert!(document.to_string().contains("\"id\":\"adjusted\""), "{run}");
        let page = report(runs().data(), &[run, "--as", "html"]);
        assert_eq!(field(&page, "adjusted"), [""], "{run}");
    }
}
