//! Where a simulated instrument is plugged in: a pty behind a symlink. Unplugged, the name is gone and every open handle
//! dead; plugged in again, it is another pty under the same name, as an adapter behind `/dev/serial/by-id` is.

use super::SimulatorError;
use super::pty::Pty;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long an instrument stays unplugged.
const UNPLUGGED: Duration = Duration::from_millis(800);

/// A socket with or without a pty in it.
#[derive(Debug)]
pub(super) struct Socket {
    link: Option<PathBuf>,
    plugged: Plugged,
}

#[derive(Debug)]
enum Plugged {
    In(Pty),
    Out(Instant),
}

impl Socket {
    /// A new pty, behind a symlink where one is wanted.
    pub fn plug_in(link: Option<PathBuf>) -> Result<(Self, PathBuf), SimulatorError> {
        let pty = Pty::open().map_err(|why| SimulatorError::NoPty(why.to_string()))?;
        let path = pty.path().to_owned();
        if let Some(link) = &link {
            make_link(&path, link)?;
        }
        Ok((Self { link, plugged: Plugged::In(pty) }, path))
    }

    /// Pulls the plug, where there is a name to come back under.
    pub fn unplug(&mut self) {
        if self.link.is_some() {
            self.remove_link();
            self.plugged = Plugged::Out(Instant::now());
        }
    }

    /// Waits until something arrives, at most so long; plugs in again when it is time.
    pub fn wait(&mut self, at_most: Duration) {
        match &self.plugged {
            Plugged::In(pty) => pty.wait(at_most),
            Plugged::Out(since) => {
                std::thread::sleep(at_most);
                // A system that has no pty to give just now is asked again the next time.
                if since.elapsed() >= UNPLUGGED
                    && let Ok((socket, _)) = Self::plug_in(self.link.clone())
                {
                    *self = socket;
                }
            }
        }
    }

    /// What has arrived; nothing when nothing has.
    pub fn read(&mut self) -> Vec<u8> {
        if let Plugged::In(pty) = &mut self.plugged { pty.read() } else { Vec::new() }
    }

    /// Sends bytes; unplugged, they are lost.
    pub fn write(&mut self, bytes: &[u8]) {
        if let Plugged::In(pty) = &mut self.plugged {
            pty.write(bytes);
        }
    }

    /// Removes the symlink, unless another simulator has taken it over.
    fn remove_link(&self) {
        let (Some(link), Plugged::In(pty)) = (&self.link, &self.plugged) else { return };
        if std::fs::read_link(link).is_ok_and(|target| target == pty.path()) {
            let _ = std::fs::remove_file(link);
        }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.remove_link();
    }
}

/// Points `link` at the pty. A symlink to another pty is replaced; anything else is left alone.
fn make_link(path: &Path, link: &Path) -> Result<(), SimulatorError> {
    let failed = |why: io::Error| SimulatorError::LinkFailed(link.to_owned(), why.to_string());
    if let Ok(metadata) = std::fs::symlink_metadata(link) {
        let target = std::fs::read_link(link).unwrap_or_default();
        // A link to a pty was made by a simulator: its name is taken over, also from one that was killed and whose pty has
        // gone to somebody else since. Files, and links to anything else, are left alone.
        let made_by_a_simulator = metadata.is_symlink() && target.starts_with("/dev/pts");
        if !made_by_a_simulator {
            return Err(SimulatorError::LinkTaken(link.to_owned()));
        }
        std::fs::remove_file(link).map_err(failed)?;
    }
    std::os::unix::fs::symlink(path, link).map_err(failed)
}
