//! Colours and signs, by what they mean. Word and shape tell a verdict; colour only helps.

use ratatui::style::{Color, Modifier, Style};

/// How the screens look.
#[derive(Clone, Copy, Debug, Default)]
pub struct Theme {
    /// No colours at all (`NO_COLOR`).
    pub no_colour: bool,
    /// ASCII signs only, for terminals that draw `─ ✓ ●` two cells wide.
    pub plain_signs: bool,
}

impl Theme {
    fn colour(self, colour: Color) -> Style {
        if self.no_colour { Style::new() } else { Style::new().fg(colour) }
    }

    /// What matters most on a screen: the next step.
    pub fn step(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD | Modifier::REVERSED)
    }

    /// Headings.
    pub fn title(self) -> Style {
        self.colour(Color::Cyan).add_modifier(Modifier::BOLD)
    }

    /// A verdict or state that is good.
    pub fn good(self) -> Style {
        self.colour(Color::Green).add_modifier(Modifier::BOLD)
    }

    /// One that is not.
    pub fn bad(self) -> Style {
        self.colour(Color::Red).add_modifier(Modifier::BOLD)
    }

    /// Something to look at.
    pub fn warn(self) -> Style {
        self.colour(Color::Yellow).add_modifier(Modifier::BOLD)
    }

    /// A fresh value.
    pub fn value(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// What stands behind, and what is stale.
    pub fn dim(self) -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }

    /// The mark of a demonstration.
    pub fn demonstration(self) -> Style {
        let style = Style::new().add_modifier(Modifier::BOLD | Modifier::REVERSED);
        if self.no_colour { style } else { style.fg(Color::Magenta) }
    }

    /// A key in the footer.
    pub fn key(self) -> Style {
        self.colour(Color::Cyan).add_modifier(Modifier::BOLD)
    }

    /// A sign, or its ASCII form.
    pub const fn sign(self, sign: &'static str, plain: &'static str) -> &'static str {
        if self.plain_signs { plain } else { sign }
    }
}
