//! The screen of papers: what is marked on it, in which language and as which files, the folder that is typed, and how far the
//! preview is turned. What can be made, and what came of it, is in the snapshot.

use super::app::App;
use super::field::LINE_MAX;
use crate::paper::{Form, PaperKind, Tongue};
use crate::station::{Command, PaperOrder, PapersOf, PapersView, Snapshot};
use crossterm::event::{Event, KeyCode, KeyEvent};
use std::collections::BTreeSet;
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

/// Lines of a page of the preview.
const LEAP: usize = 8;
/// The languages, in the order in which they are turned.
pub const TONGUES: [Tongue; 3] = [Tongue::Zh, Tongue::En, Tongue::Both];

/// A line of the screen that can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Row {
    /// The offer of this number.
    Paper(usize),
    Language,
    Forms,
    Folder,
    Replace,
}

/// The screen's own state. What was chosen of language, files and folder stays for the next papers.
#[derive(Clone, Debug, Default)]
pub struct PapersPage {
    /// The line that is chosen, from the top.
    pub at: usize,
    /// What was marked otherwise than it is from the start.
    turned: Vec<PaperKind>,
    /// The language; that of the screen until another is chosen.
    pub tongue: Option<Tongue>,
    /// The kinds of files; what this build can do best until others are chosen.
    forms: Option<BTreeSet<Form>>,
    /// The kind of file that is chosen on its line.
    form_at: usize,
    /// The folder; the one that is proposed until another is typed.
    pub folder: Option<Input>,
    /// Files of other content are replaced.
    pub replace: bool,
    /// First line of the preview that is shown.
    pub scroll: usize,
    /// The run of the marked offer that is looked at, from 0.
    pub number: usize,
}

/// Whether this build writes the kind of file in that place.
fn writable(at: usize, view: &PapersView) -> bool {
    view.pdf || Form::ALL.get(at) != Some(&Form::Pdf)
}

impl PapersPage {
    /// The kind of file that the caret is on: never one that this build cannot write.
    pub fn form_at(&self, view: &PapersView) -> usize {
        let count = Form::ALL.len();
        (0..count).map(|step| (self.form_at + step) % count).find(|at| writable(*at, view)).unwrap_or(0)
    }

    /// Shows the screen for these runs.
    pub fn show(&mut self, of: PapersOf) -> Command {
        (self.at, self.scroll, self.number) = (0, 0, 0);
        self.turned.clear();
        self.replace = false;
        Command::Papers(of)
    }

    /// The lines that can be chosen.
    pub fn rows(view: &PapersView) -> Vec<Row> {
        let papers = (0..view.offers.len()).map(Row::Paper);
        papers.chain([Row::Language, Row::Forms, Row::Folder, Row::Replace]).collect()
    }

    /// The line that is chosen.
    pub fn row(&self, view: &PapersView) -> Row {
        Self::rows(view).get(self.at).copied().unwrap_or(Row::Replace)
    }

    /// Letters go into a line, and are no commands.
    pub fn types(&self, view: &PapersView) -> bool {
        self.row(view) == Row::Folder
    }

    /// Whether a kind of paper is marked: at the start what the verdicts lead to and the summary, else what there is.
    pub fn marked(&self, view: &PapersView, kind: PaperKind) -> bool {
        let leads = |kind| !matches!(kind, PaperKind::OriginalRecord | PaperKind::SamplingForm);
        let from_start =
            leads(kind) || kind == PaperKind::OriginalRecord && !view.offers.iter().any(|offer| leads(offer.kind));
        from_start != self.turned.contains(&kind)
    }

    /// The kinds of files that are marked.
    pub fn forms(&self, view: &PapersView) -> BTreeSet<Form> {
        let first = if view.pdf { Form::Pdf } else { Form::Html };
        self.forms.clone().unwrap_or_else(|| BTreeSet::from([first]))
    }

    /// The folder as it stands in its line.
    pub fn folder<'a>(&'a self, view: &'a PapersView) -> &'a str {
        self.folder.as_ref().map_or(view.folder.as_str(), |input| input.value())
    }

    /// Takes a key; answers with what the station is to do.
    pub fn key(&mut self, key: KeyEvent, snapshot: &Snapshot, tongue: Tongue) -> Option<Command> {
        let view = snapshot.papers.as_deref()?;
        let writing = view.work.is_some_and(|work| work.writing);
        match key.code {
            KeyCode::Esc if writing => return Some(Command::StopPapers),
            KeyCode::Esc => return Some(Command::ClosePapers),
            KeyCode::PageDown => self.scroll = self.scroll.saturating_add(LEAP),
            KeyCode::PageUp => self.scroll = self.scroll.saturating_sub(LEAP),
            // What is being written does not change under the hand.
            _ if writing => {}
            KeyCode::Enter => return self.write(view, tongue),
            KeyCode::Down | KeyCode::Tab => return self.go(1, view),
            KeyCode::Up | KeyCode::BackTab => return self.go(Self::rows(view).len() - 1, view),
            _ => return self.change(key, view, tongue),
        }
        None
    }

    /// Goes so many lines on, round and round; the preview follows.
    fn go(&mut self, lines: usize, view: &PapersView) -> Option<Command> {
        let rows = Self::rows(view);
        self.at = (self.at + lines).checked_rem(rows.len())?;
        let Row::Paper(offer) = self.row(view) else { return None };
        let kind = view.offers.get(offer)?.kind;
        if view.preview.as_ref().is_some_and(|preview| preview.kind == kind) {
            return None;
        }
        (self.scroll, self.number) = (0, 0);
        Some(Command::PreviewPaper(kind, 0))
    }

    fn change(&mut self, key: KeyEvent, view: &PapersView, tongue: Tongue) -> Option<Command> {
        match (self.row(view), key.code) {
            (Row::Paper(at), KeyCode::Char(' ')) => {
                let kind = view.offers.get(at)?.kind;
                match self.turned.iter().position(|known| *known == kind) {
                    Some(known) => drop(self.turned.remove(known)),
                    None => self.turned.push(kind),
                }
            }
            (Row::Paper(at), KeyCode::Left | KeyCode::Right) => {
                let offer = view.offers.get(at)?;
                let (count, back) = (offer.of.len(), key.code == KeyCode::Left);
                let on = if back { count.saturating_sub(1) } else { 1 };
                let number = (self.number + on).checked_rem(count)?;
                if number != self.number {
                    (self.number, self.scroll) = (number, 0);
                    return Some(Command::PreviewPaper(offer.kind, number));
                }
            }
            (Row::Language, KeyCode::Left | KeyCode::Right | KeyCode::Char(' ')) => {
                let now = TONGUES.iter().position(|one| *one == tongue).unwrap_or(0);
                let on = if key.code == KeyCode::Left { TONGUES.len() - 1 } else { 1 };
                self.tongue = TONGUES.iter().cycle().nth(now + on).copied();
            }
            (Row::Forms, KeyCode::Right | KeyCode::Left) => {
                let (count, at) = (Form::ALL.len(), self.form_at(view));
                let on = |step: usize| if key.code == KeyCode::Right { at + step } else { at + count - step } % count;
                self.form_at = (1..count).map(on).find(|at| writable(*at, view)).unwrap_or(at);
            }
            (Row::Forms, KeyCode::Char(' ')) => {
                let form = Form::ALL.get(self.form_at(view)).copied()?;
                let mut forms = self.forms(view);
                if !forms.remove(&form) {
                    forms.insert(form);
                }
                self.forms = Some(forms);
            }
            (Row::Replace, KeyCode::Left | KeyCode::Right | KeyCode::Char(' ')) => self.replace ^= true,
            (Row::Folder, _) => {
                let input = self.folder.get_or_insert_with(|| Input::new(view.folder.clone()));
                let full = input.value().chars().count() >= 2 * LINE_MAX && matches!(key.code, KeyCode::Char(_));
                if !full {
                    input.handle_event(&Event::Key(key));
                }
            }
            _ => {}
        }
        None
    }

    /// Takes in what is pasted into the line of the folder.
    pub fn paste(&mut self, text: &str, view: &PapersView) {
        if self.types(view) && !view.work.is_some_and(|work| work.writing) {
            let input = self.folder.get_or_insert_with(|| Input::new(view.folder.clone()));
            for character in text.chars().filter(|character| !character.is_control()).take(LINE_MAX) {
                input.handle_event(&Event::Key(KeyEvent::from(KeyCode::Char(character))));
            }
        }
    }

    fn write(&mut self, view: &PapersView, tongue: Tongue) -> Option<Command> {
        if view.work.is_some() || view.offers.is_empty() {
            return None;
        }
        // What came of it stands above the preview.
        self.scroll = 0;
        let kinds = view.offers.iter().map(|offer| offer.kind).filter(|kind| self.marked(view, *kind)).collect();
        let forms = self.forms(view).into_iter().collect();
        let (folder, replace) = (self.folder(view).to_owned(), self.replace);
        Some(Command::WritePapers(Box::new(PaperOrder { kinds, forms, tongue, folder, replace })))
    }
}

impl App {
    /// The language of papers: what was chosen, else that of the screen.
    pub fn tongue(&self) -> Tongue {
        self.papers.tongue.unwrap_or_else(|| self.context.lang.into())
    }

    /// Whether letters go into the line of a folder now.
    pub(super) fn types_folder(&self, snapshot: &Snapshot) -> bool {
        snapshot.papers.as_deref().is_some_and(|view| self.papers.types(view))
    }

    /// Shows the papers of one run.
    pub(super) fn papers_of(&mut self, run: &str) -> Command {
        self.papers.show(PapersOf::Runs(vec![run.to_owned()]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::station::{Offer, Offered};

    fn view(kinds: &[PaperKind]) -> PapersView {
        let offer = |kind: &PaperKind| Offer { kind: *kind, of: vec![Offered { run: "a".into(), state: None }] };
        PapersView {
            runs: vec!["a".into()],
            folder: "/data/reports".into(),
            pdf: false,
            work: None,
            offers: kinds.iter().map(offer).collect(),
            unread: None,
            preview: None,
            end: None,
        }
    }

    fn snapshot(kinds: &[PaperKind]) -> Snapshot {
        Snapshot { papers: Some(view(kinds).into()), ..Snapshot::default() }
    }

    fn press(page: &mut PapersPage, code: KeyCode, snapshot: &Snapshot) -> Option<Command> {
        let tongue = page.tongue.unwrap_or_default();
        page.key(KeyEvent::from(code), snapshot, tongue)
    }

    #[test]
    fn the_paper_of_the_verdict_is_marked_from_the_start_and_the_record_where_there_is_none() {
        let page = PapersPage::default();
        let both = view(&[PaperKind::Notice, PaperKind::OriginalRecord]);
        assert!(page.marked(&both, PaperKind::Notice) && !page.marked(&both, PaperKind::OriginalRecord));
        let record = view(&[PaperKind::OriginalRecord, PaperKind::SamplingForm]);
        assert!(page.marked(&record, PaperKind::OriginalRecord) && !page.marked(&record, PaperKind::SamplingForm));
    }

    #[test]
    fn letters_are_typed_in_the_line_of_the_folder_only_and_a_missing_pdf_cannot_be_marked() {
        let snapshot = snapshot(&[PaperKind::Report]);
        let mut page = PapersPage::default();
        for _ in 0..3 {
            press(&mut page, KeyCode::Down, &snapshot);
        }
        assert!(page.types(snapshot.papers.as_deref().unwrap()));
        press(&mut page, KeyCode::Char('x'), &snapshot);
        assert_eq!(page.folder.as_ref().unwrap().value(), "/data/reportsx");
        press(&mut page, KeyCode::Up, &snapshot);
        let view = snapshot.papers.as_deref().unwrap();
        for _ in Form::ALL {
            press(&mut page, KeyCode::Left, &snapshot);
            assert_ne!(Form::ALL[page.form_at(view)], Form::Pdf, "the caret is never on what cannot be written");
        }
        for _ in 0..2 {
            press(&mut page, KeyCode::Char(' '), &snapshot);
        }
        assert_eq!(page.forms(view).into_iter().collect::<Vec<_>>(), [Form::Html]);
        let Some(Command::WritePapers(order)) = press(&mut page, KeyCode::Enter, &snapshot) else { panic!() };
        assert_eq!((order.kinds, order.folder.as_str()), (vec![PaperKind::Report], "/data/reportsx"));
    }
}
