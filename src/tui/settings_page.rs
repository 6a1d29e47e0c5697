//! The settings: what is marked, and what a change does. It holds at once; saving it is for whoever owns the file.

use super::app::App;
use crate::locale::{Lang, Words};
use crate::preferences::{AmbiguousWidth, IDLE_MINUTES_MAX, Palette, Preferences};
use crossterm::event::KeyCode;

/// One setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Row {
    Lang,
    Theme,
    LargeType,
    Width,
    Idle,
    Mouse,
    Reader,
}

impl Row {
    /// Every setting, from the top.
    pub const ALL: [Self; 7] =
        [Self::Lang, Self::Theme, Self::LargeType, Self::Width, Self::Idle, Self::Mouse, Self::Reader];
}

/// Minutes to the lock that are offered; others can be written into the file.
const MINUTES: [u64; 7] = [1, 5, 10, 15, 30, 60, IDLE_MINUTES_MAX];

/// The settings of the moment and their page.
#[derive(Clone, Debug, Default)]
pub struct SettingsPage {
    /// It is shown.
    pub open: bool,
    /// Index of the marked setting.
    pub marked: usize,
    /// What holds now.
    pub preferences: Preferences,
    /// What was changed and not saved yet.
    changed: bool,
    /// Why it could not be saved.
    pub unsaved: Option<Words>,
}

impl SettingsPage {
    /// What is to be saved, once.
    pub fn take_changed(&mut self) -> Option<Preferences> {
        std::mem::take(&mut self.changed).then(|| self.preferences.clone())
    }

    /// Changes the marked setting; `forward` tells to which side.
    fn turn(&mut self, forward: bool, lang: Lang, idle_minutes: u64) {
        let preferences = &mut self.preferences;
        match Row::ALL.get(self.marked) {
            Some(Row::Lang) => preferences.lang = Some(if lang == Lang::Zh { Lang::En } else { Lang::Zh }),
            Some(Row::Theme) => preferences.theme = neighbour(&Palette::ALL, preferences.theme, forward),
            Some(Row::LargeType) => preferences.large_type ^= true,
            Some(Row::Width) => {
                preferences.ambiguous_width = match preferences.ambiguous_width {
                    AmbiguousWidth::Narrow => AmbiguousWidth::Wide,
                    AmbiguousWidth::Wide => AmbiguousWidth::Narrow,
                };
            }
            Some(Row::Idle) => preferences.idle_minutes = Some(minutes(idle_minutes, forward)),
            Some(Row::Mouse) => preferences.mouse ^= true,
            Some(Row::Reader) => preferences.screen_reader ^= true,
            None => return,
        }
        self.changed = true;
    }
}

/// The one before or behind, round the end.
fn neighbour<T: Copy + PartialEq>(all: &[T], of: T, forward: bool) -> T {
    let at = all.iter().position(|one| *one == of).unwrap_or(0);
    let to = if forward { at + 1 } else { at + all.len().saturating_sub(1) };
    to.checked_rem(all.len()).and_then(|to| all.get(to)).copied().unwrap_or(of)
}

/// The next longer or shorter time that is offered; at an end it stays.
fn minutes(now: u64, forward: bool) -> u64 {
    let longer = MINUTES.iter().find(|minutes| **minutes > now);
    let shorter = MINUTES.iter().rev().find(|minutes| **minutes < now);
    if forward { longer } else { shorter }.copied().unwrap_or(now)
}

impl App {
    /// Makes preferences hold: language where one is preferred, colours, widths, size.
    pub fn prefer(&mut self, preferences: Preferences) {
        self.context.theme = self.context.theme.preferred(&preferences);
        self.context.large = preferences.large_type;
        self.settings.preferences = preferences;
    }

    /// Takes a key of the settings.
    pub(super) fn settings_key(&mut self, key: KeyCode) {
        let last = Row::ALL.len() - 1;
        match key {
            KeyCode::Esc | KeyCode::Char('q') => self.settings.open = false,
            KeyCode::Down | KeyCode::Tab => self.settings.marked = (self.settings.marked + 1).min(last),
            KeyCode::Up | KeyCode::BackTab => self.settings.marked = self.settings.marked.saturating_sub(1),
            KeyCode::Left | KeyCode::Right | KeyCode::Enter | KeyCode::Char(' ') => {
                let idle = self.settings.preferences.idle_minutes.unwrap_or(crate::people::IDLE_MINUTES);
                self.settings.turn(key != KeyCode::Left, self.context.lang, idle);
                let preferences = self.settings.preferences.clone();
                if Row::ALL.get(self.settings.marked) == Some(&Row::Lang) {
                    self.context.lang = preferences.lang.unwrap_or(self.context.lang);
                }
                self.prefer(preferences);
            }
            _ => {}
        }
    }
}
