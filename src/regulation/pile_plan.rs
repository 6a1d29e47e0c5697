//! What a rule asks of a charging pile.

use super::book::{Regulation, Rule};
use super::case::{Current, Kind};
use super::judgement::Status;
use super::number::share;
use super::pile_rule::{ErrorRow, PileRule};
use super::refusal::Refusal;
use crate::quantity::{Decimal, Exact, round_to_places};

/// What the regulation asks of one pile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PilePlan {
    /// Items in the order of the regulation.
    pub items: Vec<String>,
    /// Limit of the working error, per cent of the reference; inclusive.
    pub limit_percent: Decimal,
    /// Rounding interval of the error, per cent.
    pub interval_percent: Decimal,
    /// Fewest readings at a load point.
    pub min_readings: u64,
    /// Fewest load points.
    pub min_load_points: u64,
    /// Largest difference of the clocks, seconds, inclusive; `None` where the regulation states none for this kind.
    pub clock_limit_s: Option<Decimal>,
    /// Least insulation resistance, megohm, inclusive.
    pub insulation_minimum_megohm: Decimal,
    /// The weakest figure of this plan.
    pub status: Status,
    step_share: Exact,
}

impl PilePlan {
    /// Least energy (kWh) for which the display step stays within the allowed share of the limit; shown rounded.
    pub fn sufficient_energy_kwh(&self, step_kwh: Decimal) -> Option<Decimal> {
        let least = self.sufficient_energy(&Exact::from(step_kwh))?;
        Some(least.to_decimal_exact(9).unwrap_or_else(|| round_to_places(&least, 6)))
    }

    pub(super) fn sufficient_energy(&self, step_kwh: &Exact) -> Option<Exact> {
        let share_of_limit = &(&self.step_share * &Exact::from(self.limit_percent)) / 100;
        step_kwh.checked_div(&share_of_limit)
    }
}

impl Regulation {
    /// What it asks of a pile of this class.
    pub fn pile_plan(&self, current: Option<Current>, kind: Kind, class: &str) -> Result<PilePlan, Refusal> {
        let Rule::Pile(rule) = &self.rule else { return Err(Refusal::OtherKind(self.id.clone())) };
        if current.is_some_and(|current| current != rule.current) {
            return Err(Refusal::OtherKind(self.id.clone()));
        }
        let row = error_row(rule, class)?;
        let error = &rule.working_error;
        let clock = rule.clock.limits.iter().find(|limit| limit.kind == kind);
        let statuses = [
            row.status,
            error.interval.status,
            error.basis.status,
            error.readings_min.status,
            error.load_points_min.status,
            rule.insulation.status,
        ];
        Ok(PilePlan {
            items: rule.items.clone(),
            limit_percent: row.limit_percent,
            interval_percent: row.interval_percent,
            min_readings: error.readings_min.value,
            min_load_points: error.load_points_min.value,
            clock_limit_s: clock.map(|limit| limit.seconds),
            insulation_minimum_megohm: rule.insulation.minimum_megohm,
            status: statuses.into_iter().chain(clock.map(|limit| limit.status)).max().unwrap_or(Status::Unconfirmed),
            step_share: share(&error.step_share.value).unwrap_or_else(Exact::zero),
        })
    }
}

/// The row of a class, or which classes there are.
pub(super) fn error_row<'a>(rule: &'a PileRule, class: &str) -> Result<&'a ErrorRow, Refusal> {
    let rows = &rule.working_error.rows;
    rows.iter().find(|row| row.class == class).ok_or_else(|| Refusal::Choice {
        place: "class".into(),
        value: class.to_owned(),
        allowed: rows.iter().map(|row| row.class.as_str()).collect::<Vec<_>>().join(" "),
    })
}
