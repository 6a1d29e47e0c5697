//! The values a DCC is written with: `dcc.toml`.

use serde::Deserialize;
use std::sync::OnceLock;

const EMBEDDED: &str = include_str!("dcc.toml");

/// Schema, country and units.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Figures {
    /// Version of the schema.
    pub schema: String,
    /// ISO 3166-1 code of the country.
    pub country: String,
    unit: Vec<UnitName>,
    /// How well they are known.
    #[serde(rename = "status")]
    _status: String,
    /// From where.
    #[serde(rename = "source")]
    _source: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct UnitName {
    symbol: String,
    dsi: String,
}

impl Figures {
    /// What comes with the program; a test holds that it reads.
    pub fn embedded() -> &'static Self {
        static FIGURES: OnceLock<Figures> = OnceLock::new();
        FIGURES.get_or_init(|| toml::from_str(EMBEDDED).unwrap_or_default())
    }

    /// A unit as D-SI writes it.
    pub fn unit(&self, symbol: &str) -> Option<&str> {
        self.unit.iter().find(|unit| unit.symbol == symbol).map(|unit| unit.dsi.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_reads_and_names_the_units_of_results() {
        assert!(toml::from_str::<Figures>(EMBEDDED).is_ok());
        let figures = Figures::embedded();
        assert_eq!(figures.schema, "3.3.0");
        for symbol in ["g", "kg", "%", "kWh", "V", "A", "s", "℃", ""] {
            assert!(figures.unit(symbol).is_some_and(|dsi| dsi.starts_with('\\')), "{symbol}");
        }
        assert_eq!(figures.unit("furlong"), None);
    }
}
