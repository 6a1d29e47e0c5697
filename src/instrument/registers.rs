//! Register maps: where a value lies among the registers of a device, how it is written there, and what the registers
//! beside it say of it. All of it is read in one request, so that a status belongs to the weight that stands with it.

use super::ask::Ask;
use crate::protocol::{Datum, Flag, Measurand, NumberType, Rejected};
use crate::quantity::{Decimal, times_ten_to};
use serde::Deserialize;

/// Most registers in one answer (Modbus specification V1.1b3, 6.3).
const REGISTERS_MAX: u32 = 125;
/// Largest power of ten, up or down, that a device may give: a decimal holds no more.
const POWER_MAX: u32 = 18;
/// What a simulated device may write where a register gives the power of ten and has all its bits for it.
const POWERS_WRITTEN: std::ops::RangeInclusive<i16> = -9..=9;

/// A scale that the device itself gives: the value is multiplied by ten to this power.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exponent {
    /// The register that gives it.
    pub register: u16,
    /// Which bits of it, read as a number from nought; without it the whole register, signed.
    pub mask: Option<u16>,
    /// The power is `times` × number + `plus`.
    #[serde(default = "once")]
    pub times: i32,
    /// See `times`.
    #[serde(default)]
    pub plus: i32,
    /// The power of each number from nought on, where it follows no line; a number beyond them is refused.
    pub codes: Option<Vec<i32>>,
}

const fn once() -> i32 {
    1
}

impl Exponent {
    fn number(&self, word: u16) -> i32 {
        match self.mask {
            None => i32::from(word.cast_signed()),
            Some(mask) => i32::from((word & mask).checked_shr(mask.trailing_zeros()).unwrap_or(0)),
        }
    }

    fn power(&self, word: u16) -> Result<i32, Rejected> {
        let number = self.number(word);
        let power = match &self.codes {
            Some(codes) => usize::try_from(number).ok().and_then(|at| codes.get(at)).copied(),
            None => number.checked_mul(self.times).and_then(|power| power.checked_add(self.plus)),
        };
        power.filter(|power| power.unsigned_abs() <= POWER_MAX).ok_or(Rejected::NotFinite)
    }

    /// Every register with its power, as a simulated device may write it.
    fn written(&self) -> Vec<(u16, i32)> {
        let words: Vec<u16> = match self.mask {
            None => POWERS_WRITTEN.map(i16::cast_unsigned).collect(),
            Some(mask) => (0..=mask.checked_shr(mask.trailing_zeros()).unwrap_or(0).min(31))
                .map(|number| number << mask.trailing_zeros())
                .collect(),
        };
        words.into_iter().filter_map(|word| Some((word, self.power(word).ok()?))).collect()
    }
}

/// What a status register says of the value beside it: masks, true when any of their bits is set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusWord {
    /// The register.
    pub register: u16,
    /// The weight has come to rest.
    pub stable: Option<u16>,
    /// The weight moves: for devices that say it that way round.
    pub moving: Option<u16>,
    /// Too much: there is no number.
    pub overload: Option<u16>,
    /// Too little: there is no number.
    pub underload: Option<u16>,
    /// The device cannot measure: there is no number.
    pub fault: Option<u16>,
    /// Without all of these bits there is no number.
    pub valid: Option<u16>,
    /// The number is below nought; the registers hold its magnitude.
    pub negative: Option<u16>,
    /// The value is net.
    pub net: Option<u16>,
    /// The value is gross.
    pub gross: Option<u16>,
    /// The scale is at its zero.
    pub zero: Option<u16>,
}

impl StatusWord {
    fn masks(&self) -> [(&'static str, Option<u16>); 10] {
        [
            ("stable", self.stable),
            ("moving", self.moving),
            ("overload", self.overload),
            ("underload", self.underload),
            ("fault", self.fault),
            ("valid", self.valid),
            ("negative", self.negative),
            ("net", self.net),
            ("gross", self.gross),
            ("zero", self.zero),
        ]
    }

    fn is_set(word: u16, mask: Option<u16>) -> bool {
        mask.is_some_and(|mask| word & mask != 0)
    }

    /// Whether it says that the weight is stable; `None` when it says nothing of it.
    fn at_rest(&self, word: u16) -> Option<bool> {
        self.stable.map(|mask| word & mask != 0).or_else(|| self.moving.map(|mask| word & mask == 0))
    }

    /// Why there is no number.
    fn no_number(&self, word: u16) -> Option<Flag> {
        let invalid = self.valid.is_some_and(|mask| word & mask != mask);
        [
            (Self::is_set(word, self.overload), Flag::Overload),
            (Self::is_set(word, self.underload), Flag::Underload),
            (Self::is_set(word, self.fault) || invalid, Flag::Absent),
        ]
        .into_iter()
        .find_map(|(is, flag)| is.then_some(flag))
    }

    fn flags(&self, word: u16) -> impl Iterator<Item = Flag> {
        [(self.net, Flag::Net), (self.gross, Flag::Gross), (self.zero, Flag::Zero)]
            .into_iter()
            .filter_map(move |(mask, flag)| Self::is_set(word, mask).then_some(flag))
    }

    /// The register of a sound device that shows a value.
    fn written(&self, value: Decimal, stable: bool) -> u16 {
        let negative = value.is_sign_negative() && !value.is_zero();
        let net = if self.gross.is_none() { self.net } else { None };
        [
            (stable, self.stable),
            (!stable, self.moving),
            (true, self.valid),
            (negative, self.negative),
            (true, self.gross),
            (true, net),
            (value.is_zero(), self.zero),
        ]
        .into_iter()
        .filter_map(|(is, mask)| mask.filter(|_| is))
        .fold(0, |word, mask| word | mask)
    }
}

/// Registers that are read in one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub start: u16,
    pub count: u16,
}

impl Span {
    fn holds(self, register: u16, count: u16) -> bool {
        let end = |start: u16, count: u16| u32::from(start) + u32::from(count);
        register >= self.start && end(register, count) <= end(self.start, self.count)
    }

    /// Those of `registers`, read by this span, that begin at `register`.
    fn part(self, registers: &[u16], register: u16, count: u16) -> Option<&[u16]> {
        let from = usize::from(register.checked_sub(self.start)?);
        registers.get(from..from + usize::from(count))
    }
}

impl Ask {
    /// The registers that hold the value, its power of ten and its status.
    fn needed(&self) -> Option<Vec<(u16, u16)>> {
        let mut needed = vec![(self.register?, self.number?.registers())];
        needed.extend(self.exponent.as_ref().map(|exponent| (exponent.register, 1)));
        needed.extend(self.status_word.as_ref().map(|status| (status.register, 1)));
        Some(needed)
    }

    /// The registers that one request reads: those the profile names, or just those that are needed.
    pub(super) fn span(&self) -> Option<Span> {
        let needed = self.needed()?;
        if let Some([start, count]) = self.block {
            return Some(Span { start, count });
        }
        let start = needed.iter().map(|(register, _)| *register).min()?;
        let end = needed.iter().map(|(register, count)| u32::from(*register) + u32::from(*count)).max()?;
        Some(Span { start, count: u16::try_from(end - u32::from(start)).ok()? })
    }

    /// What is wrong with the map, in words for its author.
    pub(super) fn map_mistake(&self) -> Option<String> {
        if self.register.is_none() {
            let left = [
                ("block", self.block.is_some()),
                ("absent", self.absent.is_some()),
                ("exponent", self.exponent.is_some()),
                ("status_word", self.status_word.is_some()),
            ];
            return left.iter().find_map(|(key, there)| there.then(|| format!("{key}: is for registers only")));
        }
        let span = self.span()?;
        let (first, end) = (u32::from(span.start), u32::from(span.start) + u32::from(span.count));
        if span.count == 0 || u32::from(span.count) > REGISTERS_MAX || end > 0x1_0000 {
            return Some(format!(
                "registers {first} to {}: one request reads 1 to {REGISTERS_MAX}, up to 65535",
                end.saturating_sub(1)
            ));
        }
        if let Some((register, _)) = self.needed()?.into_iter().find(|(at, count)| !span.holds(*at, *count)) {
            return Some(format!("block = [{first}, {}]: does not hold register {register}", span.count));
        }
        if self.scale.is_some_and(|scale| scale.is_zero()) {
            return Some("scale = 0: makes every value nought".into());
        }
        let exponent = self.exponent.as_ref();
        if exponent.is_some_and(|exponent| exponent.mask == Some(0)) {
            return Some("exponent.mask = 0: needs at least one bit".into());
        }
        if exponent.is_some_and(|exponent| exponent.written().is_empty()) {
            return Some(format!("exponent: gives no power of ten between -{POWER_MAX} and {POWER_MAX}"));
        }
        let status = self.status_word.as_ref()?;
        if let Some((key, _)) = status.masks().into_iter().find(|(_, mask)| *mask == Some(0)) {
            return Some(format!("status_word.{key} = 0: needs at least one bit"));
        }
        if status.stable.is_some() && status.moving.is_some() {
            return Some("status_word: either stable or moving".into());
        }
        if status.negative.is_some() && self.number.is_some_and(NumberType::is_signed) {
            return Some("status_word.negative: the type has a sign of its own; use an unsigned one".into());
        }
        None
    }

    /// What registers mean.
    pub(super) fn map(&self, registers: &[u16]) -> Result<Datum, Rejected> {
        let span = self.span().ok_or(Rejected::Length)?;
        if registers.len() != usize::from(span.count) {
            return Err(Rejected::ByteCount { wanted: usize::from(span.count) * 2, found: registers.len() * 2 });
        }
        let number_type = self.number.unwrap_or(NumberType::U16);
        let word = |register| span.part(registers, register, 1).and_then(<[u16]>::first).copied();
        let quantity = self.quantity.unwrap_or(Measurand::Register);
        let status = match &self.status_word {
            Some(status) => Some((status, word(status.register).ok_or(Rejected::Length)?)),
            None => None,
        };
        let named = |datum: Datum| {
            let mut datum = datum.item(self.name()).unit(self.unit);
            if let Some((status, word)) = status {
                datum.stable = status.at_rest(word);
                datum.flags.extend(status.flags(word));
            }
            datum
        };
        if let Some(why) = status.and_then(|(status, word)| status.no_number(word)) {
            return Ok(named(Datum::without_number(quantity, why)));
        }
        let register = self.register.ok_or(Rejected::Length)?;
        let own = span.part(registers, register, number_type.registers()).ok_or(Rejected::Length)?;
        let number = match number_type.decode(own, self.order)? {
            Some(number) if self.absent.is_none_or(|marker| number_type.bits(own, self.order) != marker) => number,
            _ => return Ok(named(Datum::without_number(quantity, Flag::Absent))),
        };
        let power = match &self.exponent {
            Some(exponent) => exponent.power(word(exponent.register).ok_or(Rejected::Length)?)?,
            None => 0,
        };
        let scaled = times_ten_to(number, power)
            .and_then(|number| self.scale.map_or(Some(number), |scale| multiplied(number, scale)))
            .ok_or(Rejected::NotFinite)?;
        let below = status.is_some_and(|(status, word)| StatusWord::is_set(word, status.negative));
        let signed = if below && !scaled.is_zero() { -scaled } else { scaled };
        Ok(named(Datum::new(quantity, signed.into())))
    }

    /// All registers of its request as a device has them that shows `value`, from which on: the inverse of [`Ask::map`],
    /// for a simulator. Registers of the request that the map does not name are nought.
    pub fn registers_of(&self, value: Decimal, stable: bool) -> Option<(u16, Vec<u16>)> {
        let (span, number) = (self.span()?, self.number?);
        let mut registers = vec![0; usize::from(span.count)];
        let mut put = |register: u16, words: &[u16]| -> Option<()> {
            let from = usize::from(register.checked_sub(span.start)?);
            let place = registers.get_mut(from..from + words.len())?;
            place.iter_mut().zip(words).for_each(|(place, word)| *place |= word);
            Some(())
        };
        let magnitude =
            if self.status_word.as_ref().is_some_and(|s| s.negative.is_some()) { value.abs() } else { value };
        let unscaled = self.scale.map_or(Some(magnitude), |scale| magnitude.checked_div(scale))?;
        let words = match &self.exponent {
            None => number.encode(unscaled, self.order)?,
            Some(exponent) => {
                let (word, words) = self.finest(exponent, unscaled)?;
                put(exponent.register, &[word])?;
                words
            }
        };
        put(self.register?, &words)?;
        if let Some(status) = &self.status_word {
            put(status.register, &[status.written(value, stable)])?;
        }
        Some((span.start, registers))
    }

    /// The power and the number of a value: as many of its digits as the registers hold, and none that it does not have.
    fn finest(&self, exponent: &Exponent, value: Decimal) -> Option<(u16, Vec<u16>)> {
        let mut written = exponent.written();
        written.sort_by_key(|(_, power)| *power);
        let own = i32::try_from(value.scale()).ok()?;
        let fits =
            |(word, power): (u16, i32)| Some((word, self.number?.encode(times_ten_to(value, -power)?, self.order)?));
        written.into_iter().filter(|(_, power)| *power >= -own).find_map(fits)
    }
}

/// A product with the decimals of both; that of nought has them too, for they say how finely the device resolves.
fn multiplied(number: Decimal, scale: Decimal) -> Option<Decimal> {
    if number.is_zero() {
        return Decimal::try_from_i128_with_scale(0, number.scale() + scale.scale()).ok();
    }
    number.checked_mul(scale)
}
