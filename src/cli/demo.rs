//! `demo lot|pile|scale`: the same screens on simulated instruments. Everything is marked 演示 DEMONSTRATION, and goes into a
//! ledger of its own: the official chain holds no play.

use super::demonstration::{Demonstration, Hands, PACE};
use super::{Exit, Failure, Global, Outcome};
use crate::procedure::{
    ClockTask, Conditions, Connection, LotTask, Nameplate, PileTask, PointTask, ScaleNameplate, ScaleTask,
    StandardTask, TareTask,
};
use crate::regulation::{Current, Kind, Label, ScaleRange, StandardUsed, Stated};
use crate::simulator::{ScaleScript, Script};
use crate::station::{Command, Settings, Station, Task, open_run_of};
use clap::{Args, ValueEnum};
use std::sync::Arc;
use std::sync::mpsc::RecvTimeoutError;
use std::thread::JoinHandle;

/// The UI on simulated instruments; everything is marked 演示 DEMONSTRATION
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  quanheng demo             a net-content inspection
  quanheng demo pile        a charging pile against a standard
  quanheng demo scale       a scale against weights
The demonstration has a ledger of its own: DATA/demonstration/.")]
pub struct DemoArgs {
    /// What is shown
    #[arg(value_enum, default_value_t = Kinds::Lot)]
    pub kind: Kinds,
}

/// What can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kinds {
    /// 净含量检验: a lot of 40 bags, ten weighed, three of them short
    Lot,
    /// 充电桩检定: a pile 0.87 % fast against a standard
    Pile,
    /// 秤检定: a platform scale of class III, weighed up and down by hands that add the small weights themselves
    Scale,
}

/// Shows the demonstration.
pub fn run(args: &DemoArgs, global: &Global) -> Outcome {
    super::open::preferences(global)?;
    let failed = |why: crate::station::Why| Failure::new(why.exit, why.words.get(global.lang));
    let global = Global { data: global.data.join("demonstration"), ..global.clone() };
    let profiles = super::profiles(&global);
    let task = match args.kind {
        Kinds::Lot => Task::Lot(Box::new(lot_task())),
        Kinds::Pile => Task::Pile(Box::new(pile_task())),
        Kinds::Scale => Task::Scale(Box::new(scale_task())),
    };
    let book = super::book(&global)?;
    let ledger = super::open_ledger(&global)?;
    let demonstration =
        Demonstration::start(&task, &script(args.kind), &profiles, &book, &global.data).map_err(failed)?;
    let task = demonstration.task().clone();
    let open = open_run_of(&ledger, &task);
    let profiles = Arc::clone(&profiles);
    let station = Station::start(Settings {
        ledger,
        office: Some(super::open::office(&global, &book, &profiles)),
        profiles,
        book,
        demonstration: true,
        watch_ports: true,
        record: None,
        happenings: None,
    });
    station.send(Command::Offer(demonstration.ports()));
    station.send(open.map_or_else(|| task.into_command(), Command::Continue));
    let hands = act(&station, demonstration.hands());
    let shown = super::open::show(&station, &global);
    drop(station);
    if hands.join().is_err() {
        return Err(Failure::new(Exit::Bug, "hands"));
    }
    shown
}

/// What happens in front of the instruments: the scale under verification reads three ten-thousandths too much.
fn script(kind: Kinds) -> Script {
    let scale = ScaleScript { span_per_mille: "0.3".into(), ..ScaleScript::default() };
    Script { scale: (kind == Kinds::Scale).then_some(scale), energy: None }
}

/// Hands that do what the run asks, slowly enough for people to follow. They end with the station.
fn act(station: &Station, hands: Hands) -> JoinHandle<()> {
    let (changes, snapshots, commands) = (station.subscribe(), station.snapshots(), station.commands());
    std::thread::spawn(move || {
        let (mut asked, mut due) = (None, false);
        loop {
            match changes.recv_timeout(PACE) {
                Ok(()) => {}
                Err(RecvTimeoutError::Timeout) if due => {}
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => return,
            }
            let ask = snapshots.latest().active.as_ref().map(|run| run.ask);
            if ask != asked {
                (asked, due) = (ask, true);
                std::thread::sleep(PACE);
                continue;
            }
            if let (Some(ask), true) = (ask, due) {
                hands.obey(ask);
                if let Some(answer) = hands.answer(ask) {
                    std::thread::sleep(PACE);
                    commands.send(Command::Answer(answer));
                }
                due = false;
            }
        }
    })
}

/// Seed rice: forty bags on the shelf, ten to weigh, each packing known to the demonstration.
fn lot_task() -> LotTask {
    LotTask {
        regulation: Some("cn-jjf1070-2005".into()),
        product: "演示·水稻种子 DEMO rice seed".into(),
        batch: "2026-03".into(),
        label: Label { quantity: "500".into(), unit: "g".into() },
        lot_size: 40,
        scale: Connection { device: "yaohua-xk3190-a9".into(), ..Connection::default() },
        tare: TareTask { weigh: Some(3), ..TareTask::default() },
        ..LotTask::default()
    }
}

/// The published field result of Wuhan, 2022-08-08: 2.065 kWh shown against 2.0472 kWh.
fn pile_task() -> PileTask {
    let connection = |device: &str| Some(Connection { device: device.into(), ..Connection::default() });
    PileTask {
        kind: Kind::Subsequent,
        pile: Nameplate {
            name: "演示充电桩 DEMO".into(),
            serial: "DEMO-0042".into(),
            gun: "A".into(),
            class: "2".into(),
            current: Some(Current::Dc),
            time_of_use: true,
            energy_step: Some("0.001".into()),
            ..Nameplate::default()
        },
        conditions: Conditions {
            temperature: Some("23.5".into()),
            humidity: Some("45".into()),
            insulation_megohm: Some("20".into()),
        },
        connection: connection("yada-djs3366"),
        standard: StandardTask {
            name: "演示标准器 DEMO".into(),
            certificate: Some("DEMO".into()),
            valid_until: Some("2099-12-31".into()),
            uncertainty: Some(Stated { expanded: "0.05".into(), coverage: None }),
            energy_step: Some("0.0001".into()),
            connection: connection("demonstration-standard"),
        },
        load_point: vec![PointTask { voltage: Some("500".into()), current: Some("80".into()), repeats: None }],
        clock: ClockTask { read: true, typed: None },
        ..PileTask::default()
    }
}

/// A counter scale of 30 kg whose loads read a little heavy: within its limits, and close to them at Max.
fn scale_task() -> ScaleTask {
    ScaleTask {
        kind: Kind::Subsequent,
        scale: ScaleNameplate {
            name: "演示电子台秤 DEMO".into(),
            model: "DEMO-30".into(),
            serial: "DEMO-0007".into(),
            class: "III".into(),
            unit: "g".into(),
            ranges: vec![ScaleRange {
                max: "30000".into(),
                e: "10".into(),
                d: Some("10".into()),
                min: Some("200".into()),
            }],
            supports: Some(4),
            ..ScaleNameplate::default()
        },
        conditions: Conditions {
            temperature: Some("23.5".into()),
            humidity: Some("45".into()),
            insulation_megohm: None,
        },
        weights: vec![StandardUsed {
            name: "演示砝码 DEMO M1".into(),
            certificate: Some("DEMO".into()),
            valid_until: Some("2099-12-31".into()),
            uncertainty: None,
        }],
        connection: Some(Connection { device: "yaohua-xk3190-a9".into(), ..Connection::default() }),
        ..ScaleTask::default()
    }
}
