//! Which regulation judges a scale: by instrument type, class and the day of the test.

use super::super::book::{Book, Regulation, Rule, RunKind};
use super::super::check;
use super::super::refusal::{Refusal, Superseded};
use super::case::ScaleCase;
use super::rule::{ScaleRule, Successor};
use crate::locale::Words;
use std::collections::BTreeSet;

impl Book {
    /// The regulation in force on `date` (`YYYY-MM-DD`; the newest without one) for this instrument type. Without a type
    /// the class leads to one; rules of other places are never chosen, only named.
    pub fn choose_scale(
        &self,
        date: Option<&str>,
        instrument: Option<&str>,
        class: Option<&str>,
    ) -> Result<&Regulation, Refusal> {
        let suits = |rule: &ScaleRule| match (instrument, class) {
            (Some(instrument), _) => rule.instruments.iter().any(|known| known.name == instrument),
            (None, class) => rule.default_classes.iter().any(|known| Some(known.as_str()) == class),
        };
        if !self.laws().any(suits) {
            return Err(self.unsuited(instrument, class));
        }
        self.choose(date, |regulation| matches!(&regulation.rule, Rule::Scale(rule) if suits(rule)))
    }

    /// The regulation of a case: the one it names, or the one that suits it; never one that another has superseded.
    pub(super) fn of_scale(&self, case: &ScaleCase) -> Result<(&Regulation, &ScaleRule), Refusal> {
        let (date, instrument) = (case.date.as_deref(), case.instrument.as_deref());
        if let Some(date) = date {
            check::date("date", date)?;
        }
        let regulation = match &case.regulation {
            Some(id) => self.find(id, RunKind::Scale)?,
            None => self.choose_scale(date, instrument, case.class.as_deref())?,
        };
        let Rule::Scale(rule) = &regulation.rule else { return Err(Refusal::OtherKind(regulation.id.clone())) };
        if let Some(instrument) = instrument {
            let known = || rule.instruments.iter().map(|known| known.name.as_str());
            if !rule.instruments.is_empty() && !known().any(|known| known == instrument) {
                return Err(choice("instrument", instrument, known()));
            }
            // ISO dates compare as texts.
            let taken_over = |next: &&Successor| date.is_some_and(|date| next.from.as_str() <= date);
            if let Some(next) = rule.superseded_for(instrument).filter(taken_over) {
                return Err(Refusal::Superseded(Box::new(Superseded {
                    number: regulation.number.clone(),
                    instrument: rule.instrument_words(instrument),
                    from: next.from.clone(),
                    by: next.by.clone(),
                    title: next.title.clone(),
                    date: date.unwrap_or_default().to_owned(),
                })));
            }
        }
        Ok((regulation, rule))
    }

    /// The rules that may be chosen; those of other places are used only where a case names them.
    fn laws(&self) -> impl Iterator<Item = &ScaleRule> {
        self.all().filter(|regulation| regulation.place() == "cn").filter_map(|regulation| match &regulation.rule {
            Rule::Scale(rule) => Some(&**rule),
            _ => None,
        })
    }

    fn unsuited(&self, instrument: Option<&str>, class: Option<&str>) -> Refusal {
        match (instrument, class) {
            (Some(instrument), _) => {
                let known: BTreeSet<&str> = self.laws().flat_map(|r| &r.instruments).map(|i| i.name.as_str()).collect();
                choice("instrument", instrument, known)
            }
            (None, Some(class)) => {
                let known: BTreeSet<&str> =
                    self.laws().flat_map(|r| r.mpe.value.keys()).map(|class| class.as_str()).collect();
                choice("class", class, known)
            }
            (None, None) => Refusal::Missing("class"),
        }
    }
}

impl ScaleRule {
    /// The regulation that takes this instrument type over.
    pub fn superseded_for(&self, instrument: &str) -> Option<&Successor> {
        self.superseded.iter().find(|next| next.instrument == instrument)
    }

    /// An instrument type in words.
    pub fn instrument_words(&self, instrument: &str) -> Words {
        let known = self.instruments.iter().find(|known| known.name == instrument);
        known.map_or_else(|| Words::new(instrument, instrument), |known| known.title.clone())
    }
}

/// A word that is not one of a list.
pub(super) fn choice<'a>(place: &str, value: &str, allowed: impl IntoIterator<Item = &'a str>) -> Refusal {
    let allowed = allowed.into_iter().collect::<Vec<_>>().join(" ");
    Refusal::Choice { place: place.to_owned(), value: value.to_owned(), allowed }
}
