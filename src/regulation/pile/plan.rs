//! What a rule asks of a charging pile, before anything is measured.

use super::super::book::{Regulation, Rule};
use super::super::case::{Current, Kind};
use super::super::judgement::Status;
use super::super::number::share;
use super::super::refusal::Refusal;
use super::row::{known_class, rows_of};
use super::rule::PileRule;
use crate::quantity::{Decimal, Exact, round_to_places};

/// What the regulation asks of one pile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PilePlan {
    /// Items in the order of the regulation.
    pub items: Vec<String>,
    /// Limit of the working error, per cent of the reference, inclusive: of the first row of the class, where the table has
    /// several. `None` where no public source gives it.
    pub limit_percent: Option<Decimal>,
    /// Rounding interval of the error, per cent; `None` as above.
    pub interval_percent: Option<Decimal>,
    /// Fewest readings at a load point; one where the number is not known.
    pub min_readings: u64,
    /// Fewest load points; one where the number is not known.
    pub min_load_points: u64,
    /// Largest difference of the clocks, seconds, inclusive; `None` where the regulation states none for this kind.
    pub clock_limit_s: Option<Decimal>,
    /// Least insulation resistance, megohm, inclusive; `None` where the regulation has none.
    pub insulation_minimum_megohm: Option<Decimal>,
    /// Whether the insulation resistance is asked for.
    pub insulation_asked: bool,
    /// The weakest figure of this plan.
    pub status: Status,
    step_share: Option<Exact>,
}

impl PilePlan {
    /// Least energy (kWh) for which the display step stays within the allowed share of the limit; shown rounded.
    pub fn sufficient_energy_kwh(&self, step_kwh: Decimal) -> Option<Decimal> {
        let (share, limit) = (self.step_share.as_ref()?, self.limit_percent?);
        let least = sufficient_energy(&Exact::from(step_kwh), &Exact::from(limit), share)?;
        Some(least.to_decimal_exact(9).unwrap_or_else(|| round_to_places(&least, 6)))
    }
}

/// Least energy (kWh) for which a display step (kWh) stays within a share of the limit (per cent).
///
/// The difference of two readings may be off by a whole step d, so E ≥ d / (share · limit).
pub(super) fn sufficient_energy(step_kwh: &Exact, limit_percent: &Exact, share: &Exact) -> Option<Exact> {
    step_kwh.checked_div(&(&(share * limit_percent) / 100))
}

impl Regulation {
    /// What it asks of a pile of this class.
    pub fn pile_plan(&self, current: Option<Current>, kind: Kind, class: &str) -> Result<PilePlan, Refusal> {
        let Rule::Pile(rule) = &self.rule else { return Err(Refusal::OtherKind(self.id.clone())) };
        right_current(rule, current)?;
        known_class(&rule.working_error.rows, class)?;
        let row = rows_of(&rule.working_error.rows, class, kind).next();
        let error = &rule.working_error;
        let clock = rule.clock.as_ref().and_then(|clock| clock.limits.iter().find(|limit| limit.kind == kind));
        let statuses = [
            error.interval.status,
            error.basis.status,
            error.readings_min.status,
            error.load_points_min.status,
            row.map_or(Status::Unconfirmed, |row| row.status),
        ];
        let others = [clock.map(|limit| limit.status), rule.insulation.as_ref().map(|insulation| insulation.status)];
        Ok(PilePlan {
            items: rule.items.clone(),
            limit_percent: row.and_then(|row| row.limit_percent),
            interval_percent: row.and_then(|row| row.interval_percent),
            min_readings: error.readings_min.value.unwrap_or(1),
            min_load_points: error.load_points_min.value.unwrap_or(1),
            clock_limit_s: clock.and_then(|limit| limit.seconds),
            insulation_minimum_megohm: rule.insulation.as_ref().and_then(|insulation| insulation.minimum_megohm),
            insulation_asked: rule.insulation.is_some(),
            status: statuses.into_iter().chain(others.into_iter().flatten()).max().unwrap_or(Status::Unconfirmed),
            step_share: error.step_share.value.as_deref().and_then(share),
        })
    }
}

/// Refuses a pile of the other current: AC and DC have each their own regulation.
pub(super) fn right_current(rule: &PileRule, current: Option<Current>) -> Result<(), Refusal> {
    match (rule.current, current) {
        (Some(wanted), Some(given)) if wanted != given => Err(Refusal::OtherKind(rule.id.clone())),
        _ => Ok(()),
    }
}
