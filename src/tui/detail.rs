//! The detail of a run by keys: which page is open, how far it is scrolled; its seals are judged when their page is opened.

use super::app::{App, step};
use crate::station::{Command, Snapshot};
use crossterm::event::{KeyCode, KeyEvent};

/// Pages of the run detail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Page {
    #[default]
    Items,
    Charts,
    Trace,
    Readings,
    Frames,
    Amendments,
    Seals,
    Entries,
}

impl Page {
    /// Every page in its order.
    pub const ALL: [Self; 8] = [
        Self::Items,
        Self::Charts,
        Self::Trace,
        Self::Readings,
        Self::Frames,
        Self::Amendments,
        Self::Seals,
        Self::Entries,
    ];
}

impl App {
    /// A key at the detail of a run.
    pub(super) fn detail_key(&mut self, key: KeyEvent, snapshot: &Snapshot) -> Option<Command> {
        let run = snapshot.detail.as_ref().map(|detail| &detail.summary);
        match key.code {
            KeyCode::Char('k') => {
                let concluded = run.filter(|run| run.verdict.is_some());
                return concluded.map(|run| Command::HandOut(run.run.clone()));
            }
            KeyCode::Char('o') => {
                let run = run?.run.clone();
                return Some(self.papers_of(&run));
            }
            KeyCode::Enter => {
                let open = run.filter(|run| run.verdict.is_none());
                return open.map(|run| Command::Continue(run.run.clone()));
            }
            KeyCode::Esc => return Some(Command::CloseDetail),
            KeyCode::Tab | KeyCode::Right => return self.turn(1, snapshot),
            KeyCode::BackTab | KeyCode::Left => return self.turn(Page::ALL.len() - 1, snapshot),
            code if self.scroll_key(code) => {}
            _ => return self.signing_key(key, snapshot),
        }
        None
    }

    /// Scrolls by a key; answers whether it was one that scrolls.
    pub(super) fn scroll_key(&mut self, code: KeyCode) -> bool {
        // Whoever went past the end comes back at once.
        let now = self.scroll.min(self.scroll_most.get());
        self.scroll = match code {
            KeyCode::Down | KeyCode::PageDown => now.saturating_add(step(code)),
            KeyCode::Up | KeyCode::PageUp => now.saturating_sub(step(code)),
            KeyCode::Home => 0,
            KeyCode::End => u16::MAX,
            _ => return false,
        };
        true
    }

    /// Turns so many pages on, round and round. The seals are judged when their page is opened.
    fn turn(&mut self, pages: usize, snapshot: &Snapshot) -> Option<Command> {
        let at = Page::ALL.iter().position(|page| *page == self.page).unwrap_or(0);
        self.page = Page::ALL.iter().cycle().nth(at + pages).copied().unwrap_or_default();
        self.scroll = 0;
        self.scroll_most.set(u16::MAX);
        let run = snapshot.detail.as_ref().filter(|_| self.page == Page::Seals)?;
        Some(Command::JudgeSeals(run.summary.run.clone()))
    }
}
