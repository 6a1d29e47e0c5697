//! Serial ports: opening, sessions, silence, unplugging and coming back. The only module that opens ports.
//!
//! One owner thread a port. One question in flight; the input is flushed before it is sent, and after a time-out the line
//! is drained for as long as an answer may take, so that nothing late can answer a later question. Events go into an
//! unbounded channel: a reading is small, devices send tens a second at most, and the station does nothing slower than one
//! disk sync; dropping or reordering a reading to bound the queue would be the greater evil.

mod clock;
mod line;
mod listener;
mod member;
mod owner;
mod parity;
mod port;
pub mod ports;
pub mod probe;
pub mod recording;
mod replay;
pub mod reread;
mod session;
mod tap;
mod tcp;

pub use clock::{now_ns, stamp};
pub use listener::Listener;
pub use port::PortError;
pub use tap::Wire;

use crate::instrument::{Profile, Reading, Stamp};
use crate::locale::{Lang, Say};
use crate::protocol::{DeviceError, Rejected};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::thread::JoinHandle;
use std::time::Duration;

/// How a link is to be worked.
#[derive(Clone, Debug)]
pub struct LinkSettings {
    /// The port, or a symlink to one, followed anew at every opening; `tcp://HOST:PORT` for a serial server; `replay:FILE` for
    /// a recorded session.
    pub port: String,
    /// Who is on the line. Several must all be asked: a device that sends by itself has its line for itself.
    pub devices: Vec<OnLine>,
    /// How often polled devices are asked for everything.
    pub every: Duration,
    /// Where the session is to be recorded.
    pub record: Option<PathBuf>,
}

/// A device on a line.
#[derive(Clone, Debug)]
pub struct OnLine {
    /// What it is.
    pub profile: Arc<Profile>,
    /// Its address on the line.
    pub address: Option<String>,
    /// Its name in the events of the link.
    pub name: String,
}

/// Something that happened on a link.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkEvent {
    /// Name of the device on the line.
    pub link: String,
    /// When.
    pub stamp: Stamp,
    /// What.
    pub kind: LinkEventKind,
}

/// What can happen on a link.
#[derive(Clone, Debug, PartialEq)]
pub enum LinkEventKind {
    /// The port is open, with these settings.
    Connected {
        /// `9600 8E1`.
        settings: String,
        /// The device file behind the name at this moment: `/dev/ttyUSB1`; the name itself where there is no file.
        real: String,
    },
    /// A value.
    Reading(Reading),
    /// Bytes that give no value.
    Refused {
        /// The bytes in hexadecimal.
        frame: String,
        /// Why.
        why: Rejected,
    },
    /// The device says that it cannot answer.
    DeviceSays {
        /// The frame in hexadecimal.
        frame: String,
        /// What it says.
        error: DeviceError,
    },
    /// Nobody answered, and nobody answered again.
    TimedOut {
        /// Number of the request.
        request: u64,
    },
    /// A device that sends by itself has stopped.
    Silent {
        /// For how long.
        for_ms: u64,
    },
    /// The port went away; it is looked for.
    Gone {
        /// What the system said.
        why: LostPort,
    },
    /// The session is no longer recorded; measuring goes on.
    RecordingStopped {
        /// The file.
        file: String,
        /// What the system said.
        why: String,
    },
    /// The port cannot be opened; it is tried again.
    Unavailable {
        /// Why.
        why: PortError,
    },
    /// What else goes over the line; told only while it is [tapped](Link::tap).
    Wire(Wire),
}

/// A port that went away while it was open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostPort {
    /// The device file that was behind the name.
    pub port: String,
    /// What the system said.
    pub why: String,
}

impl Say for LostPort {
    fn say(&self, lang: Lang) -> String {
        let Self { port, why } = self;
        match lang {
            Lang::Zh => format!("{port} 已断开（{why}）；插回后自动继续"),
            Lang::En => format!("{port} is gone ({why}); plug it in again and reading goes on"),
        }
    }
}

/// An open link; dropping it stops the thread and closes the port.
#[derive(Debug)]
pub struct Link {
    stop: Arc<AtomicBool>,
    tap: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Link {
    /// Starts working a link. Returns at once; whatever happens is told through `events`.
    pub fn open<T: From<LinkEvent> + Send + 'static>(settings: LinkSettings, events: Sender<T>) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let tap = Arc::new(AtomicBool::new(false));
        let (stopped, tapped) = (Arc::clone(&stop), Arc::clone(&tap));
        let name = format!("link {}", settings.port);
        let work = move || owner::work(&settings, &stopped, tapped, &|event| events.send(event.into()).is_ok());
        let thread = std::thread::Builder::new().name(name).spawn(work).ok();
        Self { stop, tap, thread }
    }

    /// Whether every byte of the line is to be told, as [`LinkEventKind::Wire`]; otherwise only what is of use.
    pub fn tap(&self, on: bool) {
        self.tap.store(on, Ordering::Relaxed);
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
