//! Whether there is a font with Chinese characters. Without one Chinese is boxes; English and the verdicts stay as they are.

use super::{Found, Machine};
use std::process::{Command, Stdio};

/// Asks fontconfig. Over the network the fonts of the machine at the other end count, which cannot be seen from here.
pub(super) fn fonts(machine: &Machine) -> Vec<Found> {
    if machine.remote {
        return vec![Found::ok(
            "经网络登录：显示中文用的是您面前那台机器的字体",
            "logged in over the network: the fonts of the machine in front of you count",
        )];
    }
    let lister = machine.path("usr/bin/fc-list");
    let listed = Command::new(&lister).args([":lang=zh", "family"]).stdin(Stdio::null()).output().ok();
    let family = listed.and_then(|output| {
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.lines().map(str::trim).find(|line| !line.is_empty()).map(str::to_owned)
    });
    if let Some(family) = family {
        return vec![Found::ok(format!("有中文字体：{family}"), format!("there is a Chinese font: {family}"))];
    }
    vec![
        Found::remark(
            "没有找到中文字体：中文会显示成方框（可用 --lang en）；装一种即可",
            "no Chinese font was found: Chinese shows as boxes (--lang en helps); install one",
        )
        .mend("sudo apt install -y fontconfig fonts-noto-cjk"),
    ]
}
