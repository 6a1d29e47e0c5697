//! Where papers are made, for the verb and for the screens alike: which paper a run gives, the code on a final one, the bytes of
//! every kind of file, and their names.

mod desk;
mod reader;

pub use desk::Desk;
pub use reader::Reader;

use super::compose::{Recorded, compose};
use super::laboratory::{self, Laboratory};
use super::{csv, dcc, html, json, xlsx};
use crate::exit::Exit;
use crate::locale::{Words, file_mistake, papers as words};
use crate::paper::{Form, Paper, PaperKind, Tongue};
use crate::station::Why;
use std::path::Path;

/// Makes files of papers; what it reads once it keeps.
#[derive(Debug)]
pub struct Office {
    /// Where fonts and templates of its own lie, for PDFs.
    #[cfg(feature = "pdf")]
    data: std::path::PathBuf,
    laboratory: Laboratory,
    #[cfg(feature = "pdf")]
    fonts: std::sync::OnceLock<super::pdf::Fonts>,
}

/// The bytes of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The file.
    pub bytes: Vec<u8>,
    /// What it is: HTML where a PDF was wanted and no font has Chinese.
    pub form: Form,
    /// Why it is not what was wanted.
    pub instead: Option<Words>,
    /// What is to be said of it.
    pub notes: Vec<Words>,
}

impl Office {
    /// The office of a data folder, with the laboratory that its file names.
    pub fn of(data: &Path) -> Result<Self, Why> {
        Ok(Self {
            #[cfg(feature = "pdf")]
            data: data.to_owned(),
            laboratory: laboratory(data)?,
            #[cfg(feature = "pdf")]
            fonts: std::sync::OnceLock::new(),
        })
    }

    /// Who issues the papers.
    pub const fn laboratory(&self) -> &Laboratory {
        &self.laboratory
    }

    /// Composes a paper of a run. `printed`: it is to be read by people, and bears a code where it is final; one that was not
    /// handed out yet is asked for.
    pub fn paper(
        &self,
        recorded: &Recorded,
        kind: Option<PaperKind>,
        printed: bool,
        hand_out: &mut dyn FnMut(&str) -> Option<String>,
    ) -> Result<Paper, Why> {
        let mut paper = compose(recorded, kind, &self.laboratory)?;
        if paper.mark.is_none() && printed {
            paper.code = reader::code_of(recorded).or_else(|| hand_out(&recorded.run));
        }
        Ok(paper)
    }

    /// The file of papers; of forms for one paper, the first.
    pub fn made(&self, papers: &[Paper], form: Form, tongue: Tongue) -> Result<Made, Why> {
        let plain = |bytes| Made { bytes, form, instead: None, notes: Vec::new() };
        let [paper, ..] = papers else { return Ok(plain(Vec::new())) };
        let broken =
            |why: String| Why { words: words::both(|lang| words::not_composed(lang, &why)), exit: Exit::Refused };
        Ok(plain(match form {
            Form::Html => html::write(paper, tongue).into_bytes(),
            Form::Csv => csv::write(papers, tongue).map_err(|why| broken(why.to_string()))?,
            Form::Json => json::write(papers).into_bytes(),
            Form::Xlsx => xlsx::write(paper, tongue).map_err(|why| broken(why.to_string()))?,
            Form::Dcc => dcc::write(paper, &self.laboratory, tongue)?.into_bytes(),
            Form::Pdf => return self.pdf(papers, tongue),
        }))
    }

    #[cfg(not(feature = "pdf"))]
    #[allow(clippy::unused_self)]
    fn pdf(&self, _papers: &[Paper], _tongue: Tongue) -> Result<Made, Why> {
        Err(no_pdf())
    }

    /// The first paper, with all of them as JSON in it; without a Chinese font its HTML form, which needs none of this machine.
    #[cfg(feature = "pdf")]
    fn pdf(&self, papers: &[Paper], tongue: Tongue) -> Result<Made, Why> {
        use super::pdf::{Fonts, PdfError, pdf, used};
        let [paper, ..] = papers else { return Err(no_pdf()) };
        let templates = Some(self.data.join("templates")).filter(|templates| templates.is_dir());
        // Sheets of a whole day are set with the fonts of the first.
        let fonts = self.fonts.get_or_init(|| Fonts::of_machine(&self.data.join("fonts")));
        let attached = used(paper, tongue, templates.as_deref(), fonts).and_then(|used| {
            pdf(paper, json::with_fonts(papers, &used).as_bytes(), tongue, templates.as_deref(), fonts)
        });
        match attached {
            Ok(set) => Ok(Made { bytes: set.bytes, form: Form::Pdf, instead: None, notes: set.notes }),
            Err(why @ PdfError::NoFont) => {
                let bytes = html::write(paper, tongue).into_bytes();
                let instead = Some(Why::said(&why, why.exit()).words);
                Ok(Made { bytes, form: Form::Html, instead, notes: Vec::new() })
            }
            Err(why) => Err(Why::said(&why, why.exit())),
        }
    }
}

/// The name of a paper's file, without its ending.
pub fn name(paper: &Paper) -> String {
    match paper.kind {
        PaperKind::Summary => format!("summary-{}", paper.day),
        kind => format!("{}-{}", paper.record, kind.word()),
    }
}

/// This build sets no PDF.
pub fn no_pdf() -> Why {
    Why { words: words::both(words::no_pdf), exit: Exit::Refused }
}

fn laboratory(data: &Path) -> Result<Laboratory, Why> {
    let path = data.join(laboratory::FILE);
    if !path.exists() {
        return Ok(Laboratory::default());
    }
    let place = path.display().to_string();
    let text = std::fs::read_to_string(&path)
        .map_err(|why| Why::from(words::both(|lang| words::unread_file(lang, &place, &why.to_string()))))?;
    Laboratory::parse(&text).map_err(|why| {
        let said = |lang| words::wrong_file(lang, &place, &file_mistake::say(lang, &why.to_string()));
        words::both(said).into()
    })
}
