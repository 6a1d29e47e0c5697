//! The manners of a run at the keys: notes, pauses, steps left out, the list of what can be taken back, and leaving with one
//! question. State and keys; what they do is the station's.

use super::app::{App, Overlay};
use crate::station::{Command, Held, Snapshot};
use crossterm::event::{Event, KeyCode, KeyEvent};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

/// What lies over a run.
#[derive(Clone, Debug)]
pub enum Manner {
    /// A line is being typed.
    Line(Wanted, Input),
    /// The datum to take back is being chosen: the number of its entry, because others come in meanwhile.
    Choose(u64),
    /// The way out was asked for.
    Leave(Way),
}

/// What a typed line is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A note.
    Note,
    /// Why the run is paused.
    Pause,
    /// Why the step is left out.
    Skip,
    /// Why this is taken back.
    Withdraw(Box<Held>),
    /// The code of the package that is weighed next: a scanner that types.
    Code,
}

/// Where somebody goes who leaves a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Way {
    Home,
    OutOfTheProgram,
}

/// What is done next.
enum Next {
    /// It stays as it is.
    Stay,
    /// Another one lies over the run.
    Other(Manner),
    /// It is over, with a command.
    Over(Option<Command>),
    /// The program is left.
    Quit,
}

impl Manner {
    /// A line that begins empty.
    pub fn line(wanted: Wanted) -> Self {
        Self::Line(wanted, Input::default())
    }

    /// The line that is being typed.
    pub const fn input(&mut self) -> Option<&mut Input> {
        if let Self::Line(_, input) = self { Some(input) } else { None }
    }

    fn key(&mut self, key: KeyEvent, snapshot: &Snapshot) -> Next {
        match self {
            Self::Line(wanted, input) => match key.code {
                KeyCode::Esc => Next::Over(None),
                KeyCode::Enter => {
                    let text = input.value().trim().to_owned();
                    if text.is_empty() { Next::Over(None) } else { Next::Over(Some(wanted.command(text))) }
                }
                _ => {
                    input.handle_event(&Event::Key(key));
                    Next::Stay
                }
            },
            Self::Choose(chosen) => {
                let held = snapshot.active.as_ref().map(|run| run.margin.held.as_slice()).unwrap_or_default();
                let at = marked(held, *chosen);
                let to = match key.code {
                    KeyCode::Up => at.saturating_sub(1),
                    KeyCode::Down => (at + 1).min(held.len().saturating_sub(1)),
                    KeyCode::Esc => return Next::Over(None),
                    KeyCode::Enter => {
                        let held = held.get(at).cloned();
                        let line = |held| Next::Other(Self::line(Wanted::Withdraw(Box::new(held))));
                        return held.map_or(Next::Over(None), line);
                    }
                    _ => at,
                };
                *chosen = held.get(to).map_or(*chosen, |held| held.seq);
                Next::Stay
            }
            Self::Leave(way) => match (key.code, *way) {
                (KeyCode::Enter, Way::Home) => Next::Over(Some(Command::Leave)),
                (KeyCode::Enter, Way::OutOfTheProgram) => Next::Quit,
                (KeyCode::Esc, _) => Next::Over(None),
                _ => Next::Stay,
            },
        }
    }
}

/// Where the marked datum stands in the list; one that has gone meanwhile leaves the mark on the last one.
pub fn marked(held: &[Held], chosen: u64) -> usize {
    held.iter().position(|held| held.seq == chosen).unwrap_or(held.len().saturating_sub(1))
}

impl Wanted {
    fn command(&self, text: String) -> Command {
        match self {
            Self::Note => Command::Note(text),
            Self::Pause => Command::Pause(text),
            Self::Skip => Command::Skip(text),
            Self::Code => Command::NamePackage(text),
            Self::Withdraw(held) if held.value.is_none() => {
                Command::AskAgain { step: held.subject.clone(), reason: text }
            }
            Self::Withdraw(held) => Command::WithdrawOf { target: held.seq, reason: text },
        }
    }
}

impl App {
    /// Whether a run is under way that somebody could leave by accident.
    pub fn under_way(snapshot: &Snapshot) -> bool {
        snapshot.active.as_ref().is_some_and(|run| !run.concluded)
    }

    /// Ctrl+C, Ctrl+D and `q`: a run is left after one question; whoever asks again means it.
    pub fn want_out(&mut self, snapshot: &Snapshot) {
        let asked = matches!(self.overlay, Overlay::Manner(Manner::Leave(Way::OutOfTheProgram)));
        if asked || !Self::under_way(snapshot) {
            self.quit = true;
        } else {
            self.overlay = Overlay::Manner(Manner::Leave(Way::OutOfTheProgram));
        }
    }

    /// A key for what lies over the run.
    pub fn manner_key(&mut self, key: KeyEvent, snapshot: &Snapshot) -> Option<Command> {
        let Overlay::Manner(manner) = &mut self.overlay else { return None };
        match manner.key(key, snapshot) {
            Next::Stay => None,
            Next::Other(other) => {
                self.overlay = Overlay::Manner(other);
                None
            }
            Next::Over(command) => {
                self.overlay = Overlay::None;
                command
            }
            Next::Quit => {
                self.quit = true;
                None
            }
        }
    }

    /// A key of the run itself that is one of manners; `None` for every other key.
    pub fn manners_of_run(&mut self, key: KeyCode, snapshot: &Snapshot) -> Option<Option<Command>> {
        let run = snapshot.active.as_ref().filter(|run| !run.concluded)?;
        let margin = &run.margin;
        let manner = match key {
            KeyCode::Esc => Manner::Leave(Way::Home),
            KeyCode::Char('q') => Manner::Leave(Way::OutOfTheProgram),
            KeyCode::Char('i') => Manner::line(Wanted::Note),
            KeyCode::Char('p') if margin.paused.is_none() => Manner::line(Wanted::Pause),
            KeyCode::Char('r') if margin.paused.is_some() => return Some(Some(Command::Resume(String::new()))),
            KeyCode::Char('x') if margin.skippable => Manner::line(Wanted::Skip),
            KeyCode::Char('u') => Manner::Choose(margin.held.last()?.seq),
            // A scanner that types like a keyboard: its digits name the package that is weighed next.
            KeyCode::Char(digit @ '0'..='9') if run.ask.weighs() => {
                Manner::Line(Wanted::Code, Input::new(digit.to_string()))
            }
            _ => return None,
        };
        self.overlay = Overlay::Manner(manner);
        Some(None)
    }
}
