//! The grammar of weight lines: fixed columns of printable characters that end with CR LF.
//!
//! A format is a picture of its line and a table of what its marks say; one reader and one writer serve all of them. Sign
//! and digits are read apart, a number must end in its column, a width that no picture has is no line: a lost or doubled
//! byte moves a column and is refused instead of being read as another weight.

use super::{Asked, Datum, DeviceError, Flag, Meaning, Measurand, Rejected, Scan, Shown, printed};
use crate::locale::Words;
use crate::quantity::{Decimal, Dimension, Unit, without_negative_zero};

/// Longest line of any format.
const LINE_MAX: usize = 120;

/// Column of a sign: `+`, `-` or blank.
const SIGN: u8 = b's';
/// Columns of a number, to the right.
const VALUE: u8 = b'v';
/// Columns of a unit.
const UNIT: u8 = b'u';

/// What a mark in a line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    /// Nothing about the weight.
    Nothing,
    /// The weight is at rest.
    Stable,
    /// The weight moves.
    Moving,
    /// The weight is gross.
    Gross,
    /// The weight is net.
    Net,
    /// The value is a tare.
    Tare,
    /// Above the range: no number, whatever the columns show.
    Over,
    /// Below the range.
    Under,
    /// Outside the range; the sign says on which side.
    Off,
    /// No number, for a reason of the device.
    Fault,
}

/// What the unit says about stability.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UnitTells {
    /// Nothing; a line without unit is no weight line.
    Nothing,
    /// Blank while the weight moves, written when it is at rest.
    Rest,
    /// Blank while the weight moves; written, it promises nothing.
    Moving,
}

/// A format of weight lines.
pub(super) struct Format {
    /// Pictures of the line without its end: `s` sign, `v` value, `u` unit, other small letters columns of marks; anything
    /// else stands for itself. The first is the one that is written.
    pub layouts: &'static [&'static str],
    /// Column of a mark, its text, and what it says; a text that is not here is refused.
    pub marks: &'static [(u8, &'static str, Says)],
    /// How this format spells units, where it is not as everywhere.
    pub units: &'static [(&'static str, Unit)],
    /// What the unit says about stability.
    pub unit_tells: UnitTells,
    /// What stands in the sign column of a positive weight.
    pub plus: char,
    /// Whether unused digits are noughts.
    pub padded: bool,
    /// Whether the unit stands to the right of its columns.
    pub unit_right: bool,
}

impl Format {
    /// Neither marks nor own units; a base for the formats.
    pub(super) const PLAIN: Self = Self {
        layouts: &[],
        marks: &[],
        units: &[],
        unit_tells: UnitTells::Nothing,
        plus: ' ',
        padded: false,
        unit_right: false,
    };

    /// What a line (without its end) means.
    pub(super) fn read(&self, text: &str) -> Result<Meaning, Rejected> {
        if let Some(state) = state(text) {
            return Ok(state);
        }
        let layout = self.layout(text)?;
        let sign = column(layout, text, SIGN).unwrap_or(" ");
        let mut datum = Datum::new(Measurand::Mass, Decimal::ZERO.into());
        for (name, mark) in mark_columns(layout, text) {
            let row = self.marks.iter().find(|(column, text, _)| *column == name && *text == mark);
            let (_, _, says) = row.ok_or(Rejected::UnknownLine)?;
            match says {
                Says::Nothing => {}
                Says::Stable => datum.stable = Some(true),
                Says::Moving => datum.stable = Some(false),
                Says::Gross => datum.flags.push(Flag::Gross),
                Says::Net => datum.flags.push(Flag::Net),
                Says::Tare => datum.quantity = Measurand::Tare,
                Says::Over => return Ok(without_number(Flag::Overload)),
                Says::Under => return Ok(without_number(Flag::Underload)),
                Says::Off if sign == "-" => return Ok(without_number(Flag::Underload)),
                Says::Off => return Ok(without_number(Flag::Overload)),
                Says::Fault => return Ok(fault(mark)),
            }
        }
        let value = number(sign, column(layout, text, VALUE).unwrap_or_default())?;
        datum.value = Some(value.into());
        datum.unit = self.unit(column(layout, text, UNIT).unwrap_or_default())?;
        match (self.unit_tells, datum.unit) {
            (UnitTells::Nothing, Some(_)) => {}
            (UnitTells::Nothing, None) => return Err(Rejected::UnknownUnit { unit: String::new() }),
            (UnitTells::Rest, unit) => datum.stable = Some(unit.is_some()),
            (UnitTells::Moving, unit) => datum.stable = unit.is_none().then_some(false),
        }
        Ok(Meaning::one(datum))
    }

    /// The picture that a line fits. One of another width than usual that fits none has lost or gained something.
    fn layout(&self, text: &str) -> Result<&'static str, Rejected> {
        let usual = self.layouts.first().is_some_and(|layout| layout.len() == text.len());
        let why = if usual { Rejected::UnknownLine } else { Rejected::Length };
        self.layouts.iter().copied().find(|layout| fits(layout, text)).ok_or(why)
    }

    /// The unit of its columns; `None` when they are blank.
    fn unit(&self, text: &str) -> Result<Option<Unit>, Rejected> {
        let text = text.trim_matches(' ');
        if text.is_empty() {
            return Ok(None);
        }
        let own = self.units.iter().find(|(spelling, _)| *spelling == text).map(|(_, unit)| *unit);
        own.map_or_else(|| unit(text), Ok).map(Some)
    }

    /// The line that shows a weight; `None` when it does not fit. `set` are columns that the caller writes.
    pub(super) fn write(&self, shown: &Shown, set: &[(u8, &str)]) -> Option<Vec<u8>> {
        let layout = self.layouts.first()?;
        let negative = shown.value.is_sign_negative() && !shown.value.is_zero();
        let apart = layout.bytes().any(|letter| letter == SIGN);
        let sign = if negative { '-' } else { self.plus };
        let digits = if apart { digits(shown.value.abs()) } else { digits(shown.value) };
        let blank_unit = self.unit_tells != UnitTells::Nothing && !shown.stable;
        let unit = if blank_unit { "" } else { self.spelling(shown.unit)? };
        let mut line = layout.as_bytes().to_vec();
        for name in names(layout) {
            let place = span(layout, name)?;
            let width = place.len();
            let text = match name {
                SIGN => sign.to_string(),
                VALUE if self.padded => format!("{digits:0>width$}"),
                VALUE => format!("{digits:>width$}"),
                UNIT if self.unit_right => format!("{unit:>width$}"),
                UNIT => format!("{unit:<width$}"),
                _ => format!("{:<width$}", self.mark(name, shown.stable, set)?),
            };
            let place = line.get_mut(place).filter(|place| place.len() == text.len())?;
            place.copy_from_slice(text.as_bytes());
        }
        line.extend(b"\r\n");
        Some(line)
    }

    fn spelling(&self, unit: Unit) -> Option<&'static str> {
        let own = self.units.iter().find(|(_, own)| *own == unit).map(|(spelling, _)| *spelling);
        own.or_else(|| is_weighed(unit).then(|| unit.symbol()))
    }

    /// The mark of a weight at rest or moving; one that says neither where there is none.
    fn mark<'a>(&self, name: u8, stable: bool, set: &[(u8, &'a str)]) -> Option<&'a str> {
        if let Some((_, text)) = set.iter().find(|(column, _)| *column == name) {
            return Some(text);
        }
        let wanted = if stable { Says::Stable } else { Says::Moving };
        let of = |wanted: &dyn Fn(Says) -> bool| {
            self.marks.iter().find(|(column, _, says)| *column == name && wanted(*says)).map(|(_, text, _)| *text)
        };
        of(&|says| says == wanted).or_else(|| of(&|says| matches!(says, Says::Nothing | Says::Gross | Says::Net)))
    }
}

/// Finds the next line at the start of `buffer`.
pub(super) fn scan(buffer: &[u8], _: Option<&Asked>) -> Scan {
    printed::scan(buffer, LINE_MAX)
}

/// The number of a sign and the columns behind it. The sign may stand in its column or before the digits, with blanks
/// between; the number ends where its columns end.
pub(super) fn number(sign: &str, columns: &str) -> Result<Decimal, Rejected> {
    if columns.ends_with(' ') {
        return Err(Rejected::Length);
    }
    let value = columns.trim_start_matches(' ');
    let own = value.strip_prefix(['+', '-']);
    let negative = match (sign, own) {
        ("+" | "" | " ", None) => false,
        ("-", None) => true,
        ("" | " ", Some(_)) => value.starts_with('-'),
        _ => return Err(Rejected::NonDigit),
    };
    let number = printed::digits(own.unwrap_or(value).trim_start_matches(' '))?;
    Ok(without_negative_zero(if negative { -number } else { number }))
}

/// The digits of a value as a scale shows them: nought has no sign.
pub(super) fn digits(value: Decimal) -> String {
    without_negative_zero(value).to_string()
}

/// The unit of a text as it is spelt everywhere; only what a scale shows.
pub(super) fn unit(text: &str) -> Result<Unit, Rejected> {
    let unknown = || Rejected::UnknownUnit { unit: text.to_owned() };
    text.parse().ok().filter(|unit| is_weighed(*unit)).ok_or_else(unknown)
}

fn is_weighed(unit: Unit) -> bool {
    matches!(unit.dimension(), Dimension::Mass | Dimension::Count) || unit == Unit::Percent
}

/// Faults of Sartorius balances that have a name of their own.
const FAULTS: [&str; 3] = ["APP.ERR", "DIS.ERR", "PRT.ERR"];

/// What a line says that shows no weight: a word for the range, dashes, calibration, a fault.
pub(super) fn state(text: &str) -> Option<Meaning> {
    let word = text.trim_matches(' ');
    let says = |zh: &str, en: &str| Some(error(word, zh, en));
    match word {
        "High" | "H" => Some(without_number(Flag::Overload)),
        "Low" | "L" => Some(without_number(Flag::Underload)),
        "OFF" => says("已关闭", "switched off"),
        _ if word.starts_with("Cal.") => says("正在校准", "being calibrated"),
        _ if word.len() > 1 && word.bytes().all(|byte| byte == b'-') => says("暂无示值", "no indication now"),
        _ if word.starts_with("Err") || FAULTS.contains(&word) => says("故障", "fault"),
        _ => None,
    }
}

/// No number, and why.
pub(super) fn without_number(why: Flag) -> Meaning {
    Meaning::one(Datum::without_number(Measurand::Mass, why))
}

/// A word of the device instead of a weight.
pub(super) fn error(code: &str, zh: &str, en: &str) -> Meaning {
    Meaning::Error(DeviceError { code: code.to_owned(), words: Words::new(zh, en) })
}

fn fault(mark: &str) -> Meaning {
    error(mark, "超出称量范围或故障", "outside the range, or a fault")
}

/// Whether a line has the width of a picture and its fixed characters.
fn fits(layout: &str, text: &str) -> bool {
    let mut pairs = layout.bytes().zip(text.bytes());
    layout.len() == text.len() && pairs.all(|(letter, byte)| letter.is_ascii_lowercase() || letter == byte)
}

/// Where the columns of a name are.
fn span(layout: &str, name: u8) -> Option<std::ops::Range<usize>> {
    let first = layout.bytes().position(|letter| letter == name)?;
    let last = layout.bytes().rposition(|letter| letter == name)?;
    Some(first..last + 1)
}

fn column<'a>(layout: &str, text: &'a str, name: u8) -> Option<&'a str> {
    text.get(span(layout, name)?)
}

/// The names of the columns, each once, from left to right.
fn names(layout: &str) -> Vec<u8> {
    let mut names: Vec<u8> = layout.bytes().filter(u8::is_ascii_lowercase).collect();
    names.dedup();
    names
}

fn mark_columns<'a>(layout: &'static str, text: &'a str) -> impl Iterator<Item = (u8, &'a str)> {
    let marks = names(layout).into_iter().filter(|name| !matches!(*name, SIGN | VALUE | UNIT));
    marks.filter_map(move |name| Some((name, column(layout, text, name)?)))
}
