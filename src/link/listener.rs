//! A port that is only listened to, whatever is on it: every byte is told as it comes, nothing is decoded, and nothing is ever
//! sent. For whoever has a cable in his hand and does not know yet what speaks on it, and how.

use super::clock::stamp;
use super::line::{self, Line};
use super::{LinkEvent, LinkEventKind, LostPort, Wire, parity, port, ports};
use crate::instrument::SerialSettings;
use crate::protocol::Rejected;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Pause before a port is tried again that could not be opened, or has gone.
const AGAIN: Duration = Duration::from_millis(500);

/// An open ear; dropping it stops the thread and closes the port.
#[derive(Debug)]
pub struct Listener {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// What the thread knows.
struct Ear<'a> {
    port: &'a str,
    settings: SerialSettings,
    name: &'a str,
    stop: &'a AtomicBool,
    tell: &'a dyn Fn(LinkEvent) -> bool,
}

impl Listener {
    /// Listens at a port with these line settings; what comes is told under `name`. Returns at once.
    pub fn open<T>(port: &str, settings: SerialSettings, name: &str, events: Sender<T>) -> Self
    where
        T: From<LinkEvent> + Send + 'static,
    {
        let stop = Arc::new(AtomicBool::new(false));
        let (stopped, port, name) = (Arc::clone(&stop), port.to_owned(), name.to_owned());
        let thread_name = format!("listen {port}");
        let work = move || {
            let tell = |event: LinkEvent| events.send(event.into()).is_ok();
            Ear { port: &port, settings, name: &name, stop: &stopped, tell: &tell }.work();
        };
        let thread = std::thread::Builder::new().name(thread_name).spawn(work).ok();
        Self { stop, thread }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Ear<'_> {
    fn work(&self) {
        let mut last_failure = None;
        while !self.stopped() {
            match line::open(self.port, self.settings) {
                Err(why) if last_failure.as_ref() == Some(&why) => {}
                Err(why) => {
                    last_failure = Some(why.clone());
                    self.tell(LinkEventKind::Unavailable { why });
                }
                Ok(open) => {
                    last_failure = None;
                    self.listen(open);
                    if line::ends(self.port) {
                        return;
                    }
                }
            }
            self.wait();
        }
    }

    /// Listens until the line goes, or nobody wants it any more.
    fn listen(&self, mut line: Box<dyn Line>) {
        let real = ports::real_name(self.port);
        let settings = line::described(self.port, self.settings);
        self.tell(LinkEventKind::Connected { settings, real: real.clone() });
        let (mut buffer, mut sample, mut hinted) = ([0; 512], Vec::new(), false);
        while !self.stopped() {
            let count = match line.read(&mut buffer) {
                Ok(count) => count,
                Err(why) => {
                    let why = LostPort { port: real, why: why.to_string() };
                    return self.tell(LinkEventKind::Gone { why });
                }
            };
            let bytes = buffer.get(..count).unwrap_or_default();
            if bytes.is_empty() {
                continue;
            }
            self.tell(LinkEventKind::Wire(Wire::Heard(bytes.to_vec())));
            // Seven bits and a parity that are read as eight bits: said once, by the first bytes.
            if !hinted && self.settings.data == 8 {
                sample.extend(bytes.iter().take(parity::SAMPLE.saturating_sub(sample.len())));
                if let Some(parity) = parity::of_seven_bits(&sample) {
                    hinted = true;
                    // Its bytes were told.
                    let (frame, why) = (String::new(), Rejected::SevenBits { parity: parity.letter() });
                    self.tell(LinkEventKind::Refused { frame, why });
                }
            }
        }
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Tells something; when nobody hears it any more, the listening ends.
    fn tell(&self, kind: LinkEventKind) {
        if !(self.tell)(LinkEvent { link: self.name.to_owned(), stamp: stamp(), kind }) {
            self.stop.store(true, Ordering::Relaxed);
        }
    }

    fn wait(&self) {
        let until = Instant::now() + AGAIN;
        while !self.stopped() && Instant::now() < until {
            std::thread::sleep(port::READ_WAIT);
        }
    }
}
