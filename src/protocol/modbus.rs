//! Modbus, master side and server side: functions 03 and 04, exceptions, and the acknowledgement of writes.
//!
//! Here is what a message says; how it is wrapped for the line is of its framing: [`super::modbus_rtu`] and
//! [`super::modbus_ascii`]. A reply names no register, so it is good only as the answer to the one request in flight.

use super::{
    Address, Asked, Datum, DatumValue, DeviceError, Meaning, Measurand, Protocol, Question, Rejected, modbus_ascii,
    modbus_rtu,
};
use crate::locale::Words;
use crate::quantity::Decimal;

pub use super::modbus_ascii::{MODBUS_ASCII, lrc};
pub use super::modbus_rtu::{MODBUS_RTU, crc};

/// What a profile of either framing must say.
pub(super) const QUESTIONS: &str = "function (3 | 4), register, type and quantity are needed";
/// Most registers in one answer (specification V1.1b3, 6.3).
pub const REGISTERS_MAX: u16 = 125;

/// How messages are wrapped for a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Framing {
    /// Bytes, closed by a CRC.
    #[default]
    Rtu,
    /// Hexadecimal text between a colon and CR LF, closed by an LRC.
    Ascii,
}

impl Framing {
    fn wrap(self, message: Vec<u8>) -> Vec<u8> {
        match self {
            Self::Rtu => modbus_rtu::wrap(message),
            Self::Ascii => modbus_ascii::wrap(&message),
        }
    }
}

/// A reading request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// How it is wrapped, and its answer with it.
    pub framing: Framing,
    /// Unit address, 1–247.
    pub unit: u8,
    /// 3 (holding) or 4 (input).
    pub function: u8,
    /// First register as on the wire.
    pub start: u16,
    /// How many registers, 1–125.
    pub count: u16,
}

impl Request {
    /// The bytes to send.
    pub fn encode(&self) -> Vec<u8> {
        let ([s1, s0], [c1, c0]) = (self.start.to_be_bytes(), self.count.to_be_bytes());
        self.framing.wrap(vec![self.unit, self.function, s1, s0, c1, c0])
    }

    fn bytes(&self) -> usize {
        usize::from(self.count) * 2
    }
}

/// The request for a question, in a framing. Nothing but reading registers can be asked.
pub(super) fn ask(framing: Framing, question: &Question<'_>, address: &Address) -> Option<Asked> {
    match (*question, *address) {
        (
            Question::Registers { function: function @ (3 | 4), start, count: count @ 1..=REGISTERS_MAX },
            Address::Unit(unit),
        ) => Some(Asked::Modbus(Request { framing, unit, function, start, count })),
        _ => None,
    }
}

/// Reads an unwrapped request: what a simulator does with what it hears.
pub(super) fn request(framing: Framing, message: &[u8]) -> Option<Asked> {
    let [unit, function @ (3 | 4), s1, s0, c1, c0] = *message else { return None };
    let (start, count) = (u16::from_be_bytes([s1, s0]), u16::from_be_bytes([c1, c0]));
    (1..=REGISTERS_MAX).contains(&count).then_some(Asked::Modbus(Request { framing, unit, function, start, count }))
}

/// Says what an unwrapped message means as the answer to `asked`.
pub(super) fn meaning(message: &[u8], asked: Option<&Asked>) -> Result<Meaning, Rejected> {
    let [unit, function, body @ ..] = message else { return Err(Rejected::Length) };
    let asked = match asked {
        Some(Asked::Modbus(request)) => Some(request),
        _ => None,
    };
    if let Some(request) = asked {
        refuse_foreign(request, *unit, *function)?;
    }
    match (function, body) {
        (0x80.., [code]) => Ok(Meaning::Error(exception(*code))),
        (3 | 4, [count, data @ ..]) if usize::from(*count) == data.len() && !data.is_empty() => registers(data, asked),
        (3 | 4, [_, _, _, _]) => Ok(Meaning::Request),
        (6 | 16, [_, _, _, _]) => Ok(Meaning::Acknowledged),
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
    let (pairs, []) = data.as_chunks::<2>() else { return Err(Rejected::Length) };
    Ok(Meaning::Registers(pairs.iter().map(|pair| u16::from_be_bytes(*pair)).collect()))
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
        8 => ("设备存储器校验错", "memory parity error"),
        10 => ("网关没有可用的通道", "gateway: no path to the device"),
        11 => ("网关：设备没有应答", "gateway: the device does not answer"),
        _ => ("未知的异常码", "unknown exception"),
    };
    DeviceError { code: format!("exception {code}"), words: Words::new(zh, en) }
}

/// Which unit the frame at the start of these bytes came from.
pub fn unit_of(protocol: &Protocol, bytes: &[u8]) -> Option<u8> {
    if *protocol == MODBUS_ASCII { modbus_ascii::unit_of(bytes) } else { bytes.first().copied() }
}

/// Registers as they are, each under its wire address where the request is known.
pub fn plain_registers(registers: &[u16], asked: Option<&Request>) -> Vec<Datum> {
    let start = asked.map_or(0, |request| u32::from(request.start));
    let datum = |(register, address): (&u16, u32)| {
        Datum::new(Measurand::Register, DatumValue::Number(Decimal::from(*register))).item(address.to_string())
    };
    registers.iter().zip(start..).map(datum).collect()
}

/// A server's answer with registers.
pub fn answer(request: &Request, registers: &[u16]) -> Vec<u8> {
    let count = u8::try_from(registers.len() * 2).unwrap_or(u8::MAX);
    let mut message = vec![request.unit, request.function, count];
    message.extend(registers.iter().flat_map(|register| register.to_be_bytes()));
    request.framing.wrap(message)
}

/// A server's exception.
pub fn answer_exception(request: &Request, code: u8) -> Vec<u8> {
    request.framing.wrap(vec![request.unit, request.function | 0x80, code])
}
