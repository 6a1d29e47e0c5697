//! The public key of a meter as people hand it over: hex in groups, base64, PEM; a key structure or the bare point.

use super::curve::Curve;
use crate::locale::Words;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use spki::der::Decode;
use spki::{ObjectIdentifier, SubjectPublicKeyInfoRef};

/// Longest text taken for a key; the longest real one is far below.
const TEXT_MAX: usize = 4096;
const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");

/// A key as it is written, with its encoding where that is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyText {
    /// The text.
    pub text: String,
    /// `hex` or `base64`; both are tried when it is not said.
    pub encoding: Option<String>,
}

/// A point, and the curve that the key itself names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    /// SEC 1: 04‖X‖Y, or compressed.
    pub point: Vec<u8>,
    /// The identifier in the key; `None` when the key is a bare point or spells its curve out.
    pub curve: Option<String>,
}

impl PublicKey {
    /// The name of the key's own curve.
    pub fn curve_name(&self) -> Option<&str> {
        self.curve.as_deref().map(Curve::name_of)
    }

    /// Reads a key from its text.
    pub fn of_text(key: &KeyText) -> Result<Self, Words> {
        if key.text.len() > TEXT_MAX {
            return Err(Words::new("公钥过长", "the key is too long"));
        }
        let armour = |line: &&str| !line.trim_start().starts_with("-----");
        let body = key.text.trim_start_matches('\u{feff}').lines().filter(armour).collect::<String>();
        let text: String = body.chars().filter(|letter| !letter.is_ascii_whitespace()).collect();
        let encoding = key.encoding.as_deref().map(str::trim).filter(|encoding| !encoding.is_empty());
        let decoded = match encoding.map(str::to_ascii_lowercase).as_deref() {
            Some("hex") => vec![hex(&text)],
            Some("base64") => vec![base64(&text)],
            None => vec![hex(&text), base64(&text)],
            Some(other) => {
                return Err(Words::new(
                    format!("公钥编码 {other:?} 不可用；可用：hex、base64"),
                    format!("the key encoding {other:?} cannot be used; use hex or base64"),
                ));
            }
        };
        let mut decoded = decoded.into_iter().flatten().peekable();
        if decoded.peek().is_none() {
            return Err(Words::new("公钥不是十六进制或 base64", "the key is neither hexadecimal nor base64"));
        }
        decoded.find_map(|bytes| Self::of_bytes(&bytes)).ok_or_else(|| {
            Words::new(
                "公钥既不是 SubjectPublicKeyInfo 结构，也不是曲线点（04‖X‖Y 或 X‖Y）",
                "the key is neither a SubjectPublicKeyInfo nor a point (04‖X‖Y or X‖Y)",
            )
        })
    }

    /// Reads a key from its bytes.
    pub fn of_bytes(bytes: &[u8]) -> Option<Self> {
        if let Ok(info) = SubjectPublicKeyInfoRef::from_der(bytes) {
            let named = info.algorithm.parameters.and_then(|any| any.decode_as::<ObjectIdentifier>().ok());
            let point = info.subject_public_key.as_bytes().filter(|_| info.algorithm.oid == EC_PUBLIC_KEY)?;
            return Some(Self { point: point.to_vec(), curve: named.map(|oid| oid.to_string()) });
        }
        let widths = [24, 32, 48];
        let bare = |point: Vec<u8>| Some(Self { point, curve: None });
        match bytes.first()? {
            4 if widths.iter().any(|width| bytes.len() == 2 * width + 1) => bare(bytes.to_vec()),
            2 | 3 if widths.iter().any(|width| bytes.len() == width + 1) => bare(bytes.to_vec()),
            _ if widths.iter().any(|width| bytes.len() == 2 * width) => bare([&[4], bytes].concat()),
            _ => None,
        }
    }
}

/// Bytes of pairs of hexadecimal digits without anything between them.
pub(super) fn hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes().chunks(2);
    let value = |digit: &u8| char::from(*digit).to_digit(16);
    digits
        .map(|pair| match pair {
            [high, low] => u8::try_from(value(high)? * 16 + value(low)?).ok(),
            _ => None,
        })
        .collect::<Option<Vec<u8>>>()
        .filter(|bytes| !bytes.is_empty())
}

/// Bytes of base64 with its padding.
pub(super) fn base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok().filter(|bytes| !bytes.is_empty())
}
