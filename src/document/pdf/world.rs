//! What Typst may see: one template, the paper as JSON, the run's JSON to attach, and the fonts that were chosen. No clock,
//! no network, no file but those of the templates' folder.

use super::fonts::Face;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

/// Name of the paper for templates.
pub const PAPER: &str = "paper.json";
/// Name of what is attached, for templates and readers of the PDF.
pub const ATTACHED: &str = "run.json";
/// Templates that come with the program, by name.
const EMBEDDED: &[(&str, &str)] = &[
    ("document.typ", include_str!("../templates/document.typ")),
    ("layout.typ", include_str!("../templates/layout.typ")),
];

/// One document's world.
pub struct Sight<'a> {
    pub main: FileId,
    pub folder: Option<&'a Path>,
    pub paper: Bytes,
    pub attached: Bytes,
    pub fonts: Vec<Font>,
    pub book: LazyHash<FontBook>,
}

/// A file's id by its name in the folder of templates; `None` for a name that leads out of it.
pub fn id(name: &str) -> Option<FileId> {
    Some(RootedPath::new(VirtualRoot::Project, VirtualPath::new(name).ok()?).intern())
}

/// The template of a kind: the bureau's of this kind, the bureau's of all kinds, the program's.
pub fn main_name(folder: Option<&Path>, kind: &str) -> String {
    let own = format!("{kind}.typ");
    if folder.is_some_and(|folder| folder.join(&own).is_file()) { own } else { "document.typ".to_owned() }
}

impl<'a> Sight<'a> {
    pub fn new(main: FileId, folder: Option<&'a Path>, paper: Bytes, attached: Bytes, faces: &[&Face]) -> Self {
        let fonts: Vec<Font> = faces.iter().map(|face| face.font.clone()).collect();
        let book = LazyHash::new(FontBook::from_fonts(&fonts));
        Self { main, folder, paper, attached, fonts, book }
    }
}

/// A template's text or picture: from the bureau's folder, else what comes with the program.
pub fn template(folder: Option<&Path>, name: &str) -> FileResult<Vec<u8>> {
    let own: Option<PathBuf> = folder.map(|folder| folder.join(name)).filter(|path| path.exists());
    if let Some(path) = own {
        return std::fs::read(&path).map_err(|why| FileError::from_io(why, &path));
    }
    let embedded = EMBEDDED.iter().find(|(known, _)| *known == name);
    embedded.map(|(_, text)| text.as_bytes().to_vec()).ok_or_else(|| FileError::NotFound(name.into()))
}

impl World for Sight<'_> {
    fn library(&self) -> &LazyHash<Library> {
        static LIBRARY: OnceLock<LazyHash<Library>> = OnceLock::new();
        LIBRARY.get_or_init(|| LazyHash::new(Library::default()))
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let text = String::from_utf8(self.file(id)?.to_vec()).map_err(|_| FileError::InvalidUtf8)?;
        Ok(Source::new(id, text))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if !matches!(id.get().root(), VirtualRoot::Project) {
            // Packages come over the network.
            return Err(FileError::AccessDenied);
        }
        match id.get().vpath().get_without_slash() {
            PAPER => Ok(self.paper.clone()),
            ATTACHED => Ok(self.attached.clone()),
            name => template(self.folder, name).map(Bytes::new),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
