//! One field of a form: what it holds, what it must be, and what stands beside it.

use super::checks::Check;
use super::secret_line::SecretLine;
use crate::locale::{Lang, Words};
use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use std::borrow::Cow;
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

/// A word in the language of the moment.
pub type Label = fn(Lang) -> Cow<'static, str>;

/// Longest text of a line.
pub const LINE_MAX: usize = 120;

/// What a field holds.
#[derive(Clone, Debug)]
pub enum Value {
    /// A line of text.
    Line(Input),
    /// A PIN or password.
    Secret(SecretLine),
    /// One of a list.
    Choice {
        /// What can be chosen: what it is for the plan, and what people read.
        options: Vec<(String, Words)>,
        /// Which one is.
        chosen: usize,
        /// What was typed to find one among many.
        typed: String,
    },
}

/// The unit that stands beside a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Beside {
    /// None.
    #[default]
    Nothing,
    /// These words.
    Words(Words),
    /// What is chosen in another field.
    Field(&'static str),
}

/// One field.
#[derive(Clone)]
#[allow(clippy::struct_excessive_bools)]
pub struct Field {
    /// Its name in the form.
    pub name: Cow<'static, str>,
    /// Its label.
    pub label: Words,
    /// What it holds.
    pub value: Value,
    /// The text is a proposal that nobody has touched: typing replaces it.
    pub proposed: bool,
    /// A key changed it.
    pub touched: bool,
    /// It stands there as in the last run.
    pub again: bool,
    /// What is wrong with it.
    pub error: Option<Words>,
    /// The section it belongs to.
    pub section: usize,
    /// Nothing asks for it now: it is not shown, and says nothing.
    pub hidden: bool,
    /// What it must be.
    pub must: Vec<Check>,
    /// Its unit.
    pub beside: Beside,
}

impl Field {
    fn of(name: impl Into<Cow<'static, str>>, label: Words, value: Value) -> Self {
        Self {
            name: name.into(),
            label,
            value,
            proposed: false,
            touched: false,
            again: false,
            error: None,
            section: 0,
            hidden: false,
            must: Vec::new(),
            beside: Beside::Nothing,
        }
    }

    /// A line with a proposed text.
    pub fn line(name: &'static str, label: Label, text: &str) -> Self {
        let value = Value::Line(Input::new(text.to_owned()));
        Self { proposed: !text.is_empty(), ..Self::of(name, both(label), value) }
    }

    /// A line for a PIN or password.
    pub fn secret(name: &'static str, label: Label) -> Self {
        Self::of(name, both(label), Value::Secret(SecretLine::default()))
    }

    /// A choice; an empty list leaves a choice of nothing.
    pub fn choice(name: &'static str, label: Label, options: Vec<(String, Words)>) -> Self {
        Self::named_choice(name, both(label), options)
    }

    /// A choice whose name and label come from a rule file.
    pub fn named_choice(name: impl Into<Cow<'static, str>>, label: Words, options: Vec<(String, Words)>) -> Self {
        Self::of(name, label, Value::Choice { options, chosen: 0, typed: String::new() })
    }

    /// A line whose name and label come from a rule file.
    pub fn named_line(name: String, label: Words) -> Self {
        Self::of(name, label, Value::Line(Input::default()))
    }

    /// With another choice, where the list has it.
    #[must_use]
    pub fn chosen(mut self, wanted: &str) -> Self {
        self.choose(wanted);
        self
    }

    /// That must be all of this.
    #[must_use]
    pub fn must(mut self, checks: &[Check]) -> Self {
        self.must = checks.to_vec();
        self
    }

    /// With a unit beside it that is the same in both languages.
    #[must_use]
    pub fn unit(self, unit: &str) -> Self {
        Self { beside: Beside::Words(Words::from(unit)), ..self }
    }

    /// With a unit in words beside it.
    #[must_use]
    pub fn unit_words(self, unit: Label) -> Self {
        Self { beside: Beside::Words(both(unit)), ..self }
    }

    /// With the unit that is chosen in another field.
    #[must_use]
    pub fn unit_of(self, field: &'static str) -> Self {
        Self { beside: Beside::Field(field), ..self }
    }

    /// What was typed, or what the chosen option means; a secret says nothing.
    pub fn text(&self) -> String {
        match &self.value {
            Value::Line(input) => input.value().trim().to_owned(),
            Value::Secret(_) => String::new(),
            Value::Choice { options, chosen, .. } => {
                options.get(*chosen).map(|(value, _)| value.clone()).unwrap_or_default()
            }
        }
    }

    /// The same for people.
    pub fn shown(&self, lang: Lang) -> String {
        match &self.value {
            Value::Choice { options, chosen, .. } => {
                options.get(*chosen).map_or_else(|| "-".to_owned(), |(_, words)| words.get(lang).to_owned())
            }
            _ => self.text(),
        }
    }

    /// Chooses an option or proposes a text; whether the field can hold it.
    pub fn propose(&mut self, text: &str) -> bool {
        match &mut self.value {
            Value::Line(input) => {
                *input = Input::new(text.to_owned());
                self.proposed = !text.is_empty();
                true
            }
            Value::Choice { .. } => self.choose(text),
            Value::Secret(_) => false,
        }
    }

    fn choose(&mut self, wanted: &str) -> bool {
        let Value::Choice { options, chosen, .. } = &mut self.value else { return false };
        let found = options.iter().position(|(value, _)| value == wanted);
        *chosen = found.unwrap_or(*chosen);
        found.is_some()
    }

    /// Gives a choice another list; what was chosen stays so where the new one has it.
    pub fn set_options(&mut self, new: Vec<(String, Words)>, otherwise: &str) {
        let before = self.text();
        if let Value::Choice { options, chosen, typed } = &mut self.value
            && *options != new
        {
            (*options, *chosen, *typed) = (new, 0, String::new());
            if !self.choose(&before) {
                self.choose(otherwise);
            }
        }
    }

    /// Takes a key that changes it.
    pub fn key(&mut self, key: KeyEvent) {
        self.error = None;
        self.touched = true;
        self.again = false;
        // A key with Ctrl moves or cuts in the line, a plain one is typed; with Ctrl and Alt (AltGr) it is typed too.
        let held = key.modifiers.intersection(KeyModifiers::CONTROL | KeyModifiers::ALT);
        let types = matches!(key.code, KeyCode::Char(_)) && held != KeyModifiers::CONTROL;
        let proposed = std::mem::take(&mut self.proposed);
        match &mut self.value {
            Value::Line(input) => {
                if proposed && types {
                    *input = Input::default();
                }
                let full = input.value().chars().count() >= LINE_MAX && types;
                if !full {
                    input.handle_event(&Event::Key(key));
                }
            }
            Value::Secret(line) => line.key(key),
            Value::Choice { options, chosen, typed } if !options.is_empty() => {
                let count = options.len();
                match key.code {
                    KeyCode::Right => (*chosen, *typed) = ((*chosen + 1) % count, String::new()),
                    KeyCode::Left => (*chosen, *typed) = ((*chosen + count - 1) % count, String::new()),
                    KeyCode::Char(' ') if typed.is_empty() => *chosen = (*chosen + 1) % count,
                    KeyCode::Char(_) if !types => {}
                    KeyCode::Char(character) => find(options, chosen, typed, character),
                    KeyCode::Backspace => typed.clear(),
                    _ => {}
                }
            }
            Value::Choice { .. } => {}
        }
    }
}

/// A word in both languages.
pub fn both(label: Label) -> Words {
    Words::new(label(Lang::Zh), label(Lang::En))
}

/// Goes to the first choice that has the typed letters in its name; letters that no name has are not taken.
fn find(options: &[(String, Words)], chosen: &mut usize, typed: &mut String, character: char) {
    let wanted = format!("{typed}{character}").to_lowercase();
    let has = |(value, words): &(String, Words)| {
        [value, &words.zh, &words.en].into_iter().any(|text| text.to_lowercase().contains(&wanted))
    };
    if let Some(found) = options.iter().position(has) {
        (*chosen, *typed) = (found, wanted);
    }
}
