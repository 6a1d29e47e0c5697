//! Bytes as hexadecimal digits in lower case, in texts and in fields of JSON (`#[serde(with = "crate::seal::hex")]`).

use serde::{Deserialize, Deserializer, Serializer};

/// The digits of some bytes.
pub fn digits(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// N bytes from their digits in lower case.
pub fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    let lower = |byte: &u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(byte);
    if text.len() != N.checked_mul(2)? || !text.as_bytes().iter().all(lower) {
        return None;
    }
    let digits: Vec<u8> = text.chars().filter_map(|digit| digit.to_digit(16)?.try_into().ok()).collect();
    let bytes: Vec<u8> = digits.chunks_exact(2).filter_map(|pair| Some(pair.first()? * 16 + pair.last()?)).collect();
    bytes.try_into().ok()
}

/// Writes a field.
pub fn serialize<S: Serializer>(bytes: &[u8; 32], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&digits(bytes))
}

/// Reads a field.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u8; 32], D::Error> {
    let text = String::deserialize(deserializer)?;
    bytes(&text).ok_or_else(|| serde::de::Error::custom("64 hexadecimal digits in lower case"))
}
