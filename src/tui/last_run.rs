//! What a form proposes as in the last run of its kind: how instruments are reached, rule, class, standard, place and people.
//! Never what says which thing is inspected, and never what was measured or seen of it.

use super::checks;
use super::field::Field;
use super::finding::Picked;
use super::form::{Form, Purpose};
use super::standard_part::{StandardPart, titled};
use crate::procedure::{Connection, LotTask, PileTask, ScaleTask, TaskTare};
use crate::regulation::{Current, Decision, Kind, StandardUsed, Stated};
use crate::station::{PortView, Snapshot, Task};

/// Names of fields and what the last run says of them.
type Said = Vec<(&'static str, String)>;

/// Proposes what the last run of the kind said. Choices that depend on others are made anew by `adapt` in between.
pub fn propose(form: &mut Form, snapshot: &Snapshot, picked: &Picked, adapt: impl Fn(&mut Form)) {
    let wanted = match form.purpose {
        Purpose::Pile => "pile",
        Purpose::Scale => "scale",
        _ => "lot",
    };
    let last = snapshot.last_plans.iter().find(|plan| plan.task.kind() == wanted);
    if let Some(last) = last {
        let said = match &last.task {
            Task::Lot(task) => lot(task, picked),
            Task::Pile(task) => pile(task, picked),
            Task::Scale(task) => scale(task, picked),
        };
        let said = with_register(form, said);
        // The second time also what the choice of a rule, a device or a first value brings with it.
        for _ in 0..2 {
            for (name, text) in &said {
                let text = port_now(name, text, snapshot);
                if let Some(field) = form.field_mut(name).filter(|field| field.text() != text) {
                    field.again = field.propose(&text);
                }
            }
            adapt(form);
        }
        form.since = Some(last.date.clone());
        tell_what_no_longer_holds(form);
    }
    // Whoever is signed in does it.
    let person = snapshot.people.signed_in.as_ref().map(|who| who.name.clone());
    for name in ["inspector", "verifier"] {
        if let (Some(person), Some(field)) = (&person, form.field_mut(name)) {
            field.propose(person);
            field.again = false;
        }
    }
}

/// A standard of the register is proposed as what it is there, with the certificate that it has now.
fn with_register(form: &Form, mut said: Said) -> Said {
    let name = StandardPart::of(&form.purpose).map(|part| part.name);
    let title = said.iter().find(|(field, _)| Some(*field) == name).map(|(_, title)| title.clone());
    said.extend(title.and_then(|title| titled(form, &title)));
    said
}

/// A standard whose last day has gone since is told at once, and not when its field happens to be left.
fn tell_what_no_longer_holds(form: &mut Form) {
    let wrong = |(index, field): (usize, &Field)| Some((index, checks::wrong(form, field).filter(|_| field.again)?.1));
    let found: Vec<_> = form.fields.iter().enumerate().filter_map(wrong).collect();
    for (index, why) in found {
        if let Some(field) = form.fields.get_mut(index) {
            field.error = Some(why);
        }
    }
}

/// A port of this machine that is not there now gives way to the one that the form proposes anyway.
fn port_now(name: &str, text: &str, snapshot: &Snapshot) -> String {
    let there = |port: &&PortView| port.path == text || port.stable.as_deref() == Some(text);
    let free = snapshot.ports.iter().find(|port| port.unusable.is_none());
    let gone = name.ends_with("port") && text.starts_with("/dev/") && !snapshot.ports.iter().any(|port| there(&port));
    match free {
        Some(port) if gone => port.path.clone(),
        _ => text.to_owned(),
    }
}

fn lot(task: &LotTask, picked: &Picked) -> Said {
    let mut said = vec![
        ("regulation", task.regulation.clone().unwrap_or_default()),
        ("unit", task.label.unit.clone()),
        ("inspector", task.inspectors.join(" ")),
        ("place", task.place.clone()),
    ];
    let tare = match task.tare.method {
        TaskTare::Average => "average",
        TaskTare::Each => "each",
        TaskTare::None => "none",
    };
    said.push(("tare", tare.to_owned()));
    if picked.scale.is_none() {
        said.extend(line(Some(&task.scale), ["scale", "port", "address"]));
    }
    if let Some(scanner) = &task.scanner {
        said.extend([("scanner", scanner.device.clone()), ("scanner_port", scanner.port.clone())]);
    }
    said.extend([
        ("capacity", task.capacity.clone().unwrap_or_default()),
        ("division", task.division.clone().unwrap_or_default()),
    ]);
    said.extend(stated(task.scale_uncertainty.as_ref(), ["scale_uncertainty", "scale_coverage"]));
    said.extend(standard(task.standards.first(), ["weights", "weights_certificate", "weights_valid_until"]));
    said
}

fn pile(task: &PileTask, picked: &Picked) -> Said {
    let plate = &task.pile;
    let yes_no = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    let mut said = vec![
        ("regulation", task.regulation.clone().unwrap_or_default()),
        ("current", if plate.current == Some(Current::Ac) { "ac" } else { "dc" }.to_owned()),
        ("class", plate.class.clone()),
        ("time_of_use", yes_no(plate.time_of_use)),
        ("energy_step", plate.energy_step.clone().unwrap_or_default()),
        ("kind", kind(task.kind)),
        ("place", task.place.clone()),
        ("verifier", task.verifier.clone()),
        ("standard", task.standard.name.clone()),
        ("certificate", task.standard.certificate.clone().unwrap_or_default()),
        ("valid_until", task.standard.valid_until.clone().unwrap_or_default()),
        ("standard_step", task.standard.energy_step.clone().unwrap_or_default()),
        ("decision", decision(task.decision.unwrap_or_default())),
    ];
    said.extend(stated(task.standard.uncertainty.as_ref(), ["uncertainty", "coverage"]));
    if picked.pile.is_none() {
        said.extend(line(task.connection.as_ref(), ["pile_device", "pile_port", "pile_address"]));
    }
    if picked.standard.is_none() {
        let names = ["standard_device", "standard_port", "standard_address"];
        said.extend(line(task.standard.connection.as_ref(), names));
    }
    if task.connection.is_some() {
        said.push(("read_clock", yes_no(task.clock.read)));
    }
    if let Some((first, more)) = task.load_point.split_first() {
        let pair = |point: &crate::procedure::PointTask| {
            Some(format!("{}/{}", point.voltage.as_ref()?, point.current.as_ref()?))
        };
        said.extend([
            ("voltage", first.voltage.clone().unwrap_or_default()),
            ("amperes", first.current.clone().unwrap_or_default()),
            ("more_points", more.iter().filter_map(pair).collect::<Vec<_>>().join(" ")),
            ("repeats", first.repeats.map(|repeats| repeats.to_string()).unwrap_or_default()),
        ]);
    }
    said
}

fn scale(task: &ScaleTask, picked: &Picked) -> Said {
    let mut said = vec![
        ("regulation", task.regulation.clone().unwrap_or_default()),
        ("instrument", task.scale.instrument.clone().unwrap_or_default()),
        ("class", task.scale.class.clone()),
        ("unit", task.scale.unit.clone()),
        ("kind", kind(task.kind)),
        ("place", task.place.clone()),
        ("verifier", task.verifier.clone()),
        ("decision", decision(task.decision)),
    ];
    said.extend(standard(task.weights.first(), ["weights", "certificate", "valid_until"]));
    let uncertainty = task.weights.first().and_then(|weights| weights.uncertainty.as_ref());
    said.extend(stated(uncertainty, ["uncertainty", "coverage"]));
    if picked.scale.is_none() {
        said.extend(line(task.connection.as_ref(), ["device", "port", "address"]));
    }
    said
}

/// How an instrument was reached; one whose values were typed is so again.
fn line(connection: Option<&Connection>, [device, port, address]: [&'static str; 3]) -> Said {
    let Some(connection) = connection else { return vec![(device, String::new())] };
    let found = [connection.device.clone(), connection.port.clone(), connection.address.clone().unwrap_or_default()];
    [device, port, address].into_iter().zip(found).collect()
}

fn standard(used: Option<&StandardUsed>, names: [&'static str; 3]) -> Said {
    let Some(used) = used else { return Said::new() };
    let texts =
        [used.name.clone(), used.certificate.clone().unwrap_or_default(), used.valid_until.clone().unwrap_or_default()];
    names.into_iter().zip(texts).collect()
}

fn stated(stated: Option<&Stated>, names: [&'static str; 2]) -> Said {
    let Some(stated) = stated else { return Said::new() };
    names.into_iter().zip([stated.expanded.clone(), stated.coverage.clone().unwrap_or_default()]).collect()
}

fn kind(kind: Kind) -> String {
    match kind {
        Kind::First => "first",
        Kind::Subsequent => "subsequent",
        Kind::InService => "in-service",
    }
    .to_owned()
}

fn decision(decision: Decision) -> String {
    if decision == Decision::GuardBand { "guard-band".to_owned() } else { String::new() }
}

#[cfg(test)]
#[path = "last_run_tests.rs"]
mod tests;
