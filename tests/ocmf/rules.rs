//! The rules of transparency software: each breaks by itself, and a broken rule leaves a valid signature valid.

use super::sign::{P256, PAYLOAD, hex};
use super::{accepted, broken, examined, signed};
use quanheng::ocmf::accepted::Effect;
use quanheng::ocmf::check::Outcome;
use quanheng::ocmf::{Accepted, Signed, Verdict, container, examine};

const FILE: &str = include_str!("../../src/ocmf/accepted.toml");

#[test]
fn each_rule_breaks_by_itself() {
    let end = "\"TX\":\"E\",\"RV\":105.020";
    for (from, to, rule) in [
        ("\"T7\"", "\"7\"", "page"),
        ("\"GS\":\"4711\",", "", "meter"),
        ("\"TX\":\"E\"", "\"TX\":\"C\"", "one-begin-one-end"),
        (end, "\"TX\":\"B\",\"RV\":105.020", "one-begin-one-end"),
        ("\"1-b:1.8.0\"", "\"1-b:2.8.0\"", "one-begin-one-end"),
        ("105.020", "99.999", "value-order"),
        ("T09:30", "T08:30", "time-order"),
        ("\"NONE\"", "\"MISMATCH\"", "identification"),
        ("\"NONE\"", "\"OUTDATED\"", "identification"),
        (end, "\"TX\":\"E\",\"RV\":105.020,\"ST\":\"T\"", "meter-state"),
        ("09:30:00,000+0800 S", "09:30:00,000+0800", "clock"),
        ("09:00:00,000+0800 S", "09:00:00,000+0800 R", "clock"),
        (end, "\"TX\":\"E\",\"RV\":105.020,\"EF\":\"tE\"", "errors"),
        (end, "\"TX\":\"E\",\"RV\":105.020,\"RI\":\"1-b:B2.8.0\"", "same-register"),
        (end, "\"TX\":\"E\",\"RV\":105020,\"RU\":\"Wh\"", "same-register"),
    ] {
        let payload = PAYLOAD.replace(from, to);
        assert_ne!(payload, PAYLOAD, "{from}");
        let examination = examined(P256.record(&payload).as_bytes(), Some(&P256.key_text()));
        assert_eq!(signed(&examination, 0), Signed::Valid);
        assert_eq!(broken(&examination), [rule], "{from} → {to}");
        assert_eq!(examination.verdict, Verdict::Failed);
        assert!(examination.reliable_import().is_err());
    }
}

#[test]
fn energy_is_told_for_every_register_and_only_imported_energy_is_a_reading() {
    let export = PAYLOAD.replace("1-b:1.8.0", "1-b:C2.8.0");
    let examination = examined(P256.record(&export).as_bytes(), Some(&P256.key_text()));
    assert_eq!(examination.verdict, Verdict::Valid);
    assert_eq!(examination.charges[0].energy[0].register, "1-B:C2.8.0");
    assert!(examination.reliable_import().is_err());
    for register in ["01-00:B2.08.00*FF", "1-0:1.8.0*198", "01-00:01.08.00*FF"] {
        let payload = PAYLOAD.replace("1-b:1.8.0", register);
        let examination = examined(P256.record(&payload).as_bytes(), Some(&P256.key_text()));
        assert_eq!(examination.reliable_import().unwrap().difference.to_string(), "5.020", "{register}");
    }
}

/// A container whose values are parts: one with the begin alone, one with the end alone.
fn parts(serial_of_end: &str, ids: [&str; 2]) -> String {
    let reading = |tx: &str, time: &str, rv: &str, page: &str, serial: &str| {
        format!(
            r#"{{"FV":"1.0","GS":"{serial}","PG":"{page}","RD":[{{"TM":"2026-03-15T{time}:00,000+0800 S","TX":"{tx}","RV":{rv},"RI":"1-b:1.8.0","RU":"kWh","ST":"G"}}]}}"#
        )
    };
    let value = |payload: String, id: &str| {
        format!(
            "<value transactionId=\"{id}\"><signedData format=\"OCMF\" encoding=\"plain\">{}</signedData><publicKey encoding=\"hex\">{}</publicKey></value>",
            P256.record(&payload),
            hex(&P256.spki())
        )
    };
    let begin = value(reading("B", "09:00", "1.5", "T1", "A"), ids[0]);
    let end = value(reading("E", "09:30", "4.0", "T2", serial_of_end), ids[1]);
    format!("<?xml version=\"1.0\"?><values>{begin}{end}</values>")
}

#[test]
fn records_of_one_charge_are_read_together_when_they_come_from_one_meter() {
    let examination = examined(parts("A", ["1", "1"]).as_bytes(), None);
    assert_eq!(examination.verdict, Verdict::Valid, "{:?}", examination.charges);
    assert_eq!(examination.reliable_import().unwrap().difference.to_string(), "2.5");
    assert_eq!(examination.charges[0].records, [0, 1]);
    assert_eq!(broken(&examined(parts("B", ["1", "1"]).as_bytes(), None)), ["same-meter"]);
    let apart = examined(parts("A", ["1", "2"]).as_bytes(), None);
    assert_eq!(broken(&apart), ["one-begin-one-end"; 2]);
}

#[test]
fn a_gap_in_the_pages_is_told_and_changes_nothing() {
    let two = |page: &str| {
        let records = [PAYLOAD.to_owned(), PAYLOAD.replace("\"T7\"", page)].map(|payload| P256.record(&payload));
        let values = records.map(|record| format!("<value><signedData>{record}</signedData></value>"));
        examined(format!("<values>{}</values>", values.concat()).as_bytes(), Some(&P256.key_text()))
    };
    for (page, outcome) in [("\"T8\"", Outcome::Pass), ("\"T9\"", Outcome::Fail), ("\"F8\"", Outcome::NotApplicable)] {
        let examination = two(page);
        assert_eq!(examination.file_rules[0].outcome, outcome, "{page}");
        assert_eq!(examination.verdict, Verdict::Valid);
        // Two charges: which of them a reading would be is not said.
        assert!(examination.reliable_import().is_err());
    }
}

#[test]
fn a_laboratory_corrects_the_file_without_a_programmer() {
    let version = "value = \"1.4\"\naccepted = false";
    let corrected = Accepted::of(&FILE.replace(version, "value = \"1.4\"\naccepted = true")).unwrap();
    let record = P256.record(&PAYLOAD.replace("\"1.0\"", "\"1.4\""));
    let items = container::read(record.as_bytes()).unwrap();
    assert_eq!(examine(&items, Some(&P256.key_text()), accepted()).verdict, Verdict::Failed);
    assert_eq!(examine(&items, Some(&P256.key_text()), &corrected).verdict, Verdict::Valid);
    for (from, to, word) in [
        ("id = \"clock\"", "id = \"clocks\"", "unknown rule"),
        ("source = \"specification\"", "source = \" \"", "source is missing"),
        ("curve = \"secp384r1\"", "curve = \"P-384\"", "unknown curve"),
        ("value = \"Wh\"", "value = \"kg\"", "not a unit of energy"),
        ("from = \"9E\"", "from = \"98\"", "overlap"),
        ("status = \"confirmed\"", "", "status"),
        ("effect = \"tell\"", "effect = \"maybe\"", "maybe"),
        ("default_algorithm = \"ECDSA-secp256r1", "default_algorithm = \"ECDSA-none", "default_algorithm"),
    ] {
        let why = Accepted::of(&FILE.replacen(from, to, 1)).unwrap_err();
        assert!(why.0.contains(word), "{from}: {why}");
    }
    let quiet = FILE.replace("id = \"errors\"\neffect = \"refuse\"", "id = \"errors\"\neffect = \"off\"");
    assert_eq!(Accepted::of(&quiet).unwrap().rule("errors").unwrap().effect, Effect::Off);
}
