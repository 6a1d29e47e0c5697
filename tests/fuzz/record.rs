//! Laws of signed records: any bytes are read or refused in words, and nothing invented is ever valid.

use super::law::{Random, law};
use quanheng::ocmf::{Accepted, KeyText, PublicKey, Verdict, container, examine};

const RECORD: &str = include_str!("../data/ocmf/keba_kcp30.ocmf");
const KEY: &str = include_str!("../data/ocmf/keba_kcp30.key");

fn key() -> KeyText {
    KeyText { text: KEY.to_owned(), encoding: None }
}

#[test]
fn a_touched_record_or_container_is_never_valid_with_another_payload() {
    let accepted = Accepted::embedded().unwrap();
    let xml = format!(
        "<?xml version=\"1.0\"?>\r\n<values>\r\n<value transactionId=\"1\"><signedData format=\"OCMF\" encoding=\"plain\">{}</signedData><publicKey encoding=\"hex\">{KEY}</publicKey></value></values>",
        RECORD.trim()
    );
    law("signed records", |random: &mut Random| {
        let mut bytes = if random.chance(50) { RECORD.as_bytes().to_vec() } else { xml.as_bytes().to_vec() };
        random.mutate(&mut bytes);
        let Ok(items) = container::read(&bytes) else { return };
        let examination = examine(&items, Some(&key()), accepted);
        if examination.verdict == Verdict::Valid {
            let hash = examination.records[0].payload_sha256.as_deref().unwrap();
            assert!(hash.starts_with("36c2fb48609f"), "{}", String::from_utf8_lossy(&bytes));
        }
    });
}

#[test]
fn any_bytes_are_a_key_or_none() {
    law("keys", |random: &mut Random| {
        let _ = PublicKey::of_bytes(&random.bytes(120));
        let mut text = KEY.as_bytes().to_vec();
        random.mutate(&mut text);
        let text = String::from_utf8_lossy(&text).into_owned();
        let _ = PublicKey::of_text(&KeyText { text, encoding: None });
        if let Ok(items) = container::read(&random.bytes(200)) {
            assert!(items.len() < 200);
        }
    });
}
