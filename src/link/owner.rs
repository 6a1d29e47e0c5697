//! The thread that owns a port: opens it, works it, notices that it has gone, and finds it again.

use super::clock::{now_ns, stamp};
use super::line::{self, Line};
use super::member::Member;
use super::recording::{Header, Recorder, VERSION, What};
use super::session::Session;
use super::tap::Tap;
use super::{LinkEvent, LinkEventKind, LinkSettings, LostPort, port, ports};
use crate::instrument::SerialSettings;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// First and longest pause before a port is tried again.
const BACK_OFF_MIN: Duration = Duration::from_millis(200);
const BACK_OFF_MAX: Duration = Duration::from_secs(2);
/// How long at most old bytes are thrown away after a port was opened.
const BACKLOG_MAX: Duration = Duration::from_millis(500);
/// Without one valid frame in this time, the next serial settings of the profile are tried.
const SETTINGS_PATIENCE: Duration = Duration::from_secs(6);

/// Why a session on an open port ended.
pub(super) enum End {
    /// The link is to stop.
    Stop,
    /// The port has gone.
    Gone(io::Error),
    /// The port is to be opened anew.
    Reopen,
}

/// What the thread knows across sessions.
pub(super) struct Owner<'a> {
    pub settings: &'a LinkSettings,
    pub members: Vec<Member>,
    stop: &'a AtomicBool,
    tell: &'a dyn Fn(LinkEvent) -> bool,
    recorder: Option<Recorder>,
    /// Index of the serial settings in use.
    serial: usize,
    /// A valid frame was heard with them.
    pub heard: bool,
    pub port_id: Option<String>,
    /// The device file that was opened last.
    real: String,
    /// Where every byte is told, while somebody looks at the line.
    pub tap: Tap,
}

/// Works a link until it is told to stop or nobody listens any more.
pub(super) fn work(settings: &LinkSettings, stop: &AtomicBool, tap: Arc<AtomicBool>, tell: &dyn Fn(LinkEvent) -> bool) {
    let members = settings.devices.iter().map(|device| Member::new(device, &settings.port)).collect();
    let (members, mistake) = match members {
        Ok(members) => (members, None),
        Err(why) => (Vec::new(), Some(why)),
    };
    let (recorder, serial, heard, port_id) = (None, 0, false, None);
    let real = settings.port.clone();
    let tap = Tap::new(tap);
    let mut owner = Owner { settings, members, stop, tell, recorder, serial, heard, port_id, real, tap };
    if let Some(why) = mistake {
        owner.tell_everyone(&LinkEventKind::Unavailable { why });
        return;
    }
    owner.begin_recording();
    owner.run();
}

impl Owner<'_> {
    fn run(&mut self) {
        let (mut pause, mut last_failure) = (BACK_OFF_MIN, None);
        while !self.stopped() {
            match self.open() {
                Err(why) => {
                    if last_failure.as_ref() != Some(&why) {
                        self.tell_everyone(&LinkEventKind::Unavailable { why: why.clone() });
                        last_failure = Some(why);
                    }
                    self.wait(pause);
                    pause = (pause * 2).min(BACK_OFF_MAX);
                }
                Ok(mut open) => {
                    (pause, last_failure) = (BACK_OFF_MIN, None);
                    self.members.iter_mut().for_each(|member| member.driver.reset());
                    let end = match self.forget_the_past(open.as_mut()) {
                        Err(why) => End::Gone(why),
                        Ok(()) => Session::new(self, open.as_mut()).work(),
                    };
                    // Close first: a handle that is kept makes the adapter come back under another name.
                    drop(open);
                    match end {
                        End::Stop => return,
                        End::Gone(why) => {
                            self.record(|| What::Gone(why.to_string()));
                            let why = LostPort { port: self.real.clone(), why: why.to_string() };
                            self.tell_everyone(&LinkEventKind::Gone { why });
                            if line::ends(&self.settings.port) {
                                return;
                            }
                            self.wait(BACK_OFF_MIN);
                        }
                        End::Reopen => self.wait(BACK_OFF_MIN),
                    }
                }
            }
        }
    }

    /// Opens the port: where it sat on the USB tree when that is known, else by its name. A name that is a link is followed
    /// anew: where it points is the word of whoever made it.
    fn open(&mut self) -> Result<Box<dyn Line>, super::PortError> {
        let link = ports::is_link(&self.settings.port);
        let known = self.port_id.clone().filter(|id| !link && std::path::Path::new(id).exists());
        let path = known.unwrap_or_else(|| self.settings.port.clone());
        let settings =
            self.serial().ok_or_else(|| super::PortError::Other(path.clone(), "no serial settings".into()))?;
        let open = line::open(&path, settings)?;
        if link || self.port_id.is_none() {
            self.port_id = ports::stable_name(&path);
        }
        self.real = ports::real_name(&path);
        let settings = line::described(&path, settings);
        self.record(|| What::Open(settings.clone()));
        self.tell_everyone(&LinkEventKind::Connected { settings, real: self.real.clone() });
        Ok(open)
    }

    /// The serial settings in use. Devices on one line share them: those of the first one's profile.
    pub fn serial(&self) -> Option<SerialSettings> {
        let lines = &self.settings.devices.first()?.profile.serial;
        lines.get(self.serial % lines.len().max(1)).copied()
    }

    /// Throws away what was sent before the port was opened: it waited in the system, and would get the time of now.
    /// It comes at once, so that the first pause ends it; a device that makes no pause is cut off in mid-frame.
    fn forget_the_past(&self, line: &mut dyn Line) -> io::Result<()> {
        if line::ends(&self.settings.port) {
            return Ok(());
        }
        line.flush_input();
        let until = Instant::now() + BACKLOG_MAX;
        let mut buffer = [0; 512];
        while Instant::now() < until && !self.stopped() && line.read(&mut buffer)? > 0 {}
        Ok(())
    }

    pub fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Tells an event of one device; when nobody listens any more, the link stops.
    pub fn tell(&self, name: &str, kind: LinkEventKind) {
        if !(self.tell)(LinkEvent { link: name.to_owned(), stamp: stamp(), kind }) {
            self.stop.store(true, Ordering::Relaxed);
        }
    }

    /// Tells what concerns the whole line.
    fn tell_everyone(&self, kind: &LinkEventKind) {
        for device in &self.settings.devices {
            self.tell(&device.name, kind.clone());
        }
    }

    pub fn wait(&self, pause: Duration) {
        let until = Instant::now() + pause;
        while !self.stopped() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            std::thread::sleep(left.min(port::READ_WAIT));
        }
    }

    /// Whether the next serial settings are to be tried: there are others, and these gave nothing for long enough.
    pub fn next_settings(&mut self, opened: Instant) -> bool {
        let several = self.settings.devices.first().is_some_and(|device| device.profile.serial.len() > 1);
        let another = !self.heard && several && opened.elapsed() >= SETTINGS_PATIENCE;
        if another {
            self.serial += 1;
        }
        another
    }

    fn begin_recording(&mut self) {
        let Some(path) = &self.settings.record else { return };
        let devices = self.members.iter().map(Member::recorded).collect();
        let (began, port) = (stamp(), self.settings.port.clone());
        let header = Header { recording: VERSION, at: began.at, mono_ns: Some(began.mono_ns), port, devices };
        match Recorder::begin(path, &header, began.mono_ns) {
            Ok(recorder) => self.recorder = Some(recorder),
            Err(why) => self.recording_stopped(&why),
        }
    }

    /// Adds to the recording, where there is one. A disk that takes no more ends the recording, never the measuring.
    pub fn record(&mut self, what: impl FnOnce() -> What) {
        self.record_at(now_ns(), what);
    }

    /// The same, of a time that others have seen already.
    pub fn record_at(&mut self, at_ns: u64, what: impl FnOnce() -> What) {
        let Some(recorder) = &mut self.recorder else { return };
        if let Err(why) = recorder.add(what(), at_ns) {
            self.recorder = None;
            self.recording_stopped(&why);
        }
    }

    fn recording_stopped(&self, why: &io::Error) {
        let file = self.settings.record.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
        self.tell_everyone(&LinkEventKind::RecordingStopped { file, why: why.to_string() });
    }
}
