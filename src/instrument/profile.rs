//! A device profile: one TOML file an instrument model. A new model of a known protocol needs no Rust.

use super::ask::Ask;
use super::sample::Sample;
use crate::locale::{Lang, Say, Words, file_mistake};
use crate::protocol::Protocol;
use crate::quantity::{Decimal, Unit};
use serde::{Deserialize, Deserializer};
use sha2::{Digest, Sha256};
use std::time::Duration;
use thiserror::Error;

/// What an instrument is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Kind {
    Meter,
    Standard,
    Scale,
    /// Reads the names of packages.
    Scanner,
}

impl Kind {
    /// As files and lists write it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Meter => "meter",
            Self::Standard => "standard",
            Self::Scale => "scale",
            Self::Scanner => "scanner",
        }
    }
}

/// Where the knowledge in a profile comes from, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Provenance {
    /// Bytes of a real device agree.
    Captured,
    /// The maker's document.
    Manual,
    /// Somebody's program.
    Code,
    /// None of these: may be shown, must not feed a verdict.
    Unconfirmed,
}

impl Provenance {
    /// As files and lists write it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Captured => "captured",
            Self::Manual => "manual",
            Self::Code => "code",
            Self::Unconfirmed => "unconfirmed",
        }
    }
}

/// Parity of a serial line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Parity {
    None,
    Even,
    Odd,
}

impl Parity {
    /// `N`, `E` or `O`, as line settings are written.
    pub const fn letter(self) -> char {
        match self {
            Self::None => 'N',
            Self::Even => 'E',
            Self::Odd => 'O',
        }
    }
}

/// Settings of a serial line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SerialSettings {
    /// Bits a second.
    pub baud: u32,
    /// 7 or 8.
    pub data: u8,
    /// Parity.
    pub parity: Parity,
    /// 1 or 2.
    pub stop: u8,
}

impl SerialSettings {
    /// `9600 8E1`.
    pub fn written(&self) -> String {
        format!("{} {}{}{}", self.baud, self.data, self.parity.letter(), self.stop)
    }
}

/// How long a device may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Timing {
    /// Until its answer must be whole, milliseconds.
    pub answer_ms: u64,
    /// Between an answer and the next question, milliseconds.
    pub gap_ms: u64,
    /// A device that sends by itself counts as silent after this, milliseconds.
    pub silence_ms: u64,
}

impl Default for Timing {
    /// Field experience: 500 ms is too short for some meters, 1 s is not; 100 ms between questions.
    fn default() -> Self {
        Self { answer_ms: 1000, gap_ms: 100, silence_ms: 1500 }
    }
}

impl Timing {
    /// Until an answer must be whole.
    pub const fn answer(&self) -> Duration {
        Duration::from_millis(self.answer_ms)
    }

    /// Between an answer and the next question.
    pub const fn gap(&self) -> Duration {
        Duration::from_millis(self.gap_ms)
    }

    /// When a device that sends by itself counts as silent.
    pub const fn silence(&self) -> Duration {
        Duration::from_millis(self.silence_ms)
    }
}

/// How it is told that a weight is stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "told_by", deny_unknown_fields)]
pub enum Stability {
    /// The device says so in every reading.
    Flag {
        /// For how long it must have said so, milliseconds.
        window_ms: u64,
    },
    /// The device says nothing: this program watches the values.
    Window {
        /// For how long they must stay within one division, milliseconds.
        window_ms: u64,
    },
}

impl Stability {
    /// Length of the window, nanoseconds.
    pub const fn window_ns(self) -> u64 {
        let (Self::Flag { window_ms } | Self::Window { window_ms }) = self;
        window_ms.saturating_mul(1_000_000)
    }
}

/// A device profile.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Its id: the name of its file.
    pub id: String,
    /// What it is used for.
    pub kind: Kind,
    /// Who makes it.
    pub maker: String,
    /// Which model.
    pub model: String,
    /// Its name for people.
    pub name: Words,
    /// What it speaks.
    #[serde(deserialize_with = "protocol")]
    pub protocol: &'static Protocol,
    /// Where the knowledge comes from.
    pub status: Provenance,
    /// Which document or program that is.
    pub source: String,
    /// A remark for people.
    #[serde(default)]
    pub note: Option<Words>,
    /// Line settings, in the order to try.
    pub serial: Vec<SerialSettings>,
    /// What to ask, in order; empty for a device that sends by itself.
    #[serde(default)]
    pub ask: Vec<Ask>,
    /// How long it may take.
    #[serde(default)]
    pub timing: Timing,
    /// Scales: how stability is told.
    #[serde(default)]
    pub stability: Option<Stability>,
    /// Scales: the unit, where the wire has none.
    #[serde(default)]
    pub unit: Option<Unit>,
    /// Scales: the display step d; `None`: the last decimal shown.
    #[serde(default)]
    pub division: Option<Decimal>,
    /// Scales: Max, in the unit of the wire; above it a value is no weight.
    #[serde(default)]
    pub capacity: Option<Decimal>,
    /// Frames that the profile must decode, as its own test.
    #[serde(default)]
    pub sample: Vec<Sample>,
    /// Name and text of its file, as they were read.
    #[serde(skip)]
    written: (String, String),
    /// It is the user's own, not one that comes with the program.
    #[serde(skip)]
    pub own: bool,
}

/// A mistake in a profile.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{file}: {why}")]
pub struct ProfileError {
    /// Which file.
    pub file: String,
    /// What is wrong, with line and column where the text itself is.
    pub why: String,
}

impl Say for ProfileError {
    fn say(&self, lang: Lang) -> String {
        let (file, why) = (&self.file, file_mistake::say(lang, &self.why));
        match lang {
            Lang::Zh => format!("仪器配置 {file} 有误：{why}"),
            Lang::En => format!("the device profile {file} is wrong: {why}"),
        }
    }
}

fn protocol<'de, D: Deserializer<'de>>(deserializer: D) -> Result<&'static Protocol, D::Error> {
    Protocol::named(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
}

/// Largest step or capacity of a scale, in the unit of its wire: a thousand tonnes in grams.
const WEIGHT_MAX: u64 = 1_000_000_000;

impl Profile {
    /// Reads a profile and looks it over; every mistake is told.
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<ProfileError>> {
        let wrong = |why: String| ProfileError { file: file.to_owned(), why };
        let mut profile: Self = toml::from_str(text).map_err(|why| vec![wrong(why.to_string())])?;
        profile.written = (file.to_owned(), text.to_owned());
        let mistakes: Vec<_> = profile.mistakes().into_iter().map(wrong).collect();
        if mistakes.is_empty() { Ok(profile) } else { Err(mistakes) }
    }

    fn mistakes(&self) -> Vec<String> {
        let mut mistakes = Vec::new();
        let id_chars = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if self.id.is_empty() || !self.id.chars().all(id_chars) {
            mistakes.push(format!("id = {:?}: lower-case letters, digits and hyphens", self.id));
        }
        if self.source.trim().is_empty() {
            mistakes.push("source: says where this was learnt".into());
        }
        if self.serial.is_empty() {
            mistakes.push("[[serial]]: at least one".into());
        }
        for (index, line) in self.serial.iter().enumerate() {
            let known =
                (50..=4_000_000).contains(&line.baud) && matches!(line.data, 7 | 8) && matches!(line.stop, 1 | 2);
            if !known {
                mistakes.push(format!("serial[{index}]: {} is no line setting", line.written()));
            }
        }
        for (index, ask) in self.ask.iter().enumerate() {
            mistakes.extend(ask.mistake(self.protocol).map(|why| format!("ask[{index}]: {why}")));
        }
        if !self.protocol.pushes && self.ask.is_empty() {
            mistakes.push("[[ask]]: this protocol answers only what it is asked".into());
        }
        let asks_say = !self.ask.is_empty() && self.ask.iter().all(|ask| ask.unit.is_some());
        if self.kind == Kind::Scale && !self.protocol.carries_unit && self.unit.is_none() && !asks_say {
            mistakes.push("unit: the wire carries none, so the profile must".into());
        }
        if self.kind == Kind::Scale && self.stability.is_none() {
            mistakes.push("[stability]: says how a scale tells that it is stable".into());
        }
        for (key, value) in [("division", self.division), ("capacity", self.capacity)] {
            let sane = |value: &Decimal| *value > Decimal::ZERO && *value <= Decimal::from(WEIGHT_MAX);
            mistakes.extend(
                value
                    .filter(|value| !sane(value))
                    .map(|value| format!("{key} = {value}: a number above nought, at most {WEIGHT_MAX}")),
            );
        }
        mistakes.extend(super::sample::check_samples(self).into_iter().filter_map(|sample| sample.mistake));
        mistakes
    }

    /// Name of its file.
    pub fn file(&self) -> &str {
        &self.written.0
    }

    /// SHA-256 of its file: which knowledge decoded the bytes.
    pub fn sha256(&self) -> [u8; 32] {
        Sha256::digest(&self.written.1).into()
    }

    /// The first energy item of a meter: what a comparison reads.
    pub fn energy_item(&self) -> Option<String> {
        use crate::protocol::Measurand;
        self.ask.iter().find(|ask| ask.measures(self.protocol) == Some(Measurand::Energy)).map(Ask::name)
    }
}
