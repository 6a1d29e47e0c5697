//! ZERA `MT310s2` and `COM5003` over SCPI: `MEASURE:POW4:P1?` → `POW4:P1:[W]:2301;`, ended by what ended the query.
//!
//! A value names its node and its unit; a group of nodes gives all its values in one line. The energy register of a
//! comparison (`CALCULATE:EM01:0001:ENERGY?`) answers a bare number in the unit of the maker's table. A query that the
//! instrument does not know gives an empty line.

use super::scpi::{Argument, Dialect, line, number, parts, query, text};
use super::{Asked, Datum, Flag, Meaning, Measurand, Protocol, Question, Rejected, Scan};
use crate::quantity::{Decimal, Unit};

/// ZERA.
pub const SCPI_ZERA: Protocol = Protocol {
    name: "scpi-zera",
    checked: false,
    longest: LONGEST,
    questions: "command: MEASURE:…? | SENSE:RNG1:OVERLOAD? | CALCULATE:EM01:0001:ENERGY?, POWER?, TIME?, STATUS?, RESULT? | *IDN?",
    scan,
    decode,
    ask: |question, _| DIALECT.ask(question),
    parse_request,
    ..Protocol::ASKED
};

/// Bytes of the longest line: a group of values.
const LONGEST: usize = 2048;

const OVERLOAD: &str = "SENSe:RNG1:OVERload";

const DIALECT: Dialect = Dialect {
    queries: &[
        ("MEASure:*", Argument::None),
        (OVERLOAD, Argument::None),
        ("CALCulate:EM01:0001:ENERgy", Argument::None),
        ("CALCulate:EM01:0001:POWer", Argument::None),
        ("CALCulate:EM01:0001:TIME", Argument::None),
        ("CALCulate:EM01:0001:STATus", Argument::None),
        ("CALCulate:EM01:0001:RESult", Argument::None),
        ("*IDN", Argument::None),
    ],
    ending: "\n",
    longest: LONGEST,
};

/// Either end is good, and the answer has the same.
fn parse_request(bytes: &[u8]) -> Option<Asked> {
    let (end, name) = bytes.split_last().filter(|(end, _)| matches!(end, b'\n' | b'\r'))?;
    let name = std::str::from_utf8(name).ok()?;
    let asked = DIALECT.ask(&Question::Command(name))?;
    Some(if *end == b'\n' { asked } else { Asked::command(name, bytes) })
}

/// Finds the next line at the start of `buffer`: up to the end that the query had.
fn scan(buffer: &[u8], asked: Option<&Asked>) -> Scan {
    let ends = |byte: &u8| matches!(byte, b'\n' | b'\r');
    let of_query = query(asked).and_then(|command| command.bytes.last()).filter(|end| ends(end));
    let end = of_query.or_else(|| buffer.iter().find(|byte| ends(byte)));
    line(buffer, end.copied().unwrap_or(b'\n'), LONGEST)
}

/// Says what a line means as the answer to `asked`.
fn decode(frame: &[u8], asked: Option<&Asked>) -> Result<Meaning, Rejected> {
    let ending = if frame.ends_with(b"\r") { "\r" } else { "\n" };
    let line = text(frame, ending)?;
    let command = query(asked);
    if command.is_some_and(|command| !command.bytes.ends_with(ending.as_bytes())) {
        return Err(Rejected::UnknownLine);
    }
    let Some(command) = command else {
        return if parse_request(frame).is_some() { Ok(Meaning::Request) } else { values(line, None) };
    };
    match line {
        "" => Err(Rejected::UnknownQuery { query: command.name.clone() }),
        _ if DIALECT.known(&command.name) == Some("*IDN") => {
            Ok(Meaning::one(Datum::new(Measurand::Identity, line.to_owned().into()).item(&command.name)))
        }
        _ if DIALECT.known(&command.name) == Some("MEASure:*") => values(line, Some(&command.name)),
        _ => bare(line, &command.name),
    }
}

/// `NODE:NAME:[unit]:value;` once or several times.
fn values(line: &str, query: Option<&str>) -> Result<Meaning, Rejected> {
    let line = line.strip_suffix(';').ok_or(Rejected::Truncated)?;
    let data = line.split(';').map(|one| value(one, query)).collect::<Result<_, _>>()?;
    Ok(Meaning::Data(data))
}

fn value(text: &str, query: Option<&str>) -> Result<Datum, Rejected> {
    let (path, rest) = text.split_once(":[").ok_or(Rejected::UnknownLine)?;
    let (unit, written) = rest.split_once("]:").ok_or(Rejected::UnknownLine)?;
    let asked = query.and_then(|query| parts(query).0.split_once(':')).map(|(_, path)| path);
    if let Some(asked) = asked {
        let (own, below) = path.split_at_checked(asked.len()).unwrap_or((path, ""));
        if !own.eq_ignore_ascii_case(asked) || !(below.is_empty() || below.starts_with(':')) {
            return Err(Rejected::OtherCommand { asked: asked.into(), answered: path.into() });
        }
    }
    // A value that was asked for alone is known by its query.
    let item = query.filter(|_| asked.is_some_and(|asked| asked.len() == path.len())).unwrap_or(path);
    let known = unit.parse::<Unit>().ok().filter(|_| !unit.is_empty());
    let datum = match (known, number(written)) {
        (Some(unit), Some(number)) => {
            Datum::new(Measurand::of(unit).unwrap_or(Measurand::Number), number.into()).unit(unit)
        }
        (None, Some(number)) if unit.is_empty() => Datum::new(Measurand::Number, number.into()),
        (Some(unit), None) if written.eq_ignore_ascii_case("nan") => {
            Datum::without_number(Measurand::of(unit).unwrap_or(Measurand::Number), Flag::Absent).unit(unit)
        }
        _ => Datum::new(Measurand::Text, format!("[{unit}] {written}").into()),
    };
    Ok(datum.item(item))
}

/// An answer that is only a value.
fn bare(line: &str, query: &str) -> Result<Meaning, Rejected> {
    let number = number(line.strip_suffix(';').unwrap_or(line)).ok_or(Rejected::NonDigit)?;
    let overload = DIALECT.known(query) == Some(OVERLOAD) && number != Decimal::ZERO;
    let datum = if overload {
        Datum::without_number(Measurand::Number, Flag::Overload)
    } else {
        Datum::new(Measurand::Number, number.into())
    };
    Ok(Meaning::one(datum.item(query)))
}

/// What the instrument answers to a query, for simulators: nothing known gives an empty line.
pub fn answer(query: &str, value: Option<Decimal>, unit: Option<Unit>) -> String {
    let path = parts(query).0.split_once(':').map_or("", |(_, path)| path);
    match (value, DIALECT.known(query), unit) {
        (Some(value), Some("MEASure:*"), Some(unit)) => format!("{path}:[{unit}]:{value};\n"),
        (Some(value), _, _) => format!("{value}\n"),
        (None, Some(OVERLOAD), _) => "0\n".into(),
        (None, ..) => "\n".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Address;

    fn asked(query: &str) -> Option<Asked> {
        SCPI_ZERA.ask(&Question::Command(query), &Address::None)
    }

    #[test]
    fn nothing_but_reading_can_be_asked() {
        for query in ["MEASURE:POW4:P1?", "MEAS:RMS1?", "CALCULATE:EM01:0001:ENERGY?", "SENSE:RNG1:OVERLOAD?", "*IDN?"]
        {
            assert_eq!(asked(query).map(|asked| asked.encode()), Some(format!("{query}\n").into_bytes()));
        }
        for wrong in [
            "CONFIGURATION:SYST:NAMESESSION?",
            "CONFIGURE:POW4:P1?",
            "CALCULATE:EM01:0001:START 1",
            "CALCULATE:EM01:0001:START?",
            "CALCULATE:EM01:0001:ENERGY? 1",
            "MEASURE:POW4:P1?;CALCULATE:EM01:0001:START 1;",
            "MEASURE:POW4:P1?\nCALCULATE:EM01:0001:START 1",
            "MEASURE:POW4:P1",
            "*RST",
            "*RST?",
            "*CLS?",
            "READ?",
        ] {
            assert_eq!(asked(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_end_of_the_query_ends_the_answer() {
        let carriage = parse_request(b"MEASURE:POW4:P1?\r").unwrap();
        assert!(decode(b"POW4:P1:[W]:2301;\r", Some(&carriage)).is_ok());
        assert!(decode(b"POW4:P1:[W]:2301;\n", Some(&carriage)).is_err());
    }

    #[test]
    fn a_group_gives_its_values_and_a_flag_no_number() {
        let decoded = |line: &[u8], query: &str| match decode(line, asked(query).as_ref()) {
            Ok(Meaning::Data(data)) => data,
            other => panic!("{other:?}"),
        };
        let group = decoded(b"RMS1:UL1:[V]:241.5;RMS1:IL1:[A]:NaN;RMS1:X:[deg]:12;\n", "MEAS:RMS1?");
        let told: Vec<_> = group.iter().map(|datum| (datum.item.clone().unwrap_or_default(), datum.number())).collect();
        let wanted = [("RMS1:UL1", Some(Decimal::new(2415, 1))), ("RMS1:IL1", None), ("RMS1:X", None)];
        assert_eq!(told, wanted.map(|(item, number)| (item.into(), number)));
        let overload = decoded(b"1\n", "SENSE:RNG1:OVERLOAD?");
        assert!(overload[0].has(Flag::Overload) && overload[0].number().is_none());
        let energy = decoded(b"0.012345\n", "CALCULATE:EM01:0001:ENERGY?");
        assert_eq!(energy[0].value.as_ref().map(ToString::to_string), Some("0.012345".into()));
        assert!(decode(b"RMS11:UL1:[V]:241.5;\n", asked("MEAS:RMS1?").as_ref()).is_err(), "another node");
    }
}
