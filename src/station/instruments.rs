//! The instruments of the active run: their links, and what views see of them.

use super::snapshot::{InstrumentView, Line, Role};
use super::why::both;
use crate::instrument::{Profile, Profiles, Reading};
use crate::link::{Link, LinkEvent, LinkEventKind, LinkSettings};
use crate::locale::Words;
use crate::procedure::Connection;
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
    list: Vec<Instrument>,
}

struct Instrument {
    // Held for its Drop: it closes the port.
    _link: Link,
    view: InstrumentView,
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
    pub fn open<T>(connections: Vec<(Role, Connection)>, profiles: &Profiles, events: &Sender<T>) -> Result<Self, Words>
    where
        T: From<LinkEvent> + Send + 'static,
    {
        let mut list = Vec::new();
        for (role, connection) in connections {
            let profile = profile_of(&connection.device, profiles)?;
            let settings = LinkSettings {
                profile: profile.clone(),
                port: connection.port.clone(),
                address: connection.address.clone(),
                every: POLL_EVERY,
                name: role.word().to_owned(),
            };
            let link = Link::open(settings, events.clone());
            list.push(Instrument { _link: link, view: new_view(role, &profile, &connection) });
        }
        Ok(Self { list })
    }

    /// What views see.
    pub fn views(&self) -> Vec<InstrumentView> {
        self.list.iter().map(|instrument| instrument.view.clone()).collect()
    }

    /// Takes in an event of a link; also says when the state of the line changed.
    pub fn hear(&mut self, event: LinkEvent) -> (Heard, Option<InstrumentView>) {
        let Some(instrument) = self.list.iter_mut().find(|i| i.view.role.word() == event.link) else {
            return (Heard::Nothing, None);
        };
        let view = &mut instrument.view;
        let before = view.line.clone();
        let heard = take_in(view, event.kind);
        let changed = (view.line != before).then(|| view.clone());
        (heard, changed)
    }
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
        LinkEventKind::Connected { .. } | LinkEventKind::DeviceSays { .. } => Heard::Nothing,
        LinkEventKind::TimedOut { .. } | LinkEventKind::Silent { .. } => lost(view, Line::Silent),
        LinkEventKind::Gone { why } => lost(view, Line::Gone(both(&why))),
        LinkEventKind::Unavailable { why } => lost(view, Line::Unavailable(both(&why))),
    }
}

fn lost(view: &mut InstrumentView, line: Line) -> Heard {
    view.line = line;
    Heard::Interrupted(view.role)
}
