//! Which serial ports this machine has, and why one cannot be used.

use super::port::PortError;
use rustix::fs::{Access, access};
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

fn info(port: serialport::SerialPortInfo) -> PortInfo {
    let (maker, product) = match port.port_type {
        SerialPortType::UsbPort(usb) => (usb.manufacturer, usb.product),
        _ => (None, None),
    };
    let path = port.port_name;
    let usable = access(path.as_str(), Access::READ_OK | Access::WRITE_OK);
    let accessible = usable.map_err(|_| PortError::NoPermission(path.clone()));
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
