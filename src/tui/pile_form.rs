//! The form of a charging-pile verification and the plan it makes.

use super::app::Context;
use super::checks::Check;
use super::field::Field;
use super::finding::Picked;
use super::form::{Form, Label, Purpose};
use super::plans::{chosen, connection, kind, kinds, maybe_device, options, port, regulations, some, text_or_none};
use super::run_parts::{adjusted, conditions, conditions_of, decision, decision_of, other, stated, uncertainty};
use super::standard_part::StandardPart;
use crate::locale::{forms, screen};
use crate::procedure::{ClockTask, Nameplate, PileTask, PointTask, StandardTask};
use crate::regulation::{Appearance, Check as CheckLine, CheckVerdict, Current, IndicationReading, PayAmount};
use crate::station::Snapshot;

/// The beginning of the name of a field for a line of the check list.
pub const CHECK: &str = "check.";

/// What can be said of a line of the check list, and of the whole.
pub const FOUND: &[(&str, Label)] =
    &[("", forms::f_unseen), ("pass", forms::f_pass), ("fail", forms::f_fail), ("na", forms::f_not_there)];

/// The form, its choices not yet those of a rule.
pub fn form(context: &Context, snapshot: &Snapshot, picked: &Picked) -> Form {
    let plate = vec![
        Field::line("name", screen::f_pile, ""),
        Field::line("serial", screen::f_serial, "").must(&[Check::Required]),
        Field::line("gun", screen::f_gun, "A").must(&[Check::Required]),
        Field::choice("class", screen::f_class, Vec::new()),
        Field::choice("current", screen::f_current, options(&[("dc", screen::f_dc), ("ac", screen::f_ac)])),
        Field::choice("time_of_use", screen::f_time_of_use, yes_no()),
        Field::line("energy_step", screen::f_energy_step, "0.001").unit("kWh").must(&[Check::Positive]),
        Field::choice("kind", screen::f_kind, kinds()),
        Field::choice("regulation", screen::f_regulation, regulations(context, "pile")),
    ];
    let insulation = Field::line("insulation", screen::f_insulation, "").unit("MΩ").must(&[Check::Positive]);
    let conditions = conditions().into_iter().chain([insulation]).collect();
    let load = vec![
        Field::line("voltage", screen::f_voltage, "").unit("V").must(&[Check::Positive]),
        Field::line("amperes", screen::f_amperes, "").unit("A").must(&[Check::Positive]),
        Field::line("verifier", screen::f_verifier, ""),
    ];
    let nameplate = vec![
        Field::line("model", screen::f_model, ""),
        Field::line("maker", forms::f_maker, ""),
        Field::line("installed", forms::f_installed, "").must(&[Check::Day, Check::Past]),
        Field::line("rated_power", forms::f_rated_power, "").unit("kW").must(&[Check::Positive]),
        Field::line("nominal_voltage", forms::f_nominal_voltage, "").unit("V").must(&[Check::Positive]),
        Field::line("current_min", forms::f_current_min, "")
            .unit("A")
            .must(&[Check::Positive, Check::NotAbove("current_max")]),
        Field::line("current_max", forms::f_current_max, "").unit("A").must(&[Check::Positive]),
    ];
    let whole = [("", forms::f_asked_later as Label), ("pass", forms::f_pass), ("fail", forms::f_fail)];
    let checks = vec![Field::choice("appearance", forms::f_appearance, options(&whole))];
    let points = vec![
        Field::line("more_points", forms::f_more_points, "").unit("V/A").must(&[Check::Pairs]),
        Field::line("repeats", forms::f_repeats, "").unit_words(forms::times).must(&[Check::Count]),
    ];
    let expanded = Field::line("uncertainty", forms::f_standard_uncertainty, "").unit("%");
    let step = Field::line("standard_step", forms::f_standard_step, "").unit("kWh").must(&[Check::Positive]);
    let uncertainty = uncertainty(expanded, "coverage").into_iter().chain([step, decision()]).collect();
    let pay = vec![
        Field::line("pay_energy", forms::f_pay_energy, "").unit("kWh").must(&[Check::Positive]),
        Field::line("pay_price", forms::f_pay_price, "").unit_words(forms::money_each).must(&[Check::NotNegative]),
        Field::line("pay_displayed", forms::f_pay_displayed, "").unit_words(forms::money).must(&[Check::NotNegative]),
        Field::line("pay_step", forms::f_pay_step, "").unit_words(forms::money).must(&[Check::Positive]),
    ];
    let indication = vec![
        Field::line("shown_energy", forms::f_shown_energy, "").unit("kWh").must(&[Check::NotNegative]),
        Field::line("standard_energy", forms::f_standard_energy, "").unit("kWh").must(&[Check::Positive]),
    ];
    Form::new(Purpose::Pile)
        .section(forms::s_pile, plate)
        .section(forms::s_conditions, conditions)
        .section(forms::s_standard, StandardPart::fields(&Purpose::Pile))
        .section(forms::s_lines, lines(context, snapshot, picked))
        .section(forms::s_load, load)
        .folded(forms::s_nameplate, nameplate)
        .folded(forms::s_checks, checks)
        .folded(forms::s_more_points, points)
        .folded(forms::s_uncertainty, uncertainty)
        .folded(forms::s_pay, pay)
        .folded(forms::s_indication, indication)
        .folded(forms::s_other, other(vec![adjusted()]))
}

/// How pile and standard are reached.
fn lines(context: &Context, snapshot: &Snapshot, picked: &Picked) -> Vec<Field> {
    let (pile, pile_port, pile_address) = chosen(picked.pile.as_ref(), port(snapshot, picked.standard.as_ref(), 0));
    let (standard, standard_port, standard_address) = {
        // The second port, unless the first one is left because the pile has another.
        let index = usize::from(picked.pile.is_none());
        chosen(picked.standard.as_ref(), port(snapshot, picked.pile.as_ref(), index))
    };
    let device = |kinds: &[&str]| maybe_device(context, screen::f_typed, kinds);
    vec![
        Field::choice("pile_device", screen::f_pile_device, device(&["meter"])).chosen(&pile),
        Field::line("pile_port", screen::f_pile_port, &pile_port).must(&[Check::Required]),
        Field::line("pile_address", screen::f_pile_address, &pile_address),
        Field::choice("read_clock", screen::f_read_clock, yes_no()),
        Field::choice("standard_device", screen::f_standard_device, device(&["standard", "meter"])).chosen(&standard),
        Field::line("standard_port", screen::f_standard_port, &standard_port).must(&[Check::Required]),
        Field::line("standard_address", screen::f_standard_address, &standard_address),
    ]
}

fn yes_no() -> Vec<(String, crate::locale::Words)> {
    options(&[("yes", screen::f_yes), ("no", screen::f_no)])
}

/// The plan of a filled form.
pub fn task(form: &Form) -> PileTask {
    let standard = StandardPart::used(form).unwrap_or_default();
    PileTask {
        // The form does not ask for it: papers have a line to write on.
        adjusted: form.text("adjusted"),
        regulation: some(form.text("regulation")),
        date: some(form.text("date")),
        kind: kind(form),
        pile: nameplate(form),
        place: form.text("place"),
        verifier: form.text("verifier"),
        conditions: conditions_of(form),
        appearance: match form.text("appearance").as_str() {
            "pass" => Some(Appearance::Pass),
            "fail" => Some(Appearance::Fail),
            _ => None,
        },
        checklist: checklist(form),
        decision: decision_of(form),
        indication: indication(form),
        pay: pay(form),
        connection: connection(form, "pile_device", "pile_port", "pile_address"),
        standard: StandardTask {
            name: standard.name,
            certificate: standard.certificate,
            valid_until: standard.valid_until,
            uncertainty: stated(form, "uncertainty", "coverage"),
            energy_step: some(form.text("standard_step")),
            connection: connection(form, "standard_device", "standard_port", "standard_address"),
        },
        load_point: points(form),
        clock: ClockTask { read: form.text("read_clock") == "yes", typed: None },
    }
}

fn nameplate(form: &Form) -> Nameplate {
    Nameplate {
        name: form.text("name"),
        model: form.text("model"),
        maker: form.text("maker"),
        serial: form.text("serial"),
        gun: form.text("gun"),
        class: form.text("class"),
        current: Some(current(form)),
        time_of_use: form.text("time_of_use") == "yes",
        energy_step: some(form.text("energy_step")),
        installed: some(form.text("installed")),
        rated_power_kw: some(form.text("rated_power")),
        nominal_voltage: some(form.text("nominal_voltage")),
        current_min: some(form.text("current_min")),
        current_max: some(form.text("current_max")),
    }
}

/// Which current the pile delivers.
pub fn current(form: &Form) -> Current {
    if form.text("current") == "ac" { Current::Ac } else { Current::Dc }
}

/// The lines of the check list that were looked at.
fn checklist(form: &Form) -> Vec<CheckLine> {
    let line = |(item, found): (&str, String)| {
        let verdict = match found.as_str() {
            "pass" => CheckVerdict::Pass,
            "fail" => CheckVerdict::Fail,
            "na" => CheckVerdict::Na,
            _ => return None,
        };
        Some(CheckLine { item: item.to_owned(), verdict, note: None })
    };
    let lines = form.fields.iter().filter(|field| !field.hidden);
    lines.filter_map(|field| Some((field.name.strip_prefix(CHECK)?, field.text()))).filter_map(line).collect()
}

/// The load points: that of the quick way, and those behind it.
fn points(form: &Form) -> Vec<PointTask> {
    let repeats = form.text("repeats").parse().ok();
    let point = |voltage, current| PointTask { voltage, current, repeats };
    let first = point(some(form.text("voltage")), some(form.text("amperes")));
    let more = form.text("more_points");
    let pairs = more.split_whitespace().filter_map(|pair| pair.split_once('/'));
    std::iter::once(first).chain(pairs.map(|(v, a)| point(Some(v.to_owned()), Some(a.to_owned())))).collect()
}

fn indication(form: &Form) -> Vec<IndicationReading> {
    let (instrument, reference) = (text_or_none(form, "shown_energy"), text_or_none(form, "standard_energy"));
    let there = instrument.is_some() || reference.is_some();
    there.then_some(IndicationReading { instrument, reference, unit: None }).into_iter().collect()
}

fn pay(form: &Form) -> Option<PayAmount> {
    let displayed = text_or_none(form, "pay_displayed")?;
    Some(PayAmount {
        energy: text_or_none(form, "pay_energy"),
        price: text_or_none(form, "pay_price"),
        periods: Vec::new(),
        displayed,
        step: text_or_none(form, "pay_step"),
    })
}
