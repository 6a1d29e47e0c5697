//! Cases from files: TOML or JSON by the ending, mistakes with line and column.

use super::lot::case::LotCase;
use super::pile::case::PileCase;
use super::refusal::Refusal;
use super::scale::case::ScaleCase;
use serde::de::DeserializeOwned;

/// How a case file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Format {
    Toml,
    Json,
}

impl Format {
    /// By the ending of the file's name.
    pub fn of_ending(ending: &str) -> Option<Self> {
        match ending.to_ascii_lowercase().as_str() {
            "toml" => Some(Self::Toml),
            "json" => Some(Self::Json),
            _ => None,
        }
    }

    fn parse<T: DeserializeOwned>(self, text: &str) -> Result<T, Refusal> {
        match self {
            Self::Toml => toml::from_str(text).map_err(|why| Refusal::Shape(why.to_string())),
            Self::Json => serde_json::from_str(text).map_err(|why| Refusal::Shape(why.to_string())),
        }
    }
}

impl LotCase {
    /// Reads a case; unknown keys are refused with their place.
    pub fn from_text(text: &str, format: Format) -> Result<Self, Refusal> {
        format.parse(text)
    }
}

impl PileCase {
    /// Reads a case; unknown keys are refused with their place.
    pub fn from_text(text: &str, format: Format) -> Result<Self, Refusal> {
        format.parse(text)
    }
}

impl ScaleCase {
    /// Reads a case; unknown keys are refused with their place.
    pub fn from_text(text: &str, format: Format) -> Result<Self, Refusal> {
        format.parse(text)
    }
}
