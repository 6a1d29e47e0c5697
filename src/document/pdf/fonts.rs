//! The fonts of documents: the user's own folder first, then those of the machine in the order of `fonts.toml`. A font is
//! read when a document needs it and kept; the next one is only read for characters that those before it lack.

use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use typst::foundations::Bytes;
use typst::text::Font;

const LISTED: &str = include_str!("fonts.toml");
/// The package that is named where no Chinese font is found.
pub const PACKAGE: &str = "fonts-noto-cjk";
/// Folders to look for fonts in instead of those of the system, separated like those of `PATH`.
pub const SEARCHED: &str = "QUANHENG_FONTS";
/// Where fonts lie on the systems this program runs on, without those of a user.
const FOLDERS: &[&str] = &["/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts"];
/// How deep folders of fonts are looked through.
const DEEPEST: usize = 5;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    font: Vec<Listed>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code)]
struct Listed {
    family: String,
    files: Vec<String>,
    #[serde(default)]
    face: u32,
    chinese: bool,
    /// What a system's package manager calls it; for people who read the list.
    package: String,
}

/// A font file that was found, read when it is needed.
#[derive(Debug)]
struct Found {
    path: PathBuf,
    /// The family it must hold; any where it is the user's own.
    family: Option<&'static str>,
    face: u32,
    read: OnceLock<Option<Face>>,
}

/// A font that is read.
#[derive(Clone, Debug)]
pub struct Face {
    /// The font.
    pub font: Font,
    /// SHA-256 of its file, hexadecimal.
    pub sha256: String,
    /// Its file.
    pub path: PathBuf,
}

/// The characters that fonts have, without the fonts: what a name that is being typed is held against.
#[derive(Clone, Debug, Default)]
pub struct Glyphs {
    /// A bit for each character.
    has: Vec<u64>,
}

impl Glyphs {
    /// The characters of a text that no font has.
    pub fn lacks(&self, text: &str) -> Vec<char> {
        let mut lacking: Vec<char> = text.chars().filter(|sign| printed(*sign) && !self.contains(*sign)).collect();
        lacking.sort_unstable();
        lacking.dedup();
        lacking
    }

    fn contains(&self, character: char) -> bool {
        let (word, bit) = place(u32::from(character));
        self.has.get(word).is_some_and(|has| has & bit != 0)
    }

    fn take(&mut self, face: &Face) {
        for code in face.font.info().coverage.iter() {
            let (word, bit) = place(code);
            if self.has.len() <= word {
                self.has.resize(word + 1, 0);
            }
            if let Some(has) = self.has.get_mut(word) {
                *has |= bit;
            }
        }
    }
}

/// Where the bit of a character lies.
const fn place(code: u32) -> (usize, u64) {
    ((code / 64) as usize, 1 << (code % 64))
}

/// The fonts of a machine, in the order in which they are used.
#[derive(Debug, Default)]
pub struct Fonts {
    found: Vec<Found>,
}

fn listed() -> &'static [Listed] {
    static LIST: OnceLock<Vec<Listed>> = OnceLock::new();
    // A list that does not read finds no font of the machine; a test holds that it reads.
    LIST.get_or_init(|| toml::from_str::<List>(LISTED).map(|list| list.font).unwrap_or_default())
}

impl Fonts {
    /// Those of the user's folder and of this machine, or of the folders that the environment names instead.
    pub fn of_machine(own: &Path) -> Self {
        if let Some(named) = std::env::var_os(SEARCHED) {
            return Self::of_folders(own, &std::env::split_paths(&named).collect::<Vec<_>>());
        }
        let home = std::env::var_os("HOME").map(|home| Path::new(&home).join(".local/share/fonts"));
        let folders: Vec<PathBuf> = home.into_iter().chain(FOLDERS.iter().map(PathBuf::from)).collect();
        Self::of_folders(own, &folders)
    }

    /// Every font of the user's folder by name, then those of the list that lie in these folders.
    pub fn of_folders(own: &Path, folders: &[PathBuf]) -> Self {
        let mut mine = BTreeMap::new();
        walk(own, DEEPEST, &mut mine);
        let font = |path: &&PathBuf| {
            let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
            matches!(ending.as_deref(), Some("ttf" | "otf" | "ttc"))
        };
        let own = mine.values().filter(font).map(|path| Found::new(path, None, 0));
        let mut found: Vec<Found> = own.collect();
        let mut there = BTreeMap::new();
        for folder in folders {
            walk(folder, DEEPEST, &mut there);
        }
        for font in listed() {
            let file = font.files.iter().find_map(|file| there.get(file));
            found.extend(file.map(|path| Found::new(path, Some(&font.family), font.face)));
        }
        Self { found }
    }

    /// The fonts that are needed for these characters, in order, and the characters that none of them has.
    pub fn covering(&self, characters: impl IntoIterator<Item = char>) -> (Vec<&Face>, Vec<char>) {
        let mut lacking: Vec<char> = characters.into_iter().filter(|character| printed(*character)).collect();
        lacking.sort_unstable();
        lacking.dedup();
        let mut faces: Vec<&Face> = Vec::new();
        for face in self.found.iter().filter_map(Found::face) {
            let before = lacking.len();
            lacking.retain(|character| !face.font.info().coverage.contains(u32::from(*character)));
            if lacking.len() < before {
                faces.push(face);
            }
            if lacking.is_empty() {
                break;
            }
        }
        (faces, lacking)
    }

    /// The characters that any of them has. Each font is read and put away again.
    pub fn glyphs(self) -> Glyphs {
        let mut glyphs = Glyphs::default();
        for found in self.found {
            if let Some(face) = found.face() {
                glyphs.take(face);
            }
        }
        glyphs
    }

    /// Characters of a text, a name for instance, that no font of this machine has.
    pub fn lacks(&self, text: &str) -> Vec<char> {
        self.covering(text.chars()).1
    }
}

impl Found {
    fn new(path: &Path, family: Option<&'static str>, face: u32) -> Self {
        Self { path: path.to_owned(), family, face, read: OnceLock::new() }
    }

    /// The font, read once; a file that holds no such font is none.
    fn face(&self) -> Option<&Face> {
        self.read.get_or_init(|| self.read_file()).as_ref()
    }

    fn read_file(&self) -> Option<Face> {
        let bytes = fs::read(&self.path).ok()?;
        let sha256 = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        let bytes = Bytes::new(bytes);
        let wanted = |font: &Font| self.family.is_none_or(|family| font.info().family == family);
        let hinted = Font::new(bytes.clone(), self.face).filter(wanted);
        let font = hinted.or_else(|| Font::iter(bytes).find(wanted))?;
        Some(Face { font, sha256, path: self.path.clone() })
    }
}

/// Whether a character needs a glyph.
fn printed(character: char) -> bool {
    !character.is_control() && !character.is_whitespace() && !matches!(character, '\u{200b}'..='\u{200f}' | '\u{feff}')
}

/// Names of files below a folder; the first of a name counts. Folders in the order of their names, so that two machines
/// with the same files find the same one.
fn walk(folder: &Path, deep: usize, found: &mut BTreeMap<String, PathBuf>) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            if deep > 0 {
                walk(&path, deep - 1, found);
            }
        } else if let Some(name) = path.file_name() {
            found.entry(name.to_string_lossy().into_owned()).or_insert(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_font_has_is_named_once_and_blanks_need_none() {
        let mut glyphs = Glyphs::default();
        for sign in ['李', 'A', '\u{20164}'] {
            let (word, bit) = place(u32::from(sign));
            glyphs.has.resize(glyphs.has.len().max(word + 1), 0);
            glyphs.has[word] |= bit;
        }
        assert_eq!(glyphs.lacks("李 A\u{20164}㛃李㛃\u{200b}"), ['㛃']);
        assert_eq!(Glyphs::default().lacks("李"), ['李']);
    }

    #[test]
    fn the_list_reads_and_begins_with_a_chinese_font() {
        assert!(toml::from_str::<List>(LISTED).is_ok());
        assert!(listed().first().is_some_and(|font| font.chinese && font.package == PACKAGE));
    }
}
