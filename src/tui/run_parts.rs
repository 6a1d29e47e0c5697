//! The parts that the forms of several kinds of runs have in common: conditions, what is uncertain and how it is decided by,
//! place and day. Each with its fields and with what they say of the plan.

use super::checks::Check;
use super::field::Field;
use super::form::{Form, Label};
use super::plans::{options, some};
use crate::locale::{forms, screen};
use crate::procedure::Conditions;
use crate::regulation::{Decision, Stated};

/// Temperature and humidity of the place.
pub fn conditions() -> Vec<Field> {
    vec![
        Field::line("temperature", screen::f_temperature, "").unit("°C").must(&[Check::Number]),
        Field::line("humidity", screen::f_humidity, "").unit("%").must(&[Check::Percent]),
    ]
}

/// The conditions of a filled form; what a kind of run does not ask for is not there.
pub fn conditions_of(form: &Form) -> Conditions {
    Conditions {
        temperature: some(form.text("temperature")),
        humidity: some(form.text("humidity")),
        insulation_megohm: some(form.text("insulation")),
    }
}

/// An expanded uncertainty, which has a unit of its own in every form, and the factor that belongs to it.
pub fn uncertainty(expanded: Field, coverage: &'static str) -> [Field; 2] {
    [expanded.must(&[Check::Positive]), Field::line(coverage, forms::f_coverage, "").must(&[Check::Positive])]
}

/// An expanded uncertainty and its coverage factor.
pub fn stated(form: &Form, expanded: &str, coverage: &str) -> Option<Stated> {
    let expanded = some(form.text(expanded))?;
    Some(Stated { expanded, coverage: some(form.text(coverage)) })
}

/// How results are held against their limits; the simple way says nothing.
pub fn decision() -> Field {
    let ways = [("", forms::f_simple as Label), ("guard-band", forms::f_guard_band)];
    Field::choice("decision", forms::f_decision, options(&ways))
}

/// The decision of a filled form, where it is not the simple one.
pub fn decision_of(form: &Form) -> Option<Decision> {
    some(form.text("decision")).map(|_| Decision::GuardBand)
}

/// Where and when, and whatever else few runs need.
pub fn other(more: Vec<Field>) -> Vec<Field> {
    let place = Field::line("place", forms::f_place, "");
    let day = Field::line("date", forms::f_date, "").must(&[Check::Day]);
    [place, day].into_iter().chain(more).collect()
}

/// Whether an instrument was adjusted or repaired before it is verified, in words; left empty, the paper has a line for it.
pub fn adjusted() -> Field {
    Field::line("adjusted", forms::f_adjusted, "")
}
