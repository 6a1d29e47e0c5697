//! Numbers in Modbus registers: integers, floats and numbers with a power of ten of their own, in any order of words and
//! bytes, to exact decimals and back.

use super::Rejected;
use crate::quantity::{Decimal, Exact, Mode, parse_decimal, round_to_interval, times_ten_to};
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
    /// IEEE 754 binary64, likewise.
    F64,
    /// Top byte a signed power of ten, lower 24 bits the number without a sign (Iskra, measurement type T5).
    T5,
    /// The same with a signed number (Iskra, measurement type T6).
    T6,
}

/// Which register comes first, and which byte in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WordOrder {
    /// The most significant register first.
    #[default]
    HighFirst,
    /// The least significant register first.
    LowFirst,
    /// The most significant register first, but the least significant byte of each.
    HighFirstSwapped,
    /// The least significant register first, and the least significant byte of each.
    LowFirstSwapped,
}

impl WordOrder {
    const fn low_first(self) -> bool {
        matches!(self, Self::LowFirst | Self::LowFirstSwapped)
    }

    const fn word(self, register: u16) -> u16 {
        if matches!(self, Self::HighFirstSwapped | Self::LowFirstSwapped) { register.swap_bytes() } else { register }
    }
}

/// Largest magnitude of a T5, and one more than the largest of a T6.
const T5_MAX: i64 = 0xFF_FFFF;
const T6_SIGN: i64 = 0x80_0000;

impl NumberType {
    /// How many registers it takes.
    pub const fn registers(self) -> u16 {
        match self {
            Self::U16 | Self::I16 => 1,
            Self::U32 | Self::I32 | Self::F32 | Self::T5 | Self::T6 => 2,
            Self::U64 | Self::I64 | Self::F64 => 4,
        }
    }

    /// Whether it can be below nought.
    pub const fn is_signed(self) -> bool {
        !matches!(self, Self::U16 | Self::U32 | Self::U64 | Self::T5)
    }

    /// The bits of up to four registers, most significant first.
    pub fn bits(self, registers: &[u16], order: WordOrder) -> u64 {
        let fold = |total: u64, register: &u16| total << 16 | u64::from(order.word(*register));
        if order.low_first() { registers.iter().rev().fold(0, fold) } else { registers.iter().fold(0, fold) }
    }

    /// The number; `None` when the registers say "not available" (every bit set).
    pub fn decode(self, registers: &[u16], order: WordOrder) -> Result<Option<Decimal>, Rejected> {
        if registers.len() != usize::from(self.registers()) {
            return Err(Rejected::ByteCount { wanted: usize::from(self.registers()) * 2, found: registers.len() * 2 });
        }
        let bits = self.bits(registers, order);
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
            Self::F32 | Self::F64 | Self::T5 if unavailable => return Ok(None),
            Self::F32 => {
                let value = f32::from_bits(low32);
                float(value.is_finite(), &value.to_string())?
            }
            Self::F64 => {
                let value = f64::from_bits(bits);
                float(value.is_finite(), &value.to_string())?
            }
            Self::T5 | Self::T6 => {
                let [power, ..] = low32.to_be_bytes();
                let digits = i64::from(low32) & T5_MAX;
                let negative = self == Self::T6 && digits & T6_SIGN != 0;
                let digits = if negative { digits - T5_MAX - 1 } else { digits };
                times_ten_to(Decimal::from(digits), i32::from(power.cast_signed())).ok_or(Rejected::NotFinite)?
            }
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
            Self::F64 => value.to_string().parse::<f64>().ok()?.to_bits(),
            Self::T5 => powered(value, 0..=T5_MAX)?,
            Self::T6 => powered(value, -T6_SIGN..=T6_SIGN - 1)?,
        };
        let [b7, b6, b5, b4, b3, b2, b1, b0] = bits.to_be_bytes();
        let words = [[b7, b6], [b5, b4], [b3, b2], [b1, b0]].map(u16::from_be_bytes);
        let skip = 4 - usize::from(self.registers());
        let mut registers: Vec<u16> = words.into_iter().skip(skip).map(|word| order.word(word)).collect();
        if order.low_first() {
            registers.reverse();
        }
        Some(registers)
    }
}

/// The bits of a number with its power of ten: as many of its digits as fit.
fn powered(value: Decimal, fits: std::ops::RangeInclusive<i64>) -> Option<u64> {
    let mut power = -i8::try_from(value.scale()).ok()?;
    let mut digits = value.mantissa();
    while !i64::try_from(digits).is_ok_and(|digits| fits.contains(&digits)) {
        if digits.is_negative() && *fits.start() == 0 {
            return None;
        }
        digits /= 10;
        power = power.checked_add(1)?;
    }
    let low = i64::try_from(digits).ok()?.cast_unsigned() & T5_MAX.cast_unsigned();
    Some(u64::from(power.cast_unsigned()) << 24 | low)
}

/// The shortest decimal text that gives a float back, as an exact decimal. Not a number, infinities and numbers too large or
/// too small to be a reading are refused.
fn float(finite: bool, digits: &str) -> Result<Decimal, Rejected> {
    if !finite {
        return Err(Rejected::NotFinite);
    }
    parse_decimal(digits).or_else(|_| {
        let small = digits.trim_start_matches('-').starts_with("0.000000000");
        if small { Ok(Decimal::ZERO) } else { Err(Rejected::NotFinite) }
    })
}
