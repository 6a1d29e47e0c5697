//! What the fields of a form must be; what is wrong is said beside the field when it is left, and what would be right stands
//! there before.

use super::field::{Beside, Field};
use super::form::Form;
use super::standard_part;
use crate::locale::{Lang, Words, forms, screen};
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
    /// A plain decimal of nought or more.
    NotNegative,
    /// A plain decimal from nought to a hundred.
    Percent,
    /// A whole number from one on.
    Count,
    /// A whole number from this one on.
    From(u64),
    /// A day of the calendar, `YYYY-MM-DD`.
    Day,
    /// A day that is not before the day of the test.
    Lasting,
    /// A day that is not after the day of the test.
    Past,
    /// Plain decimals above nought with blanks between.
    Positives,
    /// Pairs of plain decimals above nought, `500/40`, with blanks between.
    Pairs,
    /// Not above the number of another field.
    NotAbove(&'static str),
    /// A standard of the register that is neither retired nor expired on the day of the test.
    Usable,
    /// Not the title of a standard that the register has retired.
    NotRetired,
}

impl Check {
    fn holds(self, text: &str, form: &Form) -> bool {
        let number = |text: &str| parse_decimal(text).ok();
        match self {
            Self::Required => !text.is_empty(),
            _ if text.is_empty() => true,
            Self::Number => number(text).is_some(),
            Self::Positive => number(text).is_some_and(|number| number > Decimal::ZERO),
            Self::NotNegative => number(text).is_some_and(|number| number >= Decimal::ZERO),
            Self::Percent => {
                number(text).is_some_and(|number| number >= Decimal::ZERO && number <= Decimal::ONE_HUNDRED)
            }
            Self::Count => text.parse::<u64>().is_ok_and(|count| count > 0),
            Self::From(least) => text.parse::<u64>().is_ok_and(|count| count >= least),
            Self::Day => is_day(text),
            // Days written like this compare as texts.
            Self::Lasting => day(form).is_none_or(|day| text >= day.as_str()),
            Self::Past => day(form).is_none_or(|day| text <= day.as_str()),
            Self::Positives => text.split_whitespace().all(|number| Self::Positive.holds(number, form)),
            Self::Pairs => text.split_whitespace().all(|pair| {
                pair.split_once('/').is_some_and(|(one, other)| {
                    [one, other].iter().all(|part| !part.is_empty() && Self::Positive.holds(part, form))
                })
            }),
            Self::NotAbove(other) => {
                number(text).zip(number(&form.text(other))).is_none_or(|(this, other)| this <= other)
            }
            Self::Usable => standard_part::unusable(form, text).is_none(),
            Self::NotRetired => standard_part::put_aside(form, text).is_none(),
        }
    }

    /// What is wrong with a text, or what would be right.
    fn say(self, text: &str, form: &Form, lang: Lang) -> String {
        let of = |why: Option<Words>| why.map(|why| why.get(lang).to_owned()).unwrap_or_default();
        match self {
            Self::Required => screen::required(lang),
            Self::Number => screen::not_a_number(lang),
            Self::Positive => screen::above_nought(lang),
            Self::NotNegative => forms::not_negative(lang),
            Self::Percent => forms::a_percentage(lang),
            Self::Count => screen::one_or_more(lang),
            Self::From(least) => forms::from_on(lang, least),
            Self::Day => screen::a_day(lang),
            Self::Lasting => forms::ended(lang, &day(form).unwrap_or_default()),
            Self::Past => forms::later(lang, &day(form).unwrap_or_default()),
            Self::Positives => screen::numbers_with_blanks(lang),
            Self::Pairs => forms::pairs(lang),
            Self::NotAbove(other) => {
                let label = form.field(other).map(|field| field.label.get(lang).to_owned()).unwrap_or_default();
                forms::not_above(lang, &label, &form.text(other))
            }
            Self::Usable => of(standard_part::unusable(form, text)).into(),
            Self::NotRetired => of(standard_part::put_aside(form, text)).into(),
        }
        .into_owned()
    }

    /// What may stand there, in a few signs.
    fn range(self, lang: Lang) -> Option<String> {
        Some(match self {
            Self::Positive | Self::Positives => "> 0".to_owned(),
            Self::NotNegative => "≥ 0".to_owned(),
            Self::Percent => "0 … 100".to_owned(),
            Self::Count => "≥ 1".to_owned(),
            Self::From(least) => format!("≥ {least}"),
            Self::Day => forms::day_form(lang).into_owned(),
            Self::Pairs => "500/40 750/20".to_owned(),
            Self::NotAbove(_) | Self::Required | Self::Number | Self::Lasting | Self::Past => return None,
            Self::Usable | Self::NotRetired => return None,
        })
    }
}

/// The day of the test: the one that the form names, or today where this machine knows it.
pub fn day(form: &Form) -> Option<String> {
    let named = form.text("date");
    let known = if is_day(&named) { named } else { form.today.clone() };
    (!known.is_empty()).then_some(known)
}

/// The library reads more forms than the one that people and papers use.
fn is_day(text: &str) -> bool {
    text.len() == 10 && text.parse::<Date>().is_ok()
}

/// What is wrong with a field, and the check that found it. Nothing is asked of a hidden one.
pub fn wrong(form: &Form, field: &Field) -> Option<(Check, Words)> {
    let text = field.text();
    let failed = field.must.iter().filter(|_| !field.hidden).find(|check| !check.holds(&text, form))?;
    Some((*failed, Words::new(failed.say(&text, form, Lang::Zh), failed.say(&text, form, Lang::En))))
}

/// Puts what is wrong beside each field, the focus on the first one; true where nothing is.
pub fn hold(form: &mut Form) -> bool {
    let found = |field: &Field| Some((field.name.clone(), wrong(form, field)?.1));
    // In the order of the screen: what a rule file adds stands behind in the list.
    let mut order: Vec<&Field> = form.fields.iter().collect();
    order.sort_by_key(|field| field.section);
    let wrong: Vec<_> = order.into_iter().filter_map(found).collect();
    // The last one told is the first one on the form: it gets the focus.
    for (name, why) in wrong.iter().rev() {
        form.refuse(name, why.clone());
    }
    wrong.is_empty()
}

/// Unit and range of a field, as they stand beside it.
pub fn hint(form: &Form, field: &Field, lang: Lang) -> String {
    let unit = match &field.beside {
        Beside::Nothing => None,
        Beside::Words(words) => Some(words.get(lang).to_owned()),
        Beside::Field(name) => form.field(name).map(|unit| unit.shown(lang)),
    };
    let needed =
        (field.must.contains(&Check::Required) && field.text().is_empty()).then(|| screen::required(lang).into());
    let ranges = field.must.iter().filter_map(|check| check.range(lang));
    let bound = field.must.iter().find_map(|check| match check {
        Check::NotAbove(other) => {
            Some(form.text(other)).filter(|text| !text.is_empty()).map(|text| format!("≤ {text}"))
        }
        _ => None,
    });
    let standard = standard_part::beside(form, field, lang);
    let parts = unit.into_iter().chain(ranges).chain(bound).chain(needed).chain(standard);
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::form::Purpose;

    fn form() -> Form {
        let field = |name, text| Field::line(name, screen::f_max, text);
        let mut form = Form::new(Purpose::Scale).plain(vec![field("max", "30"), field("d", "40")]);
        form.today = "2026-03-15".into();
        form
    }

    #[test]
    fn each_check_takes_what_it_says_and_nothing_else() {
        let cases: [(Check, &[&str], &[&str]); 12] = [
            (Check::Required, &["a"], &[""]),
            (Check::Number, &["", "-1.50", "0"], &["1e3", "1,5", "x", "--1"]),
            (Check::Positive, &["", "0.001"], &["0", "-1", "0.000", "five"]),
            (Check::NotNegative, &["", "0", "0.5"], &["-0.1", "x"]),
            (Check::Percent, &["", "0", "100", "45.5"], &["100.1", "-1", "45%"]),
            (Check::Count, &["", "1", "500"], &["0", "-1", "1.5", "1 000"]),
            (Check::From(100), &["", "100", "500"], &["99", "0", "1e3"]),
            (
                Check::Day,
                &["", "2024-02-29"],
                &["2026-02-29", "2026-2-9", "20260315", "15.03.2026", "2026-03-15T09:00"],
            ),
            (Check::Lasting, &["", "2026-03-15", "2099-12-31"], &["2026-03-14", "1999-01-01"]),
            (Check::Past, &["", "2026-03-15", "2020-01-01"], &["2026-03-16"]),
            (Check::Positives, &["", "0.0096 0.0098"], &["0.0096,0.0098", "0.0096 0", "0.0096 x"]),
            (Check::Pairs, &["", "500/40", "500/40 750/20.5"], &["500", "500/", "/40", "500/0", "500/40,750/20"]),
        ];
        let form = form();
        for (check, right, wrong) in cases {
            assert!(right.iter().all(|text| check.holds(text, &form)), "{check:?} refuses one of {right:?}");
            for text in wrong {
                assert!(!check.holds(text, &form), "{check:?} takes {text:?}");
            }
        }
        let below = Check::NotAbove("max");
        assert!(below.holds("30", &form) && below.holds("29.999", &form) && !below.holds("30.001", &form));
        assert!(Check::NotAbove("nothing").holds("5", &form), "what is not there bounds nothing");
    }

    #[test]
    fn the_day_that_the_form_names_goes_before_today() {
        let mut form = form();
        form.fields.push(Field::line("date", screen::f_batch, "2020-05-01"));
        assert!(Check::Lasting.holds("2020-06-01", &form) && !Check::Lasting.holds("2020-04-01", &form));
    }

    #[test]
    fn unit_and_range_stand_beside_a_field_and_follow_what_is_chosen() {
        let unit = Field::choice("unit", screen::f_unit, vec![("kg".into(), "kg".into()), ("t".into(), "t".into())]);
        let max = Field::line("max", screen::f_max, "").unit_of("unit").must(&[Check::Required, Check::Positive]);
        let d = Field::line("d", screen::f_d, "").unit_of("unit").must(&[Check::Positive, Check::NotAbove("max")]);
        let mut form = Form::new(Purpose::Scale).plain(vec![unit, max, d]);
        let hint = |form: &Form, index: usize| hint(form, &form.fields[index], Lang::En);
        assert_eq!(hint(&form, 1), "kg, > 0, required");
        form.fields[0].propose("t");
        form.fields[1].propose("30");
        assert_eq!((hint(&form, 1).as_str(), hint(&form, 2).as_str()), ("t, > 0", "t, > 0, ≤ 30"));
    }
}
