//! Who issues the documents: `laboratory.toml` in the data folder. What it does not say is left as a line to write on.

use serde::Deserialize;

/// Name of the file.
pub const FILE: &str = "laboratory.toml";

/// The body that issues documents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Laboratory {
    /// Its name as documents bear it.
    pub name: String,
    /// Its name in English.
    pub name_en: String,
    /// Number of its authorisation (授权证书号).
    pub authorisation: String,
    /// Its address.
    pub address: String,
    /// Its telephone.
    pub phone: String,
    /// Its postcode.
    pub postcode: String,
    /// Its e-mail.
    pub email: String,
}

impl Laboratory {
    /// Reads the file's text.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// Its name in every language it has one in.
    pub fn printed_name(&self) -> String {
        [self.name.trim(), self.name_en.trim()]
            .into_iter()
            .filter(|name| !name.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }
}
