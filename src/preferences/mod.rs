//! What a person prefers of the screens (`DATA/settings.toml`): language, colours, size of type, widths, the time to the lock,
//! the mouse. Nothing here has a part in a verdict. What the command line or the environment says goes before the file.

mod file;

pub use file::PreferencesRefusal;

use crate::locale::Lang;
use serde::{Deserialize, Deserializer, Serialize, de};

/// Name of the file in the data folder.
pub const FILE: &str = "settings.toml";

/// Longest time to the lock, minutes.
pub const IDLE_MINUTES_MAX: u64 = 24 * 60;

/// Which colours the screens have. Signs and words tell the same in all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Palette {
    /// Light letters on the terminal's own dark ground.
    #[default]
    Dark,
    /// Dark letters on white.
    Light,
    /// White and yellow on black, what is wrong reversed.
    HighContrast,
    /// No colour: bold, dim and reversed only.
    None,
}

impl Palette {
    /// Every palette in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Dark, Self::Light, Self::HighContrast, Self::None];
}

/// How wide the terminal draws signs whose width depends on the font: `±`, `×`, `°`, `─`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AmbiguousWidth {
    /// One cell, as most terminals do.
    #[default]
    Narrow,
    /// Two cells, as terminals set up for Chinese may.
    Wide,
}

/// The file's content. A key that is not there has its default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Preferences {
    /// Language; `None`: from the machine's locale.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<Lang>,
    /// Colours.
    pub theme: Palette,
    /// Larger digits and step, fewer lines beside them: for projectors.
    pub large_type: bool,
    /// Width of signs that may be drawn either way.
    pub ambiguous_width: AmbiguousWidth,
    /// Minutes without a key until the screen locks itself, 1 to 1440; `None`: the program's own.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "minutes")]
    pub idle_minutes: Option<u64>,
    /// The mouse may be used: keys of the legend can be clicked, the wheel scrolls.
    pub mouse: bool,
    /// One thing a line, nothing drawn, nothing beside something else: for screen readers.
    pub screen_reader: bool,
}

fn minutes<'de, D: Deserializer<'de>>(text: D) -> Result<Option<u64>, D::Error> {
    let minutes = u64::deserialize(text)?;
    let allowed = 1..=IDLE_MINUTES_MAX;
    if allowed.contains(&minutes) {
        return Ok(Some(minutes));
    }
    Err(de::Error::custom(format!("idle_minutes = {minutes}: 1…{IDLE_MINUTES_MAX}")))
}
