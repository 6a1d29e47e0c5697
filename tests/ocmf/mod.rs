//! Promise: a signed meter value is believed only when its signature holds and its rules are kept, and each is told apart.

mod curves;
mod hazards;
mod rules;
mod sign;
mod vector;
mod verbs;

use quanheng::ocmf::check::{Check, Outcome};
use quanheng::ocmf::{Accepted, Examination, Item, KeyText, Signed, container, examine};

pub fn accepted() -> &'static Accepted {
    Accepted::embedded().unwrap()
}

pub fn key(text: &str) -> KeyText {
    KeyText { text: text.to_owned(), encoding: None }
}

pub fn examined(bytes: &[u8], given: Option<&KeyText>) -> Examination {
    let items: Vec<Item> = container::read(bytes).unwrap_or_else(|why| panic!("{why:?}"));
    examine(&items, given, accepted())
}

pub fn signed(examination: &Examination, record: usize) -> Signed {
    examination.records[record].signature.as_ref().unwrap().verdict
}

/// Names of the rules of the first charge that are not kept.
pub fn broken(examination: &Examination) -> Vec<&'static str> {
    let rules = examination.charges.iter().flat_map(|charge| &charge.rules);
    rules.filter(|check| check.outcome == Outcome::Fail).map(|check: &Check| check.rule).collect()
}
