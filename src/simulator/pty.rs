//! The pty an instrument answers on. It keeps its own end of the far side open: without one, reading fails as soon as the
//! program under test closes the port.

use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The instrument's end of a pty.
#[derive(Debug)]
pub(super) struct Pty {
    near: File,
    _far: OwnedFd,
    path: PathBuf,
}

impl Pty {
    /// A new pty in raw mode.
    pub fn open() -> io::Result<Self> {
        let near = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY)?;
        grantpt(&near)?;
        unlockpt(&near)?;
        let name = ptsname(&near, Vec::new())?.to_string_lossy().into_owned();
        let far = rustix::fs::open(name.as_str(), OFlags::RDWR | OFlags::NOCTTY, Mode::empty())?;
        let mut settings = tcgetattr(&far)?;
        settings.make_raw();
        tcsetattr(&far, OptionalActions::Now, &settings)?;
        rustix::fs::fcntl_setfl(&near, rustix::fs::fcntl_getfl(&near)? | OFlags::NONBLOCK)?;
        Ok(Self { near: File::from(near), _far: far, path: PathBuf::from(name) })
    }

    /// Where the program under test opens it.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What has arrived; nothing when nothing has.
    pub fn read(&mut self) -> Vec<u8> {
        let mut buffer = [0; 512];
        match self.near.read(&mut buffer) {
            Ok(count) => buffer.get(..count).unwrap_or_default().to_vec(),
            Err(_) => Vec::new(),
        }
    }

    /// Sends bytes; when nobody reads and the pty is full, the rest is lost, as on a wire.
    pub fn write(&mut self, bytes: &[u8]) {
        let _ = self.near.write(bytes);
    }

    /// Waits until something arrives, at most so long.
    pub fn wait(&self, at_most: Duration) {
        use rustix::event::{PollFd, PollFlags, Timespec, poll};
        let timeout = Timespec::try_from(at_most).unwrap_or(Timespec { tv_sec: 0, tv_nsec: 0 });
        let mut files = [PollFd::new(&self.near, PollFlags::IN)];
        let _ = poll(&mut files, Some(&timeout));
    }
}
