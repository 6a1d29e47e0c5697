//! The register of standards: what is refused, what folding keeps, and when a certificate is due.

use jiff::civil::{Date, date};
use quanheng::register::{
    Change, DUE_DAYS, Draft, Field, Register, RegisterEvent, RegisterRefusal, Standard, Standing,
};

const TODAY: Date = date(2028, 2, 28);

fn draft(id: &str, valid_until: &str) -> Draft {
    Draft {
        id: id.into(),
        name: "标准功率源".into(),
        class: "0.05".into(),
        certificate: "DC-2027-118".into(),
        valid_until: valid_until.into(),
        ..Draft::default()
    }
}

fn does(register: &mut Register, change: &Change) -> RegisterEvent {
    let event = register.propose(change, Some("li")).unwrap();
    // What is taken in is what a ledger gives back.
    let read = RegisterEvent::read(event.kind(), &event.data()).unwrap().unwrap();
    assert_eq!(read, event);
    register.apply(&read);
    event
}

#[test]
fn every_mistake_of_a_standard_is_told_with_its_field() {
    let nonsense =
        Draft { id: " ".into(), range: "\u{7}".into(), valid_until: "2027-02-29".into(), ..Draft::default() };
    let wrong = Standard::of(&nonsense).unwrap_err();
    let fields: Vec<Option<Field>> = wrong.iter().map(RegisterRefusal::field).collect();
    assert_eq!(fields, [Field::Id, Field::Name, Field::Range, Field::ValidUntil].map(Some));
    for text in ["", "2027-13-01", "20270301", "2027-3-1", "2027-03-01T00:00", "明年"] {
        let why = RegisterRefusal::BadDay { text: text.into() };
        assert_eq!(Standard::of(&draft("S-1", text)), Err(vec![why]), "{text}");
    }
    for id in ["-x", "a b", &"9".repeat(25)] {
        assert_eq!(Standard::of(&draft(id, "2027-03-01")), Err(vec![RegisterRefusal::BadId { id: id.into() }]));
    }
    assert_eq!(
        Standard::of(&draft("标-1", "2028-02-29")).map(|standard| standard.draft()),
        Ok(draft("标-1", "2028-02-29"))
    );
}

#[test]
fn an_uncertainty_is_said_with_its_unit_and_a_class_as_it_is() {
    let classed = |class: &str| Standard::of(&Draft { class: class.into(), ..draft("S-1", "2028-03-01") });
    let right = [
        "0.05",
        "F1",
        "",
        "1 级",
        "MPE = ±0.5",
        "U = 0.02 mg (k = 2)",
        "U=0.02kg",
        "Urel=0.05%, k=2",
        "U95 = 1×10⁻⁵",
        "U = (0.1 + 2L) µm",
    ];
    for class in right {
        assert_eq!(classed(class).map(|standard| standard.class), Ok(class.into()));
    }
    for class in ["U = 0.02", "Urel=0.05 (k=2)", "u=0.1, P=95", "U ="] {
        let why = RegisterRefusal::NoUnit { text: class.into() };
        assert_eq!(classed(class), Err(vec![why.clone()]));
        assert_eq!(why.field(), Some(Field::Class));
    }
}

/// Entries that were written before a standard had a model are read, and nothing is added to those without one.
#[test]
fn a_standard_without_a_model_is_written_as_before_there_were_models() {
    let before = serde_json::json!({ "by": null, "standard": {
        "id": "S-1", "name": "标准功率源", "range": "", "class": "0.05", "serial": "", "certificate": "DC-2027-118",
        "valid_until": "2028-03-01",
    }});
    let event = RegisterEvent::read("standard-added", &before).unwrap().unwrap();
    let same = does(&mut Register::default(), &Change::Add(draft("S-1", "2028-03-01")));
    assert_eq!(event.data(), before);
    let RegisterEvent::StandardAdded { standard, .. } = same else { panic!("{same:?}") };
    assert_eq!(serde_json::json!(standard), before["standard"]);
}

#[test]
fn an_id_is_given_once_and_a_retired_standard_stays_as_it_was() {
    let mut register = Register::default();
    let added = does(&mut register, &Change::Add(draft("S-1", "2028-03-01")));
    let taken = Err(vec![RegisterRefusal::IdTaken { id: "S-1".into() }]);
    assert_eq!(register.propose(&Change::Add(draft(" S-1 ", "2030-01-01")), None), taken);
    let same = Change::Change(draft("S-1", "2028-03-01"));
    assert_eq!(register.propose(&same, None), Err(vec![RegisterRefusal::NothingChanged { id: "S-1".into() }]));
    does(&mut register, &Change::Change(draft("S-1", "2029-03-01")));
    assert_eq!(register.get("S-1").unwrap().valid_until, date(2029, 3, 1));
    // Should a second one ever be stored, the first keeps the id.
    register.apply(&added);
    assert_eq!(register.get("S-1").unwrap().valid_until, date(2029, 3, 1));

    let retire = |reason: &str| Change::Retire { id: "S-1".into(), reason: reason.into() };
    assert_eq!(register.propose(&retire(" "), None), Err(vec![RegisterRefusal::NoReason]));
    does(&mut register, &retire("报废"));
    assert_eq!(register.retired("S-1"), Some("报废"));
    let retired = Err(vec![RegisterRefusal::Retired { id: "S-1".into() }]);
    assert_eq!(register.propose(&retire("再次"), None), retired);
    assert_eq!(register.propose(&Change::Change(draft("S-1", "2031-01-01")), None), retired);
    assert_eq!(register.propose(&Change::Add(draft("S-1", "2031-01-01")), None), taken);
    let unknown = Err(vec![RegisterRefusal::Unknown { id: "S-2".into() }]);
    assert_eq!(register.propose(&Change::Change(draft("S-2", "2031-01-01")), None), unknown);
    assert_eq!(register.standing("S-1", TODAY, DUE_DAYS), Some(Standing::Retired));
    assert!(register.used().is_empty());
}

#[test]
fn a_certificate_is_good_on_its_last_day_and_due_before_it() {
    let mut register = Register::default();
    let days = [
        ("far", "2028-03-30", Standing::Valid { left: 31 }),
        ("near", "2028-03-29", Standing::Due { left: 30 }),
        ("leap", "2028-02-29", Standing::Due { left: 1 }),
        ("today", "2028-02-28", Standing::Due { left: 0 }),
        ("over", "2028-02-27", Standing::Expired { ago: 1 }),
        ("long", "2027-02-28", Standing::Expired { ago: 365 }),
        ("gone", "2020-01-01", Standing::Retired),
    ];
    for (id, day, _) in days {
        does(&mut register, &Change::Add(draft(id, day)));
    }
    does(&mut register, &Change::Retire { id: "gone".into(), reason: "lost".into() });
    for (id, _, standing) in days {
        assert_eq!(register.standing(id, TODAY, DUE_DAYS), Some(standing), "{id}");
    }
    let ids = |due: Vec<&Standard>| due.into_iter().map(|standard| standard.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(register.due(TODAY, DUE_DAYS)), ["long", "over", "today", "leap", "near"]);
    assert_eq!(ids(register.due(TODAY, 0)), ["long", "over", "today"]);
}

#[test]
fn an_entry_that_is_no_standard_is_an_error_and_another_kind_is_none() {
    let whole = serde_json::json!({ "standard": { "id": "S-1" }, "by": null });
    assert!(RegisterEvent::read("standard-added", &whole).unwrap().is_err());
    assert!(RegisterEvent::read("account-added", &whole).is_none());
}
