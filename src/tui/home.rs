//! Home by keys: what is begun, opened or looked at from there. What was asked for and is still being read is given up by whoever
//! goes elsewhere.

use super::app::App;
use super::detail::Page;
use super::form::Purpose;
use super::keys;
use super::plans;
use crate::station::{Command, RunSummary, Snapshot};
use crossterm::event::{KeyCode, KeyEvent};

impl App {
    pub(super) fn home_key(&mut self, key: KeyEvent, snapshot: &Snapshot) -> Option<Command> {
        let last = snapshot.runs.len().saturating_sub(1);
        match key.code {
            KeyCode::Esc if snapshot.looking.is_some() || keys::walking(snapshot) => return Some(Command::StopWork),
            // What was asked for a moment ago, before anybody could tell how far it is.
            KeyCode::Esc => return Some(Command::CloseDetail),
            KeyCode::Char('q') => self.quit = true,
            KeyCode::Char('n') => return Some(self.leave_for_form(Purpose::Lot, snapshot)),
            KeyCode::Char('p') => return Some(self.leave_for_form(Purpose::Pile, snapshot)),
            KeyCode::Char('s') => return Some(self.leave_for_form(Purpose::Scale, snapshot)),
            KeyCode::Char('f') => return self.finding.show(snapshot).or(Some(Command::CloseDetail)),
            KeyCode::Char('h') => return Some(self.searching.show()),
            KeyCode::Char('a') => {
                self.people = Some(0);
                return Some(Command::CloseDetail);
            }
            KeyCode::Char('d') => {
                self.show_standards();
                return Some(Command::CloseDetail);
            }
            KeyCode::Down => self.chosen = (self.chosen + 1).min(last),
            KeyCode::Up => self.chosen = self.chosen.saturating_sub(1),
            KeyCode::Enter => {
                let run: &RunSummary = ordered(&snapshot.runs).nth(self.chosen)?;
                (self.page, self.scroll) = (Page::Items, 0);
                let id = run.run.clone();
                return Some(if run.verdict.is_none() { Command::Continue(id) } else { Command::Show(id) });
            }
            _ => {}
        }
        None
    }

    /// Opens a form from home. A run that is still being read must not come in front of it.
    fn leave_for_form(&mut self, purpose: Purpose, snapshot: &Snapshot) -> Command {
        self.open_form(purpose, snapshot);
        Command::CloseDetail
    }

    pub(super) fn open_form(&mut self, purpose: Purpose, snapshot: &Snapshot) {
        self.form = Some(plans::open(purpose, &self.context, snapshot, &self.picked));
    }
}

/// Open runs before concluded ones, newest first in each: the order of the home screen.
pub fn ordered(runs: &[RunSummary]) -> impl Iterator<Item = &RunSummary> {
    let open = runs.iter().filter(|run| run.verdict.is_none());
    open.chain(runs.iter().filter(|run| run.verdict.is_some()))
}
