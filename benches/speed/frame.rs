//! One frame of a run's screen while a value changes, drawn into the bytes for a terminal; and from a key to the screen.

use crate::life;
use crate::statistics::Times;
use crate::table::{Amount, Entry, Goal};
use crate::terminal::{Terminal, whole_frame};
use crate::{Effort, Failure, Measured};
use quanheng::instrument::{Profiles, Reading, Stamp};
use quanheng::ledger::{Ledger, Record};
use quanheng::locale::{Lang, Words};
use quanheng::protocol::{Datum, Measurand};
use quanheng::quantity::{Decimal, Unit};
use quanheng::regulation::Book;
use quanheng::station::{Command, InstrumentView, Line, Role, Settings, Snapshot, Station};
use quanheng::tui::{App, Context, Theme};
use ratatui::backend::CrosstermBackend;
use ratatui::layout::{Constraint, Rect};
use ratatui::widgets::{Row, Table};
use ratatui::{Frame, TerminalOptions, Viewport};
use serde_json::json;
use std::cell::Cell;
use std::io::{Result as Io, Write};
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The windows that are drawn.
const SIZES: [(u16, u16); 3] = [(80, 24), (120, 36), (200, 60)];
/// Frames of one measurement.
const FRAMES: usize = 2000;
/// Packages that the run on the screen has.
const PACKAGES: u64 = 49;
/// A key must be answered within one frame of a 60 Hz screen.
const KEY: Duration = Duration::from_millis(16);
/// Bytes on the line for one changed value.
const BYTES: f64 = 1024.0;

/// Measures.
pub fn measure(effort: Effort, folder: &Path) -> Measured {
    let snapshot = run(&folder.join("run"))?;
    let mut rows = Vec::new();
    for size in SIZES {
        let (bytes, ours, theirs) = drawn(&snapshot, size)?;
        let name = format!("frame of a lot at {}x{}", size.0, size.1);
        let goal = Goal::AtMost(Amount::Times(2.0));
        let ratio = |ours: Duration, theirs: Duration| Amount::Times(ours.div_duration_f64(theirs));
        rows.push(
            Entry::new(format!("{name}, p99"), Amount::Time(ours.p99()))
                .peer("bare ratatui table", Amount::Time(theirs.p99()))
                .row(),
        );
        rows.push(Entry::new(format!("{name}, p99 against it"), ratio(ours.p99(), theirs.p99())).goal(goal).row());
        let line = Goal::AtMost(Amount::Bytes(BYTES));
        rows.push(Entry::new(format!("{name}, line for a changed value"), Amount::Bytes(bytes)).goal(line).row());
    }
    rows.extend(key(effort, &folder.join("keys"))?);
    Ok(rows)
}

/// A run as a station shows it: opened and weighed before, continued now.
fn run(folder: &Path) -> Result<Arc<Snapshot>, Failure> {
    let told = |why: quanheng::ledger::LedgerError| format!("{why:?}");
    let mut ledger = Ledger::open(folder).map_err(told)?;
    let stamp = |at: u64| Stamp { at: format!("2026-11-25T08:00:{:02}.000+08:00", at % 60), mono_ns: at * 1_000_000 };
    let task = json!({ "product": "大米", "label": { "quantity": "500", "unit": "g" }, "lot_size": 500,
        "scale": { "device": "yaohua-xk3190-a9", "port": "/dev/no-such-port" }, "tare": { "method": "none" } });
    let opened = json!({ "kind": "lot", "task": task, "title": "大米 · 500 g", "demonstration": true,
        "regulation": "cn-jjf1070-2005", "date": "2026-11-25", "program": "quanheng" });
    let record = |data| Record {
        kind: "run-opened".into(),
        run: Some("run".into()),
        at: stamp(0).at,
        mono_ns: stamp(0).mono_ns,
        data,
    };
    let mut records = vec![record(opened)];
    for number in 1..=PACKAGES {
        records.push(life::observation("run", number, &stamp(number))?);
    }
    ledger.append_all(&records).map_err(told)?;
    let station = Station::start(Settings {
        ledger,
        profiles: Arc::new(Profiles::with([]).0),
        book: Arc::new(Book::embedded().map_err(|why| format!("{why:?}"))?.clone()),
        demonstration: true,
        watch_ports: false,
        record: None,
        happenings: None,
        office: None,
    });
    station.send(Command::Continue("run".into()));
    for _ in 0..200 {
        let snapshot = station.snapshot();
        if snapshot.active.is_some() {
            return Ok(snapshot);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Err(format!("the run was not continued: {:?}", station.snapshot().refused).into())
}

/// Where the bytes of frames go; they are counted.
#[derive(Clone, Default)]
struct Sink(Rc<Cell<usize>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> Io<usize> {
        self.0.set(self.0.get() + bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Io<()> {
        Ok(())
    }
}

/// Times and the mean bytes of frames that differ by one value, and the times of the bare table.
fn drawn(run: &Snapshot, (width, height): (u16, u16)) -> Result<(f64, Times, Times), Failure> {
    let (lang, theme) = (Lang::Zh, Theme::default());
    let context = Context {
        lang,
        theme,
        profiles: Vec::new(),
        regulations: Vec::new(),
        book: std::sync::Arc::default(),
        large: false,
        glyphs: quanheng::tui::Glyphs::default(),
    };
    let app = App::new(context);
    let area = Rect::new(0, 0, width, height);
    let terminal = || {
        let sink = Sink::default();
        let options = TerminalOptions { viewport: Viewport::Fixed(area) };
        ratatui::Terminal::with_options(CrosstermBackend::new(sink.clone()), options).map(|terminal| (sink, terminal))
    };
    let ((sink, mut ours_on), (_, mut bare_on)) = (terminal()?, terminal()?);
    let (mut ours, mut theirs, mut bytes) = (Vec::new(), Vec::new(), 0);
    // In turn, so that both meet the same hindrances.
    for number in 0..=FRAMES {
        let now_ns = u64::try_from(number)? * 100_000_000;
        let mut snapshot = run.clone();
        snapshot.instruments = vec![scale(number, now_ns)?];
        let (before, had) = (Instant::now(), sink.0.get());
        ours_on.draw(|frame| app.draw(frame, &snapshot, now_ns))?;
        let time = before.elapsed();
        let before = Instant::now();
        bare_on.draw(|frame| bare(frame, number))?;
        // The first frame paints the whole screen.
        if number > 0 {
            ours.push(time);
            theirs.push(before.elapsed());
            bytes += sink.0.get() - had;
        }
    }
    Ok((bytes as f64 / FRAMES as f64, Times::of(ours)?, Times::of(theirs)?))
}

/// A live scale whose last digits change from frame to frame.
fn scale(number: usize, now_ns: u64) -> Result<InstrumentView, Failure> {
    let value = Decimal::new(5012 + i64::try_from(number % 90)?, 4);
    let reading = Reading {
        seq: u64::try_from(number)?,
        stamp: Stamp { at: "2026-11-25T08:00:00.000+08:00".into(), mono_ns: now_ns },
        device: "yaohua-xk3190-a9".into(),
        port: "/dev/ttyUSB0".into(),
        port_id: None,
        address: None,
        datum: Datum::new(Measurand::Mass, value.into()).unit(Some(Unit::Kilogram)),
        frame: String::new(),
        request: None,
    };
    Ok(InstrumentView {
        role: Role::Scale,
        device: "yaohua-xk3190-a9".into(),
        name: Words::from("XK3190-A9"),
        port: "/dev/ttyUSB0".into(),
        real: None,
        line: Line::Live,
        readings: vec![reading],
        stale_after_ns: 1_500_000_000,
        refused_frames: 0,
        last_refusal: None,
    })
}

/// A table that fills the window, one value of which changes.
fn bare(frame: &mut Frame, number: usize) {
    let (width, height) = (usize::from(frame.area().width), usize::from(frame.area().height));
    let columns = (width / 10).max(1);
    let rows = (0..height).map(|row| {
        Row::new((0..columns).map(move |column| {
            if (row, column) == (1, 1) { format!("{number:08}") } else { format!("{row:03}.{column:04}") }
        }))
    });
    frame.render_widget(Table::new(rows, vec![Constraint::Length(9); columns]), frame.area());
}

/// From a key that changes every word of the screen to the new screen.
fn key(effort: Effort, folder: &Path) -> Measured {
    let mut terminal = Terminal::open()?;
    terminal.start(Terminal::program(folder))?;
    terminal.wait_for(whole_frame)?;
    std::thread::sleep(Duration::from_millis(500));
    let mut times = Vec::new();
    for number in 0..effort.changes {
        let chinese = number % 2 == 0;
        let watch = terminal.watch(move |screen| whole_frame(screen) && screen.contents().contains("退出") == chinese);
        let before = Instant::now();
        terminal.type_keys(b"\x1bOQ")?;
        times.push(terminal.told(&watch)?.duration_since(before));
        std::thread::sleep(Duration::from_millis(50));
    }
    let times = Times::of(times)?;
    let row = |name: String, time| Entry::new(name, Amount::Time(time)).goal(Goal::AtMost(Amount::Time(KEY))).row();
    Ok(vec![
        row(format!("key to screen, whole screen changes, median of {}", times.count()), times.median()),
        row("key to screen, p99".into(), times.p99()),
    ])
}
