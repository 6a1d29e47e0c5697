//! Tests of what a form offers of the register, what it says of it and what becomes of the plan.

use super::*;
use crate::register::{Change, Draft, Register};
use jiff::civil::date;

fn draft(id: &str, name: &str, range: &str, class: &str, until: &str) -> Draft {
    let text = str::to_owned;
    let (certificate, valid_until) = (format!("C-{id}"), text(until));
    Draft {
        id: text(id),
        name: text(name),
        range: text(range),
        class: text(class),
        certificate,
        valid_until,
        ..Draft::default()
    }
}

fn view() -> RegisterView {
    let mut register = Register::default();
    let added = [
        draft("S-1", "meter", "DC 0–1000 V, 0–250 A", "0.05", "2026-03-12"),
        draft("S-2", "meter", "0–100 kWh", "0.05", "2026-03-27"),
        draft("S-3", "meter", "5A", "0.05", "2030-01-01"),
        draft("F1", "weights", "1mg–20kg", "U = 0.02 mg (k = 2)", "2028-11-30"),
        draft("F2", "weights", "", "U = 0.02 mg (k = 2)", "2028-11-30"),
        draft("TH", "thermometer", "0–50 ℃", "±0.5 ℃", "2028-11-30"),
        draft("X", "a box", "", "Urel = 0.02 % (k = 2)", "2028-11-30"),
    ];
    let retired = Change::Retire { id: "S-3".into(), reason: "broken".into() };
    for change in added.into_iter().map(Change::Add).chain([retired]) {
        let event = register.propose(&change, None).unwrap();
        register.apply(&event);
    }
    RegisterView { register, today: Some(date(2026, 3, 15)), ..RegisterView::default() }
}

fn form(purpose: Purpose) -> Form {
    let fields = StandardPart::fields(&purpose);
    let mut form = Form::new(purpose).plain(fields);
    form.today = "2026-03-15".into();
    form.standards = offered(&view());
    StandardPart::offer(&mut form);
    StandardPart::adapt(&mut form);
    form
}

fn choose(form: &mut Form, name: &str, text: &str) {
    assert!(form.field_mut(name).unwrap().propose(text), "{name} has no {text}");
    StandardPart::adapt(form);
}

fn offers(purpose: Purpose) -> Vec<String> {
    let form = form(purpose);
    let super::super::field::Value::Choice { options, .. } = &form.fields[0].value else { panic!() };
    options.iter().map(|(id, _)| id.clone()).collect()
}

#[test]
fn a_form_offers_what_measures_the_same_and_what_does_not_say_first_of_all_what_may_be_used() {
    assert_eq!(offers(Purpose::Pile), ["", "S-2", "X", "S-1", "S-3"]);
    assert_eq!(offers(Purpose::Scale), ["", "F1", "F2", "X"]);
    assert_eq!(offers(Purpose::Lot), ["", "F1", "F2", "X"]);
}

#[test]
fn without_a_standard_that_fits_there_is_nothing_to_choose_and_the_name_is_typed() {
    let mut form = Form::new(Purpose::Pile).plain(StandardPart::fields(&Purpose::Pile));
    StandardPart::offer(&mut form);
    StandardPart::adapt(&mut form);
    let shown: Vec<&str> = form.of_section(0).map(|(_, field)| field.name.as_ref()).collect();
    assert_eq!(shown, ["standard", "certificate", "valid_until"]);
    assert_eq!(StandardPart::used(&form), None);
    choose(&mut form, "standard", "my own");
    let used = StandardPart::used(&form).unwrap();
    assert_eq!((used.name.as_str(), used.certificate, used.valid_until), ("my own", None, None));
}

#[test]
fn what_is_chosen_brings_its_certificate_along_and_nothing_is_typed_beside_it() {
    let mut form = form(Purpose::Pile);
    choose(&mut form, "standard", "typed before");
    choose(&mut form, "standard_of_register", "S-2");
    let shown: Vec<&str> = form.of_section(0).map(|(_, field)| field.name.as_ref()).collect();
    assert_eq!(shown, ["standard_of_register"]);
    let used = StandardPart::used(&form).unwrap();
    assert_eq!(used.name, "meter S-2");
    assert_eq!((used.certificate.as_deref(), used.valid_until.as_deref()), (Some("C-S-2"), Some("2026-03-27")));
    assert_eq!(beside(&form, &form.fields[0], Lang::En).unwrap(), "due, 12 days left, certificate C-S-2");
    assert!(checks::hold(&mut form));
    // Back to what was typed.
    choose(&mut form, "standard_of_register", "");
    assert_eq!(StandardPart::used(&form).unwrap().name, "typed before");
}

#[test]
fn an_expired_one_is_refused_in_the_words_of_the_judge_by_the_day_of_the_test() {
    let mut form = form(Purpose::Pile);
    choose(&mut form, "standard_of_register", "S-1");
    let refusal = Refusal::StandardExpired {
        name: "meter S-1".into(),
        valid_until: "2026-03-12".into(),
        date: "2026-03-15".into(),
    };
    assert_eq!(unusable(&form, "S-1").map(|why| why.zh), Some(refusal.say(Lang::Zh)));
    assert!(!checks::hold(&mut form));
    assert_eq!(form.fields[0].error.as_ref().map(|why| why.en.clone()), Some(refusal.say(Lang::En)));
    // On its last day it was good; on a day that nobody knows nothing is said.
    form.fields.push(Field::line("date", forms::f_date, "2026-03-12"));
    assert_eq!(unusable(&form, "S-1"), None);
    choose(&mut form, "date", "");
    form.today = String::new();
    assert_eq!(unusable(&form, "S-1"), None);
}

#[test]
fn a_retired_one_is_refused_chosen_or_typed() {
    let mut form = form(Purpose::Pile);
    choose(&mut form, "standard_of_register", "S-3");
    assert!(unusable(&form, "S-3").is_some_and(|why| why.en.contains("retired (broken)")));
    choose(&mut form, "standard_of_register", "");
    choose(&mut form, "standard", "meter S-3");
    assert!(!checks::hold(&mut form));
    assert!(form.fields[1].error.as_ref().is_some_and(|why| why.zh.contains("已停用（broken）")));
    assert_eq!(beside(&form, &form.fields[1], Lang::En).unwrap(), "retired");
    // The name of one that is good says nothing; one that soon ends does.
    choose(&mut form, "standard", "meter S-2");
    assert_eq!(beside(&form, &form.fields[1], Lang::En).unwrap(), "due, 12 days left");
    choose(&mut form, "standard", "weights F1");
    assert_eq!(beside(&form, &form.fields[1], Lang::En), None);
}

#[test]
fn a_run_names_a_standard_by_its_title_and_the_next_form_finds_it() {
    let form = form(Purpose::Scale);
    assert_eq!(titled(&form, "weights F1"), Some(("weights_of_register", "F1".to_owned())));
    assert_eq!(titled(&form, "meter S-2"), None, "it weighs nothing");
    assert_eq!(titled(&form, "weights"), None);
}
