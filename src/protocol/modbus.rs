//! Modbus RTU, master side and server side: functions 03 and 04, exceptions, and the acknowledgement of writes.
//!
//! A reply names no register, so it is good only as the answer to the one request in flight. Frames end by their computed
//! length: the silence of 3.5 characters does not survive a USB adapter.

use super::{
    Address, Addressing, Asked, Datum, DatumValue, DeviceError, Meaning, Measurand, Protocol, Question, Rejected, Scan,
};
use crate::locale::Words;
use crate::quantity::Decimal;

/// Modbus RTU.
pub const MODBUS_RTU: Protocol = Protocol {
    name: "modbus-rtu",
    questions: "function (3 | 4), register, type and quantity are needed",
    carries_unit: false,
    addressing: Addressing::Unit,
    scan,
    decode,
    ask,
    parse_request,
    ..Protocol::ASKED
};

fn ask(question: &Question<'_>, address: &Address) -> Option<Asked> {
    match (*question, *address) {
        (Question::Registers { function: function @ (3 | 4), start, count }, Address::Unit(unit)) => {
            Some(Asked::Modbus(Request { unit, function, start, count }))
        }
        _ => None,
    }
}

/// A reading request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Unit address, 1–247.
    pub unit: u8,
    /// 3 (holding) or 4 (input).
    pub function: u8,
    /// First register as on the wire.
    pub start: u16,
    /// How many registers, 1–125.
    pub count: u16,
}

/// Bytes of a reply around its registers: unit, function, byte count, CRC.
const OVERHEAD: usize = 5;
/// Most bytes of registers in a reply (specification V1.1b3, 6.3: 125 registers).
const DATA_MAX: usize = 250;

/// CRC-16 with polynomial A001h and start `FFFFh`, low byte first on the wire.
pub fn crc(bytes: &[u8]) -> [u8; 2] {
    let mut crc = 0xFFFF_u16;
    for byte in bytes {
        crc ^= u16::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xA001 } else { crc >> 1 };
        }
    }
    crc.to_le_bytes()
}

fn closed(mut bytes: Vec<u8>) -> Vec<u8> {
    let check = crc(&bytes);
    bytes.extend(check);
    bytes
}

fn checked(frame: &[u8]) -> bool {
    frame.split_last_chunk::<2>().is_some_and(|(body, check)| crc(body) == *check)
}

impl Request {
    /// The bytes to send.
    pub fn encode(&self) -> Vec<u8> {
        let [s1, s0] = self.start.to_be_bytes();
        let [c1, c0] = self.count.to_be_bytes();
        closed(vec![self.unit, self.function, s1, s0, c1, c0])
    }

    fn bytes(&self) -> usize {
        usize::from(self.count) * 2
    }
}

/// Length of the frame that begins like this, by its own header; `None` while the header is not there.
fn length_of(buffer: &[u8]) -> Option<Result<usize, ()>> {
    let function = *buffer.get(1)?;
    let length = match function {
        0x03 | 0x04 => match usize::from(*buffer.get(2)?) {
            bytes if bytes > 0 && bytes <= DATA_MAX && bytes.is_multiple_of(2) => OVERHEAD + bytes,
            _ => return Some(Err(())),
        },
        0x06 | 0x10 => 8,
        0x83 | 0x84 | 0x86 | 0x90 => OVERHEAD,
        _ => return Some(Err(())),
    };
    Some(Ok(length))
}

/// Finds the next frame at the start of `buffer`. The echo of our own request, as a half-duplex adapter gives it, is passed
/// over; a request of another master is not told from a reply without knowing ours.
fn scan(buffer: &[u8], asked: Option<&Asked>) -> Scan {
    if buffer.is_empty() {
        return Scan::Need;
    }
    if let Some(Asked::Modbus(request)) = asked {
        let echo = request.encode();
        if buffer.starts_with(&echo) {
            return Scan::Skip(echo.len());
        }
        if echo.starts_with(buffer) {
            return Scan::Need;
        }
    }
    // Both ways to read the first bytes: as a reply, and as a request of eight bytes.
    let may_be_request = matches!(buffer.get(1), Some(3 | 4));
    let request_like = may_be_request && buffer.get(..8).is_some_and(checked);
    let length = match length_of(buffer) {
        None => return Scan::Need,
        Some(Err(())) if request_like => return Scan::Frame(8),
        Some(Err(())) if may_be_request && asked.is_none() && buffer.len() < 8 => return Scan::Need,
        Some(Err(())) => return Scan::Skip(1),
        Some(Ok(length)) => length,
    };
    match buffer.get(..length) {
        Some(frame) if checked(frame) => Scan::Frame(length),
        _ if request_like => Scan::Frame(8),
        None => Scan::Need,
        Some(_) => Scan::Broken(1, Rejected::Checksum),
    }
}

/// Says what a frame means as the answer to `asked`.
fn decode(frame: &[u8], asked: Option<&Asked>) -> Result<Meaning, Rejected> {
    if !checked(frame) {
        return Err(Rejected::Checksum);
    }
    let [unit, function, rest @ ..] = frame else { return Err(Rejected::Length) };
    let asked = match asked {
        Some(Asked::Modbus(request)) => Some(request),
        _ => None,
    };
    if let Some(request) = asked {
        refuse_foreign(request, *unit, *function)?;
    }
    if function & 0x80 != 0 {
        return match rest {
            [code, _, _] => Ok(Meaning::Error(exception(*code))),
            _ => Err(Rejected::Length),
        };
    }
    let body = rest.get(..rest.len().saturating_sub(2)).unwrap_or_default();
    match (function, body) {
        (3 | 4, [count, data @ ..]) if usize::from(*count) == data.len() => registers(data, asked),
        (3 | 4, _) if frame.len() == 8 => Ok(Meaning::Request),
        (6 | 16, _) if frame.len() == 8 => Ok(Meaning::Acknowledged),
        _ => Err(Rejected::Length),
    }
}

fn refuse_foreign(request: &Request, unit: u8, function: u8) -> Result<(), Rejected> {
    if unit != request.unit {
        let (asked, answered) = (request.unit.to_string(), unit.to_string());
        return Err(Rejected::OtherAddress { asked, answered });
    }
    if function & 0x7F != request.function {
        return Err(Rejected::OtherFunction { asked: request.function, answered: function });
    }
    Ok(())
}

fn registers(data: &[u8], asked: Option<&Request>) -> Result<Meaning, Rejected> {
    if let Some(request) = asked.filter(|request| request.bytes() != data.len()) {
        return Err(Rejected::ByteCount { wanted: request.bytes(), found: data.len() });
    }
    Ok(Meaning::Registers(data.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect()))
}

/// Names of the exceptions (specification V1.1b3, 7).
fn exception(code: u8) -> DeviceError {
    let (zh, en) = match code {
        1 => ("不支持的功能码", "illegal function"),
        2 => ("没有这个寄存器", "illegal data address"),
        3 => ("数据值不允许", "illegal data value"),
        4 => ("设备故障", "device failure"),
        5 => ("已接受，正在处理", "acknowledge: still working"),
        6 => ("设备忙", "device busy"),
        _ => ("未知的异常码", "unknown exception"),
    };
    DeviceError { code: format!("exception {code}"), words: Words::new(zh, en) }
}

/// Registers as they are, each under its wire address where the request is known.
pub fn plain_registers(registers: &[u16], asked: Option<&Request>) -> Vec<Datum> {
    let start = asked.map_or(0, |request| u32::from(request.start));
    let datum = |(register, address): (&u16, u32)| {
        Datum::new(Measurand::Register, DatumValue::Number(Decimal::from(*register))).item(address.to_string())
    };
    registers.iter().zip(start..).map(datum).collect()
}

/// Reads a request: what a simulator does with what it hears.
fn parse_request(bytes: &[u8]) -> Option<Asked> {
    let [unit, function @ (3 | 4), s1, s0, c1, c0, _, _] = *bytes.get(..8)? else { return None };
    let count = u16::from_be_bytes([c1, c0]);
    let request = Request { unit, function, start: u16::from_be_bytes([s1, s0]), count };
    (checked(bytes.get(..8)?) && (1..=125).contains(&count)).then_some(Asked::Modbus(request))
}

/// A server's answer with registers.
pub fn answer(request: &Request, registers: &[u16]) -> Vec<u8> {
    let count = u8::try_from(registers.len() * 2).unwrap_or(u8::MAX);
    let mut bytes = vec![request.unit, request.function, count];
    bytes.extend(registers.iter().flat_map(|register| register.to_be_bytes()));
    closed(bytes)
}

/// A server's exception.
pub fn answer_exception(request: &Request, code: u8) -> Vec<u8> {
    closed(vec![request.unit, request.function | 0x80, code])
}
