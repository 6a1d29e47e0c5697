//! Without a verb: the terminal UI on real instruments.

use super::{Exit, Failure, Global, Outcome};
use crate::document::office::Desk;
use crate::instrument::Profiles;
use crate::link;
use crate::locale::{Lang, Say, Words};
use crate::preferences::{IDLE_MINUTES_MAX, Preferences, PreferencesRefusal};
use crate::regulation::Book;
use crate::station::{Command, PaperOffice, Settings, Snapshot, Station};
use crate::tui::{Glyphs, Options, ProfileChoice, RegulationChoice, StationPort, Theme};
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::Duration;

/// Opens the UI.
pub fn run(global: &Global) -> Outcome {
    preferences(global)?;
    let profiles = super::profiles(global);
    let book = super::book(global)?;
    let ledger = super::open_ledger(global)?;
    let settings = Settings {
        ledger,
        office: Some(office(global, &book, &profiles)),
        profiles,
        book,
        demonstration: false,
        watch_ports: true,
        record: None,
        happenings: None,
    };
    let station = Station::start(settings);
    show(&station, global)
}

/// Who makes papers of the record of a data folder.
pub fn office(global: &Global, book: &Arc<Book>, profiles: &Arc<Profiles>) -> Arc<dyn PaperOffice> {
    Arc::new(Desk::of(global.data.clone(), Arc::clone(book), Arc::clone(profiles)))
}

/// Runs the UI on a station until the person leaves it.
pub fn show(station: &Station, global: &Global) -> Outcome {
    let choices = super::profiles(global);
    let profiles = choices.all().map(|profile| ProfileChoice {
        id: profile.id.clone(),
        kind: profile.kind.word().to_owned(),
        name: profile.name.clone(),
    });
    let book = super::book(global)?;
    let regulations = book.all().map(|regulation| RegulationChoice {
        id: regulation.id.clone(),
        kind: regulation.kind.word().to_owned(),
        title: regulation.title.clone(),
        status: regulation.status(),
        figures: regulation.figures(),
    });
    let options = Options {
        lang: global.lang,
        theme: Theme {
            plain_signs: std::env::var_os("QUANHENG_PLAIN").is_some(),
            no_colour: std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()),
            ..Theme::default()
        },
        profiles: profiles.collect(),
        regulations: regulations.collect(),
        book: Arc::clone(&book),
        glyphs: glyphs(global),
        preferences: preferences(global)?,
        idle: idle(),
    };
    crate::tui::run(&Port { station, global }, options)
        .map_err(|why| Failure::new(Exit::BadInput, why.say(global.lang)))?;
    Ok(Exit::Done)
}

/// What the person prefers; a file that is wrong is told before the screens cover what is said.
pub fn preferences(global: &Global) -> Result<Preferences, Failure> {
    Preferences::read(&global.settings).map_err(|why| Failure::said(Exit::BadInput, &why, global.lang))
}

/// The characters that PDFs can print: found out beside the work once the first name is typed, since fonts are large. Until
/// then nothing is said to be missing.
#[cfg(feature = "pdf")]
fn glyphs(global: &Global) -> Glyphs {
    use crate::document::pdf::{self, Fonts};
    use std::sync::{Once, OnceLock};
    let (own, known, begun) = (global.data.join("fonts"), Arc::new(OnceLock::<pdf::Glyphs>::new()), Once::new());
    Glyphs::of(move |text| {
        begun.call_once(|| {
            let (own, known) = (own.clone(), Arc::clone(&known));
            // Where no thread can be had no name is warned of: the document says it in the end.
            let _ = std::thread::Builder::new().name("glyphs".into()).spawn(move || {
                let _ = known.set(Fonts::of_machine(&own).glyphs());
            });
        });
        known.get().map(|glyphs| glyphs.lacks(text)).unwrap_or_default()
    })
}

#[cfg(not(feature = "pdf"))]
fn glyphs(_global: &Global) -> Glyphs {
    Glyphs::default()
}

/// After how long without a key the screen locks itself, where the environment says so: before what a person prefers.
fn idle() -> Option<Duration> {
    let minutes = std::env::var("QUANHENG_IDLE_MINUTES").ok().and_then(|text| text.parse().ok());
    minutes.filter(|minutes| (1..=IDLE_MINUTES_MAX).contains(minutes)).map(|minutes| Duration::from_secs(minutes * 60))
}

/// The station as the screens see it.
struct Port<'a> {
    station: &'a Station,
    global: &'a Global,
}

impl StationPort for Port<'_> {
    fn snapshot(&self) -> Arc<Snapshot> {
        self.station.snapshot()
    }

    fn send(&self, command: Command) {
        self.station.send(command);
    }

    fn subscribe(&self) -> Receiver<()> {
        self.station.subscribe()
    }

    fn now_ns(&self) -> u64 {
        link::now_ns()
    }

    fn save(&self, preferences: &Preferences) -> Result<(), Words> {
        let both = |why: PreferencesRefusal| Words::new(why.say(Lang::Zh), why.say(Lang::En));
        preferences.write(&self.global.settings).map_err(both)
    }
}
