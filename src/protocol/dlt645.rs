//! DL/T 645-2007: `FE… 68 A0…A5 68 C L DATA CS 16`. Reading only: functions 11, 12 and 13.
//!
//! Frames are ended by their length, never by the `16`, which may be a checksum; any number of `FE` may precede one.

use super::dlt645_items::{Format, ItemFormat, item_format};
use super::{
    Address, Addressing, Asked, Datum, DeviceError, Flag, Meaning, Measurand, Protocol, Question, Rejected, Scan, bcd,
    push_hex,
};
use crate::locale::Words;
use crate::quantity::Decimal;

/// DL/T 645-2007.
pub const DLT645_2007: Protocol = Protocol {
    name: "dlt645-2007",
    questions: "item: eight hexadecimal digits, such as \"00010000\"",
    addressing: Addressing::Meter,
    scan: |buffer, _| scan(buffer),
    decode,
    ask,
    parse_request,
    measures: |question| Some(item_format(identifier(question)?)?.quantity),
    ..Protocol::ASKED
};

/// The identifier of a question: eight hexadecimal digits.
fn identifier(question: &Question<'_>) -> Option<u32> {
    match question {
        Question::Item(text) if text.len() == 8 => u32::from_str_radix(text, 16).ok(),
        _ => None,
    }
}

fn ask(question: &Question<'_>, address: &Address) -> Option<Asked> {
    match (identifier(question), *address) {
        (Some(item), Address::Meter(address)) => Some(Asked::Dlt645(Request { address, what: What::Item(item) })),
        _ => None,
    }
}

/// Start and end of a frame, and the shift of every data byte.
const START: u8 = 0x68;
const END: u8 = 0x16;
const SHIFT: u8 = 0x33;
/// Bytes of a frame around its data: 68, address, 68, C, L and CS, 16.
const OVERHEAD: usize = 12;
/// Longest data of a reading answer.
const DATA_MAX: usize = 200;
/// A wildcard byte of an address.
pub const ANY: u8 = 0xAA;

/// A reading request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Address, least significant byte first as on the wire; `AA` bytes match any.
    pub address: [u8; 6],
    /// What is asked.
    pub what: What,
}

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Function 11: an item.
    Item(u32),
    /// Function 12: the next part of an item.
    Next(u32, u8),
    /// Function 13: the address of the only meter on the line.
    Address,
}

/// A part of a long answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The item.
    pub identifier: u32,
    /// Its data so far, unshifted.
    pub data: Vec<u8>,
    /// Number of the part to ask for next.
    pub next: u8,
}

/// Address from twelve digits (shorter ones are filled with noughts), or the wildcard.
pub fn address(text: Option<&str>) -> Option<[u8; 6]> {
    let Some(text) = text else { return Some([ANY; 6]) };
    if text.is_empty() || text.len() > 12 {
        return None;
    }
    let padded = format!("{text:0>12}").to_uppercase();
    let mut address = [0; 6];
    for (index, byte) in address.iter_mut().rev().enumerate() {
        let pair = padded.get(index * 2..index * 2 + 2)?;
        let plain = pair == "AA" || pair.bytes().all(|digit| digit.is_ascii_digit());
        *byte = u8::from_str_radix(pair, 16).ok().filter(|_| plain)?;
    }
    Some(address)
}

/// An address as people write it.
pub fn address_text(address: &[u8]) -> String {
    digits(address.iter().rev())
}

/// An identifier as people write it: `00010000`.
pub fn identifier_text(identifier: u32) -> String {
    digits(&identifier.to_be_bytes())
}

fn digits<'a>(bytes: impl IntoIterator<Item = &'a u8>) -> String {
    let mut text = String::with_capacity(12);
    bytes.into_iter().for_each(|byte| push_hex(&mut text, *byte));
    text
}

fn frame(address: [u8; 6], control: u8, data: &[u8]) -> Vec<u8> {
    let mut bytes = vec![START];
    bytes.extend(address);
    bytes.extend([START, control, u8::try_from(data.len()).unwrap_or(u8::MAX)]);
    bytes.extend(data.iter().map(|byte| byte.wrapping_add(SHIFT)));
    bytes.push(sum(&bytes));
    bytes.push(END);
    bytes
}

fn sum(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |total, byte| total.wrapping_add(*byte))
}

impl Request {
    /// The bytes to send, with the four `FE` that wake a receiver.
    pub fn encode(&self) -> Vec<u8> {
        let (control, data) = match self.what {
            What::Item(identifier) => (0x11, identifier.to_le_bytes().to_vec()),
            What::Next(identifier, part) => (0x12, [&identifier.to_le_bytes()[..], &[part]].concat()),
            What::Address => (0x13, Vec::new()),
        };
        let mut bytes = vec![0xFE; 4];
        bytes.extend(frame(self.address, control, &data));
        bytes
    }

    /// Whether an address answers this request: equal where no wildcard stands.
    pub fn addresses(&self, address: &[u8]) -> bool {
        self.address.iter().zip(address).all(|(asked, own)| *asked == ANY || asked == own)
    }
}

/// Finds the next frame at the start of `buffer`.
fn scan(buffer: &[u8]) -> Scan {
    let Some(start) = buffer.iter().position(|byte| *byte == START) else {
        return if buffer.is_empty() { Scan::Need } else { Scan::Skip(buffer.len()) };
    };
    if start > 0 {
        return Scan::Skip(start);
    }
    match (buffer.get(7), buffer.get(9)) {
        (None, _) => Scan::Need,
        (Some(second), _) if *second != START => Scan::Skip(1),
        (_, None) => Scan::Need,
        (_, Some(length)) if usize::from(*length) > DATA_MAX => Scan::Skip(1),
        (_, Some(length)) => check(buffer, OVERHEAD + usize::from(*length)),
    }
}

fn check(buffer: &[u8], length: usize) -> Scan {
    let Some(frame) = buffer.get(..length) else {
        // What looks like the start of a long frame may be rubbish with a true frame behind it: that one need not wait.
        let later = (1..buffer.len()).find(|at| buffer.get(*at..).is_some_and(whole));
        return later.map_or(Scan::Need, Scan::Skip);
    };
    match frame {
        [body @ .., checksum, END] if sum(body) == *checksum => Scan::Frame(length),
        // Not the whole of it: a true frame may begin inside what looked like one.
        _ => Scan::Broken(1, Rejected::Checksum),
    }
}

/// Whether a whole frame stands at the start of these bytes.
fn whole(bytes: &[u8]) -> bool {
    let length = bytes.get(9).map_or(usize::MAX, |length| OVERHEAD + usize::from(*length));
    let framed = bytes.first() == Some(&START) && bytes.get(7) == Some(&START);
    let closed = |frame: &[u8]| matches!(frame, [body @ .., checksum, END] if sum(body) == *checksum);
    framed && bytes.get(..length).is_some_and(closed)
}

/// The parts of a whole frame.
struct Parts<'a> {
    address: &'a [u8],
    control: u8,
    data: Vec<u8>,
}

fn parts(frame: &[u8]) -> Result<Parts<'_>, Rejected> {
    if !matches!(scan(frame), Scan::Frame(length) if length == frame.len()) {
        return Err(Rejected::NoFrame);
    }
    let (Some(address), Some(control)) = (frame.get(1..7), frame.get(8)) else { return Err(Rejected::NoFrame) };
    let data = frame.get(10..frame.len() - 2).unwrap_or_default();
    Ok(Parts { address, control: *control, data: data.iter().map(|byte| byte.wrapping_sub(SHIFT)).collect() })
}

/// Says what a frame means as the answer to `asked`.
fn decode(frame: &[u8], asked: Option<&Asked>) -> Result<Meaning, Rejected> {
    let parts = parts(frame)?;
    if parts.control & 0x80 == 0 {
        return Ok(Meaning::Request);
    }
    let asked = match asked {
        Some(Asked::Dlt645(request)) => Some(request),
        _ => None,
    };
    if let Some(request) = asked.filter(|request| !request.addresses(parts.address)) {
        let (asked, answered) = (address_text(&request.address), address_text(parts.address));
        return Err(Rejected::OtherAddress { asked, answered });
    }
    let function = parts.control & 0x1F;
    let wanted = asked.map(|request| match request.what {
        What::Item(_) => 0x11,
        What::Next(..) => 0x12,
        What::Address => 0x13,
    });
    if let Some(wanted) = wanted.filter(|wanted| *wanted != function) {
        return Err(Rejected::OtherFunction { asked: wanted, answered: function });
    }
    if parts.control & 0x40 != 0 {
        return error(&parts.data).map(Meaning::Error);
    }
    let more = parts.control & 0x20 != 0;
    match function {
        0x11 => item(&parts.data, asked, more),
        0x12 => next_part(&parts.data, asked, more),
        0x13 if parts.data.len() == 6 => {
            let datum = Datum::new(Measurand::Address, address_text(&parts.data).into()).item("address");
            Ok(Meaning::Data(vec![datum]))
        }
        0x13 => Err(Rejected::Length),
        _ => Ok(Meaning::Acknowledged),
    }
}

fn split_identifier(data: &[u8]) -> Result<(u32, &[u8]), Rejected> {
    let (head, rest) = data.split_first_chunk::<4>().ok_or(Rejected::Length)?;
    Ok((u32::from_le_bytes(*head), rest))
}

fn refuse_other(asked: u32, answered: u32) -> Result<(), Rejected> {
    if asked == answered {
        return Ok(());
    }
    Err(Rejected::OtherItem { asked: identifier_text(asked), answered: identifier_text(answered) })
}

fn item(data: &[u8], asked: Option<&Request>, more: bool) -> Result<Meaning, Rejected> {
    let (identifier, value) = split_identifier(data)?;
    if let Some(Request { what: What::Item(asked), .. }) = asked {
        refuse_other(*asked, identifier)?;
    }
    if more {
        return Ok(Meaning::Part(Part { identifier, data: value.to_vec(), next: 1 }));
    }
    values(identifier, value).map(Meaning::Data)
}

fn next_part(data: &[u8], asked: Option<&Request>, more: bool) -> Result<Meaning, Rejected> {
    let (identifier, value) = split_identifier(data)?;
    let (part, value) = value.split_last().ok_or(Rejected::Length)?;
    if let Some(Request { what: What::Next(asked, number), .. }) = asked {
        refuse_other(*asked, identifier)?;
        if number != part {
            return Err(Rejected::Sequence { wanted: *number, found: *part });
        }
    }
    let next = if more { part.wrapping_add(1) } else { 0 };
    Ok(Meaning::Part(Part { identifier, data: value.to_vec(), next }))
}

/// The values of an item's data bytes (unshifted, all parts joined).
pub fn values(identifier: u32, data: &[u8]) -> Result<Vec<Datum>, Rejected> {
    let Some(format) = item_format(identifier) else {
        let raw: String = data.iter().map(|byte| format!("{byte:02x}")).collect();
        return Ok(vec![Datum::new(Measurand::Raw, raw.into()).item(identifier_text(identifier))]);
    };
    let wrong_length = |wanted| {
        let item = identifier_text(identifier);
        Rejected::ItemLength { item, wanted, found: data.len() }
    };
    let Some(first) = format.block_from else {
        if format.bytes != 0 && data.len() != format.bytes {
            return Err(wrong_length(format.bytes));
        }
        return Ok(vec![element(identifier, &format, data)?]);
    };
    // A block may end with one AA, as meters of the older edition send it.
    let data = match data {
        [rest @ .., 0xAA] if rest.len() % format.bytes == 0 => rest,
        data => data,
    };
    if data.is_empty() || data.len() % format.bytes != 0 {
        return Err(wrong_length(format.bytes));
    }
    // FF stands for the whole block: no element has that number, nor one beyond it.
    let most = usize::from(u8::MAX - first) * format.bytes;
    if data.len() > most {
        return Err(wrong_length(most));
    }
    let [d3, d2, _, d0] = identifier.to_be_bytes();
    let numbered = data.chunks(format.bytes).zip(first..=u8::MAX);
    numbered.map(|(chunk, part)| element(u32::from_be_bytes([d3, d2, part, d0]), &format, chunk)).collect()
}

fn element(identifier: u32, format: &ItemFormat, bytes: &[u8]) -> Result<Datum, Rejected> {
    let item = identifier_text(identifier);
    if bytes.iter().all(|byte| *byte == 0xFF) && !matches!(format.format, Format::Binary { .. }) {
        return Ok(Datum::without_number(format.quantity, Flag::Absent).item(item).unit(format.unit));
    }
    let value = match format.format {
        Format::Bcd { places, signed } => bcd::number(bytes, places, signed)?.into(),
        Format::Binary { places } => {
            let whole = bytes.iter().rev().fold(0_i64, |total, byte| total << 8 | i64::from(*byte));
            Decimal::new(whole, places).into()
        }
        Format::Demand { places } => bcd::number(bytes.get(..3).unwrap_or_default(), places, false)?.into(),
        Format::Date => date(&bcd::digits(bytes)?)?.into(),
        Format::Time => clock(&bcd::digits(bytes)?)?.into(),
        Format::Digits => bcd::digits(bytes)?.into(),
        Format::Text => reversed_text(bytes).into(),
    };
    Ok(Datum::new(format.quantity, value).item(item).unit(format.unit))
}

/// `YYMMDDWW` to `20YY-MM-DD`; a day that is in no calendar is no date.
fn date(digits: &str) -> Result<String, Rejected> {
    let part = |range: std::ops::Range<usize>| digits.get(range).ok_or(Rejected::Length);
    let text = format!("20{}-{}-{}", part(0..2)?, part(2..4)?, part(4..6)?);
    text.parse::<jiff::civil::Date>().map_err(|_| Rejected::NonDigit)?;
    Ok(text)
}

/// `hhmmss` to `hh:mm:ss`.
fn clock(digits: &str) -> Result<String, Rejected> {
    let part = |range: std::ops::Range<usize>| digits.get(range).ok_or(Rejected::Length);
    let text = format!("{}:{}:{}", part(0..2)?, part(2..4)?, part(4..6)?);
    text.parse::<jiff::civil::Time>().map_err(|_| Rejected::NonDigit)?;
    Ok(text)
}

fn reversed_text(bytes: &[u8]) -> String {
    let printable = |byte: &&u8| (b' '..=b'~').contains(*byte);
    bytes.iter().rev().filter(printable).map(|byte| char::from(*byte)).collect::<String>().trim().to_owned()
}

/// Names of the error bits.
const ERROR_BITS: [(&str, &str); 8] = [
    ("其他错误", "other error"),
    ("无请求数据", "no such data"),
    ("密码错/未授权", "password wrong or not authorised"),
    ("通信速率不能更改", "baud rate cannot change"),
    ("年时区数超", "year zones exceeded"),
    ("日时段数超", "day slots exceeded"),
    ("费率数超", "tariffs exceeded"),
    ("保留", "reserved"),
];

fn error(data: &[u8]) -> Result<DeviceError, Rejected> {
    let [word] = data else { return Err(Rejected::Length) };
    let named: Vec<_> =
        ERROR_BITS.iter().enumerate().filter(|(bit, _)| word >> bit & 1 == 1).map(|(_, n)| *n).collect();
    let words = Words::new(
        named.iter().map(|(zh, _)| *zh).collect::<Vec<_>>().join("、"),
        named.iter().map(|(_, en)| *en).collect::<Vec<_>>().join(", "),
    );
    Ok(DeviceError { code: format!("{word:02x}"), words })
}

/// Reads a request: what a simulator does with what it hears.
fn parse_request(bytes: &[u8]) -> Option<Asked> {
    let start = bytes.iter().position(|byte| *byte == START)?;
    let parts = parts(bytes.get(start..)?).ok()?;
    let what = match (parts.control, parts.data.as_slice()) {
        (0x11, [a, b, c, d]) => What::Item(u32::from_le_bytes([*a, *b, *c, *d])),
        (0x12, [a, b, c, d, part]) => What::Next(u32::from_le_bytes([*a, *b, *c, *d]), *part),
        (0x13, []) => What::Address,
        _ => return None,
    };
    Some(Asked::Dlt645(Request { address: parts.address.try_into().ok()?, what }))
}

/// A meter's answer with the data of an item.
pub fn answer(address: [u8; 6], identifier: u32, data: &[u8]) -> Vec<u8> {
    frame(address, 0x91, &[&identifier.to_le_bytes()[..], data].concat())
}

/// A meter's answer that it has no such item.
pub fn answer_error(address: [u8; 6], word: u8) -> Vec<u8> {
    frame(address, 0xD1, &[word])
}

/// A meter's answer with its address.
pub fn answer_address(address: [u8; 6]) -> Vec<u8> {
    frame(address, 0x93, &address)
}

/// The data bytes of a number for an item; `None` where the item is no number or the number does not fit.
pub fn encode_value(identifier: u32, value: Decimal) -> Option<Vec<u8>> {
    let format = item_format(identifier)?;
    match format.format {
        Format::Bcd { places, signed } => bcd::encode(value, places, format.bytes, signed),
        Format::Binary { places } => {
            let whole = (value * Decimal::from(10_u64.checked_pow(places)?)).trunc();
            u32::try_from(whole.normalize().to_string().parse::<u64>().ok()?).ok().map(|n| n.to_le_bytes().to_vec())
        }
        _ => None,
    }
}

/// The data bytes of a date (`YYYY-MM-DD`) or time (`hh:mm:ss`) item.
pub fn encode_text(identifier: u32, text: &str) -> Option<Vec<u8>> {
    let format = item_format(identifier)?;
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let digits = match format.format {
        // The weekday goes last: DL/T 645 counts Sunday as 0.
        Format::Date => {
            let weekday = text.parse::<jiff::civil::Date>().ok()?.weekday().to_sunday_zero_offset();
            format!("{}{weekday:02}", digits.get(2..8)?)
        }
        Format::Time => digits.get(..6)?.to_owned(),
        _ => return None,
    };
    bcd::encode(digits.parse().ok()?, 0, digits.len() / 2, false)
}
