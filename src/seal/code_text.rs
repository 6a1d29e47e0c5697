//! How text is written in codes: percent-encoded UTF-8, cut where there is no room for it.

/// The mark at the end of a text that was too long for a code; a text's own `~` is percent-encoded.
pub(super) const CUT: char = '~';

/// What goes into a code as it is: nothing that mail, browsers or a keyboard change on the way, and no sign of the code's own.
fn plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._:/+,()*@".contains(&byte)
}

/// A text with everything that is not plain percent-encoded.
pub(super) fn encode(text: &str) -> String {
    text.bytes().map(encode_byte).collect()
}

fn encode_byte(byte: u8) -> String {
    if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
}

/// The text of an encoded one; `None` where it is no percent-encoded UTF-8.
pub(super) fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
        let value = digit(rest.next())? * 16 + digit(rest.next())?;
        bytes.push(u8::try_from(value).ok()?);
    }
    String::from_utf8(bytes).ok()
}

/// A text that fits `room` signs when encoded: cut between characters, with [`CUT`] at its end, where it does not.
pub(super) fn fitting(text: &str, room: usize) -> Fitting {
    let mut taken = String::new();
    let mut used = 0;
    // What is left of the room must hold the mark, unless nothing follows.
    let whole = encode(text).len() <= room;
    for character in text.chars() {
        let mut buffer = [0; 4];
        let length = encode(character.encode_utf8(&mut buffer)).len();
        if !whole && used + length > room.saturating_sub(1) {
            break;
        }
        used += length;
        taken.push(character);
    }
    Fitting { text: taken, cut: !whole }
}

/// A text as it stands in a code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fitting {
    /// What there was room for.
    pub text: String,
    /// Whether something is missing at its end.
    pub cut: bool,
}

impl Fitting {
    /// As it stands in the code.
    pub fn encoded(&self) -> String {
        let mut text = encode(&self.text);
        if self.cut {
            text.push(CUT);
        }
        text
    }

    /// From what stands in a code.
    pub fn decoded(text: &str) -> Option<Self> {
        let (text, cut) = text.strip_suffix(CUT).map_or((text, false), |text| (text, true));
        Some(Self { text: decode(text)?, cut })
    }

    /// As a person reads it.
    pub fn shown(&self) -> String {
        let mark = if self.cut { "…" } else { "" };
        format!("{}{mark}", self.text)
    }
}

/// What a phone, a mail program or a printed line put between the signs of a code.
pub(super) fn is_break(sign: char) -> bool {
    sign.is_whitespace() || matches!(sign, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
}

/// A text without it.
pub(super) fn without_breaks(text: &str) -> String {
    text.chars().filter(|sign| !is_break(*sign)).collect()
}
