//! What a rule makes of one scale: its ranges with e and d, and the error limit at every load.

use super::super::case::Kind;
use super::super::number::{impossible, positive, share, signed, unit};
use super::super::refusal::Refusal;
use super::case::{RangeMode, ScaleCase};
use super::choice::choice;
use super::class;
use super::rule::{MpeBand, ScaleRule};
use crate::quantity::{Decimal, Exact, Unit, round_to_places};

/// Units that a scale may show; the pound is no legal unit here.
const UNITS: &[Unit] = &[Unit::Milligram, Unit::Gram, Unit::Kilogram, Unit::Tonne, Unit::Carat];

/// What a regulation makes of one scale. Masses are in `unit`.
#[derive(Clone, Debug)]
pub struct ScalePlan {
    /// Accuracy class.
    pub class: String,
    /// Unit of every mass.
    pub unit: Unit,
    /// Why it is verified; in service the limits are wider.
    pub kind: Kind,
    pub(super) instruments: Vec<Instrument>,
    pub(super) bands: Vec<MpeBand>,
    times: Exact,
    weights: Exact,
}

/// One weighing range: a whole scale, or one range of a scale with several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Instrument {
    /// Its number from 1, where the scale has several ranges.
    pub number: Option<usize>,
    /// Its first partial range, with the smallest e; the only one where it is not multi-interval.
    pub lowest: Part,
    /// The partial ranges above it.
    pub higher: Vec<Part>,
}

/// A span of loads with one e.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// Max of the part below, nought for the first; the loads lie above it.
    pub above: Exact,
    /// Max of this part, inclusive.
    pub max: Exact,
    pub e: Exact,
    pub d: Exact,
    /// Min, where the nameplate of the case gives it.
    pub min: Option<Exact>,
}

impl Instrument {
    /// Its parts, from the smallest.
    pub fn parts(&self) -> impl Iterator<Item = &Part> {
        std::iter::once(&self.lowest).chain(&self.higher)
    }

    /// The part with the largest loads.
    pub fn highest(&self) -> &Part {
        self.higher.last().unwrap_or(&self.lowest)
    }

    /// Max of the whole range.
    pub fn max(&self) -> &Exact {
        &self.highest().max
    }

    /// The part that holds a load; the upper end belongs to it.
    pub fn part(&self, load: &Exact) -> Option<&Part> {
        self.parts().find(|part| *load <= part.max)
    }
}

impl ScalePlan {
    pub(super) fn new(rule: &ScaleRule, case: &ScaleCase) -> Result<Self, Refusal> {
        let class = case.class.as_deref().ok_or(Refusal::Missing("class"))?;
        let bands = rule.mpe.value.get(class);
        let bands = bands.ok_or_else(|| choice("class", class, rule.mpe.value.keys().map(String::as_str)))?;
        let unit = unit("unit", case.unit.as_deref().ok_or(Refusal::Missing("unit"))?, UNITS)?;
        let parts = parts(case)?;
        let kind = case.kind.unwrap_or_default();
        let instruments = instruments(case, parts);
        let plan = Self {
            class: class.to_owned(),
            unit,
            kind,
            instruments,
            bands: bands.clone(),
            times: Exact::from(rule.mpe_times.get(kind).value),
            weights: share(&rule.weights.value).unwrap_or_else(Exact::zero),
        };
        class::check(rule, case, &plan)?;
        Ok(plan)
    }

    /// The limit for |Ec| at a load (net where a tare is on), inclusive; `None` above Max or for a range that is not there.
    pub fn mpe(&self, load: Decimal, range: Option<usize>) -> Option<Decimal> {
        let (load, index) = (Exact::from(load), range.unwrap_or(1).checked_sub(1)?);
        let part = self.instruments.get(index)?.part(&load)?;
        Some(decimal(&self.limit(part, &load)))
    }

    /// The limit in a part of a range: the band that holds m = L/e, its upper end included.
    pub(super) fn limit(&self, part: &Part, load: &Exact) -> Exact {
        let m = load.checked_div(&part.e).unwrap_or_else(Exact::zero);
        let holds = |band: &&MpeBand| band.up_to.is_none_or(|up_to| m <= Exact::from(up_to));
        let band = self.bands.iter().find(holds).or_else(|| self.bands.last());
        let in_e = band.map_or_else(Exact::zero, |band| Exact::from(band.limit_in_e));
        &(&in_e * &part.e) * &self.times
    }

    /// Whether the scale has several ranges, each an instrument of its own.
    pub(super) const fn has_ranges(&self) -> bool {
        self.instruments.len() > 1
    }

    /// An error with its sign and unit; nought has none.
    pub(super) fn signed(&self, error: &Exact) -> String {
        if error.is_zero() { self.mass(error) } else { signed(self.mass(error)) }
    }

    /// Largest error of standard weights that a limit allows, shown downwards to a hundredth of a tenth of e.
    pub(super) fn weights(&self, limit: &Exact, part: &Part) -> Decimal {
        let allowed = limit * &self.weights;
        let places = decimal(&(&part.e / 10)).scale() + 2;
        let shown = round_to_places(&allowed, places);
        if Exact::from(shown) > allowed { shown - Decimal::new(1, shown.scale()) } else { shown.normalize() }
    }

    /// A mass with its unit.
    pub(super) fn mass(&self, mass: &Exact) -> String {
        format!("{} {}", decimal(mass), self.unit)
    }
}

/// As it is printed: exactly where it ends, else to nine decimals.
pub(super) fn decimal(mass: &Exact) -> Decimal {
    mass.to_decimal_exact(20).unwrap_or_else(|| round_to_places(mass, 9).normalize())
}

/// The nameplate's ranges as numbers, each possible by itself and above the one before.
fn parts(case: &ScaleCase) -> Result<Vec<Part>, Refusal> {
    if case.ranges.is_empty() {
        return Err(Refusal::Missing("ranges"));
    }
    let mut parts: Vec<Part> = Vec::new();
    for (index, range) in case.ranges.iter().enumerate() {
        let at = |key: &str| format!("ranges[{index}].{key}");
        let max = Exact::from(positive(&at("max"), &range.max)?);
        let e = Exact::from(positive(&at("e"), &range.e)?);
        let d =
            range.d.as_deref().map(|text| positive(&at("d"), text)).transpose()?.map_or_else(|| e.clone(), Exact::from);
        if e > max {
            return Err(impossible(&at("e"), &range.e, ("不能大于最大称量", "it must not be above Max")));
        }
        if d > e {
            let written = range.d.as_deref().unwrap_or_default();
            return Err(impossible(&at("d"), written, ("实际分度值不能大于检定分度值", "d must not be above e")));
        }
        if parts.last().is_some_and(|before| max <= before.max) {
            let right = ("各量程的最大称量应依次增大", "Max must grow from range to range");
            return Err(impossible(&at("max"), &range.max, right));
        }
        if parts.last().is_some_and(|before| e <= before.e) {
            let right = ("各量程的检定分度值应依次增大", "e must grow from range to range");
            return Err(impossible(&at("e"), &range.e, right));
        }
        let min = range.min.as_deref().map(|text| positive(&at("min"), text)).transpose()?.map(Exact::from);
        let above = parts.last().map_or_else(Exact::zero, |before| before.max.clone());
        parts.push(Part { above, max, e, d, min });
    }
    Ok(parts)
}

fn instruments(case: &ScaleCase, parts: Vec<Part>) -> Vec<Instrument> {
    let single = case.range_mode.unwrap_or_default() == RangeMode::MultiInterval || parts.len() == 1;
    let mut parts = parts.into_iter();
    if single {
        let lowest = parts.next();
        return lowest.map(|lowest| Instrument { number: None, lowest, higher: parts.collect() }).into_iter().collect();
    }
    let range = |(index, part): (usize, Part)| {
        let lowest = Part { above: Exact::zero(), ..part };
        Instrument { number: Some(index + 1), lowest, higher: Vec::new() }
    };
    parts.enumerate().map(range).collect()
}
