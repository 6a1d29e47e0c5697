//! A program on a terminal of its own, and the moment at which its screen shows what is waited for.

use crate::Failure;
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, SlavePty, native_pty_system};
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use vt100::{Parser, Screen};

/// A window as people have it: large enough for the large digits.
const SIZE: PtySize = PtySize { rows: 40, cols: 120, pixel_width: 0, pixel_height: 0 };
/// Far beyond any goal: a screen that takes longer is not coming.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is waited for, and who is told when it was there.
type Watch = (Box<dyn Fn(&Screen) -> bool + Send>, Sender<Instant>);

struct Seen {
    parser: Parser,
    watch: Option<Watch>,
}

impl Seen {
    /// Tells the watcher when the screen is as wanted; `at` is the moment of its last change.
    fn look(&mut self, at: Instant) {
        if self.watch.as_ref().is_some_and(|(wanted, _)| wanted(self.parser.screen()))
            && let Some((_, tell)) = self.watch.take()
        {
            // Whoever waited may have lost patience.
            let _ = tell.send(at);
        }
    }
}

/// A terminal with a program; dropping it ends the program.
pub struct Terminal {
    seen: Arc<Mutex<Seen>>,
    _master: Box<dyn MasterPty + Send>,
    slave: Option<Box<dyn SlavePty + Send>>,
    keys: Box<dyn Write + Send>,
    child: Option<Box<dyn Child + Send + Sync>>,
}

impl Terminal {
    /// A terminal without a program.
    pub fn open() -> Result<Self, Failure> {
        let pair = native_pty_system().openpty(SIZE)?;
        let mut screen = pair.master.try_clone_reader()?;
        let keys = pair.master.take_writer()?;
        let size = (NonZeroU16::new(SIZE.rows), NonZeroU16::new(SIZE.cols));
        let (Some(rows), Some(cols)) = size else { return Err("a window without a cell".into()) };
        let seen = Arc::new(Mutex::new(Seen { parser: Parser::new(rows, cols, 0), watch: None }));
        let to_fill = Arc::clone(&seen);
        std::thread::spawn(move || {
            let mut buffer = [0; 16384];
            while let Ok(count @ 1..) = screen.read(&mut buffer) {
                let at = Instant::now();
                let mut seen = to_fill.lock().unwrap_or_else(PoisonError::into_inner);
                seen.parser.process(buffer.get(..count).unwrap_or_default());
                seen.look(at);
            }
        });
        Ok(Self { seen, _master: pair.master, slave: Some(pair.slave), keys, child: None })
    }

    /// Starts the program on it; answers with the moment before.
    pub fn start(&mut self, mut command: CommandBuilder) -> Result<Instant, Failure> {
        command.env("TERM", "xterm-256color");
        command.env_remove("NO_COLOR");
        let slave = self.slave.take().ok_or("the terminal has a program already")?;
        let before = Instant::now();
        self.child = Some(slave.spawn_command(command)?);
        Ok(before)
    }

    /// The real program with its home screen on a data folder.
    pub fn program(data: &Path) -> CommandBuilder {
        let mut command = CommandBuilder::new(crate::PROGRAM);
        command.arg("--data");
        command.arg(data);
        command.args(["--lang", "en"]);
        command
    }

    /// Waits for a screen from now on; the moment comes through the channel.
    pub fn watch(&self, wanted: impl Fn(&Screen) -> bool + Send + 'static) -> Receiver<Instant> {
        let (tell, told) = channel();
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.watch = Some((Box::new(wanted), tell));
        seen.look(Instant::now());
        told
    }

    /// Waits until the screen is as wanted.
    pub fn wait_for(&self, wanted: impl Fn(&Screen) -> bool + Send + 'static) -> Result<Instant, Failure> {
        self.told(&self.watch(wanted))
    }

    /// The moment a watch was waiting for; without it, the screen that stood there instead.
    pub fn told(&self, watch: &Receiver<Instant>) -> Result<Instant, Failure> {
        watch.recv_timeout(PATIENCE).map_err(|_| {
            let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            let lines: Vec<_> = seen.parser.screen().rows(0, SIZE.cols).filter(|row| !row.trim().is_empty()).collect();
            format!("the screen never came; it shows {lines:?}").into()
        })
    }

    /// Looks at the screen of this moment.
    pub fn look<T>(&self, at: impl FnOnce(&Screen) -> T) -> T {
        at(self.seen.lock().unwrap_or_else(PoisonError::into_inner).parser.screen())
    }

    /// Types.
    pub fn type_keys(&mut self, keys: &[u8]) -> Result<(), Failure> {
        Ok(self.keys.write_all(keys).and_then(|()| self.keys.flush())?)
    }

    /// The program's process.
    pub fn process(&self) -> Result<u32, Failure> {
        self.child.as_ref().and_then(|child| child.process_id()).ok_or_else(|| "no process".into())
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Whether a whole frame is there: the head has the name, and the last row, drawn last, is not empty.
pub fn whole_frame(screen: &Screen) -> bool {
    let last = screen.rows(0, SIZE.cols).last().is_some_and(|row| !row.trim().is_empty());
    last && screen.contents().contains("quanheng")
}
