//! Tests of what a form takes from the last run, and of what it never does.

use super::*;
use crate::locale::Lang;
use crate::regulation::{Book, Label};
use crate::station::{LastPlan, RegisterView};
use crate::tui::app::Context;
use crate::tui::theme::Theme;
use crate::tui::{ProfileChoice, plans};
use std::sync::Arc;

fn context() -> Context {
    let profile = |id: &str, kind: &str| ProfileChoice { id: id.into(), kind: kind.into(), name: id.into() };
    Context {
        lang: Lang::En,
        theme: Theme::default(),
        profiles: vec![profile("first", "scale"), profile("second", "scale"), profile("meter", "meter")],
        regulations: Vec::new(),
        book: Arc::new(Book::embedded().unwrap().clone()),
        large: false,
        glyphs: crate::tui::Glyphs::default(),
    }
}

fn open(task: Task, today: &str, ports: Vec<PortView>, picked: &Picked) -> Form {
    let purpose = match &task {
        Task::Lot(_) => Purpose::Lot,
        Task::Pile(_) => Purpose::Pile,
        Task::Scale(_) => Purpose::Scale,
    };
    let last_plans = Arc::new(vec![LastPlan { date: "2026-03-15".into(), task }]);
    let snapshot = Snapshot { last_plans, register: RegisterView::on(today), ports, ..Snapshot::default() };
    plans::open(purpose, &context(), &snapshot, picked)
}

fn lot_task() -> LotTask {
    LotTask {
        product: "rice".into(),
        maker: "a mill".into(),
        batch: "2026-03".into(),
        place: "shop".into(),
        inspectors: vec!["Li".into()],
        label: Label { quantity: "500".into(), unit: "kg".into() },
        lot_size: 40,
        scale: Connection { device: "second".into(), port: "/dev/ttyUSB3".into(), ..Connection::default() },
        capacity: Some("30".into()),
        scale_uncertainty: Some(Stated { expanded: "0.5".into(), coverage: Some("3".into()) }),
        tare: crate::procedure::TareTask { method: TaskTare::Each, values: vec!["0.0096".into()], weigh: None },
        ..LotTask::default()
    }
}

fn said(form: &Form, names: &[&str]) -> Vec<String> {
    names.iter().map(|name| form.text(name)).collect()
}

#[test]
fn instruments_rule_and_place_are_as_in_the_last_run_and_the_goods_are_not() {
    let form = open(Task::Lot(Box::new(lot_task())), "2026-03-16", Vec::new(), &Picked::default());
    let again =
        ["scale", "port", "unit", "tare", "place", "inspector", "capacity", "scale_uncertainty", "scale_coverage"];
    let wanted = ["second", "/dev/ttyUSB3", "kg", "each", "shop", "Li", "30", "0.5", "3"];
    assert_eq!(said(&form, &again), wanted);
    let never = ["product", "maker", "batch", "quantity", "lot_size", "tare_values", "date", "words", "category"];
    assert!(said(&form, &never).iter().all(String::is_empty), "{:?}", said(&form, &never));
    assert_eq!(form.since.as_deref(), Some("2026-03-15"));
}

#[test]
fn nothing_that_says_which_pile_it_was_or_what_was_found_of_it_comes_again() {
    let mut task: PileTask = toml::from_str(include_str!("../../tests/data/plans/pile-dc.toml")).unwrap();
    task.connection = Some(Connection { device: "meter".into(), port: "tcp://a:1".into(), ..Connection::default() });
    task.pile.current_max = Some("80".into());
    let form = open(Task::Pile(Box::new(task)), "2026-03-16", Vec::new(), &Picked::default());
    let again = ["class", "kind", "standard", "certificate", "valid_until", "pile_device", "pile_port", "voltage"];
    let wanted = ["2", "subsequent", "标准电能表", "JZ2026-001", "2099-12-31", "meter", "tcp://a:1", "500"];
    assert_eq!(said(&form, &again), wanted);
    let never = ["name", "serial", "temperature", "humidity", "insulation", "appearance", "current_max"];
    assert!(said(&form, &never).iter().all(String::is_empty), "{:?}", said(&form, &never));
    assert_eq!(form.text("gun"), "A");
}

#[test]
fn a_standard_that_has_ended_since_is_told_at_once() {
    let task: ScaleTask = toml::from_str(include_str!("../../tests/data/plans/scale-30.toml")).unwrap();
    let mut ended = task.clone();
    ended.weights[0].valid_until = Some("2026-03-15".into());
    let form = open(Task::Scale(Box::new(ended)), "2026-03-16", Vec::new(), &Picked::default());
    assert!(form.field("valid_until").unwrap().error.as_ref().unwrap().en.contains("no longer valid on 2026-03-16"));
    let form = open(Task::Scale(Box::new(task)), "2026-03-16", Vec::new(), &Picked::default());
    assert!(form.fields.iter().all(|field| field.error.is_none()));
    assert_eq!(said(&form, &["serial", "max", "e", "weights"]), ["", "", "", "M1 砝码组"]);
}

#[test]
fn a_port_that_has_gone_gives_way_and_a_found_instrument_goes_first() {
    let port = |path: &str| PortView { path: path.into(), description: String::new(), stable: None, unusable: None };
    let task = || Task::Lot(Box::new(lot_task()));
    let form = open(task(), "", vec![port("/dev/ttyUSB0")], &Picked::default());
    assert_eq!(form.text("port"), "/dev/ttyUSB0");
    let form = open(task(), "", vec![port("/dev/ttyUSB0"), port("/dev/ttyUSB3")], &Picked::default());
    assert_eq!(form.text("port"), "/dev/ttyUSB3");
    let found = Connection { device: "first".into(), port: "/dev/ttyACM0".into(), ..Connection::default() };
    let form = open(task(), "", Vec::new(), &Picked { scale: Some(found), ..Picked::default() });
    assert_eq!(said(&form, &["scale", "port"]), ["first", "/dev/ttyACM0"]);
}
