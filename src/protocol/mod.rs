//! Bytes ⇄ frames ⇄ data, one file a protocol; sans-IO.
//!
//! Every decoder is a pure function of the bytes (and of the request they answer): no port, no clock. It never panics,
//! never guesses, and says why it refused what it refused. What stands here is what all of them share: how frames are
//! found in a stream ([`Framer`]), what they can mean ([`Meaning`]), and why they are refused ([`Rejected`]).

mod bcd;
mod datum;
pub mod dlt645;
mod dlt645_items;
pub mod framer;
pub mod modbus;
mod modbus_number;
pub mod mt_sics;
mod rejected;
pub mod yaohua;

pub use datum::{Datum, DatumValue, Flag, Measurand};
pub use dlt645_items::{Format, ItemFormat, item_format};
pub use framer::{Framer, Scan};
pub use modbus_number::{NumberType, WordOrder};
pub use rejected::Rejected;

use crate::locale::Words;
use std::str::FromStr;

/// The protocols this program speaks, by the names that files and the command line use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum ProtocolId {
    Dlt6452007,
    ModbusRtu,
    MtSics,
    YaohuaTf0,
}

impl ProtocolId {
    /// Every protocol.
    pub const ALL: [Self; 4] = [Self::Dlt6452007, Self::ModbusRtu, Self::MtSics, Self::YaohuaTf0];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dlt6452007 => "dlt645-2007",
            Self::ModbusRtu => "modbus-rtu",
            Self::MtSics => "mt-sics",
            Self::YaohuaTf0 => "yaohua-tf0",
        }
    }

    /// Whether its frames carry a check of their bytes; without one a value counts only when consecutive answers agree.
    pub const fn has_checksum(self) -> bool {
        !matches!(self, Self::MtSics)
    }

    /// Finds the next frame at the start of `buffer`; `asked` is the request that is being answered.
    pub fn scan(self, buffer: &[u8], asked: Option<&Asked>) -> Scan {
        match self {
            Self::Dlt6452007 => dlt645::scan(buffer),
            Self::ModbusRtu => modbus::scan(buffer, asked),
            Self::MtSics => mt_sics::scan(buffer),
            Self::YaohuaTf0 => yaohua::scan(buffer),
        }
    }

    /// Says what a frame means as the answer to `asked` (or by itself, when nothing was asked).
    pub fn decode(self, frame: &[u8], asked: Option<&Asked>) -> Result<Meaning, Rejected> {
        match self {
            Self::Dlt6452007 => dlt645::decode(frame, asked),
            Self::ModbusRtu => modbus::decode(frame, asked),
            Self::MtSics => mt_sics::decode(frame, asked),
            Self::YaohuaTf0 => yaohua::decode(frame),
        }
    }

    /// Reads a request, as a simulator or `decode --request` gets it.
    pub fn parse_request(self, bytes: &[u8]) -> Option<Asked> {
        match self {
            Self::Dlt6452007 => dlt645::parse_request(bytes),
            Self::ModbusRtu => modbus::parse_request(bytes),
            Self::MtSics => mt_sics::parse_request(bytes),
            Self::YaohuaTf0 => None,
        }
    }
}

impl FromStr for ProtocolId {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|protocol| protocol.name() == text).ok_or_else(|| {
            let known = Self::ALL.map(Self::name).join(" | ");
            format!("{text:?}: {known}")
        })
    }
}

/// A request, with what a reply must match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// DL/T 645-2007.
    Dlt645(dlt645::Request),
    /// Modbus.
    Modbus(modbus::Request),
    /// MT-SICS: the command without its line end.
    MtSics(String),
}

impl Asked {
    /// The bytes to send.
    pub fn encode(&self) -> Vec<u8> {
        match self {
            Self::Dlt645(request) => request.encode(),
            Self::Modbus(request) => request.encode(),
            Self::MtSics(command) => format!("{command}\r\n").into_bytes(),
        }
    }
}

/// What a frame means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Values.
    Data(Vec<Datum>),
    /// Registers, for a map to give them a meaning.
    Registers(Vec<u16>),
    /// A part of an answer; the rest must be asked for.
    Part(dlt645::Part),
    /// The device says that it cannot answer.
    Error(DeviceError),
    /// An answer that carries no value (acknowledged, more lines follow).
    Acknowledged,
    /// A request on the line: our own echo, or another master.
    Request,
}

/// What a device said instead of a value.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct DeviceError {
    /// The code on the wire: `02`, `I`, `exception 2`.
    pub code: String,
    /// What it means.
    #[serde(flatten)]
    pub words: Words,
}

/// Upper-case hexadecimal with blanks: how frames are written everywhere.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(" ")
}

/// Reads hexadecimal with or without blanks; an odd digit or another character gives its position.
pub fn parse_hex(text: &str) -> Result<Vec<u8>, usize> {
    let mut bytes = Vec::with_capacity(text.len() / 2);
    let mut high = None;
    for (position, character) in text.char_indices() {
        if character.is_ascii_whitespace() || matches!(character, ':' | '-' | ',') {
            continue;
        }
        let digit = character.to_digit(16).and_then(|digit| u8::try_from(digit).ok()).ok_or(position)?;
        match high.take() {
            None => high = Some(digit),
            Some(first) => bytes.push(first << 4 | digit),
        }
    }
    if high.is_some() { Err(text.len()) } else { Ok(bytes) }
}
