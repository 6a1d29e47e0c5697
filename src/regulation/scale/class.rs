//! Whether a nameplate can be: e and d of the right form, n = Max/e and Min within the limits of the class.

use super::super::number::impossible;
use super::super::refusal::Refusal;
use super::case::ScaleCase;
use super::plan::{Instrument, Part, ScalePlan, decimal};
use super::rule::{Auxiliary, ClassRow, ScaleRule};
use crate::quantity::{Decimal, Exact, Unit};

/// Refuses a nameplate that no scale of its class can have, with what the class allows.
pub(super) fn check(rule: &ScaleRule, case: &ScaleCase, plan: &ScalePlan) -> Result<(), Refusal> {
    for (index, range) in case.ranges.iter().enumerate() {
        for (key, written) in [("e", Some(&range.e)), ("d", range.d.as_ref())] {
            let Some(written) = written else { continue };
            let digit = leading_digit(super::super::number::number(key, written)?);
            if !rule.intervals.value.iter().any(|allowed| i128::from(*allowed) == digit) {
                let allowed = rule.intervals.value.iter().map(|digit| format!("{digit}×10^k")).collect::<Vec<_>>();
                return Err(refused(format!("ranges[{index}].{key}"), written.clone(), allowed.join(", ")));
            }
        }
    }
    let mut index = 0;
    for instrument in &plan.instruments {
        for (place, part) in instrument.parts().enumerate() {
            let next = instrument.parts().nth(place + 1);
            Nameplate { rule, plan, instrument, part, index }.check(next)?;
            index += 1;
        }
    }
    Ok(())
}

/// The row of the class for this e.
pub(super) fn class_row<'a>(rule: &'a ScaleRule, plan: &ScalePlan, part: &Part) -> Option<&'a ClassRow> {
    let e = in_grams(plan, &part.e);
    let holds = |row: &&ClassRow| {
        row.class == plan.class && Exact::from(row.e_from) <= e && row.e_to.is_none_or(|e_to| e <= Exact::from(e_to))
    };
    rule.classes.value.iter().find(holds)
}

/// The auxiliary device that a part has: d below e in a class that may have one.
pub(super) fn auxiliary<'a>(rule: &'a ScaleRule, plan: &ScalePlan, part: &Part) -> Option<&'a Auxiliary> {
    let auxiliary = rule.auxiliary.as_ref().map(|figure| &figure.value)?;
    (part.d < part.e && auxiliary.classes.contains(&plan.class)).then_some(auxiliary)
}

/// Whether e is what an auxiliary device allows: a power of ten, not too many d.
pub(super) fn auxiliary_fits(rule: &ScaleRule, plan: &ScalePlan, part: &Part) -> bool {
    let waived = class_row(rule, plan, part).is_some_and(|row| n_min_waived(row, plan, part));
    let Some(auxiliary) = auxiliary(rule, plan, part).filter(|_| !waived) else { return true };
    let few = part.e <= &part.d * &Exact::from(auxiliary.ratio_max);
    few && leading_digit(decimal(&in_grams(plan, &part.e))) == 1
}

/// Whether d is so small that the least n does not hold.
pub(super) fn n_min_waived(row: &ClassRow, plan: &ScalePlan, part: &Part) -> bool {
    row.n_min_waived_below_d.is_some_and(|below| in_grams(plan, &part.d) < Exact::from(below))
}

/// n = Max/e of a part.
pub(super) fn intervals(part: &Part) -> Exact {
    part.max.checked_div(&part.e).unwrap_or_else(Exact::zero)
}

pub(super) fn in_grams(plan: &ScalePlan, mass: &Exact) -> Exact {
    plan.unit.factor_to(Unit::Gram).map_or_else(Exact::zero, |factor| mass * &factor)
}

struct Nameplate<'a> {
    rule: &'a ScaleRule,
    plan: &'a ScalePlan,
    instrument: &'a Instrument,
    part: &'a Part,
    /// Which of the ranges as the case writes them.
    index: usize,
}

impl Nameplate<'_> {
    fn check(&self, next: Option<&Part>) -> Result<(), Refusal> {
        let row = class_row(self.rule, self.plan, self.part).ok_or_else(|| self.no_row())?;
        self.intervals(row, next)?;
        self.min(row)
    }

    fn at(&self, key: &str) -> String {
        format!("ranges[{}].{key}", self.index)
    }

    fn no_row(&self) -> Refusal {
        let rows = self.rule.classes.value.iter().filter(|row| row.class == self.plan.class);
        let spans = rows.map(|row| match row.e_to {
            Some(e_to) => format!("{} g ≤ e ≤ {e_to} g", row.e_from),
            None => format!("{} g ≤ e", row.e_from),
        });
        let allowed = format!("{}: {}", self.plan.class, spans.collect::<Vec<_>>().join("; "));
        refused(self.at("e"), self.plan.mass(&self.part.e), allowed)
    }

    /// The number of intervals. A partial range is held to the e of the next one, the last to the table.
    fn intervals(&self, row: &ClassRow, next: Option<&Part>) -> Result<(), Refusal> {
        let n = intervals(self.part);
        let most = row.n_max.filter(|most| n > Exact::from(*most));
        let least = if let Some(next) = next {
            let least = self.rule.partial_ranges.value.get(&self.plan.class).copied().unwrap_or_default();
            let reached = self.part.max >= &next.e * &Exact::from(least);
            (!reached).then(|| format!("{}: Max / e' ≥ {least} (e' = {})", row.class, self.plan.mass(&next.e)))
        } else {
            let waived = n_min_waived(row, self.plan, self.part);
            (!waived && n < Exact::from(row.n_min)).then(|| span(row))
        };
        match most.map(|_| span(row)).or(least) {
            Some(allowed) => Err(refused(self.at("max"), format!("n = Max / e = {}", decimal(&n)), allowed)),
            None => Ok(()),
        }
    }

    fn min(&self, row: &ClassRow) -> Result<(), Refusal> {
        let Some(min) = &self.part.min else { return Ok(()) };
        let lowest = self.part == &self.instrument.lowest;
        if !lowest && *min != self.part.above {
            let right = ("多分度秤各段从前一段的最大称量开始", "a partial range begins at Max of the one before");
            return Err(impossible(&self.at("min"), &decimal(min).to_string(), right));
        }
        let auxiliary = auxiliary(self.rule, self.plan, self.part).is_some();
        let (step, symbol) = if auxiliary { (&self.part.d, "d") } else { (&self.part.e, "e") };
        let least = step * &Exact::from(row.min_in_e);
        if (lowest && *min < least) || *min > self.part.max {
            let allowed = format!("{}: {} {symbol} = {} ≤ Min ≤ Max", row.class, row.min_in_e, self.plan.mass(&least));
            return Err(refused(self.at("min"), self.plan.mass(min), allowed));
        }
        Ok(())
    }
}

/// What a class allows for n.
pub(super) fn span(row: &ClassRow) -> String {
    match row.n_max {
        Some(n_max) => format!("{}: {} ≤ n ≤ {n_max}", row.class, row.n_min),
        None => format!("{}: {} ≤ n", row.class, row.n_min),
    }
}

fn refused(place: String, value: String, allowed: String) -> Refusal {
    Refusal::Choice { place, value, allowed }
}

/// The number without the powers of ten: 1, 2, 5 for scale intervals.
fn leading_digit(value: Decimal) -> i128 {
    let mut digits = value.normalize().mantissa();
    while digits != 0 && digits % 10 == 0 {
        digits /= 10;
    }
    digits
}
