//! The uncertainty of the mean error at a load point, in per cent of the energy (GUM, independent components).
//!
//! γ = (E − E0) / E0, so a small error of either energy moves γ by 100/E0 of it, as E and E0 are nearly equal. What is the
//! same for every reading (the standard) does not become smaller by repeating; what each reading has of its own does.

use super::super::number::positive;
use super::super::number::share;
use super::super::refusal::Refusal;
use super::super::uncertainty::{Budget, Decision, UncertaintyResult, check_share_of, standard};
use super::PileJudge;
use super::error::{Compared, Energies};
use crate::locale::Words;
use crate::quantity::{Decimal, Exact, Expanded, Sample, uncertainty};

/// Display steps of the two sides, kWh.
#[derive(Clone, Copy, Debug)]
pub(super) struct Steps {
    pub display_kwh: Option<Decimal>,
    pub reference_kwh: Option<Decimal>,
}

/// What the uncertainty of a load point came to.
pub(super) struct PointUncertainty {
    pub expanded: Expanded,
    pub result: UncertaintyResult,
    /// The standard is in it; a guard band without it would be too narrow.
    pub with_standard: bool,
}

/// A budget that is being put together, and what the trace says of it.
#[derive(Default)]
struct Parts {
    budget: Budget,
    symbols: Vec<(&'static str, Decimal)>,
}

impl Parts {
    fn add(&mut self, symbol: &'static str, (zh, en): (&str, &str), variance: Option<Exact>) {
        let Some(variance) = variance else { return };
        self.symbols.push((symbol, standard(&variance)));
        self.budget.add(zh, en, variance);
    }
}

impl PileJudge<'_> {
    pub(super) fn steps(&self) -> Result<Steps, Refusal> {
        let case = self.case;
        Ok(Steps {
            display_kwh: case.energy_step.as_deref().map(|text| positive("energy_step", text)).transpose()?,
            reference_kwh: case.reference_step.as_deref().map(|text| positive("reference_step", text)).transpose()?,
        })
    }

    /// The uncertainty of the mean; `None` where nothing but the spread of the readings is known of it. `means` are the values
    /// that may be held against the limit together with it.
    pub(super) fn uncertainty(
        &mut self,
        number: usize,
        errors: &[Compared],
        steps: Steps,
        limit: Option<Decimal>,
        means: &[Exact],
    ) -> Result<Option<PointUncertainty>, Refusal> {
        let mut parts = Parts::default();
        let standard = self.standard_variance()?;
        let with_standard = standard.is_some();
        parts.add("u(E0)", ("标准器", "standard"), standard);
        let of_step = |step: Decimal| &uncertainty::of_resolution(&Exact::from(step)) * &Exact::from(2);
        let display = steps.display_kwh.map(of_step);
        let display = display.and_then(|variance| of_readings(errors, |of| of.displayed.then(|| variance.clone())));
        let name = ("被检桩显示分辨力（始、末两次读数）", "resolution of the pile's display (two readings)");
        parts.add("u(d)", name, display);
        let reference = steps.reference_kwh.map(of_step);
        let reference = reference.and_then(|variance| of_readings(errors, |_| Some(variance.clone())));
        let name = ("标准器分辨力（始、末两次读数）", "resolution of the standard (two readings)");
        parts.add("u(d0)", name, reference);
        let skew = of_readings(errors, |of| of.skew_kwh.as_ref().map(uncertainty::rectangular));
        parts.add("u(Δt)", ("两侧读数不同时", "the two sides not read at once"), skew);
        if parts.budget.is_empty() {
            return Ok(None);
        }
        let sample = Sample::new(errors.iter().map(|error| &error.percent));
        let name = ("重复性（平均值的标准偏差）", "repeatability (deviation of the mean)");
        parts.add("s/√n", name, uncertainty::of_mean(&sample));
        let Parts { budget, symbols } = parts;
        let bounds = limit.map_or_else(Vec::new, |limit| self.bounds(&limit.into(), means));
        let result = budget.result(&limit.map_or_else(Exact::zero, Exact::from), &bounds, "%", self.decision);
        let uncertainty = PointUncertainty { expanded: budget.expanded(), result, with_standard };
        self.note_uncertainty(number, &uncertainty, &symbols);
        if let Some(limit) = limit {
            self.check_share(number, &uncertainty, limit);
        }
        Ok(Some(uncertainty))
    }

    /// What U is held against: its share of the limit, and with a guard band the room that each mean leaves.
    fn bounds(&self, limit: &Exact, means: &[Exact]) -> Vec<Exact> {
        let most = self.rule.working_error.uncertainty_share.value.as_deref().and_then(share);
        let room = means.iter().filter(|_| self.decision == Decision::GuardBand).map(|mean| limit - &mean.abs());
        room.chain(most.map(|most| limit * &most)).collect()
    }

    /// Variance of the standards that state an uncertainty, per cent of the energy; they are taken as one chain.
    fn standard_variance(&self) -> Result<Option<Exact>, Refusal> {
        let stated = self.case.standards.iter().enumerate();
        let stated = stated.filter_map(|(index, standard)| Some((index, standard.uncertainty.as_ref()?)));
        let variances = stated.map(|(index, stated)| stated.variance(&format!("standards[{index}].uncertainty")));
        let variances = variances.collect::<Result<Vec<Exact>, Refusal>>()?;
        Ok((!variances.is_empty()).then(|| variances.into_iter().sum()))
    }

    fn note_uncertainty(&mut self, number: usize, of: &PointUncertainty, symbols: &[(&str, Decimal)]) {
        let (zh, en) = if of.with_standard {
            ("", "")
        } else {
            ("；标准器的不确定度未给出，不在其内", "; that of the standard was not given and is not in it")
        };
        let words = Words::new(
            format!("负荷点 {number}：平均误差的扩展不确定度，各分量平方和开方乘以 k{zh}"),
            format!("load point {number}: expanded uncertainty of the mean, root of the sum of squares times k{en}"),
        );
        let k = ("k", of.result.coverage_factor.clone());
        let values: Vec<(&str, String)> =
            symbols.iter().map(|(symbol, u)| (*symbol, format!("{u} %"))).chain([k]).collect();
        let clause = self.rule.working_error.clause.as_ref();
        self.notes.step(clause, words, "U = k·√Σu²", &values, format!("U = {} %", of.result.expanded));
    }

    /// Holds U against its share of the limit. A budget without the standard may be too large, but is never small enough.
    fn check_share(&mut self, number: usize, of: &PointUncertainty, limit: Decimal) {
        let rule = &self.rule.working_error.uncertainty_share;
        let Some((text, share)) = rule.value.as_deref().and_then(|text| Some((text, share(text)?))) else { return };
        let (what, limit) =
            (Words::new(format!("负荷点 {number}："), format!("load point {number}: ")), Exact::from(limit));
        if !of.with_standard && of.expanded.within(&(&limit * &share)) {
            return;
        }
        let clause = rule.clause.as_ref();
        if !check_share_of(&mut self.notes, clause, &what, &of.expanded, (text, &share), &limit, "%") {
            self.notes.used("不确定度占误差限的份额", "share of the limit for the uncertainty", rule.status);
        }
    }

    /// Whether a guard band can be drawn: not without the uncertainty of the standard.
    pub(super) fn band_known(&self, uncertainty: Option<&PointUncertainty>) -> bool {
        self.decision == Decision::Simple || uncertainty.is_some_and(|uncertainty| uncertainty.with_standard)
    }
}

/// Variance that each reading has by itself (kWh²), carried to the mean of the errors (per cent²); `None` where no reading
/// has any.
fn of_readings(errors: &[Compared], variance_kwh2: impl Fn(&Energies) -> Option<Exact>) -> Option<Exact> {
    let of_one = |error: &Compared| {
        let energies = error.energies.as_ref()?;
        let sensitivity = Exact::from(100).checked_div(&energies.reference_kwh)?;
        variance_kwh2(energies).map(|variance| &sensitivity.squared() * &variance)
    };
    let parts: Vec<Exact> = errors.iter().filter_map(of_one).collect();
    let any = !parts.is_empty();
    let sum: Exact = parts.into_iter().sum();
    sum.checked_div(&Exact::from(errors.len()).squared()).filter(|_| any)
}
