//! Signatures of every curve in every form; and nothing that was touched is valid.

use super::sign::{CURVES, Curve, P256, PAYLOAD, base64, der, hex};
use super::{examined, key, signed};
use quanheng::ocmf::{KeyText, Signed, Verdict};

fn with(curve: &Curve, data: &str, more: &str) -> Vec<u8> {
    format!(r#"OCMF|{PAYLOAD}|{{"SA":"{}"{more},"SD":"{data}"}}"#, curve.sa).into_bytes()
}

#[test]
fn every_curve_and_every_form_of_a_signature_is_read() {
    for curve in CURVES {
        for halves in (curve.sign)(PAYLOAD.as_bytes()) {
            let forms = [
                with(curve, &hex(&der(&halves)), ""),
                with(curve, &hex(&der(&halves)).to_lowercase(), r#","SE":"hex","SM":"application/x-der""#),
                with(curve, &base64(&der(&halves)), r#","SE":"base64""#),
                with(curve, &hex(&halves), ""),
                with(curve, &base64(&halves), r#","SE":"base64""#),
            ];
            for form in forms {
                let examination = examined(&form, Some(&curve.key_text()));
                assert_eq!(signed(&examination, 0), Signed::Valid, "{}: {:?}", curve.sa, examination.records);
                assert_eq!(examination.verdict, Verdict::Valid);
            }
        }
    }
}

#[test]
fn a_key_is_read_however_it_is_written() {
    for curve in CURVES {
        let (spki, point) = (curve.spki(), (curve.key)());
        let groups: Vec<String> = spki.chunks(2).map(hex).collect();
        let said = |text: String, encoding: &str| KeyText { text, encoding: Some(encoding.to_owned()) };
        let keys = [
            key(&hex(&spki)),
            key(&hex(&spki).to_lowercase()),
            key(&groups.join(" ")),
            key(&base64(&spki)),
            key(&hex(&point)),
            key(&hex(&point[1..])),
            key(&base64(&point[1..])),
            key(&format!("-----BEGIN PUBLIC KEY-----\r\n{}\r\n-----END PUBLIC KEY-----\r\n", base64(&spki))),
            said(hex(&spki), "hex"),
            said(base64(&spki), "base64"),
            said(base64(&spki), ""),
        ];
        let record = curve.record(PAYLOAD);
        for key in keys {
            assert_eq!(signed(&examined(record.as_bytes(), Some(&key)), 0), Signed::Valid, "{}: {key:?}", curve.sa);
        }
        for key in [key("not a key"), key(""), said(hex(&spki), "base32"), key(&hex(&spki[..20]))] {
            assert_eq!(signed(&examined(record.as_bytes(), Some(&key)), 0), Signed::Unchecked, "{key:?}");
        }
    }
}

#[test]
fn a_flipped_bit_of_the_payload_or_the_signature_is_never_valid() {
    let mut random = fastrand::Rng::with_seed(8315);
    for curve in CURVES {
        let [halves, _] = (curve.sign)(PAYLOAD.as_bytes());
        let step = if curve.sa == P256.sa { 1 } else { 11 };
        for at in (0..PAYLOAD.len()).step_by(step) {
            let mut record = with(curve, &hex(&der(&halves)), "");
            record["OCMF|".len() + at] ^= 1 << random.u8(..8);
            let examination = examined(&record, Some(&curve.key_text()));
            assert_ne!(examination.verdict, Verdict::Valid, "{} byte {at}", curve.sa);
            // A payload that became a pipe is no record any more; every other one has an invalid signature.
            let verdict = examination.records[0].signature.as_ref().map(|signature| signature.verdict);
            assert!(matches!(verdict, None | Some(Signed::Invalid)), "{} byte {at}: {verdict:?}", curve.sa);
        }
        for raw in [halves.clone(), der(&halves)] {
            for at in (0..raw.len()).step_by(if step == 1 { 1 } else { 5 }) {
                let mut touched = raw.clone();
                touched[at] ^= 1 << random.u8(..8);
                let examination = examined(&with(curve, &hex(&touched), ""), Some(&curve.key_text()));
                assert_eq!(signed(&examination, 0), Signed::Invalid, "{} byte {at} of {}", curve.sa, raw.len());
            }
        }
    }
}

#[test]
fn a_key_of_another_curve_is_told_and_a_curve_without_an_implementation_is_not_called_invalid() {
    let k1 = CURVES.iter().find(|curve| curve.sa.contains("256k1")).unwrap();
    let examination = examined(P256.record(PAYLOAD).as_bytes(), Some(&k1.key_text()));
    let signature = examination.records[0].signature.as_ref().unwrap();
    assert_eq!(signature.verdict, Signed::Invalid);
    assert!(signature.reason.en.contains("secp256k1") && signature.reason.en.contains("secp256r1"));
    // The same point without its curve's name: no point of the other curve.
    let bare = key(&hex(&(k1.key)()));
    assert_eq!(signed(&examined(P256.record(PAYLOAD).as_bytes(), Some(&bare)), 0), Signed::Invalid);
    for (algorithm, words) in [
        ("ECDSA-secp192k1-SHA256", "curve not supported"),
        ("ECDSA-secp256r1-SHA512", "not supported"),
        ("RSA", "not supported"),
    ] {
        let record = P256.record(PAYLOAD).replace(P256.sa, algorithm);
        let examination = examined(record.as_bytes(), Some(&P256.key_text()));
        let signature = examination.records[0].signature.as_ref().unwrap();
        assert_eq!((signature.verdict, examination.verdict), (Signed::Unchecked, Verdict::Unreadable));
        assert!(signature.reason.en.contains(words) && !signature.reason.en.contains("invalid"));
        assert!(examination.reliable_import().is_err());
    }
}

#[test]
fn nought_and_the_order_are_no_signature() {
    let width = P256.bytes;
    let order = "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551";
    for data in ["00".repeat(2 * width), order.repeat(2), "FF".repeat(2 * width), String::new(), "0".into()] {
        let examination = examined(&with(&P256, &data, ""), Some(&P256.key_text()));
        assert_eq!(signed(&examination, 0), Signed::Invalid, "{data}");
    }
}
