//! What the screens know of themselves: which one is shown, its focus and scroll, what is being typed. The truth is in the
//! snapshot. Keys in, commands out; drawing changes nothing.

use super::command_search::{Asked, CommandSearch};
use super::detail::Page;
use super::field::LINE_MAX;
use super::finding::{self, Chosen, Finding, Picked, Use};
use super::form::{Form, Purpose};
use super::gallery::Gallery;
use super::glyphs::Glyphs;
use super::keys::{self, Place};
use super::manners::Manner;
use super::monitor::Watching;
use super::papers::PapersPage;
use super::people::SignIn;
use super::screens::help::Help;
use super::searching::Searching;
use super::settings_page::SettingsPage;
use super::standards::{self, StandardsPage};
use super::theme::Theme;
use super::{ProfileChoice, RegulationChoice, ambiguous, plans, rule_choices, screens};
use crate::locale::Lang;
use crate::people::Outcome;
use crate::procedure::Ask;
use crate::regulation::Book;
use crate::station::{AccountCommand, Command, KindView, Snapshot};
use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::Frame;
use ratatui::layout::Rect;
use std::cell::Cell;
use std::sync::Arc;
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

/// What every screen needs to draw itself.
#[derive(Clone, Debug)]
pub struct Context {
    /// The language of the moment.
    pub lang: Lang,
    /// Colours and signs.
    pub theme: Theme,
    /// Profiles to choose from.
    pub profiles: Vec<ProfileChoice>,
    /// Regulations to choose from.
    pub regulations: Vec<RegulationChoice>,
    /// The rules themselves.
    pub book: Arc<Book>,
    /// Larger digits and step, and fewer lines beside them.
    pub large: bool,
    /// Which characters no font of documents has.
    pub glyphs: Glyphs,
}

/// What lies over the screen.
#[derive(Clone, Debug, Default)]
pub enum Overlay {
    /// Nothing.
    #[default]
    None,
    /// What this screen is, its keys, and what is judged by.
    Help(Help),
    /// A command is looked for.
    Search(CommandSearch),
    /// The trace of the run under way, scrolled so far.
    Trace(u16),
    /// An answer is being typed.
    Answer(Input),
    /// Somebody is signing in.
    SignIn(SignIn),
    /// Why an account is closed is being typed.
    CloseAccount(String, Input),
    /// Why a run is returned is being typed.
    Return(String, Input),
    /// The name of a port is being typed.
    AddPort(Input),
    /// Something of the manners of a run.
    Manner(Manner),
    /// A found instrument is chosen: what shall it be used for?
    Offer(Chosen),
}

/// The screens' own state.
pub struct App {
    /// What every screen needs.
    pub context: Context,
    /// The form that is open.
    pub form: Option<Form>,
    /// The screen of looking for instruments.
    pub finding: Finding,
    /// The screen of looking through the history.
    pub searching: Searching,
    /// What was chosen there for plans.
    pub picked: Picked,
    /// The screen of what goes over the lines.
    pub watching: Watching,
    /// The screen of papers.
    pub papers: PapersPage,
    /// Which run is marked on the home screen.
    pub chosen: usize,
    /// What lies over the screen.
    pub overlay: Overlay,
    /// Page of the detail.
    pub page: Page,
    /// First line shown of the detail.
    pub scroll: u16,
    /// Most lines that what was drawn last can be scrolled by.
    pub scroll_most: Cell<u16>,
    /// The page of accounts is open, and which one is marked on it.
    pub people: Option<usize>,
    /// The screen of standards.
    pub standards: StandardsPage,
    /// The screen was locked when somebody had signed in so often.
    pub locked: Option<u64>,
    /// The chart of the run that fills the screen.
    pub gallery: Gallery,
    /// The settings and their page.
    pub settings: SettingsPage,
    /// What was drawn last, for clicks.
    area: Cell<Rect>,
    /// The person wants to leave.
    pub quit: bool,
}

impl App {
    /// The home screen.
    pub fn new(context: Context) -> Self {
        let (form, chosen, overlay, page, scroll) = (None, 0, Overlay::None, Page::Items, 0);
        let (finding, picked) = (Finding::default(), Picked::default());
        let (settings, area) = (SettingsPage::default(), Cell::default());
        let searching = Searching::default();
        Self {
            context,
            form,
            finding,
            searching,
            picked,
            watching: Watching::default(),
            papers: PapersPage::default(),
            chosen,
            overlay,
            page,
            scroll,
            scroll_most: Cell::new(u16::MAX),
            people: None,
            standards: StandardsPage::default(),
            locked: None,
            settings,
            area,
            gallery: Gallery::default(),
            quit: false,
        }
    }

    /// Which screen is shown.
    pub fn place(&self, snapshot: &Snapshot) -> Place {
        if self.is_locked(snapshot) {
            return Place::Locked;
        }
        if snapshot.handed_out.is_some() {
            return Place::Code;
        }
        if self.settings.open {
            return Place::Settings;
        }
        if snapshot.papers.is_some() {
            return Place::Papers;
        }
        if snapshot.compared.is_some() && snapshot.detail.is_none() {
            return Place::Compare;
        }
        let form = self.form.as_ref().filter(|form| !form.over(snapshot));
        match (&snapshot.detail, &snapshot.active, form) {
            (Some(_), ..) => Place::Detail,
            _ if self.watching.open(snapshot) => Place::Monitor,
            (_, Some(run), _) => match run.kind {
                KindView::Lot(_) => Place::Lot,
                KindView::Pile(_) => Place::Pile,
                KindView::Scale(_) => Place::Scale,
            },
            (.., Some(_)) => Place::Form,
            _ if self.people.is_some() => Place::People,
            _ if self.standards.open => Place::Standards,
            _ if self.searching.open => Place::History,
            _ if !snapshot.instruments.is_empty() => Place::Watch,
            _ if self.finding.open => Place::Find,
            _ => Place::Home,
        }
    }

    /// Draws the screen of this moment.
    pub fn draw(&self, frame: &mut Frame, snapshot: &Snapshot, now_ns: u64) {
        screens::draw(self, frame, snapshot, now_ns);
        self.area.set(frame.area());
        self.context.theme.paint(frame.buffer_mut());
        if self.context.theme.wide {
            ambiguous::settle(frame.buffer_mut());
        }
    }

    /// Takes an event of the terminal; answers with what the station is to do.
    pub fn handle(&mut self, event: &Event, snapshot: &Snapshot) -> Option<Command> {
        match event {
            Event::Key(key) if key.kind != KeyEventKind::Release => self.key(*key, snapshot),
            Event::Mouse(mouse) => self.mouse(*mouse, snapshot),
            Event::Paste(text) => {
                self.paste(text, snapshot);
                None
            }
            _ => None,
        }
    }

    /// Some input methods commit a word as a paste: it goes where a key would go, without its control characters.
    fn paste(&mut self, text: &str, snapshot: &Snapshot) {
        let place = self.place(snapshot);
        if let Overlay::Manner(manner) = &mut self.overlay {
            if let Some(input) = manner.input() {
                put(input, text);
            }
            return;
        }
        match (&mut self.overlay, &mut self.form) {
            (
                Overlay::Answer(input)
                | Overlay::CloseAccount(_, input)
                | Overlay::Return(_, input)
                | Overlay::AddPort(input),
                _,
            ) => put(input, text),
            (Overlay::Search(search), _) => {
                put(&mut search.typed, text);
                search.marked = 0;
            }
            (Overlay::SignIn(sign_in), _) => text.chars().for_each(|character| sign_in.typed.push(character)),
            (Overlay::None, Some(form)) if place == Place::Form => {
                form.paste(text);
                rule_choices::adapt(form, &self.context);
            }
            (Overlay::None, _) if place == Place::History => self.searching.paste(text),
            (Overlay::None, _) if place == Place::Standards => self.standards.paste(text),
            (Overlay::None, _) if place == Place::Papers => {
                if let Some(view) = &snapshot.papers {
                    self.papers.paste(text, view);
                }
            }
            _ => {}
        }
    }

    /// A click on a key of the legend presses it; the wheel goes up and down.
    fn mouse(&mut self, mouse: MouseEvent, snapshot: &Snapshot) -> Option<Command> {
        let area = self.area.get();
        let code = match mouse.kind {
            MouseEventKind::ScrollDown => KeyCode::Down,
            MouseEventKind::ScrollUp => KeyCode::Up,
            MouseEventKind::Down(MouseButton::Left) if self.legend_at(mouse.row) => {
                let (place, at) = (self.place(snapshot), usize::from(mouse.column));
                let legend = keys::legend(
                    place,
                    snapshot,
                    self.context.theme.reader,
                    self.context.lang,
                    usize::from(area.width),
                );
                let on = |shown: &keys::Shown| (shown.x..shown.x + shown.width).contains(&at);
                let key = legend.into_iter().find(on)?.key.event()?;
                return self.key(key, snapshot);
            }
            _ => return None,
        };
        self.key(KeyEvent::from(code), snapshot)
    }

    /// Whether letters are typed there, and are no commands.
    const fn types(&self, place: Place) -> bool {
        match place {
            Place::Form => true,
            Place::History => self.searching.typing.is_some(),
            Place::Standards => self.standards.typing.is_some(),
            _ => false,
        }
    }

    /// Whether the keys of the screen stand in a row: the last one, while nothing lies over the screen.
    fn legend_at(&self, row: u16) -> bool {
        matches!(self.overlay, Overlay::None) && row.saturating_add(1) == self.area.get().height
    }

    fn key(&mut self, key: KeyEvent, snapshot: &Snapshot) -> Option<Command> {
        self.clear_done(snapshot);
        self.watching.settle(snapshot);
        if key.code == KeyCode::F(2) {
            self.context.lang = if self.context.lang == Lang::Zh { Lang::En } else { Lang::Zh };
            return None;
        }
        // On the locked screen not even the keys that leave: a run may be under way.
        if self.is_locked(snapshot) {
            return self.locked_key(key, snapshot);
        }
        if key.modifiers.contains(KeyModifiers::CONTROL) && matches!(key.code, KeyCode::Char('c' | 'd')) {
            self.want_out(snapshot);
            return None;
        }
        if snapshot.handed_out.is_some() {
            let away = matches!(key.code, KeyCode::Esc | KeyCode::Enter);
            return away.then_some(Command::PutAway);
        }
        match key.code {
            KeyCode::F(3) => {
                self.begin_sign_in(snapshot, None);
                return None;
            }
            KeyCode::F(4) => {
                self.lock(snapshot);
                return None;
            }
            _ => {}
        }
        if !matches!(self.overlay, Overlay::None) {
            return self.overlay_key(key, snapshot);
        }
        let place = self.place(snapshot);
        let letters = self.letters(place, snapshot);
        if self.opens(key, letters) {
            return None;
        }
        self.place_key(place, key, letters, snapshot)
    }

    /// Whether letters are commands, and not typed.
    fn letters(&self, place: Place, snapshot: &Snapshot) -> bool {
        !(self.types(place) || place == Place::Papers && self.types_folder(snapshot))
    }

    /// Opens what every place has: the search, the help, the settings; answers whether it was such a key.
    fn opens(&mut self, key: KeyEvent, letters: bool) -> bool {
        match key.code {
            KeyCode::Char('p') if key.modifiers.contains(KeyModifiers::CONTROL) => {
                self.overlay = Overlay::Search(CommandSearch::default());
            }
            KeyCode::Char(':') if letters => self.overlay = Overlay::Search(CommandSearch::default()),
            KeyCode::Char('?') if letters => self.overlay = Overlay::Help(Help::default()),
            KeyCode::F(1) => self.overlay = Overlay::Help(Help::default()),
            KeyCode::Char(',') if letters => self.settings.open = true,
            KeyCode::F(5) => self.settings.open = true,
            _ => return false,
        }
        true
    }

    /// A key that is the place's own.
    fn place_key(&mut self, place: Place, key: KeyEvent, letters: bool, snapshot: &Snapshot) -> Option<Command> {
        match place {
            Place::Home => self.home_key(key, snapshot),
            Place::Find => self.finding.key(key.code, snapshot, &mut self.overlay),
            Place::Watch => match key.code {
                KeyCode::Esc => Some(Command::Leave),
                KeyCode::Char('m') => Some(self.watching.ask()),
                _ => None,
            },
            Place::Monitor => self.watching.key(key.code, snapshot),
            // The form stays: only the waiting ends.
            Place::Form if key.code == KeyCode::Esc && snapshot.walk.is_some_and(|walk| walk.waits) => {
                Some(Command::StopWork)
            }
            Place::Form => self.form_key(key, snapshot),
            Place::Lot | Place::Pile | Place::Scale => self.run_key(key, snapshot),
            Place::Detail => self.detail_key(key, snapshot),
            Place::People => self.people_key(key, snapshot),
            Place::Standards => self.standards_key(key, snapshot),
            Place::Settings => {
                self.settings_key(key.code);
                None
            }
            Place::Papers => {
                let tongue = self.tongue();
                self.papers.key(key, snapshot, tongue)
            }
            Place::History if key.code == KeyCode::Char('o') && letters => {
                let of = self.searching.papers_of(snapshot)?;
                Some(self.papers.show(of))
            }
            Place::History if key.code == KeyCode::Esc && letters && snapshot.looking.is_some() => {
                Some(Command::StopWork)
            }
            Place::History => {
                let command = self.searching.key(key, snapshot);
                if matches!(command, Some(Command::Show(_) | Command::Compare(..))) {
                    (self.page, self.scroll) = (Page::Items, 0);
                }
                command
            }
            Place::Compare if key.code == KeyCode::Esc => Some(Command::CloseDetail),
            Place::Compare => {
                self.scroll_key(key.code);
                None
            }
            Place::Locked | Place::Code => None,
        }
    }

    fn overlay_key(&mut self, key: KeyEvent, snapshot: &Snapshot) -> Option<Command> {
        let place = self.place(snapshot);
        match &mut self.overlay {
            Overlay::Offer(chosen) => {
                let chosen = chosen.clone();
                return self.offer_key(key, &chosen, snapshot);
            }
            Overlay::SignIn(_) => return self.sign_in_key(key, snapshot),
            Overlay::Manner(_) => return self.manner_key(key, snapshot),
            Overlay::Answer(input)
            | Overlay::CloseAccount(_, input)
            | Overlay::Return(_, input)
            | Overlay::AddPort(input) => match key.code {
                KeyCode::Esc => self.overlay = Overlay::None,
                KeyCode::Enter => {
                    let text = input.value().trim().to_owned();
                    let typed = std::mem::take(&mut self.overlay);
                    let text = if matches!(typed, Overlay::AddPort(_)) { finding::port_of(&text) } else { text };
                    if matches!(typed, Overlay::AddPort(_)) {
                        self.finding.mark_port(&text);
                    }
                    return if text.is_empty() { None } else { command_of(typed, text) };
                }
                _ => {
                    input.handle_event(&Event::Key(key));
                }
            },
            Overlay::Trace(scroll) => match key.code {
                KeyCode::Down | KeyCode::PageDown => *scroll = scroll.saturating_add(step(key.code)),
                KeyCode::Up | KeyCode::PageUp => *scroll = scroll.saturating_sub(step(key.code)),
                _ => self.overlay = Overlay::None,
            },
            Overlay::Help(help) => match key.code {
                KeyCode::Tab | KeyCode::BackTab if screens::help::judgement(snapshot, place).is_some() => {
                    *help = Help { rules: !help.rules, scroll: 0 };
                }
                KeyCode::Down | KeyCode::PageDown => help.scroll = help.scroll.saturating_add(step(key.code)),
                KeyCode::Up | KeyCode::PageUp => help.scroll = help.scroll.saturating_sub(step(key.code)),
                _ => self.overlay = Overlay::None,
            },
            Overlay::Search(search) => match search.key(key, place, snapshot) {
                Asked::Nothing => {}
                Asked::Close => self.overlay = Overlay::None,
                Asked::Press(key) => {
                    self.overlay = Overlay::None;
                    return self.key(key, snapshot);
                }
            },
            Overlay::None => {}
        }
        None
    }

    fn offer_key(&mut self, key: KeyEvent, chosen: &Chosen, snapshot: &Snapshot) -> Option<Command> {
        let used = chosen.used_for(key.code);
        if used.is_some() || key.code == KeyCode::Esc {
            self.overlay = Overlay::None;
        }
        let used = used?;
        self.picked.pick(used, chosen.connection.clone());
        match used {
            Use::Lot => self.open_form(Purpose::Lot, snapshot),
            Use::Pile | Use::Standard => self.open_form(Purpose::Pile, snapshot),
            Use::Watch => return Some(Command::Watch(Box::new(chosen.connection.clone()))),
        }
        // Nobody waits for the others any more.
        Some(Command::StopFinding)
    }

    fn form_key(&mut self, key: KeyEvent, snapshot: &Snapshot) -> Option<Command> {
        if key.code == KeyCode::Esc {
            self.form = None;
            return None;
        }
        let form = self.form.as_mut()?;
        let command = match (form.key(key), &form.purpose) {
            (false, _) => None,
            (true, Purpose::Standard { .. }) => standards::command(form, snapshot),
            (true, _) => plans::command(form),
        };
        rule_choices::adapt(form, &self.context);
        if let Some(Command::Standard(change)) = &command {
            self.standards.follow(change);
        } else if command.is_some() {
            // The run that begins is read from its beginning.
            self.scroll = 0;
        }
        // Whoever comes back from the run comes home.
        self.finding.open &= command.is_none();
        command
    }

    fn run_key(&mut self, key: KeyEvent, snapshot: &Snapshot) -> Option<Command> {
        let run = snapshot.active.as_ref()?;
        // The form has done its work once its run is open.
        self.form = None;
        let appearance = run.ask == Ask::Appearance;
        // A chart in front of the run is put away before the run is.
        if key.code == KeyCode::Esc && self.gallery.close() {
            return None;
        }
        if let Some(command) = self.manners_of_run(key.code, snapshot) {
            return command;
        }
        match key.code {
            KeyCode::Esc => return Some(Command::Leave),
            KeyCode::Char('m') => return Some(self.watching.ask()),
            KeyCode::Char('g') => self.gallery.turn(screens::charts::of(run).len()),
            // For eyes a run has one screen; read aloud it has as many lines as it needs.
            code if self.context.theme.reader && self.gallery.shown().is_none() && self.scroll_key(code) => {}
            KeyCode::Enter if run.ask == Ask::Conclude => return Some(Command::Conclude),
            KeyCode::Enter if run.concluded => return Some(Command::Leave),
            KeyCode::Char('y') if appearance => return Some(Command::Answer("pass".into())),
            KeyCode::Char('n') if appearance => return Some(Command::Answer("fail".into())),
            KeyCode::Enter if run.ask.typed() && !appearance => self.overlay = Overlay::Answer(Input::default()),
            KeyCode::Char(digit @ ('0'..='9' | '-')) if run.ask.typed() && !appearance => {
                self.overlay = Overlay::Answer(Input::new(digit.to_string()));
            }
            KeyCode::Char(' ') if run.ask.registers() => return Some(Command::Take),
            KeyCode::Char('t') => self.overlay = Overlay::Trace(0),
            KeyCode::Char('k') if run.concluded => return Some(Command::HandOut(run.run.clone())),
            KeyCode::Char('o') if run.concluded => return Some(self.papers_of(&run.run)),
            _ => {}
        }
        None
    }

    /// Whether the screen shows values that age.
    pub fn ages(&self, snapshot: &Snapshot) -> bool {
        matches!(self.place(snapshot), Place::Lot | Place::Pile | Place::Scale | Place::Watch)
    }

    /// What the open form is for.
    pub fn purpose(&self) -> Option<&Purpose> {
        self.form.as_ref().map(|form| &form.purpose)
    }
}

/// Puts pasted text into a line, without its control characters.
fn put(input: &mut Input, text: &str) {
    for character in text.chars().filter(|character| !character.is_control()).take(LINE_MAX) {
        input.handle_event(&Event::Key(KeyEvent::from(KeyCode::Char(character))));
    }
}

/// What a typed line is sent as.
fn command_of(overlay: Overlay, text: String) -> Option<Command> {
    match overlay {
        Overlay::Answer(_) => Some(Command::Answer(text)),
        Overlay::CloseAccount(id, _) => Some(Command::Account(Box::new(AccountCommand::Close { id, reason: text }))),
        Overlay::Return(run, _) => Some(Command::CheckRun { run, outcome: Outcome::Returned, note: text }),
        Overlay::AddPort(_) => Some(Command::Find(vec![text])),
        Overlay::None
        | Overlay::Help(_)
        | Overlay::Search(_)
        | Overlay::Trace(_)
        | Overlay::SignIn(_)
        | Overlay::Manner(_)
        | Overlay::Offer(_) => None,
    }
}

pub(super) const fn step(key: KeyCode) -> u16 {
    if matches!(key, KeyCode::PageDown | KeyCode::PageUp) { 15 } else { 1 }
}
