//! The net quantities of a case, in the unit of the label: given, gross less tare, or mass by density.

use super::super::number::{impossible, not_negative, positive, unit};
use super::super::refusal::Refusal;
use super::case::{Density, LotCase, NetBasis, Tare, TareMethod};
use super::rule::LotRule;
use crate::quantity::{Decimal, Exact, Mode, Quantity, Sample, Unit, round_to_interval};

/// Units in which masses and volumes may be measured.
const MEASURED_UNITS: &[Unit] = &[
    Unit::Milligram,
    Unit::Gram,
    Unit::Kilogram,
    Unit::Tonne,
    Unit::Pound,
    Unit::Ounce,
    Unit::Millilitre,
    Unit::Centilitre,
    Unit::Litre,
    Unit::Millimetre,
    Unit::Centimetre,
    Unit::Metre,
    Unit::SquareMillimetre,
    Unit::SquareCentimetre,
    Unit::SquareDecimetre,
    Unit::SquareMetre,
    Unit::Count,
];

/// Net quantities in the unit of the label, exactly.
pub(in crate::regulation) struct Net {
    pub values: Vec<Exact>,
    /// Decimals of the input, in the unit of the label.
    pub places: u32,
    pub tares: Vec<Exact>,
    pub mean_tare: Option<Exact>,
    /// From the unit of the measured values to the unit of the label; 1 where volumes come from masses.
    pub factor: Exact,
}

/// Works out the net quantities; a list that is not there yet gives none.
pub(super) fn net(case: &LotCase, label: Quantity, rule: &LotRule) -> Result<Net, Refusal> {
    drained(case, rule)?;
    let factor =
        || Column::new("unit", case.unit.as_deref(), label).map_or_else(|_| Exact::from(1), |column| column.factor);
    let nothing = || Net { values: Vec::new(), places: 0, tares: Vec::new(), mean_tare: None, factor: factor() };
    match (&case.net, &case.gross, &case.net_mass) {
        (Some(_), Some(_), _) => Err(Refusal::Both("net", "gross")),
        (Some(_), _, Some(_)) => Err(Refusal::Both("net", "net_mass")),
        (_, Some(_), Some(_)) => Err(Refusal::Both("gross", "net_mass")),
        (Some(_), ..) if case.tare.is_some() => Err(Refusal::Both("net", "tare")),
        (Some(list), ..) => {
            let (values, places) = Column::new("net", case.unit.as_deref(), label)?.read(list)?;
            Ok(Net { values, places, ..nothing() })
        }
        (_, Some(gross), _) => match &case.tare {
            Some(tare) => gross_less_tare(gross, tare, case.unit.as_deref(), label),
            None => Ok(nothing()),
        },
        (.., Some(masses)) => by_density(masses, case.density.as_ref(), case.unit.as_deref(), label),
        (None, None, None) => Ok(nothing()),
    }
}

/// Drained contents are weighed themselves: no mean tare stands for what ran off.
fn drained(case: &LotCase, rule: &LotRule) -> Result<(), Refusal> {
    match (case.basis, &rule.drained, &case.tare) {
        (NetBasis::Net, ..) | (NetBasis::Drained, Some(_), None) => Ok(()),
        (NetBasis::Drained, None, _) => {
            Err(Refusal::NotInRule { place: "basis = \"drained\"", regulation: rule.id.clone() })
        }
        (NetBasis::Drained, Some(_), Some(_)) => Err(Refusal::Both("basis = \"drained\"", "tare")),
    }
}

/// A list of numbers in one unit.
struct Column<'a> {
    place: &'a str,
    factor: Exact,
}

impl<'a> Column<'a> {
    fn new(place: &'a str, unit_text: Option<&str>, label: Quantity) -> Result<Self, Refusal> {
        let measured = match unit_text {
            Some(text) => unit("unit", text, MEASURED_UNITS)?,
            None => label.unit,
        };
        let factor = measured.factor_to(label.unit).ok_or_else(|| Refusal::Unit {
            place: "unit".into(),
            unit: measured.symbol().into(),
            allowed: label.unit.symbol().into(),
        })?;
        Ok(Self { place, factor })
    }

    /// Decimals in the unit of the label of a number with `scale` decimals: 0.5120 kg are 512.0 g.
    fn places_of(&self, scale: u32) -> u32 {
        let last_digit = &Exact::from(Decimal::new(1, scale)) * &self.factor;
        last_digit.to_decimal_exact(20).map_or(scale, |step| step.scale())
    }

    fn read(&self, list: &[String]) -> Result<(Vec<Exact>, u32), Refusal> {
        let mut places = 0;
        let mut values = Vec::with_capacity(list.len());
        for (index, text) in list.iter().enumerate() {
            let value = not_negative(&format!("{}[{index}]", self.place), text)?;
            places = places.max(self.places_of(value.scale()));
            values.push(&Exact::from(value) * &self.factor);
        }
        Ok((values, places))
    }
}

fn gross_less_tare(gross: &[String], tare: &Tare, unit: Option<&str>, label: Quantity) -> Result<Net, Refusal> {
    let (gross_values, places) = Column::new("gross", unit, label)?.read(gross)?;
    let (tares, tare_places) = Column::new("tare.values", unit, label)?.read(&tare.values)?;
    let mean_tare = Sample::new(&tares).mean();
    let own: Vec<&Exact> = match (tare.method, &mean_tare) {
        (TareMethod::Each, _) if tares.len() != gross_values.len() => {
            return Err(Refusal::Lengths("gross", gross.len(), "tare.values", tares.len()));
        }
        (TareMethod::Each, _) => tares.iter().collect(),
        (TareMethod::Average, Some(mean)) => vec![mean; gross_values.len()],
        (TareMethod::Average, None) => Vec::new(),
    };
    let mut values = Vec::with_capacity(own.len());
    for (index, (gross_value, tare)) in gross_values.iter().zip(own).enumerate() {
        let net = gross_value - tare;
        if net.is_negative() {
            let written = gross.get(index).map_or("", String::as_str);
            let right = ("毛重不能小于皮重", "the gross must not be below the tare");
            return Err(impossible(&format!("gross[{index}]"), written, right));
        }
        values.push(net);
    }
    let factor = Column::new("unit", unit, label)?.factor;
    Ok(Net { values, places: places.max(tare_places), tares, mean_tare, factor })
}

fn by_density(
    masses: &[String],
    density: Option<&Density>,
    unit_text: Option<&str>,
    label: Quantity,
) -> Result<Net, Refusal> {
    let density = density.ok_or(Refusal::Missing("density"))?;
    if !matches!(density.unit.as_str(), "g/mL" | "g/ml" | "kg/L" | "kg/l" | "g/cm3") {
        let (place, value, allowed) = ("density.unit".into(), density.unit.clone(), "g/mL kg/L".into());
        return Err(Refusal::Choice { place, value, allowed });
    }
    let by = Exact::from(positive("density.value", &density.value)?);
    let step = density.step.as_deref().map(|step| positive("density.step", step)).transpose()?;
    let grams = Column::new("net_mass", Some(unit_text.unwrap_or("g")), Quantity::new(1.into(), Unit::Gram))?;
    let (masses, places) = grams.read(masses)?;
    let factor = Unit::Millilitre.factor_to(label.unit).ok_or_else(|| Refusal::Unit {
        place: "label.unit".into(),
        unit: label.unit.symbol().into(),
        allowed: "mL L".into(),
    })?;
    let volume = |mass: &Exact| {
        let exact = mass.checked_div(&by).unwrap_or_else(Exact::zero);
        let rounded = step.and_then(|step| round_to_interval(&exact, step, Mode::HalfEven));
        &rounded.map_or(exact, |rounded| Exact::from(rounded.value)) * &factor
    };
    let places = step.map_or(places, |step| step.scale());
    let (tares, mean_tare, factor) = (Vec::new(), None, Exact::from(1));
    Ok(Net { values: masses.iter().map(volume).collect(), places, tares, mean_tare, factor })
}
