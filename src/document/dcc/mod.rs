//! A paper as a Digital Calibration Certificate (DCC) of PTB, schema 3.3.0, with the verdict as a statement of conformity.
//!
//! The legal document stays the one on paper: this file is for machines. What is not final says so in its identifier and in
//! a statement that does not hold.

mod element;
mod figures;

use self::element::Element;
use self::figures::Figures;
use super::compose::UNKNOWN;
use super::laboratory::Laboratory;
use super::paper::{Block, Cell, Field, Paper, PaperKind, Table};
use super::tongue::Tongue;
use crate::exit::Exit;
use crate::locale::{Lang, Words};
use crate::regulation::{Conclusion, ItemVerdict};
use crate::station::Why;

/// Tables that hold results; the others are of the record.
const RESULTS: [&str; 8] = [
    "packages",
    "load-points",
    "comparisons",
    "weighing",
    "tare-weighing",
    "eccentricity",
    "repeatability",
    "discrimination",
];
/// Columns that count rows or name what stands elsewhere.
const NO_QUANTITY: [&str; 4] = ["number", "point", "repeat", "gross"];

/// The file's text; refused for a paper that is no result.
pub fn write(paper: &Paper, laboratory: &Laboratory, tongue: Tongue) -> Result<String, Why> {
    let result = matches!(paper.kind, PaperKind::Certificate | PaperKind::Notice | PaperKind::Report);
    if !result || paper.judgement.is_none() {
        let words = Words::new(
            format!("DCC 只由检定证书、检定结果通知书或检验报告生成，不由{}生成；请先完成任务", paper.kind.words().zh),
            format!(
                "a DCC is made of a certificate, notice or report, not of the {}; conclude the run first",
                paper.kind.words().en.to_lowercase()
            ),
        );
        return Err(Why { words, exit: Exit::Refused });
    }
    let certificate = Certificate { paper, laboratory, tongue, figures: Figures::embedded() };
    certificate.root().document().map_err(|why| Why {
        words: Words::new(format!("无法编写 DCC：{why}"), format!("the DCC cannot be composed: {why}")),
        exit: Exit::Refused,
    })
}

struct Certificate<'a> {
    paper: &'a Paper,
    laboratory: &'a Laboratory,
    tongue: Tongue,
    figures: &'static Figures,
}

/// The version as the rules of the DCC want it: a letter and numbers.
fn release() -> String {
    let version: String = env!("CARGO_PKG_VERSION").chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    format!("v{version}")
}

impl Certificate<'_> {
    fn languages(&self) -> Vec<(&'static str, Lang)> {
        match self.tongue.one() {
            Some(Lang::Zh) => vec![("zh", Lang::Zh)],
            Some(Lang::En) => vec![("en", Lang::En)],
            None => vec![("zh", Lang::Zh), ("en", Lang::En)],
        }
    }

    /// A text in every language that is declared, as the rules want it.
    fn content(&self, name: &'static str, words: &Words) -> Element {
        let content = |(code, lang): (&str, Lang)| Element::text("dcc:content", words.get(lang)).with("lang", code);
        Element::of(name, self.languages().into_iter().map(content).collect())
    }

    fn named(&self, zh: &str, en: &str) -> Element {
        self.content("dcc:name", &Words::new(zh, en))
    }

    fn value(&self, id: &str) -> Option<&Cell> {
        self.paper.field(id).map(|field| &field.value).filter(|cell| **cell != Cell::Empty)
    }

    fn words(&self, id: &str) -> Option<Words> {
        match self.value(id)? {
            Cell::Text(words) => Some(words.clone()),
            Cell::Number { digits, .. } => Some(digits.clone().into()),
            Cell::Empty | Cell::Verdict(_) => None,
        }
    }

    fn root(&self) -> Element {
        let results = Element::of("dcc:measurementResults", vec![self.results()]);
        let schema = &self.figures.schema;
        Element::of("dcc:digitalCalibrationCertificate", vec![self.administrative(), results])
            .with("xmlns:dcc", "https://ptb.de/dcc")
            .with("xmlns:si", "https://ptb.de/si")
            .with("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
            .with("xsi:schemaLocation", &format!("https://ptb.de/dcc https://ptb.de/dcc/v{schema}/dcc.xsd"))
            .with("schemaVersion", schema)
    }

    fn software(&self) -> Element {
        let name = self.named("权衡", "quanheng");
        Element::of("dcc:software", vec![name, Element::text("dcc:release", &release())])
    }

    fn administrative(&self) -> Element {
        Element::of(
            "dcc:administrativeData",
            vec![
                Element::of("dcc:dccSoftware", vec![self.software()]),
                self.core(),
                Element::of("dcc:items", vec![self.item()]),
                self.issuer(),
                self.persons(),
                self.customer(),
                Element::of("dcc:statements", self.statements()),
            ],
        )
    }

    fn core(&self) -> Element {
        let paper = self.paper;
        let day = paper.day.as_str();
        let unfinished = paper.mark.map(|mark| format!("{}-{}", mark.word().to_uppercase(), paper.record));
        let identifier = unfinished.or_else(|| paper.number.clone()).unwrap_or_else(|| paper.record.clone());
        let mut core = vec![Element::text("dcc:countryCodeISO3166_1", &self.figures.country)];
        for name in ["dcc:usedLangCodeISO639_1", "dcc:mandatoryLangCodeISO639_1"] {
            core.extend(self.languages().into_iter().map(|(code, _)| Element::text(name, code)));
        }
        core.push(Element::text("dcc:uniqueIdentifier", &identifier));
        if !paper.record.is_empty() {
            let identification =
                self.identification("calibrationLaboratory", &paper.record, "原始记录编号", "Record No.");
            core.push(Element::of("dcc:identifications", vec![identification]));
        }
        core.push(Element::text("dcc:beginPerformanceDate", day));
        core.push(Element::text("dcc:endPerformanceDate", day));
        let place = if paper.kind == PaperKind::Report { "other" } else { "customer" };
        core.push(Element::text("dcc:performanceLocation", place));
        // The day on which the last one signed; a draft has none.
        let issued = paper.signatures.last().and_then(|last| last.at.get(..10)).filter(|_| paper.mark.is_none());
        core.extend(issued.map(|issued| Element::text("dcc:issueDate", issued)));
        Element::of("dcc:coreData", core)
    }

    fn identification(&self, issuer: &str, value: &str, zh: &str, en: &str) -> Element {
        Element::of(
            "dcc:identification",
            vec![Element::text("dcc:issuer", issuer), Element::text("dcc:value", value), self.named(zh, en)],
        )
    }

    fn item(&self) -> Element {
        let name = self.words("name").or_else(|| self.words("product")).unwrap_or_default();
        let mut item = vec![self.content("dcc:name", &name)];
        if let Some(maker) = self.words("maker") {
            item.push(Element::of("dcc:manufacturer", vec![self.content("dcc:name", &maker)]));
        }
        item.extend(self.words("model").map(|model| Element::text("dcc:model", &model.zh)));
        let known = [("serial", "出厂编号", "Serial number"), ("gun", "枪号", "Gun"), ("batch", "批号", "Batch")];
        let known = known
            .into_iter()
            .filter_map(|(id, zh, en)| Some(self.identification("manufacturer", &self.words(id)?.zh, zh, en)));
        let mut known: Vec<Element> = known.collect();
        if known.is_empty() {
            known.push(self.identification("calibrationLaboratory", &self.paper.record, "原始记录编号", "Record No."));
        }
        item.push(Element::of("dcc:identifications", known));
        Element::of("dcc:item", item)
    }

    fn located(&self, name: &'static str, who: &Words) -> Element {
        let country = Element::text("dcc:countryCode", &self.figures.country);
        Element::of(name, vec![self.content("dcc:name", who), Element::of("dcc:location", vec![country])])
    }

    fn issuer(&self) -> Element {
        let (zh, en) = (&self.laboratory.name, &self.laboratory.name_en);
        let name = match (zh.is_empty(), en.is_empty()) {
            (false, true) => Words::from(zh.as_str()),
            (true, false) => Words::from(en.as_str()),
            _ => Words::new(zh, en),
        };
        Element::of("dcc:calibrationLaboratory", vec![self.located("dcc:contact", &name)])
    }

    fn customer(&self) -> Element {
        self.located("dcc:customer", &self.words("client").unwrap_or_default())
    }

    fn persons(&self) -> Element {
        let signatures = &self.paper.signatures;
        let person = |(number, signature): (usize, &super::paper::Signature)| {
            let name = self.content("dcc:name", &signature.name.as_str().into());
            let mut person = vec![
                Element::of("dcc:person", vec![name]),
                Element::text("dcc:role", &self.tongue.say(&signature.role)),
            ];
            if number == signatures.len() {
                person.push(Element::text("dcc:mainSigner", "true"));
            }
            Element::of("dcc:respPerson", person)
        };
        Element::of("dcc:respPersons", (1..).zip(signatures).map(person).collect())
    }

    fn statements(&self) -> Vec<Element> {
        let last_day = self.words("valid-until").map(|day| Element::text("dcc:date", &day.zh));
        let verdict = self.paper.judgement.as_ref().map(|judgement| judgement.verdict);
        let conformity = match verdict {
            Some(Conclusion::Pass) => Some("pass"),
            Some(Conclusion::Fail) => Some("fail"),
            _ => None,
        };
        let regulation = self.words("regulation").unwrap_or_default();
        let mut conclusion = vec![
            self.named("结论", "Conclusion"),
            Element::text("dcc:countryCodeISO3166_1", &self.figures.country),
            Element::text("dcc:norm", &self.tongue.say(&regulation)),
            self.content("dcc:declaration", &self.words("conclusion").unwrap_or_default()),
            Element::text("dcc:valid", if self.paper.mark.is_none() { "true" } else { "false" }),
        ];
        conclusion.extend(last_day);
        conclusion.extend(conformity.map(|word| Element::text("dcc:conformity", word)));
        let mark = self.paper.mark.and_then(|mark| mark.words()).map(|words| {
            vec![
                self.named("状态", "State"),
                self.content("dcc:declaration", &words),
                Element::text("dcc:valid", "false"),
            ]
        });
        [Some(conclusion), mark].into_iter().flatten().map(|inner| Element::of("dcc:statement", inner)).collect()
    }

    fn results(&self) -> Element {
        let regulation = self.words("regulation").unwrap_or_default();
        let method =
            vec![self.content("dcc:name", &regulation), Element::text("dcc:norm", &self.tongue.say(&regulation))];
        let mut parts = vec![
            self.content("dcc:name", &self.paper.kind.words()),
            Element::of("dcc:usedMethods", vec![Element::of("dcc:usedMethod", method)]),
            Element::of("dcc:usedSoftware", vec![self.software()]),
        ];
        parts.extend(self.standards());
        parts.push(self.conditions());
        let mut results: Vec<Element> = self.paper.tables().filter_map(|table| self.table(table)).collect();
        results.extend(self.single_figures());
        if results.is_empty() {
            // The schema wants one: an instrument that failed at its appearance has no figure.
            let text = self.content("dcc:text", &self.words("conclusion").unwrap_or_default());
            let data = Element::of("dcc:data", vec![text]);
            results.push(Element::of("dcc:result", vec![self.named("结论", "Conclusion"), data]));
        }
        parts.push(Element::of("dcc:results", results));
        Element::of("dcc:measurementResult", parts)
    }

    /// The standards, each with the number of its certificate.
    fn standards(&self) -> Option<Element> {
        let table = self.paper.table("standards")?;
        let standards = table.rows.iter().filter_map(|row| {
            let text = |id: &str| {
                let at = table.columns.iter().position(|column| column.id == id)?;
                match row.get(at) {
                    Some(Cell::Text(words)) if words.zh != UNKNOWN => Some(words.clone()),
                    _ => None,
                }
            };
            let mut inner = vec![self.content("dcc:name", &text("name")?)];
            if let Some(certificate) = text("certificate") {
                let known =
                    self.identification("calibrationLaboratory", &certificate.zh, "证书编号", "Certificate No.");
                inner.push(Element::of("dcc:identifications", vec![known]));
            }
            Some(Element::of("dcc:measuringEquipment", inner))
        });
        let standards: Vec<Element> = standards.collect();
        (!standards.is_empty()).then(|| Element::of("dcc:measuringEquipments", standards))
    }

    /// The environment; one that was not recorded is said to be so, as the rules want a condition.
    fn conditions(&self) -> Element {
        let known = ["temperature", "humidity"].into_iter().filter_map(|id| {
            let field = self.paper.field(id)?;
            Some((self.content("dcc:name", &field.label), self.real(&field.value)?))
        });
        let mut conditions: Vec<Element> = known.map(|(name, real)| condition(name, quantity(vec![real]))).collect();
        if conditions.is_empty() {
            let text = self.content("dcc:text", &Words::new("未记录", "not recorded"));
            conditions.push(condition(self.named("环境条件", "Environment"), text));
        }
        Element::of("dcc:influenceConditions", conditions)
    }

    fn real(&self, cell: &Cell) -> Option<Element> {
        let Cell::Number { digits, unit, .. } = cell else { return None };
        let unit = self.figures.unit(unit)?;
        Some(Element::of("si:real", vec![Element::text("si:value", plain(digits)), Element::text("si:unit", unit)]))
    }

    /// The columns of a table whose cells are all numbers, as lists of one length; the verdicts beside the last of them.
    fn table(&self, table: &Table) -> Option<Element> {
        if !RESULTS.contains(&table.id) || table.rows.is_empty() {
            return None;
        }
        let mut lists = Vec::new();
        for (at, column) in table.columns.iter().enumerate() {
            let Some(unit) = self.figures.unit(&column.unit) else { continue };
            if !column.number || NO_QUANTITY.contains(&column.id) {
                continue;
            }
            let digits = |row: &Vec<Cell>| match row.get(at) {
                Some(Cell::Number { digits, .. }) => Some(plain(digits).to_owned()),
                _ => None,
            };
            let Some(digits) = table.rows.iter().map(digits).collect::<Option<Vec<String>>>() else { continue };
            let list = vec![Element::text("si:valueXMLList", &digits.join(" ")), Element::text("si:unitXMLList", unit)];
            lists.push(vec![self.content("dcc:name", &column.title), Element::of("si:realListXMLList", list)]);
        }
        let verdicts = conformities(table).map(|words| {
            let list = Element::text("dcc:conformityXMLList", &words);
            Element::of("dcc:measurementMetaData", vec![Element::of("dcc:metaData", vec![list])])
        });
        lists.last_mut()?.extend(verdicts);
        let lists = lists.into_iter().map(|inner| Element::of("dcc:quantity", inner)).collect();
        let title = self.title_of(table);
        let data = Element::of("dcc:data", vec![Element::of("dcc:list", lists)]);
        Some(Element::of("dcc:result", vec![self.content("dcc:name", &title), data]))
    }

    fn title_of(&self, table: &Table) -> Words {
        let has = |block: &Block| matches!(block, Block::Table(found) if found.id == table.id);
        let part = self.paper.parts.iter().find(|part| part.blocks.iter().any(has));
        part.map(|part| part.title.clone()).unwrap_or_default()
    }

    /// The figures that stand alone: those of a sample, clock, amount.
    fn single_figures(&self) -> Vec<Element> {
        const ALONE: [&str; 14] = [
            "sample-size",
            "mean",
            "standard-deviation",
            "correction-factor",
            "correction",
            "t",
            "t1",
            "t1-allowed",
            "t2",
            "t2-allowed",
            "mean-tare",
            "clock",
            "zero-error",
            "spread",
        ];
        let one = |id: &&str| {
            let field: &Field = self.paper.field(id)?;
            let data = Element::of("dcc:data", vec![quantity(vec![self.real(&field.value)?])]);
            Some(Element::of("dcc:result", vec![self.content("dcc:name", &field.label), data]))
        };
        ALONE.iter().filter_map(one).collect()
    }
}

fn quantity(inner: Vec<Element>) -> Element {
    Element::of("dcc:quantity", inner)
}

fn condition(name: Element, data: Element) -> Element {
    Element::of("dcc:influenceCondition", vec![name, Element::of("dcc:data", vec![data])])
}

/// Digits as the schema takes them.
fn plain(digits: &str) -> &str {
    digits.strip_prefix('+').unwrap_or(digits)
}

/// A verdict a row, where each row has one.
fn conformities(table: &Table) -> Option<String> {
    let word = |row: &Vec<Cell>| match row.last()? {
        Cell::Verdict(ItemVerdict::Pass) => Some("pass"),
        Cell::Verdict(ItemVerdict::Fail) => Some("fail"),
        _ => None,
    };
    Some(table.rows.iter().map(word).collect::<Option<Vec<_>>>()?.join(" "))
}
