//! The screens. The only module that touches ratatui; draws snapshots, sends commands, holds no truth.
//!
//! The loop sleeps until a key, a change of the station or a signal comes; only while live values are on the screen it
//! wakes by itself, so that what grows old loses its colour at once.

mod ambiguous;
mod app;
mod checks;
mod command_search;
mod detail;
mod field;
mod finding;
mod form;
mod gallery;
mod glyphs;
mod home;
mod keys;
mod last_run;
mod lot_form;
mod manners;
mod monitor;
mod pace;
mod papers;
mod people;
mod pile_form;
mod plans;
mod rule_choices;
mod run_parts;
mod scale_form;
mod screens;
mod searching;
mod secret_line;
mod settings_page;
mod standard_part;
mod standards;
mod terminal;
mod theme;
mod widgets;

pub use ambiguous::is_ambiguous;
pub use app::{App, Context, Overlay};
pub use glyphs::Glyphs;
pub use theme::Theme;
pub use widgets::qr::rows as qr_rows;

use crate::locale::{Lang, Say, Words};
use crate::people::IDLE_MINUTES;
use crate::preferences::Preferences;
use crate::regulation::{Book, FigureRow, Status};
use crate::station::{Command, Snapshot};
use crossterm::event::Event;
use pace::Pace;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};
use terminal::Screen;
use thiserror::Error;

/// The station as the screens see it.
pub trait StationPort {
    /// The latest snapshot.
    fn snapshot(&self) -> Arc<Snapshot>;
    /// Sends a command.
    fn send(&self, command: Command);
    /// Gets one `()` at least after each change.
    fn subscribe(&self) -> Receiver<()>;
    /// The monotonic clock of the readings.
    fn now_ns(&self) -> u64;
    /// Keeps what a person prefers; in words why it could not be kept.
    fn save(&self, preferences: &Preferences) -> Result<(), Words>;
}

/// A profile that forms offer.
#[derive(Clone, Debug)]
pub struct ProfileChoice {
    /// Its id.
    pub id: String,
    /// `scale`, `meter` or `standard`.
    pub kind: String,
    /// Its name.
    pub name: Words,
}

/// A regulation that forms offer.
#[derive(Clone, Debug)]
pub struct RegulationChoice {
    /// Its id.
    pub id: String,
    /// `lot` or `pile`.
    pub kind: String,
    /// Its title.
    pub title: Words,
    /// Its weakest figure.
    pub status: Status,
    /// Every figure of it.
    pub figures: Vec<FigureRow>,
}

/// How the screens start.
#[derive(Clone, Debug)]
pub struct Options {
    /// Language at the start.
    pub lang: Lang,
    /// Colours and signs.
    pub theme: Theme,
    /// Profiles to choose from.
    pub profiles: Vec<ProfileChoice>,
    /// Regulations to choose from.
    pub regulations: Vec<RegulationChoice>,
    /// The rules themselves: what a form can choose follows from the one that will judge.
    pub book: Arc<Book>,
    /// Which characters no font of documents has.
    pub glyphs: Glyphs,
    /// What a person prefers.
    pub preferences: Preferences,
    /// Without a key for so long the screen locks itself, whatever a person prefers.
    pub idle: Option<Duration>,
}

/// Why the screens cannot be shown.
#[derive(Debug, Error)]
pub enum TuiError {
    /// Standard output or input is no terminal.
    #[error("not a terminal")]
    NotATerminal,
    /// The terminal failed.
    #[error("terminal: {0}")]
    Terminal(#[from] std::io::Error),
}

impl Say for TuiError {
    fn say(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::NotATerminal, Lang::Zh) => "这里不是终端，无法显示界面；无界面时用 quanheng run、read、judge".into(),
            (Self::NotATerminal, Lang::En) => {
                "this is no terminal, the screens cannot be shown; without one use `quanheng run`, `read` or `judge`"
                    .into()
            }
            (Self::Terminal(why), Lang::Zh) => format!("终端出错：{why}"),
            (Self::Terminal(why), Lang::En) => format!("the terminal failed: {why}"),
        }
    }
}

/// What wakes the loop.
enum Wake {
    Terminal(Event),
    Changed,
    Stop,
}

/// Longest age of a drawn value before it is drawn again.
const AGE_STEP: Duration = Duration::from_millis(250);

/// Shows the screens until the person leaves, or a signal ends the program.
pub fn run(station: &impl StationPort, options: Options) -> Result<(), TuiError> {
    if !std::io::stdout().is_terminal() || !std::io::stdin().is_terminal() {
        return Err(TuiError::NotATerminal);
    }
    let Options { lang, theme, profiles, regulations, book, glyphs, preferences, idle } = options;
    let mut app = App::new(Context { lang, theme, profiles, regulations, book, large: false, glyphs });
    app.prefer(preferences);
    let mut screen = Screen::take()?;
    screen.mouse(app.settings.preferences.mouse)?;
    let (wake, wakes) = channel();
    watch_signals(&wake)?;
    watch_station(station.subscribe(), &wake);
    let mut pace = draw(&mut screen, &app, station)?;
    watch_terminal(wake);
    let mut touched = Instant::now();
    while !app.quit {
        let idle = idle.unwrap_or_else(|| preferred_idle(&app));
        let snapshot = station.snapshot();
        if touched.elapsed() >= idle && app.lock(&snapshot) {
            pace = draw(&mut screen, &app, station)?;
        }
        let mut woken = match wait(&app, &snapshot, idle.saturating_sub(touched.elapsed())) {
            Some(longest) => wakes.recv_timeout(longest),
            None => wakes.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        // Frames keep a distance, and one shows all that came in the meantime; a key never waits for it.
        while let Ok(Wake::Changed) | Err(RecvTimeoutError::Timeout) = woken {
            let left = pace.left(&station.snapshot());
            if left.is_zero() {
                break;
            }
            woken = wakes.recv_timeout(left);
        }
        match woken {
            Ok(Wake::Terminal(event)) => {
                touched = Instant::now();
                take(&event, &mut app, &mut screen, station)?;
            }
            Ok(Wake::Changed) | Err(RecvTimeoutError::Timeout) => {}
            Ok(Wake::Stop) | Err(RecvTimeoutError::Disconnected) => return Ok(()),
        }
        for wake in wakes.try_iter() {
            match wake {
                Wake::Terminal(event) => {
                    touched = Instant::now();
                    take(&event, &mut app, &mut screen, station)?;
                }
                Wake::Changed => {}
                Wake::Stop => return Ok(()),
            }
        }
        pace = draw(&mut screen, &app, station)?;
    }
    Ok(())
}

/// After how long without a key the screen locks itself, as a person prefers it.
fn preferred_idle(app: &App) -> Duration {
    Duration::from_secs(app.settings.preferences.idle_minutes.unwrap_or(IDLE_MINUTES) * 60)
}

/// How long nothing need be looked at, at the longest: values that age, and a screen that is to be locked.
fn wait(app: &App, snapshot: &Snapshot, until_idle: Duration) -> Option<Duration> {
    let ages = app.ages(snapshot).then_some(AGE_STEP);
    let idle = (snapshot.people.signed_in.is_some() && !app.is_locked(snapshot)).then_some(until_idle);
    ages.into_iter().chain(idle).min()
}

fn take(event: &Event, app: &mut App, screen: &mut Screen, station: &impl StationPort) -> Result<(), TuiError> {
    if matches!(event, Event::Resize(..)) {
        // Whatever the terminal made of the old picture, also when it is back at its old size: everything is drawn anew.
        screen.forget()?;
    }
    if let Some(command) = app.handle(event, &station.snapshot()) {
        station.send(command);
    }
    if let Some(preferences) = app.settings.take_changed() {
        screen.mouse(preferences.mouse)?;
        app.settings.unsaved = station.save(&preferences).err();
    }
    Ok(())
}

fn draw(screen: &mut Screen, app: &App, station: &impl StationPort) -> Result<Pace, TuiError> {
    let snapshot = station.snapshot();
    screen.terminal.draw(|frame| app.draw(frame, &snapshot, station.now_ns()))?;
    Ok(Pace::drawn(snapshot))
}

fn watch_signals(wake: &Sender<Wake>) -> Result<(), TuiError> {
    let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT])?;
    let wake = wake.clone();
    std::thread::spawn(move || {
        if signals.forever().next().is_some() {
            let _ = wake.send(Wake::Stop);
        }
    });
    Ok(())
}

fn watch_station(changes: Receiver<()>, wake: &Sender<Wake>) {
    let wake = wake.clone();
    std::thread::spawn(move || {
        for () in changes {
            if wake.send(Wake::Changed).is_err() {
                return;
            }
        }
    });
}

/// A terminal that has gone gives errors without end: the first one stops the program.
fn watch_terminal(wake: Sender<Wake>) {
    std::thread::spawn(move || {
        loop {
            let woken = crossterm::event::read().map_or(Wake::Stop, Wake::Terminal);
            let last = matches!(woken, Wake::Stop);
            if wake.send(woken).is_err() || last {
                return;
            }
        }
    });
}
