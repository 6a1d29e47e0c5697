//! Promise: every model in `devices/` is read from its simulator over a pty. The table is printed with `--nocapture`.

use crate::probe::world;
use quanheng::instrument::{Profile, Profiles, Reading};
use quanheng::link::{Link, LinkEvent, LinkEventKind, LinkSettings, OnLine};
use quanheng::quantity::Decimal;
use quanheng::simulator::{Options, Simulator, World};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

/// Long beyond any healthy model; only one that is not read meets it.
const HANG: Duration = Duration::from_secs(30);

/// The first reading that carries a value, and all readings up to it.
fn first_value(profile: &Arc<Profile>) -> Result<Reading, String> {
    let world = world(profile);
    if let World::Scale(pan) = &world {
        pan.load(Decimal::new(500, 3));
    }
    let simulator = Simulator::start(profile, &world, &Options::default()).map_err(|why| why.to_string())?;
    let (sender, events) = channel::<LinkEvent>();
    let device = OnLine { profile: profile.clone(), address: None, name: profile.id.clone() };
    let port = simulator.path().display().to_string();
    let settings = LinkSettings { port, devices: vec![device], every: Duration::from_millis(50), record: None };
    let _link = Link::open(settings, sender);
    let (begun, mut last) = (Instant::now(), String::new());
    while begun.elapsed() < HANG {
        let Ok(event) = events.recv_timeout(Duration::from_millis(200)) else { continue };
        match event.kind {
            LinkEventKind::Reading(reading) if reading.datum.value.is_some() => return Ok(reading),
            other => last = format!("{other:?}"),
        }
    }
    Err(format!("{}: nothing was read; last {last}", profile.id))
}

#[test]
fn every_model_is_read_from_its_simulator() {
    let all: Vec<Arc<Profile>> = Profiles::with([]).0.all().cloned().collect();
    assert!(all.len() >= 100, "{}", all.len());
    let (next, rows) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
    std::thread::scope(|scope| {
        // Mostly waiting: many at once.
        for _ in 0..12 {
            scope.spawn(|| {
                while let Some(profile) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                    rows.lock().unwrap().insert(profile.id.clone(), (profile.clone(), first_value(profile)));
                }
            });
        }
    });
    let mut unread = Vec::new();
    for (id, (profile, read)) in rows.into_inner().unwrap() {
        match read {
            Ok(reading) => {
                let value = reading.datum.value.as_ref().map(ToString::to_string).unwrap_or_default();
                let unit = reading.datum.unit.map(|unit| unit.symbol()).unwrap_or_default();
                eprintln!("{id:<34} {:<24} {:<12} {value} {unit}", profile.protocol.name, profile.status.word());
            }
            Err(why) => unread.push(why),
        }
    }
    assert!(unread.is_empty(), "{}", unread.join("\n"));
}
