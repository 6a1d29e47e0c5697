//! Barcode scanners on a serial port: the characters of a code and an end character, sent when something was scanned.
//!
//! Ends are CR, LF, ETX and EOT; a scanner that sends no end at all cannot be read, because only time would tell where its
//! codes end. A prefix that names the symbology (`]E0`, `]C1`, AIM) is taken off and becomes the name of the value. The
//! separator of GS1 codes, 1Dh, is part of the code.

use super::{Asked, Datum, Meaning, Measurand, Protocol, Rejected, Scan};

/// The characters of a scanner.
pub const BARCODE: Protocol = Protocol {
    name: "barcode",
    checked: false,
    carries_unit: false,
    longest: LENGTH_MAX,
    scan,
    decode,
    ..Protocol::SPOKEN
};

/// Longest code, generously: identities of packages are short.
const LENGTH_MAX: usize = 1024;

const STX: u8 = 0x02;
/// Between the parts of a GS1 code that vary in length.
const SEPARATOR: u8 = 0x1D;
const ENDS: [u8; 4] = [b'\r', b'\n', 0x03, 0x04];

/// Symbologies by their AIM prefix.
const SYMBOLOGIES: [(&str, &str); 10] = [
    ("E0", EAN_13),
    ("E4", EAN_8),
    ("C0", "code-128"),
    ("C1", "gs1-128"),
    ("A0", "code-39"),
    ("e0", "gs1-databar"),
    ("d1", "data-matrix"),
    ("d2", "gs1-data-matrix"),
    ("Q1", "qr"),
    ("Q3", "gs1-qr"),
];
const EAN_13: &str = "ean-13";
const EAN_8: &str = "ean-8";

fn scan(buffer: &[u8], _: Option<&Asked>) -> Scan {
    let start = buffer.iter().position(|byte| *byte != STX && !ENDS.contains(byte));
    match start {
        None if buffer.is_empty() => Scan::Need,
        None => Scan::Skip(buffer.len()),
        Some(start) if start > 0 => Scan::Skip(start),
        Some(_) => match buffer.iter().position(|byte| ENDS.contains(byte)) {
            Some(end) => Scan::Frame(end + 1),
            None if buffer.len() >= LENGTH_MAX => Scan::Broken(buffer.len(), Rejected::Length),
            None => Scan::Need,
        },
    }
}

fn decode(frame: &[u8], _: Option<&Asked>) -> Result<Meaning, Rejected> {
    let code = frame.split_last().filter(|(end, _)| ENDS.contains(end)).map(|(_, code)| code);
    let code = std::str::from_utf8(code.ok_or(Rejected::Truncated)?).map_err(|_| Rejected::UnknownLine)?;
    let (symbology, code) = prefix(code);
    if code.is_empty() || !code.bytes().all(|byte| (b' '..=b'~').contains(&byte) || byte == SEPARATOR) {
        return Err(Rejected::UnknownLine);
    }
    check(symbology.as_deref(), code)?;
    let datum = Datum::new(Measurand::Barcode, code.to_owned().into());
    Ok(Meaning::one(symbology.into_iter().fold(datum, Datum::item)))
}

/// Takes the AIM prefix off: what it names, and the code behind it.
fn prefix(code: &str) -> (Option<String>, &str) {
    let [b']', letter, digit, ..] = code.as_bytes() else { return (None, code) };
    if !letter.is_ascii_alphabetic() || !digit.is_ascii_digit() {
        return (None, code);
    }
    let (name, rest) = (code.get(1..3).unwrap_or_default(), code.get(3..).unwrap_or_default());
    let known = SYMBOLOGIES.iter().find(|(aim, _)| *aim == name);
    (Some(known.map_or_else(|| format!("aim-{name}"), |(_, symbology)| (*symbology).to_owned())), rest)
}

/// Looks at the check digit of an EAN. Thirteen digits without a prefix are taken for one: they are on most goods, and a
/// refused code can be scanned again with prefixes switched on, while a wrong one would name another article.
fn check(symbology: Option<&str>, code: &str) -> Result<(), Rejected> {
    let digits = code.bytes().all(|byte| byte.is_ascii_digit());
    let length = match symbology {
        Some(EAN_13) => 13,
        Some(EAN_8) => 8,
        None if digits && code.len() == 13 => 13,
        _ => return Ok(()),
    };
    if !digits {
        return Err(Rejected::NonDigit);
    }
    if code.len() != length {
        return Err(Rejected::Length);
    }
    // From the right: the check digit itself once, its neighbour three times, and so on.
    let weighted = code.bytes().rev().zip([1_u32, 3].into_iter().cycle());
    let sum: u32 = weighted.map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    if sum.is_multiple_of(10) { Ok(()) } else { Err(Rejected::Checksum) }
}
