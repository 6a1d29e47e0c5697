//! One thing a profile asks a device for: an identifier, a register or a command, and what the answer means.

use super::profile::Provenance;
use crate::protocol::{Address, Asked, Datum, Flag, Measurand, NumberType, Protocol, Question, Rejected, WordOrder};
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
    /// Registers, and answers without a point: the number is multiplied by this, exactly.
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
    pub(super) fn mistake(&self, protocol: &Protocol) -> Option<String> {
        let question = self.question().filter(|question| {
            let mapped = !matches!(question, Question::Registers { .. }) || self.quantity.is_some();
            // Any address will do to see whether there is such a question: the address of a link is looked at when it opens.
            mapped && protocol.addressing.parse(None).is_ok_and(|address| protocol.ask(question, &address).is_some())
        });
        match (question, protocol.questions) {
            (Some(_), _) => None,
            (None, "") => Some("this protocol is not asked: it sends by itself".into()),
            (None, right) => Some(format!("{}: {right}", self.name())),
        }
    }

    /// What it asks.
    fn question(&self) -> Option<Question<'_>> {
        match (&self.item, self.function, &self.command) {
            (Some(item), None, None) => Some(Question::Item(item)),
            (None, Some(function), None) => {
                Some(Question::Registers { function, start: self.register?, count: self.number?.registers() })
            }
            (None, None, Some(command)) => Some(Question::Command(command)),
            _ => None,
        }
    }

    /// The name of its value within the device, as [`Datum::item`] carries it.
    pub fn name(&self) -> String {
        match (self.question(), &self.item) {
            (Some(Question::Registers { function, start, .. }), _) => format!("{function}:{start}"),
            (Some(Question::Command(command)), _) => command.to_owned(),
            (_, Some(item)) => item.to_uppercase(),
            _ => String::new(),
        }
    }

    /// What it measures, as far as the profile knows before an answer came.
    pub fn measures(&self, protocol: &Protocol) -> Option<Measurand> {
        self.quantity.or_else(|| (protocol.measures)(&self.question()?))
    }

    /// The request to the device at an address.
    pub(super) fn request(&self, protocol: &Protocol, address: &Address) -> Option<Asked> {
        protocol.ask(&self.question()?, address)
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

    /// The datum of a command with its scale: some devices send the digits they show and leave out the point.
    pub(super) fn scaled(&self, datum: Datum) -> Result<Datum, Rejected> {
        let (Some(scale), Some(number)) = (self.scale, datum.number()) else { return Ok(datum) };
        let scaled = number.checked_mul(scale).ok_or(Rejected::NotFinite)?;
        Ok(Datum { value: Some(scaled.into()), ..datum })
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
