//! Why a paper did not become a PDF, with the place in the template.

use super::fonts::PACKAGE;
use super::world::Sight;
use crate::exit::Exit;
use crate::locale::{Lang, Say};
use typst::diag::{FileError, SourceDiagnostic};
use typst::{World, WorldExt};

/// Why there is no PDF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PdfError {
    /// No font of this machine has Chinese.
    NoFont,
    /// A template cannot be read.
    Unread {
        /// Its name.
        file: String,
        /// Why.
        why: String,
    },
    /// A template has a mistake.
    Template {
        /// Its name.
        file: String,
        /// Its line, from 1; 0 where Typst names none.
        line: usize,
        /// The sign in the line, from 1.
        column: usize,
        /// What Typst says.
        message: String,
        /// What Typst advises.
        hints: Vec<String>,
    },
    /// It could not be set for another reason.
    Set(String),
}

impl PdfError {
    pub(super) fn unread(file: &str, why: &FileError) -> Self {
        Self::Unread { file: file.to_owned(), why: why.to_string() }
    }

    pub(super) fn template(sight: &Sight<'_>, mistakes: &[SourceDiagnostic]) -> Self {
        let Some(first) = mistakes.first() else { return Self::Set(String::new()) };
        let source = first.span.id().and_then(|id| sight.source(id).ok());
        let place = source.as_ref().zip(sight.range(first.span)).and_then(|(source, range)| {
            let (line, column) = source.lines().byte_to_line_column(range.start)?;
            Some((line + 1, column + 1))
        });
        let (line, column) = place.unwrap_or_default();
        let file = source.map(|source| source.id().get().vpath().get_without_slash().to_owned());
        Self::Template {
            file: file.unwrap_or_default(),
            line,
            column,
            message: first.message.to_string(),
            hints: first.hints.iter().map(|hint| hint.v.to_string()).collect(),
        }
    }

    /// How a verb ends with it.
    pub const fn exit(&self) -> Exit {
        match self {
            Self::NoFont | Self::Set(_) => Exit::Refused,
            Self::Unread { .. } | Self::Template { .. } => Exit::BadInput,
        }
    }
}

impl Say for PdfError {
    fn say(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        match self {
            Self::NoFont if zh => format!(
                "本机没有中文字体，不能编排 PDF；请安装软件包 {PACKAGE}（sudo apt install -y {PACKAGE}），或把字体文件放入数据文件夹的 fonts/"
            ),
            Self::NoFont => format!(
                "no font of this machine has Chinese, so no PDF can be set; install the package {PACKAGE} (sudo apt install -y {PACKAGE}), or put a font file into fonts/ of the data folder"
            ),
            Self::Unread { file, why } if zh => {
                format!("模板 {file} 无法读取：{why}；修正它，或删除它以使用自带的模板")
            }
            Self::Unread { file, why } => {
                format!(
                    "the template {file} cannot be read: {why}; mend it, or remove it to use the one that comes with the program"
                )
            }
            Self::Template { file, line, column, message, hints } => {
                let hints: String = hints.iter().map(|hint| format!(" ({hint})")).collect();
                if zh {
                    format!(
                        "模板 {file} 第 {line} 行第 {column} 列有误：{message}{hints}；修正它，或删除它以使用自带的模板"
                    )
                } else {
                    format!(
                        "the template {file}, line {line}, column {column}: {message}{hints}; mend it, or remove it to use the one that comes with the program"
                    )
                }
            }
            Self::Set(why) if zh => format!("PDF 编排失败：{why}；请用 --as html"),
            Self::Set(why) => format!("the PDF could not be set: {why}; use --as html"),
        }
    }
}
