//! Who acts in the journeys: the real program, simulated instruments whose hands are the test, and plans with its ports.

use quanheng::instrument::{Reading, Stamp};
use quanheng::protocol::{Datum, Measurand};
use quanheng::quantity::{Decimal, Unit};
use quanheng::simulator::{Charge, EnergySide, EnergyWorld, World};
use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_quanheng");
/// Generous: a machine under load must not fail a test.
pub const PATIENCE: Duration = Duration::from_secs(90);

pub fn program(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.arg("--data").arg(data).args(["--lang", "en"]).args(arguments);
    command
}

pub fn output(data: &Path, arguments: &[&str]) -> Output {
    program(data, arguments).stdin(Stdio::null()).output().unwrap()
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A running child whose lines can be waited for; it is killed at the end whatever happens.
pub struct Running {
    pub child: Child,
    stdin: Option<ChildStdin>,
    lines: Receiver<String>,
}

impl Running {
    pub fn start(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = channel();
        std::thread::spawn(move || out.lines().map_while(Result::ok).all(|line| sender.send(line).is_ok()));
        Self { stdin: child.stdin.take(), child, lines }
    }

    /// The next line; `None` at the end of the output.
    pub fn line(&self) -> Option<String> {
        match self.lines.recv_timeout(PATIENCE) {
            Ok(line) => Some(line),
            Err(RecvTimeoutError::Disconnected) => None,
            Err(RecvTimeoutError::Timeout) => panic!("nothing for {PATIENCE:?}"),
        }
    }

    pub fn event(&self) -> Option<Value> {
        self.line().map(|line| serde_json::from_str(&line).unwrap_or_else(|why| panic!("{line}: {why}")))
    }

    pub fn say(&mut self, line: &str) {
        writeln!(self.stdin.as_mut().unwrap(), "{line}").unwrap();
    }

    pub fn exit(&mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn data_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

/// A plan with the ports of this test.
pub fn plan(folder: &Path, name: &str, ports: &[(&str, &Path)]) -> PathBuf {
    let mut text = std::fs::read_to_string(data_file(&format!("plans/{name}"))).unwrap();
    for (word, port) in ports {
        text = text.replace(&format!("\"{word}\""), &format!("{:?}", port.display().to_string()));
    }
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// A simulated scale whose hands are this test.
pub fn scale(folder: &Path) -> (Running, PathBuf) {
    let link = folder.join("scale");
    let script = data_file("scripts/ten-bags.toml");
    let arguments = ["simulate", "yaohua-xk3190-a9", "--hands", "stdin", "--link"];
    let mut command = program(folder, &arguments);
    command.arg(&link).arg("--script").arg(script);
    let running = Running::start(command);
    assert_eq!(running.line().as_deref(), link.to_str());
    (running, link)
}

/// A reading as a driver hands it on, without a wire.
pub fn reading(quantity: Measurand, number: Decimal, unit: Option<Unit>, mono_ns: u64) -> Reading {
    Reading {
        seq: 7,
        stamp: Stamp { at: "2026-03-15T09:00:00.123+08:00".into(), mono_ns },
        device: "device".into(),
        port: "/dev/ttyUSB0".into(),
        port_id: None,
        address: None,
        datum: Datum { unit, ..Datum::new(quantity, number.into()).item("1") },
        frame: "02 2B 30 30 35 30 38 34 34 31 36 03".into(),
        request: None,
    }
}

/// The pile's side of a charge: its register stands at 1286.5 kWh, and runs again and again in an endless world.
pub fn pile_side(endless: bool) -> World {
    let charge = Charge {
        pile: Decimal::new(2065, 3),
        standard: Decimal::new(20_472, 4),
        duration: Duration::from_secs(10),
        voltage: Decimal::from(500),
        current: Decimal::from(80),
    };
    World::Energy(EnergyWorld::new(charge, Decimal::new(12_865, 1), Decimal::new(575, 1), 0, endless), EnergySide::Pile)
}
