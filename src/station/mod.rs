//! The running program: owns links, runs and ledger; commands in, snapshots out.
//!
//! One thread owns all state. Views read [`Snapshot`]s and send [`Command`]s; they hold no truth. Whatever a view does,
//! the order is: stored, applied, shown.

mod active;
mod command;
mod day;
mod discovery;
mod engine;
mod entry_words;
mod figures;
mod fitness;
mod happening;
mod history;
mod instruments;
mod interlude;
mod last_plans;
mod lines;
mod manners;
mod misbehaviour;
mod monitor;
mod opening;
mod papers;
mod people;
mod people_commands;
mod record;
mod register;
mod replay;
mod sealing;
mod seals;
mod search;
mod snapshot;
mod started;
mod trail;
mod walk;
mod why;

pub use command::{AccountCommand, Command};
pub use day::Today;
pub use discovery::{DiscoveryView, Found, LookState, Model, PortLook};
pub use fitness::CLOCK_CONFIRMED;
pub use happening::Happening;
pub use history::{detail, open_run_of, subject_words, words_of};
pub use last_plans::LastPlan;
pub use monitor::{OnWire, WIRE_EVENTS, WireEvent, WireLine, WireView};
pub use papers::{
    BATCH_MAX, HandOut, Offer, Offered, PaperOffice, PaperOrder, PapersEnd, PapersOf, PapersView, Preview, Progress,
    Unmade, Work, Written,
};
pub use people::{AccountStanding, AccountView, People, PeopleError, PeopleView, SignedInView};
pub use record::{Opened, Task};
pub use register::{RegisterEntry, RegisterView, Standards, StandardsError, may_keep};
pub use replay::{Replayed, replay};
pub use sealing::{HANDED_OUT, Sealer, signers};
pub use seals::{SealView, SealsView};
pub use search::{Compared, FOUND_PAGE, FoundRuns, LookKind, Looking};
pub use snapshot::{
    EntryView, HandedOut, Held, InstrumentView, KindView, Line, LotView, Margin, PileView, PortView, Role, RunDetail,
    RunSummary, RunView, ScaleView, Snapshot, Stored, Trouble,
};
pub use trail::Trail;
pub use walk::Walk;
pub use why::Why;

pub use crate::ledger::{RunQuery, RunState};
pub use crate::link::probe::Sure;

use crate::instrument::Profiles;
use crate::ledger::Ledger;
use crate::link::LinkEvent;
use crate::regulation::Book;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

/// Everything that can reach the station.
pub(crate) enum Event {
    /// From a view.
    Command(Command),
    /// From a port.
    Link(Box<LinkEvent>),
    /// The whole chain was walked by the walk of this number; what does not hold.
    Walked(u64, fitness::Walked),
    /// What was looked for in the record was found.
    Found(u64, Box<search::Outcome>),
    /// From the look at a port.
    Look(Box<discovery::LookEvent>),
    /// From whoever makes papers.
    Papers(Box<papers::PapersEvent>),
}

impl From<LinkEvent> for Event {
    fn from(event: LinkEvent) -> Self {
        Self::Link(Box::new(event))
    }
}

/// What the station starts with.
pub struct Settings {
    /// The open ledger.
    pub ledger: Ledger,
    /// Device profiles.
    pub profiles: Arc<Profiles>,
    /// The regulations, with a laboratory's own figures.
    pub book: Arc<Book>,
    /// Instruments are simulated: every entry and every screen says so.
    pub demonstration: bool,
    /// Look for serial ports while nobody measures.
    pub watch_ports: bool,
    /// A folder where the session of every line is recorded, each in a file of its own.
    pub record: Option<PathBuf>,
    /// Where events are told, for a run without a screen.
    pub happenings: Option<Sender<Happening>>,
    /// Who makes papers; without it none are offered.
    pub office: Option<Arc<dyn PaperOffice>>,
}

/// The running station; dropping it stops the thread and closes every port. What was stored stays stored.
pub struct Station {
    events: Sender<Event>,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Station {
    /// Starts the station.
    pub fn start(settings: Settings) -> Self {
        let (events, inbox) = channel();
        let shared = Arc::new(Shared::default());
        let engine = engine::Engine {
            people: People::of(&settings.ledger),
            ledger: settings.ledger,
            profiles: settings.profiles,
            book: settings.book,
            demonstration: settings.demonstration,
            record: settings.record,
            watch_ports: settings.watch_ports,
            events: events.clone(),
            shared: Arc::clone(&shared),
            happenings: settings.happenings,
            office: settings.office,
            papers: papers::Papers::default(),
            active: None,
            instruments: instruments::Instruments::default(),
            discovery: discovery::Discovery::default(),
            snapshot: Snapshot { demonstration: settings.demonstration, ..Snapshot::default() },
            last_ask: None,
            ports_seen: None,
            fitness: fitness::Fitness::default(),
            waiting: None,
            walk: walk::Walking::default(),
            look: search::Looks::default(),
            sealer: None,
            behaviour: misbehaviour::Behaviour::default(),
        };
        let thread = std::thread::Builder::new().name("station".into()).spawn(move || engine.work(&inbox)).ok();
        Self { events, shared, thread }
    }

    /// The latest snapshot.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.shared.latest()
    }

    /// Sends a command; what came of it is in the next snapshot.
    pub fn send(&self, command: Command) {
        // The station only goes when this handle goes.
        let _ = self.events.send(Event::Command(command));
    }

    /// The snapshots, for a thread of its own.
    pub fn snapshots(&self) -> Snapshots {
        Snapshots(Arc::clone(&self.shared))
    }

    /// Commands from a thread of its own.
    pub fn commands(&self) -> Commands {
        Commands(self.events.clone())
    }

    /// A channel that gets one `()` at least after each change.
    pub fn subscribe(&self) -> Receiver<()> {
        self.shared.subscribe()
    }
}

impl Drop for Station {
    fn drop(&mut self) {
        self.send(Command::Stop);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        self.shared.close();
    }
}

/// Sends commands, wherever they come from.
#[derive(Clone)]
pub struct Commands(Sender<Event>);

impl Commands {
    /// Sends a command; nothing happens once the station is gone.
    pub fn send(&self, command: Command) {
        let _ = self.0.send(Event::Command(command));
    }
}

/// The latest snapshot, wherever it is wanted.
#[derive(Clone)]
pub struct Snapshots(Arc<Shared>);

impl Snapshots {
    /// The latest snapshot.
    pub fn latest(&self) -> Arc<Snapshot> {
        self.0.latest()
    }
}

/// What the station's thread and the views share: the latest snapshot, and who wants to know of a new one.
#[derive(Default)]
pub(crate) struct Shared {
    snapshot: Mutex<Arc<Snapshot>>,
    subscribers: Mutex<Vec<Sender<()>>>,
}

impl Shared {
    fn publish(&self, snapshot: Snapshot) {
        *self.snapshot.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(snapshot);
        let mut subscribers = self.subscribers.lock().unwrap_or_else(PoisonError::into_inner);
        subscribers.retain(|subscriber| subscriber.send(()).is_ok());
    }

    fn latest(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Ends every subscription.
    fn close(&self) {
        self.subscribers.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn subscribe(&self) -> Receiver<()> {
        let (sender, receiver) = channel();
        self.subscribers.lock().unwrap_or_else(PoisonError::into_inner).push(sender);
        receiver
    }
}
