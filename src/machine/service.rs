//! System programs that take serial ports for themselves.

use super::process::runs;
use super::{Found, Machine};

/// USB numbers that brltty takes for braille displays though they are serial adapters: CH340, `CP210x` and FT232.
const TAKEN_FOR_BRAILLE: &[(&str, &str)] = &[("1a86", "7523"), ("10c4", "ea60"), ("0403", "6001")];
/// Where udev rules lie.
const RULES: &[&str] = &["etc/udev/rules.d", "usr/lib/udev/rules.d", "lib/udev/rules.d", "run/udev/rules.d"];

/// brltty takes CH340 adapters: the port appears and is gone again at once.
pub(super) fn brltty(machine: &Machine) -> Vec<Found> {
    let rule = RULES.iter().any(|folder| machine.names(folder).iter().any(|name| name.contains("brltty")));
    if !rule && !runs(&machine.root, "brltty") {
        return vec![Found::ok("没有 brltty 抢占串口", "no brltty to take adapters away")];
    }
    let adapter = machine.names("sys/bus/usb/devices").into_iter().any(|device| {
        let number = |file: &str| machine.text(&format!("sys/bus/usb/devices/{device}/{file}"));
        let (vendor, product) = (number("idVendor").unwrap_or_default(), number("idProduct").unwrap_or_default());
        TAKEN_FOR_BRAILLE.contains(&(vendor.trim(), product.trim()))
    });
    // An adapter is plugged in, and no port has come of it.
    let taken = adapter && !machine.serial_ports().iter().any(|name| name.starts_with("ttyUSB"));
    let mend = "sudo systemctl disable --now brltty.service brltty-udev.service; sudo apt remove -y brltty";
    let found = if taken {
        Found::stops(
            "brltty（盲文终端）把 USB 串口适配器抢走了：插着适配器，却没有串口。不用盲文终端时请删除它，再插拔一次",
            "brltty (braille displays) has taken the USB adapter: it is plugged in and no port came of it. Without a braille \
             display remove it, then plug the adapter in again",
        )
    } else {
        Found::remark(
            "装有 brltty（盲文终端），它会抢走 CH340 等 USB 串口适配器；不用盲文终端时请删除它",
            "brltty (braille displays) is there; it takes CH340 and like adapters away. Remove it unless a braille display is used",
        )
    };
    vec![found.mend(mend)]
}

/// `ModemManager` tries new ports with AT commands, whose letters are orders for some scales.
pub(super) fn modem_manager(machine: &Machine) -> Vec<Found> {
    if !runs(&machine.root, "ModemManager") {
        return vec![Found::ok("没有 ModemManager 试探串口", "no ModemManager to try ports")];
    }
    vec![
        Found::remark(
            "ModemManager 正在运行：它会把新插上的串口当调制解调器，先占用几秒并发送 AT 命令；字母 T 在有的秤上就是去皮。没有用蜂窝网卡时请停用",
            "ModemManager runs: it takes a new port for a modem, holds it for some seconds and sends AT commands; a T alone \
             tares some scales. Without a cellular modem switch it off",
        )
        .mend("sudo systemctl disable --now ModemManager.service"),
    ]
}
