//! `ports --probe`: what is on a port, said for people and for scripts.

use super::signals::Interrupted;
use super::text::print;
use super::{Exit, Failure, Global, Outcome};
use crate::link::probe::{Ended, Identity, Patience, Probe, Report};
use crate::locale::{Lang, Say};
use crate::protocol::Datum;
use serde_json::{Value, json};
use std::time::Duration;

/// What a look is to be like.
pub struct Wanted {
    /// The ports.
    pub ports: Vec<String>,
    /// The address that is asked.
    pub address: Option<String>,
    /// How long each line setting is listened at.
    pub listen: Duration,
    /// How long an answer is waited for at most.
    pub answer: Duration,
}

/// Looks at the ports one after another: two at once could be the two ends of one cable.
pub fn run(wanted: &Wanted, global: &Global) -> Outcome {
    let profiles: Vec<_> = super::profiles(global).all().cloned().collect();
    let interrupted = Interrupted::watch();
    let patience = Patience { listen: wanted.listen, answer: wanted.answer, ..Patience::default() };
    let (mut found, mut refused) = (false, None);
    for port in &wanted.ports {
        let probe = Probe { port: port.clone(), profiles: &profiles, address: wanted.address.clone(), patience };
        eprintln!("{}", beforehand(port, probe.at_most(), wanted.listen, global.lang));
        match probe.look(&|| interrupted.is_set()) {
            Ok(report) => {
                found |= !report.found.is_empty();
                let text = if global.json { format!("{}\n", facts(&report)) } else { page(&report, global.lang) };
                if !print(&text) {
                    return Ok(Exit::Done);
                }
            }
            Err(why) if global.json => {
                print(&format!("{}\n", json!({ "port": port, "found": [], "unusable": why.say(global.lang) })));
            }
            Err(why) if wanted.ports.len() == 1 => refused = Some(why),
            Err(why) => {
                print(&format!("{port}\n    {}\n", why.say(global.lang)));
            }
        }
        if interrupted.is_set() {
            break;
        }
    }
    match refused {
        Some(why) => Err(Failure::said(Exit::Instrument, &why, global.lang)),
        None => Ok(if found { Exit::Done } else { Exit::Instrument }),
    }
}

fn beforehand(port: &str, at_most: Duration, listen: Duration, lang: Lang) -> String {
    let (seconds, listen) = (at_most.as_secs() + 1, listen.as_millis());
    match lang {
        Lang::Zh => format!("{port}：先监听（每种设置 {listen} 毫秒），再只问读数；最多 {seconds} 秒，Ctrl-C 可停止"),
        Lang::En => format!(
            "{port}: listening first ({listen} ms a line setting), then asking only what reads; {seconds} s at most, Ctrl-C \
             stops it"
        ),
    }
}

fn facts(report: &Report) -> Value {
    let value = |datum: &Datum| serde_json::to_value(datum).unwrap_or_default();
    let identity = |identity: &Identity| {
        let model = |fit: &crate::instrument::identify::Fit| {
            json!({ "id": fit.profile.id, "fits": !identity.asked || fit.fits(), "asked": fit.asked, "answered": fit.answered,
                "misfits": fit.misfits })
        };
        json!({
            "protocol": identity.protocol.name, "checked": identity.protocol.checked, "settings": identity.settings,
            "address": identity.address, "how": if identity.asked { "asked" } else { "heard" }, "frames": identity.frames,
            "profiles": identity.profiles.iter().map(model).collect::<Vec<_>>(),
            "values": identity.values.iter().map(value).collect::<Vec<_>>(),
        })
    };
    let ended = match &report.ended {
        Ended::Done => "done",
        Ended::Stopped => "stopped",
        Ended::Gone(_) => "gone",
    };
    let why = report.found.is_empty().then(|| json!({ "zh": report.say(Lang::Zh), "en": report.say(Lang::En) }));
    json!({
        "port": report.port, "found": report.found.iter().map(identity).collect::<Vec<_>>(), "why": why, "ended": ended,
        "listened": report.listened, "heard_bytes": report.heard_bytes,
        "seven_bits": report.seven_bits.map(|parity| format!("7{}1", parity.letter())),
        "questions": report.questions, "echoes": report.echoes, "strange": report.strange, "not_asked": report.not_asked,
    })
}

fn page(report: &Report, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let mut out = format!("{}\n", report.port);
    for identity in &report.found {
        out += &format!("    {}\n", headline(identity, lang));
        out += &models(identity, &report.port, lang);
    }
    if report.found.len() > 1 {
        out += if zh {
            "    以上格式单凭字节分不清；请对照铭牌\n"
        } else {
            "    by their bytes alone these formats cannot be told apart; look at the name plate\n"
        };
    }
    let why = report.say(lang);
    if !why.is_empty() {
        out += &format!("    {why}\n");
    }
    if report.found.is_empty() && !report.not_asked.is_empty() {
        let models = report.not_asked.join(" ");
        out += &if zh {
            format!("    没有询问（其读数命令在别家仪器上会去皮、置零或关机）：{models}\n")
        } else {
            format!("    not asked for (what reads there tares, zeroes or switches off elsewhere): {models}\n")
        };
    }
    out
}

fn headline(identity: &Identity, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let Identity { protocol, settings, frames, .. } = identity;
    let how = match (identity.asked, zh) {
        (true, true) => "应答",
        (true, false) => "answers",
        (false, true) => "自行发送",
        (false, false) => "sends by itself",
    };
    let checked = match (protocol.checked, zh) {
        (true, true) => "帧有校验",
        (true, false) => "frames are checked",
        (false, true) => "帧无校验，凭格式和数值判断",
        (false, false) => "no check in its frames: known by their form and values",
    };
    let address = identity.address.as_ref().map(|address| match lang {
        Lang::Zh => format!("，地址 {address}"),
        Lang::En => format!(", address {address}"),
    });
    let address = address.unwrap_or_default();
    let name = protocol.name;
    match lang {
        Lang::Zh => format!("{name}{address}，{settings}：{how}，{frames} 帧，{checked}"),
        Lang::En => format!("{name}{address}, {settings}: {how}, {frames} frames, {checked}"),
    }
}

fn models(identity: &Identity, port: &str, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let mut out = String::new();
    for fit in identity.models() {
        out += &format!("        {}  {}\n", fit.profile.id, fit.profile.name.get(lang));
    }
    match identity.models().next() {
        Some(fit) => {
            let address = identity.address.as_ref().map(|address| format!(" --address {address}")).unwrap_or_default();
            let try_it = if zh { "试试" } else { "try" };
            out += &format!("    {try_it}: quanheng read --device {} --port {port}{address}\n", fit.profile.id);
        }
        // A format that a profile may choose, and none does.
        None if identity.profiles.is_empty() && !identity.asked => {
            let name = identity.protocol.name;
            out += &if zh {
                format!("        没有用此格式的仪器配置；新写一个: quanheng device new ID --protocol {name}\n")
            } else {
                format!("        no profile has this format; begin one: quanheng device new ID --protocol {name}\n")
            };
        }
        None if zh => {
            out += "    协议已认出，型号认不出：没有一个配置的全部读数都说得通（全是 0 的寄存器不能说明型号；请加载或通电再试）\n";
        }
        None => {
            out += "    the protocol is known, the model is not: no profile makes sense of all it says (registers that hold \
                    nothing but nought fit any; put a load on and try again)\n";
        }
    }
    out
}
