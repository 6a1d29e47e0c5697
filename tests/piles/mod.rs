//! Charging piles: two whole cases, and how the tests of this folder alter and judge them.

mod golden;
mod items;
mod oracle;
mod rules;
mod uncertainty;

use crate::actors::reading;
use crate::cases::{book, check_number, item as word, named, number, text, texts};
use quanheng::locale::{Lang, Say};
use quanheng::procedure::{Ask, Observation, PileRun, PileTask, Side, Subject};
use quanheng::protocol::Measurand;
use quanheng::quantity::Unit;
use quanheng::regulation::{
    Appearance, Book, CODES, Clock, Conclusion, Current, Decision, Document, Format, Item, ItemVerdict, Judgement,
    Kind, LoadPoint, LoadPointResult, PayAmount, PileCase, PointReading, Refusal, Regulation, StandardUsed, Status,
    judge_pile,
};
use serde_json::Value;
use std::collections::BTreeSet;

pub fn pile(class: &Value, readings: Vec<PointReading>) -> PileCase {
    PileCase {
        regulation: Some("cn-jjg1149-2022".into()),
        class: text(class),
        time_of_use: Some(false),
        appearance: Some(Appearance::Pass),
        insulation_megohm: Some("20".into()),
        load_point: vec![LoadPoint { readings, ..LoadPoint::default() }],
        ..PileCase::default()
    }
}

pub fn error(text: &str) -> PointReading {
    PointReading { error_percent: Some(text.into()), ..PointReading::default() }
}

pub fn point(judgement: &Judgement) -> &LoadPointResult {
    &judgement.pile.as_ref().unwrap().load_points[0]
}

pub fn item<'a>(judgement: &'a Judgement, name: &str) -> &'a Item {
    judgement.items.iter().find(|item| item.item == name).unwrap_or_else(|| panic!("no item {name}"))
}

pub fn warned(judgement: &Judgement, code: &str) -> bool {
    judgement.warnings.iter().any(|warning| warning.code == code)
}

/// Every sentence of the warnings with this code.
pub fn warning(judgement: &Judgement, code: &str) -> String {
    let found = judgement.warnings.iter().filter(|warning| warning.code == code);
    found.map(|warning| format!("{} {}", warning.words.zh, warning.words.en)).collect::<Vec<_>>().join(" | ")
}

/// A whole case of 2022, DC, that passes.
pub const DC: &str = r#"
date = "2026-03-15"
kind = "subsequent"
class = "2"
current = "dc"
time_of_use = true
energy_step = "0.001"
appearance = "pass"
insulation_megohm = "20"
clock = { difference_seconds = "1.9" }
standards = [{ name = "S", valid_until = "2027-01-01", uncertainty = { expanded = "0.05" } }]
load_point = [{ voltage = "500", current = "80", readings = [
  { instrument = "2.065", reference = "2.0472", unit = "kWh" }, { instrument = "2.065", reference = "2.0472", unit = "kWh" } ] }]
"#;

/// A whole case of 2018, AC, that passes: six items, three load points.
pub const AC_2018: &str = r#"
date = "2020-05-01"
kind = "first"
class = "1"
current = "ac"
time_of_use = true
appearance = "pass"
insulation_megohm = "10"
clock = { instrument = "2020-05-02T00:00:03+08:00", reference = "2020-05-01T15:59:59Z" }
pay = { energy = "10.000", price = "1.2345", displayed = "12.34" }
indication = [{ instrument = "1.010", reference = "1.000" }]
load_point = [
  { current = "6", readings = [{ error_percent = "0.5" }, { error_percent = "0.7" }] },
  { current = "16", readings = [{ error_percent = "-0.5" }, { error_percent = "-0.7" }] },
  { current = "32", readings = [{ error_percent = "1.04" }, { error_percent = "1.04" }] } ]
"#;

/// A case with other values for some keys; `key = none` takes one out.
pub fn altered(base: &str, changes: &str) -> Result<PileCase, Refusal> {
    let mut table: toml::Table = base.parse().unwrap();
    let changes: toml::Table = changes.parse().unwrap_or_else(|why| panic!("{changes}: {why}"));
    for (key, value) in changes {
        if value.as_str() == Some("none") {
            table.remove(&key)
        } else {
            table.insert(key, value)
        };
    }
    PileCase::from_text(&toml::to_string(&table).unwrap(), Format::Toml)
}

pub fn judge(base: &str, changes: &str) -> Judgement {
    let case = altered(base, changes).unwrap_or_else(|why| panic!("{changes}: {why}"));
    judge_pile(&case, book()).unwrap_or_else(|why| panic!("{changes}: {why}"))
}

pub fn refused(base: &str, changes: &str) -> Refusal {
    match altered(base, changes).and_then(|case| judge_pile(&case, book())) {
        Err(why) => why,
        Ok(judgement) => panic!("{changes}: judged {:?}", judgement.verdict),
    }
}

/// The text of the DC rule of 2022 under an id of its own, with a part of it replaced.
pub fn rule(from: &str, to: &str) -> String {
    let text = &book().get("cn-jjg1149-2022").unwrap().text;
    assert!(text.contains(from), "{from}");
    text.replace("id = \"cn-jjg1149-2022\"", "id = \"own-rule\"").replacen(from, to, 1)
}

/// Judges an altered DC case by a rule with a part of it replaced.
pub fn judge_own(text: &str, changes: &str) -> Judgement {
    let book = Book::with([("own.toml".to_owned(), text.to_owned())]).unwrap();
    judge_pile(&altered(DC, &format!("regulation = \"own-rule\"\n{changes}")).unwrap(), &book).unwrap()
}
