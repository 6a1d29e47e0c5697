//! Questions, requests and addresses: what a profile may ask, the bytes that ask it, and which device is meant.

use super::{dlt645, dlt698, modbus};

/// A question as a profile writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question<'a> {
    /// An identifier of a meter.
    Item(&'a str),
    /// Registers.
    Registers {
        /// 3 or 4.
        function: u8,
        /// The first, as on the wire.
        start: u16,
        /// How many.
        count: u16,
    },
    /// A command by its name.
    Command(&'a str),
}

/// A request, with what a reply must match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// DL/T 645.
    Dlt645(dlt645::Request),
    /// DL/T 698.45.
    Dlt698(dlt698::Request),
    /// Modbus.
    Modbus(modbus::Request),
    /// A command.
    Command(Command),
}

/// A command: what it is called, and its bytes with everything that ends them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// As profiles write it.
    pub name: String,
    /// As it is sent.
    pub bytes: Vec<u8>,
}

impl Asked {
    /// A command with its bytes.
    pub fn command(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self::Command(Command { name: name.into(), bytes: bytes.into() })
    }

    /// The bytes to send.
    pub fn encode(&self) -> Vec<u8> {
        match self {
            Self::Dlt645(request) => request.encode(),
            Self::Dlt698(request) => request.encode(),
            Self::Modbus(request) => request.encode(),
            Self::Command(command) => command.bytes.clone(),
        }
    }
}

/// Which device on its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Address {
    /// The only one.
    None,
    /// Twelve digits, least significant byte first; `AA` bytes match any.
    Meter([u8; 6]),
    /// A number.
    Unit(u8),
    /// A letter, `A` to `Z`.
    Letter(u8),
}

/// How devices on one line are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Addressing {
    /// There is one.
    None,
    /// By twelve digits; without them, whichever answers.
    Meter,
    /// By a number from 1 to 247; 1 unless said.
    Unit,
    /// By a number of two digits from 1 to 99; 1 unless said.
    TwoDigits,
    /// By a letter from A to Z; A unless said.
    Letter,
}

impl Addressing {
    /// The address of a text; otherwise how one is written.
    pub fn parse(self, text: Option<&str>) -> Result<Address, &'static str> {
        match (self, text) {
            (Self::None, None | Some("")) => Ok(Address::None),
            (Self::None, Some(_)) => Err("none: this protocol has no address"),
            (Self::Meter, text) => dlt645::address(text).map(Address::Meter).ok_or("12 digits, AA for any"),
            (Self::Unit | Self::TwoDigits, None) => Ok(Address::Unit(1)),
            (Self::TwoDigits, Some(text)) => {
                let unit = text.parse::<u8>().ok().filter(|unit| (1..=99).contains(unit));
                unit.map(Address::Unit).ok_or("1–99")
            }
            (Self::Letter, None) => Ok(Address::Letter(b'A')),
            (Self::Letter, Some(text)) => match text.as_bytes() {
                [letter] if letter.is_ascii_alphabetic() => Ok(Address::Letter(letter.to_ascii_uppercase())),
                _ => Err("A–Z"),
            },
            (Self::Unit, Some(text)) => {
                let unit = text.parse::<u8>().ok().filter(|unit| (1..=247).contains(unit));
                unit.map(Address::Unit).ok_or("1–247")
            }
        }
    }
}
