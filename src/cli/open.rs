//! Without a verb: the terminal UI on real instruments.

use super::{Exit, Failure, Global, Outcome};
use crate::link;
use crate::locale::Say;
use crate::people::IDLE_MINUTES;
use crate::station::{Command, Settings, Snapshot, Station};
use crate::tui::{Options, ProfileChoice, RegulationChoice, StationPort, Theme};
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::Duration;

/// Opens the UI.
pub fn run(global: &Global) -> Outcome {
    let profiles = super::profiles(global);
    let book = super::book(global)?;
    let ledger = super::open_ledger(global)?;
    let settings =
        Settings { ledger, profiles, book, demonstration: false, watch_ports: true, record: None, happenings: None };
    let station = Station::start(settings);
    show(&station, global)
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
    });
    let options = Options {
        lang: global.lang,
        theme: Theme {
            plain_signs: std::env::var_os("QUANHENG_PLAIN").is_some(),
            no_colour: std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()),
        },
        profiles: profiles.collect(),
        regulations: regulations.collect(),
        idle: idle(),
    };
    crate::tui::run(&Port(station), options).map_err(|why| Failure::new(Exit::BadInput, why.say(global.lang)))?;
    Ok(Exit::Done)
}

/// After how long without a key the screen locks itself; a laboratory may have it otherwise.
fn idle() -> Duration {
    let minutes = std::env::var("QUANHENG_IDLE_MINUTES").ok().and_then(|text| text.parse().ok());
    Duration::from_secs(minutes.filter(|minutes| (1..=24 * 60).contains(minutes)).unwrap_or(IDLE_MINUTES) * 60)
}

/// The station as the screens see it.
struct Port<'a>(&'a Station);

impl StationPort for Port<'_> {
    fn snapshot(&self) -> Arc<Snapshot> {
        self.0.snapshot()
    }

    fn send(&self, command: Command) {
        self.0.send(command);
    }

    fn subscribe(&self) -> Receiver<()> {
        self.0.subscribe()
    }

    fn now_ns(&self) -> u64 {
        link::now_ns()
    }
}
