//! The forms in which runs are begun, and what they share: devices, ports, rules, and the command of a filled one.

use super::app::Context;
use super::checks;
use super::field::both;
use super::finding::Picked;
use super::form::{Form, Label, Purpose};
use super::{last_run, lot_form, pile_form, rule_choices, scale_form, standard_part};
use crate::locale::{Lang, Words, screen, standards};
use crate::procedure::Connection;
use crate::regulation::Kind;
use crate::station::{Command, PortView, Snapshot};
use std::borrow::Cow;

/// The form of a kind of run, with the choices of its rule and what the last run of that kind proposes.
#[allow(clippy::needless_pass_by_value)]
pub fn open(purpose: Purpose, context: &Context, snapshot: &Snapshot, picked: &Picked) -> Form {
    let mut form = match purpose {
        Purpose::Pile => pile_form::form(context, snapshot, picked),
        Purpose::Scale => scale_form::form(context, snapshot, picked),
        _ => lot_form::form(context, snapshot, picked),
    };
    form.today = snapshot.register.today.map(|day| day.to_string()).unwrap_or_default();
    form.standards = standard_part::offered(&snapshot.register);
    standard_part::StandardPart::offer(&mut form);
    rule_choices::adapt(&mut form, context);
    last_run::propose(&mut form, snapshot, picked, |form| rule_choices::adapt(form, context));
    form
}

/// The command of a filled form; what is missing or no number is told beside its field.
pub fn command(form: &mut Form) -> Option<Command> {
    if !form.purpose.begins() {
        return super::people::command(form);
    }
    checks::hold(form).then(|| match form.purpose {
        Purpose::Pile => Command::OpenPile(Box::new(pile_form::task(form))),
        Purpose::Scale => Command::OpenScale(Box::new(scale_form::task(form))),
        _ => Command::OpenLot(Box::new(lot_form::task(form))),
    })
}

pub(super) fn options(list: &[(&str, Label)]) -> Vec<(String, Words)> {
    list.iter().map(|(value, label)| ((*value).to_owned(), both(*label))).collect()
}

pub(super) fn plain(list: &[&str]) -> Vec<(String, Words)> {
    list.iter().map(|text| ((*text).to_owned(), Words::from(*text))).collect()
}

/// The kinds of verification.
pub(super) fn kinds() -> Vec<(String, Words)> {
    options(&[("first", screen::f_first), ("subsequent", screen::f_subsequent), ("in-service", screen::f_in_service)])
}

/// The kind of verification that is chosen.
pub(super) fn kind(form: &Form) -> Kind {
    match form.text("kind").as_str() {
        "subsequent" => Kind::Subsequent,
        "in-service" => Kind::InService,
        _ => Kind::First,
    }
}

/// Profiles of these kinds.
pub(super) fn profiles(context: &Context, kinds: &[&str]) -> Vec<(String, Words)> {
    let suits = context.profiles.iter().filter(|profile| kinds.contains(&profile.kind.as_str()));
    suits.map(|profile| (profile.id.clone(), profile.name.clone())).collect()
}

/// No device, in these words, or a profile of these kinds.
pub(super) fn maybe_device(context: &Context, none: Label, kinds: &[&str]) -> Vec<(String, Words)> {
    std::iter::once((String::new(), both(none))).chain(profiles(context, kinds)).collect()
}

pub(super) fn regulations(context: &Context, kind: &str) -> Vec<(String, Words)> {
    let by_date = (String::new(), both(screen::f_by_date));
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

pub(super) fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

/// The text of a field, where it has one.
pub(super) fn text_or_none(form: &Form, name: &str) -> Option<String> {
    some(form.text(name))
}

pub(super) fn connection(form: &Form, device: &str, port: &str, address: &str) -> Option<Connection> {
    let (device, port, address) = (form.text(device), form.text(port), some(form.text(address)));
    (!device.is_empty()).then(|| Connection { device, port, address, ..Connection::default() })
}

/// What a form is called.
pub fn title(purpose: &Purpose, lang: Lang) -> Cow<'static, str> {
    match purpose {
        Purpose::Lot => screen::new_lot(lang),
        Purpose::Pile => screen::new_pile(lang),
        Purpose::Scale => screen::new_scale(lang),
        Purpose::NewAccount { .. } => screen::new_account(lang),
        Purpose::ChangeAccount { .. } => screen::change_account(lang),
        Purpose::Secret { .. } => screen::change_secret(lang),
        Purpose::Standard { id: None, .. } => standards::new_standard(lang),
        Purpose::Standard { id: Some(id), .. } => standards::change_standard(lang, id),
    }
}
