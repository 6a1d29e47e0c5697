//! KERN: three formats of balances that share nothing but the maker. Requests are single letters without an end.

use super::line::{self, Format, Says, UnitTells};
use super::{Address, Asked, Measurand, Protocol, Question, printed};
use crate::quantity::Unit;

/// The old format (PCB, PCD, PFB, DE …): 18 bytes, unit blank while the weight moves.
pub const KERN_W_S: Protocol = Protocol {
    name: "kern-w-s",
    checked: false,
    questions: "command: w (at once) | s (stable) (reading only)",
    pushes: true,
    scan: line::scan,
    decode: |frame, _| OLD.read(printed::text(frame)?),
    ask: |question: &Question<'_>, _: &Address| letter(&["w", "s"], question),
    parse_request: |bytes| letter(&["w", "s"], &Question::Command(std::str::from_utf8(bytes).ok()?)),
    measures: |_| Some(Measurand::Mass),
    weigh: |shown, _| OLD.write(shown, &[]),
    ..Protocol::ASKED
};

/// EW, EB, `ViBRA`, Shinko, and PBJ, PBS set to it: 14 or 15 bytes, in continuous output.
pub const KERN_EW: Protocol = Protocol {
    name: "kern-ew",
    checked: false,
    scan: line::scan,
    decode: |frame, _| EW.read(printed::text(frame)?),
    weigh: |shown, _| EW.write(shown, &[]),
    ..Protocol::SPOKEN
};

/// EOC, KFB, GAB: one comma, units in capitals.
pub const KERN_ST_GS: Protocol = Protocol {
    name: "kern-st-gs",
    decode: |frame, _| ST_GS.read(printed::text(frame)?),
    questions: "command: W (at once) | S (stable) (reading only)",
    ask: |question: &Question<'_>, _: &Address| letter(&["W", "S"], question),
    parse_request: |bytes| letter(&["W", "S"], &Question::Command(std::str::from_utf8(bytes).ok()?)),
    weigh: |shown, _| ST_GS.write(shown, &[]),
    ..KERN_W_S
};

/// A written unit is no promise of rest: real balances write one all the time. `M` marks a net weight in a field report.
const OLD: Format = Format {
    layouts: &["hsvvvvvvvvvv uuu"],
    marks: &[(b'h', " ", Says::Nothing), (b'h', "M", Says::Net)],
    unit_tells: UnitTells::Moving,
    ..Format::PLAIN
};

/// Comparator, then stability; `E` comes with noughts for digits. Troy ounces, pennyweights, taels and mommes are no
/// units of this program.
const EW: Format = Format {
    layouts: &["svvvvvvvvuuct", "svvvvvvvuuct"],
    marks: &[
        (b'c', " ", Says::Nothing),
        (b'c', "L", Says::Nothing),
        (b'c', "G", Says::Nothing),
        (b'c', "H", Says::Nothing),
        (b't', "S", Says::Stable),
        (b't', "U", Says::Moving),
        (b't', "E", Says::Fault),
        (b't', " ", Says::Nothing),
    ],
    units: &[
        ("G", Unit::Gram),
        ("CT", Unit::Carat),
        ("OZ", Unit::Ounce),
        ("LB", Unit::Pound),
        ("GR", Unit::Grain),
        ("PC", Unit::Count),
    ],
    plus: '+',
    padded: true,
    unit_right: true,
    ..Format::PLAIN
};

/// One line is printed in the manual; its number has six columns with the sign.
const ST_GS: Format = Format {
    layouts: &["hh,kkvvvvvvuu"],
    marks: &[
        (b'h', "ST", Says::Stable),
        (b'h', "US", Says::Moving),
        (b'k', "GS", Says::Gross),
        (b'k', "NT", Says::Net),
    ],
    units: &[("KG", Unit::Kilogram), ("G", Unit::Gram)],
    unit_right: true,
    ..Format::PLAIN
};

/// A request of one letter, among those that only read.
fn letter(reads: &[&str], question: &Question<'_>) -> Option<Asked> {
    match question {
        Question::Command(name) if reads.contains(name) => Some(Asked::command(*name, *name)),
        _ => None,
    }
}
