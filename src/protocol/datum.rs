//! One decoded value as the wire said it: what every protocol decodes to.

use crate::quantity::{Decimal, Dimension, Unit};
use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;
use std::fmt;

/// What a datum is a value of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Measurand {
    Mass,
    Tare,
    Energy,
    Power,
    ReactivePower,
    ApparentPower,
    PowerFactor,
    Voltage,
    Current,
    Frequency,
    Temperature,
    Demand,
    PulseConstant,
    Date,
    Time,
    /// A date and a time in one, `2024-05-06 13:45:59`.
    DateTime,
    Address,
    Number,
    Text,
    Identity,
    /// What a scanner read off a package; its name is the symbology, where the scanner tells it.
    Barcode,
    /// A Modbus register as it is, without a map that says what it means.
    Register,
    /// Bytes of an item this program does not know, in hexadecimal.
    Raw,
}

impl Measurand {
    /// What a meter measures in a unit; `None` for units that do not say.
    pub const fn of(unit: Unit) -> Option<Self> {
        match unit.dimension() {
            Dimension::Energy => Some(Self::Energy),
            Dimension::Power => Some(Self::Power),
            Dimension::ReactivePower => Some(Self::ReactivePower),
            Dimension::ApparentPower => Some(Self::ApparentPower),
            Dimension::Voltage => Some(Self::Voltage),
            Dimension::Current => Some(Self::Current),
            Dimension::Frequency => Some(Self::Frequency),
            Dimension::Temperature => Some(Self::Temperature),
            _ => None,
        }
    }
}

/// A statement that came with a value, or in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Flag {
    Gross,
    Net,
    Zero,
    Overload,
    Underload,
    /// The device has the item but no value for it now (a phase that is absent, a register marked not available).
    Absent,
    /// The scale or unit of this item is unconfirmed in the profile: it may be shown, never judged.
    Unconfirmed,
}

/// The value itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum DatumValue {
    /// A number with the digits of the wire.
    Number(Decimal),
    /// A date, time, address, name or raw bytes in hexadecimal.
    Text(String),
}

/// One decoded value: what it measures, its digits, its unit and its flags, nothing added and nothing left out.
///
/// `None` means that the wire carries no such statement: no stability flag, no unit, a phase that is absent, an overload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Datum {
    /// What it is a value of.
    pub quantity: Measurand,
    /// Which identifier, register or line of the device (`00010000`, `4:52`, `S`); names one value within a device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<CompactString>,
    /// The value; `None` when there is no number (overload, absent).
    pub value: Option<DatumValue>,
    /// Its unit, when the wire or the profile says so.
    pub unit: Option<Unit>,
    /// What the device says about stability; `None` when it says nothing.
    pub stable: Option<bool>,
    /// What else it says.
    pub flags: Vec<Flag>,
}

/// The values of a frame. Most frames carry one, and it lies in place: a scale that sends without a pause costs no memory.
pub type Data = SmallVec<[Datum; 1]>;

impl Datum {
    /// A datum with a value and nothing else said.
    pub fn new(quantity: Measurand, value: DatumValue) -> Self {
        Self { quantity, item: None, value: Some(value), unit: None, stable: None, flags: Vec::new() }
    }

    /// A datum that says there is no number, and why.
    pub fn without_number(quantity: Measurand, why: Flag) -> Self {
        Self { quantity, item: None, value: None, unit: None, stable: None, flags: vec![why] }
    }

    /// With the item it answers.
    #[inline]
    #[must_use]
    pub fn item(mut self, item: impl Into<CompactString>) -> Self {
        self.item = Some(item.into());
        self
    }

    /// With a unit.
    #[must_use]
    pub fn unit(mut self, unit: impl Into<Option<Unit>>) -> Self {
        self.unit = unit.into();
        self
    }

    /// With what the device says about stability.
    #[must_use]
    pub const fn stable(mut self, stable: Option<bool>) -> Self {
        self.stable = stable;
        self
    }

    /// With one more flag.
    #[must_use]
    pub fn flag(mut self, flag: Flag) -> Self {
        self.flags.push(flag);
        self
    }

    /// The number, when it is one.
    pub const fn number(&self) -> Option<Decimal> {
        match &self.value {
            Some(DatumValue::Number(number)) => Some(*number),
            _ => None,
        }
    }

    /// Whether it carries a flag.
    pub fn has(&self, flag: Flag) -> bool {
        self.flags.contains(&flag)
    }
}

impl From<Decimal> for DatumValue {
    fn from(number: Decimal) -> Self {
        Self::Number(number)
    }
}

impl From<String> for DatumValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl fmt::Display for DatumValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => f.write_str(text),
        }
    }
}
