//! Scales that send one line of fixed columns and nothing else: each format is a row.

use super::rows::Column::{Is, Number, Signed, Unit};
use super::rows::{self, Fill, Line, MODE, STATE, Side};
use super::{Flag, Protocol};

/// CAS, eight characters: a number alone, without unit, sign of rest or check (CI-600D manual p. 75).
pub const CAS_10: Protocol = Protocol {
    name: "cas-10",
    carries_unit: false,
    decode: |frame, _| CAS_10_LINE.decode(frame),
    weigh: |shown, _| CAS_10_LINE.write(shown),
    ..LINE
};
const CAS_10_LINE: Line = Line::of(&[Number(8, Fill::Noughts)]);

/// CAS in the eighteen bytes of other makers' printers.
pub const CAS_18: Protocol = Protocol {
    name: "cas-18",
    decode: |frame, _| CAS_18_LINE.decode(frame),
    weigh: |shown, _| CAS_18_LINE.write(shown),
    ..LINE
};
const CAS_18_LINE: Line = Line::of(&[STATE, Is(","), MODE, Is(","), Signed(8, Fill::Noughts), Unit(2, Side::Right)]);

/// Adam Highland, sixteen characters (manual p. 27–29, format 2); nothing tells rest. It is not asked: its print command
/// also adds to a memory.
pub const ADAM_HIGHLAND: Protocol = Protocol {
    name: "adam-highland",
    decode: |frame, _| ADAM_HIGHLAND_LINE.decode(frame),
    weigh: |shown, _| ADAM_HIGHLAND_LINE.write(shown),
    ..LINE
};
const ADAM_HIGHLAND_LINE: Line = Line::of(&[Number(13, Fill::Blanks), Unit(3, Side::Left)]);

/// Steinberg SBS: `S ` at rest, `SD` while moving (captures printed in `OpenTrickler`).
pub const STEINBERG_SBS: Protocol = Protocol {
    name: "steinberg-sbs",
    decode: |frame, _| STEINBERG_SBS_LINE.decode(frame),
    weigh: |shown, _| STEINBERG_SBS_LINE.write(shown),
    ..LINE
};
const STEINBERG_SBS_LINE: Line = Line::of(&[
    rows::Column::Word(&[("S ", rows::Says::Stable(true)), ("SD", rows::Says::Stable(false))]),
    Number(10, Fill::Blanks),
    Is(" "),
    Unit(2, Side::Right),
]);

/// US Solid JFDBS: nothing tells rest; above its capacity tildes stand in place of the digits (captures in `OpenTrickler`).
pub const USSOLID_JFDBS: Protocol = Protocol {
    name: "ussolid-jfdbs",
    decode: |frame, _| USSOLID_JFDBS_LINE.decode(frame),
    weigh: |shown, _| USSOLID_JFDBS_LINE.write(shown),
    ..LINE
};
const USSOLID_JFDBS_LINE: Line =
    Line { columns: &[Signed(10, Fill::Blanks), Unit(3, Side::Left)], filled: &[(b'~', Flag::Overload)] };

/// Creedmoor: filled with noughts, and nothing tells rest (captures in `OpenTrickler`).
pub const CREEDMOOR: Protocol = Protocol {
    name: "creedmoor",
    decode: |frame, _| CREEDMOOR_LINE.decode(frame),
    weigh: |shown, _| CREEDMOOR_LINE.write(shown),
    ..LINE
};
const CREEDMOOR_LINE: Line = Line::of(&[Signed(8, Fill::Noughts), Is(" "), Unit(2, Side::Left), Is(" ")]);

/// What they share: they send by themselves, end with CR LF, and carry no check.
const LINE: Protocol = Protocol { checked: false, scan: rows::scan, ..Protocol::SPOKEN };
