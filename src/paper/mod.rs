//! What a document says, without a form: title, number, fields, tables, charts, signatures. Texts are in both languages
//! and figures are the digits that the ledger holds.

mod form;
pub mod tongue;

pub use form::Form;
pub use tongue::Tongue;

use crate::chart::Chart;
use crate::locale::Words;
use crate::regulation::{ItemVerdict, Judgement, Status};
use std::borrow::Cow;

/// Kinds of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PaperKind {
    /// 原始记录.
    OriginalRecord,
    /// 检定证书.
    Certificate,
    /// 检定结果通知书.
    Notice,
    /// 抽样单.
    SamplingForm,
    /// 检验报告.
    Report,
    /// 汇总表 of several runs.
    Summary,
}

impl PaperKind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::OriginalRecord, Self::Certificate, Self::Notice, Self::SamplingForm, Self::Report, Self::Summary];

    /// As arguments, names of files and JSON write it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::OriginalRecord => "record",
            Self::Certificate => "certificate",
            Self::Notice => "notice",
            Self::SamplingForm => "sampling",
            Self::Report => "report",
            Self::Summary => "summary",
        }
    }

    /// Its title.
    pub fn words(self) -> Words {
        match self {
            Self::OriginalRecord => Words::new("原始记录", "Original record"),
            Self::Certificate => Words::new("检定证书", "Verification certificate"),
            Self::Notice => Words::new("检定结果通知书", "Notice of verification result"),
            Self::SamplingForm => Words::new("抽样单", "Sampling form"),
            Self::Report => Words::new("检验报告", "Test report"),
            Self::Summary => Words::new("汇总表", "Summary"),
        }
    }
}

/// Why a document is no final one; said across every page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Done on simulated instruments.
    Demonstration,
    /// Not concluded, or a signature is missing.
    Draft,
    /// An empty form to be filled in by hand.
    Blank,
}

impl Mark {
    /// As JSON writes it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Demonstration => "demonstration",
            Self::Draft => "draft",
            Self::Blank => "blank",
        }
    }

    /// What stands across every page; an empty form has nothing to warn of.
    pub fn words(self) -> Option<Words> {
        match self {
            Self::Demonstration => Some(Words::new("演示 无效", "DEMONSTRATION NOT VALID")),
            Self::Draft => Some(Words::new("草稿 无效", "DRAFT NOT VALID")),
            Self::Blank => None,
        }
    }
}

/// What stands at the end of every document: behind it nothing was added.
pub fn end_mark() -> Words {
    Words::new("以下空白", "End of document")
}

/// Cells of a text that half a line of a page holds beside its label, a Chinese character being two.
const LINE_HALF: usize = 48;

/// One document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// What it is.
    pub kind: PaperKind,
    /// Ids of the runs it is about; none in an empty form.
    pub runs: Vec<String>,
    /// Its title as printed.
    pub title: Words,
    /// Why it is not final.
    pub mark: Option<Mark>,
    /// Its own number; `None` before approval.
    pub number: Option<String>,
    /// Number of the original record.
    pub record: String,
    /// Who issues it, as the station's settings say.
    pub issuer: String,
    /// What stands above everything: client, instrument, maker, conclusion, day, valid until.
    pub head: Vec<Field>,
    /// Its parts in order.
    pub parts: Vec<Part>,
    /// Who signs, in the order of signing.
    pub signatures: Vec<Signature>,
    /// The code of the seal, for the QR picture.
    pub code: Option<String>,
    /// The day that stands for the making of the document, `YYYY-MM-DD`, from the record and not from a clock.
    pub day: String,
    /// The judgement as the ledger holds it, for writers of data; `None` without one.
    pub judgement: Option<Box<Judgement>>,
}

impl Paper {
    /// Its tables, in order.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.blocks().filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None })
    }

    /// A table by its id.
    pub fn table(&self, id: &str) -> Option<&Table> {
        self.tables().find(|table| table.id == id)
    }

    /// Its charts, in order.
    pub fn charts(&self) -> impl Iterator<Item = &Chart> {
        self.blocks().filter_map(|block| if let Block::Chart(chart) = block { Some(&**chart) } else { None })
    }

    /// A labelled value by its id, from the head or a part.
    pub fn field(&self, id: &str) -> Option<&Field> {
        let inner =
            self.blocks().filter_map(|block| if let Block::Fields(fields) = block { Some(fields) } else { None });
        self.head.iter().chain(inner.flatten()).find(|field| field.id == id)
    }

    fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.parts.iter().flat_map(|part| &part.blocks)
    }
}

/// A labelled value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// A short id, the same in every language: `serial`, `valid-until`.
    pub id: &'static str,
    /// Its label.
    pub label: Words,
    /// What stands there; an empty text is a line to write on.
    pub value: Cell,
}

/// A part with a heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its heading.
    pub title: Words,
    /// What stands in it.
    pub blocks: Vec<Block>,
}

/// A piece of a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Labelled values.
    Fields(Vec<Field>),
    /// A table.
    Table(Table),
    /// A sentence; a status makes it a caution.
    Note(Words),
    /// A chart.
    Chart(Box<Chart>),
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// A short id, for the names of sheets and files: `packages`, `load-points`.
    pub id: &'static str,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows; each as long as `columns`.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// The table as people read it, without the columns that stand aside.
    pub fn for_people(&self) -> Cow<'_, Self> {
        if self.columns.iter().all(|column| !column.aside) {
            return Cow::Borrowed(self);
        }
        let row = |row: &Vec<Cell>| {
            let cells = row.iter().zip(&self.columns).filter(|(_, column)| !column.aside);
            cells.map(|(cell, _)| cell.clone()).collect()
        };
        Cow::Owned(Self {
            id: self.id,
            columns: self.columns.iter().filter(|column| !column.aside).cloned().collect(),
            rows: self.rows.iter().map(row).collect(),
        })
    }
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// A short id, the same in every language: `net`, `mean`.
    pub id: &'static str,
    /// Its head.
    pub title: Words,
    /// The unit of its numbers; empty where they have none.
    pub unit: String,
    /// Its cells are numbers and stand at the right.
    pub number: bool,
    /// What it says stands beside the table where people read it: it has a place in files of data only.
    pub aside: bool,
}

/// What stands in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing, or a line to write on.
    Empty,
    /// A text.
    Text(Words),
    /// A number with exactly these digits, its unit, and how well a figure of a regulation is known.
    Number {
        /// The digits as stored.
        digits: String,
        /// Its unit; empty where the column says it.
        unit: String,
        /// For a figure of a regulation: its status. Only an unconfirmed one is marked.
        status: Option<Status>,
    },
    /// A verdict, by word and shape.
    Verdict(ItemVerdict),
}

impl Field {
    /// A labelled value.
    pub fn new(id: &'static str, zh: &str, en: &str, value: impl Into<Cell>) -> Self {
        Self { id, label: Words::new(zh, en), value: value.into() }
    }

    /// Its text needs a line of its own.
    pub fn is_long(&self) -> bool {
        let long = |text: &str| text.chars().map(|each| if each.is_ascii() { 1 } else { 2 }).sum::<usize>() > LINE_HALF;
        matches!(&self.value, Cell::Text(words) if long(&words.zh) || long(&words.en))
    }
}

impl Column {
    /// A column of texts.
    pub fn text(id: &'static str, zh: &str, en: &str) -> Self {
        Self { id, title: Words::new(zh, en), unit: String::new(), number: false, aside: false }
    }

    /// A column of numbers of one unit.
    pub fn number(id: &'static str, zh: &str, en: &str, unit: &str) -> Self {
        Self { id, title: Words::new(zh, en), unit: unit.to_owned(), number: true, aside: false }
    }

    /// The same, left to files of data where that holds.
    #[must_use]
    pub fn aside_if(self, aside: bool) -> Self {
        Self { aside, ..self }
    }
}

impl Cell {
    /// A text; an empty one is a line to write on.
    pub fn text(text: &str) -> Self {
        if text.trim().is_empty() { Self::Empty } else { Self::Text(text.into()) }
    }

    /// A number without a unit of its own; what is no number stays a text.
    pub fn number(digits: &str) -> Self {
        Self::measured(digits, "")
    }

    /// A number with its unit.
    pub fn measured(digits: &str, unit: &str) -> Self {
        match crate::quantity::parse_decimal(digits) {
            Ok(_) => Self::Number { digits: digits.to_owned(), unit: unit.to_owned(), status: None },
            Err(_) => Self::text(digits),
        }
    }

    /// A number that may be missing.
    pub fn maybe(digits: Option<&String>) -> Self {
        digits.map_or(Self::Empty, |digits| Self::number(digits))
    }

    /// The same with how well it is known.
    #[must_use]
    pub fn known(self, known: impl Into<Option<Status>>) -> Self {
        match self {
            Self::Number { digits, unit, .. } => Self::Number { digits, unit, status: known.into() },
            other => other,
        }
    }

    /// Whether it is a figure that was not held against the official text.
    pub const fn unconfirmed(&self) -> bool {
        matches!(self, Self::Number { status: Some(Status::Unconfirmed), .. })
    }
}

impl From<Words> for Cell {
    fn from(words: Words) -> Self {
        if words.zh.trim().is_empty() { Self::Empty } else { Self::Text(words) }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

/// One signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// 检定员, 核验员, 批准人.
    pub role: Words,
    /// Who; empty: a line to sign on by hand.
    pub name: String,
    /// When, RFC 3339; empty before.
    pub at: String,
}
