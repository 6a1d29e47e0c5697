//! The uncertainty of a result for the judges: what it is made of, how large it is against the limit, and whether the
//! decision leaves room for it.
//!
//! Simple acceptance is the rule unless the case asks for a guard band (JCGM 106, 8.2 and 8.3.2).

use super::codes::Code;
use super::number::{positive, show};
use super::refusal::Refusal;
use super::trace::Notebook;
use crate::locale::Words;
use crate::quantity::{Decimal, Exact, Expanded, Mode, uncertainty};
use serde::{Deserialize, Serialize};

/// Decimals of a printed bound.
const PLACES: u32 = 6;
/// Significant digits of a stated U: at most two (GUM 7.2.6, which JJF 1059.1 follows).
const DIGITS: u32 = 2;
/// The most that a U gets where two would stand on the other side of a bound.
const DIGITS_MAX: u32 = 12;
/// Significant digits of the parts of a budget: one more, so that somebody can follow the sum.
const DIGITS_OF_PART: u32 = 3;
/// Coverage factor of every expanded uncertainty stated here: about 95 % for a normal distribution.
const COVERAGE: u32 = 2;

/// How a result is held against its limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// The result itself must keep the limit.
    #[default]
    Simple,
    /// The result must keep the limit less its expanded uncertainty.
    GuardBand,
}

/// An expanded uncertainty as a certificate states it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stated {
    /// U, in the unit that the place where it stands names.
    pub expanded: String,
    /// k; 2 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coverage: Option<String>,
}

impl Stated {
    /// The variance behind it.
    pub(super) fn variance(&self, place: &str) -> Result<Exact, Refusal> {
        let expanded = positive(&format!("{place}.expanded"), &self.expanded)?;
        let coverage = self.coverage.as_deref().map_or_else(
            || Ok(Exact::from(COVERAGE)),
            |text| positive(&format!("{place}.coverage"), text).map(Exact::from),
        )?;
        Ok(uncertainty::of_expanded(&expanded.into(), &coverage).unwrap_or_else(Exact::zero))
    }
}

/// One part of a budget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Component {
    /// What it comes from.
    #[serde(flatten)]
    pub words: Words,
    /// Standard uncertainty u, rounded for showing.
    pub standard: String,
}

/// The uncertainty of one result, for people and files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct UncertaintyResult {
    pub components: Vec<Component>,
    /// U = k·u as stated, in `unit`: two significant digits, carried up.
    pub expanded: String,
    pub coverage_factor: String,
    pub unit: String,
    /// U in per cent of the limit.
    pub share_of_limit_percent: Option<String>,
    pub decision: Decision,
}

/// A budget that is being put together.
#[derive(Default)]
pub(super) struct Budget {
    parts: Vec<(Words, Exact)>,
}

impl Budget {
    /// One more independent component, by its variance.
    pub fn add(&mut self, zh: &str, en: &str, variance: Exact) {
        self.parts.push((Words::new(zh, en), variance));
    }

    /// Whether nothing is known of the uncertainty.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// The combined uncertainty with k = 2.
    pub fn expanded(&self) -> Expanded {
        Expanded::combine(self.parts.iter().map(|(_, variance)| variance.clone()), Exact::from(COVERAGE))
    }

    /// For people and files, against a limit in `unit`; `bounds` is what U itself is held against.
    pub fn result(&self, limit: &Exact, bounds: &[Exact], unit: &str, decision: Decision) -> UncertaintyResult {
        let component = |(words, variance): &(Words, Exact)| Component {
            words: words.clone(),
            standard: standard(variance).to_string(),
        };
        let expanded = self.expanded();
        UncertaintyResult {
            components: self.parts.iter().map(component).collect(),
            expanded: stated(&expanded, bounds).to_string(),
            coverage_factor: COVERAGE.to_string(),
            unit: unit.to_owned(),
            share_of_limit_percent: expanded.percent_of(limit, 1).map(|percent| percent.to_string()),
            decision,
        }
    }
}

/// A standard uncertainty u by its variance, as a budget shows it.
pub(super) fn standard(variance: &Exact) -> Decimal {
    Expanded::combine([variance.clone()], Exact::from(1)).to_digits(DIGITS_OF_PART, Mode::HalfEven)
}

/// U as it is stated: two significant digits, carried up. No text that is available to us names the way; GUM 7.2.6 lets U be
/// carried up, and then it is never understated. What decides is the exact U: it gets more digits where two would say that it
/// exceeds a bound which it keeps.
pub(super) fn stated(expanded: &Expanded, bounds: &[Exact]) -> Decimal {
    let with = |digits| expanded.to_digits(digits, Mode::Ceil);
    let agrees = |u: &Decimal| bounds.iter().all(|bound| (Exact::from(*u) <= *bound) == expanded.within(bound));
    (DIGITS..=DIGITS_MAX).map(with).find(agrees).unwrap_or_else(|| with(DIGITS))
}

/// Whether U stays within a share of the limit; a trace step, and a warning when it does not.
pub(super) fn check_share(
    notes: &mut Notebook,
    clause: Option<&String>,
    expanded: &Expanded,
    share: (&str, &Exact),
    limit: &Exact,
    unit: &str,
) -> bool {
    check_share_of(notes, clause, &Words::default(), expanded, share, limit, unit)
}

/// The same for one of several results: `what` begins the sentences and says which.
pub(super) fn check_share_of(
    notes: &mut Notebook,
    clause: Option<&String>,
    what: &Words,
    expanded: &Expanded,
    (share_text, share): (&str, &Exact),
    limit: &Exact,
    unit: &str,
) -> bool {
    let bound = &limit.abs() * share;
    let enough = expanded.within(&bound);
    let (u, bound) = (stated(expanded, std::slice::from_ref(&bound)), show(&bound, PLACES));
    let words = Words::new(
        format!("{}测量不确定度应不大于误差限的 {share_text}", what.zh),
        format!("{}the uncertainty should not exceed {share_text} of the limit", what.en),
    );
    let values = [("U", format!("{u} {unit}")), ("limit", format!("{} {unit}", show(&limit.abs(), PLACES)))];
    let result = if enough { "pass" } else { "fail" };
    notes.step(clause, words, &format!("U ≤ {share_text}·limit"), &values, result);
    if !enough {
        let words = Words::new(
            format!("{}扩展不确定度 U = {u} {unit}，大于误差限的 {share_text}（{bound} {unit}）", what.zh),
            format!(
                "{}the expanded uncertainty U = {u} {unit} exceeds {share_text} of the limit ({bound} {unit})",
                what.en
            ),
        );
        notes.warn(Code::UncertaintyLarge, words);
    }
    enough
}

/// Whether a result keeps its limit: |value| ≤ limit, or |value| + U ≤ limit with a guard band. Exact, without a root.
pub(super) fn keeps(value: &Exact, limit: &Exact, expanded: Option<&Expanded>, decision: Decision) -> bool {
    let room = limit - &value.abs();
    match (decision, expanded) {
        (Decision::GuardBand, Some(expanded)) => expanded.within(&room),
        _ => !room.is_negative(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn u_has_two_digits_and_is_never_understated() {
        let exact = |n: i64| Exact::ratio(n, 10_000).unwrap();
        let u = |n| Expanded::combine([exact(n).squared()], Exact::from(1));
        let shown =
            |n, bounds: &[i64]| stated(&u(n), &bounds.iter().copied().map(exact).collect::<Vec<_>>()).to_string();
        assert_eq!([shown(8165, &[]), shown(8100, &[]), shown(996, &[])].join(" "), "0.82 0.81 0.10");
        // 0.3329 keeps a third; 0.34 would not. What exceeds a bound exceeds it as shown.
        assert_eq!([shown(3329, &[3333]), shown(3334, &[3333]), shown(3301, &[4000])].join(" "), "0.333 0.34 0.34");
        assert_eq!(standard(&exact(8165).squared()).to_string(), "0.816");
    }

    #[test]
    fn a_guard_band_takes_the_uncertainty_off_the_limit() {
        let exact = |n: i64| Exact::ratio(n, 100).unwrap();
        let u = Expanded::combine([exact(1).squared()], Exact::from(2));
        let keeps = |value, decision| keeps(&exact(value), &exact(10), Some(&u), decision);
        assert!(keeps(10, Decision::Simple) && keeps(-10, Decision::Simple) && !keeps(11, Decision::Simple));
        assert!(keeps(8, Decision::GuardBand) && keeps(-8, Decision::GuardBand) && !keeps(9, Decision::GuardBand));
    }
}
