//! From the first account to the code on somebody's phone: a run is done, checked and approved by three people, its code is
//! taken to another folder with nothing but the public key, and whatever is changed afterwards is found.

use crate::actors::{Running, output, plan, program, scale, stderr, stdout};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Output;
use tempfile::TempDir;

const PEOPLE: [(&str, &str, &str); 4] = [
    ("admin", "administrator", "a long enough password"),
    ("li", "verifier", "271828"),
    ("wang", "checker", "314159"),
    ("zhao", "approver", "161803"),
];

pub struct Station {
    folder: TempDir,
}

impl Station {
    pub fn new() -> Self {
        let station = Self { folder: TempDir::new().unwrap() };
        for (id, role, secret) in PEOPLE {
            std::fs::write(station.secret(id), format!("{secret}\n")).unwrap();
            let mut arguments = vec!["account", "add", id, "--name", id, "--role", role, "--secret-file"];
            let (own, by) = (station.secret(id), station.secret("admin"));
            arguments.push(own.to_str().unwrap());
            if id != "admin" {
                arguments.extend(["--by", "admin", "--by-secret-file", by.to_str().unwrap()]);
            }
            station.done(&arguments);
        }
        station
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub fn secret(&self, id: &str) -> PathBuf {
        self.folder.path().join(format!("{id}.secret"))
    }

    pub fn output(&self, arguments: &[&str]) -> Output {
        output(&self.data(), arguments)
    }

    pub fn done(&self, arguments: &[&str]) -> String {
        let done = self.output(arguments);
        assert_eq!(done.status.code(), Some(0), "{arguments:?}: {}", stderr(&done));
        stdout(&done)
    }

    pub fn sign(&self, run: &str, what: &str, who: &str) -> Output {
        self.output(&["sign", run, what, "--as", who, "--secret-file", self.secret(who).to_str().unwrap()])
    }

    /// Weighs the ten bags of the plan on a simulated scale, officially, in somebody's name; answers with the run's id.
    pub fn weigh(&self, who: &str) -> String {
        let (mut scale, port) = scale(self.folder.path());
        let plan = plan(self.folder.path(), "lot-10.toml", &[("PORT", &port)]);
        let secret = self.secret(who);
        let arguments = [
            "run",
            "lot",
            "--new",
            "--plan",
            plan.to_str().unwrap(),
            "--as",
            who,
            "--secret-file",
            secret.to_str().unwrap(),
        ];
        let mut run = Running::start(program(&self.data(), &arguments));
        let text = std::fs::read_to_string(crate::actors::data_file("scripts/ten-bags.toml")).unwrap();
        let script: toml::Value = toml::from_str(&text).unwrap();
        let mut id = String::new();
        while let Some(event) = run.event() {
            match (event["event"].as_str().unwrap(), event["ask"].as_str()) {
                ("ask", Some("unload")) => scale.say("unload"),
                ("ask", Some("load-package")) => {
                    let number = usize::try_from(event["number"].as_u64().unwrap()).unwrap();
                    scale.say(&format!("load {}", script["scale"]["packages"][number - 1].as_str().unwrap()));
                }
                ("concluded", _) => event["run"].as_str().unwrap().clone_into(&mut id),
                _ => {}
            }
        }
        assert_eq!(run.exit(), Some(1), "three of the ten bags are short");
        id
    }
}

/// A digit of a text, changed.
fn with_other_digit(text: &str, at: usize) -> String {
    let other = |digit: u8| if digit == b'9' { b'0' } else { digit + 1 };
    let mut bytes = text.as_bytes().to_vec();
    let place = (at..bytes.len()).find(|place| bytes[*place].is_ascii_digit()).unwrap();
    bytes[place] = other(bytes[place]);
    String::from_utf8(bytes).unwrap()
}

fn entries(data: &Path) -> Vec<Value> {
    let connection = rusqlite::Connection::open(data.join("ledger.db")).unwrap();
    let mut statement = connection.prepare("SELECT body FROM entry ORDER BY seq").unwrap();
    let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    rows.map(|body| serde_json::from_str(&body.unwrap()).unwrap()).collect()
}

#[test]
fn a_code_taken_home_tells_of_every_change() {
    let station = Station::new();
    let run = station.weigh("li");
    // Nobody signs twice, out of turn, or in a role that is another's.
    assert_eq!(station.sign(&run, "approved", "zhao").status.code(), Some(5), "not before it is checked");
    assert_eq!(station.sign(&run, "checked", "li").status.code(), Some(5), "li did it");
    assert_eq!(station.sign(&run, "checked", "wang").status.code(), Some(0));
    assert_eq!(station.sign(&run, "approved", "wang").status.code(), Some(5), "wang checked it");
    assert_eq!(station.sign(&run, "approved", "zhao").status.code(), Some(0));
    let code = station.done(&["ledger", "code", &run]).trim().to_owned();
    assert!(code.contains(";by=vca;") && code.contains(";verdict=fail;"), "{code}");
    // Every entry of the run names who was signed in; a seal follows conclusion, check and approval.
    let bodies = entries(&station.data());
    let of_run: Vec<&Value> = bodies.iter().filter(|body| body["run"] == run.as_str()).collect();
    let who = |kind: &str| {
        of_run.iter().filter(|body| body["kind"] == kind).map(|body| body["who"].as_str()).collect::<Vec<_>>()
    };
    assert_eq!(who("run-opened"), [Some("li")]);
    assert!(who("observation").iter().all(|who| *who == Some("li")));
    assert_eq!(who("seal"), [Some("li"), Some("wang"), Some("zhao")]);

    // Another folder, another machine: the code and the public key are all there is.
    let elsewhere = TempDir::new().unwrap();
    let key = elsewhere.path().join("station.pem");
    station.done(&["ledger", "key", "--export", key.to_str().unwrap()]);
    let verify = |text: &str| output(elsewhere.path(), &["verify", text, "--key", key.to_str().unwrap()]);
    let holds = verify(&code);
    assert_eq!(holds.status.code(), Some(0), "{}{}", stdout(&holds), stderr(&holds));
    for at in [code.find("t1=").unwrap(), code.find("seq=").unwrap(), code.find("run=").unwrap()] {
        let changed = verify(&with_other_digit(&code, at));
        assert_eq!(changed.status.code(), Some(4), "{}", stdout(&changed));
        assert!(stdout(&changed).contains("signature"), "{}", stdout(&changed));
    }
    // The exported run and the whole ledger are verified there too.
    let exported = elsewhere.path().join("run.json");
    station.done(&["ledger", "export", &run, exported.to_str().unwrap()]);
    let held = verify(exported.to_str().unwrap());
    assert_eq!(held.status.code(), Some(0), "{}{}", stdout(&held), stderr(&held));
    let whole = verify(station.data().join("ledger.db").to_str().unwrap());
    assert_eq!(whole.status.code(), Some(0), "{}{}", stdout(&whole), stderr(&whole));

    // The newest run is taken out of the record with the database's own tools: whoever kept the code finds it.
    let connection = rusqlite::Connection::open(station.data().join("ledger.db")).unwrap();
    let first: i64 = connection
        .query_row("SELECT opened_seq FROM run ORDER BY opened_seq DESC LIMIT 1", [], |row| row.get(0))
        .unwrap();
    connection
        .execute_batch(&format!("DROP TRIGGER entry_no_delete; DELETE FROM entry WHERE seq >= {first};"))
        .unwrap();
    drop(connection);
    station.done(&["ledger", "rebuild"]);
    assert_eq!(
        station.output(&["ledger", "check"]).status.code(),
        Some(0),
        "without a witness a cut end cannot be seen"
    );
    let kept = elsewhere.path().join("kept.txt");
    std::fs::write(&kept, format!("{code}\n")).unwrap();
    let found = station.output(&["ledger", "check", "--witness", kept.to_str().unwrap()]);
    assert_eq!(found.status.code(), Some(4), "{}{}", stdout(&found), stderr(&found));
    assert!(stdout(&found).contains("cut off"), "{}", stdout(&found));
}

#[test]
fn official_work_is_somebodys_and_locks_out_who_guesses() {
    let station = Station::new();
    let plan = plan(station.folder.path(), "lot-10.toml", &[("PORT", &station.folder.path().join("no-such-port"))]);
    let plan = plan.to_str().unwrap();
    let nobody = station.output(&["run", "lot", "--plan", plan]);
    assert_eq!(nobody.status.code(), Some(5), "{}", stderr(&nobody));
    let checker = station.output(&[
        "run",
        "lot",
        "--plan",
        plan,
        "--as",
        "wang",
        "--secret-file",
        station.secret("wang").to_str().unwrap(),
    ]);
    assert_eq!(checker.status.code(), Some(5), "{}", stderr(&checker));
    std::fs::write(station.folder.path().join("wrong"), "000000\n").unwrap();
    let wrong = station.folder.path().join("wrong");
    let guess =
        || station.output(&["run", "lot", "--plan", plan, "--as", "li", "--secret-file", wrong.to_str().unwrap()]);
    for _ in 0..5 {
        assert_eq!(guess().status.code(), Some(5));
    }
    let right = station.output(&[
        "run",
        "lot",
        "--plan",
        plan,
        "--as",
        "li",
        "--secret-file",
        station.secret("li").to_str().unwrap(),
    ]);
    assert_eq!(right.status.code(), Some(5), "locked: {}", stderr(&right));
    let attempts =
        entries(&station.data()).iter().filter(|body| body["kind"] == "sign-in" && body["data"]["ok"] == false).count();
    assert_eq!(attempts, 6, "every attempt is an entry");
    // The demonstration needs no account.
    let demonstration = crate::actors::plan(station.folder.path(), "pile-dc.toml", &[]);
    let run = Running::start(program(
        &station.data(),
        &["run", "pile", "--simulate", "--plan", demonstration.to_str().unwrap()],
    ));
    assert_eq!(run.event().unwrap()["event"], "opened");
}

/// Numbers as the record reserved them, in order: of which run, and the number.
fn numbers(data: &Path) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let reserved = |body: &Value| (text(&body["run"]), text(&body["data"]["number"]));
    entries(data).iter().filter(|body| body["kind"] == "number-reserved").map(reserved).collect()
}

#[test]
fn numbers_of_documents_have_no_gap_and_belong_to_one_run() {
    let station = Station::new();
    let settings = station.data().join("documents.toml");
    std::fs::write(&settings, "org = \"JS\"\ndiscipline = \"L\"\nnumber = \"{org}{discipline}-{seq:04}\"\n").unwrap();
    let runs: Vec<String> = (0..3).map(|_| station.weigh("li")).collect();
    let approve = |run: &str| {
        assert_eq!(station.sign(run, "checked", "wang").status.code(), Some(0));
        station.sign(run, "approved", "zhao").status.code()
    };
    assert_eq!(approve(&runs[0]), Some(0));
    // What is refused takes no number: a returned run, an approval out of turn or twice, a template with a mistake.
    assert_eq!(station.sign(&runs[1], "returned", "wang").status.code(), Some(2), "a return needs a reason");
    assert_ne!(station.sign(&runs[1], "approved", "zhao").status.code(), Some(0));
    assert_ne!(station.sign(&runs[0], "approved", "zhao").status.code(), Some(0));
    std::fs::write(&settings, "number = \"{org}\"\n").unwrap();
    assert_eq!(station.sign(&runs[2], "checked", "wang").status.code(), Some(0));
    let refused = station.sign(&runs[2], "approved", "zhao");
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("{seq:06}"), "{}", stderr(&refused));
    std::fs::write(&settings, "org = \"JS\"\ndiscipline = \"L\"\nnumber = \"{org}{discipline}-{seq:04}\"\n").unwrap();
    assert_eq!(station.sign(&runs[2], "approved", "zhao").status.code(), Some(0));
    assert_eq!(approve(&runs[1]), Some(0));
    let expected = [(&runs[0], "JSL-0001"), (&runs[2], "JSL-0002"), (&runs[1], "JSL-0003")];
    let expected: Vec<(String, String)> = expected.map(|(run, number)| (run.clone(), number.to_owned())).into();
    assert_eq!(numbers(&station.data()), expected);
    // Approval, number and seal stand together, and the seal covers the number.
    let bodies = entries(&station.data());
    for run in &runs {
        let kinds: Vec<&str> =
            bodies.iter().filter(|body| body["run"] == run.as_str()).filter_map(|body| body["kind"].as_str()).collect();
        assert!(kinds.ends_with(&["run-approved", "number-reserved", "seal"]), "{kinds:?}");
    }
    station.done(&["ledger", "check"]);
    let json = station.done(&["report", &runs[2], "--as", "json", "--paper", "report"]);
    assert!(json.contains("JSL-0002"), "{json}");
}
