//! The screen of looking for instruments: what can be marked on it, and what its keys do. What was found is in the snapshot.

use super::app::Overlay;
use super::monitor;
use crate::locale::Words;
use crate::procedure::Connection;
use crate::station::{Command, DiscoveryView, Found, LookState, Model, PortLook, PortView, Snapshot};
use crossterm::event::KeyCode;
use tui_input::Input;

/// A line that can be marked.
#[derive(Clone, Copy, Debug)]
pub enum Row<'a> {
    /// A port, and what came of looking at it.
    Port(&'a PortView, Option<&'a PortLook>),
    /// A model that may be what is on the port: which one of what was found there.
    Model(&'a PortView, &'a Found, &'a Model),
}

impl Row<'_> {
    /// What stays the same when lines come and go above.
    fn mark(&self) -> Mark {
        match self {
            Self::Port(port, _) => Mark { port: port.path.clone(), model: None },
            Self::Model(port, found, model) => {
                Mark { port: port.path.clone(), model: Some((found.protocol.clone(), model.id.clone())) }
            }
        }
    }

    /// The port it belongs to.
    const fn port(&self) -> &PortView {
        match self {
            Self::Port(port, _) | Self::Model(port, ..) => port,
        }
    }
}

/// Which line is marked: a port, or a protocol and a model on it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Mark {
    port: String,
    model: Option<(String, String)>,
}

/// Every line that can be marked, from the top.
pub fn rows(snapshot: &Snapshot) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    for port in &snapshot.ports {
        let look = snapshot.discovery.as_ref().and_then(|view| view.of(&port.path));
        rows.push(Row::Port(port, look));
        if let Some(LookState::Found(found)) = look.map(|look| &look.state) {
            rows.extend(found.iter().flat_map(|found| found.models.iter().map(|model| Row::Model(port, found, model))));
        }
    }
    rows
}

/// Whether somebody is being looked for.
pub fn running(snapshot: &Snapshot) -> bool {
    snapshot.discovery.as_ref().is_some_and(DiscoveryView::running)
}

/// An instrument that was chosen, and what it may be used for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// `scale`, `meter`, `standard` or `scanner`.
    pub kind: &'static str,
    /// Its name.
    pub name: Words,
    /// How it is reached.
    pub connection: Connection,
}

/// What a found instrument can be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// The scale of a lot run.
    Lot,
    /// The pile's meter of a pile run.
    Pile,
    /// The standard of a pile run.
    Standard,
    /// Looking at its value.
    Watch,
}

impl Chosen {
    /// Its uses with their keys, the likeliest first.
    pub fn uses(&self) -> &'static [(char, Use)] {
        match self.kind {
            "scale" => &[('n', Use::Lot), ('v', Use::Watch)],
            "meter" => &[('p', Use::Pile), ('s', Use::Standard), ('v', Use::Watch)],
            "standard" => &[('s', Use::Standard), ('v', Use::Watch)],
            _ => &[('v', Use::Watch)],
        }
    }

    /// The use of a key; Enter is the first one.
    pub fn used_for(&self, key: KeyCode) -> Option<Use> {
        let mut uses = self.uses().iter();
        match key {
            KeyCode::Enter => uses.next(),
            KeyCode::Char(typed) => uses.find(|(name, _)| *name == typed),
            _ => None,
        }
        .map(|(_, used)| *used)
    }
}

/// What was chosen for the plans of this session.
#[derive(Clone, Debug, Default)]
pub struct Picked {
    /// The scale of a lot.
    pub scale: Option<Connection>,
    /// The pile's meter.
    pub pile: Option<Connection>,
    /// The standard.
    pub standard: Option<Connection>,
}

impl Picked {
    /// Remembers what an instrument is used for.
    pub fn pick(&mut self, used: Use, connection: Connection) {
        match used {
            Use::Lot => self.scale = Some(connection),
            Use::Pile => self.pile = Some(connection),
            Use::Standard => self.standard = Some(connection),
            Use::Watch => {}
        }
    }
}

/// The screen's own state.
#[derive(Clone, Debug, Default)]
pub struct Finding {
    /// It is shown.
    pub open: bool,
    mark: Option<Mark>,
}

impl Finding {
    /// Index of the marked line; the first one while nothing else is marked, or what was marked has gone.
    pub fn marked(&self, rows: &[Row<'_>]) -> usize {
        let Some(mark) = &self.mark else { return 0 };
        let port = || rows.iter().position(|row| row.port().path == mark.port);
        rows.iter().position(|row| row.mark() == *mark).or_else(port).unwrap_or(0)
    }

    /// Marks a port, whether it is on the list yet or not.
    pub fn mark_port(&mut self, port: &str) {
        self.mark = Some(Mark { port: port.to_owned(), model: None });
    }

    /// Shows the screen; what can be looked at and was not yet is looked at.
    pub fn show(&mut self, snapshot: &Snapshot) -> Option<Command> {
        self.open = true;
        let known = |port: &&PortView| snapshot.discovery.as_ref().is_some_and(|view| view.of(&port.path).is_some());
        find(snapshot.ports.iter().filter(|port| !known(port)))
    }

    /// Takes a key; answers with what the station is to do. What lies over the screen is changed here too.
    pub fn key(&mut self, key: KeyCode, snapshot: &Snapshot, overlay: &mut Overlay) -> Option<Command> {
        let rows = rows(snapshot);
        let marked = self.marked(&rows);
        let row = rows.get(marked);
        match key {
            KeyCode::Esc if running(snapshot) => return Some(Command::StopFinding),
            KeyCode::Esc | KeyCode::Char('q') => self.open = false,
            KeyCode::Down => self.mark = rows.get(marked + 1).or(row).map(Row::mark),
            KeyCode::Up => self.mark = rows.get(marked.saturating_sub(1)).map(Row::mark),
            KeyCode::Char('f') => return find(snapshot.ports.iter()),
            // Of a port it is the first that was recognised there; where nobody was, it is only listened to.
            KeyCode::Char('m') => {
                let below = || rows.get(marked + 1).filter(|next| next.mark().model.is_some());
                let of_port = row.filter(|row| row.mark().model.is_some()).or_else(below);
                return Some(match of_port.or(row)? {
                    Row::Model(_, found, model) => Command::LookAtWire(Some(Box::new(chosen(found, model).connection))),
                    Row::Port(port, _) => monitor::listen(&port.path),
                });
            }
            KeyCode::Char('a') => *overlay = Overlay::AddPort(Input::new("/dev/".into())),
            KeyCode::Enter => match *row? {
                Row::Model(_, found, model) => *overlay = Overlay::Offer(chosen(found, model)),
                // Below it is what was found: nearer to what is wanted than looking once more.
                Row::Port(port, _) => match rows.get(marked + 1).filter(|next| next.mark().model.is_some()) {
                    Some(model) => self.mark = Some(model.mark()),
                    // Also one that could not be used: whoever mended it wants to know whether it can be now.
                    None => return Some(Command::Find(vec![port.path.clone()])),
                },
            },
            _ => {}
        }
        None
    }
}

fn chosen(found: &Found, model: &Model) -> Chosen {
    let connection = Connection {
        device: model.id.clone(),
        port: found.port.clone(),
        address: found.address.clone(),
        ..Connection::default()
    };
    Chosen { kind: model.kind, name: model.name.clone(), connection }
}

/// Looks at ports that can be used.
fn find<'a>(ports: impl Iterator<Item = &'a PortView>) -> Option<Command> {
    let usable: Vec<String> = ports.filter(|port| port.unusable.is_none()).map(|port| port.path.clone()).collect();
    (!usable.is_empty()).then_some(Command::Find(usable))
}

/// The port that is meant: whoever pastes a whole path or address behind the `/dev/` that stands there means just that.
pub fn port_of(text: &str) -> String {
    let whole = |rest: &&str| rest.starts_with('/') || rest.contains("://");
    text.strip_prefix("/dev/").filter(whole).unwrap_or(text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::port_of;

    #[test]
    fn a_whole_path_behind_the_beginning_that_stands_there_is_meant_alone() {
        let cases = [
            ("/dev/ttyUSB0", "/dev/ttyUSB0"),
            ("/dev//dev/ttyUSB0", "/dev/ttyUSB0"),
            ("/dev//tmp/scale", "/tmp/scale"),
            ("/dev/tcp://192.168.1.20:4001", "tcp://192.168.1.20:4001"),
            ("/dev/serial/by-path/x", "/dev/serial/by-path/x"),
        ];
        for (typed, meant) in cases {
            assert_eq!(port_of(typed), meant);
        }
    }
}
