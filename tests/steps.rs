//! Promise: the steps beside the work tell how far a run has come, by what is stored and by nothing else.

use quanheng::procedure::{
    LotRun, LotTask, Moment, Nameplate, Observation, PileRun, PileTask, PointTask, ScaleFacts, Side, StandardTask,
    Step, StepState, Subject, TareTask, TaskTare,
};
use quanheng::quantity::Unit;
use quanheng::regulation::{Book, Current, Kind, Label};

/// The steps in one line: a sign for the state, and the English words.
fn told(steps: &[Step]) -> String {
    let one = |step: &Step| {
        let sign = match step.state {
            StepState::Done => '+',
            StepState::Now => '>',
            StepState::Next => '.',
            StepState::Skipped => '-',
        };
        format!("{sign}{}", step.words.en)
    };
    steps.iter().map(one).collect::<Vec<_>>().join(" | ")
}

fn lot(method: TaskTare, regulation: &str, size: u64) -> LotRun {
    let label = Label { quantity: "500".into(), unit: "g".into() };
    let plan = Book::embedded().unwrap().get(regulation).unwrap().lot_plan(&label, size).unwrap();
    let tare = TareTask { method, weigh: Some(2), ..TareTask::default() };
    let facts = ScaleFacts {
        unit: Some(Unit::Gram),
        division: Some("0.1".parse().unwrap()),
        shows_step: true,
        told_by_flag: false,
        window_ns: 600_000_000,
    };
    LotRun::open(LotTask { label, lot_size: size, tare, ..LotTask::default() }, plan, facts).unwrap()
}

fn weighed(subject: Subject, value: &str) -> Observation {
    Observation::typed(subject, value, Some(Unit::Gram), "keyboard")
}

#[test]
fn a_lot_goes_from_packings_to_packages_to_its_conclusion() {
    let mut run = lot(TaskTare::Average, "cn-jjf1070-2005", 40);
    assert_eq!(told(&run.steps()), ">packings 0/2 | .packages 0/10 | .conclusion");
    for number in 1..=2 {
        run.apply(&weighed(Subject::Tare { number }, "9.6"));
    }
    run.apply(&weighed(Subject::Package { number: 1 }, "512.4"));
    assert_eq!(told(&run.steps()), "+packings 2/2 | >packages 1/10 | .conclusion");
    run.withdraw(&Subject::Package { number: 1 });
    assert_eq!(told(&run.steps()), "+packings 2/2 | >packages 0/10 | .conclusion");
    for number in 1..=10 {
        run.apply(&weighed(Subject::Package { number }, "512.4"));
    }
    assert_eq!(told(&run.steps()), "+packings 2/2 | +packages 10/10 | >conclusion");
    run.conclude();
    assert_eq!(told(&run.steps()), "+packings 2/2 | +packages 10/10 | +conclusion");
}

#[test]
fn what_a_lot_does_without_is_left_out_and_a_second_sample_comes_when_it_is_wanted() {
    let run = lot(TaskTare::None, "cn-jjf1070-2005", 40);
    assert_eq!(told(&run.steps()), "-packings (tared on the scale) | >packages 0/10 | .conclusion");
    let mut run = lot(TaskTare::Each, "eu-76-211", 150);
    let first = run.plan().sample_size;
    let total = run.plan().second.unwrap().total;
    assert!(told(&run.steps()).ends_with(" | .second sample | .conclusion"), "{}", told(&run.steps()));
    for number in 1..=first {
        run.apply(&weighed(Subject::Package { number }, "512.4"));
        run.apply(&weighed(Subject::Tare { number }, "9.6"));
    }
    let decided = format!("+packages {first}/{first} | +packings {first}/{first} | -second sample | >conclusion");
    assert_eq!(told(&run.steps()), decided);
    run.want_packages(total);
    let wanted = format!(" | .second sample 0/{} | .conclusion", total - first);
    assert!(told(&run.steps()).ends_with(&wanted), "{}", told(&run.steps()));
}

#[test]
fn a_pile_goes_through_its_load_points_one_by_one() {
    let plan = Book::embedded().unwrap().get("cn-jjg1149-2022").unwrap();
    let plan = plan.pile_plan(Some(Current::Dc), Kind::Subsequent, "2").unwrap();
    let asked = plan.insulation_asked;
    let point = |current: &str| PointTask { current: Some(current.into()), repeats: Some(1), ..PointTask::default() };
    let task = PileTask {
        kind: Kind::Subsequent,
        pile: Nameplate {
            serial: "SN-0042".into(),
            gun: "A".into(),
            class: "2".into(),
            current: Some(Current::Dc),
            ..Nameplate::default()
        },
        standard: StandardTask { name: "标准电能表".into(), ..StandardTask::default() },
        load_point: vec![point("80"), point("20")],
        ..PileTask::default()
    };
    let mut run = PileRun::open(task, plan).unwrap();
    run.apply(&Observation::typed(Subject::Appearance, "pass", None, "keyboard"));
    if asked {
        run.apply(&Observation::typed(Subject::Insulation, "20", None, "keyboard"));
    }
    let insulation = if asked { "+insulation" } else { "-insulation" };
    let told = |run: &PileRun, points: &str, end: &str| {
        assert_eq!(told(&run.steps()), format!("+appearance | {insulation} | {points} | -clock | {end}"));
    };
    told(&run, ">load point 1 80 A 0/1 | .load point 2 20 A 0/1", ".conclusion");
    for (point, after, end) in [
        (1, "+load point 1 80 A 1/1 | >load point 2 20 A 0/1", ".conclusion"),
        (2, "+load point 1 80 A 1/1 | +load point 2 20 A 1/1", ">conclusion"),
    ] {
        for (moment, value) in [(Moment::Start, "10.0"), (Moment::End, "12.0")] {
            for side in [Side::Instrument, Side::Reference] {
                let subject = Subject::Register { point, repeat: 1, side, moment };
                run.apply(&Observation::typed(subject, value, Some(Unit::KilowattHour), "keyboard"));
            }
        }
        told(&run, after, end);
    }
}
