//! The screen of what goes over the lines: which event is marked, how far its parts are scrolled, and whether the picture
//! stands still. What came over the lines is in the snapshot.

use crate::instrument::{Parity, SerialSettings};
use crate::station::{Command, Snapshot, WireEvent, WireView};
use crossterm::event::KeyCode;
use std::sync::Arc;

/// Events of a leap in the list.
const LEAP: u64 = 10;

/// Speeds of a port that is listened to, in the order in which a key goes through them.
const SPEEDS: [u32; 8] = [1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200];

/// Data bits and parity, the same.
const BITS: [(u8, Parity); 5] =
    [(8, Parity::None), (8, Parity::Even), (7, Parity::Even), (7, Parity::Odd), (8, Parity::Odd)];

/// Begins to listen at a port, the way most instruments speak.
pub fn listen(port: &str) -> Command {
    let settings = SerialSettings { baud: 9600, data: 8, parity: Parity::None, stop: 1 };
    Command::Listen { port: port.to_owned(), settings }
}

/// Listens at the same port another way: the next speed, or the next bits.
fn otherwise(wire: &WireView, speed: bool) -> Option<Command> {
    let line = wire.lines.first()?;
    let now = line.listens?;
    let settings = if speed {
        SerialSettings { baud: next(&SPEEDS, now.baud), ..now }
    } else {
        let (data, parity) = next(&BITS, (now.data, now.parity));
        SerialSettings { data, parity, ..now }
    };
    Some(Command::Listen { port: line.port.clone(), settings })
}

/// What comes behind something in a list, round and round.
fn next<T: Copy + PartialEq>(list: &[T], now: T) -> T {
    let behind = list.iter().skip_while(|one| **one != now).nth(1).or(list.first());
    behind.copied().unwrap_or(now)
}

/// The screen's own state.
#[derive(Clone, Debug, Default)]
pub struct Watching {
    /// It was asked for and the station has not begun yet: what is typed meanwhile is no longer for the run.
    awaited: bool,
    /// Number of the marked event; none while the newest one is followed.
    mark: Option<u64>,
    /// First line of its parts that is shown.
    pub scroll: u16,
    /// What was there when the picture was frozen.
    frozen: Option<Arc<WireView>>,
}

impl Watching {
    /// Asks for what goes over the lines of the instruments in use.
    pub fn ask(&mut self) -> Command {
        self.awaited = true;
        Command::LookAtWire(None)
    }

    /// Whether it is shown, or about to be.
    pub const fn open(&self, snapshot: &Snapshot) -> bool {
        snapshot.wire.is_some() || self.awaited
    }

    /// Forgets what was marked of a look that is over.
    pub fn settle(&mut self, snapshot: &Snapshot) {
        if snapshot.wire.is_some() {
            self.awaited = false;
        } else {
            *self = Self { awaited: self.awaited, ..Self::default() };
        }
    }

    /// What is shown: what stands still, or what there is now.
    pub fn shown<'a>(&'a self, wire: &'a Arc<WireView>) -> &'a Arc<WireView> {
        self.frozen.as_ref().unwrap_or(wire)
    }

    /// How many events came since the picture stands still; none while it does not.
    pub fn missed(&self, wire: &WireView) -> Option<u64> {
        self.frozen.as_ref().map(|frozen| wire.total.saturating_sub(frozen.total))
    }

    /// Whether the newest event is followed.
    pub const fn follows(&self) -> bool {
        self.mark.is_none()
    }

    /// The marked event, with its index: the newest one, or the oldest that is left where the marked one has gone.
    pub fn marked<'a>(&self, shown: &'a WireView) -> Option<(usize, &'a Arc<WireEvent>)> {
        let last = shown.events.len().checked_sub(1)?;
        let index = self.mark.map_or(last, |mark| shown.events.partition_point(|event| event.number < mark).min(last));
        shown.events.get(index).map(|event| (index, event))
    }

    /// Takes a key; answers with what the station is to do.
    pub fn key(&mut self, key: KeyCode, snapshot: &Snapshot) -> Option<Command> {
        if key == KeyCode::Esc {
            *self = Self::default();
            return Some(Command::CloseWire);
        }
        let wire = snapshot.wire.as_ref()?;
        match key {
            KeyCode::Char(' ') => {
                self.frozen = if self.frozen.is_some() { None } else { Some(Arc::clone(wire)) };
            }
            KeyCode::Char('b') => return otherwise(wire, true),
            KeyCode::Char('d') => return otherwise(wire, false),
            KeyCode::Up => self.go(wire, |at| at.saturating_sub(1)),
            KeyCode::Down => self.go(wire, |at| at.saturating_add(1)),
            KeyCode::Left => self.go(wire, |at| at.saturating_sub(LEAP)),
            KeyCode::Right => self.go(wire, |at| at.saturating_add(LEAP)),
            KeyCode::Home => self.go(wire, |_| 0),
            KeyCode::End => self.go(wire, |_| u64::MAX),
            KeyCode::PageDown => self.scroll = self.scroll.saturating_add(5),
            KeyCode::PageUp => self.scroll = self.scroll.saturating_sub(5),
            _ => {}
        }
        None
    }

    /// Marks another event; beyond the newest one it follows again.
    fn go(&mut self, wire: &Arc<WireView>, to: impl Fn(u64) -> u64) {
        let shown = Arc::clone(self.shown(wire));
        let Some((_, marked)) = self.marked(&shown) else { return };
        let first = shown.events.front().map_or(0, |event| event.number);
        let wanted = to(marked.number).max(first);
        self.mark = Some(wanted).filter(|wanted| *wanted < shown.total);
        self.scroll = 0;
    }
}
