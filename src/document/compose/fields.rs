//! Labelled values out of a stored plan, as rows of data: id, label, where in the plan it lies, and how it is printed.

use super::recorded::{Recorded, text_of};
use crate::document::paper::{Cell, Field};
use crate::locale::Words;
use serde_json::Value;

/// How a value of the plan is printed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Form {
    /// As it stands.
    Text,
    /// A number with this unit.
    Number(&'static str),
    /// A number whose unit stands elsewhere in the plan.
    NumberIn(&'static str),
    /// A word of the plan, by a list of its meanings.
    Word(&'static [(&'static str, &'static str, &'static str)]),
    /// Yes or no.
    YesNo,
}

/// One field: id, 中文, English, JSON pointers into the plan (the first that is there), form.
pub(super) type Row = (&'static str, &'static str, &'static str, &'static [&'static str], Form);

/// The fields of a list; what the plan does not say is a line to write on.
pub(super) fn fields(rows: &[Row], recorded: &Recorded) -> Vec<Field> {
    let field = |(id, zh, en, pointers, form): &Row| {
        let value = recorded.planned(pointers).map_or(Cell::Empty, |value| cell(value, *form, recorded));
        Field::new(id, zh, en, value)
    };
    rows.iter().map(field).collect()
}

fn cell(value: &Value, form: Form, recorded: &Recorded) -> Cell {
    match form {
        Form::Text => Cell::text(&text_of(value)),
        Form::Number(unit) => Cell::measured(&text_of(value), unit),
        Form::NumberIn(pointer) => Cell::measured(&text_of(value), &recorded.planned_text(&[pointer])),
        Form::Word(words) => {
            let text = text_of(value);
            let known = words.iter().find(|(word, ..)| *word == text);
            known.map_or_else(|| Cell::text(&text), |(_, zh, en)| Cell::Text(Words::new(*zh, *en)))
        }
        Form::YesNo => match value.as_bool() {
            Some(true) => Cell::Text(Words::new("是", "yes")),
            Some(false) => Cell::Text(Words::new("否", "no")),
            None => Cell::Empty,
        },
    }
}

/// Whether an instrument was adjusted or repaired before it was verified; a line to write on where the plan does not say it.
pub(super) const ADJUSTED: Row =
    ("adjusted", "检定前是否经调整或修理", "Adjusted or repaired before", &["/adjusted"], Form::Text);

/// Words of the plan for why an instrument is verified.
pub(super) const KINDS: Form = Form::Word(&[
    ("first", "首次检定", "first verification"),
    ("subsequent", "后续检定", "subsequent verification"),
    ("in-service", "使用中检查", "inspection in service"),
]);
