//! The published record of a real pile, both ways.

use super::{broken, examined, key, signed};
use quanheng::ocmf::{Signed, Verdict};

pub const RECORD: &str = include_str!("../data/ocmf/keba_kcp30.ocmf");
pub const KEY: &str = include_str!("../data/ocmf/keba_kcp30.key");

#[test]
fn the_published_record_is_valid_and_tells_its_energy() {
    let examination = examined(RECORD.as_bytes(), Some(&key(KEY)));
    let record = &examination.records[0];
    assert_eq!(record.payload_bytes, Some(391));
    let hash = "36c2fb48609f835918b9f3123a5209ed02b46c02ba746b3c9c4df86244998e4d";
    assert_eq!(record.payload_sha256.as_deref(), Some(hash));
    assert_eq!(signed(&examination, 0), Signed::Valid);
    // The begin's clock is informative, the end's relative: that is allowed, only the reverse is not.
    assert_eq!(broken(&examination), Vec::<&str>::new());
    assert_eq!(examination.verdict, Verdict::Valid);
    let energy = examination.reliable_import().unwrap();
    assert_eq!((energy.difference.to_string(), energy.unit.symbol()), ("0.0001".to_owned(), "kWh"));
}

#[test]
fn one_changed_digit_makes_it_invalid() {
    let changed = RECORD.replace("2019-08-13T10:03:15", "2019-08-12T10:03:15");
    let examination = examined(changed.as_bytes(), Some(&key(KEY)));
    let hash = "e6fbf7ad5a48fd6409704cc99715d53d7b47f6ad07d4ef4ac036602c470950a9";
    assert_eq!(examination.records[0].payload_sha256.as_deref(), Some(hash));
    assert_eq!(signed(&examination, 0), Signed::Invalid);
    assert_eq!(examination.verdict, Verdict::Failed);
    // The rules say nothing against it: they are told apart.
    assert_eq!(broken(&examination), Vec::<&str>::new());
    assert!(examination.reliable_import().is_err());
}

#[test]
fn without_a_key_nothing_is_said_about_the_signature() {
    let examination = examined(RECORD.as_bytes(), None);
    assert_eq!(signed(&examination, 0), Signed::Unchecked);
    assert_eq!(examination.verdict, Verdict::Unreadable);
    assert!(examination.reliable_import().is_err());
}
