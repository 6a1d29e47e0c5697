//! Laws of seals: whatever became of a code, a key or an exported run on its way, it is read or refused in words, and what is
//! still taken for signed says what was signed.

use super::law::{Random, law};
use quanheng::ledger::{ExportedRun, KeyHistory, Ledger, Pending, Record};
use quanheng::locale::{Lang, Say};
use quanheng::seal::{Code, Facts, KeySet, PublicKey, Purpose, Seal, SignedBy, Statement, StationKey, Suite};
use serde_json::json;
use tempfile::TempDir;

fn said(why: &impl Say) {
    assert!(!why.say(Lang::Zh).is_empty() && !why.say(Lang::En).is_empty());
}

fn code(key: &StationKey) -> Code {
    let facts = Facts {
        station: "江苏 3号站".into(),
        run: "run-1".into(),
        kind: "pile".into(),
        verdict: "pass".into(),
        figures: vec![("error".into(), "+0.12%".into())],
        regulation: "JJG 1148-2022".into(),
        demonstration: true,
        signed_by: SignedBy { verifier: true, checker: false, approver: false },
        seq: 57,
        head: [0x5A; 32],
        at: "2026-03-15T09:00:00+08:00".into(),
    };
    Code::hand_out(&facts, key).unwrap()
}

#[test]
fn a_touched_code_is_never_taken_for_another() {
    let key = StationKey::make(Suite::Ed25519).unwrap();
    let (code, keys) = (code(&key), KeySet::from_iter([key.public().clone()]));
    law("codes", |random: &mut Random| {
        let mut bytes = code.text().into_bytes();
        random.mutate(&mut bytes);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        for read in Code::parse_all(&text).into_iter().chain([Code::parse(&text)]) {
            match read.as_ref().map(|read| read.verify(&keys)) {
                Err(why) => said(why),
                Ok(Err(why)) => said(&why),
                Ok(Ok(_)) => assert_eq!(read.as_ref(), Ok(&code), "{text}"),
            }
        }
    });
}

#[test]
fn a_touched_key_or_statement_is_another_one_or_none() {
    let key = StationKey::make(Suite::Sm2Sm3).unwrap();
    law("keys of seals", |random: &mut Random| {
        let mut bytes = key.public().pem().as_bytes().to_vec();
        random.mutate(&mut bytes);
        if let Some(read) = PublicKey::from_pem(&String::from_utf8_lossy(&bytes)) {
            // A key has one text, and one fingerprint.
            assert_eq!(read == *key.public(), read.fingerprint() == key.public().fingerprint());
        }
        let text = String::from_utf8_lossy(&random.bytes(200)).into_owned();
        assert!(Statement::parse(&text).is_none() && StationKey::from_pem(&text).is_none());
    });
}

#[test]
fn a_touched_run_never_holds_with_another_verdict() {
    let folder = TempDir::new().unwrap();
    let key = StationKey::make(Suite::Ed25519).unwrap();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let record = |kind: &str, number: u64, data| Record {
        kind: kind.into(),
        run: (kind != "key-made").then(|| "run-1".to_owned()),
        at: format!("2026-03-15T09:00:0{number}.000+08:00"),
        mono_ns: number * 1_000_000_000,
        data,
    };
    ledger.append(&record("key-made", 0, quanheng::seal::KeyChange::made(key.public()))).unwrap();
    ledger.append(&record("run-opened", 1, json!({ "kind": "lot", "title": "米" }))).unwrap();
    ledger.append(&record("run-concluded", 2, json!({ "verdict": "fail" }))).unwrap();
    let seal = |pending: &Pending<'_>| {
        let at = "2026-03-15T09:00:03+08:00";
        let made = pending.statement("run-1", Purpose::Concluded, "站", Suite::Ed25519, at)?;
        Ok(vec![record("seal", 3, Seal::make(made, &key).unwrap().data())])
    };
    ledger.append_followed(&[], &seal).unwrap();
    let keys = KeyHistory::of(&ledger).unwrap().set();
    let text = ExportedRun::of(&ledger, "run-1", &keys).unwrap().unwrap().text().unwrap();
    assert!(ExportedRun::parse(&text).unwrap().examine().holds());
    law("exported runs", |random: &mut Random| {
        let mut bytes = text.clone().into_bytes();
        random.mutate(&mut bytes);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        match ExportedRun::parse(&text) {
            Err(why) => said(&why),
            Ok(exported) => {
                let found = exported.examine();
                let by_key = found.signed_by.find(&key.public().fingerprint()).is_some();
                assert!(!found.holds() || !by_key || found.verdict.as_deref() == Some("fail"), "{text}");
            }
        }
    });
}
