//! A line for a PIN or password: dots on the screen, wiped from memory when it goes.

use super::theme::Theme;
use crate::people::Secret;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::fmt;
use zeroize::{Zeroize, Zeroizing};

/// Most characters: more are refused anyway.
const CHARACTERS_MAX: usize = 128;

/// What is typed so far.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SecretLine(Zeroizing<String>);

impl fmt::Debug for SecretLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretLine(…)")
    }
}

impl SecretLine {
    /// Takes a key.
    pub fn key(&mut self, key: KeyEvent) {
        match key.code {
            KeyCode::Char('u') if key.modifiers.contains(KeyModifiers::CONTROL) => self.clear(),
            KeyCode::Char(character) if !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) => {
                self.push(character);
            }
            KeyCode::Backspace => {
                self.0.pop();
            }
            _ => {}
        }
    }

    /// Takes one character; a control character is none.
    pub fn push(&mut self, character: char) {
        if !character.is_control() && self.count() < CHARACTERS_MAX {
            self.0.push(character);
        }
    }

    /// Forgets what was typed.
    pub fn clear(&mut self) {
        self.0.zeroize();
    }

    /// How many characters there are.
    pub fn count(&self) -> usize {
        self.0.chars().count()
    }

    /// What the screen shows of it.
    pub fn dots(&self, theme: Theme) -> String {
        theme.sign("•", "*").repeat(self.count())
    }

    /// The secret.
    pub fn secret(&self) -> Secret {
        Secret::typed(String::clone(&self.0))
    }
}
