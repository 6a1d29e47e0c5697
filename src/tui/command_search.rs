//! A search over all commands: typing filters them, Enter presses the key that the marked one stands for.

use super::keys::{self, Key, Place};
use crate::locale::{Lang, Words, monitor, papers, screen, standards};
use crate::station::Snapshot;
use crossterm::event::{Event, KeyCode, KeyEvent};
use std::borrow::Cow;
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

/// A command that was found.
pub struct Hit {
    /// Its key.
    pub key: &'static Key,
    /// It does something here and now.
    pub works: bool,
    /// The first place where it works.
    pub place: Place,
    /// It belongs to the screen that is shown.
    pub here: bool,
}

/// What is typed and marked.
#[derive(Clone, Debug, Default)]
pub struct CommandSearch {
    /// What was typed.
    pub typed: Input,
    /// Index of the marked command.
    pub marked: usize,
}

/// What a key of the search asks for.
pub enum Asked {
    /// Nothing more.
    Nothing,
    /// It is over.
    Close,
    /// It is over, and this key is to be pressed.
    Press(KeyEvent),
}

impl CommandSearch {
    /// What the typed words are in, those that work now first, then those of this screen, then those of others.
    pub fn hits(&self, place: Place, snapshot: &Snapshot) -> Vec<Hit> {
        let wanted = self.typed.value().trim().to_lowercase();
        let mut hits: Vec<Hit> = keys::all()
            .filter(|key| key.event().is_some())
            .filter_map(|key| {
                let here = key.at(place);
                let of = if here { place } else { key.first_place()? };
                Some(Hit { key, works: here && key.works(snapshot), place: of, here })
            })
            .filter(|hit| matches(hit, &wanted))
            .collect();
        hits.sort_by_key(|hit| (!hit.works, !hit.here));
        hits
    }

    /// Takes a key.
    pub fn key(&mut self, key: KeyEvent, place: Place, snapshot: &Snapshot) -> Asked {
        let hits = self.hits(place, snapshot);
        match key.code {
            KeyCode::Esc => return Asked::Close,
            KeyCode::Down => self.marked = (self.marked + 1).min(hits.len().saturating_sub(1)),
            KeyCode::Up => self.marked = self.marked.saturating_sub(1),
            KeyCode::Enter => {
                let hit = hits.get(self.marked).filter(|hit| hit.works);
                return hit.and_then(|hit| hit.key.event()).map_or(Asked::Nothing, Asked::Press);
            }
            _ => {
                self.typed.handle_event(&Event::Key(key));
                self.marked = 0;
            }
        }
        Asked::Nothing
    }
}

fn matches(hit: &Hit, wanted: &str) -> bool {
    let Words { zh, en } = hit.key.words();
    let titles = [Lang::Zh, Lang::En].map(|lang| title(hit.place, lang).into_owned());
    let text = format!("{} {zh} {en} {}", hit.key.name, titles.join(" ")).to_lowercase();
    wanted.split_whitespace().all(|word| text.contains(word))
}

/// What a place is called.
pub fn title(place: Place, lang: Lang) -> Cow<'static, str> {
    match place {
        Place::Home => screen::home(lang),
        Place::Find => screen::find(lang),
        Place::Watch => screen::watch(lang),
        Place::Monitor => monitor::monitor(lang),
        Place::Form => screen::form(lang),
        Place::Lot => screen::lot(lang),
        Place::Pile => screen::pile(lang),
        Place::Scale => screen::scale(lang),
        Place::Detail => screen::detail(lang),
        Place::Code => screen::code(lang),
        Place::People => screen::accounts(lang),
        Place::Settings => screen::settings(lang),
        Place::History => screen::history(lang),
        Place::Compare => screen::compare(lang),
        Place::Standards => standards::title(lang),
        Place::Papers => papers::papers(lang),
        Place::Locked => screen::locked(lang),
    }
}
