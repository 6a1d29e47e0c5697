//! What of a form follows from the rest of it: the choices of the rule that will judge, and the fields that nothing asks for
//! as long as another one is empty.

use super::app::Context;
use super::checks::{self, Check};
use super::field::{Field, both};
use super::form::{Form, Purpose};
use super::pile_form::{self, CHECK, FOUND};
use super::plans::{kind, options, plain, some};
use super::scale_form::LEFT_OUT;
use super::standard_part::StandardPart;
use crate::locale::{Lang, Words, forms};
use crate::regulation::{Choices, Regulation};

/// A field that is asked for only while another one says something.
const ASKED_WITH: &[(&str, &str)] = &[
    ("port", "scale"),
    ("scanner_port", "scanner"),
    ("scale_coverage", "scale_uncertainty"),
    ("weights_certificate", "weights"),
    ("weights_valid_until", "weights"),
    ("apply", "goods"),
    ("says", "pack"),
    ("pile_port", "pile_device"),
    ("pile_address", "pile_device"),
    ("standard_port", "standard_device"),
    ("standard_address", "standard_device"),
    ("read_clock", "pile_device"),
    ("coverage", "uncertainty"),
    ("e_2", "max_2"),
    ("d_2", "max_2"),
    ("max_3", "max_2"),
    ("e_3", "max_3"),
    ("d_3", "max_3"),
    ("range_mode", "max_2"),
];

/// Fields of which none may be empty when one of them is not.
const TOGETHER: &[&[&str]] = &[&["pay_energy", "pay_price", "pay_displayed"], &["shown_energy", "standard_energy"]];

/// Makes a form fit what is in it now; what was chosen stays so where it still can be.
pub fn adapt(form: &mut Form, context: &Context) {
    if form.purpose.begins() {
        // Once more: the class that the first time chose may be what chooses the rule.
        fit(form, context);
        fit(form, context);
    }
}

fn fit(form: &mut Form, context: &Context) {
    let day = checks::day(form);
    let rule = rule(form, context, day.as_deref());
    let choices = rule.map(Regulation::choices).unwrap_or_default();
    match form.purpose {
        Purpose::Lot => lot(form, &choices),
        Purpose::Pile => pile(form, &choices),
        _ => {
            let named = !form.text("regulation").is_empty();
            let choices = if named { choices } else { context.book.scale_choices(day.as_deref()) };
            let left_out = rule.map(|rule| rule.omissible(kind(form))).unwrap_or_default();
            scale(form, &choices, &left_out);
        }
    }
    StandardPart::adapt(form);
    for (name, with) in ASKED_WITH {
        if form.field(with).is_some() {
            let asked = !form.text(with).is_empty();
            hide(form, name, !asked);
        }
    }
    if form.purpose == Purpose::Scale {
        for name in ["port", "address"] {
            let typed = form.text("device").is_empty();
            hide(form, name, typed);
        }
    }
    for names in TOGETHER {
        let begun = names.iter().any(|name| !form.text(name).is_empty());
        for name in *names {
            need(form, name, begun);
        }
    }
}

/// The rule that will judge: the one that is chosen, or the one in force.
fn rule<'a>(form: &Form, context: &'a Context, day: Option<&str>) -> Option<&'a Regulation> {
    let (book, chosen) = (&context.book, form.text("regulation"));
    if !chosen.is_empty() {
        return book.get(&chosen);
    }
    match form.purpose {
        Purpose::Lot => book.choose_lot(day),
        Purpose::Pile => book.choose_pile(day, Some(pile_form::current(form))),
        _ => {
            let (instrument, class) = (some(form.text("instrument")), form.text("class"));
            book.choose_scale(day, instrument.as_deref(), Some(&class))
        }
    }
    .ok()
}

fn lot(form: &mut Form, choices: &Choices) {
    let units: Vec<&str> = choices.units.iter().map(|unit| unit.symbol()).collect();
    offer(form, "unit", if units.is_empty() { plain(&["g", "kg"]) } else { plain(&units) }, "g");
    let categories: Vec<&str> = choices.categories.iter().map(String::as_str).collect();
    offer(form, "category", plain(&categories), "");
    hide(form, "category", categories.is_empty());
    let none = (String::new(), both(forms::f_no_goods));
    offer(form, "goods", std::iter::once(none).chain(choices.goods.iter().cloned()).collect(), "");
    hide(form, "goods", choices.goods.is_empty());
    for name in ["words", "height", "pack", "says"] {
        hide(form, name, !choices.label_check);
    }
    let values = form.text("tare") == "none";
    hide(form, "tare_values", values);
    hide(form, "weigh", values);
    let least = if choices.lot_least > 1 { Check::From(choices.lot_least) } else { Check::Count };
    if let Some(field) = form.field_mut("lot_size") {
        field.must = vec![Check::Required, least];
    }
    // Few scales have an address: where one was found, it is shown.
    if let Some(address) = form.field_mut("address") {
        address.hidden = address.text().is_empty() && !address.touched;
    }
}

fn pile(form: &mut Form, choices: &Choices) {
    let classes: Vec<&str> = choices.classes.iter().map(String::as_str).collect();
    offer(form, "class", plain(&classes), "2");
    let found =
        |(item, name): &(String, Words)| Field::named_choice(format!("{CHECK}{item}"), name.clone(), options(FOUND));
    add_lines(form, CHECK, "appearance", choices.checks.iter().map(found).collect());
    for (name, known) in [("pay_energy", choices.pays), ("shown_energy", choices.indication)] {
        let note = (!known).then(|| both(forms::no_item));
        let section = form.field(name).map(|field| field.section);
        if let Some(section) = section.and_then(|index| form.sections.get_mut(index)) {
            section.note = note;
        }
    }
}

fn scale(form: &mut Form, choices: &Choices, left_out: &[(String, Words)]) {
    let classes: Vec<&str> = choices.classes.iter().map(String::as_str).collect();
    offer(form, "class", plain(&classes), "III");
    let by_class = (String::new(), both(forms::f_by_class));
    offer(form, "instrument", std::iter::once(by_class).chain(choices.instruments.iter().cloned()).collect(), "");
    let reason = |(item, name): &(String, Words)| {
        let label = Words::new(forms::left_out(Lang::Zh, &name.zh), forms::left_out(Lang::En, &name.en));
        Field::named_line(format!("{LEFT_OUT}{item}"), label)
    };
    add_lines(form, LEFT_OUT, "loads", left_out.iter().map(reason).collect());
}

/// Puts the fields of a rule's list into the section of a field that always is there; what is in them stays.
fn add_lines(form: &mut Form, beginning: &str, beside: &str, new: Vec<Field>) {
    let Some(section) = form.field(beside).map(|field| field.section) else { return };
    let is_line = |field: &Field| field.name.starts_with(beginning);
    let same = form.fields.iter().filter(|field| is_line(field)).map(|field| (&field.name, &field.label));
    if same.eq(new.iter().map(|field| (&field.name, &field.label))) {
        return;
    }
    // They stand behind all others in the list, so that the places of those stay what they are.
    let (lines, others): (Vec<Field>, Vec<Field>) = std::mem::take(&mut form.fields).into_iter().partition(is_line);
    form.fields = others;
    form.fields.extend(new.into_iter().map(|mut field| {
        if let Some(before) = lines.iter().find(|line| line.name == field.name) {
            field.propose(&before.text());
        }
        Field { section, ..field }
    }));
}

fn offer(form: &mut Form, name: &str, list: Vec<(String, Words)>, otherwise: &str) {
    if let Some(field) = form.field_mut(name) {
        field.set_options(list, otherwise);
    }
}

fn hide(form: &mut Form, name: &str, hidden: bool) {
    if let Some(field) = form.field_mut(name) {
        field.hidden = hidden;
    }
}

fn need(form: &mut Form, name: &str, needed: bool) {
    if let Some(field) = form.field_mut(name) {
        field.must.retain(|check| *check != Check::Required);
        if needed {
            field.must.insert(0, Check::Required);
        }
    }
}

#[cfg(test)]
#[path = "rule_choices_tests.rs"]
mod tests;
