//! A line of any kind: a serial port, a serial server on the network, or a recorded session.

use super::port::{self, PortError};
use super::{replay, tcp};
use crate::instrument::SerialSettings;
use std::io;

/// Ports that are no device files begin with one of these.
const TCP: &str = "tcp://";
const REPLAY: &str = "replay:";

/// An open line.
pub(super) trait Line: Send {
    /// Waits a moment for bytes; none is no error. A line that has gone is one, whatever way the system says it.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize>;

    /// Sends everything.
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Throws away what has arrived and was not read.
    fn flush_input(&mut self);

    /// Goes to another speed, after everything that was written is sent at the old one. Only a serial port has one: a serial
    /// server and a pty have none that could be changed from here.
    fn change_baud(&mut self, _baud: u32) -> io::Result<()> {
        Ok(())
    }
}

/// Opens the line of a port's name.
pub(super) fn open(port: &str, settings: SerialSettings) -> Result<Box<dyn Line>, PortError> {
    if let Some(server) = port.strip_prefix(TCP) {
        return tcp::open(server).map(|line| Box::new(line) as Box<dyn Line>);
    }
    if let Some(file) = port.strip_prefix(REPLAY) {
        return replay::open(file).map(|line| Box::new(line) as Box<dyn Line>);
    }
    port::open(port, settings).map(|line| Box::new(line) as Box<dyn Line>)
}

/// How the line of a port is described once it is open: serial settings mean something on a serial port only.
pub(super) fn described(port: &str, settings: SerialSettings) -> String {
    match port.split_once(':') {
        Some(("tcp", _)) => "TCP".into(),
        Some(("replay", _)) => "replay".into(),
        _ => settings.written(),
    }
}

/// Whether the name of a port is one of a file.
pub(super) fn is_file(port: &str) -> bool {
    !port.starts_with(TCP) && !port.starts_with(REPLAY)
}

/// Whether a silent line is to be made anew: a connection whose other end has gone without a word stays silent for ever.
pub(super) fn reopens_when_silent(port: &str) -> bool {
    port.starts_with(TCP)
}

/// Whether the line ends for good.
pub(super) fn ends(port: &str) -> bool {
    port.starts_with(REPLAY)
}
