//! One thing a profile asks a device for: an identifier, registers or a command, and what the answer means. What registers
//! mean is said in [`super::registers`].

use super::profile::Provenance;
use super::registers::{Exponent, StatusWord};
use crate::protocol::{Address, Asked, Datum, Flag, Measurand, NumberType, Protocol, Question, Rejected, WordOrder};
use crate::quantity::{Decimal, Unit};
use serde::Deserialize;

/// One question of a profile, with the keys that its protocol needs.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// DL/T 645: identifier of eight (1997: four) hexadecimal digits; DL/T 698.45: object attribute descriptor of eight;
    /// IEC 62056-21: address of the line that must be there.
    pub item: Option<String>,
    /// MT-SICS and SCPI: the command; DL/T 645-2007: `address`.
    pub command: Option<String>,
    /// Modbus: function 3 or 4.
    pub function: Option<u8>,
    /// Modbus: first register of the value as on the wire.
    pub register: Option<u16>,
    /// Modbus: how the number is written.
    #[serde(rename = "type")]
    pub number: Option<NumberType>,
    /// Modbus: which register comes first.
    #[serde(default)]
    pub order: WordOrder,
    /// Registers, and answers to a command: the number is multiplied by this, exactly.
    pub scale: Option<Decimal>,
    /// Modbus: first register and number of registers to read at once, where it is to be more than the map needs.
    pub block: Option<[u16; 2]>,
    /// Modbus: the bits of the number that say that there is none.
    pub absent: Option<u64>,
    /// Modbus: where the device gives the power of ten.
    pub exponent: Option<Exponent>,
    /// Modbus: where the device says how its value is to be taken.
    pub status_word: Option<StatusWord>,
    /// Modbus and SCPI: what it measures.
    pub quantity: Option<Measurand>,
    /// Modbus and SCPI: its unit.
    pub unit: Option<Unit>,
    /// Least and greatest plausible value; outside them an answer is refused.
    pub plausible: Option<[Decimal; 2]>,
    /// How well scale and unit are known; unconfirmed ones may be shown, never judged.
    pub status: Option<Provenance>,
}

impl Ask {
    /// What is wrong with it for a protocol; nothing when it is right.
    pub(super) fn mistake(&self, protocol: &Protocol) -> Option<String> {
        if let Some(why) = self.map_mistake() {
            return Some(format!("{}: {why}", self.name()));
        }
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
                let span = self.span()?;
                Some(Question::Registers { function, start: span.start, count: span.count })
            }
            (None, None, Some(command)) => Some(Question::Command(command)),
            _ => None,
        }
    }

    /// The name of its value within the device, as [`Datum::item`] carries it.
    pub fn name(&self) -> String {
        match (self.function, self.register, &self.command, &self.item) {
            (Some(function), Some(register), ..) => format!("{function}:{register}"),
            (.., Some(command), _) => command.to_owned(),
            (.., Some(item)) => item.to_uppercase(),
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

    /// The datum of a command with its scale: some devices send the digits they show and leave out the point.
    pub(super) fn scaled(&self, datum: Datum) -> Result<Datum, Rejected> {
        let (Some(scale), Some(number)) = (self.scale, datum.number()) else { return Ok(datum) };
        let scaled = number.checked_mul(scale).ok_or(Rejected::NotFinite)?;
        Ok(Datum { value: Some(scaled.into()), ..datum })
    }

    /// Adds what the profile knows to a datum, or refuses an implausible one.
    pub(super) fn complete(&self, datum: Datum) -> Result<Datum, Rejected> {
        let datum = self.meant(datum)?;
        if let (Some([least, greatest]), Some(number)) = (self.plausible, datum.number())
            && !(least..=greatest).contains(&number)
        {
            return Err(Rejected::Implausible { item: self.name(), value: number.to_string() });
        }
        Ok(if self.status == Some(Provenance::Unconfirmed) { datum.flag(Flag::Unconfirmed) } else { datum })
    }

    /// The bare number that a command was answered with means what the profile says; one with a unit must agree with it.
    fn meant(&self, mut datum: Datum) -> Result<Datum, Rejected> {
        let answers = datum.item.as_deref() == self.command.as_deref() && datum.item.is_some();
        let (Some(quantity), true) = (self.quantity, answers) else { return Ok(datum) };
        match (datum.quantity, datum.unit, self.unit) {
            (Measurand::Number, None, unit) => {
                (datum.quantity, datum.unit) = (quantity, unit);
            }
            (_, Some(found), Some(wanted)) if found.dimension() != wanted.dimension() => {
                return Err(Rejected::UnknownUnit { unit: found.to_string() });
            }
            _ => {}
        }
        Ok(datum)
    }
}
