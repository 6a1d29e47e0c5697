//! The curves of signatures, and ECDSA over each that a well-kept implementation exists for.

use ecdsa::elliptic_curve::sec1::{FromSec1Point, ModulusSize, ToSec1Point};
use ecdsa::elliptic_curve::{AffinePoint, CurveArithmetic, FieldBytes, FieldBytesSize};
use ecdsa::signature::hazmat::PrehashVerifier;
use ecdsa::{EcdsaCurve, Signature, VerifyingKey};

/// What the arithmetic came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checked {
    /// The signature belongs to the bytes and the key.
    Holds,
    /// It does not.
    Broken,
    /// r or s is nought, or not below the order of the curve.
    OutOfRange,
    /// The key is no point of the curve.
    NotAPoint,
}

type Verify = fn(point: &[u8], hash: &[u8], r: &[u8], s: &[u8]) -> Checked;

/// A named curve.
#[derive(Debug)]
pub struct Curve {
    /// Its usual name.
    pub name: &'static str,
    /// Its object identifier, as keys carry it.
    pub oid: &'static str,
    /// Bytes of a coordinate, and of r and of s.
    pub bytes: usize,
    /// `None` where there is no implementation to rely on: then a signature is not checked, which is not "invalid".
    pub verify: Option<Verify>,
}

/// Every curve that records name. Identifiers: SEC 2 and RFC 5639.
pub const CURVES: &[Curve] = &[
    Curve { name: "secp192k1", oid: "1.3.132.0.31", bytes: 24, verify: None },
    Curve { name: "secp192r1", oid: "1.2.840.10045.3.1.1", bytes: 24, verify: Some(verify::<p192::NistP192>) },
    Curve { name: "secp256k1", oid: "1.3.132.0.10", bytes: 32, verify: Some(verify::<k256::Secp256k1>) },
    Curve { name: "secp256r1", oid: "1.2.840.10045.3.1.7", bytes: 32, verify: Some(verify::<p256::NistP256>) },
    Curve { name: "secp384r1", oid: "1.3.132.0.34", bytes: 48, verify: Some(verify::<p384::NistP384>) },
    Curve {
        name: "brainpoolP256r1",
        oid: "1.3.36.3.3.2.8.1.1.7",
        bytes: 32,
        verify: Some(verify::<bp256::BrainpoolP256r1>),
    },
    Curve {
        name: "brainpoolP384r1",
        oid: "1.3.36.3.3.2.8.1.1.11",
        bytes: 48,
        verify: Some(verify::<bp384::BrainpoolP384r1>),
    },
];

impl Curve {
    /// The curve of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        CURVES.iter().find(|curve| curve.name == name)
    }

    /// The name of an identifier, or the identifier where the curve is none of ours.
    pub fn name_of(oid: &str) -> &str {
        CURVES.iter().find(|curve| curve.oid == oid).map_or(oid, |curve| curve.name)
    }
}

fn verify<C>(point: &[u8], hash: &[u8], r: &[u8], s: &[u8]) -> Checked
where
    C: EcdsaCurve + CurveArithmetic,
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
    FieldBytesSize<C>: ModulusSize,
{
    let Ok(key) = VerifyingKey::<C>::from_sec1_bytes(point) else { return Checked::NotAPoint };
    let (Some(r), Some(s)) = (filled::<C>(r), filled::<C>(s)) else { return Checked::OutOfRange };
    let Ok(signature) = Signature::<C>::from_scalars(r, s) else { return Checked::OutOfRange };
    // Meters do not choose the lower of s and n − s, and both are right; some implementations refuse the higher.
    let low = signature.normalize_s();
    if key.verify_prehash(hash, &low).is_ok() { Checked::Holds } else { Checked::Broken }
}

/// A whole number as wide as the curve's, blank bytes in front.
fn filled<C: EcdsaCurve>(number: &[u8]) -> Option<FieldBytes<C>> {
    let mut wide = FieldBytes::<C>::default();
    let blank = wide.len().checked_sub(number.len())?;
    wide.get_mut(blank..)?.copy_from_slice(number);
    Some(wide)
}
