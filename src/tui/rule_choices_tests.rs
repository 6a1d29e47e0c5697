//! Tests of what follows from the rule that will judge, on forms as they are opened.

use super::*;
use crate::regulation::{Book, Status};
use crate::station::Snapshot;
use crate::tui::finding::Picked;
use crate::tui::plans::open;
use crate::tui::theme::Theme;
use crate::tui::{ProfileChoice, RegulationChoice};
use std::sync::Arc;

fn context() -> Context {
    let book = Book::embedded().unwrap();
    let regulations = book.all().map(|regulation| RegulationChoice {
        id: regulation.id.clone(),
        kind: regulation.kind.word().to_owned(),
        title: regulation.title.clone(),
        status: Status::Unconfirmed,
        figures: Vec::new(),
    });
    let profile = |id: &str, kind: &str| ProfileChoice { id: id.into(), kind: kind.into(), name: id.into() };
    Context {
        lang: Lang::En,
        theme: Theme::default(),
        profiles: vec![profile("a-scale", "scale"), profile("a-meter", "meter"), profile("a-scanner", "scanner")],
        regulations: regulations.collect(),
        book: Arc::new(book.clone()),
        large: false,
        glyphs: crate::tui::Glyphs::default(),
    }
}

fn form(purpose: Purpose) -> (Form, Context) {
    let context = context();
    let snapshot = Snapshot { register: crate::station::RegisterView::on("2026-03-15"), ..Snapshot::default() };
    (open(purpose, &context, &snapshot, &Picked::default()), context)
}

fn set(form: &mut Form, context: &Context, name: &str, value: &str) {
    assert!(form.field_mut(name).unwrap().propose(value), "{name} cannot be {value}");
    adapt(form, context);
}

fn offered(form: &Form, name: &str) -> Vec<String> {
    let field = form.field(name).filter(|field| !field.hidden).unwrap();
    match &field.value {
        crate::tui::field::Value::Choice { options, .. } => options.iter().map(|(value, _)| value.clone()).collect(),
        _ => panic!("{name} is no choice"),
    }
}

fn hidden(form: &Form, name: &str) -> bool {
    form.field(name).unwrap().hidden
}

#[test]
fn classes_and_lines_of_a_pile_are_those_of_the_rule_of_its_current() {
    let (mut form, context) = form(Purpose::Pile);
    assert_eq!((offered(&form, "class"), form.text("class")), (vec!["1".to_owned(), "2".into()], "2".into()));
    assert_eq!(form.fields.iter().filter(|field| field.name.starts_with(CHECK)).count(), 8);
    set(&mut form, &context, "check.damage", "fail");
    // European classes have letters, and their rule has no list of 2022.
    set(&mut form, &context, "regulation", "eu-mi-011");
    assert_ne!(offered(&form, "class"), ["1", "2"]);
    set(&mut form, &context, "regulation", "");
    assert_eq!(form.text("class"), "2");
    // What was found stays where the next rule has the same line.
    set(&mut form, &context, "check.damage", "fail");
    set(&mut form, &context, "current", "ac");
    assert_eq!(form.text("check.damage"), "fail");
    // An item of 2018 is said to be none of 2022.
    let note = |form: &Form| form.sections[form.field("pay_energy").unwrap().section].note.clone();
    assert!(note(&form).is_some());
    set(&mut form, &context, "regulation", "cn-jjg1148-2018");
    assert!(note(&form).is_none());
}

#[test]
fn goods_categories_and_the_smallest_lot_come_with_the_rule() {
    let (mut form, context) = form(Purpose::Lot);
    assert!(hidden(&form, "category") && !hidden(&form, "words"));
    set(&mut form, &context, "regulation", "us-hb133-2026");
    assert_eq!(offered(&form, "category"), ["A", "B"]);
    assert!(offered(&form, "goods").len() > 2 && hidden(&form, "words") && hidden(&form, "apply"));
    let goods = offered(&form, "goods")[1].clone();
    set(&mut form, &context, "goods", &goods);
    assert!(!hidden(&form, "apply"));
    set(&mut form, &context, "regulation", "eu-76-211");
    let least = context.book.get("eu-76-211").unwrap().choices().lot_least;
    let asked = if least > 1 { Check::From(least) } else { Check::Count };
    assert!(form.field("lot_size").unwrap().must.contains(&asked));
}

#[test]
fn a_port_is_asked_for_with_its_device_and_not_before() {
    let (mut form, context) = form(Purpose::Pile);
    assert!(hidden(&form, "pile_port") && hidden(&form, "standard_address") && hidden(&form, "read_clock"));
    set(&mut form, &context, "pile_device", "a-meter");
    assert!(!hidden(&form, "pile_port") && hidden(&form, "standard_port") && !hidden(&form, "read_clock"));
    let (mut form, context) = self::form(Purpose::Scale);
    assert!(hidden(&form, "port") && hidden(&form, "address"));
    set(&mut form, &context, "device", "a-scale");
    assert!(!hidden(&form, "port") && !hidden(&form, "address"));
    let (mut form, context) = self::form(Purpose::Lot);
    assert!(!hidden(&form, "port") && hidden(&form, "scanner_port"), "a lot is weighed on a scale with a line");
    set(&mut form, &context, "scanner", "a-scanner");
    assert!(!hidden(&form, "scanner_port"));
}

#[test]
fn items_that_may_be_left_out_stand_beside_the_loads() {
    let (mut form, context) = form(Purpose::Scale);
    assert_eq!(
        (offered(&form, "class"), form.text("class")),
        (vec!["I".into(), "II".into(), "III".into(), "IIII".to_owned()], "III".into())
    );
    set(&mut form, &context, "left-out.eccentricity", "one support");
    let task = crate::tui::scale_form::task(&form);
    assert_eq!((task.not_applicable[0].item.as_str(), task.not_applicable.len()), ("eccentricity", 1));
    assert!(hidden(&form, "e_2") && hidden(&form, "max_3"));
    set(&mut form, &context, "max_2", "60");
    assert!(!hidden(&form, "e_2") && !hidden(&form, "max_3") && hidden(&form, "e_3"));
}

#[test]
fn an_amount_is_asked_for_whole_or_not_at_all() {
    let (mut form, context) = form(Purpose::Pile);
    let needed = |form: &Form, name: &str| form.field(name).unwrap().must.contains(&Check::Required);
    assert!(!needed(&form, "pay_price"));
    set(&mut form, &context, "pay_energy", "10.000");
    assert!(needed(&form, "pay_price") && needed(&form, "pay_displayed") && !needed(&form, "pay_step"));
    set(&mut form, &context, "pay_energy", "");
    assert!(!needed(&form, "pay_price"));
}
