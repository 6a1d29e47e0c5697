//! Label checks (标注检查): unit, character height, the words, and packages of several. They count when the inspector
//! has looked at the label.

use super::super::judgement::{Item, ItemVerdict};
use super::super::number::positive;
use super::super::refusal::Refusal;
use super::LotJudge;
use super::case::PackSays;
use super::rule::LabelCheck;
use crate::locale::Words;
use crate::quantity::{Dimension, Exact, Unit};

impl LotJudge<'_> {
    /// The items of the label; none when it was not looked at.
    pub(super) fn label_items(&mut self) -> Result<Vec<Item>, Refusal> {
        let Some(seen) = &self.case.label_seen else { return Ok(Vec::new()) };
        let Some(rule) = &self.rule.label_check else {
            return Err(Refusal::NotInRule { place: "label_seen", regulation: self.regulation.id.clone() });
        };
        self.notes.used("标注要求", "requirements on the label", rule.status);
        let mut items = vec![self.label_unit(rule)];
        if let Some(text) = &seen.character_height_mm {
            items.push(self.label_height(rule, text)?);
        }
        if let Some(there) = seen.words {
            let name = Words::new("标注“净含量”字样", "the words net content on the label");
            items.push(item("label-words", None, rule, there, "净含量", if there { "净含量" } else { "-" }, name));
        }
        if let Some(pack) = &seen.multi_pack {
            let says = |word| pack.says.contains(&word);
            let good = (says(PackSays::Each) && says(PackSays::Number)) || says(PackSays::Total);
            let (zh, en) = if pack.same_kind {
                ("同种多件：单件量和件数，或总量", "several of one kind: content and number, or the total")
            } else {
                (
                    "不同种多件：各种的单件量和件数，或各种总量",
                    "several kinds: content and number of each, or each total",
                )
            };
            let name = Words::new(zh, en);
            let words = [(PackSays::Each, "each"), (PackSays::Number, "number"), (PackSays::Total, "total")];
            let said: Vec<&str> = words.into_iter().filter(|(word, _)| says(*word)).map(|(_, word)| word).collect();
            items.push(item("label-multi-pack", None, rule, good, "each + number | total", &said.join(" + "), name));
        }
        for found in &items {
            let values = [("seen", found.value.clone().unwrap_or_default())];
            let words = Words::new(format!("标注检查：{}", found.name.zh), format!("label: {}", found.name.en));
            let result = if found.verdict == ItemVerdict::Pass { "pass" } else { "fail" };
            let formula = found.limit.clone().unwrap_or_default();
            self.notes.step(found.clause.as_ref(), words, &formula, &values, result);
        }
        Ok(items)
    }

    fn label_unit(&self, rule: &LabelCheck) -> Item {
        let holds = |from: Option<_>, below: Option<_>, unit: Unit| {
            self.label.exact_in(unit).is_some_and(|quantity| {
                from.is_none_or(|from| quantity >= Exact::from(from))
                    && below.is_none_or(|below| quantity < Exact::from(below))
            })
        };
        let row = rule.units.iter().find(|row| holds(row.from, row.below, row.unit));
        let allowed = row.map(|row| row.allowed.iter().map(|unit| unit.symbol()).collect::<Vec<_>>().join(", "));
        let good = row.is_none_or(|row| row.allowed.contains(&self.label.unit));
        let name = Words::new("标注的计量单位", "unit on the label");
        let (limit, value) = (allowed.unwrap_or_else(|| "-".into()), self.label.unit.symbol());
        item("label-unit", rule.unit_clause.as_ref(), rule, good, &limit, value, name)
    }

    fn label_height(&self, rule: &LabelCheck, text: &str) -> Result<Item, Refusal> {
        let height = positive("label_seen.character_height_mm", text)?;
        let quantity = match self.label.unit.dimension() {
            Dimension::Mass => self.label.exact_in(Unit::Gram),
            Dimension::Volume => self.label.exact_in(Unit::Millilitre),
            _ => None,
        };
        let row = quantity.and_then(|quantity| {
            rule.heights.iter().find(|row| row.up_to.is_none_or(|up_to| quantity <= Exact::from(up_to)))
        });
        let least = row.map_or(rule.other_height_mm, |row| row.mm);
        let name = Words::new("标注字符的高度", "height of the characters");
        let (limit, value) = (format!("≥ {least} mm"), format!("{height} mm"));
        Ok(item("label-height", rule.height_clause.as_ref(), rule, height >= least, &limit, &value, name))
    }
}

fn item(
    item: &str,
    clause: Option<&String>,
    rule: &LabelCheck,
    good: bool,
    limit: &str,
    value: &str,
    name: Words,
) -> Item {
    Item {
        item: item.into(),
        clause: clause.cloned(),
        verdict: if good { ItemVerdict::Pass } else { ItemVerdict::Fail },
        limit: Some(limit.to_owned()),
        value: Some(value.to_owned()),
        status: rule.status,
        name,
    }
}
