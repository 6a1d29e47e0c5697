//! Promise: what is read from a server that nobody here wrote is what it serves. Optional (`--ignored`): the servers are other
//! people's packages, named in `tests/strangers/README.md`, run with the Python of `QUANHENG_PYTHON`.

use crate::actors::{Running, output, stderr, stdout};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/strangers")
}

/// Starts a script; its first line is the port to open.
fn serve(script: &str) -> Running {
    let python = std::env::var_os("QUANHENG_PYTHON").expect("QUANHENG_PYTHON: the Python of tests/strangers/README.md");
    let mut command = Command::new(python);
    command.arg(folder().join(script)).env("PYTHONUNBUFFERED", "1");
    Running::start(command)
}

/// Reads until every item was read; the last value of each.
fn read(port: &str, device: &str, more: &[&str]) -> BTreeMap<String, Value> {
    let data = TempDir::new().unwrap();
    let arguments = ["read", "--device", device, "--port", port, "--every", "20ms", "--json", "--count", "12"];
    let read = output(data.path(), &[&arguments[..], more].concat());
    assert_eq!(read.status.code(), Some(0), "{}", stderr(&read));
    let readings = stdout(&read);
    let readings = readings.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    readings.map(|reading| (reading["item"].as_str().unwrap_or_default().to_owned(), reading)).collect()
}

fn assert_values(read: &BTreeMap<String, Value>, wanted: &[(&str, &str, &str)]) {
    for (item, value, unit) in wanted {
        let reading = read.get(*item).unwrap_or_else(|| panic!("no {item} in {read:?}"));
        eprintln!("{item}: {} {}", reading["value"], reading["unit"]);
        assert_eq!((&reading["value"], &reading["unit"]), (&Value::from(*value), &Value::from(*unit)), "{item}");
    }
}

#[test]
#[ignore = "needs pymodbus"]
fn pymodbus_serves_float_registers() {
    let server = serve("modbus.py");
    let port = server.line().unwrap();
    std::thread::sleep(std::time::Duration::from_secs(1));
    let values = read(&port, "eastron-sdm630", &[]);
    let wanted = [("4:0", "230.2", "V"), ("4:6", "16.25", "A"), ("4:52", "3740.75", "W"), ("4:72", "1234.567", "kWh")];
    assert_values(&values, &wanted);
}

#[test]
#[ignore = "needs libmodbus-dev"]
fn libmodbus_serves_registers() {
    let built = TempDir::new().unwrap();
    let program = built.path().join("server");
    let source = folder().join("libmodbus.c");
    let mut compiler = Command::new("cc");
    compiler.args(["-O2", "-I/usr/include/modbus"]).arg(source).arg("-lmodbus").arg("-o").arg(&program);
    assert!(compiler.status().unwrap().success(), "libmodbus-dev is needed");
    let relay = serve("relay.py");
    let (for_server, for_program) = (relay.line().unwrap(), relay.line().unwrap());
    let mut command = Command::new(program);
    command.arg(for_server);
    let server = Running::start(command);
    assert_eq!(server.line().as_deref(), Some("ready"));
    assert_values(&read_first(&for_program), &[("4:0", "2.0472", "kWh")]);
}

fn read_first(port: &str) -> BTreeMap<String, Value> {
    read(port, "demonstration-standard", &[])
}

#[test]
#[ignore = "needs dlt645"]
fn dlt645_serves_a_meter() {
    let server = serve("meter.py");
    let port = server.line().unwrap();
    // The package puts the digits of its address on the line as they are written: read as the standard has it, the least
    // significant pair comes first.
    let values = read(&port, "dlt645-2007-ac", &["--address", "129078563412"]);
    assert_values(&values, &[("00010000", "1234.56", "kWh"), ("02010100", "229.7", "V"), ("02020100", "4.999", "A")]);
}

#[test]
#[ignore = "needs mt-sics-emulator"]
fn mt_sics_emulator_serves_a_scale() {
    let server = serve("balance.py");
    let port = server.line().unwrap();
    let values = read(&port, "mettler-toledo-mt-sics", &[]);
    let reading = values.values().next().unwrap();
    eprintln!("{reading}");
    assert_eq!((&reading["value"], &reading["unit"]), (&Value::from("12.50"), &Value::from("kg")));
    assert_eq!(reading["stable"], true);
}

#[test]
#[ignore = "needs labmcp-mettler-toledo"]
fn labmcp_serves_a_balance() {
    let server = serve("balance_labmcp.py");
    let port = server.line().unwrap();
    let values = read(&port, "mettler-toledo-mt-sics", &[]);
    let reading = values.values().next().unwrap();
    eprintln!("{reading}");
    // The package adds noise of 0.04 mg to 52.18734 g.
    let value: quanheng::quantity::Decimal = reading["value"].as_str().unwrap().parse().unwrap();
    let about = quanheng::quantity::Decimal::new(521_873, 4);
    assert!((value - about).abs() <= quanheng::quantity::Decimal::new(3, 4), "{value}");
    assert_eq!(reading["unit"], "g");
}
