//! Hioki PW3335, PW3336, PW3337 (and 3334): `:MEASURE? WP` → `WP +012.3456E+3` or, with headers off, only the number.
//!
//! On RS-232C every command is also confirmed (`;000`), behind the answer or in a line of its own. The line carries no
//! unit; what cannot be shown is sent as a number that no measured value can be (`+7777.7E+99`, `+999.99E+9`).

use super::scpi::{Argument, Dialect, number, parts, query, text};
use super::{Asked, Datum, DeviceError, Flag, Meaning, Measurand, Protocol, Rejected, Scan};
use crate::locale::Words;
use crate::quantity::{Decimal, Unit};

/// Hioki `PW333x`.
pub const SCPI_HIOKI: Protocol = Protocol {
    name: "scpi-hioki",
    checked: false,
    carries_unit: false,
    questions: "command: :MEASURE? NAME, one value (U, I, P, WP, U1, WP1 …) | *IDN?",
    scan,
    decode,
    ask: |question, _| DIALECT.ask(question),
    parse_request: |bytes| DIALECT.parse_request(bytes),
    ..Protocol::ASKED
};

const DIALECT: Dialect =
    Dialect { queries: &[("MEASure", Argument::Name), ("*IDN", Argument::None)], ending: "\r\n", longest: 200 };

/// Measured values have the power 0, 3 or 6 of ten; from this one on they stand for something else.
const NO_VALUE_FROM: u32 = 9;

/// Finds the next line; the confirmation of a command in a line of its own is passed over.
fn scan(buffer: &[u8], _: Option<&Asked>) -> Scan {
    match DIALECT.scan(buffer) {
        Scan::Frame(length) if buffer.starts_with(b";000\r\n") => Scan::Skip(length),
        other => other,
    }
}

/// Says what a line means as the answer to `asked`.
fn decode(frame: &[u8], asked: Option<&Asked>) -> Result<Meaning, Rejected> {
    let command = query(asked);
    if command.is_none() && DIALECT.parse_request(frame).is_some() {
        return Ok(Meaning::Request);
    }
    let command = command.ok_or(Rejected::Unasked)?;
    let line = text(frame, "\r\n")?;
    let (answer, code) = line.rsplit_once(';').filter(|(_, code)| is_confirmation(code)).unwrap_or((line, "000"));
    if code != "000" {
        let words = Words::new("仪器未执行命令", "the instrument did not carry the command out");
        return Ok(Meaning::Error(DeviceError { code: code.to_owned(), words }));
    }
    let (_, name) = parts(&command.name);
    let datum = if name.is_empty() {
        Datum::new(Measurand::Identity, answer.to_owned().into())
    } else {
        value(without_header(answer, name)?)?
    };
    Ok(Meaning::one(datum.item(&command.name)))
}

fn is_confirmation(code: &str) -> bool {
    code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit())
}

/// The number without the name that may stand before it; another value's is refused.
fn without_header<'a>(answer: &'a str, name: &str) -> Result<&'a str, Rejected> {
    let numeric = |text: &str| text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-'));
    if numeric(answer) {
        return Ok(answer);
    }
    let rest = answer.strip_prefix(name).filter(|rest| rest.starts_with([' ', '+', '-'])).map(str::trim_start);
    rest.filter(|rest| numeric(rest))
        .ok_or_else(|| Rejected::OtherCommand { asked: name.into(), answered: answer.chars().take(20).collect() })
}

fn value(text: &str) -> Result<Datum, Rejected> {
    let (mantissa, exponent) = text.split_once('E').unwrap_or((text, "+0"));
    let power = exponent.strip_prefix('+').and_then(|power| power.parse::<u32>().ok());
    if power.is_some_and(|power| power >= NO_VALUE_FROM) && number(mantissa).is_some() {
        let over = mantissa.bytes().all(|byte| matches!(byte, b'+' | b'-' | b'.' | b'9'));
        return Ok(Datum::without_number(Measurand::Number, if over { Flag::Overload } else { Flag::Absent }));
    }
    number(text).map(|number| Datum::new(Measurand::Number, number.into())).ok_or(Rejected::NonDigit)
}

/// What the instrument answers to a query, for simulators.
pub fn answer(_: &str, value: Option<Decimal>, _: Option<Unit>) -> String {
    value.map_or("+7777.77E+9;000\r\n".into(), |value| format!("{value:+}E+0;000\r\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::framer::Found;
    use crate::protocol::{Address, Framer, Question};

    fn asked(query: &str) -> Option<Asked> {
        SCPI_HIOKI.ask(&Question::Command(query), &Address::None)
    }

    #[test]
    fn nothing_but_reading_can_be_asked() {
        for query in [":MEASURE? U", ":MEASure? WP1", ":MEAS? PWP", "*IDN?"] {
            assert!(asked(query).is_some(), "{query}");
        }
        for wrong in [
            ":HEADer OFF",
            ":INTEGrate:STATe START",
            ":INTEGRATE:STATE?",
            ":MEASURE:ITEM:ALLCLEAR",
            ":MEASURE? U;:INTEGRATE:STATE START",
            ":MEASURE? U,I",
            ":MEASURE?",
            "*RST",
        ] {
            assert_eq!(asked(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn confirmations_are_consumed_and_others_names_refused() {
        let asked = asked(":MEASURE? P");
        let mut framer = Framer::new(&SCPI_HIOKI);
        let found: Vec<Found> = framer.feed(b";000\r\nP +0123.4E+3;000\r\n;000\r\n", asked.as_ref()).collect();
        let [Found::Frame(frame)] = found.as_slice() else { panic!("{found:?}") };
        let Ok(Meaning::Data(data)) = decode(frame, asked.as_ref()) else { panic!() };
        assert_eq!(data[0].number(), Some(Decimal::from(123_400)));
        for line in ["PF +0.9E+0", "P1 +100.0E+0", "WP +1.0E+0", "P", "P x", "+1.0E+0;+2.0E+0", ""] {
            assert!(decode(format!("{line}\r\n").as_bytes(), asked.as_ref()).is_err(), "{line}");
        }
        assert!(matches!(decode(b";010\r\n", asked.as_ref()), Ok(Meaning::Error(_))));
    }

    #[test]
    fn what_stands_for_no_value_is_none() {
        for (text, flag) in [
            ("+6666.6E+99", Flag::Absent),
            ("+7777.7E+99", Flag::Absent),
            ("+9999.9E+99", Flag::Overload),
            ("-999.99E+9", Flag::Overload),
            ("+888.88E+9", Flag::Absent),
            ("+7777.77E+9", Flag::Absent),
        ] {
            let datum = value(text).unwrap();
            assert!(datum.number().is_none() && datum.has(flag), "{text}");
        }
    }
}
