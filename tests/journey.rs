//! Journeys of the two users through the real program: simulated instruments on real ptys, real files, real kills.

use crate::actors::{PROGRAM, Running, data_file, output, plan, program, scale, stderr, stdout};
use serde_json::Value;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// Puts on the scale what the run asks for, until `stop` says so or the run ends; answers with what was observed.
fn weigh(run: &Running, scale: &mut Running, mut stop: impl FnMut(usize) -> bool) -> (Vec<Value>, Option<Value>) {
    let bags: Value = {
        let text = std::fs::read_to_string(data_file("scripts/ten-bags.toml")).unwrap();
        let script: toml::Value = toml::from_str(&text).unwrap();
        serde_json::to_value(&script["scale"]["packages"]).unwrap()
    };
    let mut observed = Vec::new();
    while let Some(event) = run.event() {
        match (event["event"].as_str().unwrap(), event["ask"].as_str()) {
            ("ask", Some("unload")) => scale.say("unload"),
            ("ask", Some("load-package")) => {
                let number = usize::try_from(event["number"].as_u64().unwrap()).unwrap();
                scale.say(&format!("load {}", bags[number - 1].as_str().unwrap()));
            }
            ("observation", _) => {
                observed.push(event);
                if stop(observed.len()) {
                    return (observed, None);
                }
            }
            ("concluded", _) => return (observed, Some(event)),
            _ => {}
        }
    }
    (observed, None)
}

fn packages(observed: &[Value]) -> Vec<(u64, String)> {
    let of_package = observed.iter().filter(|event| event["of"] == "package");
    of_package.map(|event| (event["number"].as_u64().unwrap(), event["value"].as_str().unwrap().to_owned())).collect()
}

#[test]
fn a_lot_with_three_short_bags_fails_and_its_ledger_holds() {
    let folder = TempDir::new().unwrap();
    let (mut scale, port) = scale(folder.path());
    let plan = plan(folder.path(), "lot-10.toml", &[("PORT", &port)]);
    let mut run = Running::start(program(folder.path(), &["run", "lot", "--plan", plan.to_str().unwrap()]));
    let (observed, concluded) = weigh(&run, &mut scale, |_| false);
    let concluded = concluded.expect("a verdict");
    assert_eq!(run.exit(), Some(1));
    let taken = packages(&observed);
    assert_eq!(taken.iter().map(|(number, _)| *number).collect::<Vec<_>>(), (1..=10).collect::<Vec<_>>());
    assert_eq!(taken[4].1, "0.4920");
    assert_eq!(concluded["verdict"], "fail");
    assert_eq!(concluded["judgement"]["lot"]["t1"], 3);
    assert_eq!(concluded["judgement"]["lot"]["mean_tare"], "9.6");
    let check = output(folder.path(), &["ledger", "check"]);
    assert_eq!(check.status.code(), Some(0), "{}", stderr(&check));
    // Every observation leads back to its bytes: each frame decodes to the value that was taken.
    for event in observed.iter().filter(|event| event["of"] == "package") {
        let reading = event["readings"].as_array().unwrap().last().unwrap();
        let decoded = output(folder.path(), &["decode", "yaohua-tf0", reading["frame"].as_str().unwrap(), "--json"]);
        let decoded: Value = serde_json::from_str(&stdout(&decoded)).unwrap();
        assert_eq!(decoded["readings"][0]["value"], event["value"]);
    }
}

#[test]
fn a_run_that_is_killed_continues_with_the_next_bag() {
    let folder = TempDir::new().unwrap();
    let (mut scale, port) = scale(folder.path());
    let plan = plan(folder.path(), "lot-10.toml", &[("PORT", &port)]);
    let arguments = ["run", "lot", "--plan", plan.to_str().unwrap()];
    let mut told = Vec::new();
    // Killed after the third bag, then after two more, then left to end.
    for bags in [3, 2, 10] {
        let mut run = Running::start(program(folder.path(), &arguments));
        let (observed, concluded) = weigh(&run, &mut scale, |count| count == bags);
        told.extend(packages(&observed));
        if concluded.is_some() {
            assert_eq!(run.exit(), Some(1));
            break;
        }
        run.child.kill().unwrap();
    }
    assert_eq!(told.iter().map(|(number, _)| *number).collect::<Vec<_>>(), (1..=10).collect::<Vec<_>>());
    let runs = stdout(&output(folder.path(), &["ledger", "list", "--json"]));
    assert_eq!(runs.lines().count(), 1, "one run, not one a start: {runs}");
    let run: Value = serde_json::from_str(&runs).unwrap();
    let entries = stdout(&output(folder.path(), &["ledger", "show", run["run"].as_str().unwrap(), "--json"]));
    let stored = entries.lines().filter(|line| line.contains("package ")).count();
    assert_eq!(stored, 10, "none twice, none lost:\n{entries}");
    assert_eq!(output(folder.path(), &["ledger", "check"]).status.code(), Some(0));
}

#[test]
fn a_pile_that_is_fast_passes_with_every_step_in_the_trace() {
    let folder = TempDir::new().unwrap();
    let plan = plan(folder.path(), "pile-dc.toml", &[]);
    let mut run =
        Running::start(program(folder.path(), &["run", "pile", "--simulate", "--plan", plan.to_str().unwrap()]));
    let mut concluded = None;
    while let Some(event) = run.event() {
        if event["event"] == "concluded" {
            concluded = Some(event);
        }
    }
    let judgement = concluded.expect("a verdict")["judgement"].clone();
    assert_eq!(run.exit(), Some(0));
    let point = &judgement["pile"]["load_points"][0];
    assert_eq!(point["mean_percent"], "0.869480");
    assert_eq!(point["rounded_percent"], "0.8");
    assert_eq!(judgement["verdict"], "pass");
    assert_eq!(judgement["regulation_status"], "unconfirmed");
    let results: Vec<&str> =
        judgement["trace"].as_array().unwrap().iter().filter_map(|s| s["result"].as_str()).collect();
    for step in ["+0.869480 %", "+0.8 %", "pass"] {
        assert!(results.contains(&step), "{step} in {results:?}");
    }
    let list = stdout(&output(folder.path(), &["ledger", "list", "--json"]));
    assert!(list.contains("\"demonstration\":true"), "{list}");
}

#[test]
fn reading_resumes_when_the_instrument_comes_back() {
    let folder = TempDir::new().unwrap();
    let (mut first, port) = scale(folder.path());
    first.say("load 12.345");
    let arguments = ["read", "--device", "yaohua-xk3190-a9", "--json", "--port", port.to_str().unwrap()];
    let read = Running::start(program(folder.path(), &arguments));
    let value = |event: &Value| event["value"].as_str().unwrap().to_owned();
    while value(&read.event().unwrap()) != "12.3450" {}
    drop(first);
    // The link of a killed simulator is left behind; the next one takes it over.
    let (mut second, _) = scale(folder.path());
    second.say("load 7.5");
    let mut seq = 0;
    loop {
        let event = read.event().unwrap();
        let number = event["seq"].as_u64().unwrap();
        assert!(number > seq, "numbers go on: {number} after {seq}");
        seq = number;
        let frame = event["frame"].as_str().unwrap();
        assert!(frame.starts_with("02 2B") && frame.ends_with("03"), "{frame}");
        if value(&event) == "7.5000" {
            break;
        }
    }
}

#[test]
fn several_instruments_are_read_as_json() {
    let folder = TempDir::new().unwrap();
    for (device, items) in [("dlt645-2007-ac", 6), ("eastron-sdm630", 4), ("mettler-toledo-mt-sics", 1)] {
        let link = folder.path().join(device);
        let mut command = program(folder.path(), &["simulate", device, "--link"]);
        command.arg(&link);
        let simulator = Running::start(command);
        assert_eq!(simulator.line().as_deref(), link.to_str());
        let count = (items * 2).to_string();
        let arguments = ["read", "--device", device, "--json", "--count", &count, "--port", link.to_str().unwrap()];
        let read = output(folder.path(), &arguments);
        assert_eq!(read.status.code(), Some(0), "{device}: {}", stderr(&read));
        let readings: Vec<Value> = stdout(&read).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(readings.len(), items * 2);
        for key in [
            "seq", "at", "mono_ns", "device", "port", "port_id", "quantity", "value", "unit", "stable", "flags",
            "frame",
        ] {
            assert!(readings.iter().all(|reading| reading.get(key).is_some()), "{device}: {key}");
        }
    }
}

#[test]
fn what_is_wrong_is_said_and_ends_with_the_right_code() {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    let write = |name: &str, text: &str| {
        let file = path.join(name);
        std::fs::write(&file, text).unwrap();
        file.to_str().unwrap().to_owned()
    };
    let unit = write("unit.toml", "lot_size = 8\nlabel = { quantity = \"500\", unit = \"furlong\" }\nnet = [\"1\"]\n");
    let missing = write("missing.toml", "lot_size = 8\nnet = [\"1\"]\n");
    let key = write("key.toml", "lot_size = 8\nlable = { quantity = \"500\", unit = \"g\" }\n");
    let number = write(
        "number.json",
        "{\"lot_size\":8,\"label\":{\"quantity\":\"500\",\"unit\":\"g\"},\"net\":[\"501\",\"5O0\"]}",
    );
    let expired = write(
        "expired.toml",
        "date = \"2026-03-15\"\nclass = \"2\"\ncurrent = \"dc\"\nstandards = [{ name = \"S\", valid_until = \"2026-03-14\" }]\n",
    );
    let plan = write(
        "plan.toml",
        "product = \"x\"\nlot_size = 40\nlabel = { quantity = \"500\", unit = \"g\" }\nscale = { device = \"yaohua-xk3190-a9\", port = \"/dev/nowhere\" }\n",
    );
    let table: [(&[&str], i32, &str); 14] = [
        (&["read", "--device", "yaohua-xk3190-a9", "--port", "/dev/nowhere"], 3, "/dev/nowhere"),
        (&["read", "--device", "yaohua-xk3190-a9", "--port", "/dev/null"], 3, "not a serial port"),
        (&["read", "--device", "nothing", "--port", "/dev/null"], 2, "yaohua-xk3190-a9"),
        (&["decode", "nothing", "00"], 2, "dlt645-2007"),
        (&["decode", "yaohua-tf0", "0G"], 2, "character 2"),
        (&["judge", "lot", &unit], 2, "furlong"),
        (&["judge", "lot", &missing], 2, "label"),
        (&["judge", "lot", &key], 2, "lable"),
        (&["judge", "lot", &number], 2, "net[1]"),
        (&["judge", "lot", "nowhere.toml"], 2, "nowhere.toml"),
        (&["judge", "pile", &expired], 5, "2026-03-14"),
        (&["run", "lot", "--plan", &plan], 3, "/dev/nowhere"),
        (&["simulate", "nothing"], 2, "yaohua-xk3190-a9"),
        (&["ledger", "check", "nowhere.db"], 2, "nowhere.db"),
    ];
    for (arguments, code, words) in table {
        let output = output(path, arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", stderr(&output));
        assert!(stderr(&output).contains(words), "{arguments:?}: {words:?} in {}", stderr(&output));
        assert!(!stderr(&output).contains("panicked"), "{arguments:?}");
    }
}

#[test]
fn a_data_folder_that_cannot_be_written_is_refused() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("a-file");
    std::fs::write(&file, "x").unwrap();
    let plan = plan(folder.path(), "lot-10.toml", &[]);
    let refused = output(&file.join("data"), &["run", "lot", "--plan", plan.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(5), "{}", stderr(&refused));
    assert!(stderr(&refused).contains("--data"), "{}", stderr(&refused));
}

#[test]
fn a_full_disk_says_so_and_the_run_goes_on_when_there_is_room_again() {
    let folder = TempDir::new().unwrap();
    let plan = plan(folder.path(), "lot-10.toml", &[]);
    let script = data_file("scripts/ten-bags.toml");
    let arguments =
        ["run", "lot", "--simulate", "--plan", plan.to_str().unwrap(), "--script", script.to_str().unwrap()];
    let run = |blocks: &str| {
        // No file may grow beyond the limit, and writing beyond it fails instead of killing: for the program, a full disk.
        let mut shell = Command::new("sh");
        shell.args(["-c", "trap '' XFSZ; ulimit -f \"$0\"; exec \"$@\"", blocks, PROGRAM, "--lang", "en", "--data"]);
        shell.arg(folder.path()).args(arguments).stdin(Stdio::null()).output().unwrap()
    };
    let full = run("300");
    assert_eq!(full.status.code(), Some(5), "{}", stderr(&full));
    assert!(stderr(&full).contains("what was not written does not count"), "{}", stderr(&full));
    let before = stdout(&full).lines().filter(|line| line.contains("\"of\":\"package\"")).count();
    assert!((1..10).contains(&before), "{before} packages fitted: the limit is not in the middle of the run");
    let rest = run("unlimited");
    assert_eq!(rest.status.code(), Some(1), "{}", stderr(&rest));
    let after = stdout(&rest).lines().filter(|line| line.contains("\"of\":\"package\"")).count();
    assert_eq!(before + after, 10, "none twice, none lost");
    assert_eq!(output(folder.path(), &["ledger", "check"]).status.code(), Some(0));
}

#[test]
fn a_second_program_is_told_who_has_the_ledger() {
    let folder = TempDir::new().unwrap();
    let (scale, port) = scale(folder.path());
    let plan = plan(folder.path(), "lot-10.toml", &[("PORT", &port)]);
    let arguments = ["run", "lot", "--plan", plan.to_str().unwrap()];
    let first = Running::start(program(folder.path(), &arguments));
    first.event().unwrap();
    let second = output(folder.path(), &arguments);
    assert_eq!(second.status.code(), Some(5), "{}", stderr(&second));
    assert!(stderr(&second).contains(&first.child.id().to_string()), "{}", stderr(&second));
    drop(scale);
}

/// The child of the test below: one thread of it is wrong.
#[test]
fn child_with_a_bug() {
    if std::env::var_os("QUANHENG_TEST_BUG").is_none() {
        return;
    }
    quanheng::cli::bug::watch(quanheng::locale::Lang::En);
    let _ = std::thread::spawn(|| panic!("a bug on purpose")).join();
    println!("went on after the bug");
}

#[test]
fn a_bug_in_any_thread_ends_the_program_in_order() {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["journey::child_with_a_bug", "--exact", "--nocapture", "--test-threads=1"]);
    let output = child.env("QUANHENG_TEST_BUG", "1").output().unwrap();
    assert_eq!(output.status.code(), Some(70), "{}", stderr(&output));
    assert!(stderr(&output).contains("a bug on purpose"), "{}", stderr(&output));
    assert!(!stdout(&output).contains("went on"), "{}", stdout(&output));
}

#[test]
fn what_a_scanner_read_is_stored_with_the_package_that_is_weighed_next() {
    let folder = TempDir::new().unwrap();
    let (mut scale, port) = scale(folder.path());
    let at = folder.path().join("scanner");
    let arguments = ["simulate", "generic-barcode", "--hands", "stdin", "--link", at.to_str().unwrap()];
    let mut scanner = Running::start(program(folder.path(), &arguments));
    assert_eq!(scanner.line().as_deref(), at.to_str());
    let plan = plan(folder.path(), "lot-10.toml", &[("PORT", &port)]);
    let with_scanner = format!("scanner = {{ device = \"generic-barcode\", port = {:?} }}\n", at.to_str().unwrap());
    let text = std::fs::read_to_string(&plan).unwrap().replacen("tare =", &format!("{with_scanner}tare ="), 1);
    std::fs::write(&plan, text).unwrap();
    let mut run = Running::start(program(folder.path(), &["run", "lot", "--plan", plan.to_str().unwrap()]));
    let (mut named, mut concluded, mut put) = (Vec::new(), false, 0_u64);
    while let Some(event) = run.event() {
        match (event["event"].as_str().unwrap(), event["ask"].as_str()) {
            ("ask", Some("unload")) => {
                scale.say("unload");
                scanner.say("unload");
            }
            // The third package is not scanned; each other one is, and laid on the scale when its code has come.
            ("ask", Some("load-package")) => {
                put = event["number"].as_u64().unwrap();
                let hand = if put == 3 { &mut scale } else { &mut scanner };
                hand.say("load 0.5124");
            }
            ("scanned", _) => scale.say("load 0.5124"),
            ("observation", _) if event["of"] == "package" => named.push((put, event["package"].clone())),
            ("concluded", _) => concluded = true,
            _ => {}
        }
    }
    assert!(concluded);
    assert_eq!(run.exit(), Some(0));
    let name = |number: u64| match number {
        1 | 2 => format!("PACKAGE-{number:06}").into(),
        3 => Value::Null,
        _ => format!("PACKAGE-{:06}", number - 1).into(),
    };
    assert_eq!(named, (1..=10).map(|number| (number, name(number))).collect::<Vec<_>>());

    // A scale in place of the scanner is said before anything is measured.
    let text = std::fs::read_to_string(&plan).unwrap().replace("generic-barcode", "yaohua-xk3190-a9");
    std::fs::write(&plan, text).unwrap();
    let refused = output(folder.path(), &["run", "lot", "--plan", plan.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("is no scanner"), "{}", stderr(&refused));
}

#[test]
fn a_recorded_run_comes_out_the_same_when_it_is_played_again_and_a_changed_byte_is_named() {
    let folder = TempDir::new().unwrap();
    let (mut scale, port) = scale(folder.path());
    let plan = plan(folder.path(), "lot-10.toml", &[("PORT", &port)]);
    let sessions = folder.path().join("sessions");
    std::fs::create_dir(&sessions).unwrap();
    let sessions = sessions.to_str().unwrap();
    let arguments = ["run", "lot", "--plan", plan.to_str().unwrap(), "--record", sessions];
    // Killed after the fourth bag, and continued: two recordings, one run.
    let mut first = Running::start(program(folder.path(), &arguments));
    weigh(&first, &mut scale, |count| count == 4);
    first.child.kill().unwrap();
    let mut second = Running::start(program(folder.path(), &arguments));
    let (_, concluded) = weigh(&second, &mut scale, |_| false);
    assert_eq!(second.exit(), Some(1));
    let run = concluded.expect("a verdict")["run"].as_str().unwrap().to_owned();
    let recordings: Vec<_> = std::fs::read_dir(sessions).unwrap().flatten().map(|entry| entry.path()).collect();
    assert_eq!(recordings.len(), 2);

    let replay = output(folder.path(), &["replay", sessions, "--run", &run]);
    assert_eq!(replay.status.code(), Some(0), "{}{}", stdout(&replay), stderr(&replay));
    assert!(stdout(&replay).contains("the same: 10 observations, verdict fail"), "{}", stdout(&replay));

    // Half of what was heard is not the run that was done: the first package that is missing is named.
    let one = output(folder.path(), &["replay", recordings[0].to_str().unwrap(), "--run", &run]);
    assert_eq!(one.status.code(), Some(1), "{}{}", stdout(&one), stderr(&one));
    assert!(stdout(&one).contains("differs: "), "{}", stdout(&one));

    // Another weight in the bytes: bag 5 showed 0.4920 kg.
    let (then, now) = ("2B 30 30 34 39 32 30 34", "2B 30 30 34 39 33 30 34");
    for recording in &recordings {
        let text = std::fs::read_to_string(recording).unwrap();
        let frame = |head: &str| {
            let check =
                head.split(' ').map(|byte| u8::from_str_radix(byte, 16).unwrap()).fold(0, |sum, byte| sum ^ byte);
            let digit = |nibble: u8| if nibble < 10 { 0x30 + nibble } else { 0x37 + nibble };
            format!("{head} {:02X} {:02X}", digit(check >> 4), digit(check & 15))
        };
        std::fs::write(recording, text.replace(&frame(then), &frame(now))).unwrap();
    }
    let other = output(folder.path(), &["replay", sessions, "--run", &run]);
    assert_eq!(other.status.code(), Some(1), "{}{}", stdout(&other), stderr(&other));
    assert!(stdout(&other).contains("then package 5 0.4920, now package 5 0.4930"), "{}", stdout(&other));

    let unknown = output(folder.path(), &["replay", sessions, "--run", "no-such-run"]);
    assert_eq!(unknown.status.code(), Some(2), "{}", stderr(&unknown));
}

#[test]
fn a_recorded_charge_comes_out_the_same_on_both_meters_when_it_is_played_again() {
    let folder = TempDir::new().unwrap();
    let plan = plan(folder.path(), "pile-dc.toml", &[]);
    let sessions = folder.path().join("sessions");
    std::fs::create_dir(&sessions).unwrap();
    let sessions = sessions.to_str().unwrap();
    let arguments = ["run", "pile", "--simulate", "--plan", plan.to_str().unwrap(), "--record", sessions];
    let mut charged = Running::start(program(folder.path(), &arguments));
    let mut concluded = None;
    while let Some(event) = charged.event() {
        if event["event"] == "concluded" {
            concluded = Some(event);
        }
    }
    assert_eq!(charged.exit(), Some(0));
    let run = concluded.expect("a verdict")["run"].as_str().unwrap().to_owned();
    let replay = output(folder.path(), &["replay", sessions, "--run", &run, "--json"]);
    assert_eq!(replay.status.code(), Some(0), "{}{}", stdout(&replay), stderr(&replay));
    let told: Value = serde_json::from_str(&stdout(&replay)).unwrap();
    assert_eq!((&told["same"], &told["verdict"]), (&Value::Bool(true), &Value::from("pass")), "{told}");
    assert!(told["observations"].as_u64().unwrap() >= 4, "{told}");
}
