//! Looking for instruments: which ports there are to look at, whose turn it is, and what came of it. One port after another:
//! two at once could be the two ends of one cable. The look itself is of `link::probe`, in a thread of its own.

use super::snapshot::PortView;
use super::why::both;
use super::{Event, history};
use crate::instrument::{Profile, Profiles};
use crate::link::PortError;
use crate::link::ports::{self, PortInfo};
use crate::link::probe::{Ended, Identity, Patience, Probe, Report, Step, Sure};
use crate::locale::Words;
use crate::protocol::Datum;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::thread::JoinHandle;

/// The looks at ports since the station began, as views see them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DiscoveryView {
    /// What came of every port that was looked at, or waits for it.
    pub looks: Vec<PortLook>,
}

impl DiscoveryView {
    /// What is known of a port; nothing before it is looked at.
    pub fn of(&self, port: &str) -> Option<&PortLook> {
        self.looks.iter().find(|look| look.port == port)
    }

    /// Whether a port is being looked at, or waits for it.
    pub fn running(&self) -> bool {
        self.looks.iter().any(|look| look.state.running())
    }
}

/// A port that is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortLook {
    /// Its name, as the list of ports has it.
    pub port: String,
    /// How far the look is.
    pub state: LookState,
    /// How long it takes at most, from its beginning; seconds.
    pub at_most_s: u64,
}

/// How far the look at a port is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookState {
    /// Others come first.
    Waiting,
    /// Nothing is sent.
    Listening {
        /// `9600 8E1`.
        settings: String,
    },
    /// Harmless questions are sent.
    Asking {
        /// `9600 8E1`.
        settings: String,
        /// The protocol of the question.
        protocol: String,
        /// How many were sent before.
        questions: u32,
    },
    /// Somebody is there.
    Found(Vec<Found>),
    /// Nobody was recognised, and why.
    Nobody(Words),
    /// It was stopped before anything was found.
    Stopped,
    /// It could not be looked at, and why.
    Refused(Words),
}

impl LookState {
    /// Whether the look is not over.
    pub const fn running(&self) -> bool {
        matches!(self, Self::Waiting | Self::Listening { .. } | Self::Asking { .. })
    }
}

/// Something that was recognised on a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The name of the port for a plan: one that finds it again when its adapter comes back as another device file.
    pub port: String,
    /// Its protocol.
    pub protocol: String,
    /// `9600 8E1`.
    pub settings: String,
    /// The address that answered, where there is one.
    pub address: Option<String>,
    /// It answered; otherwise it sends by itself.
    pub asked: bool,
    /// Frames that made sense.
    pub frames: u32,
    /// How sure the models are.
    pub sure: Sure,
    /// The models that it may be, the likeliest first.
    pub models: Vec<Model>,
    /// What it said last.
    pub values: Vec<Datum>,
}

/// A model that may be what is on the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    /// Id of its profile.
    pub id: String,
    /// `scale`, `meter`, `standard` or `scanner`.
    pub kind: &'static str,
    /// Its name for people.
    pub name: Words,
}

impl Found {
    fn new(identity: &Identity, port: &str) -> Self {
        let model =
            |profile: &Profile| Model { id: profile.id.clone(), kind: profile.kind.word(), name: profile.name.clone() };
        Self {
            port: port.to_owned(),
            protocol: identity.protocol.name.to_owned(),
            settings: identity.settings.clone(),
            address: identity.address.clone(),
            asked: identity.asked,
            frames: identity.frames,
            sure: identity.sure(),
            models: identity.models().map(|fit| model(&fit.profile)).collect(),
            values: identity.values.clone(),
        }
    }
}

/// What a look tells the station.
pub(crate) struct LookEvent {
    /// Which look: what one says that was ended is not listened to.
    turn: u64,
    told: LookTold,
}

/// A step, or the end.
enum LookTold {
    Step(Step),
    End(Result<Report, PortError>),
}

/// The looks of a station.
#[derive(Default)]
pub(super) struct Discovery {
    /// Ports that somebody named: they are not in the list of the system.
    named: Vec<String>,
    queue: VecDeque<String>,
    look: Option<Look>,
    turn: u64,
    view: DiscoveryView,
}

/// The look that is under way; dropping it lets the port go.
struct Look {
    port: String,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Look {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Discovery {
    /// What views see; nothing before the first look.
    pub fn view(&self) -> Option<DiscoveryView> {
        (!self.view.looks.is_empty()).then(|| self.view.clone())
    }

    /// Every port of this machine, and those that were named. What was found on one that has gone goes with it: its name may
    /// come back with another instrument behind it.
    pub fn ports(&mut self) -> Vec<PortView> {
        let listed: Vec<PortInfo> = ports::list();
        let others = self.named.iter().filter(|name| !listed.iter().any(|port| port.path == **name));
        let others: Vec<PortInfo> = others.map(|name| ports::named(name)).collect();
        let all: Vec<PortView> = listed.iter().chain(&others).map(history::port_view).collect();
        self.view.looks.retain(|look| look.state.running() || all.iter().any(|port| port.path == look.port));
        all
    }

    /// Remembers ports that the system does not list.
    pub fn name(&mut self, ports: &[String]) {
        let listed: Vec<String> = ports::list().into_iter().map(|port| port.path).collect();
        for port in ports.iter().map(|port| port.trim()).filter(|port| !port.is_empty()) {
            if !listed.iter().chain(&self.named).any(|known| known == port) {
                self.named.push(port.to_owned());
            }
        }
    }

    /// Looks at these ports, after those that wait already. One alone is looked at now: a person waits for it, and silent
    /// ports take minutes. What was under way comes after it, from its beginning.
    pub fn find(&mut self, ports: &[String], profiles: &Arc<Profiles>, events: &Sender<Event>) {
        self.name(ports);
        if let [port] = ports
            && self.look.as_ref().is_some_and(|look| look.port != port.trim())
        {
            self.put_off();
            self.queue.retain(|waiting| waiting != port.trim());
            self.queue.push_front(port.trim().to_owned());
            self.set(port.trim(), LookState::Waiting);
        }
        for port in ports.iter().map(|port| port.trim()).filter(|port| !port.is_empty()) {
            if self.view.of(port).is_none_or(|look| !look.state.running()) {
                self.queue.push_back(port.to_owned());
                self.set(port, LookState::Waiting);
            }
        }
        self.next(profiles, events);
    }

    /// Puts the look under way back to the beginning of the queue.
    fn put_off(&mut self) {
        let Some(port) = self.look.take().map(|look| look.port.clone()) else { return };
        self.turn += 1;
        self.set(&port, LookState::Waiting);
        self.queue.push_front(port);
    }

    /// Ends all looking; the port is let go before this returns.
    pub fn stop(&mut self) {
        self.queue.clear();
        self.look = None;
        self.turn += 1;
        for look in self.view.looks.iter_mut().filter(|look| look.state.running()) {
            look.state = LookState::Stopped;
        }
    }

    /// Takes in what the look under way says.
    pub fn hear(&mut self, event: LookEvent, profiles: &Arc<Profiles>, events: &Sender<Event>) {
        let Some(port) = self.look.as_ref().filter(|_| event.turn == self.turn).map(|look| look.port.clone()) else {
            return;
        };
        match event.told {
            LookTold::Step(step) => self.set(&port, under_way(step)),
            LookTold::End(ended) => {
                self.set(&port, end_of(ended, &port));
                self.look = None;
                self.next(profiles, events);
            }
        }
    }

    fn set(&mut self, port: &str, state: LookState) {
        match self.view.looks.iter_mut().find(|look| look.port == port) {
            Some(look) => look.state = state,
            None => self.view.looks.push(PortLook { port: port.to_owned(), state, at_most_s: 0 }),
        }
    }

    /// Begins with the next port, where nothing is under way.
    fn next(&mut self, profiles: &Arc<Profiles>, events: &Sender<Event>) {
        if self.look.is_some() {
            return;
        }
        let Some(port) = self.queue.pop_front() else { return };
        self.turn += 1;
        let (turn, stop, events) = (self.turn, Arc::new(AtomicBool::new(false)), events.clone());
        let (stopped, name) = (Arc::clone(&stop), port.clone());
        let profiles: Vec<Arc<Profile>> = profiles.all().cloned().collect();
        let at_most = probe(&name, &profiles).at_most();
        if let Some(look) = self.view.looks.iter_mut().find(|look| look.port == port) {
            look.at_most_s = at_most.as_secs() + 1;
        }
        let work = move || {
            let tell = |told| events.send(Event::Look(Box::new(LookEvent { turn, told }))).unwrap_or_default();
            let probe = probe(&name, &profiles);
            let step = |step| tell(LookTold::Step(step));
            tell(LookTold::End(probe.look_telling(&|| stopped.load(Ordering::Relaxed), &step)));
        };
        let thread = std::thread::Builder::new().name(format!("look {port}")).spawn(work).ok();
        self.look = Some(Look { port, stop, thread });
    }
}

fn probe<'a>(port: &str, profiles: &'a [Arc<Profile>]) -> Probe<'a> {
    Probe { port: port.to_owned(), profiles, address: None, patience: Patience::default() }
}

fn under_way(step: Step) -> LookState {
    match step {
        Step::Listening { settings } => LookState::Listening { settings },
        Step::Asking { settings, protocol, questions } => {
            LookState::Asking { settings, protocol: protocol.to_owned(), questions }
        }
    }
}

fn end_of(ended: Result<Report, PortError>, port: &str) -> LookState {
    match ended {
        Err(why) => LookState::Refused(both(&why)),
        Ok(report) if !report.found.is_empty() => {
            let lasting = ports::lasting(port);
            LookState::Found(report.found.iter().map(|identity| Found::new(identity, &lasting)).collect())
        }
        Ok(Report { ended: Ended::Stopped, .. }) => LookState::Stopped,
        Ok(report) => LookState::Nobody(both(&report)),
    }
}
