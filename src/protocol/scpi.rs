//! What instruments with SCPI commands have in common: a list of queries that may be sent, lines, and numbers.
//!
//! Headers are written as their makers do, short form in capitals: `MEASure`, `[NORMal]` may be left out, `ITEM#` has a
//! number, and `*` at the end is any further names. Only what ends its header with a question mark is a query; nothing
//! that sets, starts or stops can be written with this grammar.

use super::{Asked, Command, Question, Rejected, Scan, printed};
use crate::quantity::{Decimal, parse_decimal, without_negative_zero};

/// What may stand behind the question mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Argument {
    /// Nothing.
    None,
    /// The number of a value.
    Number,
    /// The name of one value.
    Name,
}

/// The manners of one maker.
pub(super) struct Dialect {
    /// The queries there are.
    pub queries: &'static [(&'static str, Argument)],
    /// What ends a command.
    pub ending: &'static str,
    /// Longest line of any answer.
    pub longest: usize,
}

/// Longest query.
const QUERY_MAX: usize = 80;
/// Powers of ten beyond these are no measured values.
const EXPONENT_MAX: i64 = 15;

impl Dialect {
    /// The request of a query; nothing but the queries of the list.
    pub fn ask(&self, question: &Question<'_>) -> Option<Asked> {
        match question {
            Question::Command(text) if self.known(text).is_some() => {
                Some(Asked::command(*text, format!("{text}{}", self.ending)))
            }
            _ => None,
        }
    }

    /// Reads a query with its end.
    pub fn parse_request(&self, bytes: &[u8]) -> Option<Asked> {
        let text = std::str::from_utf8(bytes).ok()?.strip_suffix(self.ending)?;
        self.ask(&Question::Command(text))
    }

    /// The header of the list that a query is written by.
    pub fn known(&self, query: &str) -> Option<&'static str> {
        let (header, argument) = query.split_once('?').filter(|_| query.len() <= QUERY_MAX)?;
        let fitting = |(known, kind): &&(&'static str, Argument)| fits(known, header) && argues(*kind, argument);
        self.queries.iter().find(fitting).map(|(known, _)| *known)
    }

    /// Finds the next line at the start of `buffer`.
    pub fn scan(&self, buffer: &[u8]) -> Scan {
        line(buffer, self.ending.as_bytes().last().copied().unwrap_or(b'\n'), self.longest)
    }
}

/// Finds the next line, up to the byte that ends it.
pub(super) fn line(buffer: &[u8], end: u8, longest: usize) -> Scan {
    match buffer.iter().position(|byte| *byte == end) {
        Some(at) => Scan::Frame(at + 1),
        None if buffer.len() > longest => Scan::Broken(buffer.len(), Rejected::Length),
        None => Scan::Need,
    }
}

/// The text of a line without its end; only what can be printed.
pub(super) fn text<'a>(frame: &'a [u8], ending: &str) -> Result<&'a str, Rejected> {
    let line = frame.strip_suffix(ending.as_bytes()).ok_or(Rejected::Truncated)?;
    let text = std::str::from_utf8(line).map_err(|_| Rejected::NonDigit)?;
    if printed::is_printed(text.as_bytes()) { Ok(text) } else { Err(Rejected::NonDigit) }
}

/// The query that is being answered.
pub(super) const fn query(asked: Option<&Asked>) -> Option<&Command> {
    match asked {
        Some(Asked::Command(command)) => Some(command),
        _ => None,
    }
}

/// The header of a query and what stands behind its question mark.
pub(super) fn parts(query: &str) -> (&str, &str) {
    let (header, argument) = query.split_once('?').unwrap_or((query, ""));
    (header.trim_start_matches(':'), argument.trim())
}

fn argues(kind: Argument, text: &str) -> bool {
    let Some(value) = text.strip_prefix(' ') else { return text.is_empty() && kind == Argument::None };
    match kind {
        Argument::None => false,
        Argument::Number => value.parse::<u8>().is_ok_and(|number| number > 0 && number.to_string() == value),
        Argument::Name => {
            let letters = value.trim_end_matches(|c: char| c.is_ascii_digit());
            let named = (1..=8).contains(&letters.len()) && letters.bytes().all(|byte| byte.is_ascii_uppercase());
            named && value.len() <= letters.len() + 1
        }
    }
}

/// Whether a header is written by a pattern.
pub(super) fn fits(pattern: &str, header: &str) -> bool {
    let header = header.strip_prefix(':').unwrap_or(header);
    follow(&pattern.split(':').collect::<Vec<_>>(), &header.split(':').collect::<Vec<_>>())
}

fn follow(pattern: &[&str], nodes: &[&str]) -> bool {
    match (pattern, nodes) {
        ([], []) => true,
        (["*"], _) => nodes.iter().all(|node| is_name(node)),
        ([first, rest @ ..], _) if first.starts_with('[') && follow(rest, nodes) => true,
        ([first, rest @ ..], [node, others @ ..]) => {
            names(first.trim_matches(['[', ']']), node) && follow(rest, others)
        }
        _ => false,
    }
}

fn is_name(node: &str) -> bool {
    !node.is_empty() && node.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

fn names(pattern: &str, node: &str) -> bool {
    let (pattern, node) = match pattern.strip_suffix('#') {
        Some(pattern) => {
            let name = node.trim_end_matches(|c: char| c.is_ascii_digit());
            if name.len() == node.len() {
                return false;
            }
            (pattern, name)
        }
        None => (pattern, node),
    };
    let short = pattern.bytes().filter(|byte| !byte.is_ascii_lowercase());
    node.eq_ignore_ascii_case(pattern) || node.bytes().map(|byte| byte.to_ascii_uppercase()).eq(short)
}

/// A number with or without a power of ten, exactly, with the digits of the wire.
pub(super) fn number(text: &str) -> Option<Decimal> {
    let (mantissa, exponent) = text.split_once(['E', 'e']).unwrap_or((text, "0"));
    let mut number = parse_decimal(mantissa).ok()?;
    let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let exponent: i64 = exponent.parse().ok().filter(|_| digits.len() <= 3)?;
    if exponent.abs() > EXPONENT_MAX {
        return None;
    }
    let scale = i64::from(number.scale()) - exponent;
    number.set_scale(u32::try_from(scale.max(0)).ok()?).ok()?;
    for _ in scale..0 {
        number = number.checked_mul(Decimal::TEN)?;
    }
    Some(without_negative_zero(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_written_long_or_short_and_nothing_else() {
        for (pattern, header) in [
            ("MEASure:*", "MEASURE:POW4:P1"),
            ("MEASure:*", "meas:RMS1"),
            ("NUMeric:[NORMal]:VALue", ":NUM:NORM:VAL"),
            ("NUMeric:[NORMal]:VALue", "NUMERIC:VALUE"),
            ("NUMeric:[NORMal]:ITEM#", ":NUM:ITEM12"),
            ("*IDN", "*IDN"),
        ] {
            assert!(fits(pattern, header), "{pattern} {header}");
        }
        for (pattern, header) in [
            ("MEASure:*", "MEASU:RMS1"),
            ("MEASure:*", "CONFIGURATION:MEASURE"),
            ("MEASure:*", "MEASURE:POW4;CALC"),
            ("NUMeric:[NORMal]:ITEM#", ":NUM:ITEM"),
            ("NUMeric:[NORMal]:VALue", ":NUM:NORM:VAL:CLEAR"),
        ] {
            assert!(!fits(pattern, header), "{pattern} {header}");
        }
    }

    #[test]
    fn a_power_of_ten_moves_the_point_and_adds_no_digit() {
        for (written, value) in [
            ("103.79E+00", "103.79"),
            ("1.2345E+03", "1234.5"),
            ("-1.5E-3", "-0.0015"),
            ("12E+3", "12000"),
            ("+0.00E+0", "0.00"),
            ("-0.0E+0", "0.0"),
            ("2301", "2301"),
        ] {
            assert_eq!(number(written).map(|number| number.to_string()).as_deref(), Some(value), "{written}");
        }
        for wrong in ["", "E+3", "1E", "1E+", "1E3.0", "1E+99", "NAN", "1,5", "1E+0003", "1.2.3", "1E--3", " 1"] {
            assert_eq!(number(wrong), None, "{wrong:?}");
        }
    }
}
