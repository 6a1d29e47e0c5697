//! CAS indicators, 22 bytes: `state,mode,` device number and lamps as two raw bytes, `,` eight characters, unit, CR LF.
//!
//! The raw bytes may be anything, a line feed or a comma too: the frame is found by position, never by its lines, and the
//! line needs eight data bits.

use super::printed::unit_of_mass;
use super::rows::{is_below, number};
use super::{Asked, Datum, Flag, Meaning, Measurand, Protocol, Rejected, Scan, Shown};

/// The format.
pub const CAS_22: Protocol = Protocol {
    name: "cas-22",
    checked: false,
    scan,
    decode: |frame, _| datum(frame).map(Meaning::one),
    weigh: |shown, _| encode(shown),
    ..Protocol::SPOKEN
};

const HEADS: [&[u8]; 3] = [b"ST,", b"US,", b"OL,"];
/// Bytes of a frame.
const LENGTH: usize = 22;
/// What is the same in every frame: where, and what may stand there. CI-6000 puts NUL before the unit.
const FIXED: [(usize, &[u8]); 6] = [(2, b","), (5, b","), (8, b","), (17, b" \0"), (20, b"\r"), (21, b"\n")];

/// The lamp byte: always set, at rest, gross, at zero.
const ALWAYS: u8 = 0x80;
const STABLE: u8 = 0x40;
const GROSS: u8 = 0x04;
const ZERO: u8 = 0x01;

fn scan(buffer: &[u8], _: Option<&Asked>) -> Scan {
    let begins = |rest: &[u8]| HEADS.iter().any(|head| head.iter().zip(rest).all(|(wanted, found)| wanted == found));
    let start = (0..buffer.len()).find(|start| buffer.get(*start..).is_some_and(begins));
    match (start, buffer.get(..LENGTH)) {
        (None, _) if buffer.is_empty() => Scan::Need,
        (None, _) => Scan::Skip(buffer.len()),
        (Some(start), _) if start > 0 => Scan::Skip(start),
        (Some(_), None) => Scan::Need,
        (Some(_), Some(frame)) if is_laid_out(frame) => Scan::Frame(LENGTH),
        (Some(_), Some(_)) => Scan::Broken(1, Rejected::Length),
    }
}

fn is_laid_out(frame: &[u8]) -> bool {
    frame.len() == LENGTH && FIXED.iter().all(|(at, right)| frame.get(*at).is_some_and(|byte| right.contains(byte)))
}

fn datum(frame: &[u8]) -> Result<Datum, Rejected> {
    if !is_laid_out(frame) {
        return Err(Rejected::Length);
    }
    let part = |from: usize, to: usize| frame.get(from..to).unwrap_or_default();
    let lamps = frame.get(7).copied().unwrap_or_default();
    if lamps & ALWAYS == 0 {
        // Never so on eight data bits: damaged, or the line is set to seven.
        return Err(Rejected::Implausible { item: "lamps".into(), value: format!("{lamps:02X}") });
    }
    let mode = match part(3, 5) {
        b"GS" => Flag::Gross,
        b"NT" => Flag::Net,
        _ => return Err(Rejected::UnknownLine),
    };
    let stable = match part(0, 2) {
        // The word and the lamp must agree before it counts as rest.
        b"ST" => lamps & STABLE != 0,
        b"US" => false,
        b"OL" => {
            let why = if is_below(part(9, 17)) { Flag::Underload } else { Flag::Overload };
            return Ok(Datum::without_number(Measurand::Mass, why).flag(mode));
        }
        _ => return Err(Rejected::UnknownLine),
    };
    let datum = Datum::new(Measurand::Mass, number(part(9, 17))?.into()).unit(unit_of_mass(part(18, 20))?);
    let datum = datum.stable(Some(stable)).flag(mode);
    Ok(if lamps & ZERO == 0 { datum } else { datum.flag(Flag::Zero) })
}

fn encode(shown: &Shown) -> Option<Vec<u8>> {
    let (digits, unit) = (shown.value.to_string(), shown.unit.symbol());
    if digits.len() > 8 || unit.len() > 2 {
        return None;
    }
    let lamp = |on: bool, lamp: u8| if on { lamp } else { 0 };
    let lamps = ALWAYS | GROSS | lamp(shown.stable, STABLE) | lamp(shown.value.is_zero(), ZERO);
    let state = if shown.stable { "ST" } else { "US" };
    let mut frame = format!("{state},GS,").into_bytes();
    frame.extend([1, lamps]);
    frame.extend(format!(",{digits:>8} {unit:>2}\r\n").into_bytes());
    Some(frame)
}
