//! Whoever has a public key can verify what a station handed out: codes, exported runs, whole ledgers; and what was changed
//! behind a seal or a kept code is found.

use crate::actors::{PROGRAM, output, stderr, stdout};
use crate::settings::setting;
use quanheng::ledger::{FILE, FirstWrong, KeyHistory, Ledger, Pending, Record, SealWrong, seals_of_run};
use quanheng::seal::{
    Code, Facts, KeyChange, Purpose, Rotation, Seal, SignedBy, StationKey, Suite, create_if_missing, settle,
};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// A station that does runs: what its engine writes, through the same rooms.
struct Station {
    folder: TempDir,
    ledger: Option<Ledger>,
    seconds: u64,
}

impl Station {
    fn new(suite: Suite) -> Self {
        let folder = TempDir::new().unwrap();
        let ledger = Ledger::open(folder.path()).unwrap();
        let (key, made) = create_if_missing(folder.path(), suite).unwrap();
        assert!(made);
        let mut station = Self { folder, ledger: Some(ledger), seconds: 0 };
        station.append("key-made", None, KeyChange::made(key.public()));
        station
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn at(&mut self) -> String {
        self.seconds += 1;
        format!("2026-03-15T09:{:02}:{:02}.000+08:00", self.seconds / 60, self.seconds % 60)
    }

    fn append(&mut self, kind: &str, run: Option<&str>, data: Value) -> u64 {
        let (at, mono_ns) = (self.at(), self.seconds * 1_000_000_000);
        let record = Record { kind: kind.into(), run: run.map(str::to_owned), at, mono_ns, data };
        self.ledger.as_mut().unwrap().append(&record).unwrap().seq
    }

    fn key(&self) -> StationKey {
        let history = KeyHistory::of(self.ledger.as_ref().unwrap()).unwrap();
        settle(self.path(), history.present().map(|entry| entry.key.fingerprint()).as_ref()).unwrap()
    }

    fn seal(&mut self, run: &str, purpose: Purpose) {
        let (key, at) = (self.key(), self.at());
        let (sealed_at, mono_ns) = (self.at(), self.seconds * 1_000_000_000);
        let seal = |pending: &Pending<'_>| {
            let statement = pending.statement(run, purpose, "江苏 3号站", key.suite(), &at)?;
            let data = Seal::make(statement, &key).unwrap().data();
            Ok(vec![Record { kind: "seal".into(), run: Some(run.into()), at: sealed_at.clone(), mono_ns, data }])
        };
        self.ledger.as_mut().unwrap().append_followed(&[], &seal).unwrap();
    }

    /// A whole run; the text of its code.
    fn run(&mut self, id: &str, demonstration: bool) -> String {
        self.append(
            "run-opened",
            Some(id),
            json!({ "kind": "lot", "title": "米 rice", "demonstration": demonstration }),
        );
        for weight in ["500.1", "499.8", "500.0"] {
            self.append("observation", Some(id), json!({ "value": weight, "unit": "g" }));
        }
        self.append("run-concluded", Some(id), json!({ "verdict": "pass" }));
        self.seal(id, Purpose::Concluded);
        let (key, at) = (self.key(), self.at());
        let head = self.ledger.as_ref().unwrap().head();
        let facts = Facts {
            station: "江苏 3号站".into(),
            run: id.into(),
            kind: "lot".into(),
            verdict: "pass".into(),
            figures: vec![("mean".into(), "499.97 g".into())],
            regulation: "JJF 1070-2023".into(),
            demonstration,
            signed_by: SignedBy::default(),
            seq: head.seq,
            head: head.hash,
            at,
        };
        let text = Code::hand_out(&facts, &key).unwrap().text();
        self.append("code-handed-out", Some(id), json!({ "run": id, "code": text }));
        text
    }

    /// Lets go of the ledger, as the program does when it ends.
    fn close(&mut self) {
        self.ledger = None;
    }

    fn open(&mut self) {
        self.ledger = Some(Ledger::open(self.path()).unwrap());
    }

    fn public(&self, name: &str) -> PathBuf {
        let history = KeyHistory::of(&Ledger::open_reading(self.path()).unwrap()).unwrap();
        let path = self.path().join(name);
        fs::write(&path, history.present().unwrap().key.pem()).unwrap();
        path
    }

    fn export(&self, run: &str) -> PathBuf {
        let file = self.path().join(format!("{run}.json"));
        let said = quanheng(self.path(), &["ledger", "export", run, file.to_str().unwrap()]);
        assert_eq!(said.status.code(), Some(0), "{}{}", stdout(&said), stderr(&said));
        file
    }
}

fn quanheng(data: &Path, arguments: &[&str]) -> Output {
    output(data, arguments)
}

/// What it says in Chinese, all of it holding.
fn chinese(data: &Path, arguments: &[&str]) -> String {
    let said = Command::new(PROGRAM).arg("--data").arg(data).args(["--lang", "zh"]).args(arguments).output().unwrap();
    assert_eq!(said.status.code(), Some(0), "{}{}", stdout(&said), stderr(&said));
    stdout(&said)
}

/// Verifies with nothing but the keys that are named, in a data folder that has nothing; exit code and facts.
fn verify(subject: &str, keys: &[&Path]) -> (Option<i32>, Value, String) {
    verify_in(TempDir::new().unwrap().path(), subject, keys)
}

fn verify_in(data: &Path, subject: &str, keys: &[&Path]) -> (Option<i32>, Value, String) {
    let mut arguments = vec!["--json", "verify", subject];
    for key in keys {
        arguments.extend(["--key", key.to_str().unwrap()]);
    }
    let said = output(data, &arguments);
    let first = stdout(&said).lines().next().and_then(|line| serde_json::from_str(line).ok()).unwrap_or_default();
    (said.status.code(), first, format!("{}{}", stdout(&said), stderr(&said)))
}

/// Changes the file behind the ledger's back, and mends hashes and chain so that only seals and kept codes can tell.
fn rewrite(folder: &Path, from: &str, to: &str) {
    use sha2::{Digest, Sha256};
    let connection = Connection::open(folder.join(FILE)).unwrap();
    connection
        .execute_batch("DROP TRIGGER entry_no_update; DROP TRIGGER entry_no_delete; DROP TRIGGER entry_in_turn;")
        .unwrap();
    let mut statement = connection.prepare("SELECT seq, body FROM entry ORDER BY seq").unwrap();
    let rows: Vec<(i64, String)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
    let mut previous = [0_u8; 32];
    let mut changed = 0;
    for (seq, body) in rows {
        let body = if changed == 0 && body.contains(from) {
            changed += 1;
            body.replacen(from, to, 1)
        } else {
            body
        };
        let hash: [u8; 32] = Sha256::new().chain_update(previous).chain_update(body.as_bytes()).finalize().into();
        let sql = "UPDATE entry SET body = ?2, previous = ?3, hash = ?4 WHERE seq = ?1";
        connection.execute(sql, rusqlite::params![seq, body, previous.as_slice(), hash.as_slice()]).unwrap();
        previous = hash;
    }
    assert_eq!(changed, 1, "{from} is not in the ledger");
}

#[test]
fn the_seals_of_a_run_say_which_of_them_holds_and_from_where_one_does_not() {
    let mut station = Station::new(Suite::Ed25519);
    station.run("run-1", false);
    station.append("run-checked", Some("run-1"), json!({ "who": "zhao", "outcome": "agreed", "note": "" }));
    station.seal("run-1", Purpose::Checked);
    station.append("run-opened", Some("run-2"), json!({ "kind": "lot", "title": "米" }));
    station.append("run-concluded", Some("run-2"), json!({ "verdict": "pass" }));
    station.close();
    let judged = |run: &str| seals_of_run(&Ledger::open_reading(station.path()).unwrap(), run).unwrap();
    let whole = judged("run-1");
    assert_eq!((whole.hold(), whole.seals.len(), whole.unsealed), (true, 2, false));
    assert_eq!((whole.seals[0].found.entries, whole.seals[1].found.entries), (5, 8));
    // A run that was concluded behind the key's back has none.
    assert_eq!((judged("run-2").unsealed, judged("run-2").hold()), (true, false));
    // One body changed: the entry itself is named, by both seals that cover it.
    let connection = Connection::open(station.path().join(FILE)).unwrap();
    connection.execute_batch("DROP TRIGGER entry_no_update;").unwrap();
    connection.execute("UPDATE entry SET body = replace(body, '499.8', '499.9') WHERE seq = 4", []).unwrap();
    let changed = judged("run-1");
    let firsts: Vec<_> = changed.seals.iter().map(|seal| seal.first).collect();
    assert_eq!(firsts, [Some(FirstWrong::Entry(4)); 2]);
    assert!(changed.seals.iter().all(|seal| seal.found.wrong == Some(SealWrong::Digest)), "{changed:?}");
    connection.execute("UPDATE entry SET body = replace(body, '499.9', '499.8') WHERE seq = 4", []).unwrap();
    assert_eq!(judged("run-1"), whole);
    connection
        .execute_batch(
            "CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'entries do not change'); END;",
        )
        .unwrap();
    drop(connection);
    // The check changed and every hash made anew: the first seal holds, so it happened behind what that one covers.
    rewrite(station.path(), "agreed", "bought");
    let rewritten = judged("run-1");
    assert_eq!(rewritten.seals[0].found.wrong, None);
    assert_eq!(rewritten.seals[1].found.wrong, Some(SealWrong::Digest));
    assert_eq!(rewritten.seals[1].first, Some(FirstWrong::Among(7, 9)));
}

#[test]
fn a_code_is_verified_as_text_and_as_a_file_with_nothing_but_the_key() {
    for suite in Suite::ALL {
        let mut station = Station::new(suite);
        let code = station.run("run-1", false);
        station.close();
        let key = station.public("station.pem");
        let (exit, facts, said) = verify(&code, &[&key]);
        assert_eq!(exit, Some(0), "{said}");
        assert_eq!((&facts["what"], &facts["holds"], &facts["trusted"]), (&json!("code"), &json!(true), &json!(true)));
        assert_eq!(
            (&facts["run"], &facts["verdict"], &facts["suite"]),
            (&json!("run-1"), &json!("pass"), &json!(suite.name()))
        );
        assert_eq!(facts["figures"], json!([["mean", "499.97 g"]]));
        // A file, broken into lines by mail, twice.
        let file = station.path().join("mail.txt");
        fs::write(&file, format!("您好：\r\n{}\r\n{}\r\n谢谢！\r\n{code}\r\n", &code[..99], &code[99..])).unwrap();
        let (exit, _, said) = verify(file.to_str().unwrap(), &[&key]);
        assert_eq!((exit, stdout_lines(&said)), (Some(0), 2), "{said}");
        // A digit changed; a sign doubled at the end; the version; no key; another's key.
        let (exit, facts, said) = verify(&code.replace("499.97", "499.98"), &[&key]);
        assert_eq!((exit, &facts["holds"]), (Some(4), &json!(false)));
        assert!(said.contains("does not match"), "{said}");
        assert!(facts["findings"].to_string().contains("签名不符"));
        let (exit, _, said) = verify(&format!("{code}A"), &[&key]);
        assert_eq!(exit, Some(2), "{said}");
        assert!(said.contains("the field sig"), "{said}");
        assert_eq!(verify(&code.replace("QH1;", "QH2;"), &[&key]).0, Some(2));
        assert_eq!(verify(&code.replace(";seq=", ";seq=x"), &[&key]).0, Some(2));
        let (exit, facts, said) = verify(&code, &[]);
        assert_eq!((exit, &facts["trusted"]), (Some(5), &json!(false)), "{said}");
        assert!(said.contains("--key"), "{said}");
        let stranger = Station::new(suite);
        assert_eq!(verify(&code, &[&stranger.public("stranger.pem")]).0, Some(5));
        // A key laid into the folder of trusted ones; and a file that is no key.
        let data = TempDir::new().unwrap();
        fs::create_dir(data.path().join("trusted")).unwrap();
        fs::copy(&key, data.path().join("trusted/jiangsu.pem")).unwrap();
        fs::write(data.path().join("trusted/old.pem"), "no key").unwrap();
        let (exit, _, said) = verify_in(data.path(), &code, &[]);
        assert_eq!(exit, Some(0), "{said}");
        assert!(said.contains("old.pem is no public key"), "{said}");
        assert_eq!(verify(&code, &[&file]).0, Some(2), "a file that is no key was taken for one");
    }
    assert_eq!(verify("hello", &[]).0, Some(2));
    assert_eq!(verify("", &[]).0, Some(2));
}

fn stdout_lines(said: &str) -> usize {
    said.lines().filter(|line| line.starts_with('{')).count()
}

#[test]
fn the_page_for_people_says_what_holds_in_both_languages() {
    let mut station = Station::new(Suite::Ed25519);
    let code = station.run("run-1", true);
    station.close();
    let data = station.path();
    let en = stdout(&output(data, &["verify", &code]));
    let zh = chinese(data, &["verify", &code]);
    assert!(
        zh.contains("签名正确")
            && zh.contains("这是演示")
            && zh.contains("本机记录的第 7 条与凭证所见一致")
            && zh.ends_with("全部成立\n"),
        "{zh}"
    );
    assert!(en.contains("the signature holds") && en.contains("DEMONSTRATION") && en.ends_with("all holds\n"), "{en}");
}

#[test]
fn a_demonstrations_own_key_speaks_for_play_only() {
    let mut play = Station::new(Suite::Ed25519);
    let (code, official) = (play.run("run-1", true), play.run("run-2", false));
    play.close();
    let data = TempDir::new().unwrap();
    fs::create_dir(data.path().join("demonstration")).unwrap();
    fs::copy(play.path().join(FILE), data.path().join("demonstration").join(FILE)).unwrap();
    assert_eq!(verify_in(data.path(), &code, &[]).0, Some(0));
    assert_eq!(verify_in(data.path(), &official, &[]).0, Some(5));
}

#[test]
fn an_exported_run_holds_and_every_change_of_it_is_found() {
    for suite in Suite::ALL {
        let mut station = Station::new(suite);
        station.run("other", false);
        station.run("run-1", false);
        station.append("run-checked", Some("run-1"), json!({ "who": "li", "outcome": "pass", "note": "" }));
        station.seal("run-1", Purpose::Checked);
        station.run("another", false);
        station.close();
        let (key, file) = (station.public("station.pem"), station.export("run-1"));
        let text = fs::read_to_string(&file).unwrap();
        let (exit, facts, said) = verify(file.to_str().unwrap(), &[&key]);
        assert_eq!(exit, Some(0), "{said}");
        assert_eq!(
            (&facts["what"], &facts["run"], &facts["seals"], &facts["codes"]),
            (&json!("run"), &json!("run-1"), &json!(2), &json!(1))
        );
        assert_eq!(verify(file.to_str().unwrap(), &[]).0, Some(5));
        // Canonical, and the same however often it is exported.
        assert_eq!(quanheng::ledger::canonical(&serde_json::from_str(&text).unwrap()).unwrap(), text);
        let again = quanheng(station.path(), &["ledger", "export", "run-1", file.to_str().unwrap()]);
        assert_eq!(again.status.code(), Some(2), "a file that is there was written over");
        let none = quanheng(station.path(), &["ledger", "export", "nobody", "none.json"]);
        assert_eq!(none.status.code(), Some(2));
        // Every change: of one sign in an entry, hashes mended or not; of an entry left out, added, or put elsewhere.
        let changed = |change: &dyn Fn(&mut Value)| {
            let mut value: Value = serde_json::from_str(&text).unwrap();
            change(&mut value);
            let path = station.path().join("changed.json");
            fs::write(&path, value.to_string()).unwrap();
            verify(path.to_str().unwrap(), &[&key])
        };
        let body = |value: &mut Value, at: usize, from: &str, to: &str| {
            let text = value["entries"][at]["body"].as_str().unwrap().to_owned();
            assert!(text.contains(from), "{text}");
            value["entries"][at]["body"] = text.replacen(from, to, 1).into();
        };
        let mend = |value: &mut Value, at: usize| {
            use sha2::{Digest, Sha256};
            let entry = &value["entries"][at];
            let previous: Vec<u8> = {
                let hex = entry["previous"].as_str().unwrap();
                (0..32).map(|byte| u8::from_str_radix(&hex[byte * 2..byte * 2 + 2], 16).unwrap()).collect()
            };
            let hash = Sha256::new().chain_update(previous).chain_update(entry["body"].as_str().unwrap()).finalize();
            let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
            value["entries"][at]["hash"] = hash.clone().into();
            if value["entries"].get(at + 1).is_some() {
                value["entries"][at + 1]["previous"] = hash.into();
            }
        };
        let (exit, _, said) = changed(&|value| body(value, 1, "500.1", "500.2"));
        assert_eq!(exit, Some(4), "{said}");
        assert!(said.contains("does not have its hash"), "{said}");
        let mended = changed(&|value| {
            body(value, 1, "500.1", "500.2");
            let entries = value["entries"].as_array().unwrap().len();
            (1..entries).for_each(|at| mend(value, at));
        });
        assert_eq!(mended.0, Some(4), "{}", mended.2);
        assert!(mended.2.contains("are not those that were sealed"), "{}", mended.2);
        let shorter = changed(&|value| drop(value["entries"].as_array_mut().unwrap().remove(2)));
        assert_eq!(shorter.0, Some(4), "{}", shorter.2);
        let verdict = changed(&|value| {
            body(value, 4, "\"pass\"", "\"fail\"");
            (4..value["entries"].as_array().unwrap().len()).for_each(|at| mend(value, at));
        });
        assert_eq!(verdict.0, Some(4), "{}", verdict.2);
        // The seals taken out; one entry put behind the last seal; the code changed.
        let unsealed = changed(&|value| {
            value["entries"]
                .as_array_mut()
                .unwrap()
                .retain(|entry| !entry["body"].as_str().unwrap().contains("\"kind\":\"seal\""));
        });
        assert_eq!(unsealed.0, Some(4), "{}", unsealed.2);
        assert!(unsealed.2.contains("there is no seal"), "{}", unsealed.2);
        let added = changed(&|value| {
            let mut last = value["entries"].as_array().unwrap().last().unwrap().clone();
            last["seq"] = (last["seq"].as_u64().unwrap() + 1).into();
            last["previous"] = last["hash"].clone();
            last["body"] =
                r#"{"at":"x","boot":"b","data":{"who":"nobody"},"kind":"run-approved","mono_ns":"1","run":"run-1"}"#
                    .into();
            value["entries"].as_array_mut().unwrap().push(last);
            let at = value["entries"].as_array().unwrap().len() - 1;
            mend(value, at);
        });
        assert_eq!(added.0, Some(4), "{}", added.2);
        assert!(added.2.contains("behind the last seal"), "{}", added.2);
        // Another key put into the file: the seals are not its.
        let other = StationKey::make(suite).unwrap();
        let forged = changed(&|value| {
            value["keys"] = json!([{ "suite": suite.name(), "fingerprint": other.public().fingerprint().whole(), "public": other.public().pem() }]);
        });
        assert_eq!(forged.0, Some(4), "{}", forged.2);
        // Not understandable.
        assert_eq!(changed(&|value| value["quanheng-run"] = 2.into()).0, Some(2));
        assert_eq!(changed(&|value| value["extra"] = 2.into()).0, Some(2));
        assert_eq!(changed(&|value| value["entries"][0]["hash"] = "AB".into()).0, Some(2));
        assert_eq!(verify("{", &[]).0, Some(2));
    }
}

/// Bytes all over an exported run: none may change unseen. `QUANHENG_SEAL_STRIDE=1` takes every one of them.
#[test]
fn no_byte_of_an_exported_run_can_be_changed_unseen() {
    use quanheng::ledger::ExportedRun;
    let mut station = Station::new(Suite::Ed25519);
    station.run("run-1", false);
    station.close();
    let text = fs::read_to_string(station.export("run-1")).unwrap();
    // The head is that of the whole ledger when it was exported: a hint where to look, which no seal covers.
    let unsigned = text.find("\"head\":{").unwrap();
    let unsigned = unsigned..unsigned + text[unsigned..].find('}').unwrap();
    let trusted = KeyHistory::of(&Ledger::open_reading(station.path()).unwrap()).unwrap().set();
    let mut tried = 0;
    let stride = setting("QUANHENG_SEAL_STRIDE").unwrap_or(11) as usize;
    let seed = setting("QUANHENG_SEAL_SEED").unwrap_or_else(|| fastrand::u64(..)) as usize;
    println!("QUANHENG_SEAL_SEED={seed} QUANHENG_SEAL_STRIDE={stride}");
    let signs = text.char_indices().filter(|(at, sign)| sign.is_ascii() && !unsigned.contains(at));
    for (at, sign) in signs.skip(seed % stride).step_by(stride) {
        let other = if sign == '0' { '1' } else { '0' };
        let changed = format!("{}{other}{}", &text[..at], &text[at + 1..]);
        let Ok(exported) = ExportedRun::parse(&changed) else { continue };
        let found = exported.examine();
        let strangers = found.signed_by.all().any(|key| trusted.find(&key.fingerprint()).is_none());
        assert!(!found.holds() || strangers, "byte {at} {sign:?} was changed unseen: {changed}");
        tried += 1;
    }
    println!("{tried} of {} bytes changed and still readable, all found", text.len());
    assert!(tried > 1000 / stride, "{tried}");
}

#[test]
fn a_run_is_taken_in_when_it_holds_and_its_key_is_trusted() {
    let mut station = Station::new(Suite::Sm2Sm3);
    station.run("run-1", false);
    station.run("play", true);
    station.close();
    let (key, file, play) = (station.public("station.pem"), station.export("run-1"), station.export("play"));
    let (key, file, play) = (key.to_str().unwrap(), file.to_str().unwrap(), play.to_str().unwrap());
    let bureau = TempDir::new().unwrap();
    let import = |data: &Path, arguments: &[&str]| output(data, &[&["ledger", "import"], arguments].concat());
    let refused = import(bureau.path(), &[file]);
    assert_eq!(refused.status.code(), Some(5));
    assert!(stderr(&refused).contains("nobody here trusts the key"), "{}", stderr(&refused));
    let done = import(bureau.path(), &[file, "--key", key]);
    assert_eq!(done.status.code(), Some(0), "{}", stderr(&done));
    let again = import(bureau.path(), &[file, "--key", key]);
    assert_eq!(again.status.code(), Some(5));
    assert!(stderr(&again).contains("already: entry 1"), "{}", stderr(&again));
    assert_eq!(import(bureau.path(), &[play, "--key", key]).status.code(), Some(5));
    assert!(stderr(&import(station.path(), &[file])).contains("this ledger's own"));
    let changed = station.path().join("changed.json");
    fs::write(&changed, fs::read_to_string(file).unwrap().replacen("500.1", "500.2", 1)).unwrap();
    assert_eq!(import(bureau.path(), &[changed.to_str().unwrap(), "--key", key]).status.code(), Some(4));
    // What was taken in is an entry like any other, with the file's digest and all of its entries.
    let text = fs::read(file).unwrap();
    let body: String = Connection::open(bureau.path().join(FILE))
        .unwrap()
        .query_row("SELECT body FROM entry WHERE seq = 1", [], |row| row.get(0))
        .unwrap();
    let entry: Value = serde_json::from_str(&body).unwrap();
    let digest: String = Suite::Ed25519.digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!((&entry["kind"], &entry["data"]["digest"]), (&json!("run-imported"), &json!(digest)));
    assert_eq!((&entry["data"]["run"], &entry["data"]["verdict"]), (&json!("run-1"), &json!("pass")));
    let exported: Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(entry["data"]["entries"], exported["entries"]);
    assert_eq!(output(bureau.path(), &["ledger", "check"]).status.code(), Some(0));
}

#[test]
fn a_whole_ledger_is_verified_with_its_seals_and_changes_of_keys() {
    let mut station = Station::new(Suite::Ed25519);
    let first = station.public("first.pem");
    station.run("run-1", false);
    station.close();
    let rotate = |suite: &str| output(station.path(), &["ledger", "key", "--rotate", "--suite", suite]);
    let said = rotate("sm2-sm3");
    assert_eq!(said.status.code(), Some(0), "{}", stderr(&said));
    assert!(stdout(&said).contains("suite sm2-sm3") && stdout(&said).contains("former key"), "{}", stdout(&said));
    station.seconds += 1000;
    station.open();
    station.run("run-2", false);
    station.close();
    let file = station.path().join(FILE);
    let file = file.to_str().unwrap();
    // The key that was published first vouches for the one that followed it.
    let (exit, facts, said) = verify(file, &[&first]);
    assert_eq!(exit, Some(0), "{said}");
    assert_eq!(
        (&facts["what"], &facts["seals"], facts["keys"].as_array().unwrap().len()),
        (&json!("ledger"), &json!(2), 2)
    );
    assert!(said.contains("signed by the key before"), "{said}");
    assert_eq!(verify(file, &[]).0, Some(5));
    // The second key alone does not vouch for the first.
    assert_eq!(verify(file, &[&station.public("second.pem")]).0, Some(5));
    assert_eq!(verify_in(station.path(), file, &[]).0, Some(0), "a ledger's own folder trusts it");

    // Rewritten with every hash mended: the chain holds, the seals do not.
    let copy = TempDir::new().unwrap();
    let copied = copy.path().join(FILE);
    fs::copy(file, &copied).unwrap();
    rewrite(copy.path(), "\"499.8\"", "\"499.9\"");
    assert_eq!(output(copy.path(), &["ledger", "check"]).status.code(), Some(0), "only the seals can tell");
    let (exit, _, said) = verify(copied.to_str().unwrap(), &[&first]);
    assert_eq!(exit, Some(4), "{said}");
    assert!(said.contains("are not those that were sealed") && said.contains("the ledger was rewritten"), "{said}");
    // A key slipped in, whose change the old one did not sign.
    fs::copy(file, &copied).unwrap();
    let stranger = StationKey::make(Suite::Sm2Sm3).unwrap();
    let second = KeyHistory::of(&Ledger::open_reading(station.path()).unwrap()).unwrap().keys[1].key.clone();
    rewrite(
        copy.path(),
        &format!("\"fingerprint\":\"{}\",\"old\"", second.fingerprint().whole()),
        &format!("\"fingerprint\":\"{}\",\"old\"", stranger.public().fingerprint().whole()),
    );
    let (exit, _, said) = verify(copied.to_str().unwrap(), &[&first]);
    assert_eq!(exit, Some(4), "{said}");
    assert!(said.contains("the key is not the one of its fingerprint"), "{said}");
    // A seal taken away.
    fs::copy(file, &copied).unwrap();
    rewrite(copy.path(), "\"kind\":\"seal\"", "\"kind\":\"sea1\"");
    let (exit, _, said) = verify(copied.to_str().unwrap(), &[&first]);
    assert_eq!(exit, Some(4), "{said}");
    assert!(said.contains("run-1 was concluded and has no seal"), "{said}");
    // Every seal and key taken out: what is left is a chain that anybody could have made.
    let bare = TempDir::new().unwrap();
    let mut ledger = Ledger::open(bare.path()).unwrap();
    for entry in Ledger::open_reading(station.path()).unwrap().entries_of_run("run-1").unwrap() {
        if !matches!(entry.record.kind.as_str(), "seal" | "code-handed-out") {
            ledger.append(&entry.record).unwrap();
        }
    }
    drop(ledger);
    let (exit, _, said) = verify(bare.path().join(FILE).to_str().unwrap(), &[&first]);
    assert_eq!(exit, Some(5), "{said}");
    assert!(said.contains("nothing says who wrote it"), "{said}");
    // A file that was damaged in the middle.
    fs::write(&copied, b"SQLite format 3\0rubbish").unwrap();
    assert_eq!(verify(copied.to_str().unwrap(), &[&first]).0, Some(4));
}

#[test]
fn a_kept_code_finds_a_ledger_that_was_cut_or_rewritten_behind_it() {
    let mut station = Station::new(Suite::Ed25519);
    let (one, two) = (station.run("run-1", false), station.run("run-2", false));
    station.close();
    let kept = station.path().join("kept.txt");
    fs::write(&kept, format!("照片里的两张：\n{one}\n\n第二张\n  {}\n{}\n", &two[..50], &two[50..])).unwrap();
    let kept = kept.to_str().unwrap();
    let check = |data: &Path, witness: &str| {
        let said = output(data, &["ledger", "check", "--witness", witness]);
        (said.status.code(), format!("{}{}", stdout(&said), stderr(&said)))
    };
    let (exit, said) = check(station.path(), kept);
    assert_eq!(exit, Some(0), "{said}");
    assert!(said.contains("2 witnesses agree"), "{said}");
    // A code that was changed is no witness, and its file is told with the number of the code.
    let bad = station.path().join("bad.txt");
    fs::write(&bad, one.replace("499.97", "499.90")).unwrap();
    let (exit, said) = check(station.path(), bad.to_str().unwrap());
    assert_eq!(exit, Some(2), "{said}");
    assert!(said.contains("code 1 was not used: the signature does not match"), "{said}");
    assert_eq!(check(station.path(), "57:9c0f").0, Some(2));
    assert_eq!(check(station.path(), "/nowhere/at/all").0, Some(2));
    let empty = station.path().join("empty.txt");
    fs::write(&empty, "nothing").unwrap();
    assert_eq!(check(station.path(), empty.to_str().unwrap()).0, Some(2));

    // Cut behind the second run's code: the chain that is left holds by itself, whoever kept the code knows better.
    let copy = TempDir::new().unwrap();
    fs::copy(station.path().join(FILE), copy.path().join(FILE)).unwrap();
    let connection = Connection::open(copy.path().join(FILE)).unwrap();
    let seq = Code::parse(&two).unwrap().seq();
    connection.execute_batch(&format!("DROP TRIGGER entry_no_delete; DELETE FROM entry WHERE seq >= {seq};")).unwrap();
    drop(connection);
    assert_eq!(output(copy.path(), &["ledger", "rebuild"]).status.code(), Some(0));
    assert_eq!(output(copy.path(), &["ledger", "check"]).status.code(), Some(0));
    let (exit, said) = check(copy.path(), kept);
    assert_eq!(exit, Some(4), "{said}");
    assert!(said.contains("its end was cut off"), "{said}");
    assert_eq!(verify_in(copy.path(), &two, &[]).0, Some(4), "verify looks into the ledger that is at hand");
    // Rewritten from the beginning, every hash mended.
    fs::copy(station.path().join(FILE), copy.path().join(FILE)).unwrap();
    rewrite(copy.path(), "\"500.1\"", "\"500.2\"");
    assert_eq!(output(copy.path(), &["ledger", "check"]).status.code(), Some(0));
    let (exit, said) = check(copy.path(), kept);
    assert_eq!(exit, Some(4), "{said}");
    assert!(said.contains("a witness saw another hash"), "{said}");
    assert_eq!(verify_in(copy.path(), &one, &[]).0, Some(4));
}

/// The machine stops after the entry is on disk and before the new key is in the place of the old one.
#[test]
fn a_change_of_keys_that_was_cut_off_is_finished_by_the_next_one() {
    let mut station = Station::new(Suite::Ed25519);
    let old = station.key();
    let rotation = Rotation::prepare(station.path(), &old, Suite::Ed25519).unwrap();
    let (data, second) = (rotation.change.data(&rotation.signature), rotation.public().fingerprint());
    station.append("key-changed", None, data);
    drop(rotation);
    station.close();
    let said = output(station.path(), &["ledger", "key"]);
    assert_eq!(said.status.code(), Some(5), "{}", stderr(&said));
    assert!(stderr(&said).contains("the last change of keys was cut off"), "{}", stderr(&said));
    let said = output(station.path(), &["--json", "ledger", "key", "--rotate"]);
    assert_eq!(said.status.code(), Some(0), "{}", stderr(&said));
    let facts: Value = serde_json::from_str(&stdout(&said)).unwrap();
    let keys: Vec<&Value> = facts["keys"].as_array().unwrap().iter().map(|key| &key["fingerprint"]).collect();
    assert_eq!((keys.len(), keys[1]), (3, &json!(second.whole())));
    assert!(facts["keys"].as_array().unwrap().iter().all(|key| key["vouched"] == true));
    station.seconds += 1000;
    station.open();
    station.run("run-1", false);
    station.close();
    assert_eq!(verify_in(station.path(), station.path().join(FILE).to_str().unwrap(), &[]).0, Some(0));
}

#[test]
fn the_key_is_shown_published_and_refused_when_others_can_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let none = TempDir::new().unwrap();
    assert_eq!(output(none.path(), &["ledger", "key"]).status.code(), Some(2), "no ledger");
    let mut station = Station::new(Suite::Ed25519);
    let key = station.key().public().clone();
    station.close();
    let data = station.path();
    let said = chinese(data, &["ledger", "key"]);
    assert!(said.contains(&key.fingerprint().to_string()) && said.contains("套件 ed25519"), "{said}");
    let facts: Value = serde_json::from_str(&stdout(&output(data, &["--json", "ledger", "key"]))).unwrap();
    assert_eq!(
        (&facts["fingerprint"], &facts["suite"], &facts["seq"]),
        (&json!(key.fingerprint().whole()), &json!("ed25519"), &json!(1))
    );
    let pem = data.join("public.pem");
    assert_eq!(output(data, &["ledger", "key", "--export", pem.to_str().unwrap()]).status.code(), Some(0));
    assert_eq!(fs::read_to_string(&pem).unwrap(), key.pem());
    let secret = data.join("station.key");
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o644)).unwrap();
    for arguments in [&["ledger", "key"][..], &["ledger", "key", "--rotate"]] {
        let said = output(data, arguments);
        assert_eq!(said.status.code(), Some(5));
        assert!(stderr(&said).contains("chmod 600"), "{}", stderr(&said));
    }
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o600)).unwrap();
    // The key of another ledger in its place signs nothing.
    let other = Station::new(Suite::Ed25519);
    fs::copy(other.path().join("station.key"), &secret).unwrap();
    let said = output(data, &["ledger", "key", "--rotate"]);
    assert_eq!(said.status.code(), Some(4));
    assert!(stderr(&said).contains("not the present key of the ledger"), "{}", stderr(&said));
    let entries = Ledger::open_reading(data).unwrap().head_as_read().unwrap().seq;
    assert_eq!(entries, 1, "a change that was refused left an entry");
}
