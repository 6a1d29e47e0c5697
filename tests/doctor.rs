//! Promise: what stands in the way of work is named, with the command that mends it. On folders that look like machines.

use crate::actors::{output, stdout};
use quanheng::machine::{Finding, Machine, State, holders};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder that looks like a machine.
struct Fake(TempDir);

impl Fake {
    /// One on which all is well.
    fn new() -> Self {
        let fake = Self(TempDir::new().unwrap());
        fake.write("proc/self/status", "Name:\tquanheng\nUid:\t1000\t1000\t1000\t1000\nGroups:\t20 1000\n");
        fake.write("etc/group", "root:x:0:\ndialout:x:20:wang\nwang:x:1000:\n");
        fake.write("etc/passwd", "root:x:0:0::/root:/bin/sh\nwang:x:1000:1000::/home/wang:/bin/bash\n");
        fake.write("proc/1/comm", "systemd\n");
        fake.write("sys/class/tty/ttyUSB0/dev", "188:0\n");
        fake.write("sys/class/tty/ttyS0/type", "0\n");
        fake.program("usr/bin/fc-list", "echo 'Noto Sans CJK SC'");
        fs::create_dir_all(fake.path("data")).unwrap();
        fake
    }

    fn path(&self, below: &str) -> PathBuf {
        self.0.path().join(below)
    }

    fn write(&self, below: &str, text: &str) {
        let path = self.path(below);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn program(&self, below: &str, script: &str) {
        self.write(below, &format!("#!/bin/sh\n{script}\n"));
        fs::set_permissions(self.path(below), fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// A program that runs and has a file open.
    fn running(&self, pid: u32, name: &str, open: &str) {
        self.write(&format!("proc/{pid}/comm"), &format!("{name}\n"));
        fs::create_dir_all(self.path(&format!("proc/{pid}/fd"))).unwrap();
        symlink(open, self.path(&format!("proc/{pid}/fd/3"))).unwrap();
    }

    fn machine(&self) -> Machine {
        Machine {
            root: self.0.path().to_owned(),
            data: self.path("data"),
            locale: vec![String::new(), String::new(), "zh_CN.UTF-8".into()],
            terminal: Some((120, 40)),
            remote: false,
            today: "2026-11-25".into(),
            newest_rule: "2026-03-11".into(),
            newest_record: None,
            clock_step_ms: 0,
        }
    }

    fn finding(&self, check: &str) -> Finding {
        of(&self.machine(), check)
    }
}

fn of(machine: &Machine, check: &str) -> Finding {
    let found: Vec<Finding> = machine.look().into_iter().filter(|finding| finding.check == check).collect();
    let [finding] = found.as_slice() else { panic!("{check}: {found:?}") };
    assert!(!finding.words.zh.is_empty() && !finding.words.en.is_empty());
    assert!(finding.state == State::Ok || finding.mend.is_some(), "{finding:?} says no command");
    finding.clone()
}

#[test]
fn a_machine_on_which_all_is_well_gives_nothing_to_do() {
    let findings = Fake::new().machine().look();
    for finding in &findings {
        // How full the disk of this test is, is not of this test.
        assert!(finding.state == State::Ok || finding.check == "space", "{finding:?}");
    }
    assert!(findings.iter().any(|finding| finding.words.en.contains("/dev/ttyUSB0")));
    assert!(findings.iter().all(|finding| !finding.words.en.contains("ttyS0")));
}

#[test]
fn a_user_without_the_group_is_told_to_join_it_and_one_who_joined_to_log_in_again() {
    let fake = Fake::new();
    fake.write("proc/self/status", "Uid:\t1000\t1000\t1000\t1000\nGroups:\t1000\n");
    let joined = fake.finding("dialout");
    assert_eq!((joined.state, joined.mend.as_deref()), (State::Stops, Some("newgrp dialout")));
    fake.write("etc/group", "dialout:x:20:li,zhang\n");
    let outside = fake.finding("dialout");
    assert_eq!((outside.state, outside.mend.as_deref()), (State::Stops, Some("sudo usermod -aG dialout wang")));
    fake.write("etc/group", "uucp:x:14:\n");
    assert_eq!(fake.finding("dialout").mend.as_deref(), Some("sudo usermod -aG uucp wang"));
    fake.write("etc/group", "wheel:x:10:\n");
    let finding = fake.machine().look().into_iter().find(|finding| finding.check == "dialout").unwrap();
    assert_eq!(finding.state, State::Remark);
}

#[test]
fn a_program_that_has_the_only_port_stops_the_work_and_is_named() {
    let fake = Fake::new();
    fake.running(4711, "minicom", "/dev/ttyUSB0");
    let busy = fake.finding("busy");
    assert_eq!((busy.state, busy.mend.as_deref()), (State::Stops, Some("kill 4711")));
    assert!(busy.words.zh.contains("minicom") && busy.words.en.contains("/dev/ttyUSB0"));
    fake.write("sys/class/tty/ttyUSB1/dev", "188:1\n");
    assert_eq!(fake.finding("busy").state, State::Remark);
    let held = holders(fake.0.path(), &["/dev/ttyUSB1".into()]);
    assert!(held.is_empty());
    // A lock file of a program that runs counts, one of a program that does not is a leftover.
    fake.write("run/lock/LCK..ttyUSB1", "      4711 minicom wang\n");
    assert_eq!(holders(fake.0.path(), &["/dev/ttyUSB1".into()])["/dev/ttyUSB1"].pid, 4711);
    fake.write("run/lock/LCK..ttyUSB1", "      999 minicom wang\n");
    assert!(holders(fake.0.path(), &["/dev/ttyUSB1".into()]).is_empty());
}

#[test]
fn programs_that_take_ports_are_known_by_name_rule_and_missing_port() {
    let fake = Fake::new();
    fake.write("proc/88/comm", "ModemManager\n");
    let modem = fake.finding("modemmanager");
    assert_eq!(modem.state, State::Remark);
    assert!(modem.mend.unwrap().contains("ModemManager"));
    fake.write("usr/lib/udev/rules.d/85-brltty.rules", "");
    assert_eq!(fake.finding("brltty").state, State::Remark);
    fake.write("sys/bus/usb/devices/1-2/idVendor", "1a86\n");
    fake.write("sys/bus/usb/devices/1-2/idProduct", "7523\n");
    assert_eq!(fake.finding("brltty").state, State::Remark, "the adapter has its port");
    fs::remove_dir_all(fake.path("sys/class/tty/ttyUSB0")).unwrap();
    assert_eq!(fake.finding("brltty").state, State::Stops);
    assert_eq!(fake.finding("ports").state, State::Remark);
}

#[test]
fn an_adapter_that_holds_bytes_back_is_named_with_its_file() {
    let fake = Fake::new();
    let timer = "sys/bus/usb-serial/devices/ttyUSB0/latency_timer";
    fake.write(timer, "16\n");
    let slow = fake.finding("latency");
    assert_eq!(slow.state, State::Remark);
    assert_eq!(slow.mend.as_deref(), Some("echo 1 | sudo tee /sys/bus/usb-serial/devices/ttyUSB0/latency_timer"));
    fake.write(timer, "1\n");
    assert_eq!(fake.finding("latency").state, State::Ok);
}

#[test]
fn a_clock_that_cannot_be_right_is_told_by_year_rule_record_and_step() {
    let fake = Fake::new();
    let state = |change: &dyn Fn(&mut Machine)| {
        let mut machine = fake.machine();
        change(&mut machine);
        of(&machine, "clock").state
    };
    assert_eq!(state(&|_| {}), State::Ok);
    assert_eq!(state(&|machine| machine.today = "1970-01-01".into()), State::Stops);
    assert_eq!(state(&|machine| machine.today = "2026-01-02".into()), State::Remark);
    assert_eq!(state(&|machine| machine.newest_record = Some("2026-12-24T09:00:00+08:00".into())), State::Stops);
    assert_eq!(state(&|machine| machine.newest_record = Some("2026-11-25T23:59:00+08:00".into())), State::Ok);
    assert_eq!(state(&|machine| machine.clock_step_ms = -800), State::Remark);
}

#[test]
fn a_terminal_that_cannot_show_the_screens_is_told_by_locale_size_and_font() {
    let fake = Fake::new();
    let mut machine = fake.machine();
    machine.locale = vec!["C".into(), String::new(), "zh_CN.UTF-8".into()];
    machine.terminal = Some((60, 20));
    assert_eq!(of(&machine, "locale").state, State::Remark);
    assert_eq!(of(&machine, "terminal").state, State::Remark);
    machine.locale = vec![String::new(), "zh_CN.utf8".into()];
    assert_eq!(of(&machine, "locale").state, State::Ok);
    fake.program("usr/bin/fc-list", "true");
    assert_eq!(of(&machine, "fonts").state, State::Remark);
    fs::remove_file(fake.path("usr/bin/fc-list")).unwrap();
    assert_eq!(of(&machine, "fonts").state, State::Remark);
    machine.remote = true;
    assert_eq!(of(&machine, "fonts").state, State::Ok);
}

#[test]
fn a_data_folder_that_cannot_keep_anything_stops_the_work() {
    let fake = Fake::new();
    fake.write("a-file", "");
    let mut machine = fake.machine();
    machine.data = fake.path("a-file");
    assert_eq!(of(&machine, "data").state, State::Stops);
    machine.data = fake.path("data/not/there/yet");
    assert_eq!(of(&machine, "data").state, State::Ok);
    assert!(!fake.path("data/not").exists(), "looking made a folder");
    // Where even root cannot write.
    machine.data = Path::new("/proc/self").to_owned();
    assert_eq!(of(&machine, "data").state, State::Stops);
    let place = fake.0.path().canonicalize().unwrap();
    fake.write("proc/mounts", &format!("server:/x {} nfs4 rw 0 0\n", place.display()));
    assert_eq!(fake.finding("data").state, State::Remark);
    assert_eq!(fs::read_dir(fake.path("data")).unwrap().count(), 0, "the trial file was left behind");
}

#[test]
fn the_verb_gives_one_finding_a_line_and_exits_by_what_stops_the_work() {
    let folder = TempDir::new().unwrap();
    let said = output(folder.path(), &["doctor", "--json"]);
    let findings: Vec<Value> = stdout(&said).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let stops = findings.iter().any(|finding| finding["state"] == "stops");
    assert_eq!(said.status.code(), Some(i32::from(stops)));
    assert!(findings.iter().any(|finding| finding["check"] == "clock"));
    let broken = output(Path::new("/dev/null"), &["doctor"]);
    assert_eq!(broken.status.code(), Some(1));
}
