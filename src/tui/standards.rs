//! The screen of standards: which one is marked, what is looked for, the line that is being typed, and its form. What the
//! keys do is the station's; what it would refuse is said before it is asked.

use super::app::App;
use super::checks::{self, Check};
use super::field::{Field, LINE_MAX};
use super::form::{Form, Label, Purpose};
use crate::locale::{Words, standards as words};
use crate::register::{Change, Draft, Field as Column, RegisterRefusal, Standard};
use crate::station::{Command, Snapshot, may_keep};
use crossterm::event::{Event, KeyCode, KeyEvent};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

/// Lines of a page key.
const LEAP: usize = 15;

/// A line that is being typed.
#[derive(Clone, Debug)]
pub enum Typing {
    /// Words to look for.
    Find(Input),
    /// Why the standard of this id is retired.
    Reason(String, Input),
}

/// The screen's own state.
#[derive(Clone, Debug, Default)]
pub struct StandardsPage {
    /// It is shown.
    pub open: bool,
    /// The id of the marked one: others come before it meanwhile.
    marked: String,
    /// What is looked for.
    pub words: String,
    /// The line that is being typed.
    pub typing: Option<Typing>,
    /// The marked one fills the screen.
    pub whole: bool,
    /// First line shown of it.
    pub scroll: u16,
    /// Why the last key did nothing.
    pub refused: Option<Words>,
}

impl StandardsPage {
    /// The standards that are looked for, what ends first on top and retired ones last.
    pub fn rows<'a>(&self, snapshot: &'a Snapshot) -> Vec<&'a Standard> {
        let wanted = self.words.to_lowercase();
        let mut rows = snapshot.register.register.by_end();
        rows.retain(|standard| {
            let draft = standard.draft();
            let text = Column::ALL.map(|column| draft.text(column).to_lowercase()).join(" ");
            wanted.split_whitespace().all(|word| text.contains(word))
        });
        rows
    }

    /// The place of the marked one among them; the first one where it is not there.
    pub fn at(&self, rows: &[&Standard]) -> usize {
        rows.iter().position(|standard| standard.id == self.marked).unwrap_or(0)
    }

    /// Takes what an input method or a terminal pastes into the open line.
    pub fn paste(&mut self, text: &str) {
        let Some(Typing::Find(input) | Typing::Reason(_, input)) = &mut self.typing else { return };
        for character in text.chars().filter(|character| !character.is_control()).take(LINE_MAX) {
            input.handle_event(&Event::Key(KeyEvent::from(KeyCode::Char(character))));
        }
    }

    /// Marks what a change is about, wherever it comes to stand.
    pub fn follow(&mut self, change: &Change) {
        let (Change::Add(Draft { id, .. }) | Change::Change(Draft { id, .. }) | Change::Retire { id, .. }) = change;
        id.trim().clone_into(&mut self.marked);
        if matches!(change, Change::Add(_)) {
            self.words.clear();
        }
    }

    fn typed(&mut self, key: KeyEvent, snapshot: &Snapshot) -> Option<Command> {
        self.refused = None;
        match (key.code, self.typing.as_mut()?) {
            (KeyCode::Esc, _) => self.typing = None,
            (KeyCode::Enter, Typing::Find(input)) => {
                input.value().trim().clone_into(&mut self.words);
                self.typing = None;
            }
            (KeyCode::Enter, Typing::Reason(id, input)) => {
                let change = Change::Retire { id: id.clone(), reason: input.value().to_owned() };
                match snapshot.register.register.propose(&change, None) {
                    Ok(_) => {
                        self.typing = None;
                        return Some(Command::Standard(Box::new(change)));
                    }
                    Err(why) => self.refused = why.first().map(RegisterRefusal::words),
                }
            }
            (_, Typing::Find(input) | Typing::Reason(_, input)) => {
                input.handle_event(&Event::Key(key));
            }
        }
        None
    }

    /// Moves the mark, or what is shown of the marked one.
    fn go(&mut self, code: KeyCode, rows: &[&Standard]) {
        let (at, page) = (self.at(rows), u16::try_from(LEAP).unwrap_or(u16::MAX));
        let to = match code {
            KeyCode::Down if self.whole => return self.scroll = self.scroll.saturating_add(1),
            KeyCode::Up if self.whole => return self.scroll = self.scroll.saturating_sub(1),
            KeyCode::PageDown if self.whole => return self.scroll = self.scroll.saturating_add(page),
            KeyCode::PageUp if self.whole => return self.scroll = self.scroll.saturating_sub(page),
            KeyCode::Down => at + 1,
            KeyCode::Up => at.saturating_sub(1),
            KeyCode::PageDown => at + LEAP,
            KeyCode::PageUp => at.saturating_sub(LEAP),
            KeyCode::Home => 0,
            KeyCode::End => usize::MAX,
            _ => return,
        };
        if let Some(standard) = rows.get(to.min(rows.len().saturating_sub(1))) {
            self.marked.clone_from(&standard.id);
        }
    }
}

impl App {
    /// Opens the screen, at what ends first.
    pub(super) fn show_standards(&mut self) {
        self.standards = StandardsPage { open: true, ..StandardsPage::default() };
    }

    pub(super) fn standards_key(&mut self, key: KeyEvent, snapshot: &Snapshot) -> Option<Command> {
        let page = &mut self.standards;
        if page.typing.is_some() {
            return page.typed(key, snapshot);
        }
        page.refused = None;
        let rows = page.rows(snapshot);
        let marked = rows.get(page.at(&rows)).copied();
        match key.code {
            KeyCode::Esc if page.whole => page.whole = false,
            KeyCode::Esc | KeyCode::Char('q') => page.open = false,
            KeyCode::Enter if marked.is_some() => (page.whole, page.scroll) = (!page.whole, 0),
            KeyCode::Char('/') => {
                (page.whole, page.typing) = (false, Some(Typing::Find(Input::new(page.words.clone()))));
            }
            KeyCode::Char('n' | 'e' | 'x') => match (may_keep(&snapshot.people), key.code, marked) {
                (Err(why), ..) => page.refused = Some(why),
                (Ok(()), KeyCode::Char('n'), _) => self.form = Some(form(None, snapshot)),
                (Ok(()), _, None) => {}
                (Ok(()), _, Some(standard)) if snapshot.register.register.retired(&standard.id).is_some() => {
                    page.refused = Some(RegisterRefusal::Retired { id: standard.id.clone() }.words());
                }
                (Ok(()), KeyCode::Char('e'), Some(standard)) => self.form = Some(form(Some(standard), snapshot)),
                (Ok(()), _, Some(standard)) => {
                    page.typing = Some(Typing::Reason(standard.id.clone(), Input::default()));
                }
            },
            code => page.go(code, &rows),
        }
        None
    }
}

const LABELS: [(Column, Label); 8] = [
    (Column::Id, words::f_id),
    (Column::Name, words::f_name),
    (Column::Model, words::f_model),
    (Column::Serial, words::f_serial),
    (Column::Range, words::f_range),
    (Column::Class, words::f_class),
    (Column::Certificate, words::f_certificate),
    (Column::ValidUntil, words::f_valid_until),
];

/// The form of a new standard, or of one that is to be changed: its id stays.
fn form(known: Option<&Standard>, snapshot: &Snapshot) -> Form {
    let draft = known.map(Standard::draft).unwrap_or_default();
    let asked = LABELS.iter().filter(|(column, _)| known.is_none() || *column != Column::Id);
    let field = |(column, label): &(Column, Label)| {
        Field::line(column.word(), *label, draft.text(*column)).must(checks_of(*column))
    };
    let fields = asked.map(field).collect();
    let purpose =
        Purpose::Standard { id: known.map(|known| known.id.clone()), entries: snapshot.register.entries.len() };
    Form::new(purpose).plain(fields)
}

/// What its fields must be, whatever the register holds.
const fn checks_of(column: Column) -> &'static [Check] {
    match column {
        Column::Id | Column::Name => &[Check::Required],
        Column::ValidUntil => &[Check::Required, Check::Day],
        _ => &[],
    }
}

/// The command of a filled form; what is wrong, and what the register would refuse, is told beside the field.
pub fn command(form: &mut Form, snapshot: &Snapshot) -> Option<Command> {
    let Purpose::Standard { id: known, .. } = form.purpose.clone() else { return None };
    if !checks::hold(form) {
        return None;
    }
    let draft = Draft::of(|column| match (&known, column) {
        (Some(id), Column::Id) => id.clone(),
        _ => form.text(column.word()),
    });
    let change = if known.is_some() { Change::Change(draft) } else { Change::Add(draft) };
    match snapshot.register.register.propose(&change, None) {
        Ok(_) => Some(Command::Standard(Box::new(change))),
        Err(refused) => {
            // The last one told is the first one on the form. What is about no field is about all that stands there.
            for why in refused.iter().rev() {
                form.refuse(why.field().unwrap_or(Column::Name).word(), why.words());
            }
            None
        }
    }
}
