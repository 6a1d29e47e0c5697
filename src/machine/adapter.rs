//! Adapters that hold bytes back.

use super::{Found, Machine};

/// Milliseconds that an adapter may wait before it hands bytes on.
const SOON: u32 = 4;

/// FTDI adapters collect bytes for 16 ms unless told otherwise.
pub(super) fn latency(machine: &Machine) -> Vec<Found> {
    const FOLDER: &str = "sys/bus/usb-serial/devices";
    let waits = |name: String| {
        let file = format!("{FOLDER}/{name}/latency_timer");
        let milliseconds: u32 = machine.text(&file)?.trim().parse().ok()?;
        if milliseconds <= SOON {
            return Some(Found::ok(
                format!("{name} 的延迟定时器为 {milliseconds} ms"),
                format!("{name} hands bytes on after {milliseconds} ms"),
            ));
        }
        let found = Found::remark(
            format!("{name}（FTDI）最多攒 {milliseconds} ms 才交出数据：问答会变慢，读数不会错；插拔后会恢复原值"),
            format!(
                "{name} (FTDI) holds bytes for up to {milliseconds} ms: questions take longer, values stay right; plugging it in \
                 again sets it back"
            ),
        );
        Some(found.mend(format!("echo 1 | sudo tee /{file}")))
    };
    machine.names(FOLDER).into_iter().filter_map(waits).collect()
}
