//! The form of a scale verification and the plan it makes.

use super::app::Context;
use super::checks::{self, Check};
use super::finding::Picked;
use super::form::{Field, Form, Label, Purpose};
use super::plans::{chosen, connection, options, plain, port, regulations, some, typed_or};
use crate::locale::{Lang, screen};
use crate::procedure::{Conditions, ScaleNameplate, ScaleTask};
use crate::regulation::{Kind, ScaleRange, StandardUsed};
use crate::station::{Command, Snapshot};

/// What the fields must be.
const CHECKS: &[(&str, &[Check])] = &[
    ("name", &[Check::Required]),
    ("serial", &[Check::Required]),
    ("max", &[Check::Required, Check::Positive]),
    ("min", &[Check::Positive]),
    ("e", &[Check::Required, Check::Positive]),
    ("d", &[Check::Positive]),
    ("supports", &[Check::Required, Check::Count]),
    ("weights", &[Check::Required]),
    ("valid_until", &[Check::Day]),
    ("temperature", &[Check::Number]),
    ("humidity", &[Check::Number]),
];

/// The form of a scale verification.
pub fn form(context: &Context, snapshot: &Snapshot, picked: &Picked) -> Form {
    let (device, port, address) = chosen(picked.scale.as_ref(), port(snapshot, None, 0));
    let kinds = [
        ("first", screen::f_first as Label),
        ("subsequent", screen::f_subsequent),
        ("in-service", screen::f_in_service),
    ];
    let fields = vec![
        Field::line("name", screen::f_scale_name, ""),
        Field::line("model", screen::f_model, ""),
        Field::line("serial", screen::f_serial, ""),
        Field::choice("class", screen::f_class, plain(&["III", "IIII", "II", "I"])),
        Field::choice("unit", screen::f_mass_unit, plain(&["g", "kg", "t", "mg"])),
        Field::line("max", screen::f_max, ""),
        Field::line("min", screen::f_min, ""),
        Field::line("e", screen::f_e, ""),
        Field::line("d", screen::f_d, ""),
        Field::line("supports", screen::f_supports, "4"),
        Field::choice("kind", screen::f_kind, options(&kinds)),
        Field::choice("regulation", screen::f_regulation, regulations(context, "scale")),
        Field::line("weights", screen::f_weights, ""),
        Field::line("certificate", screen::f_weights_certificate, ""),
        Field::line("valid_until", screen::f_weights_valid_until, ""),
        Field::choice("device", screen::f_scale_device, typed_or(context, &["scale"])).chosen(&device),
        Field::line("port", screen::f_port, &port),
        Field::line("address", screen::f_address, &address),
        Field::line("temperature", screen::f_temperature, ""),
        Field::line("humidity", screen::f_humidity, ""),
        Field::line("verifier", screen::f_inspector, ""),
    ];
    Form { purpose: Purpose::Scale, fields, focus: 0 }
}

/// The command of a filled form; what is missing or no number is told beside its field.
pub fn command(form: &mut Form, lang: Lang) -> Option<Command> {
    let mut checks = CHECKS.to_vec();
    if !form.text("device").is_empty() {
        checks.push(("port", &[Check::Required]));
    }
    checks::hold(form, &checks, lang).then(|| Command::OpenScale(Box::new(task(form))))
}

fn task(form: &Form) -> ScaleTask {
    let range =
        ScaleRange { max: form.text("max"), e: form.text("e"), d: some(form.text("d")), min: some(form.text("min")) };
    ScaleTask {
        regulation: some(form.text("regulation")),
        kind: match form.text("kind").as_str() {
            "subsequent" => Kind::Subsequent,
            "in-service" => Kind::InService,
            _ => Kind::First,
        },
        scale: ScaleNameplate {
            name: form.text("name"),
            model: form.text("model"),
            serial: form.text("serial"),
            class: form.text("class"),
            unit: form.text("unit"),
            ranges: vec![range],
            supports: form.text("supports").parse().ok(),
            ..ScaleNameplate::default()
        },
        verifier: form.text("verifier"),
        conditions: Conditions {
            temperature: some(form.text("temperature")),
            humidity: some(form.text("humidity")),
            insulation_megohm: None,
        },
        weights: vec![StandardUsed {
            name: form.text("weights"),
            certificate: some(form.text("certificate")),
            valid_until: some(form.text("valid_until")),
            uncertainty: None,
        }],
        connection: connection(form, "device", "port", "address"),
        ..ScaleTask::default()
    }
}
