//! From the last byte on the wire to the disk, to the snapshot, and to the screen.
//!
//! A pty plays an indicator that sends ten frames a second, as the real one does; the station, the link and the ledger are
//! the real ones, on a real disk. What is timed begins before the frame is written that closes the stable window.

use crate::statistics::Times;
use crate::table::{Amount, Entry, Goal, Row};
use crate::wire_screen::{self, Peers};
use crate::{Effort, Failure, Measured, peer};
use quanheng::instrument::Profiles;
use quanheng::ledger::Ledger;
use quanheng::procedure::{Connection, LotTask, Subject, TareTask, TaskTare};
use quanheng::protocol::yaohua;
use quanheng::quantity::Decimal;
use quanheng::regulation::{Book, Label};
use quanheng::simulator::Pair;
use quanheng::station::{Command, Happening, KindView, Settings, Snapshots, Station};
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// Ten frames a second.
pub const BEAT: Duration = Duration::from_millis(100);
/// One weighing: 320 ms of an empty pan, 620 ms of a load, and a rest.
const CYCLE: Duration = Duration::from_millis(1080);
/// Beyond this the window was not closed by the frame that should have: the machine paused between two frames.
pub const LOST_AFTER: Duration = Duration::from_millis(500);
/// What is promised from the wire to the disk and to the screen.
pub const GOAL: Goal = Goal::AtMost(Amount::Time(Duration::from_millis(50)));

/// An indicator on a pty.
pub struct Indicator {
    near: File,
    /// Kept open and raw, so that nothing is echoed or changed on the way.
    far: File,
    /// The port to open.
    pub port: String,
}

impl Indicator {
    /// A pty nobody listens to yet.
    pub fn open() -> Result<Self, Failure> {
        let Pair { near, far, path } = Pair::open()?;
        Ok(Self { near, far, port: path.display().to_string() })
    }

    /// Sends a weight of so many tenths of a gram; answers with the moment before.
    pub fn send(&self, tenths: i64) -> Result<Instant, Failure> {
        let frame = yaohua::encode(Decimal::new(tenths, 4)).ok_or("no frame")?;
        let before = Instant::now();
        (&self.near).write_all(&frame)?;
        Ok(before)
    }
}

/// Waits for a moment.
pub fn sleep_until(moment: Instant) {
    std::thread::sleep(moment.saturating_duration_since(Instant::now()));
}

/// Weighings one after the other, each at its time: two of them share the machine without disturbing each other.
pub struct Weighings<'a> {
    indicator: &'a Indicator,
    next: Instant,
}

impl<'a> Weighings<'a> {
    /// Weighings that begin at `start`, or half a cycle later.
    pub fn new(indicator: &'a Indicator, start: Instant, half_later: bool) -> Self {
        Self { indicator, next: if half_later { start + CYCLE / 2 } else { start } }
    }

    /// An empty pan, then a load up to the frame before the one that closes the window; `close` sends that one.
    pub fn weigh(&mut self, tenths: i64) -> Result<Instant, Failure> {
        while self.next < Instant::now() {
            self.next += CYCLE;
        }
        let at = |ms: u64| self.next + Duration::from_millis(ms);
        let empty = [0, 100, 200, 320].map(|ms| (at(ms), 0));
        let load = [400, 500, 600, 700, 800, 900].map(|ms| (at(ms), tenths));
        for (moment, tenths) in empty.into_iter().chain(load) {
            sleep_until(moment);
            self.indicator.send(tenths)?;
        }
        Ok(at(1020))
    }
}

/// Weighs in the station of this process and on the screen of the real program at the same time, in turn.
pub fn measure(effort: Effort, folder: &Path) -> Measured {
    let disk_peer = read_and_commit(effort.changes, &folder.join("bare.db"))?;
    let peers = Peers::measure(effort, folder)?;
    let start = Instant::now() + Duration::from_secs(1);
    std::thread::scope(|scope| {
        let station = scope.spawn(|| station(effort.weighings, &folder.join("station"), start));
        let screen = wire_screen::measure(effort, &folder.join("screen"), start, &peers);
        let (disk, shown) = station.join().map_err(|_| "the station's measurement broke off")??;
        let row = |name: &str, ours: &Times, theirs: &Times| {
            let about = format!("{name}, median of {}", ours.count());
            let row = |name: String, ours, theirs| {
                Entry::new(name, Amount::Time(ours)).goal(GOAL).peer("bare read + commit", Amount::Time(theirs)).row()
            };
            [row(about, ours.median(), theirs.median()), row(format!("{name}, p99"), ours.p99(), theirs.p99())]
        };
        let mut rows: Vec<Row> = row("wire to disk", &disk, &disk_peer).into();
        rows.extend(row("wire to snapshot", &shown, &disk_peer));
        rows.extend(screen?);
        Ok(rows)
    })
}

/// The bare loop: a frame from the port, one row on the disk.
fn read_and_commit(count: usize, path: &Path) -> Result<Times, Failure> {
    let indicator = Indicator::open()?;
    let (line, database) = (indicator.far.try_clone()?, peer::database(path)?);
    let (done, told) = channel();
    std::thread::spawn(move || -> Result<(), Failure> {
        let mut frame = [0; peer::FRAME];
        loop {
            (&line).read_exact(&mut frame)?;
            peer::commit(&database, &frame)?;
            done.send(Instant::now())?;
        }
    });
    let mut times = Vec::new();
    for number in 0..count {
        let before = indicator.send(i64::try_from(number)?)?;
        times.push(told.recv_timeout(LOST_AFTER)?.duration_since(before));
        sleep_until(before + BEAT / 2);
    }
    Times::of(times)
}

/// A net-content inspection of the largest sample, without packing.
fn task(port: &str) -> LotTask {
    LotTask {
        regulation: Some("cn-jjf1070-2005".into()),
        product: "goods".into(),
        label: Label { quantity: "500".into(), unit: "g".into() },
        lot_size: 5000,
        scale: Connection { device: "yaohua-xk3190-a9".into(), port: port.to_owned(), ..Connection::default() },
        tare: TareTask { method: TaskTare::None, ..TareTask::default() },
        ..LotTask::default()
    }
}

/// The station of this process: times to the stored observation, and to the snapshot that shows it.
fn station(count: usize, folder: &Path, start: Instant) -> Result<(Times, Times), Failure> {
    let ledger = Ledger::open(folder).map_err(|why| format!("{why:?}"))?;
    let (happenings, told) = channel();
    let settings = Settings {
        ledger,
        profiles: Arc::new(Profiles::with([]).0),
        book: Arc::new(Book::with([]).map_err(|why| format!("{why:?}"))?),
        demonstration: false,
        watch_ports: false,
        record: None,
        happenings: Some(happenings),
        office: None,
    };
    let station = Station::start(settings);
    let (changes, snapshots) = (station.subscribe(), station.snapshots());
    let indicator = Indicator::open()?;
    let mut weighings = Weighings::new(&indicator, start, false);
    station.send(Command::OpenLot(Box::new(task(&indicator.port))));
    let (mut disk, mut shown, mut lost) = (Vec::new(), Vec::new(), 0);
    while disk.len() < count {
        let closing = weighings.weigh(5000)?;
        sleep_until(closing);
        let before = indicator.send(5000)?;
        let Some((stored, number)) = stored(&told, before + LOST_AFTER) else {
            lost += 1;
            if lost > count {
                return Err("most windows were not closed by the frame that should have closed them".into());
            }
            continue;
        };
        let seen = seen(&changes, &snapshots, number).ok_or("the snapshot never came")?;
        disk.push(stored.duration_since(before));
        shown.push(seen.duration_since(before));
        if full(&snapshots) {
            station.send(Command::OpenLot(Box::new(task(&indicator.port))));
        }
    }
    Ok((Times::of(disk)?, Times::of(shown)?))
}

/// The moment of the next stored package, and its number.
fn stored(told: &Receiver<Happening>, until: Instant) -> Option<(Instant, u64)> {
    loop {
        let happening = told.recv_timeout(until.saturating_duration_since(Instant::now())).ok()?;
        if let Happening::Observation { observation, .. } = happening
            && let Subject::Package { number } = observation.subject
        {
            return Some((Instant::now(), number));
        }
    }
}

/// How many packages the latest snapshot shows, and how many the run wants.
fn packages(snapshots: &Snapshots) -> (u64, u64) {
    match snapshots.latest().active.as_ref().map(|run| &run.kind) {
        Some(KindView::Lot(lot)) => (u64::try_from(lot.packages.len()).unwrap_or(0), lot.plan.sample_size),
        _ => (0, 0),
    }
}

fn seen(changes: &Receiver<()>, snapshots: &Snapshots, number: u64) -> Option<Instant> {
    while packages(snapshots).0 < number {
        changes.recv_timeout(LOST_AFTER).ok()?;
    }
    Some(Instant::now())
}

fn full(snapshots: &Snapshots) -> bool {
    let (weighed, wanted) = packages(snapshots);
    weighed >= wanted
}
