//! Links: transactions a second beside libmodbus, the share of a 9600-baud wire, sixty-four ports at once, decoders, and
//! the list of ports.

use crate::table::{Amount, Entry, Goal, Row};
use crate::{Effort, Failure, Measured};
use quanheng::instrument::{Profile, Profiles};
use quanheng::link::{Link, LinkEvent, LinkEventKind, LinkSettings, OnLine, ports};
use quanheng::protocol::framer::Found;
use quanheng::protocol::{Asked, Framer, Protocol, dlt645, modbus, yaohua};
use quanheng::quantity::Decimal;
use quanheng::simulator::Pair;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// Ports at once.
const PORTS: usize = 64;
/// Each of them is asked so often.
const EVERY: Duration = Duration::from_millis(100);
/// A byte on a line of 9600 baud with one start and one stop bit, and the bytes of one transaction.
const BYTE_9600: Duration = Duration::from_nanos(1_041_667);
const BYTES: u32 = 17;

/// Devices with two registers, each on a pty of its own, answered by one thread.
struct Devices {
    near: Vec<File>,
    /// Kept open and raw, so that nothing is echoed or changed on the way.
    far: Vec<File>,
    ports: Vec<String>,
}

impl Devices {
    fn open(count: usize) -> Result<Self, Failure> {
        let mut devices = Self { near: Vec::new(), far: Vec::new(), ports: Vec::new() };
        for _ in 0..count {
            let Pair { near, far, path } = Pair::open()?;
            devices.near.push(near);
            devices.far.push(far);
            devices.ports.push(path.display().to_string());
        }
        Ok(devices)
    }

    /// Answers every question after `pause` until told to stop.
    fn answer(&self, pause: Duration, stop: &AtomicBool) -> Result<(), Failure> {
        let answer = |bytes: &[u8]| match modbus::MODBUS_RTU.parse_request(bytes) {
            Some(Asked::Modbus(request)) => Some(modbus::answer(&request, &[0, 0x4FF8])),
            _ => None,
        };
        while !stop.load(Ordering::Relaxed) {
            let mut waiting: Vec<PollFd<'_>> = self.near.iter().map(|file| PollFd::new(file, PollFlags::IN)).collect();
            poll(&mut waiting, Some(&Timespec { tv_sec: 0, tv_nsec: 20_000_000 }))?;
            let ready: Vec<bool> = waiting.iter().map(|one| one.revents().contains(PollFlags::IN)).collect();
            for (mut file, _) in self.near.iter().zip(ready).filter(|(_, ready)| *ready) {
                let mut buffer = [0; 64];
                let count = file.read(&mut buffer)?;
                if let Some(answer) = answer(buffer.get(..count).unwrap_or_default()) {
                    std::thread::sleep(pause);
                    file.write_all(&answer)?;
                }
            }
        }
        Ok(())
    }
}

/// A meter with one register that is asked without a pause.
fn meter() -> Result<Arc<Profile>, Failure> {
    let known = Profiles::with([]).0.get("demonstration-standard").ok_or("no profile")?;
    let mut meter = (*known).clone();
    meter.ask.truncate(1);
    meter.timing.gap_ms = 0;
    Ok(Arc::new(meter))
}

fn link(port: &str, every: Duration, name: &str) -> Result<(Link, Receiver<LinkEvent>), Failure> {
    let (sender, events) = channel();
    let device = OnLine { profile: meter()?, address: None, name: name.into() };
    let settings = LinkSettings { port: port.into(), devices: vec![device], every, record: None };
    Ok((Link::open(settings, sender), events))
}

pub fn measure(effort: Effort, folder: &Path) -> Measured {
    let mut rows = vec![bandwidth(effort, folder)?, wire(effort)?];
    rows.extend(many(effort)?);
    rows.extend(decoders(effort)?);
    let before = Instant::now();
    let count = ports::list().len();
    let goal = Goal::AtMost(Amount::Time(Duration::from_millis(300)));
    rows.push(Entry::new(format!("list of ports ({count})"), Amount::Time(before.elapsed())).goal(goal).row());
    Ok(rows)
}

/// How long so many readings take, from the first one on. They are collected every two milliseconds: what is measured is the
/// link, not how fast a waiting thread is woken.
fn readings(events: &Receiver<LinkEvent>, count: usize) -> Result<Duration, Failure> {
    let (mut first, mut read, begun) = (None, 0, Instant::now());
    while begun.elapsed() < Duration::from_mins(2) {
        for event in events.try_iter() {
            match event.kind {
                LinkEventKind::Reading(reading) => {
                    let at = *first.get_or_insert(reading.stamp.mono_ns);
                    if read == count {
                        return Ok(Duration::from_nanos(reading.stamp.mono_ns - at));
                    }
                    read += 1;
                }
                LinkEventKind::TimedOut { .. } | LinkEventKind::Refused { .. } => {
                    return Err("an answer was lost".into());
                }
                _ => {}
            }
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    Err("the device does not answer".into())
}

/// Transactions a second on a pty, beside libmodbus on the same devices. Two turns each, the better one counts.
fn bandwidth(effort: Effort, folder: &Path) -> Result<Row, Failure> {
    let count = effort.appends * 10;
    let devices = Devices::open(1)?;
    let port = devices.ports.first().ok_or("no port")?;
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| devices.answer(Duration::ZERO, &stop).map_err(|why| why.to_string()));
        let turn = || -> Result<f64, Failure> {
            let (_link, events) = link(port, Duration::ZERO, "bench")?;
            Ok(count as f64 / readings(&events, count)?.as_secs_f64())
        };
        let measured = || -> Result<(f64, Result<f64, Failure>), Failure> {
            let first = turn()?;
            let peer = libmodbus(folder, port, count);
            let second = turn()?;
            let again = libmodbus(folder, port, count);
            Ok((first.max(second), peer.and_then(|peer| Ok(peer.max(again?)))))
        };
        let result = measured();
        stop.store(true, Ordering::Relaxed);
        let (ours, peer) = result?;
        let entry = Entry::new("Modbus RTU transactions on a pty", Amount::PerSecond(ours));
        Ok(match peer {
            Ok(peer) => {
                entry.goal(Goal::AtLeast(Amount::PerSecond(peer))).peer("libmodbus", Amount::PerSecond(peer)).row()
            }
            Err(why) => {
                Entry::new(format!("Modbus RTU transactions on a pty (no peer: {why})"), Amount::PerSecond(ours)).row()
            }
        })
    })
}

/// libmodbus on the same port: built here, where its header is installed (Debian: libmodbus-dev).
fn libmodbus(folder: &Path, port: &str, count: usize) -> Result<f64, Failure> {
    let program = folder.join("libmodbus-client");
    if !program.exists() {
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/speed/libmodbus.c");
        let built =
            Command::new("cc").args(["-O2", "-I/usr/include/modbus", source, "-lmodbus", "-o"]).arg(&program).output();
        if !built.is_ok_and(|built| built.status.success()) {
            return Err("libmodbus-dev is not installed".into());
        }
    }
    // The port of the link that was closed just before may be held for a moment.
    std::thread::sleep(Duration::from_millis(200));
    let told = Command::new(&program).arg(port).arg(count.to_string()).output()?;
    if !told.status.success() {
        return Err(format!("libmodbus ended with {}", told.status).into());
    }
    let nanoseconds: u64 = String::from_utf8(told.stdout)?.trim().parse()?;
    Ok(count as f64 / Duration::from_nanos(nanoseconds).as_secs_f64())
}

/// The share of what a wire of 9600 baud can carry.
fn wire(effort: Effort) -> Result<Row, Failure> {
    let count = effort.weighings * 4;
    let devices = Devices::open(1)?;
    let port = devices.ports.first().ok_or("no port")?;
    let stop = AtomicBool::new(false);
    let took = std::thread::scope(|scope| {
        scope.spawn(|| devices.answer(BYTE_9600 * BYTES, &stop).map_err(|why| why.to_string()));
        let result = link(port, Duration::ZERO, "bench").and_then(|(_link, events)| readings(&events, count));
        stop.store(true, Ordering::Relaxed);
        result
    })?;
    let share = (BYTE_9600 * BYTES).as_secs_f64() * count as f64 / took.as_secs_f64();
    Ok(Entry::new("share of a 9600-baud wire", Amount::Times(share)).goal(Goal::AtLeast(Amount::Times(0.95))).row())
}

/// Sixty-four ports, each asked ten times a second.
fn many(effort: Effort) -> Measured {
    let seconds = effort.idle.as_secs().clamp(5, 20);
    let devices = Devices::open(PORTS)?;
    let stop = AtomicBool::new(false);
    let (polls, missed, processor) = std::thread::scope(|scope| -> Result<(usize, usize, f64), Failure> {
        scope.spawn(|| devices.answer(Duration::ZERO, &stop).map_err(|why| why.to_string()));
        let links: Result<Vec<_>, Failure> =
            devices.ports.iter().enumerate().map(|(at, port)| link(port, EVERY, &format!("{at}"))).collect();
        let links = links?;
        std::thread::sleep(Duration::from_secs(2));
        for (_, events) in &links {
            while events.try_recv().is_ok() {}
        }
        let (before, begun) = (used_by_links()?, Instant::now());
        std::thread::sleep(Duration::from_secs(seconds));
        let (used, took) = (used_by_links()?.saturating_sub(before), begun.elapsed());
        let (mut polls, mut missed) = (0, 0);
        // What a poll every hundred milliseconds makes in this time, less the one that may be under way.
        let due = usize::try_from(took.as_millis() / EVERY.as_millis())?.saturating_sub(1);
        for (_, events) in &links {
            let kinds: Vec<LinkEventKind> = events.try_iter().map(|event| event.kind).collect();
            let read = kinds.iter().filter(|kind| matches!(kind, LinkEventKind::Reading(_))).count();
            polls += read;
            missed += due.saturating_sub(read);
        }
        stop.store(true, Ordering::Relaxed);
        Ok((polls, missed, used.as_secs_f64() / took.as_secs_f64() * 100.0))
    })?;
    let none = Goal::AtMost(Amount::Times(0.0));
    Ok(vec![
        Entry::new(format!("{PORTS} ports, 10 polls/s: missed of {polls}"), Amount::Times(missed as f64))
            .goal(none)
            .row(),
        Entry::new(format!("{PORTS} ports, 10 polls/s: processor"), Amount::Percent(processor))
            .goal(Goal::AtMost(Amount::Percent(25.0)))
            .row(),
    ])
}

/// Processor time of the threads that own ports.
fn used_by_links() -> Result<Duration, Failure> {
    let mut used = 0;
    for thread in std::fs::read_dir("/proc/self/task")? {
        let path = thread?.path();
        if std::fs::read_to_string(path.join("comm"))?.starts_with("link") {
            let text = std::fs::read_to_string(path.join("schedstat"))?;
            used += text.split_whitespace().next().unwrap_or_default().parse::<u64>()?;
        }
    }
    Ok(Duration::from_nanos(used))
}

/// Turns of a decoder, of which the best counts: one lasts some milliseconds, and what other programs take of them is not
/// the decoder's.
const TURNS: usize = 9;

/// How fast good frames are found and decoded.
fn decoders(effort: Effort) -> Measured {
    let (edition, item) = (dlt645::Edition::Of2007, 0x0001_0000);
    let format = edition.item_format(item).ok_or("no item")?;
    let energy = format.encode_number(Decimal::new(123_456, 2)).ok_or("no value")?;
    let own = [1, 0, 0, 0, 0, 0];
    let meter = dlt645::Request { edition, address: own, what: dlt645::What::Item(item) }.answer(own, &energy, false);
    let request = modbus::Request { framing: modbus::Framing::Rtu, unit: 1, function: 3, start: 0, count: 100 };
    let block = modbus::answer(&request, &[0x1234; 100]);
    let weight = yaohua::encode(Decimal::new(12_345, 3)).ok_or("no frame")?.to_vec();
    let line = b"S S     100.00 g\r\n".to_vec();
    let asked = Asked::Modbus(request);
    let streams: [(&str, Vec<u8>, Option<&Asked>); 4] = [
        ("dlt645-2007", meter, None),
        ("modbus-rtu", block, Some(&asked)),
        ("yaohua-tf0", weight, None),
        ("mt-sics", line, None),
    ];
    let goal = Goal::AtLeast(Amount::Megabytes(200.0));
    let mut rows = Vec::new();
    for (name, frame, asked) in streams {
        let protocol = Protocol::named(name)?;
        let bytes = frame.repeat(4096 / frame.len());
        let frames = effort.appends * 200 / (4096 / frame.len());
        let mut best = Duration::MAX;
        for _ in 0..TURNS {
            let (mut framer, mut read) = (Framer::new(protocol), 0_usize);
            let before = Instant::now();
            for _ in 0..frames {
                for found in framer.feed(&bytes, asked) {
                    if let Found::Frame(frame) = found {
                        read += usize::from(protocol.decode(&frame, asked).is_ok());
                    }
                }
            }
            best = best.min(before.elapsed());
            if read != frames * (bytes.len() / frame.len()) {
                return Err(format!("{name}: {read} frames were read").into());
            }
        }
        let rate = (bytes.len() * frames) as f64 / best.as_secs_f64() / 1e6;
        rows.push(Entry::new(format!("{name} decoder, MB/s"), Amount::Megabytes(rate)).goal(goal).row());
    }
    Ok(rows)
}
