//! `read`: one instrument, its values line by line. A port that goes away is waited for; nothing is invented meanwhile.

use super::signals::Interrupted;
use super::text::print;
use super::{Exit, Failure, Global, Outcome};
use crate::instrument::{Driver, Reading};
use crate::link::{Link, LinkEvent, LinkEventKind, LinkSettings, OnLine};
use crate::locale::{Lang, Say};
use clap::Args;
use std::path::PathBuf;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// Read an instrument and print its values
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  quanheng read --device yaohua-xk3190-a9 --port /dev/ttyUSB0
  quanheng read --device dlt645-2007-ac --port /dev/ttyUSB1 --address 000012345678 --count 5 --json
  quanheng read --device eastron-sdm630 --port tcp://192.168.1.20:4001 --address 1 --address 2
Profiles: quanheng device list. Ports: quanheng ports.")]
pub struct ReadArgs {
    /// Device profile
    #[arg(long, value_name = "PROFILE")]
    pub device: String,
    /// Serial port, tcp://HOST:PORT of a serial server, or replay:FILE
    #[arg(long, value_name = "PATH")]
    pub port: String,
    /// Address on the line; several times for several devices of one kind on one line
    #[arg(long)]
    pub address: Vec<String>,
    /// Stop after so many values
    #[arg(long)]
    pub count: Option<u64>,
    /// How often a polled device is asked
    #[arg(long, value_name = "TIME", default_value = "500ms", value_parser = duration)]
    pub every: Duration,
    /// Record every byte of the session, with times, in this new file (see `quanheng replay`)
    #[arg(long, value_name = "FILE")]
    pub record: Option<PathBuf>,
}

/// `500ms`, `2s`, `1.5s`.
pub fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || format!("{text:?}: 500ms | 2s");
    let (number, thousandths) = match (text.strip_suffix("ms"), text.strip_suffix('s')) {
        (Some(number), _) => (number, 1),
        (None, Some(number)) => (number, 1000),
        (None, None) => return Err(wrong()),
    };
    let value = crate::quantity::parse_decimal(number).map_err(|_| wrong())?;
    let milliseconds = (value * crate::quantity::Decimal::from(thousandths)).trunc().normalize().to_string();
    milliseconds.parse().map(Duration::from_millis).map_err(|_| wrong())
}

/// Reads until told to stop.
pub fn run(args: &ReadArgs, global: &Global) -> Outcome {
    let profiles = super::profiles(global);
    let profile = profiles.get(&args.device).ok_or_else(|| {
        let known = profiles.all().map(|profile| profile.id.as_str()).collect::<Vec<_>>().join(" ");
        let message = match global.lang {
            Lang::Zh => format!("没有仪器配置 {:?}；可用：{known}", args.device),
            Lang::En => format!("there is no device profile {:?}; there are: {known}", args.device),
        };
        Failure::new(Exit::BadInput, message)
    })?;
    let addresses: Vec<Option<&str>> =
        if args.address.is_empty() { vec![None] } else { args.address.iter().map(|a| Some(a.as_str())).collect() };
    let mut devices = Vec::new();
    for address in addresses {
        Driver::new(profile.clone(), address).map_err(|why| Failure::said(Exit::BadInput, &why, global.lang))?;
        let name = address.unwrap_or_default().to_owned();
        devices.push(OnLine { profile: profile.clone(), address: address.map(str::to_owned), name });
    }
    let interrupted = Interrupted::watch();
    let (sender, events) = channel::<LinkEvent>();
    let (port, record) = (args.port.clone(), args.record.clone());
    let settings = LinkSettings { port, devices, every: args.every, record };
    let _link = Link::open(settings, sender);
    let (mut left, mut connected) = (args.count.unwrap_or(u64::MAX), false);
    while left > 0 && !interrupted.is_set() {
        let event = match events.recv_timeout(Duration::from_millis(100)) {
            Ok(event) => event,
            Err(RecvTimeoutError::Timeout) => continue,
            Err(RecvTimeoutError::Disconnected) => break,
        };
        match event.kind {
            LinkEventKind::Reading(reading) => {
                left -= 1;
                if !print(&line(&reading, global)) {
                    return Ok(Exit::Done);
                }
            }
            // A port that cannot be opened at the very start is a mistake to be told; one that is lost later is waited for.
            LinkEventKind::Unavailable { why } if !connected => {
                return Err(Failure::said(Exit::Instrument, &why, global.lang));
            }
            other => {
                connected = true;
                talk(&event.link, &other, global.lang);
                if args.port.starts_with("replay:") && matches!(other, LinkEventKind::Gone { .. }) {
                    return Ok(Exit::Done);
                }
            }
        }
    }
    Ok(Exit::Done)
}

fn line(reading: &Reading, global: &Global) -> String {
    if global.json {
        return format!("{}\n", serde_json::to_string(reading).unwrap_or_default());
    }
    let datum = &reading.datum;
    let value = datum.value.as_ref().map_or("-".to_owned(), ToString::to_string);
    let unit = datum.unit.map(|unit| unit.symbol()).unwrap_or_default();
    let stable = match (datum.stable, global.lang) {
        (Some(true), Lang::Zh) => "稳定",
        (Some(true), Lang::En) => "stable",
        (Some(false), Lang::Zh) => "未稳定",
        (Some(false), Lang::En) => "moving",
        (None, _) => "",
    };
    let flags: String = datum.flags.iter().map(|flag| format!(" {flag:?}").to_lowercase()).collect();
    let item = datum.item.as_deref().unwrap_or_default();
    let time = reading.stamp.at.get(11..23).unwrap_or_default();
    let address = reading.address.as_ref().map(|address| format!("{address}  ")).unwrap_or_default();
    format!("{time}  {address}{item:>8}  {value:>12} {unit:<4} {stable}{flags}\n")
}

fn talk(device: &str, kind: &LinkEventKind, lang: Lang) {
    let zh = lang == Lang::Zh;
    let text = match kind {
        LinkEventKind::Connected { settings, .. } if zh => format!("端口已打开（{settings}）"),
        LinkEventKind::Connected { settings, .. } => format!("port open ({settings})"),
        LinkEventKind::Refused { frame, why } => format!("{}: {frame}", why.say(lang)),
        LinkEventKind::DeviceSays { error, .. } if zh => format!("仪器应答：{} {}", error.code, error.words.zh),
        LinkEventKind::DeviceSays { error, .. } => format!("the device says: {} {}", error.code, error.words.en),
        LinkEventKind::TimedOut { .. } if zh => "仪器没有应答；请检查接线、地址和波特率".into(),
        LinkEventKind::TimedOut { .. } => "no answer; check wiring, address and baud rate".into(),
        LinkEventKind::Silent { for_ms } if zh => format!("已有 {for_ms} 毫秒没有收到数据"),
        LinkEventKind::Silent { for_ms } => format!("nothing was heard for {for_ms} ms"),
        LinkEventKind::RecordingStopped { file, why } if zh => format!("录制停止，读数继续：{file}：{why}"),
        LinkEventKind::RecordingStopped { file, why } => format!("recording stopped, reading goes on: {file}: {why}"),
        LinkEventKind::Gone { why } => why.say(lang),
        LinkEventKind::Unavailable { why } => why.say(lang),
        LinkEventKind::Reading(_) | LinkEventKind::Wire(_) => return,
    };
    let who = if device.is_empty() { String::new() } else { format!("{device}: ") };
    eprintln!("{who}{text}");
}
