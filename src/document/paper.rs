//! What a document says, without a form: title, number, fields, tables, charts, signatures. Texts are in both languages
//! and figures are the digits that the ledger holds.

use crate::chart::Chart;
use crate::locale::Words;
use crate::regulation::{ItemVerdict, Status};

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

/// One document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// What it is.
    pub kind: PaperKind,
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
}

/// A labelled value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
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

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its head.
    pub title: Words,
    /// The unit of its numbers; empty where they have none.
    pub unit: String,
    /// Its cells are numbers and stand at the right.
    pub number: bool,
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
