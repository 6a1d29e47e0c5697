//! A serial server on the network: the bytes of the serial line as they are, over TCP (`tcp://HOST:PORT`).

use super::line::Line;
use super::port::{PortError, READ_WAIT};
use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

/// How long a server may take to accept.
const CONNECT_WITHIN: Duration = Duration::from_secs(3);

/// An open connection.
pub(super) struct Connection(TcpStream);

/// Connects to `HOST:PORT`.
pub(super) fn open(server: &str) -> Result<Connection, PortError> {
    let unreachable = |why: &io::Error| PortError::Unreachable(server.to_owned(), why.to_string());
    let address = server.to_socket_addrs().map_err(|why| unreachable(&why))?.next();
    let address = address.ok_or_else(|| unreachable(&io::ErrorKind::AddrNotAvailable.into()))?;
    let connect = || {
        let stream = TcpStream::connect_timeout(&address, CONNECT_WITHIN)?;
        // Questions are short, and each waits for its answer: nothing is gained by collecting them.
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(READ_WAIT))?;
        stream.set_write_timeout(Some(CONNECT_WITHIN))?;
        Ok(stream)
    };
    connect().map(Connection).map_err(|why: io::Error| unreachable(&why))
}

impl Line for Connection {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        use io::ErrorKind::{Interrupted, TimedOut, WouldBlock};
        match self.0.read(buffer) {
            Ok(0) => Err(io::ErrorKind::BrokenPipe.into()),
            Err(why) if matches!(why.kind(), TimedOut | WouldBlock | Interrupted) => Ok(0),
            other => other,
        }
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes)
    }

    fn flush_input(&mut self) {
        // What a connection that cannot be made non-blocking still holds is drained by reading, as on any line.
        if self.0.set_nonblocking(true).is_ok() {
            let mut old = [0; 512];
            while self.0.read(&mut old).is_ok_and(|count| count > 0) {}
            let _ = self.0.set_nonblocking(false);
        }
    }
}
