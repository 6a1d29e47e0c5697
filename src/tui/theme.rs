//! Colours and signs, by what they mean. Word and shape tell a verdict; colour only helps.

use crate::preferences::{AmbiguousWidth, Palette, Preferences};
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};

/// How the screens look.
#[allow(clippy::struct_excessive_bools)] // each is a choice of its own, any with any
#[derive(Clone, Copy, Debug, Default)]
pub struct Theme {
    /// No colours at all (`NO_COLOR`), whatever the palette.
    pub no_colour: bool,
    /// ASCII signs only, for terminals that draw `─ ✓ ●` two cells wide.
    pub plain_signs: bool,
    /// Which colours.
    pub palette: Palette,
    /// Signs of ambiguous width take two cells here.
    pub wide: bool,
    /// For a screen reader: one thing a line, nothing drawn, nothing beside something else.
    pub reader: bool,
}

/// The looks of one palette.
struct Looks {
    /// Ink and ground of everything that has none of its own; `None`: the terminal's.
    ground: Option<(Color, Color)>,
    title: Style,
    good: Style,
    bad: Style,
    warn: Style,
    dim: Style,
    key: Style,
    demonstration: Style,
}

const BOLD: Modifier = Modifier::BOLD;
const REVERSED: Modifier = Modifier::REVERSED;

const fn ink(colour: Color) -> Style {
    Style::new().fg(colour).add_modifier(BOLD)
}

const fn plain(modifier: Modifier) -> Style {
    Style::new().add_modifier(modifier)
}

const DARK: Looks = Looks {
    ground: None,
    title: ink(Color::Cyan),
    good: ink(Color::Green),
    bad: ink(Color::Red),
    warn: ink(Color::Yellow),
    dim: plain(Modifier::DIM),
    key: ink(Color::Cyan),
    demonstration: ink(Color::Magenta).add_modifier(REVERSED),
};

/// Dark inks of the fixed 256 colours: the sixteen first ones are whatever the terminal makes of them.
const LIGHT: Looks = Looks {
    ground: Some((Color::Indexed(232), Color::Indexed(231))),
    title: ink(Color::Indexed(18)),
    good: ink(Color::Indexed(22)),
    bad: ink(Color::Indexed(124)),
    warn: ink(Color::Indexed(94)),
    dim: Style::new().fg(Color::Indexed(240)),
    key: ink(Color::Indexed(18)),
    demonstration: ink(Color::Indexed(90)).add_modifier(REVERSED),
};

const HIGH_CONTRAST: Looks = Looks {
    ground: Some((Color::Indexed(231), Color::Indexed(16))),
    title: plain(BOLD),
    good: plain(BOLD),
    bad: plain(BOLD.union(REVERSED)),
    warn: ink(Color::Indexed(226)),
    // What stands behind stays legible: it is not bold, and that is all.
    dim: Style::new(),
    key: ink(Color::Indexed(226)),
    demonstration: ink(Color::Indexed(226)).add_modifier(REVERSED),
};

const NONE: Looks = Looks {
    ground: None,
    title: plain(BOLD),
    good: plain(BOLD),
    bad: plain(BOLD.union(REVERSED)),
    warn: plain(BOLD),
    dim: plain(Modifier::DIM),
    key: plain(BOLD),
    demonstration: plain(BOLD.union(REVERSED)),
};

impl Theme {
    /// What a person prefers; what the environment says goes before it.
    #[must_use]
    pub fn preferred(self, preferences: &Preferences) -> Self {
        let wide = preferences.ambiguous_width == AmbiguousWidth::Wide;
        Self { palette: preferences.theme, wide, reader: preferences.screen_reader, ..self }
    }

    /// Whether colours are drawn.
    pub fn colours(self) -> bool {
        !self.no_colour && self.palette != Palette::None
    }

    /// Whether signs are ASCII only: asked for, or because others would take two cells.
    pub const fn ascii(self) -> bool {
        self.plain_signs || self.wide
    }

    fn looks(self) -> &'static Looks {
        match self.palette {
            _ if self.no_colour => &NONE,
            Palette::Dark => &DARK,
            Palette::Light => &LIGHT,
            Palette::HighContrast => &HIGH_CONTRAST,
            Palette::None => &NONE,
        }
    }

    /// What matters most on a screen: the next step.
    pub fn step(self) -> Style {
        plain(BOLD.union(REVERSED))
    }

    /// Headings.
    pub fn title(self) -> Style {
        self.looks().title
    }

    /// A verdict or state that is good.
    pub fn good(self) -> Style {
        self.looks().good
    }

    /// One that is not.
    pub fn bad(self) -> Style {
        self.looks().bad
    }

    /// Something to look at.
    pub fn warn(self) -> Style {
        self.looks().warn
    }

    /// A fresh value.
    pub fn value(self) -> Style {
        plain(BOLD)
    }

    /// What stands behind, and what is stale.
    pub fn dim(self) -> Style {
        self.looks().dim
    }

    /// The mark of a demonstration.
    pub fn demonstration(self) -> Style {
        self.looks().demonstration
    }

    /// A key in the footer.
    pub fn key(self) -> Style {
        self.looks().key
    }

    /// A sign, or its ASCII form.
    pub const fn sign(self, sign: &'static str, plain: &'static str) -> &'static str {
        if self.ascii() { plain } else { sign }
    }

    /// What a rule between two parts of a screen is drawn with; nothing for a screen reader.
    pub const fn rule(self) -> &'static str {
        if self.reader { "" } else { self.sign("─", "-") }
    }

    /// Gives ink and ground to everything that was drawn without: last, since what lies over a screen begins by clearing.
    pub fn paint(self, buffer: &mut Buffer) {
        let Some((ink, ground)) = self.looks().ground else { return };
        for cell in &mut buffer.content {
            if cell.fg == Color::Reset {
                cell.fg = ink;
            }
            if cell.bg == Color::Reset {
                cell.bg = ground;
            }
        }
    }
}
