//! A scale that lies: a pty at whose other end the test says what it likes, as often as it likes.

use quanheng::simulator::Pair;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A scale that says what it is told to, as often as it is told to: a line on a pty.
pub struct Liar {
    line: Arc<Mutex<String>>,
    every_us: Arc<AtomicU64>,
    over: Arc<AtomicBool>,
    pub port: PathBuf,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Liar {
    pub fn sits() -> Self {
        let (line, every_us) = (Arc::new(Mutex::new(String::new())), Arc::new(AtomicU64::new(100_000)));
        let over = Arc::new(AtomicBool::new(false));
        let Pair { near, far, path: port } = Pair::impatient().unwrap();
        let (says, pause, stop) = (Arc::clone(&line), Arc::clone(&every_us), Arc::clone(&over));
        let thread = std::thread::spawn(move || {
            // Held open, so that the line does not go away before the program has it.
            let _far = far;
            while !stop.load(Ordering::Relaxed) {
                let text = says.lock().unwrap().clone();
                // A flood fills the line, and goes on as soon as there is room.
                let lines = if pause.load(Ordering::Relaxed) < 1000 { 20 } else { 1 };
                if !text.is_empty() {
                    let _ = rustix::io::write(&near, format!("{text}\r\n").repeat(lines).as_bytes());
                }
                std::thread::sleep(Duration::from_micros(pause.load(Ordering::Relaxed)));
            }
        });
        Self { line, every_us, over, port, thread: Some(thread) }
    }

    /// One line or several, said at once and again and again; nothing is silence.
    pub fn says(&self, line: &str) {
        line.clone_into(&mut self.line.lock().unwrap());
    }

    pub fn every(&self, pause: Duration) {
        self.every_us.store(pause.as_micros().try_into().unwrap(), Ordering::Relaxed);
    }
}

impl Drop for Liar {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        let _ = self.thread.take().map(std::thread::JoinHandle::join);
    }
}
