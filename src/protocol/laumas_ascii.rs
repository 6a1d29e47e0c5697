//! Laumas weight transmitters (TLB, W100, TLU, LCB) in ASCII: `$aa command ck CR` asks, `&aa xxxxxx command \\ ck CR` answers.
//!
//! The answer carries digits without a point, a unit or stability. Of the commands only `t` gross and `n` net can be asked;
//! `z` and others change the instrument.

use super::columns::{self, Column, DIGIT, Shape, number, xor};
use super::{
    Address, Addressing, Asked, Datum, DeviceError, Flag, Meaning, Measurand, Protocol, Question, Rejected, Scan, Shown,
};
use crate::locale::Words;

/// Laumas ASCII.
pub const LAUMAS_ASCII: Protocol = Protocol {
    name: "laumas-ascii",
    carries_unit: false,
    questions: "command: t (gross) | n (net)",
    addressing: Addressing::TwoDigits,
    scan: |buffer, _| columns::scan(buffer, SHAPES),
    decode,
    ask,
    parse_request,
    measures: |_| Some(Measurand::Mass),
    weigh: write,
    ..Protocol::ASKED
};

/// The commands that read, and what the answer says of the weight.
const READS: [(u8, Flag); 2] = [(b't', Flag::Gross), (b'n', Flag::Net)];
/// Digits of the weight.
const WEIGHT: usize = 6;
const START: (Column, usize) = (Column::Of(b"&"), 1);
const CHECK: (Column, usize) = (Column::Of(b"0123456789ABCDEFabcdef"), 2);
const MARK: (Column, usize) = (Column::Of(b"\\"), 1);
const END: (Column, usize) = (Column::Of(b"\r"), 1);
const SHAPES: &[&Shape] = &[
    &[START, (DIGIT, 2), (Column::Of(b"0123456789-"), WEIGHT), (Column::Of(b"tn"), 1), MARK, CHECK, END],
    &[START, START, (DIGIT, 2), (Column::Of(b"?!"), 1), MARK, CHECK, END],
    &[START, (DIGIT, 2), (Column::Of(b"#"), 1), END],
];

fn ask(question: &Question<'_>, address: &Address) -> Option<Asked> {
    let (Question::Command(name), Address::Unit(address)) = (question, address) else { return None };
    let [command] = *name.as_bytes() else { return None };
    READS.iter().find(|(letter, _)| *letter == command)?;
    let checked = format!("{address:02}{name}");
    Some(Asked::command(*name, format!("${checked}{:02X}\r", xor(checked.as_bytes()))))
}

/// Address and command of a request that reads.
fn request(bytes: &[u8]) -> Option<([u8; 2], u8)> {
    let [b'$', a1, a2, command, c1, c2, b'\r'] = *bytes else { return None };
    let reads = READS.iter().any(|(letter, _)| *letter == command) && [a1, a2].iter().all(u8::is_ascii_digit);
    (reads && checks(&[a1, a2, command], &[c1, c2])).then_some(([a1, a2], command))
}

fn parse_request(bytes: &[u8]) -> Option<Asked> {
    let (_, command) = request(bytes)?;
    Some(Asked::command(char::from(command), bytes))
}

/// Whether two hexadecimal digits are the exclusive-or of what is checked.
fn checks(checked: &[u8], written: &[u8]) -> bool {
    written.eq_ignore_ascii_case(format!("{:02X}", xor(checked)).as_bytes())
}

fn decode(frame: &[u8], asked: Option<&Asked>) -> Result<Meaning, Rejected> {
    if columns::scan(frame, SHAPES) != Scan::Frame(frame.len()) {
        return Err(Rejected::Length);
    }
    let asked = match asked {
        Some(Asked::Command(command)) => request(&command.bytes),
        _ => None,
    };
    let from = |address: [u8; 2]| match asked {
        Some((to, _)) if to != address => Err(Rejected::OtherAddress { asked: text(&to), answered: text(&address) }),
        _ => Ok(()),
    };
    match *frame {
        [b'&', b'&', a1, a2, word, b'\\', c1, c2, _] => {
            // Whether the second mark is checked too, the document does not say; an answer without a value may be either.
            let checked = [b'&', a1, a2, word];
            if !checks(&checked, &[c1, c2]) && !checks(&checked[1..], &[c1, c2]) {
                return Err(Rejected::Checksum);
            }
            from([a1, a2])?;
            let said = ("命令或校验有误", "wrong command or check");
            Ok(if word == b'!' { Meaning::Acknowledged } else { error("?", said) })
        }
        [b'&', a1, a2, b'#', _] => {
            from([a1, a2])?;
            Ok(error("#", ("现在没有示值", "not available now")))
        }
        [b'&', a1, a2, .., command, b'\\', c1, c2, _] => {
            let checked = frame.get(1..frame.len() - 4).unwrap_or_default();
            if !checks(checked, &[c1, c2]) {
                return Err(Rejected::Checksum);
            }
            from([a1, a2])?;
            if let Some((_, what)) = asked.filter(|(_, what)| *what != command) {
                return Err(Rejected::OtherCommand { asked: text(&[what]), answered: text(&[command]) });
            }
            let value = number(checked.get(2..2 + WEIGHT).unwrap_or_default())?;
            let datum = Datum::new(Measurand::Mass, value.into()).item(text(&[command]));
            let shown = READS.iter().find(|(letter, _)| *letter == command).map(|(_, flag)| *flag);
            Ok(Meaning::one(shown.into_iter().fold(datum, Datum::flag)))
        }
        _ => Err(Rejected::UnknownLine),
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn error(code: &str, (zh, en): (&str, &str)) -> Meaning {
    Meaning::Error(DeviceError { code: code.to_owned(), words: Words::new(zh, en) })
}

/// The answer of an instrument whose shown weight has these digits; the point is not sent.
fn write(shown: &Shown, asked: Option<&Asked>) -> Option<Vec<u8>> {
    let (address, command) = match asked {
        Some(Asked::Command(command)) => request(&command.bytes)?,
        _ => (*b"01", b't'),
    };
    let counts = columns::filled(crate::quantity::Decimal::from(shown.value.mantissa()), WEIGHT)?;
    let checked = [&address, counts.as_bytes(), &[command]].concat();
    Some(format!("&{}\\{:02X}\r", text(&checked), xor(&checked)).into_bytes())
}
