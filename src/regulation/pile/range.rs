//! The ranges of a row of limits: a current, a voltage or a power factor between two bounds, each a number with a unit or
//! a multiple of something on the nameplate (`6 A`, `0.5 Imax`, `Imin`).

use crate::quantity::{Decimal, Exact, parse_decimal};
use serde::Deserialize;
use std::fmt;

/// What a bound may be a multiple of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::regulation) enum Mark {
    CurrentMin,
    CurrentTransitional,
    CurrentMax,
    VoltageMin,
    VoltageNominal,
    VoltageMax,
}

/// Every mark with its symbol in rule files and on pages, and the letter of what it is a value of.
const MARKS: [(Mark, &str, char); 6] = [
    (Mark::CurrentMin, "Imin", 'I'),
    (Mark::CurrentTransitional, "Itr", 'I'),
    (Mark::CurrentMax, "Imax", 'I'),
    (Mark::VoltageMin, "Umin", 'U'),
    (Mark::VoltageNominal, "Un", 'U'),
    (Mark::VoltageMax, "Umax", 'U'),
];

/// One end of a range.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(in crate::regulation) struct Bound {
    factor: Decimal,
    mark: Option<Mark>,
    /// `A`, `V`, or a blank for a plain number.
    unit: char,
}

impl TryFrom<String> for Bound {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong =
            || format!("{text:?}: a number with A or V, a multiple of Imin Itr Imax Umin Un Umax, or a plain number");
        let (number, rest) = match text.split_once(' ') {
            Some((number, rest)) => (number, rest.trim()),
            None if text.starts_with(|first: char| first.is_ascii_alphabetic()) => ("1", text.as_str()),
            None => (text.as_str(), ""),
        };
        let factor = parse_decimal(number).map_err(|_| wrong())?;
        let mark = MARKS.iter().find(|(_, symbol, _)| *symbol == rest).map(|(mark, ..)| *mark);
        let unit = match (mark, rest) {
            (Some(_), _) | (None, "") => ' ',
            // A letter without a number is no amount.
            _ if text == rest => return Err(wrong()),
            (None, "A") => 'A',
            (None, "V") => 'V',
            _ => return Err(wrong()),
        };
        Ok(Self { factor, mark, unit })
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let symbol = MARKS.iter().find(|(mark, ..)| Some(*mark) == self.mark).map(|(_, symbol, _)| *symbol);
        match symbol {
            Some(symbol) if self.factor == Decimal::ONE => f.write_str(symbol),
            Some(symbol) => write!(f, "{} {symbol}", self.factor),
            None if self.unit == ' ' => write!(f, "{}", self.factor),
            None => write!(f, "{} {}", self.factor, self.unit),
        }
    }
}

impl Bound {
    /// Its value; `None` where the nameplate does not say what it is a multiple of.
    fn value(&self, of: &impl Fn(Mark) -> Option<Exact>) -> Option<Exact> {
        let factor = Exact::from(self.factor);
        self.mark.map_or(Some(factor.clone()), |mark| of(mark).map(|value| &factor * &value))
    }

    /// Whether it bounds what the letter stands for: `I` current, `U` voltage, `P` power factor.
    fn suits(&self, letter: char) -> bool {
        let of_mark = MARKS.iter().find(|(mark, ..)| Some(*mark) == self.mark).map(|(.., letter)| *letter);
        match (of_mark, self.unit) {
            (Some(of_mark), _) => of_mark == letter,
            (None, 'A') => letter == 'I',
            (None, 'V') => letter == 'U',
            (None, _) => letter == 'P',
        }
    }
}

/// Bounds; `from` and `to` belong to the range, `above` and `below` do not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(in crate::regulation) struct Range {
    pub from: Option<Bound>,
    pub above: Option<Bound>,
    pub to: Option<Bound>,
    pub below: Option<Bound>,
}

impl Range {
    /// Whether `value` lies in it; `None` where a bound is not known.
    pub fn holds(&self, value: &Exact, of: &impl Fn(Mark) -> Option<Exact>) -> Option<bool> {
        let against = |bound: &Option<Bound>, keeps: fn(&Exact, &Exact) -> bool| match bound {
            None => Some(true),
            Some(bound) => bound.value(of).map(|bound| keeps(value, &bound)),
        };
        let ends = [
            against(&self.from, |value, bound| value >= bound),
            against(&self.above, |value, bound| value > bound),
            against(&self.to, |value, bound| value <= bound),
            against(&self.below, |value, bound| value < bound),
        ];
        // One end that is missed decides, whatever the other end may be.
        if ends.contains(&Some(false)) {
            Some(false)
        } else {
            ends.into_iter().collect::<Option<Vec<_>>>().map(|_| true)
        }
    }

    /// Whether two ranges can hold one value. Bounds that are multiples of different marks are taken to keep apart.
    pub fn meets(&self, other: &Self) -> bool {
        let apart = |low: &Self, high: &Self| {
            let (low_end, high_start) =
                (low.to.as_ref().or(low.below.as_ref()), high.from.as_ref().or(high.above.as_ref()));
            let (Some(end), Some(start)) = (low_end, high_start) else { return false };
            let open = low.below.is_some() || high.above.is_some();
            end.mark != start.mark || end.factor < start.factor || (open && end.factor == start.factor)
        };
        !apart(self, other) && !apart(other, self)
    }

    /// What is wrong with it, for the check of a rule file.
    pub fn mistake(&self, letter: char) -> Option<&'static str> {
        let bounds = || [&self.from, &self.above, &self.to, &self.below].into_iter().flatten();
        if bounds().next().is_none() {
            Some("a range without a bound")
        } else if !bounds().all(|bound| bound.suits(letter)) {
            Some("a bound of another quantity")
        } else if (self.from.is_some() && self.above.is_some()) || (self.to.is_some() && self.below.is_some()) {
            Some("two bounds at one end")
        } else {
            None
        }
    }

    /// As a page writes it: `Imin ≤ I ≤ Imax`.
    pub fn print(&self, symbol: &str) -> String {
        let low =
            self.from.as_ref().map(|b| format!("{b} ≤ ")).or_else(|| self.above.as_ref().map(|b| format!("{b} < ")));
        let high =
            self.to.as_ref().map(|b| format!(" ≤ {b}")).or_else(|| self.below.as_ref().map(|b| format!(" < {b}")));
        format!("{}{symbol}{}", low.unwrap_or_default(), high.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bound(text: &str) -> Bound {
        Bound::try_from(text.to_owned()).unwrap()
    }

    fn exact(text: &str) -> Exact {
        Exact::from(parse_decimal(text).unwrap())
    }

    #[test]
    fn a_bound_is_a_number_or_a_multiple_of_a_mark() {
        for text in ["6 A", "0.5 Imax", "Imin", "220 V", "0.8", "1.1 Un"] {
            assert_eq!(bound(text).to_string(), text);
        }
        for text in ["6 W", "Imaxx", "A", "", "0,5 Imax"] {
            assert!(Bound::try_from(text.to_owned()).is_err(), "{text:?} was taken for a bound");
        }
    }

    #[test]
    fn a_range_holds_what_lies_between_its_bounds() {
        let range = Range { from: Some(bound("Imin")), below: Some(bound("0.5 Imax")), ..Range::default() };
        let marks = |mark| match mark {
            Mark::CurrentMin => Some(exact("8")),
            Mark::CurrentMax => Some(exact("80")),
            _ => None,
        };
        let holds = |text| range.holds(&exact(text), &marks);
        assert_eq!(
            [holds("7.9"), holds("8"), holds("39.9"), holds("40")],
            [Some(false), Some(true), Some(true), Some(false)]
        );
        assert_eq!(range.holds(&exact("10"), &|_| None), None);
        assert_eq!(range.print("I"), "Imin ≤ I < 0.5 Imax");
    }

    #[test]
    fn ranges_that_touch_with_an_open_end_do_not_meet() {
        let low = Range { below: Some(bound("0.5 Imax")), ..Range::default() };
        let high = Range { from: Some(bound("0.5 Imax")), ..Range::default() };
        let closed = Range { to: Some(bound("0.5 Imax")), ..Range::default() };
        assert!(!low.meets(&high) && closed.meets(&high) && high.meets(&high));
        assert_eq!(low.mistake('I'), None);
        assert_eq!(low.mistake('U'), Some("a bound of another quantity"));
        assert_eq!(Range::default().mistake('I'), Some("a range without a bound"));
    }
}
