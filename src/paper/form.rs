//! The kinds of files that a paper becomes.

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Form {
    Pdf,
    Html,
    Xlsx,
    Csv,
    Json,
    Dcc,
}

impl Form {
    /// Every kind: those for people first.
    pub const ALL: [Self; 6] = [Self::Pdf, Self::Html, Self::Xlsx, Self::Csv, Self::Json, Self::Dcc];

    /// What the names of its files end in.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Html => "html",
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Dcc => "xml",
        }
    }

    /// Its name for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pdf => "PDF",
            Self::Html => "HTML",
            Self::Xlsx => "XLSX",
            Self::Csv => "CSV",
            Self::Json => "JSON",
            Self::Dcc => "DCC",
        }
    }

    /// Files for people are the document of the verdict; files of data are the original record.
    pub const fn of_data(self) -> bool {
        matches!(self, Self::Xlsx | Self::Csv | Self::Json)
    }

    /// It can go to a terminal or through a pipe as text.
    pub const fn text(self) -> bool {
        !matches!(self, Self::Pdf | Self::Xlsx)
    }

    /// It is for reading and printing: it bears the code of the seal.
    pub const fn printed(self) -> bool {
        matches!(self, Self::Pdf | Self::Html)
    }
}
