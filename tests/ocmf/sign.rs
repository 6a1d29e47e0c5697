//! Records that the tests sign themselves, on every curve.

use ecdsa::elliptic_curve::sec1::{FromSec1Point, ModulusSize, ToSec1Point};
use ecdsa::elliptic_curve::{AffinePoint, CurveArithmetic, FieldBytesSize, SecretKey};
use ecdsa::hazmat::sign_prehashed_rfc6979;
use ecdsa::{EcdsaCurve, Signature};
use quanheng::ocmf::KeyText;
use sha2::{Digest, Sha256};
use spki::ObjectIdentifier;

pub const PAYLOAD: &str = r#"{"FV":"1.0","GI":"GW","GS":"4711","PG":"T7","IL":"NONE","RD":[{"TM":"2026-03-15T09:00:00,000+0800 S","TX":"B","RV":100.000,"RI":"1-b:1.8.0","RU":"kWh","ST":"G","EF":""},{"TM":"2026-03-15T09:30:00,000+0800 S","TX":"E","RV":105.020}]}"#;

/// A key of a curve: signs bytes, gives r‖s with the lower and with the higher s.
#[derive(Clone, Copy)]
pub struct Curve {
    pub sa: &'static str,
    pub oid: &'static str,
    pub bytes: usize,
    pub key: fn() -> Vec<u8>,
    pub sign: fn(&[u8]) -> [Vec<u8>; 2],
}

pub const P256: Curve = Curve {
    sa: "ECDSA-secp256r1-SHA256",
    oid: "1.2.840.10045.3.1.7",
    bytes: 32,
    key: point::<p256::NistP256>,
    sign: sign::<p256::NistP256>,
};

pub const CURVES: &[Curve] = &[
    P256,
    Curve {
        sa: "ECDSA-secp192r1-SHA256",
        oid: "1.2.840.10045.3.1.1",
        bytes: 24,
        key: point::<p192::NistP192>,
        sign: sign::<p192::NistP192>,
    },
    Curve {
        sa: "ECDSA-secp256k1-SHA256",
        oid: "1.3.132.0.10",
        bytes: 32,
        key: point::<k256::Secp256k1>,
        sign: sign::<k256::Secp256k1>,
    },
    Curve {
        sa: "ECDSA-secp384r1-SHA256",
        oid: "1.3.132.0.34",
        bytes: 48,
        key: point::<p384::NistP384>,
        sign: sign::<p384::NistP384>,
    },
    Curve {
        sa: "ECDSA-brainpool256r1-SHA256",
        oid: "1.3.36.3.3.2.8.1.1.7",
        bytes: 32,
        key: point::<bp256::BrainpoolP256r1>,
        sign: sign::<bp256::BrainpoolP256r1>,
    },
    Curve {
        sa: "ECDSA-brainpool384r1-SHA256",
        oid: "1.3.36.3.3.2.8.1.1.11",
        bytes: 48,
        key: point::<bp384::BrainpoolP384r1>,
        sign: sign::<bp384::BrainpoolP384r1>,
    },
];

fn secret<C>() -> SecretKey<C>
where
    C: EcdsaCurve + CurveArithmetic,
    FieldBytesSize<C>: ModulusSize,
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
{
    let size = ecdsa::elliptic_curve::FieldBytes::<C>::default().len();
    SecretKey::from_slice(&vec![0x21; size]).unwrap()
}

fn point<C>() -> Vec<u8>
where
    C: EcdsaCurve + CurveArithmetic,
    FieldBytesSize<C>: ModulusSize,
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
{
    secret::<C>().public_key().to_sec1_point(false).as_bytes().to_vec()
}

fn sign<C>(bytes: &[u8]) -> [Vec<u8>; 2]
where
    C: EcdsaCurve + CurveArithmetic,
    FieldBytesSize<C>: ModulusSize,
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
{
    let secret = secret::<C>().to_nonzero_scalar();
    let (signature, _) = sign_prehashed_rfc6979::<C, Sha256>(&secret, &Sha256::digest(bytes), &[]);
    let low = signature.normalize_s();
    let high = Signature::<C>::from_scalars(low.r(), -low.s()).unwrap();
    [low, high].map(|signature| {
        let (r, s) = signature.split_bytes();
        [r.as_slice(), s.as_slice()].concat()
    })
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

pub fn base64(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u8::try_from(content.len()).unwrap();
    let head = if length < 128 { vec![tag, length] } else { vec![tag, 0x81, length] };
    [head, content.to_vec()].concat()
}

/// DER SEQUENCE of r and s.
pub fn der(halves: &[u8]) -> Vec<u8> {
    let integer = |number: &[u8]| {
        let stripped: Vec<u8> = number.iter().copied().skip_while(|byte| *byte == 0).collect();
        let sign = if stripped[0] > 127 { vec![0] } else { vec![] };
        tlv(2, &[sign, stripped].concat())
    };
    let (r, s) = halves.split_at(halves.len() / 2);
    tlv(0x30, &[integer(r), integer(s)].concat())
}

impl Curve {
    /// The key as a `SubjectPublicKeyInfo`.
    pub fn spki(&self) -> Vec<u8> {
        let oid = |text: &str| tlv(6, ObjectIdentifier::new(text).unwrap().as_bytes());
        let algorithm = tlv(0x30, &[oid("1.2.840.10045.2.1"), oid(self.oid)].concat());
        tlv(0x30, &[algorithm, tlv(3, &[vec![0], (self.key)()].concat())].concat())
    }

    pub fn key_text(&self) -> KeyText {
        super::key(&hex(&self.spki()))
    }

    /// A record with this payload.
    pub fn record(&self, payload: &str) -> String {
        let [signature, _] = (self.sign)(payload.as_bytes());
        format!(r#"OCMF|{payload}|{{"SA":"{}","SD":"{}"}}"#, self.sa, hex(&der(&signature)))
    }
}
