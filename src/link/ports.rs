//! Which serial ports this machine has, and why one cannot be used.

use super::line;
use super::port::PortError;
use rustix::fs::{Access, access};
use rustix::io::Errno;
use serialport::SerialPortType;
use std::fs;
use std::path::Path;

/// One serial port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortInfo {
    /// `/dev/ttyUSB0`.
    pub path: String,
    /// A name that survives replugging: where on the USB tree it sits, or the adapter's serial number.
    pub id: Option<String>,
    /// Maker of the adapter.
    pub maker: Option<String>,
    /// Product name of the adapter.
    pub product: Option<String>,
    /// Whether it may be opened by this user. Whether another program has it shows only on opening.
    pub accessible: Result<(), PortError>,
}

impl PortInfo {
    /// Maker and product, as far as USB tells.
    pub fn description(&self) -> String {
        [&self.maker, &self.product].into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ")
    }
}

/// The serial ports of this machine; a built-in port with nothing behind it is not listed by the system.
pub fn list() -> Vec<PortInfo> {
    let mut ports: Vec<PortInfo> = serialport::available_ports().unwrap_or_default().into_iter().map(info).collect();
    ports.sort_by(|a, b| a.path.cmp(&b.path));
    ports
}

/// A port by a name that somebody gave: a device file, a link to one, or a line of another kind (`tcp://HOST:PORT`).
pub fn named(name: &str) -> PortInfo {
    let path = name.to_owned();
    let accessible = if line::is_file(name) { usable(name) } else { Ok(()) };
    let id = if is_link(name) { Some(path.clone()) } else { stable_name(name) };
    PortInfo { id, maker: None, product: None, accessible, path }
}

/// The name under which a port is found again after its adapter came back as another device file: a link stays as it is
/// written, because it is followed anew; a device file gives way to the link that udev keeps to its place.
pub fn lasting(name: &str) -> String {
    if is_link(name) { name.to_owned() } else { stable_name(name).unwrap_or_else(|| name.to_owned()) }
}

/// The device file behind a name at this moment; the name itself where there is none.
pub fn real_name(name: &str) -> String {
    fs::canonicalize(name).map_or_else(|_| name.to_owned(), |real| real.display().to_string())
}

/// Whether a name is a link to a device file, and no device file itself.
pub(super) fn is_link(name: &str) -> bool {
    fs::symlink_metadata(name).is_ok_and(|data| data.file_type().is_symlink())
}

fn usable(path: &str) -> Result<(), PortError> {
    match access(path, Access::READ_OK | Access::WRITE_OK) {
        Ok(()) => Ok(()),
        Err(Errno::NOENT | Errno::NOTDIR) => Err(PortError::NoSuchPort(path.to_owned())),
        Err(_) => Err(PortError::NoPermission(path.to_owned())),
    }
}

fn info(port: serialport::SerialPortInfo) -> PortInfo {
    let (maker, product) = match port.port_type {
        SerialPortType::UsbPort(usb) => (usb.manufacturer, usb.product),
        _ => (None, None),
    };
    let path = port.port_name;
    let accessible = usable(&path);
    PortInfo { id: stable_name(&path), maker, product, accessible, path }
}

/// The link under `/dev/serial` that points to this port: by its place on the USB tree, else by the adapter's number.
/// Place first: two adapters of one kind often carry the same number.
pub(super) fn stable_name(port: &str) -> Option<String> {
    let target = fs::canonicalize(port).ok()?;
    ["/dev/serial/by-path", "/dev/serial/by-id"].into_iter().find_map(|folder| {
        let mut links = fs::read_dir(Path::new(folder)).ok()?.flatten().map(|entry| entry.path());
        let found = links.find(|link| fs::canonicalize(link).is_ok_and(|end| end == target))?;
        Some(found.display().to_string())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn a_link_keeps_its_name_and_tells_what_is_behind_it() {
        let folder = tempfile::TempDir::new().unwrap();
        let name = |file: &str| folder.path().join(file).display().to_string();
        for file in ["one", "two"] {
            fs::write(name(file), "").unwrap();
        }
        let link = name("link");
        symlink(name("one"), &link).unwrap();
        assert_eq!((lasting(&link), real_name(&link)), (link.clone(), real_name(&name("one"))));
        fs::remove_file(&link).unwrap();
        symlink(name("two"), &link).unwrap();
        assert_eq!((lasting(&link), real_name(&link)), (link, real_name(&name("two"))));
        // A file that no link of the system points to has no better name.
        assert_eq!(lasting(&name("one")), name("one"));
    }

    #[test]
    fn a_port_that_is_not_there_is_said_so_and_a_server_has_no_file() {
        assert_eq!(named("/dev/ttyNOSUCH9").accessible, Err(PortError::NoSuchPort("/dev/ttyNOSUCH9".into())));
        assert_eq!(named("tcp://192.0.2.1:4001").accessible, Ok(()));
    }
}
