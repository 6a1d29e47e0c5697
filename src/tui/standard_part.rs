//! The part of a form that asks for the standard: one of the register, which brings its certificate and last day along, or one
//! that is typed. What the register knows of a standard that may not be used is said beside the field.

use super::checks::{self, Check};
use super::field::{Field, Label, both};
use super::form::{Form, Purpose};
use super::plans::some;
use crate::locale::{Lang, Say, Words, forms, screen};
use crate::quantity::{Dimension, Unit};
use crate::register::{Standard, Standing};
use crate::regulation::{Refusal, StandardUsed};
use crate::station::RegisterView;

/// The fields of a standard in the form of one kind of run.
pub struct StandardPart {
    /// One of the register.
    pub chosen: &'static str,
    /// Its name, where it is typed.
    pub name: &'static str,
    /// Number of its certificate, where it is typed.
    pub certificate: &'static str,
    /// Last day of that, where it is typed.
    pub valid_until: &'static str,
    labels: [Label; 3],
    /// A run cannot do without one.
    needed: bool,
    /// What it measures: another standard of the register is not offered.
    measures: &'static [Dimension],
}

const METER: StandardPart = StandardPart {
    chosen: "standard_of_register",
    name: "standard",
    certificate: "certificate",
    valid_until: "valid_until",
    labels: [screen::f_standard, screen::f_certificate, screen::f_valid_until],
    needed: true,
    measures: &[
        Dimension::Energy,
        Dimension::Power,
        Dimension::ApparentPower,
        Dimension::Voltage,
        Dimension::Current,
        Dimension::PulseConstant,
    ],
};

const WEIGHTS_LABELS: [Label; 3] = [screen::f_weights, screen::f_weights_certificate, screen::f_weights_valid_until];

const WEIGHTS: StandardPart = StandardPart {
    chosen: "weights_of_register",
    name: "weights",
    certificate: "certificate",
    valid_until: "valid_until",
    labels: WEIGHTS_LABELS,
    needed: true,
    measures: &[Dimension::Mass],
};

/// The weights by which the scale of a lot was looked at.
const WEIGHTS_OF_LOT: StandardPart =
    StandardPart { certificate: "weights_certificate", valid_until: "weights_valid_until", needed: false, ..WEIGHTS };

/// A standard of the register as a form offers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// The standard.
    pub standard: Standard,
    /// How it stands today; `None` where the day is not known.
    pub standing: Option<Standing>,
    /// Why it is used no more, where it is retired.
    pub retired: Option<String>,
}

/// Every standard of a register: what may be used before what may not, and of both what ends first.
pub fn offered(view: &RegisterView) -> Vec<Offered> {
    let register = &view.register;
    let one = |standard: &Standard| Offered {
        standing: view.standing(standard),
        retired: register.retired(&standard.id).map(str::to_owned),
        standard: standard.clone(),
    };
    let mut all: Vec<Offered> = register.by_end().into_iter().map(one).collect();
    all.sort_by_key(|one| match one.standing {
        Some(Standing::Retired) => 2,
        Some(Standing::Expired { .. }) => 1,
        Some(Standing::Valid { .. } | Standing::Due { .. }) | None => 0,
    });
    all
}

impl StandardPart {
    /// That of a form; only forms of runs ask for a standard.
    pub const fn of(purpose: &Purpose) -> Option<&'static Self> {
        match purpose {
            Purpose::Pile => Some(&METER),
            Purpose::Scale => Some(&WEIGHTS),
            Purpose::Lot => Some(&WEIGHTS_OF_LOT),
            _ => None,
        }
    }

    /// Its fields, without the choices of a register yet.
    pub fn fields(purpose: &Purpose) -> Vec<Field> {
        let Some(part) = Self::of(purpose) else { return Vec::new() };
        let [name, certificate, valid_until] = part.labels;
        let needed: &[Check] = if part.needed { &[Check::Required, Check::NotRetired] } else { &[Check::NotRetired] };
        vec![
            Field::choice(part.chosen, forms::f_of_register, Vec::new()).must(&[Check::Usable]),
            Field::line(part.name, name, "").must(needed),
            Field::line(part.certificate, certificate, ""),
            Field::line(part.valid_until, valid_until, "").must(&[Check::Day, Check::Lasting]),
        ]
    }

    /// Gives the choice of a form what its register has for it. Where that is nothing the standard is typed, as ever.
    pub fn offer(form: &mut Form) {
        let Some(part) = Self::of(&form.purpose) else { return };
        let fits = form.standards.iter().filter(|one| suits(&one.standard, part.measures));
        let none: Label = if part.needed { forms::f_typed_below } else { forms::f_none_or_typed };
        let mut options = vec![(String::new(), both(none))];
        options.extend(fits.map(|one| (one.standard.id.clone(), Words::from(one.standard.title()))));
        let hidden = options.len() == 1;
        if let Some(field) = form.field_mut(part.chosen) {
            field.set_options(options, "");
            field.hidden = hidden;
        }
    }

    /// What is typed is asked for as long as nothing of the register is chosen.
    pub fn adapt(form: &mut Form) {
        let Some(part) = Self::of(&form.purpose) else { return };
        let chosen = !form.text(part.chosen).is_empty();
        for name in [part.name, part.certificate, part.valid_until] {
            if let Some(field) = form.field_mut(name) {
                field.hidden = chosen;
            }
        }
    }

    /// The standard of a filled form.
    pub fn used(form: &Form) -> Option<StandardUsed> {
        let part = Self::of(&form.purpose)?;
        if let Some(one) = by_id(form, &form.text(part.chosen)) {
            let standard = &one.standard;
            return Some(StandardUsed {
                name: standard.title(),
                certificate: some(standard.certificate.clone()),
                valid_until: Some(standard.valid_until.to_string()),
                uncertainty: None,
            });
        }
        Some(StandardUsed {
            name: some(form.text(part.name))?,
            certificate: some(form.text(part.certificate)),
            valid_until: some(form.text(part.valid_until)),
            uncertainty: None,
        })
    }
}

/// Whether a standard measures one of these; one whose texts name no unit may. Its range says it, or else its uncertainty.
fn suits(standard: &Standard, wanted: &[Dimension]) -> bool {
    let measured = [&standard.range, &standard.class].map(|text| dimensions(text));
    measured.iter().find(|found| !found.is_empty()).is_none_or(|found| found.iter().any(|one| wanted.contains(one)))
}

/// What the units in a text are of. Ratios and counts say nothing of a quantity.
fn dimensions(text: &str) -> Vec<Dimension> {
    let text = text.replace('℃', "°C");
    let words = text.split(|sign: char| !sign.is_alphabetic() && sign != '°').filter(|word| !word.is_empty());
    let found = words.filter_map(|word| word.parse::<Unit>().ok().map(Unit::dimension));
    found.filter(|one| !matches!(one, Dimension::Ratio | Dimension::Count)).collect()
}

fn by_id<'a>(form: &'a Form, id: &str) -> Option<&'a Offered> {
    form.standards.iter().find(|one| one.standard.id == id)
}

fn by_title<'a>(form: &'a Form, title: &str) -> Option<&'a Offered> {
    form.standards.iter().find(|one| one.standard.title() == title)
}

/// The standard of the register that has this title, as runs name it; nothing where its form does not offer it.
pub fn titled(form: &Form, title: &str) -> Option<(&'static str, String)> {
    let part = StandardPart::of(&form.purpose)?;
    let one = by_title(form, title).filter(|one| suits(&one.standard, part.measures))?;
    Some((part.chosen, one.standard.id.clone()))
}

/// Why the standard that is chosen from the register cannot be used on the day of the test: what the judge would refuse, in
/// his words, and what the register has put aside.
pub fn unusable(form: &Form, id: &str) -> Option<Words> {
    let one = by_id(form, id)?;
    if let Some(why) = retired(one) {
        return Some(why);
    }
    let (day, valid_until) = (checks::day(form)?, one.standard.valid_until.to_string());
    // Days written like this compare as texts.
    (valid_until < day).then(|| {
        let why = Refusal::StandardExpired { name: one.standard.title(), valid_until, date: day };
        Words::new(why.say(Lang::Zh), why.say(Lang::En))
    })
}

/// Why a standard that is typed by the title of one in the register cannot be used.
pub fn put_aside(form: &Form, title: &str) -> Option<Words> {
    by_title(form, title).and_then(retired)
}

fn retired(one: &Offered) -> Option<Words> {
    let (title, reason) = (one.standard.title(), one.retired.as_ref()?);
    let said = |lang| forms::retired(lang, &title, reason);
    Some(Words::new(said(Lang::Zh), said(Lang::En)))
}

/// What stands beside a field of a standard: how the one of the register stands, and its certificate.
pub fn beside(form: &Form, field: &Field, lang: Lang) -> Option<String> {
    let part = StandardPart::of(&form.purpose)?;
    let text = field.text();
    if field.name == part.chosen {
        let one = by_id(form, &text)?;
        let standing = one.standing.map(|standing| standing.say(lang));
        let certificate = some(one.standard.certificate.clone()).map(|number| forms::certificate(lang, &number).into());
        let between = if lang == Lang::Zh { "，" } else { ", " };
        return Some(standing.into_iter().chain(certificate).collect::<Vec<String>>().join(between));
    }
    // One that is typed is good as far as anybody knows; what is not is worth a word.
    let standing = by_title(form, &text).filter(|_| field.name == part.name)?.standing?;
    (!matches!(standing, Standing::Valid { .. })).then(|| standing.say(lang))
}

#[cfg(test)]
#[path = "standard_part_tests.rs"]
mod tests;
