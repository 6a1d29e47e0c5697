//! The signature of a record: what it says of itself, and whether it belongs to the bytes and the key.

use super::accepted::Accepted;
use super::curve::{Checked, Curve};
use super::key::{PublicKey, base64, hex};
use crate::locale::Words;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use spki::der::asn1::UintRef;
use spki::der::{Decode, Reader, SliceReader};

/// The only form that is named so far: DER SEQUENCE of r and s.
const MEDIA_DER: &str = "application/x-der";

/// The signature as written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Signature {
    /// Algorithm; the file's default when absent.
    #[serde(rename = "SA")]
    pub algorithm: Option<String>,
    /// Encoding of the data: `hex` (also when absent) or `base64`.
    #[serde(rename = "SE")]
    pub encoding: Option<String>,
    /// Form of the data.
    #[serde(rename = "SM")]
    pub media: Option<String>,
    /// The data.
    #[serde(rename = "SD")]
    pub data: String,
}

/// Whether a signature holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Signed {
    /// It belongs to these bytes and this key.
    Valid,
    /// It does not.
    Invalid,
    /// It could not be checked: nothing is said against the record, and nothing for it.
    Unchecked,
}

/// The verdict on a signature with its reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignatureReport {
    /// The verdict.
    pub verdict: Signed,
    /// The algorithm that was taken.
    pub algorithm: String,
    /// Its curve, where it is known.
    pub curve: Option<&'static str>,
    /// Where the key came from.
    pub key: Option<KeyOrigin>,
    /// Why.
    pub reason: Words,
}

/// Who vouches for a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyOrigin {
    /// The caller gave it.
    Given,
    /// It lay beside the record: whoever wrote the record may have written the key as well.
    Container,
}

impl Signature {
    /// Reads the JSON behind the second pipe.
    pub fn of(json: &[u8]) -> Result<Self, Words> {
        serde_json::from_slice(json).map_err(|why| {
            Words::new(
                format!("签名部分不是可用的 JSON：{why}"),
                format!("the signature part is no usable JSON: {why}"),
            )
        })
    }

    /// Holds it against the bytes and the key.
    pub fn verify(
        &self,
        payload: &[u8],
        key: Option<(&Result<PublicKey, Words>, KeyOrigin)>,
        accepted: &Accepted,
    ) -> SignatureReport {
        let algorithm = self.algorithm.as_deref().unwrap_or(&accepted.default_algorithm);
        let known = accepted.algorithm(algorithm);
        let curve = known.and_then(|known| Curve::named(&known.curve));
        let (verdict, reason) = match curve {
            Some(curve) => self.on_curve(curve, payload, key.map(|(key, _)| key)),
            None => (
                Signed::Unchecked,
                Words::new(
                    format!("不支持签名算法 {}，未验证", quoted(algorithm)),
                    format!("the algorithm {} is not supported: not checked", quoted(algorithm)),
                ),
            ),
        };
        SignatureReport {
            verdict,
            algorithm: algorithm.chars().take(80).collect(),
            curve: curve.map(|curve| curve.name),
            key: key.map(|(_, origin)| origin),
            reason,
        }
    }

    fn on_curve(&self, curve: &Curve, payload: &[u8], key: Option<&Result<PublicKey, Words>>) -> (Signed, Words) {
        let name = curve.name;
        let Some(verify) = curve.verify else {
            return unchecked(
                format!("不支持曲线 {name}，未验证"),
                format!("curve not supported: {name}; not checked"),
            );
        };
        if let Some(media) = self.media.as_deref().filter(|media| *media != MEDIA_DER) {
            let media = quoted(media);
            return unchecked(
                format!("不支持签名格式 {media}，未验证"),
                format!("the signature form {media} is not supported: not checked"),
            );
        }
        let bytes = match self.encoding.as_deref() {
            None | Some("hex") => hex(&self.data),
            Some("base64") => base64(&self.data),
            Some(other) => {
                let other = quoted(other);
                return unchecked(
                    format!("不支持签名编码 {other}，未验证"),
                    format!("the signature encoding {other} is not supported: not checked"),
                );
            }
        };
        let Some(bytes) = bytes else {
            return invalid(
                "签名数据与其编码不符，不是签名",
                "the signature data is not in its encoding: no signature",
            );
        };
        let pairs = [of_der(&bytes), of_halves(&bytes, curve.bytes)];
        let mut pairs = pairs.into_iter().flatten().peekable();
        if pairs.peek().is_none() {
            return invalid(
                "签名既不是 DER 形式的 r、s，也不是等长相连的 r‖s",
                "the signature is neither DER of r and s nor r‖s of the curve's width",
            );
        }
        let key = match key {
            None => return unchecked("没有公钥，未验证", "there is no public key: not checked"),
            Some(Err(why)) => return unchecked(format!("{}，未验证", why.zh), format!("{}: not checked", why.en)),
            Some(Ok(key)) => key,
        };
        if key.curve.as_deref().is_some_and(|oid| oid != curve.oid) {
            let own = key.curve_name().unwrap_or_default();
            return invalid(
                format!("公钥属于曲线 {own}，而签名用 {name}"),
                format!("the key is of the curve {own}, the signature of {name}"),
            );
        }
        let hash = Sha256::digest(payload);
        let results: Vec<Checked> = pairs.map(|(r, s)| verify(&key.point, &hash, &r, &s)).collect();
        if results.contains(&Checked::Holds) {
            let words = Words::new(
                format!("签名与数据和公钥相符（{name}）"),
                format!("the signature belongs to the payload and the key ({name})"),
            );
            return (Signed::Valid, words);
        }
        match results.first() {
            Some(Checked::NotAPoint) => {
                invalid(format!("公钥不是曲线 {name} 上的点"), format!("the key is no point of the curve {name}"))
            }
            Some(Checked::OutOfRange) => {
                invalid("r 或 s 超出曲线的阶", "r or s is nought or not below the order of the curve")
            }
            _ => invalid(
                "签名与数据或公钥不符：数据被改动，或公钥不是该表的",
                "the signature does not belong to the payload and the key: either was changed, or the key is another meter's",
            ),
        }
    }
}

type Pair = (Vec<u8>, Vec<u8>);

fn of_der(bytes: &[u8]) -> Option<Pair> {
    let mut reader = SliceReader::new(bytes).ok()?;
    let pair = reader.sequence(|inner| Ok::<_, spki::der::Error>((UintRef::decode(inner)?, UintRef::decode(inner)?)));
    let (r, s) = pair.ok()?;
    reader.finish().ok()?;
    Some((r.as_bytes().to_vec(), s.as_bytes().to_vec()))
}

fn of_halves(bytes: &[u8], width: usize) -> Option<Pair> {
    let (r, s) = bytes.split_at_checked(width).filter(|(_, s)| s.len() == width)?;
    Some((r.to_vec(), s.to_vec()))
}

fn invalid(zh: impl Into<String>, en: impl Into<String>) -> (Signed, Words) {
    (Signed::Invalid, Words::new(zh, en))
}

fn unchecked(zh: impl Into<String>, en: impl Into<String>) -> (Signed, Words) {
    (Signed::Unchecked, Words::new(zh, en))
}

/// A foreign text, cut short and with nothing in it that a terminal would obey.
pub(super) fn quoted(text: &str) -> String {
    format!("{:?}", text.chars().take(40).collect::<String>())
}
