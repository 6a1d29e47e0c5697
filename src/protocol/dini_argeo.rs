//! Dini Argeo indicators: `READ` is answered with `[address]state,mode,number,unit`. Only `READ` can be asked: the other
//! commands tare, zero, or change what is shown.

use super::rows::Column::{Is, Number, Unit};
use super::rows::{self, Fill, Line, MODE, STATE, Side, number};
use super::{
    Address, Asked, Data, Datum, DeviceError, Flag, Meaning, Measurand, Protocol, Question, Rejected, printed,
};
use crate::locale::Words;
use smallvec::smallvec;

/// The format; set to send by itself, an indicator sends the same lines.
pub const DINI_ARGEO: Protocol = Protocol {
    name: "dini-argeo",
    checked: false,
    questions: "command: READ (reading only)",
    pushes: true,
    scan: rows::scan,
    decode,
    ask,
    parse_request,
    measures: |_| Some(Measurand::Mass),
    weigh: |shown, _| LINE.write(shown),
    ..Protocol::ASKED
};

const LINE: Line = Line::of(&[STATE, Is(","), MODE, Is(","), Number(8, Fill::Blanks), Is(","), Unit(2, Side::Right)]);
/// Characters of a line, without and with an address of two digits.
const PLAIN: usize = 17;
const ADDRESSED: usize = PLAIN + 2;
/// Characters of the extended line.
const EXTENDED: usize = 41;

fn decode(frame: &[u8], _: Option<&Asked>) -> Result<Meaning, Rejected> {
    let line = printed::without_end(frame)?;
    if line == b"OK" {
        return Ok(Meaning::Acknowledged);
    }
    if let [b'E', b'R', b'R', n1, n2] = line
        && n1.is_ascii_digit()
        && n2.is_ascii_digit()
    {
        let words = Words::new("仪表拒绝了命令", "the indicator refused the command");
        return Ok(Meaning::Error(DeviceError { code: String::from_utf8_lossy(line).into_owned(), words }));
    }
    if line.len() == EXTENDED {
        return extended(line).map(Meaning::Data);
    }
    let addressed = line.split_at_checked(2).filter(|(address, _)| address.iter().all(u8::is_ascii_digit));
    let datum = match addressed {
        Some((address, rest)) if line.len() == ADDRESSED => {
            LINE.read(rest)?.item(String::from_utf8_lossy(address).into_owned())
        }
        _ => LINE.read(line)?,
    };
    Ok(Meaning::one(datum))
}

/// The extended line, weight and tare. Where its first fields end cannot be told from the print in the manual: state, mode
/// and unit are left out, and its numbers may be shown but never judged.
fn extended(line: &[u8]) -> Result<Data, Rejected> {
    let fields: Vec<&[u8]> = line.split(|byte| *byte == b',').collect();
    let [_, _, weight, tare, _, _] = fields.as_slice() else { return Err(Rejected::UnknownLine) };
    let tare = tare.strip_prefix(b"PT").or_else(|| tare.strip_prefix(b"  ")).ok_or(Rejected::UnknownLine)?;
    if weight.len() != 8 || tare.len() != 8 {
        return Err(Rejected::Length);
    }
    let datum = |quantity, digits| Ok(Datum::new(quantity, number(digits)?.into()).flag(Flag::Unconfirmed));
    Ok(smallvec![datum(Measurand::Mass, weight)?, datum(Measurand::Tare, tare)?])
}

fn ask(question: &Question<'_>, _: &Address) -> Option<Asked> {
    (*question == Question::Command("READ")).then(|| Asked::command("READ", "READ\r\n"))
}

fn parse_request(bytes: &[u8]) -> Option<Asked> {
    (bytes == b"READ\r\n").then(|| ask(&Question::Command("READ"), &Address::None)).flatten()
}
