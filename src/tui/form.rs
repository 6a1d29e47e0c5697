//! Forms: sections of labelled lines and choices. A field is checked when it is left, and only the button sends; behind the
//! button stand the folded sections that the quick way needs none of.

use super::checks::{self, Check};
use super::field::{Field, LINE_MAX, Value};
use super::secret_line::SecretLine;
use super::standard_part::Offered;
use crate::locale::{Lang, Words};
use crate::station::Snapshot;
use crossterm::event::{KeyCode, KeyEvent};
use std::borrow::Cow;

pub use super::field::Label;

/// What a form makes. One of accounts is over once `changes` of the snapshot is another,
/// one of a standard once its register has another number of entries.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Purpose {
    Lot,
    Pile,
    Scale,
    NewAccount { changes: u64 },
    ChangeAccount { id: String, changes: u64 },
    Secret { id: String, own: bool, changes: u64 },
    Standard { id: Option<String>, entries: usize },
}

impl Purpose {
    /// Whether it begins a run.
    pub const fn begins(&self) -> bool {
        matches!(self, Self::Lot | Self::Pile | Self::Scale)
    }
}

/// Fields that belong together, under a heading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// The heading; without words none is drawn.
    pub heading: Words,
    /// It can be folded, and is so now; `None`: it always stands open, before the button.
    pub folded: Option<bool>,
    /// What the rule that judges has to say of the whole section.
    pub note: Option<Words>,
}

/// Where the focus can stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Stop {
    Field(usize),
    Button,
    /// The heading of a section that can be folded.
    Section(usize),
}

/// A form.
#[derive(Clone)]
pub struct Form {
    /// What it is for.
    pub purpose: Purpose,
    /// Its fields, those of one section in their order.
    pub fields: Vec<Field>,
    /// Its sections: those that stand open before those that fold.
    pub sections: Vec<Section>,
    /// What has the focus.
    pub focus: Stop,
    /// The day of the last run that fields were taken from.
    pub since: Option<String>,
    /// The day that is today, where it is known.
    pub today: String,
    /// The standards of the register.
    pub standards: Vec<Offered>,
    /// Something was typed where nothing takes it: the Enter behind it ends a scanner's line and presses nothing.
    stray: bool,
}

impl Form {
    /// A form without fields yet.
    pub const fn new(purpose: Purpose) -> Self {
        Self {
            purpose,
            fields: Vec::new(),
            sections: Vec::new(),
            focus: Stop::Field(0),
            since: None,
            today: String::new(),
            standards: Vec::new(),
            stray: false,
        }
    }

    /// With a section of fields that always stands open.
    #[must_use]
    pub fn section(mut self, heading: Label, fields: Vec<Field>) -> Self {
        self.add(Words::new(heading(Lang::Zh), heading(Lang::En)), None, fields);
        self
    }

    /// With fields that need no heading.
    #[must_use]
    pub fn plain(mut self, fields: Vec<Field>) -> Self {
        self.add(Words::default(), None, fields);
        self
    }

    /// With a folded section of fields that may stay as they are.
    #[must_use]
    pub fn folded(mut self, heading: Label, fields: Vec<Field>) -> Self {
        self.add(Words::new(heading(Lang::Zh), heading(Lang::En)), Some(true), fields);
        self
    }

    fn add(&mut self, heading: Words, folded: Option<bool>, fields: Vec<Field>) {
        let section = self.sections.len();
        self.sections.push(Section { heading, folded, note: None });
        self.fields.extend(fields.into_iter().map(|field| Field { section, ..field }));
    }

    /// A field by its name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The same, to change it.
    pub fn field_mut(&mut self, name: &str) -> Option<&mut Field> {
        self.fields.iter_mut().find(|field| field.name == name)
    }

    /// The text of a field: what was typed, or what the chosen option means. A hidden field says nothing.
    pub fn text(&self, name: &str) -> String {
        self.field(name).filter(|field| !field.hidden).map(Field::text).unwrap_or_default()
    }

    /// The secret of a field.
    pub fn secret(&self, name: &str) -> Option<&SecretLine> {
        self.field(name).and_then(|field| match &field.value {
            Value::Secret(line) => Some(line),
            _ => None,
        })
    }

    /// Whether the station has done what the form was for. A form of a run is over when its run is open.
    pub fn over(&self, snapshot: &Snapshot) -> bool {
        match &self.purpose {
            Purpose::Lot | Purpose::Pile | Purpose::Scale => false,
            Purpose::NewAccount { changes }
            | Purpose::ChangeAccount { changes, .. }
            | Purpose::Secret { changes, .. } => *changes != snapshot.people.changes,
            Purpose::Standard { entries, .. } => *entries != snapshot.register.entries.len(),
        }
    }

    /// Puts an error beside a field and the focus on it; its section is unfolded.
    pub fn refuse(&mut self, name: &str, why: Words) {
        let Some(index) = self.fields.iter().position(|field| field.name == name) else { return };
        if let Some(field) = self.fields.get_mut(index) {
            field.error = Some(why);
            if let Some(Section { folded: Some(folded), .. }) = self.sections.get_mut(field.section) {
                *folded = false;
            }
        }
        self.focus = Stop::Field(index);
    }

    /// The fields of a section that are shown when it is open, with their places.
    pub fn of_section(&self, section: usize) -> impl Iterator<Item = (usize, &Field)> {
        self.fields.iter().enumerate().filter(move |(_, field)| field.section == section && !field.hidden)
    }

    /// Everything that can have the focus, from the top: open sections, the button, folded ones. A section whose fields are
    /// all hidden is not there.
    pub fn stops(&self) -> Vec<Stop> {
        let mut stops = Vec::new();
        let mut button = false;
        for (index, section) in self.sections.iter().enumerate() {
            if section.folded.is_some() && !button {
                stops.push(Stop::Button);
                button = true;
            }
            let mut fields = self.of_section(index).map(|(place, _)| Stop::Field(place)).peekable();
            if fields.peek().is_none() {
                continue;
            }
            if section.folded.is_some() {
                stops.push(Stop::Section(index));
            }
            if section.folded != Some(true) {
                stops.extend(fields);
            }
        }
        if !button {
            stops.push(Stop::Button);
        }
        stops
    }

    /// The section that something belongs to; the button belongs to none.
    fn section_of(&self, stop: Stop) -> Option<usize> {
        match stop {
            Stop::Field(index) => self.fields.get(index).map(|field| field.section),
            Stop::Section(index) => Some(index),
            Stop::Button => None,
        }
    }

    /// Takes a key; true when the button was pressed.
    pub fn key(&mut self, key: KeyEvent) -> bool {
        let stray = std::mem::take(&mut self.stray);
        match (key.code, self.focus) {
            (KeyCode::Tab | KeyCode::Down, _) => self.go(true),
            (KeyCode::BackTab | KeyCode::Up, _) => self.go(false),
            (KeyCode::PageDown, _) => self.turn(true),
            (KeyCode::PageUp, _) => self.turn(false),
            (KeyCode::F(9), _) => return true,
            (KeyCode::Enter, Stop::Field(_)) => self.go(true),
            (KeyCode::Enter, _) if stray => {}
            (KeyCode::Enter, Stop::Button) => return true,
            (KeyCode::Enter | KeyCode::Char(' '), Stop::Section(index)) => self.fold(index, None),
            (KeyCode::Right, Stop::Section(index)) => self.fold(index, Some(false)),
            (KeyCode::Left, Stop::Section(index)) => self.fold(index, Some(true)),
            (_, Stop::Field(_)) => self.edit(key),
            (KeyCode::Char(_), _) => self.stray = true,
            _ => {}
        }
        false
    }

    /// Opens a section and goes to its first field, or shuts it.
    fn fold(&mut self, index: usize, wanted: Option<bool>) {
        let Some(Section { folded: Some(folded), .. }) = self.sections.get_mut(index) else { return };
        let shut = wanted.unwrap_or(!*folded);
        *folded = shut;
        let first = self.of_section(index).next().map(|(place, _)| place);
        if let (false, Some(place)) = (shut, first) {
            self.focus = Stop::Field(place);
        }
    }

    /// Goes to the next or the previous stop, round and round; what is left is checked.
    fn go(&mut self, next: bool) {
        self.leave();
        let stops = self.stops();
        let at = stops.iter().position(|stop| *stop == self.focus).unwrap_or(0);
        let to = if next { at + 1 } else { at + stops.len() - 1 };
        self.focus = stops.get(to % stops.len()).copied().unwrap_or(Stop::Button);
    }

    /// Goes to the beginning of the next section or the one before, the button among them.
    fn turn(&mut self, next: bool) {
        self.leave();
        let stops = self.stops();
        let here = self.section_of(self.focus);
        let mut starts: Vec<Stop> = Vec::new();
        for stop in stops {
            if starts.last().is_none_or(|last| self.section_of(*last) != self.section_of(stop)) {
                starts.push(stop);
            }
        }
        let at = starts.iter().position(|stop| self.section_of(*stop) == here).unwrap_or(0);
        let to = if next { at + 1 } else { at + starts.len() - 1 };
        self.focus = starts.get(to % starts.len().max(1)).copied().unwrap_or(Stop::Button);
    }

    /// Checks the field that is left. One that nobody touched may stay empty until the button has told it.
    fn leave(&mut self) {
        let Stop::Field(index) = self.focus else { return };
        let Some(field) = self.fields.get(index) else { return };
        let told = field.touched || field.error.is_some();
        let error = checks::wrong(self, field).filter(|(check, _)| *check != Check::Required || told);
        if let (false, Some(field)) = (field.must.is_empty(), self.fields.get_mut(index)) {
            field.error = error.map(|(_, why)| why);
        }
        self.forget_mended();
    }

    /// What was wrong because of another field may be right since that one was mended.
    fn forget_mended(&mut self) {
        let right =
            |field: &Field| field.error.is_some() && !field.must.is_empty() && checks::wrong(self, field).is_none();
        let mended: Vec<bool> = self.fields.iter().map(right).collect();
        for (field, _) in self.fields.iter_mut().zip(mended).filter(|(_, mended)| *mended) {
            field.error = None;
        }
    }

    fn edit(&mut self, key: KeyEvent) {
        let Stop::Field(index) = self.focus else { return };
        if let Some(field) = self.fields.get_mut(index) {
            field.key(key);
        }
    }

    /// Takes pasted text, without its control characters. The end of a line goes to the next field, as scanners and tables
    /// mean it; nothing that is pasted presses the button, goes past it, or begins again at the top.
    pub fn paste(&mut self, text: &str) {
        for (number, line) in text.lines().enumerate() {
            if number > 0 {
                self.end_line();
            }
            for character in line.chars().filter(|character| !character.is_control()).take(LINE_MAX) {
                self.edit(KeyEvent::from(KeyCode::Char(character)));
            }
        }
        if text.ends_with(['\n', '\r']) {
            self.end_line();
        }
    }

    fn end_line(&mut self) {
        let last = self.stops().last() == Some(&self.focus);
        if matches!(self.focus, Stop::Field(_)) && !last {
            self.go(true);
        }
    }

    /// What a folded section says of what is in it.
    pub fn summary(&self, section: usize, lang: Lang) -> String {
        let said = self.of_section(section).filter(|(_, field)| !field.text().is_empty());
        said.map(|(_, field)| field.shown(lang)).collect::<Vec<_>>().join(" · ")
    }

    /// The word on the button.
    pub fn button(&self, lang: Lang) -> Cow<'static, str> {
        if self.purpose.begins() { crate::locale::screen::start(lang) } else { crate::locale::screen::save(lang) }
    }
}

#[cfg(test)]
#[path = "form_tests.rs"]
mod tests;
