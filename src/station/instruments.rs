//! The instruments of the active run: their links, and what views see of them.

use super::monitor::{Monitor, WireLine, WireView};
use super::snapshot::{InstrumentView, Line, Role};
use super::why::both;
use crate::instrument::{Profile, Profiles, Reading, SerialSettings};
use crate::link::{Link, LinkEvent, LinkEventKind, LinkSettings, Listener, OnLine, PortError};
use crate::locale::Words;
use crate::procedure::Connection;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Duration;

/// How often a polled instrument is asked.
const POLL_EVERY: Duration = Duration::from_millis(200);
/// Older than this a reading is stale: two polls and a time-out (yardstick G5).
const STALE_AFTER_NS: u64 = 1_500_000_000;

/// The instruments in use.
#[derive(Default)]
pub struct Instruments {
    views: Vec<InstrumentView>,
    /// What their frames are taken apart by, in the order of the views.
    members: Vec<WireLine>,
    // Their Drop closes the ports.
    links: Vec<Link>,
    /// A port that is only listened to; then there is no instrument.
    listener: Option<Listener>,
    /// What goes over their lines, while somebody looks.
    monitor: Option<Monitor>,
}

/// What an event of a link means for the run.
pub enum Heard {
    /// A reading of this instrument.
    Reading(Role, Box<Reading>),
    /// Its line was interrupted: nothing before counts together with what comes after.
    Interrupted(Role),
    /// Nothing the run must know.
    Nothing,
}

impl Instruments {
    /// Opens the lines of a run; events arrive at `events` tagged with the role's word. Never blocks.
    /// With a folder, the session of every line is recorded there.
    pub fn open<T>(
        connections: Vec<(Role, Connection)>,
        profiles: &Profiles,
        record: Option<&Path>,
        events: &Sender<T>,
    ) -> Result<Self, Words>
    where
        T: From<LinkEvent> + Send + 'static,
    {
        let (mut views, mut members, mut lines) = (Vec::new(), Vec::new(), Vec::<LinkSettings>::new());
        for (role, connection) in connections {
            let profile = profile_of(&connection.device, profiles)?;
            views.push(new_view(role, &profile, &connection));
            members.push(WireLine::new(role, &connection.port, &profile));
            let name = role.word().to_owned();
            let device = OnLine { profile, address: connection.address.clone(), name };
            // Two instruments on one port are on one RS-485 line: one owner asks them in turn.
            match lines.iter_mut().find(|line| line.port == connection.port) {
                Some(line) => line.devices.push(device),
                None => lines.push(LinkSettings {
                    port: connection.port.clone(),
                    devices: vec![device],
                    every: POLL_EVERY,
                    record: record.map(|folder| folder.join(format!("{}-{}.jsonl", role.word(), moment()))),
                }),
            }
        }
        let links = lines.into_iter().map(|line| Link::open(line, events.clone())).collect();
        Ok(Self { views, members, links, listener: None, monitor: None })
    }

    /// Listens at a port of which nobody knows what is on it.
    pub fn listening<T: From<LinkEvent> + Send + 'static>(
        port: &str,
        settings: SerialSettings,
        events: &Sender<T>,
    ) -> Self {
        let listener = Listener::open(port, settings, Role::Watched.word(), events.clone());
        Self { members: vec![WireLine::listening(port, settings)], listener: Some(listener), ..Self::default() }
    }

    /// Listens at the same port with other line settings; what came before stays to be compared. Whether it is that port.
    pub fn listens_otherwise<T: From<LinkEvent> + Send + 'static>(
        &mut self,
        port: &str,
        settings: SerialSettings,
        events: &Sender<T>,
    ) -> bool {
        let same = |member: &&mut WireLine| member.listens.is_some() && member.port == port;
        let Some(member) = self.members.iter_mut().find(same) else { return false };
        *member = WireLine::listening(port, settings);
        if let Some(monitor) = &mut self.monitor {
            monitor.set(&self.members);
        }
        // The port is closed before it is opened anew.
        self.listener = None;
        self.listener = Some(Listener::open(port, settings, Role::Watched.word(), events.clone()));
        true
    }

    /// Whether a port is only listened to.
    pub const fn listens(&self) -> bool {
        self.listener.is_some()
    }

    /// Begins to collect what goes over the lines, or ends it: while nobody looks nothing is kept.
    pub fn look_at_wire(&mut self, on: bool) {
        self.links.iter().for_each(|link| link.tap(on));
        self.monitor = on.then(|| {
            self.monitor.take().unwrap_or_else(|| {
                let lines = self.views.iter().map(|view| view.line.clone());
                Monitor::open(&self.members, lines, &crate::link::stamp())
            })
        });
    }

    /// What went over the lines since somebody looks.
    pub fn wire(&self) -> Option<Arc<WireView>> {
        self.monitor.as_ref().map(Monitor::view)
    }

    /// Whether there is any line in use.
    pub fn any(&self) -> bool {
        !self.members.is_empty()
    }

    /// What views see.
    pub fn views(&self) -> Vec<InstrumentView> {
        self.views.clone()
    }

    /// Takes in an event of a link; also says when the state of the line changed.
    pub fn hear(&mut self, event: LinkEvent) -> (Heard, Option<InstrumentView>) {
        if let LinkEventKind::Connected { settings, .. } = &event.kind {
            self.members.iter_mut().filter(|member| member.is(&event)).for_each(|member| member.opened(settings));
        }
        if let Some(monitor) = &mut self.monitor {
            monitor.hear(&event, &self.members);
        }
        let Some(view) = self.views.iter_mut().find(|view| view.role.word() == event.link) else {
            return (Heard::Nothing, None);
        };
        // What an instrument said that is not in use any more may still be under way.
        if let LinkEventKind::Reading(reading) = &event.kind
            && (&reading.device, &reading.port) != (&view.device, &view.port)
        {
            return (Heard::Nothing, None);
        }
        let before = view.line.clone();
        let heard = take_in(view, event.kind);
        let changed = (view.line != before).then(|| view.clone());
        (heard, changed)
    }
}

/// This moment as part of a file's name.
fn moment() -> String {
    crate::link::stamp().at.chars().filter(|c| c.is_ascii_digit() || *c == 'T').take(18).collect()
}

/// The profile of a device id, or the words that it is unknown.
pub fn profile_of(device: &str, profiles: &Profiles) -> Result<Arc<Profile>, Words> {
    profiles.get(device).ok_or_else(|| {
        Words::new(
            format!("没有名为 {device:?} 的仪器配置；用 quanheng device list 查看"),
            format!("no device profile {device:?}; `quanheng device list` shows them"),
        )
    })
}

fn new_view(role: Role, profile: &Profile, connection: &Connection) -> InstrumentView {
    InstrumentView {
        role,
        device: connection.device.clone(),
        name: profile.name.clone(),
        port: connection.port.clone(),
        real: None,
        line: Line::Opening,
        readings: Vec::new(),
        stale_after_ns: STALE_AFTER_NS,
        refused_frames: 0,
        last_refusal: None,
    }
}

fn take_in(view: &mut InstrumentView, kind: LinkEventKind) -> Heard {
    match kind {
        LinkEventKind::Reading(reading) => {
            view.line = Line::Live;
            let same = |known: &&mut Reading| {
                (known.datum.quantity, &known.datum.item) == (reading.datum.quantity, &reading.datum.item)
            };
            match view.readings.iter_mut().find(same) {
                Some(known) => *known = reading.clone(),
                None => view.readings.push(reading.clone()),
            }
            Heard::Reading(view.role, Box::new(reading))
        }
        LinkEventKind::Refused { why, .. } => {
            view.refused_frames += 1;
            view.last_refusal = Some(both(&why));
            Heard::Nothing
        }
        LinkEventKind::Connected { real, .. } => {
            view.real = (real != view.port).then_some(real);
            Heard::Nothing
        }
        LinkEventKind::DeviceSays { .. } | LinkEventKind::Wire(_) => Heard::Nothing,
        // That it is to be plugged in again is said already, and says more.
        LinkEventKind::Unavailable { why: PortError::NoSuchPort(_) } if matches!(view.line, Line::Gone(_)) => {
            Heard::Nothing
        }
        LinkEventKind::RecordingStopped { file, why } => {
            view.last_refusal =
                Some(Words::new(format!("录制停止：{file}：{why}"), format!("recording stopped: {file}: {why}")));
            Heard::Nothing
        }
        LinkEventKind::TimedOut { .. } | LinkEventKind::Silent { .. } => lost(view, Line::Silent),
        LinkEventKind::Gone { why } => lost(view, Line::Gone(both(&why))),
        LinkEventKind::Unavailable { why } => lost(view, Line::Unavailable(both(&why))),
    }
}

fn lost(view: &mut InstrumentView, line: Line) -> Heard {
    view.line = line;
    Heard::Interrupted(view.role)
}
