//! Promise: looking for instruments from the screens goes port after port, tells what it does, lets a port go at once when
//! told, and never gets between a run and its instrument. On real ptys, through the running station.

use crate::probe::world;
use crate::stations::{station, until};
use quanheng::instrument::{Profile, Profiles};
use quanheng::procedure::{Connection, LotTask};
use quanheng::regulation::Label;
use quanheng::simulator::{Options, Pair, Simulator};
use quanheng::station::{Command, LookState, Role, Snapshot};
use std::fs::File;
use std::sync::Arc;
use tempfile::TempDir;

fn profiles() -> Arc<Profiles> {
    Arc::new(Profiles::with([]).0)
}

fn state(snapshot: &Snapshot, port: &str) -> Option<LookState> {
    snapshot.discovery.as_ref().and_then(|view| view.of(port)).map(|look| look.state.clone())
}

fn simulated(id: &str) -> (Simulator, Arc<Profile>, String) {
    let profile = profiles().get(id).unwrap();
    let simulator = Simulator::start(&profile, &world(&profile), &Options::default()).unwrap();
    let port = simulator.path().to_str().unwrap().to_owned();
    (simulator, profile, port)
}

/// A port at whose other end nobody speaks.
fn silence() -> (File, String) {
    // The far end is closed here: the test counts who has it open.
    let Pair { near, path, .. } = Pair::open().unwrap();
    (near, path.to_str().unwrap().to_owned())
}

/// How many open files of this process are the port.
fn handles(port: &str) -> usize {
    let open = std::fs::read_dir("/proc/self/fd").unwrap().flatten();
    open.filter_map(|entry| std::fs::read_link(entry.path()).ok())
        .filter(|target| target.to_str() == Some(port))
        .count()
}

/// Whether somebody has the port open.
fn held(port: &str) -> bool {
    handles(port) > 0
}

#[test]
fn what_is_found_is_offered_with_its_address_and_how_sure_it_is() {
    let folder = TempDir::new().unwrap();
    let station = station(folder.path(), false);
    let (_meter, profile, port) = simulated("eastron-sdm630");
    station.send(Command::Find(vec![port.clone(), "/dev/ttyNOSUCH9".into()]));
    let over = |snapshot: &Snapshot| {
        let view = snapshot.discovery.as_ref();
        view.is_some_and(|view| view.looks.len() == 2 && !view.running())
    };
    let snapshot = until(&station, "the end of both looks", over);
    let Some(LookState::Found(found)) = state(&snapshot, &port) else { panic!("{:?}", snapshot.discovery) };
    assert_eq!(found[0].protocol, profile.protocol.name);
    assert_eq!(found[0].address.as_deref(), Some("1"));
    assert_eq!(found[0].port, port);
    assert!(found[0].models.iter().any(|model| model.id == profile.id && model.kind == "meter"), "{found:?}");
    assert!(matches!(state(&snapshot, "/dev/ttyNOSUCH9"), Some(LookState::Refused(_))), "{:?}", snapshot.discovery);
    // Both were typed: they stay on the list of this session, with the reason why one cannot be used.
    let listed = |port: &str| snapshot.ports.iter().find(|view| view.path == port).cloned();
    assert!(listed(&port).is_some_and(|view| view.unusable.is_none()), "{:?}", snapshot.ports);
    assert!(listed("/dev/ttyNOSUCH9").is_some_and(|view| view.unusable.is_some()), "{:?}", snapshot.ports);
}

#[test]
fn one_port_after_another_and_let_go_when_told() {
    let folder = TempDir::new().unwrap();
    let station = station(folder.path(), false);
    let ((_one, first), (_two, second)) = (silence(), silence());
    station.send(Command::Find(vec![first.clone(), second.clone()]));
    let listens = |snapshot: &Snapshot| matches!(state(snapshot, &first), Some(LookState::Listening { .. }));
    until(&station, "listening", listens);
    until(&station, "the open port", |_| held(&first));
    assert_eq!(state(&station.snapshot(), &second), Some(LookState::Waiting));
    // One that is asked for alone comes first; the other one waits for its turn, and its port is free meanwhile.
    station.send(Command::Find(vec![second.clone()]));
    let listens = |snapshot: &Snapshot| matches!(state(snapshot, &second), Some(LookState::Listening { .. }));
    let snapshot = until(&station, "the other one", listens);
    assert_eq!(state(&snapshot, &first), Some(LookState::Waiting));
    assert!(!held(&first), "what waits is still held");
    station.send(Command::StopFinding);
    let snapshot = until(&station, "the stop", |snapshot| state(snapshot, &first) == Some(LookState::Stopped));
    assert_eq!(state(&snapshot, &second), Some(LookState::Stopped));
    assert!(!held(&first) && !held(&second), "a port is still held after the stop was told");
}

#[test]
fn nobody_is_looked_for_while_a_run_is_open_and_a_run_takes_the_port_over() {
    let folder = TempDir::new().unwrap();
    let station = station(folder.path(), false);
    let (_scale, profile, port) = simulated("yaohua-xk3190-a9");
    let (_quiet, silent) = silence();
    station.send(Command::Find(vec![silent.clone(), port.clone()]));
    until(&station, "listening", |snapshot| matches!(state(snapshot, &silent), Some(LookState::Listening { .. })));
    let task = LotTask {
        regulation: Some("cn-jjf1070-2005".into()),
        product: "rice".into(),
        label: Label { quantity: "500".into(), unit: "g".into() },
        lot_size: 40,
        scale: Connection { device: profile.id.clone(), port: port.clone(), ..Connection::default() },
        ..LotTask::default()
    };
    station.send(Command::OpenLot(Box::new(task)));
    let snapshot = until(&station, "the run's first reading", |snapshot| {
        snapshot.active.is_some() && snapshot.instruments.iter().any(|view| !view.readings.is_empty())
    });
    assert_eq!(state(&snapshot, &silent), Some(LookState::Stopped));
    station.send(Command::Find(vec![silent.clone()]));
    let snapshot = until(&station, "the refusal", |snapshot| snapshot.refused.is_some());
    assert_eq!(state(&snapshot, &silent), Some(LookState::Stopped));
    assert!(!held(&silent));
}

#[test]
fn a_watched_instrument_is_shown_and_nothing_is_kept() {
    let folder = TempDir::new().unwrap();
    let station = station(folder.path(), false);
    let (_scale, profile, port) = simulated("yaohua-xk3190-a9");
    // A simulated instrument keeps its own end open.
    let before = handles(&port);
    let connection = Connection { device: profile.id.clone(), port: port.clone(), ..Connection::default() };
    station.send(Command::Watch(Box::new(connection)));
    let snapshot = until(&station, "a reading", |snapshot| {
        snapshot.instruments.iter().any(|view| view.role == Role::Watched && !view.readings.is_empty())
    });
    assert_eq!(handles(&port), before + 1);
    assert!(snapshot.active.is_none() && snapshot.runs.is_empty());
    station.send(Command::Leave);
    until(&station, "the end", |snapshot| snapshot.instruments.is_empty());
    assert_eq!(handles(&port), before, "the port is still held");
    // The name of a device that there is none of is refused in words.
    let unknown = Connection { device: "no-such".into(), port, ..Connection::default() };
    station.send(Command::Watch(Box::new(unknown)));
    until(&station, "the refusal", |snapshot| snapshot.refused.is_some() && snapshot.instruments.is_empty());
}
