//! Reads the numbers of a case, and prints the numbers of a judgement.

use super::case::StandardUsed;
use super::check;
use super::codes::Code;
use super::refusal::Refusal;
use super::trace::Notebook;
use crate::locale::Words;
use crate::quantity::{Decimal, Exact, Unit, parse_decimal, round_to_places};

/// A number of a case.
pub(super) fn number(place: &str, text: &str) -> Result<Decimal, Refusal> {
    parse_decimal(text).map_err(|why| Refusal::Number { place: place.to_owned(), why })
}

/// A number that must be above nought.
pub(super) fn positive(place: &str, text: &str) -> Result<Decimal, Refusal> {
    let value = number(place, text)?;
    if value.is_zero() || value.is_sign_negative() {
        return Err(impossible(place, text, ("必须大于零", "it must be above nought")));
    }
    Ok(value)
}

/// A number that must not be below nought.
pub(super) fn not_negative(place: &str, text: &str) -> Result<Decimal, Refusal> {
    let value = number(place, text)?;
    if value.is_sign_negative() && !value.is_zero() {
        return Err(impossible(place, text, ("不能小于零", "it must not be below nought")));
    }
    Ok(value)
}

/// A number that cannot be.
pub(super) fn impossible(place: &str, value: &str, right: (&'static str, &'static str)) -> Refusal {
    Refusal::Impossible { place: place.to_owned(), value: value.to_owned(), right }
}

/// A unit out of a list.
pub(super) fn unit(place: &str, text: &str, allowed: &[Unit]) -> Result<Unit, Refusal> {
    let found = text.parse().ok().filter(|unit| allowed.contains(unit));
    found.ok_or_else(|| Refusal::Unit {
        place: place.to_owned(),
        unit: text.to_owned(),
        allowed: allowed.iter().map(|unit| unit.symbol()).collect::<Vec<_>>().join(" "),
    })
}

/// A written fraction above nought: `1/5`.
pub(super) fn share(text: &str) -> Option<Exact> {
    let (numerator, denominator) = text.split_once('/')?;
    let share = Exact::ratio(numerator.trim().parse::<u32>().ok()?, denominator.trim().parse::<u32>().ok()?)?;
    (!share.is_zero()).then_some(share)
}

/// Exactly where it ends, else rounded half to even to `places` decimals.
pub(super) fn show(value: &Exact, places: u32) -> String {
    value.to_decimal_exact(places).unwrap_or_else(|| round_to_places(value, places)).to_string()
}

/// With a plus sign where it is not below nought: errors and deviations.
pub(super) fn signed(text: String) -> String {
    if text.starts_with('-') { text } else { format!("+{text}") }
}

/// Refuses a case whose standard had expired on its day; without a day, the standard cannot be held against one.
pub(super) fn standards(standards: &[StandardUsed], date: Option<&str>, notes: &mut Notebook) -> Result<(), Refusal> {
    for (index, standard) in standards.iter().enumerate() {
        let place = format!("standards[{index}].valid_until");
        let Some(valid_until) = &standard.valid_until else {
            let name = &standard.name;
            let words = Words::new(
                format!("标准器 {name} 没有给出有效期"),
                format!("the standard {name} has no valid-until date"),
            );
            notes.warn(Code::NoValidity, words);
            continue;
        };
        check::date(&place, valid_until)?;
        // ISO dates compare as texts.
        if let Some(date) = date.filter(|date| valid_until.as_str() < *date) {
            let (name, date) = (standard.name.clone(), date.to_owned());
            return Err(Refusal::StandardExpired { name, valid_until: valid_until.clone(), date });
        }
    }
    Ok(())
}
