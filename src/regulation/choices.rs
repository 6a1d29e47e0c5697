//! What a regulation lets a plan choose from: the lists that forms offer, taken from its file and from nowhere else.

use super::book::{Book, Regulation, Rule};
use super::case::Kind;
use super::lot::plan::{categories, label_units};
use super::scale::rule::{ITEMS, Need};
use crate::locale::Words;
use crate::quantity::{Dimension, Unit};

/// The lists of one regulation; an empty one means that it knows no such thing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// Accuracy classes, as on a nameplate.
    pub classes: Vec<String>,
    /// Units of mass that a label may carry.
    pub units: Vec<Unit>,
    /// Categories of goods that have sampling plans of their own.
    pub categories: Vec<String>,
    /// The smallest lot that it has a sampling plan for.
    pub lot_least: u64,
    /// Goods that an allowance for moisture is made for.
    pub goods: Vec<(String, Words)>,
    /// It says what a label must look like.
    pub label_check: bool,
    /// The lines of the check list of appearance and functions.
    pub checks: Vec<(String, Words)>,
    /// The amount to be paid is an item of it.
    pub pays: bool,
    /// The indication error is an item of it.
    pub indication: bool,
    /// Types of instruments that it is for.
    pub instruments: Vec<(String, Words)>,
}

impl Regulation {
    /// What a plan may choose from.
    pub fn choices(&self) -> Choices {
        match &self.rule {
            Rule::Lot(rule) => {
                let mass = |unit: &&Unit| unit.dimension() == Dimension::Mass;
                let goods = rule.moisture.iter().flat_map(|moisture| &moisture.goods);
                Choices {
                    units: label_units(rule).iter().filter(mass).copied().collect(),
                    categories: categories(rule).into_iter().map(str::to_owned).collect(),
                    lot_least: rule.sampling.rows.iter().filter_map(|row| row.lot.first()).min().map_or(1, |n| *n),
                    goods: goods.map(|goods| (goods.name.clone(), goods.words.clone())).collect(),
                    label_check: rule.label_check.is_some(),
                    ..Choices::default()
                }
            }
            Rule::Pile(rule) => {
                let mut classes: Vec<String> = Vec::new();
                for class in rule.working_error.rows.iter().filter_map(|row| row.class.as_ref()) {
                    if !classes.contains(class) {
                        classes.push(class.clone());
                    }
                }
                let checks = rule.appearance.iter().flat_map(|appearance| &appearance.checks);
                Choices {
                    classes,
                    checks: checks.map(|check| (check.item.clone(), check.name.clone())).collect(),
                    pays: rule.pay_amount.is_some(),
                    indication: rule.indication_error.is_some(),
                    ..Choices::default()
                }
            }
            Rule::Scale(rule) => Choices {
                classes: rule.mpe.value.keys().cloned().collect(),
                instruments: rule.instruments.iter().map(|known| (known.name.clone(), known.title.clone())).collect(),
                ..Choices::default()
            },
        }
    }

    /// The items of a scale that a verification of this kind may leave out when the verifier says why.
    pub fn omissible(&self, kind: Kind) -> Vec<(String, Words)> {
        let Rule::Scale(rule) = &self.rule else { return Vec::new() };
        let needs = rule.items.value.iter().filter(|needed| needed.need(kind) == Need::Required);
        let named = |item: &str| ITEMS.iter().find(|(name, ..)| *name == item).map(|(_, zh, en)| Words::new(*zh, *en));
        needs.filter_map(|needed| Some((needed.item.clone(), named(&needed.item)?))).collect()
    }
}

impl Book {
    /// The classes and instrument types that lead to a regulation for scales of a day, where a plan names none.
    pub fn scale_choices(&self, date: Option<&str>) -> Choices {
        let mut all = Choices::default();
        let laws = self.all().filter(|regulation| regulation.place() == "cn").map(Regulation::choices);
        for law in laws {
            let leads = |class: &String| self.choose_scale(date, None, Some(class)).is_ok();
            let known = |name: &String| self.choose_scale(date, Some(name), None).is_ok();
            all.classes.extend(law.classes.into_iter().filter(leads));
            all.instruments.extend(law.instruments.into_iter().filter(|(name, _)| known(name)));
        }
        all.classes.sort();
        all.classes.dedup();
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(id: &str) -> Choices {
        Book::embedded().unwrap().get(id).unwrap().choices()
    }

    #[test]
    fn each_list_is_the_one_of_its_file() {
        assert_eq!(of("cn-jjg1148-2022").classes, ["1", "2"]);
        assert_eq!(of("cn-jjg1148-2022").checks.len(), 8);
        assert!(!of("cn-jjg1148-2022").pays && of("cn-jjg1148-2018").pays && of("cn-jjg1148-2018").indication);
        assert_eq!(of("us-hb133-2026").categories, ["A", "B"]);
        assert!(!of("us-hb133-2026").goods.is_empty() && !of("us-hb133-2026").label_check);
        assert!(of("cn-jjf1070-2005").label_check && of("cn-jjf1070-2005").categories.is_empty());
        assert_eq!(of("cn-jjf1070-2005").units, [Unit::Gram, Unit::Kilogram]);
        assert_eq!(of("oiml-r76-2006").classes, ["I", "II", "III", "IIII"]);
    }

    #[test]
    fn what_a_plan_may_leave_out_has_a_name_and_is_not_always_there() {
        let regulation = Book::embedded().unwrap().get("cn-jjg539-2016").unwrap();
        for kind in [Kind::First, Kind::Subsequent, Kind::InService] {
            let items = regulation.omissible(kind);
            assert!(items.iter().all(|(item, _)| item != "weighing" && item != "zero"), "{items:?}");
        }
        assert!(regulation.omissible(Kind::First).iter().any(|(item, _)| item == "eccentricity"));
    }

    #[test]
    fn the_classes_without_a_rule_are_those_that_lead_to_one() {
        let day = Some("2026-03-15");
        let choices = Book::embedded().unwrap().scale_choices(day);
        assert_eq!(choices.classes, ["I", "II", "III", "IIII"]);
        for class in &choices.classes {
            assert!(Book::embedded().unwrap().choose_scale(day, None, Some(class)).is_ok());
        }
        assert!(choices.instruments.iter().any(|(name, _)| name == "crane"));
    }
}
