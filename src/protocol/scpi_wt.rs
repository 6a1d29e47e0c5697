//! Yokogawa WT300: `:NUMERIC:NORMAL:VALUE? 3` → `103.79E+00`, what was set as item 3 on the instrument.
//!
//! The line carries no unit. `NAN` is no data, `INF` over range. With headers on, the answer repeats the query's.

use super::scpi::{Argument, Dialect, fits, number, parts, query, text};
use super::{Asked, Datum, Flag, Meaning, Measurand, Protocol, Rejected};
use crate::quantity::{Decimal, Unit};

/// WT300.
pub const SCPI_WT: Protocol = Protocol {
    name: "scpi-wt",
    checked: false,
    carries_unit: false,
    questions: "command: :NUMERIC:NORMAL:VALUE? n | :NUMERIC:NORMAL:ITEMn? | :INTEGRATE:STATE? | *IDN?",
    scan: |buffer, _| DIALECT.scan(buffer),
    decode,
    ask: |question, _| DIALECT.ask(question),
    parse_request: |bytes| DIALECT.parse_request(bytes),
    ..Protocol::ASKED
};

const VALUE: &str = "NUMeric:[NORMal]:VALue";

const DIALECT: Dialect = Dialect {
    queries: &[
        (VALUE, Argument::Number),
        ("NUMeric:[NORMal]:ITEM#", Argument::None),
        ("INTEGrate:STATe", Argument::None),
        ("*IDN", Argument::None),
    ],
    ending: "\n",
    longest: 200,
};

/// Says what a line means as the answer to `asked`.
fn decode(frame: &[u8], asked: Option<&Asked>) -> Result<Meaning, Rejected> {
    let command = query(asked);
    if command.is_none() && DIALECT.parse_request(frame).is_some() {
        return Ok(Meaning::Request);
    }
    let command = command.ok_or(Rejected::Unasked)?;
    // The instrument can be set to end its lines with CR LF.
    let line = text(frame, "\r\n").or_else(|_| text(frame, "\n"))?;
    let known = DIALECT.known(&command.name).ok_or(Rejected::UnknownLine)?;
    let line = without_header(line, known, &command.name)?;
    let datum = match known {
        VALUE => value(line)?,
        "*IDN" => Datum::new(Measurand::Identity, line.to_owned().into()),
        _ => Datum::new(Measurand::Text, line.to_owned().into()),
    };
    Ok(Meaning::one(datum.item(&command.name)))
}

/// The answer without the header that it may repeat; another query's is refused.
fn without_header<'a>(line: &'a str, known: &str, name: &str) -> Result<&'a str, Rejected> {
    if !line.starts_with(':') {
        return Ok(line);
    }
    let (header, rest) = line.split_once(' ').ok_or(Rejected::UnknownLine)?;
    let count = |header: &str| header.trim_start_matches(|c: char| !c.is_ascii_digit()).to_owned();
    let own = fits(known, header) && count(header) == count(parts(name).0);
    own.then_some(rest).ok_or_else(|| Rejected::OtherCommand { asked: name.into(), answered: header.into() })
}

fn value(text: &str) -> Result<Datum, Rejected> {
    match text {
        "NAN" => Ok(Datum::without_number(Measurand::Number, Flag::Absent)),
        "INF" | "-INF" => Ok(Datum::without_number(Measurand::Number, Flag::Overload)),
        _ => number(text).map(|number| Datum::new(Measurand::Number, number.into())).ok_or(Rejected::NonDigit),
    }
}

/// What the instrument answers to a query, for simulators.
pub fn answer(_: &str, value: Option<Decimal>, _: Option<Unit>) -> String {
    value.map_or("NAN\n".into(), |value| format!("{value}E+00\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{Address, Question};

    #[test]
    fn nothing_but_reading_can_be_asked() {
        let asked = |query| SCPI_WT.ask(&Question::Command(query), &Address::None);
        for query in [":NUMERIC:NORMAL:VALUE? 4", ":NUM:VAL? 255", ":NUM:NORM:ITEM4?", ":INTEGRATE:STATE?", "*IDN?"] {
            assert!(asked(query).is_some(), "{query}");
        }
        for wrong in [
            ":INTEGRATE:START",
            ":INTEGRATE:RESET",
            ":NUMERIC:NORMAL:ITEM1 U,1",
            ":NUMERIC:NORMAL:VALUE? 0",
            ":NUMERIC:NORMAL:VALUE? 256",
            ":NUMERIC:NORMAL:VALUE? 1;:INTEGRATE:START",
            ":NUMERIC:NORMAL:CLEAR?",
            ":NUMERIC:HOLD ON",
            ":COMMUNICATE:HEADER OFF",
            "*RST",
        ] {
            assert_eq!(asked(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_repeated_header_must_be_the_querys() {
        let asked = |query: &str| SCPI_WT.ask(&Question::Command(query), &Address::None);
        let value = |line: &[u8]| decode(line, asked(":NUMERIC:NORMAL:VALUE? 2").as_ref());
        assert!(value(b":NUMERIC:NORMAL:VALUE 1.0143E+00\n").is_ok());
        assert!(value(b":NUM:VAL 1.0143E+00\r\n").is_ok());
        assert!(value(b":NUMERIC:NORMAL:ITEM2 I,1\n").is_err());
        assert!(value(b"1.0E+00,2.0E+00\n").is_err());
        let item = |line: &[u8]| decode(line, asked(":NUMERIC:NORMAL:ITEM2?").as_ref());
        assert!(item(b":NUMERIC:NORMAL:ITEM2 I,1\n").is_ok());
        assert!(item(b":NUMERIC:NORMAL:ITEM3 P,1\n").is_err());
    }
}
