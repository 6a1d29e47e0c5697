//! Seals: keys that other programs read, statements and codes in which no sign can be changed unseen, and a key file that
//! a stop of the machine cannot lose.

use proptest::prelude::*;
use quanheng::ledger::canonical;
use quanheng::locale::{Lang, Say};
use quanheng::seal::{
    Code, CodeMistake, CodeWrong, FILE, Facts, KeyChange, KeyError, KeySet, LONGEST, NEXT, PublicKey, Purpose,
    Rotation, RunDigest, Seal, SealedHead, Signature, SignedBy, Statement, StationKey, Suite, create_if_missing, load,
    settle,
};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

fn bytes(hex: &str) -> Vec<u8> {
    let hex: String = hex.chars().filter(|sign| !sign.is_whitespace()).collect();
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

fn facts() -> Facts {
    Facts {
        station: "江苏省计量院 3号站".into(),
        run: "20261124-101500-pile-3f2a".into(),
        kind: "pile".into(),
        verdict: "pass".into(),
        figures: vec![
            ("error".into(), "+0.12%".into()),
            ("limit".into(), "1.0%".into()),
            ("e".into(), "0.001 kWh".into()),
        ],
        regulation: "JJG 1148-2022".into(),
        demonstration: false,
        signed_by: SignedBy { verifier: true, checker: true, approver: false },
        seq: 57,
        head: [0xA7; 32],
        at: "2026-11-24T10:15:00+08:00".into(),
    }
}

fn known(key: &StationKey) -> KeySet {
    KeySet::from_iter([key.public().clone()])
}

fn statement() -> Statement {
    Statement {
        at: "2026-11-24T10:15:00+08:00".into(),
        digest: [7; 32],
        entries: 12,
        head: SealedHead { hash: [9; 32], seq: 57 },
        purpose: Purpose::Concluded,
        run: "20261124-101500-pile-3f2a".into(),
        station: "站 \"一\"\u{1}\\\n\u{7f}€".into(),
        suite: Suite::Ed25519,
        v: 1,
        verdict: "pass".into(),
    }
}

/// SPKI of a raw Ed25519 key (RFC 8410, section 4) and of an SM2 point (GM/T 0010, OIDs 1.2.840.10045.2.1, 1.2.156.10197.1.301).
fn public(suite: Suite, raw: &str) -> PublicKey {
    use base64::Engine;
    let prefix = match suite {
        Suite::Ed25519 => "302a300506032b6570032100",
        Suite::Sm2Sm3 => "3059301306072a8648ce3d020106082a811ccf5501822d03420004",
    };
    let der = base64::engine::general_purpose::STANDARD.encode([bytes(prefix), bytes(raw)].concat());
    PublicKey::from_pem(
        &format!(
            "-----BEGIN PUBLIC KEY-----\n{}\n{}\n-----END PUBLIC KEY-----\n",
            &der[..der.len().min(64)],
            &der[der.len().min(64)..]
        )
        .replace("\n\n", "\n"),
    )
    .unwrap()
}

#[test]
fn published_vectors_of_both_suites_hold() {
    // FIPS 180-4 and GM/T 0004-2012, example 1: "abc".
    assert_eq!(
        Suite::Ed25519.digest(b"abc").to_vec(),
        bytes("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    );
    assert_eq!(
        Suite::Sm2Sm3.digest(b"abc").to_vec(),
        bytes("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0")
    );
    let vectors: &[(Suite, &str, &[u8], &str)] = &[
        // RFC 8032, 7.1: tests 1, 2 and 3.
        (
            Suite::Ed25519,
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            b"",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            Suite::Ed25519,
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            b"\x72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
        (
            Suite::Ed25519,
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            b"\xaf\x82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        ),
        // GM/T 0003.5-2012 (GB/T 32918.5-2017), annex A: the signature example on the recommended curve, id 1234567812345678.
        (
            Suite::Sm2Sm3,
            "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13",
            b"message digest",
            "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA",
        ),
    ];
    for (suite, key, message, signature) in vectors {
        let key = public(*suite, key);
        assert_eq!(key.suite(), *suite);
        let signature = bytes(signature);
        assert!(key.verify(message, &Signature(signature.clone().try_into().unwrap())), "{suite} {message:?}");
        for bit in (0..512).step_by(13) {
            let mut other = signature.clone();
            other[bit / 8] ^= 1 << (bit % 8);
            assert!(!key.verify(message, &Signature(other.try_into().unwrap())), "{suite}: bit {bit}");
        }
        assert!(!key.verify(b"message digesu", &Signature(signature.try_into().unwrap())));
    }
}

#[test]
fn openssl_reads_the_keys_and_verifies_the_signatures() {
    let openssl =
        |arguments: &[&str], folder: &Path| Command::new("openssl").args(arguments).current_dir(folder).output();
    let folder = tempfile::tempdir().unwrap();
    if openssl(&["version"], folder.path()).is_err() {
        eprintln!("no openssl on this machine: the comparison was not made");
        return;
    }
    for suite in Suite::ALL {
        let data = folder.path().join(suite.name());
        fs::create_dir(&data).unwrap();
        let (key, made) = create_if_missing(&data, suite).unwrap();
        assert!(made);
        fs::write(data.join("public.pem"), key.public().pem()).unwrap();
        // The private file gives the public key that we give.
        let read = openssl(&["pkey", "-in", FILE, "-pubout"], &data).unwrap();
        assert_eq!(
            String::from_utf8_lossy(&read.stdout),
            key.public().pem(),
            "{}",
            String::from_utf8_lossy(&read.stderr)
        );
        let read =
            openssl(&["pkey", "-pubin", "-in", "public.pem", "-outform", "DER", "-out", "public.der"], &data).unwrap();
        assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
        assert_eq!(suite.digest(&fs::read(data.join("public.der")).unwrap()), key.public().fingerprint().0);
        fs::write(data.join("text"), statement().text()).unwrap();
        let signature = key.sign(statement().text().as_bytes()).unwrap();
        let (written, extra): (Vec<u8>, &[&str]) = match suite {
            Suite::Ed25519 => (signature.0.to_vec(), &[]),
            Suite::Sm2Sm3 => {
                let der = sm2::dsa::Signature::from_slice(&signature.0).unwrap().to_der();
                (der.as_bytes().to_vec(), &["-digest", "sm3", "-pkeyopt", "distid:1234567812345678"])
            }
        };
        fs::write(data.join("signature"), written).unwrap();
        let verify = |file: &str| {
            let mut arguments = vec![
                "pkeyutl",
                "-verify",
                "-pubin",
                "-inkey",
                "public.pem",
                "-rawin",
                "-in",
                file,
                "-sigfile",
                "signature",
            ];
            arguments.extend(extra);
            openssl(&arguments, &data).unwrap()
        };
        let said = verify("text");
        assert!(
            said.status.success(),
            "{suite}: {}{}",
            String::from_utf8_lossy(&said.stdout),
            String::from_utf8_lossy(&said.stderr)
        );
        fs::write(data.join("other"), statement().text().replace("57", "58")).unwrap();
        assert!(!verify("other").status.success(), "{suite}: openssl takes a changed text");
    }
}

#[test]
fn a_code_comes_back_as_it_was_and_a_person_can_read_it() {
    for suite in Suite::ALL {
        let key = StationKey::make(suite).unwrap();
        let code = Code::hand_out(&facts(), &key).unwrap();
        let text = code.text();
        assert!(text.is_ascii() && text.len() <= LONGEST, "{text}");
        assert!(text.starts_with("QH1;station=%E6%B1%9F"), "{text}");
        assert!(
            text.contains(";run=20261124-101500-pile-3f2a;kind=pile;verdict=pass;.error=+0.12%25;.limit=1.0%25;"),
            "{text}"
        );
        assert!(text.contains(";by=vc;seq=57;head=p6en"), "{text}");
        let read = Code::parse(&text).unwrap();
        assert_eq!(read, code);
        assert_eq!(read.verify(&known(&key)).unwrap(), key.public());
        assert_eq!((read.station(), read.seq(), read.head()), (facts().station, 57, [0xA7; 32]));
        assert_eq!(read.figures(), facts().figures);
        // As a phone or a mail program may hand it on.
        let chunks: Vec<String> =
            text.as_bytes().chunks(60).map(|chunk| String::from_utf8_lossy(chunk).into_owned()).collect();
        let mailed = format!("\u{FEFF}  {}\r\n\n", chunks.join("\r\n  "));
        assert_eq!(Code::parse(&mailed).unwrap(), code);
        let crowd = format!("第一张：\n{mailed}\n谢谢\n第二张 {text}。\n");
        assert_eq!(Code::parse_all(&crowd), [Ok(code.clone()), Ok(code)]);
    }
}

/// Whatever single sign of a code is replaced, left out or doubled: it is refused, and with the right words.
#[test]
fn no_single_sign_of_a_code_can_be_changed_unseen() {
    let mut tried = 0;
    for suite in Suite::ALL {
        let key = StationKey::make(suite).unwrap();
        let keys = known(&key);
        let text = Code::hand_out(&Facts { demonstration: true, ..facts() }, &key).unwrap().text();
        let check = |changed: &str| match Code::parse(changed) {
            Err(why) => assert!(!why.say(Lang::Zh).is_empty() && !why.say(Lang::En).is_empty()),
            Ok(code) => match code.verify(&keys) {
                Ok(_) => panic!("{changed} was taken for {text}"),
                Err(why) => assert!(why.say(Lang::En).contains("does not match"), "{changed}: {}", why.say(Lang::En)),
            },
        };
        for (at, sign) in text.char_indices() {
            let (before, after) = (&text[..at], &text[at + 1..]);
            let digits = ('0'..='9').filter(|_| sign.is_ascii_digit());
            // SM2 is slow without optimising: its signatures are over the same text, so fewer signs do.
            let others: &[char] = if suite == Suite::Sm2Sm3 { &['~'] } else { &['A', '~'] };
            for other in digits
                .take(if suite == Suite::Sm2Sm3 { 1 } else { 10 })
                .chain(others.iter().copied())
                .filter(|other| *other != sign)
            {
                check(&format!("{before}{other}{after}"));
                tried += 1;
            }
            check(&format!("{before}{after}"));
            check(&format!("{before}{sign}{sign}{after}"));
            tried += 2;
        }
    }
    println!("{tried} changes of one sign, all refused");
    assert!(tried > 3_000, "{tried}");
}

#[test]
fn a_changed_digit_that_can_be_read_is_told_as_a_signature_that_does_not_match() {
    let key = StationKey::make(Suite::Ed25519).unwrap();
    let text = Code::hand_out(&facts(), &key).unwrap().text();
    let other = Code::parse(&text.replace(".error=+0.12", ".error=+0.11")).unwrap();
    assert_eq!(other.verify(&known(&key)), Err(CodeWrong::Signature { key: key.public().fingerprint().short() }));
    let named = text.replace(&format!(";key={}", key.public().fingerprint().short()), ";key=0123456789abcdef");
    let other = Code::parse(&named).unwrap();
    assert!(matches!(other.verify(&known(&key)), Err(CodeWrong::KeyField { .. })));
    let stranger = StationKey::make(Suite::Ed25519).unwrap();
    assert!(matches!(Code::parse(&text).unwrap().verify(&known(&stranger)), Err(CodeWrong::UnknownKey { .. })));
}

#[test]
fn what_cannot_be_read_names_the_field() {
    let key = StationKey::make(Suite::Ed25519).unwrap();
    let text = Code::hand_out(&facts(), &key).unwrap().text();
    let field = |changed: String| match Code::parse(&changed) {
        Err(CodeMistake::Field { field, .. }) => field,
        other => panic!("{changed}: {other:?}"),
    };
    assert_eq!(field(text.replace(";seq=57", ";seq=057")), "seq");
    assert_eq!(field(text.replace(";seq=57", ";seq=5x")), "seq");
    assert_eq!(field(text.replace("%E6%B1", "%E6%b1")), "station");
    assert_eq!(field(text.replace("%E6%B1", "%E6%G1")), "station");
    assert_eq!(field(text.replace(";by=vc", ";by=cv")), "by");
    assert_eq!(field(text.replace(";suite=ed25519", ";suite=ed25518")), "suite");
    assert_eq!(field(text.replace(";head=", ";head=A")), "head");
    assert_eq!(field(format!("{text}A")), "sig");
    assert_eq!(Code::parse(&text.replace(";kind=pile", "")), Err(CodeMistake::Missing("kind")));
    assert_eq!(Code::parse(&text.replace(";at=", ";when=")), Err(CodeMistake::Unexpected("when".into())));
    assert_eq!(Code::parse(&text.replace(";seq=57", ";seq=57;seq=57")), Err(CodeMistake::Unexpected("seq".into())));
    assert_eq!(Code::parse(&text[..300]).map(|_| ()).map_err(|why| why.say(Lang::En).is_empty()), Err(false));
    assert_eq!(Code::parse("hello"), Err(CodeMistake::NotACode));
    assert_eq!(Code::parse(""), Err(CodeMistake::NotACode));
    assert_eq!(
        Code::parse(&format!("{text}{}", "A".repeat(600))).map(|_| ()),
        Err(CodeMistake::TooLong(text.len() + 600))
    );
}

#[test]
fn a_code_always_fits_and_says_what_it_left_out() {
    let key = StationKey::make(Suite::Sm2Sm3).unwrap();
    let long = "权衡%~;= ".repeat(40);
    let extreme = Facts {
        station: long.clone(),
        run: long.clone(),
        kind: long.clone(),
        verdict: long.clone(),
        figures: (0..40).map(|index| (format!("figure{index}"), long.clone())).collect(),
        regulation: long.clone(),
        demonstration: true,
        signed_by: SignedBy { verifier: true, checker: true, approver: true },
        seq: u64::MAX,
        head: [0xFF; 32],
        at: "2".repeat(200),
    };
    let code = Code::hand_out(&extreme, &key).unwrap();
    let text = code.text();
    println!("{} signs without a figure", text.len());
    assert!(text.len() <= LONGEST, "{}", text.len());
    assert!(text.contains(";cut=40;"), "{text}");
    assert!(code.station().ends_with('…') && code.station().starts_with("权衡"), "{}", code.station());
    let read = Code::parse(&text).unwrap();
    assert_eq!(read, code);
    assert!(read.verify(&known(&key)).is_ok());
    // Figures go from the end, and the first ones stay.
    let some = Facts { figures: (0..40).map(|index| (format!("f{index}"), "12.345".into())).collect(), ..facts() };
    let code = Code::hand_out(&some, &key).unwrap();
    assert!(code.text().len() <= LONGEST && code.cut() > 0 && !code.figures().is_empty());
    assert_eq!(code.figures(), &some.figures[..code.figures().len()]);
    assert_eq!(code.cut() as usize + code.figures().len(), 40);
}

#[test]
fn a_statement_is_canonical_and_its_seal_holds_for_nothing_else() {
    for suite in Suite::ALL {
        let key = StationKey::make(suite).unwrap();
        let mut digest = RunDigest::new(suite);
        digest.add(55, "{}");
        let seal = Seal::make(statement().about(digest), &key).unwrap();
        let text = seal.statement.text();
        // The order of its fields is the one that the ledger's canonical JSON has.
        assert_eq!(canonical(&serde_json::from_str(&text).unwrap()).unwrap(), text);
        assert_eq!(Statement::parse(&text).as_ref(), Some(&seal.statement));
        assert!(seal.holds(key.public()));
        let data = seal.data();
        assert_eq!(Seal::from_data(&data), Ok(seal.clone()));
        let other = Seal { statement: Statement { verdict: "fail".into(), ..seal.statement.clone() }, ..seal.clone() };
        assert!(!other.holds(key.public()));
        assert!(!seal.holds(StationKey::make(suite).unwrap().public()));
        for field in ["run", "purpose", "statement", "signature", "key"] {
            let mut without = data.clone();
            without.as_object_mut().unwrap().remove(field);
            assert!(Seal::from_data(&without).is_err(), "{field}");
        }
        let mut other = data.clone();
        other["run"] = "another".into();
        assert!(Seal::from_data(&other).is_err());
        other = data.clone();
        other["statement"] = format!(" {text}").into();
        assert!(Seal::from_data(&other).is_err());
    }
}

#[test]
fn the_digest_of_a_run_is_over_numbers_lengths_and_bodies() {
    let of = |entries: &[(u64, &str)], suite| {
        let mut digest = RunDigest::new(suite);
        for (seq, body) in entries {
            digest.add(*seq, body);
        }
        digest.finish()
    };
    for suite in Suite::ALL {
        let by_hand =
            [&3_u64.to_be_bytes()[..], &2_u64.to_be_bytes(), b"ab", &9_u64.to_be_bytes(), &1_u64.to_be_bytes(), b"c"];
        assert_eq!(of(&[(3, "ab"), (9, "c")], suite), suite.digest(&by_hand.concat()));
        assert_ne!(of(&[(3, "ab"), (9, "c")], suite), of(&[(3, "a"), (9, "bc")], suite));
        assert_ne!(of(&[(3, "ab")], suite), of(&[(4, "ab")], suite));
    }
}

#[test]
fn the_key_file_is_its_owners_only_and_nothing_prints_the_secret() {
    for suite in Suite::ALL {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        assert!(matches!(load(folder.path()), Err(KeyError::Missing(_))));
        // A piece that a stop left behind is in nobody's way.
        fs::write(folder.path().join("station.key.part"), "half").unwrap();
        let (key, made) = create_if_missing(folder.path(), suite).unwrap();
        assert!(made && !folder.path().join("station.key.part").exists());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let (again, made) = create_if_missing(folder.path(), suite).unwrap();
        assert!(!made);
        assert_eq!(again.public(), key.public());
        let pem = fs::read_to_string(&path).unwrap();
        let secret: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
        assert!(!format!("{key:?}").contains(&secret[secret.len() - 20..]));
        for mode in [0o640, 0o604, 0o666, 0o620] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let why = load(folder.path()).unwrap_err();
            assert!(matches!(&why, KeyError::Open { mode: found, .. } if *found == mode), "{why:?}");
            for lang in [Lang::Zh, Lang::En] {
                assert!(why.say(lang).contains(&format!("chmod 600 '{}'", path.display())), "{}", why.say(lang));
            }
            assert!(create_if_missing(folder.path(), suite).is_err());
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        for damaged in [&pem[..pem.len() / 2], "", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"] {
            fs::write(&path, damaged).unwrap();
            assert!(matches!(load(folder.path()), Err(KeyError::Damaged(_))), "{damaged:?}");
            assert!(create_if_missing(folder.path(), suite).is_err(), "a damaged key is never replaced");
        }
        fs::write(&path, [0xFF, 0xFE, 0x00]).unwrap();
        assert!(matches!(load(folder.path()), Err(KeyError::Damaged(_))));
    }
}

#[test]
fn one_key_follows_another_and_a_stop_at_any_step_leaves_the_recorded_one() {
    let folder = tempfile::tempdir().unwrap();
    let (old, _) = create_if_missing(folder.path(), Suite::Ed25519).unwrap();
    let first = old.public().fingerprint();
    // Stopped before the entry was stored: the old key is the recorded one, the new one goes.
    let rotation = Rotation::prepare(folder.path(), &old, Suite::Sm2Sm3).unwrap();
    drop(rotation);
    assert!(matches!(Rotation::prepare(folder.path(), &old, Suite::Ed25519), Err(KeyError::Unfinished(_))));
    assert_eq!(settle(folder.path(), Some(&first)).unwrap().public(), old.public());
    assert!(!folder.path().join(NEXT).exists());
    // Stopped after the entry was stored and before the file took its place: the new key is the recorded one.
    let rotation = Rotation::prepare(folder.path(), &old, Suite::Sm2Sm3).unwrap();
    let data = rotation.change.data(&rotation.signature);
    let second = rotation.public().fingerprint();
    drop(rotation);
    let new = settle(folder.path(), Some(&second)).unwrap();
    assert_eq!((new.public().fingerprint(), new.suite()), (second, Suite::Sm2Sm3));
    assert!(!folder.path().join(NEXT).exists());
    assert_eq!(load(folder.path()).unwrap().public(), new.public());
    // The entry that was stored holds, by the old key and no other.
    let (change, signature, public) = KeyChange::from_data(&data).unwrap();
    assert_eq!(&public, new.public());
    assert!(old.public().verify(change.text().as_bytes(), &signature));
    assert!(!new.public().verify(change.text().as_bytes(), &signature));
    assert_eq!(canonical(&serde_json::from_str(&change.text()).unwrap()).unwrap(), change.text());
    let mut lied = data.clone();
    lied["fingerprint"] = first.whole().into();
    assert_eq!(KeyChange::from_data(&lied), None);
    // Without a stop; and refused.
    let rotation = Rotation::prepare(folder.path(), &new, Suite::Ed25519).unwrap();
    let third = rotation.commit().unwrap();
    assert_eq!(settle(folder.path(), Some(&third.public().fingerprint())).unwrap().public(), third.public());
    Rotation::prepare(folder.path(), &third, Suite::Ed25519).map(drop).unwrap();
    assert_eq!(settle(folder.path(), Some(&third.public().fingerprint())).unwrap().public(), third.public());
    // A ledger that names another key than both files: nothing is signed.
    assert!(matches!(settle(folder.path(), Some(&first)), Err(KeyError::NotRecorded { .. })));
    let unfinished = Rotation::prepare(folder.path(), &third, Suite::Ed25519).unwrap();
    drop(unfinished);
    assert!(matches!(settle(folder.path(), Some(&first)), Err(KeyError::NotRecorded { .. })));
    assert!(folder.path().join(NEXT).exists(), "what is not understood is not thrown away");
    // A new key that was damaged while it waited is in nobody's way, as long as the old one is the recorded one.
    fs::write(folder.path().join(NEXT), "half a k").unwrap();
    fs::set_permissions(folder.path().join(NEXT), fs::Permissions::from_mode(0o600)).unwrap();
    assert!(matches!(settle(folder.path(), Some(&first)), Err(KeyError::Damaged(_))));
    let third = third.public();
    assert_eq!(settle(folder.path(), Some(&third.fingerprint())).unwrap().public(), third);
    assert!(!folder.path().join(NEXT).exists());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_facts_come_back_or_are_marked_as_cut(
        texts in prop::collection::vec("\\PC{0,60}", 6),
        figures in prop::collection::vec(("[a-z.~;=]{1,8}", "\\PC{0,12}"), 0..20),
        seq in any::<u64>(), head in any::<[u8; 32]>(), demonstration in any::<bool>(), letters in 0_u8..8, sm in any::<bool>(),
    ) {
        let key = StationKey::make(if sm { Suite::Sm2Sm3 } else { Suite::Ed25519 }).unwrap();
        let signed_by = SignedBy { verifier: letters & 1 > 0, checker: letters & 2 > 0, approver: letters & 4 > 0 };
        let [station, run, kind, verdict, regulation, at] = texts.try_into().unwrap();
        let facts = Facts { station, run, kind, verdict, figures, regulation, demonstration, signed_by, seq, head, at };
        let code = Code::hand_out(&facts, &key).unwrap();
        let text = code.text();
        prop_assert!(text.len() <= LONGEST && text.is_ascii());
        let read = Code::parse(&text).unwrap();
        prop_assert_eq!(&read, &code);
        prop_assert!(read.verify(&known(&key)).is_ok());
        prop_assert_eq!((read.seq(), read.head(), read.demonstration(), read.signed_by()), (seq, head, demonstration, signed_by));
        let shown = read.station();
        prop_assert!(shown == facts.station || facts.station.starts_with(shown.strip_suffix('…').unwrap()));
        prop_assert_eq!(read.figures(), &facts.figures[..read.figures().len()]);
        prop_assert_eq!(read.cut() as usize, facts.figures.len() - read.figures().len());
    }

    #[test]
    fn any_text_is_read_or_refused_with_words(text in "\\PC{0,200}", begin in any::<bool>()) {
        let text = if begin { format!("QH1;{text}") } else { text };
        if let Err(why) = Code::parse(&text) {
            prop_assert!(!why.say(Lang::Zh).is_empty() && !why.say(Lang::En).is_empty());
        }
        let _ = Code::parse_all(&text);
    }
}
