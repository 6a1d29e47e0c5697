//! Numbers of documents: how they are written is `documents.toml` in the data folder, which number is next follows from those
//! that the ledger has reserved. No number has a gap before it, and none is given twice.

use crate::locale::{Lang, Say, file_mistake};
use serde::{Deserialize, Serialize};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Name of the file in the data folder.
pub const FILE: &str = "documents.toml";
/// Kind of the entry by which a number is reserved.
pub const RESERVED: &str = "number-reserved";
/// How a number is written where the laboratory's file says nothing. No national scheme is known.
const USUAL: &str = "{org}{discipline}{YYYY}-{seq:06}";
/// The most digits a running number is filled up to.
const DIGITS_MAX: usize = 12;

/// How the laboratory writes its numbers.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Numbering {
    /// Its letters or its code.
    pub org: String,
    /// The code of the discipline.
    pub discipline: String,
    /// The template of every document that has none of its own.
    pub number: String,
    /// That of certificates.
    pub certificate: Option<String>,
    /// That of notices.
    pub notice: Option<String>,
    /// That of reports.
    pub report: Option<String>,
}

impl Default for Numbering {
    fn default() -> Self {
        Self {
            org: String::new(),
            discipline: String::new(),
            number: USUAL.to_owned(),
            certificate: None,
            notice: None,
            report: None,
        }
    }
}

/// A number that belongs to one document for ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reserved {
    /// The run.
    pub run: String,
    /// `certificate`, `notice`, `report`.
    pub document: String,
    /// The number as printed.
    pub number: String,
    /// What numbers are counted within: the template with all but the running number filled in.
    pub series: String,
    /// The running number, from 1.
    pub seq: u64,
}

/// Why there is no number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberError {
    /// The file cannot be read.
    Unread(PathBuf, String),
    /// It is written wrongly.
    Broken(PathBuf, String),
    /// A template without a running number, with a placeholder there is not, or with an open brace.
    Template(String),
    /// The templates give the same number twice.
    Twice(String),
}

impl Numbering {
    /// Reads the file of a data folder; a missing one is the usual way.
    pub fn of_folder(folder: &Path) -> Result<Self, NumberError> {
        let path = folder.join(FILE);
        match std::fs::read_to_string(&path) {
            Ok(text) => toml::from_str(&text).map_err(|why| NumberError::Broken(path, why.to_string())),
            Err(why) if why.kind() == ErrorKind::NotFound => Ok(Self::default()),
            Err(why) => Err(NumberError::Unread(path, why.to_string())),
        }
    }

    /// The next number of a kind of document in a year, `YYYY`, after those that are reserved.
    pub fn next(&self, run: &str, document: &str, year: &str, taken: &[Reserved]) -> Result<Reserved, NumberError> {
        let own = match document {
            "certificate" => &self.certificate,
            "notice" => &self.notice,
            "report" => &self.report,
            _ => &None,
        };
        let template = own.as_ref().unwrap_or(&self.number);
        let (before, width, behind) =
            self.split(template, year).ok_or_else(|| NumberError::Template(template.clone()))?;
        let series = format!("{before}{{seq:{width:02}}}{behind}");
        let last = taken.iter().filter(|each| each.series == series).map(|each| each.seq).max().unwrap_or(0);
        let seq = last.saturating_add(1);
        let number = format!("{before}{seq:0width$}{behind}");
        if taken.iter().any(|each| each.number == number) {
            return Err(NumberError::Twice(number));
        }
        Ok(Reserved { run: run.to_owned(), document: document.to_owned(), number, series, seq })
    }

    /// What stands before the running number, how many digits it has, and what stands behind it.
    fn split(&self, template: &str, year: &str) -> Option<(String, usize, String)> {
        let (mut before, mut width, mut text) = (String::new(), None, String::new());
        let mut rest = template;
        while let Some((plain, after)) = rest.split_once('{') {
            let (name, behind) = after.split_once('}')?;
            text.push_str(plain);
            match name {
                "org" => text.push_str(&self.org),
                "discipline" => text.push_str(&self.discipline),
                "YYYY" => text.push_str(year),
                _ => {
                    let digits = name.strip_prefix("seq")?;
                    let digits = if digits.is_empty() { 1 } else { digits.strip_prefix(":0")?.parse().ok()? };
                    if width.is_some() || !(1..=DIGITS_MAX).contains(&digits) {
                        return None;
                    }
                    width = Some(digits);
                    before = std::mem::take(&mut text);
                }
            }
            rest = behind;
        }
        text.push_str(rest);
        let plain = ![&before, &text].iter().any(|part| part.contains(['{', '}']));
        width.filter(|_| plain).map(|width| (before, width, text))
    }
}

impl Say for NumberError {
    fn say(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        match self {
            Self::Unread(path, why) if zh => format!("{} 无法读取：{why}；请检查权限", path.display()),
            Self::Unread(path, why) => format!("{} cannot be read: {why}; look at its rights", path.display()),
            Self::Broken(path, why) => {
                let (path, why) = (path.display(), file_mistake::say(lang, why));
                if zh { format!("{path} 有误：{why}") } else { format!("{path} is wrong: {why}") }
            }
            Self::Template(template) if zh => format!(
                "{FILE} 中的编号模板 {template:?} 有误：须有一个 {{seq}} 或 {{seq:06}}，另可用 {{org}} {{discipline}} {{YYYY}}"
            ),
            Self::Template(template) => format!(
                "the template of numbers {template:?} in {FILE} is wrong: it needs one {{seq}} or {{seq:06}}, and may have {{org}} {{discipline}} {{YYYY}}"
            ),
            Self::Twice(number) if zh => {
                format!("编号 {number} 已用过；编号不能重复，请在 {FILE} 中改用不会相同的模板")
            }
            Self::Twice(number) => {
                format!(
                    "the number {number} is taken; no number is given twice, so change the templates in {FILE} apart"
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbering(text: &str) -> Numbering {
        toml::from_str(text).expect("settings")
    }

    #[test]
    fn numbers_run_within_what_stands_around_them() {
        let settings = numbering("org = \"JS\"\ndiscipline = \"7\"\nnotice = \"T{YYYY}/{seq:03}x\"\n");
        let mut taken = Vec::new();
        let mut next = |document: &str, year: &str| {
            let reserved = settings.next("r", document, year, &taken).expect("a number");
            taken.push(reserved.clone());
            reserved.number
        };
        assert_eq!(next("certificate", "2025"), "JS72025-000001");
        assert_eq!(next("notice", "2025"), "T2025/001x");
        assert_eq!(next("report", "2025"), "JS72025-000002", "documents of one template share one series");
        assert_eq!(next("certificate", "2026"), "JS72026-000001", "a new year begins anew");
        assert_eq!(next("certificate", "2025"), "JS72025-000003");
    }

    #[test]
    fn a_template_that_cannot_number_is_refused() {
        for template in ["{YYYY}", "{seq}{seq}", "{seq:6}", "{seq:00}", "{seq:013}", "{day}{seq}", "{seq", "a}{seq}"] {
            let settings = Numbering { number: template.to_owned(), ..Numbering::default() };
            let refused = settings.next("r", "report", "2026", &[]);
            assert_eq!(refused, Err(NumberError::Template(template.to_owned())), "{template}");
        }
        assert!(toml::from_str::<Numbering>("organ = 'x'").is_err());
    }

    #[test]
    fn two_templates_that_meet_give_no_number_twice() {
        let one = numbering("number = \"A-{seq:02}\"").next("r", "report", "2026", &[]).expect("a number");
        let other = numbering("number = \"A-0{seq}\"").next("s", "report", "2026", std::slice::from_ref(&one));
        assert_eq!(other, Err(NumberError::Twice("A-01".to_owned())));
    }
}
