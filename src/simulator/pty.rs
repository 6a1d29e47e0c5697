//! The pty an instrument answers on. It keeps its own end of the far side open: without one, reading fails as soon as the
//! program under test closes the port.

use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A pty in raw mode: what an instrument writes at the near end is read from the port at `path`.
#[derive(Debug)]
pub struct Pair {
    /// The instrument's end.
    pub near: File,
    /// The port's end, held open.
    pub far: File,
    /// Where the port is opened.
    pub path: PathBuf,
}

impl Pair {
    /// A new pty. No program started beside this one inherits an end of it: an end held by a stranger would keep the
    /// port alive after its instrument is gone.
    ///
    /// # Errors
    ///
    /// When the machine has no pty left, or none at all.
    pub fn open() -> io::Result<Self> {
        let near = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)?;
        grantpt(&near)?;
        unlockpt(&near)?;
        let path = PathBuf::from(ptsname(&near, Vec::new())?.to_string_lossy().into_owned());
        let far = rustix::fs::open(&path, OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty())?;
        let mut settings = tcgetattr(&far)?;
        settings.make_raw();
        tcsetattr(&far, OptionalActions::Now, &settings)?;
        Ok(Self { near: File::from(near), far: File::from(far), path })
    }

    /// The same, with a near end that never waits: neither for bytes to come nor for room to send.
    ///
    /// # Errors
    ///
    /// Those of [`Pair::open`].
    pub fn impatient() -> io::Result<Self> {
        let pair = Self::open()?;
        rustix::fs::fcntl_setfl(&pair.near, rustix::fs::fcntl_getfl(&pair.near)? | OFlags::NONBLOCK)?;
        Ok(pair)
    }
}

/// The pty of a simulated instrument.
#[derive(Debug)]
pub(super) struct Pty(Pair);

impl Pty {
    /// A new pty in raw mode.
    pub fn open() -> io::Result<Self> {
        Pair::impatient().map(Self)
    }

    /// Where the program under test opens it.
    pub fn path(&self) -> &Path {
        &self.0.path
    }

    /// What has arrived; nothing when nothing has.
    pub fn read(&mut self) -> Vec<u8> {
        let mut buffer = [0; 512];
        match self.0.near.read(&mut buffer) {
            Ok(count) => buffer.get(..count).unwrap_or_default().to_vec(),
            Err(_) => Vec::new(),
        }
    }

    /// Sends bytes; when nobody reads and the pty is full, the rest is lost, as on a wire.
    pub fn write(&mut self, bytes: &[u8]) {
        let _ = self.0.near.write(bytes);
    }

    /// Waits until something arrives, at most so long.
    pub fn wait(&self, at_most: Duration) {
        use rustix::event::{PollFd, PollFlags, Timespec, poll};
        let timeout = Timespec::try_from(at_most).unwrap_or(Timespec { tv_sec: 0, tv_nsec: 0 });
        let mut files = [PollFd::new(&self.0.near, PollFlags::IN)];
        let _ = poll(&mut files, Some(&timeout));
    }
}
