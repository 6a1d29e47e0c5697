//! The thread that owns a port: opens it, works it, notices that it has gone, and finds it again.

use super::clock::stamp;
use super::port::{self, Port};
use super::{LinkEvent, LinkEventKind, LinkSettings, LostPort, ports};
use crate::instrument::{Driver, Outgoing, Reading, Received};
use crate::protocol::{Datum, Rejected, hex};
use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// First and longest pause before a port is tried again.
const BACK_OFF_MIN: Duration = Duration::from_millis(200);
const BACK_OFF_MAX: Duration = Duration::from_secs(2);
/// A device that sends by itself and has been silent for so long gets its port opened anew.
const REOPEN_AFTER: Duration = Duration::from_secs(3);
/// How often a question is repeated before it counts as unanswered.
const RETRIES: u32 = 2;
/// How long at most old bytes are thrown away after a port was opened.
const BACKLOG_MAX: Duration = Duration::from_millis(500);
/// Without one valid frame in this time, the next serial settings of the profile are tried.
const SETTINGS_PATIENCE: Duration = Duration::from_secs(6);

/// Why a session on an open port ended.
enum End {
    /// The link is to stop.
    Stop,
    /// The port has gone.
    Gone(io::Error),
    /// The port is to be opened anew.
    Reopen,
}

/// What the thread knows across sessions.
struct Owner<'a> {
    settings: &'a LinkSettings,
    stop: &'a AtomicBool,
    tell: &'a dyn Fn(LinkEvent) -> bool,
    driver: Driver,
    seq: u64,
    /// Index of the serial settings in use.
    serial: usize,
    /// A valid frame was heard with them.
    heard: bool,
    port_id: Option<String>,
}

/// Works a link until it is told to stop or nobody listens any more.
pub(super) fn work(settings: &LinkSettings, stop: &AtomicBool, tell: &dyn Fn(LinkEvent) -> bool) {
    // An address is checked before a link is opened; a wrong one leaves the link without a device, and says so.
    let Ok(driver) = Driver::new(settings.profile.clone(), settings.address.as_deref()) else {
        let why = super::PortError::Other(settings.port.clone(), "address".into());
        tell(event(settings, LinkEventKind::Unavailable { why }));
        return;
    };
    let (seq, serial, heard, port_id) = (0, 0, false, None);
    let mut owner = Owner { settings, stop, tell, driver, seq, serial, heard, port_id };
    owner.run();
}

fn event(settings: &LinkSettings, kind: LinkEventKind) -> LinkEvent {
    LinkEvent { link: settings.name.clone(), stamp: stamp(), kind }
}

impl Owner<'_> {
    fn run(&mut self) {
        let (mut pause, mut last_failure) = (BACK_OFF_MIN, None);
        while !self.stopped() {
            match self.open() {
                Err(why) => {
                    if last_failure.as_ref() != Some(&why) {
                        self.tell(LinkEventKind::Unavailable { why: why.clone() });
                        last_failure = Some(why);
                    }
                    self.wait(pause);
                    pause = (pause * 2).min(BACK_OFF_MAX);
                }
                Ok(mut port) => {
                    (pause, last_failure) = (BACK_OFF_MIN, None);
                    self.driver.reset();
                    let end = match self.forget_the_past(&mut port) {
                        Err(why) => End::Gone(why),
                        Ok(()) if self.driver.listens() => self.listen(&mut port),
                        Ok(()) => self.poll(&mut port),
                    };
                    // Close first: a handle that is kept makes the adapter come back under another name.
                    drop(port);
                    match end {
                        End::Stop => return,
                        End::Gone(why) => {
                            let why = LostPort { port: self.settings.port.clone(), why: why.to_string() };
                            self.tell(LinkEventKind::Gone { why });
                            self.wait(BACK_OFF_MIN);
                        }
                        End::Reopen => self.wait(BACK_OFF_MIN),
                    }
                }
            }
        }
    }

    /// Opens the port: where it sat on the USB tree when that is known, else by its name.
    fn open(&mut self) -> Result<Port, super::PortError> {
        let known = self.port_id.clone().filter(|id| std::path::Path::new(id).exists());
        let path = known.unwrap_or_else(|| self.settings.port.clone());
        let lines = &self.settings.profile.serial;
        let line = lines.get(self.serial % lines.len().max(1)).copied();
        let line = line.ok_or_else(|| super::PortError::Other(path.clone(), "no serial settings".into()))?;
        let port = port::open(&path, line)?;
        if self.port_id.is_none() {
            self.port_id = ports::stable_name(&path);
        }
        self.tell(LinkEventKind::Connected { settings: line.written() });
        Ok(port)
    }

    /// Throws away what was sent before the port was opened: it waited in the system, and would get the time of now.
    /// It comes at once, so that the first pause ends it; a device that makes no pause is cut off in mid-frame.
    fn forget_the_past(&self, port: &mut Port) -> io::Result<()> {
        port.flush_input();
        let until = Instant::now() + BACKLOG_MAX;
        let mut buffer = [0; 512];
        while Instant::now() < until && !self.stopped() && port.read(&mut buffer)? > 0 {}
        Ok(())
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Tells an event; when nobody listens any more, the link stops.
    fn tell(&self, kind: LinkEventKind) {
        if !(self.tell)(event(self.settings, kind)) {
            self.stop.store(true, Ordering::Relaxed);
        }
    }

    fn wait(&self, pause: Duration) {
        let until = Instant::now() + pause;
        while !self.stopped() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            std::thread::sleep(left.min(port::READ_WAIT));
        }
    }

    /// A device that sends by itself.
    fn listen(&mut self, port: &mut Port) -> End {
        let mut buffer = [0; 512];
        let (mut last, mut told_silent, opened) = (Instant::now(), false, Instant::now());
        while !self.stopped() {
            match port.read(&mut buffer) {
                Err(why) => return End::Gone(why),
                Ok(count) => {
                    let received = self.driver.receive(buffer.get(..count).unwrap_or_default());
                    if received.iter().any(|r| matches!(r, Received::Data { .. })) {
                        (last, told_silent) = (Instant::now(), false);
                    }
                    self.tell_all(received);
                }
            }
            let silent = last.elapsed();
            if silent >= self.settings.profile.timing.silence() && !told_silent {
                told_silent = true;
                self.tell(LinkEventKind::Silent { for_ms: u64::try_from(silent.as_millis()).unwrap_or(u64::MAX) });
            }
            if self.next_settings(opened) || silent >= REOPEN_AFTER.max(self.settings.profile.timing.silence() * 2) {
                return End::Reopen;
            }
        }
        End::Stop
    }

    /// A device that answers: all its questions in turn, then a pause.
    fn poll(&mut self, port: &mut Port) -> End {
        let opened = Instant::now();
        let mut round = Instant::now();
        // In a row on the line, and by question: one question may stay unanswered among others that are answered.
        let (mut failures, mut unanswered) = (0, BTreeMap::<String, u32>::new());
        while !self.stopped() {
            let Some(outgoing) = self.driver.next_request() else { return End::Reopen };
            let asked = self.driver.asking().unwrap_or_default();
            match self.exchange(port, &outgoing) {
                Err(why) => return End::Gone(why),
                Ok(true) => {
                    failures = 0;
                    unanswered.remove(&asked);
                }
                Ok(false) => {
                    failures += 1;
                    let of_this = unanswered.entry(asked).or_default();
                    *of_this += 1;
                    if failures > RETRIES || *of_this > RETRIES {
                        *of_this = 0;
                        self.tell(LinkEventKind::TimedOut { request: outgoing.number });
                    }
                    if let Err(why) = self.drain(port) {
                        return End::Gone(why);
                    }
                    if self.next_settings(opened) {
                        return End::Reopen;
                    }
                }
            }
            self.wait(self.settings.profile.timing.gap());
            if outgoing.last_of_poll {
                self.wait((round + self.settings.every).saturating_duration_since(Instant::now()));
                round = Instant::now();
            }
        }
        End::Stop
    }

    /// Sends one question and waits for its answer; false when none came in time or it was no good.
    fn exchange(&mut self, port: &mut Port, outgoing: &Outgoing) -> io::Result<bool> {
        port.flush_input();
        port.write_all(&outgoing.bytes)?;
        let deadline = Instant::now() + outgoing.expects_within;
        let mut buffer = [0; 512];
        let mut good = false;
        while self.driver.waiting() && Instant::now() < deadline && !self.stopped() {
            let count = port.read(&mut buffer)?;
            let received = self.driver.receive(buffer.get(..count).unwrap_or_default());
            good |= received.iter().any(|r| matches!(r, Received::Data { .. } | Received::DeviceSays { .. }));
            self.tell_all(received);
        }
        if self.driver.waiting() {
            self.tell_leftovers();
            self.driver.reset();
            return Ok(false);
        }
        // A part of a long answer gives no value yet, and is no failure: the rest is asked for next.
        Ok(good || self.driver.has_part())
    }

    /// What lay undecided at a time-out was half a frame, or none: it is told, and gone.
    fn tell_leftovers(&self) {
        let pending = self.driver.pending();
        if pending.is_empty() || self.stopped() {
            return;
        }
        // FE bytes and no frame: the line is heard and not understood, which is what a wrong parity looks like.
        let why = if pending.contains(&0xFE) && !self.heard { Rejected::NoFrame } else { Rejected::Truncated };
        self.tell(LinkEventKind::Refused { frame: hex(pending), why });
    }

    /// Throws the session away and whatever still arrives within the time an answer may take.
    fn drain(&mut self, port: &mut Port) -> io::Result<()> {
        self.driver.reset();
        let until = Instant::now() + self.settings.profile.timing.answer();
        let mut buffer = [0; 512];
        while Instant::now() < until && !self.stopped() {
            port.read(&mut buffer)?;
        }
        Ok(())
    }

    /// Whether the next serial settings are to be tried: there are others, and these gave nothing for long enough.
    fn next_settings(&mut self, opened: Instant) -> bool {
        let another = !self.heard && self.settings.profile.serial.len() > 1 && opened.elapsed() >= SETTINGS_PATIENCE;
        if another {
            self.serial += 1;
        }
        another
    }

    fn tell_all(&mut self, received: Vec<Received>) {
        for each in received {
            match each {
                Received::Data { frame, request, data } => self.tell_data(&frame, request.as_deref(), data),
                Received::DeviceSays { frame, error } => {
                    self.heard = true;
                    self.tell(LinkEventKind::DeviceSays { frame: hex(&frame), error });
                }
                Received::Refused { bytes, why } => {
                    self.tell(LinkEventKind::Refused { frame: hex(&bytes), why });
                }
            }
        }
    }

    fn tell_data(&mut self, frame: &[u8], request: Option<&[u8]>, data: Vec<Datum>) {
        self.heard = true;
        let stamp = stamp();
        for datum in data {
            self.seq += 1;
            let reading = Reading {
                seq: self.seq,
                stamp: stamp.clone(),
                device: self.settings.profile.id.clone(),
                port: self.settings.port.clone(),
                port_id: self.port_id.clone(),
                datum,
                frame: hex(frame),
                request: request.map(hex),
            };
            self.tell(LinkEventKind::Reading(reading));
        }
    }
}
