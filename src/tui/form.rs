//! Forms: labelled lines and choices, errors beside the field, Enter only on the button sends.

use super::app::Context;
use super::secret_line::SecretLine;
use super::widgets::text::{clip, fit, scrolled};
use crate::locale::{Lang, Words, screen};
use crate::station::Snapshot;
use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use std::borrow::Cow;
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;
use unicode_width::UnicodeWidthStr;

/// A word in the language of the moment.
pub type Label = fn(Lang) -> Cow<'static, str>;

/// What a field holds.
#[derive(Clone, Debug)]
pub enum Value {
    /// A line of text.
    Line(Input),
    /// A PIN or password.
    Secret(SecretLine),
    /// One of a list; the texts are fixed when the form opens.
    Choice {
        /// What can be chosen: what it is for the plan, and what people read.
        options: Vec<(String, Words)>,
        /// Which one is.
        chosen: usize,
        /// What was typed to find one among many.
        typed: String,
    },
}

/// One field.
#[derive(Clone)]
pub struct Field {
    /// Its name in the form.
    pub name: &'static str,
    /// Its label.
    pub label: Label,
    /// What it holds.
    pub value: Value,
    /// The text is a proposal that nobody has touched: typing replaces it.
    pub proposed: bool,
    /// What is wrong with it.
    pub error: Option<String>,
}

impl Field {
    /// A line with a proposed text.
    pub fn line(name: &'static str, label: Label, text: &str) -> Self {
        Self { name, label, value: Value::Line(Input::new(text.to_owned())), proposed: !text.is_empty(), error: None }
    }

    /// A line for a PIN or password.
    pub fn secret(name: &'static str, label: Label) -> Self {
        Self { name, label, value: Value::Secret(SecretLine::default()), proposed: false, error: None }
    }

    /// With another choice, where the list has it.
    #[must_use]
    pub fn chosen(mut self, wanted: &str) -> Self {
        if let Value::Choice { options, chosen, .. } = &mut self.value {
            *chosen = options.iter().position(|(value, _)| value == wanted).unwrap_or(*chosen);
        }
        self
    }

    /// A choice; an empty list leaves a choice of nothing.
    pub fn choice(name: &'static str, label: Label, options: Vec<(String, Words)>) -> Self {
        Self {
            name,
            label,
            value: Value::Choice { options, chosen: 0, typed: String::new() },
            proposed: false,
            error: None,
        }
    }
}

/// What a form makes. One of accounts is over once `changes` of the snapshot is another.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Purpose {
    Lot,
    Pile,
    Scale,
    NewAccount { changes: u64 },
    ChangeAccount { id: String, changes: u64 },
    Secret { id: String, own: bool, changes: u64 },
}

/// A form; the button stands behind the last field.
#[derive(Clone)]
pub struct Form {
    /// What it is for.
    pub purpose: Purpose,
    /// Its fields.
    pub fields: Vec<Field>,
    /// Which one has the focus; the number of fields means the button.
    pub focus: usize,
}

/// Longest text of a line.
pub const LINE_MAX: usize = 120;

impl Form {
    /// The text of a field: what was typed, or what the chosen option means.
    pub fn text(&self, name: &str) -> String {
        self.fields.iter().find(|field| field.name == name).map_or_else(String::new, |field| match &field.value {
            Value::Line(input) => input.value().trim().to_owned(),
            Value::Secret(_) => String::new(),
            Value::Choice { options, chosen, .. } => {
                options.get(*chosen).map(|(value, _)| value.clone()).unwrap_or_default()
            }
        })
    }

    /// The secret of a field.
    pub fn secret(&self, name: &str) -> Option<&SecretLine> {
        self.fields.iter().find(|field| field.name == name).and_then(|field| match &field.value {
            Value::Secret(line) => Some(line),
            _ => None,
        })
    }

    /// Whether the station has done what the form was for. A form of a run is over when its run is open.
    pub const fn over(&self, snapshot: &Snapshot) -> bool {
        match &self.purpose {
            Purpose::Lot | Purpose::Pile | Purpose::Scale => false,
            Purpose::NewAccount { changes }
            | Purpose::ChangeAccount { changes, .. }
            | Purpose::Secret { changes, .. } => *changes != snapshot.people.changes,
        }
    }

    /// Puts an error beside a field and the focus on it.
    pub fn refuse(&mut self, name: &str, why: String) {
        if let Some(index) = self.fields.iter().position(|field| field.name == name) {
            if let Some(field) = self.fields.get_mut(index) {
                field.error = Some(why);
            }
            self.focus = index;
        }
    }

    /// Takes a key; true when the button was pressed.
    pub fn key(&mut self, key: KeyEvent) -> bool {
        let count = self.fields.len();
        match key.code {
            KeyCode::Tab | KeyCode::Down => self.focus = (self.focus + 1) % (count + 1),
            KeyCode::BackTab | KeyCode::Up => self.focus = (self.focus + count) % (count + 1),
            KeyCode::Enter if self.focus == count => return true,
            KeyCode::Enter => self.focus += 1,
            _ => self.edit(key),
        }
        false
    }

    fn edit(&mut self, key: KeyEvent) {
        let Some(field) = self.fields.get_mut(self.focus) else { return };
        field.error = None;
        // A key with Ctrl moves or cuts in the line, a plain one is typed; with Ctrl and Alt (AltGr) it is typed too.
        let held = key.modifiers.intersection(KeyModifiers::CONTROL | KeyModifiers::ALT);
        let types = matches!(key.code, KeyCode::Char(_)) && held != KeyModifiers::CONTROL;
        let proposed = std::mem::take(&mut field.proposed);
        match &mut field.value {
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

    /// Takes pasted text, without its control characters. The end of a line goes to the next field, as scanners and tables
    /// mean it; nothing that is pasted presses the button.
    pub fn paste(&mut self, text: &str) {
        for (number, line) in text.lines().enumerate() {
            if number > 0 {
                self.focus = (self.focus + 1).min(self.fields.len());
            }
            for character in line.chars().filter(|character| !character.is_control()).take(LINE_MAX) {
                self.edit(KeyEvent::from(KeyCode::Char(character)));
            }
        }
        if text.ends_with(['\n', '\r']) {
            self.focus = (self.focus + 1).min(self.fields.len());
        }
    }

    /// Draws the fields; those around the focus when not all fit.
    pub fn draw(&self, frame: &mut Frame, area: Rect, context: &Context) {
        let (lang, theme) = (context.lang, context.theme);
        let rows = usize::from(area.height);
        let columns = if area.width >= 150 && self.fields.len() >= rows { 2 } else { 1 };
        let first = (self.focus + 1).saturating_sub(rows * columns);
        let label_width = self.fields.iter().map(|field| (field.label)(lang).width()).max().unwrap_or(0).min(30);
        let column_width = usize::from(area.width) / columns;
        self.draw_more(frame, area, context, first, first + rows * columns);
        for place in 0..rows * columns {
            let index = first + place;
            let (column, row) = (place / rows, place % rows);
            let (Ok(x), Ok(y)) = (u16::try_from(column * column_width), u16::try_from(row)) else { return };
            let (x, y) = (area.x + x, area.y + y);
            if index == self.fields.len() {
                let style = if self.focus == index { theme.step() } else { theme.key() };
                frame.buffer_mut().set_span(x + 2, y, &Span::styled(self.button(lang), style), area.width);
            }
            let Some(field) = self.fields.get(index) else { continue };
            let focused = index == self.focus;
            let width = column_width.saturating_sub(label_width + 5);
            let label = fit(&(field.label)(lang), label_width);
            let (text, cursor) = field_text(field, width, context, focused);
            let style = if focused { theme.value() } else { theme.dim() };
            let mut spans = vec![
                Span::styled(if focused { "> " } else { "  " }, theme.key()),
                Span::styled(label, style),
                Span::raw(": "),
            ];
            spans.push(Span::styled(
                clip(&text, width),
                if focused { theme.value() } else { ratatui::style::Style::new() },
            ));
            if let Some(error) = &field.error {
                spans.push(Span::styled(format!("  ! {error}"), theme.bad()));
            } else if let Value::Line(input) = &field.value
                && let Some(lacking) = context.glyphs.warning(field.name, input.value(), lang)
            {
                spans.push(Span::styled(format!("  ! {lacking}"), theme.warn()));
            }
            let line = Line::from(spans);
            let Ok(line_width) = u16::try_from(column_width) else { return };
            frame.buffer_mut().set_line(x, y, &line, line_width);
            if focused && let (Some(cursor), Ok(label_width)) = (cursor, u16::try_from(label_width)) {
                frame.set_cursor_position(Position::new(x + label_width + 4 + cursor, y));
            }
        }
    }

    /// The word on the button.
    fn button(&self, lang: Lang) -> Cow<'static, str> {
        let run = matches!(self.purpose, Purpose::Lot | Purpose::Pile | Purpose::Scale);
        if run { screen::start(lang) } else { screen::save(lang) }
    }

    /// Signs at the right edge for fields that do not fit, above and below.
    fn draw_more(&self, frame: &mut Frame, area: Rect, context: &Context, first: usize, end: usize) {
        let theme = context.theme;
        let mut mark = |y: u16, sign: &str| {
            let x = area.right().saturating_sub(2);
            frame.buffer_mut().set_span(x, y, &Span::styled(sign, theme.key()), 2);
        };
        if first > 0 {
            mark(area.y, theme.sign("▲", "^"));
        }
        // The button counts as one more field.
        if end < self.fields.len() + 1 {
            mark(area.bottom().saturating_sub(1), theme.sign("▼", "v"));
        }
    }
}

/// The text of a field and where its caret stands.
fn field_text(field: &Field, width: usize, context: &Context, focused: bool) -> (String, Option<u16>) {
    match &field.value {
        Value::Line(input) => {
            let scroll = input.visual_scroll(width.saturating_sub(1));
            let shown = scrolled(input.value(), scroll, width);
            let cursor = u16::try_from(input.visual_cursor().saturating_sub(scroll)).ok();
            (shown, cursor)
        }
        Value::Secret(line) => {
            let dots: String = line.dots(context.theme).chars().take(width.saturating_sub(1)).collect();
            let cursor = u16::try_from(dots.width()).ok();
            (dots, cursor)
        }
        Value::Choice { options, chosen, .. } => {
            let text = options.get(*chosen).map_or("-".to_owned(), |(_, words)| words.get(context.lang).to_owned());
            (if focused && options.len() > 1 { format!("< {text} >") } else { text }, None)
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> Form {
        let line = |name, text| Field::line(name, screen::f_class, text);
        Form { purpose: Purpose::Lot, fields: vec![line("one", "proposed"), line("two", "")], focus: 0 }
    }

    #[test]
    fn a_key_with_ctrl_keeps_what_was_proposed_and_a_plain_one_replaces_it() {
        let mut form = form();
        form.key(KeyEvent::new(KeyCode::Char('e'), KeyModifiers::CONTROL));
        assert_eq!(form.text("one"), "proposed");
        let mut form = self::form();
        form.key(KeyEvent::from(KeyCode::Char('x')));
        assert_eq!(form.text("one"), "x");
    }

    #[test]
    fn the_end_of_a_pasted_line_goes_on_and_never_presses_the_button() {
        let mut form = form();
        form.paste("米\r\n690123\t4\n\n\n");
        assert_eq!((form.text("one"), form.text("two"), form.focus), ("米".into(), "6901234".into(), 2));
    }

    #[test]
    fn a_character_of_several_parts_is_taken_back_whole() {
        let mut form = form();
        form.paste("e\u{301}");
        form.key(KeyEvent::from(KeyCode::Backspace));
        assert_eq!(form.text("one"), "");
    }
}
