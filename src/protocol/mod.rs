//! Bytes ⇄ frames ⇄ data, one file a protocol; sans-IO.
//!
//! Every decoder is a pure function of the bytes (and of the request they answer): no port, no clock. It never panics,
//! never guesses, and says why it refused what it refused. What stands here is what all of them share: what a protocol is
//! ([`Protocol`]), how frames are found in a stream ([`Framer`]), what they can mean ([`Meaning`]), and why they are refused
//! ([`Rejected`]).

mod and_standard;
mod bcd;
mod datum;
mod definition;
pub mod dlt645;
mod dlt645_items;
pub mod framer;
mod kern;
mod line;
pub mod modbus;
mod modbus_number;
pub mod mt_sics;
mod ohaus;
mod question;
mod radwag;
mod rejected;
mod sartorius_sbi;
mod sartorius_xbpi;
mod shuangjie;
pub mod yaohua;

pub use datum::{Datum, DatumValue, Flag, Measurand};
pub use definition::{Protocol, Shown};
pub use dlt645_items::{Format, ItemFormat, item_format};
pub use framer::{Framer, Scan};
pub use modbus_number::{NumberType, WordOrder};
pub use question::{Address, Addressing, Asked, Command, Question};
pub use rejected::Rejected;

use crate::locale::Words;

/// Every protocol this program speaks. A new one is a file of this room and a line here.
pub const PROTOCOLS: &[&Protocol] = &[
    &and_standard::AND_STANDARD,
    &dlt645::DLT645_2007,
    &kern::KERN_EW,
    &kern::KERN_ST_GS,
    &kern::KERN_W_S,
    &modbus::MODBUS_RTU,
    &mt_sics::MT_SICS,
    &ohaus::OHAUS,
    &ohaus::OHAUS_DEFENDER,
    &radwag::RADWAG,
    &sartorius_sbi::SARTORIUS_SBI_16,
    &sartorius_sbi::SARTORIUS_SBI_22,
    &sartorius_xbpi::SARTORIUS_XBPI,
    &shuangjie::SHUANGJIE_GG,
    &yaohua::YAOHUA_TF0,
];

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
