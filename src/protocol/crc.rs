//! CRC-16/X.25, the check of SML telegrams and of DL/T 698.45 frames: start FFFF, polynomial 8408 (reflected), end inverted.
//! On the wire the low byte comes first. `123456789` gives 906E.

/// One entry a byte.
const TABLE: [u16; 256] = table();

const fn table() -> [u16; 256] {
    let mut table = [0; 256];
    let (mut at, mut byte) = (0, 0_u16);
    while at < table.len() {
        let (mut entry, mut bit) = (byte, 0);
        while bit < 8 {
            entry = if entry & 1 == 1 { entry >> 1 ^ 0x8408 } else { entry >> 1 };
            bit += 1;
        }
        table[at] = entry;
        at += 1;
        byte += 1;
    }
    table
}

/// The check of some bytes.
pub fn crc16_x25(bytes: &[u8]) -> u16 {
    let step = |crc: u16, byte: &u8| {
        let [low, _] = crc.to_le_bytes();
        crc >> 8 ^ TABLE[usize::from(low ^ byte)]
    };
    !bytes.iter().fold(0xFFFF, step)
}

#[cfg(test)]
mod tests {
    use super::crc16_x25;

    #[test]
    fn the_catalogued_check_value_comes_out() {
        assert_eq!(crc16_x25(b"123456789"), 0x906E);
        assert_eq!(crc16_x25(b""), 0);
    }
}
