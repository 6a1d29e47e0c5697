//! Promise: the same reading comes out whatever carries the bytes. Serial servers on the network, several devices on one
//! line, recorded sessions; through the real program.

use crate::actors::{Running, output, program, stderr, stdout};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::Path;
use tempfile::TempDir;

/// A simulated instrument; answers with its port.
fn simulate(folder: &Path, profile: &str, more: &[&str]) -> (Running, String) {
    let link = folder.join(format!("line-{profile}"));
    let link_text = link.to_str().unwrap().to_owned();
    let arguments = [&["simulate", profile, "--link", &link_text][..], more].concat();
    let running = Running::start(program(folder, &arguments));
    assert!(running.line().is_some(), "the simulator did not start");
    (running, link_text)
}

/// Carries bytes between a pty and one connection after another, as a serial server does. Each connection is cut after so
/// many bytes from the device.
fn serve(listener: &TcpListener, pty: &str, cut_after: usize) {
    let line = File::options().read(true).write(true).open(pty).unwrap();
    while let Ok((connection, _)) = listener.accept() {
        let (mut to_line, mut from_connection) = (line.try_clone().unwrap(), connection.try_clone().unwrap());
        let up = std::thread::spawn(move || {
            let mut buffer = [0; 256];
            while let Ok(count @ 1..) = from_connection.read(&mut buffer) {
                if to_line.write_all(&buffer[..count]).is_err() {
                    return;
                }
            }
        });
        carry_down(&line, &connection, cut_after);
        let _ = connection.shutdown(Shutdown::Both);
        up.join().unwrap();
    }
}

fn carry_down(mut line: &File, mut connection: &TcpStream, cut_after: usize) {
    let (mut carried, mut buffer) = (0, [0; 256]);
    while carried < cut_after {
        let Ok(count @ 1..) = line.read(&mut buffer) else { return };
        carried += count;
        if connection.write_all(&buffer[..count]).is_err() {
            return;
        }
    }
}

#[test]
fn a_serial_server_is_read_like_a_port_and_connected_again_when_it_hangs_up() {
    let folder = TempDir::new().unwrap();
    let (_simulator, pty) = simulate(folder.path(), "eastron-sdm630", &[]);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = format!("tcp://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || serve(&listener, &pty, 60));
    let arguments =
        ["read", "--device", "eastron-sdm630", "--port", &port, "--every", "10ms", "--count", "40", "--json"];
    let read = output(folder.path(), &arguments);
    assert_eq!(read.status.code(), Some(0), "{}", stderr(&read));
    let readings: Vec<Value> = stdout(&read).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(readings.len(), 40);
    let voltages = readings.iter().filter(|reading| reading["quantity"] == "voltage");
    assert!(voltages.clone().count() >= 8);
    voltages.for_each(|reading| assert_eq!(reading["value"], "500"));
    // The server cut the line every few answers, and reading went on by itself.
    assert!(stderr(&read).matches("TCP").count() >= 3, "{}", stderr(&read));
}

#[test]
fn a_serial_server_that_is_not_there_is_said_with_how_to_write_one() {
    let folder = TempDir::new().unwrap();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let port = format!("tcp://{free}");
    let read = output(folder.path(), &["read", "--device", "eastron-sdm630", "--port", &port]);
    assert_eq!(read.status.code(), Some(3));
    assert!(stderr(&read).contains("tcp://HOST:PORT"), "{}", stderr(&read));
    let port = "tcp://no-port-number";
    let read = output(folder.path(), &["read", "--device", "eastron-sdm630", "--port", port]);
    assert_eq!(read.status.code(), Some(3), "{}", stderr(&read));
}

#[test]
fn several_meters_on_one_line_are_told_apart_and_a_dead_one_does_not_stop_the_others() {
    let folder = TempDir::new().unwrap();
    let (_simulator, port) = simulate(folder.path(), "eastron-sdm630", &["--address", "1", "--address", "3"]);
    // Nobody has address 2.
    let line = ["read", "--device", "eastron-sdm630", "--port", &port, "--every", "10ms", "--count", "60", "--json"];
    let read = output(folder.path(), &[&line[..], &["--address", "1", "--address", "2", "--address", "3"]].concat());
    assert_eq!(read.status.code(), Some(0), "{}", stderr(&read));
    let mut by_address = BTreeMap::<String, Vec<Value>>::new();
    for text in stdout(&read).lines() {
        let reading: Value = serde_json::from_str(text).unwrap();
        let address = reading["address"].as_str().unwrap().to_owned();
        let unit = u8::from_str_radix(reading["frame"].as_str().unwrap().get(..2).unwrap(), 16).unwrap();
        assert_eq!(unit.to_string(), address, "an answer of another device: {reading}");
        by_address.entry(address).or_default().push(reading);
    }
    assert_eq!(by_address.keys().collect::<Vec<_>>(), ["1", "3"]);
    // Both were read about equally often, in the order of asking.
    for readings in by_address.values() {
        assert!((24..=36).contains(&readings.len()), "{}", readings.len());
        let numbers: Vec<u64> = readings.iter().map(|reading| reading["seq"].as_u64().unwrap()).collect();
        assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>());
    }
}

#[test]
fn a_recorded_session_is_read_the_same_again() {
    for (profile, count) in [("yaohua-xk3190-a9", "20"), ("dlt645-2007-ac", "24"), ("eastron-sdm630", "24")] {
        let folder = TempDir::new().unwrap();
        let faults = ["--fault", "flip=0.1", "--fault", "garbage=0.1", "--seed", "8315"];
        let (_simulator, port) = simulate(folder.path(), profile, &faults);
        let session = folder.path().join("session.jsonl");
        let session = session.to_str().unwrap();
        let line = ["read", "--device", profile, "--every", "10ms", "--json"];
        let told =
            output(folder.path(), &[&line[..], &["--port", &port, "--count", count, "--record", session]].concat());
        assert_eq!(told.status.code(), Some(0), "{}", stderr(&told));
        let values = |text: &str| -> Vec<String> {
            let read = |line: &str| {
                let reading: Value = serde_json::from_str(line).unwrap();
                let datum = if reading["datum"].is_object() { &reading["datum"] } else { &reading };
                format!("{} {} {}", datum["item"], datum["value"], datum["unit"])
            };
            text.lines().map(read).collect()
        };
        let then = values(&stdout(&told));

        let replay = output(folder.path(), &["replay", session, "--json"]);
        assert_eq!(replay.status.code(), Some(0), "{}", stderr(&replay));
        assert_eq!(values(&stdout(&replay)), then, "{profile}");
        assert!(stderr(&replay).contains(&format!("{count} the same, 0 different")), "{}", stderr(&replay));

        // As a line, faster than it happened, through the link and its thread.
        let port = format!("replay:{session}@20");
        let again = output(folder.path(), &[&line[..], &["--port", &port]].concat());
        assert_eq!(again.status.code(), Some(0), "{}", stderr(&again));
        let again = values(&stdout(&again));
        // Bytes that wait in front of a question are thrown away, as on any line: nothing is added and nothing changed.
        assert!(again.len() * 2 >= then.len(), "{profile}: {} of {}", again.len(), then.len());
        let mut rest = then.iter();
        assert!(again.iter().all(|value| rest.any(|known| known == value)), "{profile}: {again:?} {then:?}");
    }
}

#[test]
fn a_recording_that_says_another_value_than_its_bytes_is_found() {
    let folder = TempDir::new().unwrap();
    let (_simulator, port) = simulate(folder.path(), "dlt645-2007-ac", &[]);
    let session = folder.path().join("session.jsonl");
    let name = session.to_str().unwrap();
    let line = ["read", "--device", "dlt645-2007-ac", "--port", &port, "--count", "6", "--record", name];
    assert_eq!(output(folder.path(), &line).status.code(), Some(0));
    let text = std::fs::read_to_string(&session).unwrap();
    std::fs::write(&session, text.replacen("\"500.0\"", "\"501.0\"", 1)).unwrap();
    let replay = output(folder.path(), &["replay", name]);
    assert_eq!(replay.status.code(), Some(1));
    assert!(stderr(&replay).contains("1 different"), "{}", stderr(&replay));

    // A session that was cut off is good up to its last whole line; a broken line in the middle is said with its number.
    std::fs::write(&session, &text[..text.len() - 10]).unwrap();
    let cut = output(folder.path(), &["replay", name]);
    assert!(matches!(cut.status.code(), Some(0 | 1)), "{}", stderr(&cut));
    std::fs::write(&session, text.replacen("{\"ns\"", "{\"ms\"", 1)).unwrap();
    let broken = output(folder.path(), &["replay", name]);
    assert_eq!(broken.status.code(), Some(2));
    assert!(stderr(&broken).contains("2: "), "{}", stderr(&broken));
    // A recording is never written over.
    let again = output(folder.path(), &line);
    assert!(stderr(&again).contains("session.jsonl"), "{}", stderr(&again));
}
