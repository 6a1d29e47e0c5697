//! The two forms and the plans they make.

use super::app::Context;
use super::checks::{self, Check};
use super::finding::Picked;
use super::form::{Field, Form, Purpose};
use crate::locale::{Lang, Words, screen};
use crate::procedure::{
    ClockTask, Conditions, Connection, LotTask, Nameplate, PileTask, PointTask, StandardTask, TareTask, TaskTare,
};
use crate::regulation::{Current, Kind, Label};
use crate::station::{Command, PortView, Snapshot};

fn words(label: super::form::Label) -> Words {
    Words::new(label(Lang::Zh), label(Lang::En))
}

pub(super) fn options(list: &[(&str, super::form::Label)]) -> Vec<(String, Words)> {
    list.iter().map(|(value, label)| ((*value).to_owned(), words(*label))).collect()
}

pub(super) fn plain(list: &[&str]) -> Vec<(String, Words)> {
    list.iter().map(|text| ((*text).to_owned(), Words::new(*text, *text))).collect()
}

fn profiles(context: &Context, kinds: &[&str]) -> Vec<(String, Words)> {
    let suits = context.profiles.iter().filter(|profile| kinds.contains(&profile.kind.as_str()));
    suits.map(|profile| (profile.id.clone(), profile.name.clone())).collect()
}

pub(super) fn typed_or(context: &Context, kinds: &[&str]) -> Vec<(String, Words)> {
    let typed = (String::new(), words(screen::f_typed));
    std::iter::once(typed).chain(profiles(context, kinds)).collect()
}

pub(super) fn regulations(context: &Context, kind: &str) -> Vec<(String, Words)> {
    let by_date = (String::new(), words(screen::f_by_date));
    let of_kind = context.regulations.iter().filter(|regulation| regulation.kind == kind);
    std::iter::once(by_date).chain(of_kind.map(|r| (r.id.clone(), r.title.clone()))).collect()
}

/// The first usable ports that nobody has yet, for the port fields.
pub(super) fn port(snapshot: &Snapshot, taken: Option<&Connection>, index: usize) -> String {
    let free = |port: &&PortView| {
        let has = |taken: &Connection| taken.port == port.path || Some(&taken.port) == port.stable.as_ref();
        port.unusable.is_none() && !taken.is_some_and(has)
    };
    let usable = snapshot.ports.iter().filter(free);
    usable.map(|port| port.path.clone()).nth(index).unwrap_or_default()
}

/// The device, port and address of a connection that was chosen; the port of the list where none was.
pub(super) fn chosen(connection: Option<&Connection>, port: String) -> (String, String, String) {
    connection.map_or((String::new(), port, String::new()), |found| {
        (found.device.clone(), found.port.clone(), found.address.clone().unwrap_or_default())
    })
}

/// The form of a net-content inspection.
pub fn lot(context: &Context, snapshot: &Snapshot, picked: &Picked) -> Form {
    let (scale, port, address) = chosen(picked.scale.as_ref(), port(snapshot, None, 0));
    let units = plain(&["g", "kg"]);
    let tare = [
        ("average", screen::f_tare_average as super::form::Label),
        ("each", screen::f_tare_each),
        ("none", screen::f_tare_none),
    ];
    let mut fields = vec![
        Field::line("product", screen::f_product, ""),
        Field::line("maker", screen::f_maker, ""),
        Field::line("batch", screen::f_batch, ""),
        Field::line("quantity", screen::f_quantity, ""),
        Field::choice("unit", screen::f_unit, units),
        Field::line("lot_size", screen::f_lot_size, ""),
        Field::choice("regulation", screen::f_regulation, regulations(context, "lot")),
        Field::choice("scale", screen::f_scale, profiles(context, &["scale"])).chosen(&scale),
        Field::line("port", screen::f_port, &port),
        Field::choice("tare", screen::f_tare, options(&tare)),
        Field::line("tare_values", screen::f_tare_values, ""),
        Field::line("inspector", screen::f_inspector, ""),
    ];
    // Few scales have an address: where one was found, it is shown.
    if let (false, Some(place)) = (address.is_empty(), fields.iter().position(|field| field.name == "tare")) {
        fields.insert(place, Field::line("address", screen::f_address, &address));
    }
    Form { purpose: Purpose::Lot, fields, focus: 0 }
}

/// The form of a charging-pile verification.
pub fn pile(context: &Context, snapshot: &Snapshot, picked: &Picked) -> Form {
    let (pile, pile_port, pile_address) = chosen(picked.pile.as_ref(), port(snapshot, picked.standard.as_ref(), 0));
    let (standard, standard_port, standard_address) = {
        // The second port, unless the first one is left because the pile has another.
        let index = usize::from(picked.pile.is_none());
        chosen(picked.standard.as_ref(), port(snapshot, picked.pile.as_ref(), index))
    };
    let yes_no = [("yes", screen::f_yes as super::form::Label), ("no", screen::f_no)];
    let kinds = [
        ("first", screen::f_first as super::form::Label),
        ("subsequent", screen::f_subsequent),
        ("in-service", screen::f_in_service),
    ];
    let current = [("dc", screen::f_dc as super::form::Label), ("ac", screen::f_ac)];
    let fields = vec![
        Field::line("name", screen::f_pile, ""),
        Field::line("serial", screen::f_serial, ""),
        Field::line("gun", screen::f_gun, "A"),
        Field::choice("class", screen::f_class, plain(&["2", "1"])),
        Field::choice("current", screen::f_current, options(&current)),
        Field::choice("time_of_use", screen::f_time_of_use, options(&yes_no)),
        Field::choice("read_clock", screen::f_read_clock, options(&yes_no)),
        Field::line("energy_step", screen::f_energy_step, "0.001"),
        Field::choice("kind", screen::f_kind, options(&kinds)),
        Field::line("temperature", screen::f_temperature, ""),
        Field::line("humidity", screen::f_humidity, ""),
        Field::line("insulation", screen::f_insulation, ""),
        Field::line("standard", screen::f_standard, ""),
        Field::line("certificate", screen::f_certificate, ""),
        Field::line("valid_until", screen::f_valid_until, ""),
        Field::choice("pile_device", screen::f_pile_device, typed_or(context, &["meter"])).chosen(&pile),
        Field::line("pile_port", screen::f_pile_port, &pile_port),
        Field::line("pile_address", screen::f_pile_address, &pile_address),
        Field::choice("standard_device", screen::f_standard_device, typed_or(context, &["standard", "meter"]))
            .chosen(&standard),
        Field::line("standard_port", screen::f_standard_port, &standard_port),
        Field::line("standard_address", screen::f_standard_address, &standard_address),
        Field::line("voltage", screen::f_voltage, ""),
        Field::line("amperes", screen::f_amperes, ""),
        Field::line("verifier", screen::f_inspector, ""),
    ];
    Form { purpose: Purpose::Pile, fields, focus: 0 }
}

/// The command of a filled form; what is missing or no number is told beside its field.
pub fn command(form: &mut Form, lang: Lang) -> Option<Command> {
    let checks = match form.purpose {
        Purpose::Lot => LOT,
        Purpose::Pile => PILE,
        Purpose::Scale => return super::scale_form::command(form, lang),
        _ => return super::people::command(form, lang),
    };
    // A device is reached somewhere.
    let mut checks = checks.to_vec();
    for (device, port) in [("pile_device", "pile_port"), ("standard_device", "standard_port")] {
        if !form.text(device).is_empty() {
            checks.push((port, &[Check::Required]));
        }
    }
    let whole = checks::hold(form, &checks, lang);
    whole.then(|| match form.purpose {
        Purpose::Lot => Command::OpenLot(Box::new(lot_task(form, form.text("lot_size").parse().unwrap_or(0)))),
        _ => Command::OpenPile(Box::new(pile_task(form))),
    })
}

/// What the fields of a lot must be.
const LOT: &[(&str, &[Check])] = &[
    ("product", &[Check::Required]),
    ("quantity", &[Check::Required, Check::Positive]),
    ("lot_size", &[Check::Required, Check::Count]),
    ("port", &[Check::Required]),
    ("tare_values", &[Check::Positives]),
];

/// What the fields of a pile must be.
const PILE: &[(&str, &[Check])] = &[
    ("serial", &[Check::Required]),
    ("gun", &[Check::Required]),
    ("energy_step", &[Check::Positive]),
    ("temperature", &[Check::Number]),
    ("humidity", &[Check::Number]),
    ("insulation", &[Check::Number]),
    ("standard", &[Check::Required]),
    ("valid_until", &[Check::Day]),
    ("voltage", &[Check::Positive]),
    ("amperes", &[Check::Positive]),
];

pub(super) fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

pub(super) fn connection(form: &Form, device: &str, port: &str, address: &str) -> Option<Connection> {
    let (device, port, address) = (form.text(device), form.text(port), some(form.text(address)));
    (!device.is_empty()).then(|| Connection { device, port, address, ..Connection::default() })
}

fn lot_task(form: &Form, lot_size: u64) -> LotTask {
    let method = match form.text("tare").as_str() {
        "each" => TaskTare::Each,
        "none" => TaskTare::None,
        _ => TaskTare::Average,
    };
    let values = form.text("tare_values").split_whitespace().map(str::to_owned).collect();
    LotTask {
        regulation: some(form.text("regulation")),
        product: form.text("product"),
        maker: form.text("maker"),
        batch: form.text("batch"),
        inspectors: some(form.text("inspector")).into_iter().collect(),
        label: Label { quantity: form.text("quantity"), unit: form.text("unit") },
        lot_size,
        scale: connection(form, "scale", "port", "address").unwrap_or_default(),
        tare: TareTask { method, values, weigh: None },
        ..LotTask::default()
    }
}

fn pile_task(form: &Form) -> PileTask {
    PileTask {
        kind: match form.text("kind").as_str() {
            "subsequent" => Kind::Subsequent,
            "in-service" => Kind::InService,
            _ => Kind::First,
        },
        pile: Nameplate {
            name: form.text("name"),
            serial: form.text("serial"),
            gun: form.text("gun"),
            class: form.text("class"),
            current: Some(if form.text("current") == "ac" { Current::Ac } else { Current::Dc }),
            time_of_use: form.text("time_of_use") == "yes",
            energy_step: some(form.text("energy_step")),
            ..Nameplate::default()
        },
        verifier: form.text("verifier"),
        conditions: Conditions {
            temperature: some(form.text("temperature")),
            humidity: some(form.text("humidity")),
            insulation_megohm: some(form.text("insulation")),
        },
        connection: connection(form, "pile_device", "pile_port", "pile_address"),
        standard: StandardTask {
            name: form.text("standard"),
            certificate: some(form.text("certificate")),
            valid_until: some(form.text("valid_until")),
            connection: connection(form, "standard_device", "standard_port", "standard_address"),
            ..StandardTask::default()
        },
        load_point: vec![PointTask {
            voltage: some(form.text("voltage")),
            current: some(form.text("amperes")),
            repeats: None,
        }],
        clock: ClockTask { read: form.text("read_clock") == "yes", typed: None },
        ..PileTask::default()
    }
}
