//! A paper as PDF, set by Typst: PDF/A-3b with the run's JSON attached, the same bytes on every repeat.
//!
//! A character that no font has costs the archive form and not the document: it is printed as a box and named on the first
//! page. Nothing of the machine gets in but the fonts, whose hashes are given back.

mod fonts;
mod mistake;
mod paper_json;
mod world;

pub use fonts::{Face, Fonts, Glyphs, PACKAGE, SEARCHED};
pub use mistake::PdfError;

use super::paper::Paper;
use super::tongue::Tongue;
use crate::locale::Words;
use std::path::Path;
use typst::foundations::{Bytes, Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};
use world::Sight;

/// How many further documents what Typst worked out for one is kept for.
const KEPT: usize = 3;

/// A document that is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// SHA-256 of every font file it was set with, in order.
    pub font_sha256: Vec<String>,
    /// What is to be said to whoever prints it.
    pub notes: Vec<Words>,
}

/// Sets a paper. `attached` is the JSON that travels in the file, `templates` the folder of the bureau's own templates.
pub fn pdf(
    paper: &Paper,
    attached: &[u8],
    tongue: Tongue,
    templates: Option<&Path>,
    fonts: &Fonts,
) -> Result<Pdf, PdfError> {
    let (faces, lacking) = chosen(paper, tongue, templates, fonts)?;
    let main = world::main_name(templates, paper.kind.word());
    let families: Vec<String> = faces.iter().map(|face| face.font.info().family.clone()).collect();
    let data = paper_json::write(paper, tongue, &lacking, &families).to_string();
    let id = world::id(&main).ok_or_else(|| PdfError::Set(main.clone()))?;
    let sight = Sight::new(id, templates, Bytes::new(data.into_bytes()), Bytes::new(attached.to_vec()), &faces);
    let bytes = set(&sight, paper, lacking.is_empty());
    typst::comemo::evict(KEPT);
    let notes = if lacking.is_empty() { Vec::new() } else { vec![paper_json::lacks(&lacking)] };
    Ok(Pdf { bytes: bytes?, font_sha256: faces.iter().map(|face| face.sha256.clone()).collect(), notes })
}

/// The fonts that a paper is set with, in order: the family and the SHA-256 of the file of each.
pub fn used(
    paper: &Paper,
    tongue: Tongue,
    templates: Option<&Path>,
    fonts: &Fonts,
) -> Result<Vec<(String, String)>, PdfError> {
    let (faces, _) = chosen(paper, tongue, templates, fonts)?;
    Ok(faces.iter().map(|face| (face.font.info().family.clone(), face.sha256.clone())).collect())
}

/// The fonts for a paper and its template, and the characters that none of them has.
fn chosen<'a>(
    paper: &Paper,
    tongue: Tongue,
    templates: Option<&Path>,
    fonts: &'a Fonts,
) -> Result<(Vec<&'a Face>, Vec<char>), PdfError> {
    let main = world::main_name(templates, paper.kind.word());
    let template = world::template(templates, &main).map_err(|why| PdfError::unread(&main, &why))?;
    let bare = paper_json::write(paper, tongue, &[], &[]).to_string();
    // What a template says itself needs glyphs as well.
    let texts = [bare.as_str(), &String::from_utf8_lossy(&template)].concat();
    let (faces, lacking) = fonts.covering(texts.chars());
    if faces.is_empty() || lacking.iter().any(|each| chinese(*each)) && !faces.iter().any(|face| has_chinese(face)) {
        return Err(PdfError::NoFont);
    }
    Ok((faces, lacking))
}

fn set(sight: &Sight<'_>, paper: &Paper, archive: bool) -> Result<Vec<u8>, PdfError> {
    let document: PagedDocument =
        typst::compile(sight).output.map_err(|mistakes| PdfError::template(sight, &mistakes))?;
    let timestamp = day(&paper.day).map(Timestamp::new_utc);
    // An archive wants a day; an empty form has none and is nothing to keep.
    let standard = if archive && timestamp.is_some() { PdfStandard::A_3b } else { PdfStandard::V_1_7 };
    let standards = PdfStandards::new(&[standard]).map_err(|why| PdfError::Set(why.message().to_string()))?;
    let ident = [paper.kind.word(), &paper.record, paper.number.as_deref().unwrap_or_default()].join("/");
    let options = PdfOptions {
        ident: Smart::Custom(ident),
        creator: Smart::Custom(Some(concat!("quanheng ", env!("CARGO_PKG_VERSION")).to_owned())),
        timestamp,
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(|mistakes| PdfError::template(sight, &mistakes))
}

/// The day of a paper.
fn day(text: &str) -> Option<Datetime> {
    let mut parts = text.splitn(3, '-');
    let mut part = || parts.next();
    let (year, month, day) = (part()?.parse().ok()?, part()?.parse().ok()?, part()?.parse().ok()?);
    Datetime::from_ymd_hms(year, month, day, 0, 0, 0)
}

const fn chinese(character: char) -> bool {
    matches!(character, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Whether a font has Chinese at all: the character for "one".
fn has_chinese(face: &Face) -> bool {
    face.font.info().coverage.contains(u32::from('一'))
}
