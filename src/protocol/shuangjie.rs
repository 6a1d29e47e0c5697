//! Shuangjie and G&G balances: sign, eight columns, unit. The line says nothing about stability and has no check.

use super::line::{self, Format};
use super::{Asked, Measurand, Protocol, Question, printed};

/// Shuangjie JJ, TC; G&G.
pub const SHUANGJIE_GG: Protocol = Protocol {
    name: "shuangjie-gg",
    checked: false,
    questions: "command: p (prints the weight; reading only)",
    pushes: true,
    scan: line::scan,
    decode: |frame, _| LINE.read(printed::text(frame)?),
    ask: |question, _| match question {
        Question::Command("p") => Some(print()),
        _ => None,
    },
    parse_request: |bytes| (bytes == PRINT).then(print),
    measures: |_| Some(Measurand::Mass),
    weigh: |shown, _| LINE.write(shown, &[]),
    ..Protocol::ASKED
};

/// Fourteen bytes with their end.
const LINE: Format = Format { layouts: &["svvvvvvvv uu"], ..Format::PLAIN };

/// `ESC p`; the neighbouring letters calibrate and tare.
const PRINT: &[u8] = b"\x1Bp";

fn print() -> Asked {
    Asked::command("p", PRINT)
}
