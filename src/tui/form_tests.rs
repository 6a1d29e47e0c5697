//! Tests of forms: moving, checking, folding, and what comes from input methods and scanners.

use super::*;
use crate::locale::{forms, screen};
use crossterm::event::KeyModifiers;

fn form() -> Form {
    let line = |name, text| Field::line(name, screen::f_class, text);
    Form::new(Purpose::Lot).plain(vec![line("one", "proposed"), line("two", "")])
}

/// A form with a section that folds.
fn folding() -> Form {
    let line = |name| Field::line(name, screen::f_class, "");
    let counted = line("two").must(&[Check::Required, Check::Count]);
    Form::new(Purpose::Lot)
        .section(forms::s_goods, vec![line("one"), counted])
        .folded(forms::s_other, vec![line("place").must(&[Check::Count]), line("more")])
}

fn press(form: &mut Form, codes: &[KeyCode]) -> bool {
    codes.iter().fold(false, |_, code| form.key(KeyEvent::from(*code)))
}

fn types(form: &mut Form, text: &str) {
    for character in text.chars() {
        form.key(KeyEvent::from(KeyCode::Char(character)));
    }
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
    assert_eq!((form.text("one"), form.text("two"), form.focus), ("米".into(), "6901234".into(), Stop::Button));
}

#[test]
fn a_character_of_several_parts_is_taken_back_whole() {
    let mut form = form();
    form.paste("e\u{301}");
    form.key(KeyEvent::from(KeyCode::Backspace));
    assert_eq!(form.text("one"), "");
}

#[test]
fn the_ring_of_stops_goes_by_the_button_before_what_is_folded() {
    let mut form = folding();
    let mut seen = Vec::new();
    for _ in 0..5 {
        seen.push(form.focus);
        press(&mut form, &[KeyCode::Tab]);
    }
    let ring = [Stop::Field(0), Stop::Field(1), Stop::Button, Stop::Section(1), Stop::Field(0)];
    assert_eq!(seen, ring);
    press(&mut form, &[KeyCode::Up, KeyCode::Up]);
    assert_eq!(form.focus, Stop::Section(1), "it is a ring");
}

#[test]
fn a_heading_unfolds_by_enter_and_shuts_by_the_arrow() {
    let mut form = folding();
    press(&mut form, &[KeyCode::PageDown, KeyCode::PageDown]);
    assert_eq!(form.focus, Stop::Section(1));
    press(&mut form, &[KeyCode::Enter]);
    assert_eq!((form.focus, form.sections[1].folded), (Stop::Field(2), Some(false)));
    press(&mut form, &[KeyCode::Up, KeyCode::Left]);
    assert_eq!((form.focus, form.sections[1].folded), (Stop::Section(1), Some(true)));
    assert_eq!(form.stops().len(), 4);
}

#[test]
fn a_field_is_checked_when_it_is_left_and_an_untouched_one_only_by_the_button() {
    let mut form = folding();
    press(&mut form, &[KeyCode::Tab, KeyCode::Tab]);
    assert!(form.fields[1].error.is_none(), "nobody touched it");
    press(&mut form, &[KeyCode::Up]);
    types(&mut form, "x");
    assert!(form.fields[1].error.is_none(), "it is being typed");
    press(&mut form, &[KeyCode::Down]);
    assert_eq!(form.fields[1].error.as_ref().unwrap().en, "a whole number from 1 on is needed");
    assert_eq!(form.focus, Stop::Button, "the error holds nobody back");
    press(&mut form, &[KeyCode::Up, KeyCode::Backspace]);
    assert!(form.fields[1].error.is_none(), "it is being mended");
    press(&mut form, &[KeyCode::Up]);
    assert_eq!(form.fields[1].error.as_ref().unwrap().en, "required");
}

#[test]
fn what_another_field_made_wrong_is_right_once_that_one_is_mended() {
    let line = |name| Field::line(name, screen::f_class, "");
    let e = line("e").must(&[Check::Positive, Check::NotAbove("max")]);
    let mut form = Form::new(Purpose::Scale).plain(vec![line("max").must(&[Check::Positive]), e]);
    types(&mut form, "3");
    press(&mut form, &[KeyCode::Tab]);
    types(&mut form, "20");
    press(&mut form, &[KeyCode::Up]);
    assert!(form.fields[1].error.is_some());
    types(&mut form, "0");
    press(&mut form, &[KeyCode::Tab]);
    assert!(form.fields[1].error.is_none(), "20 is not above 30");
}

#[test]
fn what_is_wrong_in_a_folded_section_unfolds_it() {
    let mut form = folding();
    form.fields[1].propose("4");
    form.fields[2].propose("x");
    assert!(!checks::hold(&mut form));
    assert_eq!((form.focus, form.sections[1].folded), (Stop::Field(2), Some(false)));
    // The first wrong one on the screen gets the focus.
    form.fields[1].propose("0");
    assert!(!checks::hold(&mut form));
    assert_eq!(form.focus, Stop::Field(1));
}

#[test]
fn a_scanners_line_on_the_button_starts_nothing() {
    let mut form = folding();
    types(&mut form, "6901234567892");
    assert!(!press(&mut form, &[KeyCode::Enter]));
    assert_eq!((form.text("one"), form.focus), ("6901234567892".into(), Stop::Field(1)));
    press(&mut form, &[KeyCode::Tab]);
    types(&mut form, "6901234567892");
    assert!(!press(&mut form, &[KeyCode::Enter]), "the end of a scanned line is no wish to start");
    assert!(press(&mut form, &[KeyCode::Enter]), "a person's Enter is");
    // On a heading it unfolds nothing either.
    press(&mut form, &[KeyCode::Tab]);
    types(&mut form, "69");
    press(&mut form, &[KeyCode::Enter]);
    assert_eq!(form.sections[1].folded, Some(true));
}

#[test]
fn the_key_that_starts_works_from_everywhere() {
    let mut form = folding();
    assert!(press(&mut form, &[KeyCode::F(9)]));
}

#[test]
fn what_a_hidden_field_says_is_not_said() {
    let mut form = folding();
    form.fields[0].propose("5");
    form.fields[0].hidden = true;
    assert_eq!(form.text("one"), "");
    assert_eq!(form.stops()[0], Stop::Field(1));
}
