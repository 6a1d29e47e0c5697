//! A station that is not fit begins no official run, says what to do, and still lets people practise.

use crate::actors::{PROGRAM, Running, output, plan, stderr};
use quanheng::ledger::{FILE, Ledger, Record};
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// An official run of the plan with ten bags; its scale need not be there: fitness is asked before.
fn official(folder: &Path, program: &Path) -> Output {
    let plan = plan(folder, "lot-10.toml", &[("PORT", &folder.join("no-such-port"))]);
    let mut command = Command::new(program);
    command.arg("--data").arg(folder.join("data")).args(["--lang", "en", "run", "lot", "--plan"]).arg(plan);
    command.stdin(Stdio::null()).output().unwrap()
}

/// The entries of a ledger as text, oldest first.
fn bodies(folder: &Path, kind: &str) -> Vec<Value> {
    let connection = rusqlite::Connection::open(folder.join("data").join(FILE)).unwrap();
    let mut statement = connection.prepare("SELECT body FROM entry ORDER BY seq").unwrap();
    let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let bodies = rows.map(|body| serde_json::from_str::<Value>(&body.unwrap()).unwrap());
    bodies.filter(|body| body["kind"] == kind).collect()
}

/// The program with one digit of a known case changed: what a damaged disk or a clever hand could do.
fn altered_program(folder: &Path) -> std::path::PathBuf {
    let mut bytes = std::fs::read(PROGRAM).unwrap();
    let known = b"{ instrument = \"2.065\", reference = \"2.0472\" }";
    let at =
        bytes.windows(known.len()).position(|window| window == known).expect("the case lies in the program as text");
    bytes[at + 19] = b'9';
    let path = folder.join("altered");
    std::fs::write(&path, bytes).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}

#[test]
fn an_altered_program_judges_nobody() {
    let folder = TempDir::new().unwrap();
    let altered = altered_program(folder.path());
    let refused = official(folder.path(), &altered);
    assert_eq!(refused.status.code(), Some(5), "{}", stderr(&refused));
    assert!(stderr(&refused).contains("self-test") && stderr(&refused).contains("install"), "{}", stderr(&refused));
    // The demonstration stays possible.
    let plan = plan(folder.path(), "pile-dc.toml", &[]);
    let mut command = Command::new(&altered);
    command
        .arg("--data")
        .arg(folder.path().join("data"))
        .args(["--lang", "en", "run", "pile", "--simulate", "--plan"])
        .arg(&plan);
    let run = Running::start(command);
    assert_eq!(run.event().unwrap()["event"], "opened");
    drop(run);
    // The good program was never changed, so its file and the altered one are two hashes in the record.
    let good = official(folder.path(), Path::new(PROGRAM));
    assert_eq!(good.status.code(), Some(3), "no port, and nothing else in the way: {}", stderr(&good));
    let started = bodies(folder.path(), "program-started");
    assert_eq!(started.len(), 3);
    assert_eq!(started[0]["data"]["self_test"].as_array().unwrap().len(), 1);
    assert_eq!(started[2]["data"]["self_test"], json!([]));
    assert_eq!(started[1]["data"]["changed"], json!([]));
    assert_eq!(started[2]["data"]["changed"], json!(["program"]));
}

#[test]
fn a_record_that_was_changed_takes_no_official_run() {
    let folder = TempDir::new().unwrap();
    assert_eq!(official(folder.path(), Path::new(PROGRAM)).status.code(), Some(3));
    let connection = rusqlite::Connection::open(folder.path().join("data").join(FILE)).unwrap();
    connection
        .execute_batch(
            "DROP TRIGGER entry_no_update; UPDATE entry SET body = replace(body, '\"lot\"', '\"pot\"') WHERE seq = 3;",
        )
        .unwrap();
    drop(connection);
    let refused = official(folder.path(), Path::new(PROGRAM));
    assert_eq!(refused.status.code(), Some(4), "{}", stderr(&refused));
    assert!(stderr(&refused).contains("entry 3") && stderr(&refused).contains("ledger check"), "{}", stderr(&refused));
}

#[test]
fn a_clock_behind_the_record_begins_nothing() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    let mut ledger = Ledger::open(&data).unwrap();
    let at = "2099-01-01T09:00:00.000+08:00".to_owned();
    ledger.append(&Record { kind: "note".into(), run: None, at, mono_ns: 1, data: json!({}) }).unwrap();
    drop(ledger);
    let refused = official(folder.path(), Path::new(PROGRAM));
    assert_eq!(refused.status.code(), Some(5), "{}", stderr(&refused));
    assert!(
        stderr(&refused).contains("2099-01-01") && stderr(&refused).contains("timedatectl"),
        "{}",
        stderr(&refused)
    );
}

#[test]
fn a_person_may_say_that_the_clock_is_right() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    let mut ledger = Ledger::open(&data).unwrap();
    let at = "2099-01-01T09:00:00.000+08:00".to_owned();
    ledger.append(&Record { kind: "note".into(), run: None, at, mono_ns: 1, data: json!({}) }).unwrap();
    drop(ledger);
    assert_eq!(official(folder.path(), Path::new(PROGRAM)).status.code(), Some(5));
    let confirmed = output(&data, &["ledger", "clock", "--reason", "the battery of the clock was changed"]);
    assert_eq!(confirmed.status.code(), Some(0), "{}", stderr(&confirmed));
    // It stands in the record, and work begins again.
    assert_eq!(official(folder.path(), Path::new(PROGRAM)).status.code(), Some(3));
    assert_eq!(bodies(folder.path(), "clock-confirmed").len(), 1);
}

#[test]
fn a_disk_that_is_nearly_full_begins_nothing() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=12m", "tmpfs"])
        .arg(&data)
        .stderr(Stdio::null())
        .status();
    if !mounted.is_ok_and(|status| status.success()) {
        eprintln!("not allowed to mount a small disk here: not tried");
        return;
    }
    let refused = official(folder.path(), Path::new(PROGRAM));
    let unmounted = Command::new("umount").arg(&data).status().unwrap();
    assert!(unmounted.success());
    assert_eq!(refused.status.code(), Some(5), "{}", stderr(&refused));
    assert!(stderr(&refused).contains("MiB left"), "{}", stderr(&refused));
}

#[test]
fn figures_and_profiles_that_changed_stand_in_the_record() {
    let folder = TempDir::new().unwrap();
    official(folder.path(), Path::new(PROGRAM));
    let devices = folder.path().join("data/devices");
    std::fs::create_dir_all(&devices).unwrap();
    let shown = output(folder.path(), &["device", "show", "yaohua-xk3190-a9"]);
    assert!(shown.status.success());
    let text =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("devices/scale/yaohua-xk3190-a9.toml"))
            .unwrap();
    std::fs::write(devices.join("mine.toml"), format!("{text}\n# looked over\n")).unwrap();
    official(folder.path(), Path::new(PROGRAM));
    let started = bodies(folder.path(), "program-started");
    assert_eq!(started[1]["data"]["changed"], json!(["devices"]));
    assert_eq!(started[1]["data"]["devices"]["own"][0]["file"], "mine.toml");
    let opened = bodies(folder.path(), "run-opened");
    let used = &opened[0]["data"]["devices"][0];
    assert_eq!((&used["role"], &used["device"]), (&json!("scale"), &json!("yaohua-xk3190-a9")));
    assert_eq!(used["sha256"].as_str().map(str::len), Some(64));
}

#[test]
fn a_run_is_not_continued_with_another_profile() {
    let folder = TempDir::new().unwrap();
    assert_eq!(official(folder.path(), Path::new(PROGRAM)).status.code(), Some(3));
    let devices = folder.path().join("data/devices");
    std::fs::create_dir_all(&devices).unwrap();
    let text =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("devices/scale/yaohua-xk3190-a9.toml"))
            .unwrap();
    std::fs::write(devices.join("yaohua-xk3190-a9.toml"), format!("{text}\n# other\n")).unwrap();
    let refused = official(folder.path(), Path::new(PROGRAM));
    assert_eq!(refused.status.code(), Some(5), "{}", stderr(&refused));
    assert!(stderr(&refused).contains("yaohua-xk3190-a9 has changed"), "{}", stderr(&refused));
}
