//! Numbers in Modbus registers: integers and 32-bit floats, in either word order, to exact decimals and back.

use super::Rejected;
use crate::quantity::{Decimal, Exact, Mode, parse_decimal, round_to_interval};
use serde::{Deserialize, Serialize};

/// How a number is written in registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum NumberType {
    U16,
    I16,
    U32,
    I32,
    U64,
    I64,
    /// IEEE 754 binary32; shown as the shortest decimal that gives the same bits back.
    F32,
}

/// Which register comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WordOrder {
    /// The most significant register first.
    #[default]
    HighFirst,
    /// The least significant register first.
    LowFirst,
}

impl NumberType {
    /// How many registers it takes.
    pub const fn registers(self) -> u16 {
        match self {
            Self::U16 | Self::I16 => 1,
            Self::U32 | Self::I32 | Self::F32 => 2,
            Self::U64 | Self::I64 => 4,
        }
    }

    /// The number; `None` when the registers say "not available" (every bit set).
    pub fn decode(self, registers: &[u16], order: WordOrder) -> Result<Option<Decimal>, Rejected> {
        if registers.len() != usize::from(self.registers()) {
            return Err(Rejected::ByteCount { wanted: usize::from(self.registers()) * 2, found: registers.len() * 2 });
        }
        let fold = |total: u64, register: &u16| total << 16 | u64::from(*register);
        let bits = match order {
            WordOrder::HighFirst => registers.iter().fold(0, fold),
            WordOrder::LowFirst => registers.iter().rev().fold(0, fold),
        };
        let unavailable = registers.len() > 1 && registers.iter().all(|register| *register == 0xFFFF);
        let [.., b1, b0] = bits.to_be_bytes();
        let low16 = u16::from_be_bytes([b1, b0]);
        let low32 = u32::try_from(bits & 0xFFFF_FFFF).map_err(|_| Rejected::Length)?;
        let number = match self {
            Self::U16 => Decimal::from(low16),
            Self::I16 => Decimal::from(low16.cast_signed()),
            Self::U32 | Self::U64 if unavailable => return Ok(None),
            Self::U32 => Decimal::from(low32),
            Self::I32 => Decimal::from(low32.cast_signed()),
            Self::U64 => Decimal::from(bits),
            Self::I64 => Decimal::from(bits.cast_signed()),
            Self::F32 if unavailable => return Ok(None),
            Self::F32 => float(low32)?,
        };
        Ok(Some(number))
    }

    /// The registers of a number, rounded to what the type can hold; `None` when it does not fit.
    pub fn encode(self, value: Decimal, order: WordOrder) -> Option<Vec<u16>> {
        let whole =
            || -> Option<i128> { Some(round_to_interval(&Exact::from(value), Decimal::ONE, Mode::HalfEven)?.steps) };
        let bits = match self {
            Self::U16 => u64::from(u16::try_from(whole()?).ok()?),
            Self::I16 => u64::from(i16::try_from(whole()?).ok()?.cast_unsigned()),
            Self::U32 => u64::from(u32::try_from(whole()?).ok()?),
            Self::I32 => u64::from(i32::try_from(whole()?).ok()?.cast_unsigned()),
            Self::U64 => u64::try_from(whole()?).ok()?,
            Self::I64 => i64::try_from(whole()?).ok()?.cast_unsigned(),
            // The standard library parses a decimal text to the nearest float: no arithmetic of ours on it.
            Self::F32 => u64::from(value.to_string().parse::<f32>().ok()?.to_bits()),
        };
        let [b7, b6, b5, b4, b3, b2, b1, b0] = bits.to_be_bytes();
        let words = [[b7, b6], [b5, b4], [b3, b2], [b1, b0]].map(u16::from_be_bytes);
        let skip = 4 - usize::from(self.registers());
        let mut registers: Vec<u16> = words.into_iter().skip(skip).collect();
        if order == WordOrder::LowFirst {
            registers.reverse();
        }
        Some(registers)
    }
}

/// The shortest decimal text that gives the same 32-bit float back, as an exact decimal. Not a number, infinities and
/// numbers too large or too small to be a reading are refused.
fn float(bits: u32) -> Result<Decimal, Rejected> {
    let value = f32::from_bits(bits);
    if !value.is_finite() {
        return Err(Rejected::NotFinite);
    }
    parse_decimal(&value.to_string()).or_else(|_| {
        let (sign, digits) = ("-", value.to_string());
        let small = digits.trim_start_matches(sign).starts_with("0.000000000");
        if small { Ok(Decimal::ZERO) } else { Err(Rejected::NotFinite) }
    })
}
