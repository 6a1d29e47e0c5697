//! Promise: whoever looks at the line sees every byte that goes over it, once, with what it is; and looking changes nothing.

use crate::actors::{PATIENCE, Running, data_file, output, pile_side, program, stdout};
use crate::link::hurried;
use crate::stations::{station, until};
use crate::terminal::{Seat, open_lot};
use quanheng::instrument::Profiles;
use quanheng::link::recording::{Recording, What};
use quanheng::link::{Link, LinkEvent, LinkEventKind, LinkSettings, OnLine, Wire};
use quanheng::procedure::Connection;
use quanheng::protocol::parse_hex;
use quanheng::quantity::Decimal;
use quanheng::simulator::{Fault, Options, ScaleWorld, Simulator, World};
use quanheng::station::{Command, OnWire, Snapshot};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};
use tempfile::TempDir;

const ESC: &str = "\x1b";
const ENTER: &str = "\r";
const UP: &str = "\x1b[A";
const DOWN: &str = "\x1b[B";

fn faults(text: &[&str]) -> Vec<Fault> {
    text.iter().map(|fault| fault.parse().unwrap()).collect()
}

/// What an instrument stands in front of.
fn world(id: &str) -> World {
    if id == "yaohua-xk3190-a9" { World::Scale(ScaleWorld::new(Decimal::new(1, 3))) } else { pile_side(false) }
}

/// Bytes of a tapped line: those that were sent, and those that were received in time, in the order they were told.
fn told(events: &[LinkEvent]) -> (Vec<u8>, Vec<u8>) {
    let (mut sent, mut received, mut before) = (Vec::new(), Vec::new(), None);
    for event in events {
        match &event.kind {
            // A frame with several values in it came once.
            LinkEventKind::Reading(reading) => {
                let frame = (reading.stamp.mono_ns, reading.frame.clone());
                if before.as_ref() != Some(&frame) {
                    received.extend(parse_hex(&reading.frame).unwrap());
                }
                before = Some(frame);
            }
            LinkEventKind::Refused { frame, .. } | LinkEventKind::DeviceSays { frame, .. } => {
                received.extend(parse_hex(frame).unwrap());
            }
            LinkEventKind::Wire(Wire::Sent { bytes, .. }) => sent.extend(bytes),
            LinkEventKind::Wire(Wire::Whole(bytes) | Wire::Wake(bytes) | Wire::Echo(bytes) | Wire::Stray(bytes)) => {
                received.extend(bytes);
            }
            _ => {}
        }
    }
    (sent, received)
}

fn contains(whole: &[u8], part: &[u8]) -> bool {
    part.is_empty() || whole.windows(part.len()).any(|window| window == part)
}

/// What a tap tells is what the recording of the same session holds, byte by byte and in its order.
#[test]
fn a_tapped_line_tells_every_byte_once() {
    let all = ["flip=0.1", "drop=0.1", "noise=0.1", "duplicate=0.1", "chop=0.1"];
    // An answer that is damaged costs a meter its time-out.
    for (seed, (id, enough)) in
        (517..).zip([("yaohua-xk3190-a9", 4000), ("eastron-sdm630", 800), ("yada-djs3366", 800)])
    {
        let folder = TempDir::new().unwrap();
        let profile = hurried(id);
        let options = Options { faults: faults(&all), seed, ..Options::default() };
        let simulator = Simulator::start(&profile, &world(id), &options).unwrap();
        let (port, file) = (simulator.path().to_str().unwrap().to_owned(), folder.path().join("session.jsonl"));
        let device = OnLine { profile, address: None, name: "x".into() };
        let every = Duration::from_millis(20);
        let (sender, events) = channel::<LinkEvent>();
        let link = Link::open(LinkSettings { port, devices: vec![device], every, record: Some(file.clone()) }, sender);
        link.tap(true);
        let (mut heard, end) = (Vec::new(), Instant::now() + PATIENCE);
        while told(&heard).1.len() < enough {
            assert!(Instant::now() < end, "{id} seed {seed}: {} bytes only", told(&heard).1.len());
            heard.push(events.recv_timeout(PATIENCE).unwrap());
        }
        drop(link);
        heard.extend(events.try_iter());
        let recording = Recording::parse(&std::fs::read_to_string(&file).unwrap()).unwrap();
        let (mut tx, mut rx) = (Vec::new(), Vec::new());
        for moment in recording.moments {
            match moment.what {
                What::Tx { bytes, .. } => tx.extend(bytes),
                What::Rx(bytes) => rx.extend(bytes),
                _ => {}
            }
        }
        let (sent, received) = told(&heard);
        assert!(contains(&rx, &received), "{id} seed {seed}: received\n{received:02X?}\nrecorded\n{rx:02X?}");
        // What came before somebody looked, and what is undecided at the end, are a frame or two.
        assert!(received.len() + 600 > rx.len(), "{id} seed {seed}: {} of {}", received.len(), rx.len());
        assert!(contains(&tx, &sent), "{id} seed {seed}: sent");
        assert_eq!(sent.is_empty(), id == "yaohua-xk3190-a9");
        let stray = |event: &LinkEvent| matches!(event.kind, LinkEventKind::Wire(Wire::Stray(_)));
        assert!(heard.iter().any(stray), "{id} seed {seed}: the noise was not told");
    }
}

fn on_wire(snapshot: &Snapshot, wanted: impl Fn(&OnWire) -> bool) -> bool {
    snapshot.wire.as_ref().is_some_and(|wire| wire.events.iter().any(|event| wanted(&event.what)))
}

#[test]
fn nothing_is_collected_but_while_somebody_looks() {
    let folder = TempDir::new().unwrap();
    let station = station(folder.path(), false);
    station.send(Command::LookAtWire(None));
    let refused = until(&station, "the refusal", |snapshot| snapshot.refused.is_some());
    assert!(refused.wire.is_none(), "there is no line to look at");
    let profile = Profiles::with([]).0.get("yada-djs3366").unwrap();
    let simulator = Simulator::start(&profile, &world("yada-djs3366"), &Options::default()).unwrap();
    let port = simulator.path().to_str().unwrap().to_owned();
    let connection = Connection { device: "yada-djs3366".into(), port, ..Connection::default() };
    station.send(Command::Watch(Box::new(connection)));
    let read = |snapshot: &Snapshot| snapshot.instruments.iter().any(|view| !view.readings.is_empty());
    assert!(until(&station, "a reading", read).wire.is_none(), "nobody looks");
    station.send(Command::LookAtWire(None));
    let answered = |snapshot: &Snapshot| {
        on_wire(snapshot, |what| matches!(what, OnWire::Asked(Some(_))))
            && on_wire(snapshot, |what| matches!(what, OnWire::Said(_)))
    };
    let snapshot = until(&station, "question and answer", answered);
    let wire = snapshot.wire.as_ref().unwrap();
    assert!(matches!(wire.events[0].what, OnWire::Found(..)), "it begins with how the line is: {:?}", wire.events[0]);
    assert!(wire.lines[0].settings.is_some(), "the settings are known: {:?}", wire.lines);
    // The instrument is switched off: its questions are still seen, and that nobody answers.
    drop(simulator);
    let lost = |what: &OnWire| matches!(what, OnWire::Lost(_) | OnWire::Unanswered);
    until(&station, "the loss", |snapshot| on_wire(snapshot, lost));
    station.send(Command::CloseWire);
    until(&station, "the end of the look", |snapshot| snapshot.wire.is_none());
    station.send(Command::Leave);
    let gone = until(&station, "no instrument", |snapshot| snapshot.instruments.is_empty());
    assert!(gone.wire.is_none());
}

#[test]
fn what_is_asked_and_not_answered_is_seen() {
    let folder = TempDir::new().unwrap();
    let (_meter, port) = simulate(folder.path(), "yada-djs3366", &["--fault", "silence=1"]);
    let station = station(folder.path(), false);
    let port = port.to_str().unwrap().to_owned();
    let connection = Connection { device: "yada-djs3366".into(), port, ..Connection::default() };
    station.send(Command::LookAtWire(Some(Box::new(connection))));
    let told = |snapshot: &Snapshot| {
        on_wire(snapshot, |what| matches!(what, OnWire::Connected(_)))
            && on_wire(snapshot, |what| matches!(what, OnWire::Asked(_)))
            && on_wire(snapshot, |what| *what == OnWire::Unanswered)
            && on_wire(snapshot, |what| *what == OnWire::TimedOut)
    };
    until(&station, "the silence", told);
}

/// A simulated instrument under a link in the folder.
fn simulate(folder: &Path, profile: &str, more: &[&str]) -> (Running, PathBuf) {
    let link = folder.join(profile);
    let arguments = [&["simulate", profile, "--seed", "7", "--link", link.to_str().unwrap()][..], more].concat();
    let running = Running::start(program(folder, &arguments));
    assert_eq!(running.line().as_deref(), link.to_str());
    (running, link)
}

/// The rows of the list, between the line of the state and the rule above the parts.
fn list(text: &str) -> String {
    let rows = text.lines().skip_while(|line| !line.contains("留 ") && !line.contains("冻结"));
    rows.skip(1).take_while(|line| !line.contains("第 ")).collect::<Vec<_>>().join("\n")
}

/// How many events came since the picture was frozen.
fn missed(text: &str) -> Option<u32> {
    text.split("又有 ").nth(1)?.split(' ').next()?.parse().ok()
}

#[test]
fn damaged_frames_of_a_scale_are_looked_at_in_a_run_that_goes_on() {
    let folder = TempDir::new().unwrap();
    let script = data_file("scripts/ten-bags.toml");
    let script = script.to_str().unwrap();
    let more = ["--hands", "stdin", "--script", script, "--fault", "flip=0.15", "--fault", "noise=0.1"];
    let (mut bench, port) = simulate(folder.path(), "yaohua-xk3190-a9", &more);
    let mut seat = Seat::take(folder.path(), &[]);
    open_lot(&mut seat, &port);
    seat.sees("请放上第 1 件样品");
    seat.types("m");
    seat.sees_all(&["串口监视", "跟随最新", "yaohua-tf0"]);
    seat.sees("← 答");
    seat.sees("✗ 拒");
    // Both a good frame and a damaged one are taken apart while the list goes on.
    seat.sees_all(&["六位数字", "小数位数", "结束符"]);
    seat.types(" ");
    seat.sees("画面冻结，字节仍在收集");
    seat.sees_so("events that came since", |text| missed(text).is_some_and(|more| more > 2));
    let frozen = list(&seat.text());
    assert!(frozen.lines().count() > 4, "{frozen}");
    let more = missed(&seat.text()).unwrap();
    seat.sees_so("a list that stands still", |text| {
        missed(text).is_some_and(|now| now > more + 10) && list(text) == frozen
    });
    // In the frozen picture the mark goes to a refused frame, whose reason stands below in full.
    seat.types(UP);
    seat.sees_so("the mark one up", |text| list(text) != frozen && text.contains("画面冻结"));
    seat.types(" ");
    seat.sees("停在所选");
    seat.types("\x1b[F");
    seat.sees("跟随最新");
    seat.types("?");
    seat.sees("逐条逐字节");
    seat.types(ESC);
    seat.sees("跟随最新");
    seat.types(ESC);
    seat.sees("请放上第 1 件样品");
    // Nothing of the run has changed, and it goes on.
    bench.say("load 0.5124");
    seat.sees("1 / 10");
    bench.say("unload");
    seat.types("q");
    seat.sees("退出程序吗");
    seat.types(ENTER);
    assert_eq!(seat.ends(), 0);
    assert_eq!(output(folder.path(), &["ledger", "check"]).status.code(), Some(0));
}

#[test]
fn a_meter_is_looked_at_from_where_it_was_found_and_watched() {
    let folder = TempDir::new().unwrap();
    let (_meter, port) = simulate(folder.path(), "yada-djs3366", &[]);
    let mut seat = Seat::of_size(folder.path(), &[], (40, 120));
    seat.sees("f 查找仪器");
    seat.types("f");
    seat.sees("不去皮、不置零");
    seat.types("a");
    seat.sees("端口（/dev/ttyUSB0");
    seat.types(&format!("\x15{}\r", port.display()));
    seat.sees("找到仪器");
    seat.types(DOWN);
    seat.types("m");
    seat.sees_all(&["串口监视", "跟随最新"]);
    seat.sees("→ 问");
    seat.sees("← 答");
    seat.sees_all(&["地址（低字节在前）", "控制码", "校验和"]);
    seat.types(ESC);
    seat.sees("只看不记");
    seat.types("m");
    seat.sees_all(&["串口监视", "打开监视时：示值正常"]);
    seat.types(ESC);
    seat.sees("只看不记");
    seat.types(ESC);
    seat.sees("不去皮、不置零");
    seat.types(ESC);
    seat.sees("f 查找");
    seat.types("q");
    assert_eq!(seat.ends(), 0);
}

/// A part as it is told: from, to, in both languages.
type Told = (u64, u64, &'static str, &'static str);

#[test]
fn decode_tells_the_part_of_every_byte() {
    let folder = TempDir::new().unwrap();
    // Protocol, bytes, and some of what stands in the parts with where it stands.
    let meter = "FE FE 68 12 90 78 56 34 12 68 91 08 33 33 34 33 89 67 45 33 54 16";
    let cases: [(&str, &str, &[Told]); 5] = [
        ("dlt645-2007", meter, &[(0, 2, "前导字节", "preamble"), (20, 21, "校验和", "checksum")]),
        (
            "yaohua-tf0",
            "41 02 2B 30 30 31 35 36 30 30 31 39 03",
            &[(0, 1, "不属于任何帧", "of no frame"), (3, 9, "六位数字", "six digits")],
        ),
        ("modbus-rtu", "010404436633335AFA", &[(2, 3, "字节数", "byte count"), (3, 7, "寄存器", "registers")]),
        ("modbus-rtu", "018402C2C1", &[(2, 3, "数据", "data")]),
        // Only the beginning of a frame.
        ("dlt645-2007", "68 12 90 78 56", &[(0, 5, "不属于任何帧", "of no frame")]),
    ];
    for (protocol, bytes, wanted) in cases {
        let count = parse_hex(bytes).unwrap().len() as u64;
        let plain = output(folder.path(), &["decode", protocol, bytes, "--json"]);
        let plain: Value = serde_json::from_str(&stdout(&plain)).unwrap();
        assert!(plain.get("parts").is_none(), "only on demand: {plain}");
        let told = output(folder.path(), &["decode", protocol, bytes, "--parts", "--json"]);
        let mut told: Value = serde_json::from_str(&stdout(&told)).unwrap();
        let parts = told.as_object_mut().unwrap().remove("parts").unwrap();
        assert_eq!(told, plain, "what is decoded is the same");
        let mut end = 0;
        for part in parts.as_array().unwrap() {
            assert_eq!(part["from"].as_u64(), Some(end), "{protocol}: {parts}");
            end = part["to"].as_u64().unwrap();
        }
        assert_eq!(end, count, "{protocol}: {parts}");
        let words = output(folder.path(), &["decode", protocol, bytes, "--parts"]);
        let words = stdout(&words);
        for (from, to, zh, en) in wanted {
            let is = |part: &&Value| {
                (part["from"].as_u64(), part["to"].as_u64()) == (Some(*from), Some(*to))
                    && (part["zh"].as_str(), part["en"].as_str()) == (Some(*zh), Some(*en))
            };
            assert!(parts.as_array().unwrap().iter().any(|part| is(&part)), "{protocol}: {en} in {parts}");
            assert!(words.lines().any(|line| line.ends_with(en)), "{protocol}: {en} in\n{words}");
        }
    }
}
