//! One thing a profile asks a device for: an identifier, a register or a command, and what the answer means.

use super::profile::Provenance;
use crate::protocol::{Asked, Datum, Flag, Measurand, NumberType, ProtocolId, Rejected, WordOrder, dlt645, modbus};
use crate::quantity::{Decimal, Unit};
use serde::Deserialize;

/// One question of a profile, with the keys that its protocol needs.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// DL/T 645: identifier of eight hexadecimal digits.
    pub item: Option<String>,
    /// MT-SICS: the command.
    pub command: Option<String>,
    /// Modbus: function 3 or 4.
    pub function: Option<u8>,
    /// Modbus: first register as on the wire.
    pub register: Option<u16>,
    /// Modbus: how the number is written.
    #[serde(rename = "type")]
    pub number: Option<NumberType>,
    /// Modbus: which register comes first.
    #[serde(default)]
    pub order: WordOrder,
    /// Modbus: the number is multiplied by this, exactly.
    pub scale: Option<Decimal>,
    /// Modbus: what it measures.
    pub quantity: Option<Measurand>,
    /// Modbus: its unit.
    pub unit: Option<Unit>,
    /// Least and greatest plausible value; outside them an answer is refused.
    pub plausible: Option<[Decimal; 2]>,
    /// How well scale and unit are known; unconfirmed ones may be shown, never judged.
    pub status: Option<Provenance>,
}

impl Ask {
    /// What is wrong with it for a protocol; nothing when it is right.
    pub(super) fn mistake(&self, protocol: ProtocolId) -> Option<String> {
        match protocol {
            ProtocolId::Dlt6452007 if self.identifier().is_none() => Some(format!(
                "item = {:?}: eight hexadecimal digits, such as \"00010000\"",
                self.item.as_deref().unwrap_or("")
            )),
            ProtocolId::ModbusRtu if !matches!(self.function, Some(3 | 4)) => Some("function: 3 | 4".into()),
            ProtocolId::ModbusRtu if self.register.is_none() || self.number.is_none() || self.quantity.is_none() => {
                Some("register, type and quantity are needed".into())
            }
            ProtocolId::MtSics if !self.command.as_deref().is_some_and(|c| matches!(c, "S" | "SI" | "SU" | "SIU")) => {
                Some("command: S | SI | SU | SIU (reading only)".into())
            }
            ProtocolId::YaohuaTf0 => Some("this protocol is not asked: it sends by itself".into()),
            _ => None,
        }
    }

    fn identifier(&self) -> Option<u32> {
        self.item.as_deref().filter(|item| item.len() == 8).and_then(|item| u32::from_str_radix(item, 16).ok())
    }

    /// The name of its value within the device, as [`Datum::item`] carries it.
    pub fn name(&self) -> String {
        match (self.identifier(), self.function, self.register, &self.command) {
            (Some(identifier), ..) => dlt645::identifier_text(identifier),
            (_, Some(function), Some(register), _) => format!("{function}:{register}"),
            (.., Some(command)) => command.clone(),
            _ => String::new(),
        }
    }

    /// What it measures, as far as the profile knows before an answer came.
    pub fn measures(&self) -> Option<Measurand> {
        let of_item = || crate::protocol::item_format(self.identifier()?).map(|format| format.quantity);
        self.quantity.or_else(of_item).or_else(|| self.command.as_ref().map(|_| Measurand::Mass))
    }

    /// The request to the device at an address.
    pub(super) fn request(&self, address: &Address) -> Option<Asked> {
        match address {
            Address::Dlt645(address) => {
                let what = dlt645::What::Item(self.identifier()?);
                Some(Asked::Dlt645(dlt645::Request { address: *address, what }))
            }
            Address::Modbus(unit) => {
                let (function, start, count) = (self.function?, self.register?, self.number?.registers());
                Some(Asked::Modbus(modbus::Request { unit: *unit, function, start, count }))
            }
            Address::None => self.command.clone().map(Asked::MtSics),
        }
    }

    /// What registers mean.
    pub(super) fn map(&self, registers: &[u16]) -> Result<Datum, Rejected> {
        let quantity = self.quantity.unwrap_or(Measurand::Register);
        let number = self.number.unwrap_or(NumberType::U16).decode(registers, self.order)?;
        let Some(number) = number else {
            return Ok(Datum::without_number(quantity, Flag::Absent).item(self.name()).unit(self.unit));
        };
        let scaled = self.scale.map_or(Some(number), |scale| number.checked_mul(scale)).ok_or(Rejected::NotFinite)?;
        Ok(Datum::new(quantity, scaled.into()).item(self.name()).unit(self.unit))
    }

    /// Adds what the profile knows to a datum, or refuses an implausible one.
    pub(super) fn complete(&self, datum: Datum) -> Result<Datum, Rejected> {
        if let (Some([least, greatest]), Some(number)) = (self.plausible, datum.number())
            && !(least..=greatest).contains(&number)
        {
            return Err(Rejected::Implausible { item: self.name(), value: number.to_string() });
        }
        Ok(if self.status == Some(Provenance::Unconfirmed) { datum.flag(Flag::Unconfirmed) } else { datum })
    }

    /// The registers of a value, for a simulator: the inverse of [`Ask::map`].
    pub fn registers_of(&self, value: Decimal) -> Option<Vec<u16>> {
        let unscaled = self.scale.map_or(Some(value), |scale| value.checked_div(scale))?;
        self.number?.encode(unscaled, self.order)
    }
}

/// The address of a device on its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Address {
    Dlt645([u8; 6]),
    Modbus(u8),
    None,
}
