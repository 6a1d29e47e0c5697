//! Looks a rule file over: gaps and overlaps of bands, acceptance numbers, sources; and reads dates.

use super::book::{FigureRow, Regulation, Rule};
use super::judgement::Status;
use super::lot::rule_check as lot_check;
use super::pile::rule_check as pile_check;
use super::refusal::Refusal;
use super::scale::rule_check as scale_check;
use crate::locale::Words;

/// A calendar day.
pub(super) fn date(place: &str, text: &str) -> Result<jiff::civil::Date, Refusal> {
    let wrong = || Refusal::Time { place: place.to_owned(), value: text.to_owned() };
    if text.len() == 10 { text.parse().map_err(|_| wrong()) } else { Err(wrong()) }
}

/// A year alone, for a document whose day is not public; it compares with days as texts do.
fn is_year(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Every mistake in a rule file.
pub(super) fn rule(regulation: &Regulation) -> Vec<String> {
    let mut mistakes = Vec::new();
    for day in std::iter::once(&regulation.from).chain(&regulation.to) {
        if date("from/to", day).is_err() && !is_year(day) {
            mistakes.push(format!("{day:?} is no date"));
        }
    }
    for figure in figures(regulation) {
        if figure.source.trim().is_empty() {
            mistakes.push(format!("{} has no source", figure.name.en));
        }
    }
    match &regulation.rule {
        Rule::Lot(rule) => lot_check::mistakes(rule, &mut mistakes),
        Rule::Pile(rule) => pile_check::mistakes(rule, &mut mistakes),
        Rule::Scale(rule) => scale_check::mistakes(rule, &mut mistakes),
    }
    mistakes
}

/// Every figure of a rule file.
pub(super) fn figures(regulation: &Regulation) -> Vec<FigureRow> {
    match &regulation.rule {
        Rule::Lot(rule) => lot_check::figures(rule),
        Rule::Pile(rule) => pile_check::figures(rule),
        Rule::Scale(rule) => scale_check::figures(rule),
    }
}

pub(super) fn row(
    name: impl Into<Words>,
    value: impl Into<Words>,
    clause: Option<&String>,
    status: Status,
    source: &str,
) -> FigureRow {
    FigureRow { name: name.into(), value: value.into(), clause: clause.cloned(), status, source: source.to_owned() }
}
