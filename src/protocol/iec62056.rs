//! IEC 62056-21 mode C: sign on, read the identification, choose "data readout" at the speed it offers, read the block.
//!
//! `/?!` → `/XXXZident` → `06 '0' Z '0'` and the line goes to speed Z → `02 lines ! 03 BCC`. The only option that is ever
//! chosen is the readout; programming mode cannot be encoded. Lines are `address(value*unit)`, the address being OBIS.

use super::{Address, Asked, Data, Datum, Flag, Meaning, Measurand, Protocol, Question, Rejected, Scan};
use crate::quantity::{Unit, parse_decimal, without_negative_zero};

/// IEC 62056-21 mode C.
pub const IEC62056_21: Protocol = Protocol {
    name: "iec62056-21",
    longest: 4096,
    questions: "item: the line that matters most, as the meter writes it (1.8.0); all others are read with it",
    scan,
    decode,
    ask,
    parse_request,
    ..Protocol::ASKED
};

const SIGN_ON: &[u8] = b"/?!\r\n";
const STX: u8 = 0x02;
const ETX: u8 = 0x03;
const ACK: u8 = 0x06;
/// Bytes of the message that chooses an option.
const OPTION_LENGTH: usize = 6;
/// Longest identification or sign-on.
const LINE_MAX: usize = 64;
/// Longest OBIS address.
const ADDRESS_MAX: usize = 24;

/// Bits a second by the character of the identification.
const BAUD: &[(u8, u32)] =
    &[(b'0', 300), (b'1', 600), (b'2', 1200), (b'3', 2400), (b'4', 4800), (b'5', 9600), (b'6', 19200)];

fn ask(question: &Question<'_>, _: &Address) -> Option<Asked> {
    match question {
        Question::Item(item) if is_address(item) => Some(Asked::command(*item, SIGN_ON)),
        _ => None,
    }
}

/// `A-B:C.D.E*F` or a part of it, or a letter code (`F.F`, `C.1`).
fn is_address(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b"-:.*&".contains(&byte);
    let ends = text.bytes().next().zip(text.bytes().last());
    let framed = ends.is_some_and(|(first, last)| first.is_ascii_alphanumeric() && last.is_ascii_alphanumeric());
    framed && text.len() <= ADDRESS_MAX && text.bytes().all(allowed)
}

fn option(name: &str, baud: u8) -> Asked {
    Asked::command(name, [ACK, b'0', baud, b'0', b'\r', b'\n'])
}

/// Reads a request; which line the asker is after is not on the wire.
fn parse_request(bytes: &[u8]) -> Option<Asked> {
    match bytes {
        SIGN_ON => Some(Asked::command("", SIGN_ON)),
        [ACK, b'0', baud, b'0', b'\r', b'\n'] if BAUD.iter().any(|(known, _)| known == baud) => Some(option("", *baud)),
        _ => None,
    }
}

/// Finds the next line or block at the start of `buffer`.
fn scan(buffer: &[u8], _: Option<&Asked>) -> Scan {
    let Some(start) = buffer.iter().position(|byte| matches!(*byte, b'/' | STX | ACK)) else {
        return if buffer.is_empty() { Scan::Need } else { Scan::Skip(buffer.len()) };
    };
    match buffer.first() {
        _ if start > 0 => Scan::Skip(start),
        Some(&STX) => block(buffer),
        Some(&ACK) if buffer.len() < OPTION_LENGTH => Scan::Need,
        Some(&ACK) if parse_request(buffer.get(..OPTION_LENGTH).unwrap_or_default()).is_some() => {
            Scan::Frame(OPTION_LENGTH)
        }
        Some(&ACK) => Scan::Broken(1, Rejected::UnknownLine),
        _ => match buffer.iter().position(|byte| !is_text(*byte)) {
            None if buffer.len() > LINE_MAX => Scan::Broken(buffer.len(), Rejected::Length),
            None => Scan::Need,
            Some(end) if buffer.get(end..end + 2) == Some(b"\r\n") => Scan::Frame(end + 2),
            Some(end) if buffer.len() == end + 1 && buffer.ends_with(b"\r") => Scan::Need,
            Some(end) => Scan::Broken(end, Rejected::UnknownLine),
        },
    }
}

/// A block ends with ETX and its check; a byte that is no text means that it never was one.
fn block(buffer: &[u8]) -> Scan {
    let inside = buffer.iter().skip(1).position(|byte| !is_text(*byte) && !matches!(byte, b'\r' | b'\n'));
    let Some(end) = inside.map(|at| at + 1) else { return Scan::Need };
    if buffer.get(end) != Some(&ETX) {
        return Scan::Broken(end, Rejected::Truncated);
    }
    match (buffer.get(..end + 2), buffer.get(end + 1)) {
        (Some(frame), Some(_)) if checked(frame) => Scan::Frame(frame.len()),
        (Some(frame), Some(_)) => Scan::Broken(frame.len(), Rejected::Checksum),
        _ => Scan::Need,
    }
}

const fn is_text(byte: u8) -> bool {
    matches!(byte, b' '..=b'~')
}

/// Whether the last byte is the exclusive or of all from behind STX to ETX.
fn checked(frame: &[u8]) -> bool {
    let bytes = frame.split_first().and_then(|(_, rest)| rest.split_last());
    bytes.is_some_and(|(check, covered)| covered.iter().fold(0, |sum, byte| sum ^ byte) == *check)
}

/// Says what a line or block means as the answer to `asked`.
fn decode(frame: &[u8], asked: Option<&Asked>) -> Result<Meaning, Rejected> {
    match frame.first() {
        _ if parse_request(frame).is_some() => Ok(Meaning::Request),
        Some(b'/') => identification(frame, asked),
        Some(&STX) => readout(frame, asked),
        _ => Err(Rejected::UnknownLine),
    }
}

/// `/XXXZident`: who it is, and with it the next thing to ask.
fn identification(frame: &[u8], asked: Option<&Asked>) -> Result<Meaning, Rejected> {
    let line = frame.strip_suffix(b"\r\n").and_then(|line| std::str::from_utf8(line).ok());
    let line = line.filter(|line| line.bytes().all(is_text) && line.len() <= LINE_MAX).ok_or(Rejected::UnknownLine)?;
    let bytes = line.as_bytes();
    let Some((b'/', [a, b, c, z, _, ..])) = bytes.split_first() else { return Err(Rejected::UnknownLine) };
    let maker = [a, b, c].into_iter().all(u8::is_ascii_alphabetic);
    let Some((_, baud)) = BAUD.iter().find(|(known, _)| known == z).filter(|_| maker) else {
        return Err(Rejected::UnknownLine);
    };
    match asked {
        None => Ok(Meaning::one(Datum::new(Measurand::Identity, line.trim_start_matches('/').to_owned().into()))),
        Some(Asked::Command(command)) if command.bytes == SIGN_ON => {
            Ok(Meaning::Then { ask: option(&command.name, *z), baud: Some(*baud) })
        }
        Some(_) => Err(Rejected::OtherCommand { asked: "readout".into(), answered: line.into() }),
    }
}

fn readout(frame: &[u8], asked: Option<&Asked>) -> Result<Meaning, Rejected> {
    if !checked(frame) {
        return Err(Rejected::Checksum);
    }
    let wanted = match asked {
        None => "",
        Some(Asked::Command(command)) if command.bytes.first() == Some(&ACK) => command.name.as_str(),
        Some(_) => return Err(Rejected::OtherCommand { asked: "/?!".into(), answered: "readout".into() }),
    };
    let text = frame.strip_prefix(&[STX]).and_then(|rest| rest.split_last()).map(|(_, rest)| rest);
    let text = text.and_then(|text| text.strip_suffix(b"!\r\n\x03")).ok_or(Rejected::Truncated)?;
    let text = std::str::from_utf8(text).map_err(|_| Rejected::NonDigit)?;
    let data: Data = text.split("\r\n").flat_map(data_line).collect();
    if !wanted.is_empty() && !data.iter().any(|datum| datum.item.as_deref() == Some(wanted)) {
        let answered = data.first().and_then(|datum| datum.item.clone()).unwrap_or_default().into();
        return Err(Rejected::OtherItem { asked: wanted.into(), answered });
    }
    Ok(Meaning::Data(data))
}

/// One line: an address, its value, and whatever stands in further brackets (the time of a maximum). A line of another
/// shape gives nothing.
fn data_line(line: &str) -> Vec<Datum> {
    let Some((address, brackets)) = line.split_once('(') else { return Vec::new() };
    let Some(brackets) = brackets.strip_suffix(')').filter(|_| is_address(address)) else { return Vec::new() };
    let mut groups = brackets.split(")(");
    let first = groups.next().filter(|group| !group.contains(['(', ')'])).map(|group| value(address, group));
    let more = (2..).zip(groups).map(|(number, group)| {
        Datum::new(Measurand::Text, group.to_owned().into()).item(format!("{address}#{number}"))
    });
    first.into_iter().chain(more).collect()
}

/// Units as meters write them.
const UNITS: &[(&str, Unit)] = &[
    ("kWh", Unit::KilowattHour),
    ("Wh", Unit::WattHour),
    ("MWh", Unit::MegawattHour),
    ("kW", Unit::Kilowatt),
    ("W", Unit::Watt),
    ("kvar", Unit::Kilovar),
    ("var", Unit::Var),
    ("kVA", Unit::KilovoltAmpere),
    ("VA", Unit::VoltAmpere),
    ("V", Unit::Volt),
    ("A", Unit::Ampere),
    ("Hz", Unit::Hertz),
];

/// `value*unit`. Without a unit, or with one that is not known, it is text: numbers of meters begin with noughts.
fn value(address: &str, group: &str) -> Datum {
    let text = || Datum::new(Measurand::Text, group.to_owned().into());
    let known = group
        .split_once('*')
        .and_then(|(number, unit)| UNITS.iter().find(|(written, _)| *written == unit).map(|(_, unit)| (number, *unit)));
    let Some((number, unit)) = known else { return text().item(address) };
    let Some(quantity) = measures(address, unit) else { return text().item(address) };
    let datum = match parse_decimal(number) {
        Ok(number) => Datum::new(quantity, without_negative_zero(number).into()),
        Err(_) => Datum::without_number(quantity, Flag::Absent),
    };
    datum.item(address).unit(unit)
}

/// What a line with a unit measures: a power that is not of this moment is a demand.
fn measures(address: &str, unit: Unit) -> Option<Measurand> {
    let short = address.rsplit(':').next().unwrap_or(address);
    let moment = short.split(['.', '*', '&']).nth(1) == Some("7");
    match Measurand::of(unit)? {
        Measurand::Power if !moment => Some(Measurand::Demand),
        quantity => Some(quantity),
    }
}

/// A meter's answer to the sign-on, for simulators: speed 9600.
pub fn identify(name: &str) -> Vec<u8> {
    format!("/LGZ5{name}\r\n").into_bytes()
}

/// A meter's readout, for simulators.
pub fn block_of(lines: &[String]) -> Vec<u8> {
    let body = format!("{}!\r\n\x03", lines.iter().map(|line| format!("{line}\r\n")).collect::<String>());
    let check = body.bytes().fold(0, |sum, byte| sum ^ byte);
    [&[STX], body.as_bytes(), &[check]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_readout_can_be_chosen() {
        assert_eq!(parse_request(b"\x06050\r\n").map(|asked| asked.encode()), Some(b"\x06050\r\n".to_vec()));
        for wrong in [&b"\x06051\r\n"[..], b"\x06151\r\n", b"\x06090\r\n", b"\x01P1\x02()\x03\x60", b"/?12!\r\n"] {
            assert_eq!(parse_request(wrong), None, "{wrong:02X?}");
        }
        for wrong in ["", "1.8.0(", "1.8.0\r\n", "W1", ".", "1.8.0 ", "1.8.0)"] {
            let asked = ask(&Question::Item(wrong), &Address::None);
            assert!(asked.is_none_or(|asked| asked.encode() == SIGN_ON), "{wrong:?}");
        }
        assert_eq!(ask(&Question::Command("/?!"), &Address::None), None);
    }

    #[test]
    fn the_line_that_matters_must_be_there() {
        let frame = block_of(&["1.8.0(000012.34*kWh)".into(), "2.8.0(1*kWh)".into()]);
        let asked = |name: &str| option(name, b'5');
        assert!(decode(&frame, Some(&asked("1.8.0"))).is_ok());
        assert_eq!(
            decode(&frame, Some(&asked("1.8.1"))).map_err(|why| why.code()),
            Err("other item than asked".into())
        );
        let sign_on = Asked::command("1.8.0", SIGN_ON);
        assert!(decode(&frame, Some(&sign_on)).is_err(), "the block before the identification");
        assert!(decode(&identify("x"), Some(&asked("1.8.0"))).is_err(), "the identification again");
    }

    #[test]
    fn a_demand_is_no_power_and_what_is_no_number_gives_none() {
        let lines = ["1.6.1(04.10*kW)(2105141415)", "16.7(-0.00*kW)", "1.8.0(------*kWh)", "5.8.0(1.0*kvarh)", "x(1)"];
        let frame = block_of(&lines.map(str::to_owned));
        let Ok(Meaning::Data(data)) = decode(&frame, None) else { panic!() };
        let told: Vec<_> = data.iter().map(|datum| (datum.item.as_deref().unwrap_or(""), datum.quantity)).collect();
        let wanted = [
            ("1.6.1", Measurand::Demand),
            ("1.6.1#2", Measurand::Text),
            ("16.7", Measurand::Power),
            ("1.8.0", Measurand::Energy),
            ("5.8.0", Measurand::Text),
        ];
        assert_eq!(told, wanted);
        assert_eq!(data[2].value.as_ref().map(ToString::to_string), Some("0.00".into()));
        assert_eq!(data[3].number(), None);
    }
}
