//! Promise: a port of which nobody knows what is on it can be listened to, byte by byte, with line settings that are stepped
//! through; nothing is ever sent there.

use crate::liar::Liar;
use crate::probe::odd_device;
use crate::screens::Screen;
use crate::stations::{station, until};
use crate::terminal::{Seat, look_at};
use quanheng::instrument::{Parity, SerialSettings, Stamp};
use quanheng::locale::Words;
use quanheng::procedure::LotTask;
use quanheng::protocol::Rejected;
use quanheng::station::{Command, OnWire, Role, Snapshot, WireEvent, WireLine, WireView};
use std::sync::Arc;
use tempfile::TempDir;

const ESC: &str = "\x1b";
/// No frame of anything: its last byte never stands where a frame ends.
const BYTES: &[u8] = b"\x81\x01Hi?\xC3";
const BEGUN: SerialSettings = SerialSettings { baud: 9600, data: 8, parity: Parity::None, stop: 1 };

fn events<'a>(snapshot: &'a Snapshot, wanted: impl Fn(&OnWire) -> bool + 'a) -> impl Iterator<Item = &'a WireEvent> {
    let all = snapshot.wire.iter().flat_map(|wire| wire.events.iter());
    all.map(Arc::as_ref).filter(move |event| wanted(&event.what))
}

/// Everything that was heard, in its order.
fn heard(snapshot: &Snapshot) -> Vec<u8> {
    events(snapshot, |what| *what == OnWire::Heard).flat_map(|event| event.bytes.clone()).collect()
}

fn listen(port: &str, settings: SerialSettings) -> Command {
    Command::Listen { port: port.to_owned(), settings }
}

#[test]
fn a_port_that_nobody_knows_is_listened_to_and_nothing_is_sent() {
    let folder = TempDir::new().unwrap();
    odd_device(
        |_| Vec::new(),
        || BYTES.to_vec(),
        |port, sent| {
            let station = station(folder.path(), true);
            station.send(listen(port, BEGUN));
            let snapshot = until(&station, "bytes", |snapshot| heard(snapshot).len() > 4 * BYTES.len());
            assert!(heard(&snapshot).windows(BYTES.len()).any(|window| window == BYTES), "{:02X?}", heard(&snapshot));
            assert!(snapshot.instruments.is_empty(), "there is no instrument: {:?}", snapshot.instruments);
            let opened = |snapshot: &Snapshot, how: &str| {
                events(snapshot, |what| *what == OnWire::Connected(how.to_owned())).count()
            };
            assert_eq!(opened(&snapshot, "9600 8N1"), 1);
            // Another way; what came before stays to be compared.
            let even = SerialSettings { baud: 19_200, parity: Parity::Even, ..BEGUN };
            station.send(listen(port, even));
            let snapshot = until(&station, "the other settings", |snapshot| opened(snapshot, "19200 8E1") == 1);
            assert_eq!(snapshot.wire.as_ref().unwrap().lines[0].listens, Some(even));
            assert_eq!(opened(&snapshot, "9600 8N1"), 1);
            station.send(Command::CloseWire);
            until(&station, "the end", |snapshot| snapshot.wire.is_none());
            // The port was let go: it can be had again at once.
            station.send(listen(port, BEGUN));
            let snapshot = until(&station, "bytes again", |snapshot| !heard(snapshot).is_empty());
            assert_eq!(events(&snapshot, |what| matches!(what, OnWire::Lost(_))).count(), 0);
            drop(station);
            assert_eq!(sent(), b"", "something was sent");
        },
    );
}

#[test]
fn seven_bits_with_parity_are_told_once() {
    let folder = TempDir::new().unwrap();
    let even = |byte: u8| if byte.count_ones() % 2 == 1 { byte | 0x80 } else { byte };
    odd_device(
        |_| Vec::new(),
        || b"wn00012.3kg\r\n".iter().copied().map(even).collect(),
        |port, _| {
            let station = station(folder.path(), true);
            station.send(listen(port, BEGUN));
            let hint = OnWire::Refused(Rejected::SevenBits { parity: 'E' });
            let hints = |snapshot: &Snapshot| events(snapshot, |what| *what == hint).count();
            until(&station, "the hint", |snapshot| hints(snapshot) == 1);
            let seen = heard(&station.snapshot()).len();
            let later = until(&station, "more bytes", |snapshot| heard(snapshot).len() > seen + 300);
            assert_eq!(hints(&later), 1);
        },
    );
}

#[test]
fn a_port_of_a_run_is_refused_and_one_that_is_not_there_is_said() {
    let folder = TempDir::new().unwrap();
    let liar = Liar::sits();
    let port = liar.port.to_str().unwrap();
    let station = station(folder.path(), true);
    let mut task: LotTask = toml::from_str(include_str!("data/plans/lot-10.toml")).unwrap();
    port.clone_into(&mut task.scale.port);
    station.send(Command::OpenLot(Box::new(task)));
    until(&station, "the run", |snapshot| snapshot.active.is_some());
    station.send(listen(port, BEGUN));
    let said = |words: &'static str| {
        move |snapshot: &Snapshot| snapshot.refused.as_ref().is_some_and(|why| why.en.contains(words))
    };
    until(&station, "whose it is", said("in use by the run of this program"));
    station.send(listen("/dev/another", BEGUN));
    let snapshot = until(&station, "the run comes first", said("leave the run first"));
    assert!(snapshot.active.is_some() && snapshot.wire.is_none());
    station.send(Command::Leave);
    station.send(listen("/dev/another", BEGUN));
    let lost = |snapshot: &Snapshot| events(snapshot, |what| matches!(what, OnWire::Lost(_))).count() == 1;
    let snapshot = until(&station, "what is wrong", lost);
    // The settings can be stepped through all the same.
    assert_eq!(snapshot.wire.as_ref().unwrap().lines[0].listens, Some(BEGUN));
    let faster = SerialSettings { baud: 19_200, ..BEGUN };
    station.send(listen("/dev/another", faster));
    until(&station, "the other settings", |snapshot| {
        snapshot.wire.as_ref().is_some_and(|wire| wire.lines[0].listens == Some(faster))
    });
}

#[test]
fn at_the_keys_a_port_is_listened_to_from_where_it_stands_and_its_line_is_stepped_through() {
    let folder = TempDir::new().unwrap();
    odd_device(
        |_| Vec::new(),
        || BYTES.to_vec(),
        |port, _| {
            let mut seat = Seat::take(folder.path(), &[]);
            look_at(&mut seat, port);
            seat.sees_so("the port on the list", |text| {
                text.lines().any(|line| line.starts_with(" > ") && line.contains(port))
            });
            seat.types("m");
            seat.sees_all(&["串口监视", "9600 8N1", "只听，不发任何字节", "← 收", "81 01 48 69 3F C3"]);
            seat.types("b");
            seat.sees_all(&["19200 8N1", "端口已打开 19200 8N1"]);
            seat.types("d");
            seat.sees("端口已打开 19200 8E1");
            seat.types(" ");
            seat.sees("画面冻结");
            seat.types(" ");
            seat.sees("跟随最新");
            seat.types(ESC);
            seat.sees("不去皮、不置零");
            seat.types(ESC);
            seat.sees("f 查找");
            seat.types("q");
            assert_eq!(seat.ends(), 0);
        },
    );
}

/// A port that is only listened to: bytes, a hint, another setting.
pub fn screens() -> Vec<Screen> {
    let even = SerialSettings { baud: 19_200, data: 7, parity: Parity::Even, ..BEGUN };
    let mut line = WireLine::listening("/dev/ttyUSB3", even);
    line.opened("19200 7E1");
    let text = |text: &[u8]| text.to_vec();
    let happened = [
        (Vec::new(), OnWire::Connected("9600 8N1".into())),
        (text(b"\x00\x80\xF8\x1E\x00"), OnWire::Heard),
        (Vec::new(), OnWire::Connected("19200 8N1".into())),
        (text(b"wn00012.3kg\x8d\x0a"), OnWire::Heard),
        (Vec::new(), OnWire::Refused(Rejected::SevenBits { parity: 'E' })),
        (Vec::new(), OnWire::Lost(Words::new("/dev/ttyUSB3 已断开", "/dev/ttyUSB3 is gone"))),
        (Vec::new(), OnWire::Connected("19200 7E1".into())),
        (text(b"wn00012.3kg\r\nwn00012.4kg\r\nwn00012.4kg\r\nwn"), OnWire::Heard),
    ];
    let event = |(number, (bytes, what)): (u64, (Vec<u8>, OnWire))| {
        let stamp = Stamp { at: format!("2026-03-15T09:00:0{number}.123+08:00"), mono_ns: number };
        Arc::new(WireEvent { number, stamp, role: Role::Watched, bytes, protocol: None, what })
    };
    let events: std::collections::VecDeque<_> = (1..).zip(happened).map(event).collect();
    let total = u64::try_from(events.len()).unwrap();
    let wire = WireView { lines: vec![line], events, total };
    let snapshot = Snapshot { wire: Some(Arc::new(wire)), ..Snapshot::default() };
    vec![Screen { name: "monitor-listening", snapshot, keys: &[] }]
}
