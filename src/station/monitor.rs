//! What goes over the lines of the instruments in use, for a technician whose instrument says nothing, or nonsense: the last
//! events with their bytes, collected only while somebody looks. It has no part in a run.

use super::snapshot::{Line, Role};
use super::why::both;
use crate::instrument::{Profile, Reading, SerialSettings, Stamp};
use crate::link::{LinkEvent, LinkEventKind, Wire};
use crate::locale::Words;
use crate::protocol::{Datum, DeviceError, Protocol, Rejected, parse_hex};
use std::collections::VecDeque;
use std::sync::Arc;

/// How many events are kept: the newest ones.
pub const WIRE_EVENTS: usize = 200;
/// Stray bytes that follow each other so closely are one event, as long as it has room.
const TOGETHER_NS: u64 = 100_000_000;
const TOGETHER_MOST: usize = 64;

/// The newest events on the lines, oldest first.
#[derive(Clone, Debug, Default)]
pub struct WireView {
    /// The lines, in the order of the instruments.
    pub lines: Vec<WireLine>,
    /// The newest events, oldest first.
    pub events: VecDeque<Arc<WireEvent>>,
    /// How many there were since somebody looks.
    pub total: u64,
}

/// An instrument on its line, and what its frames are taken apart by.
#[derive(Clone, Debug)]
pub struct WireLine {
    /// Its part.
    pub role: Role,
    /// Its port, as the plan names it.
    pub port: String,
    /// What it is; nobody knows what is on a port that is only listened to.
    pub profile: Option<Arc<Profile>>,
    /// How such a port is listened to.
    pub listens: Option<SerialSettings>,
    /// `9600 8E1`, when the port is open or was.
    pub settings: Option<String>,
}

/// Something that happened on a line.
#[derive(Clone, Debug, PartialEq)]
pub struct WireEvent {
    /// Its number since somebody looks, from 1.
    pub number: u64,
    /// When.
    pub stamp: Stamp,
    /// Whose line.
    pub role: Role,
    /// Its bytes; none where there are none.
    pub bytes: Vec<u8>,
    /// What they are taken apart by; nothing on a port that is only listened to.
    pub protocol: Option<&'static Protocol>,
    /// What it was.
    pub what: OnWire,
}

/// What can happen on a line.
#[derive(Clone, Debug, PartialEq)]
pub enum OnWire {
    /// How the line was when somebody began to look, with its settings.
    Found(Line, Option<String>),
    /// The port is open, with these settings.
    Connected(String),
    /// A question, and what it asks for by the profile.
    Asked(Option<String>),
    /// A frame with these values.
    Said(Vec<Datum>),
    /// A frame that carries no value.
    Whole,
    /// The device says that it cannot answer.
    Cannot(DeviceError),
    /// What was sent came back.
    Echo,
    /// Bytes that give no value.
    Refused(Rejected),
    /// Bytes of no frame.
    Stray,
    /// Bytes of a port that is only listened to.
    Heard,
    /// Bytes that came too late to answer.
    Late,
    /// Nobody answered this question.
    Unanswered,
    /// Nobody answered, and nobody answered again.
    TimedOut,
    /// A device that sends by itself has stopped for so many milliseconds.
    Silent(u64),
    /// The line was lost, or cannot be had.
    Lost(Words),
}

impl WireLine {
    /// An instrument whose line is not open yet.
    pub fn new(role: Role, port: &str, profile: &Arc<Profile>) -> Self {
        Self { role, port: port.to_owned(), profile: Some(Arc::clone(profile)), listens: None, settings: None }
    }

    /// A port that is only listened to.
    pub fn listening(port: &str, settings: SerialSettings) -> Self {
        Self { role: Role::Watched, port: port.to_owned(), profile: None, listens: Some(settings), settings: None }
    }

    /// Whether an event is of this one.
    pub fn is(&self, event: &LinkEvent) -> bool {
        self.role.word() == event.link
    }

    /// Its line was opened.
    pub fn opened(&mut self, settings: &str) {
        self.settings = Some(settings.to_owned());
    }
}

/// Collects events while somebody looks.
pub struct Monitor {
    view: Arc<WireView>,
    /// What wakes a reader comes before the frame it belongs to.
    wake: Option<(Role, Vec<u8>)>,
}

impl Monitor {
    /// Begins with how every line is now: what was told before is not told again.
    pub fn open(members: &[WireLine], lines: impl Iterator<Item = Line>, now: &Stamp) -> Self {
        let view = Arc::new(WireView { lines: members.to_vec(), ..WireView::default() });
        let mut monitor = Self { view, wake: None };
        for (member, line) in members.iter().zip(lines) {
            monitor.add(member, now.clone(), Vec::new(), OnWire::Found(line, member.settings.clone()));
        }
        monitor
    }

    /// The lines are set another way.
    pub fn set(&mut self, members: &[WireLine]) {
        Arc::make_mut(&mut self.view).lines = members.to_vec();
    }

    /// What was collected.
    pub fn view(&self) -> Arc<WireView> {
        Arc::clone(&self.view)
    }

    /// Takes in an event of a link; what comes of an instrument that is not in use any more is nobody's.
    pub fn hear(&mut self, event: &LinkEvent, members: &[WireLine]) {
        let Some(member) = members.iter().find(|member| member.is(event)) else { return };
        let stamp = event.stamp.clone();
        // What is written in hexadecimal by a link can be read.
        let bytes = |frame: &str| parse_hex(frame).unwrap_or_default();
        match &event.kind {
            LinkEventKind::Reading(reading) => self.reading(member, reading),
            LinkEventKind::Refused { frame, why } => {
                self.add(member, stamp, bytes(frame), OnWire::Refused(why.clone()));
            }
            LinkEventKind::DeviceSays { frame, error } => {
                self.add(member, stamp, bytes(frame), OnWire::Cannot(error.clone()));
            }
            LinkEventKind::Connected { settings, .. } => {
                self.set(members);
                self.add(member, stamp, Vec::new(), OnWire::Connected(settings.clone()));
            }
            LinkEventKind::TimedOut { .. } => self.add(member, stamp, Vec::new(), OnWire::TimedOut),
            LinkEventKind::Silent { for_ms } => self.add(member, stamp, Vec::new(), OnWire::Silent(*for_ms)),
            LinkEventKind::Gone { why } => self.add(member, stamp, Vec::new(), OnWire::Lost(both(why))),
            LinkEventKind::Unavailable { why } => self.add(member, stamp, Vec::new(), OnWire::Lost(both(why))),
            // Of the file, not of the line.
            LinkEventKind::RecordingStopped { .. } => {}
            LinkEventKind::Wire(wire) => match wire {
                Wire::Sent { bytes, item } => self.add(member, stamp, bytes.clone(), OnWire::Asked(item.clone())),
                Wire::Whole(bytes) => self.add(member, stamp, bytes.clone(), OnWire::Whole),
                Wire::Echo(bytes) => self.add(member, stamp, bytes.clone(), OnWire::Echo),
                Wire::Wake(bytes) => self.wake = Some((member.role, bytes.clone())),
                Wire::Stray(bytes) => self.loose(member, stamp, bytes, OnWire::Stray),
                Wire::Heard(bytes) => self.loose(member, stamp, bytes, OnWire::Heard),
                Wire::Late(bytes) => self.add(member, stamp, bytes.clone(), OnWire::Late),
                Wire::Unanswered => self.add(member, stamp, Vec::new(), OnWire::Unanswered),
            },
        }
    }

    /// A frame with several values in it came once.
    fn reading(&mut self, member: &WireLine, reading: &Reading) {
        let device = member.profile.as_ref().map(|profile| &profile.id);
        if (Some(&reading.device), &reading.port) != (device, &member.port) {
            return;
        }
        let bytes = parse_hex(&reading.frame).unwrap_or_default();
        if let Some(last) = self.last()
            && (last.role, &last.stamp) == (member.role, &reading.stamp)
            && last.bytes.ends_with(&bytes)
            && let OnWire::Said(data) = &mut Arc::make_mut(last).what
        {
            data.push(reading.datum.clone());
            return;
        }
        self.add(member, reading.stamp.clone(), bytes, OnWire::Said(vec![reading.datum.clone()]));
    }

    /// A line that is heard at another speed gives stray bytes by ones and twos. Of a damaged frame only its first byte is
    /// refused, since the next frame may begin right behind it: the rest comes after it and is shown with it.
    fn loose(&mut self, member: &WireLine, stamp: Stamp, bytes: &[u8], what: OnWire) {
        if let Some(last) = self.last()
            && last.role == member.role
            && (last.what == what
                || what == OnWire::Stray
                    && matches!(last.what, OnWire::Refused(_))
                    && last.bytes.iter().filter(|byte| **byte != 0xFE).count() == 1)
            && stamp.mono_ns.saturating_sub(last.stamp.mono_ns) <= TOGETHER_NS
            && last.bytes.len() + bytes.len() <= TOGETHER_MOST
        {
            Arc::make_mut(last).bytes.extend_from_slice(bytes);
            return;
        }
        self.add(member, stamp, bytes.to_vec(), what);
    }

    fn last(&mut self) -> Option<&mut Arc<WireEvent>> {
        Arc::make_mut(&mut self.view).events.back_mut()
    }

    /// Adds an event; of the newest ones so many are kept.
    fn add(&mut self, member: &WireLine, stamp: Stamp, mut bytes: Vec<u8>, what: OnWire) {
        if let Some((_, wake)) = self.wake.take_if(|(role, _)| *role == member.role && !bytes.is_empty()) {
            // Before a question it has woken nobody.
            if matches!(what, OnWire::Asked(_)) {
                self.add(member, stamp.clone(), wake, OnWire::Stray);
            } else {
                bytes.splice(..0, wake);
            }
        }
        let view = Arc::make_mut(&mut self.view);
        view.total += 1;
        let protocol = member.profile.as_ref().map(|profile| profile.protocol);
        let (number, role) = (view.total, member.role);
        view.events.push_back(Arc::new(WireEvent { number, stamp, role, bytes, protocol, what }));
        let surplus = view.events.len().saturating_sub(WIRE_EVENTS);
        view.events.drain(..surplus);
    }
}

#[cfg(test)]
#[path = "monitor_tests.rs"]
mod tests;
