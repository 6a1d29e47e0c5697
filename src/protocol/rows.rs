//! Lines of columns: one careful grammar for the formats of scales that differ in little but their widths.
//!
//! A format is a row of [`Column`]s. A line that is wider or narrower than its row, or that has anything in a column that
//! does not belong there, gives no number: a lost byte is a lost line, never another weight. The same row writes the line
//! that a simulated scale sends.

use super::{Asked, Datum, Flag, Meaning, Measurand, Rejected, Scan, Shown, printed};
use crate::quantity::{Decimal, Unit, without_negative_zero};

/// One column, or several that belong together.
#[derive(Clone, Copy, Debug)]
pub(super) enum Column {
    /// Exactly this.
    Is(&'static str),
    /// So many characters that say nothing this program uses.
    Any(usize),
    /// One of these words, all of one width, with what it says.
    Word(&'static [(&'static str, Says)]),
    /// A number right-aligned in so many columns, filled with this; a sign may stand before the digits.
    Number(usize, Fill),
    /// The same with a sign always in the first column.
    Signed(usize, Fill),
    /// Blanks, at least one, where the documents do not agree on how many; so many are written.
    Gap(usize),
    /// A sign, blanks and digits in as many columns as they need, for the same reason; so many are written.
    Loose(usize),
    /// A unit with blanks around it in so many columns; written at this side.
    Unit(usize, Side),
}

/// What stands before the first digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fill {
    /// Blanks; noughts may be there too.
    Blanks,
    /// Noughts: a blank there is damage.
    Noughts,
}

/// At which side of its columns a unit is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

/// What a word of a line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    Nothing,
    Stable(bool),
    Flag(Flag),
    /// The number is the tare, not the load.
    Tare,
}

/// `ST`, `US`, `OL`: how most of these lines begin.
pub(super) const STATE: Column = Column::Word(&[
    ("ST", Says::Stable(true)),
    ("US", Says::Stable(false)),
    ("OL", Says::Flag(Flag::Overload)),
    ("UL", Says::Flag(Flag::Underload)),
]);
/// `GS`, `NT`: what the number is.
pub(super) const MODE: Column =
    Column::Word(&[("GS", Says::Flag(Flag::Gross)), ("NT", Says::Flag(Flag::Net)), ("TR", Says::Tare)]);

/// The row of a format.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// From the first character to the last before the end of the line.
    pub columns: &'static [Column],
    /// Characters that fill the number where there is none, with what that means.
    pub filled: &'static [(u8, Flag)],
}

/// What has been read of a line so far.
#[derive(Default)]
struct Found {
    number: Option<Decimal>,
    unit: Option<Unit>,
    stable: Option<bool>,
    tare: bool,
    flags: Vec<Flag>,
}

impl Found {
    /// Whether the line says that there is no number.
    fn numberless(&self) -> bool {
        self.flags.iter().any(|flag| matches!(flag, Flag::Overload | Flag::Underload | Flag::Absent))
    }

    fn datum(self) -> Datum {
        let quantity = if self.tare { Measurand::Tare } else { Measurand::Mass };
        let value = self.number.map(Into::into);
        Datum { quantity, item: None, value, unit: self.unit, stable: self.stable, flags: self.flags }
    }
}

/// Longest line of a request or an answer.
const LINE_MAX: usize = 64;
/// Most blanks of a gap.
const GAP_MAX: usize = 10;
/// Most columns of a number without a width.
const LOOSE_MAX: usize = 12;
/// A number's place counts as filled with a mark from so many in a row on.
const FILLED_MIN: usize = 3;

/// Finds the next line that ends with LF at the start of `buffer`.
pub(super) fn scan(buffer: &[u8], _: Option<&Asked>) -> Scan {
    printed::scan(buffer, LINE_MAX)
}

/// The first of several rows that fits a line. Rows of one width must differ in a heading or a separator.
pub(super) fn read_first(rows: &[Line], line: &[u8]) -> Result<Datum, Rejected> {
    let mut why = Rejected::Length;
    for row in rows {
        match row.read(line) {
            Ok(datum) => return Ok(datum),
            // What was said inside the right row tells more than that another row does not fit.
            Err(Rejected::Length | Rejected::UnknownLine) if why != Rejected::Length => {}
            Err(other) => why = other,
        }
    }
    Err(why)
}

impl Line {
    /// A row whose number is always a number.
    pub const fn of(columns: &'static [Column]) -> Self {
        Self { columns, filled: &[] }
    }

    /// A frame of this row alone that ends with CR LF.
    pub fn decode(&self, frame: &[u8]) -> Result<Meaning, Rejected> {
        printed::without_end(frame).and_then(|line| self.read(line)).map(Meaning::one)
    }

    /// What a line without its end says.
    pub fn read(&self, line: &[u8]) -> Result<Datum, Rejected> {
        if self.width().is_some_and(|width| width != line.len()) {
            return Err(Rejected::Length);
        }
        let (mut rest, mut found) = (line, Found::default());
        for column in self.columns {
            rest = self.column(*column, rest, &mut found)?;
        }
        if rest.is_empty() { Ok(found.datum()) } else { Err(Rejected::Length) }
    }

    /// Columns of the whole line; `None` where that is not fixed.
    fn width(&self) -> Option<usize> {
        let width = |column: &Column| match column {
            Column::Is(text) => Some(text.len()),
            Column::Word(words) => words.first().map(|(word, _)| word.len()),
            Column::Any(width) | Column::Number(width, _) | Column::Signed(width, _) | Column::Unit(width, _) => {
                Some(*width)
            }
            Column::Gap(_) | Column::Loose(_) => None,
        };
        self.columns.iter().map(width).sum()
    }

    /// Reads one column at the start of `rest`, and gives what comes behind it.
    fn column<'a>(&self, column: Column, rest: &'a [u8], found: &mut Found) -> Result<&'a [u8], Rejected> {
        let split = |width| rest.split_at_checked(width).ok_or(Rejected::Length);
        match column {
            Column::Is(text) => rest.strip_prefix(text.as_bytes()).ok_or(Rejected::UnknownLine),
            Column::Any(width) => {
                let (own, rest) = split(width)?;
                if printed::is_printed(own) { Ok(rest) } else { Err(Rejected::UnknownLine) }
            }
            Column::Word(words) => {
                let own = words.iter().find_map(|(word, says)| Some((*says, rest.strip_prefix(word.as_bytes())?)));
                let (says, rest) = own.ok_or(Rejected::UnknownLine)?;
                match says {
                    Says::Nothing => {}
                    Says::Stable(stable) => found.stable = Some(stable),
                    Says::Flag(flag) => found.flags.push(flag),
                    Says::Tare => found.tare = true,
                }
                Ok(rest)
            }
            Column::Gap(_) => {
                let blanks = rest.iter().take_while(|byte| **byte == b' ').count();
                if (1..=GAP_MAX).contains(&blanks) { Ok(split(blanks)?.1) } else { Err(Rejected::Length) }
            }
            Column::Loose(_) => {
                let numeric = |byte: &&u8| byte.is_ascii_digit() || matches!(**byte, b'.' | b',' | b'+' | b'-' | b' ');
                let width = rest.iter().take_while(numeric).count();
                let behind = rest.iter().take(width).rev().take_while(|byte| **byte == b' ').count();
                let width = Some(width - behind).filter(|width| *width <= LOOSE_MAX).ok_or(Rejected::Length)?;
                let (own, rest) = split(width)?;
                self.number(own, Fill::Blanks, found).map(|()| rest)
            }
            Column::Number(width, fill) => {
                let (own, rest) = split(width)?;
                self.number(own, fill, found).map(|()| rest)
            }
            Column::Signed(width, fill) => {
                let (own, rest) = split(width)?;
                if !matches!(own.first(), Some(b'+' | b'-')) && !found.numberless() {
                    return Err(Rejected::NonDigit);
                }
                self.number(own, fill, found).map(|()| rest)
            }
            Column::Unit(width, _) => {
                // A row without a width of its own may end with a narrower unit.
                let (own, rest) = split(if self.width().is_some() { width } else { width.min(rest.len()) })?;
                match printed::unit_of_mass(own) {
                    Ok(unit) => found.unit = Some(unit),
                    Err(why) if !found.numberless() => return Err(why),
                    Err(_) => {}
                }
                Ok(rest)
            }
        }
    }

    fn number(&self, own: &[u8], fill: Fill, found: &mut Found) -> Result<(), Rejected> {
        let below = is_below(own);
        if found.numberless() {
            // An overload to the other side is told by the sign alone.
            if below && let Some(flag) = found.flags.iter_mut().find(|flag| **flag == Flag::Overload) {
                *flag = Flag::Underload;
            }
            return Ok(());
        }
        if let Some(flag) = self.filled.iter().find_map(|(mark, flag)| is_filled(own, *mark).then_some(*flag)) {
            let flag = if below && flag == Flag::Overload { Flag::Underload } else { flag };
            found.flags.push(flag);
            return Ok(());
        }
        if fill == Fill::Noughts && own.contains(&b' ') {
            return Err(Rejected::NonDigit);
        }
        found.number = Some(number(own)?);
        Ok(())
    }

    /// The line of a weight with the CR LF that ends it; `None` where it does not fit the columns.
    pub fn write(&self, shown: &Shown) -> Option<Vec<u8>> {
        let mut line = self.written(shown)?;
        line.extend(b"\r\n");
        Some(line)
    }

    /// The line of a weight without an end.
    pub fn written(&self, shown: &Shown) -> Option<Vec<u8>> {
        let mut line = String::new();
        for column in self.columns {
            line.push_str(&write_column(*column, shown)?);
        }
        Some(line.into_bytes())
    }
}

fn write_column(column: Column, shown: &Shown) -> Option<String> {
    let below = shown.value.is_sign_negative() && !shown.value.is_zero();
    let digits = shown.value.abs().to_string();
    let text = match column {
        Column::Is(text) => text.to_owned(),
        Column::Any(width) | Column::Gap(width) => " ".repeat(width),
        Column::Word(words) => {
            let fits = |says: &Says| !matches!(says, Says::Stable(stable) if *stable != shown.stable);
            words.iter().find(|(_, says)| fits(says))?.0.to_owned()
        }
        Column::Number(width, Fill::Blanks) => {
            format!("{:>width$}", format!("{}{digits}", if below { "-" } else { "" }))
        }
        Column::Number(width, Fill::Noughts) if !below => format!("{digits:0>width$}"),
        Column::Number(width, fill) | Column::Signed(width, fill) => {
            let (sign, width) = (if below { '-' } else { '+' }, width.checked_sub(1)?);
            match fill {
                Fill::Blanks => format!("{sign}{digits:>width$}"),
                Fill::Noughts => format!("{sign}{digits:0>width$}"),
            }
        }
        Column::Loose(width) => return write_column(Column::Signed(width, Fill::Blanks), shown),
        Column::Unit(width, Side::Left) => format!("{:<width$}", shown.unit.symbol()),
        Column::Unit(width, Side::Right) => format!("{:>width$}", shown.unit.symbol()),
    };
    let wide = match column {
        Column::Number(width, _) | Column::Signed(width, _) | Column::Unit(width, _) => text.len() > width,
        _ => false,
    };
    (!wide).then_some(text)
}

/// Whether one minus stands first; dashes in place of a number are no sign.
pub(super) fn is_below(own: &[u8]) -> bool {
    own.trim_ascii_start().strip_prefix(b"-").is_some_and(|rest| !rest.contains(&b'-'))
}

/// Whether a number's place holds nothing but a mark, with blanks and a sign.
fn is_filled(own: &[u8], mark: u8) -> bool {
    let marks = own.windows(FILLED_MIN).any(|marks| marks.iter().all(|byte| *byte == mark));
    marks && own.iter().all(|byte| *byte == mark || matches!(byte, b' ' | b'+' | b'-'))
}

/// A number right-aligned in its columns: blanks, a sign or none, blanks, digits with at most one point.
pub(super) fn number(own: &[u8]) -> Result<Decimal, Rejected> {
    let text = std::str::from_utf8(own).map_err(|_| Rejected::NonDigit)?.trim_start_matches(' ');
    let digits = text.strip_prefix(['+', '-']).map_or(text, |digits| digits.trim_start_matches(' '));
    let number = printed::digits(digits)?;
    Ok(without_negative_zero(if text.starts_with('-') { -number } else { number }))
}
