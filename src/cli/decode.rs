//! `decode PROTOCOL HEX`: what a frame says, or why it is refused.

use super::text::print;
use super::{Exit, Failure, Global, Outcome};
use crate::instrument::{Driver, Profile, Received};
use crate::locale::{Lang, Say, Words};
use crate::protocol::framer::Found;
use crate::protocol::{
    Asked, Datum, DeviceError, Framer, Meaning, NumberType, Part, Protocol, Rejected, WordOrder, hex, modbus, parse_hex,
};
use clap::Args;
use serde::Serialize;
use std::sync::Arc;

/// Say what a frame means, or why it is refused
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  quanheng decode yaohua-tf0 \"02 2B 30 30 31 35 36 30 30 31 39 03\"
  quanheng decode dlt645-2007 68129078563412689108333334338967453354 16 --json
  quanheng decode modbus-rtu 010404436633335AFA --request 01040000000271CB
  quanheng decode modbus-rtu 010404436633335AFA --request 01040000000271CB --device eastron-sdm630
  quanheng decode dlt645-2007 \"FE FE 68 12 90 78 56 34 12 68 91 08 33 33 34 33 89 67 45 33 54 16\" --parts
With --parts every byte is told with the part of the frame it belongs to, bytes of no frame too; with --json as the field
parts, a list of {from, to, zh, en}: from is the first byte of the part, counted from 0, to the first one behind it.
The protocols are the names that `quanheng device list` shows.")]
pub struct DecodeArgs {
    /// The protocol
    pub protocol: String,
    /// The bytes, hexadecimal, with or without blanks
    #[arg(required = true, num_args = 1..)]
    pub hex: Vec<String>,
    /// The request that the frame answers
    #[arg(long, value_name = "HEX")]
    pub request: Option<String>,
    /// Give registers their meaning by this device profile
    #[arg(long, value_name = "PROFILE")]
    pub device: Option<String>,
    /// Tell of every byte which part of the frame it belongs to
    #[arg(long)]
    pub parts: bool,
}

/// What a frame came to. Field names are the contract of `decode --json`.
#[derive(Debug, Default, Serialize)]
struct Decoded {
    protocol: &'static str,
    readings: Vec<Datum>,
    error: Option<DeviceError>,
    rejected: Option<String>,
    skipped_bytes: u64,
    /// Pairs of registers read as big-endian floats: the frame itself does not say what its registers are.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    float32: Vec<Pair>,
    /// With `--parts`: every byte of the input in one of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    parts: Option<Vec<BytesOf>>,
    #[serde(skip)]
    why: Option<Rejected>,
    /// Something was understood although it carries no value.
    #[serde(skip)]
    acknowledged: bool,
}

/// Bytes that belong together.
#[derive(Debug, Serialize)]
struct BytesOf {
    /// The first one, from 0.
    from: usize,
    /// The first one behind them.
    to: usize,
    /// What they are.
    #[serde(flatten)]
    words: Words,
    #[serde(skip)]
    hex: String,
}

#[derive(Debug, Serialize)]
struct Pair {
    item: String,
    value: String,
}

/// Decodes the bytes.
pub fn run(args: &DecodeArgs, global: &Global) -> Outcome {
    let protocol = Protocol::named(&args.protocol)
        .map_err(|why| Failure::new(Exit::BadInput, bad("protocol", &why, global.lang)))?;
    let bytes = hex_of("HEX", &args.hex.join(" "), global.lang)?;
    let request = args.request.as_deref().map(|text| hex_of("--request", text, global.lang)).transpose()?;
    let asked = match &request {
        None => None,
        Some(request) => Some(protocol.parse_request(request).ok_or_else(|| {
            let why = if global.lang == Lang::Zh {
                "不是该协议的读取请求"
            } else {
                "no reading request of this protocol"
            };
            Failure::new(Exit::BadInput, bad("--request", why, global.lang))
        })?),
    };
    let profile = args.device.as_deref().map(|id| profile(id, protocol, global)).transpose()?;
    let mut decoded = match profile {
        Some(profile) => by_profile(profile, request.as_deref().unwrap_or_default(), &bytes),
        None => by_protocol(protocol, asked.as_ref(), &bytes),
    };
    if args.parts {
        decoded.parts = Some(parts(protocol, asked.as_ref(), &bytes));
    }
    let carries = decoded.readings.iter().any(|datum| datum.value.is_some());
    let done = decoded.rejected.is_none() && (carries || decoded.error.is_some() || decoded.acknowledged);
    let out = if global.json {
        format!("{}\n", serde_json::to_string(&decoded).unwrap_or_default())
    } else {
        decoded.words(global.lang)
    };
    print(&out);
    Ok(if done { Exit::Done } else { Exit::NotConforming })
}

/// Every byte once, with the part of a frame that it belongs to.
fn parts(protocol: &'static Protocol, asked: Option<&Asked>, bytes: &[u8]) -> Vec<BytesOf> {
    let parts = protocol.parts_within(bytes, asked).into_iter();
    let of = |Part { range, words }| {
        let hex = hex(bytes.get(range.clone()).unwrap_or_default());
        BytesOf { from: range.start, to: range.end, words, hex }
    };
    parts.map(of).collect()
}

fn bad(place: &str, why: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{place} 不可用：{why}"),
        Lang::En => format!("{place} cannot be used: {why}"),
    }
}

fn hex_of(place: &str, text: &str, lang: Lang) -> Result<Vec<u8>, Failure> {
    let bytes = parse_hex(text).map_err(|position| {
        let why = match lang {
            Lang::Zh => format!("第 {} 个字符处应为成对的十六进制数字", position + 1),
            Lang::En => format!("pairs of hexadecimal digits are needed at character {}", position + 1),
        };
        Failure::new(Exit::BadInput, bad(place, &why, lang))
    })?;
    if bytes.is_empty() {
        let why = if lang == Lang::Zh { "没有字节" } else { "there are no bytes" };
        return Err(Failure::new(Exit::BadInput, bad(place, why, lang)));
    }
    Ok(bytes)
}

fn profile(id: &str, protocol: &'static Protocol, global: &Global) -> Result<Arc<Profile>, Failure> {
    let profile = super::profiles(global).get(id).filter(|profile| profile.protocol == protocol);
    profile.ok_or_else(|| {
        let why = match global.lang {
            Lang::Zh => format!("没有使用 {} 的仪器配置 {id:?}", protocol.name),
            Lang::En => format!("there is no device profile {id:?} that speaks {}", protocol.name),
        };
        Failure::new(Exit::BadInput, bad("--device", &why, global.lang))
    })
}

/// Every frame in the bytes, each by itself or as the answer to the request. What looked like a frame and was none counts
/// as refused only when no frame was found at all.
fn by_protocol(protocol: &'static Protocol, asked: Option<&Asked>, bytes: &[u8]) -> Decoded {
    let mut framer = Framer::new(protocol);
    let mut decoded = Decoded { protocol: protocol.name, ..Decoded::default() };
    let mut broken = None;
    let (mut frames, mut requests) = (0, 0);
    let echo = asked.map(Asked::encode).unwrap_or_default();
    let found: Vec<Found> = framer.feed(bytes, asked).collect();
    let last = framer.pause().map(Found::Frame);
    for found in found.into_iter().chain(last) {
        match found {
            Found::Broken(_, why) => {
                broken.get_or_insert(why);
            }
            Found::Frame(frame) if frame.as_slice() == echo => requests += 1,
            Found::Frame(frame) => {
                frames += 1;
                match protocol.decode(&frame, asked) {
                    Ok(Meaning::Request) => requests += 1,
                    Ok(meaning) => decoded.take(meaning, asked),
                    Err(why) => decoded.refuse(why),
                }
            }
        }
    }
    decoded.skipped_bytes = framer.skipped();
    let nothing = decoded.readings.is_empty() && decoded.error.is_none() && !decoded.acknowledged;
    if nothing && decoded.rejected.is_none() {
        // Bytes that end within what began as a frame: the rest was lost.
        let cut = !framer.pending().is_empty() && frames == 0;
        let why = broken.unwrap_or(if cut { Rejected::Truncated } else { Rejected::NoFrame });
        decoded.refuse(if requests > 0 { Rejected::Unasked } else { why });
    }
    decoded
}

/// The same through the device's profile, as a link does it.
fn by_profile(profile: Arc<Profile>, request: &[u8], bytes: &[u8]) -> Decoded {
    let protocol = profile.protocol;
    let mut decoded = Decoded { protocol: protocol.name, ..Decoded::default() };
    let address = match protocol.parse_request(request) {
        Some(Asked::Modbus(request)) => Some(request.unit.to_string()),
        _ => None,
    };
    let questions = profile.ask.len();
    let Ok(mut driver) = Driver::new(profile, address.as_deref()) else { return decoded };
    for _ in 0..questions {
        let same =
            driver.next_request().is_some_and(|outgoing| request.is_empty() || outgoing.bytes.ends_with(request));
        if same {
            break;
        }
    }
    let received = driver.receive(bytes);
    let last = driver.pause();
    for received in received.into_iter().chain(last) {
        match received {
            Received::Data { data, .. } => {
                decoded.acknowledged |= data.is_empty();
                decoded.readings.extend(data);
            }
            Received::DeviceSays { error, .. } => decoded.error = Some(error),
            Received::Refused { why, .. } => decoded.refuse(why),
        }
    }
    decoded.skipped_bytes = driver.skipped();
    let nothing = decoded.readings.is_empty() && decoded.error.is_none() && !decoded.acknowledged;
    if nothing && decoded.rejected.is_none() {
        decoded.refuse(if driver.pending().is_empty() { Rejected::NoFrame } else { Rejected::Truncated });
    }
    if !decoded.readings.is_empty() {
        (decoded.rejected, decoded.why) = (None, None);
    }
    decoded
}

impl Decoded {
    fn take(&mut self, meaning: Meaning, asked: Option<&Asked>) {
        match meaning {
            Meaning::Data(data) => self.readings.extend(data),
            Meaning::Error(error) => self.error = Some(error),
            Meaning::Acknowledged | Meaning::Working | Meaning::Then { .. } => self.acknowledged = true,
            Meaning::Part(part) => match part.values() {
                Ok(data) => self.readings.extend(data),
                Err(_) => self.acknowledged = true,
            },
            Meaning::Registers(registers) => {
                let request = match asked {
                    Some(Asked::Modbus(request)) => Some(request),
                    _ => None,
                };
                self.readings.extend(modbus::plain_registers(&registers, request));
                self.float32 = floats(&registers, request.map_or(0, |request| request.start));
            }
            Meaning::Request => {}
        }
    }

    fn refuse(&mut self, why: Rejected) {
        if self.why.is_none() {
            (self.rejected, self.why) = (Some(why.code()), Some(why));
        }
    }

    fn words(&self, lang: Lang) -> String {
        let mut out = String::new();
        for datum in &self.readings {
            let none = if lang == Lang::Zh { "（无数值）" } else { "(no number)" };
            let value = datum.value.as_ref().map_or(none.to_owned(), ToString::to_string);
            let unit = datum.unit.map(|unit| format!(" {unit}")).unwrap_or_default();
            let stable = match (datum.stable, lang) {
                (Some(true), Lang::Zh) => " 稳定",
                (Some(true), Lang::En) => " stable",
                (Some(false), Lang::Zh) => " 未稳定",
                (Some(false), Lang::En) => " moving",
                (None, _) => "",
            };
            let flags: String = datum.flags.iter().map(|flag| format!(" {flag:?}").to_lowercase()).collect();
            let item = datum.item.as_deref().unwrap_or("-");
            out += &format!("{item}  {value}{unit}{stable}{flags}\n");
        }
        for pair in &self.float32 {
            let as_float = if lang == Lang::Zh { "按 32 位浮点数" } else { "read as a 32-bit float" };
            out += &format!("{}  {} ({as_float})\n", pair.item, pair.value);
        }
        if let Some(error) = &self.error {
            out += &format!("{} {}\n", error.code, error.words.get(lang));
        }
        if let Some(why) = &self.why {
            out += &format!("{}\n", why.say(lang));
        }
        if self.acknowledged && out.is_empty() {
            out += if lang == Lang::Zh { "已确认，没有数值\n" } else { "acknowledged, no value\n" };
        }
        let parts = self.parts.iter().flatten();
        out.extend(parts.map(|part| format!("{:>4}  {}  {}\n", part.from, part.hex, part.words.get(lang))));
        out
    }
}

fn floats(registers: &[u16], start: u16) -> Vec<Pair> {
    let pairs = registers.chunks_exact(2).zip((u32::from(start)..).step_by(2));
    let read = |(pair, address): (&[u16], u32)| {
        let value = NumberType::F32.decode(pair, WordOrder::HighFirst).ok()??;
        Some(Pair { item: address.to_string(), value: value.to_string() })
    };
    pairs.filter_map(read).collect()
}
