//! What happens in front of a simulated instrument: packages put on and taken off, a charge.

use super::world::{Charge, EnergyWorld};
use crate::locale::{Lang, Say, file_mistake};
use crate::quantity::{Decimal, parse_decimal};
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;

/// Why a script cannot be played.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct ScriptError(pub String);

impl Say for ScriptError {
    fn say(&self, lang: Lang) -> String {
        let why = file_mistake::say(lang, &self.0);
        match lang {
            Lang::Zh => format!("模拟脚本有误：{why}"),
            Lang::En => format!("the script is wrong: {why}"),
        }
    }
}

/// A script file: one of the two tables.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Script {
    /// For a scale.
    pub scale: Option<ScaleScript>,
    /// For a meter.
    pub energy: Option<EnergyScript>,
}

/// Loads in the unit that the scale shows.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ScaleScript {
    /// Empty packings, put on before the packages.
    pub tares: Vec<String>,
    /// Packages.
    pub packages: Vec<String>,
    /// How long each lies, milliseconds.
    pub hold_ms: u64,
    /// How long the pan is empty between two, milliseconds.
    pub gap_ms: u64,
    /// Begin again after the last one.
    pub repeat: bool,
    /// Error of the scale in thousandths of the load, where it is verified with weights.
    pub span_per_mille: String,
}

impl Default for ScaleScript {
    fn default() -> Self {
        Self {
            tares: Vec::new(),
            packages: Vec::new(),
            hold_ms: 2500,
            gap_ms: 1200,
            repeat: false,
            span_per_mille: "0".into(),
        }
    }
}

/// A charge; energies in kWh.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EnergyScript {
    /// What the pile's register gains in a charge.
    pub pile_energy: String,
    /// What the standard's register gains.
    pub standard_energy: String,
    /// Start of the pile's register.
    pub pile_start: String,
    /// Start of the standard's register.
    pub standard_start: String,
    /// Volts.
    pub voltage: String,
    /// Amperes.
    pub current: String,
    /// How long a charge takes, milliseconds.
    pub charge_ms: u64,
    /// The pile's clock is so many seconds ahead.
    pub clock_offset_s: i64,
    /// A new charge begins whenever one ends.
    pub endless: bool,
}

impl Default for EnergyScript {
    /// The published field result of Wuhan, 2022-08-08: 2.065 kWh shown, 2.0472 kWh by the standard.
    fn default() -> Self {
        let text = |text: &str| text.to_owned();
        Self {
            pile_energy: text("2.065"),
            standard_energy: text("2.0472"),
            pile_start: text("1286.413"),
            standard_start: text("57.9310"),
            voltage: text("500"),
            current: text("80"),
            charge_ms: 8000,
            clock_offset_s: 2,
            endless: false,
        }
    }
}

impl Script {
    /// Reads a script; mistakes come with line and column.
    pub fn parse(text: &str) -> Result<Self, ScriptError> {
        toml::from_str(text).map_err(|why| ScriptError(why.to_string()))
    }
}

fn number(place: &str, text: &str) -> Result<Decimal, ScriptError> {
    parse_decimal(text).map_err(|why| ScriptError(format!("{place}: {why}")))
}

impl ScaleScript {
    /// Empty packings and packages as numbers.
    pub fn loads(&self) -> Result<(Vec<Decimal>, Vec<Decimal>), ScriptError> {
        let read = |place: &str, list: &[String]| list.iter().map(|text| number(place, text)).collect::<Result<_, _>>();
        Ok((read("tares", &self.tares)?, read("packages", &self.packages)?))
    }
}

impl ScaleScript {
    /// The error of the scale as a number.
    pub fn span(&self) -> Result<Decimal, ScriptError> {
        number("span_per_mille", &self.span_per_mille)
    }
}

impl EnergyScript {
    /// The world of this charge.
    pub fn world(&self) -> Result<Arc<EnergyWorld>, ScriptError> {
        let charge = Charge {
            pile: number("pile_energy", &self.pile_energy)?,
            standard: number("standard_energy", &self.standard_energy)?,
            duration: Duration::from_millis(self.charge_ms.max(100)),
            voltage: number("voltage", &self.voltage)?,
            current: number("current", &self.current)?,
        };
        let (pile, standard) =
            (number("pile_start", &self.pile_start)?, number("standard_start", &self.standard_start)?);
        Ok(EnergyWorld::new(charge, pile, standard, self.clock_offset_s, self.endless))
    }
}
