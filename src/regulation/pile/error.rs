//! The error of one comparison: energy of the pile against energy of the standard, exactly.

use super::super::number::{impossible, not_negative, number, positive, show, signed, unit};
use super::super::refusal::Refusal;
use super::super::trace::Notebook;
use super::case::PointReading;
use super::row::Load;
use crate::locale::Words;
use crate::quantity::{Decimal, Exact, Unit, round_to_places};

/// Decimals of a printed error; the exact value decides.
pub(super) const PLACES: u32 = 6;

/// The error of one comparison, and what it rests on where energies were compared.
pub(super) struct Compared {
    pub percent: Exact,
    pub energies: Option<Energies>,
}

/// Both energies of a comparison.
pub(super) struct Energies {
    pub instrument_kwh: Exact,
    pub reference_kwh: Exact,
    /// Read off a display, whose step limits it; pulses are counted from edge to edge.
    pub displayed: bool,
    /// What may have passed between the reading of the two sides, kWh.
    pub skew_kwh: Option<Exact>,
}

/// Reads comparisons, of which `what` says which, and writes down their arithmetic.
pub(super) struct Comparer<'a> {
    pub clause: Option<&'a String>,
    pub notes: &'a mut Notebook,
}

impl Comparer<'_> {
    /// One reading of a load point.
    pub fn reading(
        &mut self,
        what: &Words,
        place: &str,
        reading: &PointReading,
        load: &Load,
    ) -> Result<Compared, Refusal> {
        let at = |key: &str| format!("{place}.{key}");
        if reading.ocmf.is_some() || reading.key.is_some() {
            let right = ("签名记录须先验证后再判定", "a signed record is verified before it is judged");
            return Err(impossible(&at("ocmf"), reading.ocmf.as_deref().unwrap_or("-"), right));
        }
        if let Some(text) = &reading.error_percent {
            if reading.instrument.is_some() || reading.pulses.is_some() {
                return Err(Refusal::Both("error_percent", "instrument / pulses"));
            }
            let percent = Exact::from(number(&at("error_percent"), text)?);
            return Ok(Compared { percent, energies: None });
        }
        let unit = unit_of_energy(&at("unit"), reading.unit.as_deref())?;
        if let Some(origin) = &reading.origin {
            let words = Words::new(
                format!("{}：桩的电能取自{}", what.zh, origin.words.zh),
                format!("{}: the energy of the pile is that of {}", what.en, origin.words.en),
            );
            let values = [("RV begin", origin.begin.clone()), ("RV end", origin.end.clone())];
            self.notes.step(None, words, "E = RV end − RV begin", &values, origin.difference.clone());
        }
        let (instrument, shown) = self.instrument(what, &at, reading, unit)?;
        let reference = reading.reference.as_deref().ok_or(Refusal::Missing("load_point.readings.reference"))?;
        let mut compared = self.compare(what, &at("reference"), (&instrument, &shown), reference, unit)?;
        if let Some(energies) = &mut compared.energies {
            energies.displayed = reading.pulses.is_none();
            energies.skew_kwh = skew_kwh(&at, reading, load)?;
        }
        Ok(compared)
    }

    /// The relative error γ = (E − E0) / E0: plus means that the pile shows too much.
    pub fn compare(
        &mut self,
        what: &Words,
        place: &str,
        (instrument, shown): (&Exact, &str),
        reference_text: &str,
        unit: Unit,
    ) -> Result<Compared, Refusal> {
        let reference = Exact::from(positive(place, reference_text)?);
        let fraction = (instrument - &reference).checked_div(&reference);
        let right = ("标准电能不能为零", "the reference energy must not be nought");
        let percent = &fraction.ok_or_else(|| impossible(place, reference_text, right))? * &Exact::from(100);
        let words = Words::new(
            format!("{}：桩的电能减去标准电能，再除以标准电能", what.zh),
            format!("{}: energy of the pile less that of the standard, divided by that of the standard", what.en),
        );
        let values = [("E", format!("{shown} {unit}")), ("E0", format!("{reference_text} {unit}"))];
        let result = format!("{} %", signed(round_to_places(&percent, PLACES).to_string()));
        self.notes.step(self.clause, words, "γ = (E − E0) / E0 × 100 %", &values, result);
        let energies = unit.factor_to(Unit::KilowattHour).map(|factor| Energies {
            instrument_kwh: instrument * &factor,
            reference_kwh: &reference * &factor,
            displayed: true,
            skew_kwh: None,
        });
        Ok(Compared { percent, energies })
    }

    /// The energy of the instrument in `unit`: as read, or pulses divided by the constant.
    fn instrument(
        &mut self,
        what: &Words,
        at: &impl Fn(&str) -> String,
        reading: &PointReading,
        unit: Unit,
    ) -> Result<(Exact, String), Refusal> {
        match (&reading.instrument, &reading.pulses) {
            (Some(_), Some(_)) => Err(Refusal::Both("instrument", "pulses")),
            (Some(text), None) => Ok((Exact::from(not_negative(&at("instrument"), text)?), text.clone())),
            (None, Some(pulses)) => self.of_pulses(what, at, pulses, reading.constant.as_deref(), unit),
            (None, None) => Err(Refusal::Missing("load_point.readings.instrument")),
        }
    }

    fn of_pulses(
        &mut self,
        what: &Words,
        at: &impl Fn(&str) -> String,
        pulses: &str,
        constant: Option<&str>,
        unit: Unit,
    ) -> Result<(Exact, String), Refusal> {
        let constant_text = constant.ok_or(Refusal::Missing("load_point.readings.constant"))?;
        let constant = Exact::from(positive(&at("constant"), constant_text)?);
        let count = not_negative(&at("pulses"), pulses)?;
        if !count.fract().is_zero() {
            let right = ("脉冲数是整数", "a whole number of pulses");
            return Err(impossible(&at("pulses"), pulses, right));
        }
        let kwh = Exact::from(count).checked_div(&constant).unwrap_or_else(Exact::zero);
        let energy = Unit::KilowattHour.factor_to(unit).map_or_else(|| kwh.clone(), |factor| &kwh * &factor);
        let words = Words::new(
            format!("{}：脉冲数除以脉冲常数，得桩的电能", what.zh),
            format!("{}: pulses divided by the pulse constant are the energy of the pile", what.en),
        );
        let values = [("N", pulses.to_owned()), ("C", format!("{constant_text} imp/kWh"))];
        let shown = show(&energy, 9);
        self.notes.step(self.clause, words, "E = N / C", &values, format!("{shown} {unit}"));
        Ok((energy, shown))
    }
}

/// Energy that flows during the skew of a reading, kWh: power × time / 3600 s/h.
fn skew_kwh(at: &impl Fn(&str) -> String, reading: &PointReading, load: &Load) -> Result<Option<Exact>, Refusal> {
    let power = reading.power_kw.as_deref().map(|text| positive(&at("power_kw"), text).map(Exact::from)).transpose()?;
    let Some(text) = &reading.skew_seconds else { return Ok(None) };
    let skew = Exact::from(not_negative(&at("skew_seconds"), text)?);
    // Without a power: that of the load point. The power factor only makes it smaller, so it is left out of the bound.
    let of_load = || Some(&(load.voltage_v.as_ref()? * load.current_a.as_ref()?) / 1000);
    let missing = "load_point.readings.power_kw (or voltage and current of the load point)";
    let power = power.or_else(of_load).ok_or(Refusal::Missing(missing))?;
    Ok(Some(&(&power * &skew) / 3600))
}

/// A unit of energy; kWh where none is written.
pub(super) fn unit_of_energy(place: &str, text: Option<&str>) -> Result<Unit, Refusal> {
    unit(place, text.unwrap_or("kWh"), &[Unit::KilowattHour, Unit::WattHour, Unit::MegawattHour])
}

/// Refuses readings of one series that are not all in the unit of the first.
pub(super) fn one_unit<'a>(
    place: impl Fn(usize) -> String,
    units: impl IntoIterator<Item = Option<&'a str>>,
) -> Result<(), Refusal> {
    let mut first: Option<Unit> = None;
    for (index, text) in units.into_iter().enumerate() {
        let found = unit_of_energy(&place(index), text)?;
        let wanted = *first.get_or_insert(found);
        if found != wanted {
            let (unit, allowed) = (found.symbol().to_owned(), wanted.symbol().to_owned());
            return Err(Refusal::Unit { place: place(index), unit, allowed });
        }
    }
    Ok(())
}

/// A percentage for people, with its sign.
pub(super) fn percent_text(percent: &Exact) -> String {
    format!("{} %", signed(round_to_places(percent, PLACES).to_string()))
}

/// A limit for people, both ways.
pub(super) fn limit_text(limit: Decimal) -> String {
    format!("±{limit} %")
}
