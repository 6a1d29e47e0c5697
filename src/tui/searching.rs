//! The screen of looking through the history: what is looked for, which run is marked, which two are to be compared. The page
//! of runs is in the snapshot; another page is asked for when the mark leaves it.

use super::field::LINE_MAX;
use crate::station::{Command, FOUND_PAGE, FoundRuns, PapersOf, RunQuery, RunState, Snapshot};
use crossterm::event::{Event, KeyCode, KeyEvent};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

/// Kinds of runs that can be chosen, after all of them.
pub const KINDS: [&str; 3] = ["lot", "pile", "scale"];
/// Verdicts that can be chosen, after all of them. Having none is a state.
pub const VERDICTS: [&str; 4] = ["pass", "fail", "incomplete", "conditions-not-met"];
/// Lines of a page key.
const LEAP: usize = 15;

/// A line that is being typed.
#[derive(Clone, Debug)]
pub enum Typing {
    /// Words to look for.
    Words(Input),
    /// A day, or a first and a last one.
    Days(Input),
}

/// The screen's own state.
#[derive(Clone, Debug, Default)]
pub struct Searching {
    /// It is shown.
    pub open: bool,
    /// What is looked for.
    pub query: RunQuery,
    /// The line that is being typed.
    pub typing: Option<Typing>,
    /// Number of the marked run among all that were found, from 0.
    pub chosen: usize,
    /// The runs that are marked: two to be compared, any number for papers.
    pub pair: Vec<String>,
    /// A comparison was asked for while other than two were marked.
    pub lacking: bool,
}

impl Searching {
    /// Shows the screen.
    pub fn show(&mut self) -> Command {
        self.open = true;
        self.begin()
    }

    /// Takes a key; answers with what the station is to do.
    pub fn key(&mut self, key: KeyEvent, snapshot: &Snapshot) -> Option<Command> {
        if self.typing.is_some() {
            return self.typed(key);
        }
        let found = snapshot.found.as_deref();
        let run = found.and_then(|found| found.get(self.chosen)).map(|run| run.run.clone());
        self.lacking = false;
        match key.code {
            KeyCode::Esc | KeyCode::Char('q') => {
                self.open = false;
                return Some(Command::CloseSearch);
            }
            KeyCode::Char('/') => self.typing = Some(Typing::Words(Input::new(self.query.text.clone()))),
            KeyCode::Char('d') => self.typing = Some(Typing::Days(Input::new(days_text(&self.query)))),
            KeyCode::Char('k') => {
                self.query.kind = after(&KINDS, self.query.kind.as_deref());
                return Some(self.begin());
            }
            KeyCode::Char('v') => {
                self.query.verdict = after(&VERDICTS, self.query.verdict.as_deref());
                return Some(self.begin());
            }
            KeyCode::Char('s') => {
                self.query.state = following(&RunState::ALL, self.query.state);
                return Some(self.begin());
            }
            KeyCode::Char('x') if self.filtered(found) => {
                self.query = RunQuery::default();
                return Some(self.begin());
            }
            KeyCode::Char(' ') => self.pair(run?),
            KeyCode::Char('c') => {
                let [one, other] = self.pair.as_slice() else {
                    self.lacking = true;
                    return None;
                };
                return Some(Command::Compare(one.clone(), other.clone()));
            }
            KeyCode::Enter => return Some(Command::Show(run?)),
            KeyCode::Down => return self.go(self.chosen + 1, found),
            KeyCode::Up => return self.go(self.chosen.saturating_sub(1), found),
            KeyCode::PageDown => return self.go(self.chosen + LEAP, found),
            KeyCode::PageUp => return self.go(self.chosen.saturating_sub(LEAP), found),
            KeyCode::Home => return self.go(0, found),
            KeyCode::End => return self.go(usize::MAX, found),
            _ => {}
        }
        None
    }

    /// Takes in what an input method or a terminal pastes into the open line.
    pub fn paste(&mut self, text: &str) {
        let Some(Typing::Words(input) | Typing::Days(input)) = &mut self.typing else { return };
        for character in text.chars().filter(|character| !character.is_control()).take(LINE_MAX) {
            input.handle_event(&Event::Key(KeyEvent::from(KeyCode::Char(character))));
        }
    }

    fn typed(&mut self, key: KeyEvent) -> Option<Command> {
        let typing = self.typing.as_mut()?;
        match (key.code, &mut *typing) {
            (KeyCode::Esc, _) => self.typing = None,
            (KeyCode::Enter, Typing::Words(input)) => {
                input.value().trim().clone_into(&mut self.query.text);
                self.typing = None;
                return Some(self.begin());
            }
            (KeyCode::Enter, Typing::Days(input)) => {
                // What is no day stays in its line: the words beside it say how one is written.
                (self.query.from, self.query.to) = days(input.value())?;
                self.typing = None;
                return Some(self.begin());
            }
            (_, Typing::Words(input) | Typing::Days(input)) => {
                input.handle_event(&Event::Key(key));
            }
        }
        None
    }

    /// Whether anything is filtered out, in what is asked for or in what is shown.
    fn filtered(&self, found: Option<&FoundRuns>) -> bool {
        let all = RunQuery::default();
        self.query != all || found.is_some_and(|found| found.query != all)
    }

    /// Looks anew, from the newest run on.
    fn begin(&mut self) -> Command {
        self.chosen = 0;
        Command::Search { query: Box::new(self.query.clone()), offset: 0 }
    }

    /// Marks a run, and asks for its page where it is not on the one that is shown.
    fn go(&mut self, to: usize, found: Option<&FoundRuns>) -> Option<Command> {
        let found = found?;
        let last = usize::try_from(found.total).unwrap_or(usize::MAX).checked_sub(1)?;
        self.chosen = to.min(last);
        let offset = self.chosen - self.chosen % FOUND_PAGE;
        let query = || Box::new(self.query.clone());
        (offset != found.offset).then(|| Command::Search { query: query(), offset })
    }

    /// Marks a run, or takes its mark away.
    fn pair(&mut self, run: String) {
        match self.pair.iter().position(|known| *known == run) {
            Some(at) => drop(self.pair.remove(at)),
            None => self.pair.push(run),
        }
    }

    /// The runs whose papers are wanted: those that are marked, else all that were found.
    pub fn papers_of(&self, snapshot: &Snapshot) -> Option<PapersOf> {
        if !self.pair.is_empty() {
            return Some(PapersOf::Runs(self.pair.clone()));
        }
        let found = snapshot.found.as_deref().filter(|found| found.total > 0)?;
        Some(PapersOf::Found(Box::new(found.query.clone())))
    }
}

/// What follows a choice; after the last one all of them.
fn following<T: Copy + PartialEq>(choices: &[T], now: Option<T>) -> Option<T> {
    match now {
        None => choices.first().copied(),
        Some(now) => choices.iter().skip_while(|choice| **choice != now).nth(1).copied(),
    }
}

/// The word that follows another.
fn after(words: &[&str], now: Option<&str>) -> Option<String> {
    following(words, now).map(str::to_owned)
}

/// The days of a query, as they are typed.
pub fn days_text(query: &RunQuery) -> String {
    let days = [query.from.as_deref(), query.to.as_deref()];
    days.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// First and last day of a text; one alone is both, a month or a year all of its days. `None` for what is no day.
fn days(text: &str) -> Option<(Option<String>, Option<String>)> {
    let days: Vec<&str> = text.split_whitespace().collect();
    match days.as_slice() {
        [] => Some((None, None)),
        [day] => Some((Some(day_of(day, ["-01", "-01"])?), Some(day_of(day, ["-12", "-31"])?))),
        [from, to] => Some((Some(day_of(from, ["-01", "-01"])?), Some(day_of(to, ["-12", "-31"])?))),
        _ => None,
    }
}

/// A day of a text, with what a year or a month lacks. Days are only compared as texts: the 31st ends every month.
fn day_of(text: &str, [month, day]: [&str; 2]) -> Option<String> {
    let whole = match text.len() {
        4 => format!("{text}{month}{day}"),
        7 => format!("{text}{day}"),
        _ => text.to_owned(),
    };
    let shape = whole.len() == 10
        && whole
            .bytes()
            .enumerate()
            .all(|(at, sign)| if matches!(at, 4 | 7) { sign == b'-' } else { sign.is_ascii_digit() });
    shape.then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_a_month_and_a_day_are_all_of_their_days() {
        let cases = [
            ("", Some((None, None))),
            ("2026", Some((Some("2026-01-01"), Some("2026-12-31")))),
            ("2026-02", Some((Some("2026-02-01"), Some("2026-02-31")))),
            ("2026-02-03 2026-03", Some((Some("2026-02-03"), Some("2026-03-31")))),
            ("2026/02/03", None),
            ("2026-1", None),
            ("年年", None),
            ("2026 2027 2028", None),
        ];
        for (text, wanted) in cases {
            let wanted =
                wanted.map(|(from, to): (Option<&str>, Option<&str>)| (from.map(str::to_owned), to.map(str::to_owned)));
            assert_eq!(days(text), wanted, "{text}");
        }
    }

    #[test]
    fn choices_go_round_through_all() {
        let mut kind = None;
        let mut seen = Vec::new();
        for _ in 0..=KINDS.len() {
            kind = following(&KINDS, kind);
            seen.push(kind);
        }
        assert_eq!(seen, [Some("lot"), Some("pile"), Some("scale"), None]);
    }

    #[test]
    fn every_state_can_be_chosen_and_one_key_clears_everything() {
        let snapshot = Snapshot::default();
        let mut searching = Searching::default();
        let mut press = |sign| searching.key(KeyEvent::from(KeyCode::Char(sign)), &snapshot);
        let asked = |command: Option<Command>| match command {
            Some(Command::Search { query, offset: 0 }) => *query,
            other => panic!("{other:?}"),
        };
        for state in RunState::ALL {
            assert_eq!(asked(press('s')).state, Some(state));
        }
        assert_eq!(asked(press('s')), RunQuery::default());
        assert_eq!(press('x'), None, "nothing is on");
        press('k');
        assert!(asked(press('v')).verdict.is_some());
        assert_eq!(asked(press('x')), RunQuery::default());
    }

    #[test]
    fn papers_are_of_the_marked_runs_else_of_all_that_were_found() {
        let mut searching = Searching::default();
        let query = RunQuery { text: "rice".into(), ..RunQuery::default() };
        let found = FoundRuns { query: query.clone(), total: 3, ..FoundRuns::default() };
        let snapshot = Snapshot { found: Some(found.into()), ..Snapshot::default() };
        assert_eq!(searching.papers_of(&snapshot), Some(PapersOf::Found(Box::new(query))));
        assert_eq!(searching.papers_of(&Snapshot::default()), None);
        for run in ["a", "b", "c", "b"] {
            searching.pair(run.to_owned());
        }
        assert_eq!(searching.papers_of(&snapshot), Some(PapersOf::Runs(vec!["a".into(), "c".into()])));
    }
}
