//! Bytes ⇄ frames ⇄ data, one file a protocol; sans-IO.
//!
//! Every decoder is a pure function of the bytes (and of the request they answer): no port, no clock. It never panics,
//! never guesses, and says why it refused what it refused. What stands here is what all of them share: what a protocol is
//! ([`Protocol`]), how frames are found in a stream ([`Framer`]), what they can mean ([`Meaning`]), and why they are refused
//! ([`Rejected`]).

pub mod adam;
pub mod adam_mdw;
mod and_standard;
pub mod barcode;
mod bcd;
pub mod bcd_ff;
pub mod cas22;
pub mod cas_ap;
pub mod cas_command;
mod columns;
mod crc;
mod datum;
mod definition;
pub mod digi_type_b;
pub mod dini_argeo;
pub mod dlt645;
pub mod dlt698;
pub mod framer;
pub mod iec62056;
pub mod keli;
mod kern;
pub mod laumas_ascii;
mod line;
pub mod modbus;
mod modbus_ascii;
mod modbus_number;
mod modbus_rtu;
pub mod mt_sics;
mod ohaus;
mod parts;
pub mod plain_lines;
mod printed;
mod question;
mod radwag;
mod rejected;
mod rows;
mod sartorius_sbi;
mod sartorius_xbpi;
mod scpi;
pub mod scpi_hioki;
pub mod scpi_wt;
pub mod scpi_zera;
mod shuangjie;
pub mod sma;
pub mod sml;
mod sml_element;
pub mod st_gs;
pub mod toledo;
pub mod toledo_8217;
pub mod tscale_con3;
pub mod yaohua;

pub use datum::{Data, Datum, DatumValue, Flag, Measurand};
pub use definition::{Protocol, Shown};
pub use framer::{Frame, Framer, Scan};
pub use modbus_number::{NumberType, WordOrder};
pub use parts::{Part, of_no_frame};
pub use question::{Address, Addressing, Asked, Command, Question};
pub use rejected::Rejected;

use crate::locale::Words;

/// Every protocol this program speaks. A new one is a file of this room and a line here.
pub const PROTOCOLS: &[&Protocol] = &[
    &dlt645::DLT645_2007,
    &dlt645::DLT645_1997,
    &dlt698::DLT698_45,
    &modbus::MODBUS_RTU,
    &modbus::MODBUS_ASCII,
    &mt_sics::MT_SICS,
    &yaohua::YAOHUA_TF0,
    &yaohua::YAOHUA_TF1,
    &yaohua::YAOHUA_A22,
    &yaohua::YAOHUA_EQ_FORWARD,
    &yaohua::YAOHUA_EQ_REVERSED,
    &yaohua::YAOHUA_A12_WW,
    &yaohua::YAOHUA_A12E_WG,
    &keli::KELI_XK3118T1,
    &toledo::TOLEDO_CONTINUOUS,
    &toledo::TOLEDO_CONTINUOUS_PLAIN,
    &toledo::HENGTIAN_9800,
    &toledo::TSCALE_CON2,
    &tscale_con3::TSCALE_CON3,
    &toledo_8217::TOLEDO_8217,
    &bcd_ff::BCD_FF,
    &bcd_ff::BCD_FF_PLACES,
    &bcd_ff::BCD_FF_FROM_ONE,
    &laumas_ascii::LAUMAS_ASCII,
    &iec62056::IEC62056_21,
    &sml::SML,
    &scpi_zera::SCPI_ZERA,
    &scpi_wt::SCPI_WT,
    &scpi_hioki::SCPI_HIOKI,
    &cas22::CAS_22,
    &plain_lines::CAS_10,
    &plain_lines::CAS_18,
    &cas_command::CAS_COMMAND,
    &cas_command::CAS_EXTENDED,
    &cas_ap::CAS_AP_ENQ,
    &sma::SMA,
    &dini_argeo::DINI_ARGEO,
    &adam::ADAM_AZEXTRA,
    &adam::ADAM_CPW,
    &plain_lines::ADAM_HIGHLAND,
    &adam_mdw::ADAM_MDW,
    &adam::ADAM_PGL,
    &st_gs::ST_GS_LINE,
    &plain_lines::STEINBERG_SBS,
    &plain_lines::USSOLID_JFDBS,
    &plain_lines::CREEDMOOR,
    &digi_type_b::DIGI_TYPE_B,
    &barcode::BARCODE,
    &and_standard::AND_STANDARD,
    &kern::KERN_EW,
    &kern::KERN_ST_GS,
    &kern::KERN_W_S,
    &ohaus::OHAUS,
    &ohaus::OHAUS_DEFENDER,
    &radwag::RADWAG,
    &sartorius_sbi::SARTORIUS_SBI_16,
    &sartorius_sbi::SARTORIUS_SBI_22,
    &sartorius_xbpi::SARTORIUS_XBPI,
    &shuangjie::SHUANGJIE_GG,
];

/// What a frame means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Values.
    Data(Data),
    /// Registers, for a map to give them a meaning.
    Registers(Vec<u16>),
    /// A part of an answer; the rest must be asked for.
    Part(dlt645::Part),
    /// Understood, and to be followed by another request at once: no other question may come between.
    Then {
        /// The request.
        ask: Asked,
        /// The line goes to this speed as soon as the request is sent, and back after its answer.
        baud: Option<u32>,
    },
    /// The device says that it cannot answer.
    Error(DeviceError),
    /// An answer that carries no value (acknowledged, more lines follow).
    Acknowledged,
    /// The device has understood; its answer is still to come.
    Working,
    /// A request on the line: our own echo, or another master.
    Request,
}

impl Meaning {
    /// One value.
    pub fn one(datum: Datum) -> Self {
        Self::Data(Data::from_buf([datum]))
    }
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
    let mut text = String::with_capacity(bytes.len() * 3);
    for byte in bytes {
        if !text.is_empty() {
            text.push(' ');
        }
        push_hex(&mut text, *byte);
    }
    text
}

/// Adds the two digits of a byte.
fn push_hex(text: &mut String, byte: u8) {
    text.extend(hex_digits(byte).map(char::from));
}

/// The two digits of a byte.
fn hex_digits(byte: u8) -> [u8; 2] {
    [byte >> 4, byte & 0x0F].map(|nibble| if nibble < 10 { b'0' + nibble } else { b'A' + nibble - 10 })
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
