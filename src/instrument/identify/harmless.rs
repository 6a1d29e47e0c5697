//! Which questions may go to a device of which nothing is known. What reads a weight from one maker's scale tares another's.

/// A text in which one of these stands is not sent. Toledo and Keli take single letters, each acting by itself: `T` tares, `Z`
/// sets to zero, `C` clears or tares, `D` sets to zero and `E` tares on Keli; `t` tares the old KERN balances.
const ACTING: &[u8] = b"TZCDEtz";
/// A text that is nothing but one of these is not sent: `W` presets a tare on Dini Argeo, `R` sets A&D to zero, `P` switches A&D
/// off and adds to a memory on Adam Highland, `U` changes the unit.
const ACTING_ALONE: &[u8] = b"WRPU";
/// A binary frame in which one of these bytes stands is not sent: to Toledo's single letters it is no frame. No other device
/// takes a frame that is not its own, since each carries a check.
const ACTING_AMIDST: &[u8] = b"TZ";
/// Behind an escape only printing is asked for: other letters there tare, adjust, filter, lock keys or start anew.
const ESCAPE: u8 = 0x1B;
const PRINTING: &[u8] = b"Pp";

/// Whether these bytes only read, whichever instrument gets them.
pub fn harmless(bytes: &[u8]) -> bool {
    let framing = |byte: &u8| matches!(byte, 0x01..=0x06 | b'\r' | b'\n' | &ESCAPE);
    if !bytes.iter().all(|byte| framing(byte) || (b' '..=b'~').contains(byte)) {
        return !bytes.iter().any(|byte| ACTING_AMIDST.contains(byte));
    }
    let after_escape = |pair: &[u8]| matches!(pair, [ESCAPE, next] if !PRINTING.contains(next));
    let text: Vec<u8> = bytes.iter().copied().filter(|byte| !framing(byte)).collect();
    let escaped = bytes.contains(&ESCAPE);
    let alone = !escaped && matches!(text.as_slice(), [only] if ACTING_ALONE.contains(only));
    !alone && !bytes.windows(2).any(after_escape) && !text.iter().any(|byte| ACTING.contains(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_act_on_another_makers_scale_are_not_sent() {
        for acting in
            ["T\r\n", "Z", "TI\r\n", "\x1bT", "\x1bZ\r\n", "W", "\nW\r", "R\r\n", "P\r\n", "\x1bS", "NTGS\r\n", "t"]
        {
            assert!(!harmless(acting.as_bytes()), "{acting:?}");
        }
        for reading in ["S\r\n", "SI\r\n", "Q\r\n", "\x1bP\r\n", "\x05", "s", "w", "\x02AB03\x03"] {
            assert!(harmless(reading.as_bytes()), "{reading:?}");
        }
        assert!(harmless(&[0x01, 0x04, 0x00, 0x00, 0x00, 0x02, 0x71, 0xCB]));
        assert!(!harmless(&[0x01, 0x04, 0x00, 0x54, 0x00, 0x02, 0x30, 0x1B]));
    }
}
