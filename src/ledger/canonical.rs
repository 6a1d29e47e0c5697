//! Canonical JSON (RFC 8785): one text for one value, so that a hash means something.
//!
//! Numbers are whole and within ±2^53; measured values travel as strings, so there is no float to write.

use serde_json::Value;
use std::cmp::Ordering;
use thiserror::Error;

/// Why a value has no canonical text here.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CanonicalError {
    /// A float, or a whole number beyond ±2^53.
    #[error("the number {0} cannot be stored: measured values are strings")]
    Number(String),
}

/// Largest whole number that every reader of JSON keeps.
const WHOLE_MAX: i64 = 1 << 53;

/// The canonical text of a value.
pub fn canonical(value: &Value) -> Result<String, CanonicalError> {
    let mut text = String::new();
    write(value, &mut text)?;
    Ok(text)
}

/// The canonical text of an object with these fields, without copying them together first.
pub(super) fn canonical_object(fields: &[(&str, &Value)]) -> Result<String, CanonicalError> {
    let mut text = String::new();
    write_object(fields.to_vec(), &mut text)?;
    Ok(text)
}

/// Whether a text is the canonical one of a value: the slow way, which [`super::scan`] is held against.
#[cfg(test)]
pub(super) fn is_canonical(text: &str, value: &Value) -> bool {
    let mut own = String::with_capacity(text.len());
    write(value, &mut own).is_ok() && own == text
}

fn write(value: &Value, text: &mut String) -> Result<(), CanonicalError> {
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(flag) => text.push_str(if *flag { "true" } else { "false" }),
        Value::Number(number) => {
            let whole = number.as_i64().filter(|whole| (-WHOLE_MAX..=WHOLE_MAX).contains(whole));
            let whole = whole.ok_or_else(|| CanonicalError::Number(number.to_string()))?;
            text.push_str(&whole.to_string());
        }
        Value::String(string) => quote(string, text),
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write(item, text)?;
            }
            text.push(']');
        }
        Value::Object(fields) => write_object(fields.iter().map(|(key, field)| (key.as_str(), field)).collect(), text)?,
    }
    Ok(())
}

fn write_object(mut fields: Vec<(&str, &Value)>, text: &mut String) -> Result<(), CanonicalError> {
    fields.sort_by(|(a, _), (b, _)| key_order(a, b));
    text.push('{');
    for (index, (key, field)) in fields.into_iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        quote(key, text);
        text.push(':');
        write(field, text)?;
    }
    text.push('}');
    Ok(())
}

/// The order of keys, RFC 8785, 3.2.3: by UTF-16 code units, which is not the order of the UTF-8 bytes.
pub(super) fn key_order(a: &str, b: &str) -> Ordering {
    // Below U+E000 both orders are the same, and bytes are compared far sooner.
    let simple = |key: &str| key.bytes().all(|byte| byte < 0xEE);
    if simple(a) && simple(b) { a.cmp(b) } else { a.encode_utf16().cmp(b.encode_utf16()) }
}

fn quote(string: &str, text: &mut String) {
    let escaped = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..=0x1F);
    text.push('"');
    let mut rest = string;
    // What needs no escape goes over in one piece; every escaped sign is one byte, so the cuts are between characters.
    while let Some(at) = rest.bytes().position(|byte| escaped(&byte)) {
        let (plain, from) = rest.split_at(at);
        text.push_str(plain);
        let mut characters = from.chars();
        if let Some(character) = characters.next() {
            escape(character, text);
        }
        rest = characters.as_str();
    }
    text.push_str(rest);
    text.push('"');
}

fn escape(character: char, text: &mut String) {
    match character {
        '"' => text.push_str("\\\""),
        '\\' => text.push_str("\\\\"),
        '\u{8}' => text.push_str("\\b"),
        '\u{9}' => text.push_str("\\t"),
        '\u{A}' => text.push_str("\\n"),
        '\u{C}' => text.push_str("\\f"),
        '\u{D}' => text.push_str("\\r"),
        control => text.push_str(&format!("\\u{:04x}", u32::from(control))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: &str) {
        let value: Value = serde_json::from_str(input).unwrap();
        assert_eq!(canonical(&value).as_deref(), Ok(expected));
    }

    #[test]
    fn keys_are_sorted_by_utf16_and_blanks_are_gone() {
        check(r#"{ "b": [1, true, null], "a": "x" }"#, r#"{"a":"x","b":[1,true,null]}"#);
        // RFC 8785, 3.2.3: the sorting example.
        check(
            r#"{"\u20ac":"Euro","\r":"CR","\ufb33":"Dalet","1":"One","\ud83d\ude00":"Smile","\u0080":"Control","\u00f6":"o"}"#,
            "{\"\\r\":\"CR\",\"1\":\"One\",\"\u{80}\":\"Control\",\"ö\":\"o\",\"€\":\"Euro\",\"😀\":\"Smile\",\"\u{fb33}\":\"Dalet\"}",
        );
    }

    #[test]
    fn strings_are_escaped_as_the_standard_says() {
        check(r#""\u000f\n\t\"\\\/ \u0041权""#, r#""\u000f\n\t\"\\/ A权""#);
    }

    #[test]
    fn floats_and_numbers_that_readers_lose_are_refused() {
        for text in ["1.5", "1e400", "9007199254740993", "-9007199254740993"] {
            let Ok(value) = serde_json::from_str::<Value>(text) else { continue };
            assert!(canonical(&value).is_err(), "{text} was stored");
        }
        check("9007199254740992", "9007199254740992");
    }
}
