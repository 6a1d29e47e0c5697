//! Whether enough energy was compared for the step of the display (the official least energy is not public).

use super::super::codes::Code;
use super::super::number::share;
use super::super::number::show;
use super::PileJudge;
use super::error::{Compared, PLACES};
use super::plan::sufficient_energy;
use crate::locale::Words;
use crate::quantity::{Decimal, Exact};

impl PileJudge<'_> {
    /// Whether the display step is small against the limit for every displayed energy that was compared; `None` where
    /// the limit or its share is not known, or nothing was read off a display.
    pub(super) fn energy_sufficient(
        &mut self,
        number: usize,
        errors: &[Compared],
        step_kwh: Decimal,
        limit: Decimal,
    ) -> Option<bool> {
        let rule = &self.rule.working_error.step_share;
        let share = rule.value.as_deref().and_then(share)?;
        let displayed = errors.iter().filter_map(|error| error.energies.as_ref()).filter(|energies| energies.displayed);
        let smallest = displayed.map(|energies| &energies.instrument_kwh).min()?;
        let least = sufficient_energy(&Exact::from(step_kwh), &Exact::from(limit), &share)?;
        let sufficient = *smallest >= least;
        if !sufficient {
            self.notes.used("电量是否足够", "whether the energy is enough", rule.status);
            let (more, least) = (show(&(&least - smallest), PLACES), show(&least, PLACES));
            let words = Words::new(
                format!("负荷点 {number}：分辨力 {step_kwh} kWh 至少需要 {least} kWh，还差 {more} kWh"),
                format!(
                    "load point {number}: a display step of {step_kwh} kWh needs at least {least} kWh, {more} kWh more"
                ),
            );
            self.notes.warn(Code::EnergyTooSmall, words);
        }
        Some(sufficient)
    }

    /// Warns of a display that resolves less than the regulation asks for (最小电能变量).
    pub(super) fn check_step(&mut self, step_kwh: Decimal) {
        let rule = &self.rule.working_error.energy_resolution_kwh;
        let Some(asked) = rule.value.filter(|asked| step_kwh > *asked) else { return };
        self.notes.used("最小电能变量", "minimum energy variable", rule.status);
        let words = Words::new(
            format!("显示分辨力 {step_kwh} kWh 大于规程的最小电能变量 {asked} kWh"),
            format!("the display step of {step_kwh} kWh is coarser than the minimum energy variable of {asked} kWh"),
        );
        self.notes.warn(Code::StepTooCoarse, words);
    }
}
