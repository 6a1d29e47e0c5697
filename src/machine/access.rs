//! Whether there is a serial port, and whether the user may open it.

use super::{Found, Machine};

/// Groups that own serial ports: Debian and Fedora, Arch.
const GROUPS: &[&str] = &["dialout", "uucp"];

/// Whether there is a serial port at all.
pub(super) fn ports(machine: &Machine) -> Vec<Found> {
    let ports = machine.serial_ports();
    if ports.is_empty() {
        return vec![
            Found::remark(
                "没有串行端口：请插上仪器的 USB 串口线，再看内核是否认出了它",
                "no serial port: plug the instrument's USB cable in, then see whether the kernel has noticed it",
            )
            .mend("sudo dmesg | tail -n 20"),
        ];
    }
    let ports = ports.iter().map(|name| format!("/dev/{name}")).collect::<Vec<_>>().join(" ");
    vec![Found::ok(format!("串行端口：{ports}"), format!("serial ports: {ports}"))]
}

/// Whether the user is in the group that owns the ports, and was so when logging in.
pub(super) fn dialout(machine: &Machine) -> Vec<Found> {
    let status = machine.text("proc/self/status").unwrap_or_default();
    let field = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    let user = field("Uid:").split_whitespace().nth(1).unwrap_or_default();
    if user == "0" {
        return vec![Found::ok("以 root 运行：可以打开串口", "runs as root, which may open serial ports")];
    }
    let groups = machine.text("etc/group").unwrap_or_default();
    // name:password:number:members
    let group = GROUPS.iter().find_map(|name| {
        let mut fields = groups.lines().find(|line| line.split(':').next() == Some(name))?.split(':').skip(2);
        Some((*name, fields.next()?.to_owned(), fields.next().unwrap_or_default().to_owned()))
    });
    let Some((name, number, members)) = group else {
        return vec![Found::remark(
            "本机没有 dialout 组：串口的权限另有安排，打不开时请看 ls -l /dev/ttyUSB*",
            "this machine has no group dialout: rights to ports are arranged otherwise; see ls -l /dev/ttyUSB*",
        )];
    };
    if field("Groups:").split_whitespace().any(|own| own == number) {
        return vec![Found::ok(
            format!("用户在 {name} 组中：可以打开串口"),
            format!("the user is in {name} and may open serial ports"),
        )];
    }
    let passwd = machine.text("etc/passwd").unwrap_or_default();
    let login =
        passwd.lines().find(|line| line.split(':').nth(2) == Some(user)).and_then(|line| line.split(':').next());
    if login.is_some_and(|login| members.split(',').any(|member| member.trim() == login)) {
        return vec![
            Found::stops(
                format!("已加入 {name} 组，但本次登录还没有生效：请注销后重新登录，或在本终端执行"),
                format!(
                    "the user was added to {name}, but not in this session: log out and in again, or in this terminal"
                ),
            )
            .mend(format!("newgrp {name}")),
        ];
    }
    vec![
        Found::stops(
            format!("用户不在 {name} 组中，打不开串口；执行后注销并重新登录"),
            format!("the user is not in the group {name} and cannot open serial ports; then log out and in again"),
        )
        .mend(format!("sudo usermod -aG {name} {}", login.unwrap_or("$USER"))),
    ]
}
