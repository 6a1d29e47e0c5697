//! The beginning of a new profile: every key with what to put there, in both languages. What another profile of the same
//! protocol has is taken over as an example, so that a file is right as soon as its blanks are filled.

use super::Kind;
use crate::protocol::{Addressing, PROTOCOLS, Protocol};

/// A profile with blanks. `example` is the text of a profile of the same protocol.
pub fn skeleton(id: &str, kind: Kind, protocol: Option<&Protocol>, example: Option<&str>) -> String {
    let example = example.unwrap_or_default();
    let mut out = head(id, kind, protocol);
    if kind == Kind::Scale {
        out += &unit(protocol);
    }
    out += &names();
    out += "# 串口设置，按尝试的先后；出厂设置在前。可写多个 [[serial]]。\n\
            # Line settings in the order to try, the factory's first; several [[serial]] may follow.\n";
    out += block(example, "[[serial]]").unwrap_or("[[serial]]\nbaud = 9600\ndata = 8\nparity = \"none\"\nstop = 1\n");
    out += "\n";
    out += &asking(protocol, example);
    out += "# 时间（毫秒）：应答最多多久；两问之间的间隔；自行发送的仪器多久没有数据算静默。\n\
            # Times in ms: longest wait for an answer; pause between questions; silence of a device that sends by itself.\n\
            [timing]\nanswer_ms = 1000\ngap_ms = 100\nsilence_ms = 1500\n\n";
    if kind == Kind::Scale {
        out += "# 稳定由谁判断：\"flag\" 仪器自己说；\"window\" 仪器不说，由本程序看示值是否停住（0.6 s 以上）。\n\
                # Who says that a weight is stable: \"flag\" the device; \"window\" this program watches the values (0.6 s or more).\n";
        out += block(example, "[stability]").unwrap_or("[stability]\ntold_by = \"window\"\nwindow_ms = 600\n");
        out += "\n";
    }
    out += samples();
    out
}

fn head(id: &str, kind: Kind, protocol: Option<&Protocol>) -> String {
    let known = PROTOCOLS.iter().map(|protocol| protocol.name).collect::<Vec<_>>().join(" ");
    let (kind, name) = (kind.word(), protocol.map(|protocol| protocol.name).unwrap_or_default());
    format!(
        "# 仪器配置。填好空白处，用 quanheng device check 检查，再放进数据文件夹的 devices/。\n\
         # A device profile. Fill the blanks, look it over with `quanheng device check`, put it into devices/ of the data folder.\n\
         \n\
         # 文件名（不带 .toml）：小写字母、数字和连字符。\n\
         # The name of this file without .toml: lower-case letters, digits and hyphens.\n\
         id = \"{id}\"\n\
         # 用途 / what it is used for: scale | meter | standard\n\
         kind = \"{kind}\"\n\
         # 厂家和型号，照铭牌写。\n\
         # Maker and model as on the name plate.\n\
         maker = \"\"\n\
         model = \"\"\n\
         # 通信协议 / what it speaks: {known}\n\
         protocol = \"{name}\"\n\
         # 依据：captured 有真实报文为证；manual 厂家说明书；code 别人的程序；unconfirmed 都没有（只显示，不用于判定）。\n\
         # Where this comes from: captured (bytes of a real device) | manual | code | unconfirmed (shown, never judged)\n\
         status = \"unconfirmed\"\n\
         # 必填：哪份说明书哪一页、哪个程序，或谁在何时抓的报文。\n\
         # Must be filled: which manual and page, which program, or who captured the bytes and when.\n\
         source = \"\"\n"
    )
}

fn unit(protocol: Option<&Protocol>) -> String {
    let said = protocol.is_some_and(|protocol| protocol.carries_unit);
    let (mark, zh, en) = if said {
        (
            "# ",
            "报文自带单位；只有仪器有时不发单位才写",
            "the wire says the unit; write it only if the device may leave it out",
        )
    } else {
        ("", "报文不带单位：写仪器上设定的单位", "the wire has no unit: write the one that is set on the device")
    };
    format!(
        "# {zh}\n# {en}: g | kg | t | lb …\n{mark}unit = \"kg\"\n\
         # 分度值和最大秤量（可不写）：超过最大秤量的示值标为超载。\n\
         # Division and capacity, if known: what shows more than the capacity is marked as overload.\n\
         # division = \"0.001\"\n# capacity = \"30\"\n"
    )
}

fn names() -> String {
    "\n# 给人看的名称，中英文都要。\n# Its name for people, in both languages.\n[name]\nzh = \"\"\nen = \"\"\n\n\
     # 给人的提醒（可不写）/ a remark for people, if there is one\n# [note]\n# zh = \"\"\n# en = \"\"\n\n"
        .to_owned()
}

fn asking(protocol: Option<&Protocol>, example: &str) -> String {
    let questions = protocol.map(|protocol| protocol.questions).unwrap_or_default();
    if questions.is_empty() && protocol.is_some() {
        return "# 这种仪器自行发送，不用发问。\n# This kind of device sends by itself and is not asked.\n\n".into();
    }
    let pushes = protocol.is_some_and(|protocol| protocol.pushes);
    let mut out = format!(
        "# 问什么，按先后；只能读，不能去皮、置零、写入。可写的键：{questions}\n\
         # What to ask, in order; only reading can be asked. Keys: {questions}\n"
    );
    if pushes {
        out += "# 仪器设为自行发送时，删去全部 [[ask]]。\n# Leave every [[ask]] out if the device is set to send by itself.\n";
    }
    match protocol.map(|protocol| protocol.addressing) {
        Some(Addressing::Unit) => {
            out += "# 寄存器地址按线上的写（40001 即 0）；有的说明书从 1 数起。\n\
                    # Registers as on the wire (40001 is 0); some manuals count from 1.\n";
        }
        Some(Addressing::Meter) => {
            out += "# 表号在接线时给出（--address），这里不写。\n# The meter's number is given when it is connected (--address).\n";
        }
        _ => {}
    }
    let ask = block(example, "[[ask]]");
    if ask.is_some() {
        out += "# 下面是同类仪器的写法，改成这一种的。\n# Below is how another device of the kind has it: change it to this one's.\n";
    }
    out + ask.unwrap_or(if pushes { "# [[ask]]\n" } else { "[[ask]]\n" }) + "\n"
}

const fn samples() -> &'static str {
    "# 真实报文（十六进制）和它应有的读数：配置自带的测试，device check 会逐条解码。\n\
     # Bytes of a real device in hexadecimal and what they must give: the profile's own test, decoded by `device check`.\n\
     # [[sample]]\n# reply = \"\"\n# value = \"\"\n# unit = \"\"\n# stable = true\n"
}

/// The first table of a name in a TOML text, up to the next blank line or table.
fn block<'a>(text: &'a str, header: &str) -> Option<&'a str> {
    let at = text.find(&format!("\n{header}\n"))? + 1;
    let rest = text.get(at..)?;
    let end = |mark: &str| rest.get(header.len()..)?.find(mark).map(|found| found + header.len() + 1);
    let end = [end("\n\n"), end("\n[")].into_iter().flatten().min().unwrap_or(rest.len());
    rest.get(..end)
}
