//! The form of a scale verification and the plan it makes.

use super::app::Context;
use super::checks::Check;
use super::field::Field;
use super::finding::Picked;
use super::form::{Form, Label, Purpose};
use super::plans::{chosen, connection, kind, kinds, maybe_device, options, plain, port, regulations, some};
use super::run_parts::{adjusted, conditions, conditions_of, decision, decision_of, other, stated, uncertainty};
use super::standard_part::StandardPart;
use crate::locale::{forms, screen};
use crate::procedure::{ScaleNameplate, ScaleTask};
use crate::regulation::{LeftOut, RangeMode, Receptor, ScaleRange, StandardUsed};
use crate::station::Snapshot;

/// The beginning of the name of a field for the reason why an item is left out.
pub const LEFT_OUT: &str = "left-out.";

/// The further ranges: names of Max, e and d of each.
const RANGES: [[&str; 3]; 2] = [["max_2", "e_2", "d_2"], ["max_3", "e_3", "d_3"]];

/// The form, its choices not yet those of a rule.
pub fn form(context: &Context, snapshot: &Snapshot, picked: &Picked) -> Form {
    let (device, port, address) = chosen(picked.scale.as_ref(), port(snapshot, None, 0));
    let mass = |name, label: Label| Field::line(name, label, "").unit_of("unit");
    let plate = vec![
        Field::line("name", screen::f_scale_name, "").must(&[Check::Required]),
        Field::line("model", screen::f_model, ""),
        Field::line("serial", screen::f_serial, "").must(&[Check::Required]),
        Field::choice("class", screen::f_class, Vec::new()),
        Field::choice("unit", screen::f_mass_unit, plain(&["g", "kg", "t", "mg"])),
        mass("max", screen::f_max).must(&[Check::Required, Check::Positive]),
        mass("min", screen::f_min).must(&[Check::Positive, Check::NotAbove("max")]),
        mass("e", screen::f_e).must(&[Check::Required, Check::Positive, Check::NotAbove("max")]),
        mass("d", screen::f_d).must(&[Check::Positive, Check::NotAbove("e")]),
        Field::line("supports", screen::f_supports, "4")
            .unit_words(forms::points)
            .must(&[Check::Required, Check::Count]),
        Field::choice("kind", screen::f_kind, kinds()),
        Field::choice("regulation", screen::f_regulation, regulations(context, "scale")),
    ];
    let devices = maybe_device(context, screen::f_typed, &["scale"]);
    let line = vec![
        Field::choice("device", screen::f_scale_device, devices).chosen(&device),
        Field::line("port", screen::f_port, &port).must(&[Check::Required]),
        Field::line("address", screen::f_address, &address),
    ];
    let verifier = Field::line("verifier", screen::f_verifier, "");
    let conditions = conditions().into_iter().chain([verifier]).collect();
    let loads = vec![mass("loads", forms::f_loads).must(&[Check::Positives])];
    let expanded = mass("uncertainty", forms::f_weights_uncertainty);
    let uncertainty = uncertainty(expanded, "coverage").into_iter().chain([decision()]).collect();
    Form::new(Purpose::Scale)
        .section(forms::s_scale, plate)
        .section(forms::s_weights, StandardPart::fields(&Purpose::Scale))
        .section(forms::s_line, line)
        .section(forms::s_conditions_and_people, conditions)
        .folded(forms::s_more_plate, more_of_the_plate())
        .folded(forms::s_loads, loads)
        .folded(forms::s_uncertainty, uncertainty)
        .folded(forms::s_other, other(vec![adjusted()]))
}

/// What few nameplates say.
fn more_of_the_plate() -> Vec<Field> {
    let mass = |name, label: Label| Field::line(name, label, "").unit_of("unit");
    let receptors = [("", forms::f_platform as Label), ("tank", forms::f_tank)];
    let modes = [("", forms::f_multi_interval as Label), ("multiple-range", forms::f_multiple_range)];
    vec![
        Field::line("maker", forms::f_maker, ""),
        Field::choice("instrument", forms::f_instrument, Vec::new()),
        Field::choice("receptor", forms::f_receptor, options(&receptors)),
        mass("additive_tare", forms::f_additive_tare).must(&[Check::NotNegative]),
        mass("max_2", forms::f_max_2).must(&[Check::Positive]),
        mass("e_2", forms::f_e_2).must(&[Check::Required, Check::Positive, Check::NotAbove("max_2")]),
        mass("d_2", forms::f_d_2).must(&[Check::Positive, Check::NotAbove("e_2")]),
        mass("max_3", forms::f_max_3).must(&[Check::Positive]),
        mass("e_3", forms::f_e_3).must(&[Check::Required, Check::Positive, Check::NotAbove("max_3")]),
        mass("d_3", forms::f_d_3).must(&[Check::Positive, Check::NotAbove("e_3")]),
        Field::choice("range_mode", forms::f_range_mode, options(&modes)),
    ]
}

/// The plan of a filled form.
pub fn task(form: &Form) -> ScaleTask {
    let further = RANGES.iter().filter_map(|[max, e, d]| {
        Some(ScaleRange { max: some(form.text(max))?, e: form.text(e), d: some(form.text(d)), min: None })
    });
    let first =
        ScaleRange { max: form.text("max"), e: form.text("e"), d: some(form.text("d")), min: some(form.text("min")) };
    ScaleTask {
        // The form does not ask for it: papers have a line to write on.
        adjusted: form.text("adjusted"),
        regulation: some(form.text("regulation")),
        date: some(form.text("date")),
        kind: kind(form),
        scale: ScaleNameplate {
            name: form.text("name"),
            model: form.text("model"),
            maker: form.text("maker"),
            serial: form.text("serial"),
            instrument: some(form.text("instrument")),
            class: form.text("class"),
            unit: form.text("unit"),
            ranges: std::iter::once(first).chain(further).collect(),
            range_mode: some(form.text("range_mode")).map(|_| RangeMode::MultipleRange),
            additive_tare: some(form.text("additive_tare")),
            supports: form.text("supports").parse().ok(),
            receptor: if form.text("receptor") == "tank" { Receptor::Tank } else { Receptor::Platform },
        },
        place: form.text("place"),
        verifier: form.text("verifier"),
        conditions: conditions_of(form),
        weights: vec![StandardUsed {
            uncertainty: stated(form, "uncertainty", "coverage"),
            ..StandardPart::used(form).unwrap_or_default()
        }],
        decision: decision_of(form).unwrap_or_default(),
        connection: connection(form, "device", "port", "address"),
        loads: form.text("loads").split_whitespace().map(str::to_owned).collect(),
        not_applicable: left_out(form),
    }
}

/// The items for which somebody wrote why they are left out.
fn left_out(form: &Form) -> Vec<LeftOut> {
    let reasons = form.fields.iter().filter(|field| !field.hidden);
    let named = reasons.filter_map(|field| Some((field.name.strip_prefix(LEFT_OUT)?, some(field.text())?)));
    named.map(|(item, reason)| LeftOut { item: item.to_owned(), reason }).collect()
}
