//! What is accepted of the format, and the rules in force: `accepted.toml`, or the laboratory's own copy of it.

use super::curve::Curve;
use super::obis::Obis;
use crate::quantity::{Dimension, Unit};
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;
use thiserror::Error;

const EMBEDDED: &str = include_str!("accepted.toml");

/// How well an entry is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Two sources or more, or carried out.
    Confirmed,
    /// One source.
    SingleSource,
    /// By analogy, or our own choice.
    Unconfirmed,
}

/// What a failed rule does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// The record fails.
    Refuse,
    /// It is told, and changes nothing.
    Tell,
    /// It is not looked at.
    Off,
}

/// Which way the energy of a register flows, seen from the car.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// To the car.
    Import,
    /// From the car.
    Export,
    /// No source says.
    Unstated,
}

/// What a reading is for a charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Role {
    Begin,
    End,
    Other,
}

macro_rules! entries {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $ty:ty),* })*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, Deserialize)]
            #[serde(deny_unknown_fields)]
            pub struct $name {
                $($(#[$field_doc])* pub $field: $ty,)*
                /// How well it is known.
                pub status: Status,
                /// From where.
                pub source: String,
            }

            impl Sourced for $name {
                fn source(&self) -> &str { &self.source }
            }
        )*
    };
}

trait Sourced {
    fn source(&self) -> &str;
}

entries! {
    /// A version of the format.
    Version {
        /// FV.
        value: String,
        /// Whether records of it pass.
        accepted: bool
    }
    /// A signature algorithm.
    Algorithm {
        /// SA.
        name: String,
        /// Name of its curve.
        curve: String
    }
    /// A band of registers that count for the law.
    Register {
        /// First C, hexadecimal.
        from: String,
        /// Last C.
        to: String,
        /// Which way its energy flows.
        direction: Direction
    }
    /// What a letter of TX stands for.
    Kind {
        /// TX.
        letter: String,
        /// What it is for a charge.
        role: Role
    }
    /// A unit of energy.
    EnergyUnit {
        /// RU.
        value: Unit
    }
    /// A level of identification that must not be.
    Identification {
        /// IL.
        refused: String
    }
    /// A rule.
    Rule {
        /// Its name, one of [`super::check::RULES`].
        id: String,
        /// What its failure does.
        effect: Effect
    }
}

/// The whole file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Accepted {
    pub default_algorithm: String,
    pub version: Vec<Version>,
    pub algorithm: Vec<Algorithm>,
    pub register: Vec<Register>,
    pub kind: Vec<Kind>,
    pub unit: Vec<EnergyUnit>,
    pub identification: Vec<Identification>,
    pub rule: Vec<Rule>,
}

/// Why a file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct Mistake(pub String);

impl Accepted {
    /// The file that comes with the program.
    pub fn embedded() -> Result<&'static Self, Mistake> {
        static FILE: OnceLock<Result<Accepted, Mistake>> = OnceLock::new();
        FILE.get_or_init(|| Self::of(EMBEDDED)).as_ref().map_err(Clone::clone)
    }

    /// Reads a file and says what is wrong in it.
    pub fn of(text: &str) -> Result<Self, Mistake> {
        let file: Self = toml::from_str(text).map_err(|why| Mistake(why.to_string()))?;
        file.check()?;
        Ok(file)
    }

    fn check(&self) -> Result<(), Mistake> {
        sourced("version", &self.version)?;
        sourced("algorithm", &self.algorithm)?;
        sourced("register", &self.register)?;
        sourced("kind", &self.kind)?;
        sourced("unit", &self.unit)?;
        sourced("identification", &self.identification)?;
        sourced("rule", &self.rule)?;
        once("version", self.version.iter().map(|entry| &entry.value))?;
        once("algorithm", self.algorithm.iter().map(|entry| &entry.name))?;
        once("kind", self.kind.iter().map(|entry| &entry.letter))?;
        once("rule", self.rule.iter().map(|entry| &entry.id))?;
        if let Some(entry) = self.algorithm.iter().find(|entry| Curve::named(&entry.curve).is_none()) {
            return Err(Mistake(format!("algorithm {}: unknown curve {:?}", entry.name, entry.curve)));
        }
        if self.algorithm(&self.default_algorithm).is_none() {
            return Err(Mistake(format!("default_algorithm {:?} is not among the algorithms", self.default_algorithm)));
        }
        if let Some(entry) = self.register.iter().find(|entry| entry.band().is_none()) {
            return Err(Mistake(format!(
                "register {} to {}: two hexadecimal digits each, rising",
                entry.from, entry.to
            )));
        }
        let mut bands: Vec<(u8, u8)> = self.register.iter().filter_map(Register::band).collect();
        bands.sort_unstable();
        if bands.iter().zip(bands.iter().skip(1)).any(|(band, next)| band.1 >= next.0) {
            return Err(Mistake("register: two bands overlap".to_owned()));
        }
        if let Some(entry) = self.unit.iter().find(|entry| entry.value.dimension() != Dimension::Energy) {
            return Err(Mistake(format!("unit {}: not a unit of energy", entry.value)));
        }
        let unknown = self.rule.iter().find(|rule| !super::check::RULES.contains(&rule.id.as_str()));
        if let Some(rule) = unknown {
            return Err(Mistake(format!("unknown rule {:?}; there are: {}", rule.id, super::check::RULES.join(" "))));
        }
        match super::check::RULES.iter().find(|id| self.rule(id).is_none()) {
            Some(id) => Err(Mistake(format!("the rule {id:?} is missing; switch it off with effect = \"off\""))),
            None => Ok(()),
        }
    }

    /// The entry of an algorithm.
    pub fn algorithm(&self, name: &str) -> Option<&Algorithm> {
        self.algorithm.iter().find(|entry| entry.name == name)
    }

    /// The entry of a version.
    pub fn version(&self, value: &str) -> Option<&Version> {
        self.version.iter().find(|entry| entry.value == value)
    }

    /// The entry of a rule.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rule.iter().find(|rule| rule.id == id)
    }

    /// What a reading is for a charge.
    pub fn kind(&self, letter: &str) -> Option<&Kind> {
        self.kind.iter().find(|kind| kind.letter == letter)
    }

    /// The band of a register that counts for the law; `None` for every other register.
    pub fn register(&self, code: &Obis) -> Option<&Register> {
        let [a, _, c, d, _] = code.groups;
        let inside = |register: &&Register| register.band().is_some_and(|(from, to)| (from..=to).contains(&c));
        (a == 1 && d == 8).then(|| self.register.iter().find(inside)).flatten()
    }

    /// A unit of energy that records may use, spelt exactly so.
    pub fn unit(&self, text: &str) -> Option<Unit> {
        self.unit.iter().map(|entry| entry.value).find(|unit| unit.symbol() == text)
    }
}

impl Register {
    fn band(&self) -> Option<(u8, u8)> {
        let c = |text: &str| u8::from_str_radix(text, 16).ok().filter(|_| text.len() == 2);
        let (from, to) = (c(&self.from)?, c(&self.to)?);
        (from <= to).then_some((from, to))
    }
}

fn sourced<T: Sourced>(table: &str, entries: &[T]) -> Result<(), Mistake> {
    match entries.iter().position(|entry| entry.source().trim().is_empty()) {
        Some(at) => Err(Mistake(format!("{table}[{at}]: the source is missing"))),
        None if entries.is_empty() => Err(Mistake(format!("{table}: there is no entry"))),
        None => Ok(()),
    }
}

fn once<'a>(table: &str, names: impl Iterator<Item = &'a String>) -> Result<(), Mistake> {
    let mut names: Vec<&String> = names.collect();
    names.sort_unstable();
    match names.iter().zip(names.iter().skip(1)).find(|(name, next)| name == next) {
        Some((name, _)) => Err(Mistake(format!("{table}: {name:?} stands twice"))),
        None => Ok(()),
    }
}
