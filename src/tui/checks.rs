//! What the fields of a form must be, as a list; what is wrong is said beside its field.

use super::form::Form;
use crate::locale::{Lang, screen};
use crate::quantity::{Decimal, parse_decimal};
use jiff::civil::Date;

/// What one field must be. Only [`Check::Required`] minds an empty one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// Something stands there.
    Required,
    /// A plain decimal.
    Number,
    /// A plain decimal above nought.
    Positive,
    /// A whole number from one on.
    Count,
    /// A day of the calendar, `YYYY-MM-DD`.
    Day,
    /// Plain decimals above nought with blanks between.
    Positives,
}

impl Check {
    fn holds(self, text: &str) -> bool {
        match self {
            Self::Required => !text.is_empty(),
            _ if text.is_empty() => true,
            Self::Number => parse_decimal(text).is_ok(),
            Self::Positive => parse_decimal(text).is_ok_and(|number| number > Decimal::ZERO),
            Self::Count => text.parse::<u64>().is_ok_and(|count| count > 0),
            // The library reads more forms than the one that people and papers use.
            Self::Day => text.len() == 10 && text.parse::<Date>().is_ok(),
            Self::Positives => text.split_whitespace().all(|number| Self::Positive.holds(number)),
        }
    }

    /// What would be right.
    fn say(self, lang: Lang) -> String {
        match self {
            Self::Required => screen::required(lang),
            Self::Number => screen::not_a_number(lang),
            Self::Positive => screen::above_nought(lang),
            Self::Count => screen::one_or_more(lang),
            Self::Day => screen::a_day(lang),
            Self::Positives => screen::numbers_with_blanks(lang),
        }
        .into_owned()
    }
}

/// Puts what is wrong beside each field, the focus on the first one; true where nothing is.
pub fn hold(form: &mut Form, checks: &[(&'static str, &[Check])], lang: Lang) -> bool {
    let text = |name: &str| form.text(name);
    let wrong = |(name, checks): &(&'static str, &[Check])| {
        let failed = checks.iter().find(|check| !check.holds(&text(name)))?;
        Some((*name, failed.say(lang)))
    };
    let wrong: Vec<_> = checks.iter().filter_map(wrong).collect();
    // The last one told is the first one on the form: it gets the focus.
    for (name, why) in wrong.iter().rev() {
        form.refuse(name, why.clone());
    }
    wrong.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_check_takes_what_it_says_and_nothing_else() {
        let cases: [(Check, &[&str], &[&str]); 6] = [
            (Check::Required, &["a"], &[""]),
            (Check::Number, &["", "-1.50", "0"], &["1e3", "1,5", "x", "--1"]),
            (Check::Positive, &["", "0.001"], &["0", "-1", "0.000", "five"]),
            (Check::Count, &["", "1", "500"], &["0", "-1", "1.5", "1 000"]),
            (
                Check::Day,
                &["", "2024-02-29"],
                &["2026-02-29", "2026-2-9", "20260315", "15.03.2026", "2026-03-15T09:00"],
            ),
            (Check::Positives, &["", "0.0096 0.0098"], &["0.0096,0.0098", "0.0096 0", "0.0096 x"]),
        ];
        for (check, right, wrong) in cases {
            assert!(right.iter().all(|text| check.holds(text)), "{check:?} refuses one of {right:?}");
            for text in wrong {
                assert!(!check.holds(text), "{check:?} takes {text:?}");
            }
        }
    }
}
