//! Promise: every screen says the same thing tomorrow, in both languages, small and large. Each screen is drawn from a fixed
//! snapshot and compared with the text in `tests/data/screens/`; `QUANHENG_BLESS=1` writes what is drawn now.

use crossterm::event::{Event, KeyCode, KeyEvent};
use quanheng::instrument::{Profiles, Reading, Stamp};
use quanheng::locale::{Lang, Words};
use quanheng::people::Signers;
use quanheng::procedure::{
    Ask, CaptureState, Comparison, Connection, LotTask, Moment, Nameplate, Observation, Origin, PileTask, PointTask,
    Side, StandardTask, Step, StepState, Subject, Window,
};
use quanheng::protocol::{Datum, Flag, Measurand, Rejected, parse_hex};
use quanheng::quantity::{Decimal, Quantity, Unit, parse_decimal};
use quanheng::register::Standing;
use quanheng::regulation::{
    Appearance, Book, Clock, Current, Judgement, Kind, Label, LoadPoint, LotCase, PileCase, PointReading, Status, Tare,
    TareMethod, judge_lot, judge_pile,
};
use quanheng::station::{
    Command, Compared, DiscoveryView, EntryView, Found, FoundRuns, HandedOut, Held, InstrumentView, KindView, Line,
    LookKind, LookState, Looking, LotView, Margin, Model, OnWire, PileView, PortLook, PortView, Role, RunDetail,
    RunQuery, RunState, RunSummary, RunView, SealView, SealsView, Snapshot, Stored, Sure, Today, Trail, Trouble, Walk,
    WireEvent, WireLine, WireView,
};
use quanheng::tui::{App, Context, ProfileChoice, RegulationChoice, Theme};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use std::fs;
use std::path::Path;
use std::sync::{Arc, LazyLock};
use unicode_width::UnicodeWidthStr;

/// The moment of every screen, nanoseconds of the monotonic clock.
const NOW_NS: u64 = 1_000_000_000_000;
const FRESH_NS: u64 = NOW_NS - 200_000_000;
const STALE_NS: u64 = NOW_NS - 6_500_000_000;

fn words(zh: &str, en: &str) -> Words {
    Words::new(zh, en)
}

fn number(text: &str) -> quanheng::quantity::Decimal {
    parse_decimal(text).unwrap()
}

pub fn reading(quantity: Measurand, value: &str, unit: Unit, mono_ns: u64) -> Reading {
    crate::actors::reading(quantity, number(value), Some(unit), mono_ns)
}

fn instrument(role: Role, name: Words, port: &str, readings: Vec<Reading>) -> InstrumentView {
    let (device, port) = ("device".into(), port.to_owned());
    let (refused_frames, last_refusal) = (0, None);
    let stale_after_ns = 1_500_000_000;
    InstrumentView {
        role,
        device,
        name,
        port,
        real: None,
        line: Line::Live,
        readings,
        stale_after_ns,
        refused_frames,
        last_refusal,
    }
}

pub fn read(subject: Subject, value: &str, unit: Unit) -> Observation {
    let readings = vec![reading(Measurand::Mass, value, unit, FRESH_NS)];
    let window = Window { readings: 7, length_ns: "600000000".into(), spread: "0".into(), told_by: "window".into() };
    let origin = Origin::Read { readings, window: Some(window) };
    Observation { subject, value: value.into(), unit: Some(unit), package: None, origin }
}

/// The steps of a run, the first `done` of them whole.
fn steps(texts: &[(&str, &str)], done: usize) -> Vec<Step> {
    let state = |index: usize| match index.cmp(&done) {
        std::cmp::Ordering::Less => StepState::Done,
        std::cmp::Ordering::Equal => StepState::Now,
        std::cmp::Ordering::Greater => StepState::Next,
    };
    let step = |(index, (zh, en)): (usize, &(&str, &str))| Step { words: words(zh, en), state: state(index) };
    texts.iter().enumerate().map(step).collect()
}

const GROSS: [&str; 10] =
    ["0.5124", "0.5084", "0.5140", "0.5096", "0.4920", "0.5110", "0.5056", "0.4884", "0.5124", "0.4936"];
const TARES: [&str; 3] = ["0.0096", "0.0098", "0.0095"];

fn label() -> Label {
    Label { quantity: "500".into(), unit: "g".into() }
}

pub fn lot_judgement(weighed: usize) -> Judgement {
    let case = LotCase {
        regulation: Some("cn-jjf1070-2005".into()),
        date: Some("2024-03-15".into()),
        label: Some(label()),
        lot_size: Some(40),
        unit: Some("kg".into()),
        gross: Some(GROSS[..weighed].iter().map(|&text| text.to_owned()).collect()),
        tare: Some(Tare { method: TareMethod::Average, values: TARES.map(str::to_owned).to_vec() }),
        ..LotCase::default()
    };
    judge_lot(&case, Book::embedded().unwrap()).unwrap()
}

pub fn lot(weighed: usize, concluded: bool) -> Snapshot {
    let regulation = Book::embedded().unwrap().get("cn-jjf1070-2005").unwrap();
    let numbered = |values: &[&str], subject: fn(u64) -> Subject| {
        let read = |(value, number): (&&str, u64)| read(subject(number), value, Unit::Kilogram);
        Arc::new(values.iter().zip(1..).map(read).collect::<Vec<_>>())
    };
    let judgement = lot_judgement(weighed);
    let ask = match (concluded, weighed) {
        (true, _) => Ask::Nothing,
        (false, 10) => Ask::Conclude,
        (false, _) => Ask::LoadPackage { number: weighed as u64 + 1, of: 10 },
    };
    let view = LotView {
        task: LotTask {
            product: "珍珠米 rice".into(),
            lot_size: 40,
            label: label(),
            scale: Connection { device: "yaohua-xk3190-a9".into(), ..Connection::default() },
            ..LotTask::default()
        },
        plan: regulation.lot_plan(&label(), 40).unwrap(),
        label: Quantity::new(number("500"), Unit::Gram),
        capture: Some((CaptureState::Settling { stable_ns: 300_000_000 }, 600_000_000)),
        code: None,
        tares: numbered(&TARES, |number| Subject::Tare { number }),
        tares_wanted: 3,
        packages: numbered(&GROSS[..weighed], |number| Subject::Package { number }),
        packages_wanted: 10,
    };
    let scale = words("耀华 XK3190-A9 称重显示控制器", "Yaohua XK3190-A9 indicator");
    let weight = reading(Measurand::Mass, "0.5084", Unit::Kilogram, FRESH_NS);
    Snapshot {
        instruments: vec![instrument(Role::Scale, scale, "/dev/ttyUSB0", vec![weight])],
        active: Some(RunView {
            run: "20260315-090000-lot-3f2a".into(),
            regulation: regulation.id.clone(),
            number: regulation.number.clone(),
            title: regulation.title.clone(),
            status: judgement.regulation_status,
            ask,
            steps: steps(
                &[
                    ("称空包装 3/3", "packings 3/3"),
                    (&format!("称样品 {weighed}/10"), &format!("packages {weighed}/10")),
                    ("作出结论", "conclusion"),
                ],
                if concluded { 3 } else { 1 + weighed / 10 },
            ),
            kind: KindView::Lot(Box::new(view)),
            judgement: Some(Arc::new(judgement)),
            stored: Stored { last_seq: 14, entries: 14 },
            concluded,
            notice: None,
            margin: Margin { held: held(weighed), ..Margin::default() },
        }),
        ..Snapshot::default()
    }
}

/// Weights stopped coming: the port is gone.
fn lot_stale() -> Snapshot {
    let mut snapshot = lot(7, false);
    let scale = &mut snapshot.instruments[0];
    scale.readings[0].stamp.mono_ns = STALE_NS;
    scale.line = Line::Gone(words(
        "/dev/ttyUSB0 已断开；插回后自动继续",
        "/dev/ttyUSB0 is gone; plug it in again and reading goes on",
    ));
    (scale.refused_frames, scale.last_refusal) = (3, Some(words("校验不符，帧已丢弃", "refused: checksum")));
    snapshot
}

/// What can be taken back: packings from the plan, packages that were weighed.
fn held(weighed: usize) -> Arc<Vec<Held>> {
    let held = |seq, (zh, en): (String, String), subject, value: &str, typed| {
        let value = Some(format!("{value} kg"));
        Held { seq, subject, words: Words::new(zh, en), value, typed }
    };
    let tares = TARES.iter().zip(1..).map(|(value, number)| {
        held(number + 1, (format!("皮重 {number}"), format!("tare {number}")), Subject::Tare { number }, value, true)
    });
    let packages = GROSS[..weighed].iter().zip(1..).map(|(value, number)| {
        let words = (format!("样品 {number}"), format!("package {number}"));
        held(number + 4, words, Subject::Package { number }, value, false)
    });
    Arc::new(tares.chain(packages).collect())
}

/// The registers of a comparison, as they can be taken back.
fn held_of_pile() -> Arc<Vec<Held>> {
    let held = |seq, (zh, en): (&str, &str), side, value: &str| {
        let subject = Subject::Register { point: 1, repeat: 1, side, moment: Moment::Start };
        Held { seq, subject, words: words(zh, en), value: Some(format!("{value} kWh")), typed: false }
    };
    let pile = ("负荷点 1 第 1 次 充电桩起始电能", "load point 1.1 pile start register");
    let standard = ("负荷点 1 第 1 次 标准器起始电能", "load point 1.1 standard start register");
    Arc::new(vec![held(4, pile, Side::Instrument, "1286.413"), held(5, standard, Side::Reference, "57.9310")])
}

/// The scale shows another unit: the run is paused by rule, and a note stands below.
fn lot_paused() -> Snapshot {
    let mut snapshot = lot(7, false);
    let run = snapshot.active.as_mut().unwrap();
    run.ask = Ask::Paused;
    let zh = "秤单位改变；请改回本任务的单位";
    run.margin.paused = Some(words(zh, "the scale shows another unit; switch it back to that of the run"));
    run.margin.notes = Arc::new(vec!["第 3 件包装破损".into(), "空调出风口已关 air off".into()]);
    snapshot
}

/// The appearance check is asked for, and may be left out.
fn pile_appearance() -> Snapshot {
    let mut snapshot = pile(false);
    let run = snapshot.active.as_mut().unwrap();
    (run.ask, run.margin.skippable) = (Ask::Appearance, true);
    snapshot
}

/// The disk is full: nothing is recorded, and the screen says so before anything else.
fn lot_disk_full() -> Snapshot {
    let mut snapshot = lot(7, false);
    snapshot.troubles.push(Trouble {
        code: "L003",
        words: words("磁盘已满，无法写入。请腾出空间后重新称量", "the disk is full. Make room, then weigh again"),
    });
    snapshot
}

fn pile_task() -> PileTask {
    PileTask {
        kind: Kind::Subsequent,
        pile: Nameplate {
            name: "公共直流充电桩".into(),
            serial: "SN-0042".into(),
            gun: "A".into(),
            class: "2".into(),
            current: Some(Current::Dc),
            time_of_use: true,
            ..Nameplate::default()
        },
        standard: StandardTask { name: "标准电能表".into(), ..StandardTask::default() },
        load_point: vec![PointTask { voltage: Some("500".into()), current: Some("80".into()), repeats: None }],
        ..PileTask::default()
    }
}

fn comparison(repeat: u64, whole: bool) -> Comparison {
    let register = |side, moment, value: &str| {
        read(Subject::Register { point: 1, repeat, side, moment }, value, Unit::KilowattHour)
    };
    let mut observations = vec![
        register(Side::Instrument, Moment::Start, "1286.413"),
        register(Side::Reference, Moment::Start, "57.9310"),
    ];
    if whole {
        observations.push(register(Side::Instrument, Moment::End, "1288.478"));
        observations.push(register(Side::Reference, Moment::End, "59.9782"));
    }
    Comparison::new(1, repeat, observations)
}

fn pile_judgement(readings: usize) -> Judgement {
    let reading =
        PointReading { instrument: Some("2.065".into()), reference: Some("2.0472".into()), ..PointReading::default() };
    let case = PileCase {
        regulation: Some("cn-jjg1149-2022".into()),
        date: Some("2026-03-15".into()),
        kind: Some(Kind::Subsequent),
        class: Some("2".into()),
        current: Some(Current::Dc),
        time_of_use: Some(true),
        energy_step: Some("0.001".into()),
        appearance: Some(Appearance::Pass),
        insulation_megohm: Some("20".into()),
        clock: (readings == 2).then(|| Clock { difference_seconds: Some("1.9".into()), ..Clock::default() }),
        load_point: vec![LoadPoint { readings: vec![reading; readings], ..LoadPoint::default() }],
        ..PileCase::default()
    };
    judge_pile(&case, Book::embedded().unwrap()).unwrap()
}

/// A charge of 40 kW for two minutes; the standard tells a little less.
fn trail() -> Trail {
    let mut trail = Trail::default();
    for second in 0..121_u64 {
        let at = NOW_NS + second * 1_000_000_000;
        let watt_hours = i64::try_from(second * 11_234 / 1000).unwrap();
        trail.push((1, 2), Side::Instrument, at, Decimal::new(watt_hours, 3));
        trail.push((1, 2), Side::Reference, at, Decimal::new(watt_hours * 9913, 7));
    }
    trail
}

fn pile(concluded: bool) -> Snapshot {
    let regulation = Book::embedded().unwrap().get("cn-jjg1149-2022").unwrap();
    let judgement = pile_judgement(if concluded { 2 } else { 1 });
    let running = |text: &str| (!concluded).then(|| number(text));
    let view = PileView {
        task: pile_task(),
        plan: regulation.pile_plan(Some(Current::Dc), Kind::Subsequent, "2").unwrap(),
        comparisons: vec![comparison(1, true), comparison(2, concluded)],
        running_instrument: running("1.348"),
        running_reference: running("1.3409"),
        trail: trail(),
    };
    let readings = |energy: &str| {
        vec![
            reading(Measurand::Energy, energy, Unit::KilowattHour, FRESH_NS),
            reading(Measurand::Voltage, "500.0", Unit::Volt, FRESH_NS),
            reading(Measurand::Current, "80.0", Unit::Ampere, FRESH_NS),
        ]
    };
    let names = [words("雅达 DJS3366 直流电能表", "Yada DJS3366 DC meter"), words("标准电能表", "standard meter")];
    let [pile_name, standard_name] = names;
    Snapshot {
        demonstration: true,
        instruments: vec![
            instrument(Role::Pile, pile_name, "/dev/ttyUSB0", readings("1287.761")),
            instrument(Role::Standard, standard_name, "/dev/ttyUSB1", readings("59.2719")),
        ],
        active: Some(RunView {
            run: "20260315-090000-pile-77b1".into(),
            regulation: regulation.id.clone(),
            number: regulation.number.clone(),
            title: regulation.title.clone(),
            status: judgement.regulation_status,
            ask: if concluded { Ask::Nothing } else { Ask::StopCharge { point: 1, repeat: 2, of: 2 } },
            steps: steps(
                &[
                    ("外观及功能检查", "appearance"),
                    ("绝缘电阻", "insulation"),
                    (
                        if concluded { "负荷点 1 80 A 2/2" } else { "负荷点 1 80 A 1/2" },
                        if concluded { "load point 1 80 A 2/2" } else { "load point 1 80 A 1/2" },
                    ),
                    ("时钟时刻误差", "clock"),
                    ("作出结论", "conclusion"),
                ],
                if concluded { 5 } else { 2 },
            ),
            kind: KindView::Pile(Box::new(view)),
            judgement: Some(Arc::new(judgement)),
            stored: Stored { last_seq: 9, entries: 9 },
            concluded,
            notice: None,
            margin: Margin { held: held_of_pile(), ..Margin::default() },
        }),
        ..Snapshot::default()
    }
}

fn summary(run: &str, kind: &str, title: &str, verdict: Option<&str>) -> RunSummary {
    RunSummary {
        run: run.into(),
        kind: kind.into(),
        title: title.into(),
        opened_at: "2026-03-15T09:00:00.123+08:00".into(),
        verdict: verdict.map(str::to_owned),
        demonstration: kind == "pile",
    }
}

pub fn home() -> Snapshot {
    let port = |path: &str, unusable| PortView {
        path: path.into(),
        description: "QinHeng CH340".into(),
        stable: None,
        unusable,
    };
    let denied =
        words("没有权限；请执行 sudo usermod -aG dialout $USER", "no permission; run sudo usermod -aG dialout $USER");
    Snapshot {
        ports: vec![port("/dev/ttyUSB0", None), port("/dev/ttyUSB1", Some(denied))],
        runs: vec![
            summary("c", "lot", "珍珠米 rice · 500 g · 2026-03", None),
            summary("b", "pile", "公共直流充电桩 · SN-0042 · A", Some("pass")),
            summary("a", "lot", "玉米种子 · 25 kg", Some("fail")),
        ],
        walked: true,
        today: Some(Arc::new(Today {
            day: "2026-03-15".into(),
            begun: 5,
            concluded: vec![("pass".into(), 3), ("fail".into(), 1)],
            to_check: 2,
            to_approve: 1,
        })),
        changes: 4,
        key: Some("9c0f 21aa 7be3 0d5e".into()),
        due: vec![
            ("标准电能表 SN-88".into(), Standing::Expired { ago: 3 }),
            ("F1 砝码组".into(), Standing::Due { left: 12 }),
        ],
        ..Snapshot::default()
    }
}

/// Home of a station whose record was changed behind its back.
fn home_unfit() -> Snapshot {
    let why = words(
        "记录第 57 条不成立：内容与其哈希不符：被改动过。不能开始正式任务；请运行 quanheng ledger check，并用备份恢复",
        "entry 57 of the record does not hold: its body does not have its hash: it was changed. No official run can be begun; \
         run `quanheng ledger check` and restore a backup",
    );
    Snapshot { unfit: Some(why), ..home() }
}

/// A code that was just handed out, over the run it is of.
fn code() -> Snapshot {
    let code = "QH1;station=QH-9C0F21AA;run=20260315-090000-pile-3f2a;kind=pile;verdict=pass;.e1=0.8;.mpe1=2.0;.clock-s=3;\
                regulation=cn-jjg1149-2022;by=v;seq=57;head=p6en4Qv0mC2rYt1u8w3xZk5s7d9fGhJkLmNpQrStUvW;key=9c0f21aa7be30d5e;\
                suite=ed25519;at=2026-03-15T09:12:33+08:00;sig=3v0mC2rYt1u8w3xZk5s7d9fGhJkLmNpQrStUvWxYzAbCdEfGhIjKlMnOpQ\
                rStUvWxYz0123456789AbCdEfGhI";
    Snapshot {
        handed_out: Some(HandedOut {
            run: "20260315-090000-pile-3f2a".into(),
            code: code.into(),
            demonstration: false,
        }),
        ..detail()
    }
}

/// Every state a port can be in while instruments are looked for.
fn find(running: bool) -> Snapshot {
    let place = "/dev/serial/by-path/pci-0000:00:14.0-usb-0:2.3:1.0-port0";
    let port = |path: &str, unusable: Option<Words>| PortView {
        path: path.into(),
        description: if path.starts_with("/dev") { "QinHeng Electronics USB Serial".into() } else { String::new() },
        stable: path.starts_with("/dev").then(|| place.to_owned()),
        unusable,
    };
    let denied = words(
        "没有权限打开 /dev/ttyUSB2；请执行 sudo usermod -aG dialout $USER 后重新登录",
        "no permission for /dev/ttyUSB2; run `sudo usermod -aG dialout $USER` and log in again",
    );
    let model = |id: &str, kind, zh: &str, en: &str| Model { id: id.into(), kind, name: words(zh, en) };
    let weight = Datum::new(Measurand::Mass, number("0.5084").into()).unit(Unit::Kilogram);
    let scale = Found {
        port: place.into(),
        protocol: "yaohua-tf0".into(),
        settings: "9600 8N1".into(),
        address: None,
        asked: false,
        frames: 23,
        sure: Sure::Protocol,
        models: vec![
            model("yaohua-xk3190-a9", "scale", "耀华 XK3190-A9 称重显示控制器", "Yaohua XK3190-A9 indicator"),
            model(
                "yaohua-long",
                "scale",
                "上海耀华称重系统有限公司 XK3190-A26 型不锈钢防爆称重显示控制器（连续发送方式，反序）",
                "Shanghai Yaohua Weighing System XK3190-A26 stainless explosion-proof weighing indicator, reversed",
            ),
        ],
        values: vec![weight],
    };
    let meter = Found {
        port: "tcp://192.168.1.20:4001".into(),
        protocol: "dlt645-2007".into(),
        settings: "TCP".into(),
        address: Some("000012345678".into()),
        asked: true,
        frames: 5,
        sure: Sure::Model,
        models: vec![model("yada-djs3366", "meter", "雅达 DJS3366 直流电能表", "Yada DJS3366 DC meter")],
        values: vec![Datum::new(Measurand::Energy, number("1286.413").into()).unit(Unit::KilowattHour)],
    };
    let nobody = words(
        "没有声音：监听无数据，31 次发问无应答。请检查电源、接线、地址和仪器的输出方式（有的只在按打印键时发送）",
        "silence: nothing was heard, and none of 31 questions was answered; check power, wiring, address, and how the \
         instrument is set to send (some do so only on the print key)",
    );
    let look = |port: &str, state| PortLook { port: port.into(), state, at_most_s: 95 };
    let mut looks = vec![look("/dev/ttyUSB0", LookState::Found(vec![scale]))];
    let asking = LookState::Asking { settings: "9600 8E1".into(), protocol: "dlt645-2007".into(), questions: 12 };
    looks.push(look("/dev/ttyUSB1", if running { asking } else { LookState::Nobody(nobody) }));
    looks.push(look(
        "tcp://192.168.1.20:4001",
        if running { LookState::Waiting } else { LookState::Found(vec![meter]) },
    ));
    Snapshot {
        ports: vec![
            port("/dev/ttyUSB0", None),
            port("/dev/ttyUSB1", None),
            port("/dev/ttyUSB2", Some(denied)),
            port("tcp://192.168.1.20:4001", None),
        ],
        discovery: Some(DiscoveryView { looks }),
        ..Snapshot::default()
    }
}

/// A found scale is watched without a run.
fn watched(line: Line, mono_ns: u64) -> Snapshot {
    let mut scale = instrument(
        Role::Watched,
        words("耀华 XK3190-A9 称重显示控制器", "Yaohua XK3190-A9 indicator"),
        "/dev/serial/by-path/pci-0000:00:14.0-usb-0:2.3:1.0-port0",
        vec![reading(Measurand::Mass, "0.5084", Unit::Kilogram, mono_ns)],
    );
    (scale.line, scale.real) = (line, Some("/dev/ttyUSB1".into()));
    Snapshot { instruments: vec![scale], ..Snapshot::default() }
}

/// Lines that are looked at, as what happened on them: role, bytes, what they were.
fn on_wire(base: Snapshot, lines: &[(Role, &str, &str, &str)], events: Vec<(Role, &str, OnWire)>) -> Snapshot {
    let profiles = Profiles::with([]).0;
    let line = |(role, port, id, settings): &(Role, &str, &str, &str)| {
        let mut line = WireLine::new(*role, port, &profiles.get(id).unwrap());
        line.opened(settings);
        line
    };
    let lines: Vec<WireLine> = lines.iter().map(line).collect();
    let event = |(number, (role, bytes, what)): (u64, (Role, &str, OnWire))| {
        let at = format!("2026-03-15T09:00:{:02}.{:03}+08:00", number * 137 / 1000, number * 137 % 1000);
        let line = lines.iter().find(|line| line.role == role).unwrap();
        let protocol = line.profile.as_ref().map(|profile| profile.protocol);
        let stamp = Stamp { at, mono_ns: FRESH_NS };
        Arc::new(WireEvent { number, stamp, role, bytes: parse_hex(bytes).unwrap(), protocol, what })
    };
    let events: std::collections::VecDeque<_> = (1..).zip(events).map(event).collect();
    let total = u64::try_from(events.len()).unwrap();
    let wire = WireView { lines, events, total };
    Snapshot { wire: Some(Arc::new(wire)), ..base }
}

/// A scale whose line is disturbed, in a run.
fn wire_of_scale() -> Snapshot {
    let weight = Datum { stable: Some(false), ..Datum::new(Measurand::Mass, number("0.5084").into()) };
    let said = || OnWire::Said(vec![weight.clone().unit(Unit::Kilogram)]);
    let good = "02 2B 30 30 35 30 38 34 34 31 36 03";
    let overload = Datum::without_number(Measurand::Mass, Flag::Overload);
    let mut events = vec![
        (Role::Scale, "", OnWire::Found(Line::Live, Some("9600 8N1".into()))),
        (Role::Scale, good, said()),
        (Role::Scale, "00 FF 7E", OnWire::Stray),
        (Role::Scale, good, said()),
        (Role::Scale, good, OnWire::Said(vec![overload])),
        (Role::Scale, "", OnWire::Silent(1500)),
        (Role::Scale, "", OnWire::Lost(words("/dev/ttyUSB0 已断开；插回后自动继续", "/dev/ttyUSB0 is gone"))),
        (Role::Scale, "", OnWire::Connected("9600 8N1".into())),
    ];
    events.extend((0..20).map(|_| (Role::Scale, good, said())));
    events.push((Role::Scale, "02 2B 30 30 35 32 38 34 34 31 36 03", OnWire::Refused(Rejected::Checksum)));
    on_wire(lot(7, false), &[(Role::Scale, "/dev/ttyUSB0", "yaohua-xk3190-a9", "9600 8N1")], events)
}

/// A pile's meter that answers, and a standard that does not, in a run.
fn wire_of_pile() -> Snapshot {
    let energy = Datum::new(Measurand::Energy, number("1287.761").into()).unit(Unit::KilowattHour).item("00010000");
    let meter = "68 12 90 78 56 34 12 68 91 08 33 33 34 33 94 AA 5B 45 9A 16";
    let ask = "FE FE FE FE 68 12 90 78 56 34 12 68 11 04 33 33 34 33 AE 16";
    let standard = "01 04 00 00 00 02 71 CB";
    let mut events = vec![
        (Role::Pile, "", OnWire::Found(Line::Live, Some("2400 8E1".into()))),
        (Role::Standard, "", OnWire::Found(Line::Silent, Some("9600 8N1".into()))),
    ];
    for _ in 0..6 {
        events.extend([
            (Role::Pile, ask, OnWire::Asked(Some("energy".into()))),
            (Role::Standard, standard, OnWire::Asked(Some("4:0".into()))),
            (Role::Pile, meter, OnWire::Said(vec![energy.clone()])),
            (Role::Standard, standard, OnWire::Echo),
            (Role::Standard, "", OnWire::Unanswered),
        ]);
    }
    events.push((Role::Standard, "01 84 02 C2 C1", OnWire::Late));
    events.push((Role::Standard, "", OnWire::TimedOut));
    events.push((Role::Pile, meter, OnWire::Said(vec![energy])));
    let lines = [
        (Role::Pile, "/dev/ttyUSB0", "yada-djs3366", "2400 8E1"),
        (Role::Standard, "/dev/ttyUSB1", "eastron-sdm630", "9600 8N1"),
    ];
    on_wire(pile(false), &lines, events)
}

/// Nothing came since somebody looks.
fn wire_of_nothing() -> Snapshot {
    let silent = (Role::Watched, "", OnWire::Found(Line::Opening, Some("9600 8N1".into())));
    let line = (Role::Watched, "/dev/ttyUSB1", "yaohua-xk3190-a9", "9600 8N1");
    on_wire(watched(Line::Opening, STALE_NS), &[line], vec![silent])
}

pub fn detail() -> Snapshot {
    let entry = |seq, zh: &str, en: &str, frames: Vec<String>| EntryView {
        seq,
        at: "2026-03-15T09:00:00.123+08:00".into(),
        kind: "observation".into(),
        words: words(zh, en),
        readings: frames.iter().map(|_| reading(Measurand::Mass, "0.5084", Unit::Kilogram, FRESH_NS)).collect(),
        frames,
        hash: "4d64af531b82".into(),
    };
    let frame = "02 2B 30 30 35 30 38 34 34 31 36 03".to_owned();
    Snapshot {
        detail: Some(Arc::new(RunDetail {
            summary: summary("20260315-090000-lot-3f2a", "lot", "珍珠米 rice · 500 g", Some("fail")),
            judgement: Some(lot_judgement(10)),
            signers: Signers::default(),
            entries: vec![
                entry(1, "任务开始：珍珠米", "run opened: 珍珠米", Vec::new()),
                entry(2, "样品 1 0.5084 kg（读取）", "package 1 0.5084 kg (read)", vec![frame; 7]),
                entry(3, "结论：fail", "verdict: fail", Vec::new()),
            ],
        })),
        ..Snapshot::default()
    }
}

/// The seals of a run, before and after one of them was found wanting.
fn seals(broken: bool) -> Snapshot {
    let entry = |seq, kind: &str, zh: &str, en: &str| EntryView {
        seq,
        at: "2026-03-15T09:10:00.123+08:00".into(),
        kind: kind.into(),
        words: words(zh, en),
        readings: Vec::new(),
        frames: Vec::new(),
        hash: "4d64af531b82".into(),
    };
    let seal = |seq, (zh, en): (&str, &str), up_to, wrong: Option<Words>| SealView {
        seq,
        purpose: words(zh, en),
        key: Some("9c0f 21aa 7be3 0d5e".into()),
        entries: up_to - 40,
        up_to,
        first: wrong.as_ref().map(|_| (53, 57)),
        wrong,
    };
    let digest = words(
        "任务的条目与封记时不同：有条目被改动过",
        "the run's entries are not those that were sealed: one was changed",
    );
    let mut snapshot = detail();
    let run = Arc::make_mut(snapshot.detail.as_mut().unwrap());
    run.entries.extend([
        entry(53, "seal", "封记", "seal"),
        entry(57, "run-checked", "核验：同意（zhao）", "checked: agreed (zhao)"),
        entry(58, "seal", "封记", "seal"),
    ]);
    snapshot.seals = Some(Arc::new(SealsView {
        run: run.summary.run.clone(),
        seals: vec![
            seal(53, ("结束", "concluded"), 52, None),
            seal(58, ("核验", "checked"), 57, broken.then_some(digest)),
        ],
        unsealed: false,
        unreadable: None,
    }));
    snapshot
}

/// Home while a long record is walked; a run waits for it.
fn home_walking(stopped: bool) -> Snapshot {
    let walk = Walk { done: 123_456, total: 1_000_000, stopped, waits: !stopped };
    Snapshot { walked: false, walk: Some(walk), ..home() }
}

/// Nothing was found, and why.
fn history_none() -> Snapshot {
    let query = RunQuery {
        text: "珍珠米".into(),
        state: Some(RunState::Checked),
        from: Some("2026-03-01".into()),
        ..RunQuery::default()
    };
    Snapshot { found: Some(Arc::new(FoundRuns { query, ..FoundRuns::default() })), ..home() }
}

/// A look through a long record.
fn history_looking() -> Snapshot {
    Snapshot { looking: Some(Looking { kind: LookKind::Compare, done: 12_345, total: 60_000 }), ..history() }
}

/// A run that was asked for at home is read.
fn home_reading() -> Snapshot {
    Snapshot { looking: Some(Looking { kind: LookKind::Show, done: 912_345, total: 2_000_000 }), ..home_walking(false) }
}

/// A page of the history in the middle of what was found.
fn history() -> Snapshot {
    let run = |number: usize| {
        let (kind, verdict) = if number.is_multiple_of(3) { ("pile", Some("pass")) } else { ("lot", Some("fail")) };
        summary(&format!("run-{number}"), kind, &format!("珍珠米 rice {number}"), verdict.filter(|_| number % 7 != 2))
    };
    let found = FoundRuns { query: RunQuery::default(), offset: 0, runs: (0..50).map(run).collect(), total: 12345 };
    Snapshot { found: Some(Arc::new(found)), ..home() }
}

/// Two runs side by side, one of a shorter sample.
fn compared() -> Snapshot {
    let of = |run: &str, verdict: &str, weighed| RunDetail {
        summary: summary(run, "lot", "珍珠米 rice · 500 g", Some(verdict)),
        judgement: Some(lot_judgement(weighed)),
        signers: Signers::default(),
        entries: Vec::new(),
    };
    let (before, after) = (of("20260315-090000-lot-3f2a", "fail", 10), of("20260316-090000-lot-77c0", "incomplete", 9));
    Snapshot { compared: Some(Arc::new(Compared { before, after })), ..Snapshot::default() }
}

/// The rules, once for every screen that is drawn.
static BOOK: LazyLock<Arc<Book>> = LazyLock::new(|| Arc::new(Book::embedded().unwrap().clone()));

pub fn context(lang: Lang, theme: Theme) -> Context {
    let profile = |id: &str, kind: &str, name: Words| ProfileChoice { id: id.into(), kind: kind.into(), name };
    Context {
        lang,
        theme,
        profiles: vec![
            profile("yaohua-xk3190-a9", "scale", words("耀华 XK3190-A9", "Yaohua XK3190-A9")),
            profile("yada-djs3366", "meter", words("雅达 DJS3366", "Yada DJS3366")),
            profile("standard", "standard", words("标准电能表", "standard meter")),
        ],
        regulations: vec![RegulationChoice {
            id: "cn-jjf1070-2005".into(),
            kind: "lot".into(),
            title: words("JJF 1070-2005", "JJF 1070-2005"),
            status: Status::Unconfirmed,
            figures: Book::embedded().unwrap().get("cn-jjf1070-2005").unwrap().figures(),
        }],
        book: Arc::clone(&BOOK),
        large: false,
        glyphs: quanheng::tui::Glyphs::default(),
    }
}

/// The text of a drawn screen; a wide character covers the cell behind it.
pub fn text(buffer: &Buffer) -> String {
    let mut out = String::new();
    for y in 0..buffer.area.height {
        let (mut line, mut x) = (String::new(), 0);
        while x < buffer.area.width {
            let symbol = buffer[(x, y)].symbol();
            line.push_str(symbol);
            x += u16::try_from(symbol.width().max(1)).unwrap();
        }
        assert!(line.width() <= usize::from(buffer.area.width), "line {y} is too wide: {line}");
        out += line.trim_end();
        out.push('\n');
    }
    out
}

pub struct Screen {
    pub name: &'static str,
    pub snapshot: Snapshot,
    pub keys: &'static [KeyCode],
}

pub fn screens() -> Vec<Screen> {
    let screen = |name, snapshot, keys| Screen { name, snapshot, keys };
    let mut screens = vec![
        screen("home", home(), &[]),
        screen("home-unfit", home_unfit(), &[]),
        screen("code", code(), &[]),
        screen("home-empty", Snapshot::default(), &[]),
        screen("form-lot", home(), &[KeyCode::Char('n')]),
        screen("form-lot-refused", home(), &[KeyCode::Char('n'), KeyCode::Char('x'), KeyCode::F(9), KeyCode::Down]),
        screen("form-pile", home(), &[KeyCode::Char('p')]),
        screen("find", find(false), &[KeyCode::Char('f')]),
        screen("find-looking", find(true), &[KeyCode::Char('f'), KeyCode::Down, KeyCode::Down, KeyCode::Down]),
        screen("find-nobody", find(false), &[KeyCode::Char('f'), KeyCode::Down, KeyCode::Down, KeyCode::Down]),
        screen(
            "find-refused",
            find(false),
            &[KeyCode::Char('f'), KeyCode::Down, KeyCode::Down, KeyCode::Down, KeyCode::Down],
        ),
        screen("find-model", find(false), &[KeyCode::Char('f'), KeyCode::Down, KeyCode::Down]),
        screen("find-offer", find(false), &[KeyCode::Char('f'), KeyCode::Down, KeyCode::Enter]),
        screen("find-type", find(false), &[KeyCode::Char('f'), KeyCode::Char('a'), KeyCode::Char('t')]),
        screen("find-empty", Snapshot::default(), &[KeyCode::Char('f')]),
        screen("watch", watched(Line::Live, FRESH_NS), &[]),
        screen(
            "watch-gone",
            watched(
                Line::Gone(words("/dev/ttyUSB1 已断开；插回后自动继续", "/dev/ttyUSB1 is gone; plug it in again")),
                STALE_NS,
            ),
            &[],
        ),
        screen("monitor", wire_of_scale(), &[]),
        screen("monitor-frozen", wire_of_scale(), &[KeyCode::Char(' '), KeyCode::Up, KeyCode::Up, KeyCode::Up]),
        screen("monitor-two", wire_of_pile(), &[]),
        screen("monitor-late", wire_of_pile(), &[KeyCode::Up, KeyCode::Up]),
        screen("monitor-quiet", wire_of_nothing(), &[]),
        screen("monitor-help", wire_of_scale(), &[KeyCode::Char('?')]),
        screen("lot", lot(7, false), &[]),
        screen("lot-stale", lot_stale(), &[]),
        screen("lot-disk-full", lot_disk_full(), &[]),
        screen("lot-trace", lot(7, false), &[KeyCode::Char('t')]),
        screen("lot-chart", lot(7, false), &[KeyCode::Char('g')]),
        screen("lot-spread", lot(7, false), &[KeyCode::Char('g'), KeyCode::Char('g')]),
        screen("lot-choose", lot(7, false), &[KeyCode::Char('u'), KeyCode::Up]),
        screen("lot-withdraw", lot(7, false), &[KeyCode::Char('u'), KeyCode::Enter, KeyCode::Char('错')]),
        screen("lot-paused", lot_paused(), &[]),
        screen("lot-leave", lot(7, false), &[KeyCode::Esc]),
        screen("pile-skip", pile_appearance(), &[KeyCode::Char('x'), KeyCode::Char('坏')]),
        screen("lot-concluded", lot(10, true), &[]),
        screen("pile", pile(false), &[]),
        screen("pile-energies", pile(false), &[KeyCode::Char('g')]),
        screen("pile-errors", pile(true), &[KeyCode::Char('g')]),
        screen("pile-concluded", pile(true), &[]),
        screen("help", pile(false), &[KeyCode::Char('?')]),
        screen("help-rules", pile(false), &[KeyCode::Char('?'), KeyCode::Tab]),
        screen("help-home", home(), &[KeyCode::Char('?')]),
        screen("search", lot(7, false), &[KeyCode::Char(':')]),
        screen("settings", home(), &[KeyCode::Char(','), KeyCode::Down]),
        screen("history", history(), &[KeyCode::Char('h'), KeyCode::Down, KeyCode::Char(' '), KeyCode::Down]),
        screen("history-words", history(), &[KeyCode::Char('h'), KeyCode::Char('/'), KeyCode::Char('米')]),
        screen("compare", compared(), &[]),
        screen("detail-items", detail(), &[]),
        screen("detail-charts", detail(), &[KeyCode::Tab]),
        screen("detail-spread", detail(), &[KeyCode::Tab, KeyCode::Down]),
        screen("detail-trace", detail(), &[KeyCode::Tab, KeyCode::Tab]),
        screen("detail-readings", detail(), &[KeyCode::Tab, KeyCode::Tab, KeyCode::Tab]),
        screen("detail-frames", detail(), &[KeyCode::Tab, KeyCode::Tab, KeyCode::Tab, KeyCode::Tab]),
        screen("detail-seals", seals(false), &[KeyCode::BackTab, KeyCode::BackTab]),
        screen("detail-seals-broken", seals(true), &[KeyCode::BackTab, KeyCode::BackTab]),
        screen("home-walking", home_walking(false), &[]),
        screen("home-reading", home_reading(), &[]),
        screen("home-walk-stopped", home_walking(true), &[]),
        screen("history-none", history_none(), &[KeyCode::Char('h')]),
        screen("history-looking", history_looking(), &[KeyCode::Char('h')]),
        screen("detail-entries", detail(), &[KeyCode::BackTab]),
    ];
    screens.extend(crate::people::screens::screens());
    screens.extend(crate::scale_run::screens());
    screens.extend(crate::standards_screen::screens());
    screens.extend(crate::forms::screens());
    screens.extend(crate::standard_choice::screens());
    screens.extend(crate::listening::screens());
    screens.extend(crate::papers_screen::screens());
    screens
}

pub fn draw(screen: &Screen, lang: Lang, theme: Theme, size: (u16, u16)) -> Buffer {
    let mut app = App::new(context(lang, theme));
    for key in screen.keys {
        let _ = app.handle(&Event::Key(KeyEvent::from(*key)), &screen.snapshot);
    }
    let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
    terminal.draw(|frame| app.draw(frame, &screen.snapshot, NOW_NS)).unwrap();
    terminal.backend().buffer().clone()
}

/// What is drawn now where it is not as it was looked at, with the file that tells; `QUANHENG_BLESS` writes it anew.
pub fn changed_since(name: &str, drawn: &str) -> Option<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/screens").join(name);
    if std::env::var_os("QUANHENG_BLESS").is_some() {
        fs::write(&file, drawn).unwrap();
        return None;
    }
    let same = fs::read_to_string(&file).unwrap_or_default() == drawn;
    (!same).then(|| format!("{}\n{drawn}", file.display()))
}

#[test]
fn every_screen_is_as_it_was_looked_at() {
    let mut changed = Vec::new();
    for screen in screens() {
        for (lang, word) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
            for size in [(80, 24), (120, 36), (200, 60)] {
                let name = format!("{}.{word}.{}x{}.txt", screen.name, size.0, size.1);
                changed.extend(changed_since(&name, &text(&draw(&screen, lang, Theme::default(), size))));
            }
        }
    }
    assert!(changed.is_empty(), "look at these, then bless them:\n{}", changed.join("\n"));
}

/// What is not in the legend does nothing: no command leaves the screen, and so nothing of what is stored can change.
#[test]
fn no_key_does_what_its_legend_does_not_say() {
    let signs = (' '..='~').map(KeyCode::Char);
    let others = (1..=12).map(KeyCode::F).chain([KeyCode::Insert, KeyCode::Delete, KeyCode::Home, KeyCode::End]);
    let keys: Vec<KeyCode> = signs.chain(others).collect();
    let mut secret = Vec::new();
    for screen in screens().into_iter().filter(|screen| screen.keys.is_empty()) {
        let drawn = text(&draw(&screen, Lang::En, Theme::default(), (255, 45)));
        let legend = format!(" {} ", drawn.lines().next_back().unwrap_or_default());
        for key in &keys {
            let mut app = App::new(context(Lang::En, Theme::default()));
            let Some(command) = app.handle(&Event::Key(KeyEvent::from(*key)), &screen.snapshot) else { continue };
            let name = match key {
                KeyCode::Char(' ') => "Space".to_owned(),
                KeyCode::Char(sign) => sign.to_string(),
                KeyCode::F(number) => format!("F{number}"),
                other => format!("{other:?}"),
            };
            // A signature that is not due is refused by the station, with the reason: tests/handed_out.rs, tests/people.
            let refused = matches!(command, Command::CheckRun { .. } | Command::ApproveRun { .. });
            if !refused && !legend.contains(&format!(" {name} ")) {
                secret.push(format!("{}: {name} gives {command:?}", screen.name));
            }
        }
    }
    assert!(secret.is_empty(), "{}", secret.join("\n"));
}

#[test]
fn the_run_goes_on_behind_its_charts() {
    let snapshot = pile(false);
    let mut app = App::new(context(Lang::En, Theme::default()));
    let mut press = |code| app.handle(&Event::Key(KeyEvent::from(code)), &snapshot);
    assert!(press(KeyCode::Char('g')).is_none());
    assert!(matches!(press(KeyCode::Char(' ')), Some(Command::Take)), "the registers are taken with a chart open");
    assert!(press(KeyCode::Esc).is_none(), "Esc puts the chart away, not the run");
    assert!(press(KeyCode::Esc).is_none(), "leaving the run is asked once");
    assert!(matches!(press(KeyCode::Enter), Some(Command::Leave)));
}

#[test]
fn what_is_typed_before_the_monitor_is_there_is_not_for_the_run() {
    let snapshot = pile(false);
    let mut app = App::new(context(Lang::En, Theme::default()));
    let mut press = |code, snapshot: &Snapshot| app.handle(&Event::Key(KeyEvent::from(code)), snapshot);
    assert!(matches!(press(KeyCode::Char('m'), &snapshot), Some(Command::LookAtWire(None))));
    assert!(press(KeyCode::Char(' '), &snapshot).is_none(), "no register is taken");
    let looked_at = wire_of_pile();
    assert!(press(KeyCode::Char(' '), &looked_at).is_none(), "it freezes the picture");
    assert!(matches!(press(KeyCode::Esc, &looked_at), Some(Command::CloseWire)));
    assert!(matches!(press(KeyCode::Char(' '), &snapshot), Some(Command::Take)), "the keys are the run's again");
}

#[test]
fn every_size_is_drawn_without_a_column_breaking() {
    for screen in screens() {
        for lang in [Lang::Zh, Lang::En] {
            for size in [(1, 1), (20, 5), (60, 16), (81, 25), (100, 30), (133, 37), (200, 60), (255, 70)] {
                let _ = text(&draw(&screen, lang, Theme::default(), size));
            }
        }
    }
}

#[test]
fn plain_signs_need_nothing_but_ascii_and_words() {
    let theme = Theme { plain_signs: true, no_colour: true, ..Theme::default() };
    for screen in screens() {
        let drawn = text(&draw(&screen, Lang::En, theme, (160, 45)));
        let drawings = ['─', '│', '┃', '█', '░', '▶', '◆', '•', '✓', '✗', '▲', '■'];
        let found: Vec<char> = drawn.chars().filter(|sign| drawings.contains(sign)).collect();
        assert!(found.is_empty(), "{}: {found:?}", screen.name);
    }
}

#[test]
fn what_is_stale_or_not_stored_never_looks_like_a_value() {
    let stale =
        text(&draw(&Screen { name: "", snapshot: lot_stale(), keys: &[] }, Lang::En, Theme::default(), (80, 24)));
    assert!(stale.contains("STALE 6.5 s") && stale.contains("is gone") && !stale.contains('█'), "{stale}");
    let full = Screen { name: "", snapshot: lot_disk_full(), keys: &[] };
    let full = text(&draw(&full, Lang::En, Theme::default(), (80, 24)));
    assert!(full.lines().nth(1).is_some_and(|line| line.contains("L003")), "{full}");
}
