//! Opens a serial port, or says in words why it cannot be opened.

use super::line::Line;
use crate::instrument::{Parity, SerialSettings};
use crate::locale::{Lang, Say};
use serialport::{ClearBuffer, DataBits, ErrorKind, SerialPort, StopBits, TTYPort};
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::Duration;
use thiserror::Error;

/// How long one read waits before it looks whether the link is to stop.
pub(super) const READ_WAIT: Duration = Duration::from_millis(50);

/// Why a port cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PortError {
    /// There is nothing under this name.
    #[error("no such port: {0}")]
    NoSuchPort(String),
    /// Another program has it.
    #[error("busy: {0}")]
    Busy(String),
    /// The user may not open it.
    #[error("no permission: {0}")]
    NoPermission(String),
    /// It is no serial port.
    #[error("not a serial port: {0}")]
    NotSerial(String),
    /// A serial server does not answer.
    #[error("unreachable: {0}: {1}")]
    Unreachable(String, String),
    /// A recorded session cannot be read.
    #[error("{0}: {1}")]
    NoRecording(String, String),
    /// Anything else the system said.
    #[error("{0}: {1}")]
    Other(String, String),
}

impl Say for PortError {
    fn say(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        match self {
            Self::NoSuchPort(port) if zh => format!("没有端口 {port}；请检查电缆，用 quanheng ports 查看现有端口"),
            Self::NoSuchPort(port) => {
                format!("there is no port {port}; check the cable, `quanheng ports` lists what there is")
            }
            Self::Busy(port) if zh => format!("{port} 正被另一个程序占用；请先关闭它（或另一个权衡）"),
            Self::Busy(port) => format!("{port} is in use by another program; close it (or the other quanheng) first"),
            Self::NoPermission(port) if zh => {
                format!("没有权限打开 {port}；请执行 sudo usermod -aG dialout $USER 后重新登录")
            }
            Self::NoPermission(port) => {
                format!("no permission for {port}; run `sudo usermod -aG dialout $USER` and log in again")
            }
            Self::NotSerial(port) if zh => format!("{port} 不是串行端口"),
            Self::NotSerial(port) => format!("{port} is not a serial port"),
            Self::Unreachable(server, why) if zh => {
                format!("连不上串口服务器 {server}：{why}；应写成 tcp://地址:端口，并检查网线和端口号")
            }
            Self::Unreachable(server, why) => {
                format!(
                    "the serial server {server} cannot be reached: {why}; write tcp://HOST:PORT, check cable and number"
                )
            }
            Self::NoRecording(file, why) if zh => format!("无法回放 {file}：{why}"),
            Self::NoRecording(file, why) => format!("the session {file} cannot be replayed: {why}"),
            Self::Other(port, why) if zh => format!("无法打开 {port}：{why}"),
            Self::Other(port, why) => format!("cannot open {port}: {why}"),
        }
    }
}

/// An open serial port.
pub(super) struct Port {
    inner: TTYPort,
}

/// Opens a port for this program alone. The settings are not read back: a pty drops parity without harm.
pub(super) fn open(path: &str, settings: SerialSettings) -> Result<Port, PortError> {
    let builder = serialport::new(path, settings.baud)
        .data_bits(if settings.data == 7 { DataBits::Seven } else { DataBits::Eight })
        .parity(match settings.parity {
            Parity::None => serialport::Parity::None,
            Parity::Even => serialport::Parity::Even,
            Parity::Odd => serialport::Parity::Odd,
        })
        .stop_bits(if settings.stop == 2 { StopBits::Two } else { StopBits::One })
        .timeout(READ_WAIT);
    let inner = builder.open_native().map_err(|why| explain(path, &why))?;
    Ok(Port { inner })
}

fn explain(path: &str, why: &serialport::Error) -> PortError {
    let port = path.to_owned();
    if !Path::new(path).exists() {
        return PortError::NoSuchPort(port);
    }
    if Path::new(path).is_dir() {
        return PortError::NotSerial(port);
    }
    let text = why.to_string().to_lowercase();
    match why.kind {
        ErrorKind::Io(io::ErrorKind::PermissionDenied) => PortError::NoPermission(port),
        _ if text.contains("permission") => PortError::NoPermission(port),
        _ if text.contains("lock") || text.contains("busy") => PortError::Busy(port),
        _ if text.contains("ioctl") || text.contains("not a t") => PortError::NotSerial(port),
        // EIO: the other end of a pty has gone and left its name behind.
        ErrorKind::Io(_) if text.contains("input/output") => PortError::NoSuchPort(port),
        _ => PortError::Other(port, why.to_string()),
    }
}

impl Line for Port {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.inner.read(buffer) {
            Ok(0) => Err(io::ErrorKind::BrokenPipe.into()),
            Err(why) if matches!(why.kind(), io::ErrorKind::TimedOut | io::ErrorKind::Interrupted) => Ok(0),
            other => other,
        }
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.inner.write_all(bytes)
    }

    fn flush_input(&mut self) {
        // A pty or driver that cannot flush is drained by reading anyway.
        let _ = self.inner.clear(ClearBuffer::Input);
    }

    fn change_baud(&mut self, baud: u32) -> io::Result<()> {
        self.inner.flush()?;
        self.inner.set_baud_rate(baud).map_err(io::Error::from)
    }
}
