//! What a wrong parity looks like: a line of seven data bits and a parity bit, read as eight bits without.

use crate::instrument::Parity;

/// So many bytes are looked at.
pub(super) const SAMPLE: usize = 96;

/// The parity that these bytes were probably sent with. All of them have it, and some carry it in their top bit: noise and
/// binary protocols have either parity about as often, so that chance gives this once in 2^90.
pub(super) fn of_seven_bits(bytes: &[u8]) -> Option<Parity> {
    let high = bytes.iter().filter(|byte| **byte >= 0x80).count();
    if bytes.len() < SAMPLE || high < bytes.len() / 10 {
        return None;
    }
    let odd = bytes.iter().filter(|byte| byte.count_ones() % 2 == 1).count();
    match odd {
        0 => Some(Parity::Even),
        all if all == bytes.len() => Some(Parity::Odd),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_parity(text: &str, odd: bool) -> Vec<u8> {
        let bit = |byte: u8| (byte.count_ones() % 2 == 1) != odd;
        text.bytes().map(|byte| if bit(byte) { byte | 0x80 } else { byte }).collect()
    }

    #[test]
    fn seven_bits_with_parity_are_told_from_eight() {
        let text = "ST,GS,+  12.345kg\r\n".repeat(6);
        assert_eq!(of_seven_bits(&with_parity(&text, false)), Some(Parity::Even));
        assert_eq!(of_seven_bits(&with_parity(&text, true)), Some(Parity::Odd));
        assert_eq!(of_seven_bits(text.as_bytes()), None);
        let mut noise = fastrand::Rng::with_seed(7);
        assert_eq!(of_seven_bits(&std::iter::repeat_with(|| noise.u8(..)).take(500).collect::<Vec<_>>()), None);
    }
}
